//! Conditions on a single value: the name of a model, a client, a kind of request.

use super::patterns::{Hits, Interner, Reading};
use super::written::{Fault, Written};
use crate::model::Over;
use std::borrow::Cow;

/// A condition on the requested model, by the ids of its patterns.
#[derive(Debug, Default)]
pub(super) struct ModelCondition {
    pub(super) wanted: Vec<u32>,
    excluded: Vec<u32>,
    /// Whether it says what it wants, and not only what it excludes.
    pub(super) says: bool,
}

impl ModelCondition {
    /// Reads a condition; one that could not be set never holds.
    pub(super) fn read<'a>(values: &'a [String], patterns: &mut Interner<'a>) -> ModelCondition {
        ModelCondition::checked(values, patterns).unwrap_or_default()
    }

    fn checked<'a>(values: &'a [String], patterns: &mut Interner<'a>) -> Result<ModelCondition, Fault> {
        let mut condition = ModelCondition::default();
        for value in values {
            let written = Written::read(value);
            let ids = if written.excludes { &mut condition.excluded } else { &mut condition.wanted };
            condition.says |= !written.excludes;
            let itself = if written.excludes { value.get(1..).unwrap_or_default() } else { value };
            ids.extend(patterns.ids(Reading::Model, written.alternatives(Over::Names)?));
            // What else could not match itself.
            if itself.contains(['[', '{']) {
                ids.push(patterns.id(Reading::Exact, Cow::Borrowed(itself)));
            }
        }
        // Exclusions alone leave any model.
        if !condition.says && !condition.excluded.is_empty() {
            condition.wanted.push(patterns.id(Reading::Model, Cow::Borrowed("*")));
        }
        Ok(condition)
    }

    pub(super) fn holds(&self, hits: &Hits) -> bool {
        hits.any(&self.wanted) && !self.excludes(hits)
    }

    pub(super) fn excludes(&self, hits: &Hits) -> bool {
        hits.any(&self.excluded)
    }
}

/// A condition on a word.
#[derive(Debug)]
pub(super) struct WordCondition {
    pub(super) wanted: Vec<String>,
    excluded: Vec<String>,
}

impl WordCondition {
    pub(super) fn read(values: &[String]) -> WordCondition {
        let (excluded, wanted): (Vec<_>, Vec<_>) =
            values.iter().map(|value| Written::read(value)).partition(|written| written.excludes);
        let words = |written: Vec<Written<'_>>| written.into_iter().map(|one| one.text.into_owned()).collect();
        WordCondition { wanted: words(wanted), excluded: words(excluded) }
    }

    /// Whether it says what it wants, and not only what it excludes.
    pub(super) fn says(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether it holds where all these words do. Of exclusions alone it is left to the caller whether anything is known.
    pub(super) fn holds<'w>(&self, words: impl Iterator<Item = &'w str> + Clone) -> bool {
        let wanted = match self.wanted.as_slice() {
            [] => !self.excluded.is_empty(),
            wanted => words.clone().any(|word| wanted.iter().any(|own| own == word)),
        };
        wanted && !self.excludes(words)
    }

    pub(super) fn excludes<'w>(&self, mut words: impl Iterator<Item = &'w str>) -> bool {
        words.any(|word| self.excluded.iter().any(|own| own == word))
    }
}
