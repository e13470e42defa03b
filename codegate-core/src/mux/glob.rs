//! Patterns over one string, with the meaning of Python's `fnmatch.fnmatchcase`.

use std::str::Chars;

/// A compiled pattern. Matching takes time linear in the text, whatever the pattern is.
#[derive(Debug)]
pub(super) struct Glob {
    /// Characters that the text begins with.
    head: String,
    /// What stands between head and tail; empty for a literal.
    middle: Vec<Token>,
    /// Characters that the text ends with.
    tail: String,
}

#[derive(Debug)]
enum Token {
    Char(char),
    Any,
    Class(Class),
    Star,
}

impl Token {
    /// Whether it takes this one character; a star is no single character.
    fn takes(&self, c: char) -> bool {
        match self {
            Token::Char(own) => *own == c,
            Token::Any => true,
            Token::Class(class) => class.takes(c),
            Token::Star => false,
        }
    }
}

impl Glob {
    pub(super) fn parse(pattern: &str) -> Glob {
        let mut middle = tokens(pattern);
        let head: String = middle.iter().map_while(literal).collect();
        middle.drain(..head.chars().count());
        let tail: Vec<char> = middle.iter().rev().map_while(literal).collect();
        middle.truncate(middle.len() - tail.len());
        Glob { head, middle, tail: tail.into_iter().rev().collect() }
    }

    /// The text it stands for, if it is a literal.
    pub(super) fn as_literal(&self) -> Option<&str> {
        self.middle.is_empty().then_some(self.head.as_str())
    }

    pub(super) fn head(&self) -> &str {
        &self.head
    }

    pub(super) fn tail(&self) -> &str {
        &self.tail
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let inner = text.strip_prefix(self.head.as_str()).and_then(|rest| rest.strip_suffix(self.tail.as_str()));
        inner.is_some_and(|inner| self.middle_matches(inner.chars()))
    }

