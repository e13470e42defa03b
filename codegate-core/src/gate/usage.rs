//! Reports of token usage.

use crate::error::{Error, Result};
use crate::formats;
use crate::gate::{Gate, workspace_id};
use crate::limits::PAGE;
use crate::model::{ExportFormat, UsageCheck, UsageExport, UsagePage, UsageQuery, UsageReport, check_period, written};
use crate::store::reports::{self, Span};
use crate::store::{exports, verify};

/// See [`Gate::usage`].
pub struct UsageReports<'a> {
    pub(crate) gate: &'a Gate,
}

impl UsageReports<'_> {
    /// Token usage and cost, in total and by row. An exchange counts at the time it began.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::{Compare, GroupBy, Timestamp, UsageQuery};
    ///
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// // Every day of November by model, and how it compares with the 30 days before.
    /// let report = gate.usage().query(&UsageQuery {
    ///     by: vec![GroupBy::Day, GroupBy::Model],
    ///     since: Some(Timestamp::parse("2026-11-01T00:00:00Z")?),
    ///     until: Some(Timestamp::parse("2026-12-01T00:00:00Z")?),
    ///     compare: Some(Compare::Before(true)),
    ///     ..UsageQuery::default()
    /// })?;
    /// assert!(report.rows.is_empty());
    /// assert_eq!(report.compared.map(|period| period.since), Some(Timestamp::parse("2026-10-02T00:00:00Z")?));
    /// assert!(report.to_csv().starts_with("day,model,exchanges,attempts,failed,"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a `zone` that
    /// the IANA database does not name, for `compare` without `since` and `until`, and where `until` is before `since`.
    pub fn query(&self, query: &UsageQuery) -> Result<UsageReport> {
        self.gate.context.check()?;
        query.check()?;
        let store = &self.gate.context.store;
        store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            reports::report(tx, &Span { query, workspace, sound: &store.sound })
        })
    }

    /// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
    /// differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all
    /// the same.
    ///
    /// Errors: with `rebuild`, those of the store.
    pub fn verify(&self, rebuild: bool) -> Result<UsageCheck> {
        self.gate.context.check()?;
        let store = &self.gate.context.store;
        let found = store.read(|tx| verify::check(tx))?;
        if !rebuild || found.differing == 0 {
            return Ok(found);
        }
        store.write(|tx| {
            // What was recorded meanwhile is matched against the sums too.
            let found = verify::check(tx)?;
            verify::rebuild(tx)?;
            Ok(UsageCheck { rebuilt: true, ..found })
        })
    }

    /// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a
    /// page as `cursor` of the next one. The concatenated pages are one document of the format.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::{ExportFormat, Record, UsageExport};
    ///
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// for _ in 0..3 {
    ///     gate.record(&Record { input_tokens: Some(12), output_tokens: Some(3), ..Record::default() })?;
    /// }
    /// let mut query = UsageExport { format: Some(ExportFormat::Jsonl), limit: Some(2), ..UsageExport::default() };
    /// let mut document = String::new();
    /// loop {
    ///     let page = gate.usage().export(&query)?;
    ///     document.push_str(&page.text);
    ///     query.cursor = page.next;
    ///     if query.cursor.is_none() {
    ///         break;
    ///     }
    /// }
    /// assert_eq!(document.lines().count(), 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and where
    /// `until` is before `since`.
    pub fn export(&self, query: &UsageExport) -> Result<UsagePage> {
        let limit = match query.limit {
            None => PAGE,
            Some(0) => return Err(Error::argument("`limit` must be at least 1")),
            Some(limit) if limit > PAGE => return Err(Error::limit("the page", PAGE, "rows")),
            Some(limit) => limit,
        };
        let after = query.cursor.as_deref().map(place).transpose()?;
        self.gate.context.check()?;
        check_period(query.since, query.until)?;
        let (found, more) = self.gate.context.store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            exports::page(tx, query, workspace, after, limit)
        })?;
        let last = found.last().filter(|_| more).map(|(place, _)| place.map(|number| number.to_string()).join("."));
        let entries: Vec<_> = found.into_iter().map(|(_, entry)| entry).collect();
        let format = query.format.unwrap_or(ExportFormat::Csv);
        let text = written(format, &entries, after.is_none(), formats::dialect);
        Ok(UsagePage { text, rows: entries.len(), next: last })
    }
}

/// The position that a cursor encodes.
fn place(cursor: &str) -> Result<exports::Place> {
    let numbers: Option<Vec<i64>> = cursor.split('.').map(|number| number.parse().ok()).collect();
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| Error::argument("`cursor` is not one that a page gave as `next`"))
}
