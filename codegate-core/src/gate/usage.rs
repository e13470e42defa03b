//! Reports of token usage.

use crate::error::Result;
use crate::gate::{Gate, workspace_id};
use crate::model::{UsageQuery, UsageReport};
use crate::store::reports::{self, Span};

/// See [`Gate::usage`].
pub struct UsageReports<'a> {
    pub(crate) gate: &'a Gate,
}

impl UsageReports<'_> {
    /// Token usage and cost, in total and by row. An exchange counts at the time it began. Errors:
    /// `workspace_not_found`.
    pub fn query(&self, query: &UsageQuery) -> Result<UsageReport> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            reports::report(tx, &Span { query, workspace })
        })
    }
}
