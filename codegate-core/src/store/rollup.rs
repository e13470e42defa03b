//! The roll-up of usage: what the attempts come to, by hour and by day. One definition of what an exchange adds to it
//! serves recording, the parts of an hour at the ends of a report, and the check against the attempts.

use crate::error::Result;
use rusqlite::{Connection, Row};
use std::sync::LazyLock;

pub(super) const HOUR_MICROS: i64 = 3_600_000_000;
pub(super) const PICO_PER_USD: i128 = 1_000_000_000_000;

/// What a sum of the roll-up belongs to, beside its slot.
pub(super) const DIMENSIONS: [&str; 7] =
    ["workspace_id", "session", "provider", "model", "client", "rule", "request_type"];
/// How many of the sums are counts.
pub(super) const COUNTS: usize = 9;
/// What is summed: counts, then money. Money stands in two parts: whole US dollars, rounded down, and the pico-USD above them.
pub(super) const SUMS: [&str; COUNTS + 4] = [
    "exchanges",
    "input_uncached",
    "cache_read",
    "cache_write_5m",
    "cache_write_long",
    "output",
    "reasoning",
    "incomplete",
    "unpriced",
    "cost_usd",
    "cost_pico",
    "saved_usd",
    "saved_pico",
];

/// Every attempt as it adds to the roll-up: tokens and money count with the attempt's own provider and model, the
/// exchange itself with its last attempt.
pub(super) const PARTS: &str = "
    SELECT e.seq, e.started_at, e.workspace_id, e.session, ifnull(a.provider, '') AS provider,
        ifnull(a.model, '') AS model, e.client, ifnull(e.rule, -1) AS rule, ifnull(e.request_type, '') AS request_type,
        a.position = e.attempts - 1 AS exchanges,
        ifnull(a.input_uncached, 0) AS input_uncached, ifnull(a.cache_read, 0) AS cache_read,
        ifnull(a.cache_write_5m, 0) AS cache_write_5m, ifnull(a.cache_write_long, 0) AS cache_write_long,
        ifnull(a.output, 0) AS output, ifnull(a.reasoning, 0) AS reasoning,
        a.position = e.attempts - 1 AND e.incomplete AS incomplete,
        a.position = e.attempts - 1 AND e.unpriced AS unpriced,
        a.cost_known / 1000000000000 - (a.cost_known % 1000000000000 < 0) AS cost_usd,
        (a.cost_known % 1000000000000 + 1000000000000) % 1000000000000 AS cost_pico,
        ifnull(a.cache_saved, 0) / 1000000000000 - (ifnull(a.cache_saved, 0) % 1000000000000 < 0) AS saved_usd,
        (ifnull(a.cache_saved, 0) % 1000000000000 + 1000000000000) % 1000000000000 AS saved_pico
    FROM exchanges e JOIN attempts a ON a.exchange_seq = e.seq";

/// The number of the slot in which `started_at` lies, rounded down before 1970 too.
pub(super) fn slot(hours: &str) -> String {
    format!("(started_at / ({HOUR_MICROS} * {hours}) - (started_at % ({HOUR_MICROS} * {hours}) < 0))")
}

/// What a recorded exchange does to the roll-up.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// It is counted.
    Add,
    /// It is no longer counted: before its attempts change, to be added again after.
    Remove,
}

/// Adds an exchange to the roll-up as its attempts stand now, or takes it out.
///
/// To price a recorded exchange anew, in one transaction: remove it, change `cost`, `cost_known` and `cache_saved` of its
/// attempts and `unpriced` of the exchange, add it.
pub(crate) fn apply(connection: &Connection, seq: i64, change: Change) -> Result<()> {
    static ADD: LazyLock<String> = LazyLock::new(|| applying("", "WHERE e.seq = ?1"));
    static REMOVE: LazyLock<String> = LazyLock::new(|| applying("-", "WHERE e.seq = ?1"));
    let sql = match change {
        Change::Add => &ADD,
        Change::Remove => &REMOVE,
    };
    connection.prepare_cached(sql)?.execute([seq])?;
    Ok(())
}

fn applying(sign: &str, condition: &str) -> String {
    // A sum stops at the largest integer: beyond it, SQLite would turn it into a real number.
    let counts = SUMS[..COUNTS].iter().map(|sum| format!("{sum} = min({}, {sum} + excluded.{sum})", i64::MAX));
    let money = ["cost", "saved"].iter().map(|sum| {
        let pico = format!("({sum}_pico + excluded.{sum}_pico)");
        let carry = format!("({pico} / {PICO_PER_USD} - ({pico} < 0))");
        format!("{sum}_usd = {sum}_usd + excluded.{sum}_usd + {carry}, {sum}_pico = {pico} - {carry} * {PICO_PER_USD}")
    });
    format!(
        "INSERT INTO usage_sums (hours, slot, {dimensions}, {sums})
         SELECT hours, {slot}, {dimensions}, {changes}
         FROM ({PARTS} {condition}), (SELECT 1 AS hours UNION ALL SELECT 24) WHERE true
         ON CONFLICT DO UPDATE SET {updates}",
        slot = slot("hours"),
        dimensions = DIMENSIONS.join(", "),
        sums = SUMS.join(", "),
        changes = SUMS.map(|sum| format!("{sign}{sum}")).join(", "),
        updates = counts.chain(money).collect::<Vec<_>>().join(", "),
    )
}

/// Sums of a group, counts first and then money in pico-USD, in the order of [`SUMS`].
pub(super) type Sums = [i128; COUNTS + 2];

/// How sums are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// As they stand in one row.
    Row,
    /// Added up in 64 bits: fast, but a sum beyond them is an error of SQLite's.
    Narrow,
    /// Added up in two halves, which no store can overflow.
    Wide,
}

/// The columns that [`read`] takes.
pub(super) fn columns(width: Width) -> String {
    let column = |sum: &str| match width {
        Width::Row => format!("0, {sum}"),
        Width::Narrow => format!("0, sum({sum})"),
        Width::Wide => format!("sum({sum} >> 32), sum({sum} & 4294967295)"),
    };
    SUMS.map(column).join(", ")
}

/// Reads the sums that begin at a column.
pub(super) fn read(row: &Row<'_>, first: usize) -> Result<Sums> {
    let mut halves = [0i128; SUMS.len()];
    for (place, value) in halves.iter_mut().enumerate() {
        // A sum over no row at all is NULL.
        let half = |column: usize| row.get::<_, Option<i64>>(first + 2 * place + column).map(Option::unwrap_or_default);
        *value = (i128::from(half(0)?) << 32) + i128::from(half(1)?);
    }
    let mut sums = [0; COUNTS + 2];
    sums[..COUNTS].copy_from_slice(&halves[..COUNTS]);
    sums[COUNTS] = halves[COUNTS] * PICO_PER_USD + halves[COUNTS + 1];
    sums[COUNTS + 1] = halves[COUNTS + 2] * PICO_PER_USD + halves[COUNTS + 3];
    Ok(sums)
}
