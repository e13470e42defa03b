//! Rows of exchanges with their attempts, and the roll-up that goes with them.

use super::attempts;
use super::charges;
use super::checksum::{self, Mix};
use super::fault::bad_row;
use super::rollup;
use super::rows::{integer, word};
use crate::error::{Code, Error, Result};
use crate::model::*;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// The columns of `exchanges` behind its row id that are not text. The checksum of each attempt is over them too: so they
/// are known good wherever attempts are read, and no text need be read for it.
const FACTS: [&str; 16] = [
    "id",
    "host_key",
    "workspace_id",
    "session",
    "format",
    "client",
    "request_type",
    "requested_model",
    "rule",
    "started_at",
    "finished_at",
    "outcome",
    "attempts",
    "incomplete",
    "unpriced",
    "in_history",
];
/// Those behind them; the exchange's own checksum is over both and stands last.
const TEXTS: [&str; 5] = ["prompt", "output", "cut", "request_body", "response_body"];
const FACTS_AT: Range<usize> = 1..1 + FACTS.len();
const ALL_AT: Range<usize> = 1..1 + FACTS.len() + TEXTS.len();

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let names: Vec<&str> = FACTS.into_iter().chain(TEXTS).chain(["checksum"]).collect();
    format!("INSERT INTO exchanges ({}) VALUES ({})", names.join(", "), vec!["?"; names.len()].join(", "))
});
/// The columns of `attempts a` and the facts of its exchange `e`, for [`attempt_with_facts`].
pub(super) static ATTEMPT_WITH_FACTS: LazyLock<String> =
    LazyLock::new(|| format!("{}, {}", *attempts::NAMES, FACTS.map(|name| format!("e.{name}")).join(", ")));

/// An exchange as it is recorded.
#[derive(Clone, Copy)]
pub(crate) struct NewExchange<'a> {
    pub(crate) id: &'a str,
    pub(crate) host_key: Option<&'a str>,
    pub(crate) workspace: i64,
    pub(crate) session: &'a str,
    pub(crate) facts: &'a Facts,
    pub(crate) rule: Option<usize>,
    pub(crate) started_at: Timestamp,
    pub(crate) finished_at: Timestamp,
    pub(crate) outcome: Outcome,
    pub(crate) texts: &'a Texts,
    pub(crate) attempts: &'a [Attempt],
}

/// What the history keeps of an exchange.
#[derive(Default)]
pub(crate) struct Texts {
    /// Whether it is in the history at all.
    pub(crate) in_history: bool,
    pub(crate) prompt: Option<String>,
    pub(crate) output: Option<String>,
    pub(crate) cut: bool,
    pub(crate) request_body: Option<Arc<Vec<u8>>>,
    pub(crate) response_body: Option<Arc<Vec<u8>>>,
}

/// The present name of a workspace by its row id.
pub(crate) fn workspace_name(connection: &Connection, id: i64) -> Result<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT name FROM workspaces WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| row.get(0)).optional()?)
}

/// Writes an exchange, its attempts and its part of the roll-up; gives its row id and its receipt.
pub(crate) fn insert(connection: &Connection, new: &NewExchange<'_>) -> Result<(i64, Receipt)> {
    let Some(workspace) = workspace_name(connection, new.workspace)? else {
        return Err(Error::new(
            Code::WorkspaceNotFound,
            "the workspace of the exchange was deleted meanwhile; nothing was recorded",
        ));
    };
    let total = Attempt::total(new.attempts);
    let values = params![
        new.id,
        new.host_key,
        new.workspace,
        new.session,
        new.facts.format.as_str(),
        new.facts.client,
        new.facts.request_type,
        new.facts.requested_model,
        new.rule.map(integer),
        new.started_at.as_micros(),
        new.finished_at.as_micros(),
        new.outcome.as_str(),
        integer(new.attempts.len()),
        total.incomplete,
        total.unpriced,
        new.texts.in_history,
        new.texts.prompt,
        new.texts.output,
        new.texts.cut,
        new.texts.request_body,
        new.texts.response_body,
    ];
    checksum::write(connection, &INSERT, Mix::new(0), values)?;
    let facts = Mix::new(1).values(&values[..FACTS.len()])?;
    let seq = connection.last_insert_rowid();
    for (position, attempt) in new.attempts.iter().enumerate() {
        attempts::insert(connection, facts, seq, position, attempt)?;
    }
    rollup::apply(connection, seq, rollup::Change::Add)?;
    Ok((seq, receipt(new.id, workspace, new.session, new.outcome, new.attempts.to_vec())))
}

/// Recomputes the checksums of an exchange and its attempts after they were changed.
pub(super) fn seal(connection: &Connection, seq: i64) -> Result<()> {
    let (facts, checksum) = {
        let mut statement = connection.prepare_cached("SELECT e.* FROM exchanges e WHERE seq = ?1")?;
        let mut rows = statement.query([seq])?;
        let row = rows.next()?.ok_or_else(gone)?;
        (Mix::new(1).columns(row, FACTS_AT)?, Mix::new(0).columns(row, ALL_AT)?.end())
    };
    connection.prepare_cached("UPDATE exchanges SET checksum = ?2 WHERE seq = ?1")?.execute([seq, checksum])?;
    attempts::seal(connection, facts, seq)
}

fn gone() -> Error {
    Error::new(Code::Corrupt, "an exchange of the store is gone; it was changed by something else")
}

