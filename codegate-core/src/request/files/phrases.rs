//! Phrases with which editors and tools say which file they show.

use super::lines::Text;
use super::path_heuristics::{Sink, after_label, in_sentence, names_file, on_line, phrased, stated};
use std::borrow::Cow;

/// What stands between the words of an editor about a selection and the path of its file.
const FROM: &str = " from ";
/// What follows the path of a file that is open in an editor.
const OPEN: &str = " in the IDE";
/// What a file is to the person before the editor.
const STATES: [&str; 6] = ["active", "current", "open", "opened", "selected", "focused"];

/// `File: src/app.ts` on a line of its own, or `**Current file:** src/app.ts`.
pub(crate) fn label(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    let Some(end) = [" ", "** "].iter().find(|end| text.raw(to, to + end.len()) == end.as_bytes()) else { return true };
    let (first, to) = (from + usize::from(text.raw(from, from + 1) == b" "), to + end.len());
    let line = if first == from && heads(text, first) {
        let line = text.rest_of_line(to);
        if let Some(path) = line.as_deref().and_then(|line| framed(text, (first, to), line)) {
            return sink(path, "mention");
        }
        line
    } else if is_state(text, first) {
        near(text, to)
    } else {
        None
    };
    tell(line.as_deref().and_then(after_label), sink)
}

/// `FILE: src/app.ts` on a line of its own, as digests of folders have it.
pub(crate) fn digest(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    let line = text.line_after(from, to);
    tell(line.as_deref().and_then(|line| framed(text, (from, to), line).or_else(|| after_label(line))), sink)
}

/// A path behind a label, given the label's two ends, where the lines around show that it is nothing else, so that it may
/// have spaces and no extension: between rules, or as a heading above a fence.
fn framed<'l>(text: Text<'_>, (from, to): (usize, usize), line: &'l str) -> Option<&'l str> {
    const RULE: &[u8] = b"===";
    const FENCE: &[u8] = b"```";
    let start = |at: usize| text.raw(at, at + RULE.len());
    let next = start(text.line_end(to).and_then(|end| text.next_line(end))?);
    let ruled = || text.starts_line(from) && text.line_before(from).is_some_and(|(before, _)| start(before) == RULE);
    let headed = || text.raw(from.saturating_sub(2), from) == b"# ";
    if next == RULE && ruled() {
        stated(line)
    } else if next == FENCE && headed() {
        stated(line.trim().trim_matches('`')).filter(|path| names_file(path) || is_capital(path))
    } else {
        None
    }
}

/// `>>>> src/app.ts` on a line of its own, as yek parts files.
pub(crate) fn chevrons(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    tell(text.line_after(from, to).as_deref().and_then(after_label), sink)
}

/// `Path: src/app.ts` on the line after a tag, as Cursor states the file that is open.
pub(crate) fn path(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    let Some(start) = from.checked_sub(1) else { return true };
    if !matches!(text.raw(start, from), b"P" | b"p") || !text.starts_line(start) {
        return true;
    }
    let Some((before, end)) = text.line_before(start) else { return true };
    let tag = text.read(before, end);
    let tagged = tag.trim().starts_with('<') && tag.trim_end().ends_with('>');
    tell(text.rest_of_line(to).as_deref().filter(|_| tagged).and_then(after_label), sink)
}

/// `The active file is src/app.ts`.
pub(crate) fn active(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    if !is_state(text, from + 1) {
        return true;
    }
    tell(near(text, to).as_deref().and_then(in_sentence), sink)
}

/// `The user selected the lines 3 to 5 from /home/me/app.ts:`, or `The user opened the file /home/me/app.ts in the IDE.`:
/// an editor's words, that begin a line or follow a tag.
pub(crate) fn editor(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    const SELECTED: &str = "selected the lines ";
    const OPENED: &str = "opened the file ";
    let Some(said) = [SELECTED, OPENED].into_iter().find(|said| text.raw(to, to + said.len()) == said.as_bytes())
    else {
        return true;
    };
    let tagged = from.checked_sub(1).is_some_and(|before| text.raw(before, from) == b">");
    let line = if tagged || text.starts_line(from) { near(text, to + said.len()) } else { None };
    let path = line.as_deref().and_then(|line| match said {
        SELECTED => {
            line.split_once(FROM).map(|(_, path)| path.trim_end()).map(|path| path.strip_suffix(':').unwrap_or(path))
        }
        _ => line.split_once(OPEN).map(|(path, _)| path),
    });
    tell(path.and_then(phrased), sink)
}

/// `==> src/app.ts <==`, as `head` and `tail` part files.
pub(crate) fn arrow(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    let line = text.line_after(from, to);
    let path = line.as_deref().and_then(|line| line.trim_end().strip_suffix(" <=="));
    tell(path.and_then(phrased).filter(|path| names_file(path)), sink)
}

