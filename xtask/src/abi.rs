//! The ABI that `include/codegate.h` declares, compared with the one that is committed.
//!
//! The library itself has no debug information, by which tools could tell its types. So a library of empty functions is
//! made from the header's declarations, and what libabigail reads of it is kept as text.

use crate::c_header::left_out;
use crate::declarations::{HEADER, functions};
use crate::shell::{Shell, need, read, text};
use std::path::{Path, PathBuf};

const COMMITTED: &str = "codegate-ffi/abi/codegate.abi";
const PACKAGE: &str = "abigail-tools";

/// An error for what a compiled host would notice, and for additions that are not in the committed file.
pub fn check(shell: &Shell, all: bool) -> Result<String, String> {
    if let Some(left_out) = left_out(shell, "abidiff", "--version", PACKAGE, all)? {
        return Ok(left_out);
    }
    match changed(shell, &stub(shell, &text(&need(shell, HEADER)?)?)?)? {
        None => Ok(format!("the header has the ABI of {COMMITTED}")),
        Some(change) => Err(format!(
            "the header has another ABI than {COMMITTED}:\n{change}\nIf this is meant, run `cargo xtask gen`; and where \
             compiled hosts have to be compiled again, increase `CODEGATE_ABI_VERSION`"
        )),
    }
}

/// Writes it again, and says what has changed.
pub fn write(shell: &Shell) -> Result<(), String> {
    if let Some(left_out) = left_out(shell, "abidw", "--version", PACKAGE, false)? {
        println!("{COMMITTED}: {left_out}");
        return Ok(());
    }
    let stub = stub(shell, &text(&need(shell, HEADER)?)?)?;
    let path = shell.root.join(COMMITTED);
    if path.exists() {
        match changed(shell, &stub)? {
            // As it is, whatever this version of the tools would write.
            None => return Ok(()),
            Some(change) => println!("the ABI has changed:\n{change}"),
        }
    }
    let mut abidw = shell.command("abidw");
    abidw.args(["--no-comp-dir-path", "--no-corpus-path", "--no-show-locs"]).arg(stub);
    std::fs::write(&path, read(&mut abidw)?).map_err(|error| format!("`{COMMITTED}`: {error}"))
}

/// What differs from the committed ABI.
fn changed(shell: &Shell, stub: &Path) -> Result<Option<String>, String> {
    let mut abidiff = shell.command("abidiff");
    // What is harmless to compiled hosts is in the file as well, so that a later change of it is seen.
    let output =
        abidiff.arg("--harmless").arg(need(shell, COMMITTED)?).arg(stub).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match output.status.code() {
        Some(0) => Ok(None),
        // The first two bits say that the tool failed, or was called wrongly.
        Some(code) if code & 3 == 0 => Ok(Some(said)),
        _ => Err(format!("abidiff failed: {said}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The library of empty functions. In C++, as only there a type can be asked of a constant.
fn stub(shell: &Shell, header: &str) -> Result<PathBuf, String> {
    let folder = shell.built().join("c-abi");
    std::fs::create_dir_all(&folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let source = folder.join("stub.cpp");
    let mut code = String::from("#include <codegate.h>\nextern \"C\" {\n");
    // Of types without a name, and functions take plain numbers: without these nobody would see what numbers mean.
    for (place, first) in constants(header).into_iter().enumerate() {
        code += &format!("decltype({first}) *codegate_numbers_{place};\n");
    }
    for function in functions(shell)? {
        let parameters: Vec<String> =
            function.parameters.iter().map(|parameter| format!("{} {}", parameter.of, parameter.name)).collect();
        let result = if function.returns == "void" { "" } else { "return 0;" };
        code += &format!("{} {}({}) {{ {result} }}\n", function.returns, function.name, parameters.join(", "));
    }
    code += "}\n";
    std::fs::write(&source, code).map_err(|error| format!("`{}`: {error}", source.display()))?;
    let library = folder.join("libcodegate.so");
    let mut compile = shell.command("c++");
    compile.current_dir(&folder).arg("-I").arg(shell.root.join("include"));
    compile.args(["-g", "-shared", "-fPIC", "-Wl,-soname,libcodegate.so", "stub.cpp", "-o"]).arg(&library);
    read(&mut compile)?;
    Ok(library)
}

/// The first constant of each list of them.
fn constants(header: &str) -> Vec<&str> {
    let lists = header.split("\nenum {\n").skip(1);
    lists.filter_map(|list| Some(list.lines().find_map(|line| line.split_once(" = "))?.0.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::constants;

    #[test]
    fn finds_every_list_of_numbers() {
        let header = "int x;\nenum {\n  /// Fine.\n  A_OK = 0,\n  A_BAD = 1\n};\n\nenum {\n  B_ONE = 1\n};\n";
        assert_eq!(constants(header), ["A_OK", "B_ONE"]);
    }
}
