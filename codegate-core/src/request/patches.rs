//! Files that patches name in their headers, and diffs in theirs.

use super::lines::Text;
use super::names::{Sink, phrased, stated};
use super::signs::{ESCAPE, may_hide, search};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// How the headers of a patch begin.
const MARK: &str = "*** ";
/// What follows, with the path behind it.
const HEADERS: [&str; 4] = ["Add File: ", "Update File: ", "Delete File: ", "Move to: "];
/// The same as far as it is searched for: other lines of a patch begin with the same mark.
pub(super) const PATCH: [&str; 4] = ["*** A", "*** U", "*** D", "*** M"];
const _: () = {
    let mut at = 0;
    while at < PATCH.len() {
        assert!(PATCH[at].as_bytes()[MARK.len()] == HEADERS[at].as_bytes()[0]);
        at += 1;
    }
};
/// How the second header of a diff begins.
pub(super) const DIFF: &str = "+++ ";

static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| search(&[&PATCH[..], &[DIFF, ESCAPE]].concat()));

/// Whether a text may patch files.
pub(super) fn may_stand_in(raw: &[u8]) -> bool {
    SEARCH.as_ref().is_some_and(|search| search.is_match(raw))
}

/// Finds the files that a text patches, given what stands between its quotes.
pub(super) fn files(raw: &[u8], sink: &mut Sink<'_>) -> bool {
    files_in(Text::escaped(raw), sink)
}

fn files_in(text: Text<'_>, sink: &mut Sink<'_>) -> bool {
    let Some(search) = SEARCH.as_ref() else { return true };
    for found in search.find_iter(text.bytes()) {
        let (from, to) = (found.start(), found.end());
        let wanted = match found.pattern().as_usize() {
            sign if sign < PATCH.len() => patch(text, from, sink),
            sign if sign == PATCH.len() => diff(text, from, sink),
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
pub(super) fn patch(text: Text<'_>, from: usize, sink: &mut Sink<'_>) -> bool {
    let Some(line) = text.line_after(from, from + MARK.len()) else { return true };
    let path = HEADERS.iter().find_map(|header| line.strip_prefix(header)).and_then(stated);
    path.is_none_or(|path| sink(path, "patch"))
}

/// `--- a/src/app.ts` and on the next line `+++ b/src/app.ts`.
pub(super) fn diff(text: Text<'_>, from: usize, sink: &mut Sink<'_>) -> bool {
    const NONE: &str = "/dev/null";
    let Some(line) = text.line_after(from, from + DIFF.len()) else { return true };
    let Some((start, end)) = text.line_before(from) else { return true };
    let before = text.read(start, end);
    let Some(old) = before.strip_prefix("--- ") else { return true };
    let path = |side: &str| side.split('\t').next().unwrap_or_default().trim().trim_matches('"').to_owned();
    let (old, new) = (path(old), path(&line));
    // Git writes the two sides as folders.
    let bare = |path: &str, side: &str| path == NONE || path.starts_with(side);
    let git = bare(&old, "a/") && bare(&new, "b/");
    let path = if new == NONE { &old } else { &new };
    let path = if git { path.get(2..).unwrap_or_default() } else { path };
    phrased(path).filter(|path| *path != NONE).is_none_or(|path| sink(path, "patch"))
}
