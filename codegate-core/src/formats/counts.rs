//! Converts reported token counts into disjoint buckets.

use crate::formats::json::{Json, Object};
use crate::limits::TOKENS;
use crate::model::{Completeness, Counts, OTHER_MODEL, PART_UNKNOWN, Usage};

const OUT_OF_RANGE: &str = "out_of_range";
const NOT_A_COUNT: &str = "not_a_count";
const CONTRADICTORY: &str = "contradictory";
const COST_OUT_OF_RANGE: &str = "cost_out_of_range";

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
    pub(crate) parts: Parts,
    /// What is charged by the piece.
    pub(crate) units: Vec<(String, Count)>,
    pub(crate) marks: Marks,
}

/// Tokens of something other than text, as parts of the input, of what was read from a cache, and of the output.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) audio_input: Count,
    pub(crate) image_input: Count,
    pub(crate) video_input: Count,
    pub(crate) audio_cache_read: Count,
    pub(crate) image_cache_read: Count,
    pub(crate) audio_output: Count,
    pub(crate) image_output: Count,
    pub(crate) video_output: Count,
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

    /// A duration in seconds, of which a part counts as a whole one.
    pub(crate) fn seconds(&mut self, object: &Object<'_>, name: &str) -> Count {
        let Some(value) = object.get(name) else { return Count::Absent };
        let seconds: f64 = value.number().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
        self.count(seconds.ceil())
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
                // The part cannot belong to this count, so it is ignored.
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

    /// The words of all that was wrong.
    pub(crate) fn said(self) -> Vec<&'static str> {
        self.0
    }

    pub(crate) fn tells_of_another_model(&self) -> bool {
        self.0.contains(&OTHER_MODEL)
    }

    pub(crate) fn cost_out_of_range(&mut self) {
        self.0.push(COST_OUT_OF_RANGE);
    }
}

impl Tally {
    /// Holds input and output against the provider's own total.
    ///
    /// One that is not reported is 0 where the total of an answer that has `ended` proves it: a running total proves
    /// nothing about what is yet to come. Where the total exceeds the two by exactly the reasoning, the server counts
    /// reasoning separately from its output (as xAI does), and it belongs to the output.
    pub(crate) fn settle(&mut self, total: Count, ended: bool) {
        let Count::Known(total) = total else { return };
        match (self.input, self.output) {
            (Count::Absent, Count::Known(output)) if ended && output == total => self.input = Count::Known(0),
            (Count::Known(input), Count::Absent) if ended && input == total => self.output = Count::Known(0),
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
            _ if counts.iter().all(|count| *count == Count::Absent) && self.units.is_empty() => Completeness::Missing,
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
        self.parts(&mut usage);
        for (unit, count) in std::mem::take(&mut self.units) {
            match count {
                Count::Known(0) | Count::Absent => {}
                Count::Known(count) => drop(usage.units.insert(unit, count)),
                Count::Wrong => usage.mark(PART_UNKNOWN),
            }
        }
        for mark in self.marks.0 {
            usage.mark(mark);
        }
        usage.derive_totals();
        usage
    }

    /// The parts of the buckets. Parts that are together more than their bucket are unknown.
    fn parts(&mut self, usage: &mut Usage) {
        let Parts {
            audio_input,
            image_input,
            video_input,
            audio_cache_read,
            image_cache_read,
            audio_output,
            image_output,
            video_output,
        } = std::mem::take(&mut self.parts);
        let input = self.input.known().map(|input| {
            let cached = [usage.cache_read, usage.cache_write_5m, usage.cache_write_long].into_iter().flatten();
            if self.input_includes_cache { input } else { cached.fold(input, u64::saturating_add) }
        });
        [usage.audio_input, usage.image_input, usage.video_input] =
            self.within(usage, input, [audio_input, image_input, video_input]);
        [usage.audio_cache_read, usage.image_cache_read] =
            self.within(usage, usage.cache_read, [audio_cache_read, image_cache_read]);
        [usage.audio_output, usage.image_output, usage.video_output] =
            self.within(usage, usage.output, [audio_output, image_output, video_output]);
    }

    fn within<const N: usize>(&mut self, usage: &mut Usage, all: Option<u64>, parts: [Count; N]) -> [Option<u64>; N] {
        let sum = parts.iter().filter_map(|part| part.known()).fold(0, u64::saturating_add);
        let too_many = all.is_some_and(|all| sum > all);
        if too_many {
            self.marks.contradictory();
        }
        if too_many || parts.contains(&Count::Wrong) {
            usage.mark(PART_UNKNOWN);
        }
        parts.map(|part| part.known().filter(|_| !too_many))
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
    let mut count = |value: Option<u64>| value.map_or(Count::Absent, |value| marks.count(value as f64));
    let told = Tally {
        input: count(counts.input_tokens),
        input_includes_cache: counts.includes_cache.unwrap_or(true),
        cache_read: count(counts.cache_read),
        cache_write_5m: count(counts.cache_write_5m),
        cache_write_long: count(counts.cache_write_long),
        output: count(counts.output_tokens),
        reasoning: count(counts.reasoning),
        parts: Parts {
            audio_input: count(counts.audio_input),
            image_input: count(counts.image_input),
            video_input: count(counts.video_input),
            audio_cache_read: count(counts.audio_cache_read),
            image_cache_read: count(counts.image_cache_read),
            audio_output: count(counts.audio_output),
            image_output: count(counts.image_output),
            video_output: count(counts.video_output),
        },
        units: counts.units.iter().flatten().map(|(unit, value)| (unit.clone(), count(Some(*value)))).collect(),
        marks: Marks::default(),
    };
    Tally { marks, ..told }.usage(Completeness::Final)
}
