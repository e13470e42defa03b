//! Staying with the store at a path, whatever happens to its files: what was taken away is noticed before anything is
//! acknowledged, what only our own connections still see is saved, and the files are reopened.

use super::fault::io;
use super::guard::FileGuard;
use super::meta;
use super::sentinel::{Beside, Part, Sentinel, Standing};
use super::waiting::Wait;
use super::{Store, open};
use crate::error::{Code, Error, Result};
use crate::sync::locked;
use codegate_locks::Look;
use rusqlite::Connection;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Between two looks at a file that must show it unchanged before it is taken for whole.
const SETTLED: Duration = Duration::from_millis(20);

/// What must hold of a file before its store is gone on with.
struct Needed {
    /// The least number of writes that it must have seen; `None` for one that somebody put there in place of ours.
    writes: Option<i64>,
}

impl Store {
    /// Whether the files at the path are those that are open.
    pub(super) fn is_attached(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.attached().sentinel.at_a_glance())
    }

    /// Whether what was just written went into the files at the path, and nothing has happened to them.
    pub(super) fn is_whole(&self) -> bool {
        let acknowledged = self.acknowledged.load(Ordering::Acquire);
        self.file.as_ref().is_none_or(|file| file.standing(acknowledged) == Standing::Ours)
    }

    /// Publishes the progress of the file to the other gates. It must be our turn, with the lock file held.
    pub(super) fn tell(&self) {
        self.file.iter().for_each(FileGuard::tell);
    }

    /// How often the files were reopened.
    pub(crate) fn reattached(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }

    /// [`Store::attach`] for a call that does not write.
    pub(super) fn attach_for_reading(&self, wait: &mut Wait) -> Result<()> {
        let _turn = self.turn.take(wait)?;
        let _lock = self.lock_file(wait)?;
        self.attach(wait)
    }

    /// Makes sure that the connections have the files at the path open. It must be our turn, with the lock file.
    pub(super) fn attach(&self, wait: &mut Wait) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        file.learn();
        let mut seen = None;
        loop {
            let standing = file.standing(self.acknowledged.load(Ordering::Acquire));
            match standing {
                Standing::Ours => return Ok(()),
                _ if !file.holds() => {
                    return Err(detached("the store's files were removed or replaced while it was open"));
                }
                Standing::Gone => return Err(detached("the store's file is gone from its path")),
                // Whoever puts another file there may not be done with it.
                Standing::Replaced | Standing::Overwritten if seen != Some(file.attached().sentinel.body()) => {
                    seen = Some(file.attached().sentinel.body());
                    wait.sleep(SETTLED).map_err(|error| match error.code() {
                        Code::Busy => detached("something else writes into the store's file while it is open"),
                        _ => error,
                    })?;
                }
                standing => {
                    let needed = self.repair(file, standing, wait)?;
                    return self.reopen(file, &needed);
                }
            }
        }
    }

    /// Saves what only the open connections see, and takes away what would be read wrongly.
    fn repair(&self, file: &FileGuard, standing: Standing, wait: &mut Wait) -> Result<Needed> {
        let attached = file.attached();
        let sentinel = &attached.sentinel;
        let acknowledged = self.acknowledged.load(Ordering::Acquire);
        let (continued, restored) = (Needed { writes: Some(acknowledged) }, Needed { writes: None });
        if self.refusal.is_some() {
            return Ok(restored);
        }
        match standing {
            // A copy of the file as it was; its log is still the right one. It is brought in there, and restarted, so
            // that no gate that still has the old file open can take it for its own.
            Standing::Replaced if sentinel.handles.as_ref().is_some_and(|open| same_bytes(&open.store, &file.path)) => {
                let ([writer, ..], ..) = open::again(file, true, self.busy_timeout)?;
                writer.as_ref().map_or(Ok(()), |writer| wait.checkpoint(writer))?;
                remove(sentinel, &[Beside::Index, Beside::Log])?;
                Ok(continued)
            }
            Standing::Replaced => {
                // The log belongs to the file that was taken away. Left here, it would be read into the new one.
                self.bring_log_in(wait)?;
                remove(sentinel, &[Beside::Index, Beside::Log])?;
                Ok(restored)
            }
            Standing::Overwritten => {
                // Emptied, so that no other gate brings it into what it does not belong to.
                sentinel
                    .empty_log()
                    .map_err(|error| io("what is left of the store's old log cannot be emptied", error))?;
                remove(sentinel, &[Beside::Index, Beside::Log])?;
                Ok(restored)
            }
            // Whoever opens it next rebuilds the index, from as much of the log as there is.
            Standing::LogCut | Standing::IndexCut => {
                remove(sentinel, &[Beside::Index])?;
                Ok(continued)
            }
            Standing::Taken { log: Part::Missing | Part::Empty, .. } => {
                // Unless somebody brought it in before he took it away. Without its log the file need not make sense.
                let is_in = meta::in_file(&file.path, &attached.household)
                    .is_ok_and(|found| found.id == file.id && found.writes >= acknowledged);
                if !is_in {
                    self.bring_log_in(wait).map_err(|error| match error.code() {
                        Code::Io | Code::Corrupt => detached("the store's log was taken away and emptied"),
                        _ => error,
                    })?;
                }
                remove(sentinel, &[Beside::Index])?;
                Ok(continued)
            }
            Standing::Taken { log: Part::Other, index: Part::Ours } => {
                Err(detached("another log was put beside the store while it was open"))
            }
            _ => Ok(continued),
        }
    }

    /// Brings the log that is open into the file that is open, though neither may be at the path any more.
    pub(super) fn bring_log_in(&self, wait: &mut Wait) -> Result<()> {
        locked(&self.writer).as_ref().map_or(Ok(()), |connection| wait.checkpoint(connection))
    }

    /// Opens new connections next to the old ones, and replaces those if the new ones show the expected store.
    fn reopen(&self, file: &FileGuard, needed: &Needed) -> Result<()> {
        let writes = locked(&self.writer).is_some();
        let fresh = open::again(file, writes, self.busy_timeout).map_err(|error| match error.code() {
            Code::NotAStore | Code::SchemaTooNew | Code::Corrupt => {
                detached("another file was put in place of the store while it was open")
            }
            _ => error,
        });
        let (connections, attached, identity) = fresh?;
        if identity.id != file.id {
            return Err(detached("another store was put in place of this one while it was open"));
        }
        if needed.writes.is_some_and(|writes| identity.writes < writes) {
            return Err(detached("what was recorded last is missing from the store, as its log was taken away or cut"));
        }
        let [writer, config_reader, report_reader] = connections;
        let take_over = |slot: &Mutex<Option<Connection>>, fresh: Option<Connection>| {
            let mut slot = locked(slot);
            if slot.is_some() {
                *slot = fresh;
            }
        };
        take_over(&self.writer, writer);
        take_over(&self.config_reader, config_reader);
        take_over(&self.report_reader, report_reader);
        // Opened again by the next question.
        locked(&self.query_reader).take();
        *file.attached.write().unwrap_or_else(PoisonError::into_inner) = attached;
        self.acknowledged.store(identity.writes, Ordering::Release);
        file.tell();
        self.sound.clear();
        self.epoch.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

fn remove(sentinel: &Sentinel, parts: &[Beside]) -> Result<()> {
    sentinel.remove(parts).map_err(|error| io("what is left of the store's old log cannot be removed", error))
}

/// Whether a file holds what an open one does.
fn same_bytes(open: &File, path: &Path) -> bool {
    let same = || -> std::io::Result<bool> {
        let other = Look::open(path, path)?;
        if open.metadata()?.len() != other.metadata()?.len() {
            return Ok(false);
        }
        let mut other = std::io::BufReader::with_capacity(1 << 16, &*other);
        let mut at = 0;
        let (mut ours, mut theirs) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            let count = other.read(&mut theirs)?;
            if count == 0 {
                return Ok(true);
            }
            read_at(open, &mut ours[..count], at)?;
            if ours[..count] != theirs[..count] {
                return Ok(false);
            }
            at += count as u64;
        }
    };
    same().unwrap_or(false)
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], at: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(not(unix))]
fn read_at(_file: &File, _into: &mut [u8], _at: u64) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

pub(super) fn detached(why: &str) -> Error {
    Error::new(Code::StorageDetached, format!("{why}; open the gate again"))
}
