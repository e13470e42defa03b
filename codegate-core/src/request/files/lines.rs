//! Lines of a text that is still as JSON escapes it, so that only the few that matter are unescaped.

use crate::request::json::text::{lossy, unescape};
use memchr::{memchr, memrchr};
use std::borrow::Cow;

/// Longest line that is read, in the bytes of the body: no path is longer, however it is escaped.
pub(crate) const LINE: usize = 4_096;

/// A text as escaped in a body, or plain.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t> {
    bytes: &'t [u8],
    escaped: bool,
}

impl<'t> Text<'t> {
    /// What is between the quotes of a JSON string.
    pub(crate) fn escaped(raw: &'t [u8]) -> Text<'t> {
        Text { bytes: raw, escaped: true }
    }

    pub(crate) fn plain(text: &'t str) -> Text<'t> {
        Text { bytes: text.as_bytes(), escaped: false }
    }

    pub(crate) fn bytes(self) -> &'t [u8] {
        self.bytes
    }

    pub(crate) fn is_escaped(self) -> bool {
        self.escaped
    }

    pub(crate) fn len(self) -> usize {
        self.bytes.len()
    }

    /// The bytes between two offsets; none where they lie outside.
    pub(crate) fn raw(self, from: usize, to: usize) -> &'t [u8] {
        self.bytes.get(from..to.min(self.len())).unwrap_or_default()
    }

    /// The text between two offsets.
    pub(crate) fn read(self, from: usize, to: usize) -> Cow<'t, str> {
        let raw = self.raw(from, to);
        looked_at(raw.len());
        if self.escaped { unescape(raw) } else { lossy(raw) }
    }

    /// Where the line of `from` ends; `None` if that is further away than a line is read.
    pub(crate) fn line_end(self, from: usize) -> Option<usize> {
        let near = self.raw(from, from + LINE + 1);
        let end = self.newline(near);
        looked_at(end.unwrap_or(near.len()));
        match end {
            Some(end) => Some(from + end),
            None => (near.len() <= LINE).then_some(self.len()),
        }
    }

    /// The rest of the line from `from` on.
    pub(crate) fn rest_of_line(self, from: usize) -> Option<Cow<'t, str>> {
        self.line_end(from).map(|end| self.read(from, end))
    }

    /// What stands from `to` on in the line that begins at `from`; nothing if none begins there.
    pub(crate) fn line_after(self, from: usize, to: usize) -> Option<Cow<'t, str>> {
        if self.starts_line(from) { self.rest_of_line(to) } else { None }
    }

    /// Where the line after the one that ends at `end` begins.
    pub(crate) fn next_line(self, end: usize) -> Option<usize> {
        (end < self.len()).then_some(end + self.break_len())
    }

    /// Whether a line begins at `at`.
    pub(crate) fn starts_line(self, at: usize) -> bool {
        at == 0 || self.ends_with(at, b'n', b'\n').is_some()
    }

    /// Where the line of `at` begins, if that is at or after `floor`.
    pub(crate) fn line_start(self, at: usize, floor: usize) -> Option<usize> {
        let before = self.raw(floor, at);
        let mut end = before.len();
        let mark = if self.escaped { b'\\' } else { b'\n' };
        while let Some(found) = memrchr(mark, before.get(..end)?) {
            if !self.escaped {
                looked_at(before.len() - found);
                return Some(floor + found + 1);
            }
            let run = run_before(self.bytes, floor + found + 1);
            if run % 2 == 1 && before.get(found + 1) == Some(&b'n') {
                looked_at(before.len() - found);
                return Some(floor + found + 2);
            }
            end = (found + 1).saturating_sub(run);
        }
        looked_at(before.len());
        (floor == 0).then_some(0)
    }

    /// The line before the one that begins at `start`: where it begins and ends.
    pub(crate) fn line_before(self, start: usize) -> Option<(usize, usize)> {
        let end = start.checked_sub(self.break_len())?;
        Some((self.line_start(end, end.saturating_sub(LINE))?, end))
    }

    /// Whether a blank line, or nothing, stands before the one that begins at `start`.
    pub(crate) fn is_after_blank(self, start: usize) -> bool {
        start
            .checked_sub(self.break_len())
            .is_none_or(|end| self.starts_line(self.ends_with(end, b'r', b'\r').unwrap_or(end)))
    }

    /// Start of the line of `at`, if nothing but indentation and quote marks stands before it.
    pub(crate) fn indented(self, at: usize) -> Option<usize> {
        const INDENT: usize = 32;
        let mut start = at;
        for _ in 0..=INDENT {
            if self.starts_line(start) {
                return Some(start);
            }
            start = match self.bytes.get(start.wrapping_sub(1)) {
                Some(b' ' | b'>') => start - 1,
                _ => self.ends_with(start, b't', b'\t')?,
            };
        }
        None
    }

    /// Offset of a line break in what begins with no half of an escape.
    fn newline(self, near: &[u8]) -> Option<usize> {
        if !self.escaped {
            return memchr(b'\n', near);
        }
        let mut from = 0;
        loop {
            let at = from + memchr(b'\\', near.get(from..)?)?;
            if near.get(at + 1) == Some(&b'n') {
                return Some(at);
            }
            from = at + 2;
        }
    }

    /// Where the character begins that ends at `end`, if it is the one that JSON escapes with `letter`.
    fn ends_with(self, end: usize, letter: u8, plain: u8) -> Option<usize> {
        let last = *self.bytes.get(end.checked_sub(1)?)?;
        if !self.escaped {
            return (last == plain).then_some(end - 1);
        }
        (last == letter && run_before(self.bytes, end - 1) % 2 == 1).then(|| end - 2)
    }

    fn break_len(self) -> usize {
        if self.escaped { 2 } else { 1 }
    }
}

/// How many backslashes precede `at`.
pub(crate) fn run_before(bytes: &[u8], at: usize) -> usize {
    let run = bytes.get(..at).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
    looked_at(run);
    run
}

#[cfg(not(test))]
pub(crate) fn looked_at(_: usize) {}

/// Counts the bytes that are examined in addition to the one search over a text: tests assert that they grow linearly.
#[cfg(test)]
pub(crate) fn looked_at(bytes: usize) {
    WORK.with(|work| work.set(work.get() + bytes));
}

#[cfg(test)]
thread_local! {
    pub(crate) static WORK: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}
