//! Prompts whose code is to be completed: the file at the cursor, and the files that are there as context.
//!
//! Each family of models has its own special tokens for it, and editors name files in comments for those that have
//! none. Whatever the way, the file at the cursor is the one that is named last before it.

use super::path_heuristics::{Sink, announced, bare_comment, comment, commented, compared, names_file, on_line};
use crate::limits::FILES;
use crate::request::json::text::unescape;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// What a special token begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The path of a file on the rest of the line, and then its text.
    File,
    /// Words on the rest of the line that name no file: the repository, how many stars it has.
    Repository,
    /// The code before the cursor.
    Before,
    /// The code after the cursor.
    After,
    /// The place of the answer.
    Answer,
    /// The path of a file that was edited, up to a quote.
    Edited,
    /// The path of the file to edit, alone on the next line that has something on it.
    Excerpt,
}

/// The tokens of Qwen, StarCoder, CodeGemma, Granite, DeepSeek, Seed-Coder, CodeGeeX, Mellum, Code Llama, Codestral,
/// aiXcoder and those that were trained like them; and, at the end, of models that predict the next edit: Mercury and
/// Instinct (github.com/continuedev/continue, core/nextEdit), Zeta (github.com/zed-industries/zed, crates/zeta).
const TOKENS: [(&str, Part); 51] = [
    ("<|file_sep|>", Part::File),
    ("<file_sep>", Part::File),
    ("<|file_separator|>", Part::File),
    ("<filename>", Part::File),
    ("<|filename|>", Part::File),
    ("<|repo_name|>", Part::Repository),
    ("<repo_name>", Part::Repository),
    ("<reponame>", Part::Repository),
    ("<|reponame|>", Part::Repository),
    ("<gh_stars>", Part::Repository),
    ("<|fim_prefix|>", Part::Before),
    ("<fim_prefix>", Part::Before),
    ("<fim-prefix>", Part::Before),
    ("<[fim-prefix]>", Part::Before),
    ("<｜fim▁begin｜>", Part::Before),
    ("<|fim_begin|>", Part::Before),
    ("<|code_prefix|>", Part::Before),
    ("<PRE>", Part::Before),
    ("[PREFIX]", Part::Before),
    ("<|fim_suffix|>", Part::After),
    ("<fim_suffix>", Part::After),
    ("<fim-suffix>", Part::After),
    ("<[fim-suffix]>", Part::After),
    ("<｜fim▁hole｜>", Part::After),
    ("<|fim_hole|>", Part::After),
    ("<|code_suffix|>", Part::After),
    ("<SUF>", Part::After),
    ("[SUFFIX]", Part::After),
    ("{{FILL_HERE}}", Part::After),
    ("<|fim_middle|>", Part::Answer),
    ("<fim_middle>", Part::Answer),
    ("<fim-middle>", Part::Answer),
    ("<[fim-middle]>", Part::Answer),
    ("<｜fim▁end｜>", Part::Answer),
    ("<|fim_end|>", Part::Answer),
    ("<|code_middle|>", Part::Answer),
    ("<MID>", Part::Answer),
    ("[MIDDLE]", Part::Answer),
    ("<|fim_pad|>", Part::Answer),
    ("<fim_pad>", Part::Answer),
    ("<AIX-SPAN-PRE>", Part::Before),
    ("<AIX-SPAN-POST>", Part::After),
    ("<AIX-SPAN-MIDDLE>", Part::Answer),
    ("<|recently_viewed_code_snippets|>", Part::Repository),
    ("code_snippet_file_path:", Part::File),
    ("current_file_path:", Part::File),
    ("<|edit_diff_history|>", Part::After),
    ("<|context_file|>", Part::File),
    ("User edited file \"", Part::Edited),
    ("User edited \"", Part::Edited),
    ("### User Excerpt:", Part::Excerpt),
];

/// How prompts of the latter begin that begin with no token.
const HEADS: [&str; 4] = ["### Instruction:", "### Context:", "### User Edits:", "Reference the user excerpt"];

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(TOKENS.map(|(token, _)| token)).ok()
});

