//! Measures the core against floors, side by side in one run: every figure is a median of interleaved rounds.
//!
//! Prints lines of `name: value`; `cargo xtask bench` collects them with those of the other languages.

use codegate_core::Gate;
use codegate_core::model::*;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // A word on the command line runs those whose name holds it.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    let benches: [(&str, &dyn Fn()); 5] = [
        ("rules", &decide_with_rules),
        ("bodies", &decide_on_bodies),
        ("finish", &|| finish_against_raw_insert(folder.path())),
        ("open", &|| open_with_workspaces(folder.path())),
        ("borders", &borders),
    ];
    benches.iter().filter(|(name, _)| name.contains(&only)).for_each(|(_, run)| run());
}

fn tell(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
}

/// Nanoseconds of one run of `work`, over `times` runs.
fn nanos(times: u32, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    start.elapsed().as_nanos() as f64 / f64::from(times)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Medians of several ways, measured in turns.
fn interleaved(rounds: usize, ways: &mut [&mut dyn FnMut() -> f64]) -> Vec<f64> {
    let mut values = vec![Vec::with_capacity(rounds); ways.len()];
    for _ in 0..rounds {
        for (way, values) in ways.iter_mut().zip(&mut values) {
            values.push(way());
        }
    }
    values.into_iter().map(median).collect()
}

/// A store in memory whose default workspace has `count` rules, of which only the last, a catch-all, matches.
fn gate_with_rules(count: usize) -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    let new = NewProvider { provider_type: Some(ProviderType::Ollama), ..NewProvider::default() };
    gate.providers().add("local", &new).unwrap();
    let patterns = ["*.e{}", "src/m{}/**/*.rs", "part{}*", "file{}.rs"];
    let rule = |number: usize| RuleSpec {
        when: if number + 1 == count {
            When::default()
        } else {
            let pattern = patterns[number % patterns.len()].replace("{}", &number.to_string());
            When { files: Some(vec![pattern]), ..When::default() }
        },
        to: vec![Target::parse("local/qwen3")],
        ..RuleSpec::default()
    };
    gate.workspaces().set_rules("default", &(0..count).map(rule).collect::<Vec<_>>()).unwrap();
    gate
}

fn facts() -> Request<'static> {
    Request {
        files: Some(vec!["/home/u/app/src/main.rs".into()]),
        request_type: Some("chat".into()),
        requested_model: Some("gpt-5".into()),
        format: Some(Format::OpenaiChat),
        ..Request::default()
    }
}

fn decide_with_rules() {
    let counts = [1, 10, 100, 1_000];
    let gates = counts.map(gate_with_rules);
    let request = facts();
    let mut ways = gates.each_ref().map(|gate| {
        let request = &request;
        move || nanos(200, || drop(black_box(gate.decide(request).unwrap())))
    });
    let [a, b, c, d] = &mut ways;
    let found = interleaved(60, &mut [a, b, c, d]);
    for (count, nanos) in counts.iter().zip(&found) {
        tell(&format!("decide with facts, {count} rules: {nanos:.0} ns, {:.2}x of 1 rule", nanos / found[0]));
    }
    let file = tempfile::tempdir().unwrap();
    let gate = Gate::open(file.path().join("gate.db")).unwrap();
    let in_file = median((0..60).map(|_| nanos(200, || drop(black_box(gate.decide(&request).unwrap())))).collect());
    tell(&format!("decide with facts, store in a file (asks whether it changed): {in_file:.0} ns"));
}

/// A chat of a coding agent of about `size` bytes: a system text, and turns with files in fences.
fn body(size: usize) -> Vec<u8> {
    let mut messages =
        vec![serde_json::json!({"role": "system", "content": "You are a careful assistant.\n".repeat(20)})];
    let mut number = 0;
    let code = "fn main() {\n    let name = \"world\";\n    println!(\"hello {name}\");\n}\n".repeat(12);
    while serde_json::to_vec(&messages).unwrap().len() < size {
        number += 1;
        let text = format!("look at this\n```rust src/part{number}/main.rs\n{code}```\nand \"tell\" me");
        messages.push(serde_json::json!({"role": "user", "content": text}));
        messages.push(serde_json::json!({"role": "assistant", "content": format!("It is part {number}.\n")}));
    }
    messages.push(serde_json::json!({"role": "user", "content": "fix\n```rust src/app/lib.rs\nfn f() {}\n```"}));
    serde_json::to_vec(&serde_json::json!({"model": "gpt-5", "stream": true, "messages": messages})).unwrap()
}

/// The whole decision, rewritten body included, against a pass over the quotes and a copy of the same body.
fn decide_on_bodies() {
    let gate = gate_with_rules(10);
    let update = WorkspaceUpdate { custom_instructions: Some(Some("Use tabs.".into())), ..WorkspaceUpdate::default() };
    gate.workspaces().update("default", &update).unwrap();
    for size in [10_000, 100_000, 1_000_000] {
        let body = body(size);
        let request = Request {
            body: Some(body.as_slice().into()),
            path: Some("/v1/chat/completions".into()),
            ..Request::default()
        };
        let times = u32::try_from(2_000_000 / size).unwrap();
        let mut ours = || nanos(times, || drop(black_box(gate.decide(&request).unwrap())));
        let mut floor = || {
            nanos(times, || {
                black_box(memchr::memchr_iter(b'"', &body).count());
                drop(black_box(body.clone()));
            })
        };
        let found = interleaved(30, &mut [&mut ours, &mut floor]);
        tell(&format!(
            "whole decision, {} KB body: {:.1} us, {:.2}x of the floor (quotes + copy, {:.1} us)",
            size / 1_000,
            found[0] / 1e3,
            found[0] / found[1],
            found[1] / 1e3
        ));
    }
}

