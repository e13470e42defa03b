//! Moving in from the original CodeGate: its database read whole, and taken over in one transaction.

mod configuration;
mod history;

use crate::context::Edit;
use crate::error::{Code, Error, Result};
use crate::gate::Gate;
use crate::model::{Timestamp, shown};
use crate::store::original::Source;
use serde::Serialize;
use std::path::Path;

/// The most notes of a report.
const NOTES: usize = 1_000;

/// How a database of the original is taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct MoveOptions {
    /// Only says what would be taken; false by default.
    pub dry_run: bool,
}

/// What became of something that is told in a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[doc(hidden)]
pub enum MovedStatus {
    /// It was taken, but not as it stood.
    Mended,
    /// Something of this name was here already, and stays as it is.
    Kept,
    /// It could not be taken.
    Skipped,
}

/// Something that was not taken as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[doc(hidden)]
pub struct MovedNote {
    /// `workspace`, `provider`, `rule`, `persona`, `session`, `exchange`, `alert` or `database`.
    pub kind: String,
    /// Its name, or its id in the original.
    pub name: String,
    /// What became of it.
    pub status: MovedStatus,
    /// Why.
    pub reason: String,
}

/// How many of a kind there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[doc(hidden)]
pub struct MovedCount {
    /// As in [`MovedNote::kind`].
    pub kind: String,
    /// How many the original has.
    pub found: u64,
    /// How many of them are new here.
    pub taken: u64,
    /// How many were here already.
    pub here: u64,
    /// How many could not be taken.
    pub skipped: u64,
}

/// What was taken over from the original.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[doc(hidden)]
pub struct Moved {
    /// The revision of the original's schema.
    pub revision: String,
    /// Whether anything of it is new here.
    pub changed: bool,
    /// Whether that was written: false in a dry run, and where nothing is new.
    pub applied: bool,
    /// The numbers, by kind.
    pub counts: Vec<MovedCount>,
    /// What was not taken as it stood, the first thousand.
    pub notes: Vec<MovedNote>,
    /// How many notes there are beyond those.
    pub more_notes: u64,
}

impl Gate {
    /// Takes over a database of the original CodeGate (`codegate.db`): its providers, workspaces (archived ones too) with
    /// instructions and rules, personas, the active workspace, and the history with token usage, costs and alerts. All of it
    /// or nothing is written; done again, nothing changes, as what is here already stays as it is. The file is only read,
    /// and nothing in it is run.
    ///
    /// Keys of providers are not taken: their providers get none, and the report says so.
    ///
    /// Errors: `not_a_store` for a file that is no database of the original, `schema_too_new` where its revision cannot be
    /// read, `busy` while the original writes, `corrupt`, `io`, and those of the store.
    #[doc(hidden)]
    pub fn import_original(&self, path: impl AsRef<Path>, options: &MoveOptions) -> Result<Moved> {
        let now = self.start()?;
        let path = std::path::absolute(path.as_ref())
            .map_err(|error| Error::new(Code::Io, "the path cannot be made absolute").with_source(error))?;
        let mut planned: Option<Moved> = None;
        let written = self.context.configure(|edit| {
            planned = None;
            let source = Source::open(&path)?;
            let report = Moving::all(self, edit, &source, now)?;
            source.check()?;
            if options.dry_run || !report.changed {
                planned = Some(report);
                // Takes everything back.
                return Err(Error::new(Code::Interrupted, "nothing is to be written"));
            }
            Ok(report)
        });
        match planned {
            Some(report) => Ok(report),
            None => written.map(|report| Moved { applied: true, ..report }),
        }
    }
}

/// An import while it is made.
struct Moving<'a> {
    gate: &'a Gate,
    edit: &'a Edit<'a>,
    source: &'a Source,
    now: Timestamp,
    report: Moved,
}

impl<'a> Moving<'a> {
    fn all(gate: &'a Gate, edit: &'a Edit<'a>, source: &'a Source, now: Timestamp) -> Result<Moved> {
        let report = Moved { revision: shown(&source.revision), ..Moved::default() };
        let mut moving = Moving { gate, edit, source, now, report };
        if !source.is_known() {
            moving.note(
                "database",
                "alembic_version",
                MovedStatus::Mended,
                "its revision is not known; it was read by its tables",
            );
        }
        let providers = configuration::providers(&mut moving)?;
        let workspaces = configuration::workspaces(&mut moving, &providers)?;
        configuration::personas(&mut moving)?;
        configuration::session(&mut moving, &workspaces)?;
        history::exchanges(&mut moving, &workspaces)?;
        history::alerts(&mut moving)?;
        moving.report.changed = moving.report.counts.iter().any(|count| count.taken > 0);
        Ok(moving.report)
    }

    fn count(&mut self, kind: &str) -> &mut MovedCount {
        let counts = &mut self.report.counts;
        let at = counts.iter().position(|count| count.kind == kind).unwrap_or_else(|| {
            counts.push(MovedCount { kind: kind.to_owned(), ..MovedCount::default() });
            counts.len() - 1
        });
        &mut counts[at]
    }

    fn note(&mut self, kind: &str, name: &str, status: MovedStatus, reason: &str) {
        if self.report.notes.len() >= NOTES {
            self.report.more_notes += 1;
            return;
        }
        // A name may be as long as the file.
        let short: String = name.chars().take(100).collect();
        let name = shown(&short);
        self.report.notes.push(MovedNote { kind: kind.to_owned(), name, status, reason: reason.to_owned() });
    }

    fn skip(&mut self, kind: &str, name: &str, reason: &str) {
        self.count(kind).skipped += 1;
        self.note(kind, name, MovedStatus::Skipped, reason);
    }
}

/// A time as the original writes it: with or without a zone, which is UTC then.
fn time(text: Option<&str>) -> Option<Timestamp> {
    let text = text?;
    let mut given = text.replacen(' ', "T", 1);
    let zoned = given.ends_with(['Z', 'z']) || given.get(19..).is_some_and(|end| end.contains(['+', '-']));
    if !zoned {
        given.push('Z');
    }
    Timestamp::parse(&given).ok()
}

#[cfg(test)]
mod tests;
