//! Requests and rules as a host passes them.

use crate::args::{self, Arg};
use crate::call::{Fail, Out};
use crate::json::{self, Use};
use crate::records::Rule;
use crate::sdk;
use codegate_core::model::{self, FormatPaths, Headers, RecordAttempt, RequestFields, RuleSpec};
use codegate_core::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use std::borrow::Cow;

/// A body in the type in which it came.
pub(crate) enum Body<'py> {
    None,
    Bytes(Bound<'py, PyBytes>),
    Text(Bound<'py, PyString>),
    Parsed(Vec<u8>),
}

impl<'py> Body<'py> {
    pub(crate) fn read(body: Arg<'py>) -> Out<Self> {
        let Some(body) = body else { return Ok(Body::None) };
        if sdk::is_left_out(&body)? {
            return Ok(Body::None);
        }
        if body.is_instance_of::<PyList>() {
            return Ok(Body::Parsed(json::dumps(&body, "body", Use::Body)?));
        }
        Body::document(&body, "body", Use::Body)
    }

    /// Bytes, text, or what becomes a JSON object, read where they lie.
    fn document(value: &Bound<'py, PyAny>, name: &str, purpose: Use) -> Out<Self> {
        if let Ok(text) = value.cast::<PyString>() {
            args::utf8(text, name)?;
            Ok(Body::Text(text.clone()))
        } else if value.is_instance_of::<PyDict>() || !value.is_instance_of::<PyBytes>() && sdk::is_object(value)? {
            Ok(Body::Parsed(json::dumps(value, name, purpose)?))
        } else {
            args::bytes_or(value, name, "bytes, text or parsed JSON").map(Body::Bytes)
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

    /// The request with this body, as the core takes it: one that lies with its owner is borrowed, one that was made
    /// here is moved.
    pub(crate) fn request(&mut self, fields: RequestFields) -> model::Request<'_> {
        fields.with_body(match self {
            Body::Parsed(bytes) => Some(Cow::Owned(std::mem::take(bytes))),
            body => body.bytes().map(Cow::Borrowed),
        })
    }
}

/// A bundle, read where it lies.
pub(crate) fn bundle<'py>(value: &Bound<'py, PyAny>, name: &str) -> Out<Body<'py>> {
    Body::document(value, name, Use::Bundle)
}

/// An event of a response.
pub(crate) fn event<'py>(value: &Bound<'py, PyAny>, name: &str) -> Out<Body<'py>> {
    Body::document(value, name, Use::Body)
}

/// The body of a response that was an error, as text; what is no UTF-8 in it says nothing.
pub(crate) fn answer(value: &Bound<'_, PyAny>, _name: &str) -> Out<String> {
    let body = Body::read(Some(value.clone()))?;
    Ok(String::from_utf8_lossy(body.bytes().unwrap_or_default()).into_owned())
}

/// A price table, read where it lies; one that an object has the path of is read from its file.
pub(crate) fn table<'py>(value: &Bound<'py, PyAny>, name: &str) -> Out<Body<'py>> {
    if !value.hasattr("__fspath__")? {
        let table = Body::document(value, name, Use::Bundle)?;
        return match &table {
            Body::Text(text) if !args::utf8(text, name)?.contains(['{', '[']) => Err(no_table(name)),
            _ => Ok(table),
        };
    }
    let path = value.py().import("pathlib")?.call_method1("Path", (value,))?;
    Body::document(&path.call_method0("read_bytes")?, name, Use::Bundle)
}

/// The error for a text that is no table, as the name of a file is none.
fn no_table(name: &str) -> Fail {
    let text = format!("`{name}` is a text, but not JSON; pass the path of a file as `pathlib.Path`");
    Error::new(Code::PricesInvalid, text).into()
}

/// Headers: a mapping, or pairs, of strings or of bytes.
pub(crate) fn headers(value: &Bound<'_, PyAny>, name: &str) -> Out<Headers> {
    args::headers(value, name).map(Headers::Pairs)
}

/// Paths of a provider: a dict of them by format.
pub(crate) fn format_paths(value: &Bound<'_, PyAny>, name: &str) -> Out<FormatPaths> {
    let paths = args::table(value, name)?;
    let fields: PyResult<Bound<'_, PyDict>> = paths.into_pyobject(value.py());
    Ok(model::from_json(&json::dumps(fields?.as_any(), name, Use::Record)?)?)
}

/// What a call is for, as facts say it in `request_type`, by its method, path and body; `None` where none of them says it.
/// So a host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`, `embeddings`, `images`,
/// `audio`, `moderation` and `batch` are, `models`, `files` and `other` are not.
#[pyfunction]
#[pyo3(signature = (method, path, body=None))]
pub(crate) fn request_type(
    method: &Bound<'_, PyAny>,
    path: &Bound<'_, PyAny>,
    body: Arg<'_>,
) -> Out<Option<&'static str>> {
    let (method, path, body) = (args::text(method, "method")?, args::text(path, "path")?, Body::read(body)?);
    Ok(codegate_core::request_type(&method, &path, body.bytes()))
}

/// Attempts of a record: dicts, in which times, seconds and amounts may be Python's own.
pub(crate) fn attempts(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<RecordAttempt>> {
    const WANTED: &str = "a list of dicts";
    let attempt = |given: &Bound<'_, PyAny>, name: &str| -> Out<Py<PyDict>> {
        let fields = given.cast::<PyDict>().map_err(|_| args::wrong(given, name, WANTED))?.copy()?;
        for (field, value) in fields.copy()? {
            let field = field.cast::<PyString>().map_err(|_| args::wrong(&field, name, "a dict with text keys"))?;
            match args::utf8(field, name)? {
                _ if value.is_none() => {}
                at @ ("started_at" | "finished_at") => fields.set_item(field, args::time(&value, at)?.to_string())?,
                cost @ "reported_cost" => fields.set_item(field, args::money(&value, cost)?.to_string())?,
                wait @ "retry_after" => fields.set_item(field, args::seconds(&value, wait)?)?,
                _ => {}
            }
        }
        Ok(fields.unbind())
    };
    let attempts = PyList::new(value.py(), args::items(value, name, WANTED, attempt)?)?;
    Ok(model::from_json(&json::dumps(&attempts, name, Use::Record)?)?)
}

/// Muxing rules: a list, or anything else that gives `Rule` objects or dicts in either form one by one.
pub(crate) fn rules(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<RuleSpec>> {
    let rules =
        PyList::new(value.py(), args::items(value, name, "a list of rules", |rule, _| Ok(rule.clone().unbind()))?)?;
    Ok(model::from_json(&json::dumps(&rules, name, Use::Record)?)?)
}

/// A muxing rule. Each condition is one value or a list, one of which must match; without one, every request matches.
///
/// to: One `provider/model` or a list: the first is the route, the rest are its fallbacks. `provider` alone keeps the
///     model that the client asked for.
/// files: Patterns, held against the base name, or with a `/` in them against the path; `{a,b}` are alternatives. What begins
///     with `!` excludes: one file must match one of the others, if there are any, and none of these.
/// request_type: `fim`, `chat` (every conversation but `fim`), or another word of facts or of the host's own; `!fim` excludes.
///     A rule takes conversations alone unless this or `requested_model` says more than what it excludes.
/// client: Names of clients; `!name` excludes.
/// requested_model: Patterns over the whole name of the model that the client asked for, with alternatives and exclusions.
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
    Ok(Rule(model::Rule { when: spec.when, to: spec.to, matcher: None, unknown: Vec::new() }))
}
