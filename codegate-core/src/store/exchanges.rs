//! Rows of exchanges and their attempts, and the roll-up that goes with them.

use super::checksum::{self, Mix};
use super::fault::bad_row;
use super::rollup;
use super::rows::{integer, json, maybe_count, maybe_json, maybe_money, maybe_word, pico, time, word};
use crate::error::{Code, Error, Result};
use crate::model::*;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::Range;
use std::sync::Arc;

/// An exchange as it is recorded.
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
    pub(crate) texts: Texts,
    pub(crate) attempts: &'a [Attempt],
}

/// What the history keeps of an exchange.
#[derive(Default)]
pub(crate) struct Texts {
    /// Whether it stands in the history at all.
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
    let sql = "INSERT INTO exchanges (id, host_key, workspace_id, session, format, client, request_type,
                   requested_model, rule, started_at, finished_at, outcome, attempts, incomplete, unpriced, in_history,
                   prompt, output, cut, request_body, response_body, checksum)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
                   ?21, ?22)";
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
    checksum::write(connection, sql, Mix::new(0), values)?;
    let facts = Mix::new(1).values(&values[..FACTS.len()])?;
    let seq = connection.last_insert_rowid();
    for (position, attempt) in new.attempts.iter().enumerate() {
        insert_attempt(connection, facts, seq, position, attempt)?;
    }
    rollup::apply(connection, seq, rollup::Change::Add)?;
    Ok((seq, receipt(new.id, workspace, new.session, new.outcome, new.attempts.to_vec())))
}

fn insert_attempt(connection: &Connection, facts: Mix, seq: i64, position: usize, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO attempts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                                            ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)";
    let usage = &attempt.usage;
    let values = params![
        seq,
        integer(position),
        attempt.provider,
        attempt.provider_type.map(ProviderType::as_str),
        attempt.model,
        attempt.response_model,
        attempt.status,
        attempt.outcome.as_str(),
        attempt.reason,
        attempt.retry_after,
        attempt.started_at.as_micros(),
        attempt.finished_at.as_micros(),
        usage.input_uncached.map(integer),
        usage.cache_read.map(integer),
        usage.cache_write_5m.map(integer),
        usage.cache_write_long.map(integer),
        usage.output.map(integer),
        usage.reasoning.map(integer),
        usage.raw,
        usage.completeness.as_str(),
        usage.marks.join(" "),
        attempt.prices.as_ref().map(json).transpose()?,
        attempt.cost.map(pico),
        pico(attempt.cost_known),
        attempt.cache_saved.map(pico),
        attempt.reported_cost.map(pico),
        attempt.price_source,
        attempt.service_tier,
    ];
    checksum::write(connection, sql, facts, values)
}

/// Columns of `exchanges` with all that is written there, and of `attempts`: their checksums stand behind them.
const EXCHANGE: Range<usize> = 1..22;
const ATTEMPT: Range<usize> = 0..28;
/// Among them what is not text, which the checksum of each attempt is over too: so it is known good wherever attempts are
/// read, and no text need be read for it.
const FACTS: Range<usize> = 1..17;
/// The same columns, for a query that has those of an attempt before them.
pub(super) const FACT_COLUMNS: &str = "e.id, e.host_key, e.workspace_id, e.session, e.format, e.client, e.request_type,
    e.requested_model, e.rule, e.started_at, e.finished_at, e.outcome, e.attempts, e.incomplete, e.unpriced, e.in_history";

