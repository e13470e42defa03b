//! The whole decision on raw bodies: client, kind, files, rule, route and the rewritten body.
//!
//! Against the floor, which visits every quote with memchr and copies the body; and against the straightforward way,
//! which must give the same answer.

mod clients;
mod plain;
#[path = "../support/mod.rs"]
mod support;

use clients::Sent;
use codegate_core::Gate;
use codegate_core::model::*;
use plain::Answer;
use std::hint::black_box;
use support::{interleaved, nanos, only, tell};

const MODELS: [&str; 2] = ["qwen3-coder", "qwen3"];
const INSTRUCTIONS: &str = "Answer briefly.\nUse tabs.";

fn main() {
    let Some(only) = only() else { return };
    let gate = gate();
    if "bodies".contains(&only) {
        agree_on_every_way(&gate);
        for size in [10_000, 100_000, 1_000_000] {
            clients::all(size).iter().for_each(|sent| against_floor_and_plain_way(&gate, sent));
        }
    }
    if "growth".contains(&only) {
        growth(&gate);
    }
    if "hostile".contains(&only) {
        hostile(&gate);
    }
}

/// A store in memory with two rules and instructions.
fn gate() -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    let new = NewProvider::new(ProviderType::Ollama);
    gate.providers().add("local", &new).unwrap();
    let rules =
        format!(r#"[{{"when": {{"files": "*.rs"}}, "to": "local/{}"}}, {{"to": "local/{}"}}]"#, MODELS[0], MODELS[1]);
    let rules: Vec<RuleSpec> = from_json(rules.as_bytes()).unwrap();
    gate.workspaces().set_rules("default", &rules).unwrap();
    let update = WorkspaceUpdate { custom_instructions: Some(Some(INSTRUCTIONS.into())), ..WorkspaceUpdate::default() };
    gate.workspaces().update("default", &update).unwrap();
    gate
}

fn request(sent: &Sent) -> Request<'_> {
    Request {
        body: Some(sent.body.as_slice().into()),
        path: Some(sent.path.into()),
        headers: sent.headers.clone(),
        ..Request::default()
    }
}

/// Our answer in the terms of the straightforward way.
fn answer(gate: &Gate, sent: &Sent) -> Answer {
    let exchange = gate.begin(request(sent)).unwrap();
    let (decision, body) = (exchange.decision(), exchange.body().unwrap());
    let facts = &decision.facts;
    Answer {
        client: facts.client.clone(),
        request_type: facts.request_type.clone().unwrap(),
        requested_model: facts.requested_model.clone().unwrap(),
        files: facts.files.iter().map(|file| file.path.clone()).collect(),
        rule: decision.rule.unwrap(),
        model: decision.route.as_ref().unwrap().model.clone().unwrap(),
        body: serde_json::from_slice(&body).unwrap(),
    }
}

/// Both find every way of naming a file, so that neither is fast because it does less.
fn agree_on_every_way(gate: &Gate) {
    let sent = clients::every_way();
    let sorted = |mut answer: Answer| {
        answer.files.sort();
        answer
    };
    let (ours, theirs) = (sorted(answer(gate, &sent)), sorted(plain::decide(&sent, MODELS, INSTRUCTIONS).0));
    assert_eq!(ours, theirs);
    assert_eq!(ours.files.len(), clients::WAYS, "{:?}", ours.files);
}

fn floor(body: &[u8]) {
    memchr::memchr_iter(b'"', body).for_each(|at| _ = black_box(at));
    drop(black_box(body.to_vec()));
}

