//! Rows of exchanges and their attempts, and the roll-up that goes with them.

use super::checksum;
use super::fault::bad_row;
use super::rollup;
use super::rows::{integer, json, maybe_count, maybe_json, maybe_money, maybe_word, pico, time, word};
use crate::error::{Code, Error, Result};
use crate::model::*;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::Range;

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
    pub(crate) request_body: Option<Vec<u8>>,
    pub(crate) response_body: Option<Vec<u8>>,
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
    checksum::write(connection, sql, "", values)?;
    let seq = connection.last_insert_rowid();
    for (position, attempt) in new.attempts.iter().enumerate() {
        insert_attempt(connection, new.id, seq, position, attempt)?;
    }
    rollup::apply(connection, seq, rollup::Change::Add)?;
    Ok((seq, receipt(new.id, workspace, new.session, new.outcome, new.attempts.to_vec())))
}

fn insert_attempt(connection: &Connection, exchange: &str, seq: i64, position: usize, attempt: &Attempt) -> Result<()> {
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
    checksum::write(connection, sql, exchange, values)
}

/// The columns of an exchange and of an attempt that their checksums, which stand behind them, are over. An exchange's row
/// id is not known before it is written; its attempts are bound to its id instead.
const EXCHANGE: Range<usize> = 1..22;
const ATTEMPT: Range<usize> = 0..28;

/// Refuses a damaged exchange, read with all its columns first.
pub(super) fn check_exchange(row: &Row<'_>) -> Result<()> {
    checksum::check("", row, EXCHANGE)
}

/// Makes the checksums of an exchange and its attempts anew, after they were changed by statements of our own.
pub(super) fn seal(connection: &Connection, seq: i64) -> Result<()> {
    let sql = "SELECT e.* FROM exchanges e WHERE seq = ?1";
    let (id, checksum): (String, i64) = {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([seq])?;
        let row = rows.next()?.ok_or_else(|| bad_row("an exchange that went away, and"))?;
        (row.get("id")?, checksum::of_row("", row, EXCHANGE)?)
    };
    connection.prepare_cached("UPDATE exchanges SET checksum = ?2 WHERE seq = ?1")?.execute([seq, checksum])?;
    let mut statement = connection.prepare_cached("SELECT a.* FROM attempts a WHERE exchange_seq = ?1")?;
    let mut rows = statement.query([seq])?;
    let mut checksums: Vec<[i64; 2]> = Vec::new();
    while let Some(row) = rows.next()? {
        checksums.push([row.get("position")?, checksum::of_row(&id, row, ATTEMPT)?]);
    }
    let set = "UPDATE attempts SET checksum = ?3 WHERE exchange_seq = ?1 AND position = ?2";
    for [position, checksum] in checksums {
        connection.prepare_cached(set)?.execute([seq, position, checksum])?;
    }
    Ok(())
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

/// The attempts of an exchange that was read with all its columns first, in order; refuses it where it is damaged.
pub(super) fn attempts_of(connection: &Connection, exchange: &Row<'_>) -> Result<Vec<Attempt>> {
    check_exchange(exchange)?;
    let id: String = exchange.get("id")?;
    let found = attempts(connection, exchange.get("seq")?, &id)?;
    if integer(found.len()) == exchange.get::<_, i64>("attempts")? {
        Ok(found)
    } else {
        Err(bad_row("a number of attempts"))
    }
}

/// The attempts of an exchange by its row id.
pub(super) fn attempts_by_seq(connection: &Connection, seq: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached("SELECT e.* FROM exchanges e WHERE seq = ?1")?;
    let mut rows = statement.query([seq])?;
    let row = rows.next()?.ok_or_else(|| bad_row("no exchange where there was one, and"))?;
    attempts_of(connection, row)
}

fn attempts(connection: &Connection, seq: i64, exchange: &str) -> Result<Vec<Attempt>> {
    let mut statement =
        connection.prepare_cached("SELECT a.* FROM attempts a WHERE exchange_seq = ?1 ORDER BY position")?;
    let mut rows = statement.query([seq])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(attempt(row, exchange)?);
    }
    Ok(found)
}

/// An attempt of an exchange, read with all its columns first; refuses it where it is damaged.
pub(super) fn attempt(row: &Row<'_>, exchange: &str) -> Result<Attempt> {
    checksum::check(exchange, row, ATTEMPT)?;
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
