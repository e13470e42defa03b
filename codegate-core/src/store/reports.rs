//! Reports of usage: whole days from the roll-up, the rest of the first and the last day from the attempts.

use super::exchanges::{self, PICO_PER_USD, RollUp};
use super::rows::count;
use crate::error::Result;
use crate::model::{DAY_MICROS, GroupBy, Money, Timestamp, UsageQuery, UsageReport, UsageRow, UsageTotals};
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// What a report covers, with the workspace by its row id.
pub(crate) struct Span<'a> {
    pub(crate) query: &'a UsageQuery,
    pub(crate) workspace: Option<i64>,
}

/// Days that are whole in a span, and the times that they leave over at its two ends.
struct Cut {
    days: std::ops::Range<i64>,
    edges: [std::ops::Range<i64>; 2],
}

pub(crate) fn report(connection: &Connection, span: &Span<'_>) -> Result<UsageReport> {
    let mut sums = Sums { by: span.query.by, rows: HashMap::new() };
    let cut = cut(span.query.since, span.query.until);
    add_days(connection, span, &cut.days, &mut sums)?;
    for edge in cut.edges.iter().filter(|edge| !edge.is_empty()) {
        add_edge(connection, span, edge, &mut sums)?;
    }
    Ok(sums.report())
}

fn cut(since: Option<Timestamp>, until: Option<Timestamp>) -> Cut {
    let start = since.map_or(i64::MIN, Timestamp::as_micros);
    let end = until.map_or(i64::MAX, Timestamp::as_micros).max(start);
    let first = start.div_euclid(DAY_MICROS) + i64::from(start.rem_euclid(DAY_MICROS) != 0);
    let last = end.div_euclid(DAY_MICROS);
    if first > last {
        return Cut { days: 0..0, edges: [start..end, 0..0] };
    }
    let edge = |days: i64| days.saturating_mul(DAY_MICROS);
    let head = if since.is_some() { start..edge(first) } else { 0..0 };
    let tail = if until.is_some() { edge(last)..end } else { 0..0 };
    Cut { days: first..if until.is_some() { last } else { i64::MAX }, edges: [head, tail] }
}

fn add_days(connection: &Connection, span: &Span<'_>, days: &std::ops::Range<i64>, sums: &mut Sums) -> Result<()> {
    let sql = "SELECT u.*, w.name AS workspace FROM usage_by_day u JOIN workspaces w ON w.id = u.workspace_id
               WHERE u.workspace_id = ?1 AND u.day >= ?2 AND u.day < ?3
               AND (?4 IS NULL OR u.session = ?4) AND (?5 IS NULL OR u.provider = ?5) AND (?6 IS NULL OR u.model = ?6)";
    let mut statement = connection.prepare_cached(sql)?;
    for workspace in workspaces(connection, span)? {
        let UsageQuery { session, provider, model, .. } = span.query;
        let mut rows = statement.query(params![workspace, days.start, days.end, session, provider, model])?;
        while let Some(row) = rows.next()? {
            let text = |column: &str| row.get::<_, String>(column);
            let key = Key {
                workspace: text("workspace")?,
                session: text("session")?,
                provider: text("provider")?,
                model: text("model")?,
                day: row.get("day")?,
            };
            let (usd, pico): (i64, i64) = (row.get("cost_usd")?, row.get("cost_pico")?);
            sums.add(
                key,
                &UsageTotals {
                    exchanges: count(row, "exchanges")?,
                    input_uncached: count(row, "input_uncached")?,
                    cache_read: count(row, "cache_read")?,
                    cache_write_5m: count(row, "cache_write_5m")?,
                    cache_write_long: count(row, "cache_write_long")?,
                    output: count(row, "output")?,
                    reasoning: count(row, "reasoning")?,
                    cost_known: Money::from_pico(i128::from(usd) * i128::from(PICO_PER_USD) + i128::from(pico)),
                    incomplete: count(row, "incomplete")?,
                    unpriced: count(row, "unpriced")?,
                    ..UsageTotals::default()
                },
            );
        }
    }
    Ok(())
}

