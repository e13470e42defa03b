//! Reports of token usage.

use crate::error::{Error, Result};
use crate::gate::{Gate, workspace_id};
use crate::limits::PAGE;
use crate::model::{ExportFormat, UsageCheck, UsageExport, UsagePage, UsageQuery, UsageReport, written};
use crate::store::reports::{self, Span};
use crate::store::{check, exports};

/// See [`Gate::usage`].
pub struct UsageReports<'a> {
    pub(crate) gate: &'a Gate,
}

impl UsageReports<'_> {
    /// Token usage and cost, in total and by row. An exchange counts at the time it began.
    ///
    /// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, and for
    /// `compare` without `since` and `until`.
    pub fn query(&self, query: &UsageQuery) -> Result<UsageReport> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            reports::report(tx, &Span { query, workspace })
        })
    }

    /// Holds the sums that reports are made of against the attempts that they sum. With `rebuild`, where any differs, they
    /// are all written anew from the attempts, in one transaction; what differed is told all the same.
    ///
    /// It reads every attempt. Errors, with `rebuild`: those of writing.
    pub fn verify(&self, rebuild: bool) -> Result<UsageCheck> {
        self.gate.context.check()?;
        let store = &self.gate.context.store;
        let found = store.read(|tx| check::check(tx))?;
        if !rebuild || found.differing == 0 {
            return Ok(found);
        }
        store.write(|tx| {
            // What was recorded meanwhile is held against the sums too.
            let found = check::check(tx)?;
            check::rebuild(tx)?;
            Ok(UsageCheck { rebuilt: true, ..found })
        })
    }

    /// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a page as
    /// `cursor` of the next one. The pages, put together, are one document of the format.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor.
    pub fn export(&self, query: &UsageExport) -> Result<UsagePage> {
        let limit = match query.limit {
            None => PAGE,
            Some(0) => return Err(Error::argument("`limit` must be at least 1")),
            Some(limit) if limit > PAGE => return Err(Error::limit("the page", PAGE, "rows")),
            Some(limit) => limit,
        };
        let after = query.cursor.as_deref().map(place).transpose()?;
        self.gate.context.check()?;
        let (found, more) = self.gate.context.store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            exports::page(tx, query, workspace, after, limit)
        })?;
        let last = found.last().filter(|_| more).map(|(place, _)| place.map(|number| number.to_string()).join("."));
        let entries: Vec<_> = found.into_iter().map(|(_, entry)| entry).collect();
        let text = written(query.format.unwrap_or(ExportFormat::Csv), &entries, after.is_none());
        Ok(UsagePage { text, rows: entries.len(), next: last })
    }
}

/// The place that a cursor tells.
fn place(cursor: &str) -> Result<exports::Place> {
    let numbers: Option<Vec<i64>> = cursor.split('.').map(|number| number.parse().ok()).collect();
    numbers
        .and_then(|numbers| numbers.try_into().ok())
        .ok_or_else(|| Error::argument("`cursor` is not one that a page gave as `next`"))
}
