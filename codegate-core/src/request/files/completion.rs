//! Prompts whose code is to be completed: the file at the cursor, and the files that are there as context.
//!
//! Each family of models has its own special tokens for it, and editors name files in comments for those that have
//! none. Whatever the way, the file at the cursor is the one that is named last before it.

use super::path_heuristics::{Sink, announced, bare_comment, comment, commented, compared, on_line};
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
}

/// The tokens of Qwen, StarCoder, CodeGemma, Granite, DeepSeek, Seed-Coder, CodeGeeX, Mellum, Code Llama, Codestral and
/// those that were trained like them.
const TOKENS: [(&str, Part); 40] = [
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
];

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(TOKENS.map(|(token, _)| token)).ok()
});

/// How Mistral's models have each file begin.
const PLUSES: &str = "+++++ ";

/// Finds the files that a prompt names, the one at the cursor first. Given is the text between the prompt's quotes.
pub(crate) fn files(raw: &[u8], sink: &mut Sink<'_>) -> bool {
    let Some(search) = SEARCH.as_ref() else { return true };
    let text = unescape(raw);
    let mut prompt = Prompt::default();
    let (mut part, mut start) = (None, 0);
    for token in search.find_iter(text.as_bytes()) {
        prompt.part(part, text.get(start..token.start()).unwrap_or_default());
        part = TOKENS.get(token.pattern().as_usize()).map(|(_, part)| *part);
        start = token.end();
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
}

impl<'t> Prompt<'t> {
    /// What stands between two tokens, the first of which begins this part.
    fn part(&mut self, part: Option<Part>, text: &'t str) {
        let announces = std::mem::take(&mut self.announced) || part == Some(Part::File);
        match part {
            // What comes after the cursor is not looked at, and the answer is not there yet.
            Some(Part::After | Part::Answer) => {}
            Some(Part::File) if text.is_empty() => self.announced = true,
            Some(Part::Repository) => self.lines(text.split_once('\n').map_or("", |(_, rest)| rest)),
            None => self.lines(text),
            Some(Part::File | Part::Before) => {
                let line = text.lines().next().unwrap_or_default();
                let path = if announces { announced(line) } else { alone(line) };
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
                let bare =
                    || said.and_then(|_| bare_comment(line)).filter(|path| heads || parted && self.parts(line, path));
                self.name(labelled.or_else(bare));
            }
            parted = said.is_some() || line.trim().is_empty();
            heads &= parted;
        }
    }

    /// Whether a comment in the midst of code, with a path alone, begins another file: others were named before, and it
    /// is written as they write it.
    fn parts(&self, line: &str, path: &str) -> bool {
        let tight = line.len() == path.len() + 1;
        self.cursor.is_some() && (tight || path.contains('/'))
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

    fn tell(self, sink: &mut Sink<'_>) -> bool {
        self.cursor.is_none_or(|path| sink(path, "cursor")) && self.named.iter().all(|path| sink(path, "line"))
    }
}

/// A line that is nothing but a path in some folder, which no line of code is.
fn alone(line: &str) -> Option<&str> {
    on_line(line).filter(|path| *path == line.trim() && path.contains('/'))
}
