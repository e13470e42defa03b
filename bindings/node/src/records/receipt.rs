//! What an exchange came to.

use super::{Completeness, Mirror, Outcome, ProviderType};
use codegate_core::model;
use napi_derive::napi;

/// What an exchange came to, as it was recorded.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Receipt {
    /// Id of the exchange.
    pub exchange: String,
    /// Workspace that it was recorded in.
    pub workspace: String,
    /// Session of the request.
    pub session: String,
    /// Provider of the last attempt; null if unrouted.
    pub provider: Option<String>,
    /// Model that the last attempt asked for.
    pub model: Option<String>,
    /// Model that answered, where the response tells.
    pub response_model: Option<String>,
    /// Token usage over all attempts.
    pub usage: Usage,
    /// Cost over all attempts; null where a part of it is unknown.
    pub cost: Option<String>,
    /// The part of the cost that is known.
    pub cost_known: String,
    /// What cached input tokens cost less than uncached ones would have; negative where writing the cache cost more, null
    /// where their number or a price is unknown.
    pub cache_saved: Option<String>,
    /// Cost as the provider reports it.
    pub reported_cost: Option<String>,
    /// Where the prices come from: `provider`, `snapshot`, or null if there are none.
    pub price_source: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Every attempt in order.
    pub attempts: Vec<Attempt>,
    /// Whether an exchange with the same key was recorded before, whose receipt this is.
    pub duplicate: bool,
}

impl Mirror for model::Receipt {
    type Js = Receipt;
    fn mirror(self) -> Receipt {
        let model::Receipt {
            exchange,
            workspace,
            session,
            provider,
            model,
            response_model,
            usage,
            cost,
            cost_known,
            cache_saved,
            reported_cost,
            price_source,
            outcome,
            attempts,
            duplicate,
        } = self;
        Receipt {
            exchange,
            workspace,
            session,
            provider,
            model,
            response_model,
            usage: usage.mirror(),
            cost: cost.mirror(),
            cost_known: cost_known.mirror(),
            cache_saved: cache_saved.mirror(),
            reported_cost: reported_cost.mirror(),
            price_source,
            outcome: outcome.mirror(),
            attempts: attempts.mirror(),
            duplicate,
        }
    }
}

/// One try at one provider.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Attempt {
    /// Provider; null if unrouted.
    pub provider: Option<String>,
    /// Its type.
    pub provider_type: Option<ProviderType>,
    /// Model that was asked for.
    pub model: Option<String>,
    /// Model that answered, where the response tells.
    pub response_model: Option<String>,
    /// How it was served, in the provider's words, where the response or the host tells.
    pub service_tier: Option<String>,
    /// Status of the HTTP response, where the host told it.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it failed, in the host's words.
    pub reason: Option<String>,
    /// Seconds that the provider asked to wait before the next try.
    pub retry_after: Option<f64>,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub finished_at: String,
    /// Its token usage.
    pub usage: Usage,
    /// Prices it was charged with.
    pub prices: Option<UnitPrices>,
    /// Its cost; null where a part of it is unknown.
    pub cost: Option<String>,
    /// The part of the cost that is known.
    pub cost_known: String,
    /// What cached input tokens cost less than uncached ones would have; negative where writing the cache cost more, null
    /// where their number or a price is unknown.
    pub cache_saved: Option<String>,
    /// Cost as the provider reports it.
    pub reported_cost: Option<String>,
    /// Where the prices come from.
    pub price_source: Option<String>,
}

impl Mirror for model::Attempt {
    type Js = Attempt;
    fn mirror(self) -> Attempt {
        let model::Attempt {
            provider,
            provider_type,
            model,
            response_model,
            service_tier,
            status,
            outcome,
            reason,
            retry_after,
            started_at,
            finished_at,
            usage,
            prices,
            cost,
            cost_known,
            cache_saved,
            reported_cost,
            price_source,
        } = self;
        Attempt {
            provider,
            provider_type: provider_type.mirror(),
            model,
            response_model,
            service_tier,
            status,
            outcome: outcome.mirror(),
            reason,
            retry_after,
            started_at: started_at.mirror(),
            finished_at: finished_at.mirror(),
            usage: usage.mirror(),
            prices: prices.mirror(),
            cost: cost.mirror(),
            cost_known: cost_known.mirror(),
            cache_saved: cache_saved.mirror(),
            reported_cost: reported_cost.mirror(),
            price_source,
        }
    }
}

