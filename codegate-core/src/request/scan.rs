//! A JSON scanner that gives spans instead of values: one pass, no copies, RFC 8259 to the letter.
//!
//! Callers walk the shapes they know with [`Scanner::object`] and [`Scanner::array`] and [`Scanner::skip`] the rest;
//! either way every byte is validated once. Skipping is iterative, so that nesting costs no stack.

use crate::limits::BODY_DEPTH;

/// A range of bytes of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Offsets fit: nothing longer than `u32::MAX` is ever scanned.
    pub(super) fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    /// The bytes it covers; none if it lies outside.
    pub(super) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start()..self.end()).unwrap_or_default()
    }

    /// The span between the quotes of a string.
    pub(super) fn inside(self) -> Span {
        Span { start: self.start + 1, end: self.end.saturating_sub(1).max(self.start + 1) }
    }
}

/// Why the bytes are not one JSON object that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable {
    /// What is wrong, as the middle of a sentence.
    pub what: &'static str,
    /// Offset of the byte at which it shows.
    pub at: usize,
}

pub(super) type Scan<T = ()> = Result<T, Unreadable>;

/// What a value is, told by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
    String,
    Scalar,
}

pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// One bit for each open level: set for an object, clear for an array.
    objects: [u64; BODY_DEPTH / 64 + 1],
}

impl<'a> Scanner<'a> {
    /// Starts at the first byte. The bytes must be UTF-8.
    pub(super) fn new(bytes: &'a [u8]) -> Scanner<'a> {
        Scanner { bytes, at: 0, depth: 0, objects: [0; BODY_DEPTH / 64 + 1] }
    }

    /// All the bytes that are scanned.
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Offset of the next byte.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The kind of the value that comes next, white space before it passed over.
    pub(super) fn kind(&mut self) -> Kind {
        self.space();
        match self.peek() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            _ => Kind::Scalar,
        }
    }

    /// Nothing but white space may be left.
    pub(super) fn end(&mut self) -> Scan {
        self.space();
        if self.at == self.bytes.len() { Ok(()) } else { self.fail("has something after its end") }
    }

    /// Walks an object. `member` gets each key (between its quotes) and must consume exactly the value.
    pub(super) fn object(&mut self, mut member: impl FnMut(&mut Self, Span) -> Scan) -> Scan<Span> {
        self.space();
        let start = self.at;
        self.open(b'{')?;
        if !self.close_if(b'}') {
            loop {
                let key = self.key()?;
                member(self, key)?;
                if self.closes(b'}')? {
                    break;
                }
            }
        }
        Ok(Span::new(start, self.at))
    }

    /// Walks an array. `item` must consume exactly one value.
    pub(super) fn array(&mut self, mut item: impl FnMut(&mut Self) -> Scan) -> Scan<Span> {
        self.space();
        let start = self.at;
        self.open(b'[')?;
        if !self.close_if(b']') {
            loop {
                self.space();
                item(self)?;
                if self.closes(b']')? {
                    break;
                }
            }
        }
        Ok(Span::new(start, self.at))
    }

    /// Passes over one value of any kind.
    pub(super) fn skip(&mut self) -> Scan<Span> {
        self.space();
        let start = self.at;
        let base = self.depth;
        loop {
            match self.peek() {
                Some(b'{') => {
                    self.open(b'{')?;
                    if !self.close_if(b'}') {
                        self.key()?;
                        self.space();
                        continue;
                    }
                }
                Some(b'[') => {
                    self.open(b'[')?;
                    if !self.close_if(b']') {
                        continue;
                    }
                }
                Some(b'"') => {
                    self.string()?;
                }
                _ => self.scalar()?,
            }
            // A value has ended: close the levels that end with it, then go on to the next one.
            loop {
                if self.depth == base {
                    return Ok(Span::new(start, self.at));
                }
                let object = self.in_object();
                if self.closes(if object { b'}' } else { b']' })? {
                    continue;
                }
                if object {
                    self.key()?;
                }
                self.space();
                break;
            }
        }
    }

