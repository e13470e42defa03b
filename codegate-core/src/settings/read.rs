//! Reading settings: text to their shape, and what can be checked without a store.

use super::document::Document;
use super::tree::{Fault, Node};
use crate::error::{Code, Error, Result};
use crate::limits::{RECORD_BYTES, RECORD_DEPTH};
use crate::model::{check_depth, check_name, session_id, shown, without_mark, workspace_name};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::de::DeTable;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

/// Parts of one dotted name. Together with the depth of brackets this bounds the depth of all tables.
const DOTS: usize = 8;

/// Settings that were read.
pub(crate) struct Settings {
    pub(crate) document: Document,
    tree: Node,
    text: String,
}

impl Settings {
    /// An error at what this path leads to: its line and column come before its text, or the path where it came without.
    pub(crate) fn at(&self, path: &[&str], error: Error) -> Error {
        let at = match self.tree.place(path) {
            Some(at) => place(&self.text, at),
            None => format!("`{}`", path.iter().map(|name| shown(name)).collect::<Vec<_>>().join(".")),
        };
        Error::new(error.code(), format!("{at}: {}", error.message()))
    }
}

/// Reads settings: TOML, or JSON of the same shape, which begins with `{`.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`, with line and column as far as the text has them.
pub(crate) fn read(bytes: &[u8]) -> Result<Settings> {
    let (text, tree) = parsed(bytes)?;
    let document = Document::deserialize(&tree).map_err(|fault| refused(text, &fault))?;
    let settings = Settings { document, tree, text: text.to_owned() };
    settings.check()?;
    Ok(settings)
}

/// The workspace that settings name for their folder, whatever else they hold.
///
/// Errors: as [`read`].
pub(crate) fn workspace_of(bytes: &[u8]) -> Result<Option<String>> {
    /// The one member that is read.
    #[derive(Deserialize)]
    struct Head {
        workspace: Option<String>,
    }
    let (text, tree) = parsed(bytes)?;
    let head = Head::deserialize(&tree).map_err(|fault| refused(text, &fault))?;
    let name = head.workspace.as_deref().map(workspace_name).transpose();
    name.map_err(|error| {
        let place = tree.place(&["workspace"]).map(|at| format!("{}: ", place(text, at)));
        Error::new(error.code(), format!("{}{}", place.unwrap_or_default(), error.message()))
    })
}

/// The values in a text.
fn parsed(bytes: &[u8]) -> Result<(&str, Node)> {
    let bytes = without_mark(bytes);
    if bytes.len() > RECORD_BYTES {
        return Err(Error::limit("the text of the settings", RECORD_BYTES, "bytes"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        Error::argument(format!("{}: the settings are not UTF-8", place(&readable, readable.len())))
    })?;
    let tree = if text.trim_start().starts_with('{') { json(text)? } else { toml(text)? };
    Ok((text, tree))
}

fn refused(text: &str, fault: &Fault) -> Error {
    match fault.at {
        Some(at) => Error::argument(format!("{}: {fault}", place(text, at))),
        None => Error::argument(fault.to_string()),
    }
}

/// Line and column of a byte, both counted from 1, columns in characters.
fn place(text: &str, at: usize) -> String {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    format!("line {}, column {}", before.matches('\n').count() + 1, line.chars().count() + 1)
}

fn json(text: &str) -> Result<Node> {
    check_depth(text.as_bytes(), RECORD_DEPTH)?;
    match serde_json::from_str(text) {
        Ok(value) => Ok(Node::of_json(value)),
        Err(error) => {
            Err(Error::argument(format!("line {}, column {}: this is not JSON", error.line(), error.column())))
        }
    }
}

fn toml(text: &str) -> Result<Node> {
    check_tables(text)?;
    match DeTable::parse(text) {
        Ok(table) => Ok(Node::of_toml(table.get_ref())),
        Err(error) => {
            // Its own text would show the line; its message shows at most a name.
            let at = error.span().map_or(0, |span| span.start);
            Err(Error::argument(format!("{}: this is not TOML: {}", place(text, at), error.message().trim_end())))
        }
    }
}

/// Refuses tables in tables beyond a depth, before a recursive parser sees them.
fn check_tables(text: &str) -> Result<()> {
    let (mut depth, mut dots) = (0usize, 0usize);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth = depth.saturating_sub(1),
            TokenKind::Dot => dots += 1,
            TokenKind::Newline | TokenKind::Equals | TokenKind::Comma => dots = 0,
            _ => {}
        }
        if depth > RECORD_DEPTH || dots > DOTS {
            let error = if dots > DOTS {
                Error::limit("a dotted name", DOTS, "dots")
            } else {
                Error::limit("the nesting", RECORD_DEPTH, "levels")
            };
            return Err(Error::new(
                error.code(),
                format!("{}: {}", place(text, token.span().start()), error.message()),
            ));
        }
    }
    Ok(())
}

impl Settings {
    fn check(&self) -> Result<()> {
        let document = &self.document;
        if let Some(name) = &document.workspace {
            workspace_name(name).map_err(|error| self.at(&["workspace"], error))?;
        }
        for name in document.providers.keys() {
            check_name("provider", name).map_err(|error| self.at(&["providers", name], error))?;
        }
        for name in document.personas.keys() {
            check_name("persona", name).map_err(|error| self.at(&["personas", name], error))?;
        }
        let mut seen = BTreeSet::new();
        for (given, workspace) in &document.workspaces {
            let name = workspace_name(given).map_err(|error| self.at(&["workspaces", given], error))?;
            if !seen.insert(name) {
                let text = "this is another spelling of a workspace that stands here already; leave one of them out";
                return Err(self.fault(&["workspaces", given], text));
            }
            if workspace.custom_instructions.is_some() && workspace.custom_instructions_file.is_some() {
                let text = "`custom_instructions` stand here already; leave them or `custom_instructions_file` out";
                return Err(self.fault(&["workspaces", given, "custom_instructions_file"], text));
            }
        }
        for (id, workspace) in &document.sessions {
            session_id(Some(id)).map_err(|error| self.at(&["sessions", id], error))?;
            workspace_name(workspace).map_err(|error| self.at(&["sessions", id], error))?;
        }
        Ok(())
    }

    /// An `invalid_argument` at what this path leads to.
    pub(crate) fn fault(&self, path: &[&str], text: &str) -> Error {
        self.at(path, Error::new(Code::InvalidArgument, text))
    }
}
