//! Sessions and their active workspaces.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::sessions`].
pub struct Sessions<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl Sessions<'_> {
    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be.
    pub fn activate(&self, workspace: &str, session: Option<&str>) -> Result<Session> {
        todo!()
    }
    /// The active workspace of a session.
    pub fn active(&self, session: Option<&str>) -> Result<Workspace> {
        todo!()
    }
    /// All sessions by id.
    pub fn list(&self) -> Result<Vec<Session>> {
        todo!()
    }
    /// One session.
    pub fn get(&self, session: Option<&str>) -> Result<Session> {
        todo!()
    }
    /// Removes a session; not `default`.
    pub fn remove(&self, session: &str) -> Result<()> {
        todo!()
    }
}
