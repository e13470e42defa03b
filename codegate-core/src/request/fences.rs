//! Files named by code fences: in the info string, in a comment on the first line, or on the line before.

use super::names::{commented, in_info, on_line};
use super::prose::Sink;
use memchr::{memchr, memmem, memrchr};

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

/// Finds them. Linear: no fence, line or path is looked through twice.
pub(super) fn files(text: &str, sink: &mut Sink<'_>) -> bool {
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
    commented(text.get(end_of_fence + 1..)?.split('\n').next()?)
}
