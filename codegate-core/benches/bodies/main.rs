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
        for size in [10_000, 100_000, 1_000_000] {
            clients::all(size).iter().for_each(|sent| against_floor_and_plain_way(&gate, sent));
        }
    }
    if "growth".contains(&only) {
        growth(&gate);
    }
}

/// A store in memory with two rules and instructions.
fn gate() -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    let new = NewProvider { provider_type: Some(ProviderType::Ollama), ..NewProvider::default() };
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
