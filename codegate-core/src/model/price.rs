//! Prices: queries, answers, and prices that a host sets itself.

use super::{Money, ProviderType, Timestamp, UnitPrices, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// The format of a price table.
    PriceFormat {
        /// The library's own: `include/prices.schema.json`.
        Codegate = "codegate",
        /// LiteLLM's `model_prices_and_context_window.json`.
        Litellm = "litellm",
        /// The `api.json` of models.dev.
        ModelsDev = "models.dev",
    }
}

/// What to look up. The price list is found as for a request: by `list`, or by the endpoint and the type of `provider`,
/// or by `endpoint` and `type`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceQuery {
    /// The model.
    pub model: String,
    /// A provider of this store.
    pub provider: Option<String>,
    /// A type of provider, where no `provider` is given.
    #[serde(rename = "type")]
    pub provider_type: Option<ProviderType>,
    /// A base url, where no `provider` is given.
    pub endpoint: Option<String>,
    /// A price list by its name, such as `openai`.
    pub list: Option<String>,
    /// The time for which the price is wanted; now by default.
    pub at: Option<Timestamp>,
    /// All input tokens of the request, for prices that depend on them; 0 by default.
    pub input_tokens: Option<u64>,
    /// Service tier, in the provider's words: `batch`, `flex`, `priority`; the standard tier by default.
    pub service_tier: Option<String>,
    /// Where the model runs, in the provider's words, where that has a surcharge: `us`.
    pub inference_geo: Option<String>,
}

impl PriceQuery {
    /// The standard price of this model now; where it is served is yet to be said.
    pub fn new(model: impl Into<String>) -> Self {
        PriceQuery {
            model: model.into(),
            provider: None,
            provider_type: None,
            endpoint: None,
            list: None,
            at: None,
            input_tokens: None,
            service_tier: None,
            inference_geo: None,
        }
    }
}

/// Which models to list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceListQuery {
    /// Of this price list only, such as `openai`.
    pub list: Option<String>,
    /// The time for which the prices are wanted; now by default.
    pub at: Option<Timestamp>,
}

/// The price of a model: US dollars for a million tokens. A bucket that is `None` has the price of its parent:
/// `cache_write_long` of `cache_write_5m`, audio and images in a cache of `cache_read`, every cache and other part of the
/// input of `input`, and every part of the output of `output`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct ModelPrice {
    /// Where it comes from: `host`, `loaded` or `snapshot`.
    pub source: String,
    /// The name of the table; `None` for a host's own price.
    pub table: Option<String>,
    /// The day for which the table is known to be valid, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// The price list, such as `openai`.
    pub list: Option<String>,
    /// The model, as the table names it.
    pub model: String,
    /// The most tokens that it accepts.
    pub context_window: Option<u64>,
    /// The service tier that it applies to; `None` is the standard tier.
    pub variant: Option<String>,
    /// The size of the input, in tokens, above which it applies.
    pub over: Option<u64>,
    /// The first day on which the standard price applies, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Of uncached input.
    pub input: Option<Money>,
    /// Of input read from a cache.
    pub cache_read: Option<Money>,
    /// Of input written to a cache for five minutes.
    pub cache_write_5m: Option<Money>,
    /// Of input written to a cache for longer.
    pub cache_write_long: Option<Money>,
    /// Of output.
    pub output: Option<Money>,
    /// Of output spent on reasoning.
    pub reasoning: Option<Money>,
    /// Of audio in the input.
    pub audio_input: Option<Money>,
    /// Of images in the input.
    pub image_input: Option<Money>,
    /// Of video in the input.
    pub video_input: Option<Money>,
    /// Of audio read from a cache.
    pub audio_cache_read: Option<Money>,
    /// Of images read from a cache.
    pub image_cache_read: Option<Money>,
    /// Of audio in the output.
    pub audio_output: Option<Money>,
    /// Of images in the output.
    pub image_output: Option<Money>,
    /// Of video in the output.
    pub video_output: Option<Money>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<Money>,
    /// Of a million of each unit that is charged by the piece, such as `web_search`.
    pub units: BTreeMap<String, Money>,
    /// Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`.
    pub surcharges: Vec<String>,
}

