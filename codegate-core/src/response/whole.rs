//! Bodies that are one JSON value, and how a body is told from a stream by its first bytes.

use crate::limits::BODY_BYTES;

/// What the first bytes of a body say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// More bytes are needed.
    Unclear,
    /// One JSON value.
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

/// What these bytes are the start of. `says_events` decides where they do not tell.
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

/// Collects one JSON object or array, up to the bracket that closes it.
#[derive(Debug, Default)]
pub(super) struct Whole {
    bytes: Vec<u8>,
    depth: usize,
    in_string: bool,
    escaped: bool,
    too_long: bool,
}

impl Whole {
    /// Takes bytes; gives the value when they complete it. A value that is too long to be kept is never complete.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.push_within(bytes, BODY_BYTES)
    }

    fn push_within(&mut self, bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
        if self.too_long {
            return None;
        }
        let end = bytes.iter().position(|&byte| self.closes(byte)).map(|at| at + 1);
        let value = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        if self.bytes.len() + value.len() > limit {
            self.too_long = true;
            self.bytes = Vec::new();
            return None;
        }
        self.bytes.extend_from_slice(value);
        end.map(|_| std::mem::take(&mut self.bytes))
    }

    /// Whether this byte closes the outermost bracket.
    fn closes(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_value_ends_at_its_own_bracket_wherever_it_is_cut() {
        let text = br#"{"a":"}\"{\\","b":[{}]} trailing }"#;
        for pieces in 1..text.len() {
            let mut whole = Whole::default();
            let value = text.chunks(pieces).find_map(|piece| whole.push(piece));
            assert_eq!(value.unwrap(), br#"{"a":"}\"{\\","b":[{}]}"#, "{pieces}");
        }
    }

    #[test]
    fn a_value_over_the_limit_is_never_complete() {
        let mut whole = Whole::default();
        assert_eq!(whole.push_within(b"[1,2", 5), None);
        assert_eq!(whole.push_within(b"]", 5), Some(b"[1,2]".to_vec()));
        let mut whole = Whole::default();
        assert_eq!(whole.push_within(b"[1,23", 5), None);
        assert_eq!(whole.push_within(b"]", 5), None);
        assert_eq!(whole.push_within(b"[]", 5), None);
    }
}
