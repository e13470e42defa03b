//! Questions in SQL: one statement over the views, bounded in rows, bytes and time.

use super::views::{Bounded, Views};
use super::waiting::{Wait, timer};
use super::{Store, closed};
use crate::error::{Code, Error, Result};
use crate::limits::{QUERY_BYTES, QUERY_MEMORY_BYTES, QUERY_ROWS, SQL_BYTES, SQL_VALUE_BYTES};
use crate::model::{QueryOptions, QueryParams, QueryResult, SqlValue, shown};
use crate::sync::locked;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, Row, Statement, TransactionBehavior};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const DEFAULT_ROWS: usize = 1_000;
const DEFAULT_SECONDS: f64 = 5.0;
/// What a value costs in addition to its text.
const VALUE_BYTES: usize = 16;

impl Store {
    /// Runs one query of the views, on a connection of its own, so that it blocks nobody else.
    pub(crate) fn query(&self, sql: &str, options: &QueryOptions) -> Result<QueryResult> {
        let limit = match options.limit {
            None => DEFAULT_ROWS,
            Some(0) => return Err(Error::argument("`limit` must be at least 1")),
            Some(limit) if limit > QUERY_ROWS => return Err(Error::limit("the answer", QUERY_ROWS, "rows")),
            Some(limit) => limit,
        };
        let seconds = options.timeout.unwrap_or(DEFAULT_SECONDS);
        if !(seconds > 0.0 && seconds <= 3_600.0) {
            return Err(Error::argument("`timeout` must be above 0 and at most 3600 seconds"));
        }
        check_text(sql)?;
        self.check_process()?;
        let question = Question { sql, params: options.params.as_ref(), limit };
        self.reading(|wait| {
            let mut slot = locked(if self.in_memory() { &self.writer } else { &self.query_reader });
            if slot.is_none() {
                *slot = self.query_connection()?;
            }
            let connection = slot.as_mut().ok_or_else(closed)?;
            let (late, before) = (timer(Duration::from_secs_f64(seconds)), codegate_locks::sqlite_memory());
            let greedy = Arc::new(AtomicBool::new(false));
            let told = greedy.clone();
            let over = move || {
                let much = codegate_locks::sqlite_memory().saturating_sub(before) > QUERY_MEMORY_BYTES as u64;
                told.fetch_or(much, Ordering::Relaxed) || much || late()
            };
            let mut watched = wait.watch_until(connection, over)?;
            answer(&mut watched, wait, &question).map_err(|error| match error.code() {
                Code::Interrupted if greedy.load(Ordering::Relaxed) => {
                    Error::limit("what `sql` keeps aside", QUERY_MEMORY_BYTES, "bytes")
                }
                Code::Interrupted => wait.check().err().unwrap_or_else(too_slow),
                _ => error,
            })
        })
    }

    /// A connection for questions, unless the store is closed; one in memory has its writer alone.
    fn query_connection(&self) -> Result<Option<Connection>> {
        let Some(file) = &self.file else { return Ok(None) };
        if locked(&self.config_reader).is_none() {
            return Ok(None);
        }
        file.open_reader().map(Some)
    }
}

struct Question<'q> {
    sql: &'q str,
    params: Option<&'q QueryParams>,
    limit: usize,
}

fn check_text(sql: &str) -> Result<()> {
    if sql.len() > SQL_BYTES {
        return Err(Error::limit("`sql`", SQL_BYTES, "bytes"));
    }
    if sql.contains('\0') {
        return Err(Error::argument("`sql` holds a NUL character; give text that has none, or bind it as a parameter"));
    }
    if sql.trim().is_empty() {
        return Err(Error::argument("`sql` is empty; give one statement that reads"));
    }
    Ok(())
}

fn answer(connection: &mut Connection, wait: &mut Wait, question: &Question<'_>) -> Result<QueryResult> {
    let bounded = Bounded::new(connection)?;
    let _transaction = wait.begin(&bounded, TransactionBehavior::Deferred)?;
    let views = Arc::new(bounded.views()?);
    bounded.guarded(&views, |connection| ask(connection, question, &views))
}

fn ask(connection: &Connection, question: &Question<'_>, views: &Views) -> Result<QueryResult> {
    let refuse = |error| refused(error, views);
    let mut statement = connection.prepare(question.sql).map_err(refuse)?;
    if statement.column_count() == 0 || !statement.readonly() || statement.is_explain() != 0 {
        return Err(Error::argument(format!("`sql` cannot be run: it is no question; {}", views.help())));
    }
    bind(&mut statement, question.params)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let (mut rows, mut bytes, mut truncated) = (Vec::new(), 0usize, false);
    let mut found = statement.raw_query();
    while let Some(row) = found.next().map_err(refuse)? {
        truncated = rows.len() == question.limit;
        if truncated {
            break;
        }
        rows.push(values(row, &columns, &mut bytes)?);
    }
    Ok(QueryResult { columns, rows, truncated })
}

