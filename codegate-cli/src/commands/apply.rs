//! `codegate apply`.

use super::folders::absolute;
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::Table;
use clap::Args;
use codegate_core::model::{ApplyOptions, SettingsPlan};
use codegate_core::{Code, Error};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  codegate apply\n  codegate apply team/codegate.toml --dry-run\n\n\
    It is all or nothing, and doing it again changes nothing. What the file does not name stays as it is.")]
pub(crate) struct Apply {
    /// The settings, in TOML; `-` is standard input.
    #[arg(default_value = "codegate.toml")]
    file: PathBuf,
    /// Only tell what would change.
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(app: &mut App, options: &Apply) -> Result<(), Failure> {
    let config = files::bytes(&options.file)?;
    // Paths in the file are relative to its folder; those that come by standard input, to this one.
    let folder = options.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let how = ApplyOptions { dry_run: options.dry_run, folder: Some(absolute(folder)?) };
    let gate = if options.dry_run { app.read_or_none()? } else { app.write()? };
    let plan = gate.apply(&config, &how).map_err(unread)?;
    if app.out.is_json() {
        return app.out.json(&plan);
    }
    app.out.table(&table(&plan))?;
    app.out.text(match (plan.changed, plan.applied) {
        (false, _) => "everything is so already",
        (true, true) => "applied",
        (true, false) => "nothing was changed",
    })
}

/// What cannot be read at a place of the settings is a file that they name, and not the store.
fn unread(error: Error) -> Failure {
    let of_settings = ["line ", "`workspaces."].iter().any(|place| error.message().starts_with(place));
    if error.code() == Code::Io && of_settings {
        return Failure::own("io", error.message(), "");
    }
    error.into()
}

fn table(plan: &SettingsPlan) -> Table {
    let mut table = Table::new(&["kind", "name", "here", "differs in"]);
    for item in &plan.items {
        let cells = [item.kind.to_string(), item.name.clone(), item.status.to_string(), item.differs.join(", ")];
        table.row(cells.to_vec());
    }
    table
}
