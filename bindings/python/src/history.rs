//! History and alerts.

use crate::args::{self, Arg, opt, text};
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records::{Alert, AlertPage, AlertSummary, HistoryEntry, HistoryPage, HistorySummary};
use codegate_core::model::{AlertQuery, HistoryQuery, NewAlert, Severity};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Prompts and outputs.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct History(pub(crate) Handle);

/// The filters of the three history calls.
struct HistoryFilter<'py> {
    workspace: Arg<'py>,
    session: Arg<'py>,
    request_type: Arg<'py>,
    severity: Arg<'py>,
    since: Arg<'py>,
    until: Arg<'py>,
}

impl HistoryFilter<'_> {
    fn read(self) -> Out<HistoryQuery> {
        Ok(HistoryQuery {
            workspace: opt(&self.workspace, "workspace", text)?,
            session: opt(&self.session, "session", text)?,
            request_type: opt(&self.request_type, "request_type", text)?,
            severity: args::word(&self.severity, "severity", Severity::parse)?,
            since: opt(&self.since, "since", args::time)?,
            until: opt(&self.until, "until", args::time)?,
            limit: None,
            cursor: None,
        })
    }
}

#[pymethods]
impl History {
    /// A page of exchanges, newest first; pass `next` of the page before as `cursor`.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None, until=None,
        limit=None, cursor=None))]
    fn list<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        session: Arg<'py>,
        request_type: Arg<'py>,
        severity: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
        limit: Arg<'py>,
        cursor: Arg<'py>,
    ) -> Out<HistoryPage> {
        let mut query = HistoryFilter { workspace, session, request_type, severity, since, until }.read()?;
        query.limit = opt(&limit, "limit", args::whole)?;
        query.cursor = opt(&cursor, "cursor", text)?;
        wait(py, || self.0.core.history().list(&query)).map(HistoryPage)
    }

    /// One exchange.
    fn get(&self, py: Python<'_>, exchange: &Bound<'_, PyAny>) -> Out<HistoryEntry> {
        let exchange = text(exchange, "exchange")?;
        wait(py, || self.0.core.history().get(&exchange)).map(HistoryEntry)
    }

    /// How many exchanges there are.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None, until=None))]
    fn count<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        session: Arg<'py>,
        request_type: Arg<'py>,
        severity: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
    ) -> Out<u64> {
        let query = HistoryFilter { workspace, session, request_type, severity, since, until }.read()?;
        wait(py, || self.0.core.history().count(&query))
    }

    /// What they come to.
    #[pyo3(signature = (*, workspace=None, session=None, request_type=None, severity=None, since=None, until=None))]
    fn summary<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        session: Arg<'py>,
        request_type: Arg<'py>,
        severity: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
    ) -> Out<HistorySummary> {
        let query = HistoryFilter { workspace, session, request_type, severity, since, until }.read()?;
        wait(py, || self.0.core.history().summary(&query)).map(HistorySummary)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}

/// Alerts.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Alerts(pub(crate) Handle);

/// The filters of the three alert calls.
struct AlertFilter<'py> {
    workspace: Arg<'py>,
    exchange: Arg<'py>,
    session: Arg<'py>,
    severity: Arg<'py>,
    alert_type: Arg<'py>,
    since: Arg<'py>,
    until: Arg<'py>,
}

impl AlertFilter<'_> {
    fn read(self) -> Out<AlertQuery> {
        Ok(AlertQuery {
            workspace: opt(&self.workspace, "workspace", text)?,
            exchange: opt(&self.exchange, "exchange", text)?,
            session: opt(&self.session, "session", text)?,
            severity: args::word(&self.severity, "severity", Severity::parse)?,
            alert_type: opt(&self.alert_type, "type", text)?,
            since: opt(&self.since, "since", args::time)?,
            until: opt(&self.until, "until", args::time)?,
            limit: None,
            cursor: None,
        })
    }
}

#[pymethods]
impl Alerts {
    /// Adds an alert to an exchange, open or recorded, or to a workspace.
    #[pyo3(signature = (*, severity, r#type, exchange=None, workspace=None, session=None, snippet=None, trigger=None))]
    fn add(
        &self,
        py: Python<'_>,
        severity: &Bound<'_, PyAny>,
        r#type: &Bound<'_, PyAny>,
        exchange: Arg<'_>,
        workspace: Arg<'_>,
        session: Arg<'_>,
        snippet: Arg<'_>,
        trigger: Arg<'_>,
    ) -> Out<Alert> {
        let alert = NewAlert {
            exchange: opt(&exchange, "exchange", text)?,
            workspace: opt(&workspace, "workspace", text)?,
            session: opt(&session, "session", text)?,
            severity: Some(Severity::parse(&text(severity, "severity")?)?),
            alert_type: Some(text(r#type, "type")?),
            snippet: opt(&snippet, "snippet", text)?,
            trigger: opt(&trigger, "trigger", text)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.alerts().add(&alert)).map(Alert)
    }

    /// A page of alerts, newest first; pass `next` of the page before as `cursor`.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None, limit=None, cursor=None))]
    fn list<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        exchange: Arg<'py>,
        session: Arg<'py>,
        severity: Arg<'py>,
        r#type: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
        limit: Arg<'py>,
        cursor: Arg<'py>,
    ) -> Out<AlertPage> {
        let filter = AlertFilter { workspace, exchange, session, severity, alert_type: r#type, since, until };
        let mut query = filter.read()?;
        query.limit = opt(&limit, "limit", args::whole)?;
        query.cursor = opt(&cursor, "cursor", text)?;
        wait(py, || self.0.core.alerts().list(&query)).map(AlertPage)
    }

    /// One alert.
    fn get(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> Out<Alert> {
        let id = text(id, "id")?;
        wait(py, || self.0.core.alerts().get(&id)).map(Alert)
    }

    /// How many alerts there are.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None))]
    fn count<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        exchange: Arg<'py>,
        session: Arg<'py>,
        severity: Arg<'py>,
        r#type: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
    ) -> Out<u64> {
        let filter = AlertFilter { workspace, exchange, session, severity, alert_type: r#type, since, until };
        let query = filter.read()?;
        wait(py, || self.0.core.alerts().count(&query))
    }

    /// How many there are by severity and type.
    #[pyo3(signature = (*, workspace=None, exchange=None, session=None, severity=None, r#type=None, since=None,
        until=None))]
    fn summary<'py>(
        &self,
        py: Python<'py>,
        workspace: Arg<'py>,
        exchange: Arg<'py>,
        session: Arg<'py>,
        severity: Arg<'py>,
        r#type: Arg<'py>,
        since: Arg<'py>,
        until: Arg<'py>,
    ) -> Out<AlertSummary> {
        let filter = AlertFilter { workspace, exchange, session, severity, alert_type: r#type, since, until };
        let query = filter.read()?;
        wait(py, || self.0.core.alerts().summary(&query)).map(AlertSummary)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}
