//! Patterns as text: where their sets of characters end, and how a pattern of plain `fnmatch` is written among those of
//! rules, in which `{` and a leading `!` mean more.

use std::borrow::Cow;

/// What a pattern is matched against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Over {
    /// Files, in whose patterns no set of characters spans a `/`.
    Files,
    /// Names, in which `/` is a character like any other.
    Names,
}

impl Over {
    /// How much of the text a set may take that begins where the text does.
    fn reach(self, text: &str) -> &str {
        match self {
            Over::Files => text.split('/').next().unwrap_or_default(),
            Over::Names => text,
        }
    }
}

/// The length of the set of characters that the text begins with, its brackets included; `None` where it begins with none, or
/// with a bracket that is never closed and so is a character. As `fnmatch` reads it, a `]` right behind the opening
/// bracket, or behind its `!`, is a member.
pub(crate) fn set_length(text: &str, over: Over) -> Option<usize> {
    let inside = over.reach(text).strip_prefix('[')?;
    let bang = usize::from(inside.starts_with('!'));
    let first = bang + inside.get(bang..)?.chars().next()?.len_utf8();
    let close = inside.get(first..)?.find(']')?;
    Some(1 + first + close + 1)
}

/// A pattern of plain `fnmatch` as a pattern of rules that matches the same: `{` outside sets as `[{]`, a leading `!` as
/// `[!]`, and what would come to mean more by that, as a set or in braces. Most patterns stay as they are.
pub(crate) fn from_fnmatch(text: &str, over: Over) -> Cow<'_, str> {
    if !text.starts_with('!') && !text.starts_with("[!]") && !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let (mut written, mut rest) = (String::with_capacity(text.len() + 8), text);
    if let Some(behind) = text.strip_prefix('!') {
        written.push_str("[!]");
        rest = behind;
    } else if text.starts_with("[!]") {
        // A set that begins with `[!]` is one only behind something; a bracket that is a character is one in a set, too.
        let (leading, behind) = match set_length(text, over) {
            Some(length) => (format!("{{{}}}", text.get(..length).unwrap_or_default()), text.get(length..)),
            None => ("[[]".to_owned(), text.get(1..)),
        };
        written.push_str(&leading);
        rest = behind.unwrap_or_default();
    }
    while let Some(c) = rest.chars().next() {
        let length = set_length(rest, over).unwrap_or(c.len_utf8());
        let (here, behind) = rest.split_at(length);
        match here {
            "{" => written.push_str("[{]"),
            // Never closed till now; the end of a set behind it would close it.
            "[" if over.reach(behind).contains('{') => written.push_str("[[]"),
            here => written.push_str(here),
        }
        rest = behind;
    }
    Cow::Owned(written)
}

/// The values of a condition that were plain ones, as they were before braces and a leading `!` meant anything, as those of
/// rules that hold for the same.
pub(crate) fn from_plain(condition: &str, values: &[String]) -> Vec<String> {
    match condition {
        "files" => values.iter().map(|text| from_fnmatch(text, Over::Files).into_owned()).collect(),
        "requested_model" => values.iter().flat_map(|text| model_from_fnmatch(text)).collect(),
        "request_type" | "client" => values.iter().map(|word| literal_start(word).into_owned()).collect(),
        _ => values.to_vec(),
    }
}

/// A pattern of models also holds for the name that is written like it, which a pattern that is written anew is not.
fn model_from_fnmatch(text: &str) -> Vec<String> {
    let written = from_fnmatch(text, Over::Names);
    let itself =
        (written != text && text.contains('[')).then(|| from_fnmatch(&exactly(text), Over::Names).into_owned());
    std::iter::once(written.into_owned()).chain(itself).collect()
}

/// A word with what excludes at its beginning written as a character.
fn literal_start(word: &str) -> Cow<'_, str> {
    word.strip_prefix('!').map_or(Cow::Borrowed(word), |rest| Cow::Owned(format!("[!]{rest}")))
}

