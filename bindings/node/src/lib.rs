//! The native half of the Node package: plain methods. The JavaScript half makes the API of it.
//!
//! Arguments come as JSON text with the core's names, so that one parser (the core's) reports what is wrong with them.
//! Records go out as JSON text with JavaScript's names, and errors as JavaScript errors whose `code` is the core's
//! stable code.

pub mod call;
pub mod exchange;
pub mod fields;
pub mod gate;
pub mod json;
pub mod line;
pub mod open;
pub mod plain;
pub mod printed;

use call::{Result, guard, read};
use codegate_core::model::{Rule, RuleSpec};
use json::Json;
use napi::bindgen_prelude::{Either, Uint8Array};
use napi_derive::napi;

/// The version of this library.
#[napi]
pub fn version() -> &'static str {
    codegate_core::version()
}

/// What a call is for; null where nothing says it.
#[napi(ts_return_type = "string | null")]
pub fn request_type(
    method: String,
    path: String,
    body: Option<Either<Uint8Array, String>>,
) -> Result<Option<&'static str>> {
    let body = body.as_ref().map(|body| match body {
        Either::A(bytes) => bytes.as_ref(),
        Either::B(text) => text.as_bytes(),
    });
    guard(|| Ok(codegate_core::request_type(&method, &path, body)))
}

/// Every code that an error can carry.
#[napi]
pub fn error_codes() -> Vec<&'static str> {
    codegate_core::Code::ALL.iter().map(|code| code.as_str()).collect()
}

/// Reads a rule in either of its forms and gives it in the form that it is kept in.
#[napi(ts_return_type = "string")]
pub fn read_rule(rule: String) -> Result<Json> {
    let rule = rule_from(&rule)?;
    guard(|| json::text(&rule))
}

/// The rule as one of the four fixed matchers, where they can say it.
#[napi(ts_return_type = "string")]
pub fn flat_rule(rule: String) -> Result<Json> {
    let rule = rule_from(&rule)?;
    guard(|| json::text(&rule.flat()))
}

fn rule_from(rule: &str) -> Result<Rule> {
    let RuleSpec { when, to, provider_type: _, matcher, unknown, fault } = read(rule)?;
    guard(|| match fault {
        Some(fault) => Err(codegate_core::Error::new(codegate_core::Code::InvalidRule, fault)),
        None => Ok(Rule { when, to, matcher, unknown: unknown.into_keys().collect() }),
    })
}