    /// Walks text and tokens side by side. A star first takes nothing; when the walk is stuck, the last star takes one
    /// character more. Earlier stars never need to, so there is one place to come back to and no recursion.
    fn middle_matches(&self, mut rest: Chars<'_>) -> bool {
        let mut at = 0;
        let mut star: Option<(usize, Chars<'_>)> = None;
        loop {
            match self.middle.get(at) {
                Some(Token::Star) => {
                    at += 1;
                    if at == self.middle.len() {
                        return true;
                    }
                    star = Some((at, rest.clone()));
                    continue;
                }
                Some(token) => {
                    let mut ahead = rest.clone();
                    match ahead.next() {
                        Some(c) if token.takes(c) => {
                            (at, rest) = (at + 1, ahead);
                            continue;
                        }
                        Some(_) => {}
                        None => return false,
                    }
                }
                None if rest.as_str().is_empty() => return true,
                None => {}
            }
            let Some((after, from)) = &mut star else { return false };
            if from.next().is_none() {
                return false;
            }
            (at, rest) = (*after, from.clone());
        }
    }
}

fn literal(token: &Token) -> Option<char> {
    match token {
        Token::Char(c) => Some(*c),
        _ => None,
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut rest = chars.as_slice();
    let mut tokens = Vec::new();
    while let Some((&c, after)) = rest.split_first() {
        rest = after;
        match c {
            '*' if matches!(tokens.last(), Some(Token::Star)) => {}
            '*' => tokens.push(Token::Star),
            '?' => tokens.push(Token::Any),
            '[' => match closing_bracket(after) {
                Some(close) => {
                    let (inside, after) = after.split_at(close);
                    tokens.push(Token::Class(Class::parse(inside)));
                    rest = after.get(1..).unwrap_or_default();
                }
                None => tokens.push(Token::Char('[')),
            },
            c => tokens.push(Token::Char(c)),
        }
    }
    tokens
}

/// Where the class that begins here ends. A `]` that stands first, or first after `!`, is a member.
fn closing_bracket(rest: &[char]) -> Option<usize> {
    let start = usize::from(rest.first() == Some(&'!')) + 1;
    let found = rest.get(start..)?.iter().position(|&c| c == ']')?;
    Some(start + found)
}

/// A set of characters in brackets.
#[derive(Debug)]
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Class {
    fn takes(&self, c: char) -> bool {
        self.ranges.iter().any(|&(low, high)| (low..=high).contains(&c)) != self.negated
    }

    /// Reads what stands between the brackets, at least one character.
    ///
    /// Python cuts it at the hyphens that make ranges, drops ranges that run backwards with both their ends, and only
    /// then looks for the `!` of a negation; so `[b-a]` matches nothing and `[b-a!x]` everything but `x`.
    fn parse(inside: &[char]) -> Class {
        let chunks = drop_backward_ranges(cut_at_ranges(inside));
        // Members in their order; `None` is a hyphen that makes a range of its neighbours.
        let mut items: Vec<Option<char>> = Vec::new();
        for (index, chunk) in chunks.into_iter().enumerate() {
            if index > 0 {
                items.push(None);
            }
            items.extend(chunk.into_iter().map(Some));
        }
        let mut rest = items.as_slice();
        let negated = rest.first() == Some(&Some('!'));
        if negated {
            rest = rest.get(1..).unwrap_or_default();
        }
        let mut ranges = Vec::new();
        loop {
            rest = match rest {
                [Some(low), None, Some(high), after @ ..] => {
                    ranges.push((*low, *high));
                    after
                }
                [item, after @ ..] => {
                    let c = item.unwrap_or('-');
                    ranges.push((c, c));
                    after
                }
                [] => return Class { negated, ranges },
            };
        }
    }
}

/// Cuts at each hyphen that has a character on both sides which belongs to no earlier range.
fn cut_at_ranges(inside: &[char]) -> Vec<Vec<char>> {
    let mut chunks: Vec<Vec<char>> = Vec::new();
    let mut start = 0;
    let mut from = if inside.first() == Some(&'!') { 2 } else { 1 };
    while let Some(found) = inside.get(from..).and_then(|rest| rest.iter().position(|&c| c == '-')) {
        let hyphen = from + found;
        chunks.push(inside.get(start..hyphen).unwrap_or_default().to_vec());
        start = hyphen + 1;
        from = hyphen + 3;
    }
    match (inside.get(start..), chunks.last_mut()) {
        (None | Some([]), Some(last)) => last.push('-'),
        (rest, _) => chunks.push(rest.unwrap_or_default().to_vec()),
    }
    chunks
}

fn drop_backward_ranges(mut chunks: Vec<Vec<char>>) -> Vec<Vec<char>> {
    for high in (1..chunks.len()).rev() {
        let backward = match chunks.get(high - 1..=high) {
            Some([before, after]) => before.last() > after.first(),
            _ => false,
        };
        if backward {
            let after = chunks.remove(high);
            if let Some(before) = chunks.get_mut(high - 1) {
                before.pop();
                before.extend(after.into_iter().skip(1));
            }
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What CPython's fnmatchcase says; written by `cases.py` beside it.
    const CASES: &str = include_str!("../../tests/fnmatch/cases.json");

    #[test]
    fn agrees_with_python() {
        let cases: Vec<(String, Vec<String>, Vec<String>)> = serde_json::from_str(CASES).unwrap();
        assert!(cases.len() > 200);
        for (pattern, held, failed) in cases {
            let glob = Glob::parse(&pattern);
            for name in held {
                assert!(glob.matches(&name), "{pattern:?} must match {name:?}");
            }
            for name in failed {
                assert!(!glob.matches(&name), "{pattern:?} must not match {name:?}");
            }
        }
    }

    #[test]
    fn a_pattern_of_many_stars_takes_linear_time() {
        let glob = Glob::parse(&"a*".repeat(256));
        let text = format!("{}b", "a".repeat(100_000));
        assert!(glob.matches(&text));
        assert!(!Glob::parse(&format!("{}c", "a*".repeat(255))).matches(&text));
        assert!(!Glob::parse(&format!("{}c?", "a*".repeat(255))).matches(&text));
    }

    /// The definition by recursion, for patterns without classes.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern, text) {
            ([], []) => true,
            (['*', rest @ ..], _) => naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..])),
            (['?', rest @ ..], [_, after @ ..]) => naive(rest, after),
            ([c, rest @ ..], [d, after @ ..]) => c == d && naive(rest, after),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "[ab*?é]{0,8}", text in "[abé]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            prop_assert_eq!(Glob::parse(&pattern).matches(&text), naive(&chars(&pattern), &chars(&text)));
        }

        #[test]
        fn any_text_is_a_pattern(pattern in any::<String>(), text in any::<String>()) {
            Glob::parse(&pattern).matches(&text);
            if !pattern.contains(['*', '?', '[']) {
                prop_assert!(Glob::parse(&pattern).matches(&pattern));
            }
        }
    }
}
