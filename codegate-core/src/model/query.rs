//! An SQL query of the views, and its result.

use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// Options of a query.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueryOptions {
    /// Values of the parameters of the statement; none by default.
    pub params: Option<QueryParams>,
    /// Rows at most, 1 to 100,000; 1,000 by default.
    pub limit: Option<usize>,
    /// Seconds that the statement may run, above 0 and at most 3,600; 5 by default.
    pub timeout: Option<f64>,
}

/// Values of parameters: by position, or by name with or without its prefix (`:`, `@` or `$`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "`params` must be a list or an object of null, true, false, numbers and strings")]
pub enum QueryParams {
    /// For `?`, in their order.
    List(Vec<SqlValue>),
    /// For `:name`.
    Named(BTreeMap<String, SqlValue>),
}

/// An SQL value. Blobs are not supported: `hex(…)` makes text of them.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlValue {
    /// NULL.
    Null,
    /// A 64-bit integer; true and false are 1 and 0.
    Integer(i64),
    /// Any other number; in a result always a finite one.
    Real(f64),
    /// Text.
    Text(String),
}

/// The rows that a query returned.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct QueryResult {
    /// Names of the columns in their order.
    pub columns: Vec<String>,
    /// The rows, each with a value for each column. An infinite number, which JSON cannot express, is null.
    pub rows: Vec<Vec<SqlValue>>,
    /// Whether there were more rows than `limit`.
    pub truncated: bool,
}

impl Serialize for SqlValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            SqlValue::Null => serializer.serialize_unit(),
            SqlValue::Integer(number) => serializer.serialize_i64(*number),
            SqlValue::Real(number) => serializer.serialize_f64(*number),
            SqlValue::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for SqlValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl Visitor<'_> for AnyValue {
    type Value = SqlValue;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("null, true, false, a number of at most 64 bits or a string")
    }

    fn visit_unit<E>(self) -> Result<SqlValue, E> {
        Ok(SqlValue::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<SqlValue, E> {
        Ok(SqlValue::Integer(flag.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<SqlValue, E> {
        Ok(SqlValue::Integer(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<SqlValue, E> {
        let wrong = |_| E::invalid_value(Unexpected::Unsigned(number), &self);
        i64::try_from(number).map(SqlValue::Integer).map_err(wrong)
    }

    fn visit_f64<E>(self, number: f64) -> Result<SqlValue, E> {
        Ok(SqlValue::Real(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<SqlValue, E> {
        Ok(SqlValue::Text(text.to_owned()))
    }
}
