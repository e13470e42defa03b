//! The contract is written once, in the core; its files for the other languages are generated from it.

mod c;
mod calls;
pub mod cpp;
mod doc;
mod list;
mod node;
mod python;
mod read;
mod rust;
mod rustfmt;
mod shape;
mod typescript;

use crate::shell::{Shell, text};

/// A generated file: its path from the root, and its content.
type File = (String, String);

/// Ends the comment that begins the part of a file that is generated, where the rest is written by hand.
pub const MARK: &str = "What follows is generated from codegate-core by `cargo xtask gen`.\n";

/// Every generated file as the core gives it now.
fn files(shell: &Shell) -> Result<Vec<File>, String> {
    let contract = &read::contract(&shell.root)?;
    let facade = &calls::facade(&shell.root, contract)?;
    let exports = c::exports::files(contract, facade)?;
    let records = python::record_names(contract)?;
    let (whole, halves) = python::calls(shell, contract)?;
    let mut files = vec![
        half(shell, "bindings/python/python/codegate/__init__.py", &records)?,
        half(shell, "bindings/python/python/codegate/types.py", &python::types(contract)?)?,
    ];
    for (path, end) in halves {
        files.push(half(shell, &path, &end)?);
    }
    files.extend(whole);
    let others = [
        ("tests/contract.json", list::list(&shell.root, contract)?),
        ("codegate-ffi/records.txt", c::guide(contract)?),
        ("codegate-ffi/src/codes.rs", c::codes(contract)),
        ("codegate-ffi/src/outcomes.rs", c::outcomes(contract)?),
        ("tests/c/support/gate_calls.inc", c::runner::table(facade)?),
        ("codegate-core/tests/conformance/plain.rs", rust::dispatch(facade)),
        ("bindings/python/src/records.rs", python::classes(contract)?),
        ("bindings/python/python/codegate/_records.py", python::module(contract)?),
        ("bindings/python/python/codegate/_records.pyi", python::stub(contract)?),
        ("bindings/python/python/codegate/_words.py", python::words(contract)),
        ("bindings/node/records.d.ts", typescript::records(contract)?),
        ("bindings/node/inputs.d.ts", typescript::inputs(contract)?),
    ];
    files.extend(others.map(|(path, content)| (path.to_owned(), content)));
    let node = node::files(contract, facade, &text(&shell.root.join("bindings/node/index.d.ts"))?)?;
    files.extend(exports.into_iter().chain(node).map(|(path, content)| (path.to_owned(), content)));
    files.into_iter().map(|file| rustfmt::formatted(shell, file)).collect()
}

/// A file whose end alone is generated.
fn half(shell: &Shell, path: &str, end: &str) -> Result<File, String> {
    let now = text(&shell.root.join(path))?;
    let (by_hand, _) =
        now.split_once(MARK).ok_or_else(|| format!("`{path}` has lost its line `{}`", MARK.trim_end()))?;
    Ok((path.to_owned(), format!("{by_hand}{MARK}{end}")))
}

/// The files that are generated whole.
pub fn generated(shell: &Shell) -> Result<Vec<String>, String> {
    let files = files(shell)?.into_iter();
    Ok(files.filter(|(_, fresh)| !fresh.contains(MARK)).map(|(path, _)| path).collect())
}

/// How many fields go out, and how many calls there are.
pub fn size(shell: &Shell) -> Result<(usize, usize), String> {
    let contract = read::contract(&shell.root)?;
    let fields = contract.records.iter().filter(|record| record.goes_out).map(|record| record.fields.len()).sum();
    Ok((fields, calls::facade(&shell.root, &contract)?.calls.len()))
}

/// Compares what is committed; the error names every file that differs.
pub fn check(shell: &Shell) -> Result<String, String> {
    let files = files(shell)?;
    let stale: Vec<&str> = files
        .iter()
        .filter(|(path, fresh)| text(&shell.root.join(path)).ok().as_ref() != Some(fresh))
        .map(|(path, _)| path.as_str())
        .collect();
    if stale.is_empty() {
        Ok(format!("{} files as the core gives them", files.len()))
    } else {
        Err(format!("{} differ from the core; run `cargo xtask gen` and commit", stale.join(", ")))
    }
}

/// Writes them all.
pub fn write(shell: &Shell) -> Result<(), String> {
    for (path, fresh) in files(shell)? {
        std::fs::write(shell.root.join(&path), fresh).map_err(|error| format!("`{path}`: {error}"))?;
    }
    Ok(())
}
