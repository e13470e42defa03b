//! Calls that are made in one and the same way. Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args::{Args, broken};
use crate::calls::{Answer, answer};
use codegate_core::model::{PriceFormat, RuleSpec};
use codegate_core::{Exchange, Gate};

/// A call on a gate.
pub(crate) fn on_gate(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    match call.split_once('.') {
        Some(("workspaces", name)) => workspaces(gate, name, args),
        Some(("sessions", name)) => sessions(gate, name, args),
        Some(("providers", name)) => providers(gate, name, args),
        Some(("personas", name)) => personas(gate, name, args),
        Some(("prices", name)) => prices(gate, name, args),
        Some(("history", name)) => history(gate, name, args),
        Some(("alerts", name)) => alerts(gate, name, args),
        _ => own(gate, call, args),
    }
}

fn workspaces(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.workspaces();
    match call {
        "bind" => answer(area.bind(&args.text("folder")?, &args.text("workspace")?)?),
        "unbind" => answer(area.unbind(&args.text("folder")?)?),
        "bindings" => answer(area.bindings()?),
        "for_path" => answer(area.for_path(&args.text("path")?)?),
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
        "ensure" => answer(area.ensure(&args.text("id")?, args.optional_text("workspace")?.as_deref())?),
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

fn prices(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.prices();
    match call {
        "lookup" => answer(area.lookup(&args.rest()?)?),
        "unload" => answer(area.unload(PriceFormat::parse(&args.text("format")?)?)?),
        "set" => answer(area.set(&args.rest()?)?),
        "remove" => answer(area.remove(&args.text("model")?, args.optional_text("provider")?.as_deref())?),
        "own" => answer(area.own()?),
        "age" => answer(area.age()?),
        "list" => answer(area.list(&args.rest()?)?),
        _ => broken(format!("no call `prices.{call}`")),
    }
}

fn history(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    let area = gate.history();
    match call {
        "list" => answer(area.list(&args.rest()?)?),
        "get" => answer(area.get(&args.text("exchange")?)?),
        "count" => answer(area.count(&args.rest()?)?),
        "summary" => answer(area.summary(&args.rest()?)?),
        "prune" => answer(area.prune(&args.rest()?)?),
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

fn own(gate: &Gate, call: &str, args: &mut Args) -> Answer {
    match call {
        "usage" => answer(gate.usage().query(&args.rest()?)?),
        "verify" => answer(gate.usage().verify(args.flag("rebuild")?)?),
        "export_usage" => answer(gate.usage().export(&args.rest()?)?),
        "record" => answer(gate.record(&args.rest()?)?),
        "query" => answer(gate.query(&args.text("sql")?, &args.rest()?)?),
        "interrupt" => answer(gate.interrupt()?),
        "backup" => answer(gate.backup(&args.text("path")?, &args.rest()?)?),
        "compact" => answer(gate.compact()?),
        "health" => answer(gate.health()?),
        "reprice" => answer(gate.reprice(&args.rest()?)?),
        "superseded_charges" => answer(gate.superseded_charges(&args.text("exchange")?)?),
        _ => broken(format!("no call `{call}`")),
    }
}

/// A call on an exchange.
pub(crate) fn on_exchange(exchange: &Exchange, call: &str, args: &mut Args) -> Answer {
    match call {
        "decision" => answer(exchange.decision()),
        "url" => answer(exchange.url()),
        "route" => answer(exchange.route()),
        "warnings" => answer(exchange.warnings()),
        "remaining" => answer(exchange.remaining()),
        "authorize" => answer(exchange.authorize(&args.text("secret")?)?),
        "report_usage" => answer(exchange.report_usage(&args.rest()?)?),
        "fail" => answer(exchange.fail(&args.rest()?)?),
        "retry" => answer(exchange.retry(&args.rest()?)?),
        "close" => answer(exchange.close()?),
        _ => broken(format!("no call `exchange.{call}`")),
    }
}
