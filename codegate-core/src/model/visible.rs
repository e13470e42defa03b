//! Characters that do not show: text that a person reads must be the text that is there.

use std::borrow::Cow;

/// A text of a stranger as one line may show it: what a reader does not see, or sees in another place, is written as
/// `\u{202e}`, a line end as `\n`. The names of models and files are such texts.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control()) && hidden(text).next().is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (c, hides) in told(text) {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if hides || c.is_control() => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// As [`visible`], of at most 300 characters, as an error may quote it.
pub(crate) fn excerpt(text: &str) -> String {
    let end = text.char_indices().nth(300).map(|(at, _)| at);
    let mut out = visible(end.map_or(text, |end| &text[..end])).into_owned();
    out.extend(end.map(|_| '…'));
    out
}

/// The hidden characters of a text, each once, as `U+202E`. Line ends and tabs are none.
pub(crate) fn hidden_in(text: &str) -> Vec<String> {
    let mut found: Vec<char> = hidden(text).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|c| format!("U+{:04X}", u32::from(c))).collect()
}

fn hidden(text: &str) -> impl Iterator<Item = char> {
    told(text).filter(|&(_, hides)| hides).map(|(c, _)| c)
}

/// Each character, and whether it is hidden.
fn told(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut last = ' ';
    text.chars().map(move |c| {
        let before = std::mem::replace(&mut last, c);
        // Behind a sign or a digit these two choose between its picture and its text, in every keyboard's emoji.
        let chooses = matches!(c, '\u{fe0e}' | '\u{fe0f}') && is_sign(before);
        (c, is_hidden(c) && !chooses)
    })
}

/// Whether a character may have a picture.
fn is_sign(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}')
        && !is_hidden(c)
}

/// Whether a reader does not see this character, or sees it in another place.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Soft hyphen, grapheme joiner, vowel separators, fillers, the empty pattern of Braille, musical controls.
        | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}' | '\u{2800}'
        | '\u{3164}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}'
        // Zero width, and marks of direction.
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        // Variation selectors, tags, and private use.
        | '\u{fe00}'..='\u{fe0f}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e01ef}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_told_once_and_shown_escaped() {
        assert_eq!(hidden_in("a\u{202e}b\u{200b}c\u{202e}\u{e0041}"), ["U+200B", "U+202E", "U+E0041"]);
        assert_eq!(hidden_in("\u{2800}\u{180b}\u{1d173}"), ["U+180B", "U+2800", "U+1D173"]);
        assert_eq!(hidden_in("Größe, 日本, tab\t and\r\nlines, ☂\u{fe0f} 1\u{fe0f}\u{20e3}"), Vec::<String>::new());
        assert_eq!(hidden_in("a\u{fe0f} ☂\u{fe0f}\u{fe0f} ☂\u{fe01}"), ["U+FE01", "U+FE0F"]);
        assert_eq!(visible("plain ä 日本 ☂\u{fe0f}"), "plain ä 日本 ☂\u{fe0f}");
        assert_eq!(visible("a\u{202e}\x1b[2J\n\r\t"), "a\\u{202e}\\u{1b}[2J\\n\\r\\t");
        assert_eq!(excerpt(&"x".repeat(301)).chars().count(), 301);
        assert_eq!(excerpt("\x07"), "\\u{7}");
    }
}
