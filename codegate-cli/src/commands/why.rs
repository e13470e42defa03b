//! `codegate why`: why a recorded exchange went where it went, from what the store keeps.

use super::decide::explained;
use super::rules;
use crate::app::App;
use crate::errors::Failure;
use crate::output::dash;
use clap::Args;
use codegate_core::model::{Explanation, HistoryEntry, QueryOptions, QueryParams, Request, SqlValue};
use codegate_core::{Code, Gate};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  codegate why 0193a4c0-8a5e-7c3e-9d5e-3f2a1b0c9d8e")]
pub(crate) struct Why {
    /// The id of the exchange; `codegate history` lists them.
    exchange: String,
}

/// A row of a view, by column.
type Row = BTreeMap<String, SqlValue>;

/// What is known of the reasons.
#[derive(Serialize)]
struct Reasons {
    /// The exchange as it was recorded.
    exchange: Row,
    /// Its attempts in order.
    attempts: Vec<Row>,
    /// The rules of its workspace as they are now.
    rules_now: Vec<codegate_core::model::Rule>,
    /// Where the same request would go now, and why; from its body where the history keeps that, else from its facts.
    now: Option<Explanation>,
    /// Whether the body was kept.
    from_body: bool,
}

const EXCHANGE: &str = "SELECT exchange, workspace, session, format, client, request_type, requested_model, rule, \
    started_at, finished_at, outcome, attempts FROM v_exchanges WHERE exchange = ?";
const ATTEMPTS: &str = "SELECT attempt, provider, provider_type, model, response_model, status, outcome, reason, \
    failure_class, started_at, finished_at, input_tokens, output_tokens, cost FROM v_attempts WHERE exchange = ? \
    ORDER BY attempt";

pub(crate) fn run(app: &mut App, why: &Why) -> Result<(), Failure> {
    let gate = app.read()?;
    let Some(exchange) = rows(&gate, EXCHANGE, &why.exchange)?.pop() else {
        // Says so in the library's words.
        gate.history().get(&why.exchange)?;
        let text = format!("there is no exchange `{}`", why.exchange);
        return Err(codegate_core::Error::new(Code::ExchangeNotFound, text).into());
    };
    let entry = gate.history().get(&why.exchange).ok();
    let workspace = text(&exchange, "workspace").unwrap_or_default();
    let request = request(&exchange, entry.as_ref());
    let reasons = Reasons {
        attempts: rows(&gate, ATTEMPTS, &why.exchange)?,
        rules_now: gate.workspaces().rules(&workspace).unwrap_or_default(),
        from_body: request.body.is_some(),
        // Of an archived workspace nothing can be decided any more.
        now: gate.explain(&request).ok(),
        exchange,
    };
    app.out.record(&reasons, || told(&reasons))
}

fn rows(gate: &Gate, sql: &str, exchange: &str) -> Result<Vec<Row>, Failure> {
    let params = Some(QueryParams::List(vec![SqlValue::Text(exchange.to_owned())]));
    let found = gate.query(sql, &QueryOptions { params, ..QueryOptions::default() })?;
    let columns = &found.columns;
    Ok(found.rows.into_iter().map(|row| columns.iter().cloned().zip(row).collect()).collect())
}

/// The request again, as far as it is known.
fn request(row: &Row, entry: Option<&HistoryEntry>) -> Request<'static> {
    let body = entry.and_then(|entry| entry.request_body.clone());
    let known = body.is_none();
    Request {
        format: text(row, "format").and_then(|word| word.parse().ok()).filter(|_| known),
        requested_model: text(row, "requested_model").filter(|_| known),
        // One that was not recognised is no word of the host's.
        client: text(row, "client").filter(|client| client != "generic"),
        request_type: text(row, "request_type"),
        session: text(row, "session"),
        workspace: text(row, "workspace"),
        body: body.map(|body| body.into_bytes().into()),
        ..Request::default()
    }
}

fn text(row: &Row, column: &str) -> Option<String> {
    match row.get(column)? {
        SqlValue::Null => None,
        SqlValue::Text(text) => Some(text.clone()),
        SqlValue::Integer(number) => Some(number.to_string()),
        SqlValue::Real(number) => Some(number.to_string()),
    }
}

fn told(reasons: &Reasons) -> String {
    let of = |name: &str| dash(text(&reasons.exchange, name));
    let mut out = format!(
        "exchange      {}\nworkspace     {} (session {})\nbegan         {}\nclient        {}\nrequest type  {}\nasked for     {}\noutcome       {}\n",
        of("exchange"),
        of("workspace"),
        of("session"),
        of("started_at"),
        of("client"),
        of("request_type"),
        of("requested_model"),
        of("outcome"),
    );
    out += "\nwhat happened\n";
    for attempt in &reasons.attempts {
        let of = |name: &str| text(attempt, name);
        let provider = of("provider").unwrap_or_else(|| "(no provider)".to_owned());
        out += &format!("  {}  {provider}/{}: {}", dash(of("attempt")), dash(of("model")), dash(of("outcome")));
        for (name, value) in [("status", of("status")), ("", of("failure_class")), ("", of("reason"))] {
            if let Some(value) = value {
                out += &format!(", {name}{}{value}", if name.is_empty() { "" } else { " " });
            }
        }
        out += &of("cost").map(|cost| format!(", {cost} USD")).unwrap_or_default();
        out.push('\n');
    }
    out += "\nwhy\n";
    out += &match text(&reasons.exchange, "rule") {
        Some(rule) => {
            let now = rule.parse().ok().and_then(|place: usize| reasons.rules_now.get(place));
            let now = now.map_or("there is no such rule now".to_owned(), |rule| {
                format!("there stands now: {}", rules::told(rule))
            });
            format!("  rule {rule} of the workspace took it; {now}\n")
        }
        None => "  no rule took it: the request said where to go, was recorded by a host, or had no route\n".to_owned(),
    };
    let Some(now) = &reasons.now else {
        return out + "\nthe workspace decides nothing now: it is archived\n";
    };
    out += if reasons.from_body {
        "\nthe same body now\n"
    } else {
        "\na request of these facts now (its body, headers and files were not kept)\n"
    };
    out += &explained(now).lines().map(|line| format!("  {line}\n")).collect::<String>();
    out
}