/// Binds every parameter of the statement; as many as there are must be given, and no others.
fn bind(statement: &mut Statement<'_>, params: Option<&QueryParams>) -> Result<()> {
    match params {
        None => bind_list(statement, &[]),
        Some(QueryParams::List(values)) => bind_list(statement, values),
        Some(QueryParams::Named(values)) => bind_named(statement, values),
    }
}

fn bind_list(statement: &mut Statement<'_>, values: &[SqlValue]) -> Result<()> {
    let (wanted, given) = (statement.parameter_count(), values.len());
    if wanted != given {
        let text = format!("`sql` has {wanted} parameters, and `params` has {given} values; give one for each");
        return Err(Error::argument(text));
    }
    for (index, value) in values.iter().enumerate() {
        bind_one(statement, index + 1, value)?;
    }
    Ok(())
}

fn bind_named(statement: &mut Statement<'_>, values: &BTreeMap<String, SqlValue>) -> Result<()> {
    let mut used = HashSet::new();
    for index in 1..=statement.parameter_count() {
        let Some(name) = statement.parameter_name(index).map(str::to_owned) else {
            return Err(Error::argument("`sql` has a parameter without a name; give `params` as a list, or name it"));
        };
        let Some((key, value)) = values.get_key_value(&name).or_else(|| values.get_key_value(&name[1..])) else {
            return Err(Error::argument(format!("`params` has no value for `{}` of `sql`", shown(&name))));
        };
        used.insert(key);
        bind_one(statement, index, value)?;
    }
    match values.keys().find(|key| !used.contains(key)) {
        Some(key) => Err(Error::argument(format!("`sql` has no parameter `{}`; take it out of `params`", shown(key)))),
        None => Ok(()),
    }
}

fn bind_one(statement: &mut Statement<'_>, index: usize, value: &SqlValue) -> Result<()> {
    let bound = match value {
        SqlValue::Null => statement.raw_bind_parameter(index, rusqlite::types::Null),
        SqlValue::Integer(number) => statement.raw_bind_parameter(index, number),
        SqlValue::Real(number) if !number.is_finite() => {
            return Err(Error::argument("`params` has a number that is not finite"));
        }
        SqlValue::Real(number) => statement.raw_bind_parameter(index, number),
        SqlValue::Text(text) if text.len() > SQL_VALUE_BYTES => return Err(too_long()),
        SqlValue::Text(text) => statement.raw_bind_parameter(index, text.as_str()),
    };
    Ok(bound?)
}

/// The values of a row, counted into `bytes`.
fn values(row: &Row<'_>, columns: &[String], bytes: &mut usize) -> Result<Vec<SqlValue>> {
    let mut values = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        *bytes += VALUE_BYTES;
        let value = match row.get_ref(index)? {
            ValueRef::Null => SqlValue::Null,
            ValueRef::Integer(number) => SqlValue::Integer(number),
            ValueRef::Real(number) if number.is_finite() => SqlValue::Real(number),
            ValueRef::Real(_) => SqlValue::Null,
            ValueRef::Text(text) => {
                *bytes += text.len();
                SqlValue::Text(String::from_utf8_lossy(text).into_owned())
            }
            ValueRef::Blob(_) => {
                let text = format!("column `{}` of the answer holds bytes; wrap it in `hex(…)`", shown(column));
                return Err(Error::argument(text));
            }
        };
        if *bytes > QUERY_BYTES {
            return Err(Error::new(
                Code::LimitExceeded,
                format!("the answer is over its limit of {QUERY_BYTES} bytes; ask for fewer rows or columns"),
            ));
        }
        values.push(value);
    }
    Ok(values)
}

/// What SQLite says of a statement, in our codes.
fn refused(error: rusqlite::Error, views: &Views) -> Error {
    let (code, said) = match &error {
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.code, msg.clone()),
        rusqlite::Error::SqliteFailure(error, Some(text)) => (error.code, text.clone()),
        rusqlite::Error::MultipleStatement => {
            return Error::argument("`sql` has more than one statement; give them one by one");
        }
        _ => return error.into(),
    };
    match code {
        ErrorCode::TooBig => too_long().with_source(error),
        ErrorCode::Unknown
        | ErrorCode::AuthorizationForStatementDenied
        | ErrorCode::TypeMismatch
        | ErrorCode::ParameterOutOfRange
        | ErrorCode::ConstraintViolation => {
            Error::argument(format!("`sql` cannot be run: {said}; {}", views.help())).with_source(error)
        }
        _ => error.into(),
    }
}

fn too_long() -> Error {
    Error::limit("a value in `sql` or `params`", SQL_VALUE_BYTES, "bytes")
}

fn too_slow() -> Error {
    Error::new(Code::Interrupted, "`sql` ran longer than `timeout` and was stopped; ask for less, or raise it")
}
