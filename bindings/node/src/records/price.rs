//! Prices of tokens.

use super::{Mirror, UnitPrices};
use codegate_core::model;
use napi_derive::napi;

/// The price of a model: US dollars for a million tokens. A bucket that is null has the price of its parent:
/// `cache_write_long` of `cache_write_5m`, `reasoning` of `output`, and every cache of `input`.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct ModelPrice {
    /// Where it comes from: `host`, `loaded` or `snapshot`.
    pub source: String,
    /// The table, by its own name; null for a host's own price.
    pub table: Option<String>,
    /// The day for which the table is known to hold, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// The price list, such as `openai`.
    pub list: Option<String>,
    /// The model, as the table names it.
    pub model: String,
    /// The tokens that it takes at most.
    pub context_window: Option<i64>,
    /// The way of being served that it holds for; null is the standard way.
    pub variant: Option<String>,
    /// The size of the input beyond which it holds.
    pub over: Option<i64>,
    /// The first day on which the standard price holds, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Of uncached input.
    pub input: Option<String>,
    /// Of input read from a cache.
    pub cache_read: Option<String>,
    /// Of input written to a cache for five minutes.
    #[napi(js_name = "cacheWrite5m")]
    pub cache_write_5m: Option<String>,
    /// Of input written to a cache for longer.
    pub cache_write_long: Option<String>,
    /// Of output.
    pub output: Option<String>,
    /// Of output spent on reasoning.
    pub reasoning: Option<String>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<String>,
}

impl Mirror for model::ModelPrice {
    type Js = ModelPrice;
    fn mirror(self) -> ModelPrice {
        let model::ModelPrice {
            source,
            table,
            as_of,
            list,
            model,
            context_window,
            variant,
            over,
            since,
            input,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            request,
        } = self;
        ModelPrice {
            source,
            table,
            as_of,
            list,
            model,
            context_window: context_window.mirror(),
            variant,
            over: over.mirror(),
            since,
            input: input.mirror(),
            cache_read: cache_read.mirror(),
            cache_write_5m: cache_write_5m.mirror(),
            cache_write_long: cache_write_long.mirror(),
            output: output.mirror(),
            reasoning: reasoning.mirror(),
            request: request.mirror(),
        }
    }
}

/// A price of the host's own, in US dollars for a million tokens. It counts before every table, whatever the size of
/// the input and the way of being served. A bucket without a price has that of its parent, as in [`ModelPrice`].
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct HostPrice {
    /// The model, whatever its case: `*` is any text, `#` a digit. Required.
    pub model: String,
    /// For this provider only.
    pub provider: Option<String>,
    /// Of uncached input; required.
    pub input: Option<String>,
    /// Of input read from a cache.
    pub cache_read: Option<String>,
    /// Of input written to a cache for five minutes.
    #[napi(js_name = "cacheWrite5m")]
    pub cache_write_5m: Option<String>,
    /// Of input written to a cache for longer.
    pub cache_write_long: Option<String>,
    /// Of output; required.
    pub output: Option<String>,
    /// Of output spent on reasoning.
    pub reasoning: Option<String>,
    /// Of a million requests, whatever their tokens.
    pub request: Option<String>,
}

impl Mirror for model::HostPrice {
    type Js = HostPrice;
    fn mirror(self) -> HostPrice {
        let model::HostPrice {
            model,
            provider,
            input,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            request,
        } = self;
        HostPrice {
            model,
            provider,
            input: input.mirror(),
            cache_read: cache_read.mirror(),
            cache_write_5m: cache_write_5m.mirror(),
            cache_write_long: cache_write_long.mirror(),
            output: output.mirror(),
            reasoning: reasoning.mirror(),
            request: request.mirror(),
        }
    }
}

/// A table of prices.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PriceTable {
    /// What it is called as the source of a price: `loaded` or `snapshot`.
    pub source: String,
    /// What it calls itself, such as `genai-prices 0.2.3`.
    pub table: String,
    /// Its kind; the snapshot is of the library's own.
    pub format: String,
    /// The day for which it is known to hold, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Whole days since then; null if the day is not known.
    pub days: Option<i64>,
    /// How many price lists it has.
    pub lists: i64,
    /// How many models it has.
    pub models: i64,
    /// How many more models of the file have prices that this library has no form for, such as by a time zone.
    pub skipped: i64,
}

