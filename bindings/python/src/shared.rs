//! What all Python objects of one open gate share besides the core: whether it was closed, and the threads that wait for it.

use pyo3::exceptions::PyResourceWarning;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::ffi::CString;
use std::sync::atomic::{AtomicBool, Ordering};

/// Calls under `Gate.run` that are made at the same time.
const CALLS: usize = 4;

pub(crate) struct Shared {
    /// The path of the store.
    pub(crate) path: String,
    closed: AtomicBool,
    /// The process that opened it.
    process: u32,
    records: PyOnceLock<Py<PyAny>>,
    calls: PyOnceLock<Py<PyAny>>,
}

impl Shared {
    pub(crate) fn new(path: String) -> Self {
        let (records, calls) = (PyOnceLock::new(), PyOnceLock::new());
        Shared { path, closed: AtomicBool::new(false), process: std::process::id(), records, calls }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// The line of what is recorded. One thread suffices: the store takes one write at a time.
    pub(crate) fn records<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        line(py, &self.records, 1)
    }

    /// The line of all other calls, which need not wait for what is being recorded.
    pub(crate) fn calls<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        line(py, &self.calls, CALLS)
    }
}

fn line<'py>(py: Python<'py>, cell: &PyOnceLock<Py<PyAny>>, threads: usize) -> PyResult<Bound<'py, PyAny>> {
    let made = || PyResult::Ok(py.import("codegate._work")?.getattr("Line")?.call1((threads,))?.unbind());
    Ok(cell.get_or_try_init(py, made)?.bind(py).clone())
}

impl Drop for Shared {
    /// A forked child may not close what it has inherited, and is not asked to.
    fn drop(&mut self) {
        if !self.is_closed() && self.process == std::process::id() {
            warn(format!("unclosed {self:?}: use it by `with`, or call `close`"));
        }
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<codegate.Gate {:?}>", self.path)
    }
}

/// A `ResourceWarning` from a destructor. An exception that is on its way there stays the one that it is.
pub(crate) fn warn(text: String) {
    Python::try_attach(|py| {
        let raised = PyErr::take(py);
        let text = CString::new(text).unwrap_or_default();
        if let Err(error) = PyErr::warn(py, &py.get_type::<PyResourceWarning>(), &text, 1) {
            error.write_unraisable(py, None);
        }
        if let Some(raised) = raised {
            raised.restore(py);
        }
    });
}
