//! Members of JSON that is pasted into a text: what an editor sends as an object, a person's message holds as text.

use super::argument_keys::{Key, classify};
use super::lines::{LINE, Text, looked_at, run_before};
use super::path_heuristics::{Sink, names_file, phrased, stated};
use crate::request::json::text::unescape;
use memchr::memchr;

/// Longest name of a member that holds a path.
const NAME: usize = 24;

/// `"file_path": "src/app.ts"`: given is where the name ends with its quote and colon.
pub(crate) fn path(text: Text<'_>, to: usize, sink: &mut Sink<'_>) -> bool {
    let Some((name, after)) = named(text, to) else { return true };
    if classify(name) != Key::Path {
        return true;
    }
    let Some((value, end)) = string(text, after) else { return true };
    // Elsewhere such names say where an error was, or what is built.
    if !has_text(text, end) {
        return true;
    }
    let value = text.read(value, end);
    let value = unescape(value.as_bytes());
    stated(&value).filter(|path| names_file(path)).is_none_or(|path| sink(path, "mention"))
}

/// `"files": {"src/app.ts": "…"}`, as repomix writes JSON: given is where the name ends with its quote and colon. `done`:
/// up to where such members were read, none of them twice.
pub(crate) fn files(text: Text<'_>, to: usize, done: &mut usize, sink: &mut Sink<'_>) -> bool {
    let open = blank(text, to);
    if to < *done || text.raw(open, open + 1) != b"{" || named(text, to).is_none_or(|(name, _)| name != "files") {
        return true;
    }
    let quote = if text.is_escaped() { 2 } else { 1 };
    let mut at = open;
    // A brace, or the comma after a member.
    while matches!(text.raw(at, at + 1), b"{" | b",") {
        *done = at;
        let Some((start, end)) = string(text, at + 1) else { break };
        let colon = blank(text, end + quote);
        if text.raw(colon, colon + 1) != b":" {
            break;
        }
        let Some(close) = long_string(text, colon + 1) else { break };
        let name = text.read(start, end);
        let name = unescape(name.as_bytes());
        if !phrased(&name).is_none_or(|path| sink(path, "mention")) {
            return false;
        }
        at = blank(text, close);
    }
    *done = (*done).max(at);
    true
}

/// Where the string ends that comes next, however long it is.
fn long_string(text: Text<'_>, from: usize) -> Option<usize> {
    let at = blank(text, from);
    let open = if text.is_escaped() { at + 1 } else { at };
    if !quotes(text, open) {
        return None;
    }
    let rest = text.raw(open + 1, text.len());
    let close = memchr::memchr_iter(b'"', rest).map(|at| open + 1 + at).find(|at| {
        let run = run_before(text.bytes(), *at);
        // As it is pasted, a quote in the string has a backslash; as the body has it, both are escaped once more.
        if text.is_escaped() { run % 4 == 1 } else { run.is_multiple_of(2) }
    });
    looked_at(close.unwrap_or(text.len()) - open);
    close.map(|close| close + 1)
}

/// The name before the colon that precedes `to`, and where its value may begin.
fn named(text: Text<'_>, to: usize) -> Option<(&str, usize)> {
    let quote = if text.is_escaped() { 2 } else { 1 };
    let end = to.checked_sub(quote + 1)?;
    let near = text.raw(end.saturating_sub(NAME), end);
    let len = near.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    let start = end - len;
    // The same letters precede the quote of a longer name.
    let whole = len < near.len() && quotes(text, start.checked_sub(1)?);
    let name = std::str::from_utf8(text.raw(start, end)).ok()?;
    whole.then_some((name, to))
}

/// Whether the quote at `at` is one of the pasted JSON: in a text that is escaped, it has one backslash.
fn quotes(text: Text<'_>, at: usize) -> bool {
    text.raw(at, at + 1) == b"\"" && (!text.is_escaped() || run_before(text.bytes(), at) == 1)
}

/// The inside of the string that comes next on the line, if one does.
fn string(text: Text<'_>, from: usize) -> Option<(usize, usize)> {
    let at = blank(text, from);
    let open = if text.is_escaped() { at + 1 } else { at };
    if !quotes(text, open) {
        return None;
    }
    let near = text.raw(open + 1, open + 1 + LINE);
    let len = memchr(b'"', near)?;
    looked_at(len);
    let close = open + 1 + len;
    let end = if text.is_escaped() { close - 1 } else { close };
    quotes(text, close).then_some((open + 1, end))
}

/// Whether one of the next members after the string that ends at `end` holds the text of the file.
fn has_text(text: Text<'_>, end: usize) -> bool {
    const MEMBERS: usize = 6;
    const SCALAR: usize = 32;
    let quote = if text.is_escaped() { 2 } else { 1 };
    let mut at = end + quote;
    for _ in 0..MEMBERS {
        at = blank(text, at);
        if text.raw(at, at + 1) != b"," {
            return false;
        }
        let Some((start, end)) = string(text, at + 1) else { return false };
        if std::str::from_utf8(text.raw(start, end)).is_ok_and(is_text) {
            return true;
        }
        at = blank(text, end + quote);
        if text.raw(at, at + 1) != b":" {
            return false;
        }
        at = match string(text, at + 1) {
            Some((_, end)) => end + quote,
            None => {
                let near = text.raw(at, at + SCALAR);
                let Some(len) = near.iter().position(|byte| *byte == b',') else { return false };
                at + len
            }
        };
    }
    false
}

/// Whether a member of this name holds a file's text, or a part of it.
fn is_text(name: &str) -> bool {
    const WORDS: [&str; 7] = ["content", "text", "code", "snippet", "source", "selection", "body"];
    let name = name.to_ascii_lowercase();
    name.len() <= NAME && WORDS.iter().any(|word| name.contains(word))
}

/// Where the white space from `from` on ends.
fn blank(text: Text<'_>, from: usize) -> usize {
    const SPACES: usize = 64;
    let near = text.raw(from, from + SPACES);
    let mut at = 0;
    loop {
        at += match near.get(at..) {
            Some([b' ' | b'\n' | b'\t' | b'\r', ..]) => 1,
            Some([b'\\', b'n' | b't' | b'r', ..]) if text.is_escaped() => 2,
            _ => return from + at,
        };
    }
}