/// How Mistral's models have each file begin.
const PLUSES: &str = "+++++ ";
/// How the model of Sweep has the files begin that it is to rewrite: as it was, as it is, as it is to be.
/// huggingface.co/sweepai/sweep-next-edit-1.5B, run_model.py
const STAGES: [&str; 3] = ["original/", "current/", "updated/"];
/// What the tokenizer of aiXcoder's model has before a token.
const SPACE: char = '▁';

/// Whether a text that a person may have typed is such a prompt: it begins as one, and goes on as one.
pub(crate) fn predicts(raw: &[u8]) -> bool {
    begins(raw) && tokens(&unescape(raw)).nth(1).is_some()
}

/// The same of one with a gap that is to be filled in.
pub(crate) fn fills_in(raw: &[u8]) -> bool {
    if !begins(raw) {
        return false;
    }
    let text = unescape(raw);
    let has = |wanted: Part| tokens(&text).any(|(_, part, _)| part == wanted);
    has(Part::Before) && has(Part::After)
}

/// Whether a text begins with a token or a head, maybe fenced.
fn begins(raw: &[u8]) -> bool {
    const START: usize = 96;
    if !raw.first().is_some_and(|first| b"<[#Rc`\\\xe2".contains(first)) {
        return false;
    }
    let start = unescape(raw.get(..START).unwrap_or(raw));
    let start = start.trim_start_matches('`').trim_start().trim_start_matches(SPACE);
    TOKENS.iter().map(|(token, _)| token).chain(&HEADS).any(|known| start.starts_with(known))
}

/// The tokens of a text: where each begins, what it begins, and where it ends.
fn tokens(text: &str) -> impl Iterator<Item = (usize, Part, usize)> + '_ {
    let found = SEARCH.as_ref().into_iter().flat_map(|search| search.find_iter(text.as_bytes()));
    found.filter_map(|token| {
        let (_, part) = TOKENS.get(token.pattern().as_usize())?;
        Some((token.start(), *part, token.end()))
    })
}

/// Finds the files that a prompt names, the one at the cursor first. Given is the text between the prompt's quotes.
pub(crate) fn files(raw: &[u8], sink: &mut Sink<'_>) -> bool {
    let text = unescape(raw);
    let mut prompt = Prompt::default();
    let (mut part, mut start) = (None, 0);
    for (from, next, to) in tokens(&text) {
        prompt.part(part, text.get(start..from).unwrap_or_default());
        (part, start) = (Some(next), to);
    }
    prompt.part(part, text.get(start..).unwrap_or_default());
    prompt.tell(sink)
}

#[derive(Default)]
struct Prompt<'t> {
    /// The last file named so far that can be the one at the cursor.
    cursor: Option<&'t str>,
    /// All that are named, as far as they are reported.
    named: Vec<&'t str>,
    /// Whether a token announced a path that did not follow it yet: `<file_sep><fim_prefix>src/app.py`.
    announced: bool,
    /// Whether nothing stands between the tokens of the code before the cursor and of that after it: the former comes
    /// last.
    turned: bool,
    /// Whether the prompt begins with a path in a comment without a space, `#utils.py`: each file does.
    tight: bool,
}

impl<'t> Prompt<'t> {
    /// What stands between two tokens, the first of which begins this part.
    fn part(&mut self, part: Option<Part>, text: &'t str) {
        let announces = std::mem::take(&mut self.announced) || part == Some(Part::File);
        match part {
            Some(Part::Answer) if self.turned => self.lines(text),
            // What comes after the cursor is not looked at, and the answer is not there yet.
            Some(Part::After | Part::Answer) => {}
            Some(Part::File) if text.is_empty() => self.announced = true,
            Some(Part::Repository) => self.lines(text.split_once('\n').map_or("", |(_, rest)| rest)),
            Some(Part::Edited) => self.name(text.split('"').next().and_then(announced)),
            Some(Part::Excerpt) => {
                let line = text.lines().map(|line| line.trim().trim_matches(['"', '`'])).find(|line| !line.is_empty());
                self.name(line.and_then(announced));
            }
            None => self.lines(text),
            Some(Part::File | Part::Before) => {
                self.turned = text.trim_end_matches(SPACE).is_empty();
                let line = text.lines().next().unwrap_or_default();
                let path = if announces { announced(bare(line)) } else { alone(line) };
                self.name(path);
                self.lines(if path.is_some() { text.get(line.len()..).unwrap_or_default() } else { text });
            }
        }
    }

