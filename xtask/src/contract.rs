//! The contract is written once, in the core; the files that tell it to other languages are generated from it.

mod doc;
mod read;
mod shape;
mod typescript;

use crate::shell::{Shell, text};
use shape::Contract;

/// A generated file: its path from the root, and what stands in it.
type File = (&'static str, String);

/// Every generated file as the core gives it now.
fn files(contract: &Contract) -> Result<Vec<File>, String> {
    Ok(vec![
        ("bindings/node/records.d.ts", typescript::records(contract)?),
        ("bindings/node/inputs.d.ts", typescript::inputs(contract)?),
    ])
}

/// Compares what is committed; the error names every file that differs.
pub fn check(shell: &Shell) -> Result<String, String> {
    let files = files(&read::contract(&shell.root)?)?;
    let stale: Vec<&str> = files
        .iter()
        .filter(|(path, fresh)| text(&shell.root.join(path)).ok().as_ref() != Some(fresh))
        .map(|(path, _)| *path)
        .collect();
    if stale.is_empty() {
        Ok(format!("{} files as the core gives them", files.len()))
    } else {
        Err(format!("{} differ from the core; run `cargo xtask gen` and commit", stale.join(", ")))
    }
}

/// Writes them all.
pub fn write(shell: &Shell) -> Result<(), String> {
    for (path, fresh) in files(&read::contract(&shell.root)?)? {
        std::fs::write(shell.root.join(path), fresh).map_err(|error| format!("`{path}`: {error}"))?;
    }
    Ok(())
}
