//! The bill of materials of the packages: what is linked in, with versions and hashes, as scanners read it.

use super::tools;
use crate::shell::{Shell, run};
use std::path::{Path, PathBuf};

/// What it is called in a package. In the folder its name has the triple, as each platform links in something else.
pub const NAME: &str = "codegate.cdx.json";

/// Writes it into the folder; an error where it is not as its schema wants it.
pub fn write(shell: &Shell, out: &Path) -> Result<String, String> {
    let said = run(tools::program(shell, "python").arg("xtask/dist/bom.py").arg(&shell.host).arg(file(shell, out)))?;
    Ok(said.trim_end().to_owned())
}

/// Where it is.
pub fn file(shell: &Shell, out: &Path) -> PathBuf {
    out.join(format!("codegate-{}.cdx.json", shell.host))
}
