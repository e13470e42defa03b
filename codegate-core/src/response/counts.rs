//! From the counts that a provider or a host tells to disjoint buckets.

use super::json::{Json, Object};
use crate::limits::TOKENS;
use crate::model::{Completeness, Counts, Money, Usage};

const OUT_OF_RANGE: &str = "out_of_range";
const NOT_A_COUNT: &str = "not_a_count";
const CONTRADICTORY: &str = "contradictory";
const COST_OUT_OF_RANGE: &str = "cost_out_of_range";

/// Counts as they were told; the buckets are made of them.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Input tokens, inclusive or exclusive of the cached ones.
    pub(super) input: Option<u64>,
    pub(super) input_includes_cache: bool,
    pub(super) cache_read: Option<u64>,
    pub(super) cache_write_5m: Option<u64>,
    pub(super) cache_write_long: Option<u64>,
    pub(super) output: Option<u64>,
    pub(super) reasoning: Option<u64>,
    pub(super) marks: Marks,
}

/// What was wrong with counts.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<&'static str>);

impl Marks {
    pub(super) fn contradictory(&mut self) {
        self.0.push(CONTRADICTORY);
    }

    /// A count of tokens; what is none is unknown, and marked.
    pub(super) fn count(&mut self, value: f64) -> Option<u64> {
        let wrong = match value {
            _ if value.is_nan() => NOT_A_COUNT,
            _ if value < 0.0 || value > TOKENS as f64 => OUT_OF_RANGE,
            _ if value.fract() != 0.0 => NOT_A_COUNT,
            _ => return Some(value as u64),
        };
        self.0.push(wrong);
        None
    }

    /// The count that a member tells.
    pub(super) fn member(&mut self, object: &Object<'_>, name: &str) -> Option<u64> {
        let value = object.get(name)?;
        match value.number().and_then(|text| text.parse().ok()) {
            Some(number) => self.count(number),
            None => {
                self.0.push(NOT_A_COUNT);
                None
            }
        }
    }

    /// The sum of two counts, which must be a count too.
    pub(super) fn sum(&mut self, one: u64, other: u64) -> Option<u64> {
        self.count(one.saturating_add(other) as f64)
    }

    /// What the provider says that a response costs.
    pub(super) fn cost(&mut self, value: Option<Json<'_>>) -> Option<Money> {
        let cost = Money::parse(value?.number()?).filter(|cost| cost.as_pico() >= 0);
        if cost.is_none() {
            self.0.push(COST_OUT_OF_RANGE);
        }
        cost
    }
}

impl Told {
    /// The usage of these counts; without a single count, and nothing wrong with one, there is none.
    ///
    /// A cache that is not told of is 0 where the input is told, else unknown.
    pub(super) fn usage(mut self, completeness: Completeness) -> Usage {
        let untold = self.input.map(|_| 0);
        let mut usage = Usage {
            cache_read: self.cache_read.or(untold),
            cache_write_5m: self.cache_write_5m.or(untold),
            cache_write_long: self.cache_write_long.or(untold),
            output: self.output,
            completeness,
            ..Usage::default()
        };
        usage.input_uncached = self.uncached(&usage);
        usage.reasoning = self.reasoning.filter(|&part| usage.output.is_none_or(|all| part <= all));
        if usage.reasoning != self.reasoning {
            self.marks.contradictory();
        }
        for mark in self.marks.0 {
            usage.mark(mark);
        }
        usage.derive_totals();
        let counts = [usage.input_uncached, usage.cache_read, usage.cache_write_5m, usage.cache_write_long];
        if usage.marks.is_empty() && counts.into_iter().chain([usage.output, usage.reasoning]).all(|c| c.is_none()) {
            usage.completeness = Completeness::Missing;
        }
        usage
    }

    /// The input that is left when the cached tokens are taken from it.
    fn uncached(&mut self, usage: &Usage) -> Option<u64> {
        let input = self.input?;
        if !self.input_includes_cache {
            return Some(input);
        }
        let cached = [usage.cache_read, usage.cache_write_5m, usage.cache_write_long].into_iter().flatten();
        let left = cached.fold(Some(input), |left, part| left?.checked_sub(part));
        if left.is_none() {
            self.marks.contradictory();
        }
        left
    }
}

/// The usage of counts that a host has read itself.
pub(crate) fn from_counts(counts: &Counts) -> Usage {
    let mut marks = Marks::default();
    let mut count = |value: Option<f64>| value.and_then(|value| marks.count(value));
    let told = Told {
        input: count(counts.input_tokens),
        input_includes_cache: counts.includes_cache.unwrap_or(true),
        cache_read: count(counts.cache_read),
        cache_write_5m: count(counts.cache_write_5m),
        cache_write_long: count(counts.cache_write_long),
        output: count(counts.output_tokens),
        reasoning: count(counts.reasoning),
        marks: Marks::default(),
    };
    Told { marks, ..told }.usage(Completeness::Final)
}
