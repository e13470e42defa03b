//! Attempts with their exchanges, oldest first, a page at a time.

use super::exchanges::{ATTEMPT_WITH_FACTS, attempt_with_facts};
use super::fault::bad_row;
use super::rollup::COUNTED;
use super::rows::{Filter, word};
use crate::error::Result;
use crate::model::{Format, UsageEntry, UsageExport};
use rusqlite::{Connection, params_from_iter};

/// Where a page ends: when its last exchange began, the exchange's row id, and the attempt's position.
pub(crate) type Place = [i64; 3];

/// At most `limit` attempts after a place, each with its own; and whether there are more.
pub(crate) fn page(
    connection: &Connection,
    query: &UsageExport,
    workspace: Option<i64>,
    after: Option<Place>,
    limit: usize,
) -> Result<(Vec<(Place, UsageEntry)>, bool)> {
    let mut filter = Filter::new("true");
    filter.add_some("e.started_at >= ?", query.since.map(|time| time.as_micros()));
    filter.add_some("e.started_at < ?", query.until.map(|time| time.as_micros()));
    if let Some([started_at, seq, position]) = after {
        filter.add("e.started_at >= ?", started_at);
        filter.add("(e.started_at, e.seq, a.position) > (?,", started_at);
        filter.and("?,", seq);
        filter.and("?)", position);
    }
    // Not by the index on the workspace, which has another order.
    filter.add_some("+e.workspace_id = ?", workspace);
    filter.add_some("e.session = ?", query.session.clone());
    filter.add_some("e.client = ?", query.client.clone());
    filter.add_some("e.rule = ?", query.rule.map(i64::from));
    filter.add_some("e.request_type = ?", query.request_type.clone());
    filter.add_some("a.provider = ?", query.provider.clone());
    filter.add_some("a.model = ?", query.model.clone());
    // In the order of the index on the start, so that nothing is sorted and a page costs what is on it.
    let sql = format!(
        "SELECT {}, e.seq AS exchange_row, e.started_at AS began, w.name AS workspace
         FROM exchanges e CROSS JOIN attempts a ON a.exchange_seq = e.seq AND {COUNTED}
         CROSS JOIN workspaces w ON w.id = e.workspace_id
         {filter} ORDER BY e.started_at, e.seq, a.position LIMIT {}",
        *ATTEMPT_WITH_FACTS,
        limit + 1
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if found.len() == limit {
            return Ok((found, true));
        }
        let position: i64 = row.get("position")?;
        let rule: Option<i64> = row.get("rule")?;
        let entry = UsageEntry {
            attempt: attempt_with_facts(row)?,
            exchange: row.get("id")?,
            position: u64::try_from(position).map_err(|_| bad_row("a negative position"))?,
            workspace: row.get("workspace")?,
            session: row.get("session")?,
            format: word(row, "format", Format::parse)?,
            client: row.get("client")?,
            request_type: row.get("request_type")?,
            rule: rule.and_then(|rule| u64::try_from(rule).ok()),
        };
        found.push(([row.get("began")?, row.get("exchange_row")?, position], entry));
    }
    Ok((found, false))
}
