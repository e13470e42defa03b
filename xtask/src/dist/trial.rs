//! What the trials of the packages share: the README's examples, and an environment in which nothing can be built.

use crate::shell::{Shell, read};
use std::path::Path;
use std::process::{Command, Stdio};

/// The README's first example of a language, word for word.
pub fn example(shell: &Shell, language: &str) -> Result<String, String> {
    read(shell.command("python3").args(["tests/e2e/readme.py", language]))
}

/// An error unless this was printed, which the README says that its examples print.
pub fn as_promised(shell: &Shell, printed: &str) -> Result<(), String> {
    let promised = promised(shell)?;
    if printed.trim_end() == promised {
        Ok(())
    } else {
        Err(format!("the README promises `{promised}`, and its example printed:\n{printed}"))
    }
}

/// What the README says that each of its examples prints.
pub fn promised(shell: &Shell) -> Result<String, String> {
    let readme = crate::shell::text(&shell.root.join("README.md"))?;
    let promised = readme.split('`').find(|word| word.ends_with(" USD"));
    promised.map(str::to_owned).ok_or_else(|| "the README promises no output".into())
}

/// A program in a folder that is its home, with a path that leads to no compiler and no Rust.
pub fn bare(program: &Path, place: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place).env_clear().stdin(Stdio::null());
    command.env("HOME", place).env("PATH", place.join("nothing")).env("LANG", "C.UTF-8");
    // Windows finds its own libraries by these.
    for name in ["SystemRoot", "TEMP", "TMP", "USERPROFILE"] {
        if let Some(value) = std::env::var_os(name).filter(|_| cfg!(windows)) {
            command.env(name, value);
        }
    }
    command
}

pub fn copy(from: &Path, to: &Path) -> Result<(), String> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(|error| format!("`{}`: {error}", folder.display()))?;
    }
    std::fs::copy(from, to).map(|_| ()).map_err(|error| format!("`{}` to `{}`: {error}", from.display(), to.display()))
}

pub fn remove(folder: &Path) -> Result<(), String> {
    std::fs::remove_dir_all(folder).map_err(|error| format!("`{}`: {error}", folder.display()))
}