fn tell(path: Option<&str>, sink: &mut Sink<'_>) -> bool {
    path.is_none_or(|path| sink(path, "mention"))
}

/// The rest of a line, if it ends soon: a line may hold many phrases.
fn near(text: Text<'_>, from: usize) -> Option<Cow<'_, str>> {
    const NEAR: usize = 320;
    let near = text.read(from, from + NEAR);
    let cut = from + NEAR < text.len();
    match near.find('\n') {
        Some(end) => Some(near.get(..end)?.to_owned().into()),
        // What is cut off may be a part of the path.
        None if cut => near.rfind(' ').and_then(|end| Some(near.get(..end)?.to_owned().into())),
        None => Some(near),
    }
}

/// Whether nothing precedes `at` on its line but the marks of a heading or of bold text.
fn heads(text: Text<'_>, at: usize) -> bool {
    const MARKS: usize = 8;
    let marks = text.raw(at.saturating_sub(MARKS), at);
    let start = at - marks.iter().rev().take_while(|byte| b"#* ".contains(byte)).count();
    text.starts_line(start) && (start == at || text.raw(start, start + 1) != b" ")
}

/// Whether the word before `at` says what the file is to the person.
fn is_state(text: Text<'_>, at: usize) -> bool {
    const WORD: usize = 16;
    let Some(near) = text.raw(at.saturating_sub(WORD), at).strip_suffix(b" ") else { return false };
    STATES.iter().any(|state| {
        let Some(start) = near.len().checked_sub(state.len()) else { return false };
        let (before, word) = near.split_at(start);
        // The letter of a line break's escape is none of the word's.
        let begins = before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric()) || before.ends_with(b"\\n");
        begins && word.eq_ignore_ascii_case(state.as_bytes())
    })
}

/// Where files follow each other, each with a path and three dashes above its text and three below it, as
/// `files-to-prompt` writes them.
#[derive(Default)]
pub(crate) struct Divided {
    /// The path above a text that was not ended yet, and whether it is one by its looks.
    open: Option<(String, bool)>,
    /// Where the line after the last divider begins.
    next: usize,
}

impl Divided {
    /// Takes a line of three dashes.
    pub(crate) fn divider(&mut self, text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
        if !divides(text, from) {
            return true;
        }
        let next =
            std::mem::replace(&mut self.next, text.line_end(to).and_then(|end| text.next_line(end)).unwrap_or(to));
        if text.is_after_blank(from)
            && let Some((path, sure)) = self.open.take()
        {
            return !(sure || self.goes_on(text)) || sink(&path, "line");
        }
        let Some((start, end)) = text.line_before(from) else { return true };
        if start == next || text.is_after_blank(start) {
            let line = text.read(start, end);
            let line = line.trim_end();
            let follows = start == next && next > 0;
            self.open = divided(line, follows).map(|(path, sure)| (path.to_owned(), sure)).or(self.open.take());
        }
        true
    }

    /// Whether nothing follows the last divider, or the path of another file and a divider.
    fn goes_on(&self, text: Text<'_>) -> bool {
        const REST: usize = 16;
        let rest = text.read(self.next, self.next + REST);
        let ends = self.next + REST >= text.len() && rest.trim().is_empty();
        let after = || text.line_end(self.next).and_then(|end| text.next_line(end));
        ends || after().is_some_and(|after| divides(text, after))
    }
}

/// Whether a line of three dashes begins at `from`.
fn divides(text: Text<'_>, from: usize) -> bool {
    const DASHES: &[u8] = b"---";
    let to = from + DASHES.len();
    let near = text.raw(to, to + 2);
    let line_break = if text.is_escaped() {
        matches!(near, b"\\n" | b"\\r")
    } else {
        near.starts_with(b"\n") || near.starts_with(b"\r")
    };
    text.raw(from, to) == DASHES && (near.is_empty() || line_break) && text.starts_line(from)
}

/// The path that a line above a divider is, and whether it is one by its looks. `follows`: it follows another divider.
pub(crate) fn divided(line: &str, follows: bool) -> Option<(&str, bool)> {
    let plain = on_line(line).filter(|path| *path == line);
    let capital = || stated(line).filter(|path| is_capital(path) && (follows || path.contains('/')));
    let spaced = || stated(line).filter(|path| names_file(path) && path.contains('/') && !path.contains(['"', '`']));
    plain.or_else(capital).map(|path| (path, true)).or_else(|| spaced().map(|path| (path, false)))
}

/// Whether a path is one of those that are written in capitals, without an extension: `LICENSE`, `src/CODEOWNERS`.
fn is_capital(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') && !path.contains(' ')
}
