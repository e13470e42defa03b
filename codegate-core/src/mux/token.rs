//! What patterns are made of: the characters, wildcards and classes of Python's `fnmatch.fnmatchcase`.

#[derive(Debug, Clone)]
pub(super) enum Token {
    Char(char),
    Any,
    Class(Class),
    Star,
}

impl Token {
    /// Whether it takes this one character; a star is no single character.
    pub(super) fn takes(&self, c: char) -> bool {
        match self {
            Token::Char(own) => *own == c,
            Token::Any => true,
            Token::Class(class) => class.takes(c),
            Token::Star => false,
        }
    }

    /// Calls `each` with the first and the last of the characters that it takes, for each row of such.
    pub(super) fn spans(&self, mut each: impl FnMut(u32, u32)) {
        match self {
            Token::Char(own) => each((*own).into(), (*own).into()),
            Token::Any => each(0, LAST),
            Token::Class(class) => class.spans.iter().for_each(|&(low, high)| each(low, high)),
            Token::Star => {}
        }
    }
}

const LAST: u32 = char::MAX as u32;

pub(super) fn tokens(pattern: &str) -> Vec<Token> {
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
                    tokens.push(Class::parse(inside).into_token());
                    rest = after.get(1..).unwrap_or_default();
                }
                None => tokens.push(Token::Char('[')),
            },
            c => tokens.push(Token::Char(c)),
        }
    }
    tokens
}

/// Where the class that begins here ends. A `]` in the first position, or the first after `!`, is a member.
fn closing_bracket(rest: &[char]) -> Option<usize> {
    let start = usize::from(rest.first() == Some(&'!')) + 1;
    let found = rest.get(start..)?.iter().position(|&c| c == ']')?;
    Some(start + found)
}

/// A set of characters in brackets.
#[derive(Debug, Clone)]
pub(super) struct Class {
    /// What it takes, as first and last characters; in order, and apart from each other.
    spans: Vec<(u32, u32)>,
}

impl Class {
    fn new(negated: bool, mut members: Vec<(char, char)>) -> Class {
        members.sort_unstable();
        let mut spans: Vec<(u32, u32)> = Vec::with_capacity(members.len());
        for (low, high) in members {
            match spans.last_mut() {
                Some((_, before)) if u32::from(low) <= *before => *before = (*before).max(high.into()),
                _ => spans.push((low.into(), high.into())),
            }
        }
        Class { spans: if negated { all_but(&spans) } else { spans } }
    }

    /// A character where it takes that one alone: so are literals written that mean more outside brackets.
    fn into_token(self) -> Token {
        match self.spans.as_slice() {
            &[(low, high)] if low == high => char::from_u32(low).map_or(Token::Class(self), Token::Char),
            _ => Token::Class(self),
        }
    }

    fn takes(&self, c: char) -> bool {
        let c = u32::from(c);
        let behind = self.spans.partition_point(|&(low, _)| low <= c);
        behind.checked_sub(1).and_then(|at| self.spans.get(at)).is_some_and(|&(_, high)| c <= high)
    }

    /// Reads what is between the brackets, at least one character.
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
                [] => return Class::new(negated, ranges),
            };
        }
    }
}

fn all_but(spans: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let lows = std::iter::once(0).chain(spans.iter().map(|&(_, high)| high + 1));
    let highs = spans.iter().map(|&(low, _)| low.checked_sub(1)).chain([Some(LAST)]);
    lows.zip(highs).filter_map(|(low, high)| Some((low, high.filter(|high| low <= *high)?))).collect()
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