/// The pattern of `fnmatch` that matches this text alone.
pub(crate) fn exactly(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '[' | '*' | '?' => pattern.extend(['[', c, ']']),
            c => pattern.push(c),
        }
    }
    pattern
}

/// The bytes of a pattern for its limit: without those that [`from_fnmatch`] adds, so that none grows too long by it.
pub(crate) fn counted_bytes(text: &str) -> usize {
    let within = ["[{]", "[[]"].iter().map(|set| text.matches(set).count()).sum::<usize>();
    let leading = ["[!]", "{[!]"].iter().any(|leading| text.starts_with(leading));
    text.len() - 2 * (within + usize::from(leading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_ends_where_fnmatch_ends_it() {
        for (text, files, names) in [
            ("[ab]c", Some(4), Some(4)),
            ("[]a]b", Some(4), Some(4)),
            ("[!]a]b", Some(5), Some(5)),
            ("[!]", None, None),
            ("[]", None, None),
            ("[!]x", None, None),
            ("[", None, None),
            ("[!", None, None),
            ("[é]", Some(4), Some(4)),
            ("[{]", Some(3), Some(3)),
            ("[a/b]", None, Some(5)),
            ("[/]", None, Some(3)),
            ("a[b]", None, None),
        ] {
            assert_eq!((set_length(text, Over::Files), set_length(text, Over::Names)), (files, names), "{text}");
        }
    }

    #[test]
    fn plain_patterns_are_written_with_what_means_more_in_brackets() {
        for (plain, files, names) in [
            ("*.py", "*.py", "*.py"),
            ("a}b,c", "a}b,c", "a}b,c"),
            ("src/{a}.py", "src/[{]a}.py", "src/[{]a}.py"),
            ("[{]x", "[{]x", "[{]x"),
            ("!x", "[!]x", "[!]x"),
            ("!!{", "[!]![{]", "[!]![{]"),
            ("a!b", "a!b", "a!b"),
            ("[!]x", "[[]!]x", "[[]!]x"),
            ("[!]a]b", "{[!]a]}b", "{[!]a]}b"),
            ("[!a]b", "[!a]b", "[!a]b"),
            ("[a{b", "[[]a[{]b", "[[]a[{]b"),
            ("[]{", "[[]][{]", "[[]][{]"),
            ("x[a{]{[b", "x[a{][{][b", "x[a{][{][b"),
            ("[a/{b", "[a/[{]b", "[[]a/[{]b"),
            ("[a{/b]", "[[]a[{]/b]", "[a{/b]"),
        ] {
            assert_eq!(from_fnmatch(plain, Over::Files), files, "{plain}");
            assert_eq!(from_fnmatch(plain, Over::Names), names, "{plain}");
        }
    }

    #[test]
    fn plain_values_go_on_holding_for_what_they_did() {
        let values = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>();
        for (condition, plain, expected) in [
            ("files", &["!a", "{"][..], &["[!]a", "[{]"][..]),
            ("requested_model", &["gpt-*", "{a}", "!b", "m[1]"], &["gpt-*", "[{]a}", "[!]b", "m[1]"]),
            ("requested_model", &["m[1]{*"], &["m[1][{]*", "m[[]1][{][*]"]),
            ("client", &["!a", "{b}"], &["[!]a", "{b}"]),
            ("request_type", &["chat", "!fim"], &["chat", "[!]fim"]),
            ("weather", &["!rain"], &["!rain"]),
        ] {
            assert_eq!(from_plain(condition, &values(plain)), values(expected), "{condition}");
        }
    }

    #[test]
    fn the_limit_counts_what_a_plain_pattern_had() {
        for plain in ["{".repeat(512), format!("!{}", "[{".repeat(255)), format!("[!]]{}", "{".repeat(508))] {
            assert!(counted_bytes(&from_fnmatch(&plain, Over::Files)) <= plain.len(), "{plain}");
        }
        assert_eq!(counted_bytes("src/[{]a}/[!]*.rs"), "src/{a}/[!]*.rs".len());
    }
}
