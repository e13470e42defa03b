//! Many patterns matched against one subject: each distinct one once, and its matches as a set.

use super::index::Index;
use super::path::{Pattern, Subject};
use std::borrow::Cow;
use std::collections::HashMap;

/// Distinct patterns with their index, and the rules that hang on each, in order.
#[derive(Debug)]
pub(super) struct Patterns {
    list: Vec<Pattern>,
    rules: Vec<Vec<u32>>,
    index: Index,
}

impl Patterns {
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn hang(&mut self, ids: &[u32], rule: u32) {
        for &id in ids {
            if let Some(rules) = self.rules.get_mut(id as usize) {
                rules.push(rule);
            }
        }
    }

    pub(super) fn rules(&self, id: u32) -> &[u32] {
        self.rules.get(id as usize).map_or(&[], Vec::as_slice)
    }

    /// Calls `found` with the rules of every pattern that matches the subject and is not among the hits yet.
    pub(super) fn visit(&self, subject: &Subject<'_>, hits: &mut Hits, mut found: impl FnMut(&[u32])) {
        self.index.visit(subject, |id| {
            let matches = |pattern: &Pattern| !hits.contains(id) && pattern.matches(subject);
            if self.list.get(id as usize).is_some_and(matches) {
                hits.insert(id);
                found(self.rules(id));
            }
        });
    }

    pub(super) fn hits<'s>(&self, subjects: impl IntoIterator<Item = &'s Subject<'s>>) -> Hits {
        let mut hits = Hits::new(self.len());
        if !self.is_empty() {
            subjects.into_iter().for_each(|subject| self.visit(subject, &mut hits, |_| {}));
        }
        hits
    }
}

/// How a text is read as a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reading {
    File,
    Model,
    /// As the one text that it matches.
    Exact,
}

impl Reading {
    fn pattern(self, text: &str) -> Pattern {
        match self {
            Reading::File => Pattern::file(text),
            Reading::Model => Pattern::model(text),
            Reading::Exact => Pattern::exact(text),
        }
    }
}

/// Gives equal texts that are read alike one id.
#[derive(Default)]
pub(super) struct Interner<'a> {
    ids: HashMap<(Reading, Cow<'a, str>), u32>,
    list: Vec<Pattern>,
}

impl<'a> Interner<'a> {
    pub(super) fn ids(&mut self, reading: Reading, texts: impl IntoIterator<Item = Cow<'a, str>>) -> Vec<u32> {
        texts.into_iter().map(|text| self.id(reading, text)).collect()
    }

    pub(super) fn id(&mut self, reading: Reading, text: Cow<'a, str>) -> u32 {
        let key = (reading, text);
        if let Some(&id) = self.ids.get(&key) {
            return id;
        }
        let id = self.list.len() as u32;
        self.list.push(reading.pattern(&key.1));
        self.ids.insert(key, id);
        id
    }

    pub(super) fn finish(self) -> Patterns {
        let rules = self.list.iter().map(|_| Vec::new()).collect();
        Patterns { index: Index::new(&self.list), list: self.list, rules }
    }
}

/// The patterns that matched, as a set of bits.
#[derive(Debug)]
pub(super) struct Hits(Vec<u64>);

impl Hits {
    pub(super) fn new(patterns: usize) -> Hits {
        Hits(vec![0; patterns.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, id: u32) {
        if let Some(word) = self.0.get_mut(id as usize / 64) {
            *word |= 1 << (id % 64);
        }
    }

    pub(super) fn contains(&self, id: u32) -> bool {
        self.0.get(id as usize / 64).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }

    pub(super) fn any(&self, ids: &[u32]) -> bool {
        ids.iter().any(|&id| self.contains(id))
    }

    /// The ids of the set, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..)
            .step_by(64)
            .zip(&self.0)
            .flat_map(|(first, &word)| (0..64u32).filter(move |bit| word & (1 << bit) != 0).map(move |bit| first + bit))
    }
}
