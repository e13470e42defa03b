//! The npm packages: `codegate`, which is JavaScript and types, and one with the addon for each platform.

use super::{bom, licenses, tools, trial};
use crate::node::install;
use crate::shell::{Shell, closing, read, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the package managers and runtimes of the trial are.
const TRIAL: &str = "tests/dist";
/// What those are for; elsewhere the trial has the Node and npm of the machine alone.
const TRIAL_RUNS_ON: &str = "x86_64-unknown-linux-gnu";

/// Packs `codegate` and the package of the target into `npm/` of the folder.
pub fn build(shell: &Shell, out: &Path) -> Result<(), String> {
    let program = super::command_line(shell)?;
    run(&mut tools::cargo(shell, "build --release --locked -p codegate-node"))?;
    let mut pack = shell.command("node");
    pack.arg("xtask/dist/npm.mjs").args(["--triple", &shell.host]).arg("--addon").arg(addon(shell));
    pack.arg("--licenses")
        .arg(licenses::file(out))
        .arg("--bom")
        .arg(bom::file(shell, out))
        .arg("--out")
        .arg(out.join("npm"));
    if let Some(program) = program {
        pack.arg("--program").arg(program);
    }
    run(&mut pack).map(|_| ())
}

fn addon(shell: &Shell) -> PathBuf {
    let name = match shell.host.as_str() {
        host if host.contains("-windows-") => "codegate_node.dll",
        host if host.contains("-apple-") => "libcodegate_node.dylib",
        _ => "libcodegate_node.so",
    };
    tools::built(shell).join(name)
}

/// Each package manager installs them from a registry on this machine, and each runtime runs the README's example.
pub fn test(shell: &Shell, out: &Path) -> Result<String, String> {
    if tools::linux(shell) {
        old_enough(shell)?;
    }
    if shell.host == TRIAL_RUNS_ON {
        install(shell, TRIAL)?;
    }
    let mut node: Command = shell.command("node");
    node.arg("tests/dist/node.mjs").arg(out.join("npm"));
    node.env("EXAMPLE", trial::example(shell, "js")?).env("PROMISED", trial::promised(shell)?);
    let output = run(&mut node)?;
    Ok(closing(&output, &["npm:", "runtimes:", "loader:", "time:", "command line:", "lint:"]))
}

/// An error if the addon needs a newer C library than packages may.
fn old_enough(shell: &Shell) -> Result<(), String> {
    let symbols = read(shell.command("objdump").arg("-T").arg(addon(shell)))?;
    let minors = symbols.split("GLIBC_2.").skip(1).filter_map(|rest| {
        rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse::<u32>().ok())
    });
    let limit = tools::GLIBC.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or_default();
    match minors.max() {
        Some(newest) if newest > limit => Err(format!("the addon needs glibc 2.{newest}")),
        _ => Ok(()),
    }
}
