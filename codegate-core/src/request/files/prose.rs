//! Files named in text: code fences, tags, patch headers and the phrases of clients.
//!
//! One search finds the signs of all of them in the text as JSON escapes it; only the text around a sign is unescaped.
//! Linear in the text: whatever is looked at around a sign ends at a line, at the next sign of its kind, or soon.

use super::arguments;
use super::fences::{Fences, run};
use super::lines::{LINE, Text, looked_at};
use super::markers::{ESCAPE, may_hide, search};
use super::members;
use super::patches::{self, DIFF, GIT, MARK};
use super::path_heuristics::{Sink, names_file, phrased, stated};
use super::phrases::{self, Divided};
use crate::request::body::tools;
use crate::request::json::scan::Scanner;
use crate::request::json::text::{decoded, unescape};
use aho_corasick::{AhoCorasick, Input};
use memchr::memmem;
use std::sync::LazyLock;

/// Reads what follows a sign, which is given by its two ends.
type Says = fn(Text<'_>, usize, usize, &mut Sink<'_>) -> bool;

/// What a sign is the sign of.
#[derive(Clone, Copy)]
enum Marker {
    /// An escape that may hide a sign.
    Escape,
    Fence,
    Tag,
    /// A tag of the name `path`.
    Path,
    /// A tag that may open a block of code.
    Block,
    /// The same, or the name of a document.
    Source,
    Patch,
    Diff,
    Git,
    /// `Called the Read tool with the following input: `.
    Called,
    /// A phrase at the start of a line, with the path behind it and then this.
    Phrase(&'static str),
    /// `File: ` at the start of a line, and `Current file: `.
    Label,
    /// `Content from ` or `Content of `.
    Content,
    /// Any other phrase, with what reads it.
    Says(Says),
    /// A line of three dashes.
    Divider,
    /// A name of JSON, with its quote and colon.
    Member,
    /// The same of an object that may hold texts by their paths.
    Files,
    /// `[read_file for 'src/app.ts']`.
    Result,
    /// `file:///src/app.ts`.
    Url,
}

/// Signs, each as long as it takes to be rare; none has a character that has to be escaped in JSON. A member's is how its
/// name ends.
///
/// The search compares all texts with up to 32 of them at once, in groups that their order makes: this one was the
/// fastest of some hundreds on source code and prose. More signs, or another order, may take twice as long.
const MARKERS: [(&str, Marker); 32] = [
    ("<attachment", Marker::Tag),
    (DIFF, Marker::Diff),
    ("e:///", Marker::Url),
    ("<document", Marker::Tag),
    (CALLED, Marker::Called),
    ("<code", Marker::Block),
    ("_file for '", Marker::Result),
    (" file is ", Marker::Says(phrases::active)),
    ("---", Marker::Divider),
    (MARK, Marker::Patch),
    ("ename", Marker::Member),
    ("<path>", Marker::Path),
    ("In file `", Marker::Phrase("`:")),
    ("<pre>", Marker::Block),
    ("The user ", Marker::Says(phrases::editor)),
    ("<source", Marker::Source),
    ("<file", Marker::Tag),
    ("iles", Marker::Files),
    ("_name", Marker::Member),
    ("ath", Marker::Member),
    ("Content ", Marker::Content),
    (">>>> ", Marker::Says(phrases::chevrons)),
    ("] Result:", Marker::Result),
    ("FILE: ", Marker::Says(phrases::digest)),
    (ESCAPE, Marker::Escape),
    ("ath: ", Marker::Says(phrases::path)),
    (GIT, Marker::Git),
    ("```", Marker::Fence),
    ("~~~", Marker::Fence),
    ("==> ", Marker::Says(phrases::arrow)),
    (" file:", Marker::Label),
    ("File:", Marker::Label),
];
const CALLED: &str = "Called the ";
/// Tags with a path among their attributes.
const TAGS: [&str; 6] = ["file", "file_content", "file_contents", "attachment", "document", "code_selection"];
/// Attributes that hold it.
const PATHS: [&str; 4] = ["path", "filePath", "filepath", "file_path"];

/// One search for all signs, set up once: for text as JSON escapes it, and for plain text.
static ESCAPED: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| signs("\\\":"));
static PLAIN: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| signs("\":"));

/// The search for all signs. `end` is what follows a name in JSON.
fn signs(end: &str) -> Option<AhoCorasick> {
    let signs = MARKERS.map(|(sign, marker)| match marker {
        Marker::Member | Marker::Files => format!("{sign}{end}"),
        _ => sign.to_owned(),
    });
    search(&signs.each_ref().map(String::as_str))
}

/// Finds all files that a text names, given the text between its quotes. `prompt`: it came from the user's side.
pub(crate) fn files(raw: &[u8], prompt: bool, sink: &mut Sink<'_>) -> bool {
    match Pass::over(Text::escaped(raw), prompt, sink) {
        Some(wanted) => wanted,
        // Some encoders escape what has no need of it. Rare, and then it is simplest to read all of it first.
        None => Pass::over(Text::plain(&unescape(raw)), prompt, sink).unwrap_or(true),
    }
}

