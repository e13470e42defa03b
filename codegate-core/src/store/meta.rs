//! Which store a file holds, and how far it has come.

use super::connection::{self, Use};
use super::fault::bad_row;
use crate::error::Result;
use codegate_locks::Household;
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

/// What distinguishes a store from any other, and its present state from an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// Made with the store; a copy has the same.
    pub(super) id: String,
    /// How many transactions have written to it.
    pub(super) writes: i64,
}

/// The identity as this connection sees it.
pub(super) fn identity(connection: &Connection) -> Result<Identity> {
    let sql = "SELECT store_id, writes FROM meta";
    let found =
        connection.prepare_cached(sql)?.query_row([], |row| Ok(Identity { id: row.get(0)?, writes: row.get(1)? }));
    found.optional()?.ok_or_else(|| bad_row("no `meta`"))
}

/// What tells the store from any other, as this connection sees it.
pub(crate) fn store_id(connection: &Connection) -> Result<String> {
    identity(connection).map(|identity| identity.id)
}

/// The identity according to the file alone, without its log.
pub(super) fn in_file(path: &Path, household: &Household) -> Result<Identity> {
    identity(&connection::open(path, Use::ReadImmutable, household)?)
}

/// Whether the file alone is a whole database, as a copy is; one into which a log was brought by halves is none.
pub(super) fn is_sound(path: &Path, household: &Household) -> bool {
    let check = || -> Result<bool> {
        let connection = connection::open(path, Use::ReadImmutable, household)?;
        let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok(found == "ok")
    };
    check().unwrap_or(false)
}

/// Counts a transaction that writes; gives its number.
pub(super) fn count_write(connection: &Connection) -> Result<i64> {
    // A file that was tampered with may be at the end of the numbers.
    let sql = "UPDATE meta SET writes = writes + (writes < 9223372036854775807) RETURNING writes";
    let found = connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    found.ok_or_else(|| bad_row("no `meta`"))
}
