//! What a command reads: a file, standard input, or an editor.

use crate::errors::Failure;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The content of a file; `-` is standard input.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = if path == Path::new("-") {
        let mut content = Vec::new();
        std::io::stdin().lock().read_to_end(&mut content).map(|_| content)
    } else {
        std::fs::read(path)
    };
    read.map_err(|error| Failure::own("file", format!("`{}` cannot be read: {error}", path.display()), ""))
}

/// The same as text.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(bytes(path)?)
        .map_err(|_| Failure::own("file", format!("`{}` is not text in UTF-8", path.display()), ""))?;
    // A byte order mark is none of the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// A file that is written whole, or stays as it was. What is no file, such as a device or a pipe, is written to as it goes.
pub(crate) struct Whole {
    /// As it was named.
    path: PathBuf,
    to: To,
}

enum To {
    /// A file beside it, which takes its place.
    Replacing {
        file: NamedTempFile,
        target: PathBuf,
    },
    Through(File),
}

impl Whole {
    pub(crate) fn new(path: &Path) -> Result<Whole, Failure> {
        // Of a link, what it leads to is replaced.
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let to = match std::fs::metadata(&target) {
            Ok(there) if !there.is_file() => File::options().write(true).open(&target).map(To::Through),
            there => {
                beside(&target, there.ok().map(|there| there.permissions())).map(|file| To::Replacing { file, target })
            }
        };
        Ok(Whole { to: to.map_err(|error| unwritten(path, &error))?, path: path.to_owned() })
    }

    pub(crate) fn write(&mut self, content: &[u8]) -> Result<(), Failure> {
        let written = match &mut self.to {
            To::Replacing { file, .. } => file.write_all(content),
            To::Through(file) => file.write_all(content),
        };
        written.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::Pipe,
            _ => unwritten(&self.path, &error),
        })
    }

    /// Puts it in its place; gives that, as it was named.
    pub(crate) fn keep(self) -> Result<String, Failure> {
        if let To::Replacing { file, target } = self.to {
            file.persist(&target).map_err(|error| unwritten(&self.path, &error.error))?;
        }
        Ok(self.path.display().to_string())
    }
}

/// A file in the same folder, with the permissions that are given, else with those that any new file gets.
fn beside(path: &Path, permissions: Option<Permissions>) -> std::io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::own("file", format!("`{}` cannot be written: {error}", path.display()), "")
}

/// Lets the user edit a text; `None` where it was left as it is.
pub(crate) fn edit(before: &str) -> Result<Option<String>, Failure> {
    let failed = |error: std::io::Error| Failure::own("file", format!("the text cannot be edited: {error}"), "");
    let named = ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok().filter(|it| !it.is_empty()));
    let Some(editor) = named else {
        let hint = "give the text with `--text`, or a file with `--file` (`-` is standard input)";
        return Err(Failure::own("usage", "neither `VISUAL` nor `EDITOR` names an editor", hint));
    };
    let file = tempfile::Builder::new().prefix("codegate-").suffix(".md").tempfile().map_err(failed)?;
    std::fs::write(file.path(), before).map_err(failed)?;
    // As git does it: the variable may hold arguments.
    let mut words = editor.split_whitespace();
    let status = std::process::Command::new(words.next().unwrap_or("vi"))
        .args(words)
        .arg(file.path())
        .status()
        .map_err(|error| Failure::own("file", format!("the editor `{editor}` cannot be run: {error}"), ""))?;
    if !status.success() {
        return Err(Failure::own(
            "declined",
            format!("the editor `{editor}` ended with {status}; nothing was changed"),
            "",
        ));
    }
    let after = text(file.path())?;
    Ok(Some(after).filter(|after| after != before))
}
