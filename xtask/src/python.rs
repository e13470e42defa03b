//! The Python package: a virtual environment of its own, the tests, the types.

use crate::shell::{Shell, closing, conformance, need, run};
use crate::steps::Steps;
use std::path::PathBuf;
use std::process::Command;

/// The tests of the plug-ins, which need the packages that these are for.
const PLUGINS: &str = "tests/python/plugins";

/// Builds the package and runs everything in Python.
pub fn test(shell: &Shell, steps: &mut Steps) {
    steps.chain(&[
        ("python: build", &|| build(shell).map(|()| String::new())),
        ("python: tests", &|| {
            need(shell, "tests/python")?;
            install(shell, "tests/streams/requirements.txt")?;
            let mut pytest = program(shell, "pytest");
            pytest
                .args(["-q", "tests/python", "tests/stub", "tests/e2e", "tests/agents", "tests/streams"])
                .args(["--ignore", PLUGINS])
                .env("CODEGATE_BUILT", shell.built());
            let output = run(&mut pytest)?;
            let last = output.lines().last().unwrap_or_default();
            Ok(format!("{last}\n{}", conformance(&output)?))
        }),
        ("python: SDKs", &|| sdks(shell)),
        ("python: plug-ins", &|| plugins(shell)),
        ("python: types", &|| types(shell)),
    ]);
}

/// The real SDKs through the example proxy, with calls that are no conversation.
fn sdks(shell: &Shell) -> Result<String, String> {
    let calls = need(shell, "tests/e2e/calls.py")?;
    install(shell, "tests/e2e/requirements.txt")?;
    let output = run(program(shell, "python").arg(calls).arg("--folder").arg(shell.target.join("calls")))?;
    Ok(closing(&output, &["SDKs:"]))
}

/// The plug-ins with the current packages that they are for. Those of earlier steps are older.
fn plugins(shell: &Shell) -> Result<String, String> {
    install(shell, &format!("{PLUGINS}/requirements.txt"))?;
    let output = run(program(shell, "pytest").args(["-q", PLUGINS]))?;
    Ok(output.lines().last().unwrap_or_default().to_owned())
}

/// The package in the virtual environment, rebuilt where its source changed.
pub fn build(shell: &Shell) -> Result<(), String> {
    let manifest = need(shell, "bindings/python/pyproject.toml")?.with_file_name("Cargo.toml");
    install(shell, "tests/python/requirements.txt")?;
    let mut maturin = program(shell, "maturin");
    run(maturin.args(["develop", "--locked", "--manifest-path"]).arg(manifest)).map(|_| ())
}

/// Installs pinned requirements into the virtual environment, made if there is none.
pub fn install(shell: &Shell, requirements: &str) -> Result<(), String> {
    need(shell, requirements)?;
    if !venv(shell).join("bin/python").exists() {
        run(shell.command("python3").args(["-m", "venv"]).arg(venv(shell)))?;
    }
    run(program(shell, "python").args(["-m", "pip", "install", "--quiet", "-r", requirements])).map(|_| ())
}

/// The package's own types, the examples' use of them, and the stubs against what was compiled.
fn types(shell: &Shell) -> Result<String, String> {
    need(shell, "examples/python")?;
    let strict = run(program(shell, "mypy").args([
        "--strict",
        "bindings/python/python/codegate",
        "examples/python",
        "tests/stub",
        "tests/agents",
    ]))?;
    let mut campaigns = program(shell, "mypy");
    let folders = ["tests/faults", "tests/faults/programs"];
    campaigns.arg("--strict").args(sources(shell, &folders)?).env("MYPYPATH", folders.join(":"));
    let faults = run(&mut campaigns)?;
    // Away from the sources, so that the installed package is the one that is looked at.
    let mut stubtest = program(shell, "stubtest");
    let stubs = run(stubtest
        .args(["codegate", "--allowlist", "python/stubtest_allowlist.txt"])
        .current_dir(shell.root.join("tests")))?;
    let said = [strict, faults, stubs].map(|output| closing(&output, &["Success"]));
    Ok(said.join("\n"))
}

/// The files in Python of these folders. Their programs import one another by name, so that no folder is a package.
fn sources(shell: &Shell, folders: &[&str]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(need(shell, folder)?).map_err(|error| format!("`{folder}`: {error}"))?;
        found.extend(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())));
    }
    found.retain(|path| path.extension().is_some_and(|end| end == "py"));
    Ok(found)
}

fn venv(shell: &Shell) -> PathBuf {
    shell.target.join("venv")
}

/// A program of the virtual environment.
pub fn program(shell: &Shell, name: &str) -> Command {
    let folder = venv(shell).join("bin");
    let mut command = shell.command(folder.join(name));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(folder).chain(std::env::split_paths(&path));
    command
        .env("PYTHONUNBUFFERED", "1")
        .env("VIRTUAL_ENV", venv(shell))
        .env("PATH", std::env::join_paths(paths).unwrap_or(path.clone()));
    command
}
