//! A JSON scanner that yields spans instead of values: one pass, no copies, strictly RFC 8259.
//!
//! Callers walk the shapes they know with [`Scanner::object`] and [`Scanner::array`] and [`Scanner::skip`] the rest;
//! either way every byte is validated once. Skipping is iterative, so that nesting costs no stack.

use super::quotes::Quotes;
use super::span::{Span, Unreadable};
use crate::limits::BODY_DEPTH;

/// The scanner has met what is not JSON, and knows what it is. So small that results stay in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

pub(crate) type Scan<T = ()> = Result<T, Stop>;

/// The kind of a value, by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String,
    Scalar,
}

pub(crate) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    /// Where the quotes are, if known; then escapes and control characters were checked too.
    quotes: Option<&'a Quotes>,
    /// Whether the insides of strings were looked at before.
    trusted: bool,
    /// What it stopped at.
    fault: Option<Unreadable>,
    /// One bit for each open level: set for an object, clear for an array.
    objects: [u64; BODY_DEPTH / 64 + 1],
}

impl<'a> Scanner<'a> {
    /// Starts at the first byte of a text that is taken on trust as far as the escapes in its strings go.
    pub(crate) fn new(bytes: &'a [u8]) -> Scanner<'a> {
        Scanner { bytes, at: 0, depth: 0, quotes: None, trusted: false, fault: None, objects: [0; BODY_DEPTH / 64 + 1] }
    }

    /// Starts at the first byte of a value in a body that was read before.
    pub(crate) fn again(bytes: &'a [u8]) -> Scanner<'a> {
        Scanner { trusted: true, ..Scanner::new(bytes) }
    }

    /// Starts at the first byte of a text whose quotes were found, and its escapes and control characters checked.
    pub(crate) fn checked(bytes: &'a [u8], quotes: &'a Quotes) -> Scanner<'a> {
        Scanner { quotes: Some(quotes), ..Scanner::new(bytes) }
    }

    /// What it stopped at.
    pub(crate) fn fault(&self) -> Unreadable {
        self.fault.unwrap_or(Unreadable { what: "cannot be read", at: self.at })
    }

    /// All the bytes that are scanned.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Offset of the next byte.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The kind of the value that comes next, white space before it passed over.
    pub(crate) fn kind(&mut self) -> Kind {
        self.space();
        match self.peek() {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            _ => Kind::Scalar,
        }
    }

    /// Nothing but white space may be left.
    pub(crate) fn end(&mut self) -> Scan {
        self.space();
        if self.at == self.bytes.len() { Ok(()) } else { self.fail("has something after its end") }
    }

    /// Walks an object. `member` gets each key (between its quotes) and must consume exactly the value.
    // Every call has a closure of its own, so that this copies nothing.
    #[inline(always)]
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, Span) -> Scan) -> Scan<Span> {
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
    #[inline(always)]
    pub(crate) fn array(&mut self, mut item: impl FnMut(&mut Self) -> Scan) -> Scan<Span> {
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
    pub(crate) fn skip(&mut self) -> Scan<Span> {
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
    pub(crate) fn string(&mut self) -> Scan<Span> {
        if self.peek() != Some(b'"') {
            return self.fail("lacks a string");
        }
        let start = self.at + 1;
        let end = match self.quotes {
            Some(quotes) => quotes.next(start),
            None => self.end_of_string(start)?,
        };
        let Some(end) = end else {
            return self.stop("ends inside a string", self.bytes.len());
        };
        self.at = end + 1;
        Ok(Span::new(start, end))
    }

    /// The quote that ends the string which begins at `start`, where the quotes are not known.
    // Apart, so that strings whose quotes are known cost little.
    #[inline(never)]
    fn end_of_string(&mut self, start: usize) -> Scan<Option<usize>> {
        let rest = self.bytes.get(start..).unwrap_or_default();
        let len = string_len(rest);
        // All of it is looked at, whatever it begins with: that goes many bytes at a time.
        let least = |len| rest.get(..len).unwrap_or_default().iter().fold(u8::MAX, |least, byte| least.min(*byte));
        if len.filter(|_| !self.trusted).is_some_and(|len| least(len) < b' ') {
            return self.stop("has a control character in a string", start);
        }
        Ok(len.map(|len| start + len))
    }

    /// Passes over a value; gives what is between the quotes if it is a string.
    pub(crate) fn string_or_other(&mut self) -> Scan<Option<Span>> {
        if self.kind() == Kind::String {
            return self.string().map(Some);
        }
        self.skip()?;
        Ok(None)
    }

    /// Walks an array; passes over any other value.
    #[inline(always)]
    pub(crate) fn array_or_other(&mut self, item: impl FnMut(&mut Self) -> Scan) -> Scan {
        match self.kind() {
            Kind::Array => self.array(item)?,
            _ => self.skip()?,
        };
        Ok(())
    }

    /// Walks an object; passes over any other value.
    #[inline(always)]
    pub(crate) fn object_or_other(&mut self, member: impl FnMut(&mut Self, Span) -> Scan) -> Scan {
        match self.kind() {
            Kind::Object => self.object(member)?,
            _ => self.skip()?,
        };
        Ok(())
    }

    #[inline]
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
    #[inline]
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

    #[inline]
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

    /// Passes over white space.
    pub(crate) fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Stops where it is.
    pub(crate) fn fail<T>(&mut self, what: &'static str) -> Scan<T> {
        self.stop(what, self.at)
    }

    #[cold]
    fn stop<T>(&mut self, what: &'static str, at: usize) -> Scan<T> {
        self.fault = Some(Unreadable { what, at });
        Err(Stop)
    }
}

/// Bytes up to the quote that ends a string: the first one with an even number of backslashes before it.
fn string_len(rest: &[u8]) -> Option<usize> {
    // Most strings are keys and words: look at a few bytes before setting up a search.
    for (at, byte) in rest.iter().enumerate().take(12) {
        match byte {
            b'"' => return Some(at),
            b'\\' => break,
            _ => {}
        }
    }
    memchr::memchr_iter(b'"', rest).find(|at| {
        let before = rest.get(..*at).unwrap_or_default();
        before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0
    })
}
