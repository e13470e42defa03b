//! Patterns over one string, with the meaning of Python's `fnmatch.fnmatchcase`.

use super::steps::{Spent, Steps};
use super::token::{Token, tokens};
use memchr::memmem;

/// A compiled pattern. What precedes its first star is matched against the beginning of a text, what follows the last
/// against the end; what is between matches at its first occurrence, as no later one leaves more room.
#[derive(Debug)]
pub(super) struct Glob {
    /// Characters that the text begins with.
    head: String,
    middle: Middle,
    /// Characters that the text ends with.
    tail: String,
}

/// What is between head and tail.
#[derive(Debug)]
enum Middle {
    /// No star, so as many characters as tokens; none for a literal.
    Fixed(Vec<Token>),
    Starred {
        first: Vec<Token>,
        inner: Vec<Part>,
        last: Vec<Token>,
    },
}

/// What is between two stars.
#[derive(Debug)]
enum Part {
    Text(String),
    Wild(Vec<Token>),
}

impl Glob {
    pub(super) fn parse(pattern: &str) -> Glob {
        let mut middle = tokens(pattern);
        let head: String = middle.iter().map_while(literal).collect();
        middle.drain(..head.chars().count());
        let tail: Vec<char> = middle.iter().rev().map_while(literal).collect();
        middle.truncate(middle.len() - tail.len());
        Glob { head, middle: Middle::of(&middle), tail: tail.into_iter().rev().collect() }
    }

    /// Its text, if it is a literal.
    pub(super) fn as_literal(&self) -> Option<&str> {
        matches!(&self.middle, Middle::Fixed(tokens) if tokens.is_empty()).then_some(self.head.as_str())
    }

    pub(super) fn head(&self) -> &str {
        &self.head
    }

    pub(super) fn tail(&self) -> &str {
        &self.tail
    }

    pub(super) fn matches(&self, text: &str, steps: &mut Steps) -> Result<bool, Spent> {
        steps.take(1 + text.len())?;
        let Some(inner) = self.inner(text) else { return Ok(false) };
        match &self.middle {
            Middle::Fixed(tokens) => Ok(behind(tokens, inner, steps)?.is_some_and(str::is_empty)),
            Middle::Starred { first, inner: parts, last } => {
                let Some(rest) = behind(first, inner, steps)? else { return Ok(false) };
                let Some(mut rest) = before(last, rest) else { return Ok(false) };
                for part in parts {
                    let Some(behind) = part.find(rest, steps)? else { return Ok(false) };
                    rest = behind;
                }
                Ok(true)
            }
        }
    }

    /// What is between head and tail. To compare with nothing is not free: what reads no byte may still touch memory at
    /// the address of an empty string, which is none, and that is slow on some machines.
    fn inner<'t>(&self, text: &'t str) -> Option<&'t str> {
        let rest = if self.head.is_empty() { text } else { text.strip_prefix(self.head.as_str())? };
        if self.tail.is_empty() { Some(rest) } else { rest.strip_suffix(self.tail.as_str()) }
    }
}

impl Middle {
    fn of(tokens: &[Token]) -> Middle {
        let mut parts = tokens.split(|token| matches!(token, Token::Star));
        let first = parts.next().unwrap_or_default().to_vec();
        match parts.next_back() {
            None => Middle::Fixed(first),
            Some(last) => Middle::Starred { first, inner: parts.map(Part::of).collect(), last: last.to_vec() },
        }
    }
}

impl Part {
    fn of(tokens: &[Token]) -> Part {
        let text: Option<String> = tokens.iter().map(literal).collect();
        text.map_or_else(|| Part::Wild(tokens.to_vec()), Part::Text)
    }

    /// What follows the first place where it is found.
    fn find<'t>(&self, text: &'t str, steps: &mut Steps) -> Result<Option<&'t str>, Spent> {
        let tokens = match self {
            // A search that is linear by itself.
            Part::Text(part) => {
                let found = memmem::find(text.as_bytes(), part.as_bytes());
                return Ok(found.and_then(|at| text.get(at + part.len()..)));
            }
            Part::Wild(tokens) => tokens,
        };
        let mut from = text.chars();
        loop {
            if let Some(behind) = behind(tokens, from.as_str(), steps)? {
                return Ok(Some(behind));
            }
            if from.next().is_none() {
                return Ok(None);
            }
        }
    }
}

