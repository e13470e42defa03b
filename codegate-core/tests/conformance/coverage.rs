//! Every call, every field of an answer and every error code stands in a case, or here with the reason why it cannot;
//! and every field, with a value, in an answer that a case expects whole, so that no wrong value goes unseen.
//! What there is, is read from `tests/contract.json`, which is generated from the core.

use crate::case;
use codegate_core::Code;
use codegate_core::model::{ClientSign, ClientTable, Format};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the core declares.
#[derive(Deserialize)]
struct Contract {
    calls: Vec<Call>,
    /// The fields of each record, with the record that they hold.
    records: BTreeMap<String, BTreeMap<String, Option<String>>>,
    codes: Vec<String>,
}

#[derive(Deserialize)]
struct Call {
    call: String,
    gives: Option<String>,
}

/// Calls that the cases name otherwise than the core.
const NAMED: [(&str, &str); 5] = [
    ("open", "gate.open"),
    ("close", "gate.close"),
    ("usage.query", "usage"),
    ("usage.verify", "verify"),
    ("usage.export", "export_usage"),
];

/// Calls of the cases that are no calls of the core, or give what is no record there.
const BESIDE: [(&str, Option<&str>); 4] =
    [("usage.csv", None), ("usage.jsonl", None), ("gate.reopen", None), ("plan_import", Some("PlanView"))];

/// Fields that no case can name, and why.
const UNSEEN: &[(&str, &[&str], &str)] = &[
    (
        "FlatRule",
        &["provider_name", "provider_type", "model", "matcher_type", "matcher"],
        "comes of a rule that was given, not of a call",
    ),
    ("Backup", &["size"], "changes with the tables"),
    ("Compacted", &["before", "after"], "change with the tables"),
    ("Health", &["sqlite"], "the version of SQLite changes"),
    ("Rule", &["unknown"], "needs a file of a newer version"),
    (
        "UsageDifference",
        &[
            "workspace",
            "start",
            "hours",
            "session",
            "provider",
            "model",
            "client",
            "rule",
            "request_type",
            "outcome",
            "status",
            "field",
            "recorded",
            "counted",
        ],
        "needs sums that are wrong",
    ),
];

/// Fields beside those that have a value in no answer that a case can expect whole, and why.
const NEVER_WHOLE: &[(&str, &[&str], &str)] = &[
    (
        "Health",
        &[
            "path",
            "store",
            "schema",
            "generation",
            "size",
            "log_size",
            "writable",
            "locks",
            "unwritten",
            "reattached",
            "detached",
            "filesystem",
            "peers",
            "free",
            "unpriced",
            "unfired",
            "without_usage",
            "warnings",
        ],
        "the version of SQLite beside them changes",
    ),
    ("Backup", &["exchanges", "attempts"], "the size beside them changes"),
    ("UnfiredRule", &["workspace", "rule"], "stand in what is never whole"),
    ("UnpricedModel", &["provider", "model", "exchanges"], "stand in what is never whole"),
    ("UsageCheck", &["differences"], "needs sums that are wrong"),
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
    (Code::ForkedHandle, "needs a fork"),
    (Code::InvalidHandle, "needs a handle of the C surface"),
    (Code::Internal, "needs a fault of the library"),
];

#[test]
fn every_call_stands_in_a_case() {
    let files = case::load();
    let made: BTreeSet<&str> = steps(&files).map(|step| step.call.as_str()).collect();
    let calls = calls(&contract());
    let missing: Vec<_> = calls.keys().filter(|call| !made.contains(call.as_str())).collect();
    assert!(missing.is_empty(), "calls that no case makes: {missing:?}");
    let unknown: Vec<_> = made.iter().filter(|call| !calls.contains_key(**call)).collect();
    assert!(unknown.is_empty(), "calls that the core does not declare: {unknown:?}");
}

#[test]
fn every_field_of_an_answer_stands_in_a_case() {
    let contract = contract();
    let files = case::load();
    let mut seen = BTreeSet::new();
    for (record, step) in answers(&contract, &files) {
        for value in [&step.expect, &step.expect_part].into_iter().flatten() {
            each_field(&contract, &record, value_of(step, value), &mut |record, field, _| {
                seen.insert((record.to_owned(), field.to_owned()));
            });
        }
    }
    let wrong = differing(&contract, &seen, |record, field| listed(UNSEEN, record, field));
    assert!(wrong.is_empty(), "fields that no case names, or that are excused though one does: {wrong:?}");
}

