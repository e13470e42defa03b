//! The command line as a whole: what every command takes, and which commands there are.

use crate::commands::{
    alert, apply, bundle, decide, doctor, history, persona, prices, provider, record, rules, session, shell, upkeep,
    usage, why, workspace,
};
use crate::errors::HELP;
use crate::output::Color;
use crate::proxy;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Decides where LLM requests go, with which instructions and credentials, and records what they cost.
#[derive(Debug, Parser)]
#[command(name = "codegate", version, propagate_version = true, arg_required_else_help = true, after_help = HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The store; else the one that `CODEGATE_STORE` names, else `codegate/codegate.db` in the platform's data folder.
    #[arg(long, global = true, value_name = "PATH", help_heading = "Global options")]
    pub(crate) store: Option<PathBuf>,
    /// Print the result as one JSON document.
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,
    /// When to use colours: by default on a terminal, unless `NO_COLOR` is set.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = "Global options"
    )]
    pub(crate) color: Color,
    /// Seconds to wait while another process writes, 0 to 3600.
    #[arg(long, global = true, value_name = "SECONDS", default_value = "5", value_parser = seconds, help_heading = "Global options")]
    pub(crate) wait: f64,
}

fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "it takes a number of seconds".to_owned())?;
    if (0.0..=3_600.0).contains(&number) { Ok(number) } else { Err("it must be 0 to 3600".to_owned()) }
}

/// What there is to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Workspaces: groups of instructions, rules and recorded usage.
    #[command(subcommand)]
    Workspace(workspace::Command),
    /// Muxing rules of a workspace: which requests go where.
    #[command(subcommand)]
    Rules(rules::Command),
    /// Provider endpoints, shared by all workspaces.
    #[command(subcommand)]
    Provider(provider::Command),
    /// Sessions and their active workspaces.
    #[command(subcommand)]
    Session(session::Command),
    /// Personas, shared by all workspaces.
    #[command(subcommand)]
    Persona(persona::Command),
    /// Token usage and cost, as a table with bars.
    Usage(usage::Usage),
    /// Prompts and outputs, newest first.
    History(history::History),
    /// Alerts on exchanges and workspaces.
    #[command(subcommand)]
    Alert(alert::Command),
    /// Prices of tokens, and repricing of what was recorded.
    #[command(subcommand)]
    Prices(prices::Command),
    /// Apply declared settings: providers, workspaces with their rules, personas and sessions of a `codegate.toml`.
    Apply(apply::Apply),
    /// Write workspaces as a bundle, to be imported elsewhere.
    Export(bundle::Export),
    /// Import a bundle: the plan is shown, and asked about, before anything changes.
    Import(bundle::Import),
    /// Tell where a request would go.
    Decide(decide::Asked),
    /// Tell why, rule by rule and condition by condition.
    Explain(decide::Asked),
    /// Record a call that was made elsewhere.
    Record(Box<record::Record>),
    /// Tell why a recorded exchange went where it went.
    Why(why::Why),
    /// Copy the store into one file, while it is in use; the copy is read back.
    Backup(upkeep::Backup),
    /// Give back the room of what was removed from the store.
    #[command(after_help = "Example:\n  codegate history prune --before 90d && codegate compact\n\n\
        Others wait to write meanwhile. It needs as much room beside the store as its content takes.")]
    Compact,
    /// Look for what does not work: store, credentials, rules, prices.
    Doctor(doctor::Doctor),
    /// Put any agent behind the library: a proxy on this machine that passes everything on, decides, and records.
    Proxy(proxy::Proxy),
    /// Print a completion script for a shell.
    Completion(shell::Completion),
    /// Write manual pages to a folder.
    Man(shell::Man),
}
