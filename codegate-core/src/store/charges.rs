//! Charges of recorded attempts: read to be repriced, and replaced with the old ones kept.

use super::exchanges::{self, ATTEMPT_WITH_FACTS, attempt_with_facts};
use super::rollup::{self, Change};
use super::rows::{Filter, integer, json, maybe_json, maybe_money, pico, time};
use crate::error::Result;
use crate::model::{Attempt, RepriceQuery, SupersededCharge, Timestamp, Usage};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

/// Exchanges that are read at once.
const PAGE: i64 = 500;

/// A recorded exchange with its attempts.
pub(crate) struct Recorded {
    pub(crate) seq: i64,
    pub(crate) attempts: Vec<Attempt>,
}

/// The next exchanges that a query is about, in the order of their recording; none at the end.
pub(crate) fn page(
    connection: &Connection,
    query: &RepriceQuery,
    workspace: Option<i64>,
    after: i64,
) -> Result<Vec<Recorded>> {
    let mut filter = Filter::new("seq > ?");
    filter.add("started_at >= ?", query.since.as_micros());
    filter.add_some("started_at < ?", query.until.map(Timestamp::as_micros));
    filter.add_some("workspace_id = ?", workspace);
    let sql = format!(
        "SELECT {} FROM (SELECT * FROM exchanges {filter} ORDER BY seq LIMIT {PAGE}) e
         JOIN attempts a ON a.exchange_seq = e.seq ORDER BY e.seq, a.position",
        *ATTEMPT_WITH_FACTS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let first = rusqlite::types::Value::from(after);
    let mut rows = statement.query(params_from_iter(std::iter::once(&first).chain(filter.values())))?;
    let mut found: Vec<Recorded> = Vec::new();
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get("exchange_seq")?;
        let attempt = attempt_with_facts(row)?;
        match found.last_mut().filter(|last| last.seq == seq) {
            Some(last) => last.attempts.push(attempt),
            None => found.push(Recorded { seq, attempts: vec![attempt] }),
        }
    }
    Ok(found)
}

/// Replaces the charges of an exchange by those of `new`, a list of its attempts with their places; keeps the old ones,
/// and the roll-up with them.
pub(crate) fn replace(connection: &Connection, seq: i64, new: &[(usize, Attempt)], now: Timestamp) -> Result<()> {
    let mut attempts = exchanges::attempts_by_seq(connection, seq)?;
    rollup::apply(connection, seq, Change::Remove)?;
    let set = "UPDATE attempts SET prices = ?3, cost = ?4, cost_known = ?5, cache_saved = ?6, price_source = ?7,
        marks = ?8 WHERE exchange_seq = ?1 AND position = ?2";
    for (place, attempt) in new {
        let position = integer(*place);
        supersede(connection, seq, *place, None, now)?;
        connection.prepare_cached(set)?.execute(params![
            seq,
            position,
            attempt.prices.as_ref().map(json).transpose()?,
            attempt.cost.map(pico),
            pico(attempt.cost_known),
            attempt.cache_saved.map(pico),
            attempt.price_source,
            attempt.usage.marks.join(" "),
        ])?;
        if let Some(changed) = attempts.get_mut(*place) {
            changed.clone_from(attempt);
        }
    }
    let unpriced = Attempt::total(&attempts).unpriced;
    connection.prepare_cached("UPDATE exchanges SET unpriced = ?2 WHERE seq = ?1")?.execute(params![seq, unpriced])?;
    exchanges::seal(connection, seq)?;
    rollup::apply(connection, seq, Change::Add)
}

/// Keeps the charge of an attempt before it is replaced, and its usage if that is too.
pub(super) fn supersede(
    connection: &Connection,
    seq: i64,
    position: usize,
    usage: Option<&Usage>,
    now: Timestamp,
) -> Result<()> {
    let keep = "INSERT INTO superseded_charges
        SELECT exchange_seq, position, (SELECT count(*) FROM superseded_charges s
            WHERE s.exchange_seq = a.exchange_seq AND s.position = a.position),
            ?3, prices, cost, cost_known, cache_saved, price_source, ?4
        FROM attempts a WHERE exchange_seq = ?1 AND position = ?2";
    let usage = usage.map(json).transpose()?;
    connection.prepare_cached(keep)?.execute(params![seq, integer(position), now.as_micros(), usage])?;
    Ok(())
}

/// What the attempts of an exchange were charged before, oldest first; `None` if there is no such exchange.
pub(crate) fn superseded(connection: &Connection, exchange: &str) -> Result<Option<Vec<SupersededCharge>>> {
    let find = "SELECT seq FROM exchanges WHERE id = ?1";
    let Some(seq) = connection.prepare_cached(find)?.query_row([exchange], |row| row.get::<_, i64>(0)).optional()?
    else {
        return Ok(None);
    };
    let sql = "SELECT * FROM superseded_charges WHERE exchange_seq = ?1 ORDER BY replaced_at, position, number";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([seq])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(SupersededCharge {
            attempt: row.get("position")?,
            replaced_at: time(row, "replaced_at")?,
            prices: maybe_json(row, "prices")?,
            cost: maybe_money(row, "cost")?,
            cost_known: maybe_money(row, "cost_known")?.unwrap_or_default(),
            cache_saved: maybe_money(row, "cache_saved")?,
            price_source: row.get("price_source")?,
            usage: maybe_json(row, "usage")?,
        });
    }
    Ok(Some(found))
}
