//! Rows of alerts.

use super::rows::{Filter, page_of, time, word};
use crate::error::Result;
use crate::model::{Alert, AlertQuery, AlertSummary, Count, Page, Severity};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

const SELECT: &str = "SELECT a.*, e.id AS exchange, w.name AS workspace";
const FROM: &str = "FROM alerts a JOIN workspaces w ON w.id = a.workspace_id
                    LEFT JOIN exchanges e ON e.seq = a.exchange_seq";

/// The place of a recorded exchange: its row id, its workspace's row id and name, and its session.
pub(crate) fn place(connection: &Connection, exchange: &str) -> Result<Option<(i64, i64, String, String)>> {
    let sql =
        "SELECT e.seq, e.workspace_id, w.name, e.session FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id
               WHERE e.id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row([exchange], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)));
    Ok(found.optional()?)
}

pub(crate) fn insert(connection: &Connection, alert: &Alert, exchange: Option<i64>, workspace: i64) -> Result<()> {
    let sql =
        "INSERT INTO alerts (id, exchange_seq, workspace_id, session, severity, type, snippet, trigger, created_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    connection.prepare_cached(sql)?.execute(params![
        alert.id,
        exchange,
        workspace,
        alert.session,
        alert.severity.as_str(),
        alert.alert_type,
        alert.snippet,
        alert.trigger,
        alert.created_at.as_micros(),
    ])?;
    Ok(())
}

pub(crate) fn get(connection: &Connection, id: &str) -> Result<Option<Alert>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} {FROM} WHERE a.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(alert).transpose()
}

/// The alerts of one exchange, oldest first.
pub(super) fn of_exchange(connection: &Connection, seq: i64) -> Result<Vec<Alert>> {
    let mut statement =
        connection.prepare_cached(&format!("{SELECT} {FROM} WHERE a.exchange_seq = ?1 ORDER BY a.seq"))?;
    let mut rows = statement.query([seq])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(alert(row)?);
    }
    Ok(found)
}

/// A page of alerts. `cursor` is the row id below which the page begins.
pub(crate) fn list(
    connection: &Connection,
    query: &AlertQuery,
    workspace: Option<i64>,
    cursor: Option<i64>,
    limit: usize,
) -> Result<Page<Alert>> {
    let mut filter = filter(query, workspace);
    if let Some(cursor) = cursor {
        filter.add("a.seq < ?", cursor);
    }
    let sql = format!("{SELECT} {FROM} {filter} ORDER BY a.seq DESC LIMIT {}", limit + 1);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.get("seq")?, alert(row)?));
    }
    Ok(page_of(found, limit))
}

pub(crate) fn count(connection: &Connection, query: &AlertQuery, workspace: Option<i64>) -> Result<u64> {
    let filter = filter(query, workspace);
    let sql = format!("SELECT count(*) {FROM} {filter}");
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(filter.values()), |row| row.get(0))?)
}

pub(crate) fn summary(connection: &Connection, query: &AlertQuery, workspace: Option<i64>) -> Result<AlertSummary> {
    let filter = filter(query, workspace);
    let mut summary = AlertSummary::default();
    for (severity, count) in counts(connection, "a.severity", &filter)? {
        summary.total += count;
        match Severity::parse(&severity) {
            Ok(Severity::Critical) => summary.critical += count,
            _ => summary.info += count,
        }
    }
    let types = counts(connection, "a.type", &filter)?;
    summary.by_type = types.into_iter().map(|(key, count)| Count { key: Some(key), count }).collect();
    Ok(summary)
}

fn counts(connection: &Connection, column: &str, filter: &Filter) -> Result<Vec<(String, u64)>> {
    let sql = format!("SELECT {column}, count(*) {FROM} {filter} GROUP BY 1 ORDER BY 2 DESC, 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(filter.values()), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn filter(query: &AlertQuery, workspace: Option<i64>) -> Filter {
    let mut filter = Filter::new("1");
    filter.add_some("a.workspace_id = ?", workspace);
    filter.add_some("e.id = ?", query.exchange.clone());
    filter.add_some("a.session = ?", query.session.clone());
    filter.add_some("a.severity = ?", query.severity.map(|severity| severity.as_str().to_owned()));
    filter.add_some("a.type = ?", query.alert_type.clone());
    filter.add_some("a.created_at >= ?", query.since.map(|time| time.as_micros()));
    filter.add_some("a.created_at < ?", query.until.map(|time| time.as_micros()));
    filter
}

fn alert(row: &Row<'_>) -> Result<Alert> {
    Ok(Alert {
        id: row.get("id")?,
        exchange: row.get("exchange")?,
        workspace: row.get("workspace")?,
        session: row.get("session")?,
        severity: word(row, "severity", Severity::parse)?,
        alert_type: row.get("type")?,
        snippet: row.get("snippet")?,
        trigger: row.get("trigger")?,
        created_at: time(row, "created_at")?,
    })
}
