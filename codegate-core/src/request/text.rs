//! JSON strings to text and back.

use std::borrow::Cow;

/// Bytes of the longest escape, which stands for one byte at least.
const ESCAPE: usize = 6;

/// The text of a string, given what stands between its quotes. Lone surrogates become U+FFFD.
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(raw),
    };
    let mut out = String::new();
    let mut from = 0;
    for at in memchr::memchr_iter(b'\\', text.as_bytes()) {
        if at >= from {
            if out.is_empty() {
                out.reserve(text.len());
            }
            out.push_str(text.get(from..at).unwrap_or_default());
            let (character, len) = escaped(text.as_bytes().get(at..).unwrap_or_default());
            out.push(character);
            from = at + len;
        }
    }
    if from == 0 {
        return text;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// A key or another word of a format, as bytes; copied only where it is written with an escape.
pub(super) fn word(raw: &[u8]) -> Cow<'_, [u8]> {
    if raw.contains(&b'\\') { Cow::Owned(unescape(raw).into_owned().into_bytes()) } else { Cow::Borrowed(raw) }
}

/// What the escape at the start of `raw` stands for, and the bytes it takes. One that is none stands for itself.
fn escaped(raw: &[u8]) -> (char, usize) {
    let plain = match raw.get(1) {
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(byte @ (b'"' | b'\\' | b'/')) => char::from(*byte),
        Some(b'u') => return unicode(raw).unwrap_or(('\\', 1)),
        _ => return ('\\', 1),
    };
    (plain, 2)
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

/// Appends `text` as it stands between the quotes of a JSON string.
pub(super) fn escape(text: &str, out: &mut String) {
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
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    escape(text, &mut out);
    out.push('"');
    out
}

/// Whether a string (given what stands between its quotes) is exactly `text`.
pub(super) fn is(raw: &[u8], text: &str) -> bool {
    raw.len() <= ESCAPE * text.len() && may_end_with(raw, text) && unescape(raw) == text
}

/// Whether a string ends with `text`, at its start or after a blank line.
pub(super) fn continued_by(raw: &[u8], text: &str) -> bool {
    may_end_with(raw, text)
        && unescape(tail(raw, text.len() + 2))
            .strip_suffix(text)
            .is_some_and(|before| before.is_empty() || before.ends_with("\n\n"))
}

/// The end of a string in which at least the last `len` bytes of its text stand.
fn tail(raw: &[u8], len: usize) -> &[u8] {
    let from = raw.len().saturating_sub(ESCAPE * len);
    // Not between a backslash and what it escapes, nor inside a character.
    let inside = |at: &usize| {
        raw.get(at.wrapping_sub(1)) == Some(&b'\\') || raw.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80)
    };
    let from = (0..=from).rev().find(|at| !inside(at)).unwrap_or(0);
    raw.get(from..).unwrap_or_default()
}

/// Tells most strings that do not end with `text` without unescaping them: where the last bytes hold no escape, they
/// stand for themselves.
fn may_end_with(raw: &[u8], text: &str) -> bool {
    let len = raw.len().min(text.len()).min(16);
    let end = raw.get(raw.len() - len..).unwrap_or_default();
    // `\uXXXX` is the longest escape: a backslash up to five bytes before `end` reaches into it.
    let near = raw.get((raw.len() - len).saturating_sub(6)..).unwrap_or_default();
    memchr::memchr(b'\\', near).is_some() || text.as_bytes().ends_with(end)
}
