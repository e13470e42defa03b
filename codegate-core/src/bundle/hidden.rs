//! Characters that do not show: text that a person approves must be the text that a model reads.

/// Whether a reader does not see this character, or sees it in another place.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        // Soft hyphen, grapheme joiner, vowel separators, fillers.
        | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}'
        // Zero width, and marks of direction.
        | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        // Tags, variation selectors that carry no glyph of their own, and private use.
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e01ef}' | '\u{f0000}'..='\u{10ffff}')
}

/// The hidden characters of a text, each once, as `U+202E`.
pub(super) fn hidden_in(text: &str) -> Vec<String> {
    let mut found: Vec<char> = text.chars().filter(|&c| is_hidden(c)).collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|c| format!("U+{:04X}", c as u32)).collect()
}

/// A text as an error may show it: what is hidden escaped, at most 300 characters.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(300) {
        if is_hidden(c) || c.is_control() {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    if text.chars().nth(300).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_told_once_and_shown_escaped() {
        assert_eq!(hidden_in("a\u{202e}b\u{200b}c\u{202e}\u{e0041}"), ["U+200B", "U+202E", "U+E0041"]);
        assert_eq!(hidden_in("Größe, 日本, tab\t and\r\nlines, ☂\u{fe0f}"), Vec::<String>::new());
        assert_eq!(visible("a\u{202e}\n"), "a\\u{202e}\\u{a}");
        assert_eq!(visible(&"x".repeat(301)).chars().count(), 301);
    }
}
