//! `codegate workspace`.

use super::{Rows, folders};
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::{Table, many};
use crate::{ask, visible};
use clap::{Args, Subcommand};
use codegate_core::Gate;
use codegate_core::model::{NewWorkspace, Workspace, WorkspaceUpdate};
use serde::Serialize;
use std::path::PathBuf;

const COLUMNS: [&str; 7] =
    ["name", "custom_instructions", "rules", "active_in", "created_at", "updated_at", "archived_at"];

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List workspaces.
    #[command(after_help = "Examples:\n  codegate workspace list\n  codegate workspace list --archived --json")]
    List {
        /// Archived ones instead of live ones.
        #[arg(long)]
        archived: bool,
        #[command(flatten)]
        rows: Rows,
    },
    /// Show one workspace with its instructions and rules.
    #[command(after_help = "Example:\n  codegate workspace show acme")]
    Show {
        /// Its name; the active one by default.
        name: Option<String>,
    },
    /// Create a workspace.
    #[command(after_help = "Examples:\n  codegate workspace create acme --use\n  \
        codegate workspace create acme --instructions-file house-style.md")]
    Create {
        /// Letters, digits, `_` and `-`.
        name: String,
        /// Custom instructions.
        #[arg(long, value_name = "TEXT")]
        instructions: Option<String>,
        /// Custom instructions from a file; `-` is standard input.
        #[arg(long, value_name = "FILE", conflicts_with = "instructions")]
        instructions_file: Option<PathBuf>,
        /// Make it the active one at once.
        #[arg(long = "use")]
        activate: bool,
    },
    /// Rename a workspace; its history, usage, rules and sessions stay with it.
    #[command(after_help = "Example:\n  codegate workspace rename acme acme-2027")]
    Rename { name: String, new_name: String },
    /// Archive a workspace; `recover` brings it back whole.
    #[command(after_help = "Example:\n  codegate workspace archive acme --force")]
    Archive {
        name: String,
        /// Also where sessions have it active: they move to `default`.
        #[arg(long)]
        force: bool,
    },
    /// Recover an archived workspace.
    #[command(after_help = "Example:\n  codegate workspace recover acme")]
    Recover { name: String },
    /// Delete an archived workspace with its history and usage.
    #[command(after_help = "Example:\n  codegate workspace archive acme && codegate workspace delete acme --yes")]
    Delete {
        name: String,
        /// Do not ask.
        #[arg(long, short)]
        yes: bool,
    },
    /// Make a workspace the active one of a session.
    #[command(
        visible_alias = "activate",
        after_help = "Examples:\n  codegate workspace use acme\n  \
        codegate workspace use acme --session editor-1"
    )]
    Use {
        name: String,
        /// The session, made if there is none; `default` by default.
        #[arg(long, value_name = "ID")]
        session: Option<String>,
    },
    /// Custom instructions: text put before the conversation of every request.
    #[command(subcommand)]
    Instructions(Instructions),
    #[command(flatten)]
    Folders(folders::Command),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Instructions {
    /// Print them.
    #[command(after_help = "Example:\n  codegate workspace instructions get acme > house-style.md")]
    Get {
        /// The workspace.
        name: String,
    },
    /// Set them: from a text, a file, or in `$VISUAL` or `$EDITOR`.
    #[command(after_help = "Examples:\n  codegate workspace instructions set acme\n  \
        codegate workspace instructions set acme --file house-style.md\n  \
        git show HEAD:style.md | codegate workspace instructions set acme --file -")]
    Set(SetInstructions),
}