/// Finds all files that a text of the user's names, in which nothing is escaped.
pub(crate) fn files_in_plain(text: &str, sink: &mut Sink<'_>) -> bool {
    Pass::over(Text::plain(text), true, sink).unwrap_or(true)
}

struct Pass<'t, 'p, 's> {
    text: Text<'t>,
    sink: &'p mut Sink<'s>,
    /// Up to where lines were looked through for the result of a tool.
    results: usize,
    /// Up to where urls were read.
    urls: usize,
    /// Up to where members were read whose names are paths.
    members: usize,
}

impl<'t, 'p, 's> Pass<'t, 'p, 's> {
    /// Nothing where an escape may hide a sign.
    fn over(text: Text<'t>, prompt: bool, sink: &'p mut Sink<'s>) -> Option<bool> {
        let mut pass = Pass { text, sink, results: 0, urls: 0, members: 0 };
        let (mut fences, mut divided) = (Fences::of(text), Divided::default());
        let search = if text.is_escaped() { &ESCAPED } else { &PLAIN };
        let search = search.as_ref()?;
        let mut next = 0;
        while let Some(found) = search.find(Input::new(text.bytes()).range(next..)) {
            let (from, to) = (found.start(), found.end());
            next = to;
            let Some((_, sign)) = MARKERS.get(found.pattern().as_usize()) else { continue };
            let wanted = match *sign {
                Marker::Escape if may_hide(text, to) => return None,
                Marker::Escape => true,
                Marker::Fence => {
                    next = from + run(text, from);
                    fences.marks(from, pass.sink)
                }
                // `<file:///src/app.ts>`: one sign hides the other.
                Marker::Tag if prompt && text.raw(to, to + 4) == b":///" => pass.url(to - 1, to + 4),
                Marker::Tag => pass.tag(from),
                Marker::Path => pass.element(to),
                Marker::Block => fences.tag(from, pass.sink) && pass.tag(from),
                Marker::Source => fences.tag(from, pass.sink) && pass.source(from, to),
                Marker::Patch => patches::patch(text, from, pass.sink),
                Marker::Diff => patches::diff(text, from, pass.sink),
                Marker::Git => patches::git(text, from, pass.sink),
                Marker::Called => pass.called(to),
                Marker::Phrase(end) => pass.phrase(from, to, end),
                Marker::Label if prompt && text.raw(to, to + 3) == b"///" => pass.url(to - 2, to + 3),
                Marker::Label => phrases::label(text, from, to, pass.sink),
                Marker::Content => pass.content(from, to),
                Marker::Says(says) => says(text, from, to, pass.sink),
                // These count in what a person sent alone.
                Marker::Divider | Marker::Member | Marker::Files | Marker::Url if !prompt => true,
                Marker::Divider => divided.divider(text, from, to, pass.sink),
                Marker::Member => members::path(text, to, pass.sink),
                Marker::Files => members::files(text, to, &mut pass.members, pass.sink),
                Marker::Result => pass.result(from),
                Marker::Url => pass.url(from, to),
            };
            if !wanted {
                return Some(false);
            }
        }
        Some(true)
    }

    fn give(&mut self, path: Option<&str>, found: &'static str) -> bool {
        path.is_none_or(|path| (self.sink)(path, found))
    }

    /// `<file_content path="src/app.ts" …>`, its attributes in any order.
    fn tag(&mut self, from: usize) -> bool {
        // A path holds no `<`, so the next one ends the tag: none is looked through twice.
        let inside = from + 1;
        let near = self.text.raw(inside, inside + LINE);
        let tag = self.text.read(inside, inside + memchr::memchr(b'<', near).unwrap_or(near.len()));
        let Some((name, attributes)) = tag.split_once(char::is_whitespace) else { return true };
        let path = path_attribute(attributes).filter(|_| TAGS.contains(&name)).and_then(stated);
        self.give(path, "tag")
    }