/// Recomputes the checksums of an exchange and its attempts after they were changed.
pub(super) fn seal(connection: &Connection, seq: i64) -> Result<()> {
    let (facts, checksum) = {
        let mut statement = connection.prepare_cached("SELECT e.* FROM exchanges e WHERE seq = ?1")?;
        let mut rows = statement.query([seq])?;
        let row = rows.next()?.ok_or_else(gone)?;
        (Mix::new(1).columns(row, FACTS)?, Mix::new(0).columns(row, EXCHANGE)?.end())
    };
    connection.prepare_cached("UPDATE exchanges SET checksum = ?2 WHERE seq = ?1")?.execute([seq, checksum])?;
    let mut statement = connection.prepare_cached("SELECT a.* FROM attempts a WHERE exchange_seq = ?1")?;
    let mut rows = statement.query([seq])?;
    let mut checksums: Vec<[i64; 2]> = Vec::new();
    while let Some(row) = rows.next()? {
        checksums.push([row.get("position")?, facts.columns(row, ATTEMPT)?.end()]);
    }
    let set = "UPDATE attempts SET checksum = ?3 WHERE exchange_seq = ?1 AND position = ?2";
    for [position, checksum] in checksums {
        connection.prepare_cached(set)?.execute([seq, position, checksum])?;
    }
    Ok(())
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

/// The receipt of the exchange that was recorded under a host's key, marked as a duplicate.
pub(crate) fn by_host_key(connection: &Connection, key: &str) -> Result<Option<Receipt>> {
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
    Ok(Some(found))
}

/// Refuses an exchange whose texts are damaged; read with all its columns first.
pub(super) fn check_texts(exchange: &Row<'_>) -> Result<()> {
    checksum::check(Mix::new(0), exchange, EXCHANGE)
}

/// The attempts of an exchange in order; read with all its columns first. Refuses it where it or they are damaged.
pub(super) fn attempts_of(connection: &Connection, exchange: &Row<'_>) -> Result<Vec<Attempt>> {
    let facts = Mix::new(1).columns(exchange, FACTS)?;
    let mut statement =
        connection.prepare_cached("SELECT a.* FROM attempts a WHERE exchange_seq = ?1 ORDER BY position")?;
    let mut rows = statement.query([exchange.get::<_, i64>("seq")?])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(attempt(row, facts)?);
    }
    let count: i64 = exchange.get("attempts")?;
    if integer(found.len()) == count { Ok(found) } else { Err(bad_row("a number of attempts")) }
}

/// The same by the row id of the exchange.
pub(super) fn attempts_by_seq(connection: &Connection, seq: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached("SELECT e.* FROM exchanges e WHERE seq = ?1")?;
    let mut rows = statement.query([seq])?;
    attempts_of(connection, rows.next()?.ok_or_else(gone)?)
}

/// An attempt, read with all its columns and then [`FACT_COLUMNS`]; refuses it where it or its exchange is damaged.
pub(super) fn attempt_with_facts(row: &Row<'_>) -> Result<Attempt> {
    let first = ATTEMPT.end + 1;
    attempt(row, Mix::new(1).columns(row, first..first + FACTS.len())?)
}

fn attempt(row: &Row<'_>, facts: Mix) -> Result<Attempt> {
    checksum::check(facts, row, ATTEMPT)?;
    Ok(Attempt {
        provider: row.get("provider")?,
        provider_type: maybe_word(row, "provider_type", ProviderType::parse)?,
        model: row.get("model")?,
        response_model: row.get("response_model")?,
        service_tier: row.get("service_tier")?,
        status: row.get("status")?,
        outcome: word(row, "outcome", Outcome::parse)?,
        reason: row.get("reason")?,
        retry_after: row.get("retry_after")?,
        started_at: time(row, "started_at")?,
        finished_at: time(row, "finished_at")?,
        usage: usage(row)?,
        prices: maybe_json(row, "prices")?,
        cost: maybe_money(row, "cost")?,
        cost_known: maybe_money(row, "cost_known")?.unwrap_or_default(),
        cache_saved: maybe_money(row, "cache_saved")?,
        reported_cost: maybe_money(row, "reported_cost")?,
        price_source: row.get("price_source")?,
    })
}

fn usage(row: &Row<'_>) -> Result<Usage> {
    let marks: String = row.get("marks")?;
    let mut usage = Usage {
        input_uncached: maybe_count(row, "input_uncached")?,
        cache_read: maybe_count(row, "cache_read")?,
        cache_write_5m: maybe_count(row, "cache_write_5m")?,
        cache_write_long: maybe_count(row, "cache_write_long")?,
        output: maybe_count(row, "output")?,
        reasoning: maybe_count(row, "reasoning")?,
        raw: row.get("raw")?,
        completeness: word(row, "completeness", Completeness::parse)?,
        marks: marks.split_whitespace().map(str::to_owned).collect(),
        ..Usage::default()
    };
    usage.derive_totals();
    Ok(usage)
}
