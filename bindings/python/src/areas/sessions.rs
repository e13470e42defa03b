//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Sessions, each with its active workspace. The session is `default` where a call names none.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Sessions(pub(crate) Handle);

#[pymethods]
impl Sessions {
    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
    /// active already, nothing changes.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for
    /// a bad session id.
    #[pyo3(signature = (workspace, *, session=None))]
    fn activate(&self, py: Python<'_>, workspace: &Bound<'_, PyAny>, session: args::Arg<'_>) -> Out<records::Session> {
        let workspace = args::text(workspace, "workspace")?;
        let session = args::opt(&session, "session", args::text)?;
        let gate = self.0.timed()?;
        wait(py, || gate.sessions().activate(&workspace, session.as_deref())).map(records::Session)
    }

    /// Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`.
    /// One that exists is returned as it is, whatever workspace was named.
    ///
    /// Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
    /// `invalid_argument` or `limit_exceeded` for a bad id.
    #[pyo3(signature = (id, workspace=None))]
    fn ensure(&self, py: Python<'_>, id: &Bound<'_, PyAny>, workspace: args::Arg<'_>) -> Out<records::Session> {
        let id = args::text(id, "id")?;
        let workspace = args::opt(&workspace, "workspace", args::text)?;
        let gate = self.0.timed()?;
        wait(py, || gate.sessions().ensure(&id, workspace.as_deref())).map(records::Session)
    }

    /// The active workspace of a session (`default` by default).
    ///
    /// Errors: `session_not_found`.
    #[pyo3(signature = (*, session=None))]
    fn active_workspace(&self, py: Python<'_>, session: args::Arg<'_>) -> Out<records::Workspace> {
        let session = args::opt(&session, "session", args::text)?;
        wait(py, || self.0.core.sessions().active_workspace(session.as_deref())).map(records::Workspace)
    }

    /// All sessions by id.
    fn list(&self, py: Python<'_>) -> Out<Vec<records::Session>> {
        wait(py, || self.0.core.sessions().list()).map(|found| found.into_iter().map(records::Session).collect())
    }

    /// One session (`default` by default).
    ///
    /// Errors: `session_not_found`.
    #[pyo3(signature = (session=None))]
    fn get(&self, py: Python<'_>, session: args::Arg<'_>) -> Out<records::Session> {
        let session = args::opt(&session, "session", args::text)?;
        wait(py, || self.0.core.sessions().get(session.as_deref())).map(records::Session)
    }

    /// Removes a session; its recorded exchanges stay.
    ///
    /// Errors: `session_not_found`, `invalid_argument` for `default`.
    fn remove(&self, py: Python<'_>, session: &Bound<'_, PyAny>) -> Out<()> {
        let session = args::text(session, "session")?;
        let gate = self.0.timed()?;
        wait(py, || gate.sessions().remove(&session))
    }

    fn __contains__(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<bool> {
        super::holds(py, name, |name| self.0.core.sessions().get(Some(name)).map(|found| found.id == name))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
