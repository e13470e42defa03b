//! `fnmatch` by its definition in Python's source: slow, and as plain as can be.

/// Whether a text matches a pattern.
pub(super) fn fnmatch(pattern: &str, text: &str) -> bool {
    let text = chars(text);
    // The places of the text up to which what was read of the pattern may reach, in order.
    let mut reached = vec![0];
    for token in tokens(&chars(pattern)) {
        let Some(&first) = reached.first() else { return false };
        reached = match token {
            Token::Star => (first..=text.len()).collect(),
            Token::One(set) => {
                let taken = |at: usize| text.get(at).is_some_and(|c| set.takes(*c)).then_some(at + 1);
                reached.into_iter().filter_map(taken).collect()
            }
        };
    }
    reached.last() == Some(&text.len())
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

enum Token {
    Star,
    One(Set),
}

#[derive(Default)]
struct Set {
    negated: bool,
    members: Vec<(char, char)>,
}

impl Set {
    fn of(c: char) -> Set {
        Set { negated: false, members: vec![(c, c)] }
    }

    fn any() -> Set {
        Set { negated: true, members: Vec::new() }
    }

    fn takes(&self, c: char) -> bool {
        self.members.iter().any(|(low, high)| (*low..=*high).contains(&c)) != self.negated
    }

    /// What is between brackets, cut at the hyphens that make ranges; those that run backwards are dropped with their ends.
    fn parse(inside: &[char]) -> Set {
        let (mut chunks, mut start) = (Vec::new(), 0);
        let mut from = if inside[0] == '!' { 2 } else { 1 };
        while let Some(hyphen) = inside.iter().skip(from).position(|c| *c == '-').map(|at| at + from) {
            chunks.push(inside[start..hyphen].to_vec());
            (start, from) = (hyphen + 1, hyphen + 3);
        }
        match (&inside[start..], chunks.last_mut()) {
            ([], Some(last)) => last.push('-'),
            (rest, _) => chunks.push(rest.to_vec()),
        }
        for at in (1..chunks.len()).rev() {
            if chunks[at - 1].last() > chunks[at].first() {
                let right = chunks.remove(at);
                chunks[at - 1].pop();
                chunks[at - 1].extend(&right[1..]);
            }
        }
        let negated = chunks[0].first() == Some(&'!');
        if negated {
            chunks[0].remove(0);
        }
        let single = chunks.iter().flatten().map(|c| (*c, *c));
        let ranges = chunks.windows(2).filter_map(|pair| Some((*pair[0].last()?, *pair[1].first()?)));
        Set { negated, members: single.chain(ranges).collect() }
    }
}

fn tokens(pattern: &[char]) -> Vec<Token> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while at < pattern.len() {
        let end = set_end(pattern, at);
        tokens.push(match pattern[at] {
            '*' => Token::Star,
            '?' => Token::One(Set::any()),
            '[' if end > at => Token::One(Set::parse(&pattern[at + 1..end])),
            c => Token::One(Set::of(c)),
        });
        at = end + 1;
    }
    tokens
}

/// Where the set ends that begins here; here itself where none does.
pub(super) fn set_end(pattern: &[char], at: usize) -> usize {
    if pattern[at] != '[' {
        return at;
    }
    let mut end = at + 1;
    end += usize::from(pattern.get(end) == Some(&'!'));
    end += usize::from(pattern.get(end) == Some(&']'));
    while end < pattern.len() && pattern[end] != ']' {
        end += 1;
    }
    if end < pattern.len() { end } else { at }
}
