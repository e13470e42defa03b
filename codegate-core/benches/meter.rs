//! Measures the reading of streams against finding their newlines, side by side in one run.
//!
//! Prints lines of `name: value`; `cargo xtask bench` collects them.

mod support;

use codegate_core::model::*;
use codegate_core::{Exchange, Gate};
use std::hint::black_box;
use std::time::Instant;
use support::{median, only, tell};

const EVENTS: usize = 10_000;
/// Bytes of one read from a connection.
const CHUNK: usize = 16 * 1024;

fn main() {
    let Some(only) = only() else { return };
    let gate = Gate::open(":memory:").unwrap();
    for stream in streams().iter().filter(|stream| stream.name.contains(&only)) {
        measure(&gate, stream);
    }
}

struct Stream {
    name: &'static str,
    format: Format,
    bytes: Vec<u8>,
    /// What the receipt must say.
    input: u64,
    output: u64,
    text: String,
}

/// Words as a model tells them, some with what has to be escaped.
fn word(number: usize) -> &'static str {
    const WORDS: [&str; 16] = [
        " the",
        " quick",
        " fn",
        " main()",
        " {",
        " let",
        " value",
        " =",
        " a",
        " stream",
        " of",
        " tokens",
        ";",
        " \u{2014}",
        "\n",
        " \"x\"",
    ];
    WORDS[number % WORDS.len()]
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn streams() -> Vec<Stream> {
    let text: String = (0..EVENTS).map(word).collect();
    let words = || (0..EVENTS).map(|number| json(word(number)));
    let chat = |extra: fn(usize) -> String| {
        let mut stream = String::new();
        for (number, word) in words().enumerate() {
            let extra = extra(number);
            stream += &format!(
                "data: {{\"id\":\"c1\",\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{word}}}}}]{extra}}}\n\n"
            );
        }
        stream +=
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":10000}}\n\ndata: [DONE]\n\n";
        stream.into_bytes()
    };
    let mut messages = String::from(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"usage\":{\"input_tokens\":7,\"output_tokens\":1}}}\n\n",
    );
    for word in words() {
        messages += &format!(
            "event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":{word}}}}}\n\n"
        );
    }
    messages += "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":10000}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    let mut responses = String::new();
    for (number, word) in words().enumerate() {
        responses += &format!(
            "data: {{\"type\":\"response.output_text.delta\",\"sequence_number\":{number},\"output_index\":0,\"delta\":{word}}}\n\n"
        );
    }
    responses += "data: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":7,\"output_tokens\":10000}}}\n\n";
    let stream = |name, format, bytes| Stream { name, format, bytes, input: 7, output: 10_000, text: text.clone() };
    vec![
        stream("chat", Format::OpenaiChat, chat(|_| String::new())),
        stream(
            "chat with usage in every event",
            Format::OpenaiChat,
            chat(|number| format!(",\"usage\":{{\"prompt_tokens\":7,\"completion_tokens\":{number}}}")),
        ),
        stream("messages", Format::AnthropicMessages, messages.into_bytes()),
        stream("responses", Format::OpenaiResponses, responses.into_bytes()),
    ]
}

fn begin(gate: &Gate, format: Format) -> Exchange {
    gate.begin(Request { format: Some(format), ..Request::default() }).unwrap()
}

fn feed(exchange: &Exchange, bytes: &[u8], chunk: usize) {
    bytes.chunks(chunk).for_each(|chunk| drop(black_box(exchange.feed(chunk).unwrap())));
}

/// Whether it is read right; a fast answer that is wrong is none.
fn check(gate: &Gate, stream: &Stream) {
    let exchange = begin(gate, stream.format);
    feed(&exchange, &stream.bytes, CHUNK);
    let receipt = exchange.finish(Outcome::Completed).unwrap();
    assert_eq!((receipt.usage.input_tokens, receipt.usage.output_tokens), (Some(stream.input), Some(stream.output)));
    let entry = gate.history().get(&receipt.exchange).unwrap();
    let kept = entry.output.unwrap();
    assert!(stream.text.starts_with(&kept) && (kept.len() == stream.text.len() || entry.cut));
}

fn measure(gate: &Gate, stream: &Stream) {
    check(gate, stream);
    let ours = |chunk: usize| {
        let exchange = begin(gate, stream.format);
        let start = Instant::now();
        feed(&exchange, &stream.bytes, chunk);
        start.elapsed().as_nanos() as f64
    };
    let newlines = || {
        let start = Instant::now();
        memchr::memchr_iter(b'\n', &stream.bytes).for_each(|at| _ = black_box(at));
        start.elapsed().as_nanos() as f64
    };
    let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..100 {
        rounds[0].push(ours(CHUNK));
        rounds[1].push(ours(stream.bytes.len()));
        rounds[2].push(newlines());
    }
    let [reads, whole, floor] = rounds.map(median);
    let kilobytes = stream.bytes.len() / 1_000;
    tell(&format!(
        "feed, {EVENTS} events of {}, {kilobytes} KB: {:.0} us in reads of 16 KB, {:.2}x of a memchr from newline to newline \
         ({:.0} us); {:.2}x in one piece",
        stream.name,
        reads / 1e3,
        reads / floor,
        floor / 1e3,
        whole / floor,
    ));
}
