//! Signs that are searched for in text as JSON escapes it, and the escapes that may hide one.

use super::lines::Text;
use aho_corasick::{AhoCorasick, MatchKind};

/// How the escape of an ASCII character begins.
pub(crate) const ESCAPE: &str = "\\u00";

/// One search for all of the signs, to be set up once.
pub(crate) fn search(signs: &[&str]) -> Option<AhoCorasick> {
    // Fails only where there are too many signs.
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(signs).ok()
}

/// Whether the escape whose beginning ends at `to` may be part of a sign, of the quotes of a tag, or a line break.
pub(crate) fn may_hide(text: Text<'_>, to: usize) -> bool {
    let digits = std::str::from_utf8(text.raw(to, to + 2)).ok();
    let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
    text.is_escaped() && code.is_some_and(|code| code == b'\n' || (b' '..0x7f).contains(&code))
}
