//! Rules of versions in which a pattern was that of plain `fnmatch` and a word itself, written so that they go on meaning
//! the same.

use super::super::fault::bad_row;
use super::super::rows::json;
use crate::error::Result;
use crate::model::from_plain;
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

/// A rule by its workspace and position, and its conditions.
type Stored = (i64, i64, String);

/// Writes the patterns of all rules anew. A single file pattern is kept beside as it was, for the form of fixed matchers.
pub(super) fn rewrite(connection: &Connection) -> Result<()> {
    let mut statement = connection.prepare("SELECT workspace_id, position, conditions FROM rules")?;
    let stored = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    for (workspace, position, conditions) in stored.collect::<rusqlite::Result<Vec<Stored>>>()? {
        let plain: Map<String, Value> = serde_json::from_str(&conditions).map_err(|_| bad_row("broken conditions"))?;
        let written: Map<String, Value> =
            plain.iter().map(|(name, values)| (name.clone(), anew(name, values))).collect();
        if written == plain {
            continue;
        }
        let matcher = match strings(plain.get("files")).as_deref() {
            Some([only]) if written.get("files") != plain.get("files") => Some(only.clone()),
            _ => None,
        };
        let sql = "UPDATE rules SET conditions = ?3, matcher = ?4 WHERE workspace_id = ?1 AND position = ?2";
        connection.execute(sql, params![workspace, position, json(&written)?, matcher])?;
    }
    Ok(())
}

/// The values of a condition; those of another shape, which no version reads, stay as they are.
fn anew(name: &str, values: &Value) -> Value {
    strings(Some(values)).map_or_else(|| values.clone(), |values| from_plain(name, &values).into())
}

fn strings(values: Option<&Value>) -> Option<Vec<String>> {
    serde_json::from_value(values?.clone()).ok()
}
