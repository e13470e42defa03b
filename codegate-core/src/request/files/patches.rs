//! Files that patches name in their headers, and diffs in theirs.

use super::lines::Text;
use super::markers::{ESCAPE, may_hide, search};
use super::path_heuristics::{Sink, phrased, stated};
use crate::request::json::text::lossy;
use aho_corasick::AhoCorasick;
use std::borrow::Cow;
use std::sync::LazyLock;

/// How the headers of a patch begin.
pub(crate) const MARK: &str = "*** ";
/// What follows, with the path behind it.
const HEADERS: [&str; 4] = ["Add File: ", "Update File: ", "Delete File: ", "Move to: "];
/// The same as far as it is searched for: other lines of a patch begin with the same mark.
const PATCH: [&str; 4] = ["*** A", "*** U", "*** D", "*** M"];
const _: () = {
    let mut at = 0;
    while at < PATCH.len() {
        assert!(PATCH[at].as_bytes()[MARK.len()] == HEADERS[at].as_bytes()[0]);
        at += 1;
    }
};
/// How the second header of a diff begins.
pub(crate) const DIFF: &str = "+++ ";
/// How Git begins each file of a diff: all that it writes of one that is merely renamed, or not of text.
pub(crate) const GIT: &str = "diff --git ";

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| search(&[&PATCH[..], &[DIFF, GIT, ESCAPE]].concat()));

/// Whether a text may patch files.
pub(crate) fn may_stand_in(raw: &[u8]) -> bool {
    SEARCH.as_ref().is_some_and(|search| search.is_match(raw))
}

/// Finds the files that a text patches, given the text between its quotes.
pub(crate) fn files(raw: &[u8], sink: &mut Sink<'_>) -> bool {
    files_in(Text::escaped(raw), sink)
}

fn files_in(text: Text<'_>, sink: &mut Sink<'_>) -> bool {
    let Some(search) = SEARCH.as_ref() else { return true };
    for found in search.find_iter(text.bytes()) {
        let (from, to) = (found.start(), found.end());
        let wanted = match found.pattern().as_usize() {
            sign if sign < PATCH.len() => patch(text, from, sink),
            sign if sign == PATCH.len() => diff(text, from, sink),
            sign if sign == PATCH.len() + 1 => git(text, from, sink),
            _ if may_hide(text, to) => return files_in(Text::plain(&text.read(0, text.len())), sink),
            _ => true,
        };
        if !wanted {
            return false;
        }
    }
    true
}

/// `*** Update File: src/app.ts`.
pub(crate) fn patch(text: Text<'_>, from: usize, sink: &mut Sink<'_>) -> bool {
    let Some(line) = text.line_after(from, from + MARK.len()) else { return true };
    let path = HEADERS.iter().find_map(|header| line.strip_prefix(header)).and_then(stated);
    path.is_none_or(|path| sink(path, "patch"))
}

/// `--- a/src/app.ts` and on the next line `+++ b/src/app.ts`.
pub(crate) fn diff(text: Text<'_>, from: usize, sink: &mut Sink<'_>) -> bool {
    const NONE: &str = "/dev/null";
    let Some(line) = text.line_after(from, from + DIFF.len()) else { return true };
    let Some((start, end)) = text.line_before(from) else { return true };
    let before = text.read(start, end);
    let Some(old) = before.strip_prefix("--- ") else { return true };
    let path = |side: &'_ str| unquoted(side.split('\t').next().unwrap_or_default().trim()).into_owned();
    let (old, new) = (path(old), path(&line));
    // Git writes the two sides as folders.
    let is_side = |path: &str, side: &str| path == NONE || path.starts_with(side);
    let path = if new == NONE { &old } else { &new };
    let git = is_side(&old, OLD) && is_side(&new, NEW);
    let path = if git { path.get(OLD.len()..).and_then(stated) } else { phrased(path) };
    path.filter(|path| *path != NONE).is_none_or(|path| sink(path, "patch"))
}

/// The folders that Git makes of the two sides of a diff.
const OLD: &str = "a/";
const NEW: &str = "b/";

/// `diff --git a/src/app.ts b/src/app.ts`.
pub(crate) fn git(text: Text<'_>, from: usize, sink: &mut Sink<'_>) -> bool {
    let Some(line) = text.line_after(from, from + GIT.len()) else { return true };
    // A line break may be escaped so that it does not end the line.
    let sides = line.lines().next().unwrap_or_default().trim_end();
    let Some(new) = new_side(sides).map(unquoted) else { return true };
    let path = stated(new.strip_prefix(NEW).unwrap_or(&new));
    path.is_none_or(|path| sink(path, "patch"))
}

/// The second of the two sides. Mostly both name the same file; where they do not, a name with a space in it is told by
/// its side.
fn new_side(sides: &str) -> Option<&str> {
    let (old, new) = sides.split_at_checked(sides.len() / 2).unwrap_or_default();
    let name = |side: &'_ str| side.trim_start_matches('"').get(OLD.len()..).map(str::to_owned);
    let same = |new: &&str| old == *new || name(old).is_some_and(|old| name(new) == Some(old));
    new.strip_prefix(' ').filter(same).or_else(|| {
        let start = match sides.strip_suffix('"') {
            Some(inside) => inside.rfind(" \""),
            None => sides.rfind(" b/"),
        };
        sides.get(start? + 1..)
    })
}

/// A name as Git quotes it where it holds more than plain ASCII: `"docs/\303\244.md"`.
fn unquoted(name: &str) -> Cow<'_, str> {
    let Some(inside) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.trim_matches('"').into();
    };
    let mut bytes = Vec::with_capacity(inside.len());
    let mut rest = inside.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        let octal = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        let (byte, taken) = match (first, octal, after.first()) {
            (b'\\', Some(byte), _) => (byte, 3),
            (b'\\', None, Some(b'n')) => (b'\n', 1),
            (b'\\', None, Some(b't')) => (b'\t', 1),
            (b'\\', None, Some(byte)) => (*byte, 1),
            _ => (*first, 0),
        };
        bytes.push(byte);
        rest = after.get(taken..).unwrap_or_default();
    }
    lossy(&bytes).into_owned().into()
}
