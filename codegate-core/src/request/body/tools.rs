//! Tools: those on offer, and what the name of one says of its arguments.

use crate::formats::votes::{Sign, Votes};
use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::span::Span;
use crate::request::json::text::word;

/// Names of tools that are kept to recognise the client.
const NAMES: usize = 128;

/// Reads one offered tool: its name, and evidence for a format.
pub(crate) fn tool(scanner: &mut Scanner<'_>, names: &mut Vec<Span>, votes: &mut Votes) -> Scan {
    if scanner.kind() != Kind::Object {
        return scanner.skip().map(drop);
    }
    let (mut named, mut kind) = (false, None);
    scanner.object(|scanner, key| {
        match word(key.of(scanner.bytes())).as_ref() {
            b"name" => {
                named = true;
                name(scanner, names)?;
            }
            b"type" => kind = scanner.string_or_other()?,
            // Gemini's: one tool declares many functions.
            b"functionDeclarations" | b"function_declarations" => {
                named = true;
                scanner.array_or_other(|scanner| tool(scanner, names, votes))?;
            }
            b"function" | b"custom" if scanner.kind() == Kind::Object => {
                votes.sign(Sign::WrappedTool);
                named = true;
                scanner.object(|scanner, key| match key.of(scanner.bytes()) {
                    b"name" => name(scanner, names),
                    _ => scanner.skip().map(drop),
                })?;
            }
            b"input_schema" => {
                votes.sign(Sign::SchemaTool);
                scanner.skip()?;
            }
            _ => drop(scanner.skip()?),
        }
        Ok(())
    })?;
    if !named {
        // One that the provider has built in, such as `web_search`.
        names.extend(kind.filter(|_| names.len() < NAMES));
    }
    Ok(())
}

fn name(scanner: &mut Scanner<'_>, names: &mut Vec<Span>) -> Scan {
    let name = scanner.string_or_other()?;
    names.extend(name.filter(|_| names.len() < NAMES));
    Ok(())
}

/// Words in the names of tools that work on the file they are given.
const WORKS: [&str; 8] = ["file", "diff", "insert", "replace", "edit", "read", "write", "patch"];

/// Whether a tool lists or searches, so that a path without an extension is a folder's; `None` where each path is.
pub(crate) fn listing(tool: &[u8]) -> Option<bool> {
    let mut name = [0; 64];
    name.iter_mut().zip(tool).for_each(|(to, from)| *to = from.to_ascii_lowercase());
    let name = name.get(..tool.len()).unwrap_or(&name);
    let (mut folders, mut searches) = (matches!(name, b"ls" | b"list"), false);
    for at in 0..name.len() {
        let Some((word, rest)) = name.get(at..).and_then(|rest| rest.split_first_chunk()) else { break };
        match word {
            b"list" => {
                searches = true;
                folders |= rest.starts_with(b"_") || rest.starts_with(b"dir");
            }
            b"glob" | b"tree" | b"_dir" => folders = true,
            b"dire" => folders |= rest.starts_with(b"ctory"),
            b"grep" | b"find" => searches = true,
            b"sear" => searches |= rest.starts_with(b"ch"),
            _ => {}
        }
    }
    (!folders).then_some(searches)
}

/// Whether a tool reads or changes the file named in its arguments.
pub(crate) fn edits_or_reads(tool: &str) -> bool {
    let searches = listing(tool.as_bytes()).is_none_or(|searches| searches && !tool.contains("replace"));
    !searches && WORKS.iter().any(|word| tool.contains(word))
}
