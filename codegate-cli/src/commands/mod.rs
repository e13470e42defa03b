//! One file for each group of commands.

pub(crate) mod alert;
pub(crate) mod apply;
pub(crate) mod bundle;
pub(crate) mod decide;
pub(crate) mod doctor;
pub(crate) mod folders;
pub(crate) mod history;
pub(crate) mod persona;
pub(crate) mod prices;
pub(crate) mod provider;
pub(crate) mod record;
pub(crate) mod reprice;
pub(crate) mod rules;
pub(crate) mod session;
pub(crate) mod shadow;
pub(crate) mod shell;
pub(crate) mod upkeep;
pub(crate) mod usage;
pub(crate) mod why;
pub(crate) mod workspace;

use crate::app::App;
use crate::cli::Command;
use crate::errors::Failure;
use std::process::ExitCode;

/// Runs a command; gives the exit status of one that has done its work.
pub(crate) fn run(app: &mut App, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Workspace(command) => workspace::run(app, command)?,
        Command::Rules(command) => return rules::run(app, command),
        Command::Provider(command) => provider::run(app, command)?,
        Command::Session(command) => session::run(app, command)?,
        Command::Persona(command) => persona::run(app, command)?,
        Command::Usage(usage) => return usage::run(app, usage),
        Command::History(history) => history::run(app, history)?,
        Command::Alert(command) => alert::run(app, command)?,
        Command::Prices(command) => prices::run(app, command)?,
        Command::Apply(options) => apply::run(app, &options)?,
        Command::Export(export) => bundle::export(app, export)?,
        Command::Import(import) => bundle::import(app, import)?,
        Command::Decide(asked) => decide::decide(app, asked)?,
        Command::Explain(asked) => decide::explain(app, asked)?,
        Command::Record(record) => record::run(app, *record)?,
        Command::Why(why) => why::run(app, &why)?,
        Command::Backup(options) => upkeep::backup(app, &options)?,
        Command::Compact => upkeep::compact(app)?,
        Command::Doctor(doctor) => return doctor::run(app, &doctor),
        Command::Proxy(proxy) => crate::proxy::run(app, proxy)?,
        Command::Completion(completion) => shell::completion(app, &completion)?,
        Command::Man(man) => shell::man(app, &man)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether rows are wanted as CSV.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Rows {
    /// Print the rows as CSV.
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
}

impl Rows {
    /// The columns, where CSV is wanted.
    pub(crate) fn columns<'c>(self, columns: &'c [&'c str]) -> Option<&'c [&'c str]> {
        self.csv.then_some(columns)
    }
}
