//! A question before something is changed.

use crate::errors::Failure;
use std::io::{self, BufRead, IsTerminal, Write};

/// Asks, on stderr; an error unless the answer is yes. Where nobody can answer, `--yes` must have been given.
pub(crate) fn confirm(question: &str, yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Failure::own(
            "usage",
            format!("{question} nobody is there to answer"),
            "`--yes` answers beforehand; `--dry-run` only shows what would be done",
        ));
    }
    write!(io::stderr(), "{question} [y/N] ")?;
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Failure::own("declined", "nothing was changed", ""))
}
