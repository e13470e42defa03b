//! Calls by their names in the cases.

use crate::args::{Args, Stop, base64, broken};
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

fn answer(result: impl Serialize) -> Answer {
    serde_json::to_value(result).or_else(|error| broken(error.to_string()))
}

/// A call on a gate that opens nothing.
pub(crate) fn on_gate(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    match call.split_once('.') {
        Some(("workspaces", name)) => workspaces(gate, name, args),
        Some(("sessions", name)) => sessions(gate, name, args),
        Some(("providers", name)) => providers(gate, name, args),
        Some(("personas", name)) => personas(gate, name, args),
        Some(("history", name)) => history(gate, name, args),
        Some(("alerts", name)) => alerts(gate, name, args),
        Some(("prices", name)) => prices(gate, name, args),
        Some(("usage", name)) => usage(gate, name, args),
        _ => match call {
            "decide" => answer(gate.decide(&request(args)?.0)?),
            "explain" => answer(gate.explain(&request(args)?.0)?),
            "record" => answer(gate.record(&args.rest::<Record>()?)?),
            "usage" => answer(gate.usage().query(&args.rest()?)?),
            "export_usage" => answer(gate.usage().export(&args.rest()?)?),
            "reprice" => answer(gate.reprice(&args.rest()?)?),
            "superseded_charges" => answer(gate.superseded_charges(&args.text("exchange")?)?),
            "query" => answer(gate.query(&args.text("sql")?, &args.rest()?)?),
            "interrupt" => answer(gate.interrupt()?),
            "health" => answer(gate.health()?),
            "verify" => answer(gate.usage().verify(args.flag("rebuild")?)?),
            "export" => {
                let bundle = gate.export(&args.rest()?)?;
                serde_json::from_str(&bundle).or_else(|error| broken(format!("the bundle is not JSON: {error}")))
            }
            _ => broken(format!("no call `{call}`")),
        },
    }
}

fn workspaces(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.workspaces();
    match call {
        "create" => answer(area.create(&args.text("name")?, &args.rest()?)?),
        "get" => answer(area.get(&args.text("name")?)?),
        "list" => answer(area.list()?),
        "list_archived" => answer(area.list_archived()?),
        "update" => answer(area.update(&args.text("name")?, &args.rest()?)?),
        "rename" => answer(area.rename(&args.text("name")?, &args.text("new_name")?)?),
        "archive" => answer(area.archive(&args.text("name")?, args.flag("force")?)?),
        "recover" => answer(area.recover(&args.text("name")?)?),
        "delete" => answer(area.delete(&args.text("name")?)?),
        "rules" => answer(area.rules(&args.text("name")?)?),
        "set_rules" => answer(area.set_rules(&args.text("name")?, &args.record::<Vec<RuleSpec>>("rules")?)?),
        _ => broken(format!("no call `workspaces.{call}`")),
    }
}

fn sessions(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.sessions();
    match call {
        "activate" => answer(area.activate(&args.text("workspace")?, args.optional_text("session")?.as_deref())?),
        "active_workspace" => answer(area.active_workspace(args.optional_text("session")?.as_deref())?),
        "list" => answer(area.list()?),
        "get" => answer(area.get(args.optional_text("session")?.as_deref())?),
        "remove" => answer(area.remove(&args.text("session")?)?),
        _ => broken(format!("no call `sessions.{call}`")),
    }
}

fn providers(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.providers();
    match call {
        "add" => answer(area.add(&args.text("name")?, &args.rest()?)?),
        "get" => answer(area.get(&args.text("name")?)?),
        "list" => answer(area.list()?),
        "update" => answer(area.update(&args.text("name")?, &args.rest()?)?),
        "rename" => answer(area.rename(&args.text("name")?, &args.text("new_name")?)?),
        "remove" => answer(area.remove(&args.text("name")?, args.flag("force")?)?),
        _ => broken(format!("no call `providers.{call}`")),
    }
}

fn personas(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.personas();
    match call {
        "add" => answer(area.add(&args.text("name")?, &args.rest()?)?),
        "get" => answer(area.get(&args.text("name")?)?),
        "list" => answer(area.list()?),
        "update" => answer(area.update(&args.text("name")?, &args.rest()?)?),
        "rename" => answer(area.rename(&args.text("name")?, &args.text("new_name")?)?),
        "remove" => answer(area.remove(&args.text("name")?)?),
        "vector" => answer(area.vector(&args.text("name")?)?),
        _ => broken(format!("no call `personas.{call}`")),
    }
}

fn usage(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let report = gate.usage().query(&args.rest()?)?;
    match call {
        "csv" => answer(report.to_csv()),
        "jsonl" => answer(report.to_jsonl()),
        _ => broken(format!("no call `usage.{call}`")),
    }
}

fn history(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.history();
    match call {
        "list" => answer(area.list(&args.rest()?)?),
        "get" => answer(area.get(&args.text("exchange")?)?),
        "count" => answer(area.count(&args.rest()?)?),
        "summary" => answer(area.summary(&args.rest()?)?),
        _ => broken(format!("no call `history.{call}`")),
    }
}

fn alerts(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.alerts();
    match call {
        "add" => answer(area.add(&args.rest()?)?),
        "list" => answer(area.list(&args.rest()?)?),
        "get" => answer(area.get(&args.text("id")?)?),
        "count" => answer(area.count(&args.rest()?)?),
        "summary" => answer(area.summary(&args.rest()?)?),
        _ => broken(format!("no call `alerts.{call}`")),
    }
}

fn prices(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.prices();
    match call {
        "lookup" => answer(area.lookup(&args.rest()?)?),
        "list" => answer(area.list(&args.rest()?)?),
        "age" => answer(area.age()?),
        "load" => {
            let table = match args.optional_text("table_text")? {
                Some(text) => text,
                None => args.record::<Value>("table")?.to_string(),
            };
            answer(area.load(table.as_bytes(), &args.rest()?)?)
        }
        "unload" => answer(area.unload(PriceFormat::parse(&args.text("format")?)?)?),
        "set" => answer(area.set(&args.rest()?)?),
        "remove" => answer(area.remove(&args.text("model")?, args.optional_text("provider")?.as_deref())?),
        "own" => answer(area.own()?),
        _ => broken(format!("no call `prices.{call}`")),
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
        "decision" => answer(exchange.decision()),
        "url" => answer(exchange.url()),
        "headers" => answer(exchange.headers()),
        "body" => body(begun),
        "route" => answer(exchange.route()),
        "warnings" => answer(exchange.warnings()),
        "remaining" => answer(exchange.remaining()),
        "failure_class" => answer(exchange.failure_class()),
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
        "end" => Ok(lossy(&exchange.end()?)),
        "report_usage" => answer(exchange.report_usage(&args.rest()?)?),
        "fail" => answer(exchange.fail(&args.rest()?)?),
        "retry" => answer(exchange.retry(&args.rest()?)?),
        "finish" => answer(exchange.finish(args.rest::<Finish>()?)?),
        "close" => answer(exchange.close()?),
        "discard" => {
            exchange.discard();
            Ok(Value::Null)
        }
        _ => broken(format!("no call `exchange.{call}`")),
    }
}
