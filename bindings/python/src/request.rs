//! Requests and rules as a host passes them.

use crate::args::{self, Arg, opt, text};
use crate::call::Out;
use crate::json::{self, Use};
use crate::records::Rule;
use codegate_core::model::{self, FilesFrom, Format, RuleSpec};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use std::borrow::Cow;

/// The arguments of `decide`, `explain` and `begin`.
pub(crate) struct RequestArgs<'py> {
    pub(crate) body: Arg<'py>,
    pub(crate) path: Arg<'py>,
    pub(crate) headers: Arg<'py>,
    pub(crate) files: Arg<'py>,
    pub(crate) request_type: Arg<'py>,
    pub(crate) client: Arg<'py>,
    pub(crate) requested_model: Arg<'py>,
    pub(crate) session: Arg<'py>,
    pub(crate) workspace: Arg<'py>,
    pub(crate) root: Arg<'py>,
    pub(crate) files_from: Arg<'py>,
    pub(crate) format: Arg<'py>,
    pub(crate) key: Arg<'py>,
}

/// A request whose body still lies with its owner.
pub(crate) struct Held<'py> {
    pub(crate) body: Body<'py>,
    fields: model::Request<'static>,
}

/// A body in the type in which it came.
pub(crate) enum Body<'py> {
    None,
    Bytes(Bound<'py, PyBytes>),
    Text(Bound<'py, PyString>),
    Parsed(Vec<u8>),
}

impl<'py> RequestArgs<'py> {
    pub(crate) fn read(self) -> Out<Held<'py>> {
        let fields = model::Request {
            body: None,
            path: opt(&self.path, "path", text)?,
            headers: opt(&self.headers, "headers", args::pairs)?.unwrap_or_default(),
            files: opt(&self.files, "files", args::paths)?,
            request_type: opt(&self.request_type, "request_type", text)?,
            client: opt(&self.client, "client", text)?,
            requested_model: opt(&self.requested_model, "requested_model", text)?,
            session: opt(&self.session, "session", text)?,
            workspace: opt(&self.workspace, "workspace", text)?,
            root: opt(&self.root, "root", args::path)?,
            files_from: args::word(&self.files_from, "files_from", FilesFrom::parse)?,
            format: args::word(&self.format, "format", Format::parse)?,
            key: opt(&self.key, "key", text)?,
        };
        Ok(Held { body: Body::read(self.body)?, fields })
    }
}

impl<'py> Body<'py> {
    fn read(body: Arg<'py>) -> Out<Self> {
        let Some(body) = body else { return Ok(Body::None) };
        if body.is_instance_of::<PyList>() {
            return Ok(Body::Parsed(json::dumps(&body, "body", Use::Body)?));
        }
        Body::document(&body, "body", Use::Body)
    }

    /// Bytes, text, or a dict, read where they lie.
    pub(crate) fn document(value: &Bound<'py, PyAny>, name: &str, purpose: Use) -> Out<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            args::utf8(text, name)?;
            Ok(Body::Text(text.clone()))
        } else if value.is_instance_of::<PyDict>() {
            Ok(Body::Parsed(json::dumps(value, name, purpose)?))
        } else {
            args::bytes(value, name).map(Body::Bytes)
        }
    }

    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Body::None => None,
            Body::Bytes(bytes) => Some(bytes.as_bytes()),
            // It was found to be UTF-8, and a text never changes.
            Body::Text(text) => text.to_str().ok().map(str::as_bytes),
            Body::Parsed(bytes) => Some(bytes),
        }
    }
}

impl Held<'_> {
    /// The request as the core takes it: a body that lies with its owner is borrowed, one that was made here is moved.
    pub(crate) fn request(&mut self) -> model::Request<'_> {
        let body = match &mut self.body {
            Body::Parsed(bytes) => Some(Cow::Owned(std::mem::take(bytes))),
            body => body.bytes().map(Cow::Borrowed),
        };
        model::Request { body, ..std::mem::take(&mut self.fields) }
    }
}

/// Muxing rules: a list, or anything else that gives `Rule` objects or dicts in either form one by one.
pub(crate) fn rules(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<RuleSpec>> {
    let rules =
        PyList::new(value.py(), args::items(value, name, "a list of rules", |rule, _| Ok(rule.clone().unbind()))?)?;
    Ok(model::from_json(&json::dumps(&rules, name, Use::Record)?)?)
}

/// A muxing rule. Each condition is one value or a list, one of which must match; without one, every request matches.
/// `to` is one `provider/model` or a list: the first is the route, the rest are its fallbacks.
#[pyfunction]
#[pyo3(signature = (*, to, files=None, request_type=None, client=None, requested_model=None))]
pub(crate) fn rule(
    py: Python<'_>,
    to: &Bound<'_, PyAny>,
    files: Arg<'_>,
    request_type: Arg<'_>,
    client: Arg<'_>,
    requested_model: Arg<'_>,
) -> Out<Rule> {
    let when = PyDict::new(py);
    let conditions =
        [("files", files), ("request_type", request_type), ("client", client), ("requested_model", requested_model)];
    for (name, value) in conditions {
        if let Some(value) = value {
            when.set_item(name, value)?;
        }
    }
    let fields = PyDict::new(py);
    fields.set_item("when", when)?;
    fields.set_item("to", to)?;
    let spec: RuleSpec = model::from_json(&json::dumps(&fields, "rule", Use::Record)?)?;
    Ok(Rule(model::Rule { when: spec.when, to: spec.to, unknown: Vec::new() }))
}