fn against_floor_and_plain_way(gate: &Gate, sent: &Sent) {
    let (mut ours, mut theirs) = (answer(gate, sent), plain::decide(sent, MODELS, INSTRUCTIONS).0);
    assert!(ours.body.take() == theirs.body.take(), "the bodies for {} differ", sent.client);
    assert_eq!(ours, theirs, "{}", sent.client);
    let request = request(sent);
    let times = u32::try_from(1_000_000 / sent.body.len()).unwrap().max(1);
    let found = interleaved(
        30,
        &mut [
            &mut || nanos(times, || drop(black_box(gate.decide(&request).unwrap()))),
            &mut || nanos(times, || floor(&sent.body)),
            &mut || nanos(times, || drop(black_box(plain::decide(sent, MODELS, INSTRUCTIONS)))),
        ],
    );
    tell(&format!(
        "whole decision, {}, {} KB: {:.1} us, {:.2}x of the floor ({:.1} us), {:.1}x faster than the plain way ({:.0} us), {} files",
        sent.client,
        sent.body.len() / 1_000,
        found[0] / 1e3,
        found[0] / found[1],
        found[1] / 1e3,
        found[2] / found[0],
        found[2] / 1e3,
        ours.files.len(),
    ));
}

fn growth(gate: &Gate) {
    for number in 0..4 {
        let mut line = String::new();
        for size in [10_000, 100_000, 1_000_000, 8_000_000, 31_000_000] {
            let sent = clients::all(size).swap_remove(number);
            let request = request(&sent);
            let times = u32::try_from(1_000_000 / sent.body.len()).unwrap_or(1).max(1);
            let found = interleaved(9, &mut [&mut || nanos(times, || drop(black_box(gate.decide(&request).unwrap())))]);
            let per_byte = found[0] / sent.body.len() as f64;
            line = format!(
                "{line}{}{per_byte:.3}",
                if line.is_empty() { format!("growth, {}: ", sent.client) } else { ", ".into() }
            );
        }
        tell(&format!("{line} ns a byte at 10 KB, 100 KB, 1 MB, 8 MB and 31 MB"));
    }
}

/// Bodies that are made of nothing but what costs most to read: what a byte costs must not grow with their size.
fn hostile(gate: &Gate) {
    let ranges = format!("```{}\\n", "1:".repeat(2_000));
    let known: String = (0..1_000).map(|number| format!("\"f{number}\",")).collect();
    let known = format!(r#"{{"messages":[{{"tool_calls":[{{"function":{{"arguments":{{"paths":[{known}"#);
    let items: [(&str, &str, &str, &str); 11] = [
        ("quotes", r#"{"a":["#, "\"\",", "0]}"),
        ("escapes", r#"{"messages":[{"role":"user","content":""#, "\\\\\\\"\\u0041", r#""}]}"#),
        ("brackets", r#"{"a":["#, "[{}],", "0]}"),
        ("fences", r#"{"messages":[{"role":"user","content":""#, "```\\n", r#""}]}"#),
        ("named fences", r#"{"messages":[{"role":"user","content":""#, "````a.rs\\n~~~\\n", r#""}]}"#),
        ("tags", r#"{"messages":[{"role":"user","content":""#, "<file path=<file ", r#""}]}"#),
        ("nested tags", r#"{"messages":[{"role":"user","content":""#, "<file_content path='a", r#""}]}"#),
        ("messages", r#"{"messages":["#, r#"{"role":"user","content":"a"},"#, "0]}"),
        ("arguments", r#"{"messages":[{"tool_calls":["#, r#"{"function":{"arguments":"{\"path\":["}},"#, "0]}]}"),
        ("ranges", r#"{"messages":[{"role":"user","content":""#, &ranges, r#""}]}"#),
        ("files that are known", &known, "\"f7\",", "0]}}}]}]}"),
    ];
    const MIB: usize = 1 << 20;
    for (name, start, item, end) in items {
        let cost = |size: usize| {
            let body = format!("{start}{}{end}", item.repeat((size - start.len() - end.len()) / item.len()));
            let request = Request { body: Some(body.as_bytes().into()), ..Request::default() };
            let rounds = if size > 4 * MIB { 3 } else { 9 };
            let decision = gate.decide(&request).unwrap();
            assert!(decision.warnings.iter().all(|warning| warning.code != "body_unreadable"), "{name}");
            interleaved(rounds, &mut [&mut || nanos(1, || drop(black_box(gate.decide(&request).unwrap())))])[0]
                / size as f64
        };
        let (least, most) = (cost(MIB), cost(32 * MIB));
        tell(&format!(
            "hostile, {name}: {least:.2} ns a byte at 1 MiB, {most:.2} at 32 MiB, growth {:.2}x",
            most / least
        ));
    }
}
