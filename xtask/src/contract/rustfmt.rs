//! Generated Rust as rustfmt writes it.

use super::File;
use crate::shell::Shell;
use std::io::Write;
use std::process::Stdio;

/// The file, formatted where it is Rust.
pub fn formatted(shell: &Shell, (path, content): File) -> Result<File, String> {
    if !path.ends_with(".rs") {
        return Ok((path, content));
    }
    let content = rustfmt(shell, &content).map_err(|error| format!("`{path}`: {error}"))?;
    Ok((path, content))
}

fn rustfmt(shell: &Shell, source: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("`rustfmt` could not be run: {error}");
    let mut command = shell.command("rustfmt");
    command.args(["--edition", "2024"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let mut input = child.stdin.take().ok_or("`rustfmt` reads nothing")?;
    let output = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(source.as_bytes()));
        child.wait_with_output()
    });
    let output = output.map_err(failed)?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`rustfmt` refuses it: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
