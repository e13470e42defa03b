//! One SQLite connection, set up the way all of ours are.

use crate::error::{Code, Error, Result};
use codegate_locks::Household;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Older versions lose data when two connections write and checkpoint at once; 3.52.0 was withdrawn.
const OLDEST_SQLITE: i32 = 3_051_003;
const WITHDRAWN_SQLITE: i32 = 3_052_000;

/// How a connection will be used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Memory,
    /// Writes; the file must be there.
    Write,
    Read,
    /// Reads a file that nobody can change, so that no files appear next to it.
    ReadImmutable,
}

/// Opens one in memory.
pub(super) fn in_memory() -> Result<Connection> {
    connect(Path::new(":memory:"), Use::Memory)
}

/// Opens a file. The connection belongs to the household, with which it shares SQLite's account of locks.
pub(super) fn open(path: &Path, purpose: Use, household: &Household) -> Result<Connection> {
    household.open(path, || connect(path, purpose))
}

/// Opens the empty file of a copy that nobody else knows, so that it needs no locks and no log: it is synced as a whole.
pub(super) fn for_copy(path: &Path) -> Result<Connection> {
    let connection = connect(path, Use::Write)?;
    connection.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    Ok(connection)
}

/// Opens such a copy for reading; nothing appears beside it.
pub(super) fn for_checking(path: &Path) -> Result<Connection> {
    connect(path, Use::ReadImmutable)
}

fn connect(path: &Path, purpose: Use) -> Result<Connection> {
    check_sqlite()?;
    let rights = match purpose {
        Use::Memory => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Use::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Use::Read | Use::ReadImmutable => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    // Our own locks keep threads apart, so SQLite's are not needed.
    let flags = rights | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match purpose {
        Use::Memory => Connection::open_in_memory_with_flags(flags)?,
        Use::Write | Use::Read => Connection::open_with_flags(path, flags)?,
        Use::ReadImmutable => {
            let uri = url::Url::from_file_path(path)
                .map_err(|()| Error::new(Code::Io, "the path cannot be written as a url"))?;
            Connection::open_with_flags(format!("{uri}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)?
        }
    };
    prepare(&connection)?;
    Ok(connection)
}

/// Everything that must be set before the first read.
fn prepare(connection: &Connection) -> Result<()> {
    // Closing must not checkpoint: when something else dropped our locks, that would destroy what others wrote.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // There are none of ours, and a stranger's would write what nobody asked for.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Without it SQLite prepares a statement again whenever a bound value changes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.busy_timeout(Duration::from_secs(5))?;
    for (pragma, value) in [
        ("foreign_keys", "ON"),
        ("synchronous", "FULL"),
        ("secure_delete", "ON"),
        ("cell_size_check", "ON"),
        ("temp_store", "MEMORY"),
    ] {
        connection.pragma_update(None, pragma, value)?;
    }
    // These two answer with a row.
    connection.query_row("PRAGMA mmap_size = 0", [], |_| Ok(())).or_else(no_row)?;
    connection.query_row("PRAGMA journal_size_limit = 4194304", [], |_| Ok(()))?;
    Ok(())
}

/// A store in memory maps nothing, so SQLite has nothing to answer.
fn no_row(error: rusqlite::Error) -> rusqlite::Result<()> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        other => Err(other),
    }
}

/// Puts the file in write-ahead-log mode, once.
pub(super) fn use_wal(connection: &Connection) -> Result<()> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode == "wal" {
        Ok(())
    } else {
        Err(Error::new(
            Code::UnsupportedFilesystem,
            "the file system has no shared memory, so the store cannot be shared safely; use a local disk",
        ))
    }
}

fn check_sqlite() -> Result<()> {
    let version = rusqlite::version_number();
    if version >= OLDEST_SQLITE && version != WITHDRAWN_SQLITE {
        Ok(())
    } else {
        Err(Error::new(
            Code::Internal,
            format!("SQLite {} is not safe to use here; link 3.51.3 or newer", rusqlite::version()),
        ))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_linked_sqlite_is_safe() {
        assert!(super::check_sqlite().is_ok(), "{}", rusqlite::version());
    }
}
