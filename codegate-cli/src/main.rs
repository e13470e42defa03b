//! The command line of codegate: workspaces, rules, usage and history, and a proxy for any agent, over the library's façade.
#![forbid(unsafe_code)]

mod app;
mod ask;
mod cli;
mod commands;
mod errors;
mod files;
mod output;
mod progress;
mod proxy;
mod visible;
mod when;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return errors::usage(error),
    };
    let mut app = app::App::new(&cli.global);
    let done = commands::run(&mut app, cli.command).and_then(|status| {
        app.out.flush()?;
        Ok(status)
    });
    match done {
        Ok(status) => status,
        Err(failure) => {
            let _ = app.out.flush();
            errors::report(&failure, app.out.styled_errors())
        }
    }
}
