//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Prompts and outputs.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct History(pub(crate) Handle);

#[pymethods]
impl History {
    /// A page of exchanges, newest first.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// session: One session.
    /// request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
    ///     conversation.
    /// severity: Exchanges with an alert of this severity.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    /// limit: Rows of the page, 1 to 1,000; 50 by default.
    /// cursor: `next` of the page before.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
    /// and where `until` is before `since`.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None,
        until=None, limit=None, cursor=None))]
    fn list(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        session: args::Arg<'_>,
        request_type: args::Arg<'_>,
        severity: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        limit: args::Arg<'_>,
        cursor: args::Arg<'_>,
    ) -> Out<records::HistoryPage> {
        let query = model::HistoryQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            cursor: args::opt(&cursor, "cursor", args::text)?,
        };
        wait(py, || self.0.core.history().list(&query)).map(records::HistoryPage)
    }

    /// One exchange by its id.
    ///
    /// Errors: `exchange_not_found`.
    fn get(&self, py: Python<'_>, exchange: &Bound<'_, PyAny>) -> Out<records::HistoryEntry> {
        let exchange = args::text(exchange, "exchange")?;
        wait(py, || self.0.core.history().get(&exchange)).map(records::HistoryEntry)
    }

    /// How many exchanges there are.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// session: One session.
    /// request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
    ///     conversation.
    /// severity: Exchanges with an alert of this severity.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None,
        until=None))]
    fn count(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        session: args::Arg<'_>,
        request_type: args::Arg<'_>,
        severity: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
    ) -> Out<u64> {
        let query = model::HistoryQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: None,
            cursor: None,
        };
        wait(py, || self.0.core.history().count(&query))
    }

    /// A summary of exchanges.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// session: One session.
    /// request_type: Kind of request; `chat` is every conversation: everything but `fim` and what is no
    ///     conversation.
    /// severity: Exchanges with an alert of this severity.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None,
        until=None))]
    fn summary(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        session: args::Arg<'_>,
        request_type: args::Arg<'_>,
        severity: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
    ) -> Out<records::HistorySummary> {
        let query = model::HistoryQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: None,
            cursor: None,
        };
        wait(py, || self.0.core.history().summary(&query)).map(records::HistorySummary)
    }

    /// Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay, in
    /// reports and exports, and so does the key that they were recorded under. Several hundred are removed at a time,
    /// each lot in a transaction of its own, so that others can write in between: after an error, what was removed
    /// stays removed, and the same call removes the rest. It works on a full disk too, by room that the lock file keeps
    /// for it; a text too long for that room is then not wiped from the pages that it frees, until they are used again
    /// or the store is compacted. The file keeps its size until then.
    ///
    /// before: Exchanges that began before this time.
    /// keep: All exchanges but so many, those recorded last.
    /// workspace: Of this workspace, live or archived; of all by default.
    /// dry_run: Only report what would be removed.
    ///
    /// Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `read_only`,
    /// `busy`, `disk_full`.
    #[pyo3(
        signature = (*, before=None, keep=None, workspace=None, dry_run=None),
        text_signature = "($self, *, before=None, keep=None, workspace=None, dry_run=False)"
    )]
    fn prune(
        &self,
        py: Python<'_>,
        before: args::Arg<'_>,
        keep: args::Arg<'_>,
        workspace: args::Arg<'_>,
        dry_run: args::Arg<'_>,
    ) -> Out<records::Pruned> {
        let query = model::PruneQuery {
            before: args::opt(&before, "before", args::time)?,
            keep: args::opt(&keep, "keep", args::whole)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            dry_run: args::opt(&dry_run, "dry_run", args::flag)?.unwrap_or_default(),
        };
        wait(py, || self.0.core.history().prune(&query)).map(records::Pruned)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
