//! Reports of token usage. An exchange counts at the time it began.

mod print;

use super::{Money, Timestamp, Zone, check_period, words};
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize};

words! {
    /// What the rows of a report are grouped by.
    GroupBy {
        /// Model that was asked for.
        Model = "model",
        /// Provider.
        Provider = "provider",
        /// Session.
        Session = "session",
        /// Workspace.
        Workspace = "workspace",
        /// Client that sent the request.
        Client = "client",
        /// Rule that routed it, `workspace/index`; the 0-based index is that of the time of recording.
        Rule = "rule",
        /// Kind of request.
        RequestType = "request_type",
        /// How each attempt ended; the last one as its exchange did.
        Outcome = "outcome",
        /// Status of each attempt's response.
        Status = "status",
        /// Hour of the clock, `YYYY-MM-DDTHH:00Z`; in another zone than UTC with the offset, `YYYY-MM-DDTHH:00-05:00`, so
        /// that an hour which the clock shows twice is two.
        Hour = "hour",
        /// Day, `YYYY-MM-DD`.
        Day = "day",
        /// ISO week, which begins on Monday: `YYYY-Www`, the year being that of its Thursday.
        Week = "week",
        /// Month, `YYYY-MM`.
        Month = "month",
    }
}

impl GroupBy {
    /// Whether rows are periods, and so come in chronological order.
    pub const fn is_time(self) -> bool {
        matches!(self, GroupBy::Hour | GroupBy::Day | GroupBy::Week | GroupBy::Month)
    }
}

/// Which usage a report covers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UsageQuery {
    /// One workspace, live or archived; all by default.
    pub workspace: Option<String>,
    /// Rows; only a total by default. The second splits each row of the first into a series: a day by model, say.
    #[serde(deserialize_with = "one_or_two")]
    pub by: Vec<GroupBy>,
    /// Exchanges that began at this time or later.
    pub since: Option<Timestamp>,
    /// Exchanges that began before this time.
    pub until: Option<Timestamp>,
    /// One session.
    pub session: Option<String>,
    /// One provider.
    pub provider: Option<String>,
    /// One model.
    pub model: Option<String>,
    /// One client.
    pub client: Option<String>,
    /// Exchanges that the rule at this 0-based index of their workspace routed.
    pub rule: Option<u32>,
    /// One kind of request, compared exactly.
    pub request_type: Option<String>,
    /// Time zone whose clock says which hour, day, week and month it is: a name of the IANA database, such as
    /// `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the clock is set.
    /// `since` and `until` are points in time in any zone.
    pub zone: Option<String>,
    /// Another period to compare this one with, which must have `since` and `until`. Where rows are periods, the n-th
    /// row of one is compared with the n-th row of the other.
    pub compare: Option<Compare>,
}

/// The period that a report is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "`compare` must be `true` or a period with `since` and `until`")]
pub enum Compare {
    /// `true`: the period of the same length that ends where this one begins; in a zone, of as many days and hours of its
    /// clock. `false`: none.
    Before(bool),
    /// Any other.
    With(Period),
}

/// A period of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its beginning, inclusive.
    pub since: Timestamp,
    /// Its end, exclusive.
    pub until: Timestamp,
}

impl UsageQuery {
    /// What the rows are grouped by, and what splits them into series.
    ///
    /// Errors: `invalid_argument` for more than two, or the same twice.
    pub(crate) fn grouping(&self) -> Result<(Option<GroupBy>, Option<GroupBy>)> {
        match *self.by.as_slice() {
            [] => Ok((None, None)),
            [by] => Ok((Some(by), None)),
            [by, series] if by != series => Ok((Some(by), Some(series))),
            [_, _] => Err(Error::argument("`by` names the same twice; name two different ones, or one")),
            _ => Err(Error::argument("`by` takes one word or two")),
        }
    }

    /// Errors: `invalid_argument` for a period that ends before it begins.
    pub(crate) fn check(&self) -> Result<()> {
        check_period(self.since, self.until)?;
        match self.compare {
            Some(Compare::With(Period { since, until })) => check_period(Some(since), Some(until)),
            _ => Ok(()),
        }
    }

    /// The zone whose clock counts.
    ///
    /// Errors: `invalid_argument` for a name that there is not.
    pub(crate) fn clock(&self) -> Result<Zone> {
        self.zone.as_deref().map_or_else(|| Ok(Zone::default()), Zone::named)
    }

    /// This period and the one that it is compared with, if any.
    ///
    /// Errors: `invalid_argument` without `since` and `until`, or where the other period cannot be written.
    pub(crate) fn compared(&self, zone: &Zone) -> Result<Option<(Period, Period)>> {
        let Some(compare) = self.compare.filter(|compare| *compare != Compare::Before(false)) else { return Ok(None) };
        let (Some(since), Some(until)) = (self.since, self.until) else {
            return Err(Error::argument("`compare` needs `since` and `until`: the period to hold against another"));
        };
        let this = Period { since, until };
        let other = match compare {
            Compare::With(period) => period,
            Compare::Before(_) => zone.before(&this)?,
        };
        Ok(Some((this, other)))
    }
}

/// One word or a list of words.
fn one_or_two<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<GroupBy>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "`by` must be one word or a list of two")]
    enum Words {
        One(String),
        Two(Vec<String>),
    }
    let words = match Option::<Words>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Words::One(word)) => vec![word],
        Some(Words::Two(words)) => words,
    };
    let parse = |word: &String| GroupBy::parse(word).map_err(|error| serde::de::Error::custom(error.message()));
    words.iter().map(parse).collect()
}

