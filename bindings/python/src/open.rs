//! Opening a store: its options, and the environment as Python sees it.

use crate::args::{self, Arg, opt, text};
use crate::call::{Out, invalid, wait};
use crate::gate::Gate;
use crate::handle::{Handle, HostCode, read_clock, read_secret};
use crate::json::{self, Use};
use crate::shared::Shared;
use codegate_core::model::{self, Clients, OptionFields, SteppedClock};
use codegate_core::{Code, Error, OpenOptions};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyWeakrefReference};
use std::sync::Arc;

/// Opens the store at `path`, creating it if it does not exist. `:memory:` opens a store without a file. Without a path it is
/// the default store: the path in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the platform's
/// data folder (`$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows
/// `%LOCALAPPDATA%`), which is made if need be. The folder of any other path must be there, and `~` is a name like any other.
///
/// busy_timeout: How long a write waits for another process, in seconds, 0 to 3,600.
/// drop_timeout: How long an exchange that is collected without a finish waits for others to be recorded, in seconds, 0 to
///     3,600. One that finds no place in that time is recorded with the next write; `health` counts it until then.
/// history: What the history keeps; usage is kept always.
/// retention: Days that exchanges stay in the history, or a `timedelta`; for ever by default. They are counted back from the
///     exchanges that were recorded last, not from the clock, and no more go at a time than there are younger ones. Usage and
///     cost stay.
/// inject_usage: Asks streams for their usage where the client did not, except at endpoints that refuse it.
/// read_only: Opens without writing anything, not even a lock file.
/// set_aside_corrupt: Moves a damaged file aside and starts a new one.
/// clients: Clients to recognise in addition to the built-in table, replacing those of the same name; or a whole table
///     with `version`, replacing the built-in one. Its format: `include/clients.schema.json`.
/// clock: A callable that gives an aware `datetime`, or for tests `{"start": time, "step_us": n}`. What it raises
///     reaches the caller as it is, and nothing has changed.
/// credentials: A callable that gives the secret of `host:<id>`, from that id. `begin`, `fail` and `retry` call it for the
///     route that they take, with no lock held; `decide` and `explain` never do. `None` is `credential_unavailable`, and so
///     is an exception, which is then its `__cause__`. Without it, give each attempt its secret by `ex.authorize`.
/// id_seed: Makes ids deterministic, for tests.
#[pyfunction]
#[pyo3(
    signature = (path=None, *, busy_timeout=None, drop_timeout=None, history=None, retention=None, inject_usage=None,
        read_only=None, set_aside_corrupt=None, clients=None, clock=None, credentials=None, id_seed=None),
    text_signature = "(path=None, *, busy_timeout=5.0, drop_timeout=0.05, history='text', retention=None, \
        inject_usage=True, read_only=False, set_aside_corrupt=False, clients=None, clock=None, credentials=None, id_seed=None)"
)]
pub(crate) fn open(
    py: Python<'_>,
    path: Arg<'_>,
    busy_timeout: Arg<'_>,
    drop_timeout: Arg<'_>,
    history: Arg<'_>,
    retention: Arg<'_>,
    inject_usage: Arg<'_>,
    read_only: Arg<'_>,
    set_aside_corrupt: Arg<'_>,
    clients: Arg<'_>,
    clock: Arg<'_>,
    credentials: Arg<'_>,
    id_seed: Arg<'_>,
) -> Out<Gate> {
    let path = opt(&path, "path", args::path)?;
    let host_clock = clock.as_ref().filter(|clock| clock.is_callable()).map(|clock| clock.clone().unbind());
    let resolver = opt(&credentials, "credentials", callable)?;
    let fields = OptionFields {
        busy_timeout: opt(&busy_timeout, "busy_timeout", args::seconds)?,
        drop_timeout: opt(&drop_timeout, "drop_timeout", args::seconds)?,
        history: opt(&history, "history", args::word)?,
        retention: opt(&retention, "retention", args::days)?,
        inject_usage: opt(&inject_usage, "inject_usage", args::flag)?,
        read_only: opt(&read_only, "read_only", args::flag)?,
        set_aside_corrupt: opt(&set_aside_corrupt, "set_aside_corrupt", args::flag)?,
        clients: opt(&clients, "clients", table)?.flatten(),
        clock: if host_clock.is_some() { None } else { opt(&clock, "clock", stepped_clock)? },
        id_seed: opt(&id_seed, "id_seed", args::whole)?,
    };
    let mut options = OpenOptions::from_fields(&fields)?.try_env(environment);
    let (reads, asks) = (host_clock.is_some(), resolver.is_some());
    let host = (reads || asks).then(|| HostCode { clock: host_clock, credentials: resolver });
    let host = host.map(|host| Bound::new(py, host)).transpose()?;
    if let Some(host) = &host {
        let weak = || PyWeakrefReference::new(host).map(Bound::unbind);
        if reads {
            let host = weak()?;
            options = options.clock(move || read_clock(&host));
        }
        if asks {
            let host = weak()?;
            options = options.try_credentials(move |id| read_secret(&host, id));
        }
    }
    let (path, core) = match path {
        Some(path) => {
            let core = wait(py, || options.open(&path))?;
            (path, core)
        }
        None => {
            let path = wait(py, || options.default_path())?.to_string_lossy().into_owned();
            (path, wait(py, || options.open_default())?)
        }
    };
    Ok(Gate { handle: Handle { core, host: host.map(Bound::unbind), shared: Arc::new(Shared::new(path)) } })
}

fn callable(value: &Bound<'_, PyAny>, name: &str) -> Out<Py<PyAny>> {
    if value.is_callable() { Ok(value.clone().unbind()) } else { Err(args::wrong(value, name, "a callable")) }
}

/// Entries of a table of clients, or a whole one.
fn table(value: &Bound<'_, PyAny>, name: &str) -> Out<Option<Clients>> {
    let options = PyDict::new(value.py());
    options.set_item(name, value)?;
    Ok(model::from_json::<OptionFields>(&json::dumps(&options, name, Use::Record)?)?.clients)
}

/// A clock for tests: `{"start": time, "step_us": n}`.
fn stepped_clock(value: &Bound<'_, PyAny>, name: &str) -> Out<SteppedClock> {
    let fields = value.cast::<PyDict>().map_err(|_| args::wrong(value, name, "a callable, or a dict with `start`"))?;
    let (mut start, mut step_us) = (None, 0);
    for (key, value) in fields.iter() {
        match text(&key, name)?.as_str() {
            "start" => start = Some(args::time(&value, "start")?),
            "step_us" => step_us = args::whole(&value, "step_us")?,
            _ => return Err(invalid("`clock` has only `start` and `step_us`")),
        }
    }
    Ok(SteppedClock { start: start.ok_or_else(|| invalid("`clock` needs `start`"))?, step_us })
}

/// A variable of `os.environ`, as Python sees it. That is code of Python's, which may be interrupted.
fn environment(name: &str) -> codegate_core::Result<Option<String>> {
    let read = Python::try_attach(|py| {
        let environ = py.import("os")?.getattr("environ")?;
        // What is no text is no key either.
        PyResult::Ok(environ.call_method1("get", (name,))?.extract::<Option<String>>().ok().flatten())
    });
    let fault = |error: PyErr| {
        Error::new(Code::InvalidArgument, format!("`os.environ` cannot be read: {error}")).with_source(error)
    };
    read.transpose().map_err(fault).map(Option::flatten)
}
