//! Opening a store: what the path is, who may write, and which version made it.

use super::connection::{self, Use};
use super::gatekeeper::{LockFile, Sentinel, Turn};
use super::schema::{self, State};
use super::sound::Sound;
use super::{FileGuard, Store};
use crate::error::{Code, Error, Result};
use crate::model::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// How a store is opened.
pub(crate) struct Opening {
    pub(crate) busy_timeout: Duration,
    pub(crate) read_only: bool,
    pub(crate) set_aside_corrupt: bool,
    pub(crate) now: Timestamp,
}

impl Store {
    /// Opens the store at `path`, creating it if there is none.
    pub(crate) fn open(path: &Path, how: &Opening) -> Result<Store> {
        if path == Path::new(":memory:") {
            return open_memory(how);
        }
        let path = std::path::absolute(path).map_err(|error| io("the path cannot be made absolute", error))?;
        check_path(&path)?;
        // Under the name of a link it would have a second lock file, and its log would not be found beside it.
        let path = path.canonicalize().unwrap_or(path);
        check_filesystem(&path)?;
        if how.read_only {
            return open_reading(&path, how);
        }
        match open_writing(&path, how) {
            Err(error) if error.code() == Code::Corrupt && how.set_aside_corrupt => {
                set_aside(&path, how.now)?;
                open_writing(&path, how)
            }
            done => done,
        }
    }

    fn assemble(
        how: &Opening,
        connections: [Option<Connection>; 3],
        file: Option<FileGuard>,
        refusal: Option<Code>,
    ) -> Store {
        let [writer, config_reader, report_reader] = connections.map(Mutex::new);
        Store {
            turn: Turn::default(),
            writer,
            config_reader,
            report_reader,
            file,
            sound: Sound::default(),
            refusal,
            busy_timeout: how.busy_timeout,
            detached: AtomicBool::new(false),
            pid: std::process::id(),
        }
    }
}

fn open_memory(how: &Opening) -> Result<Store> {
    let mut connection = connection::open(Path::new(":memory:"), Use::Memory)?;
    let transaction = connection.transaction()?;
    schema::bring_up(&transaction, &State::Fresh, how.now)?;
    transaction.commit()?;
    let refusal = how.read_only.then_some(Code::ReadOnly);
    Ok(Store::assemble(how, [Some(connection), None, None], None, refusal))
}

fn open_writing(path: &Path, how: &Opening) -> Result<Store> {
    let deadline = Instant::now() + how.busy_timeout;
    check_stranger(path)?;
    let lock = LockFile::open(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => read_only(),
        _ => io("the lock file beside the store cannot be opened", error),
    })?;
    let guard = lock.lock(deadline)?;
    create_file(path)?;
    let mut writer = connection::open(path, Use::Write)?;
    writer.busy_timeout(deadline.saturating_duration_since(Instant::now()))?;
    if writer.is_readonly("main")? {
        return Err(read_only());
    }
    let state = bring_up(&mut writer, how.now)?;
    if state != State::Newer {
        quick_check(&writer)?;
    }
    let config_reader = reader(path, Use::Read, how)?;
    let report_reader = reader(path, Use::Read, how)?;
    drop(guard);
    let refusal = (state == State::Newer).then_some(Code::SchemaTooNew);
    let file = FileGuard { sentinel: Sentinel::new(path), lock: Some(lock) };
    Ok(Store::assemble(how, [Some(writer), Some(config_reader), Some(report_reader)], Some(file), refusal))
}

/// Looks at a file that has no lock file beside it, so that one which is no store gets none.
fn check_stranger(path: &Path) -> Result<()> {
    if with_suffix(path, ".lock").exists() || !path.exists() {
        return Ok(());
    }
    match connection::open(path, Use::Read).and_then(|probe| schema::state(&probe)) {
        Err(error) if error.code() == Code::NotAStore => Err(error),
        _ => Ok(()),
    }
}

/// Creates or upgrades the tables. A file that is up to date, or newer, is only read.
fn bring_up(writer: &mut Connection, now: Timestamp) -> Result<State> {
    match schema::state(writer)? {
        State::Newer => return Ok(State::Newer),
        State::Ours { version } if version >= schema::VERSION => {
            return Ok(State::Ours { version });
        }
        State::Fresh => connection::use_wal(writer)?,
        State::Ours { .. } => {}
    }
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: only inside the transaction does it stay true.
    let state = schema::state(&transaction)?;
    schema::bring_up(&transaction, &state, now)?;
    transaction.commit()?;
    Ok(State::Ours { version: schema::VERSION })
}

