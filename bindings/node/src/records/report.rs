//! Reports of token usage.

use super::{GroupBy, Mirror};
use codegate_core::model;
use napi_derive::napi;

/// Token usage and cost, in total and by row. Prints as a table.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeUsageReport {
    /// What the rows are grouped by.
    pub by: Option<GroupBy>,
    /// What splits the rows into series.
    pub series: Option<GroupBy>,
    /// The sum of all rows.
    pub total: UsageTotals,
    /// Rows, the largest cost first, then the most tokens, then by key; spans of time in their order. Rows of one key stand
    /// together, their series in the same order.
    pub rows: Vec<NativeUsageRow>,
    /// The period that this one is compared with.
    pub compared: Option<Period>,
    /// The total of that period.
    pub before: Option<UsageTotals>,
    /// The total less that of the other period.
    pub change: Option<UsageChange>,
}

impl Mirror for model::UsageReport {
    type Js = PrintedUsageReport;
    fn mirror(self) -> PrintedUsageReport {
        let (text, csv, jsonl) = (self.to_string(), self.to_csv(), self.to_jsonl());
        let model::UsageReport { by, series, total, rows, compared, before, change } = self;
        let record = NativeUsageReport {
            by: by.mirror(),
            series: series.mirror(),
            total: total.mirror(),
            rows: rows.mirror(),
            compared: compared.mirror(),
            before: before.mirror(),
            change: change.mirror(),
        };
        PrintedUsageReport { record, text, csv, jsonl }
    }
}

/// A span of time.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Period {
    /// Where it begins; included.
    pub since: String,
    /// Where it ends; not included.
    pub until: String,
}

impl Mirror for model::Period {
    type Js = Period;
    fn mirror(self) -> Period {
        let model::Period { since, until } = self;
        Period { since: since.mirror(), until: until.mirror() }
    }
}

/// Sums over exchanges, and the difference of two.
macro_rules! sums {
    ($($doc:literal $name:ident;)*) => {$(
        #[doc = $doc]
        #[napi(object, object_from_js = false, use_nullable = true)]
        pub struct $name {
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
            /// What cached tokens saved, as far as it is known; see `Receipt.cacheSaved`.
            pub cache_saved: String,
            /// Exchanges with an unknown count of tokens.
            pub incomplete: i64,
            /// Exchanges without a price.
            pub unpriced: i64,
        }

        impl Mirror for model::$name {
            type Js = $name;
            fn mirror(self) -> $name {
                let model::$name {
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
                    cache_saved,
                    incomplete,
                    unpriced,
                } = self;
                $name {
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
                    cache_saved: cache_saved.mirror(),
                    incomplete: incomplete.mirror(),
                    unpriced: unpriced.mirror(),
                }
            }
        }
    )*};
}

sums! {
    "Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`." UsageTotals;
    "Sums of one period less those of another." UsageChange;
}

/// One row of a report, its sums still apart.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct NativeUsageRow {
    /// The grouping value; null for exchanges that had none, such as unrouted ones by model.
    pub key: Option<String>,
    /// The value of the series.
    pub series: Option<String>,
    /// Its sums.
    pub totals: UsageTotals,
    /// The same of the period that this one is compared with.
    pub before: Option<UsageTotals>,
    /// Its sums less those.
    pub change: Option<UsageChange>,
}

impl Mirror for model::UsageRow {
    type Js = NativeUsageRow;
    fn mirror(self) -> NativeUsageRow {
        let model::UsageRow { key, series, totals, before, change } = self;
        NativeUsageRow { key, series, totals: totals.mirror(), before: before.mirror(), change: change.mirror() }
    }
}

/// A report with the texts that it is written as.
#[napi(object, object_from_js = false)]
pub struct PrintedUsageReport {
    /// The report.
    pub record: NativeUsageReport,
    /// The table.
    pub text: String,
    /// The rows as CSV.
    pub csv: String,
    /// The rows as JSON lines.
    pub jsonl: String,
}

/// The sums that reports are made of, held against the attempts that they sum.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct UsageCheck {
    /// Attempts that were counted.
    pub attempts: i64,
    /// Sums that they were held against, by hour and by day.
    pub rows: i64,
    /// Sums that differ, are missing, or should not be there.
    pub differing: i64,
    /// The first 100 differences, one for each value.
    pub differences: Vec<UsageDifference>,
    /// Whether the sums were written anew from the attempts.
    pub rebuilt: bool,
}

impl Mirror for model::UsageCheck {
    type Js = UsageCheck;
    fn mirror(self) -> UsageCheck {
        let model::UsageCheck { attempts, rows, differing, differences, rebuilt } = self;
        UsageCheck {
            attempts: attempts.mirror(),
            rows: rows.mirror(),
            differing: differing.mirror(),
            differences: differences.mirror(),
            rebuilt,
        }
    }
}

/// A value of those sums that is not what the attempts come to.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct UsageDifference {
    /// Workspace of the sums.
    pub workspace: String,
    /// Where their span of time begins.
    pub start: String,
    /// Hours that it spans: 1 or 24.
    pub hours: i64,
    /// Session.
    pub session: String,
    /// Provider.
    pub provider: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Client.
    pub client: String,
    /// 0-based index of the rule.
    pub rule: Option<i64>,
    /// Kind of request.
    pub request_type: Option<String>,
    /// Which value differs, under the name that C and Python give it.
    pub field: String,
    /// What stands there: a number, or US dollars as a decimal.
    pub recorded: String,
    /// What the attempts come to.
    pub counted: String,
}

impl Mirror for model::UsageDifference {
    type Js = UsageDifference;
    fn mirror(self) -> UsageDifference {
        let model::UsageDifference {
            workspace,
            start,
            hours,
            session,
            provider,
            model,
            client,
            rule,
            request_type,
            field,
            recorded,
            counted,
        } = self;
        UsageDifference {
            workspace,
            start: start.mirror(),
            hours: hours.mirror(),
            session,
            provider,
            model,
            client,
            rule: rule.mirror(),
            request_type,
            field,
            recorded,
            counted,
        }
    }
}

/// A page of recorded attempts as text.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct UsagePage {
    /// Whole lines, each with its end. Only the first page of CSV begins with the names of the columns.
    pub text: String,
    /// Attempts on this page.
    pub rows: i64,
    /// Pass it as `cursor` to get the next page; null on the last one.
    pub next: Option<String>,
}

impl Mirror for model::UsagePage {
    type Js = UsagePage;
    fn mirror(self) -> UsagePage {
        let model::UsagePage { text, rows, next } = self;
        UsagePage { text, rows: rows.mirror(), next }
    }
}
