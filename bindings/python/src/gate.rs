//! The open store.

use crate::areas::{Personas, Providers, Sessions, Workspaces};
use crate::args::{self, Arg, opt, text};
use crate::bundle::ImportPlan;
use crate::call::{Out, wait};
use crate::exchange::Exchange;
use crate::handle::Handle;
use crate::history::{Alerts, History};
use crate::json::Use;
use crate::prices::Prices;
use crate::query;
use crate::records::{
    Decision, Explanation, Health, QueryResult, Receipt, RepriceReport, SupersededCharge, UsageCheck, UsagePage,
    UsageReport,
};
use crate::request::{Body, RequestArgs};
use crate::usage;
use codegate_core::model::{
    ExportFormat, ExportOptions, Format, Headers, Outcome, Part, QueryOptions, Record, RepriceQuery, UsageExport,
    UsageQuery,
};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// An open store. Safe to share between threads; `with` closes it at the end.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Gate {
    pub(crate) handle: Handle,
    pub(crate) path: String,
}

#[pymethods]
impl Gate {
    /// Workspaces: groups of instructions, rules and recorded usage.
    #[getter]
    fn workspaces(&self, py: Python<'_>) -> Workspaces {
        Workspaces(self.handle.clone_ref(py))
    }

    /// Sessions, each with its active workspace.
    #[getter]
    fn sessions(&self, py: Python<'_>) -> Sessions {
        Sessions(self.handle.clone_ref(py))
    }

    /// Provider endpoints, shared by all workspaces.
    #[getter]
    fn providers(&self, py: Python<'_>) -> Providers {
        Providers(self.handle.clone_ref(py))
    }

    /// Personas, shared by all workspaces.
    #[getter]
    fn personas(&self, py: Python<'_>) -> Personas {
        Personas(self.handle.clone_ref(py))
    }

    /// Prompts and outputs.
    #[getter]
    fn history(&self, py: Python<'_>) -> History {
        History(self.handle.clone_ref(py))
    }

    /// Alerts.
    #[getter]
    fn alerts(&self, py: Python<'_>) -> Alerts {
        Alerts(self.handle.clone_ref(py))
    }

    /// Prices of tokens, for this gate.
    #[getter]
    fn prices(&self, py: Python<'_>) -> Prices {
        Prices(self.handle.clone_ref(py))
    }

