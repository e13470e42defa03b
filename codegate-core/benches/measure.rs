//! Measures the core against floors, side by side in one run: every figure is a median of interleaved rounds.
//!
//! Prints lines of `name: value`; `cargo xtask bench` collects them with those of the other languages.

#[path = "bodies/clients.rs"]
#[allow(dead_code, reason = "only a body is needed here")]
mod clients;
mod support;

use codegate_core::Gate;
use codegate_core::model::*;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::Path;
use support::{interleaved, median, nanos, only, tell};

fn main() {
    let Some(only) = only() else { return };
    let folder = tempfile::tempdir().unwrap();
    let benches: [(&str, &dyn Fn()); 5] = [
        ("rules", &decide_with_rules),
        ("packed", &decide_on_packed_bodies),
        ("finish", &|| finish_against_raw_insert(folder.path())),
        ("open", &|| open_with_workspaces(folder.path())),
        ("borders", &borders),
    ];
    benches.iter().filter(|(name, _)| name.contains(&only)).for_each(|(_, run)| run());
}

/// A store in memory whose default workspace has `count` rules, of which only the last, a catch-all, matches.
fn gate_with_rules(count: usize) -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    let new = NewProvider::new(ProviderType::Ollama);
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
    decide_with_repeated_folders();
    let file = tempfile::tempdir().unwrap();
    let gate = Gate::open(file.path().join("gate.db")).unwrap();
    let in_file = median((0..60).map(|_| nanos(200, || drop(black_box(gate.decide(&request).unwrap())))).collect());
    tell(&format!("decide with facts, store in a file (asks whether it changed): {in_file:.0} ns"));
}

/// Files whose paths repeat the folder that a pattern begins with.
fn decide_with_repeated_folders() {
    let gate = gate_with_rules(1);
    let rules: Vec<RuleSpec> = from_json(br#"[{"when": {"files": "a/b/**"}, "to": "local/m"}]"#).unwrap();
    gate.workspaces().set_rules("default", &rules).unwrap();
    let files = |length: usize| (0..FILES).map(|file| format!("{}f{file}.x", "a/".repeat(length / 2))).collect();
    let requests = [500, 1_000].map(|length| Request { files: Some(files(length)), ..Request::default() });
    let mut ways = requests.each_ref().map(|request| {
        let gate = &gate;
        move || nanos(1, || drop(black_box(gate.decide(request).unwrap())))
    });
    let [half, whole] = &mut ways;
    let found = interleaved(9, &mut [half, whole]);
    let millis = found[1] / 1e6;
    tell(&format!(
        "decide with facts, {FILES} files that repeat a folder: {millis:.1} ms, {:.2}x of paths half as long",
        found[1] / found[0]
    ));
}

/// A body that comes packed, against the two things that have to be done: the crate's unpacking, and the plain decision.
fn decide_on_packed_bodies() {
    let gate = gate_with_rules(1);
    let plain = clients::all(100_000).swap_remove(0).body;
    let zstd = compress_to_vec(plain.as_slice(), CompressionLevel::Fastest);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&plain).unwrap();
    let gzip = gzip.finish().unwrap();
    let unzstd: fn(&[u8]) -> Box<dyn Read + '_> = |packed| Box::new(StreamingDecoder::new(packed).unwrap());
    let ungzip: fn(&[u8]) -> Box<dyn Read + '_> = |packed| Box::new(GzDecoder::new(packed));
    for (name, packed, reader) in [("zstd", zstd, unzstd), ("gzip", gzip, ungzip)] {
        let unpacked = || {
            let mut out = Vec::new();
            reader(&packed).read_to_end(&mut out).unwrap();
            out
        };
        assert_eq!(unpacked(), plain);
        let decide = |body: &[u8]| {
            let path = Some("/v1/messages".into());
            let decision = gate.decide(&Request { body: Some(body.into()), path, ..Request::default() }).unwrap();
            assert_eq!(decision.facts.format, Format::AnthropicMessages);
            black_box(decision);
        };
        let mut floor = || nanos(10, || drop(black_box(unpacked())));
        let mut as_plain = || nanos(10, || decide(&plain));
        let mut as_packed = || nanos(10, || decide(&packed));
        let found = interleaved(60, &mut [&mut floor, &mut as_plain, &mut as_packed]);
        tell(&format!(
            "decide on a body of {} KB in {} KB of {name}: {:.0} us, {:.2}x of unpacking it by the crate ({:.0} us) and deciding on it plain ({:.0} us)",
            plain.len() / 1_000,
            packed.len() / 1_000,
            found[2] / 1e3,
            found[2] / (found[0] + found[1]),
            found[0] / 1e3,
            found[1] / 1e3,
        ));
    }
}

const FILES: usize = 1_000;
const INSERT_EXCHANGE: &str = "INSERT INTO exchanges (id, workspace_id, session, format, client, started_at,
    finished_at, outcome, attempts, incomplete, unpriced, in_history, prompt, output, cut)
    VALUES (?1, 1, 'default', 'openai_chat', 'generic', 0, 0, 'completed', 1, 0, 1, 1, 'hi', 'hello', 0)";
const INSERT_ATTEMPT: &str = "INSERT INTO attempts (exchange_seq, position, provider, model, outcome, started_at,
    finished_at, input_uncached, cache_read, cache_write_5m, cache_write_long, output, raw, completeness, marks, cost_known)
    VALUES (?1, 0, 'local', 'qwen3', 'completed', 0, 0, 12, 0, 0, 0, 3, ?2, 'final', '', 0)";
const UPSERT_ROLL_UP: &str = "INSERT INTO usage_sums VALUES
    (1, 1, 0, 'default', 'local', 'qwen3', 'generic', -1, '', 'completed', -1, 1, 1, 0, 12, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0),
    (1, 24, 0, 'default', 'local', 'qwen3', 'generic', -1, '', 'completed', -1, 1, 1, 0, 12, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 0)
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
    let new = NewProvider::new(ProviderType::Ollama);
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
    let sent = clients::all(100_000).swap_remove(0);
    if let Some(path) = std::env::var_os("CODEGATE_BENCH_BODY") {
        std::fs::write(path, &sent.body).unwrap();
    }
    let with_body = Request {
        body: Some(sent.body.as_slice().into()),
        path: Some("/v1/messages".into()),
        headers: vec![("user-agent".into(), "claude-cli/2.1.0".into())],
        ..Request::default()
    };
    let mut whole = || nanos(50, || drop(black_box(gate.decide(&with_body).unwrap())));
    let mut decide = || nanos(2_000, || drop(black_box(gate.decide(&request).unwrap())));
    let mut passing = || {
        nanos(20, || {
            let exchange = gate.begin(with_body.clone()).unwrap();
            black_box((exchange.url(), exchange.headers(), exchange.body().map(|body| body.to_vec())));
            exchange.close().unwrap();
        })
    };
    let mut feed = || nanos(2_000, || drop(black_box(exchange.feed(b"data: {}").unwrap())));
    let mut id = || nanos(2_000, || _ = black_box(exchange.id()));
    let found = interleaved(30, &mut [&mut decide, &mut whole, &mut passing, &mut feed, &mut id]);
    let names = ["decide", "decide on a body of 106 KB", "begin to close on a body of 106 KB", "feed", "id"];
    for (name, nanos) in names.iter().zip(found) {
        tell(&format!("rust {name}: {nanos:.0} ns"));
    }
}
