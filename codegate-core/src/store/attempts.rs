//! The columns of an attempt: one list by which rows are written, selected and read.

use super::checksum::{self, Mix};
use super::rows::{integer, json, maybe_count, maybe_json, maybe_money, maybe_word, pico, time, value, word};
use crate::error::Result;
use crate::model::{Attempt, Completeness, FailureClass, Outcome, ProviderType, Timestamp, Usage};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};
use std::ops::Range;
use std::sync::LazyLock;

/// A column: its name, how an attempt is written there, and how it is read from its place in a row.
struct Column {
    name: &'static str,
    write: fn(&Attempt) -> Result<ToSqlOutput<'_>>,
    read: fn(&mut Attempt, &Row<'_>, usize) -> Result<()>,
}

const fn column(
    name: &'static str,
    write: fn(&Attempt) -> Result<ToSqlOutput<'_>>,
    read: fn(&mut Attempt, &Row<'_>, usize) -> Result<()>,
) -> Column {
    Column { name, write, read }
}

/// What stands between [`KEY`] and the checksum, in the order in which the checksum is over it.
const COLUMNS: [Column; 26] = [
    column("provider", |a| text(a.provider.as_deref()), |a, row, at| set(&mut a.provider, value(row, at))),
    column(
        "provider_type",
        |a| text(a.provider_type.map(ProviderType::as_str)),
        |a, row, at| set(&mut a.provider_type, maybe_word(row, at, ProviderType::parse)),
    ),
    column("model", |a| text(a.model.as_deref()), |a, row, at| set(&mut a.model, value(row, at))),
    column(
        "response_model",
        |a| text(a.response_model.as_deref()),
        |a, row, at| set(&mut a.response_model, value(row, at)),
    ),
    column("status", |a| owned(a.status), |a, row, at| set(&mut a.status, value(row, at))),
    column(
        "outcome",
        |a| text(Some(a.outcome.as_str())),
        |a, row, at| set(&mut a.outcome, word(row, at, Outcome::parse)),
    ),
    column("reason", |a| text(a.reason.as_deref()), |a, row, at| set(&mut a.reason, value(row, at))),
    column("retry_after", |a| owned(a.retry_after), |a, row, at| set(&mut a.retry_after, value(row, at))),
    column("started_at", |a| owned(a.started_at.as_micros()), |a, row, at| set(&mut a.started_at, time(row, at))),
    column("finished_at", |a| owned(a.finished_at.as_micros()), |a, row, at| set(&mut a.finished_at, time(row, at))),
    column(
        "input_uncached",
        |a| count(a.usage.input_uncached),
        |a, row, at| set(&mut a.usage.input_uncached, maybe_count(row, at)),
    ),
    column(
        "cache_read",
        |a| count(a.usage.cache_read),
        |a, row, at| set(&mut a.usage.cache_read, maybe_count(row, at)),
    ),
    column(
        "cache_write_5m",
        |a| count(a.usage.cache_write_5m),
        |a, row, at| set(&mut a.usage.cache_write_5m, maybe_count(row, at)),
    ),
    column(
        "cache_write_long",
        |a| count(a.usage.cache_write_long),
        |a, row, at| set(&mut a.usage.cache_write_long, maybe_count(row, at)),
    ),
    column("output", |a| count(a.usage.output), |a, row, at| set(&mut a.usage.output, maybe_count(row, at))),
    column("reasoning", |a| count(a.usage.reasoning), |a, row, at| set(&mut a.usage.reasoning, maybe_count(row, at))),
    column("raw", |a| text(a.usage.raw.as_deref()), |a, row, at| set(&mut a.usage.raw, value(row, at))),
    column(
        "completeness",
        |a| text(Some(a.usage.completeness.as_str())),
        |a, row, at| set(&mut a.usage.completeness, word(row, at, Completeness::parse)),
    ),
    column("marks", |a| owned(a.usage.marks.join(" ")), |a, row, at| set(&mut a.usage.marks, marks(row, at))),
    column(
        "prices",
        |a| owned(a.prices.as_ref().map(json).transpose()?),
        |a, row, at| set(&mut a.prices, maybe_json(row, at)),
    ),
    column("cost", |a| owned(a.cost.map(pico)), |a, row, at| set(&mut a.cost, maybe_money(row, at))),
    column(
        "cost_known",
        |a| owned(pico(a.cost_known)),
        |a, row, at| set(&mut a.cost_known, maybe_money(row, at).map(Option::unwrap_or_default)),
    ),
    column(
        "cache_saved",
        |a| owned(a.cache_saved.map(pico)),
        |a, row, at| set(&mut a.cache_saved, maybe_money(row, at)),
    ),
    column(
        "reported_cost",
        |a| owned(a.reported_cost.map(pico)),
        |a, row, at| set(&mut a.reported_cost, maybe_money(row, at)),
    ),
    column("price_source", |a| text(a.price_source.as_deref()), |a, row, at| set(&mut a.price_source, value(row, at))),
    column("service_tier", |a| text(a.service_tier.as_deref()), |a, row, at| set(&mut a.service_tier, value(row, at))),
];

/// What stands behind the checksum, which is over those too that are not NULL: a new column goes to the end.
const LATER: [Column; 12] = [
    column(
        "audio_input",
        |a| count(a.usage.audio_input),
        |a, row, at| set(&mut a.usage.audio_input, maybe_count(row, at)),
    ),
    column(
        "image_input",
        |a| count(a.usage.image_input),
        |a, row, at| set(&mut a.usage.image_input, maybe_count(row, at)),
    ),
    column(
        "video_input",
        |a| count(a.usage.video_input),
        |a, row, at| set(&mut a.usage.video_input, maybe_count(row, at)),
    ),
    column(
        "audio_cache_read",
        |a| count(a.usage.audio_cache_read),
        |a, row, at| set(&mut a.usage.audio_cache_read, maybe_count(row, at)),
    ),
    column(
        "image_cache_read",
        |a| count(a.usage.image_cache_read),
        |a, row, at| set(&mut a.usage.image_cache_read, maybe_count(row, at)),
    ),
    column(
        "audio_output",
        |a| count(a.usage.audio_output),
        |a, row, at| set(&mut a.usage.audio_output, maybe_count(row, at)),
    ),
    column(
        "image_output",
        |a| count(a.usage.image_output),
        |a, row, at| set(&mut a.usage.image_output, maybe_count(row, at)),
    ),
    column(
        "video_output",
        |a| count(a.usage.video_output),
        |a, row, at| set(&mut a.usage.video_output, maybe_count(row, at)),
    ),
    column(
        "units",
        |a| owned(if a.usage.units.is_empty() { None } else { Some(json(&a.usage.units)?) }),
        |a, row, at| set(&mut a.usage.units, maybe_json(row, at).map(Option::unwrap_or_default)),
    ),
    column(
        "inference_geo",
        |a| text(a.inference_geo.as_deref()),
        |a, row, at| set(&mut a.inference_geo, value(row, at)),
    ),
    column("reported_by", |a| text(a.reported_by.as_deref()), |a, row, at| set(&mut a.reported_by, value(row, at))),
    column(
        "failure_class",
        |a| text(a.failure_class.map(FailureClass::as_str)),
        |a, row, at| set(&mut a.failure_class, maybe_word(row, at, FailureClass::parse)),
    ),
];

/// Which attempt a row is of; before [`COLUMNS`].
const KEY: [&str; 2] = ["exchange_seq", "position"];
/// The places of what stands before the checksum, and of what stands behind it.
const SUMMED: Range<usize> = 0..KEY.len() + COLUMNS.len();
const LATER_AT: Range<usize> = SUMMED.end + 1..SUMMED.end + 1 + LATER.len();
/// How many columns there are in all.
pub(super) const WIDTH: usize = LATER_AT.end;

/// The names of all columns of `attempts a`, in the order in which [`read`] takes them.
pub(super) static NAMES: LazyLock<String> =
    LazyLock::new(|| names().map(|name| format!("a.{name}")).collect::<Vec<_>>().join(", "));
static INSERT: LazyLock<String> = LazyLock::new(|| {
    let (names, values): (Vec<_>, Vec<_>) = names().map(|name| (name, "?")).unzip();
    format!("INSERT INTO attempts ({}) VALUES ({})", names.join(", "), values.join(", "))
});
static OF_EXCHANGE: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM attempts a WHERE exchange_seq = ?1 ORDER BY position", *NAMES));

fn names() -> impl Iterator<Item = &'static str> {
    let columns = COLUMNS.iter().map(|column| column.name);
    KEY.into_iter().chain(columns).chain(["checksum"]).chain(LATER.iter().map(|column| column.name))
}

/// Writes an attempt; its checksum goes on from `facts`, that of its exchange's facts.
pub(super) fn insert(connection: &Connection, facts: Mix, seq: i64, position: usize, attempt: &Attempt) -> Result<()> {
    let mut values: Vec<ToSqlOutput<'_>> = Vec::with_capacity(WIDTH);
    values.extend([seq, integer(position)].map(ToSqlOutput::from));
    for column in &COLUMNS {
        values.push((column.write)(attempt)?);
    }
    let later: Vec<ToSqlOutput<'_>> = LATER.iter().map(|column| (column.write)(attempt)).collect::<Result<_>>()?;
    let checksum = facts.values(&values)?.later_values(&later)?.end();
    values.push(ToSqlOutput::from(checksum));
    values.extend(later);
    connection.prepare_cached(&INSERT)?.execute(params_from_iter(values))?;
    Ok(())
}

/// The attempts of an exchange in order.
pub(super) fn of_exchange(connection: &Connection, facts: Mix, seq: i64) -> Result<Vec<Attempt>> {
    let mut statement = connection.prepare_cached(&OF_EXCHANGE)?;
    let mut rows = statement.query([seq])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row, facts)?);
    }
    Ok(found)
}

