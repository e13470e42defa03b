//! Running other programs: one environment for all of them, output shown as it comes and kept.

use crate::tools;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where everything is, and the environment that every child gets.
pub struct Shell {
    /// The root of the repository.
    pub root: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
    /// The triple of this machine.
    pub host: String,
}

impl Shell {
    /// Finds out where things are; says what is missing on this machine.
    pub fn new() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        tools::require()?;
        Ok(Shell { root, target, host: tools::host_triple()? })
    }

    /// Where cargo puts what it builds in the dev profile.
    pub fn built(&self) -> PathBuf {
        self.target.join(&self.host).join("debug")
    }

    /// A command in the root of the repository.
    ///
    /// The target triple is always named: the Node tools name it whatever one does, and a second target folder would
    /// compile everything again.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command.env("CARGO_BUILD_TARGET", &self.host).env("CARGO_TARGET_DIR", &self.target);
        command.env("npm_config_loglevel", "error").env("npm_config_fund", "false").env("npm_config_audit", "false");
        command.env("PIP_DISABLE_PIP_VERSION_CHECK", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        command.stdin(Stdio::null());
        command
    }

    /// `cargo` with these arguments, separated by spaces.
    pub fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments.split_whitespace());
        command
    }
}

/// Runs a command to its end, showing its output as it comes; gives the output, or why it failed.
pub fn run(command: &mut Command) -> Result<String, String> {
    let shown = show(command);
    println!("$ {shown}");
    let failed = |error: std::io::Error| format!("`{shown}` could not be run: {error}");
    let (reader, writer) = std::io::pipe().map_err(failed)?;
    command.stdout(writer.try_clone().map_err(failed)?).stderr(writer);
    let mut child = command.spawn().map_err(failed)?;
    // The command keeps our ends of the pipe; without this the reader would wait for itself.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut output = String::new();
    let mut line = Vec::new();
    let mut reader = BufReader::new(reader);
    while reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        let _ = std::io::stdout().write_all(&line);
        output.push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait().map_err(failed)?;
    if status.success() { Ok(output) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a command quietly; gives what it wrote to stdout, or why it failed with what it wrote to stderr.
pub fn read(command: &mut Command) -> Result<String, String> {
    let shown = show(command);
    let output = command.output().map_err(|error| format!("`{shown}` could not be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{shown}` failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// The command as a person would type it.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy();
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
}

/// Reads a text file of the repository.
pub fn text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
}

/// The lines of an output that begin with one of these words, as a runner's closing lines do.
pub fn closing(output: &str, beginnings: &[&str]) -> String {
    let lines = output.lines().filter(|line| beginnings.iter().any(|word| line.trim_start().starts_with(word)));
    lines.map(str::trim).collect::<Vec<_>>().join("\n")
}

/// What a language's runner of the conformance cases said at its end.
pub fn conformance(output: &str) -> Result<String, String> {
    let said = closing(output, &["conformance ("]);
    if said.is_empty() { Err("no conformance case was played".into()) } else { Ok(said) }
}

/// An error if a part of the repository that a step needs is not there.
pub fn need(shell: &Shell, path: &str) -> Result<PathBuf, String> {
    let full = shell.root.join(path);
    if full.exists() { Ok(full) } else { Err(format!("`{path}` is missing: nothing was run")) }
}
