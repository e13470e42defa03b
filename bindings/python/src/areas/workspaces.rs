//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims
/// and lower-cases to them.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Workspaces(pub(crate) Handle);

#[pymethods]
impl Workspaces {
    /// Binds a folder to a workspace: `Workspaces.for_path` then finds it for everything in that folder. The folder is
    /// an absolute path, which need not exist; a folder that is bound already is bound anew.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
    /// absolute, `limit_exceeded` for one over 4,096 bytes.
    fn bind(
        &self,
        py: Python<'_>,
        folder: &Bound<'_, PyAny>,
        workspace: &Bound<'_, PyAny>,
    ) -> Out<records::FolderBinding> {
        let folder = args::text(folder, "folder")?;
        let workspace = args::text(workspace, "workspace")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().bind(&folder, &workspace)).map(records::FolderBinding)
    }

    /// Removes what binds a folder to a workspace; returns whether anything did.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`.
    fn unbind(&self, py: Python<'_>, folder: &Bound<'_, PyAny>) -> Out<bool> {
        let folder = args::text(folder, "folder")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().unbind(&folder))
    }

    /// All folders that are bound to workspaces, those of archived ones too, by folder.
    fn bindings(&self, py: Python<'_>) -> Out<Vec<records::FolderBinding>> {
        wait(py, || self.0.core.workspaces().bindings())
            .map(|found| found.into_iter().map(records::FolderBinding).collect())
    }

    /// The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
    /// whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. `None` where no
    /// folder has one: leave the workspace to the session then. The path is absolute, taken as text, and need not
    /// exist.
    ///
    /// Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
    /// `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that
    /// cannot be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
    fn for_path(&self, py: Python<'_>, path: &Bound<'_, PyAny>) -> Out<Option<records::FolderBinding>> {
        let path = args::text(path, "path")?;
        wait(py, || self.0.core.workspaces().for_path(&path)).map(|found| found.map(records::FolderBinding))
    }

    /// Creates a workspace.
    ///
    /// custom_instructions: Custom instructions; none by default.
    /// rules: Muxing rules in order; none by default.
    ///
    /// Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
    /// live or archived), and those of `Workspaces.set_rules`.
    #[pyo3(signature = (name, *, custom_instructions=None, rules=None))]
    fn create(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        custom_instructions: args::Arg<'_>,
        rules: args::Arg<'_>,
    ) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        let new = model::NewWorkspace {
            custom_instructions: args::opt(&custom_instructions, "custom_instructions", args::text)?,
            rules: args::opt(&rules, "rules", request::rules)?.unwrap_or_default(),
        };
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().create(&name, &new)).map(records::Workspace)
    }

    /// One workspace, live or archived.
    ///
    /// Errors: `invalid_name`, `workspace_not_found`.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        wait(py, || self.0.core.workspaces().get(&name)).map(records::Workspace)
    }

    /// Live workspaces by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<records::Workspace>> {
        wait(py, || self.0.core.workspaces().list()).map(|found| found.into_iter().map(records::Workspace).collect())
    }

    /// Archived workspaces by name.
    fn list_archived(&self, py: Python<'_>) -> Out<Vec<records::Workspace>> {
        wait(py, || self.0.core.workspaces().list_archived())
            .map(|found| found.into_iter().map(records::Workspace).collect())
    }

    /// Changes instructions and rules, all or nothing.
    ///
    /// What is left out is kept; `None` clears `custom_instructions` and `rules`.
    ///
    /// custom_instructions: New custom instructions.
    /// rules: New muxing rules, all of them.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `Workspaces.set_rules`.
    #[pyo3(signature = (name, *, custom_instructions=args::Field::Keep, rules=args::Field::Keep))]
    fn update(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        custom_instructions: args::Field<'_>,
        rules: args::Field<'_>,
    ) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        let update = model::WorkspaceUpdate {
            custom_instructions: args::field(&custom_instructions, "custom_instructions", args::text)?,
            rules: args::field(&rules, "rules", request::rules)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().update(&name, &update)).map(records::Workspace)
    }

    /// Renames a workspace; its history, usage, rules and sessions stay with it.
    ///
    /// Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
    /// `reserved_name`, `limit_exceeded`.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        let new_name = args::text(new_name, "new_name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().rename(&name, &new_name)).map(records::Workspace)
    }

    /// Archives a workspace. With `force`, sessions that have it active move to `default`.
    ///
    /// Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
    /// `workspace_archived`, `workspace_not_found`, `invalid_name`.
    #[pyo3(
        signature = (name, *, force=None),
        text_signature = "($self, name, *, force=False)"
    )]
    fn archive(&self, py: Python<'_>, name: &Bound<'_, PyAny>, force: args::Arg<'_>) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        let force = args::opt(&force, "force", args::flag)?.unwrap_or_default();
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().archive(&name, force)).map(records::Workspace)
    }

    /// Recovers an archived workspace whole.
    ///
    /// Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    fn recover(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<records::Workspace> {
        let name = args::text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().recover(&name)).map(records::Workspace)
    }

    /// Deletes an archived workspace with its history and usage.
    ///
    /// Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    fn delete(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<records::DeletedWorkspace> {
        let name = args::text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().delete(&name)).map(records::DeletedWorkspace)
    }

    /// The muxing rules of a workspace, in order.
    ///
    /// Errors: `workspace_not_found`, `invalid_name`.
    fn rules(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Vec<records::Rule>> {
        let name = args::text(name, "name")?;
        wait(py, || self.0.core.workspaces().rules(&name)).map(|found| found.into_iter().map(records::Rule).collect())
    }

    /// Replaces the muxing rules of a workspace, all or nothing; the first that matches wins.
    ///
    /// Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
    /// `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
    fn set_rules(&self, py: Python<'_>, name: &Bound<'_, PyAny>, rules: &Bound<'_, PyAny>) -> Out<Vec<records::Rule>> {
        let name = args::text(name, "name")?;
        let rules = request::rules(rules, "rules")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().set_rules(&name, &rules))
            .map(|found| found.into_iter().map(records::Rule).collect())
    }

    fn __contains__(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<bool> {
        super::holds(py, name, |name| self.0.core.workspaces().get(name).map(|found| found.archived_at.is_none()))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
