//! What every Python object of a gate shares: the core's gate, and the host's code that it calls.

use crate::args;
use crate::call::{Out, quick};
use crate::shared::Shared;
use codegate_core::model::Timestamp;
use codegate_core::{Code, Error};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::Arc;

/// The core's gate, and the host's code if that is a Python object.
pub(crate) struct Handle {
    pub(crate) core: codegate_core::Gate,
    pub(crate) host: Option<Py<HostCode>>,
    pub(crate) shared: Arc<Shared>,
}

impl Handle {
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Handle {
        self.with(py, self.core.clone())
    }

    fn with(&self, py: Python<'_>, core: codegate_core::Gate) -> Handle {
        Handle { core, host: self.host.as_ref().map(|host| host.clone_ref(py)), shared: self.shared.clone() }
    }

    /// The same for one call that another thread makes later: the clock is read now, on this thread.
    pub(crate) fn now(&self, py: Python<'_>) -> Out<Handle> {
        let core = quick(|| self.core.now().map(|time| self.core.at(time)))?;
        Ok(self.with(py, core))
    }

    /// The gate for one call that stamps a time: a host's clock is read here, on this thread with the GIL held.
    pub(crate) fn timed(&self) -> Out<codegate_core::Gate> {
        if self.host.is_none() {
            return Ok(self.core.clone());
        }
        quick(|| self.core.now().map(|time| self.core.at(time)))
    }
}

/// A host's clock, and what it gives credentials with. What Python holds of a gate owns them, and the core refers to them
/// weakly: a clock that leads back to its gate, as a function of the same module does, is then a cycle that the garbage
/// collector sees.
#[pyclass(frozen, weakref)]
pub(crate) struct HostCode {
    pub(crate) clock: Option<Py<PyAny>>,
    pub(crate) credentials: Option<Py<PyAny>>,
}

#[pymethods]
impl HostCode {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.clock)?;
        visit.call(&self.credentials)
    }
}

type Weak = Py<PyWeakrefReference>;

/// One reading of a host's clock. What the clock raises is the error's source, and reaches the caller from there.
pub(crate) fn read_clock(host: &Weak) -> codegate_core::Result<Timestamp> {
    let fault = |text: String| Error::new(Code::InvalidArgument, format!("`clock` cannot be read: {text}"));
    let gone = || fault("the interpreter is gone".into());
    Python::try_attach(|py| {
        let host = host.bind(py).upgrade_as::<HostCode>().ok().flatten().ok_or_else(gone)?;
        let clock = host.get().clock.as_ref().ok_or_else(gone)?;
        let time = clock.bind(py).call0().map_err(|error| fault(error.to_string()).with_source(error))?;
        args::time(&time, "clock").map_err(|error| fault(PyErr::from(error).value(py).to_string()))
    })
    .unwrap_or_else(|| Err(gone()))
}

/// What a host's `credentials` give for an id. An exception becomes the cause of a `credential_unavailable`, whose own text
/// shows nothing of it; what is no `Exception`, such as an interrupt, reaches the caller unchanged.
pub(crate) fn read_secret(host: &Weak, id: &str) -> codegate_core::Result<Option<String>> {
    let fault = |what: &str| Error::new(Code::CredentialUnavailable, format!("`credentials` {what} for `host:{id}`"));
    let gone = || fault("are gone with their gate: there is no secret");
    Python::try_attach(|py| {
        let host = host.bind(py).upgrade_as::<HostCode>().ok().flatten().ok_or_else(gone)?;
        let credentials = host.get().credentials.as_ref().ok_or_else(gone)?;
        match credentials.bind(py).call1((id,)) {
            Ok(secret) if secret.is_none() => Ok(None),
            Ok(secret) => secret.extract().map(Some).map_err(|_| fault("must give a string or `None`, and did not")),
            Err(error) if error.is_instance_of::<PyException>(py) => Err(fault("raised").with_source(Cause(error))),
            Err(error) => Err(fault("were interrupted").with_source(error)),
        }
    })
    .unwrap_or_else(|| Err(gone()))
}

/// An exception of the host's code that becomes the cause of one of ours.
#[derive(Debug)]
pub(crate) struct Cause(pub(crate) PyErr);

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an exception of the host's code")
    }
}

impl std::error::Error for Cause {}
