//! JSON strings to text and back.

use std::borrow::Cow;

/// Bytes of the longest escape, which encodes at least one byte.
pub(crate) const ESCAPE: usize = 6;

/// The text of a string, given the text between its quotes. Lone surrogates become U+FFFD.
pub(crate) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw).is_none() {
        return lossy(raw);
    }
    let mut out = Vec::with_capacity(raw.len() + NEAR);
    let mut rest = copied(raw, &mut out);
    while let Some(len) = escaped(rest, &mut out) {
        rest = copied(rest.get(len..).unwrap_or_default(), &mut out);
    }
    Cow::Owned(String::from_utf8(out).unwrap_or_else(|error| lossy(error.as_bytes()).into_owned()))
}

/// Bytes that are looked at for a backslash at once.
const NEAR: usize = 16;

/// Appends what precedes the next backslash, and gives what begins with it.
fn copied<'a>(rest: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    // Where there are escapes, the next one is mostly near: then it is quickest to copy too much and to cut it off.
    if let Some(near) = rest.first_chunk::<NEAR>() {
        let at = backslashes(u128::from_le_bytes(*near)).trailing_zeros() as usize / 8;
        if at < NEAR {
            out.extend_from_slice(near);
            out.truncate(out.len() - (NEAR - at));
            return rest.get(at..).unwrap_or_default();
        }
    }
    let end = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
    let (plain, rest) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    out.extend_from_slice(plain);
    rest
}

/// Bytes as text, with U+FFFD for invalid bytes; fast for valid UTF-8.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// A key or another word of a format, as bytes; copied only where it is written with an escape.
#[inline]
pub(crate) fn word(raw: &[u8]) -> Cow<'_, [u8]> {
    if has_escape(raw) { unescaped(raw) } else { Cow::Borrowed(raw) }
}

#[cold]
fn unescaped(raw: &[u8]) -> Cow<'_, [u8]> {
    Cow::Owned(unescape(raw).into_owned().into_bytes())
}

/// Whether there is a backslash.
fn has_escape(raw: &[u8]) -> bool {
    // The two ends of what is as long as most keys meet or overlap.
    let ends = match raw.len() {
        4..8 => [raw.first_chunk(), raw.last_chunk()].map(|end| u64::from(end.copied().map_or(0, u32::from_le_bytes))),
        8..=16 => [raw.first_chunk(), raw.last_chunk()].map(|end| end.copied().map_or(0, u64::from_le_bytes)),
        _ => return raw.contains(&b'\\'),
    };
    let [first, last] = ends.map(u128::from);
    backslashes(first << u64::BITS | last) != 0
}

/// The highest bit of the first byte that is a backslash, and maybe of some after it.
fn backslashes(bytes: u128) -> u128 {
    const ONES: u128 = u128::MAX / 0xff;
    let others = bytes ^ (ONES * b'\\' as u128);
    others.wrapping_sub(ONES) & !others & (ONES << 7)
}

/// Appends what the escape at the start of `raw` encodes, and returns its length. An invalid one encodes itself.
fn escaped(raw: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    raw.first()?;
    let (plain, len) = match raw.get(1) {
        Some(b'n') => (b'\n', 2),
        Some(b't') => (b'\t', 2),
        Some(b'r') => (b'\r', 2),
        Some(b'b') => (8, 2),
        Some(b'f') => (0xc, 2),
        Some(byte @ (b'"' | b'\\' | b'/')) => (*byte, 2),
        Some(b'u') => {
            if let Some((character, len)) = unicode(raw) {
                out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                return Some(len);
            }
            (b'\\', 1)
        }
        _ => (b'\\', 1),
    };
    out.push(plain);
    Some(len)
}

/// The character of `\uXXXX`, or of a pair of surrogates, and the bytes it takes.
fn unicode(raw: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| -> Option<u32> {
        let digits = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let high = unit(0)?;
    if let (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) = (high, unit(6)) {
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return Some((char::from_u32(code)?, 12));
    }
    Some((char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}

/// Text without the `%20` of urls.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Appends `text` escaped for a JSON string.
pub(crate) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{0}'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", character as u32)),
            _ => out.push(character),
        }
    }
}

/// `text` as a JSON string with its quotes.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape(text, &mut out);
    out.push('"');
    out
}

/// Whether a string (given the text between its quotes) is exactly `text`.
pub(crate) fn is(raw: &[u8], text: &str) -> bool {
    raw.len() <= ESCAPE * text.len() && may_end_with(raw, text) && unescape(raw) == text
}

/// Whether a string ends with `text`, at its start or after a blank line.
pub(crate) fn continued_by(raw: &[u8], text: &str) -> bool {
    may_end_with(raw, text)
        && unescape(tail(raw, text.len() + 2))
            .strip_suffix(text)
            .is_some_and(|before| before.is_empty() || before.ends_with("\n\n"))
}

/// The end of a string that contains at least the last `len` bytes of its text.
fn tail(raw: &[u8], len: usize) -> &[u8] {
    let from = raw.len().saturating_sub(ESCAPE * len);
    // Not between a backslash and what it escapes, nor inside a character.
    let inside = |at: &usize| {
        raw.get(at.wrapping_sub(1)) == Some(&b'\\') || raw.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80)
    };
    let from = (0..=from).rev().find(|at| !inside(at)).unwrap_or(0);
    raw.get(from..).unwrap_or_default()
}

/// Rejects most strings that do not end with `text` without unescaping them: where the last bytes hold no escape, they
/// encode themselves.
fn may_end_with(raw: &[u8], text: &str) -> bool {
    let len = raw.len().min(text.len()).min(16);
    let end = raw.get(raw.len() - len..).unwrap_or_default();
    // `\uXXXX` is the longest escape: a backslash up to five bytes before `end` reaches into it.
    let near = raw.get((raw.len() - len).saturating_sub(6)..).unwrap_or_default();
    memchr::memchr(b'\\', near).is_some() || text.as_bytes().ends_with(end)
}
