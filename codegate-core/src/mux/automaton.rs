//! A whole pattern as a bit-parallel automaton: a set of states, one bit each, that all advance at once.

use super::steps::Steps;
use super::token::{Token, tokens};

/// A pattern that takes one look at each character, whatever it is made of: a step for each 64 of its tokens.
///
/// State `n` means that `n` tokens are behind it. A character moves each state on by one where the next token takes it;
/// a state on a star also stays. Between two folders only a slash moves on; from a state on `**` that was once reached at
/// the beginning of a folder, the rest may begin at every later one.
#[derive(Debug)]
pub(super) struct Automaton {
    words: Vec<Word>,
    end: usize,
}

/// Sixty-four states.
#[derive(Debug)]
struct Word {
    /// For each ASCII character, the states that it leads to.
    ascii: [u64; 128],
    /// The same of ranges of other characters, by the first of each.
    others: Vec<(u32, u64)>,
    /// States that a slash leads to.
    slashes: u64,
    stars: u64,
    deep: u64,
}

/// A pattern as it is read.
#[derive(Debug, Default)]
pub(super) struct Builder {
    /// `None` is a slash.
    tokens: Vec<Option<Token>>,
    stars: Vec<usize>,
    deep: Vec<usize>,
}

impl Builder {
    pub(super) fn glob(&mut self, pattern: &str) {
        for token in tokens(pattern) {
            match token {
                Token::Star => self.stars.push(self.tokens.len()),
                token => self.tokens.push(Some(token)),
            }
        }
    }

    pub(super) fn slash(&mut self) {
        self.tokens.push(None);
    }

    /// Any number of folders, here at the beginning of one.
    pub(super) fn deep(&mut self) {
        self.deep.push(self.tokens.len());
    }

    pub(super) fn build(self) -> Automaton {
        let end = self.tokens.len();
        Automaton { words: (0..=end / 64).map(|at| self.word(at)).collect(), end }
    }

    fn word(&self, at: usize) -> Word {
        let first = 64 * at;
        let set = |states: &[usize]| {
            states.iter().filter(|&&state| state / 64 == at).fold(0, |set, state| set | 1 << (state - first))
        };
        let mut word =
            Word { ascii: [0; 128], others: Vec::new(), slashes: 0, stars: set(&self.stars), deep: set(&self.deep) };
        // The state that a token leads to is the one behind it.
        let leading =
            (1..).zip(&self.tokens).skip(first.saturating_sub(1)).take_while(|(state, _)| *state < first + 64);
        let leading: Vec<(u64, &Token)> = leading
            .filter_map(|(state, token)| {
                let bit = 1 << (state - first);
                word.slashes |= if token.is_none() { bit } else { 0 };
                token.as_ref().map(|token| (bit, token))
            })
            .collect();
        let mut edges = vec![128];
        for (bit, token) in &leading {
            token.spans(|low, high| {
                let ascii = word.ascii.get_mut(low as usize..(high as usize + 1).min(128));
                ascii.into_iter().flatten().for_each(|states| *states |= bit);
                edges.extend([low, high + 1].iter().filter(|&&edge| edge > 128));
            });
        }
        edges.sort_unstable();
        edges.dedup();
        word.others = edges.into_iter().map(|edge| (edge, 0)).collect();
        for (bit, token) in &leading {
            token.spans(|low, high| {
                let within = word.others.partition_point(|&(first, _)| first < low);
                let within = word.others.get_mut(within..).unwrap_or_default().iter_mut();
                within.take_while(|(first, _)| *first <= high).for_each(|(_, states)| *states |= bit);
            });
        }
        word
    }
}

impl Word {
    fn states(&self, c: char) -> u64 {
        if let Some(states) = self.ascii.get(c as usize) {
            return *states;
        }
        let behind = self.others.partition_point(|&(first, _)| first <= u32::from(c));
        behind.checked_sub(1).and_then(|at| self.others.get(at)).map_or(0, |&(_, states)| states)
    }
}

impl Automaton {
    pub(super) fn matches(&self, segments: &[&str], steps: &mut Steps) -> bool {
        // The states, and those on `**` that were reached.
        let mut states: Vec<(u64, u64)> = self.words.iter().map(|_| (0, 0)).collect();
        if let Some((first, _)) = states.first_mut() {
            *first = 1;
        }
        for (at, segment) in segments.iter().enumerate() {
            if at > 0 {
                self.step(&mut states, |word| (word.slashes, 0));
            }
            for ((state, reached), word) in states.iter_mut().zip(&self.words) {
                *reached |= *state & word.deep;
                *state |= *reached;
            }
            let moves = segment.chars().take_while(|&c| self.step(&mut states, |word| (word.states(c), word.stars)));
            steps.add((moves.count() + 2) * self.words.len());
        }
        let last = states.get(self.end / 64);
        !segments.is_empty() && last.is_some_and(|(state, _)| state & (1 << (self.end % 64)) != 0)
    }

    /// Moves all states on; `over` gives those that are reached, and those that stay. Returns whether any is left.
    fn step(&self, states: &mut [(u64, u64)], over: impl Fn(&Word) -> (u64, u64)) -> bool {
        let (mut carry, mut left) = (0, 0);
        for ((state, _), word) in states.iter_mut().zip(&self.words) {
            let (led, stay) = over(word);
            let next = ((*state << 1 | carry) & led) | (*state & stay);
            carry = *state >> 63;
            *state = next;
            left |= next;
        }
        left != 0
    }
}
