//! Stored text as a terminal may be shown it: what would move its cursor, colour it or turn its writing around is visible.

use codegate_core::model::visible;
use std::borrow::Cow;

/// One line: line ends and tabs are visible too.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    visible(text)
}

/// Text of several lines, which keeps its line ends and tabs.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if matches!(visible(text), Cow::Borrowed(_)) {
        return Cow::Borrowed(text);
    }
    let parts = text.split_inclusive(['\n', '\t']).map(|part| {
        let (shown, end) = part.split_at(part.trim_end_matches(['\n', '\t']).len());
        visible(shown) + end
    });
    Cow::Owned(parts.collect())
}

/// JSON whose strings hold no character that a terminal would act on; those under U+0020 are escaped already.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    let acts = |text: &str| matches!(visible(text), Cow::Owned(_));
    if !text.split('\n').any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c != '\n' && acts(c.encode_utf8(&mut [0; 4])) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_visible() {
        assert_eq!(line("plain ä 日本"), "plain ä 日本");
        assert_eq!(line("a\x1b[31mb\nc\td\r"), "a\\u{1b}[31mb\\nc\\td\\r");
        assert_eq!(text("a\n\tb\x07\u{9b}2J\u{202e}"), "a\n\tb\\u{7}\\u{9b}2J\\u{202e}");
        assert_eq!(text("a\n\tb\n"), "a\n\tb\n");
        assert_eq!(json("\"a\u{9b}\u{7f}\u{202e}\u{e0041}\"\n"), "\"a\\u009b\\u007f\\u202e\\udb40\\udc41\"\n");
    }
}
