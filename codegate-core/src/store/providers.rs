//! Rows of providers, and which rules use them. What changes one is given the generation to note it at.

use super::changes::{Changed, note};
use super::config::{ProviderRow, provider_row};
use super::rows::json;
use crate::error::Result;
use crate::model::{Provider, StrippedRule};
use rusqlite::{Connection, params};

/// The provider of this name.
pub(crate) fn find(connection: &Connection, name: &str) -> Result<Option<ProviderRow>> {
    let mut statement = connection.prepare_cached("SELECT * FROM providers WHERE name = ?1")?;
    let mut rows = statement.query([name])?;
    rows.next()?.map(provider_row).transpose()
}

pub(crate) fn insert(
    connection: &Connection,
    provider: &Provider,
    credential_origin: Option<&str>,
    generation: i64,
) -> Result<()> {
    let sql = "INSERT INTO providers (name, type, endpoint, description, auth, credential, credential_origin, models,
                                      created_at, updated_at, paths, inject_usage, prices, passthrough_to)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
    connection.prepare_cached(sql)?.execute(params![
        provider.name,
        provider.provider_type.as_str(),
        provider.endpoint,
        provider.description,
        provider.auth.as_str(),
        provider.credential,
        credential_origin,
        provider.models.as_ref().map(json).transpose()?,
        provider.created_at.as_micros(),
        provider.updated_at.as_micros(),
        provider.paths.as_ref().map(json).transpose()?,
        provider.inject_usage.as_str(),
        provider.prices,
        Some(&provider.passthrough_to).filter(|origins| !origins.is_empty()).map(json).transpose()?,
    ])?;
    note(connection, &Changed::Provider(connection.last_insert_rowid()), generation)
}

/// Writes every changeable column of a provider, its name included.
pub(crate) fn update(connection: &Connection, row: &ProviderRow, generation: i64) -> Result<()> {
    let sql = "UPDATE providers SET name = ?2, endpoint = ?3, description = ?4, auth = ?5, credential = ?6,
                                    credential_origin = ?7, models = ?8, updated_at = ?9,
                                    paths = ?10, inject_usage = ?11, prices = ?12, passthrough_to = ?13
               WHERE id = ?1";
    let provider = &row.provider;
    connection.prepare_cached(sql)?.execute(params![
        row.id,
        provider.name,
        provider.endpoint,
        provider.description,
        provider.auth.as_str(),
        provider.credential,
        row.credential_origin,
        provider.models.as_ref().map(json).transpose()?,
        provider.updated_at.as_micros(),
        provider.paths.as_ref().map(json).transpose()?,
        provider.inject_usage.as_str(),
        provider.prices,
        Some(&provider.passthrough_to).filter(|origins| !origins.is_empty()).map(json).transpose()?,
    ])?;
    note(connection, &Changed::Provider(row.id), generation)
}

pub(crate) fn delete(connection: &Connection, id: i64, generation: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM providers WHERE id = ?1")?.execute([id])?;
    note(connection, &Changed::Provider(id), generation)
}

/// Workspaces with rules that use a provider, with their row ids, by name.
pub(crate) fn users(connection: &Connection, id: i64) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT DISTINCT w.id, w.name FROM rule_targets t JOIN workspaces w ON w.id = t.workspace_id
               WHERE t.provider_id = ?1 ORDER BY w.name";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Takes the routes of a provider out of all rules (only those to `models`, where given), and rules left without any.
pub(crate) fn strip(connection: &Connection, id: i64, models: Option<&[String]>) -> Result<Vec<StrippedRule>> {
    let mut stripped = Vec::new();
    for (workspace, name, position, rank) in rules_using(connection, id, models)? {
        let sql = "DELETE FROM rule_targets WHERE workspace_id = ?1 AND rule = ?2 AND provider_id = ?3
                   AND (?4 IS NULL OR model IN (SELECT value FROM json_each(?4)))";
        let list = models.map(json).transpose()?;
        connection.prepare_cached(sql)?.execute(params![workspace, position, id, list])?;
        let sql = "DELETE FROM rules WHERE workspace_id = ?1 AND position = ?2
                   AND NOT EXISTS (SELECT 1 FROM rule_targets t WHERE t.workspace_id = ?1 AND t.rule = ?2)";
        let removed = connection.prepare_cached(sql)?.execute([workspace, position])? == 1;
        stripped.push(StrippedRule { workspace: name, rule: rank, removed });
    }
    Ok(stripped)
}

/// Rules with a route to a provider (and to one of `models`, where given): workspace, its name, the rule's position
/// and its rank among the workspace's rules.
fn rules_using(connection: &Connection, id: i64, models: Option<&[String]>) -> Result<Vec<(i64, String, i64, usize)>> {
    let sql = "SELECT DISTINCT w.id, w.name, t.rule,
                      (SELECT count(*) FROM rules r WHERE r.workspace_id = w.id AND r.position < t.rule)
               FROM rule_targets t JOIN workspaces w ON w.id = t.workspace_id
               WHERE t.provider_id = ?1 AND (?2 IS NULL OR t.model IN (SELECT value FROM json_each(?2)))
               ORDER BY w.name, t.rule";
    let list = models.map(json).transpose()?;
    let mut statement = connection.prepare_cached(sql)?;
    let found =
        statement.query_map(params![id, list], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// Models of a provider that rules name.
pub(crate) fn used_models(connection: &Connection, id: i64) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT model FROM rule_targets WHERE provider_id = ?1 AND model IS NOT NULL ORDER BY model";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map([id], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
