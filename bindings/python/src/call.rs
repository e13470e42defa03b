//! Calls into the core, and the mapping of their errors and panics.
//!
//! One rule says when the GIL is released ([`wait`]): for every call into the core except the accessors of an exchange,
//! which never wait. It cannot be known beforehand which call will find a changed configuration, a long list of rules,
//! a large event or a slow disk, and releasing costs less than a tenth of a microsecond.

use crate::handle::Cause;
use codegate_core::{Code, Error, Kind};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use std::error::Error as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result of everything that Python calls.
pub(crate) type Out<T> = Result<T, Fail>;

/// Why a call failed: an error of the library, or an exception that the host's own objects raised.
#[derive(Debug)]
pub(crate) enum Fail {
    Core(Error),
    Python(PyErr),
}

impl From<Error> for Fail {
    fn from(error: Error) -> Self {
        Fail::Core(error)
    }
}

impl From<PyErr> for Fail {
    fn from(error: PyErr) -> Self {
        Fail::Python(error)
    }
}

impl From<Fail> for PyErr {
    fn from(fail: Fail) -> Self {
        match fail {
            Fail::Core(error) => Python::attach(|py| match raised(py, &error) {
                Some(raised) => raised,
                None => exception(py, &error).unwrap_or_else(|raised| raised),
            }),
            Fail::Python(error) => error,
        }
    }
}

/// What a callable of the host raised while the core called it: an interrupt, say. It passes through unchanged.
fn raised(py: Python<'_>, error: &Error) -> Option<PyErr> {
    error.source()?.downcast_ref::<PyErr>().map(|raised| raised.clone_ref(py))
}

/// The exception of the package's own tree for an error of the core.
fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    macro_rules! class {
        ($name:literal) => {{
            static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
            CLASS.import(py, "codegate._errors", $name)?
        }};
    }
    let class = match error.kind() {
        Kind::Invalid => class!("InvalidError"),
        Kind::NotFound => class!("NotFoundError"),
        Kind::Conflict => class!("ConflictError"),
        Kind::Credential => class!("CredentialError"),
        Kind::Storage => class!("StorageError"),
        Kind::Handle => class!("HandleError"),
        Kind::Internal => class!("InternalError"),
    };
    let exception = PyErr::from_value(class.call1((error.message(), error.code().as_str()))?);
    if let Some(Cause(cause)) = error.source().and_then(|source| source.downcast_ref()) {
        exception.set_cause(py, Some(cause.clone_ref(py)));
    }
    Ok(exception)
}

/// The part of the package that is written in Python, for what awaits and what iterates.
pub(crate) fn flow(py: Python<'_>) -> PyResult<Bound<'_, PyModule>> {
    py.import("codegate._flow")
}

/// An `invalid_argument`.
pub(crate) fn invalid(message: impl Into<String>) -> Fail {
    Fail::Core(Error::new(Code::InvalidArgument, message))
}

/// A call on this thread with the GIL held, for what reads the host's clock. A panic becomes the error `internal`.
pub(crate) fn quick<T>(call: impl FnOnce() -> codegate_core::Result<T>) -> Out<T> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().copied();
            let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown");
            Err(Error::new(Code::Internal, format!("a bug in this library: {text}; please report it")))
        })
        .map_err(Fail::Core)
}

/// A call that may wait for the disk or a lock, or that has much to read; other threads run meanwhile.
pub(crate) fn wait<T: Send>(py: Python<'_>, call: impl FnOnce() -> codegate_core::Result<T> + Send) -> Out<T> {
    py.detach(|| quick(call))
}
