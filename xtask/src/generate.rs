//! Generated files: what the contract says to each language, the header, the schemas, Node's declarations. They are
//! committed, and compared here.

use crate::shell::{Shell, need, run};
use crate::steps::Steps;
use crate::{abi, contract, node, rust};
use std::process::Command;

/// Files that the Node tools write next to the addon.
const NODE: [&str; 2] = ["bindings/node/native.cjs", "bindings/node/native.d.ts"];
/// Set, the tests that compare a generated file write it instead.
const WRITE: &str = "UPDATE_GENERATED";

/// Compares them all; nothing is changed but what the Node tools wrote, which is put back.
pub fn check(shell: &Shell, steps: &mut Steps) {
    steps.run("check: contract", || contract::check(shell));
    steps.run("check: header and schemas", || rust::counted(&run(&mut compared(shell))?));
    steps.run("check: header for C++", || contract::cpp::check(shell));
    steps.run("check: type declarations", || {
        let before = read_all(shell)?;
        node::build(shell)?;
        let after = read_all(shell)?;
        let stale: Vec<&str> =
            NODE.iter().zip(before.iter().zip(&after)).filter(|(_, (a, b))| a != b).map(|(n, _)| *n).collect();
        for (path, content) in NODE.iter().zip(&before) {
            std::fs::write(shell.root.join(path), content).map_err(|error| format!("`{path}`: {error}"))?;
        }
        if stale.is_empty() {
            Ok(format!("{} files as the source gives them", NODE.len()))
        } else {
            Err(format!("{} would change; run `cargo xtask gen` and commit it", stale.join(", ")))
        }
    });
}

/// The tests that compare the header and the schemas with what the source gives.
fn compared(shell: &Shell) -> Command {
    let mut test = rust::tests(shell);
    test.args(["--test", "header", "--test", "schema"]);
    test
}

/// Writes them all.
pub fn write(shell: &Shell) -> Result<(), String> {
    contract::write(shell)?;
    run(compared(shell).env(WRITE, "1"))?;
    contract::cpp::write(shell)?;
    abi::write(shell)?;
    node::build(shell)
}

fn read_all(shell: &Shell) -> Result<Vec<String>, String> {
    NODE.iter().map(|path| need(shell, path).and_then(|full| crate::shell::text(&full))).collect()
}
