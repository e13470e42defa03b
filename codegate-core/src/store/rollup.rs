//! The roll-up of usage: what the attempts come to, by hour and by day. One definition of what an exchange adds to it
//! serves recording, the parts of an hour at the ends of a report, and the check against the attempts.

use super::sums::{self, KEY_COLUMNS, Key, Numbers};
use crate::error::Result;
use crate::model::period::HOUR_MICROS;
use rusqlite::{Connection, Row};
use std::sync::LazyLock;

pub(super) const PICO_PER_USD: i128 = 1_000_000_000_000;

/// Hours that a slot of the roll-up spans.
pub(super) const GRAINS: [i64; 2] = [1, 24];
/// How many of the sums are counts.
pub(super) const COUNTS: usize = 11;
/// What is summed: counts, then money. Money is kept in two parts: whole US dollars, rounded down, and the pico-USD
/// above them.
pub(super) const SUMS: [&str; COUNTS + 4] = [
    "exchanges",
    "attempts",
    "failed",
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

/// What holds for an exchange `e` that reports count. Counting the tokens of a request generates nothing and costs nothing:
/// it stands in the history, but is no exchange in reports and sums.
pub(super) const COUNTED: &str = "e.request_type IS NOT 'count_tokens'";

/// Every attempt of the exchanges `e` as it adds to the roll-up: tokens and money count with the attempt's own provider
/// and model, as do the attempt and its failure, the exchange itself with its last attempt, which counts by the outcome of
/// the exchange. The columns are those of a row of the roll-up, with a slot of that many
/// microseconds, and the time at which the exchange began.
pub(super) fn parts(length: i64, exchanges: &str) -> String {
    format!(
        "SELECT e.workspace_id, e.started_at / {length} - (e.started_at % {length} < 0) AS slot, e.session, ifnull(a.provider, '') AS provider, ifnull(a.model, '') AS model,
             e.client, ifnull(e.rule, -1) AS rule, ifnull(e.request_type, '') AS request_type,
             iif(a.position = e.attempts - 1, e.outcome, a.outcome) AS outcome, ifnull(a.status, -1) AS status,
             a.position = e.attempts - 1 AS exchanges, 1 AS attempts, a.outcome = 'failed' AS failed,
             ifnull(a.input_uncached, 0) AS input_uncached, ifnull(a.cache_read, 0) AS cache_read,
             ifnull(a.cache_write_5m, 0) AS cache_write_5m, ifnull(a.cache_write_long, 0) AS cache_write_long,
             ifnull(a.output, 0) AS output, ifnull(a.reasoning, 0) AS reasoning,
             a.position = e.attempts - 1 AND e.incomplete AS incomplete,
             a.position = e.attempts - 1 AND e.unpriced AS unpriced,
             a.cost_known / 1000000000000 - (a.cost_known % 1000000000000 < 0) AS cost_usd,
             (a.cost_known % 1000000000000 + 1000000000000) % 1000000000000 AS cost_pico,
             ifnull(a.cache_saved, 0) / 1000000000000 - (ifnull(a.cache_saved, 0) % 1000000000000 < 0) AS saved_usd,
             (ifnull(a.cache_saved, 0) % 1000000000000 + 1000000000000) % 1000000000000 AS saved_pico,
             e.started_at
         FROM {exchanges} CROSS JOIN attempts a ON a.exchange_seq = e.seq AND {COUNTED}"
    )
}

/// What a recorded exchange does to the roll-up.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// It is counted.
    Add,
    /// It is no longer counted: before its attempts change, to be added again after.
    Remove,
}

/// Adds an exchange with its current attempts to the roll-up, or removes it.
///
/// To reprice a recorded exchange, in one transaction: remove it, change `cost`, `cost_known` and `cache_saved` of its
/// attempts and `unpriced` of the exchange, add it.
pub(crate) fn apply(connection: &Connection, seq: i64, change: Change) -> Result<()> {
    static OF_ONE: LazyLock<String> =
        LazyLock::new(|| format!("{} WHERE e.seq = ?1", parts(HOUR_MICROS, "exchanges e")));
    let mut statement = connection.prepare_cached(&OF_ONE)?;
    let mut rows = statement.query([seq])?;
    while let Some(row) = rows.next()? {
        let part = Part::read(row)?;
        let numbers = match change {
            Change::Add => part.numbers,
            Change::Remove => part.numbers.map(|number| 0i64.saturating_sub(number)),
        };
        for hours in GRAINS {
            let slot = part.started_at.div_euclid(hours * HOUR_MICROS);
            sums::add(connection, hours, &Key { slot, ..part.key }, &numbers)?;
        }
    }
    Ok(())
}

/// What one attempt adds to the roll-up.
pub(super) struct Part<'a> {
    pub(super) key: Key<&'a str>,
    pub(super) numbers: Numbers,
    pub(super) started_at: i64,
}

impl<'a> Part<'a> {
    /// From a row of [`parts`].
    pub(super) fn read(row: &'a Row<'_>) -> Result<Part<'a>> {
        let (numbers, started_at) = (sums::numbers(row, KEY_COLUMNS)?, row.get(KEY_COLUMNS + SUMS.len())?);
        Ok(Part { key: Key::read(row)?, numbers, started_at })
    }
}

/// Sums of a group, counts first and then money in pico-USD, in the order of [`SUMS`].
pub(super) type Sums = [i128; COUNTS + 2];

/// How sums are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    /// As they are in one row.
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
