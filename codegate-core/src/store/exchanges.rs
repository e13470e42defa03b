//! Rows of exchanges and their attempts, and the roll-up that goes with them.

use super::rows::{integer, json, maybe_count, maybe_json, maybe_money, maybe_word, pico, time, word};
use crate::error::{Code, Error, Result};
use crate::model::*;
use rusqlite::{Connection, OptionalExtension, Row, params};

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
                   requested_model, rule, started_at, finished_at, outcome, in_history, prompt, output, cut,
                   request_body, response_body)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)";
    connection.prepare_cached(sql)?.execute(params![
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
        new.texts.in_history,
        new.texts.prompt,
        new.texts.output,
        new.texts.cut,
        new.texts.request_body,
        new.texts.response_body,
    ])?;
    let seq = connection.last_insert_rowid();
    for (position, attempt) in new.attempts.iter().enumerate() {
        insert_attempt(connection, seq, position, attempt)?;
    }
    roll_up(connection, new)?;
    Ok((seq, receipt(new.id, workspace, new.session, new.outcome, new.attempts.to_vec())))
}

fn insert_attempt(connection: &Connection, seq: i64, position: usize, attempt: &Attempt) -> Result<()> {
    let sql = "INSERT INTO attempts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                                            ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)";
    let usage = &attempt.usage;
    connection.prepare_cached(sql)?.execute(params![
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
        attempt.reported_cost.map(pico),
        attempt.price_source,
    ])?;
    Ok(())
}

/// One attempt's part of the roll-up; the exchange itself counts with its last attempt.
pub(super) struct RollUp<'a> {
    pub(super) provider: &'a str,
    pub(super) model: &'a str,
    pub(super) exchanges: u64,
    pub(super) usage: &'a Usage,
    pub(super) cost_known: Money,
    pub(super) incomplete: u64,
    pub(super) unpriced: u64,
}

/// What the attempts of one exchange add to the roll-up.
pub(super) fn roll_up_rows(attempts: &[Attempt]) -> impl Iterator<Item = RollUp<'_>> {
    let total = Attempt::total(attempts);
    attempts.iter().enumerate().map(move |(position, attempt)| {
        let last = position + 1 == attempts.len();
        RollUp {
            provider: attempt.provider.as_deref().unwrap_or_default(),
            model: attempt.model.as_deref().unwrap_or_default(),
            exchanges: u64::from(last),
            usage: &attempt.usage,
            cost_known: attempt.cost_known,
            incomplete: u64::from(last && total.incomplete),
            unpriced: u64::from(last && total.unpriced),
        }
    })
}

fn roll_up(connection: &Connection, new: &NewExchange<'_>) -> Result<()> {
    // `min` keeps a sum that would overflow, and so turn into a real number, at the largest integer.
    let sql = "INSERT INTO usage_by_day
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
               ON CONFLICT DO UPDATE SET
                   exchanges = exchanges + excluded.exchanges,
                   input_uncached = min(9223372036854775807, input_uncached + excluded.input_uncached),
                   cache_read = min(9223372036854775807, cache_read + excluded.cache_read),
                   cache_write_5m = min(9223372036854775807, cache_write_5m + excluded.cache_write_5m),
                   cache_write_long = min(9223372036854775807, cache_write_long + excluded.cache_write_long),
                   output = min(9223372036854775807, output + excluded.output),
                   reasoning = min(9223372036854775807, reasoning + excluded.reasoning),
                   cost_usd = cost_usd + excluded.cost_usd,
                   cost_pico = cost_pico + excluded.cost_pico,
                   incomplete = incomplete + excluded.incomplete,
                   unpriced = unpriced + excluded.unpriced";
    let mut statement = connection.prepare_cached(sql)?;
    for row in roll_up_rows(new.attempts) {
        let known = |count: Option<u64>| integer(count.unwrap_or(0));
        let cost = pico(row.cost_known);
        statement.execute(params![
            new.workspace,
            new.started_at.day(),
            new.session,
            row.provider,
            row.model,
            integer(row.exchanges),
            known(row.usage.input_uncached),
            known(row.usage.cache_read),
            known(row.usage.cache_write_5m),
            known(row.usage.cache_write_long),
            known(row.usage.output),
            known(row.usage.reasoning),
            cost.div_euclid(PICO_PER_USD),
            cost.rem_euclid(PICO_PER_USD),
            integer(row.incomplete),
            integer(row.unpriced),
        ])?;
    }
    Ok(())
}

pub(super) const PICO_PER_USD: i64 = 1_000_000_000_000;

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
        reported_cost: total.reported_cost,
        price_source: total.price_source,
        outcome,
        attempts,
        duplicate: false,
    }
}

/// The receipt of the exchange that was recorded under a host's key, marked as a duplicate.
pub(crate) fn by_host_key(connection: &Connection, key: &str) -> Result<Option<Receipt>> {
    let sql = "SELECT e.seq, e.id, w.name AS workspace, e.session, e.outcome
               FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id WHERE e.host_key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let attempts = attempts(connection, row.get("seq")?)?;
    let (id, session): (String, String) = (row.get("id")?, row.get("session")?);
    let outcome = word(row, "outcome", Outcome::parse)?;
    let mut found = receipt(&id, row.get("workspace")?, &session, outcome, attempts);
    found.duplicate = true;
    Ok(Some(found))
}

/// The attempts of one exchange in order.
pub(super) fn attempts(connection: &Connection, seq: i64) -> Result<Vec<Attempt>> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM attempts WHERE exchange_seq = ?1 ORDER BY position")?;
    let mut rows = statement.query([seq])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(attempt(row)?);
    }
    Ok(found)
}

fn attempt(row: &Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        provider: row.get("provider")?,
        provider_type: maybe_word(row, "provider_type", ProviderType::parse)?,
        model: row.get("model")?,
        response_model: row.get("response_model")?,
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
