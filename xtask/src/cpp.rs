//! `include/codegate.hpp`: compiled in every way that hosts do, its test, and its examples.

use crate::c_abi::SANITIZED;
use crate::c_header::{fenced, in_comment, left_out, written};
use crate::shell::{Shell, need, read, run, text};
use std::path::PathBuf;
use std::process::Command;

const HEADER: &str = "include/codegate.hpp";
const STRICT: [&str; 7] = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wold-style-cast", "-Werror"];
const COMPILERS: [(&str, &str); 2] = [("g++", "g++"), ("clang++", "clang")];
const STANDARDS: [&str; 2] = ["-std=c++17", "-std=c++20"];
const WITHOUT_EXCEPTIONS: &str = "-fno-exceptions";
/// Documents with examples, each of which is a whole program.
const DOCUMENTS: [&str; 2] = ["README.md", "docs/c.md"];

/// The header alone in each form, then its test, in which both forms are linked into one program.
pub fn objects(shell: &Shell, all: bool) -> Result<String, String> {
    let header = need(shell, HEADER)?;
    let mut said = Vec::new();
    for (compiler, package) in COMPILERS {
        if let Some(left_out) = left_out(shell, compiler, "--version", package, all)? {
            said.push(left_out);
            continue;
        }
        for standard in STANDARDS {
            for form in [&[][..], &[WITHOUT_EXCEPTIONS][..]] {
                let mut command = strict(shell, compiler, standard);
                read(command.args(form).args(["-fsyntax-only", "-x", "c++"]).arg(&header))?;
            }
        }
        let mut older = strict(shell, compiler, "-std=c++14");
        match read(older.args(["-fsyntax-only", "-x", "c++"]).arg(&header)) {
            Err(message) if message.contains("needs C++17") => {}
            other => return Err(format!("{compiler} should say that C++14 is too old, but: {other:?}")),
        }
        said.push(format!("{compiler}: clean as C++17 and C++20, with exceptions and without"));
    }
    let source = need(shell, "tests/c/objects.cpp")?;
    let object = shell.built().join("c-objects-without-exceptions.o");
    let mut half = strict(shell, "c++", STANDARDS[0]);
    run(half.args([WITHOUT_EXCEPTIONS, "-c"]).args(SANITIZED).arg(&source).arg("-o").arg(&object))?;
    let program = linked(shell, &[source, object], "c-objects")?;
    let output = run(&mut shell.command(program))?;
    let last = output.lines().last().unwrap_or_default();
    if !last.ends_with("passed, 0 failed") {
        return Err(format!("objects did not end with `N passed, 0 failed` but with `{last}`"));
    }
    said.push(format!("objects: {last}"));
    Ok(said.join("\n"))
}

/// The examples of the header and of the documents, verbatim.
pub fn examples(shell: &Shell) -> Result<String, String> {
    let mut programs = vec![in_comment(&text(&need(shell, HEADER)?)?)];
    for document in DOCUMENTS {
        let found = fenced(&text(&need(shell, document)?)?, "cpp");
        if found.is_empty() {
            return Err(format!("{document} has no example in C++"));
        }
        programs.extend(found);
    }
    for (place, example) in programs.iter().enumerate() {
        let name = format!("c-example-{place}-cpp");
        let source = written(shell, &format!("{name}.cpp"), example)?;
        run(&mut shell.command(linked(shell, &[source], &name)?))?;
    }
    Ok(format!("{} examples run, of {HEADER} and {}", programs.len(), DOCUMENTS.join(", ")))
}

fn strict(shell: &Shell, compiler: &str, standard: &str) -> Command {
    let mut command = shell.command(compiler);
    command.args(STRICT).args([standard, "-I", "include"]);
    command
}

/// A program against the shared library, in the target folder.
fn linked(shell: &Shell, sources: &[PathBuf], name: &str) -> Result<PathBuf, String> {
    let program = shell.built().join(name);
    let mut command = strict(shell, "c++", STANDARDS[0]);
    command.args(SANITIZED).args(sources).arg("-o").arg(&program);
    command.arg("-L").arg(shell.built()).arg("-lcodegate").arg(format!("-Wl,-rpath,{}", shell.built().display()));
    run(&mut command)?;
    Ok(program)
}
