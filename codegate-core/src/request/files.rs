//! The files of a request: found in the pieces of its conversation, each path once.

mod argument_keys;
pub(crate) mod arguments;
pub(crate) mod completion;
pub(crate) mod condensed;
mod fences;
mod fill_in;
pub(crate) mod lines;
mod markers;
mod members;
mod patches;
pub(crate) mod path_heuristics;
pub(crate) mod phrases;
pub(crate) mod prose;
mod shell;

use super::body::outline::Outline;
use super::body::turns::{Content, Piece, STATED, Turns};
use super::json::scan::Scanner;
use super::json::text::unescape;
use crate::limits::FILES;
use crate::model::{FileRef, slashed};
use foldhash::fast::RandomState;
use path_heuristics::{Sink, names_file, stated};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// The files, and whether there were more than are reported. `fim`: the request asks to fill in the middle. `whole`:
/// those of the whole conversation.
pub(crate) fn find(outline: &Outline, bytes: &[u8], fim: bool, whole: bool) -> (Vec<FileRef>, bool) {
    let mut found = Collector::default();
    if fim {
        fill_in::files(outline, bytes, &mut |path, place| found.add(path, place));
    }
    let Some(turns) = outline.turns() else { return (found.files, found.cut) };
    let prompts = turns.pieces.iter().filter(|piece| piece.content == Content::Prompt);
    for raw in prompts.map(|piece| piece.span.of(bytes)) {
        if if fim { !is_conversation(raw) } else { completion::predicts(raw) } {
            completion::files(raw, &mut |path, place| found.add(path, place));
        }
    }
    if let Some(span) = &turns.stated {
        found.text(span.of(bytes));
    }
    for piece in &turns.pieces {
        let raw = piece.span.of(bytes);
        if turns.list.is_none() && !whole && is_conversation(raw) {
            let text = unescape(raw);
            for part in last_turn(&text) {
                prose::files_in_plain(part, &mut |path, place| found.add(path, place));
            }
        } else {
            found.piece(piece, bytes);
        }
        if found.cut {
            break;
        }
    }
    (found.files, found.cut)
}

/// Whether the first message of the user's is a prompt of a model that fills in code.
pub(crate) fn fills_in(turns: &Turns, bytes: &[u8]) -> bool {
    turns.openings.first().is_some_and(|opening| completion::fills_in(opening.of(bytes)))
}

/// How LiteLLM marks who speaks, where it writes a conversation as one text for models without turns.
const SYSTEM: &str = "### System:";
const USER: &str = "### User:";

fn is_conversation(raw: &[u8]) -> bool {
    raw.starts_with(SYSTEM.as_bytes()) || raw.starts_with(USER.as_bytes())
}

/// The parts of such a text that count: what Aider states, and what the user said last.
fn last_turn(text: &str) -> [&str; 2] {
    let last = text.rfind(USER).and_then(|at| text.get(at..)).unwrap_or_default();
    let mut said = text.match_indices("\n### User:\n").filter_map(|(at, user)| text.get(at + user.len()..));
    let stated = said.find(|said| said.starts_with(STATED)).unwrap_or_default();
    [stated.split("\n### Assistant:").next().unwrap_or_default(), last]
}

/// Files for which room is made with the first one.
const EXPECTED: usize = 32;

#[derive(Default)]
struct Collector {
    files: Vec<FileRef>,
    /// By the hash of a path, the index of the first file with it. Seeded per process, so that nobody can write a body
    /// whose paths have the same hash.
    known: HashMap<u64, usize, RandomState>,
    cut: bool,
}

impl Collector {
    fn piece(&mut self, piece: &Piece, bytes: &[u8]) {
        let raw = piece.span.of(bytes);
        let sink: &mut Sink<'_> = &mut |path, found| self.add(path, found);
        let listing = piece.content == Content::Listing;
        match piece.content {
            Content::Prompt => prose::files(raw, true, sink),
            Content::Text => prose::files(raw, false, sink),
            Content::Name => {
                stated(&unescape(raw)).filter(|path| names_file(path)).is_none_or(|path| sink(path, "mention"))
            }
            Content::Arguments | Content::Listing if raw.first() == Some(&b'"') => {
                arguments::files_in_string(piece.span.inside().of(bytes), listing, sink)
            }
            Content::Arguments | Content::Listing => arguments::files(&mut Scanner::new(raw), listing, sink),
        };
    }

    /// Text of the user's.
    fn text(&mut self, raw: &[u8]) {
        prose::files(raw, true, &mut |path, place| self.add(path, place));
    }

    /// `false` when the list is full.
    fn add(&mut self, path: &str, found: &'static str) -> bool {
        let path = slashed(path);
        let hash = self.known.hasher().hash_one(&*path);
        let same = |file: &FileRef| file.path == path;
        // Two paths with one hash are as rare as it gets.
        let first = self.known.get(&hash).and_then(|at| self.files.get(*at));
        if first.is_some_and(|first| same(first) || self.files.iter().any(same)) {
            return true;
        }
        let Some(file) = FileRef::of(path, found) else { return true };
        if self.files.len() == FILES {
            self.cut = true;
            return false;
        }
        if self.files.is_empty() {
            self.files.reserve(EXPECTED);
            self.known.reserve(EXPECTED);
        }
        self.known.entry(hash).or_insert(self.files.len());
        self.files.push(file);
        true
    }
}
