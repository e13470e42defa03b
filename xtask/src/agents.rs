//! Real coding agents, end to end: builds the Python package, then leaves the rest to `tests/agents/run.py`.

use crate::python;
use crate::shell::{Shell, need, run};

const RUN: &str = "tests/agents/run.py";

/// Installs and runs the agents that are named, or all of them. Not a part of the tests: it takes gigabytes and minutes.
pub fn run_all(names: &[String]) -> Result<(), String> {
    let shell = Shell::new()?;
    need(&shell, RUN)?;
    python::build(&shell)?;
    println!();
    let mut agents = python::program(&shell, "python");
    run(agents.arg(RUN).arg("--folder").arg(shell.target.join("agents")).args(names)).map(|_| ())
}
