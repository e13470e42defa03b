//! The wheel, one for every Python of a platform, and the source package.

use super::{bom, licenses, scratch, tools, trial};
use crate::shell::{Shell, read, run, text};
use crate::versions;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

const PACKAGE: &str = "bindings/python";

/// What a wheel installs beside its modules, by the name that maturin looks for; programs are in `scripts/` of it.
const DATA: &str = "bindings/python/codegate._native.data";

/// Builds both into `python/` of the folder. What is not in the repository lies beside the sources meanwhile.
pub fn build(shell: &Shell, out: &Path) -> Result<(), String> {
    let license = text(&shell.root.join(PACKAGE).join("LICENSE"))?;
    if license != text(&shell.root.join("LICENSE"))? {
        return Err("symbolic links are not checked out: `git config core.symlinks true`, and check out again".into());
    }
    let carried = shell.root.join(PACKAGE).join(licenses::NAME);
    trial::copy(&licenses::file(out), &carried)?;
    let built = source(shell, out).and_then(|()| {
        if let Some(program) = super::command_line(shell)? {
            trial::copy(&program, &shell.root.join(DATA).join("scripts").join(super::PROGRAM))?;
        }
        wheel(shell, out)
    });
    std::fs::remove_file(&carried).map_err(|error| format!("`{}`: {error}", carried.display()))?;
    if shell.root.join(DATA).exists() {
        trial::remove(&shell.root.join(DATA))?;
    }
    built
}

fn source(shell: &Shell, out: &Path) -> Result<(), String> {
    let mut maturin = tools::program(shell, "maturin");
    maturin.args(["sdist", "--manifest-path"]).arg(manifest(shell)).arg("--out").arg(folder(out));
    run(&mut maturin).map(|_| ())
}

fn wheel(shell: &Shell, out: &Path) -> Result<(), String> {
    let mut maturin = tools::program(shell, "maturin");
    maturin.args(["build", "--release", "--locked", "--target", &shell.host, "--manifest-path"]).arg(manifest(shell));
    maturin.arg("--out").arg(folder(out));
    if let Some(tag) = compatibility(shell) {
        maturin.args(["--compatibility", &tag]);
    }
    run(&mut maturin)?;
    let mut rewrite = tools::program(shell, "python");
    rewrite.arg("xtask/dist/wheel.py").arg(one(out, ".whl")?).arg(&shell.root).arg(bom::file(shell, out));
    run(&mut rewrite).map(|_| ())
}

/// The tag of the oldest systems that it is for; nothing where maturin knows it.
fn compatibility(shell: &Shell) -> Option<String> {
    match () {
        () if !tools::linux(shell) => None,
        () if shell.host.ends_with("-musl") => Some("musllinux_1_2".into()),
        () => Some(format!("manylinux_{}", tools::GLIBC.replace('.', "_"))),
    }
}

/// The wheel's tag is true, it runs the README's example on each Python that is here, and the source package builds.
pub fn test(shell: &Shell, out: &Path) -> Result<String, String> {
    let mut said = Vec::new();
    if tools::linux(shell) {
        let shown = run(tools::program(shell, "auditwheel").arg("show").arg(one(out, ".whl")?))?;
        said.push(glibc_is_old_enough(&shown)?);
    }
    let pythons = pythons(shell);
    if pythons.is_empty() {
        return Err("no Python here is 3.10 or newer to try the wheel with; e.g. `pyenv install 3.13`".into());
    }
    for python in pythons {
        said.push(installed(shell, out, &python)?);
    }
    said.push(builds_from_source(shell, out)?);
    Ok(said.join("\n"))
}

/// What auditwheel says of the symbols that the wheel needs.
fn glibc_is_old_enough(shown: &str) -> Result<String, String> {
    let tags = shown.split(['"', ' ', '\n']).filter_map(|word| word.strip_prefix("manylinux_2_"));
    let minors = tags.filter_map(|rest| rest.split('_').next()?.parse::<u32>().ok());
    let newest = minors.min().ok_or("auditwheel names no manylinux tag")?;
    let limit: u32 = tools::GLIBC.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or_default();
    if newest <= limit {
        Ok(format!("auditwheel: glibc 2.{newest} or newer"))
    } else {
        Err(format!("the wheel needs glibc 2.{newest}, and is to need no newer than {}", tools::GLIBC))
    }
}

/// From an empty folder to the receipt: a new environment, the wheel, the README's example, and nothing on the path that
/// could build anything.
fn installed(shell: &Shell, out: &Path, python: &Path) -> Result<String, String> {
    let place = scratch("python")?;
    let start = Instant::now();
    run(bare(python, &place).args(["-m", "venv", "env"]))?;
    let program = place.join(if cfg!(windows) { "env/Scripts/python.exe" } else { "env/bin/python" });
    let pip = ["-m", "pip", "install", "--quiet", "--no-index", "--only-binary", ":all:", "--find-links"];
    run(bare(&program, &place).args(pip).arg(folder(out)).arg("codegate"))?;
    std::fs::write(place.join("first.py"), trial::example(shell, "python")?).map_err(|error| error.to_string())?;
    let printed = run(bare(&program, &place).arg("first.py"))?;
    let took = start.elapsed().as_secs_f64();
    trial::as_promised(shell, &printed)?;
    let import = "import time; a = time.perf_counter(); import codegate, sys; b = time.perf_counter(); \
                  print(f'{sys.version.split()[0]}, import in {(b - a) * 1000:.1f} ms')";
    let imported = run(bare(&program, &place).args(["-c", import]))?;
    carried(&program, &place)?;
    if shell.root.join("codegate-cli").exists() {
        let told = run(bare(&program.with_file_name(super::PROGRAM), &place).arg("--version"))?;
        if !told.starts_with("codegate ") {
            return Err(format!("the command line says `{}`", told.trim()));
        }
    }
    trial::remove(&place)?;
    Ok(format!("Python {}, empty folder to receipt in {took:.1} s", imported.trim()))
}

