//! Converts reported token counts into disjoint buckets.

use crate::formats::json::{Json, Object};
use crate::limits::TOKENS;
use crate::model::{Completeness, Counts, Money, Usage};

const OUT_OF_RANGE: &str = "out_of_range";
const NOT_A_COUNT: &str = "not_a_count";
const CONTRADICTORY: &str = "contradictory";
const COST_OUT_OF_RANGE: &str = "cost_out_of_range";
const OTHER_MODEL: &str = "other_model";

/// For a usage object without counts.
pub(crate) const NO_USAGE: &str = NOT_A_COUNT;

/// A count as it was reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Count {
    /// Nothing was said.
    #[default]
    Absent,
    /// Something that is not a count of tokens; it is unknown, and marked.
    Wrong,
    Known(u64),
}

impl Count {
    pub(crate) fn known(self) -> Option<u64> {
        match self {
            Count::Known(count) => Some(count),
            Count::Absent | Count::Wrong => None,
        }
    }

    /// This count, or another where nothing was said.
    pub(crate) fn or(self, other: Count) -> Count {
        if self == Count::Absent { other } else { self }
    }
}

/// Counts as they were reported; the buckets are made of them.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Input tokens, inclusive or exclusive of the cached ones.
    pub(crate) input: Count,
    pub(crate) input_includes_cache: bool,
    pub(crate) cache_read: Count,
    pub(crate) cache_write_5m: Count,
    pub(crate) cache_write_long: Count,
    pub(crate) output: Count,
    pub(crate) reasoning: Count,
    pub(crate) marks: Marks,
}

/// What was wrong with counts.
#[derive(Debug, Default)]
pub(crate) struct Marks(Vec<&'static str>);

impl Marks {
    pub(crate) fn contradictory(&mut self) {
        self.0.push(CONTRADICTORY);
    }

    pub(crate) fn count(&mut self, value: f64) -> Count {
        let wrong = match value {
            _ if value.is_nan() => NOT_A_COUNT,
            _ if value < 0.0 || value > TOKENS as f64 => OUT_OF_RANGE,
            _ if value.fract() != 0.0 => NOT_A_COUNT,
            _ => return Count::Known(value as u64),
        };
        self.0.push(wrong);
        Count::Wrong
    }

    /// The count in a member.
    pub(crate) fn member(&mut self, object: &Object<'_>, name: &str) -> Count {
        let Some(value) = object.get(name) else { return Count::Absent };
        // A value that is not a number is reported as one that is not a count.
        self.count(value.number().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN))
    }

    /// The count in a member of a member.
    pub(crate) fn detail(&mut self, object: &Object<'_>, name: &str, detail: &str) -> Count {
        match object.get(name).map(Json::object) {
            None => Count::Absent,
            Some(Some(details)) => self.member(&details, detail),
            Some(None) => self.count(f64::NAN),
        }
    }

    /// The sum of two counts, which must be a count too.
    pub(crate) fn sum(&mut self, one: u64, other: u64) -> Count {
        self.count(one.saturating_add(other) as f64)
    }

    /// The sum of a count and one that is reported separately; unknown where the first is.
    pub(crate) fn beside(&mut self, count: Count, beside: Count) -> Count {
        match (count, beside) {
            (Count::Known(count), Count::Known(beside)) => self.sum(count, beside),
            (Count::Known(_), Count::Wrong) => Count::Wrong,
            _ => count,
        }
    }

    /// The tokens written to a cache, split into those of a short or unreported time and the rest.
    pub(crate) fn parted(&mut self, all: Count, long: Count) -> (Count, Count) {
        match (all, long) {
            (Count::Known(all), Count::Known(long)) if long <= all => (Count::Known(all - long), Count::Known(long)),
            (Count::Known(_), Count::Known(_)) => {
                // The part cannot be of this count, so there is none.
                self.contradictory();
                (all, Count::Absent)
            }
            _ => (all, long),
        }
    }

    /// Counts are missing, as another model made them, whose prices are not those of this one.
    pub(crate) fn other_model(&mut self) {
        self.0.push(OTHER_MODEL);
    }

    pub(crate) fn tells_of_another_model(&self) -> bool {
        self.0.contains(&OTHER_MODEL)
    }

    fn cost_out_of_range(&mut self) {
        self.0.push(COST_OUT_OF_RANGE);
    }
}

