//! What a command reads: a file, standard input, or an editor.

use crate::errors::Failure;
use std::io::Read;
use std::path::Path;

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
    String::from_utf8(bytes(path)?)
        .map_err(|_| Failure::own("file", format!("`{}` is not text in UTF-8", path.display()), ""))
}

/// Writes a file whole, or leaves what was there.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let failed =
        |error: std::io::Error| Failure::own("file", format!("`{}` cannot be written: {error}", path.display()), "");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    std::io::Write::write_all(&mut file, content).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
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