/// Makes the checksums of an exchange's attempts anew.
pub(super) fn seal(connection: &Connection, facts: Mix, seq: i64) -> Result<()> {
    let mut statement = connection.prepare_cached(&OF_EXCHANGE)?;
    let mut rows = statement.query([seq])?;
    let mut checksums: Vec<[i64; 2]> = Vec::new();
    while let Some(row) = rows.next()? {
        checksums.push([row.get("position")?, mixed(row, facts)?.end()]);
    }
    let set = "UPDATE attempts SET checksum = ?3 WHERE exchange_seq = ?1 AND position = ?2";
    for [position, checksum] in checksums {
        connection.prepare_cached(set)?.execute([seq, position, checksum])?;
    }
    Ok(())
}

/// An attempt, of a row that begins with [`NAMES`]; refuses it where it or the facts of its exchange are damaged.
pub(super) fn read(row: &Row<'_>, facts: Mix) -> Result<Attempt> {
    checksum::check_mix(mixed(row, facts)?, row, SUMMED.end)?;
    let mut attempt = blank();
    for (column, place) in COLUMNS.iter().zip(KEY.len()..).chain(LATER.iter().zip(LATER_AT)) {
        (column.read)(&mut attempt, row, place)?;
    }
    attempt.usage.derive_totals();
    Ok(attempt)
}

