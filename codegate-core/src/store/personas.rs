//! Rows of personas.

use super::fault::bad_row;
use super::rows::time;
use crate::error::Result;
use crate::model::{Persona, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

const COLUMNS: &str = "SELECT name, description, length(vector) / 4 AS dimension, created_at, updated_at FROM personas";

pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<Persona>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} WHERE name = ?1"))?;
    let mut rows = statement.query([name])?;
    rows.next()?.map(persona).transpose()
}

pub(crate) fn list(connection: &Connection) -> Result<Vec<Persona>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY name"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(persona(row)?);
    }
    Ok(found)
}

fn persona(row: &Row<'_>) -> Result<Persona> {
    Ok(Persona {
        name: row.get("name")?,
        description: row.get("description")?,
        dimension: row.get("dimension")?,
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
    })
}

pub(crate) fn insert(
    connection: &Connection,
    name: &str,
    description: &str,
    vector: Option<&[f32]>,
    now: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO personas VALUES (?1, ?2, ?3, ?4, ?4)";
    connection.prepare_cached(sql)?.execute(params![name, description, vector.map(bytes), now.as_micros()])?;
    Ok(())
}

/// Writes the description; the vector only where `vector` is given.
pub(crate) fn update(
    connection: &Connection,
    name: &str,
    description: &str,
    vector: Option<Option<&[f32]>>,
    now: Timestamp,
) -> Result<()> {
    let sql = "UPDATE personas SET description = ?2, updated_at = ?3 WHERE name = ?1";
    connection.prepare_cached(sql)?.execute(params![name, description, now.as_micros()])?;
    if let Some(vector) = vector {
        let sql = "UPDATE personas SET vector = ?2 WHERE name = ?1";
        connection.prepare_cached(sql)?.execute(params![name, vector.map(bytes)])?;
    }
    Ok(())
}

pub(crate) fn rename(connection: &Connection, name: &str, new_name: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE personas SET name = ?2, updated_at = ?3 WHERE name = ?1";
    connection.prepare_cached(sql)?.execute(params![name, new_name, now.as_micros()])?;
    Ok(())
}

/// Removes a persona; returns whether it existed.
pub(crate) fn delete(connection: &Connection, name: &str) -> Result<bool> {
    Ok(connection.prepare_cached("DELETE FROM personas WHERE name = ?1")?.execute([name])? == 1)
}

/// The vector of a persona: `None` if there is no such persona.
pub(crate) fn vector(connection: &Connection, name: &str) -> Result<Option<Option<Vec<f32>>>> {
    let mut statement = connection.prepare_cached("SELECT vector FROM personas WHERE name = ?1")?;
    let blob: Option<Option<Vec<u8>>> = statement.query_row([name], |row| row.get(0)).optional()?;
    blob.map(|blob| blob.map(|blob| floats(&blob)).transpose()).transpose()
}

fn bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn floats(blob: &[u8]) -> Result<Vec<f32>> {
    let (chunks, rest) = blob.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(bad_row("a broken vector"));
    }
    Ok(chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect())
}
