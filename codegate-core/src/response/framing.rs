//! Bodies of JSON values, and how the framing of a body is detected from its first bytes.

use super::dispatch::Sink;
use crate::limits::BODY_BYTES;
use std::borrow::Cow;

/// What the first bytes of a body say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// More bytes are needed.
    Unclear,
    /// JSON values.
    Json,
    /// Server-sent events.
    Events,
    /// Bytes that would have to be unpacked.
    Compressed,
    /// Nothing that is read here.
    Other,
}

const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// What bodies begin with. The last two are the magic numbers of gzip and zstd.
const STARTS: &[(&[u8], Start)] = &[
    (b"{", Start::Json),
    (b"[", Start::Json),
    (b":", Start::Events),
    (b"data:", Start::Events),
    (b"event:", Start::Events),
    (b"id:", Start::Events),
    (b"retry:", Start::Events),
    (b"\x1F\x8B", Start::Compressed),
    (b"\x28\xB5\x2F\xFD", Start::Compressed),
];

/// How many of the first bytes say nothing: white space, with which some servers keep a connection alive, and the
/// mark of byte order.
pub(super) fn blank(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    loop {
        rest = rest.trim_ascii_start();
        match rest.strip_prefix(BYTE_ORDER_MARK) {
            Some(after) => rest = after,
            None => return bytes.len() - rest.len(),
        }
    }
}

/// The framing that these bytes begin. `says_events` decides where they are ambiguous.
pub(super) fn start(bytes: &[u8], says_events: bool) -> Start {
    if let Some((_, start)) = STARTS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return *start;
    }
    let mut marks = STARTS.iter().map(|(mark, _)| *mark).chain([BYTE_ORDER_MARK]);
    match marks.any(|mark| mark.starts_with(bytes)) {
        true => Start::Unclear,
        false if says_events => Start::Events,
        false => Start::Other,
    }
}

/// The framing of bytes that are said to be packed, and begin like text: Brotli has no sign of its own, and may begin with
/// a bracket or a colon.
pub(super) fn confirmed(bytes: &[u8]) -> Start {
    match bytes {
        [b'{' | b'[' | b':'] => Start::Unclear,
        [b'{', b'"' | b'}' | b' ' | b'\n' | b'\r' | b'\t', ..] => Start::Json,
        [b'[', b'{' | b'[' | b'"' | b']' | b' ' | b'\n' | b'\r' | b'\t', ..] => Start::Json,
        [b'{' | b'[', ..] => Start::Compressed,
        [b':', b' ' | b'\n' | b'\r', ..] => Start::Events,
        [b':', next, ..] if next.is_ascii_alphanumeric() => Start::Events,
        [b':', ..] => Start::Compressed,
        _ => Start::Events,
    }
}

/// Cuts JSON values out of bytes that arrive in any pieces, each from its first bracket to the one that closes it.
#[derive(Debug, Clone)]
pub(super) struct Values {
    /// Whether there are many objects, on lines or in an array, instead of one value.
    many: bool,
    /// The bytes of the value that is not complete yet.
    value: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether the value is too long to be read.
    unread: bool,
    ended: bool,
    limit: usize,
}

impl Values {
    /// One value, or every object of a stream.
    pub(super) fn new(many: bool) -> Values {
        Values::with_limit(many, BODY_BYTES)
    }

    fn with_limit(many: bool, limit: usize) -> Values {
        let value = Vec::new();
        Values { many, value, depth: 0, in_string: false, escaped: false, unread: false, ended: false, limit }
    }

    /// Whether there are many objects.
    pub(super) fn many(&self) -> bool {
        self.many
    }

