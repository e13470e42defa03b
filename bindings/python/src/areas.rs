//! The areas of a gate, each with its calls.

use crate::call::{Fail, Out, wait};
use codegate_core::Kind;
use pyo3::prelude::*;
use pyo3::types::PyString;

mod alerts;
mod history;
mod personas;
mod prices;
mod providers;
mod sessions;
mod workspaces;

pub(crate) use alerts::Alerts;
pub(crate) use history::History;
pub(crate) use personas::Personas;
pub(crate) use prices::Prices;
pub(crate) use providers::Providers;
pub(crate) use sessions::Sessions;
pub(crate) use workspaces::Workspaces;

/// Whether a name is held by an area, as `in` asks. What can be no name is held by none.
fn holds(
    py: Python<'_>,
    name: &Bound<'_, PyAny>,
    find: impl FnOnce(&str) -> codegate_core::Result<bool> + Send,
) -> Out<bool> {
    let Ok(name) = name.cast::<PyString>() else { return Ok(false) };
    let Ok(name) = name.to_str() else { return Ok(false) };
    match wait(py, || find(name)) {
        Err(Fail::Core(error)) if matches!(error.kind(), Kind::NotFound | Kind::Invalid) => Ok(false),
        found => found,
    }
}
