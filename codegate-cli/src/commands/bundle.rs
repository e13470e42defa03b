//! `codegate export` and `codegate import`.

use super::provider::{pair, words};
use crate::app::App;
use crate::ask;
use crate::errors::Failure;
use crate::files::{self, Whole};
use crate::output::Table;
use crate::progress::Progress;
use clap::Args;
use codegate_core::model::{Choices, ExportOptions, Imported, ItemStatus, Part, PlanView};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  codegate export --output workspaces.json\n  codegate export acme --part rules")]
pub(crate) struct Export {
    /// Workspaces; all live ones by default.
    workspaces: Vec<String>,
    /// A part of each workspace; again for more. All by default.
    #[arg(long = "part", value_name = "PART", value_parser = words::<Part>())]
    parts: Vec<Part>,
    /// The file; standard output by default.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  codegate import workspaces.json\n  codegate import workspaces.json --dry-run --json\n  \
    codegate import workspaces.json --choose acme=rename:acme-2 --map openai=gpt --yes"
)]
pub(crate) struct Import {
    /// The bundle; `-` is standard input.
    file: PathBuf,
    /// What to do with a workspace that differs here: `skip`, `replace` or `rename:NEW`; again for more.
    #[arg(long = "choose", value_name = "WORKSPACE=CHOICE", value_parser = pair)]
    choices: Vec<(String, String)>,
    /// The provider here that takes the place of one of the bundle; again for more.
    #[arg(long = "map", value_name = "THERE=HERE", value_parser = pair)]
    providers: Vec<(String, String)>,
    /// Only show the plan.
    #[arg(long)]
    dry_run: bool,
    /// Do not ask.
    #[arg(long, short)]
    yes: bool,
}

pub(crate) fn export(app: &mut App, options: Export) -> Result<(), Failure> {
    let some = |names: Vec<String>| Some(names).filter(|names| !names.is_empty());
    let parts = Some(options.parts).filter(|parts| !parts.is_empty());
    let gate = app.read()?;
    let progress = Progress::new("exporting");
    let bundle = gate.export(&ExportOptions { workspaces: some(options.workspaces), parts })?;
    drop(progress);
    match options.output {
        None => app.out.document(&bundle),
        Some(file) => {
            let mut file = Whole::new(&file)?;
            file.write(bundle.as_bytes())?;
            let written = file.keep()?;
            app.out.record(&serde_json::json!({ "written": written }), || format!("written to `{written}`"))
        }
    }
}

/// The plan, and what was done of it.
#[derive(Serialize)]
struct Told<'a> {
    plan: &'a PlanView,
    imported: Option<&'a Imported>,
}

pub(crate) fn import(app: &mut App, options: Import) -> Result<(), Failure> {
    let bundle = files::bytes(&options.file)?;
    let choices =
        Choices { choices: options.choices.into_iter().collect(), providers: options.providers.into_iter().collect() };
    let gate = if options.dry_run { app.read()? } else { app.write()? };
    let progress = Progress::new("comparing");
    let plan = gate.plan_import(&bundle)?;
    drop(progress);
    let view = plan.view();
    if !app.out.is_json() {
        show(app, view, &choices)?;
    }
    if options.dry_run {
        return if app.out.is_json() { app.out.json(&Told { plan: view, imported: None }) } else { Ok(()) };
    }
    app.out.flush()?;
    // What lacks a choice is the library's to refuse; nobody needs to be asked before.
    let undecided =
        view.items.iter().any(|item| item.status == ItemStatus::Conflict && !choices.choices.contains_key(&item.name));
    let unmapped = view.missing.providers.iter().any(|one| !choices.providers.contains_key(&one.name));
    if !undecided && !unmapped {
        ask::confirm("apply it?", options.yes)?;
    }
    let progress = Progress::new("importing");
    let done = plan.apply(&choices)?;
    drop(progress);
    app.out.record(&Told { plan: view, imported: Some(&done) }, || {
        let names = |what: &str, names: &[String]| match names {
            [] => String::new(),
            names => format!("{what}: {}\n", names.join(", ")),
        };
        names("created", &done.created) + &names("replaced", &done.replaced) + &names("left as they are", &done.skipped)
    })
}

fn show(app: &mut App, view: &PlanView, choices: &Choices) -> Result<(), Failure> {
    let mut table = Table::new(&["workspace", "here", "differs in", "choice"]);
    for item in &view.items {
        let choice = choices.choices.get(&item.name).cloned();
        let choice = choice.unwrap_or_else(|| match item.status {
            ItemStatus::New => "create".to_owned(),
            ItemStatus::Same => "leave".to_owned(),
            ItemStatus::Conflict => format!("none yet: --choose {}=…", item.name),
        });
        table.row(vec![item.name.clone(), item.status.to_string(), item.differs.join(", "), choice]);
    }
    app.out.table(&table)?;
    for one in &view.missing.providers {
        let here = choices.providers.get(&one.name);
        let mapped = here.map_or(format!("--map {}=…", one.name), |here| format!("taken for `{here}`"));
        app.out.text(&format!("there is no provider `{}` ({}) here: {mapped}", one.name, one.provider_type))?;
    }
    for one in &view.missing.models {
        app.out.text(&format!("provider `{}` does not list the model `{}`", one.provider, one.model))?;
    }
    for warning in &view.warnings {
        app.out.text(&format!("warning {}: {}", warning.code, warning.message))?;
    }
    Ok(())
}
