//! How single values are kept in a row.

use super::fault::bad_row;
use crate::error::Result;
use crate::model::{Money, Timestamp};
use rusqlite::Row;

/// A column of microseconds.
pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    Timestamp::from_micros(row.get(column)?).map_err(|_| bad_row("a time"))
}

/// A column of microseconds that may be NULL.
pub(super) fn maybe_time(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>> {
    let micros: Option<i64> = row.get(column)?;
    micros.map(|micros| Timestamp::from_micros(micros).map_err(|_| bad_row("a time"))).transpose()
}

/// A column that holds a word of a closed set.
pub(super) fn word<T>(row: &Row<'_>, column: &str, parse: fn(&str) -> Result<T>) -> Result<T> {
    let text: String = row.get(column)?;
    parse(&text).map_err(|_| bad_row("an unknown word"))
}

/// A column that holds a word of a closed set, or NULL.
pub(super) fn maybe_word<T>(row: &Row<'_>, column: &str, parse: fn(&str) -> Result<T>) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse(&text).map_err(|_| bad_row("an unknown word"))).transpose()
}

/// A column of JSON, or NULL.
pub(super) fn maybe_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| bad_row("broken JSON"))).transpose()
}

/// A column of pico-USD, or NULL.
pub(super) fn maybe_money(row: &Row<'_>, column: &str) -> Result<Option<Money>> {
    let pico: Option<i64> = row.get(column)?;
    Ok(pico.map(|pico| Money::from_pico(i128::from(pico))))
}

/// A count that cannot be negative, or NULL.
pub(super) fn maybe_count(row: &Row<'_>, column: &str) -> Result<Option<u64>> {
    let number: Option<i64> = row.get(column)?;
    number.map(|number| u64::try_from(number).map_err(|_| bad_row("a negative count"))).transpose()
}

/// As JSON text for a column.
pub(super) fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| {
        crate::error::Error::new(crate::error::Code::Internal, format!("a record cannot be written: {error}"))
    })
}

/// As SQLite keeps integers; what is beyond stops at its end.
pub(super) fn integer(value: impl TryInto<i64>) -> i64 {
    value.try_into().unwrap_or(i64::MAX)
}

/// As SQLite keeps money.
pub(super) fn pico(money: Money) -> i64 {
    money.as_pico().clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
}

/// Conditions of a query, each with one value, joined by AND.
pub(super) struct Filter {
    sql: String,
    values: Vec<rusqlite::types::Value>,
}

impl Filter {
    pub(super) fn new(first: &str) -> Filter {
        Filter { sql: format!("WHERE {first}"), values: Vec::new() }
    }

    /// Adds a condition that holds one `?`.
    pub(super) fn add(&mut self, condition: &str, value: impl Into<rusqlite::types::Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.push(value.into());
    }

    /// Adds the rest of a condition, with one more `?`.
    pub(super) fn and(&mut self, rest: &str, value: impl Into<rusqlite::types::Value>) {
        self.sql.push(' ');
        self.sql.push_str(rest);
        self.values.push(value.into());
    }

    /// Adds a condition where there is a value for it.
    pub(super) fn add_some(&mut self, condition: &str, value: Option<impl Into<rusqlite::types::Value>>) {
        if let Some(value) = value {
            self.add(condition, value);
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &rusqlite::types::Value> {
        self.values.iter()
    }
}

impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sql)
    }
}

/// A page of at most `limit` rows out of one row more, which only shows that there is a next page.
pub(super) fn page_of<T>(mut rows: Vec<(i64, T)>, limit: usize) -> crate::model::Page<T> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(seq, _)| seq.to_string());
    crate::model::Page { items: rows.into_iter().map(|(_, row)| row).collect(), next }
}
