//! What can go wrong, how it is told, and the exit status of each.

use clap::error::{ContextKind, ContextValue};
use codegate_core::{Code, Error, Kind};
use std::io::{self, Write};
use std::process::ExitCode;

/// The library refused, or a question was not answered with yes.
const REFUSED: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// The store cannot be used.
const STORE: u8 = 3;
/// Interrupted, as shells tell it.
const INTERRUPTED: u8 = 130;

/// What `--help` says at its end.
pub(crate) const HELP: &str = "\
Examples:
  codegate provider add gpt --type openai --credential env:OPENAI_API_KEY
  codegate rules add default --to gpt/gpt-5.1
  codegate proxy
  codegate usage --by day --since week

Exit status:
  0    done
  1    refused: the library's code and text say why; nothing was changed
  2    the command line is wrong, or a file that it names cannot be read
  3    the store cannot be used: it is missing, locked, damaged, of a newer version, read-only, or the disk is full
  130  interrupted";

/// Why a command ends without having done its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library refused.
    Library(Error),
    /// Something of the command line's own: a code, a sentence, and what to do.
    Own { code: &'static str, message: String, hint: String },
    /// Whoever read the output has gone.
    Pipe,
}

impl Failure {
    pub(crate) fn own(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Own { code, message: message.into(), hint: hint.into() }
    }

    /// Of an option or an argument.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::own("usage", message, "")
    }

    fn status(&self) -> u8 {
        match self {
            Failure::Library(error) if error.code() == Code::Interrupted => INTERRUPTED,
            Failure::Library(error) if error.kind() == Kind::Storage => STORE,
            Failure::Library(_) => REFUSED,
            Failure::Own { code: "store_missing" | "read_only", .. } => STORE,
            Failure::Own { code: "interrupted", .. } => INTERRUPTED,
            Failure::Own { code: "usage" | "file" | "io", .. } => USAGE,
            Failure::Own { .. } => REFUSED,
            Failure::Pipe => 0,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Library(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Pipe,
            _ => Failure::own(
                "output",
                format!("the output cannot be written: {error}"),
                "if the command was to change something, look whether it has before you run it again",
            ),
        }
    }
}

/// Longer words than any that a command takes may be credentials in a wrong place.
const LONGEST_WORD: usize = 19;

/// An error without what stood in the place of a word, where that may be a credential.
fn unsaid(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidValue, ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        let long = matches!(error.get(kind), Some(ContextValue::String(text)) if text.len() > LONGEST_WORD
            && !text.starts_with('<') && !(text.starts_with("--") && text.ends_with('>')));
        if long {
            error.insert(kind, ContextValue::String("…".into()));
        }
    }
    error
}

/// Prints what the command line's parser says: help and version to stdout, errors to stderr.
pub(crate) fn usage(error: clap::Error) -> ExitCode {
    let error = unsaid(error);
    let printed = error.print();
    if error.use_stderr() {
        return ExitCode::from(USAGE);
    }
    match printed {
        // A reader that has gone is no reason for a message.
        Err(unwritten) if unwritten.kind() != io::ErrorKind::BrokenPipe => report(&unwritten.into(), false),
        _ => ExitCode::SUCCESS,
    }
}

/// Prints a failure to stderr.
pub(crate) fn report(failure: &Failure, styled: bool) -> ExitCode {
    let status = ExitCode::from(failure.status());
    let (code, message, hint) = match failure {
        Failure::Pipe => return status,
        Failure::Library(error) => (error.code().as_str(), error.message(), hint(error.code())),
        Failure::Own { code, message, hint } => (*code, message.as_str(), hint.as_str()),
    };
    let (bold, plain) = if styled { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    let mut text = format!("{bold}error[{code}]{plain}: {}\n", crate::visible::text(message));
    if !hint.is_empty() {
        text += &format!("  hint: {}\n", crate::visible::text(hint));
    }
    // Nobody is left to tell of a closed stderr.
    let _ = io::stderr().write_all(text.as_bytes());
    status
}

/// What to do on the command line, where the library's own sentence cannot know it.
fn hint(code: Code) -> &'static str {
    match code {
        Code::WorkspaceNotFound => "`codegate workspace list` shows those that there are",
        Code::ProviderNotFound => "`codegate provider list` shows those that there are",
        Code::SessionNotFound => "`codegate workspace use NAME --session ID` makes it",
        Code::PersonaNotFound => "`codegate persona list` shows those that there are",
        Code::ExchangeNotFound => "`codegate history list` shows the ids of those that there are",
        Code::AlertNotFound => "`codegate alert list` shows the ids of those that there are",
        Code::Busy => "another process is writing; try again, or wait longer with `--wait 60`",
        Code::SchemaTooNew => "update this command to the version that the others use",
        Code::NotAStore => "check `--store` and `CODEGATE_STORE`",
        Code::Corrupt => {
            "restore a copy, or move the file and those beside it that begin with its name away, and begin anew"
        }
        Code::ReadOnly => "`--store` or `CODEGATE_STORE` names another",
        Code::WorkspaceActive | Code::ProviderInUse | Code::ModelInUse => "`--force` does it all the same",
        Code::ImportConflict => "choose for each: `--choose NAME=skip`, `=replace` or `=rename:NEW`",
        Code::ImportMissing => "say which provider here takes its place: `--map THERE=HERE`",
        Code::ImportStale | Code::RepriceStale => "run the command again",
        Code::PricesInvalid => "`--format` says in which format the table is: `codegate`, `litellm` or `models.dev`",
        _ => "",
    }
}
