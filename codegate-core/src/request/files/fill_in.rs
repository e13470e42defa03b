//! Files that members name where code is to be filled in: beside a prompt, or in place of one.

use super::completion;
use super::path_heuristics::{Sink, names_file, said, snippet, stated};
use crate::limits::FILES;
use crate::request::body::outline::Outline;
use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::text::{is, unescape};

/// What is read of each member.
#[derive(Clone, Copy)]
enum Member {
    /// Code before the cursor. llama.cpp's `POST /infill`: github.com/ggml-org/llama.cpp, tools/server/README.md
    Code,
    /// A list of the files around it, from the same.
    Files,
    /// All in one. Tabby's `POST /v1/completions`: github.com/TabbyML/tabby, clients/tabby-openapi
    Segments,
    /// `{"context": ["Path: src/app.ts", "Compare this snippet from src/util.ts:\n…"]}`, as Copilot sends it.
    Extra,
}

const MEMBERS: [(&str, Member); 4] = [
    ("input_prefix", Member::Code),
    ("input_extra", Member::Files),
    ("segments", Member::Segments),
    ("extra", Member::Extra),
];
/// Levels of a member that are looked at: an object, its lists, and what they hold.
const DEPTH: usize = 3;

/// Finds the files, the one at the cursor first.
pub(crate) fn files(outline: &Outline, bytes: &[u8], sink: &mut Sink<'_>) -> bool {
    let mut named = Named(Vec::new());
    for (key, value) in &outline.others {
        let known = MEMBERS.iter().find(|(name, _)| is(key.of(bytes), name));
        let scanner = &mut Scanner::new(value.of(bytes));
        // The body was read before, so that nothing can fail.
        let _ = match known {
            Some((_, Member::Code)) => named.code(scanner),
            Some((_, Member::Files)) => named.files(scanner, DEPTH),
            Some((_, Member::Segments)) => scanner.object_or_other(|scanner, key| match key.of(scanner.bytes()) {
                b"prefix" => named.code(scanner),
                b"filepath" => named.path(scanner, "cursor"),
                _ => named.files(scanner, DEPTH),
            }),
            Some((_, Member::Extra)) => scanner.object_or_other(|scanner, key| match key.of(scanner.bytes()) {
                b"context" => scanner.array_or_other(|scanner| named.said(scanner)),
                _ => scanner.skip().map(drop),
            }),
            None => Ok(()),
        };
    }
    named.0.sort_by_key(|(_, place)| *place != "cursor");
    named.0.iter().all(|(path, place)| sink(path, place))
}

/// The files as they are met, and where each is.
struct Named(Vec<(String, &'static str)>);

impl Named {
    fn add(&mut self, path: &str, place: &'static str) {
        if self.0.len() < FILES {
            self.0.push((path.to_owned(), place));
        }
    }

    fn code(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        if let Some(text) = scanner.string_or_other()? {
            completion::files(text.of(scanner.bytes()), &mut |path, place| {
                self.add(path, place);
                true
            });
        }
        Ok(())
    }

    fn path(&mut self, scanner: &mut Scanner<'_>, place: &'static str) -> Scan {
        if let Some(text) = scanner.string_or_other()? {
            stated(&unescape(text.of(scanner.bytes()))).into_iter().for_each(|path| self.add(path, place));
        }
        Ok(())
    }

    /// Files with their texts, down to `depth` levels.
    fn files(&mut self, scanner: &mut Scanner<'_>, depth: usize) -> Scan {
        match scanner.kind() {
            Kind::Object if depth > 0 => {
                scanner.object(|scanner, key| match key.of(scanner.bytes()) {
                    b"filename" | b"filepath" => self.path(scanner, "mention"),
                    _ => self.files(scanner, depth - 1),
                })?;
            }
            Kind::Array if depth > 0 => {
                scanner.array(|scanner| self.files(scanner, depth - 1))?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    /// What a comment would say above the code: its path, or another file's and a part of it.
    fn said(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        const LINE: usize = 4_096;
        let Some(text) = scanner.string_or_other()? else { return Ok(()) };
        let raw = text.of(scanner.bytes());
        let text = unescape(raw.get(..LINE).unwrap_or(raw));
        let line = text.lines().next().unwrap_or_default().trim();
        match snippet(line) {
            Some(path) => self.add(path, "mention"),
            None => said(line).filter(|path| names_file(path)).into_iter().for_each(|path| self.add(path, "cursor")),
        }
        Ok(())
    }
}
