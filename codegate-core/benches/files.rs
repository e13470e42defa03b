//! Finding files: in what an agent sends, and in texts made to be looked through again and again.
//!
//! For the latter what counts is the growth: time for each byte, from 1 to 32 MiB.

#[path = "support/mod.rs"]
mod support;

use codegate_core::Gate;
use codegate_core::model::{FilesFrom, Request};
use std::hint::black_box;
use support::{interleaved, median, nanos, only, tell};

fn main() {
    let Some(only) = only() else { return };
    let gate = Gate::open(":memory:").unwrap();
    in_text(&gate, &only);
    in_arguments(&gate, &only);
    hostile(&gate, &only);
}

/// The whole decision on these messages.
fn decide(gate: &Gate, body: &[u8], files: bool) -> usize {
    let request = Request {
        body: Some(body.into()),
        path: Some("/v1/chat/completions".into()),
        // Files that the host names are taken, and none are looked for.
        files: (!files).then(Vec::new),
        files_from: Some(FilesFrom::LastTurn),
        ..Request::default()
    };
    black_box(gate.decide(&request).unwrap()).facts.files.len()
}

fn body(messages: serde_json::Value) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({"model": "m", "messages": messages})).unwrap()
}

fn says(text: &str) -> Vec<u8> {
    body(serde_json::json!([{"role": "user", "content": text}]))
}

/// What is left of the decision on a body when the one on the same body with its files given is taken away.
fn net(gate: &Gate, only: &str, what: &str, body: &[u8]) {
    if !what.contains(only) {
        return;
    }
    let times = 20;
    let found = interleaved(
        40,
        &mut [
            &mut || nanos(times, || _ = decide(gate, body, true)),
            &mut || nanos(times, || _ = decide(gate, body, false)),
            &mut || nanos(times, || _ = black_box(memchr::memchr_iter(b'"', body).count())),
        ],
    );
    tell(&format!(
        "{what}, {} KB: {:.1} us for {} files, a pass over the quotes takes {:.1} us",
        body.len() / 1_000,
        (found[0] - found[1]).max(0.0) / 1e3,
        decide(gate, body, true),
        found[2] / 1e3,
    ));
}

const CODE: &str =
    "/// Says \"hello\".\nfn main() {\n    let name = \"world\";\n    println!(\"hello {name}\\n\");\n}\n\n";
const PROSE: &str = "Look at what the parser does with the rest of the line, and tell me whether it is right.\n";

fn in_text(gate: &Gate, only: &str) {
    for (what, text) in [("code", CODE), ("prose", PROSE)] {
        let filler = text.repeat(100_000 / text.len());
        net(gate, only, &format!("files in {what}, no sign"), &says(&filler));
        net(gate, only, &format!("files in {what}, one fence"), &says(&format!("{filler}\n```rs src/a.rs\nx\n```\n")));
        let fences: String =
            (0..50).map(|part| format!("```rs src/p{part}.rs\n{}```\n", text.repeat(2_000 / text.len()))).collect();
        net(gate, only, &format!("files in {what}, fifty fences"), &says(&fences));
    }
}

fn in_arguments(gate: &Gate, only: &str) {
    let call = |part: usize, content: &str| {
        let arguments = serde_json::json!({"file_path": format!("src/p{part}.rs"), "content": content}).to_string();
        serde_json::json!({"role": "assistant", "content": null, "tool_calls": [{"id": "c", "type": "function", "function": {
            "name": "write_file", "arguments": arguments}}]})
    };
    for (count, size) in [(1, 90_000), (10, 9_000), (100, 800)] {
        let content = CODE.repeat(size / CODE.len());
        let mut messages = vec![serde_json::json!({"role": "user", "content": "do it"})];
        messages.extend((0..count).map(|part| call(part, &content)));
        net(gate, only, &format!("files in the arguments of {count} calls"), &body(messages.into()));
    }
}

/// Texts, each repeated until the body has its size.
const HOSTILE: [(&str, &str); 14] = [
    ("backticks", "`"),
    ("fences", "```\n"),
    ("fences with files", "```py a.py\n"),
    ("fences of all lengths", "````\n```\n~~~\n`````\n"),
    ("paths before fences", "a.py\n```\n"),
    ("tags", "<file "),
    ("tags with half a path", "<file path=\"a"),
    ("elements", "<document><source>a.py</source><path>"),
    ("quotes", "\""),
    ("backslashes", "\\"),
    ("brackets", "[{("),
    ("patch headers", "*** Update File: a\n--- a\n+++ b\n"),
    ("phrases", "Called the x tool with the following input: {\"path\":\"Content of File: [read_file for '"),
    ("urls", "file:///"),
];

fn hostile(gate: &Gate, only: &str) {
    const MIB: usize = 1 << 20;
    let sizes = [1, 4, 16, 32];
    for (what, piece) in HOSTILE {
        let what = format!("hostile text, {what}");
        if !what.contains(only) {
            continue;
        }
        let escaped = serde_json::to_string(piece).unwrap().len() - 2;
        let per_byte = sizes.map(|size| {
            let body = says(&piece.repeat((size * MIB - 100) / escaped));
            let rounds = if size == 1 { 5 } else { 3 };
            let times = (0..rounds).map(|_| nanos(1, || _ = decide(gate, &body, true))).collect();
            median(times) / body.len() as f64
        });
        let told: Vec<String> = per_byte.iter().map(|nanos| format!("{nanos:.2}")).collect();
        tell(&format!(
            "{what}: {} ns a byte at 1, 4, 16 and 32 MiB, growth {:.2}x",
            told.join(", "),
            per_byte[3] / per_byte[0]
        ));
    }
}