/// Token usage and cost, in total and by row. Prints as a table; see also [`UsageReport::to_csv`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageReport {
    /// What the rows are grouped by.
    pub by: Option<GroupBy>,
    /// What splits the rows into series.
    pub series: Option<GroupBy>,
    /// The time zone whose clock says which hour, day, week and month it is.
    pub zone: String,
    /// The sum of all rows.
    pub total: UsageTotals,
    /// Rows, the largest cost first, then the most tokens, then by key; periods in chronological order. Rows of one key
    /// are adjacent, their series in the same order.
    pub rows: Vec<UsageRow>,
    /// The period that this one is compared with.
    pub compared: Option<Period>,
    /// The total of that period.
    pub before: Option<UsageTotals>,
    /// The total minus that of the other period.
    pub change: Option<UsageChange>,
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageRow {
    /// The grouping value; `None` for exchanges that had none, such as unrouted ones by model.
    pub key: Option<String>,
    /// The value of the series.
    pub series: Option<String>,
    /// Its sums.
    #[serde(flatten)]
    pub totals: UsageTotals,
    /// The same for the period that this one is compared with.
    pub before: Option<UsageTotals>,
    /// Its sums minus those.
    pub change: Option<UsageChange>,
}

/// Sums over exchanges, and the difference of two.
macro_rules! sums {
    ($($(#[$meta:meta])* $name:ident: $count:ty;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        #[cfg_attr(not(feature = "surface"), non_exhaustive)]
        pub struct $name {
            /// Exchanges; one with several attempts counts once, with its last.
            pub exchanges: $count,
            /// Attempts, each with its own provider and model.
            pub attempts: $count,
            /// Attempts that failed, also where another one of the exchange did not.
            pub failed: $count,
            /// All input tokens.
            pub input_tokens: $count,
            /// All output tokens.
            pub output_tokens: $count,
            /// Input and output tokens.
            pub total_tokens: $count,
            /// See [`super::Usage::input_uncached`].
            pub input_uncached: $count,
            /// See [`super::Usage::cache_read`].
            pub cache_read: $count,
            /// See [`super::Usage::cache_write_5m`].
            pub cache_write_5m: $count,
            /// See [`super::Usage::cache_write_long`].
            pub cache_write_long: $count,
            /// See [`super::Usage::output`].
            pub output: $count,
            /// See [`super::Usage::reasoning`].
            pub reasoning: $count,
            /// The part of the cost that is known.
            pub cost_known: Money,
            /// What cached tokens saved, as far as it is known; see [`super::Receipt::cache_saved`].
            pub cache_saved: Money,
            /// Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown.
            pub incomplete: $count,
            /// Exchanges without a price, but for those of which every attempt was refused.
            pub unpriced: $count,
        }
    )*};
}

sums! {
    /// Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`.
    UsageTotals: u64;
    /// Sums of one period minus those of another.
    UsageChange: i64;
}

impl UsageTotals {
    /// These sums minus others.
    pub(crate) fn less(&self, other: &UsageTotals) -> UsageChange {
        let count = |now: u64, before: u64| {
            let change = i128::from(now) - i128::from(before);
            i64::try_from(change).unwrap_or(if change < 0 { i64::MIN } else { i64::MAX })
        };
        let money = |now: Money, before: Money| now.saturating_add(Money::from_pico(before.as_pico().saturating_neg()));
        UsageChange {
            exchanges: count(self.exchanges, other.exchanges),
            attempts: count(self.attempts, other.attempts),
            failed: count(self.failed, other.failed),
            input_tokens: count(self.input_tokens, other.input_tokens),
            output_tokens: count(self.output_tokens, other.output_tokens),
            total_tokens: count(self.total_tokens, other.total_tokens),
            input_uncached: count(self.input_uncached, other.input_uncached),
            cache_read: count(self.cache_read, other.cache_read),
            cache_write_5m: count(self.cache_write_5m, other.cache_write_5m),
            cache_write_long: count(self.cache_write_long, other.cache_write_long),
            output: count(self.output, other.output),
            reasoning: count(self.reasoning, other.reasoning),
            cost_known: money(self.cost_known, other.cost_known),
            cache_saved: money(self.cache_saved, other.cache_saved),
            incomplete: count(self.incomplete, other.incomplete),
            unpriced: count(self.unpriced, other.unpriced),
        }
    }
}

/// The comparison of the roll-up with the attempts that it sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageCheck {
    /// Attempts that were counted.
    pub attempts: u64,
    /// Rows of the roll-up that were compared: sums by hour and by day.
    pub rows: u64,
    /// Rows that differ, are missing, or should not be there.
    pub differing: u64,
    /// The first 100 differences, one for each value.
    pub differences: Vec<UsageDifference>,
    /// Whether the roll-up was rebuilt from the attempts.
    pub rebuilt: bool,
}

/// A value of the roll-up that differs from the attempts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageDifference {
    /// Workspace of the row.
    pub workspace: String,
    /// Where its period begins.
    pub start: Timestamp,
    /// Its length in hours: 1 or 24.
    pub hours: u64,
    /// Session.
    pub session: String,
    /// Provider.
    pub provider: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Client.
    pub client: String,
    /// 0-based index of the rule.
    pub rule: Option<u64>,
    /// Kind of request.
    pub request_type: Option<String>,
    /// How the attempts of the row ended.
    pub outcome: String,
    /// Status of their responses.
    pub status: Option<u64>,
    /// Which value differs: a name of [`UsageTotals`], or `checksum` where all values of a workspace are right.
    pub field: String,
    /// What the roll-up holds: a number, or US dollars as a decimal.
    pub recorded: String,
    /// What the attempts sum to.
    pub counted: String,
}
