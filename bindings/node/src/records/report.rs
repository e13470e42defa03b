//! Reports of token usage.

use super::{GroupBy, Mirror};
use codegate_core::model;
use napi_derive::napi;

/// Token usage and cost, in total and by row. Prints as a table.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeUsageReport {
    /// What the rows are grouped by.
    pub by: Option<GroupBy>,
    /// The sum of all rows.
    pub total: UsageTotals,
    /// Rows, the largest cost first, then the most tokens, then by key; days in their order.
    pub rows: Vec<NativeUsageRow>,
}

impl Mirror for model::UsageReport {
    type Js = PrintedUsageReport;
    fn mirror(self) -> PrintedUsageReport {
        let text = self.to_string();
        let model::UsageReport { by, total, rows } = self;
        let record = NativeUsageReport { by: by.mirror(), total: total.mirror(), rows: rows.mirror() };
        PrintedUsageReport { record, text }
    }
}

/// Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct UsageTotals {
    /// Exchanges; one with several attempts counts once, with its last.
    pub exchanges: i64,
    /// All input tokens.
    pub input_tokens: i64,
    /// All output tokens.
    pub output_tokens: i64,
    /// Input and output tokens.
    pub total_tokens: i64,
    /// See `Usage.input_uncached`.
    pub input_uncached: i64,
    /// See `Usage.cache_read`.
    pub cache_read: i64,
    /// See `Usage.cache_write_5m`.
    #[napi(js_name = "cacheWrite5m")]
    pub cache_write_5m: i64,
    /// See `Usage.cache_write_long`.
    pub cache_write_long: i64,
    /// See `Usage.output`.
    pub output: i64,
    /// See `Usage.reasoning`.
    pub reasoning: i64,
    /// The part of the cost that is known.
    pub cost_known: String,
    /// Exchanges with an unknown count of tokens.
    pub incomplete: i64,
    /// Exchanges without a price.
    pub unpriced: i64,
}

impl Mirror for model::UsageTotals {
    type Js = UsageTotals;
    fn mirror(self) -> UsageTotals {
        let model::UsageTotals {
            exchanges,
            input_tokens,
            output_tokens,
            total_tokens,
            input_uncached,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            cost_known,
            incomplete,
            unpriced,
        } = self;
        UsageTotals {
            exchanges: exchanges.mirror(),
            input_tokens: input_tokens.mirror(),
            output_tokens: output_tokens.mirror(),
            total_tokens: total_tokens.mirror(),
            input_uncached: input_uncached.mirror(),
            cache_read: cache_read.mirror(),
            cache_write_5m: cache_write_5m.mirror(),
            cache_write_long: cache_write_long.mirror(),
            output: output.mirror(),
            reasoning: reasoning.mirror(),
            cost_known: cost_known.mirror(),
            incomplete: incomplete.mirror(),
            unpriced: unpriced.mirror(),
        }
    }
}

/// One row of a report, its sums still apart.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeUsageRow {
    /// The grouping value; null for exchanges that had none, such as unrouted ones by model.
    pub key: Option<String>,
    /// Its sums.
    pub totals: UsageTotals,
}

impl Mirror for model::UsageRow {
    type Js = NativeUsageRow;
    fn mirror(self) -> NativeUsageRow {
        let model::UsageRow { key, totals } = self;
        NativeUsageRow { key, totals: totals.mirror() }
    }
}

/// A report with the table that it prints as.
#[napi(object, object_from_js = false)]
pub struct PrintedUsageReport {
    /// The report.
    pub record: NativeUsageReport,
    /// The table.
    pub text: String,
}
