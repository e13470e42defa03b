//! Calls by their names in the cases.

use crate::args::{Args, Stop, base64, broken};
use crate::plain;
use codegate_core::model::*;
use codegate_core::{Exchange, Gate};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A result as JSON.
pub(crate) type Answer = Result<Value, Stop>;

/// An exchange that a case has begun.
pub(crate) struct Begun {
    pub(crate) exchange: Exchange,
    /// Whether its body was handed over parsed, and is given back so.
    parsed: bool,
}

pub(crate) fn answer(result: impl Serialize) -> Answer {
    serde_json::to_value(result).or_else(|error| broken(error.to_string()))
}

/// A call on a gate that opens nothing.
pub(crate) fn on_gate(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    match call {
        "decide" => answer(gate.decide(&request(args)?.0)?),
        "explain" => answer(gate.explain(&request(args)?.0)?),
        "export" => {
            let bundle = gate.export(&args.rest()?)?;
            serde_json::from_str(&bundle).or_else(|error| broken(format!("the bundle is not JSON: {error}")))
        }
        "usage.csv" => answer(gate.usage().query(&args.rest()?)?.to_csv()),
        "usage.jsonl" => answer(gate.usage().query(&args.rest()?)?.to_jsonl()),
        "apply" => {
            let config = match args.optional_text("config_text")? {
                Some(text) => text,
                None => args.record::<Value>("config")?.to_string(),
            };
            answer(gate.apply(config.as_bytes(), &args.rest()?)?)
        }
        "prices.load" => {
            let table = match args.optional_text("table_text")? {
                Some(text) => text,
                None => args.record::<Value>("table")?.to_string(),
            };
            answer(gate.prices().load(table.as_bytes(), &args.rest()?)?)
        }
        _ => plain::on_gate(gate, call, args),
    }
}

/// The request of a step, and whether its body was given parsed.
fn request(args: &mut Args) -> Result<(Request<'static>, bool), Stop> {
    let parsed = args.0.remove("body").filter(|body| !body.is_null());
    let text = args.optional_text("body_text")?;
    let encoded = args.optional_text("body_base64")?;
    let body = match (&parsed, text, encoded) {
        (Some(value), ..) => Some(value.to_string().into_bytes()),
        (None, Some(text), _) => Some(text.into_bytes()),
        (None, None, Some(encoded)) => Some(base64(&encoded)?),
        (None, None, None) => None,
    };
    Ok((args.rest::<RequestFields>()?.with_body(body.map(Cow::Owned)), parsed.is_some()))
}

/// Begins an exchange, and gives what there is to send.
pub(crate) fn begin(gate: &Gate, args: &mut Args) -> Result<(Begun, Value), Stop> {
    let (request, parsed) = request(args)?;
    let begun = Begun { exchange: gate.begin(request)?, parsed };
    let exchange = &begun.exchange;
    let sent = json!({
        "id": exchange.id(),
        "decision": answer(exchange.decision())?,
        "url": exchange.url(),
        "headers": exchange.headers(),
        "body": body(&begun)?,
    });
    Ok((begun, sent))
}

fn body(begun: &Begun) -> Answer {
    match begun.exchange.body() {
        None => Ok(Value::Null),
        Some(bytes) if begun.parsed => {
            serde_json::from_slice(&bytes).or_else(|error| broken(format!("the body is not JSON: {error}")))
        }
        Some(bytes) => Ok(lossy(&bytes)),
    }
}

fn lossy(bytes: &[u8]) -> Value {
    String::from_utf8_lossy(bytes).into()
}

/// A call on an exchange.
pub(crate) fn on_exchange(begun: &Begun, call: &str, args: &mut Args) -> Answer {
    let exchange = &begun.exchange;
    match call {
        "id" => answer(exchange.id()),
        "headers" => answer(exchange.headers()),
        "body" => body(begun),
        "failure_class" => answer(exchange.failure_class()),
        "retry_after" => answer(exchange.retry_after()?),
        "begin_response" => {
            let headers: Headers = args.record("headers")?;
            answer(exchange.begin_response(args.record("status")?, &headers.into_pairs())?)
        }
        "feed" => {
            let chunk = match (args.optional_text("text")?, args.optional_text("base64")?) {
                (Some(text), None) => text.into_bytes(),
                (None, Some(encoded)) => base64(&encoded)?,
                _ => return broken("`feed` needs `text` or `base64`"),
            };
            Ok(lossy(&exchange.feed(&chunk)?))
        }
        "feed_event" => {
            let event = match args.optional_text("text")? {
                Some(text) => text,
                None => args.record::<Value>("event")?.to_string(),
            };
            answer(exchange.feed_event(event.as_bytes())?)
        }
        "end" => Ok(lossy(&exchange.end()?)),
        "finish" => answer(exchange.finish(args.rest::<Finish>()?)?),
        "discard" => {
            exchange.discard();
            Ok(Value::Null)
        }
        _ => plain::on_exchange(exchange, call, args),
    }
}
