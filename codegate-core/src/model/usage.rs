//! Token usage of one attempt or one exchange.

use super::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// How much of the token usage is known.
    Completeness {
        /// The last usage of the response was seen.
        Final = "final",
        /// Some of it was seen before the response broke off.
        Partial = "partial",
        /// None was seen.
        Missing = "missing",
    }
}

/// The mark for something that may have a price of its own and was reported, but not as a count.
pub(crate) const PART_UNKNOWN: &str = "part_unknown";

/// The mark for tokens of another model, at prices of its own, which are not among the counts.
pub(crate) const OTHER_MODEL: &str = "other_model";

/// Token usage in disjoint buckets; `None` is unknown, which is not zero. Counts are at most 2⁴⁰.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Usage {
    /// Input tokens neither read from nor written to a cache.
    pub input_uncached: Option<u64>,
    /// Input tokens read from a cache.
    pub cache_read: Option<u64>,
    /// Input tokens written to a cache for five minutes, or for an unreported time.
    pub cache_write_5m: Option<u64>,
    /// Input tokens written to a cache for longer.
    pub cache_write_long: Option<u64>,
    /// Output tokens, reasoning included.
    pub output: Option<u64>,
    /// Output tokens spent on reasoning, a part of `output`.
    pub reasoning: Option<u64>,
    /// Tokens of audio among all input tokens, cached ones included; `None` where that is not reported, as in the parts
    /// that follow.
    pub audio_input: Option<u64>,
    /// Tokens of images among all input tokens, cached ones included.
    pub image_input: Option<u64>,
    /// Tokens of video among all input tokens.
    pub video_input: Option<u64>,
    /// Tokens of audio in `cache_read`.
    pub audio_cache_read: Option<u64>,
    /// Tokens of images in `cache_read`.
    pub image_cache_read: Option<u64>,
    /// Tokens of audio in `output`.
    pub audio_output: Option<u64>,
    /// Tokens of images in `output`.
    pub image_output: Option<u64>,
    /// Tokens of video in `output`.
    pub video_output: Option<u64>,
    /// What is charged by the piece, with its number: `web_search`, `file_search`, `code_execution` and the like. Only what
    /// was used is there.
    pub units: BTreeMap<String, u64>,
    /// All input tokens: the sum of the four input buckets.
    pub input_tokens: Option<u64>,
    /// All output tokens: `output` under its common name.
    pub output_tokens: Option<u64>,
    /// Input and output tokens.
    pub total_tokens: Option<u64>,
    /// The provider's own usage object, as JSON text.
    pub raw: Option<String>,
    /// How much of it was seen.
    pub completeness: Completeness,
    /// Irregularities: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`, `broken_off`
    /// (a response came, but failed before it reported its usage), `other_model` (a part was made by another model, at
    /// prices of its own, and is not counted), `tier_unpriced` (its service tier has no prices of its own, so that the
    /// standard ones apply), `part_unknown` (a part of a bucket, or
    /// something charged by the piece, was reported, but not as a count that can be true), `unit_unpriced` (something of
    /// `units` has no price), `elsewhere` (what it has used is counted with another exchange: of a response that was only
    /// fetched, with that which made it; of one still to be made in the background, with that which fetches it; of a batch,
    /// with its results), `no_model_call` (it lists models, or keeps files or batches, and has used nothing), `summed` (of
    /// several requests, as the results of a batch are: each is charged by its own model and size); sorted. With
    /// `other_model`, `part_unknown`, `unit_unpriced`, and `tier_unpriced` of a tier that costs more than the standard one,
    /// the cost is unknown, and `cost_known` its lower bound; so it is where `completeness` is not `final`.
    pub marks: Vec<String>,
}

/// The mark of usage that is counted with another exchange.
pub(crate) const ELSEWHERE: &str = "elsewhere";

/// The mark of a call that calls no model.
pub(crate) const NO_MODEL_CALL: &str = "no_model_call";
/// The mark of usage that is that of several requests.
pub(crate) const SUMMED: &str = "summed";

impl Default for Usage {
    fn default() -> Self {
        Usage {
            input_uncached: None,
            cache_read: None,
            cache_write_5m: None,
            cache_write_long: None,
            output: None,
            reasoning: None,
            audio_input: None,
            image_input: None,
            video_input: None,
            audio_cache_read: None,
            image_cache_read: None,
            audio_output: None,
            image_output: None,
            video_output: None,
            units: BTreeMap::new(),
            input_tokens: None,
            output_tokens: None,
            total_tokens: None,
            raw: None,
            completeness: Completeness::Missing,
            marks: Vec::new(),
        }
    }
}

