//! The work that one pattern may make on one subject.

/// Counts the steps of a walk that tries one place after the other. It is the fastest way for what people write, but
/// patterns can be made on which its steps multiply; so it has so many and no more.
#[derive(Debug)]
pub(super) struct Steps {
    taken: usize,
    limit: usize,
}

/// The walk has taken all its steps, and what it was asked is open.
#[derive(Debug)]
pub(super) struct Spent;

impl Steps {
    /// Steps for a pattern and a subject of these many bytes: some times what a walk takes that never comes back.
    pub(super) fn within(pattern: usize, subject: usize) -> Steps {
        Steps { taken: 0, limit: 64 + 4 * (pattern + subject) }
    }

    pub(super) fn take(&mut self, steps: usize) -> Result<(), Spent> {
        self.taken += steps;
        if self.taken > self.limit { Err(Spent) } else { Ok(()) }
    }

    /// Counts steps of the one that ends what a walk left open; it has a bound of its own.
    pub(super) fn add(&mut self, steps: usize) {
        self.taken += steps;
    }

    /// Steps for no walk at all.
    #[cfg(test)]
    pub(super) fn none() -> Steps {
        Steps { taken: 0, limit: 0 }
    }

    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mux::path::{Pattern, Subject};
    use crate::mux::token::{Token, tokens};

    /// Patterns of a few hundred bytes and what they are matched against, so many bytes long, as they come when both
    /// are made to be slow. None matches.
    fn hostile(bytes: usize) -> Vec<(String, String)> {
        let folders = |folder: &str| format!("{}a", folder.repeat(bytes / folder.len()));
        vec![
            ("?/".repeat(240), folders("a/")),
            (format!("{}z", "?/".repeat(240)), folders("a/")),
            (format!("{}z/**/a", "?/".repeat(240)), folders("a/")),
            (format!("/**/{}z/**/a", "?/".repeat(240)), format!("/{}", folders("a/"))),
            (format!("{}z/**", "**/a/".repeat(100)), folders("a/")),
            (format!("**/{}z/**/a", "a/".repeat(240)), folders("a/")),
            (format!("**/{}z/**/a", "*a*/[!b]/".repeat(50)), folders("ab/c/")),
            (format!("**/{}z/**/a", "*?[é-ü]*/".repeat(40)), folders("aéa/")),
            (format!("**/*{}z*/a", "?".repeat(400)), folders(&format!("{}/", "a".repeat(450)))),
            (format!("{}N", "*a".repeat(250)), "a".repeat(bytes)),
            (format!("*{}N*", "a".repeat(60)), "a".repeat(bytes)),
            (format!("*{}z*", "?".repeat(400)), "a".repeat(bytes)),
            (format!("*{}z", "a?".repeat(200)), "a".repeat(bytes)),
            (format!("*{}z*", "[a-c][!z]".repeat(50)), "abc".repeat(bytes / 3)),
            (format!("*{}z*", "é?".repeat(150)), "é".repeat(bytes / 2)),
            (format!("*[{}]{}z*", "é-ü".repeat(30), "[à-ý]".repeat(40)), "éü".repeat(bytes / 4)),
            (format!("{}*z?*", "*a?".repeat(150)), "ab".repeat(bytes / 2)),
        ]
    }

    /// The steps that it takes to see that the pattern does not match.
    fn steps(pattern: &str, path: &str) -> usize {
        let subject = Subject::file(path, None).unwrap();
        let mut steps = Steps::within(pattern.len(), path.len());
        assert!(!Pattern::file(pattern).holds(&subject, &mut steps), "{pattern}");
        steps.taken()
    }

    #[test]
    fn the_work_is_linear_in_pattern_and_path() {
        let lengths = [4_000, 8_000, 16_000].map(hostile);
        let [first, second, third] = lengths.each_ref().map(|pairs| pairs.iter());
        for ((one, two), four) in first.zip(second).zip(third) {
            let [one, two, four] = [one, two, four].map(|(pattern, path)| {
                let (steps, bytes) = (steps(pattern, path), pattern.len() + path.len());
                assert!(steps <= 16 * bytes, "{steps} steps for {bytes} bytes, {pattern}");
                steps
            });
            assert!(4 * two <= 9 * one && 4 * four <= 9 * two, "{one}, {two} and {four} steps");
        }
    }

    /// The work of trying each place, which is what the count above must show.
    fn naive(tokens: &[Token], text: &[char], steps: &mut usize) -> bool {
        *steps += 1;
        match (tokens, text) {
            ([], []) => true,
            ([Token::Star, rest @ ..], _) => {
                naive(rest, text, steps) || (!text.is_empty() && naive(tokens, &text[1..], steps))
            }
            ([token, rest @ ..], [c, after @ ..]) => token.takes(*c) && naive(rest, after, steps),
            _ => false,
        }
    }

    #[test]
    fn trying_each_place_is_not_linear() {
        let (pattern, text) = (format!("*{}z*", "?".repeat(400)), vec!['a'; 4_000]);
        let mut steps = 0;
        assert!(!naive(&tokens(&pattern), &text, &mut steps));
        assert!(steps > 200 * (pattern.len() + text.len()), "{steps} steps");
    }
}
