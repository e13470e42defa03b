//! What is told where a name is not there: the one that may have been meant is looked for in its table.

use crate::error::{Error, Missing, Result};
use rusqlite::Connection;

/// The error of a name that its table does not hold.
pub(crate) fn missing(connection: &Connection, of: Missing, name: &str) -> Error {
    match names(connection, of) {
        Ok(names) => Error::missing(of, name, names),
        Err(error) => error,
    }
}

fn names(connection: &Connection, of: Missing) -> Result<Vec<String>> {
    let sql = match of {
        Missing::Workspace => "SELECT name FROM workspaces",
        Missing::Session => "SELECT id FROM sessions",
        Missing::Provider => "SELECT name FROM providers",
        Missing::Persona => "SELECT name FROM personas",
    };
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