impl Mirror for model::PriceTable {
    type Js = PriceTable;
    fn mirror(self) -> PriceTable {
        let model::PriceTable { source, table, format, as_of, days, lists, models, skipped } = self;
        PriceTable {
            source,
            table,
            format: format.as_str().to_owned(),
            as_of,
            days: days.mirror(),
            lists: lists.mirror(),
            models: models.mirror(),
            skipped: skipped.mirror(),
        }
    }
}

/// How old the prices are.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct PriceAge {
    /// Whole days since the day for which the youngest table is known to hold.
    pub days: Option<i64>,
    /// Whether that is more than 90 days ago.
    pub stale: bool,
    /// The tables in the order in which they count.
    pub tables: Vec<PriceTable>,
    /// How many prices of the host's own there are.
    pub own: i64,
}

impl Mirror for model::PriceAge {
    type Js = PriceAge;
    fn mirror(self) -> PriceAge {
        let model::PriceAge { days, stale, tables, own } = self;
        PriceAge { days: days.mirror(), stale, tables: tables.mirror(), own: own.mirror() }
    }
}

/// What pricing anew changes, or has changed.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct RepriceReport {
    /// Attempts that were looked at.
    pub attempts: i64,
    /// Those of them whose cost changes.
    pub changed: i64,
    /// Those that had no price and get one; a part of `changed`.
    pub priced: i64,
    /// Those whose cost the provider itself reported: they stay as they are.
    pub reported: i64,
    /// Those that have no price now: they stay as they are.
    pub unpriced: i64,
    /// The known cost of what changes, before.
    pub before: String,
    /// The known cost of what changes, after.
    pub after: String,
    /// `after` less `before`.
    pub difference: String,
    /// What changes by provider and model, the largest difference first.
    pub rows: Vec<RepriceRow>,
    /// Stands for exactly these changes: `apply` it to make them.
    pub token: String,
    /// Whether they were made.
    pub applied: bool,
}

impl Mirror for model::RepriceReport {
    type Js = RepriceReport;
    fn mirror(self) -> RepriceReport {
        let model::RepriceReport {
            attempts,
            changed,
            priced,
            reported,
            unpriced,
            before,
            after,
            difference,
            rows,
            token,
            applied,
        } = self;
        RepriceReport {
            attempts: attempts.mirror(),
            changed: changed.mirror(),
            priced: priced.mirror(),
            reported: reported.mirror(),
            unpriced: unpriced.mirror(),
            before: before.mirror(),
            after: after.mirror(),
            difference: difference.mirror(),
            rows: rows.mirror(),
            token,
            applied,
        }
    }
}

/// What changes of one model at one provider.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct RepriceRow {
    /// The provider.
    pub provider: Option<String>,
    /// The model that was asked for.
    pub model: Option<String>,
    /// Attempts that change.
    pub changed: i64,
    /// Their known cost before.
    pub before: String,
    /// Their known cost after.
    pub after: String,
    /// `after` less `before`.
    pub difference: String,
}

impl Mirror for model::RepriceRow {
    type Js = RepriceRow;
    fn mirror(self) -> RepriceRow {
        let model::RepriceRow { provider, model, changed, before, after, difference } = self;
        RepriceRow {
            provider,
            model,
            changed: changed.mirror(),
            before: before.mirror(),
            after: after.mirror(),
            difference: difference.mirror(),
        }
    }
}

/// What an attempt was charged before it was priced anew.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct SupersededCharge {
    /// The attempt's place in its exchange, from 0.
    pub attempt: i64,
    /// When it was priced anew.
    pub replaced_at: String,
    /// The prices until then.
    pub prices: Option<UnitPrices>,
    /// The cost until then.
    pub cost: Option<String>,
    /// The known part of it.
    pub cost_known: String,
    /// What cached tokens saved by those prices.
    pub cache_saved: Option<String>,
    /// Where those prices came from.
    pub price_source: Option<String>,
}

impl Mirror for model::SupersededCharge {
    type Js = SupersededCharge;
    fn mirror(self) -> SupersededCharge {
        let model::SupersededCharge { attempt, replaced_at, prices, cost, cost_known, cache_saved, price_source } =
            self;
        SupersededCharge {
            attempt: attempt.mirror(),
            replaced_at: replaced_at.mirror(),
            prices: prices.mirror(),
            cost: cost.mirror(),
            cost_known: cost_known.mirror(),
            cache_saved: cache_saved.mirror(),
            price_source,
        }
    }
}
