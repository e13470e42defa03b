//! The price snapshot that ships, converted from the data of the pinned genai-prices; and costs held against LiteLLM's.

use crate::python;
use crate::shell::{self, Shell, need};

/// What the command is told to do.
pub fn run(shell: &Shell, rest: &[String]) -> Result<(), String> {
    match rest {
        [] => write(shell),
        [word] if word == "compare" => compare(shell),
        _ => Err("`prices` takes nothing, or `compare`".into()),
    }
}

/// Writes it again. A test holds the committed one against what the same script gives.
fn write(shell: &Shell) -> Result<(), String> {
    let script = need(shell, "xtask/prices/convert.py")?;
    python::install(shell, "tests/python/requirements.txt")?;
    let snapshot = shell.root.join("codegate-core/src/price/snapshot.json");
    shell::run(python::program(shell, "python").arg(script).arg(snapshot)).map(|_| ())
}

/// Runs the comparison in a virtual environment of its own: LiteLLM brings a hundred packages.
fn compare(shell: &Shell) -> Result<(), String> {
    let script = need(shell, "tests/prices/against_litellm.py")?;
    python::build(shell)?;
    let venv = shell.root.join("target/litellm");
    if !venv.join("bin/python").exists() {
        shell::run(shell.command("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let python = venv.join("bin/python").display().to_string();
    let requirements = ["-m", "pip", "install", "--quiet", "-r", "tests/prices/requirements.txt"];
    shell::run(shell.command(&python).args(requirements))?;
    let package = shell.root.join("bindings/python/python");
    shell::run(shell.command(&python).arg(script).env("PYTHONPATH", package)).map(|_| ())
}
