//! When a store counts as damaged, and what is done with one that is.

use super::fault::io;
use super::with_suffix;
use crate::error::{Code, Error, Result};
use crate::model::Timestamp;
use codegate_locks::Look;
use rusqlite::Connection;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Looks for damage in what every call needs, at a cost that does not grow with the history.
pub(super) fn quick_check(connection: &Connection) -> Result<()> {
    for table in
        ["meta", "config_changes", "workspaces", "sessions", "providers", "rules", "rule_targets", "own_prices"]
    {
        let found: String = connection.query_row(&format!("PRAGMA quick_check({table})"), [], |row| row.get(0))?;
        if found != "ok" {
            return Err(damaged());
        }
    }
    Ok(())
}

/// Reads store and log through, so that a disk that fails is not taken for content that is wrong. A failure is `io`.
pub(super) fn read_through(path: &Path) -> Result<()> {
    let mut buffer = vec![0; 1 << 16];
    for part in [path.to_owned(), with_suffix(path, "-wal")] {
        let file = match Look::open(path, &part) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(io("the store cannot be read", error)),
        };
        while (&*file).read(&mut buffer).map_err(|error| io("the store cannot be read", error))? > 0 {}
    }
    Ok(())
}

/// Moves a damaged file and its log aside, under a name with the time. It must be held by the lock file.
pub(super) fn set_aside(path: &Path, now: Timestamp) -> Result<()> {
    let stamp = format!(".corrupt-{}", now.as_micros());
    // The log first: left behind, it would be read into the store that is made next.
    for suffix in ["-shm", "-wal", ""] {
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

/// For a store that was looked at twice.
pub(super) fn damaged() -> Error {
    Error::new(Code::Corrupt, "the store is damaged; restore it from a copy, or open it with `set_aside_corrupt`")
}
