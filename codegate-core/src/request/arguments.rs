//! Files in the arguments of a tool call, by the keys under which tools take them.

use super::lines::{looked_at, run_before};
use super::names::{names_file, stated};
use super::prose::{self, Sink};
use super::scan::{Kind, Scan, Scanner};
use super::shell;
use super::text::unescape;

/// What a key of the arguments holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
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

/// Keys in lower case and without `_`.
const KEYS: [(&str, Key); 47] = [
    ("filepath", Key::Path),
    ("path", Key::Path),
    ("notebookpath", Key::Path),
    ("targetfile", Key::Path),
    ("absolutepath", Key::Path),
    ("relativepath", Key::Path),
    ("relativeworkspacepath", Key::Path),
    ("file", Key::Path),
    ("filename", Key::Path),
    ("files", Key::Path),
    ("paths", Key::Path),
    ("filepaths", Key::Path),
    ("filenames", Key::Path),
    ("notebook", Key::Moved),
    ("source", Key::Moved),
    ("sourcepath", Key::Moved),
    ("destination", Key::Moved),
    ("destinationpath", Key::Moved),
    ("targetpath", Key::Moved),
    ("oldpath", Key::Moved),
    ("newpath", Key::Moved),
    ("fileuri", Key::Url),
    ("uri", Key::Url),
    ("url", Key::Url),
    ("command", Key::Command),
    ("cmd", Key::Command),
    ("commands", Key::Commands),
    ("script", Key::Commands),
    ("arguments", Key::Nested),
    ("args", Key::Nested),
    ("input", Key::Nested),
    ("params", Key::Nested),
    ("parameters", Key::Nested),
    ("content", Key::Text),
    ("contents", Key::Text),
    ("filetext", Key::Text),
    ("text", Key::Text),
    ("code", Key::Text),
    ("codeedit", Key::Text),
    ("newstring", Key::Text),
    ("oldstring", Key::Text),
    ("newstr", Key::Text),
    ("oldstr", Key::Text),
    ("newsource", Key::Text),
    ("replacement", Key::Text),
    ("env", Key::Text),
    ("environment", Key::Text),
];
/// Longest of them.
const KEY: usize = 24;

/// Deeper arguments are not looked at.
const DEPTH: usize = 8;
/// Words of a command that are read.
const WORDS: usize = 256;

/// Words in the names of tools whose paths are folders.
const FOLDERS: [&str; 6] = ["list_", "listdir", "glob", "tree", "directory", "_dir"];
/// Words in the names of tools that search: a path without an extension is a folder.
const SEARCHES: [&str; 4] = ["list", "grep", "search", "find"];
/// Words in the names of tools that work on the file they are given.
const WORKS: [&str; 8] = ["file", "diff", "insert", "replace", "edit", "read", "write", "patch"];

/// Whether a tool lists or searches, so that a path without an extension is a folder's; `None` where each path is.
pub(super) fn listing(tool: &[u8]) -> Option<bool> {
    let has = |word: &&str| tool.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    let folders = tool.eq_ignore_ascii_case(b"ls") || tool.eq_ignore_ascii_case(b"list") || FOLDERS.iter().any(has);
    (!folders).then(|| SEARCHES.iter().any(has))
}

/// Whether a tool reads or changes the file that stands behind its name.
pub(super) fn edits_or_reads(tool: &str) -> bool {
    let searches = listing(tool.as_bytes()).is_none_or(|searches| searches && !tool.contains("replace"));
    !searches && WORKS.iter().any(|word| tool.contains(word))
}

/// Finds the files in the arguments that come next. `listing`: the tool searches. `false` when no more are wanted.
/// JSON that breaks off gives what stood before.
pub(super) fn files(scanner: &mut Scanner<'_>, listing: bool, sink: &mut Sink<'_>) -> bool {
    let mut walk = Walk { listing, sink, wanted: true };
    // Arguments in a string are often cut short by the model; what was read until then counts.
    let _ = walk.value(scanner, Key::Nested, DEPTH);
    walk.wanted
}

