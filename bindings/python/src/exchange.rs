//! One request and its response. The calls that every language makes in the same way are generated, in this name's folder.

mod calls;

use crate::args::{self, Arg, opt};
use crate::bytes::copied;
use crate::call::{Out, flow, invalid, quick, wait};
use crate::handle::Handle;
use crate::records::{Decision, Receipt, Route, Warning};
use crate::request::Body;
use crate::shared::warn;
use crate::value;
use codegate_core::model::{FailureClass, Finish};
use codegate_core::{Code, Error};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCFunction, PyInt, PyString, PyTuple};
use pyo3::{PyTraverseError, PyVisit};
use std::borrow::Cow;

/// The type in which a body came, and goes back.
#[derive(Clone, Copy)]
enum Shape {
    None,
    Bytes,
    Text,
    Parsed,
}

/// A request and its response, from the decision to the receipt.
///
/// `with` records it at the end if nothing else did: as completed if the response was seen whole, as failed if it is an error,
/// else as aborted.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Exchange {
    /// Always there, until the drop takes it.
    core: Option<codegate_core::Exchange>,
    shape: Shape,
    /// Its gate's. The garbage collector sees by it what leads from an exchange to the host's code.
    handle: Handle,
}

impl Exchange {
    pub(crate) fn new(core: codegate_core::Exchange, body: &Body<'_>, handle: Handle) -> Self {
        let shape = match body {
            Body::None => Shape::None,
            Body::Bytes(_) => Shape::Bytes,
            Body::Text(_) => Shape::Text,
            Body::Parsed(_) => Shape::Parsed,
        };
        Exchange { core: Some(core), shape, handle }
    }

    fn core(&self) -> Out<&codegate_core::Exchange> {
        self.core.as_ref().ok_or_else(|| Error::new(Code::Internal, "the exchange is gone; please report it").into())
    }

    /// The exchange for one call that may leave this thread: the clock is read here, on the caller's.
    fn timed(&self) -> Out<codegate_core::Exchange> {
        let core = self.core()?;
        quick(|| core.now().map(|time| core.at(time)))
    }
}

impl Drop for Exchange {
    /// An exchange that nobody finished is recorded on a best-effort basis, with the GIL released, as the disk may
    /// wait. Python tells whoever wants to know, as it does of files.
    fn drop(&mut self) {
        let core = self.core.take();
        let left = core.as_ref().filter(|core| core.is_open()).map(|core| core.id().to_owned());
        let record = move || {
            drop(core);
            Ok(())
        };
        let _ = Python::try_attach(|py| wait(py, record));
        if let Some(id) = left {
            warn(format!("unfinished exchange {id}: use it by `with`, or call `finish`, `close` or `discard`"));
        }
    }
}

/// What `with` raises at its end: an exception that is on its way out is never hidden by one of ours.
fn unless_raised(exception: &Bound<'_, PyTuple>, left: Out<()>) -> Out<()> {
    match exception.get_item(0) {
        Ok(kind) if !kind.is_none() => Ok(()),
        _ => left,
    }
}

fn finishing(outcome: &Arg<'_>, status: &Arg<'_>) -> Out<Finish> {
    if outcome.as_ref().is_some_and(|outcome| outcome.is_instance_of::<PyInt>()) {
        return Err(invalid("`outcome` is a word such as `completed`; pass a status as `status=…`"));
    }
    Ok(Finish { outcome: opt(outcome, "outcome", args::word)?, status: opt(status, "status", args::whole)? })
}

/// An awaitable of a call that is in line to be made on a thread of the gate's own. The clock was read for `timed`.
fn offload<'py, T>(
    exchange: &Bound<'py, Exchange>,
    call: impl Fn(Python<'_>, &codegate_core::Exchange) -> Out<T> + Send + Sync + 'static,
) -> Out<Bound<'py, PyAny>>
where
    T: for<'p> IntoPyObject<'p> + 'static,
{
    let (py, timed) = (exchange.py(), exchange.get().timed()?);
    let line = exchange.get().handle.shared.records(py)?;
    // It is not left by its host while it is in line.
    let held = exchange.clone().unbind();
    let call = PyCFunction::new_closure(py, None, None, move |args, _| -> PyResult<Py<PyAny>> {
        let _held = &held;
        call(args.py(), &timed)?.into_py_any(args.py())
    })?;
    Ok(flow(py)?.call_method1("run", (line, call))?)
}

