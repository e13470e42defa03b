//! Files in the arguments of a tool call, by the keys under which tools take them.

use super::argument_keys::{Key, classify};
use super::condensed::condensed;
use super::patches;
use super::path_heuristics::{Sink, names_file, stated};
use super::shell;
use crate::request::json::scan::{Kind, Scan, Scanner, Stop};
use crate::request::json::text::unescape;
use std::borrow::Cow;

/// Deeper arguments are not looked at.
const DEPTH: usize = 8;
/// Longest string that is read as a command, or as JSON in arguments: no word that Linux hands to a program is longer.
const INNER: usize = 128 * 1024;

/// Finds the files in the arguments that come next. `listing`: the tool searches. `false` when no more are wanted.
/// JSON that breaks off gives what stood before.
pub(crate) fn files(scanner: &mut Scanner<'_>, listing: bool, sink: &mut Sink<'_>) -> bool {
    let mut walk = Walk { listing, sink, wanted: true };
    // Arguments in a string are often cut short by the model; what was read until then counts.
    let _ = walk.value(scanner, Key::Nested, DEPTH);
    walk.wanted
}

/// Finds the files in arguments that are a string, given the text between its quotes: JSON, or (a patch tool's) plain
/// text.
pub(crate) fn files_in_string(raw: &[u8], listing: bool, sink: &mut Sink<'_>) -> bool {
    let start = raw.get(..raw.len().min(16)).unwrap_or_default();
    if start.starts_with(b"{") || unescape(start).trim_start().starts_with('{') {
        files(&mut Scanner::new(condensed(raw).as_bytes()), listing, sink)
    } else {
        patches::files(raw, sink)
    }
}

struct Walk<'w, 's> {
    listing: bool,
    sink: &'w mut Sink<'s>,
    wanted: bool,
}

impl Walk<'_, '_> {
    fn value(&mut self, scanner: &mut Scanner<'_>, key: Key, depth: usize) -> Scan {
        match scanner.kind() {
            Kind::String => {
                let span = scanner.string()?;
                self.string(span.of(scanner.bytes()), key, depth);
                if !self.wanted {
                    return Err(Stop);
                }
            }
            Kind::Array if key == Key::Command => self.words(scanner)?,
            Kind::Object if depth > 0 && key != Key::Text => {
                scanner.object(|scanner, key| {
                    let key = classify(&unescape(key.of(scanner.bytes())));
                    self.value(scanner, key, depth - 1)
                })?;
            }
            Kind::Array if depth > 0 && key != Key::Text => {
                scanner.array(|scanner| self.value(scanner, key, depth - 1))?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    /// A command as a list of its words.
    fn words(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let mut words = Vec::new();
        scanner.array(|scanner| {
            if scanner.kind() != Kind::String {
                return scanner.skip().map(drop);
            }
            let raw = scanner.string()?.of(scanner.bytes());
            if words.len() < shell::WORDS {
                self.wanted &= patches::files(raw, self.sink);
                words.push(if raw.len() <= INNER { unescape(raw) } else { Cow::Borrowed("") });
            }
            Ok(())
        })?;
        self.wanted &= shell::words(&words, self.sink);
        Ok(())
    }

    fn string(&mut self, raw: &[u8], key: Key, depth: usize) {
        match key {
            Key::Text => {}
            Key::Path | Key::Nested if depth > 0 && raw.len() <= INNER && is_json(raw) => {
                let text = unescape(raw);
                // Models give a string where a list or an object belongs.
                let _ = self.value(&mut Scanner::new(text.as_bytes()), key, depth - 1);
            }
            Key::Path | Key::Moved | Key::Url => {
                let text = unescape(raw);
                let shown = |path: &&str| match key {
                    Key::Moved => names_file(path) && path.contains(['/', '\\']),
                    Key::Url => text.trim_start().starts_with("file:") && names_file(path),
                    _ => !self.listing || names_file(path),
                };
                if let Some(path) = stated(&text).filter(shown) {
                    self.wanted &= (self.sink)(path, "tool_call");
                }
            }
            Key::Command | Key::Commands => {
                self.wanted &= patches::files(raw, self.sink);
                if self.wanted && raw.len() <= INNER {
                    self.wanted = shell::script(&unescape(raw), self.sink);
                }
            }
            Key::Nested | Key::Other => self.wanted &= patches::files(raw, self.sink),
        }
    }
}

/// Whether a string seems to hold a JSON object or list, rather than a name such as `[id].tsx`.
fn is_json(raw: &[u8]) -> bool {
    // Most strings are words and paths, recognised by their first byte.
    if !raw.first().is_some_and(|first| matches!(first, b'{' | b'[' | b'\\') || !first.is_ascii_graphic()) {
        return false;
    }
    let start = unescape(raw.get(..raw.len().min(32)).unwrap_or_default());
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('"' | '{' | ']')))
}