#[test]
fn every_field_has_a_value_in_an_answer_that_is_expected_whole() {
    let contract = contract();
    let files = case::load();
    let mut seen = BTreeSet::new();
    for (record, step) in answers(&contract, &files) {
        if let Some(value) = &step.expect {
            each_field(&contract, &record, value_of(step, value), &mut |record, field, value| {
                if !is_nothing(value) {
                    seen.insert((record.to_owned(), field.to_owned()));
                }
            });
        }
    }
    let excused = |record: &str, field: &str| listed(UNSEEN, record, field) || listed(NEVER_WHOLE, record, field);
    let wrong = differing(&contract, &seen, excused);
    assert!(wrong.is_empty(), "fields without a value in any whole answer, or excused though they have one: {wrong:?}");
}

#[test]
fn every_wire_format_has_a_receipt_that_is_expected_whole() {
    let files = case::load();
    let mut seen = BTreeSet::new();
    for case in files.iter().flat_map(|file| &file.cases) {
        let mut begun = BTreeMap::new();
        for step in &case.steps {
            let part = step.expect_part.as_ref().or(step.expect.as_ref());
            match (step.call.as_str(), &step.name, &step.on) {
                ("begin", Some(name), _) => {
                    begun.insert(name, part.and_then(|part| part["decision"]["facts"]["format"].as_str()));
                }
                ("exchange.finish" | "exchange.close", _, Some(name)) if step.expect.is_some() => {
                    seen.extend(begun.get(name).copied().flatten());
                }
                _ => {}
            }
        }
    }
    let missing: Vec<_> =
        Format::ALL.iter().map(|format| format.as_str()).filter(|word| !seen.contains(word)).collect();
    assert!(missing.is_empty(), "wire formats of which no receipt is expected whole: {missing:?}");
}

/// The fields that are seen though they are excused, or neither.
fn differing(
    contract: &Contract,
    seen: &BTreeSet<(String, String)>,
    excused: impl Fn(&str, &str) -> bool,
) -> Vec<String> {
    let fields = contract.records.iter().flat_map(|(name, fields)| fields.keys().map(move |field| (name, field)));
    fields
        .filter(|(record, field)| seen.contains(&(record.to_string(), field.to_string())) == excused(record, field))
        .map(|(record, field)| format!("{record}.{field}"))
        .collect()
}

fn listed(list: &[(&str, &[&str], &str)], record: &str, field: &str) -> bool {
    list.iter().any(|(of, names, _)| *of == record && names.contains(&field))
}

/// The steps whose answer is a record or has one, with the name of that record.
fn answers<'f>(contract: &Contract, files: &'f [case::File]) -> Vec<(String, &'f case::Step)> {
    let calls = calls(contract);
    let record = |step: &case::Step| match step.call.as_str() {
        // It gives an exchange, of which the cases show the decision.
        "begin" => Some("Decision".to_owned()),
        call => calls.get(call).cloned().flatten(),
    };
    steps(files).filter_map(|step| Some((record(step)?, step))).collect()
}

/// The record in an expected value.
fn value_of<'v>(step: &case::Step, value: &'v Value) -> &'v Value {
    if step.call == "begin" { &value["decision"] } else { value }
}

/// Tells each field of a record that a value names, and those of the records in it.
fn each_field(contract: &Contract, record: &str, value: &Value, tell: &mut impl FnMut(&str, &str, &Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| each_field(contract, record, item, tell)),
        Value::Object(fields) => {
            let known = &contract.records[record];
            for (name, value) in fields {
                let held = known.get(name).unwrap_or_else(|| panic!("`{record}` has no field `{name}`"));
                tell(record, name, value);
                if let Some(held) = held {
                    each_field(contract, held, value, tell);
                }
            }
        }
        _ => {}
    }
}

/// Whether a value says nothing that could be wrong.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The calls as the cases name them, each with the record that it gives.
fn calls(contract: &Contract) -> BTreeMap<String, Option<String>> {
    let declared = contract.calls.iter().map(|call| {
        let named = NAMED.iter().find(|(core, _)| *core == call.call);
        (named.map_or(call.call.as_str(), |(_, named)| named).to_owned(), call.gives.clone())
    });
    declared.chain(BESIDE.map(|(call, gives)| (call.to_owned(), gives.map(str::to_owned)))).collect()
}

fn contract() -> Contract {
    let text = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/contract.json")).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn every_error_code_stands_in_a_case() {
    let declared = contract().codes;
    assert!(declared.iter().map(String::as_str).eq(Code::ALL.iter().map(|code| code.as_str())));
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
