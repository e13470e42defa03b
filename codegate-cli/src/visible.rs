//! Stored text as a terminal may be shown it: what would move its cursor, colour it or turn its writing around is visible.

use std::borrow::Cow;

/// One line: line ends and tabs are visible too.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    shown(text, |_| false)
}

/// Text of several lines, which keeps its line ends and tabs.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    shown(text, |c| matches!(c, '\n' | '\t'))
}

/// JSON whose strings hold no character that a terminal would act on; those under U+0020 are escaped already.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| !matches!(c, '\n') && acts(c)) {
        return Cow::Borrowed(text);
    }
    let escape = |c: char| if c != '\n' && acts(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(text.chars().map(escape).collect())
}

fn shown(text: &str, kept: fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|c| acts(c) && !kept(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if kept(c) || !acts(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => out += &format!("\\u{{{:x}}}", u32::from(c)),
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal acts on a character instead of showing it: controls, and what sets the direction of writing or has
/// no width, such that a text looks like another.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_visible() {
        assert_eq!(line("plain ä 日本"), "plain ä 日本");
        assert_eq!(line("a\x1b[31mb\nc\td\r"), "a\\u{1b}[31mb\\nc\\td\\r");
        assert_eq!(text("a\n\tb\x07\u{9b}2J\u{202e}"), "a\n\tb\\u{7}\\u{9b}2J\\u{202e}");
        assert_eq!(json("\"a\u{9b}\u{7f}\u{202e}\"\n"), "\"a\\u009b\\u007f\\u202e\"\n");
    }
}