/// Finds the files in arguments that are a string, given what stands between its quotes: JSON, or (a patch tool's)
/// plain text.
pub(super) fn files_in_string(raw: &[u8], listing: bool, sink: &mut Sink<'_>) -> bool {
    let start = unescape(raw.get(..raw.len().min(16)).unwrap_or_default());
    if start.trim_start().starts_with('{') {
        files(&mut Scanner::new(condensed(raw).as_bytes()), listing, sink)
    } else {
        prose::patches(raw, sink)
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
            if words.len() < WORDS {
                self.wanted &= prose::patches(raw, self.sink);
                words.push(unescape(raw));
            }
            Ok(())
        })?;
        self.wanted &= shell::words(&words, self.sink);
        Ok(())
    }

    fn string(&mut self, raw: &[u8], key: Key, depth: usize) {
        match key {
            Key::Text => {}
            Key::Path | Key::Nested if depth > 0 && is_json(raw) => {
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
                self.wanted &= prose::patches(raw, self.sink) && shell::script(&unescape(raw), self.sink);
            }
            Key::Nested | Key::Other => self.wanted &= prose::patches(raw, self.sink),
        }
    }
}

/// Whether a string seems to hold a JSON object or list, rather than a name such as `[id].tsx`.
fn is_json(raw: &[u8]) -> bool {
    let start = unescape(raw.get(..raw.len().min(32)).unwrap_or_default());
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    matches!((marks.next(), marks.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('"' | '{' | ']')))
}

fn classify(key: &str) -> Key {
    let mut word = [0; KEY];
    let mut len = 0;
    for byte in key.bytes().filter(|byte| !matches!(byte, b'_' | b'-')) {
        let Some(slot) = word.get_mut(len) else { return Key::Other };
        *slot = byte.to_ascii_lowercase();
        len += 1;
    }
    // `PATH` is the shell's variable.
    let shouted = !key.bytes().any(|byte| byte.is_ascii_lowercase());
    let word = word.get(..len).unwrap_or_default();
    let found = KEYS.iter().find(|(name, _)| name.as_bytes() == word).filter(|_| !shouted);
    found.map_or(Key::Other, |(_, key)| *key)
}

/// The JSON text in a string, but for its long strings: a file that is written whole names nothing, and reading it
/// takes many times longer than passing over it.
fn condensed(raw: &[u8]) -> String {
    const LONG: usize = 1_024;
    let mut out = String::new();
    let mut taken = 0;
    let mut take = |from: usize, to: usize| out.push_str(&unescape(raw.get(from..to).unwrap_or_default()));
    // The string before, and where the one begins that is open.
    let (mut last, mut open) = ((0, 0), None);
    for at in memchr::memchr_iter(b'"', raw) {
        // A quote of the JSON text has one backslash before it; after `\\` in that text it has four more.
        if run_before(raw, at) % 4 != 1 {
            continue;
        }
        let Some(start) = open.take() else {
            open = Some(at + 1);
            continue;
        };
        let end = at - 1;
        if end - start > LONG && passes_over(raw, last, start, end) {
            take(taken, start);
            taken = end;
        }
        last = (start, end);
    }
    let rest = open.filter(|start| raw.len() - start > LONG && passes_over(raw, last, *start, raw.len()));
    take(taken, rest.unwrap_or(raw.len()));
    out
}

/// Whether nothing is looked for in the string from `start` to `end`, given the one before it: its key.
fn passes_over(raw: &[u8], last: (usize, usize), start: usize, end: usize) -> bool {
    looked_at(end - start);
    // `\"key\": \"`: between the two stand a quote, a colon, perhaps a space, and a quote.
    let between = raw.get(last.1..start).unwrap_or_default();
    let is_value = between.len() < 16 && between.contains(&b':');
    let key = classify(&unescape(raw.get(last.0..last.1).unwrap_or_default()));
    match key {
        Key::Text => is_value,
        Key::Other => is_value && !prose::may_patch(raw.get(start..end).unwrap_or_default()),
        _ => false,
    }
}
