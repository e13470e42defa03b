//! Rules of versions in which a pattern was that of plain `fnmatch`, written so that they go on meaning the same.

use super::super::fault::bad_row;
use super::super::rows::json;
use crate::error::Result;
use crate::model::{Over, from_fnmatch};
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

/// A rule by its workspace and position, and its conditions.
type Stored = (i64, i64, String);

/// Writes the patterns of all rules anew. A single file pattern is kept beside as it was, for the form of fixed matchers.
pub(super) fn rewrite(connection: &Connection) -> Result<()> {
    let mut statement = connection.prepare("SELECT workspace_id, position, conditions FROM rules")?;
    let stored = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (workspace, position, conditions) in stored.collect::<rusqlite::Result<Vec<Stored>>>()? {
        let mut conditions: Map<String, Value> =
            serde_json::from_str(&conditions).map_err(|_| bad_row("broken conditions"))?;
        let Some(plain) = conditions.get("files").map(strings) else { continue };
        let written: Vec<_> = plain.iter().map(|text| from_fnmatch(text, Over::Files)).collect();
        if written == plain {
            continue;
        }
        let matcher = match plain.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        conditions.insert("files".into(), written.into());
        let sql = "UPDATE rules SET conditions = ?3, matcher = ?4 WHERE workspace_id = ?1 AND position = ?2";
        connection.execute(sql, params![workspace, position, json(&conditions)?, matcher])?;
    }
    Ok(())
}

/// The values of a condition; none of one that is of another shape, which no version reads.
fn strings(values: &Value) -> Vec<String> {
    serde_json::from_value(values.clone()).unwrap_or_default()
}
