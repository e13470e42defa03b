//! Reading the history: exchanges with their texts, usage and alerts, newest first.

use super::alerts;
use super::exchanges::{attempts_of, check_texts};
use super::rows::{Filter, maybe_time, page_of, time, word};
use crate::error::Result;
use crate::model::{Attempt, Count, Facts, HistoryEntry, HistoryQuery, HistorySummary, NO_CONVERSATION, Outcome, Page};
use rusqlite::{Connection, Row, params_from_iter};

const FROM: &str = "FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id";

/// A page of the history. `cursor` is the row id below which the page begins.
pub(crate) fn list(
    connection: &Connection,
    query: &HistoryQuery,
    workspace: Option<i64>,
    cursor: Option<i64>,
    limit: usize,
) -> Result<Page<HistoryEntry>> {
    let mut filter = filter(query, workspace);
    if let Some(cursor) = cursor {
        filter.add("e.seq < ?", cursor);
    }
    let sql = format!("SELECT e.*, w.name AS workspace {FROM} {filter} ORDER BY e.seq DESC LIMIT {}", limit + 1);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.get("seq")?, entry(connection, row)?));
    }
    Ok(page_of(found, limit))
}

/// One exchange of the history by its id.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Option<HistoryEntry>> {
    let sql = format!("SELECT e.*, w.name AS workspace {FROM} WHERE e.in_history = 1 AND e.id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(|row| entry(connection, row)).transpose()
}

/// What is kept of the facts of a workspace's last exchanges.
pub(crate) fn recent_facts(connection: &Connection, workspace: i64, limit: usize) -> Result<Vec<Facts>> {
    let sql = "SELECT client, request_type, requested_model FROM exchanges WHERE workspace_id = ?1
               ORDER BY seq DESC LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let facts = statement.query_map((workspace, limit as i64), |row| {
        Ok(Facts {
            client: row.get("client")?,
            request_type: row.get("request_type")?,
            requested_model: row.get("requested_model")?,
            ..Facts::default()
        })
    })?;
    Ok(facts.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn count(connection: &Connection, query: &HistoryQuery, workspace: Option<i64>) -> Result<u64> {
    let filter = filter(query, workspace);
    let sql = format!("SELECT count(*) {FROM} {filter}");
    Ok(connection.prepare_cached(&sql)?.query_row(params_from_iter(filter.values()), |row| row.get(0))?)
}

pub(crate) fn summary(connection: &Connection, query: &HistoryQuery, workspace: Option<i64>) -> Result<HistorySummary> {
    let filter = filter(query, workspace);
    let sql = format!(
        "SELECT count(*) AS exchanges, min(e.started_at) AS first_at, max(e.started_at) AS last_at,
                count(CASE WHEN EXISTS (SELECT 1 FROM alerts a WHERE a.exchange_seq = e.seq) THEN 1 END) AS with_alerts
         {FROM} {filter}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values()))?;
    let mut summary = HistorySummary::default();
    if let Some(row) = rows.next()? {
        summary.exchanges = row.get("exchanges")?;
        summary.first_at = maybe_time(row, "first_at")?;
        summary.last_at = maybe_time(row, "last_at")?;
        summary.with_alerts = row.get("with_alerts")?;
    }
    summary.by_request_type = counts(connection, "e.request_type", &filter)?;
    summary.by_outcome = counts(connection, "e.outcome", &filter)?;
    Ok(summary)
}

fn counts(connection: &Connection, column: &str, filter: &Filter) -> Result<Vec<Count>> {
    let sql = format!("SELECT {column}, count(*) {FROM} {filter} GROUP BY 1 ORDER BY 2 DESC, 1");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement
        .query_map(params_from_iter(filter.values()), |row| Ok(Count { key: row.get(0)?, count: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn filter(query: &HistoryQuery, workspace: Option<i64>) -> Filter {
    let mut filter = Filter::new("e.in_history = 1");
    filter.add_some("e.workspace_id = ?", workspace);
    filter.add_some("e.session = ?", query.session.clone());
    match query.request_type.as_deref() {
        Some("chat") => {
            let others: Vec<&str> = NO_CONVERSATION.into_iter().chain(["fim"]).collect();
            let list = serde_json::Value::from(others).to_string();
            filter.add("ifnull(e.request_type, '') NOT IN (SELECT value FROM json_each(?))", list);
        }
        other => filter.add_some("e.request_type = ?", other.map(str::to_owned)),
    }
    filter.add_some("e.started_at >= ?", query.since.map(|time| time.as_micros()));
    filter.add_some("e.started_at < ?", query.until.map(|time| time.as_micros()));
    let severity = query.severity.map(|severity| severity.as_str().to_owned());
    filter.add_some("EXISTS (SELECT 1 FROM alerts a WHERE a.exchange_seq = e.seq AND a.severity = ?)", severity);
    filter
}

fn entry(connection: &Connection, row: &Row<'_>) -> Result<HistoryEntry> {
    let seq: i64 = row.get("seq")?;
    check_texts(row)?;
    let attempts = attempts_of(connection, row)?;
    let total = Attempt::total(&attempts);
    let last = attempts.last();
    let body = |column: &str| -> Result<Option<String>> {
        let bytes: Option<Vec<u8>> = row.get(column)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    };
    Ok(HistoryEntry {
        exchange: row.get("id")?,
        workspace: row.get("workspace")?,
        session: row.get("session")?,
        started_at: time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
        request_type: row.get("request_type")?,
        client: row.get("client")?,
        provider: last.and_then(|attempt| attempt.provider.clone()),
        model: last.and_then(|attempt| attempt.model.clone()),
        outcome: word(row, "outcome", Outcome::parse)?,
        prompt: row.get("prompt")?,
        output: row.get("output")?,
        cut: row.get("cut")?,
        request_body: body("request_body")?,
        response_body: body("response_body")?,
        usage: total.usage,
        cost: total.cost,
        alerts: alerts::of_exchange(connection, seq)?,
    })
}
