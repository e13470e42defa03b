//! What every Python object of a gate holds: the core's gate, and the host's clock.

use crate::args;
use crate::call::{Out, quick};
use codegate_core::model::Timestamp;
use codegate_core::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;
use pyo3::{PyTraverseError, PyVisit};

/// The core's gate, and the clock if it is a Python object.
pub(crate) struct Handle {
    pub(crate) core: codegate_core::Gate,
    pub(crate) clock: Option<Py<HostClock>>,
}

impl Handle {
    pub(crate) fn clone_ref(&self, py: Python<'_>) -> Handle {
        Handle { core: self.core.clone(), clock: self.clock.as_ref().map(|clock| clock.clone_ref(py)) }
    }

    /// The gate for one call that stamps a time: a host's clock is read here, on this thread with the GIL held.
    pub(crate) fn timed(&self) -> Out<codegate_core::Gate> {
        if self.clock.is_none() {
            return Ok(self.core.clone());
        }
        quick(|| self.core.now().map(|time| self.core.at(time)))
    }
}

/// A host's clock. What Python holds of a gate owns it, and the core refers to it weakly: a clock that leads back to its
/// gate, as a function of the same module does, is then a cycle that the garbage collector sees.
#[pyclass(frozen, weakref)]
pub(crate) struct HostClock(Py<PyAny>);

#[pymethods]
impl HostClock {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0)
    }
}

impl HostClock {
    pub(crate) fn new<'py>(clock: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Self>> {
        Bound::new(clock.py(), HostClock(clock.clone().unbind()))
    }
}

/// One reading of a host's clock. What the clock raises is the error's source, and reaches the caller from there.
pub(crate) fn read_clock(clock: &Py<PyWeakrefReference>) -> codegate_core::Result<Timestamp> {
    let fault = |text: String| Error::new(Code::InvalidArgument, format!("`clock` cannot be read: {text}"));
    let gone = || fault("the interpreter is gone".into());
    Python::try_attach(|py| {
        let clock = clock.bind(py).upgrade_as::<HostClock>().ok().flatten().ok_or_else(gone)?;
        let time = clock.get().0.bind(py).call0().map_err(|error| fault(error.to_string()).with_source(error))?;
        args::time(&time, "clock").map_err(|error| fault(PyErr::from(error).value(py).to_string()))
    })
    .unwrap_or_else(|| Err(gone()))
}
