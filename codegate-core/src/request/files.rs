//! The files of a request: found in the pieces of its conversation, each path once.

use super::arguments;
use super::names::{names_file, stated};
use super::prose;
use super::scan::{Scanner, Span};
use super::text::unescape;
use super::turns::{Piece, Turns, What};
use crate::limits::FILES;
use crate::model::FileRef;
use std::collections::HashSet;

/// The files, and whether there were more than are told. `fim`: the request asks to fill in the middle.
pub(super) fn find(turns: &Turns, bytes: &[u8], fim: bool) -> (Vec<FileRef>, bool) {
    let mut found = Found::default();
    if fim {
        for piece in turns.pieces.iter().filter(|piece| piece.what == What::Prompt) {
            prose::filled_in(&unescape(piece.span.of(bytes)), &mut |path, place| found.add(path, place));
        }
    }
    if let Some(span) = &turns.stated {
        found.text(*span, bytes, true);
    }
    for piece in &turns.pieces {
        found.piece(piece, bytes);
        if found.cut {
            break;
        }
    }
    (found.files, found.cut)
}

#[derive(Default)]
struct Found {
    files: Vec<FileRef>,
    seen: HashSet<String>,
    cut: bool,
}

impl Found {
    fn piece(&mut self, piece: &Piece, bytes: &[u8]) {
        match piece.what {
            What::Prompt => self.text(piece.span, bytes, true),
            What::Text => self.text(piece.span, bytes, false),
            What::Arguments => self.arguments(piece.span, bytes, false),
            What::Name => {
                let name = unescape(piece.span.of(bytes));
                if let Some(path) = stated(&name).filter(|path| names_file(path)) {
                    self.add(path, "mention");
                }
            }
            What::Listing => self.arguments(piece.span, bytes, true),
        }
    }

    fn text(&mut self, span: Span, bytes: &[u8], prompt: bool) {
        let raw = span.of(bytes);
        if prose::may_name(raw, prompt) {
            prose::files(&unescape(raw), &mut |path, found| self.add(path, found));
        }
    }

    /// Arguments are an object, or a string that holds one, or (a patch tool's) a string of plain text.
    fn arguments(&mut self, span: Span, bytes: &[u8], listing: bool) {
        let raw = span.of(bytes);
        let sink: &mut prose::Sink<'_> = &mut |path, found| self.add(path, found);
        if raw.first() != Some(&b'"') {
            arguments::files(&mut Scanner::new(raw), listing, sink);
            return;
        }
        let text = unescape(span.inside().of(bytes));
        if text.trim_start().starts_with('{') {
            arguments::files(&mut Scanner::new(text.as_bytes()), listing, sink);
        } else {
            prose::patches(&text, sink);
        }
    }

    /// `false` when the list is full.
    fn add(&mut self, path: &str, found: &'static str) -> bool {
        let Some(file) = FileRef::new(path, found) else { return true };
        if self.seen.contains(&file.path) {
            return true;
        }
        if self.files.len() == FILES {
            self.cut = true;
            return false;
        }
        self.seen.insert(file.path.clone());
        self.files.push(file);
        true
    }
}
