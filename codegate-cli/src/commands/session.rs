//! `codegate session`.

use super::Rows;
use crate::app::App;
use crate::errors::Failure;
use crate::output::Table;
use clap::Subcommand;
use serde::Serialize;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List sessions.
    #[command(after_help = "Example:\n  codegate session list")]
    List {
        #[command(flatten)]
        rows: Rows,
    },
    /// Show one session.
    #[command(after_help = "Example:\n  codegate session show editor-1")]
    Show {
        /// Its id; `default` by default.
        id: Option<String>,
    },
    /// Remove a session; its recorded exchanges stay.
    #[command(after_help = "Example:\n  codegate session remove editor-1")]
    Remove { id: String },
}

/// What was removed.
#[derive(Serialize)]
pub(crate) struct Removed<'a> {
    pub(crate) removed: &'a str,
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { rows } => {
            let sessions = app.read()?.sessions().list()?;
            app.out.rows(&sessions, rows.columns(&["id", "active_workspace", "last_update"]), || {
                let mut table = Table::new(&["session", "active workspace", "since"]);
                for session in &sessions {
                    let since = session.last_update.to_string();
                    table.row(vec![session.id.clone(), session.active_workspace.clone(), since]);
                }
                table
            })
        }
        Command::Show { id } => {
            let session = app.read()?.sessions().get(id.as_deref())?;
            app.out.record(&session, || {
                format!(
                    "session `{}` has `{}` active since {}",
                    session.id, session.active_workspace, session.last_update
                )
            })
        }
        Command::Remove { id } => {
            app.write()?.sessions().remove(&id)?;
            app.out.record(&Removed { removed: &id }, || format!("session `{id}` removed"))
        }
    }
}
