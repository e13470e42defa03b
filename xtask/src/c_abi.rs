//! The C ABI: the library, and the programs of `tests/c` under AddressSanitizer.

use crate::c_header;
use crate::cpp;
use crate::shell::{Shell, need, read, run, text};
use crate::steps::Steps;
use crate::versions;
use std::path::{Path, PathBuf};

pub const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Werror", "-pedantic"];

/// Faults of memory end the program. The library itself is not instrumented; what it allocates is watched all the same.
pub const SANITIZED: [&str; 4] = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-pthread"];

/// Builds the library and runs everything in C. With `all`, a part that is left out for what the machine lacks is a
/// failure.
pub fn test(shell: &Shell, steps: &mut Steps, all: bool) {
    steps.chain(&[
        ("c: library", &|| library(shell).map(|path| path.display().to_string())),
        ("c: header", &|| c_header::compiled(shell)),
        ("c: overlooked statuses", &|| c_header::overlooked(shell)),
        ("c: symbols", &|| symbols(shell)),
        ("c: examples", &|| c_header::examples(shell)),
        ("c: objects of C++", &|| cpp::objects(shell, all)),
        ("c: examples in C++", &|| cpp::examples(shell)),
        ("c: doxygen", &|| c_header::doxygen(shell, all)),
        ("c: luajit", &|| c_header::luajit(shell, all)),
        ("c: tests", &|| tests(shell)),
        ("c: the example's failures", &|| example_fails(shell)),
    ]);
}

/// The shared library, under its own name and the one that programs look for.
pub fn library(shell: &Shell) -> Result<PathBuf, String> {
    run(&mut shell.cargo("build -p codegate-ffi --locked"))?;
    let library = shell.built().join("libcodegate.so");
    let version = versions::workspace(&shell.root)?;
    let minor = version.rsplit_once('.').map_or(version.as_str(), |(minor, _)| minor);
    let named = shell.built().join(format!("libcodegate.so.{minor}"));
    if named.symlink_metadata().is_err() {
        symlink(Path::new("libcodegate.so"), &named)?;
    }
    Ok(library)
}

#[cfg(unix)]
fn symlink(to: &Path, at: &Path) -> Result<(), String> {
    std::os::unix::fs::symlink(to, at).map_err(|error| format!("`{}`: {error}", at.display()))
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> Result<(), String> {
    Ok(())
}

/// What a program shows of the shared library: our functions, and nothing of what is linked into it.
fn symbols(shell: &Shell) -> Result<String, String> {
    let library = shell.built().join("libcodegate.so");
    let listing = read(shell.command("nm").args(["-D", "--defined-only", "--format=posix"]).arg(library))?;
    let names: Vec<&str> = listing.lines().filter_map(|line| line.split(' ').next()).collect();
    let foreign: Vec<&str> = names.iter().copied().filter(|name| !name.starts_with("codegate_")).collect();
    if !foreign.is_empty() {
        return Err(format!("the shared library shows {}", foreign.join(", ")));
    }
    let declared = text(&need(shell, "include/codegate.h")?)?;
    match names.iter().find(|name| !declared.contains(&format!("{name}("))) {
        _ if names.is_empty() => Err("the shared library shows no symbols".into()),
        Some(name) => Err(format!("`{name}` is not in the header")),
        None => Ok(format!("{} symbols, all `codegate_` and in the header", names.len())),
    }
}

/// Every program of `tests/c`, each ending with a line `N passed, 0 failed`.
fn tests(shell: &Shell) -> Result<String, String> {
    let folder = need(shell, "tests/c")?;
    let support = sources(&folder.join("support"))?;
    let mut said = Vec::new();
    for source in sources(&folder)? {
        let name = source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let all: Vec<PathBuf> = std::iter::once(source).chain(support.iter().cloned()).collect();
        let program = compile(shell, &all, &format!("c-{name}"), &SANITIZED)?;
        let output = run(&mut shell.command(program))?;
        let last = output.lines().last().unwrap_or_default();
        if !last.ends_with("passed, 0 failed") {
            return Err(format!("{name} did not end with `N passed, 0 failed` but with `{last}`"));
        }
        said.push(format!("{name}: {last}"));
    }
    if said.is_empty() { Err("no program in `tests/c`".into()) } else { Ok(said.join("\n")) }
}

/// The program of `examples/c`.
pub fn example(shell: &Shell) -> Result<PathBuf, String> {
    let sources = sources(&need(shell, "examples/c")?)?;
    compile(shell, &sources, "c-example", &[])
}

/// The same against servers that fail and clients that hang up.
fn example_fails(shell: &Shell) -> Result<String, String> {
    let script = need(shell, "tests/c/example.py")?;
    let program = example(shell)?;
    let library = shell.built().join("libcodegate.so");
    read(shell.command("python3").arg(script).arg(program).arg(library))
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "c"))
        .collect();
    found.sort();
    Ok(found)
}

/// A program against the shared library, in the target folder.
pub fn compile(shell: &Shell, sources: &[PathBuf], name: &str, flags: &[&str]) -> Result<PathBuf, String> {
    let program = shell.built().join(name);
    let mut cc = shell.command("cc");
    cc.args(STRICT).args(["-std=c99", "-I", "include"]).args(flags).args(sources).arg("-o").arg(&program);
    cc.arg("-L").arg(shell.built()).arg("-lcodegate").arg(format!("-Wl,-rpath,{}", shell.built().display()));
    run(&mut cc)?;
    Ok(program)
}