    /// Takes bytes; hands each value that they complete to `sink`.
    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        let mut rest = bytes;
        while !self.ended && !rest.is_empty() {
            if self.depth == 0 {
                let begins = if self.many { memchr::memchr(b'{', rest) } else { memchr::memchr2(b'{', b'[', rest) };
                let Some(start) = begins else { return };
                rest = rest.get(start..).unwrap_or_default();
                if let Some(length) = sink.take_alike(rest) {
                    rest = rest.get(length..).unwrap_or_default();
                    continue;
                }
            }
            let Some(end) = self.end_of(rest) else { return self.keep(rest) };
            let (value, after) = rest.split_at(end);
            if self.value.is_empty() && !self.unread && end <= self.limit {
                self.read(value, sink);
            } else {
                self.keep(value);
                let value = std::mem::take(&mut self.value);
                if !std::mem::take(&mut self.unread) && sink.take_alike(&value) != Some(value.len()) {
                    self.read(&value, sink);
                }
            }
            self.ended = !self.many && !sink.goes_on();
            rest = after;
        }
    }

    fn read(&self, value: &[u8], sink: &mut impl Sink) {
        let data = String::from_utf8_lossy(value);
        let at = matches!(data, Cow::Borrowed(_)).then_some(0);
        sink.read(value, &data, at);
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.value.len() + bytes.len() > self.limit {
            self.unread = true;
            self.value = Vec::new();
        }
        if !self.unread {
            self.value.extend_from_slice(bytes);
        }
    }

    /// Where the value ends that these bytes go on with, if it does.
    fn end_of(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.in_string && !self.escaped {
                at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
                self.in_string = bytes.get(at - 1) != Some(&b'"');
                self.escaped = self.in_string;
                continue;
            }
            at += 1;
            match byte {
                _ if self.escaped => self.escaped = false,
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::reader::Handling;

    #[test]
    fn the_first_bytes_tell_the_framing() {
        for (bytes, says_events, expected) in [
            (&b""[..], true, Start::Unclear),
            (b"{", true, Start::Json),
            (b"[1", false, Start::Json),
            (b"dat", false, Start::Unclear),
            (b"data:", false, Start::Events),
            (b": hello", false, Start::Events),
            (b"database", false, Start::Other),
            (b"name: x", true, Start::Events),
            (b"\x1F", false, Start::Unclear),
            (b"\x1F\x8B\x08", true, Start::Compressed),
            (b"\x28\xB5\x2F\xFD", false, Start::Compressed),
            (b"\xEF\xBB", false, Start::Unclear),
            (b"<html>", false, Start::Other),
        ] {
            assert_eq!(start(bytes, says_events), expected, "{bytes:?}");
        }
        assert_eq!(blank("\u{FEFF} \r\n{".as_bytes()), 6);
    }

    impl Sink for Vec<String> {
        fn read(&mut self, _event: &[u8], data: &str, _at: Option<usize>) -> Handling {
            self.push(data.to_owned());
            Handling::Pass
        }

        fn take_alike(&mut self, _rest: &[u8]) -> Option<usize> {
            None
        }

        fn pass(&mut self, _bytes: &[u8]) {}
    }

    fn cut(text: &str, many: bool, limit: usize, pieces: usize) -> Vec<String> {
        let (mut values, mut out) = (Values::with_limit(many, limit), Vec::new());
        for piece in text.as_bytes().chunks(pieces) {
            values.push(piece, &mut out);
        }
        out
    }

    #[test]
    fn values_end_at_their_own_bracket_wherever_they_are_cut() {
        let one = r#"{"a":"}\"{\\","b":[{}]} trailing {}"#;
        let lines = "{\"a\":1}\n{\"b\":\"\\n}\"}\r\n";
        let array = "[{\"a\":[1]},\n {\"b\":2}]";
        for pieces in 1..30 {
            assert_eq!(cut(one, false, 100, pieces), [r#"{"a":"}\"{\\","b":[{}]}"#], "{pieces}");
            assert_eq!(cut(array, false, 100, pieces), [array], "{pieces}");
            assert_eq!(cut(lines, true, 100, pieces), ["{\"a\":1}", "{\"b\":\"\\n}\"}"], "{pieces}");
            assert_eq!(cut(array, true, 100, pieces), ["{\"a\":[1]}", "{\"b\":2}"], "{pieces}");
        }
    }

    #[test]
    fn a_value_over_the_limit_is_not_read_and_the_next_is() {
        for pieces in 1..20 {
            assert_eq!(cut("[1,2]", false, 5, pieces), ["[1,2]"]);
            assert_eq!(cut("[1,23]", false, 5, pieces), [""; 0]);
            assert_eq!(cut("{\"long\":1} {} {\"b\":1}", true, 7, pieces), ["{}", "{\"b\":1}"]);
        }
    }
}
