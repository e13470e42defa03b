//! What packages are built with: zig, so that they run with the C library of older systems, and Python's tools.

use crate::shell::{Shell, need, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest C library of GNU that a package for Linux runs with.
pub const GLIBC: &str = "2.28";
const REQUIREMENTS: &str = "xtask/dist/requirements.txt";

/// Installs the pinned tools into a virtual environment of their own.
pub fn install(shell: &Shell) -> Result<(), String> {
    need(shell, REQUIREMENTS)?;
    if !venv(shell).exists() {
        run(shell.command("python3").args(["-m", "venv"]).arg(venv(shell)))?;
    }
    run(program(shell, "python").args(["-m", "pip", "install", "--quiet", "-r", REQUIREMENTS]))?;
    if linux(shell) { wrap_zig(shell) } else { Ok(()) }
}

/// A program of that environment, which compiles as [`cargo`] does.
pub fn program(shell: &Shell, name: &str) -> Command {
    let mut command = plain(shell, name);
    compile_for_old_systems(shell, &mut command);
    command
}

/// The same, which compiles as whoever works on the sources does.
pub fn plain(shell: &Shell, name: &str) -> Command {
    let mut command = shell.command(programs(shell).join(name));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(programs(shell)).chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(paths).unwrap_or(path.clone()));
    command
}

/// `cargo` with these arguments, separated by spaces. Every part of a release builds by this, in the release profile, so
/// that what they share is compiled once.
pub fn cargo(shell: &Shell, arguments: &str) -> Command {
    let mut command = shell.cargo(arguments);
    compile_for_old_systems(shell, &mut command);
    command
}

/// Where cargo puts what it builds in the release profile.
pub fn built(shell: &Shell) -> PathBuf {
    shell.target.join(&shell.host).join("release")
}

/// Whether the packages are for Linux.
pub fn linux(shell: &Shell) -> bool {
    shell.host.contains("-linux-")
}

/// Names zig as the compiler and the linker of the target, and hides where the sources lie on this machine.
fn compile_for_old_systems(shell: &Shell, command: &mut Command) {
    let mut flags = vec![format!("--remap-path-prefix={}=codegate", shell.root.display())];
    flags.extend(cargo_home().map(|home| format!("--remap-path-prefix={}=cargo", home.display())));
    if shell.host.ends_with("-musl") {
        // With the C library in the program, as is the default there, no shared library is made.
        flags.push("-Ctarget-feature=-crt-static".into());
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    if linux(shell) {
        let triple = shell.host.replace('-', "_");
        command.env(format!("CC_{triple}"), wrappers(shell).join("cc"));
        command.env(format!("CXX_{triple}"), wrappers(shell).join("c++"));
        command.env(format!("CARGO_TARGET_{}_LINKER", triple.to_uppercase()), wrappers(shell).join("cc"));
    }
}

/// Where cargo keeps the sources of others.
pub fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))
}

/// Scripts that call zig for the target, one path for all parts: another would compile SQLite again.
fn wrap_zig(shell: &Shell) -> Result<(), String> {
    let folder = wrappers(shell);
    let failed = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let python = programs(shell).join("python");
    let zigbuild = programs(shell).join("cargo-zigbuild");
    for (name, word) in [("cc", "cc"), ("c++", "c++")] {
        let script = format!(
            "#!/bin/sh\nexport CARGO_ZIGBUILD_ZIG_COMMAND='{}'\nexport CARGO_ZIGBUILD_ZIG_COMMAND_ARGS='-m ziglang'\n\
             exec '{}' zig {word} -- -g -fno-sanitize=all -target {} \"$@\"\n",
            python.display(),
            zigbuild.display(),
            zig_target(&shell.host)
        );
        write_program(&folder.join(name), &script).map_err(failed)?;
    }
    Ok(())
}

/// `x86_64-unknown-linux-gnu` as zig names it, with the version of the C library.
fn zig_target(triple: &str) -> String {
    let machine = triple.split('-').next().unwrap_or_default();
    if triple.ends_with("-musl") { format!("{machine}-linux-musl") } else { format!("{machine}-linux-gnu.{GLIBC}") }
}

#[cfg(unix)]
fn write_program(path: &Path, text: &str) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // An unchanged script keeps its time, so that nothing is built again for it.
    if std::fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn write_program(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::write(path, text)
}

fn venv(shell: &Shell) -> PathBuf {
    shell.target.join("venv-dist")
}

fn programs(shell: &Shell) -> PathBuf {
    venv(shell).join(if cfg!(windows) { "Scripts" } else { "bin" })
}

fn wrappers(shell: &Shell) -> PathBuf {
    shell.target.join("zig").join(&shell.host)
}

#[cfg(test)]
mod tests {
    use super::zig_target;

    #[test]
    fn names_the_target_as_zig_does() {
        assert_eq!(zig_target("x86_64-unknown-linux-gnu"), "x86_64-linux-gnu.2.28");
        assert_eq!(zig_target("aarch64-unknown-linux-musl"), "aarch64-linux-musl");
    }
}
