//! Reports of token usage. Days are UTC; an exchange counts at the time it began.

use super::{Money, Timestamp, words};
use serde::{Deserialize, Serialize};

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
        /// Day in UTC, `YYYY-MM-DD`.
        Day = "day",
    }
}

/// Which usage a report covers.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UsageQuery {
    /// One workspace, live or archived; all by default.
    pub workspace: Option<String>,
    /// Rows; only a total by default.
    pub by: Option<GroupBy>,
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
}

/// Token usage and cost, in total and by row. Prints as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageReport {
    /// What the rows are grouped by.
    pub by: Option<GroupBy>,
    /// The sum of all rows.
    pub total: UsageTotals,
    /// Rows, the largest cost first, then the most tokens, then by key; days in their order.
    pub rows: Vec<UsageRow>,
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageRow {
    /// The grouping value; `None` for exchanges that had none, such as unrouted ones by model.
    pub key: Option<String>,
    /// Its sums.
    #[serde(flatten)]
    pub totals: UsageTotals,
}

/// Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsageTotals {
    /// Exchanges; one with several attempts counts once, with its last.
    pub exchanges: u64,
    /// All input tokens.
    pub input_tokens: u64,
    /// All output tokens.
    pub output_tokens: u64,
    /// Input and output tokens.
    pub total_tokens: u64,
    /// See [`super::Usage::input_uncached`].
    pub input_uncached: u64,
    /// See [`super::Usage::cache_read`].
    pub cache_read: u64,
    /// See [`super::Usage::cache_write_5m`].
    pub cache_write_5m: u64,
    /// See [`super::Usage::cache_write_long`].
    pub cache_write_long: u64,
    /// See [`super::Usage::output`].
    pub output: u64,
    /// See [`super::Usage::reasoning`].
    pub reasoning: u64,
    /// The part of the cost that is known.
    pub cost_known: Money,
    /// Exchanges with an unknown count of tokens.
    pub incomplete: u64,
    /// Exchanges without a price.
    pub unpriced: u64,
}

impl std::fmt::Display for UsageReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key_name = self.by.map_or("", GroupBy::as_str);
        let total = [(None, &self.total)];
        let rows = self.rows.iter().map(|row| (Some(row.key.as_deref().unwrap_or("(none)")), &row.totals));
        let cells: Vec<[String; 8]> = rows
            .chain(total)
            .map(|(key, t)| {
                [
                    key.unwrap_or("total").to_owned(),
                    t.exchanges.to_string(),
                    t.input_tokens.to_string(),
                    t.cache_read.to_string(),
                    t.output_tokens.to_string(),
                    t.cost_known.to_string(),
                    t.incomplete.to_string(),
                    t.unpriced.to_string(),
                ]
            })
            .collect();
        let head = [key_name, "exchanges", "input", "cached", "output", "cost USD", "incomplete", "unpriced"];
        let width = |column: usize| {
            cells.iter().map(|row| row[column].chars().count()).chain([head[column].len()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..head.len()).map(width).collect();
        let mut line = |row: &[&str]| {
            write!(f, "{:<w$}", row[0], w = widths[0])?;
            for (cell, w) in row.iter().zip(&widths).skip(1) {
                write!(f, "  {cell:>w$}")?;
            }
            writeln!(f)
        };
        line(&head)?;
        for row in &cells {
            line(&row.each_ref().map(String::as_str))?;
        }
        Ok(())
    }
}
