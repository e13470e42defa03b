//! Names of members in another case than the format's. Servers in Go (Ollama) take `MODEL` for `model`, and of several the
//! last counts; a client must not choose its model past the rule by that: pkg.go.dev/encoding/json § Unmarshal.

/// The members of a body that are rewritten, and those that hold what is read to decide.
const NAMES: [&str; 12] = [
    "model",
    "stream",
    "messages",
    "input",
    "contents",
    "prompt",
    "system",
    "system_instruction",
    "systemInstruction",
    "instructions",
    "tools",
    "stream_options",
];

/// The member that is meant by a name in another case; `None` for every name that is as a format writes it.
#[inline]
pub(super) fn meant(name: &[u8]) -> Option<&'static str> {
    // Nearly all names are in small letters.
    if name.iter().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) { folded(name) } else { None }
}

#[cold]
fn folded(name: &[u8]) -> Option<&'static str> {
    // Longer ones are none of them, even with the two letters that fold to ASCII.
    let name = std::str::from_utf8(name).ok().filter(|name| name.len() <= 32)?;
    let small: String = name.chars().map(small).collect();
    NAMES.into_iter().find(|known| known.eq_ignore_ascii_case(&small)).filter(|known| *known != name)
}

/// A letter as Go folds it: two letters outside of ASCII fold to ones in it.
fn small(letter: char) -> char {
    match letter {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => letter.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_name_in_another_case_is_the_one_that_go_reads() {
        for (name, expected) in [
            ("MODEL", Some("model")),
            ("Model", Some("model")),
            ("\u{17f}ystem", Some("system")),
            ("Stream_Options", Some("stream_options")),
            ("SystemInstruction", Some("systemInstruction")),
            ("systeminstruction", None),
            ("systemInstruction", None),
            ("model", None),
            ("generationConfig", None),
            ("modèl", None),
            ("MODELS", None),
        ] {
            assert_eq!(meant(name.as_bytes()), expected, "{name}");
        }
        assert_eq!(meant(b"\xff"), None);
    }
}
