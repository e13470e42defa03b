//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Gate;
use crate::areas;
use pyo3::prelude::*;

#[pymethods]
impl Gate {
    /// Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that
    /// trims and lower-cases to them.
    #[getter]
    fn workspaces(&self, py: Python<'_>) -> areas::Workspaces {
        areas::Workspaces(self.handle.clone_ref(py))
    }

    /// Sessions, each with its active workspace. The session is `default` where a call names none.
    #[getter]
    fn sessions(&self, py: Python<'_>) -> areas::Sessions {
        areas::Sessions(self.handle.clone_ref(py))
    }

    /// Provider endpoints, shared by all workspaces.
    #[getter]
    fn providers(&self, py: Python<'_>) -> areas::Providers {
        areas::Providers(self.handle.clone_ref(py))
    }

    /// Personas, shared by all workspaces.
    #[getter]
    fn personas(&self, py: Python<'_>) -> areas::Personas {
        areas::Personas(self.handle.clone_ref(py))
    }

    /// Prices of tokens, for this gate.
    #[getter]
    fn prices(&self, py: Python<'_>) -> areas::Prices {
        areas::Prices(self.handle.clone_ref(py))
    }

    /// Prompts and outputs.
    #[getter]
    fn history(&self, py: Python<'_>) -> areas::History {
        areas::History(self.handle.clone_ref(py))
    }

    /// Alerts.
    #[getter]
    fn alerts(&self, py: Python<'_>) -> areas::Alerts {
        areas::Alerts(self.handle.clone_ref(py))
    }
}
