//! Files named in text: code fences, tags, patch headers and the phrases of clients. Linear in the text.

use super::names::{commented, names_file, stated};
use super::scan::Scanner;
use super::{arguments, fences};
use memchr::memmem::{self, Finder};
use std::sync::LazyLock;

/// Takes a path and where it was found; `false` when no more are wanted.
pub(super) type Sink<'s> = dyn FnMut(&str, &'static str) -> bool + 's;

/// What stands in every text that names a file, however JSON escapes the rest of it.
const SIGNS: [&[u8]; 5] = [b"```", b"~~~", b"ath=", b"path>", b"*** "];
/// The same for the phrases of clients, which come with the user's text.
const CLIENT_SIGNS: [&[u8]; 4] = [b"Called the ", b"Content ", b" for '", b"In file `"];

/// Tags with a path among their attributes.
const TAGS: [&str; 4] = ["file_content", "file", "attachment", "document"];
/// Attributes that hold it.
const PATHS: [&str; 4] = ["path", "filePath", "filepath", "file_path"];
const PATCH_HEADERS: [&str; 4] = ["Add File: ", "Update File: ", "Delete File: ", "Move to: "];
/// How a line begins and ends in which a client says that a file's content follows.
const CONTENT_OF: [(&str, &str); 3] = [("Content from @", ":"), ("Content of ", ":"), ("In file `", "`:")];

/// Searches are set up once: for short texts that costs more than searching.
static FINDERS: LazyLock<[Finder<'static>; SIGNS.len()]> = LazyLock::new(|| SIGNS.map(Finder::new));
static CLIENT_FINDERS: LazyLock<[Finder<'static>; CLIENT_SIGNS.len()]> =
    LazyLock::new(|| CLIENT_SIGNS.map(Finder::new));

/// Whether a string can name a file, by its raw bytes, so that few are unescaped. `prompt`: it came from the user's
/// side.
pub(super) fn may_name(raw: &[u8], prompt: bool) -> bool {
    let shows = |finder: &Finder<'_>| finder.find(raw).is_some();
    FINDERS.iter().any(shows) || (prompt && CLIENT_FINDERS.iter().any(shows))
}

/// Finds all files that a text names.
pub(super) fn files(text: &str, sink: &mut Sink<'_>) -> bool {
    fences::files(text, sink)
        && tags(text, sink)
        && elements(text, sink)
        && patches(text, sink)
        && mentions(text, sink)
        && results(text, sink)
        && CONTENT_OF.iter().all(|(start, end)| contents(text, start, end, sink))
}

/// Finds the file that a request to fill in the middle says it is about, in a comment among its first lines.
pub(super) fn filled_in(text: &str, sink: &mut Sink<'_>) -> bool {
    const LINES: usize = 16;
    text.lines().take(LINES).filter_map(commented).all(|path| sink(path, "line"))
}

/// `<file_content path="src/app.ts" …>`, its attributes in any order.
fn tags(text: &str, sink: &mut Sink<'_>) -> bool {
    for start in ["<file", "<attachment", "<document"] {
        for at in memmem::find_iter(text.as_bytes(), start) {
            let Some(rest) = text.get(at + 1..) else { continue };
            // A path holds no `<`, so the next one ends the search: no tag is looked through twice.
            let tag = rest.split('<').next().unwrap_or_default();
            let Some((name, attributes)) = tag.split_once(char::is_whitespace) else { continue };
            if !TAGS.contains(&name) {
                continue;
            }
            if let Some(path) = path_attribute(attributes).and_then(stated)
                && !sink(path, "tag")
            {
                return false;
            }
        }
    }
    true
}

/// `<path>src/app.ts</path>`, as a tool call written in text has it.
fn elements(text: &str, sink: &mut Sink<'_>) -> bool {
    const START: &str = "<path>";
    memmem::find_iter(text.as_bytes(), START).all(|at| {
        let rest = text.get(at + START.len()..).unwrap_or_default();
        let path = rest.split('<').next().filter(|path| names_file(path.trim())).and_then(stated);
        path.is_none_or(|path| sink(path, "tag"))
    })
}

fn path_attribute(mut attributes: &str) -> Option<&str> {
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

/// `*** Update File: src/app.ts`.
pub(super) fn patches(text: &str, sink: &mut Sink<'_>) -> bool {
    starting_lines(text, "*** ", &mut |line| {
        let path = PATCH_HEADERS.iter().find_map(|header| line.strip_prefix(header)).and_then(stated);
        path.is_none_or(|path| sink(path, "patch"))
    })
}

/// `Called the Read tool with the following input: {"file_path":"src/app.ts"}`.
fn mentions(text: &str, sink: &mut Sink<'_>) -> bool {
    const INPUT: &[u8] = b" tool with the following input: ";
    const TOOL: usize = 64;
    const PHRASE: &str = "Called the ";
    memmem::find_iter(text.as_bytes(), PHRASE).all(|at| {
        let tool = at + PHRASE.len();
        let near = text.as_bytes().get(tool..text.len().min(tool + TOOL + INPUT.len())).unwrap_or_default();
        let Some(input) = memmem::find(near, INPUT).and_then(|len| text.get(tool + len + INPUT.len()..)) else {
            return true;
        };
        arguments::files(&mut Scanner::new(input.as_bytes()), false, &mut |path, _| sink(path, "mention"))
    })
}

/// `Content from @src/app.ts:` on a line of its own.
fn contents(text: &str, start: &str, end: &str, sink: &mut Sink<'_>) -> bool {
    starting_lines(text, start, &mut |line| {
        line.trim_end().strip_suffix(end).and_then(stated).is_none_or(|path| sink(path, "mention"))
    })
}

/// `[read_file for 'src/app.ts'] Result:` on a line of its own, as Cline and Roo head what a tool gave.
fn results(text: &str, sink: &mut Sink<'_>) -> bool {
    starting_lines(text, "[", &mut |line| {
        let path = line.split_once(" for '").and_then(|(tool, rest)| {
            let word = !tool.is_empty() && tool.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            rest.split_once('\'').filter(|(path, _)| word && names_file(path)).and_then(|(path, _)| stated(path))
        });
        path.is_none_or(|path| sink(path, "mention"))
    })
}

/// Gives the rest of every line that begins with `start`.
fn starting_lines(text: &str, start: &str, each: &mut dyn FnMut(&str) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut starts = memmem::find_iter(bytes, start).filter(|at| *at == 0 || bytes.get(at - 1) == Some(&b'\n'));
    starts.all(|at| {
        let line = text.get(at + start.len()..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        each(line.trim_end_matches('\r'))
    })
}
