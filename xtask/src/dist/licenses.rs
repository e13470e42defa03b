//! The licences of all that is linked in: one file in the folder, and in each package.

use super::tools;
use crate::shell::{Shell, run};
use std::path::{Path, PathBuf};

/// What each package carries besides its own files.
pub const NAME: &str = "LICENSES.txt";

/// Writes the file; an error where a licence is one that nobody has looked at.
pub fn write(shell: &Shell, out: &Path) -> Result<String, String> {
    let said = run(tools::program(shell, "python").arg("xtask/dist/licenses.py").arg(&shell.host).arg(file(out)))?;
    Ok(said.trim_end().to_owned())
}

/// Where it is.
pub fn file(out: &Path) -> PathBuf {
    out.join(NAME)
}
