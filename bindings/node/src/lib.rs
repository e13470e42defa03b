//! The native half of the Node package: typed records and plain methods. The JavaScript half makes the API of it.
//!
//! Arguments come as JSON text with the core's names, so that one reader (the core's) says what is wrong with them.
//! Results go out as typed objects, and errors as JavaScript errors whose `code` is the core's stable code.

pub mod areas;
pub mod call;
pub mod exchange;
pub mod gate;
pub mod prices;
pub mod records;

use call::{Result, guard};
use codegate_core::model::{RuleSpec, from_json};
use napi_derive::napi;
use records::{FlatRule, Mirror, Rule};

/// The version of this library.
#[napi]
pub fn version() -> &'static str {
    codegate_core::version()
}

/// Every code that an error can carry.
#[napi]
pub fn error_codes() -> Vec<&'static str> {
    codegate_core::Code::ALL.iter().map(|code| code.as_str()).collect()
}

/// Reads a rule in either of its forms and gives it in the form that it is kept in.
#[napi]
pub fn read_rule(json: String) -> Result<Rule> {
    guard(|| Ok(rule_from(&json)?.mirror()))
}

/// The rule as one of the four fixed matchers, where they can say it.
#[napi(ts_return_type = "FlatRule | null")]
pub fn flat_rule(json: String) -> Result<Option<FlatRule>> {
    guard(|| Ok(rule_from(&json)?.flat().mirror()))
}

fn rule_from(json: &str) -> codegate_core::Result<codegate_core::model::Rule> {
    let RuleSpec { when, to, provider_type: _, unknown, fault } = from_json(json.as_bytes())?;
    match fault {
        Some(fault) => Err(codegate_core::Error::new(codegate_core::Code::InvalidRule, fault)),
        None => Ok(codegate_core::model::Rule { when, to, unknown: unknown.into_keys().collect() }),
    }
}
