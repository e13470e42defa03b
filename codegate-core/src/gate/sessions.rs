//! Sessions and their active workspaces.

use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::gate::workspaces::live;
use crate::model::{DEFAULT, Session, Workspace, session_id, workspace_name};
use crate::store::config;
use crate::store::workspaces as rows;

/// See [`Gate::sessions`].
pub struct Sessions<'a> {
    pub(crate) gate: &'a Gate,
}

impl Sessions<'_> {
    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
    /// active already, nothing changes.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_argument` or `limit_exceeded` for a bad session
    /// id.
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
                Err(Error::no_session(session))
            }
        })
    }
}
