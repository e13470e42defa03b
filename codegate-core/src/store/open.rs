//! Opening a store: what the path is, who may write, and which version made it.

use super::ballast;
use super::connection::{self, Use};
use super::damage;
use super::fault::io;
use super::filesystem;
use super::guard::{Attached, FileGuard};
use super::locking::{LockFile, LockGuard, Turn};
use super::meta::{self, Identity};
use super::note;
use super::schema::{self, State};
use super::sentinel::Sentinel;
use super::sound::Sound;
use super::waiting::{Stops, Wait};
use super::{Store, with_suffix};
use crate::error::{Code, Error, Result};
use crate::model::Timestamp;
use codegate_locks::{Household, Look};
use rusqlite::{Connection, TransactionBehavior};
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

/// Writer, reader of the configuration, reader of reports.
pub(super) type Connections = [Option<Connection>; 3];

/// How a store is opened.
pub(crate) struct Opening {
    pub(crate) busy_timeout: Duration,
    pub(crate) read_only: bool,
    pub(crate) set_aside_corrupt: bool,
    pub(crate) now: Timestamp,
}

impl Store {
    /// Opens the store at `path`, creating it if it does not exist.
    pub(crate) fn open(path: &Path, how: &Opening) -> Result<Store> {
        if path == Path::new(":memory:") {
            return open_memory(how);
        }
        let path = std::path::absolute(path).map_err(|error| io("the path cannot be made absolute", error))?;
        check_path(&path)?;
        // Under the name of a link it would have a second lock file, and its log would not be found next to it.
        let path = path.canonicalize().unwrap_or(path);
        filesystem::check(&path)?;
        if how.read_only {
            return open_reading(&path, how);
        }
        open_writing(&path, how)
    }

    fn assemble(
        how: &Opening,
        connections: Connections,
        file: Option<FileGuard>,
        acknowledged: i64,
        refusal: Option<Code>,
    ) -> Store {
        let [writer, config_reader, report_reader] = connections.map(Mutex::new);
        Store {
            stops: Stops::default(),
            turn: Turn::default(),
            writer,
            config_reader,
            report_reader,
            query_reader: Mutex::new(None),
            file,
            sound: Sound::default(),
            refusal,
            busy_timeout: how.busy_timeout,
            epoch: AtomicU64::new(0),
            acknowledged: AtomicI64::new(acknowledged),
            pid: std::process::id(),
        }
    }
}

fn open_memory(how: &Opening) -> Result<Store> {
    let mut connection = connection::in_memory()?;
    let transaction = connection.transaction()?;
    schema::bring_up(&transaction, &State::Fresh, how.now)?;
    transaction.commit()?;
    let refusal = how.read_only.then_some(Code::ReadOnly);
    Ok(Store::assemble(how, [Some(connection), None, None], None, 0, refusal))
}

/// Opens the store for writing, with the lock file held from the first look to the last. One that seems damaged is
/// looked at twice, as a disk may fail for a moment, and only then set aside.
fn open_writing(path: &Path, how: &Opening) -> Result<Store> {
    let mut wait = Stops::default().wait(how.busy_timeout);
    check_stranger(path)?;
    let lock = LockFile::open(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => read_only(),
        _ => io("the lock file beside the store cannot be opened", error),
    })?;
    let (guard, alone) = lock_whole(path, &lock, &mut wait)?;
    let again = || match open_locked(path, how, &lock) {
        Err(error) if error.code() == Code::Corrupt => {
            damage::read_through(path)?;
            open_locked(path, how, &lock)
        }
        done => done,
    };
    let opened = match again() {
        Err(error)
            if matches!(error.code(), Code::DiskFull | Code::Io) && ballast::release(lock.file(), ballast::TO_OPEN) =>
        {
            again()
        }
        done => done,
    };
    let (connections, attached, identity, refusal) = match opened {
        Err(error) if error.code() == Code::Corrupt && how.set_aside_corrupt => {
            damage::set_aside(path, how.now)?;
            open_locked(path, how, &lock)?
        }
        Err(error) if error.code() == Code::Corrupt => return Err(damage::damaged()),
        done => done?,
    };
    // What was noted before may be of another file, or of this one before it was restored.
    if alone {
        note::write(&lock, &attached.sentinel.last_look());
    }
    ballast::keep(lock.file(), 0);
    drop(guard);
    let Identity { id, writes } = identity;
    let file = FileGuard::new(path, id, Use::Read, attached, Some(lock));
    Ok(Store::assemble(how, connections, Some(file), writes, refusal))
}