    /// What is between the tag that ends at `from` and its closing one.
    fn enclosed(&self, from: usize) -> Option<std::borrow::Cow<'t, str>> {
        let end = memchr::memchr(b'<', self.text.raw(from, from + LINE)).map(|len| from + len)?;
        self.text.read(end, end + 3).starts_with("</").then(|| self.text.read(from, end))
    }

    /// `<path>src/app.ts</path>`, as a tool call written in text has it.
    fn element(&mut self, from: usize) -> bool {
        let Some(path) = self.enclosed(from) else { return true };
        let end = from + self.text.raw(from, from + LINE).iter().take_while(|byte| **byte != b'<').count();
        let folder = self.text.read(end, end + 48).trim_start_matches("</path>").trim_start().starts_with("<type>dir");
        let path = stated(&path).filter(|path| names_file(path) && !folder);
        self.give(path, "tag")
    }

    /// `<source>src/app.ts</source>` just after `<document index="1">`.
    fn source(&mut self, from: usize, to: usize) -> bool {
        const NEAR: usize = 128;
        if self.text.raw(to, to + 1) != b">" {
            return true;
        }
        let Some(path) = self.enclosed(to + 1).filter(|path| names_file(path.trim())) else { return true };
        let before = self.text.read(from.saturating_sub(NEAR), from);
        let tag = before.trim_end().rsplit_once('<').map_or("", |(_, tag)| tag);
        let inside = tag.starts_with("document") && tag.len() <= NEAR / 4 && tag.find('>') == Some(tag.len() - 1);
        self.give(stated(&path).filter(|_| inside), "tag")
    }

    /// `Called the Read tool with the following input: {"file_path":"src/app.ts"}`.
    fn called(&mut self, to: usize) -> bool {
        const INPUT: &[u8] = b" tool with the following input: ";
        const TOOL: usize = 64;
        let near = self.text.raw(to, to + TOOL + INPUT.len());
        let Some(len) = memmem::find(near, INPUT) else { return true };
        let Some(listing) = tools::listing(self.text.raw(to, to + len)) else { return true };
        let start = to + len + INPUT.len();
        let near = self.text.raw(start, start + LINE);
        let end = start + memmem::find(near, CALLED.as_bytes()).unwrap_or(near.len());
        let input = self.text.read(start, end);
        let mut scanner = Scanner::new(input.as_bytes());
        arguments::files(&mut scanner, listing, &mut |path, _| (self.sink)(path, "mention"))
    }

    /// `Content from @src/app.ts:` or `Content of src/app.ts:`.
    fn content(&mut self, from: usize, to: usize) -> bool {
        let word = ["from ", "of "].into_iter().find(|word| self.text.raw(to, to + word.len()) == word.as_bytes());
        word.is_none_or(|word| self.phrase(from, to + word.len(), ":"))
    }

    /// ``In file `src/app.ts`:`` on a line of its own.
    fn phrase(&mut self, from: usize, to: usize, end: &str) -> bool {
        let Some(line) = self.text.line_after(from, to) else { return true };
        let Some(path) = line.trim_end().strip_suffix(end) else { return true };
        self.give(phrased(path.strip_prefix('@').unwrap_or(path)), "mention")
    }

    /// `[read_file for 'src/app.ts'] Result:` on a line of its own, as Cline and Roo head what a tool gave.
    fn result(&mut self, at: usize) -> bool {
        let floor = std::mem::replace(&mut self.results, at);
        if at < floor {
            return true;
        }
        let Some(start) = self.text.line_start(at, floor) else { return true };
        let Some(end) = self.text.line_end(at) else { return true };
        self.results = end;
        let line = self.text.read(start, end);
        let Some((tool, paths)) = line.strip_prefix('[').and_then(|line| line.split_once(" for '")) else {
            return true;
        };
        let word = tool.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if !word || !tools::edits_or_reads(tool) {
            return true;
        }
        let mut rest = paths;
        while let Some((path, after)) = rest.split_once('\'') {
            if !self.give(stated(path).filter(|path| names_file(path)), "mention") {
                return false;
            }
            let Some(next) = after.strip_prefix(", '") else { break };
            rest = next;
        }
        true
    }

    /// `file:///home/me/app.ts`, as editors link what the user points at.
    fn url(&mut self, from: usize, to: usize) -> bool {
        const SCHEME: &[u8] = b"fil";
        let start = from.saturating_sub(SCHEME.len());
        if from < self.urls || self.text.raw(start, from) != SCHEME {
            return true;
        }
        let near = self.text.raw(to, to + LINE);
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`()[]<>?#\\".contains(byte);
        // A letter may be escaped too: what ends a url is known by its backslash.
        let is_end = |at: &usize| match near.get(*at) {
            Some(b'\\') if self.text.is_escaped() => near.get(at + 1) != Some(&b'u'),
            byte => byte.is_none_or(ends),
        };
        let end = to + (0..near.len()).find(is_end).unwrap_or(near.len());
        self.urls = end;
        let url = self.text.read(start, end);
        let path = decoded(url.split(|c| u8::try_from(c).is_ok_and(|byte| ends(&byte))).next().unwrap_or_default());
        self.give(stated(&path).filter(|path| names_file(path)), "mention")
    }
}

fn path_attribute(mut attributes: &str) -> Option<&str> {
    looked_at(attributes.len());
    loop {
        let (name, rest) = attributes.split_once('=')?;
        if name.contains('>') {
            return None;
        }
        let rest = rest.trim_start();
        let (value, rest) = match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.split_once(quote)?,
            _ => rest.split_once([' ', '\n', '>']).unwrap_or((rest, "")),
        };
        if PATHS.contains(&name.trim()) {
            return Some(value);
        }
        attributes = rest;
    }
}
