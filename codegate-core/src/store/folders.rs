//! Rows of folders and their workspaces.

use super::rows::json;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A folder, and its workspace.
pub(crate) struct FolderRow {
    pub(crate) folder: String,
    pub(crate) workspace: String,
    pub(crate) archived: bool,
}

const COLUMNS: &str = "SELECT folder, name, archived_at IS NOT NULL AS archived
    FROM folders JOIN workspaces ON workspaces.id = workspace_id";

fn folder_row(row: &Row<'_>) -> rusqlite::Result<FolderRow> {
    Ok(FolderRow { folder: row.get("folder")?, workspace: row.get("name")?, archived: row.get("archived")? })
}

/// Binds a folder to a workspace, whatever it was bound to.
pub(crate) fn bind(connection: &Connection, folder: &str, workspace: i64) -> Result<()> {
    let sql = "INSERT INTO folders VALUES (?1, ?2) ON CONFLICT (folder) DO UPDATE SET workspace_id = ?2";
    connection.prepare_cached(sql)?.execute(params![folder, workspace])?;
    Ok(())
}

/// Removes what binds a folder; returns whether anything did.
pub(crate) fn unbind(connection: &Connection, folder: &str) -> Result<bool> {
    Ok(connection.prepare_cached("DELETE FROM folders WHERE folder = ?1")?.execute([folder])? == 1)
}

/// All folders that are bound, in the order of their names.
pub(crate) fn list(connection: &Connection) -> Result<Vec<FolderRow>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY folder"))?;
    let found = statement.query_map([], folder_row)?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Of folders that lie in one another, the innermost that is bound.
pub(crate) fn innermost(connection: &Connection, folders: &[&str]) -> Result<Option<FolderRow>> {
    let sql =
        format!("{COLUMNS} WHERE folder IN (SELECT value FROM json_each(?1)) ORDER BY length(folder) DESC LIMIT 1");
    Ok(connection.prepare_cached(&sql)?.query_row([json(&folders)?], folder_row).optional()?)
}
