//! `codegate completion` and `codegate man`.

use crate::app::App;
use crate::cli::Cli;
use crate::errors::Failure;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  codegate completion bash > ~/.local/share/bash-completion/completions/codegate\n  \
    codegate completion fish > ~/.config/fish/completions/codegate.fish"
)]
pub(crate) struct Completion {
    /// The shell.
    shell: Shell,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  codegate man ~/.local/share/man/man1")]
pub(crate) struct Man {
    /// The folder, made if there is none: a page for each command goes there.
    folder: PathBuf,
}

pub(crate) fn completion(app: &mut App, options: &Completion) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Cli::command(), "codegate", &mut script);
    app.out.document(&String::from_utf8_lossy(&script))
}

pub(crate) fn man(app: &mut App, options: &Man) -> Result<(), Failure> {
    let folder = &options.folder;
    let failed = |error: std::io::Error| {
        Failure::own("file", format!("pages cannot be written to `{}`: {error}", folder.display()), "")
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    app.out.text(&format!("written to `{}`", folder.display()))
}
