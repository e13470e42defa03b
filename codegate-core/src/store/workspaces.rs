//! Rows of workspaces, their rules, and sessions. What changes one is given the generation to note it at.

use super::changes::{Changed, note};
use super::config::{WorkspaceRow, workspace_row};
use super::rows::{integer, json};
use crate::error::{Code, Error, Result};
use crate::model::{Rule, Timestamp};
use rusqlite::{Connection, params};

/// The workspace of this normalised name, live or archived.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<WorkspaceRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM workspaces WHERE name = ?1")?;
    let mut rows = statement.query([name])?;
    rows.next()?.map(workspace_row).transpose()
}

/// The row ids of all workspaces, live and archived.
pub(super) fn ids(connection: &Connection) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached("SELECT id FROM workspaces ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Inserts a live workspace and gives its row id.
pub(crate) fn insert(
    connection: &Connection,
    name: &str,
    instructions: Option<&str>,
    now: Timestamp,
    generation: i64,
) -> Result<i64> {
    let sql = "INSERT INTO workspaces (name, custom_instructions, created_at, updated_at, rules_generation)
               VALUES (?1, ?2, ?3, ?3, 0)";
    connection.prepare_cached(sql)?.execute(params![name, instructions, now.as_micros()])?;
    let id = connection.last_insert_rowid();
    note(connection, &Changed::Workspace(id), generation)?;
    Ok(id)
}

pub(crate) fn set_instructions(
    connection: &Connection,
    id: i64,
    instructions: Option<&str>,
    generation: i64,
) -> Result<()> {
    let sql = "UPDATE workspaces SET custom_instructions = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, instructions])?;
    note(connection, &Changed::Workspace(id), generation)
}

pub(crate) fn rename(connection: &Connection, id: i64, name: &str, generation: i64) -> Result<()> {
    connection.prepare_cached("UPDATE workspaces SET name = ?2 WHERE id = ?1")?.execute(params![id, name])?;
    note(connection, &Changed::Workspace(id), generation)
}

pub(crate) fn set_archived(connection: &Connection, id: i64, at: Option<Timestamp>, generation: i64) -> Result<()> {
    let sql = "UPDATE workspaces SET archived_at = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, at.map(Timestamp::as_micros)])?;
    note(connection, &Changed::Workspace(id), generation)
}

/// Gives a workspace the time of its last change.
pub(crate) fn touch(connection: &Connection, id: i64, now: Timestamp, generation: i64) -> Result<()> {
    let sql = "UPDATE workspaces SET updated_at = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute(params![id, now.as_micros()])?;
    note(connection, &Changed::Workspace(id), generation)
}

/// What is deleted with a workspace: exchanges, alerts and rules.
pub(crate) fn contents(connection: &Connection, id: i64) -> Result<(u64, u64, u64)> {
    let sql = "SELECT (SELECT count(*) FROM exchanges WHERE workspace_id = ?1),
                      (SELECT count(*) FROM alerts WHERE workspace_id = ?1),
                      (SELECT count(*) FROM rules WHERE workspace_id = ?1)";
    Ok(connection.prepare_cached(sql)?.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

/// Deletes a workspace and, through the foreign keys, all that belongs to it.
pub(crate) fn delete(connection: &Connection, id: i64, generation: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM workspaces WHERE id = ?1")?.execute([id])?;
    note(connection, &Changed::Workspace(id), generation)
}

/// Replaces a workspace's rules with `rules`.
pub(crate) fn replace_rules(connection: &Connection, id: i64, rules: &[Rule], generation: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM rules WHERE workspace_id = ?1")?.execute([id])?;
    let mut rule_sql = connection.prepare_cached("INSERT INTO rules VALUES (?1, ?2, ?3, ?4)")?;
    let mut target_sql = connection
        .prepare_cached("INSERT INTO rule_targets SELECT ?1, ?2, ?3, id, ?5 FROM providers WHERE name = ?4")?;
    for (position, rule) in rules.iter().enumerate() {
        let position = integer(position);
        rule_sql.execute(params![id, position, json(&rule.when)?, rule.matcher])?;
        for (place, target) in rule.to.iter().enumerate() {
            let inserted = target_sql.execute(params![id, position, integer(place), target.provider, target.model])?;
            if inserted != 1 {
                let text = format!("provider `{}` went away while the rules were set; try again", target.provider);
                return Err(Error::new(Code::ProviderNotFound, text));
            }
        }
    }
    rules_changed(connection, id, generation)
}

/// Logs that the rules of a workspace, or what they refer to, changed.
pub(crate) fn rules_changed(connection: &Connection, id: i64, generation: i64) -> Result<()> {
    let sql = "UPDATE workspaces SET rules_generation = ?2 WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([id, generation])?;
    note(connection, &Changed::Workspace(id), generation)
}

/// Ids of the sessions that have a workspace active, sorted.
pub(crate) fn active_in(connection: &Connection, id: i64) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT id FROM sessions WHERE workspace_id = ?1 ORDER BY id")?;
    let ids = statement.query_map([id], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Makes a workspace the active one of a session, creating the session if need be.
pub(crate) fn activate(connection: &Connection, session: &str, id: i64, now: Timestamp, generation: i64) -> Result<()> {
    let sql = "INSERT INTO sessions VALUES (?1, ?2, ?3)
               ON CONFLICT (id) DO UPDATE SET workspace_id = ?2, last_update = ?3";
    connection.prepare_cached(sql)?.execute(params![session, id, now.as_micros()])?;
    note(connection, &Changed::Session(session), generation)
}

/// Removes a session; returns whether it existed.
pub(crate) fn remove_session(connection: &Connection, session: &str, generation: i64) -> Result<bool> {
    note(connection, &Changed::Session(session), generation)?;
    Ok(connection.prepare_cached("DELETE FROM sessions WHERE id = ?1")?.execute([session])? == 1)
}