/// Opens the connections that write, under the lock file.
fn open_locked(path: &Path, how: &Opening, lock: &LockFile) -> Result<(Connections, Attached, Identity, Option<Code>)> {
    create_file(path)?;
    let household = Household::beside(lock.file());
    let mut writer = connection::open(path, Use::Write, &household)?;
    writer.busy_timeout(how.busy_timeout)?;
    if writer.is_readonly("main")? {
        return Err(read_only());
    }
    let state = bring_up(&mut writer, how.now)?;
    if state != State::Newer {
        damage::quick_check(&writer)?;
    }
    let config_reader = reader(path, Use::Read, &household, how.busy_timeout)?;
    let report_reader = reader(path, Use::Read, &household, how.busy_timeout)?;
    let identity = meta::identity(&writer)?;
    let refusal = (state == State::Newer).then_some(Code::SchemaTooNew);
    let sentinel = Sentinel::new(path, &household, &identity);
    let connections = [Some(writer), Some(config_reader), Some(report_reader)];
    Ok((connections, Attached { household, sentinel }, identity, refusal))
}

/// Takes the lock file of a store whose log is its own and there. While others have the store open and its log or index
/// is gone, only they still see what it held; they save it with their next call. A log that is in use while the file is
/// not belongs to one that was taken away: it must not be read into this one, and they who have it open need no name.
/// Returns with the lock whether nobody else has the store open, as far as that is known.
fn lock_whole<'l>(path: &Path, lock: &'l LockFile, wait: &mut Wait) -> Result<(LockGuard<'l>, bool)> {
    let [log, index] = ["-wal", "-shm"].map(|suffix| with_suffix(path, suffix));
    // Where locks are the process's, closing the files to ask would drop them.
    let holds = Household::beside(lock.file()).holds();
    let asked = |beside: &Path, ask: fn(&File) -> bool| Look::open(path, beside).is_ok_and(|file| ask(&file));
    loop {
        let guard = lock.lock(wait)?;
        if !holds {
            return Ok((guard, false));
        }
        if !asked(path, codegate_locks::database_in_use) {
            if asked(&index, codegate_locks::index_in_use) {
                let removed = std::fs::remove_file(&index).and_then(|()| match std::fs::remove_file(&log) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                    _ => Ok(()),
                });
                removed.map_err(|error| io("the log of a store that was taken away cannot be removed", error))?;
            }
            return Ok((guard, true));
        }
        if log.exists() && index.exists() {
            return Ok((guard, false));
        }
        drop(guard);
        wait.pause().map_err(|error| match error.code() {
            Code::Busy => {
                let why =
                    "the store's log was removed while another gate has it open, which saves it with its next call";
                Error::new(Code::Busy, format!("{why}; use or close that gate, then try again"))
            }
            _ => error,
        })?;
    }
}

/// Examines a file without a lock file, so that one which is not a store gets none.
fn check_stranger(path: &Path) -> Result<()> {
    if with_suffix(path, ".lock").exists() || !path.exists() {
        return Ok(());
    }
    let household = household(path)?;
    match connection::open(path, Use::Read, &household).and_then(|probe| schema::state(&probe)) {
        Err(error) if error.code() == Code::NotAStore => Err(error),
        _ => Ok(()),
    }
}

/// A household for a store that is only read: its log carries no lock that closing it could drop.
fn household(path: &Path) -> Result<Household> {
    let neighbour = Look::open(path, &with_suffix(path, "-wal")).or_else(|_| Look::open(path, path));
    let neighbour = neighbour.map_err(|error| io("the store cannot be read", error))?;
    Ok(Household::beside(&neighbour))
}

/// Creates or upgrades the tables. A file that is up to date, or newer, is only read.
fn bring_up(writer: &mut Connection, now: Timestamp) -> Result<State> {
    let state = schema::state(writer)?;
    if state == State::Newer {
        return Ok(state);
    }
    // Also an older file: another program may have taken it out of that mode while nobody had it open.
    connection::use_wal(writer)?;
    if matches!(state, State::Ours { version } if version >= schema::VERSION) {
        return Ok(state);
    }
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: only inside the transaction does it stay true.
    let state = schema::state(&transaction)?;
    schema::bring_up(&transaction, &state, now)?;
    transaction.commit()?;
    // So that the file alone identifies the store.
    writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(State::Ours { version: schema::VERSION })
}

