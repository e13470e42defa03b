//! The open store. The calls that every language makes in the same way are generated at the end.

use crate::areas;
use crate::args;
use crate::bundle::ImportPlan;
use crate::call::{Fail, Out, flow, wait};
use crate::exchange::Exchange;
use crate::handle::Handle;
use crate::query;
use crate::records;
use crate::request::{self, Body};
use crate::usage;
use codegate_core::{Code, model};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3::{PyTraverseError, PyVisit};

/// An open store. Safe to share between threads; `with` closes it at the end.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Gate {
    pub(crate) handle: Handle,
}

#[pymethods]
impl Gate {
    /// The path of the store, as it was given or found; `:memory:` for one without a file.
    #[getter]
    fn path(&self) -> &str {
        &self.handle.shared.path
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self) -> bool {
        self.handle.shared.is_closed()
    }

    /// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
    /// closing again succeeds.
    ///
    /// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
    fn close(&self, py: Python<'_>) -> Out<()> {
        let closed = wait(py, || self.handle.core.close());
        // It is closed even where the checkpoint failed; only a forked child closes nothing.
        if !matches!(&closed, Err(Fail::Core(error)) if error.code() == Code::ForkedHandle) {
            self.handle.shared.close();
        }
        closed
    }

    /// `close` on a thread of the gate's own, after what is in line to be recorded.
    fn aclose<'py>(slf: &Bound<'py, Self>) -> Out<Bound<'py, PyAny>> {
        let close = slf.getattr("close")?;
        Ok(flow(slf.py())?.call_method1("run", (slf.get().handle.shared.records(slf.py())?, close))?)
    }

    /// `record` on a thread of the gate's own, after what is in line to be recorded. It begins at once, the clock is read
    /// now, and it goes on if the task that waits for it is cancelled.
    #[pyo3(signature = (**fields))]
    fn arecord<'py>(slf: &Bound<'py, Self>, fields: Option<&Bound<'py, PyDict>>) -> Out<Bound<'py, PyAny>> {
        let (py, handle) = (slf.py(), &slf.get().handle);
        let record = Bound::new(py, Gate { handle: handle.now(py)? })?.getattr("record")?;
        Ok(flow(py)?.call_method("run", (handle.shared.records(py)?, record), fields)?)
    }

    /// Makes any call that may wait on a thread of the gate's own: `await gate.run(gate.usage, by="model")`. It begins at once,
    /// and goes on if the task that waits for it is cancelled.
    #[pyo3(signature = (call, /, *args, **kwargs))]
    fn run<'py>(
        slf: &Bound<'py, Self>,
        call: &Bound<'py, PyAny>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> Out<Bound<'py, PyAny>> {
        if !call.is_callable() {
            return Err(args::wrong(call, "call", "a callable, such as `gate.usage`"));
        }
        let line = slf.get().handle.shared.calls(slf.py())?;
        let given = PyTuple::new(slf.py(), [&line, call])?.as_sequence().concat(args.as_sequence())?.to_tuple()?;
        Ok(flow(slf.py())?.call_method("run", given, kwargs)?)
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> Out<()> {
        self.close(py)
    }

    fn __aenter__(slf: Bound<'_, Self>) -> Out<Bound<'_, PyAny>> {
        Ok(flow(slf.py())?.call_method1("ready", (slf,))?)
    }

    #[pyo3(signature = (*_exception))]
    fn __aexit__<'py>(slf: &Bound<'py, Self>, _exception: &Bound<'_, PyTuple>) -> Out<Bound<'py, PyAny>> {
        Self::aclose(slf)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.handle.host)
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.handle.shared)
    }

    // What follows is generated from codegate-core by `cargo xtask gen`.
    /// Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that
    /// trims and lower-cases to them.
    #[getter]
    fn workspaces(&self, py: Python<'_>) -> areas::Workspaces {
        areas::Workspaces(self.handle.clone_ref(py))
    }

    /// Sessions, each with its active workspace. The session is `default` where a call names none.
    #[getter]
    fn sessions(&self, py: Python<'_>) -> areas::Sessions {
        areas::Sessions(self.handle.clone_ref(py))
    }

    /// Provider endpoints, shared by all workspaces.
    #[getter]
    fn providers(&self, py: Python<'_>) -> areas::Providers {
        areas::Providers(self.handle.clone_ref(py))
    }

    /// Personas, shared by all workspaces.
    #[getter]
    fn personas(&self, py: Python<'_>) -> areas::Personas {
        areas::Personas(self.handle.clone_ref(py))
    }

    /// Prices of tokens, for this gate.
    #[getter]
    fn prices(&self, py: Python<'_>) -> areas::Prices {
        areas::Prices(self.handle.clone_ref(py))
    }

    /// Prompts and outputs.
    #[getter]
    fn history(&self, py: Python<'_>) -> areas::History {
        areas::History(self.handle.clone_ref(py))
    }

    /// Alerts.
    #[getter]
    fn alerts(&self, py: Python<'_>) -> areas::Alerts {
        areas::Alerts(self.handle.clone_ref(py))
    }

    /// Token usage and cost, in total and by row. An exchange counts at the time it began.
    ///
    /// Prints as a table.
    ///
    /// workspace: One workspace, live or archived; all by default.
    /// by: Rows; only a total by default. The second splits each row of the first into a series: a day by model,
    ///     say.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    /// session: One session.
    /// provider: One provider.
    /// model: One model.
    /// client: One client.
    /// rule: Exchanges that the rule at this 0-based index of their workspace routed.
    /// request_type: One kind of request, compared exactly.
    /// zone: Time zone whose clock says which hour, day, week and month it is: a name of the IANA database, such as
    ///     `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the clock is
    ///     set. `since` and `until` are points in time in any zone.
    /// compare: Another period to compare this one with, which must have `since` and `until`. Where rows are
    ///     periods, the n-th row of one is compared with the n-th row of the other.
    ///
    /// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a
    /// `zone` that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is
    /// before `since`.
    #[pyo3(signature = (*, workspace=None, by=None, since=None, until=None, session=None, provider=None,
        model=None, client=None, rule=None, request_type=None, zone=None, compare=None))]
    fn usage(
        &self,
        py: Python<'_>,
        workspace: args::Arg<'_>,
        by: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        session: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        client: args::Arg<'_>,
        rule: args::Arg<'_>,
        request_type: args::Arg<'_>,
        zone: args::Arg<'_>,
        compare: args::Arg<'_>,
    ) -> Out<records::UsageReport> {
        let query = model::UsageQuery {
            workspace: args::opt(&workspace, "workspace", args::text)?,
            by: args::opt(&by, "by", usage::grouping)?.unwrap_or_default(),
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            session: args::opt(&session, "session", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            zone: args::opt(&zone, "zone", args::text)?,
            compare: args::opt(&compare, "compare", usage::compare)?,
        };
        wait(py, || self.handle.core.usage().query(&query)).map(records::UsageReport)
    }

    /// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
    /// differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all
    /// the same.
    ///
    /// Errors: with `rebuild`, those of the store.
    #[pyo3(
        signature = (*, rebuild=None),
        text_signature = "($self, *, rebuild=False)"
    )]
    fn verify(&self, py: Python<'_>, rebuild: args::Arg<'_>) -> Out<records::UsageCheck> {
        let rebuild = args::opt(&rebuild, "rebuild", args::flag)?.unwrap_or_default();
        wait(py, || self.handle.core.usage().verify(rebuild)).map(records::UsageCheck)
    }

    /// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a
    /// page as `cursor` of the next one. The concatenated pages are one document of the format.
    ///
    /// format: How they are written; `csv` by default.
    /// workspace: One workspace, live or archived; all by default.
    /// since: Exchanges that began at this time or later.
    /// until: Exchanges that began before this time.
    /// session: One session.
    /// provider: One provider.
    /// model: One model.
    /// client: One client.
    /// rule: Exchanges that the rule at this 0-based index of their workspace routed.
    /// request_type: One kind of request, compared exactly.
    /// limit: Attempts on this page, 1 to 1,000; 1,000 by default.
    /// cursor: `next` of the page before.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
    /// and where `until` is before `since`.
    #[pyo3(signature = (*, format=None, workspace=None, since=None, until=None, session=None, provider=None,
        model=None, client=None, rule=None, request_type=None, limit=None, cursor=None))]
    fn export_usage(
        &self,
        py: Python<'_>,
        format: args::Arg<'_>,
        workspace: args::Arg<'_>,
        since: args::Arg<'_>,
        until: args::Arg<'_>,
        session: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        client: args::Arg<'_>,
        rule: args::Arg<'_>,
        request_type: args::Arg<'_>,
        limit: args::Arg<'_>,
        cursor: args::Arg<'_>,
    ) -> Out<records::UsagePage> {
        let query = model::UsageExport {
            format: args::opt(&format, "format", args::word)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            since: args::opt(&since, "since", args::time)?,
            until: args::opt(&until, "until", args::time)?,
            session: args::opt(&session, "session", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            cursor: args::opt(&cursor, "cursor", args::text)?,
        };
        wait(py, || self.handle.core.usage().export(&query)).map(records::UsagePage)
    }

    /// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials. A
    /// body's content is never an error, and "no rule matched" is a regular result.
    ///
    /// body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
    ///     arguments state takes precedence over it.
    /// path: Path and query of the URL that the client called.
    /// method: The method with which it called it, such as `POST`.
    /// headers: The client's headers in their order, as a mapping or pairs; names in any case.
    /// files: Files that the request is about, as paths; replaces those found in the body.
    /// request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
    /// client: Name of the client.
    /// requested_model: The model that the client asked for.
    /// session: Session whose active workspace is used; `default` by default.
    /// workspace: Workspace for this request alone; changes no state.
    /// root: Root folder of the user's project, an absolute path.
    /// files_from: Where files are looked for; `last_turn` by default.
    /// format: The wire format, for hosts without a body.
    /// to: A provider, or `provider/model`, that the user chose: it stands before the rules.
    /// upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
    ///     the client's own credential, and is priced by that address.
    ///
    /// Errors: `too_large`, `session_not_found`, `workspace_not_found`, `workspace_archived`, `limit_exceeded`,
    /// `invalid_argument`.
    #[pyo3(signature = (*, body=None, path=None, method=None, headers=None, files=None, request_type=None,
        client=None, requested_model=None, session=None, workspace=None, root=None,
        files_from=None, format=None, to=None, upstream=None))]
    fn decide(
        &self,
        py: Python<'_>,
        body: args::Arg<'_>,
        path: args::Arg<'_>,
        method: args::Arg<'_>,
        headers: args::Arg<'_>,
        files: args::Arg<'_>,
        request_type: args::Arg<'_>,
        client: args::Arg<'_>,
        requested_model: args::Arg<'_>,
        session: args::Arg<'_>,
        workspace: args::Arg<'_>,
        root: args::Arg<'_>,
        files_from: args::Arg<'_>,
        format: args::Arg<'_>,
        to: args::Arg<'_>,
        upstream: args::Arg<'_>,
    ) -> Out<records::Decision> {
        let request = model::RequestFields {
            path: args::opt(&path, "path", args::text)?,
            method: args::opt(&method, "method", args::text)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            files: args::opt(&files, "files", args::paths)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            requested_model: args::opt(&requested_model, "requested_model", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            root: args::opt(&root, "root", args::path)?,
            files_from: args::opt(&files_from, "files_from", args::word)?,
            format: args::opt(&format, "format", args::word)?,
            key: None,
            to: args::opt(&to, "to", args::text)?,
            upstream: args::opt(&upstream, "upstream", args::text)?,
        };
        let mut body = Body::read(body)?;
        let request = body.request(request);
        wait(py, || self.handle.core.decide(&request)).map(records::Decision)
    }

    /// Decides, and reports for every rule and condition whether it holds and what it was compared with.
    ///
    /// Prints as text.
    ///
    /// body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
    ///     arguments state takes precedence over it.
    /// path: Path and query of the URL that the client called.
    /// method: The method with which it called it, such as `POST`.
    /// headers: The client's headers in their order, as a mapping or pairs; names in any case.
    /// files: Files that the request is about, as paths; replaces those found in the body.
    /// request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
    /// client: Name of the client.
    /// requested_model: The model that the client asked for.
    /// session: Session whose active workspace is used; `default` by default.
    /// workspace: Workspace for this request alone; changes no state.
    /// root: Root folder of the user's project, an absolute path.
    /// files_from: Where files are looked for; `last_turn` by default.
    /// format: The wire format, for hosts without a body.
    /// to: A provider, or `provider/model`, that the user chose: it stands before the rules.
    /// upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
    ///     the client's own credential, and is priced by that address.
    ///
    /// Errors: those of `Gate.decide`.
    #[pyo3(signature = (*, body=None, path=None, method=None, headers=None, files=None, request_type=None,
        client=None, requested_model=None, session=None, workspace=None, root=None,
        files_from=None, format=None, to=None, upstream=None))]
    fn explain(
        &self,
        py: Python<'_>,
        body: args::Arg<'_>,
        path: args::Arg<'_>,
        method: args::Arg<'_>,
        headers: args::Arg<'_>,
        files: args::Arg<'_>,
        request_type: args::Arg<'_>,
        client: args::Arg<'_>,
        requested_model: args::Arg<'_>,
        session: args::Arg<'_>,
        workspace: args::Arg<'_>,
        root: args::Arg<'_>,
        files_from: args::Arg<'_>,
        format: args::Arg<'_>,
        to: args::Arg<'_>,
        upstream: args::Arg<'_>,
    ) -> Out<records::Explanation> {
        let request = model::RequestFields {
            path: args::opt(&path, "path", args::text)?,
            method: args::opt(&method, "method", args::text)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            files: args::opt(&files, "files", args::paths)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            requested_model: args::opt(&requested_model, "requested_model", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            root: args::opt(&root, "root", args::path)?,
            files_from: args::opt(&files_from, "files_from", args::word)?,
            format: args::opt(&format, "format", args::word)?,
            key: None,
            to: args::opt(&to, "to", args::text)?,
            upstream: args::opt(&upstream, "upstream", args::text)?,
        };
        let mut body = Body::read(body)?;
        let request = body.request(request);
        wait(py, || self.handle.core.explain(&request)).map(records::Explanation)
    }

    /// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.
    ///
    /// body: The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other
    ///     arguments state takes precedence over it.
    /// path: Path and query of the URL that the client called.
    /// method: The method with which it called it, such as `POST`.
    /// headers: The client's headers in their order, as a mapping or pairs; names in any case.
    /// files: Files that the request is about, as paths; replaces those found in the body.
    /// request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
    /// client: Name of the client.
    /// requested_model: The model that the client asked for.
    /// session: Session whose active workspace is used; `default` by default.
    /// workspace: Workspace for this request alone; changes no state.
    /// root: Root folder of the user's project, an absolute path.
    /// files_from: Where files are looked for; `last_turn` by default.
    /// format: The wire format, for hosts without a body.
    /// key: The host's own key of this exchange; finishing a second one with the same key gives the first receipt.
    /// to: A provider, or `provider/model`, that the user chose: it stands before the rules.
    /// upstream: Where the request was going, an origin or a base URL: where no rule matches, it goes there with
    ///     the client's own credential, and is priced by that address.
    ///
    /// Errors: those of `Gate.decide`, `credential_unavailable`, `credential_locked`.
    #[pyo3(signature = (*, body=None, path=None, method=None, headers=None, files=None, request_type=None,
        client=None, requested_model=None, session=None, workspace=None, root=None,
        files_from=None, format=None, key=None, to=None, upstream=None))]
    fn begin(
        &self,
        py: Python<'_>,
        body: args::Arg<'_>,
        path: args::Arg<'_>,
        method: args::Arg<'_>,
        headers: args::Arg<'_>,
        files: args::Arg<'_>,
        request_type: args::Arg<'_>,
        client: args::Arg<'_>,
        requested_model: args::Arg<'_>,
        session: args::Arg<'_>,
        workspace: args::Arg<'_>,
        root: args::Arg<'_>,
        files_from: args::Arg<'_>,
        format: args::Arg<'_>,
        key: args::Arg<'_>,
        to: args::Arg<'_>,
        upstream: args::Arg<'_>,
    ) -> Out<Exchange> {
        let request = model::RequestFields {
            path: args::opt(&path, "path", args::text)?,
            method: args::opt(&method, "method", args::text)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            files: args::opt(&files, "files", args::paths)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            requested_model: args::opt(&requested_model, "requested_model", args::text)?,
            session: args::opt(&session, "session", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            root: args::opt(&root, "root", args::path)?,
            files_from: args::opt(&files_from, "files_from", args::word)?,
            format: args::opt(&format, "format", args::word)?,
            key: args::opt(&key, "key", args::text)?,
            to: args::opt(&to, "to", args::text)?,
            upstream: args::opt(&upstream, "upstream", args::text)?,
        };
        let mut body = Body::read(body)?;
        let request = body.request(request);
        let gate = self.handle.timed()?;
        wait(py, move || gate.begin(request)).map(|found| Exchange::new(found, &body, self.handle.clone_ref(py)))
    }

    /// Records a finished call that the host made without this library.
    ///
    /// session: Session whose active workspace is used; `default` by default.
    /// workspace: Workspace for this request alone; changes no state.
    /// files: Files that the request is about, as paths; replaces those found in the body.
    /// request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
    /// client: Name of the client.
    /// requested_model: The model that the client asked for.
    /// format: The wire format, for hosts without a body.
    /// path: Path and query of the URL that the client called.
    /// headers: The client's headers in their order, as a mapping or pairs; names in any case.
    /// root: Root folder of the user's project, an absolute path.
    /// key: The host's own key, such as the id of a message; see `on_duplicate`.
    /// on_duplicate: What to do where the key was recorded before; `replace` by default.
    /// rule: 0-based index of the rule that routed it, in its workspace.
    /// attempts: Its attempts in order, at least one, where it took several. What is said of one is then said there
    ///     and not here: provider, model, status, reason and counts.
    /// provider: Provider that answered. One that was not added needs `provider_type`.
    /// provider_type: Type of the provider, whose prices apply where it was not added. Without `provider` it is
    ///     named by its type.
    /// model: Model that was asked for.
    /// outcome: How it ended; by default as its last attempt, which is failed where the status is 400 or more, else
    ///     completed.
    /// status: Status of the HTTP response.
    /// reason: Why it failed, in the host's words; at most 1,024 bytes are kept.
    /// started_at: When it began; by default when its first attempt did, else now.
    /// finished_at: When it ended; by default when its last attempt did, else now.
    /// prompt: The user's text, for the history.
    /// output: The assistant's text, for the history.
    /// input_tokens: Input tokens; `includes_cache` says whether they include the cached ones.
    /// output_tokens: Output tokens, reasoning included.
    /// cache_read: Input tokens read from a cache; 0 if not given.
    /// cache_write_5m: Input tokens written to a cache for five minutes; 0 if not given.
    /// cache_write_long: Input tokens written to a cache for longer; 0 if not given.
    /// reasoning: Output tokens spent on reasoning.
    /// audio_input: Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts
    ///     that follow.
    /// image_input: Tokens of images among all input tokens, cached ones included.
    /// video_input: Tokens of video among all input tokens.
    /// audio_cache_read: Tokens of audio among those read from a cache.
    /// image_cache_read: Tokens of images among those read from a cache.
    /// audio_output: Tokens of audio in the output.
    /// image_output: Tokens of images in the output.
    /// video_output: Tokens of video in the output.
    /// units: What is charged by the piece, with its number, as in `Usage.units`.
    /// includes_cache: Whether `input_tokens` includes the cached ones; true by default.
    /// reported_cost: What the provider reports as cost, in US dollars: a decimal.
    /// response_model: The model that answered, where it is not the one asked for.
    /// service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
    ///     prices.
    /// inference_geo: Where the model ran, in the provider's words, where that has a surcharge: `us`.
    ///
    /// Errors: those of `Gate.decide`, `provider_not_found`, and those of the store.
    #[pyo3(signature = (*, session=None, workspace=None, files=None, request_type=None, client=None,
        requested_model=None, format=None, path=None, headers=None, root=None, key=None,
        on_duplicate=None, rule=None, attempts=None, provider=None, provider_type=None,
        model=None, outcome=None, status=None, reason=None, started_at=None, finished_at=None,
        prompt=None, output=None, input_tokens=None, output_tokens=None, cache_read=None,
        cache_write_5m=None, cache_write_long=None, reasoning=None, audio_input=None,
        image_input=None, video_input=None, audio_cache_read=None, image_cache_read=None,
        audio_output=None, image_output=None, video_output=None, units=None,
        includes_cache=None, reported_cost=None, response_model=None, service_tier=None,
        inference_geo=None))]
    fn record(
        &self,
        py: Python<'_>,
        session: args::Arg<'_>,
        workspace: args::Arg<'_>,
        files: args::Arg<'_>,
        request_type: args::Arg<'_>,
        client: args::Arg<'_>,
        requested_model: args::Arg<'_>,
        format: args::Arg<'_>,
        path: args::Arg<'_>,
        headers: args::Arg<'_>,
        root: args::Arg<'_>,
        key: args::Arg<'_>,
        on_duplicate: args::Arg<'_>,
        rule: args::Arg<'_>,
        attempts: args::Arg<'_>,
        provider: args::Arg<'_>,
        provider_type: args::Arg<'_>,
        model: args::Arg<'_>,
        outcome: args::Arg<'_>,
        status: args::Arg<'_>,
        reason: args::Arg<'_>,
        started_at: args::Arg<'_>,
        finished_at: args::Arg<'_>,
        prompt: args::Arg<'_>,
        output: args::Arg<'_>,
        input_tokens: args::Arg<'_>,
        output_tokens: args::Arg<'_>,
        cache_read: args::Arg<'_>,
        cache_write_5m: args::Arg<'_>,
        cache_write_long: args::Arg<'_>,
        reasoning: args::Arg<'_>,
        audio_input: args::Arg<'_>,
        image_input: args::Arg<'_>,
        video_input: args::Arg<'_>,
        audio_cache_read: args::Arg<'_>,
        image_cache_read: args::Arg<'_>,
        audio_output: args::Arg<'_>,
        image_output: args::Arg<'_>,
        video_output: args::Arg<'_>,
        units: args::Arg<'_>,
        includes_cache: args::Arg<'_>,
        reported_cost: args::Arg<'_>,
        response_model: args::Arg<'_>,
        service_tier: args::Arg<'_>,
        inference_geo: args::Arg<'_>,
    ) -> Out<records::Receipt> {
        let record = model::Record {
            session: args::opt(&session, "session", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            files: args::opt(&files, "files", args::paths)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            requested_model: args::opt(&requested_model, "requested_model", args::text)?,
            format: args::opt(&format, "format", args::word)?,
            path: args::opt(&path, "path", args::text)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            root: args::opt(&root, "root", args::path)?,
            key: args::opt(&key, "key", args::text)?,
            on_duplicate: args::opt(&on_duplicate, "on_duplicate", args::word)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            attempts: args::opt(&attempts, "attempts", request::attempts)?,
            provider: args::opt(&provider, "provider", args::text)?,
            provider_type: args::opt(&provider_type, "provider_type", args::word)?,
            model: args::opt(&model, "model", args::text)?,
            outcome: args::opt(&outcome, "outcome", args::word)?,
            status: args::opt(&status, "status", args::whole)?,
            reason: args::opt(&reason, "reason", args::text)?,
            started_at: args::opt(&started_at, "started_at", args::time)?,
            finished_at: args::opt(&finished_at, "finished_at", args::time)?,
            prompt: args::opt(&prompt, "prompt", args::text)?,
            output: args::opt(&output, "output", args::text)?,
            input_tokens: args::opt(&input_tokens, "input_tokens", args::whole)?,
            output_tokens: args::opt(&output_tokens, "output_tokens", args::whole)?,
            cache_read: args::opt(&cache_read, "cache_read", args::whole)?,
            cache_write_5m: args::opt(&cache_write_5m, "cache_write_5m", args::whole)?,
            cache_write_long: args::opt(&cache_write_long, "cache_write_long", args::whole)?,
            reasoning: args::opt(&reasoning, "reasoning", args::whole)?,
            audio_input: args::opt(&audio_input, "audio_input", args::whole)?,
            image_input: args::opt(&image_input, "image_input", args::whole)?,
            video_input: args::opt(&video_input, "video_input", args::whole)?,
            audio_cache_read: args::opt(&audio_cache_read, "audio_cache_read", args::whole)?,
            image_cache_read: args::opt(&image_cache_read, "image_cache_read", args::whole)?,
            audio_output: args::opt(&audio_output, "audio_output", args::whole)?,
            image_output: args::opt(&image_output, "image_output", args::whole)?,
            video_output: args::opt(&video_output, "video_output", args::whole)?,
            units: args::opt(&units, "units", args::counts)?,
            includes_cache: args::opt(&includes_cache, "includes_cache", args::flag)?,
            reported_cost: args::opt(&reported_cost, "reported_cost", args::money)?,
            response_model: args::opt(&response_model, "response_model", args::text)?,
            service_tier: args::opt(&service_tier, "service_tier", args::text)?,
            inference_geo: args::opt(&inference_geo, "inference_geo", args::text)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.record(&record)).map(records::Receipt)
    }

    /// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.
    ///
    /// workspaces: Names; all live workspaces by default. Archived ones only by name.
    /// parts: Parts; all by default.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument`.
    #[pyo3(signature = (*, workspaces=None, parts=None))]
    fn export(&self, py: Python<'_>, workspaces: args::Arg<'_>, parts: args::Arg<'_>) -> Out<String> {
        let options = model::ExportOptions {
            workspaces: args::opt(&workspaces, "workspaces", args::texts)?,
            parts: args::opt(&parts, "parts", args::words)?,
        };
        wait(py, || self.handle.core.export(&options))
    }

    /// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing.
    ///
    /// bundle: Its bytes, its text, or parsed JSON.
    ///
    /// Errors: `bundle_invalid`, `limit_exceeded`.
    fn plan_import(&self, py: Python<'_>, bundle: &Bound<'_, PyAny>) -> Out<ImportPlan> {
        let bundle = request::bundle(bundle, "bundle")?;
        let bundle = bundle.bytes().unwrap_or_default();
        wait(py, || self.handle.core.plan_import(bundle))
            .map(|found| ImportPlan::new(found, self.handle.clone_ref(py).host))
    }

    /// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
    /// after the other on a connection of their own, and block no decision and no finish.
    ///
    /// params: Values of the parameters of the statement; none by default.
    /// limit: Rows at most, 1 to 100,000; 1,000 by default.
    /// timeout: Seconds that the statement may run, above 0 and at most 3,600; 5 by default.
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
    /// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
    /// that are too large; `interrupted` when it runs longer than `timeout`.
    #[pyo3(signature = (sql, params=None, *, limit=None, timeout=None))]
    fn query(
        &self,
        py: Python<'_>,
        sql: &Bound<'_, PyAny>,
        params: args::Arg<'_>,
        limit: args::Arg<'_>,
        timeout: args::Arg<'_>,
    ) -> Out<records::QueryResult> {
        let sql = args::text(sql, "sql")?;
        let options = model::QueryOptions {
            params: args::opt(&params, "params", query::params)?,
            limit: args::opt(&limit, "limit", args::whole)?,
            timeout: args::opt(&timeout, "timeout", args::seconds)?,
        };
        wait(py, || self.handle.core.query(&sql, &options)).map(records::QueryResult)
    }

    /// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
    /// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
    /// whose finish was interrupted is still open and can be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    fn interrupt(&self, py: Python<'_>) -> Out<()> {
        wait(py, || self.handle.core.interrupt())
    }

    /// The state of the store: its path, versions and sizes, and what the host should know. It also reports on a store
    /// whose file is gone.
    fn health(&self, py: Python<'_>) -> Out<records::Health> {
        wait(py, || self.handle.core.health()).map(records::Health)
    }

    /// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
    /// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report
    /// it makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
    /// (`Gate.superseded_charges`).
    ///
    /// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of
    /// the query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`.
    ///
    /// since: Of exchanges that began at this time or later.
    /// until: Of exchanges that began before this time.
    /// workspace: Of one workspace, live or archived.
    /// provider: At this provider.
    /// model: With this model as the one that was asked for.
    /// apply: The `token` of the report to apply; without it nothing is written.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply`
    /// `reprice_stale` where the changes would not be those of the report, and those of the store.
    #[pyo3(signature = (since, *, until=None, workspace=None, provider=None, model=None, apply=None))]
    fn reprice(
        &self,
        py: Python<'_>,
        since: &Bound<'_, PyAny>,
        until: args::Arg<'_>,
        workspace: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        apply: args::Arg<'_>,
    ) -> Out<records::RepriceReport> {
        let query = model::RepriceQuery {
            since: args::time(since, "since")?,
            until: args::opt(&until, "until", args::time)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            apply: args::opt(&apply, "apply", args::text)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.reprice(&query)).map(records::RepriceReport)
    }

    /// What the attempts of an exchange were charged before they were repriced, oldest first.
    ///
    /// Errors: `exchange_not_found`.
    fn superseded_charges(&self, py: Python<'_>, exchange: &Bound<'_, PyAny>) -> Out<Vec<records::SupersededCharge>> {
        let exchange = args::text(exchange, "exchange")?;
        wait(py, || self.handle.core.superseded_charges(&exchange))
            .map(|found| found.into_iter().map(records::SupersededCharge).collect())
    }

    /// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
    /// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand
    /// there, whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single
    /// fields; null, in JSON, clears one.
    ///
    /// Each error has the line and the column where the text has them, and shows no value that might be a secret.
    ///
    /// config: The text of a `codegate.toml`, or a dict of the same shape.
    /// dry_run: Only says what would change; false by default.
    /// folder: The folder that the paths in the settings are relative to: that of their file. A relative path needs
    ///     it.
    ///
    /// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
    /// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here
    /// is of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each
    /// part alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`,
    /// `workspace_not_found`, `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
    #[pyo3(
        signature = (config, *, dry_run=None, folder=None),
        text_signature = "($self, config, *, dry_run=False, folder=None)"
    )]
    fn apply(
        &self,
        py: Python<'_>,
        config: &Bound<'_, PyAny>,
        dry_run: args::Arg<'_>,
        folder: args::Arg<'_>,
    ) -> Out<records::SettingsPlan> {
        let config = request::bundle(config, "config")?;
        let config = config.bytes().unwrap_or_default();
        let options = model::ApplyOptions {
            dry_run: args::opt(&dry_run, "dry_run", args::flag)?.unwrap_or_default(),
            folder: args::opt(&folder, "folder", args::path)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.apply(config, &options)).map(records::SettingsPlan)
    }
}