fn receipt(id: &str, workspace: String, session: &str, outcome: Outcome, attempts: Vec<Attempt>) -> Receipt {
    let total = Attempt::total(&attempts);
    let last = attempts.last();
    Receipt {
        exchange: id.to_owned(),
        workspace,
        session: session.to_owned(),
        provider: last.and_then(|attempt| attempt.provider.clone()),
        model: last.and_then(|attempt| attempt.model.clone()),
        response_model: last.and_then(|attempt| attempt.response_model.clone()),
        usage: total.usage,
        cost: total.cost,
        cost_known: total.cost_known,
        cache_saved: total.cache_saved,
        reported_cost: total.reported_cost,
        price_source: total.price_source,
        outcome,
        attempts,
        duplicate: false,
    }
}

/// Replaces the attempts of a recorded exchange from a position on by those of `new`, and what else they change of it;
/// keeps the charges of those that were replaced, and the roll-up with them.
pub(crate) fn amend(
    connection: &Connection,
    earlier: &Recorded,
    new: &NewExchange<'_>,
    from: usize,
    now: Timestamp,
) -> Result<(i64, Receipt)> {
    let Recorded { seq, receipt: before } = earlier;
    rollup::apply(connection, *seq, rollup::Change::Remove)?;
    let kept = before.attempts.len().min(from);
    for (position, attempt) in before.attempts.iter().enumerate().skip(kept) {
        charges::supersede(connection, *seq, position, Some(&attempt.usage), now)?;
    }
    let delete = "DELETE FROM attempts WHERE exchange_seq = ?1 AND position >= ?2";
    connection.prepare_cached(delete)?.execute(params![seq, integer(kept)])?;
    for (position, attempt) in new.attempts.iter().enumerate() {
        attempts::insert(connection, Mix::new(1), *seq, kept + position, attempt)?;
    }
    let attempts: Vec<Attempt> = before.attempts.iter().take(kept).chain(new.attempts).cloned().collect();
    let total = Attempt::total(&attempts);
    let set = "UPDATE exchanges SET finished_at = max(finished_at, ?2), outcome = ?3, attempts = ?4, incomplete = ?5,
        unpriced = ?6, prompt = iif(in_history, ifnull(?7, prompt), prompt),
        output = iif(in_history, ifnull(?8, output), output), cut = iif(in_history, max(cut, ?9), cut),
        request_body = iif(in_history, ifnull(?10, request_body), request_body),
        response_body = iif(in_history, ifnull(?11, response_body), response_body) WHERE seq = ?1";
    connection.prepare_cached(set)?.execute(params![
        seq,
        new.finished_at.as_micros(),
        new.outcome.as_str(),
        integer(attempts.len()),
        total.incomplete,
        total.unpriced,
        new.texts.prompt,
        new.texts.output,
        new.texts.cut,
        new.texts.request_body,
        new.texts.response_body,
    ])?;
    seal(connection, *seq)?;
    rollup::apply(connection, *seq, rollup::Change::Add)?;
    let workspace = before.workspace.clone();
    Ok((*seq, receipt(&before.exchange, workspace, &before.session, new.outcome, attempts)))
}

/// An exchange that was recorded under a host's key.
pub(crate) struct Recorded {
    pub(crate) seq: i64,
    /// Its receipt, marked as a duplicate.
    pub(crate) receipt: Receipt,
}

/// The exchange that was recorded under a host's key.
pub(crate) fn by_host_key(connection: &Connection, key: &str) -> Result<Option<Recorded>> {
    let sql = "SELECT e.*, w.name AS workspace
               FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id WHERE e.host_key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let attempts = attempts_of(connection, row)?;
    let (id, session): (String, String) = (row.get("id")?, row.get("session")?);
    let outcome = word(row, "outcome", Outcome::parse)?;
    let mut found = receipt(&id, row.get("workspace")?, &session, outcome, attempts);
    found.duplicate = true;
    Ok(Some(Recorded { seq: row.get("seq")?, receipt: found }))
}

/// Refuses an exchange whose texts are damaged; read with all its columns first.
pub(super) fn check_texts(exchange: &Row<'_>) -> Result<()> {
    checksum::check(Mix::new(0), exchange, ALL_AT)
}

/// The attempts of an exchange in order; read with all its columns first. Refuses it where it or they are damaged.
pub(super) fn attempts_of(connection: &Connection, exchange: &Row<'_>) -> Result<Vec<Attempt>> {
    let facts = Mix::new(1).columns(exchange, FACTS_AT)?;
    let found = attempts::of_exchange(connection, facts, exchange.get("seq")?)?;
    let count: i64 = exchange.get("attempts")?;
    if integer(found.len()) == count { Ok(found) } else { Err(bad_row("a number of attempts")) }
}

/// The same by the row id of the exchange.
pub(super) fn attempts_by_seq(connection: &Connection, seq: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached("SELECT e.* FROM exchanges e WHERE seq = ?1")?;
    let mut rows = statement.query([seq])?;
    attempts_of(connection, rows.next()?.ok_or_else(gone)?)
}

/// Reads every exchange with its attempts; gives the number of both. The first that is damaged is an error.
pub(super) fn check_all(connection: &Connection) -> Result<[u64; 2]> {
    let mut statement = connection.prepare("SELECT e.* FROM exchanges e ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut found = [0, 0];
    while let Some(row) = rows.next()? {
        check_texts(row)?;
        found[0] += 1;
        found[1] += attempts_of(connection, row)?.len() as u64;
    }
    Ok(found)
}

/// An attempt, read with [`ATTEMPT_WITH_FACTS`]; refuses it where it or its exchange is damaged.
pub(super) fn attempt_with_facts(row: &Row<'_>) -> Result<Attempt> {
    let facts = attempts::WIDTH..attempts::WIDTH + FACTS.len();
    attempts::read(row, Mix::new(1).columns(row, facts)?)
}
