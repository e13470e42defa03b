//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Gate;
use crate::args;
use crate::call::{Out, wait};
use crate::exchange::Exchange;
use crate::records;
use crate::request;
use crate::request::Body;
use codegate_core::model;
use pyo3::prelude::*;

#[pymethods]
impl Gate {
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
}