impl Usage {
    /// Recomputes the three totals from the buckets: a total is unknown where one of its parts is.
    pub(crate) fn derive_totals(&mut self) {
        let parts = [self.input_uncached, self.cache_read, self.cache_write_5m, self.cache_write_long];
        self.input_tokens = parts.into_iter().try_fold(0u64, |sum, part| Some(sum.saturating_add(part?)));
        self.output_tokens = self.output;
        self.total_tokens =
            self.input_tokens.zip(self.output_tokens).map(|(input, output)| input.saturating_add(output));
    }

    /// The input tokens that are known.
    pub(crate) fn known_input(&self) -> u64 {
        let parts = [self.input_uncached, self.cache_read, self.cache_write_5m, self.cache_write_long];
        parts.into_iter().flatten().fold(0, u64::saturating_add)
    }

    /// Adds the usage of another request or attempt. What is unknown of one is unknown of the sum.
    pub(crate) fn add(&mut self, usage: &Usage) {
        let add = |have: &mut Option<u64>, more: Option<u64>| *have = have.zip(more).map(|(a, b)| a.saturating_add(b));
        add(&mut self.input_uncached, usage.input_uncached);
        add(&mut self.cache_read, usage.cache_read);
        add(&mut self.cache_write_5m, usage.cache_write_5m);
        add(&mut self.cache_write_long, usage.cache_write_long);
        add(&mut self.output, usage.output);
        add(&mut self.reasoning, usage.reasoning);
        // Of a part that one of them does not report, the others are what is known.
        let join = |have: &mut Option<u64>, more: Option<u64>| {
            *have = have.map_or(more, |have| Some(have.saturating_add(more.unwrap_or(0))));
        };
        join(&mut self.audio_input, usage.audio_input);
        join(&mut self.image_input, usage.image_input);
        join(&mut self.video_input, usage.video_input);
        join(&mut self.audio_cache_read, usage.audio_cache_read);
        join(&mut self.image_cache_read, usage.image_cache_read);
        join(&mut self.audio_output, usage.audio_output);
        join(&mut self.image_output, usage.image_output);
        join(&mut self.video_output, usage.video_output);
        for (unit, count) in &usage.units {
            let have = self.units.entry(unit.clone()).or_default();
            *have = have.saturating_add(*count);
        }
        if self.completeness != usage.completeness {
            self.completeness = Completeness::Partial;
        }
        usage.marks.iter().for_each(|mark| self.mark(mark));
        self.raw.clone_from(&usage.raw);
        self.derive_totals();
    }

    /// Whether it has a mark.
    pub(crate) fn is_marked(&self, mark: &str) -> bool {
        self.marks.iter().any(|have| have == mark)
    }

    /// Adds a mark once, in order.
    pub(crate) fn mark(&mut self, mark: &str) {
        if let Err(place) = self.marks.binary_search_by(|have| have.as_str().cmp(mark)) {
            self.marks.insert(place, mark.into());
        }
    }
}

/// Counts that a host has read itself: whole numbers, 0 or more.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Counts {
    /// Input tokens; `includes_cache` says whether they include the cached ones.
    pub input_tokens: Option<u64>,
    /// Output tokens, reasoning included.
    pub output_tokens: Option<u64>,
    /// Input tokens read from a cache; 0 if not given.
    pub cache_read: Option<u64>,
    /// Input tokens written to a cache for five minutes; 0 if not given.
    pub cache_write_5m: Option<u64>,
    /// Input tokens written to a cache for longer; 0 if not given.
    pub cache_write_long: Option<u64>,
    /// Output tokens spent on reasoning.
    pub reasoning: Option<u64>,
    /// Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts that follow.
    pub audio_input: Option<u64>,
    /// Tokens of images among all input tokens, cached ones included.
    pub image_input: Option<u64>,
    /// Tokens of video among all input tokens.
    pub video_input: Option<u64>,
    /// Tokens of audio among those read from a cache.
    pub audio_cache_read: Option<u64>,
    /// Tokens of images among those read from a cache.
    pub image_cache_read: Option<u64>,
    /// Tokens of audio in the output.
    pub audio_output: Option<u64>,
    /// Tokens of images in the output.
    pub image_output: Option<u64>,
    /// Tokens of video in the output.
    pub video_output: Option<u64>,
    /// What is charged by the piece, with its number, as in [`Usage::units`].
    pub units: Option<BTreeMap<String, u64>>,
    /// Whether `input_tokens` includes the cached ones; true by default.
    pub includes_cache: Option<bool>,
    /// What the provider reports as cost, in US dollars: a decimal.
    pub reported_cost: Option<super::Money>,
    /// The model that answered, where it is not the one asked for.
    pub response_model: Option<String>,
    /// Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the prices.
    pub service_tier: Option<String>,
    /// Where the model ran, in the provider's words, where that has a surcharge: `us`.
    pub inference_geo: Option<String>,
}
