//! One whole exchange from four languages: builds what is needed, then leaves the rest to `tests/e2e/demo.py`.

use crate::shell::{Shell, need, run};
use crate::{c_abi, node, python};

const DEMO: &str = "tests/e2e/demo.py";

/// Builds the library, its bindings and the examples, and runs the demonstration.
pub fn run_all() -> Result<(), String> {
    let shell = Shell::new()?;
    need(&shell, DEMO)?;
    run(&mut shell.cargo("build -p codegate-ffi -p codegate-example --locked"))?;
    c_abi::library(&shell)?;
    let c = c_abi::example(&shell)?;
    python::build(&shell)?;
    python::install(&shell, "tests/e2e/requirements.txt")?;
    node::build(&shell)?;
    node::install(&shell, "tests/e2e")?;
    println!();
    let mut demo = python::program(&shell, "python");
    demo.arg(DEMO).arg("--folder").arg(shell.target.join("demo")).arg("--c").arg(c);
    demo.arg("--rust").arg(shell.built().join("codegate-example"));
    run(&mut demo).map(|_| ())
}
