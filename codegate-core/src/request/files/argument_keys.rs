//! What the keys mean under which tools take their arguments.

/// What a key of the arguments holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A path, a list of them, or a list of objects that have one.
    Path,
    /// What may be a path: it has a separator, and looks like a file's.
    Moved,
    /// A `file:` URL.
    Url,
    /// A command for a shell, or its words in a list.
    Command,
    /// A list of commands.
    Commands,
    /// More arguments, maybe as JSON in a string.
    Nested,
    /// The text of a file: nothing in it is named by the tool call.
    Text,
    Other,
}

/// What each key holds, in lower case and without `_`.
fn meaning(key: &[u8]) -> Key {
    match key {
        b"path" | b"paths" | b"file" | b"files" => Key::Path,
        b"filepath" | b"filepaths" | b"filename" | b"filenames" => Key::Path,
        b"notebookpath" | b"targetfile" | b"absolutepath" | b"relativepath" | b"relativeworkspacepath" => Key::Path,
        b"notebook" | b"source" | b"sourcepath" | b"oldpath" => Key::Moved,
        b"destination" | b"destinationpath" | b"targetpath" | b"newpath" => Key::Moved,
        b"uri" | b"fileuri" | b"url" => Key::Url,
        b"command" | b"cmd" => Key::Command,
        b"commands" | b"script" => Key::Commands,
        b"arguments" | b"args" | b"input" | b"params" | b"parameters" => Key::Nested,
        b"content" | b"contents" | b"filetext" | b"text" | b"code" | b"codeedit" | b"replacement" => Key::Text,
        b"newstring" | b"oldstring" | b"newstr" | b"oldstr" | b"newsource" => Key::Text,
        b"env" | b"environment" => Key::Text,
        _ => Key::Other,
    }
}

/// Longest of them.
const KEY: usize = 24;

/// What a key holds, however it is written.
pub(crate) fn classify(key: &str) -> Key {
    let mut word = [0; KEY];
    let mut len = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        let Some(slot) = word.get_mut(len) else { return Key::Other };
        *slot = byte.to_ascii_lowercase();
        len += 1;
    }
    // `PATH` is the shell's variable.
    let shouted = !key.bytes().any(|byte| byte.is_ascii_lowercase());
    if shouted { Key::Other } else { meaning(word.get(..len).unwrap_or_default()) }
}
