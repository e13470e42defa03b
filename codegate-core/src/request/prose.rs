//! Files named in text: code fences, tags, patch headers and a client's own phrases. Linear in the text.

use super::names::{in_info, on_line, stated};
use super::scan::Scanner;
use memchr::memmem::{self, Finder};
use memchr::{memchr, memrchr};
use std::sync::LazyLock;

/// Takes a path and where it was found; `false` when no more are wanted.
pub(super) type Sink<'s> = dyn FnMut(&str, &'static str) -> bool + 's;

/// What stands in every text that names a file, however JSON escapes the rest of it.
const SIGNS: [&[u8]; 4] = [b"```", b"~~~", b"ath=", b"*** "];
/// What stands in text of the client's own that does, which comes with the user's.
const CLIENT_SIGNS: [&[u8]; 2] = [b"Called the ", b"Content "];

/// Tags with a path among their attributes.
const TAGS: [&str; 4] = ["file_content", "file", "attachment", "document"];
/// Attributes that hold it.
const PATHS: [&str; 4] = ["path", "filePath", "filepath", "file_path"];
const PATCH_HEADERS: [&str; 4] = ["Add File: ", "Update File: ", "Delete File: ", "Move to: "];
/// How clients say that a file's content follows, and what ends the path.
const CONTENT_OF: [(&str, &str); 2] = [("Content from @", ":"), ("Content of ", ":")];
/// What comment leaders are made of.
const COMMENT: [char; 7] = ['/', '#', '-', ';', '*', '<', '!'];

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
    fences(text, sink) && tags(text, sink) && patches(text, sink) && mentions(text, sink) && contents(text, sink)
}

/// A line that opens or closes a fenced block.
struct Fence<'t> {
    /// Where its line begins.
    line: usize,
    /// Where its line ends.
    end: usize,
    mark: u8,
    len: usize,
    info: &'t str,
}

fn fences(text: &str, sink: &mut Sink<'_>) -> bool {
    let closers = Closers::of(text);
    let mut open: Option<Fence<'_>> = None;
    for fence in fence_lines(text) {
        let before = line_before(text, fence.line);
        if let Some(outer) = &open {
            let inner = fence.mark != outer.mark || fence.len < outer.len;
            if inner && closers.after(outer, fence.line) {
                continue;
            }
            // A block without a close must not swallow the next one: a path after a blank line opens it.
            let opens = before.is_some_and(|(line, blank)| blank && on_line(line).is_some());
            if fence.info.is_empty() && !inner && !opens {
                open = None;
                continue;
            }
        }
        let named = in_info(fence.info).or_else(|| first_line(text, fence.end)).map(|path| (path, "fence"));
        let named = named.or_else(|| Some((on_line(before?.0)?, "line")));
        if named.is_some_and(|(path, found)| !sink(path, found)) {
            return false;
        }
        open = Some(fence);
    }
    true
}

/// Every line that is a fence: up to some white space or quote marks, then three or more backticks or tildes.
fn fence_lines(text: &str) -> impl Iterator<Item = Fence<'_>> {
    let bytes = text.as_bytes();
    let mut ticks = memmem::find_iter(bytes, b"```").peekable();
    let mut tildes = memmem::find_iter(bytes, b"~~~").peekable();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = match (ticks.peek(), tildes.peek()) {
                (Some(a), Some(b)) if a < b => ticks.next()?,
                (Some(_), None) => ticks.next()?,
                _ => tildes.next()?,
            };
            if at < from {
                continue;
            }
            let mark = bytes.get(at).copied()?;
            let run = bytes.iter().skip(at).take_while(|byte| **byte == mark).count();
            from = at + run;
            let Some(line) = line_start(bytes, at) else { continue };
            let end = memchr(b'\n', bytes.get(from..)?).map_or(bytes.len(), |offset| from + offset);
            let info = text.get(from..end)?.trim();
            if mark == b'`' && info.contains('`') {
                continue;
            }
            return Some(Fence { line, end, mark, len: run, info });
        }
    })
}

/// Where the last bare fence of each length stands: what tells whether a long fence is ever closed.
struct Closers([[usize; Closers::LENGTHS]; 2]);

impl Closers {
    const LENGTHS: usize = 16;

    fn of(text: &str) -> Closers {
        let mut closers = Closers([[0; Closers::LENGTHS]; 2]);
        let long = memmem::find(text.as_bytes(), b"````").or_else(|| memmem::find(text.as_bytes(), b"~~~"));
        if long.is_some() {
            for fence in fence_lines(text).filter(|fence| fence.info.is_empty()) {
                let lengths = &mut closers.0[usize::from(fence.mark == b'~')];
                for at in lengths.iter_mut().take(fence.len) {
                    *at = fence.line;
                }
            }
        }
        closers
    }

    /// Whether a fence like `open` is closed after `at`.
    fn after(&self, open: &Fence<'_>, at: usize) -> bool {
        let lengths = &self.0[usize::from(open.mark == b'~')];
        lengths.get(open.len - 1).is_some_and(|last| *last > at)
    }
}

/// Start of the line of `at`, if nothing but indentation and quote marks stands before it.
fn line_start(bytes: &[u8], at: usize) -> Option<usize> {
    const INDENT: usize = 32;
    let before = bytes.get(at.saturating_sub(INDENT)..at)?;
    let indent = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
    let start = at - indent;
    (start == 0 || bytes.get(start - 1) == Some(&b'\n')).then_some(start)
}

/// The line before the one that begins at `start`, and whether a blank one stands before that.
fn line_before(text: &str, start: usize) -> Option<(&str, bool)> {
    const LINE: usize = 1024;
    let end = start.checked_sub(1)?;
    let bytes = text.as_bytes();
    let low = end.saturating_sub(LINE);
    let begin = match memrchr(b'\n', bytes.get(low..end)?) {
        Some(offset) => low + offset + 1,
        None if low == 0 => 0,
        None => return None,
    };
    let line = text.get(begin..end)?;
    if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
        return None;
    }
    let blank = begin == 0 || matches!(bytes.get(..begin - 1).and_then(<[u8]>::last), None | Some(b'\n'));
    Some((line, blank))
}

/// The path in a comment on the first line of a block: `// filepath: src/app.ts`.
fn first_line(text: &str, end_of_fence: usize) -> Option<&str> {
    let line = text.get(end_of_fence + 1..)?.split('\n').next()?.trim();
    let comment = line.trim_start_matches(COMMENT);
    let path = comment.trim_start().strip_prefix("filepath:").filter(|_| comment.len() < line.len())?;
    stated(path.trim_end_matches("-->").trim_end_matches("*/"))
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
        super::arguments::files(&mut Scanner::new(input.as_bytes()), false, &mut |path, _| sink(path, "mention"))
    })
}

/// `Content from @src/app.ts:` on a line of its own.
fn contents(text: &str, sink: &mut Sink<'_>) -> bool {
    starting_lines(text, "Content ", &mut |line| {
        let path = CONTENT_OF.iter().find_map(|(start, end)| {
            line.strip_prefix(start.trim_start_matches("Content "))?.trim_end().strip_suffix(end)
        });
        path.and_then(stated).is_none_or(|path| sink(path, "mention"))
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
