//! The files of a request: found in the pieces of its conversation, each path once.

use super::arguments;
use super::names::{names_file, stated};
use super::prose;
use super::scan::Scanner;
use super::text::unescape;
use super::turns::{Piece, Turns, What};
use crate::limits::FILES;
use crate::model::FileRef;
use memchr::memmem;
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The files, and whether there were more than are told. `fim`: the request asks to fill in the middle. `whole`: those
/// of the whole conversation.
pub(super) fn find(turns: &Turns, bytes: &[u8], fim: bool, whole: bool) -> (Vec<FileRef>, bool) {
    let mut found = Found::default();
    if fim {
        for piece in turns.pieces.iter().filter(|piece| piece.what == What::Prompt) {
            prose::filled_in(piece.span.of(bytes), &mut |path, place| found.add(path, place));
        }
    }
    if let Some(span) = &turns.stated {
        found.text(span.of(bytes));
    }
    for piece in &turns.pieces {
        match last_turn_of_text(piece.span.of(bytes)).filter(|_| turns.list.is_none() && !whole) {
            Some(parts) => parts.into_iter().for_each(|raw| found.text(raw)),
            None => found.piece(piece, bytes),
        }
        if found.cut {
            break;
        }
    }
    (found.files, found.cut)
}

/// The parts that count of a conversation written as one text, as LiteLLM does for models without turns: what Aider
/// states, and what the user said last.
fn last_turn_of_text(raw: &[u8]) -> Option<[&[u8]; 2]> {
    const USER: &[u8] = b"### User:\\n";
    const STATED: &[u8] = b"\\n### User:\\nI have *added these files to the chat*";
    if !raw.starts_with(b"### System:\\n") && !raw.starts_with(USER) {
        return None;
    }
    let last = raw.get(memmem::rfind(raw, USER)?..)?;
    let stated = memmem::find(raw, STATED).and_then(|at| raw.get(at..)).unwrap_or_default();
    let end = memmem::find(stated, b"\\n### Assistant:").unwrap_or(stated.len());
    Some([stated.get(..end).unwrap_or_default(), last])
}

#[derive(Default)]
struct Found {
    files: Vec<FileRef>,
    /// Hashes of their paths. There are few enough to look through all of them.
    hashes: Vec<u64>,
    cut: bool,
}

impl Found {
    fn piece(&mut self, piece: &Piece, bytes: &[u8]) {
        let raw = piece.span.of(bytes);
        let sink: &mut prose::Sink<'_> = &mut |path, found| self.add(path, found);
        let listing = piece.what == What::Listing;
        match piece.what {
            What::Prompt => prose::files(raw, true, sink),
            What::Text => prose::files(raw, false, sink),
            What::Name => {
                stated(&unescape(raw)).filter(|path| names_file(path)).is_none_or(|path| sink(path, "mention"))
            }
            What::Arguments | What::Listing if raw.first() == Some(&b'"') => {
                arguments::files_in_string(piece.span.inside().of(bytes), listing, sink)
            }
            What::Arguments | What::Listing => arguments::files(&mut Scanner::new(raw), listing, sink),
        };
    }

    /// Text of the user's.
    fn text(&mut self, raw: &[u8]) {
        prose::files(raw, true, &mut |path, place| self.add(path, place));
    }

    /// `false` when the list is full.
    fn add(&mut self, path: &str, found: &'static str) -> bool {
        let slashed = if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) };
        let mut hasher = DefaultHasher::new();
        slashed.hash(&mut hasher);
        let hash = hasher.finish();
        let same = |(_, file): (&u64, &FileRef)| file.path == slashed;
        if self.hashes.iter().zip(&self.files).filter(|(known, _)| **known == hash).any(same) {
            return true;
        }
        let Some(file) = FileRef::new(&slashed, found) else { return true };
        if self.files.len() == FILES {
            self.cut = true;
            return false;
        }
        self.hashes.push(hash);
        self.files.push(file);
        true
    }
}
