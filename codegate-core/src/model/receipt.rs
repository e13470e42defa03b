//! The result of an exchange.

use super::{ELSEWHERE, FailureClass, Money, NO_MODEL_CALL, ProviderType, Timestamp, Usage, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// How an exchange ended.
    Outcome {
        /// The response arrived whole.
        Completed = "completed",
        /// It failed at the provider or on the way.
        Failed = "failed",
        /// It was abandoned before its end.
        Aborted = "aborted",
    }
}

/// The result of an exchange, as recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Receipt {
    /// Id of the exchange.
    pub exchange: String,
    /// Workspace that it was recorded in.
    pub workspace: String,
    /// Session of the request.
    pub session: String,
    /// Provider of the last attempt; `None` if unrouted.
    pub provider: Option<String>,
    /// Model that the last attempt asked for.
    pub model: Option<String>,
    /// Model that answered, where the response reports it.
    pub response_model: Option<String>,
    /// Token usage over all attempts.
    pub usage: Usage,
    /// Cost over all attempts; `None` where a part of it is unknown.
    pub cost: Option<Money>,
    /// The part of the cost that is known.
    pub cost_known: Money,
    /// What the cached input tokens would have cost at the price of uncached ones, minus their actual cost. Negative
    /// where writing the cache cost more than reading it saved; 0 without cached tokens; `None` where their number or a
    /// price is unknown. The prices are those of `attempts`, also where the provider reports the cost.
    pub cache_saved: Option<Money>,
    /// Cost as the provider reports it.
    pub reported_cost: Option<Money>,
    /// Where the prices come from: `provider`, `host`, `loaded`, `snapshot`, or `None` if there are none.
    pub price_source: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Every attempt in order.
    pub attempts: Vec<Attempt>,
    /// Whether an exchange with the same key was recorded before and this call has changed nothing: the receipt is that
    /// of the other one.
    pub duplicate: bool,
}

/// One try at one provider.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Attempt {
    /// Provider; `None` if unrouted.
    pub provider: Option<String>,
    /// Its type.
    pub provider_type: Option<ProviderType>,
    /// Model that was asked for.
    pub model: Option<String>,
    /// Model that answered, where the response reports it.
    pub response_model: Option<String>,
    /// Service tier, in the provider's words (`batch`, `flex`, `priority`), where the response or the host reports it.
    pub service_tier: Option<String>,
    /// Where the model ran, in the provider's words, where the response or the host reports it: `us`. It may have a
    /// surcharge.
    pub inference_geo: Option<String>,
    /// Status of the HTTP response, where the host reported it.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, in the host's words.
    pub reason: Option<String>,
    /// What kind of failure it was; `None` if it did not fail.
    pub failure_class: Option<FailureClass>,
    /// Seconds that the provider asked to wait before the next try.
    pub retry_after: Option<f64>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Its token usage.
    pub usage: Usage,
    /// Prices it was charged with.
    pub prices: Option<UnitPrices>,
    /// Its cost; `None` where a part of it is unknown.
    pub cost: Option<Money>,
    /// The part of the cost that is known.
    pub cost_known: Money,
    /// What its cached input tokens saved; see [`Receipt::cache_saved`].
    pub cache_saved: Option<Money>,
    /// Cost as the provider reports it.
    pub reported_cost: Option<Money>,
    /// Where it was reported, and in which unit if not in US dollars: `usage.cost`, `usage.estimated_cost`,
    /// `copilot_usage.total_nano_aiu`, the name of a header, or `host`.
    pub reported_by: Option<String>,
    /// Where the prices come from.
    pub price_source: Option<String>,
}

/// Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
/// come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
#[serde(default)]
pub struct UnitPrices {
    /// Of uncached input.
    pub input: Option<u64>,
    /// Of input read from a cache; the input's price where there is none.
    pub cache_read: Option<u64>,
    /// Of input written to a cache for five minutes; the input's price where there is none.
    pub cache_write_5m: Option<u64>,
    /// Of input written for longer; the five-minute price where there is none.
    pub cache_write_long: Option<u64>,
    /// Of output.
    pub output: Option<u64>,
    /// Of output spent on reasoning; the output's price where there is none.
    pub reasoning: Option<u64>,
    /// Of audio in the input; the input's price where there is none.
    pub audio_input: Option<u64>,
    /// Of images in the input; the input's price where there is none.
    pub image_input: Option<u64>,
    /// Of video in the input; the input's price where there is none.
    pub video_input: Option<u64>,
    /// Of audio read from a cache; the price of a cache read where there is none.
    pub audio_cache_read: Option<u64>,
    /// Of images read from a cache; the price of a cache read where there is none.
    pub image_cache_read: Option<u64>,
    /// Of audio in the output; the output's price where there is none.
    pub audio_output: Option<u64>,
    /// Of images in the output; the output's price where there is none.
    pub image_output: Option<u64>,
    /// Of video in the output; the output's price where there is none.
    pub video_output: Option<u64>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<u64>,
    /// Of a million of each unit that is charged by the piece, such as `web_search`.
    pub units: BTreeMap<String, u64>,
    /// Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`.
    pub surcharges: Vec<String>,
    /// The price list that contains them, such as `openai`.
    pub list: Option<String>,
    /// The model, as the list names it.
    pub model: Option<String>,
    /// The service tier that they apply to, such as `batch`; `None` is the standard tier.
    pub variant: Option<String>,
    /// The size of the input, in tokens, above which they apply, where they depend on it.
    pub over: Option<u64>,
    /// The name of the table, such as `genai-prices 0.2.3`.
    pub table: Option<String>,
    /// The day for which the table is known to be valid, `YYYY-MM-DD`.
    pub as_of: Option<String>,
}

/// Several attempts taken together.
#[derive(Debug, Clone)]
pub(crate) struct Total {
    pub(crate) usage: Usage,
    pub(crate) cost: Option<Money>,
    pub(crate) cost_known: Money,
    pub(crate) cache_saved: Option<Money>,
    pub(crate) reported_cost: Option<Money>,
    pub(crate) price_source: Option<String>,
    /// Whether a count of tokens is unknown.
    pub(crate) incomplete: bool,
    /// Whether a part of it has no price.
    pub(crate) unpriced: bool,
}

impl Attempt {
    /// Whether what it has used is counted with another exchange.
    pub(crate) fn counted_elsewhere(&self) -> bool {
        self.usage.completeness == super::Completeness::Missing && self.usage.is_marked(ELSEWHERE)
    }

    /// Whether it failed before any response came, called no model, or is counted elsewhere: such an attempt has nothing to
    /// charge.
    fn charged_nothing(&self) -> bool {
        let called_none = self.usage.is_marked(NO_MODEL_CALL);
        if (called_none || self.counted_elsewhere()) && self.reported_cost.is_none() {
            return true;
        }
        self.outcome == Outcome::Failed
            && self.usage.completeness == super::Completeness::Missing
            && self.reported_cost.is_none()
            && !self.usage.marks.iter().any(|mark| mark == "broken_off")
    }

    /// Sums attempts. Those that failed before any response came count only where there are no others.
    pub(crate) fn total(attempts: &[Attempt]) -> Total {
        let mut counted: Vec<&Attempt> = attempts.iter().filter(|attempt| !attempt.charged_nothing()).collect();
        // Nothing is missing of what was refused.
        let refused = counted.is_empty() && !attempts.is_empty();
        if counted.is_empty() {
            counted.extend(attempts.last());
        }
        let usage = sum_usage(&counted);
        let known_cost: Option<Vec<Money>> = counted.iter().map(|attempt| attempt.cost).collect();
        let saved: Option<Vec<Money>> = counted.iter().map(|attempt| attempt.cache_saved).collect();
        let reported: Vec<Money> = counted.iter().filter_map(|attempt| attempt.reported_cost).collect();
        Total {
            cost: known_cost.filter(|costs| !costs.is_empty()).map(sum_money),
            cost_known: sum_money(counted.iter().map(|attempt| attempt.cost_known)),
            cache_saved: saved.filter(|saved| !saved.is_empty()).map(sum_money),
            reported_cost: if reported.is_empty() { None } else { Some(sum_money(reported)) },
            price_source: counted.last().and_then(|attempt| attempt.price_source.clone()),
            incomplete: !refused && (usage.completeness != super::Completeness::Final || usage.total_tokens.is_none()),
            unpriced: !refused && counted.iter().any(|attempt| attempt.price_source.is_none()),
            usage,
        }
    }
}

fn sum_money(amounts: impl IntoIterator<Item = Money>) -> Money {
    amounts.into_iter().fold(Money::default(), Money::saturating_add)
}

fn sum_usage(attempts: &[&Attempt]) -> Usage {
    let Some((first, rest)) = attempts.split_first() else { return Usage::default() };
    let mut sum = first.usage.clone();
    rest.iter().for_each(|attempt| sum.add(&attempt.usage));
    sum
}
