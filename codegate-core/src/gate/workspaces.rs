//! Workspaces and their life cycle.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::workspaces`].
pub struct Workspaces<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl Workspaces<'_> {
    /// Creates a workspace.
    pub fn create(&self, name: &str, new: &NewWorkspace) -> Result<Workspace> {
        todo!()
    }
    /// One workspace, live or archived.
    pub fn get(&self, name: &str) -> Result<Workspace> {
        todo!()
    }
    /// Live workspaces by name.
    pub fn list(&self) -> Result<Vec<Workspace>> {
        todo!()
    }
    /// Archived workspaces by name.
    pub fn list_archived(&self) -> Result<Vec<Workspace>> {
        todo!()
    }
    /// Changes instructions and rules, all or nothing.
    pub fn update(&self, name: &str, update: &WorkspaceUpdate) -> Result<Workspace> {
        todo!()
    }
    /// Gives it another name.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<Workspace> {
        todo!()
    }
    /// Archives it; `workspace_active` while sessions have it active, unless `force` moves them to `default`.
    pub fn archive(&self, name: &str, force: bool) -> Result<Workspace> {
        todo!()
    }
    /// Brings an archived workspace back whole.
    pub fn recover(&self, name: &str) -> Result<Workspace> {
        todo!()
    }
    /// Deletes an archived workspace with its history and usage.
    pub fn delete(&self, name: &str) -> Result<DeletedWorkspace> {
        todo!()
    }
    /// Its muxing rules.
    pub fn rules(&self, name: &str) -> Result<Vec<Rule>> {
        todo!()
    }
    /// Replaces its muxing rules.
    pub fn set_rules(&self, name: &str, rules: &[RuleSpec]) -> Result<Vec<Rule>> {
        todo!()
    }
}
