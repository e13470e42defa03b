//! Places in a body, and what is wrong at one.

/// A range of bytes of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Offsets fit: nothing longer than `u32::MAX` is ever scanned.
    pub(crate) fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes it covers; none if it lies outside.
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The span between the quotes of a string.
    pub(crate) fn inside(self) -> Span {
        Span { start: self.start + 1, end: self.end.saturating_sub(1).max(self.start + 1) }
    }
}

/// Why the bytes are not one JSON object that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// What is wrong, as the middle of a sentence.
    pub what: &'static str,
    /// Offset of the byte at which it shows.
    pub at: usize,
}
