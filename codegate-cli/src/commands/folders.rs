//! `codegate workspace bind` and what belongs to it: workspaces of folders.

use super::Rows;
use crate::app::App;
use crate::errors::Failure;
use crate::output::Table;
use clap::Subcommand;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Give a folder a workspace, which `for` then finds for everything in it.
    #[command(after_help = "Example:\n  codegate workspace bind . acme")]
    Bind {
        /// The folder; it need not exist.
        folder: PathBuf,
        /// Its workspace.
        name: String,
    },
    /// Take a folder's workspace away.
    #[command(after_help = "Example:\n  codegate workspace unbind .")]
    Unbind { folder: PathBuf },
    /// List the folders that have a workspace.
    #[command(after_help = "Example:\n  codegate workspace bindings")]
    Bindings {
        #[command(flatten)]
        rows: Rows,
    },
    /// Show the workspace of a path: of the nearest folder around it that is bound, or whose `codegate.toml` names one.
    #[command(after_help = "Example:\n  codegate workspace for src/main.rs")]
    For {
        #[arg(default_value = ".")]
        path: PathBuf,
    },
}

/// What was unbound.
#[derive(Serialize)]
struct Unbound<'a> {
    folder: &'a str,
    unbound: bool,
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::Bind { folder, name } => {
            let bound = app.write()?.workspaces().bind(&absolute(&folder)?, &name)?;
            app.out.record(&bound, || format!("`{}` is the workspace of `{}`", bound.workspace, bound.folder))
        }
        Command::Unbind { folder } => {
            let folder = absolute(&folder)?;
            let unbound = app.write()?.workspaces().unbind(&folder)?;
            app.out.record(&Unbound { folder: &folder, unbound }, || match unbound {
                true => format!("`{folder}` has no workspace now"),
                false => format!("`{folder}` had none"),
            })
        }
        Command::Bindings { rows } => {
            let bindings = app.read()?.workspaces().bindings()?;
            app.out.rows(&bindings, rows.columns(&["folder", "workspace", "declared"]), || {
                let mut table = Table::new(&["folder", "workspace"]);
                for bound in &bindings {
                    table.row(vec![bound.folder.clone(), bound.workspace.clone()]);
                }
                table
            })
        }
        Command::For { path } => {
            let found = app.read()?.workspaces().for_path(&absolute(&path)?)?;
            app.out.record(&found, || match &found {
                Some(found) => format!("`{}`, of `{}`", found.workspace, found.folder),
                None => "no folder around it has a workspace: that of the session counts".to_owned(),
            })
        }
    }
}

/// The path from the root, as text.
pub(crate) fn absolute(path: &Path) -> Result<String, Failure> {
    let shown = path.display();
    let absolute = std::path::absolute(path)
        .map_err(|error| Failure::own("file", format!("the path `{shown}` cannot be read: {error}"), ""))?;
    let text = absolute.into_os_string().into_string();
    text.map_err(|_| Failure::own("file", format!("the path `{shown}` is not text in UTF-8"), ""))
}
