//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Personas, shared by all workspaces.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Personas(pub(crate) Handle);

#[pymethods]
impl Personas {
    /// Adds a persona.
    ///
    /// description: Free text, not empty.
    /// vector: An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats.
    ///
    /// Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
    #[pyo3(signature = (name, *, description, vector=None))]
    fn add(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        description: &Bound<'_, PyAny>,
        vector: args::Arg<'_>,
    ) -> Out<records::Persona> {
        let name = args::text(name, "name")?;
        let new = model::NewPersona {
            description: args::text(description, "description")?,
            vector: args::opt(&vector, "vector", args::vector)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.personas().add(&name, &new)).map(records::Persona)
    }

    /// One persona.
    ///
    /// Errors: `persona_not_found`.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<records::Persona> {
        let name = args::text(name, "name")?;
        wait(py, || self.0.core.personas().get(&name)).map(records::Persona)
    }

    /// All personas by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<records::Persona>> {
        wait(py, || self.0.core.personas().list()).map(|found| found.into_iter().map(records::Persona).collect())
    }

    /// Changes a persona.
    ///
    /// What is left out is kept; `None` clears `vector`.
    ///
    /// description: New description.
    /// vector: New vector.
    ///
    /// Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
    #[pyo3(signature = (name, *, description=None, vector=args::Field::Keep))]
    fn update(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        description: args::Arg<'_>,
        vector: args::Field<'_>,
    ) -> Out<records::Persona> {
        let name = args::text(name, "name")?;
        let update = model::PersonaUpdate {
            description: args::opt(&description, "description", args::text)?,
            vector: args::field(&vector, "vector", args::vector)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.personas().update(&name, &update)).map(records::Persona)
    }

    /// Renames a persona.
    ///
    /// Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<records::Persona> {
        let name = args::text(name, "name")?;
        let new_name = args::text(new_name, "new_name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.personas().rename(&name, &new_name)).map(records::Persona)
    }

    /// Removes a persona.
    ///
    /// Errors: `persona_not_found`.
    fn remove(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<()> {
        let name = args::text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.personas().remove(&name))
    }

    /// The vector of a persona; `None` if it has none.
    ///
    /// Errors: `persona_not_found`.
    fn vector(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Option<Vec<f32>>> {
        let name = args::text(name, "name")?;
        wait(py, || self.0.core.personas().vector(&name))
    }

    fn __contains__(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<bool> {
        super::holds(py, name, |name| self.0.core.personas().get(name).map(|found| found.name == name))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