    /// Lines of code with names of files among them, in comments or after pluses.
    fn lines(&mut self, text: &'t str) {
        // Comments that open a text are about files; further down they are mostly about code.
        let mut heads = true;
        let mut parted = true;
        for line in text.lines() {
            let item = ["- ", "* "].iter().any(|mark| line.trim_start().starts_with(mark));
            let said = comment(line).filter(|_| !item);
            if let Some(path) = said.and_then(|_| compared(line)) {
                self.context(path);
            } else {
                let pluses = line.strip_prefix(PLUSES).and_then(announced);
                let labelled = pluses.or_else(|| said.and_then(|_| commented(line)));
                let bare = || {
                    said.and_then(|_| bare_comment(line))
                        .filter(|path| heads || parted && self.parts(line, path) || self.tight && is_tight(line, path))
                };
                let bare = labelled.is_none().then(bare).flatten();
                self.tight |= self.named.is_empty() && bare.is_some_and(|path| is_tight(line, path));
                self.name(labelled.or(bare));
            }
            parted = said.is_some() || line.trim().is_empty();
            heads &= parted;
        }
    }

    /// Whether a comment in the midst of code, with a path alone, begins another file: others were named before, and it
    /// is written as they write it.
    fn parts(&self, line: &str, path: &str) -> bool {
        self.cursor.is_some() && (is_tight(line, path) || path.contains('/'))
    }

    fn name(&mut self, path: Option<&'t str>) {
        self.cursor = path.or(self.cursor);
        path.into_iter().for_each(|path| self.context(path));
    }

    fn context(&mut self, path: &'t str) {
        if self.named.len() < FILES {
            self.named.push(path);
        }
    }

    /// The file of which the last section is to hold what becomes of it, after sections that hold what it was and is.
    fn rewritten(&self) -> Option<&'t str> {
        let path = self.cursor?.strip_prefix(STAGES[2])?;
        let was = |name: &&str| name.strip_prefix(STAGES[0]) == Some(path);
        self.named.iter().any(was).then_some(path)
    }

    fn tell(mut self, sink: &mut Sink<'_>) -> bool {
        if let Some(path) = self.rewritten() {
            self.cursor = Some(path);
            self.named.retain_mut(|name| {
                *name = name.strip_suffix(".diff").unwrap_or(name);
                // Some sections hold what is no file: `context/diagnostics`.
                let file = names_file(name) || !name.starts_with("context/");
                file && !STAGES.iter().any(|stage| name.strip_prefix(stage) == Some(path))
            });
        }
        self.cursor.is_none_or(|path| sink(path, "cursor")) && self.named.iter().all(|path| sink(path, "line"))
    }
}

/// Whether a line is a comment with this path and nothing more.
fn is_tight(line: &str, path: &str) -> bool {
    line.len() == path.len() + 1
}

/// A line without what stands around the path on it: `: src/util.py`, ``  `src/util.py` ``, `src/util.py (truncated)`.
fn bare(line: &str) -> &str {
    let line = line.trim_start_matches([':', ' ']).trim_end();
    line.strip_suffix(" (truncated)").unwrap_or(line).trim_matches('`')
}

/// A line that is nothing but a path in some folder, which no line of code is.
fn alone(line: &str) -> Option<&str> {
    on_line(line).filter(|path| *path == line.trim() && path.contains('/'))
}