/// Licences, the README and the address of the project come with the wheel.
fn carried(program: &Path, place: &Path) -> Result<(), String> {
    let script = "from importlib.metadata import distribution as d, metadata as m; \
                  print(*[f.name for f in d('codegate').files if {'licenses', 'sboms'} & {*f.parts}], \
                  m('codegate').get_all('Project-URL'), m('codegate')['Description-Content-Type'], \
                  len(m('codegate').get_payload() or m('codegate')['Description']))";
    let told = run(bare(program, place).args(["-c", script]))?;
    let wanted = ["LICENSE ", "NOTICE", licenses::NAME, bom::NAME, "text/markdown", "Repository"];
    match wanted.iter().find(|word| !told.contains(**word)) {
        Some(word) => Err(format!("the wheel's metadata lacks `{word}`")),
        None => Ok(()),
    }
}

/// The source package holds all that it needs, and builds; in the dev profile, whose dependencies the tests have built.
fn builds_from_source(shell: &Shell, out: &Path) -> Result<String, String> {
    let package = one(out, ".tar.gz")?;
    let listed = read(shell.command("tar").arg("-tzf").arg(&package))?;
    for file in ["Cargo.lock", "LICENSE", "NOTICE", licenses::NAME, "codegate-core/Cargo.toml", "PKG-INFO"] {
        if !listed.lines().any(|line| line.ends_with(&format!("/{file}"))) {
            return Err(format!("the source package lacks `{file}`"));
        }
    }
    let place = scratch("sdist")?;
    let start = Instant::now();
    let mut pip = tools::plain(shell, "python");
    pip.args(["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]).arg(&place);
    // Offline, so that the versions are those of the lock file, from which cargo only drops what is not in the package.
    pip.env("MATURIN_PEP517_ARGS", "--profile dev").env("CARGO_NET_OFFLINE", "true");
    run(pip.arg(&package).current_dir(&place))?;
    let version = versions::workspace(&shell.root)?;
    let wheels = std::fs::read_dir(&place).map_err(|error| error.to_string())?.count();
    trial::remove(&place)?;
    if wheels != 1 {
        return Err("the source package gave no wheel".into());
    }
    Ok(format!("the source package of {version} builds, in {:.0} s", start.elapsed().as_secs_f64()))
}

/// Every Python here that the wheel is for: the one on the path, and those of pyenv.
fn pythons(shell: &Shell) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::from("python3")];
    if let Ok(root) = read(shell.command("pyenv").arg("root")) {
        let versions = std::fs::read_dir(Path::new(root.trim()).join("versions"));
        found = versions.into_iter().flatten().flatten().map(|entry| entry.path().join("bin/python3")).collect();
        found.sort();
    }
    found.retain(|python| {
        let fits =
            "import sys; sys.exit(sys.version_info < (3, 10) or not getattr(sys, '_is_gil_enabled', lambda: True)())";
        read(Command::new(python).args(["-c", fits])).is_ok()
    });
    found
}

/// A program in a folder, with nothing of this machine's environment and nothing to build with on its path.
fn bare(program: &Path, place: &Path) -> Command {
    let mut command = trial::bare(program, place);
    command.env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    command
}

/// The one file of that ending.
fn one(out: &Path, ending: &str) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(folder(out)).map_err(|error| format!("`{}`: {error}", folder(out).display()))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(ending));
    found.pop().filter(|_| found.is_empty()).ok_or_else(|| format!("there is not one file `*{ending}`"))
}

fn folder(out: &Path) -> PathBuf {
    out.join("python")
}

fn manifest(shell: &Shell) -> PathBuf {
    shell.root.join(PACKAGE).join("Cargo.toml")
}

#[cfg(test)]
mod tests {
    use super::glibc_is_old_enough;

    #[test]
    fn a_wheel_for_newer_systems_is_refused() {
        let shown = |tag: &str| format!("the following platform tag:\n\"{tag}\".\nThis constrains it to {tag}");
        assert!(glibc_is_old_enough(&shown("manylinux_2_28_x86_64")).is_ok());
        assert!(glibc_is_old_enough(&shown("manylinux_2_17_x86_64")).unwrap().contains("2.17"));
        assert!(glibc_is_old_enough(&shown("manylinux_2_34_x86_64")).unwrap_err().contains("2.34"));
        assert!(glibc_is_old_enough("linux_x86_64").is_err(), "no tag");
    }
}
