//! Which exchanges the retention of a gate removes from the history next.

use crate::error::Result;
use rusqlite::Connection;

/// Rows that are looked at at a time, so that the cost is bounded.
const LOOKED_AT: i64 = 2_000;
/// Of so many that were recorded last, the middle one tells how late it is. A few that a wrong clock dated count for nothing.
const NEWEST: i64 = 15;

/// What was found among the next rows.
pub(crate) struct Found {
    /// Row ids of exchanges to remove.
    pub(crate) old: Vec<i64>,
    /// The row id behind which to look next.
    pub(crate) after: i64,
    /// Whether there may be more to remove.
    pub(crate) more: bool,
}

/// Looks behind a row id for exchanges in the history that began so many microseconds before the newest ones; for `most` of
/// them, and together with those `removed` before for no more than there are younger ones. So a clock that is wrong by
/// years, either way, empties no history.
pub(crate) fn find(connection: &Connection, micros: i64, after: i64, removed: i64, most: i64) -> Result<Found> {
    let mut found = Found { old: Vec::new(), after, more: false };
    let Some(newest) = newest(connection)? else { return Ok(found) };
    let before = newest.saturating_sub(micros);
    let younger = "SELECT count(*) FROM (SELECT 1 FROM exchanges WHERE started_at >= ?1 LIMIT ?2)";
    let younger: i64 = connection.prepare_cached(younger)?.query_row([before, removed + most], |row| row.get(0))?;
    let most = usize::try_from(younger - removed).unwrap_or_default();
    let sql = "SELECT seq, in_history, started_at < ?2 FROM exchanges WHERE seq > ?1 ORDER BY seq LIMIT ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([after, before, LOOKED_AT])?;
    let (mut seen, mut last, mut kept) = (0, after, None);
    while found.old.len() < most {
        let Some(row) = rows.next()? else { break };
        (seen, last) = (seen + 1, row.get(0)?);
        match (row.get(1)?, row.get(2)?) {
            (true, true) => found.old.push(last),
            (true, false) => kept = kept.or(Some(last)),
            (false, _) => {}
        }
    }
    // What is too young now is looked at again, unless it stands before an old one: then its time is wrong.
    (found.after, found.more) = match (found.old.last(), kept) {
        (Some(old), _) => (*old, true),
        (None, Some(kept)) => (kept - 1, false),
        (None, None) => (last, seen == LOOKED_AT),
    };
    Ok(found)
}

/// When the middle one of those that were recorded last began.
fn newest(connection: &Connection) -> Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT started_at FROM exchanges ORDER BY seq DESC LIMIT ?1")?;
    let mut times = statement.query_map([NEWEST], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied())
}
