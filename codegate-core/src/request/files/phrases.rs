//! Phrases with which editors and tools say which file they show.

use super::lines::Text;
use super::path_heuristics::{Sink, after_label, in_sentence, names_file, on_line, phrased};
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
        text.rest_of_line(to)
    } else if is_state(text, first) {
        near(text, to)
    } else {
        None
    };
    tell(line.as_deref().and_then(after_label), sink)
}

/// `FILE: src/app.ts` on a line of its own, as digests of folders have it.
pub(crate) fn digest(text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
    tell(text.line_after(from, to).as_deref().and_then(after_label), sink)
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
    /// The path above a text that was not ended yet.
    open: Option<String>,
    /// Where the line after the last divider begins.
    next: usize,
}

impl Divided {
    /// Takes a line of three dashes.
    pub(crate) fn divider(&mut self, text: Text<'_>, from: usize, to: usize, sink: &mut Sink<'_>) -> bool {
        let near = text.raw(to, to + 2);
        let line_break = if text.is_escaped() {
            matches!(near, b"\\n" | b"\\r")
        } else {
            near.starts_with(b"\n") || near.starts_with(b"\r")
        };
        let ends = near.is_empty() || line_break;
        if !ends || !text.starts_line(from) {
            return true;
        }
        let next =
            std::mem::replace(&mut self.next, text.line_end(to).and_then(|end| text.next_line(end)).unwrap_or(to));
        if text.is_after_blank(from)
            && let Some(path) = self.open.take()
        {
            return sink(&path, "line");
        }
        let Some((start, end)) = text.line_before(from) else { return true };
        if start == next || text.is_after_blank(start) {
            let line = text.read(start, end);
            let path = on_line(&line).filter(|path| *path == line.trim_end());
            self.open = path.map(str::to_owned).or(self.open.take());
        }
        true
    }
}
