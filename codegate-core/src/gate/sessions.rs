//! Sessions and their active workspaces.

use crate::context::Edit;
use crate::error::{Error, Missing, Result};
use crate::gate::Gate;
use crate::gate::workspaces::live;
use crate::model::{DEFAULT, Session, Workspace, session_id, workspace_name};
use crate::store::config::{self, WorkspaceRow};
use crate::store::missing::missing;
use crate::store::workspaces as rows;

/// See [`Gate::sessions`].
pub struct Sessions<'a> {
    pub(crate) gate: &'a Gate,
}

impl Sessions<'_> {
    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
    /// active already, nothing changes.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for a bad
    /// session id.
    pub fn activate(&self, workspace: &str, session: Option<&str>) -> Result<Session> {
        let now = self.gate.start()?;
        let session = session_id(session)?;
        let workspace = workspace_name(workspace)?;
        self.gate.context.configure(|edit| {
            let row = live(edit, &workspace)?;
            let active_already = config::session(edit.tx, session)?.filter(|known| known.workspace == row.id);
            let last_update = match active_already {
                Some(known) => known.last_update,
                None => {
                    rows::activate(edit.tx, session, row.id, now, edit.generation()?)?;
                    now
                }
            };
            Ok(Session { id: session.to_owned(), active_workspace: row.name, last_update })
        })
    }

    /// Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`. One
    /// that exists is returned as it is, whatever workspace was named.
    ///
    /// Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
    /// `invalid_argument` or `limit_exceeded` for a bad id.
    pub fn ensure(&self, id: &str, workspace: Option<&str>) -> Result<Session> {
        let now = self.gate.start()?;
        let id = session_id(Some(id))?;
        let workspace = workspace.map(workspace_name).transpose()?;
        // Hosts call this before every request, and most find the session there: that waits for no lock.
        if let Ok(known) = self.gate.context.snapshot()?.session(id) {
            return Ok(known);
        }
        self.gate.context.configure(|edit| {
            if let Some(known) = config::session(edit.tx, id)? {
                let active_workspace = active(edit, id)?.name;
                return Ok(Session { id: known.id, active_workspace, last_update: known.last_update });
            }
            let row = match &workspace {
                Some(name) => live(edit, name)?,
                None => active(edit, DEFAULT)?,
            };
            rows::activate(edit.tx, id, row.id, now, edit.generation()?)?;
            Ok(Session { id: id.to_owned(), active_workspace: row.name, last_update: now })
        })
    }

    /// The active workspace of a session (`default` by default).
    ///
    /// Errors: `session_not_found`.
    pub fn active_workspace(&self, session: Option<&str>) -> Result<Workspace> {
        let snapshot = self.gate.context.snapshot()?;
        Ok(snapshot.record(snapshot.active(session_id(session)?)?))
    }

    /// All sessions by id.
    pub fn list(&self) -> Result<Vec<Session>> {
        self.gate.context.snapshot()?.sessions()
    }

    /// One session (`default` by default).
    ///
    /// Errors: `session_not_found`.
    pub fn get(&self, session: Option<&str>) -> Result<Session> {
        self.gate.context.snapshot()?.session(session_id(session)?)
    }

    /// Removes a session; its recorded exchanges stay.
    ///
    /// Errors: `session_not_found`, `invalid_argument` for `default`.
    pub fn remove(&self, session: &str) -> Result<()> {
        self.gate.start()?;
        let session = session_id(Some(session))?;
        if session == DEFAULT {
            return Err(Error::argument(format!("the session `{DEFAULT}` always exists and cannot be removed")));
        }
        self.gate.context.configure(|edit| {
            if rows::remove_session(edit.tx, session, edit.generation()?)? {
                Ok(())
            } else {
                Err(missing(edit.tx, Missing::Session, session))
            }
        })
    }
}

/// The workspace that is active in a session.
fn active(edit: &Edit<'_>, session: &str) -> Result<WorkspaceRow> {
    let row = config::session(edit.tx, session)?.ok_or_else(|| missing(edit.tx, Missing::Session, session))?;
    config::workspace(edit.tx, row.workspace)?.ok_or_else(Error::lost_workspace)
}
