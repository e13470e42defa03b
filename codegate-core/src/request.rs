//! Bytes to facts, and the rewrite of a request body. Pure: no store, no clock, no network.

pub(crate) mod headers;
pub(crate) mod url;

use crate::model::{Facts, FilesFrom, Format, Instructions, Warning};

/// What the host knows beside the body.
pub(crate) struct Hints<'a> {
    /// Path and query that the client called.
    pub path: Option<&'a str>,
    /// The client's headers.
    pub headers: &'a [(String, String)],
    /// The format, where the host states it.
    pub format: Option<Format>,
    /// Which part of the conversation counts for the files.
    pub files_from: FilesFrom,
}

/// What was read from a request, and where it stands in the body.
pub(crate) struct Reading {
    /// The facts as read from body, headers and path, without what the host states itself.
    pub facts: Facts,
    /// What the host should know.
    pub warnings: Vec<Warning>,
    /// Whether the body is one readable JSON object.
    pub readable: bool,
}

/// What is to be changed in a body.
pub(crate) struct Edit<'a> {
    /// The model to ask for.
    pub model: Option<&'a str>,
    /// The workspace's custom instructions.
    pub instructions: Option<&'a str>,
    /// Whether to ask for token usage in a stream that does not ask for it.
    pub inject_usage: bool,
}

/// A body after its changes.
pub(crate) struct Edited {
    /// The new body; `None` if nothing changed.
    pub body: Option<Vec<u8>>,
    /// What became of the instructions.
    pub instructions: Instructions,
    /// Whether the stream-usage option was put in.
    pub usage_injected: bool,
}

/// Reads a request. Never fails: what cannot be read gives a warning.
pub(crate) fn read(body: Option<&[u8]>, hints: &Hints<'_>) -> Reading {
    let _ = (body, hints.path, hints.headers, hints.files_from);
    let facts = Facts { format: hints.format.unwrap_or(Format::Unknown), ..Facts::default() };
    Reading { facts, warnings: Vec::new(), readable: false }
}

/// Splices model, instructions and the stream-usage option into a body; every other byte stays.
pub(crate) fn rewrite(_body: &[u8], _reading: &Reading, edit: &Edit<'_>) -> Edited {
    let instructions = match edit.instructions {
        None | Some("") => Instructions::None,
        Some(_) => Instructions::NotApplied,
    };
    Edited { body: None, instructions, usage_injected: false }
}

/// The text of the last user turn.
pub(crate) fn prompt(_body: &[u8], _reading: &Reading) -> Option<String> {
    None
}