/// What the provider says that a response costs, in its usage object.
///
/// `cost` in US dollars (OpenRouter, Vercel), its `total_cost` (Perplexity), or `cost_in_usd_ticks` of 10⁻¹⁰ dollars
/// (xAI). Where OpenRouter used a key of the caller's own (`is_byok`), its `cost` is the fee alone, and what the key was
/// charged stands beside it.
pub(crate) fn reported_cost(usage: &Object<'_>, marks: &mut Marks) -> Option<Money> {
    let cost = match usage.get("cost") {
        Some(cost) => cost.object().map_or(Some(cost), |parts| parts.get("total_cost")),
        None => {
            let ticks = usage.get("cost_in_usd_ticks")?;
            return positive(ticks.number().and_then(|ticks| Money::parse(&format!("{ticks}e-10"))), marks);
        }
    };
    let cost = positive(cost.and_then(Json::number).and_then(Money::parse), marks)?;
    if usage.get("is_byok").is_none_or(|own_key| own_key.text() != "true") {
        return Some(cost);
    }
    let upstream = usage.object("cost_details")?.get("upstream_inference_cost")?;
    Some(cost.saturating_add(positive(upstream.number().and_then(Money::parse), marks)?))
}

fn positive(cost: Option<Money>, marks: &mut Marks) -> Option<Money> {
    let cost = cost.filter(|cost| cost.as_pico() >= 0);
    if cost.is_none() {
        marks.cost_out_of_range();
    }
    cost
}

impl Tally {
    /// Holds input and output against the provider's own total.
    ///
    /// One that is not reported is 0 where the total proves it. Where the total exceeds the two by exactly the
    /// reasoning, the server counts reasoning separately from its output (as xAI does), and it belongs to the output.
    pub(crate) fn settle(&mut self, total: Count) {
        let Count::Known(total) = total else { return };
        match (self.input, self.output) {
            (Count::Absent, Count::Known(output)) if output == total => self.input = Count::Known(0),
            (Count::Known(input), Count::Absent) if input == total => self.output = Count::Known(0),
            (Count::Known(input), Count::Known(output)) if input + output != total => match self.reasoning {
                Count::Known(reasoning) if input + output + reasoning == total => {
                    self.output = self.marks.sum(output, reasoning);
                }
                _ => self.marks.contradictory(),
            },
            _ => {}
        }
    }

    /// The usage of these counts; `None` where nothing was reported.
    pub(crate) fn usage(mut self, completeness: Completeness) -> Usage {
        let counts =
            [self.input, self.cache_read, self.cache_write_5m, self.cache_write_long, self.output, self.reasoning];
        let completeness = match completeness {
            _ if counts.iter().all(|count| *count == Count::Absent) => Completeness::Missing,
            Completeness::Final if self.marks.tells_of_another_model() => Completeness::Partial,
            seen => seen,
        };
        let mut usage = Usage {
            cache_read: self.cache(self.cache_read),
            cache_write_5m: self.cache(self.cache_write_5m),
            cache_write_long: self.cache(self.cache_write_long),
            output: self.output.known(),
            completeness,
            ..Usage::default()
        };
        usage.input_uncached = self.uncached([usage.cache_read, usage.cache_write_5m, usage.cache_write_long]);
        usage.reasoning = self.reasoning.known();
        if usage.reasoning.zip(usage.output).is_some_and(|(part, all)| part > all) {
            usage.reasoning = None;
            self.marks.contradictory();
        }
        for mark in self.marks.0 {
            usage.mark(mark);
        }
        usage.derive_totals();
        usage
    }

    /// A cache that is not reported is 0 where the input is known, else unknown.
    fn cache(&self, cache: Count) -> Option<u64> {
        match cache {
            Count::Absent => self.input.known().map(|_| 0),
            told => told.known(),
        }
    }

    /// The input that is left when the cached tokens are taken from it.
    fn uncached(&mut self, caches: [Option<u64>; 3]) -> Option<u64> {
        let input = self.input.known()?;
        if !self.input_includes_cache {
            return Some(input);
        }
        let cached = caches.into_iter().try_fold(0u64, |sum, cache| Some(sum + cache?))?;
        let left = input.checked_sub(cached);
        if left.is_none() {
            self.marks.contradictory();
        }
        left
    }
}

/// The usage of counts that a host has read itself.
pub(crate) fn from_counts(counts: &Counts) -> Usage {
    let mut marks = Marks::default();
    let mut count = |value: Option<f64>| value.map_or(Count::Absent, |value| marks.count(value));
    let told = Tally {
        input: count(counts.input_tokens),
        input_includes_cache: counts.includes_cache.unwrap_or(true),
        cache_read: count(counts.cache_read),
        cache_write_5m: count(counts.cache_write_5m),
        cache_write_long: count(counts.cache_write_long),
        output: count(counts.output_tokens),
        reasoning: count(counts.reasoning),
        marks: Marks::default(),
    };
    Tally { marks, ..told }.usage(Completeness::Final)
}
