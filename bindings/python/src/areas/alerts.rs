//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Alerts.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Alerts(pub(crate) Handle);

#[pymethods]
impl Alerts {
    /// Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
    /// written by the finish of that exchange.
    ///
    /// severity: How much it matters.
    /// type: A word for what it is, 1 to 64 bytes.
    /// exchange: Exchange that it is about, open in this process or recorded.
    /// workspace: Workspace, if it is not about an exchange.
    /// session: Session, if it is not about an exchange.
    /// snippet: The text that it is about, at most 64 KiB.
    /// trigger: What raised it, at most 64 KiB.
    ///
    /// Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
    #[pyo3(signature = (*, severity, r#type, exchange=None, workspace=None, session=None, snippet=None,
        trigger=None))]
    fn add(
        &self,
        py: Python<'_>,
        severity: &Bound<'_, PyAny>,
        r#type: &Bound<'_, PyAny>,
        exchange: args::Arg<'_>,
        workspace: args::Arg<'_>,
        session: args::Arg<'_>,
        snippet: args::Arg<'_>,
        trigger: args::Arg<'_>,
    ) -> Out<records::Alert> {
        let new = model::NewAlert {
            exchange: args::opt(&exchange, "exchange", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            severity: args::word(severity, "severity")?,
            alert_type: args::text(r#type, "type")?,
            snippet: args::opt(&snippet, "snippet", args::text)?,
            trigger: args::opt(&trigger, "trigger", args::text)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.alerts().add(&new)).map(records::Alert)
    }

    /// A page of alerts, newest first.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// exchange: One exchange.
    /// session: One session.
    /// severity: One severity.
    /// type: One type.
    /// since: Alerts added at this time or later.
    /// until: Alerts added before this time.
    /// limit: Rows of the page, 1 to 1,000; 50 by default.
    /// cursor: `next` of the page before.
    ///
    /// Errors: those of `History.list`.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None, limit=None, cursor=None))]
    fn list(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        exchange: args::Arg<'_>,
        session: args::Arg<'_>,
        severity: args::Arg<'_>,
        r#type: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        limit: args::Arg<'_>,
        cursor: args::Arg<'_>,
    ) -> Out<records::AlertPage> {
        let query = model::AlertQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            exchange: args::opt(&exchange, "exchange", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            alert_type: args::opt(&r#type, "type", args::text)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            cursor: args::opt(&cursor, "cursor", args::text)?,
        };
        wait(py, || self.0.core.alerts().list(&query)).map(records::AlertPage)
    }

    /// One alert by its id.
    ///
    /// Errors: `alert_not_found`.
    fn get(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> Out<records::Alert> {
        let id = args::text(id, "id")?;
        wait(py, || self.0.core.alerts().get(&id)).map(records::Alert)
    }

    /// How many alerts there are.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// exchange: One exchange.
    /// session: One session.
    /// severity: One severity.
    /// type: One type.
    /// since: Alerts added at this time or later.
    /// until: Alerts added before this time.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None))]
    fn count(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        exchange: args::Arg<'_>,
        session: args::Arg<'_>,
        severity: args::Arg<'_>,
        r#type: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
    ) -> Out<u64> {
        let query = model::AlertQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            exchange: args::opt(&exchange, "exchange", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            alert_type: args::opt(&r#type, "type", args::text)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: None,
            cursor: None,
        };
        wait(py, || self.0.core.alerts().count(&query))
    }

    /// How many alerts there are by severity and type.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// exchange: One exchange.
    /// session: One session.
    /// severity: One severity.
    /// type: One type.
    /// since: Alerts added at this time or later.
    /// until: Alerts added before this time.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None))]
    fn summary(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        exchange: args::Arg<'_>,
        session: args::Arg<'_>,
        severity: args::Arg<'_>,
        r#type: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
    ) -> Out<records::AlertSummary> {
        let query = model::AlertQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            exchange: args::opt(&exchange, "exchange", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            severity: args::opt(&severity, "severity", args::word)?,
            alert_type: args::opt(&r#type, "type", args::text)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            limit: None,
            cursor: None,
        };
        wait(py, || self.0.core.alerts().summary(&query)).map(records::AlertSummary)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
