//! What the snapshot is made of: the current workspaces, rules, sessions and providers.

use super::fault::bad_row;
use super::rows::{maybe_json, maybe_time, time, word};
use crate::error::Result;
use crate::model::{Auth, InjectUsage, Provider, ProviderType, Rule, Target, Timestamp, When};
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

/// A workspace without its rules and sessions.
#[derive(Debug, Clone)]
pub(crate) struct WorkspaceRow {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) custom_instructions: Option<String>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) archived_at: Option<Timestamp>,
    /// Generation of the configuration at the last change of its rules or of what they name.
    pub(crate) rules_generation: i64,
}

/// A session.
#[derive(Debug, Clone)]
pub(crate) struct SessionRow {
    pub(crate) id: String,
    /// The row id of the workspace that is active in it.
    pub(crate) workspace: i64,
    pub(crate) last_update: Timestamp,
}

/// A provider, with what only the library looks at.
#[derive(Debug, Clone)]
pub(crate) struct ProviderRow {
    pub(crate) id: i64,
    pub(crate) provider: Provider,
    /// The origin that its credential was given for.
    pub(crate) credential_origin: Option<String>,
}

/// The generation of the configuration as this transaction sees it.
pub(crate) fn generation(connection: &Connection) -> Result<i64> {
    Ok(connection.prepare_cached("SELECT config_generation FROM meta")?.query_row([], |row| row.get(0))?)
}

/// Raises the generation: every change of the configuration does, in its own transaction.
pub(crate) fn raise_generation(connection: &Connection) -> Result<i64> {
    // A file that was tampered with may be at the end of the numbers.
    let sql = "UPDATE meta SET config_generation = CASE config_generation WHEN 9223372036854775807 THEN 1
               ELSE config_generation + 1 END RETURNING config_generation";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// All workspaces by name, live and archived.
pub(crate) fn workspaces(connection: &Connection) -> Result<Vec<WorkspaceRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM workspaces ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(workspace_row(row)?);
    }
    Ok(found)
}

/// The workspace with this row id.
pub(crate) fn workspace(connection: &Connection, id: i64) -> Result<Option<WorkspaceRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM workspaces WHERE id = ?1")?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(workspace_row).transpose()
}

pub(super) fn workspace_row(row: &Row<'_>) -> Result<WorkspaceRow> {
    Ok(WorkspaceRow {
        id: row.get("id")?,
        name: row.get("name")?,
        custom_instructions: row.get("custom_instructions")?,
        created_at: time(row, "created_at")?,
        updated_at: time(row, "updated_at")?,
        archived_at: maybe_time(row, "archived_at")?,
        rules_generation: row.get("rules_generation")?,
    })
}

/// All sessions by id.
pub(crate) fn sessions(connection: &Connection) -> Result<Vec<SessionRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM sessions ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(session_row(row)?);
    }
    Ok(found)
}

/// The session with this id.
pub(crate) fn session(connection: &Connection, id: &str) -> Result<Option<SessionRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM sessions WHERE id = ?1")?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(session_row).transpose()
}

fn session_row(row: &Row<'_>) -> Result<SessionRow> {
    Ok(SessionRow { id: row.get("id")?, workspace: row.get("workspace_id")?, last_update: time(row, "last_update")? })
}

/// All providers by name.
pub(crate) fn providers(connection: &Connection) -> Result<Vec<ProviderRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM providers ORDER BY name")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(provider_row(row)?);
    }
    Ok(found)
}

/// The provider with this row id.
pub(crate) fn provider(connection: &Connection, id: i64) -> Result<Option<ProviderRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM providers WHERE id = ?1")?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(provider_row).transpose()
}

pub(super) fn provider_row(row: &Row<'_>) -> Result<ProviderRow> {
    Ok(ProviderRow {
        id: row.get("id")?,
        provider: Provider {
            name: row.get("name")?,
            provider_type: word(row, "type", ProviderType::parse)?,
            endpoint: row.get("endpoint")?,
            description: row.get("description")?,
            auth: word(row, "auth", Auth::parse)?,
            credential: row.get("credential")?,
            models: maybe_json(row, "models")?,
            paths: maybe_json(row, "paths")?,
            inject_usage: word(row, "inject_usage", InjectUsage::parse)?,
            prices: row.get("prices")?,
            passthrough_to: maybe_json(row, "passthrough_to")?.unwrap_or_default(),
            created_at: time(row, "created_at")?,
            updated_at: time(row, "updated_at")?,
        },
        credential_origin: row.get("credential_origin")?,
    })
}

/// The rules of one workspace in order.
pub(crate) fn rules(connection: &Connection, workspace: i64) -> Result<Vec<Rule>> {
    // Positions may have gaps: only their order counts.
    let (mut found, mut positions) = (Vec::new(), Vec::<i64>::new());
    let mut statement = connection
        .prepare_cached("SELECT position, conditions, matcher FROM rules WHERE workspace_id = ?1 ORDER BY position")?;
    let mut rows = statement.query([workspace])?;
    while let Some(row) = rows.next()? {
        let (when, unknown) = conditions(&row.get::<_, String>(1)?)?;
        positions.push(row.get(0)?);
        found.push(Rule { when, to: Vec::new(), matcher: row.get(2)?, unknown });
    }
    let sql = "SELECT t.rule, p.name, t.model FROM rule_targets t JOIN providers p ON p.id = t.provider_id
               WHERE t.workspace_id = ?1 ORDER BY t.rule, t.position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([workspace])?;
    while let Some(row) = rows.next()? {
        let place = positions.binary_search(&row.get(0)?).map_err(|_| bad_row("a target without its rule"))?;
        let rule: &mut Rule = &mut found[place];
        rule.to.push(Target { provider: row.get(1)?, model: row.get(2)? });
    }
    Ok(found)
}

/// Conditions as they are kept: a JSON object of name -> list of values. What this version does not know is only named.
fn conditions(text: &str) -> Result<(When, Vec<String>)> {
    let stored: Map<String, Value> = serde_json::from_str(text).map_err(|_| bad_row("broken conditions"))?;
    let (mut when, mut unknown) = (When::default(), Vec::new());
    for (name, value) in stored {
        let slot = match name.as_str() {
            "files" => &mut when.files,
            "request_type" => &mut when.request_type,
            "client" => &mut when.client,
            "requested_model" => &mut when.requested_model,
            _ => {
                unknown.push(name);
                continue;
            }
        };
        match serde_json::from_value(value) {
            Ok(values) => *slot = Some(values),
            Err(_) => unknown.push(name),
        }
    }
    Ok((when, unknown))
}
