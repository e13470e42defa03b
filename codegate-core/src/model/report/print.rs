//! A report as text: a table for people, CSV and JSON lines for programs.

use super::{GroupBy, UsageChange, UsageReport, UsageRow, UsageTotals};
use crate::model::csv::{self, Cell};
use crate::model::{Money, visible};

impl UsageReport {
    /// The rows as CSV (RFC 4180), under a line with the names of the columns: those of the grouping, then those of
    /// [`UsageTotals`]; with `compare` the same again as `before_…` and `change_…`. Without a grouping the one row is the
    /// total. Money is in US dollars. Text that a spreadsheet would take for a formula gets an apostrophe in front.
    pub fn to_csv(&self) -> String {
        let mut out = String::new();
        let keys = || [self.by, self.series].into_iter().flatten();
        let prefixes: &[&str] = if self.compared.is_some() { &["", "before_", "change_"] } else { &[""] };
        let sums = prefixes.iter().flat_map(|prefix| COLUMNS.iter().map(move |name| format!("{prefix}{name}")));
        let head: Vec<Cell> = keys().map(|key| key.as_str().to_owned()).chain(sums).map(Cell::Text).collect();
        csv::record(&mut out, &head);
        for row in self.rows_or_total() {
            let keys = keys().zip([&row.key, &row.series]).map(|(_, key)| Cell::text(key.as_deref()));
            let mut cells: Vec<Cell> = keys.chain(row.totals.cells()).collect();
            cells.extend(row.before.iter().flat_map(UsageTotals::cells));
            cells.extend(row.change.iter().flat_map(UsageChange::cells));
            csv::record(&mut out, &cells);
        }
        out
    }

    /// The rows as JSON, one on a line; without a grouping the one line is the total.
    pub fn to_jsonl(&self) -> String {
        let lines = self.rows_or_total().into_iter().filter_map(|row| serde_json::to_string(&row).ok());
        lines.flat_map(|line| [line, "\n".to_owned()]).collect()
    }

    fn rows_or_total(&self) -> Vec<UsageRow> {
        if self.by.is_some() {
            return self.rows.clone();
        }
        vec![UsageRow {
            key: None,
            series: None,
            totals: self.total.clone(),
            before: self.before.clone(),
            change: self.change.clone(),
        }]
    }
}

/// The columns of sums, as [`UsageTotals`] names them.
const COLUMNS: [&str; 16] = [
    "exchanges",
    "attempts",
    "failed",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "input_uncached",
    "cache_read",
    "cache_write_5m",
    "cache_write_long",
    "output",
    "reasoning",
    "cost_known",
    "cache_saved",
    "incomplete",
    "unpriced",
];

/// The cells of sums, in the order of [`COLUMNS`].
macro_rules! cells {
    ($($sums:ident)*) => {$(
        impl $sums {
            fn cells(&self) -> [Cell; COLUMNS.len()] {
                let number = |number: &dyn std::fmt::Display| Cell::Number(number.to_string());
                [
                    number(&self.exchanges),
                    number(&self.attempts),
                    number(&self.failed),
                    number(&self.input_tokens),
                    number(&self.output_tokens),
                    number(&self.total_tokens),
                    number(&self.input_uncached),
                    number(&self.cache_read),
                    number(&self.cache_write_5m),
                    number(&self.cache_write_long),
                    number(&self.output),
                    number(&self.reasoning),
                    number(&self.cost_known),
                    number(&self.cache_saved),
                    number(&self.incomplete),
                    number(&self.unpriced),
                ]
            }
        }
    )*};
}
cells!(UsageTotals UsageChange);

impl std::fmt::Display for UsageReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = if self.series.is_some() { 2 } else { 1 };
        let name = |by: Option<GroupBy>| by.map_or("", GroupBy::as_str).to_owned();
        let mut head = vec![name(self.by), name(self.series)];
        head.truncate(keys);
        // Where no cache saved or cost anything, its column would only take room.
        let saved = |totals: &UsageTotals| totals.cache_saved != Money::default();
        let saved = saved(&self.total) || self.rows.iter().any(|row| saved(&row.totals));
        let failed = self.total.failed > 0;
        let optional = Optional { saved, failed };
        head.extend(optional.columns().map(str::to_owned));
        if self.compared.is_some() {
            head.push("change USD".to_owned());
        }
        let mut lines = vec![head];
        for row in &self.rows {
            let mut line = vec![shown(&row.key), shown(&row.series)];
            line.truncate(keys);
            line.extend(optional.figures(&row.totals, row.change.as_ref()));
            lines.push(line);
        }
        let mut total = vec!["total".to_owned(), String::new()];
        total.truncate(keys);
        total.extend(optional.figures(&self.total, self.change.as_ref()));
        lines.push(total);
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
        for line in &lines {
            for (column, (cell, w)) in line.iter().zip(&widths).enumerate() {
                match column {
                    0 => write!(f, "{cell:<w$}")?,
                    _ if column < keys => write!(f, "  {cell:<w$}")?,
                    _ => write!(f, "  {cell:>w$}")?,
                }
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn shown(key: &Option<String>) -> String {
    visible(key.as_deref().unwrap_or("(none)")).into_owned()
}

/// Which columns are shown that are not always there.
struct Optional {
    saved: bool,
    failed: bool,
}

impl Optional {
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        let failed = self.failed.then_some(["attempts", "failed"]).into_iter().flatten();
        let saved = self.saved.then_some("saved USD");
        let counts = ["input", "cached", "output", "cost USD"].into_iter().chain(saved);
        ["exchanges"].into_iter().chain(failed).chain(counts).chain(["incomplete", "unpriced"])
    }

    /// The figures of a row; a change of the cost has its sign.
    fn figures(&self, t: &UsageTotals, change: Option<&UsageChange>) -> Vec<String> {
        let mut figures = vec![t.exchanges.to_string()];
        if self.failed {
            figures.extend([t.attempts, t.failed].map(|count| count.to_string()));
        }
        figures.extend([t.input_tokens, t.cache_read, t.output_tokens].map(|count| count.to_string()));
        figures.push(t.cost_known.to_string());
        figures.extend(self.saved.then(|| t.cache_saved.to_string()));
        figures.extend([t.incomplete, t.unpriced].map(|count| count.to_string()));
        figures.extend(change.map(|change| {
            let sign = if change.cost_known > Money::default() { "+" } else { "" };
            format!("{sign}{}", change.cost_known)
        }));
        figures
    }
}