/// Token usage in disjoint buckets; null is unknown, which is not zero. Counts are at most 2⁴⁰.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Usage {
    /// Input tokens neither read from nor written to a cache.
    pub input_uncached: Option<i64>,
    /// Input tokens read from a cache.
    pub cache_read: Option<i64>,
    /// Input tokens written to a cache for five minutes, or for a time that is not told.
    #[napi(js_name = "cacheWrite5m")]
    pub cache_write_5m: Option<i64>,
    /// Input tokens written to a cache for longer.
    pub cache_write_long: Option<i64>,
    /// Output tokens, reasoning included.
    pub output: Option<i64>,
    /// Output tokens spent on reasoning, a part of `output`.
    pub reasoning: Option<i64>,
    /// All input tokens: the sum of the four input buckets.
    pub input_tokens: Option<i64>,
    /// All output tokens: `output` under its common name.
    pub output_tokens: Option<i64>,
    /// Input and output tokens.
    pub total_tokens: Option<i64>,
    /// The provider's own usage object, as JSON text.
    pub raw: Option<String>,
    /// How much of it was seen.
    pub completeness: Completeness,
    /// What was wrong with it: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`, `broken_off`, `other_model`; sorted.
    pub marks: Vec<String>,
}

impl Mirror for model::Usage {
    type Js = Usage;
    fn mirror(self) -> Usage {
        let model::Usage {
            input_uncached,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            input_tokens,
            output_tokens,
            total_tokens,
            raw,
            completeness,
            marks,
        } = self;
        Usage {
            input_uncached: input_uncached.mirror(),
            cache_read: cache_read.mirror(),
            cache_write_5m: cache_write_5m.mirror(),
            cache_write_long: cache_write_long.mirror(),
            output: output.mirror(),
            reasoning: reasoning.mirror(),
            input_tokens: input_tokens.mirror(),
            output_tokens: output_tokens.mirror(),
            total_tokens: total_tokens.mirror(),
            raw,
            completeness: completeness.mirror(),
            marks,
        }
    }
}

/// Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
/// come from.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct UnitPrices {
    /// Of uncached input.
    pub input: Option<i64>,
    /// Of input read from a cache; the input's price where there is none.
    pub cache_read: Option<i64>,
    /// Of input written to a cache for five minutes; the input's price where there is none.
    #[napi(js_name = "cacheWrite5m")]
    pub cache_write_5m: Option<i64>,
    /// Of input written for longer; the five-minute price where there is none.
    pub cache_write_long: Option<i64>,
    /// Of output.
    pub output: Option<i64>,
    /// Of output spent on reasoning; the output's price where there is none.
    pub reasoning: Option<i64>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<i64>,
    /// The price list that they stand in, such as `openai`.
    pub list: Option<String>,
    /// The model, as the list names it.
    pub model: Option<String>,
    /// The way of being served that they hold for, such as `batch`; null is the standard way.
    pub variant: Option<String>,
    /// The size of the input beyond which they hold, where they depend on it.
    pub over: Option<i64>,
    /// The table, by its own name, such as `genai-prices 0.2.3`.
    pub table: Option<String>,
    /// The day for which the table is known to hold, `YYYY-MM-DD`.
    pub as_of: Option<String>,
}

impl Mirror for model::UnitPrices {
    type Js = UnitPrices;
    fn mirror(self) -> UnitPrices {
        let model::UnitPrices {
            input,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            request,
            list,
            model,
            variant,
            over,
            table,
            as_of,
        } = self;
        UnitPrices {
            input: input.mirror(),
            cache_read: cache_read.mirror(),
            cache_write_5m: cache_write_5m.mirror(),
            cache_write_long: cache_write_long.mirror(),
            output: output.mirror(),
            reasoning: reasoning.mirror(),
            request: request.mirror(),
            list,
            model,
            variant,
            over: over.mirror(),
            table,
            as_of,
        }
    }
}
