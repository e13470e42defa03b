//! The benchmarks.

use crate::shell::Shell;

/// Runs them, passing arguments on.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let shell = Shell::new()?;
    let mut command = shell.cargo("bench -p codegate-core --locked");
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    crate::shell::run(&mut command).map(|_| ())
}