#[pymethods]
impl Exchange {
    /// Its id.
    #[getter]
    fn id(&self) -> Out<&str> {
        Ok(self.core()?.id())
    }

    /// The decision that it began with.
    #[getter]
    fn decision(&self) -> Out<Decision> {
        Ok(Decision(self.core()?.decision().clone()))
    }

    /// Where to send it now; `None` if unrouted.
    #[getter]
    fn url(&self) -> Out<Option<String>> {
        Ok(self.core()?.url())
    }

    /// All headers to send, as pairs. They may hold the credential.
    #[getter]
    fn headers(&self) -> Out<Vec<(String, String)>> {
        Ok(self.core()?.headers())
    }

    /// The body to send, in the type that came in: `bytes`, `str`, or parsed JSON. `None` if there was none, and once
    /// the exchange has ended.
    ///
    /// Python makes the latter two, and lets no other thread run meanwhile; `body_bytes` does.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Out<Option<Bound<'py, PyAny>>> {
        let Some(body) = self.core()?.body() else { return Ok(None) };
        Ok(Some(match self.shape {
            Shape::None => return Ok(None),
            Shape::Bytes => copied(py, &body)?.into_any(),
            Shape::Text => PyString::new(py, &wait(py, || Ok(String::from_utf8_lossy(&body)))?).into_any(),
            Shape::Parsed => value::loads(py, &body)?,
        }))
    }

    /// The body to send as bytes; `None` if there was none, and once the exchange has ended.
    #[getter]
    fn body_bytes<'py>(&self, py: Python<'py>) -> Out<Option<Bound<'py, PyBytes>>> {
        self.core()?.body().map(|body| copied(py, &body)).transpose()
    }

    /// The route of the current attempt; `None` if unrouted, or after a `fail` that gave none.
    #[getter]
    fn route(&self) -> Out<Option<Route>> {
        Ok(self.core()?.route().map(Route))
    }

    /// Warnings that came up after it began, such as a fallback that was skipped.
    #[getter]
    fn warnings(&self) -> Out<Vec<Warning>> {
        Ok(self.core()?.warnings().into_iter().map(Warning).collect())
    }

    /// How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it.
    #[getter]
    fn remaining(&self) -> Out<u64> {
        Ok(self.core()?.remaining())
    }

    /// What kind of failure the response of the current attempt shows by now, by the status and what was fed; `None` if
    /// it shows none. Before that response: that of the attempt before it.
    #[getter]
    fn failure_class(&self) -> Out<Option<&'static str>> {
        Ok(self.core()?.failure_class().map(FailureClass::as_str))
    }

    /// Seconds that the provider asks to wait before the next try, as the response of the current attempt tells by now, by
    /// its headers and what was fed; `None` if it asks for none, or is no failure. Before that response: as the attempt
    /// before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once it is over.
    #[getter]
    fn retry_after(&self) -> Out<Option<f64>> {
        let core = self.core()?;
        quick(|| core.retry_after())
    }

    /// Gives status and headers of the response, before the first feed. Optional.
    #[pyo3(signature = (status, headers=None))]
    fn begin_response(&self, py: Python<'_>, status: &Bound<'_, PyAny>, headers: Arg<'_>) -> Out<()> {
        let status = args::whole(status, "status")?;
        let headers = opt(&headers, "headers", args::headers)?.unwrap_or_default();
        let core = self.core()?;
        wait(py, || core.begin_response(status, &headers))
    }

    /// Reads a chunk of the response as it passes; returns the bytes for the client. Content is never an error.
    fn feed<'py>(&self, py: Python<'py>, chunk: &Bound<'py, PyAny>) -> Out<Bound<'py, PyBytes>> {
        let chunk = args::bytes(chunk, "chunk")?;
        let core = self.core()?;
        let bytes = chunk.as_bytes();
        let passed = wait(py, || core.feed(bytes))?;
        Ok(match passed {
            Cow::Borrowed(part) if part.len() == bytes.len() => chunk.clone(),
            part => copied(py, &part)?,
        })
    }

    /// Ends the response; returns the remaining bytes for the client.
    fn end<'py>(&self, py: Python<'py>) -> Out<Bound<'py, PyBytes>> {
        let core = self.core()?;
        copied(py, &wait(py, || core.end())?)
    }

    /// Passes the chunks of a response through `feed` and `end`: an iterator for an iterable, an async iterator for an
    /// async one. The host still finishes the exchange.
    fn wrap<'py>(slf: &Bound<'py, Self>, chunks: &Bound<'py, PyAny>) -> Out<Bound<'py, PyAny>> {
        Ok(flow(slf.py())?.call_method1("wrap", (slf, chunks))?)
    }

    /// Records the exchange durably. By default it is failed where the status is 400 or more, where the response is an
    /// error, and after a `fail` that gave no route; else completed.
    #[pyo3(signature = (outcome=None, *, status=None))]
    fn finish(&self, py: Python<'_>, outcome: Arg<'_>, status: Arg<'_>) -> Out<Receipt> {
        let finish = finishing(&outcome, &status)?;
        let exchange = self.timed()?;
        wait(py, || exchange.finish(finish)).map(Receipt)
    }

    /// `finish` on a thread of the gate's own, where what is to be recorded waits in line. It begins at once, the clock is
    /// read now, and it is recorded also if the task that waits for it is cancelled.
    #[pyo3(signature = (outcome=None, *, status=None))]
    fn afinish<'py>(slf: &Bound<'py, Self>, outcome: Arg<'py>, status: Arg<'py>) -> Out<Bound<'py, PyAny>> {
        let finish = finishing(&outcome, &status)?;
        offload(slf, move |py, core| wait(py, || core.finish(finish.clone())).map(Receipt))
    }

    /// Ends it the way `with` does: recorded as completed if the response was seen whole, as failed if it is an error,
    /// else as aborted. `None` if it has ended already.
    fn close(&self, py: Python<'_>) -> Out<Option<Receipt>> {
        let exchange = self.timed()?;
        Ok(wait(py, || exchange.close())?.map(Receipt))
    }

    /// `close` on a thread of the gate's own, as `afinish` does it.
    fn aclose<'py>(slf: &Bound<'py, Self>) -> Out<Bound<'py, PyAny>> {
        offload(slf, |py, core| Ok(wait(py, || core.close())?.map(Receipt)))
    }

    /// Ends it without recording anything of it. Writes nothing and never waits for the store.
    ///
    /// While another thread finishes it, and after its end, this does nothing.
    fn discard(&self, py: Python<'_>) -> Out<()> {
        let core = self.core()?;
        wait(py, || {
            core.discard();
            Ok(())
        })
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*exception))]
    fn __exit__(&self, py: Python<'_>, exception: &Bound<'_, PyTuple>) -> Out<()> {
        unless_raised(exception, self.close(py).map(|_| ()))
    }

    fn __aenter__(slf: Bound<'_, Self>) -> Out<Bound<'_, PyAny>> {
        Ok(flow(slf.py())?.call_method1("ready", (&slf,))?)
    }

    #[pyo3(signature = (*exception))]
    fn __aexit__<'py>(slf: &Bound<'py, Self>, exception: &Bound<'py, PyTuple>) -> Out<Bound<'py, PyAny>> {
        let exception = exception.clone().unbind();
        offload(slf, move |py, core| unless_raised(exception.bind(py), wait(py, || core.close()).map(|_| ())))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.handle.host)
    }

    fn __repr__(&self) -> Out<String> {
        let core = self.core()?;
        let (workspace, route) = (&core.decision().workspace, core.route());
        let to = route.as_ref().map_or("unrouted", |route| route.provider.as_deref().unwrap_or("upstream"));
        Ok(format!("<codegate.Exchange {} workspace={workspace:?} to={to:?}>", core.id()))
    }
}