fn open_reading(path: &Path, how: &Opening) -> Result<Store> {
    if !path.exists() {
        return Err(Error::new(Code::Io, "there is no store at the path, and `read_only` creates none"));
    }
    let household = household(path)?;
    let purpose = if can_share(path, &household)? { Use::Read } else { Use::ReadImmutable };
    let config_reader = reader(path, purpose, &household, how.busy_timeout)?;
    match schema::state(&config_reader)? {
        State::Fresh => return Err(Error::new(Code::ReadOnly, "the file is empty; open it once without `read_only`")),
        State::Ours { version } if version < schema::VERSION => {
            return Err(Error::new(
                Code::ReadOnly,
                "an older version wrote the store; open it once without `read_only` to upgrade it",
            ));
        }
        State::Ours { .. } | State::Newer => {}
    }
    let report_reader = reader(path, purpose, &household, how.busy_timeout)?;
    let identity = meta::identity(&config_reader)?;
    let sentinel = Sentinel::new(path, &household, &identity);
    let file = FileGuard::new(path, identity.id, purpose, Attached { household, sentinel }, None);
    Ok(Store::assemble(how, [None, Some(config_reader), Some(report_reader)], Some(file), 0, Some(Code::ReadOnly)))
}

/// The connections of an open store, reopened at its path. The file must still be a store of this version.
pub(super) fn again(
    file: &FileGuard,
    writes: bool,
    busy_timeout: Duration,
) -> Result<(Connections, Attached, Identity)> {
    let path = &file.path;
    let household = match file.lock() {
        Some(lock) => Household::beside(lock.file()),
        None => household(path)?,
    };
    let config_reader = reader(path, Use::Read, &household, busy_timeout)?;
    let identity = match schema::state(&config_reader)? {
        State::Ours { version } if version == schema::VERSION => meta::identity(&config_reader)?,
        _ => return Err(Error::new(Code::NotAStore, "the file is no store of this version")),
    };
    let report_reader = reader(path, Use::Read, &household, busy_timeout)?;
    let writer = writes.then(|| reader(path, Use::Write, &household, busy_timeout)).transpose()?;
    let sentinel = Sentinel::new(path, &household, &identity);
    Ok(([writer, Some(config_reader), Some(report_reader)], Attached { household, sentinel }, identity))
}

/// Whether SQLite can put its shared memory next to the file. Without it, a file whose log is empty can still be read
/// as one that does not change.
fn can_share(path: &Path, household: &Household) -> Result<bool> {
    let log_is_empty = || std::fs::metadata(with_suffix(path, "-wal")).map_or(true, |log| log.len() == 0);
    let read = |probe: Connection| Ok(probe.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?);
    match connection::open(path, Use::Read, household).and_then(read) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.code(), Code::Io | Code::ReadOnly) && log_is_empty() => Ok(false),
        Err(error) => Err(error),
    }
}

/// A connection that has read once, so that it holds its place in the log.
fn reader(path: &Path, purpose: Use, household: &Household, busy_timeout: Duration) -> Result<Connection> {
    let connection = connection::open(path, purpose, household)?;
    connection.busy_timeout(busy_timeout)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

fn check_path(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        // SQLite takes a file of one byte for an empty one, and would write over it.
        Ok(meta) if meta.is_file() && meta.len() == 1 => {
            Err(Error::new(Code::NotAStore, "the file is not a store of this library; give another path"))
        }
        Ok(meta) if meta.is_file() => Ok(()),
        Ok(_) => Err(Error::new(Code::NotAStore, "the path is a folder or a device; give the path of a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => match path.parent() {
            Some(parent) if parent.is_dir() => Ok(()),
            _ => {
                let text = format!("the folder of the store `{}` does not exist; create it first", path.display());
                Err(io(&text, error))
            }
        },
        Err(error) if error.kind() == ErrorKind::InvalidInput => Err(Error::argument("the path holds a NUL byte")),
        Err(error) => Err(io("the path cannot be looked at", error)),
    }
}

/// Creates the file readable by its owner alone. Only a file that is new is ever opened here: closing a descriptor of
/// an open store would drop SQLite's locks.
fn create_file(path: &Path) -> Result<()> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            ErrorKind::AlreadyExists => Ok(()),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Err(read_only()),
            ErrorKind::StorageFull => {
                Err(Error::new(Code::DiskFull, "the disk is full; free some space and try again"))
            }
            _ => Err(io("the store cannot be created", error)),
        },
    }
}

fn read_only() -> Error {
    Error::new(
        Code::ReadOnly,
        "the store or its folder cannot be written; make it writable, or open it with `read_only`",
    )
}
