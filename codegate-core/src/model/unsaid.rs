//! What an error says of a text in whose place a secret could stand: how long it is and what is allowed, never the text.

use super::nearest;

/// How a text is told that is not repeated.
pub(crate) fn described(text: &str) -> String {
    match text.chars().count() {
        0 => "an empty text".into(),
        1 => "a text of 1 character".into(),
        length => format!("a text of {length} characters"),
    }
}

/// What is wrong with a text that is none of these words. The word that may have been meant is one of them.
pub(crate) fn none_of(text: &str, words: &[&str]) -> String {
    let near = nearest(text, words).map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
    format!("{} is not one of `{}`{near}", described(text), words.join("`, `"))
}

/// Beginnings of keys and tokens, as their issuers publish them: OpenAI, Anthropic, OpenRouter (`sk-`), Stripe, GitHub,
/// GitLab, Slack, AWS, Google, Hugging Face, Groq, xAI, Perplexity, npm, PyPI, JSON web tokens, and headers pasted whole.
const BEGINNINGS: [&str; 28] = [
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "hf_",
    "gsk_",
    "xai-",
    "pplx-",
    "npm_",
    "pypi-",
    "eyJ",
    "Bearer ",
    "Basic ",
];
/// Characters from which on such a text may be a credential: no issuer's is shorter.
const LEAST: usize = 16;
/// Characters of one random run that needs no known beginning.
const RANDOM: usize = 32;

/// Whether a text looks like a credential, by its beginning or as one long run in which small letters, capitals and digits
/// are mixed. Ids in one case (UUIDs, ULIDs, digests) do not.
pub(crate) fn looks_like_credential(text: &str) -> bool {
    let text = text.trim();
    if text.len() < LEAST {
        return false;
    }
    let begins = |known: &&str| text.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
    BEGINNINGS.iter().any(begins)
        || text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).any(is_random)
}

fn is_random(run: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| run.as_bytes().iter().any(kind);
    run.len() >= RANDOM
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && run.bytes().filter(u8::is_ascii_digit).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_told_from_names() {
        for text in [
            "sk-proj-0123456789abcdef",
            "SK-ANT-API03-0123456789",
            "ghp_0123456789abcdefghij",
            "Bearer abcdefghijklmnop",
            "Qm9va3MgYXJlIG5pY2UgdG8gcmVhZCBhdCAxMjM0",
        ] {
            assert!(looks_like_credential(text), "{text}");
        }
        for text in [
            "sk-short",
            "acme",
            "0b6f8a52-8f8e-4f57-9f2c-2f9c1c3f3a10",
            "01JDQ3Y8M0N4T6V9W2X5Z7A1B3",
            "a-workspace-with-a-rather-long-name-2026",
            "anthropic/claude-3-5-sonnet-20241022",
        ] {
            assert!(!looks_like_credential(text), "{text}");
        }
    }

    #[test]
    fn a_text_is_told_without_being_repeated() {
        let text = none_of("by_dya", &["day", "by_day"]);
        assert_eq!(text, "a text of 6 characters is not one of `day`, `by_day`; did you mean `by_day`?");
        assert_eq!(none_of("", &["a"]), "an empty text is not one of `a`");
    }
}