    /// Decides where a request goes. Writes nothing; credentials are not looked at.
    #[pyo3(signature = (*, body=None, path=None, headers=None, files=None, request_type=None, client=None,
        requested_model=None, session=None, workspace=None, root=None, files_from=None, format=None))]
    fn decide<'py>(
        &self,
        py: Python<'py>,
        body: Arg<'py>,
        path: Arg<'py>,
        headers: Arg<'py>,
        files: Arg<'py>,
        request_type: Arg<'py>,
        client: Arg<'py>,
        requested_model: Arg<'py>,
        session: Arg<'py>,
        workspace: Arg<'py>,
        root: Arg<'py>,
        files_from: Arg<'py>,
        format: Arg<'py>,
    ) -> Out<Decision> {
        let key = None;
        let mut held = RequestArgs {
            body,
            path,
            headers,
            files,
            request_type,
            client,
            requested_model,
            session,
            workspace,
            root,
            files_from,
            format,
            key,
        }
        .read()?;
        let request = held.request();
        wait(py, || self.handle.core.decide(&request)).map(Decision)
    }

    /// Decides, and tells of every rule and condition whether it held and what was seen. Prints as text.
    #[pyo3(signature = (*, body=None, path=None, headers=None, files=None, request_type=None, client=None,
        requested_model=None, session=None, workspace=None, root=None, files_from=None, format=None))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        body: Arg<'py>,
        path: Arg<'py>,
        headers: Arg<'py>,
        files: Arg<'py>,
        request_type: Arg<'py>,
        client: Arg<'py>,
        requested_model: Arg<'py>,
        session: Arg<'py>,
        workspace: Arg<'py>,
        root: Arg<'py>,
        files_from: Arg<'py>,
        format: Arg<'py>,
    ) -> Out<Explanation> {
        let key = None;
        let mut held = RequestArgs {
            body,
            path,
            headers,
            files,
            request_type,
            client,
            requested_model,
            session,
            workspace,
            root,
            files_from,
            format,
            key,
        }
        .read()?;
        let request = held.request();
        wait(py, || self.handle.core.explain(&request)).map(Explanation)
    }

    /// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.
    #[pyo3(signature = (*, body=None, path=None, headers=None, files=None, request_type=None, client=None,
        requested_model=None, session=None, workspace=None, root=None, files_from=None, format=None, key=None))]
    fn begin<'py>(
        &self,
        py: Python<'py>,
        body: Arg<'py>,
        path: Arg<'py>,
        headers: Arg<'py>,
        files: Arg<'py>,
        request_type: Arg<'py>,
        client: Arg<'py>,
        requested_model: Arg<'py>,
        session: Arg<'py>,
        workspace: Arg<'py>,
        root: Arg<'py>,
        files_from: Arg<'py>,
        format: Arg<'py>,
        key: Arg<'py>,
    ) -> Out<Exchange> {
        let mut held = RequestArgs {
            body,
            path,
            headers,
            files,
            request_type,
            client,
            requested_model,
            session,
            workspace,
            root,
            files_from,
            format,
            key,
        }
        .read()?;
        let gate = self.handle.timed()?;
        let request = held.request();
        let core = wait(py, move || gate.begin(request))?;
        Ok(Exchange::new(core, &held.body, self.handle.clone_ref(py).clock))
    }

    /// Records a finished call that the host made by itself.
    #[pyo3(signature = (*, session=None, workspace=None, files=None, request_type=None, client=None,
        requested_model=None, format=None, path=None, headers=None, root=None, key=None, provider=None, model=None,
        outcome=None, status=None, started_at=None, prompt=None, output=None, input_tokens=None, output_tokens=None,
        cache_read=None, cache_write_5m=None, cache_write_long=None, reasoning=None, includes_cache=None,
        reported_cost=None, response_model=None, service_tier=None))]
    fn record<'py>(
        &self,
        py: Python<'py>,
        session: Arg<'py>,
        workspace: Arg<'py>,
        files: Arg<'py>,
        request_type: Arg<'py>,
        client: Arg<'py>,
        requested_model: Arg<'py>,
        format: Arg<'py>,
        path: Arg<'py>,
        headers: Arg<'py>,
        root: Arg<'py>,
        key: Arg<'py>,
        provider: Arg<'py>,
        model: Arg<'py>,
        outcome: Arg<'py>,
        status: Arg<'py>,
        started_at: Arg<'py>,
        prompt: Arg<'py>,
        output: Arg<'py>,
        input_tokens: Arg<'py>,
        output_tokens: Arg<'py>,
        cache_read: Arg<'py>,
        cache_write_5m: Arg<'py>,
        cache_write_long: Arg<'py>,
        reasoning: Arg<'py>,
        includes_cache: Arg<'py>,
        reported_cost: Arg<'py>,
        response_model: Arg<'py>,
        service_tier: Arg<'py>,
    ) -> Out<Receipt> {
        let record = Record {
            session: opt(&session, "session", text)?,
            workspace: opt(&workspace, "workspace", text)?,
            files: opt(&files, "files", args::paths)?,
            request_type: opt(&request_type, "request_type", text)?,
            client: opt(&client, "client", text)?,
            requested_model: opt(&requested_model, "requested_model", text)?,
            format: args::word(&format, "format", Format::parse)?,
            path: opt(&path, "path", text)?,
            headers: opt(&headers, "headers", args::pairs)?.map(Headers::Pairs),
            root: opt(&root, "root", args::path)?,
            key: opt(&key, "key", text)?,
            provider: opt(&provider, "provider", text)?,
            model: opt(&model, "model", text)?,
            outcome: args::word(&outcome, "outcome", Outcome::parse)?,
            status: opt(&status, "status", args::whole)?,
            started_at: opt(&started_at, "started_at", args::time)?,
            prompt: opt(&prompt, "prompt", text)?,
            output: opt(&output, "output", text)?,
            input_tokens: opt(&input_tokens, "input_tokens", args::number)?,
            output_tokens: opt(&output_tokens, "output_tokens", args::number)?,
            cache_read: opt(&cache_read, "cache_read", args::number)?,
            cache_write_5m: opt(&cache_write_5m, "cache_write_5m", args::number)?,
            cache_write_long: opt(&cache_write_long, "cache_write_long", args::number)?,
            reasoning: opt(&reasoning, "reasoning", args::number)?,
            includes_cache: opt(&includes_cache, "includes_cache", args::flag)?,
            reported_cost: opt(&reported_cost, "reported_cost", args::money)?,
            response_model: opt(&response_model, "response_model", text)?,
            service_tier: opt(&service_tier, "service_tier", text)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.record(&record)).map(Receipt)
    }

    /// Token usage and cost, in total and by row. Prints as a table.
    #[pyo3(signature = (*, workspace=None, by=None, since=None, until=None, session=None, provider=None, model=None,
        client=None, rule=None, request_type=None, compare=None))]
    fn usage(
        &self,
        py: Python<'_>,
        workspace: Arg<'_>,
        by: Arg<'_>,
        since: Arg<'_>,
        until: Arg<'_>,
        session: Arg<'_>,
        provider: Arg<'_>,
        model: Arg<'_>,
        client: Arg<'_>,
        rule: Arg<'_>,
        request_type: Arg<'_>,
        compare: Arg<'_>,
    ) -> Out<UsageReport> {
        let query = UsageQuery {
            workspace: opt(&workspace, "workspace", text)?,
            by: opt(&by, "by", usage::grouping)?.unwrap_or_default(),
            since: opt(&since, "since", args::time)?,
            until: opt(&until, "until", args::time)?,
            session: opt(&session, "session", text)?,
            provider: opt(&provider, "provider", text)?,
            model: opt(&model, "model", text)?,
            client: opt(&client, "client", text)?,
            rule: opt(&rule, "rule", args::whole)?,
            request_type: opt(&request_type, "request_type", text)?,
            compare: opt(&compare, "compare", usage::compare)?,
        };
        wait(py, || self.handle.core.usage().query(&query)).map(UsageReport)
    }

    /// Recorded attempts as text, oldest first, a page at a time.
    #[pyo3(signature = (*, format=None, workspace=None, since=None, until=None, session=None, provider=None, model=None,
        client=None, rule=None, request_type=None, limit=None, cursor=None))]
    fn export_usage(
        &self,
        py: Python<'_>,
        format: Arg<'_>,
        workspace: Arg<'_>,
        since: Arg<'_>,
        until: Arg<'_>,
        session: Arg<'_>,
        provider: Arg<'_>,
        model: Arg<'_>,
        client: Arg<'_>,
        rule: Arg<'_>,
        request_type: Arg<'_>,
        limit: Arg<'_>,
        cursor: Arg<'_>,
    ) -> Out<UsagePage> {
        let query = UsageExport {
            format: args::word(&format, "format", ExportFormat::parse)?,
            workspace: opt(&workspace, "workspace", text)?,
            since: opt(&since, "since", args::time)?,
            until: opt(&until, "until", args::time)?,
            session: opt(&session, "session", text)?,
            provider: opt(&provider, "provider", text)?,
            model: opt(&model, "model", text)?,
            client: opt(&client, "client", text)?,
            rule: opt(&rule, "rule", args::whole)?,
            request_type: opt(&request_type, "request_type", text)?,
            limit: opt(&limit, "limit", args::whole)?,
            cursor: opt(&cursor, "cursor", text)?,
        };
        wait(py, || self.handle.core.usage().export(&query)).map(UsagePage)
    }

    /// Asks the views of the store in SQL: one statement that reads.
    #[pyo3(signature = (sql, params=None, *, limit=None, timeout=None))]
    fn query(
        &self,
        py: Python<'_>,
        sql: &Bound<'_, PyAny>,
        params: Arg<'_>,
        limit: Arg<'_>,
        timeout: Arg<'_>,
    ) -> Out<QueryResult> {
        let sql = text(sql, "sql")?;
        let options = QueryOptions {
            params: opt(&params, "params", query::params)?,
            limit: opt(&limit, "limit", args::whole)?,
            timeout: opt(&timeout, "timeout", args::seconds)?,
        };
        wait(py, || self.handle.core.query(&sql, &options)).map(QueryResult)
    }

    /// Stops every call on this gate that waits or runs, on whatever thread; it raises `interrupted`.
    fn interrupt(&self, py: Python<'_>) -> Out<()> {
        wait(py, || self.handle.core.interrupt())
    }

    /// How the store stands.
    fn health(&self, py: Python<'_>) -> Out<Health> {
        wait(py, || self.handle.core.health()).map(Health)
    }

    /// Holds the sums that reports are made of against the attempts that they sum.
    #[pyo3(signature = (*, rebuild=None), text_signature = "($self, *, rebuild=False)")]
    fn verify(&self, py: Python<'_>, rebuild: Arg<'_>) -> Out<UsageCheck> {
        let rebuild = opt(&rebuild, "rebuild", args::flag)?.unwrap_or(false);
        wait(py, || self.handle.core.usage().verify(rebuild)).map(UsageCheck)
    }

    /// Prices recorded attempts anew; without `apply` it only reports what would change.
    #[pyo3(signature = (since, *, until=None, workspace=None, provider=None, model=None, apply=None))]
    fn reprice(
        &self,
        py: Python<'_>,
        since: &Bound<'_, PyAny>,
        until: Arg<'_>,
        workspace: Arg<'_>,
        provider: Arg<'_>,
        model: Arg<'_>,
        apply: Arg<'_>,
    ) -> Out<RepriceReport> {
        let query = RepriceQuery {
            since: Some(args::time(since, "since")?),
            until: opt(&until, "until", args::time)?,
            workspace: opt(&workspace, "workspace", text)?,
            provider: opt(&provider, "provider", text)?,
            model: opt(&model, "model", text)?,
            apply: opt(&apply, "apply", text)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.reprice(&query)).map(RepriceReport)
    }

    /// What the attempts of an exchange were charged before they were priced anew, oldest first.
    fn superseded_charges(&self, py: Python<'_>, exchange: &Bound<'_, PyAny>) -> Out<Vec<SupersededCharge>> {
        let exchange = text(exchange, "exchange")?;
        let found = wait(py, || self.handle.core.superseded_charges(&exchange))?;
        Ok(found.into_iter().map(SupersededCharge).collect())
    }

    /// Writes workspaces as a bundle: JSON text, the same bytes for the same content.
    #[pyo3(signature = (*, workspaces=None, parts=None))]
    fn export(&self, py: Python<'_>, workspaces: Arg<'_>, parts: Arg<'_>) -> Out<String> {
        let parts = opt(&parts, "parts", args::texts)?;
        let options = ExportOptions {
            workspaces: opt(&workspaces, "workspaces", args::texts)?,
            parts: parts.map(|parts| parts.iter().map(|part| Part::parse(part)).collect()).transpose()?,
        };
        wait(py, || self.handle.core.export(&options))
    }

    /// Reads a bundle and holds it against this store. Writes nothing.
    fn plan_import(&self, py: Python<'_>, bundle: &Bound<'_, PyAny>) -> Out<ImportPlan> {
        let bundle = Body::document(bundle, "bundle", Use::Bundle)?;
        let bytes = bundle.bytes().unwrap_or_default();
        let core = wait(py, || self.handle.core.plan_import(bytes))?;
        Ok(ImportPlan::new(core, self.handle.clone_ref(py).clock))
    }

    /// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
    /// closing again succeeds.
    fn close(&self, py: Python<'_>) -> Out<()> {
        wait(py, || self.handle.core.close())
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) -> Out<()> {
        self.close(py)
    }

    fn __aenter__(slf: Bound<'_, Self>) -> Out<Bound<'_, PyAny>> {
        let py = slf.py();
        Ok(py.import("codegate._flow")?.call_method1("ready", (slf,))?)
    }

    #[pyo3(signature = (*_exception))]
    fn __aexit__<'py>(slf: &Bound<'py, Self>, _exception: &Bound<'_, pyo3::types::PyTuple>) -> Out<Bound<'py, PyAny>> {
        Ok(slf.py().import("codegate._flow")?.call_method1("close", (slf,))?)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.handle.clock)
    }

    fn __repr__(&self) -> String {
        format!("<codegate.Gate {:?}>", self.path)
    }
}
