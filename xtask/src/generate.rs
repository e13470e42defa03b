//! Generated files: what the contract says to each language, the header, the schemas, Node's declarations. They are
//! committed, and compared here.

use crate::shell::{Shell, need, run, text};
use crate::steps::Steps;
use crate::{abi, contract, node, rust};
use std::process::Command;

/// A file that the Node tools write next to the addon.
const NODE: &str = "bindings/node/native.d.ts";
/// Set, the tests that compare a generated file write it instead.
const WRITE: &str = "UPDATE_GENERATED";

/// Compares them all; nothing is changed but what the Node tools wrote, which is put back.
pub fn check(shell: &Shell, steps: &mut Steps) {
    steps.run("check: contract", || contract::check(shell));
    steps.run("check: header and schemas", || rust::counted(&run(&mut compared(shell))?));
    steps.run("check: header for C++", || contract::cpp::check(shell));
    steps.run("check: type declarations", || {
        let path = need(shell, NODE)?;
        let before = text(&path)?;
        node::build(shell)?;
        let after = text(&path)?;
        std::fs::write(&path, &before).map_err(|error| format!("`{NODE}`: {error}"))?;
        if before == after {
            Ok(format!("{NODE} as the source gives it"))
        } else {
            Err(format!("{NODE} would change; run `cargo xtask gen` and commit it"))
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