/// What the checksum of a row is over.
fn mixed(row: &Row<'_>, facts: Mix) -> Result<Mix> {
    facts.columns(row, SUMMED)?.later_columns(row, LATER_AT)
}

/// An attempt before its columns are read.
fn blank() -> Attempt {
    let never = Timestamp::clamped(0);
    Attempt {
        provider: None,
        provider_type: None,
        model: None,
        response_model: None,
        service_tier: None,
        inference_geo: None,
        status: None,
        outcome: Outcome::Completed,
        reason: None,
        failure_class: None,
        retry_after: None,
        started_at: never,
        finished_at: never,
        usage: Usage::default(),
        prices: None,
        cost: None,
        cost_known: Default::default(),
        cache_saved: None,
        reported_cost: None,
        reported_by: None,
        price_source: None,
    }
}

fn set<T>(place: &mut T, read: Result<T>) -> Result<()> {
    *place = read?;
    Ok(())
}

fn marks(row: &Row<'_>, at: usize) -> Result<Vec<String>> {
    let marks: String = row.get(at)?;
    Ok(marks.split_whitespace().map(str::to_owned).collect())
}

fn text(text: Option<&str>) -> Result<ToSqlOutput<'_>> {
    Ok(ToSqlOutput::Borrowed(text.map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes()))))
}

fn count(count: Option<u64>) -> Result<ToSqlOutput<'static>> {
    owned(count.map(integer))
}

fn owned(value: impl Into<Value>) -> Result<ToSqlOutput<'static>> {
    Ok(ToSqlOutput::Owned(value.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema::SCHEMA;

    #[test]
    fn the_list_is_that_of_the_table() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        let mut statement = connection.prepare("SELECT name FROM pragma_table_info('attempts')").unwrap();
        let found = statement.query_map([], |row| row.get(0)).unwrap();
        let found: Vec<String> = found.collect::<rusqlite::Result<_>>().unwrap();
        assert_eq!(found, names().collect::<Vec<_>>());
    }
}
