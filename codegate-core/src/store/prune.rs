//! Removing prompts, outputs, raw bodies and alerts of exchanges, in steps; their usage and the roll-up stay.

use super::exchanges;
use super::rows::Filter;
use crate::error::{Code, Result};
use crate::model::{Pruned, Timestamp};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::sync::LazyLock;

/// Exchanges of one step, so that no other writer waits long.
pub(crate) const STEP: i64 = 500;

/// The exchanges to remove, which none that is recorded later joins.
pub(crate) struct Scope {
    workspace: Option<i64>,
    before: Option<Timestamp>,
    /// Row id of the first that is kept.
    end: i64,
}

impl Scope {
    pub(crate) fn new(
        connection: &Connection,
        workspace: Option<i64>,
        before: Option<Timestamp>,
        keep: u64,
    ) -> Result<Scope> {
        let mut filter = Filter::new("in_history = 1");
        filter.add_some("workspace_id = ?", workspace);
        // The last that goes is the one behind those that are kept.
        filter.and("ORDER BY seq DESC LIMIT 1 OFFSET ?", i64::try_from(keep).unwrap_or(i64::MAX));
        let sql = format!("SELECT seq FROM exchanges {filter}");
        let last: Option<i64> = connection
            .prepare_cached(&sql)?
            .query_row(params_from_iter(filter.values()), |row| row.get(0))
            .optional()?;
        Ok(Scope { workspace, before, end: last.map_or(0, |seq| seq.saturating_add(1)) })
    }

    fn filter(&self, after: i64) -> Filter {
        let mut filter = Filter::new("in_history = 1");
        filter.add("seq > ?", after);
        filter.add("seq < ?", self.end);
        filter.add_some("workspace_id = ?", self.workspace);
        filter.add_some("started_at < ?", self.before.map(Timestamp::as_micros));
        filter
    }
}

/// What would be removed.
pub(crate) fn count(connection: &Connection, scope: &Scope) -> Result<Pruned> {
    let filter = scope.filter(0);
    let sql = format!("SELECT count(*), ifnull(sum({ALERTS}), 0), ifnull(sum({BYTES}), 0) FROM exchanges e {filter}");
    let found = connection.prepare_cached(&sql)?.query_row(params_from_iter(filter.values()), |row| {
        Ok(Pruned { exchanges: row.get(0)?, alerts: row.get(1)?, bytes: row.get(2)?, damaged: 0 })
    })?;
    Ok(found)
}

const ALERTS: &str = "(SELECT count(*) FROM alerts WHERE exchange_seq = e.seq)";
const BYTES: &str = "ifnull(octet_length(prompt), 0) + ifnull(octet_length(output), 0)
    + ifnull(octet_length(request_body), 0) + ifnull(octet_length(response_body), 0)";

/// Removes the next ones behind a row id, at most so many; gives what was removed, and the row id of the last one looked
/// at. Without `wipe`, the bytes of long texts stay in free pages of the file: wiping them needs room in the log.
pub(crate) fn step(
    connection: &Connection,
    scope: &Scope,
    after: i64,
    most: i64,
    wipe: bool,
) -> Result<(Pruned, Option<i64>)> {
    let filter = scope.filter(after);
    let sql = format!("SELECT seq FROM exchanges {filter} ORDER BY seq LIMIT {most}");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params_from_iter(filter.values()), |row| row.get(0))?;
    let found = found.collect::<rusqlite::Result<Vec<i64>>>()?;
    Ok((remove(connection, &found, wipe)?, found.last().copied()))
}

/// Removes these from the history; those that are damaged are left.
pub(crate) fn remove(connection: &Connection, seqs: &[i64], wipe: bool) -> Result<Pruned> {
    if !wipe {
        connection.query_row("PRAGMA secure_delete = FAST", [], |_| Ok(()))?;
    }
    let done = remove_each(connection, seqs);
    if !wipe {
        connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    }
    done
}

fn remove_each(connection: &Connection, seqs: &[i64]) -> Result<Pruned> {
    static ONE: LazyLock<String> =
        LazyLock::new(|| format!("SELECT e.*, {BYTES} AS bytes FROM exchanges e WHERE seq = ?1 AND in_history"));
    let empty = "UPDATE exchanges SET in_history = 0, prompt = NULL, output = NULL, request_body = NULL,
        response_body = NULL WHERE seq = ?1";
    let mut done = Pruned::default();
    for seq in seqs {
        let bytes: u64 = {
            let mut statement = connection.prepare_cached(&ONE)?;
            let mut rows = statement.query([seq])?;
            let Some(row) = rows.next()? else { continue };
            // Sealed anew, a damaged row would pass for a sound one.
            match exchanges::check_texts(row).and_then(|()| exchanges::attempts_of(connection, row)) {
                Ok(_) => row.get("bytes")?,
                Err(error) if error.code() == Code::Corrupt => {
                    done.damaged += 1;
                    continue;
                }
                Err(error) => return Err(error),
            }
        };
        let alerts = connection.prepare_cached("DELETE FROM alerts WHERE exchange_seq = ?1")?.execute([seq])?;
        connection.prepare_cached(empty)?.execute([seq])?;
        exchanges::seal(connection, *seq)?;
        done.exchanges += 1;
        done.alerts += alerts as u64;
        done.bytes += bytes;
    }
    Ok(done)
}
