//! JSON strings to text and back.

use std::borrow::Cow;

/// The text of a string, given what stands between its quotes. Lone surrogates become U+FFFD.
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', raw) else {
        return String::from_utf8_lossy(raw);
    };
    let mut out = Vec::with_capacity(raw.len());
    let (mut from, mut next) = (0, Some(first));
    while let Some(at) = next {
        out.extend_from_slice(raw.get(from..at).unwrap_or_default());
        from = at + unescape_one(raw.get(at..).unwrap_or_default(), &mut out);
        let rest = raw.get(from..).unwrap_or_default();
        next = memchr::memchr(b'\\', rest).map(|offset| from + offset);
    }
    out.extend_from_slice(raw.get(from..).unwrap_or_default());
    match String::from_utf8(out) {
        Ok(text) => Cow::Owned(text),
        Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Appends what the escape at the start of `raw` stands for; gives the bytes it takes.
fn unescape_one(raw: &[u8], out: &mut Vec<u8>) -> usize {
    let plain = match raw.get(1) {
        Some(b'u') => {
            let (character, len) = unicode(raw);
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return len;
        }
        Some(b'n') => b'\n',
        Some(b't') => b'\t',
        Some(b'r') => b'\r',
        Some(b'b') => 0x08,
        Some(b'f') => 0x0c,
        Some(byte) => *byte,
        None => return 1,
    };
    out.push(plain);
    2
}

/// The character of `\uXXXX`, or of a pair of surrogates, and the bytes it takes.
fn unicode(raw: &[u8]) -> (char, usize) {
    let unit = |at: usize| -> Option<u32> {
        let digits = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
        u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let Some(high) = unit(0) else { return (char::REPLACEMENT_CHARACTER, raw.len().min(6)) };
    if let (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) = (high, unit(6)) {
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
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
    may_end_with(raw, text) && unescape(raw) == text
}

/// Whether a string ends with `text`, at its start or after a blank line.
pub(super) fn continued_by(raw: &[u8], text: &str) -> bool {
    may_end_with(raw, text)
        && unescape(raw).strip_suffix(text).is_some_and(|before| before.is_empty() || before.ends_with("\n\n"))
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