const INSERT_EXCHANGE: &str = "INSERT INTO exchanges (id, workspace_id, session, format, client, started_at,
    finished_at, outcome, in_history, prompt, output, cut)
    VALUES (?1, 1, 'default', 'openai_chat', 'generic', 0, 0, 'completed', 1, 'hi', 'hello', 0)";
const INSERT_ATTEMPT: &str = "INSERT INTO attempts (exchange_seq, position, provider, model, outcome, started_at,
    finished_at, input_uncached, cache_read, cache_write_5m, cache_write_long, output, raw, completeness, marks, cost_known)
    VALUES (?1, 0, 'local', 'qwen3', 'completed', 0, 0, 12, 0, 0, 0, 3, ?2, 'final', '', 0)";
const UPSERT_ROLL_UP: &str =
    "INSERT INTO usage_by_day VALUES (1, 0, 'default', 'local', 'qwen3', 1, 12, 0, 0, 0, 3, 0, 0, 0, 0, 1)
    ON CONFLICT DO UPDATE SET exchanges = exchanges + 1, input_uncached = input_uncached + 12, output = output + 3";

fn finish_against_raw_insert(folder: &Path) {
    let answer = br#"{"model":"qwen3","choices":[{"message":{"content":"hello"}}],"usage":{"prompt_tokens":12,"completion_tokens":3}}"#;
    let gate = Gate::open(folder.join("ours.db")).unwrap();
    let request = br#"{"model":"qwen3","messages":[{"role":"user","content":"hi"}]}"#;
    let mut ours = || {
        let exchange = gate.begin(Request { body: Some(request.into()), ..Request::default() }).unwrap();
        exchange.feed(answer).unwrap();
        nanos(1, || drop(black_box(exchange.finish(Outcome::Completed).unwrap())))
    };
    let path = folder.join("raw.db");
    Gate::open(&path).unwrap().close().unwrap();
    let mut raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON").unwrap();
    let mut number = 0;
    let mut theirs = || {
        number += 1;
        let id = format!("{number:036}");
        nanos(1, || {
            let transaction = raw.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).unwrap();
            transaction.prepare_cached(INSERT_EXCHANGE).unwrap().execute([&id]).unwrap();
            let seq = transaction.last_insert_rowid();
            let usage = r#"{"prompt_tokens":12,"completion_tokens":3}"#;
            transaction.prepare_cached(INSERT_ATTEMPT).unwrap().execute(rusqlite::params![seq, usage]).unwrap();
            transaction.prepare_cached(UPSERT_ROLL_UP).unwrap().execute([]).unwrap();
            transaction.commit().unwrap();
        })
    };
    let found = interleaved(600, &mut [&mut ours, &mut theirs]);
    tell(&format!(
        "finish: {:.0} us, {:.2}x of a raw insert of the same rows with the same syncs ({:.0} us)",
        found[0] / 1e3,
        found[0] / found[1],
        found[1] / 1e3
    ));
}

fn open_with_workspaces(folder: &Path) {
    let path = folder.join("many.db");
    let gate = Gate::open(&path).unwrap();
    let new = NewProvider { provider_type: Some(ProviderType::Ollama), ..NewProvider::default() };
    gate.providers().add("local", &new).unwrap();
    for number in 0..100 {
        let rule = |rule: usize| RuleSpec {
            when: When { files: Some(vec![format!("*.e{rule}")]), ..When::default() },
            to: vec![Target::parse("local/qwen3")],
            ..RuleSpec::default()
        };
        let new = NewWorkspace { rules: (0..10).map(rule).collect(), ..NewWorkspace::default() };
        gate.workspaces().create(&format!("w{number}"), &new).unwrap();
    }
    gate.close().unwrap();
    let mut ours = || nanos(1, || drop(black_box(Gate::open(&path).unwrap())));
    let mut theirs = || {
        nanos(1, || {
            let raw = rusqlite::Connection::open(&path).unwrap();
            for table in ["workspaces", "rules", "rule_targets", "providers", "sessions"] {
                let mut statement = raw.prepare(&format!("SELECT * FROM {table}")).unwrap();
                let mut rows = statement.query([]).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    black_box(row.get_ref(0).unwrap());
                }
            }
        })
    };
    let found = interleaved(60, &mut [&mut ours, &mut theirs]);
    tell(&format!(
        "open, 100 workspaces of 10 rules: {:.2} ms, {:.2}x of a raw open that reads the same rows ({:.2} ms)",
        found[0] / 1e6,
        found[0] / found[1],
        found[1] / 1e6
    ));
}

/// The calls that `tests/bench` makes through the other languages.
fn borders() {
    let gate = gate_with_rules(1);
    let request = facts();
    let exchange =
        gate.begin(Request { body: Some(br#"{"model":"m","messages":[]}"#.into()), ..Request::default() }).unwrap();
    let mut decide = || nanos(2_000, || drop(black_box(gate.decide(&request).unwrap())));
    let mut feed = || nanos(2_000, || drop(black_box(exchange.feed(b"data: {}").unwrap())));
    let mut id = || nanos(2_000, || _ = black_box(exchange.id()));
    let found = interleaved(30, &mut [&mut decide, &mut feed, &mut id]);
    for (name, nanos) in ["decide", "feed", "id"].iter().zip(found) {
        tell(&format!("rust {name}: {nanos:.0} ns"));
    }
}
