//! The name that may have been meant, where there is none as it was written.

use crate::limits::NAME_BYTES;

/// Names that are looked at; of more, the one that was meant may not be found.
const NAMES: usize = 1_000;

/// The most similar of these names, if it is similar at all.
pub(crate) fn nearest<N: AsRef<str>>(wanted: &str, names: impl IntoIterator<Item = N>) -> Option<N> {
    if wanted.len() > NAME_BYTES {
        return None;
    }
    let wanted = wanted.to_lowercase();
    let score = |name: &str| {
        let name = name.to_lowercase();
        // Two letters of a short name in the wrong order are as near as it gets.
        let slip = wanted.len() >= 3 && strsim::damerau_levenshtein(&wanted, &name) == 1;
        strsim::jaro_winkler(&wanted, &name).max(if slip { 0.9 } else { 0.0 })
    };
    let scored = names.into_iter().take(NAMES).map(|name| (score(name.as_ref()), name));
    let (score, best) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (score > 0.8).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_similar_is_near() {
        let names = ["acme", "default", "Claude"];
        assert_eq!(nearest("acm", names), Some("acme"));
        assert_eq!(nearest("amce", names), Some("acme"));
        assert_eq!(nearest("claud", names), Some("Claude"));
        assert_eq!(nearest("CLAUDE", names), Some("Claude"));
        assert_eq!(nearest("gtp", ["gpt"]), Some("gpt"));
        assert_eq!(nearest("zzz", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("acm", [""; 0]), None);
    }

    #[test]
    fn the_work_is_bounded() {
        let long = "a".repeat(NAME_BYTES + 1);
        assert_eq!(nearest(&long, [&long]), None);
        let many = (0..NAMES).map(|number| number.to_string()).chain(["acme".to_owned()]);
        assert_eq!(nearest("acm", many), None);
    }
}