fn open_reading(path: &Path, how: &Opening) -> Result<Store> {
    if !path.exists() {
        return Err(Error::new(Code::Io, "there is no store at the path, and `read_only` creates none"));
    }
    let purpose = if can_share(path)? { Use::Read } else { Use::ReadImmutable };
    let config_reader = reader(path, purpose, how)?;
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
    let report_reader = reader(path, purpose, how)?;
    let file = FileGuard { sentinel: Sentinel::new(path), lock: None };
    Ok(Store::assemble(how, [None, Some(config_reader), Some(report_reader)], Some(file), Some(Code::ReadOnly)))
}

/// Whether SQLite can put its shared memory beside the file. Without it, a file whose log is empty can still be read
/// as one that does not change.
fn can_share(path: &Path) -> Result<bool> {
    let log_is_empty = || std::fs::metadata(with_suffix(path, "-wal")).map_or(true, |log| log.len() == 0);
    let read = |probe: Connection| Ok(probe.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?);
    match connection::open(path, Use::Read).and_then(read) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.code(), Code::Io | Code::ReadOnly) && log_is_empty() => Ok(false),
        Err(error) => Err(error),
    }
}

/// A reading connection that has read once, so that it holds its place in the log.
fn reader(path: &Path, purpose: Use, how: &Opening) -> Result<Connection> {
    let connection = connection::open(path, purpose)?;
    connection.busy_timeout(how.busy_timeout)?;
    connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
    Ok(connection)
}

/// Looks for damage in what every call needs, at a cost that does not grow with the history.
fn quick_check(connection: &Connection) -> Result<()> {
    for table in ["meta", "workspaces", "sessions", "providers", "rules", "rule_targets"] {
        let found: String = connection.query_row(&format!("PRAGMA quick_check({table})"), [], |row| row.get(0))?;
        if found != "ok" {
            return Err(Error::new(
                Code::Corrupt,
                "the store is damaged; restore it, or open it with `set_aside_corrupt`",
            ));
        }
    }
    Ok(())
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
            _ => Err(io("the folder of the store does not exist; create it first", error)),
        },
        Err(error) if error.kind() == ErrorKind::InvalidInput => Err(Error::argument("the path holds a NUL byte")),
        Err(error) => Err(io("the path cannot be looked at", error)),
    }
}

/// Network file systems cannot share memory between machines, which the write-ahead log needs.
#[cfg(target_os = "linux")]
fn check_filesystem(path: &Path) -> Result<()> {
    // nfs, smb, smb2, cifs, afs, coda, ncp, 9p (as Windows' folders appear in WSL).
    const NETWORK: [u64; 8] = [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x5346_414F, 0x7375_7245, 0x564C, 0x0102_1997];
    let folder = path.parent().unwrap_or(Path::new("/"));
    let Ok(found) = rustix::fs::statfs(folder) else { return Ok(()) };
    let magic = u64::try_from(found.f_type).unwrap_or_default() & 0xFFFF_FFFF;
    if NETWORK.contains(&magic) {
        return Err(Error::new(
            Code::UnsupportedFilesystem,
            "the path lies on a network file system, where a store cannot be shared safely; use a local disk",
        ));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn check_filesystem(_path: &Path) -> Result<()> {
    Ok(())
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

/// Moves a damaged file and its log aside, under a name that tells when.
fn set_aside(path: &Path, now: Timestamp) -> Result<()> {
    let stamp = format!(".corrupt-{}", now.as_micros());
    for suffix in ["", "-wal", "-shm"] {
        let from = with_suffix(path, suffix);
        let to = with_suffix(path, &format!("{stamp}{suffix}"));
        match std::fs::rename(&from, &to) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(io("the damaged store cannot be moved aside", error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn read_only() -> Error {
    Error::new(
        Code::ReadOnly,
        "the store or its folder cannot be written; make it writable, or open it with `read_only`",
    )
}

fn io(what: &str, error: std::io::Error) -> Error {
    let code = if error.kind() == ErrorKind::StorageFull { Code::DiskFull } else { Code::Io };
    Error::new(code, format!("{what} ({error})")).with_source(error)
}