#[derive(Debug, Args)]
pub(crate) struct SetInstructions {
    /// The workspace.
    name: String,
    /// The text itself.
    #[arg(long, conflicts_with_all = ["file", "clear"])]
    text: Option<String>,
    /// A file that holds it; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "clear")]
    file: Option<PathBuf>,
    /// Remove them.
    #[arg(long)]
    clear: bool,
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<(), Failure> {
    match command {
        Command::List { archived, rows } => list(app, archived, rows),
        Command::Show { name } => show(app, name),
        Command::Create { name, instructions, instructions_file, activate } => {
            let custom_instructions = match instructions_file {
                Some(file) => Some(files::text(&file)?),
                None => instructions,
            };
            let gate = app.write()?;
            let made =
                gate.workspaces().create(&name, &NewWorkspace { custom_instructions, ..NewWorkspace::default() })?;
            if activate {
                gate.sessions().activate(&made.name, None)?;
            }
            let made = gate.workspaces().get(&made.name)?;
            told(app, &made, if activate { "created, and is active now" } else { "created" })
        }
        Command::Rename { name, new_name } => {
            let renamed = app.write()?.workspaces().rename(&name, &new_name)?;
            told(app, &renamed, "is its name now")
        }
        Command::Archive { name, force } => {
            let archived = app.write()?.workspaces().archive(&name, force)?;
            told(app, &archived, "archived")
        }
        Command::Recover { name } => {
            let recovered = app.write()?.workspaces().recover(&name)?;
            told(app, &recovered, "recovered")
        }
        Command::Delete { name, yes } => delete(app, &name, yes),
        Command::Use { name, session } => {
            let session = app.write()?.sessions().activate(&name, session.as_deref())?;
            app.out.record(&session, || format!("`{}` is active in session `{}`", session.active_workspace, session.id))
        }
        Command::Instructions(Instructions::Get { name }) => get_instructions(app, &name),
        Command::Instructions(Instructions::Set(set)) => set_instructions(app, set),
        Command::Folders(command) => folders::run(app, command),
    }
}

fn told(app: &mut App, workspace: &Workspace, what: &str) -> Result<(), Failure> {
    app.out.record(workspace, || format!("`{}` {what}", workspace.name))
}

fn list(app: &mut App, archived: bool, rows: Rows) -> Result<(), Failure> {
    let gate = app.read()?;
    let workspaces = if archived { gate.workspaces().list_archived()? } else { gate.workspaces().list()? };
    app.out.rows(&workspaces, rows.columns(&COLUMNS), || {
        let mut table = Table::new(&["name", ">rules", "active in", "instructions"]);
        for workspace in &workspaces {
            table.row(vec![
                workspace.name.clone(),
                workspace.rules.len().to_string(),
                workspace.active_in.join(", "),
                workspace.custom_instructions.clone().unwrap_or_default(),
            ]);
        }
        table
    })
}

fn show(app: &mut App, name: Option<String>) -> Result<(), Failure> {
    let gate = app.read()?;
    let workspace = match name {
        Some(name) => gate.workspaces().get(&name)?,
        None => gate.sessions().active_workspace(None)?,
    };
    app.out.record(&workspace, || {
        let mut text = format!("{}\n", workspace.name);
        if let Some(archived) = workspace.archived_at {
            text += &format!("archived      {archived}\n");
        }
        text += &format!("created       {}\nupdated       {}\n", workspace.created_at, workspace.updated_at);
        let active = workspace.active_in.join(", ");
        text += &format!("active in     {}\n", if active.is_empty() { "no session" } else { &active });
        text += "instructions  ";
        text += workspace.custom_instructions.as_deref().map_or("none", str::trim_end);
        text += "\nrules\n";
        if workspace.rules.is_empty() {
            text += "  none\n";
        }
        for (index, rule) in workspace.rules.iter().enumerate() {
            text += &format!("  {index}  {}\n", visible::line(&super::rules::told(rule)));
        }
        text
    })
}

/// What would be deleted, asked about.
fn delete(app: &mut App, name: &str, yes: bool) -> Result<(), Failure> {
    let gate = app.write()?;
    if !yes {
        let exchanges = gate
            .history()
            .count(&codegate_core::model::HistoryQuery { workspace: Some(name.to_owned()), ..Default::default() })?;
        let shown = visible::line(name);
        ask::confirm(&format!("delete `{shown}` with {} of its history?", many(exchanges, "exchange")), false)?;
    }
    let deleted = gate.workspaces().delete(name)?;
    app.out.record(&deleted, || {
        let (exchanges, alerts) = (many(deleted.exchanges, "exchange"), many(deleted.alerts, "alert"));
        format!("`{}` deleted, with {exchanges}, {alerts}, {}", deleted.name, many(deleted.rules, "rule"))
    })
}

fn get_instructions(app: &mut App, name: &str) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Got {
        custom_instructions: Option<String>,
    }
    let got = Got { custom_instructions: app.read()?.workspaces().get(name)?.custom_instructions };
    match &got.custom_instructions {
        _ if app.out.is_json() => app.out.json(&got),
        None => Ok(()),
        Some(text) => {
            app.out.document(text)?;
            // A file gets the text as it is; a person's prompt begins on a line of its own.
            if app.out.is_terminal() && !text.ends_with('\n') { app.out.document("\n") } else { Ok(()) }
        }
    }
}

fn set_instructions(app: &mut App, set: SetInstructions) -> Result<(), Failure> {
    let gate = app.write()?;
    let text = match (set.clear, set.text, set.file) {
        (true, _, _) => None,
        (_, Some(text), _) => Some(text),
        (_, _, Some(file)) => Some(files::text(&file)?),
        _ => match edited(&gate, &set.name)? {
            Some(text) => Some(text).filter(|text| !text.trim().is_empty()),
            None => return app.out.text("nothing was changed"),
        },
    };
    let update = WorkspaceUpdate { custom_instructions: Some(text), ..WorkspaceUpdate::default() };
    let updated = gate.workspaces().update(&set.name, &update)?;
    told(
        app,
        &updated,
        if updated.custom_instructions.is_some() { "has new instructions" } else { "has no instructions" },
    )
}

fn edited(gate: &Gate, name: &str) -> Result<Option<String>, Failure> {
    files::edit(&gate.workspaces().get(name)?.custom_instructions.unwrap_or_default())
}
