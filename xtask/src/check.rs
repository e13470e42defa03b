//! Everything that can be said without running the product: format, lints, documentation, versions, the tree.

use crate::shell::{Shell, run};
use crate::steps::Steps;
use crate::{abi, generate, house, supply, versions};

/// Runs every check. With `required`, one that is left out for what the machine lacks is a failure.
pub fn all(shell: &Shell, steps: &mut Steps, required: bool) {
    steps.run("check: format", || run(&mut shell.cargo("fmt --all --check")).map(|_| String::new()));
    steps.run("check: lints", || {
        run(&mut shell.cargo("clippy --workspace --all-targets --features codegate-core/fuzz --locked -- -D warnings"))
            .map(|_| String::new())
    });
    steps.run("check: documentation", || {
        let mut doc = shell.cargo("doc --workspace --no-deps --locked");
        run(doc.env("RUSTDOCFLAGS", "-D warnings")).map(|_| String::new())
    });
    generate::check(shell, steps);
    steps.run("check: abi", || abi::check(shell, required));
    steps.run("check: versions", || versions::equal(shell));
    steps.run("check: supply chain", || supply::check(shell, required));
    steps.run("check: tree", || house::in_order(shell));
}