/// What follows these tokens, if the text begins with them. A search calls it for each character of the text, so that as a
/// call of its own it takes nearly twice the time.
#[inline(always)]
fn behind<'t>(tokens: &[Token], text: &'t str, steps: &mut Steps) -> Result<Option<&'t str>, Spent> {
    let mut rest = text.chars();
    for token in tokens {
        steps.take(1)?;
        if !rest.next().is_some_and(|c| token.takes(c)) {
            return Ok(None);
        }
    }
    Ok(Some(rest.as_str()))
}

/// What precedes these tokens, if the text ends with them.
fn before<'t>(tokens: &[Token], text: &'t str) -> Option<&'t str> {
    let mut rest = text.chars();
    let held = tokens.iter().rev().all(|token| rest.next_back().is_some_and(|c| token.takes(c)));
    held.then_some(rest.as_str())
}

fn literal(token: &Token) -> Option<char> {
    match token {
        Token::Char(c) => Some(*c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mux::path::{Pattern, Subject};
    use proptest::prelude::*;

    /// What CPython's fnmatchcase says; written by `cases.py` next to it.
    const CASES: &str = include_str!("../../tests/fnmatch/cases.json");

    fn matches(pattern: &str, text: &str) -> bool {
        let (pattern, subject) = (Pattern::word(pattern), Subject::word(text));
        let held = pattern.matches(&subject);
        assert_eq!(pattern.holds(&subject, &mut Steps::none()), held, "the automaton, {pattern:?} on {text:?}");
        held
    }

    #[test]
    fn agrees_with_python() {
        let cases: Vec<(String, Vec<String>, Vec<String>)> = serde_json::from_str(CASES).unwrap();
        assert!(cases.len() > 200);
        for (pattern, held, failed) in cases {
            for name in held {
                assert!(matches(&pattern, &name), "{pattern:?} must match {name:?}");
            }
            for name in failed {
                assert!(!matches(&pattern, &name), "{pattern:?} must not match {name:?}");
            }
        }
    }

    /// The definition by recursion.
    fn naive(pattern: &[Token], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            ([Token::Star, rest @ ..], _) => naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..])),
            ([token, rest @ ..], [c, after @ ..]) => token.takes(*c) && naive(rest, after),
            _ => false,
        }
    }

    fn defined(pattern: &str, text: &str) -> bool {
        naive(&tokens(pattern), &text.chars().collect::<Vec<char>>())
    }

    /// A pattern as a list of its tokens, many or few of them stars.
    fn any_pattern(length: usize) -> impl Strategy<Value = String> {
        let tokens = vec!["a", "b", "é", "?", "*", "[ab]", "[!a]", "[b-é]", "[!é\u{10ffff}]", "[à-\u{d7ff}]"];
        prop::collection::vec(prop::sample::select(tokens), 0..length).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in any_pattern(9), text in "[abé\u{d7ff}\u{e000}\u{10ffff}]{0,10}") {
            prop_assert_eq!(matches(&pattern, &text), defined(&pattern, &text));
        }

        #[test]
        fn agrees_with_the_definition_over_many_words(
            before in "[ab?]{0,150}", star in any_pattern(4), after in "[ab?]{0,150}", more in "[abé]{0,8}",
        ) {
            let text = format!("{}{more}{}", before.replace('?', "é"), after.replace('?', "a"));
            for pattern in [format!("{before}{star}{after}"), format!("*{before}{star}{after}*")] {
                prop_assert_eq!(matches(&pattern, &text), defined(&pattern, &text));
            }
        }

        #[test]
        fn any_text_is_a_pattern(pattern in any::<String>(), text in any::<String>()) {
            matches(&pattern, &text);
            if !pattern.contains(['*', '?', '[']) {
                prop_assert!(matches(&pattern, &pattern));
            }
        }
    }
}
