//! What is taken from others: which licences, from where, and what must not come in at all. Whether any of it has a known
//! hole is not asked here, as the databases of that are not in the registries that builds use.

use crate::shell::{Shell, need, read, run, text};
use crate::steps::SKIPPED;
use std::path::{Path, PathBuf};

/// The rules for crates, and the pinned program that holds `Cargo.lock` against them.
const RULES: &str = "deny.toml";
const REQUIREMENTS: &str = "xtask/supply/requirements.txt";

/// Crates, and the lock files of npm and pip. With `required`, the program for crates is installed; else it is left out
/// where it is not.
pub fn check(shell: &Shell, required: bool) -> Result<String, String> {
    let rules = need(shell, "xtask/supply")?;
    read(shell.command("python3").args(["-m", "unittest", "-q", "test_locks"]).current_dir(&rules))?;
    let locks = run(shell.command("python3").arg(rules.join("locks.py")).arg(&shell.root))?;
    if required {
        install(shell)?;
    }
    let crates = match program(shell).exists() {
        true => crates(shell)?,
        false => format!("crates{SKIPPED}cargo-deny is not installed: `cargo xtask check supply` does it"),
    };
    Ok(format!("{}\n{crates}", locks.trim_end()))
}

/// Into a virtual environment of its own: it is published as a wheel, by hash.
fn install(shell: &Shell) -> Result<(), String> {
    let python = program(shell).with_file_name(if cfg!(windows) { "python.exe" } else { "python" });
    if !python.exists() {
        run(shell.command("python3").args(["-m", "venv"]).arg(venv(shell)))?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS];
    run(shell.command(python).args(pip)).map(|_| ())
}

fn crates(shell: &Shell) -> Result<String, String> {
    let said = deny(shell, &need(shell, RULES)?)?;
    control(shell)?;
    Ok(format!("crates: {}; advisories are not looked up", said.lines().last().unwrap_or_default().trim()))
}

/// The program refuses a crate and a licence where the rules do: a check that cannot fail says nothing.
fn control(shell: &Shell) -> Result<(), String> {
    let rules = text(&shell.root.join(RULES))?;
    let harms = [
        ("bans", "\"openssl-sys\",", "\"serde\","),
        ("licences", "\"MIT\",", ""),
        ("wrappers", "\"codegate-cli\"", "\"h2\""),
    ];
    for (name, good, bad) in harms {
        let harmed = rules.replace(good, bad);
        let file = shell.target.join(format!("deny-{name}.toml"));
        std::fs::write(&file, &harmed).map_err(|error| format!("`{}`: {error}", file.display()))?;
        let passed = harmed == rules || deny(shell, &file).is_ok();
        let _ = std::fs::remove_file(&file);
        if passed {
            return Err(format!("cargo-deny lets harmed rules pass: {name}"));
        }
    }
    Ok(())
}

/// Holds `Cargo.lock` against these rules, without a network.
fn deny(shell: &Shell, rules: &Path) -> Result<String, String> {
    let mut deny = shell.command(program(shell));
    deny.arg("--config").arg(rules).args(["--offline", "--locked", "--all-features"]);
    read(deny.args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]))
}

fn program(shell: &Shell) -> PathBuf {
    venv(shell).join(if cfg!(windows) { "Scripts/cargo-deny.exe" } else { "bin/cargo-deny" })
}

fn venv(shell: &Shell) -> PathBuf {
    shell.target.join("venv-supply")
}