fn workspaces(connection: &Connection, span: &Span<'_>) -> Result<Vec<i64>> {
    if let Some(workspace) = span.workspace {
        return Ok(vec![workspace]);
    }
    let mut statement = connection.prepare_cached("SELECT id FROM workspaces ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Adds what began in a part of a day, attempt by attempt, as the roll-up would have.
fn add_edge(connection: &Connection, span: &Span<'_>, edge: &std::ops::Range<i64>, sums: &mut Sums) -> Result<()> {
    let sql = "SELECT e.seq, e.session, e.started_at, w.name AS workspace
               FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id
               WHERE e.started_at >= ?1 AND e.started_at < ?2
               AND (?3 IS NULL OR e.workspace_id = ?3) AND (?4 IS NULL OR e.session = ?4)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![edge.start, edge.end, span.workspace, span.query.session])?;
    while let Some(row) = rows.next()? {
        let attempts = exchanges::attempts(connection, row.get("seq")?)?;
        let wanted = |have: &str, want: &Option<String>| want.as_deref().is_none_or(|want| want == have);
        for part in exchanges::roll_up_rows(&attempts) {
            if !wanted(part.provider, &span.query.provider) || !wanted(part.model, &span.query.model) {
                continue;
            }
            let key = Key {
                workspace: row.get("workspace")?,
                session: row.get("session")?,
                provider: part.provider.to_owned(),
                model: part.model.to_owned(),
                day: row.get::<_, i64>("started_at")?.div_euclid(DAY_MICROS),
            };
            sums.add(key, &totals(&part));
        }
    }
    Ok(())
}

fn totals(part: &RollUp<'_>) -> UsageTotals {
    let known = |count: Option<u64>| count.unwrap_or(0);
    UsageTotals {
        exchanges: part.exchanges,
        input_uncached: known(part.usage.input_uncached),
        cache_read: known(part.usage.cache_read),
        cache_write_5m: known(part.usage.cache_write_5m),
        cache_write_long: known(part.usage.cache_write_long),
        output: known(part.usage.output),
        reasoning: known(part.usage.reasoning),
        cost_known: part.cost_known,
        incomplete: part.incomplete,
        unpriced: part.unpriced,
        ..UsageTotals::default()
    }
}

struct Key {
    workspace: String,
    session: String,
    provider: String,
    model: String,
    day: i64,
}

struct Sums {
    by: Option<GroupBy>,
    rows: HashMap<Option<String>, UsageTotals>,
}

impl Sums {
    fn add(&mut self, key: Key, more: &UsageTotals) {
        let key = match self.by {
            None => None,
            Some(GroupBy::Model) => Some(key.model),
            Some(GroupBy::Provider) => Some(key.provider),
            Some(GroupBy::Session) => Some(key.session),
            Some(GroupBy::Workspace) => Some(key.workspace),
            Some(GroupBy::Day) => Some(day_text(key.day)),
        };
        add(self.rows.entry(key.filter(|key| !key.is_empty())).or_default(), more);
    }

    fn report(self) -> UsageReport {
        let mut total = UsageTotals::default();
        self.rows.values().for_each(|row| add(&mut total, row));
        derive(&mut total);
        let mut rows: Vec<UsageRow> = Vec::new();
        if self.by.is_some() {
            rows.extend(self.rows.into_iter().map(|(key, mut totals)| {
                derive(&mut totals);
                UsageRow { key, totals }
            }));
        }
        if self.by == Some(GroupBy::Day) {
            rows.sort_by(|a, b| a.key.cmp(&b.key));
        } else {
            let rank = |row: &UsageRow| (row.totals.cost_known, row.totals.total_tokens);
            rows.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.key.cmp(&b.key)));
        }
        UsageReport { by: self.by, total, rows }
    }
}

fn day_text(day: i64) -> String {
    let mut text = Timestamp::clamped(day.saturating_mul(DAY_MICROS)).to_string();
    text.truncate("YYYY-MM-DD".len());
    text
}

fn add(sum: &mut UsageTotals, more: &UsageTotals) {
    for (have, more) in [
        (&mut sum.exchanges, more.exchanges),
        (&mut sum.input_uncached, more.input_uncached),
        (&mut sum.cache_read, more.cache_read),
        (&mut sum.cache_write_5m, more.cache_write_5m),
        (&mut sum.cache_write_long, more.cache_write_long),
        (&mut sum.output, more.output),
        (&mut sum.reasoning, more.reasoning),
        (&mut sum.incomplete, more.incomplete),
        (&mut sum.unpriced, more.unpriced),
    ] {
        *have = have.saturating_add(more);
    }
    sum.cost_known = sum.cost_known.saturating_add(more.cost_known);
}

/// The totals that follow from the buckets.
fn derive(sum: &mut UsageTotals) {
    sum.input_tokens = [sum.input_uncached, sum.cache_read, sum.cache_write_5m, sum.cache_write_long]
        .into_iter()
        .fold(0, u64::saturating_add);
    sum.output_tokens = sum.output;
    sum.total_tokens = sum.input_tokens.saturating_add(sum.output_tokens);
}
