//! Every public call and every error code stands in a case, or here with the reason why it cannot.

use crate::case;
use codegate_core::Code;
use codegate_core::model::{ClientSign, ClientTable};
use std::collections::BTreeSet;

/// Every call that a case can make.
const CALLS: &[&str] = &[
    "workspaces.create",
    "workspaces.get",
    "workspaces.list",
    "workspaces.list_archived",
    "workspaces.update",
    "workspaces.rename",
    "workspaces.archive",
    "workspaces.recover",
    "workspaces.delete",
    "workspaces.rules",
    "workspaces.set_rules",
    "sessions.activate",
    "sessions.active_workspace",
    "sessions.list",
    "sessions.get",
    "sessions.remove",
    "providers.add",
    "providers.get",
    "providers.list",
    "providers.update",
    "providers.rename",
    "providers.remove",
    "personas.add",
    "personas.get",
    "personas.list",
    "personas.update",
    "personas.rename",
    "personas.remove",
    "personas.vector",
    "decide",
    "explain",
    "begin",
    "record",
    "usage",
    "usage.csv",
    "usage.jsonl",
    "export_usage",
    "verify",
    "query",
    "interrupt",
    "health",
    "reprice",
    "superseded_charges",
    "history.list",
    "history.get",
    "history.count",
    "history.summary",
    "alerts.add",
    "alerts.list",
    "alerts.get",
    "alerts.count",
    "alerts.summary",
    "prices.lookup",
    "prices.list",
    "prices.age",
    "prices.load",
    "prices.unload",
    "prices.set",
    "prices.remove",
    "prices.own",
    "export",
    "plan_import",
    "plan.apply",
    "exchange.id",
    "exchange.decision",
    "exchange.url",
    "exchange.headers",
    "exchange.body",
    "exchange.route",
    "exchange.begin_response",
    "exchange.feed",
    "exchange.end",
    "exchange.report_usage",
    "exchange.fail",
    "exchange.retry",
    "exchange.finish",
    "exchange.close",
    "exchange.discard",
    "exchange.warnings",
    "gate.open",
    "gate.close",
    "gate.reopen",
];

/// Codes that no case can provoke, and why.
const UNPROVOKED: &[(Code, &str)] = &[
    (Code::SchemaTooNew, "needs a file of a newer version"),
    (Code::NotAStore, "needs a file that is no store"),
    (Code::Corrupt, "needs a damaged file"),
    (Code::StorageDetached, "needs a file that is removed behind the library's back"),
    (Code::UnsupportedFilesystem, "needs a file system that cannot share files"),
    (Code::Busy, "needs a second process that holds the lock"),
    (Code::DiskFull, "needs a full disk"),
    (Code::Io, "needs an operating system that refuses"),
    (Code::ForkedHandle, "needs a fork"),
    (Code::InvalidHandle, "needs a handle of the C surface"),
    (Code::Internal, "needs a fault of the library"),
];

#[test]
fn every_call_stands_in_a_case() {
    let files = case::load();
    let made: BTreeSet<&str> = steps(&files).map(|step| step.call.as_str()).collect();
    let missing: Vec<_> = CALLS.iter().filter(|call| !made.contains(*call)).collect();
    assert!(missing.is_empty(), "calls that no case makes: {missing:?}");
}

#[test]
fn every_error_code_stands_in_a_case() {
    let files = case::load();
    let provoked: BTreeSet<&str> = steps(&files).filter_map(|step| step.error.as_deref()).collect();
    let excused = |code: &Code| UNPROVOKED.iter().any(|(other, _)| other == code);
    let wrong: Vec<_> = Code::ALL
        .iter()
        .filter(|code| provoked.contains(code.as_str()) == excused(code))
        .map(|code| code.as_str())
        .collect();
    assert!(wrong.is_empty(), "codes that no case provokes, or that are excused though one does: {wrong:?}");
    let unknown: Vec<_> = provoked.iter().filter(|code| Code::parse(code).is_none()).collect();
    assert!(unknown.is_empty(), "cases expect codes that there are not: {unknown:?}");
}

#[test]
fn names_of_cases_are_unique() {
    let files = case::load();
    let mut seen = BTreeSet::new();
    for case in files.iter().flat_map(|file| &file.cases) {
        assert!(seen.insert(case.name.as_str()), "two cases are named `{}`", case.name);
        assert!(!case.steps.is_empty(), "`{}` has no step", case.name);
    }
}

#[test]
fn every_client_is_told_in_a_case_by_each_kind_of_sign_that_it_has() {
    let text = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/src/request/clients.json")).unwrap();
    let table: ClientTable = serde_json::from_slice(&text).unwrap();
    let files = case::load();
    let mut told = BTreeSet::new();
    for facts in steps(&files).filter_map(|step| step.expect_part.as_ref()?.get("facts")) {
        let evidence = facts["client_evidence"].as_array().into_iter().flatten();
        told.extend(evidence.filter_map(|one| Some((facts["client"].as_str()?, one["source"].as_str()?))));
    }
    for client in &table.clients {
        let is_agent = |sign: &ClientSign| sign.name == "user-agent";
        let has = [
            ("header", client.headers.iter().any(|sign| !is_agent(sign))),
            ("user_agent", client.headers.iter().any(is_agent)),
            ("system", !client.system.is_empty()),
            ("opening", !client.openings.is_empty()),
            ("member", !client.members.is_empty()),
            ("tools", !client.tools.is_empty()),
        ];
        for (source, _) in has.into_iter().filter(|(_, has)| *has) {
            assert!(told.contains(&(client.name.as_str(), source)), "no case tells `{}` by its {source}", client.name);
        }
    }
}

fn steps(files: &[case::File]) -> impl Iterator<Item = &case::Step> {
    files.iter().flat_map(|file| &file.cases).flat_map(|case| &case.steps)
}