/// A price of the host's own, in US dollars for a million tokens. It takes precedence over every table, whatever the
/// size of the input and the service tier. A bucket without a price has that of its parent, as in [`ModelPrice`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostPrice {
    /// The model, case-insensitive: `*` is any text, `#` a digit.
    pub model: String,
    /// For this provider only.
    pub provider: Option<String>,
    /// Of uncached input.
    pub input: Money,
    /// Of input read from a cache.
    pub cache_read: Option<Money>,
    /// Of input written to a cache for five minutes.
    pub cache_write_5m: Option<Money>,
    /// Of input written to a cache for longer.
    pub cache_write_long: Option<Money>,
    /// Of output.
    pub output: Money,
    /// Of output spent on reasoning.
    pub reasoning: Option<Money>,
    /// Of audio in the input.
    pub audio_input: Option<Money>,
    /// Of images in the input.
    pub image_input: Option<Money>,
    /// Of video in the input.
    pub video_input: Option<Money>,
    /// Of audio read from a cache.
    pub audio_cache_read: Option<Money>,
    /// Of images read from a cache.
    pub image_cache_read: Option<Money>,
    /// Of audio in the output.
    pub audio_output: Option<Money>,
    /// Of images in the output.
    pub image_output: Option<Money>,
    /// Of video in the output.
    pub video_output: Option<Money>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<Money>,
    /// Of a million of each unit that is charged by the piece, such as `web_search`.
    #[serde(default)]
    pub units: BTreeMap<String, Money>,
    /// Whether the store keeps it, for every gate; of this gate alone by default.
    #[serde(default)]
    pub keep: bool,
}

/// A price table to load.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PriceLoad {
    /// The format of the table; the library's own by default.
    pub format: Option<PriceFormat>,
    /// The day for which it is known to be valid, `YYYY-MM-DD`; what the table itself says by default.
    pub as_of: Option<String>,
    /// The name of the table; the one in the file by default.
    pub source: Option<String>,
}

/// A table of prices.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct PriceTable {
    /// Its name as the source of a price: `loaded` or `snapshot`.
    pub source: String,
    /// Its own name, such as `genai-prices 0.2.3`.
    pub table: String,
    /// Its format; the snapshot has the library's own.
    pub format: PriceFormat,
    /// The day for which it is known to be valid, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Whole days since then; `None` if the day is not known.
    pub days: Option<i64>,
    /// How many price lists it has.
    pub lists: u64,
    /// How many models it has.
    pub models: u64,
    /// How many models of the file have a price that this library cannot represent, such as by a time zone or for an image;
    /// what else is known of them is loaded.
    pub skipped: u64,
}

/// How old the prices are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct PriceAge {
    /// Whole days since the day for which the newest table is known to be valid.
    pub days: Option<i64>,
    /// Whether that is more than 90 days ago.
    pub stale: bool,
    /// The tables in order of precedence.
    pub tables: Vec<PriceTable>,
    /// How many prices of the host's own there are.
    pub own: u64,
}

impl HostPrice {
    /// Of this model at every provider, with caches and reasoning at the price of their parents.
    pub fn new(model: impl Into<String>, input: Money, output: Money) -> Self {
        HostPrice {
            model: model.into(),
            provider: None,
            input,
            cache_read: None,
            cache_write_5m: None,
            cache_write_long: None,
            output,
            reasoning: None,
            audio_input: None,
            image_input: None,
            video_input: None,
            audio_cache_read: None,
            image_cache_read: None,
            audio_output: None,
            image_output: None,
            video_output: None,
            request: None,
            units: BTreeMap::new(),
            keep: false,
        }
    }

    /// Whether it is the price of this model, or pattern, at this provider.
    pub(crate) fn is_for(&self, model: &str, provider: Option<&str>) -> bool {
        self.model.eq_ignore_ascii_case(model) && self.provider.as_deref() == provider
    }

    /// As prices that an attempt is charged with.
    pub(crate) fn unit_prices(&self) -> UnitPrices {
        let pico = |price: Option<Money>| price.and_then(|price| u64::try_from(price.as_pico()).ok());
        UnitPrices {
            input: pico(Some(self.input)),
            cache_read: pico(self.cache_read),
            cache_write_5m: pico(self.cache_write_5m),
            cache_write_long: pico(self.cache_write_long),
            output: pico(Some(self.output)),
            reasoning: pico(self.reasoning),
            audio_input: pico(self.audio_input),
            image_input: pico(self.image_input),
            video_input: pico(self.video_input),
            audio_cache_read: pico(self.audio_cache_read),
            image_cache_read: pico(self.image_cache_read),
            audio_output: pico(self.audio_output),
            image_output: pico(self.image_output),
            video_output: pico(self.video_output),
            request: pico(self.request),
            units: self.units.iter().filter_map(|(unit, price)| Some((unit.clone(), pico(Some(*price))?))).collect(),
            model: Some(self.model.clone()),
            ..UnitPrices::default()
        }
    }

    /// All its prices.
    pub(crate) fn told(&self) -> impl Iterator<Item = Money> + '_ {
        let all = [
            Some(self.input),
            self.cache_read,
            self.cache_write_5m,
            self.cache_write_long,
            Some(self.output),
            self.reasoning,
            self.audio_input,
            self.image_input,
            self.video_input,
            self.audio_cache_read,
            self.image_cache_read,
            self.audio_output,
            self.image_output,
            self.video_output,
            self.request,
        ];
        all.into_iter().flatten().chain(self.units.values().copied())
    }
}
