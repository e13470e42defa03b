//! The open store. The calls that every language makes in the same way are generated, in the files of this name's folder.

mod accessors;
mod recording;
mod reports;
mod requests;
mod upkeep;

use crate::args;
use crate::call::{Fail, Out, flow, wait};
use crate::handle::Handle;
use codegate_core::Code;
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
    /// closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
    /// cannot be now either, this fails, and closing again tries again.
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
}