    /// Passes over a string and gives what is between its quotes.
    pub(super) fn string(&mut self) -> Scan<Span> {
        if self.peek() != Some(b'"') {
            return self.fail("lacks a string");
        }
        let start = self.at + 1;
        let mut at = start;
        loop {
            at = plain_until(self.bytes, at);
            match self.bytes.get(at) {
                Some(b'"') => {
                    self.at = at + 1;
                    return Ok(Span::new(start, at));
                }
                Some(b'\\') => match escape_len(self.bytes, at) {
                    Some(len) => at += len,
                    None => return Err(Unreadable { what: "has a bad escape in a string", at }),
                },
                Some(_) => return Err(Unreadable { what: "has a control character in a string", at }),
                None => return Err(Unreadable { what: "ends inside a string", at }),
            }
        }
    }

    fn key(&mut self) -> Scan<Span> {
        self.space();
        let key = self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return self.fail("lacks a `:` after a key");
        }
        self.at += 1;
        Ok(key)
    }

    /// After a value: `true` if its container ends here, `false` after a comma.
    fn closes(&mut self, end: u8) -> Scan<bool> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(byte) if byte == end => {
                self.at += 1;
                self.depth -= 1;
                Ok(true)
            }
            None => self.fail("ends before it is complete"),
            Some(_) => self.fail("lacks a `,` or a closing bracket"),
        }
    }

    fn open(&mut self, bracket: u8) -> Scan {
        if self.peek() != Some(bracket) {
            return self.fail(if bracket == b'{' { "lacks an object" } else { "lacks a list" });
        }
        if self.depth == BODY_DEPTH {
            return self.fail("is nested deeper than 512 levels");
        }
        self.depth += 1;
        if let Some(word) = self.objects.get_mut(self.depth / 64) {
            let bit = 1 << (self.depth % 64);
            *word = if bracket == b'{' { *word | bit } else { *word & !bit };
        }
        self.at += 1;
        Ok(())
    }

    fn in_object(&self) -> bool {
        self.objects.get(self.depth / 64).is_some_and(|word| word & (1 << (self.depth % 64)) != 0)
    }

    /// Closes a container that has nothing in it.
    fn close_if(&mut self, end: u8) -> bool {
        self.space();
        let empty = self.peek() == Some(end);
        if empty {
            self.at += 1;
            self.depth -= 1;
        }
        empty
    }

    fn scalar(&mut self) -> Scan {
        match self.peek() {
            Some(b't') => self.word(b"true"),
            Some(b'f') => self.word(b"false"),
            Some(b'n') => self.word(b"null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            None => self.fail("ends before it is complete"),
            Some(_) => self.fail("lacks a value"),
        }
    }

    fn word(&mut self, word: &'static [u8]) -> Scan {
        if !self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            return self.fail("lacks a value");
        }
        self.at += word.len();
        Ok(())
    }

    fn number(&mut self) -> Scan {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Scan {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { self.fail("has a bad number") } else { Ok(()) }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn fail<T>(&self, what: &'static str) -> Scan<T> {
        Err(Unreadable { what, at: self.at })
    }
}

/// Offset of the next byte that means something inside a string: a quote, a backslash or a control character.
///
/// Eight bytes at a time: a byte below `n` borrows into its own high bit when `n` is taken from it. A borrow may also
/// spill upwards, never downwards, so the lowest hit is always a true one.
fn plain_until(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const fn below(word: u64, limit: u8) -> u64 {
        word.wrapping_sub(ONES * limit as u64) & !word & HIGH
    }
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = below(word ^ (ONES * b'"' as u64), 1);
        let backslash = below(word ^ (ONES * b'\\' as u64), 1);
        let hits = quote | backslash | below(word, 0x20);
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)) {
        at += 1;
    }
    at
}

/// Length of the escape at `at`, `None` if it is none. A lone surrogate is one: the grammar allows it.
fn escape_len(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit).then_some(6),
        _ => None,
    }
}
