//! Files in the arguments of a tool call, by the keys under which tools take them.

use super::names::{names_file, stated};
use super::prose::{self, Sink};
use super::scan::{Kind, Scan, Scanner};
use super::text::unescape;
use memchr::memmem;

/// Keys that hold a path, a list of them, or a list of objects that do.
const KEYS: [&str; 13] = [
    "file_path",
    "filePath",
    "filepath",
    "path",
    "notebook_path",
    "target_file",
    "absolute_path",
    "file",
    "filename",
    "files",
    "paths",
    "file_paths",
    "filePaths",
];
/// Deeper arguments are not looked at.
const DEPTH: usize = 8;

/// Finds the files in the value that comes next. `listing`: the tool lists or searches, and a path without an
/// extension is a folder. `false` when no more are wanted. JSON that breaks off gives what stood before.
pub(super) fn files(scanner: &mut Scanner<'_>, listing: bool, sink: &mut Sink<'_>) -> bool {
    let mut walk = Walk { listing, sink, wanted: true };
    // Arguments in a string are often cut short by the model; what was read until then counts.
    let _ = walk.value(scanner, false, DEPTH);
    walk.wanted
}

struct Walk<'w, 's> {
    listing: bool,
    sink: &'w mut Sink<'s>,
    wanted: bool,
}

impl Walk<'_, '_> {
    fn value(&mut self, scanner: &mut Scanner<'_>, names: bool, depth: usize) -> Scan {
        match scanner.kind() {
            Kind::String => {
                let span = scanner.string()?;
                self.string(span.of(scanner.bytes()), names);
            }
            Kind::Object if depth > 0 => {
                scanner.object(|scanner, key| {
                    let key = unescape(key.of(scanner.bytes()));
                    self.value(scanner, KEYS.contains(&key.as_ref()), depth - 1)
                })?;
            }
            Kind::Array if depth > 0 => {
                scanner.array(|scanner| self.value(scanner, names, depth - 1))?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn string(&mut self, raw: &[u8], names: bool) {
        if names {
            let text = unescape(raw);
            if let Some(path) = stated(&text).filter(|path| !self.listing || names_file(path)) {
                self.wanted &= (self.sink)(path, "tool_call");
            }
        } else if memmem::find(raw, b"*** ").is_some() {
            self.wanted &= prose::patches(&unescape(raw), self.sink);
        }
    }
}
