//! Recorded shapes of responses, each read in one piece and in pieces of every size.

mod formats;
mod streams;
mod usage;

use super::*;
use crate::formats::counts::from_counts;
use crate::model::Completeness;
use proptest::prelude::*;

const CHAT: &str = include_str!("tests/chat.sse");
const CHAT_CALLS: &str = include_str!("tests/chat_calls.sse");
const MESSAGES: &str = include_str!("tests/messages.sse");
const RESPONSES: &str = include_str!("tests/responses.sse");

/// Feeds a body in pieces of this size; gives the meter at its end and the bytes for the client.
fn fed(format: Format, hold: bool, body: &[u8], size: usize) -> (Meter, Vec<u8>) {
    let mut meter = Meter::new(format, hold);
    let mut passed = Vec::new();
    for piece in body.chunks(size) {
        passed.extend_from_slice(&meter.feed(piece));
    }
    passed.extend(meter.end());
    (meter, passed)
}

fn read(format: Format, body: &str) -> Measurement {
    let (meter, passed) = fed(format, false, body.as_bytes(), body.len().max(1));
    assert_eq!(passed, body.as_bytes());
    meter.reading()
}

/// The buckets in their order: uncached, read, written for 5 minutes, for longer, output, reasoning.
fn buckets(usage: &Usage) -> [Option<u64>; 6] {
    let Usage { input_uncached, cache_read, cache_write_5m, cache_write_long, output, reasoning, .. } = usage;
    [*input_uncached, *cache_read, *cache_write_5m, *cache_write_long, *output, *reasoning]
}

fn of_usage(format: Format, usage: &str) -> Usage {
    read(format, &format!("{{\"usage\":{usage}}}")).usage
}

#[test]
fn a_chat_stream_is_read_to_its_end() {
    let metered = read(Format::OpenaiChat, CHAT);
    assert_eq!(buckets(&metered.usage), [Some(6), Some(1024), Some(0), Some(0), Some(12), Some(5)]);
    assert_eq!(metered.usage.input_tokens, Some(1030));
    assert_eq!(metered.usage.total_tokens, Some(1042));
    assert_eq!(metered.usage.completeness, Completeness::Final);
    assert_eq!(metered.usage.marks, [""; 0]);
    assert_eq!(metered.response_model.as_deref(), Some("gpt-5.5-2026-04-23"));
    assert_eq!(metered.output.as_deref(), Some("Grüße 😀!"));
    let raw = metered.usage.raw.unwrap();
    assert!(raw.starts_with("{\"prompt_tokens\": 1030,") && CHAT.contains(&raw));
}

#[test]
fn tool_calls_of_a_chat_stream_stand_in_the_output() {
    let metered = read(Format::OpenaiChat, CHAT_CALLS);
    let expected = "I look.\nread_file({\"path\":\"src/a.rs\"})\nlist({\"dir\":\"src\"})";
    assert_eq!(metered.output.as_deref(), Some(expected));
    assert_eq!(metered.usage.completeness, Completeness::Final);
}

#[test]
fn a_messages_stream_merges_start_and_delta() {
    let metered = read(Format::AnthropicMessages, MESSAGES);
    assert_eq!(buckets(&metered.usage), [Some(12), Some(300), Some(20), Some(100), Some(57), None]);
    assert_eq!(metered.usage.input_tokens, Some(432));
    assert_eq!(metered.usage.completeness, Completeness::Final);
    assert_eq!(metered.usage.marks, [""; 0]);
    assert_eq!(metered.output.as_deref(), Some("Let me look.\nRead({\"file_path\":\"a.rs\"})"));
    assert_eq!(metered.response_model.as_deref(), Some("claude-opus-5"));
    let raw = "{\"input_tokens\":12,\"cache_creation_input_tokens\":120,\"cache_read_input_tokens\":300,\
               \"cache_creation\":{\"ephemeral_5m_input_tokens\":20,\"ephemeral_1h_input_tokens\":100},\
               \"output_tokens\":57,\"service_tier\":\"standard\"}";
    assert_eq!(metered.usage.raw.as_deref(), Some(raw));
}

#[test]
fn every_split_gives_the_same_reading_and_the_same_bytes() {
    let crlf = CHAT.replace('\n', "\r\n");
    for (format, hold, stream) in [
        (Format::OpenaiChat, false, CHAT),
        (Format::OpenaiChat, true, CHAT),
        (Format::OpenaiChat, true, &crlf),
        (Format::OpenaiChat, true, CHAT_CALLS),
        (Format::AnthropicMessages, false, MESSAGES),
        (Format::AnthropicMessages, true, MESSAGES),
    ] {
        let (whole, passed) = fed(format, hold, stream.as_bytes(), stream.len());
        assert!(whole.complete());
        for size in 1..200 {
            let (meter, bytes) = fed(format, hold, stream.as_bytes(), size);
            assert_eq!((meter.reading(), bytes), (whole.reading(), passed.clone()), "{format} {hold} {size}");
        }
    }
}

#[test]
fn holding_takes_out_the_usage_chunk_and_nothing_else() {
    for stream in [CHAT.to_owned(), CHAT.replace('\n', "\r\n"), CHAT.replace('\n', "\r")] {
        let events: Vec<&str> =
            stream.split_inclusive(if stream.contains("\r\n") { "\n\r\n" } else { "\n\n" }).collect();
        let (meter, passed) = fed(Format::OpenaiChat, true, stream.as_bytes(), 7);
        let passed = String::from_utf8(passed).unwrap();
        assert!(!passed.contains("\"choices\": []"), "{passed:?}");
        assert!(!passed.contains("\"usage\""), "{passed:?}");
        assert!(passed.trim_end().ends_with("[DONE]"));
        assert_eq!(meter.reading().usage.output, Some(12));
        if events.len() > 1 {
            let kept: String = events.iter().filter(|event| !event.contains("\"choices\": []")).copied().collect();
            assert_eq!(passed, kept.replace(", \"usage\": null", ""));
        }
    }
}

#[test]
fn holding_takes_no_error_out_with_the_usage() {
    let error = "data: {\"error\":{\"message\":\"x\"},\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n";
    let none = error.replace("{\"message\":\"x\"}", "null");
    assert_eq!(fed(Format::OpenaiChat, true, error.as_bytes(), 9).1, error.as_bytes());
    assert_eq!(fed(Format::OpenaiChat, true, none.as_bytes(), 9).1, b"");
}

#[test]
fn holding_keeps_back_only_what_is_incomplete() {
    let mut meter = Meter::new(Format::OpenaiChat, true);
    assert_eq!(*meter.feed(b"data: {\"choices\":[]"), *b"");
    assert_eq!(*meter.feed(b"}\n\ndata: {"), *b"data: {\"choices\":[]}\n\n");
    assert_eq!(meter.end(), b"data: {");

    let mut meter = Meter::new(Format::OpenaiChat, true);
    assert_eq!(*meter.feed(b" {\"choices"), *b" {\"choices");
    assert_eq!(*meter.feed(b"\":[]}"), *b"\":[]}");
    assert_eq!(meter.end(), b"");

    let mut meter = Meter::new(Format::OpenaiChat, true);
    assert_eq!(*meter.feed(b"da"), *b"");
    assert_eq!(*meter.feed(b"nger"), *b"danger");
    assert_eq!(*meter.feed(b"!"), *b"!");
}

#[test]
fn a_stream_that_breaks_off_is_partial_or_missing() {
    let before_usage = CHAT.split_once("\"choices\": []").unwrap().0;
    let metered = read(Format::OpenaiChat, before_usage);
    assert_eq!(metered.usage, Usage::default());
    assert_eq!(metered.output.as_deref(), Some("Grüße 😀!"));

    let before_delta = MESSAGES.split_once("event: message_delta").unwrap().0;
    let (meter, _) = fed(Format::AnthropicMessages, false, before_delta.as_bytes(), 50);
    let usage = meter.reading().usage;
    assert_eq!(buckets(&usage), [Some(10), Some(300), Some(20), Some(100), None, None]);
    assert_eq!((usage.output_tokens, usage.total_tokens), (None, None));
    assert_eq!(usage.completeness, Completeness::Partial);
    assert!(!meter.complete());
}

#[test]
fn usage_in_every_chunk_replaces_and_is_partial_until_the_last() {
    let chunk = |output: u32, finish: &str| {
        let usage = format!("{{\"prompt_tokens\":10,\"completion_tokens\":{output},\"total_tokens\":{}}}", output + 10);
        format!(
            "data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":{finish}}}],\"usage\":{usage}}}\n\n"
        )
    };
    let broken = [chunk(1, "null"), chunk(2, "null")].concat();
    let usage = read(Format::OpenaiChat, &broken).usage;
    assert_eq!((usage.output, usage.completeness), (Some(2), Completeness::Partial));
    let usage = read(Format::OpenaiChat, &(broken.clone() + &chunk(3, "\"stop\""))).usage;
    assert_eq!((usage.output, usage.completeness), (Some(3), Completeness::Final));
    let usage = read(Format::OpenaiChat, &(broken + "data: [DONE]\n\n")).usage;
    assert_eq!(usage.completeness, Completeness::Final);
}

#[test]
fn whole_bodies_are_read_with_text_and_calls() {
    let chat = r#" {"model":"m","choices":[{"index":0,"message":{"content":"Hi \ud83d\ude00\ud800",
        "tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":1}"}}]},"finish_reason":"stop"}],
        "usage":{"prompt_tokens":1,"completion_tokens":2,"cost":0.000125}}"#;
    let metered = read(Format::OpenaiChat, chat);
    assert_eq!(metered.output.as_deref(), Some("Hi 😀\u{FFFD}\nf({\"a\":1})"));
    assert_eq!(metered.reported.map(|told| told.cost.to_string()).as_deref(), Some("0.000125"));
    let messages = r#"{"type":"message","model":"m","content":[{"type":"text","text":"Hi"},
        {"type":"tool_use","name":"f","input":{}}],"usage":{"input_tokens":1,"output_tokens":2}}"#;
    assert_eq!(read(Format::AnthropicMessages, messages).output.as_deref(), Some("Hi\nf({})"));
    let completion = r#"{"choices":[{"text":"fn x"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}"#;
    assert_eq!(read(Format::OpenaiCompletions, completion).output.as_deref(), Some("fn x"));
}

#[test]
fn a_body_is_complete_at_its_last_bracket_without_an_end() {
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.feed(b"\n\n{\"choices\":[]");
    assert!(!meter.complete());
    meter.feed(b"}");
    assert!(meter.complete());
    let mut stream = Meter::new(Format::OpenaiChat, false);
    stream.feed(b"data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n");
    assert!(!stream.complete());
    stream.end();
    assert!(stream.complete());
}

#[test]
fn packed_responses_are_read_while_their_bytes_pass_unchanged() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(CHAT.as_bytes()).unwrap();
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(CHAT.as_bytes()).unwrap();
    let brotli = include_bytes!("tests/chat.br").to_vec();
    let zstd = include_bytes!("tests/chat.zst").to_vec();
    let expected = read(Format::OpenaiChat, CHAT);
    for (name, body) in [
        (None, gzip.finish().unwrap()),
        (Some("deflate"), zlib.finish().unwrap()),
        (Some("br"), brotli.clone()),
        (Some("zstd"), zstd.clone()),
        (None, zstd),
        // A client that has unpacked it and left the header.
        (Some("br"), CHAT.as_bytes().to_vec()),
        (Some("gzip"), CHAT.as_bytes().to_vec()),
    ] {
        for (hold, size) in [(false, 1), (true, 7), (false, 100_000)] {
            let mut meter = Meter::new(Format::OpenaiChat, hold);
            if let Some(name) = name {
                meter.response(200, &[("Content-Encoding".into(), name.into())]);
            }
            let mut passed = Vec::new();
            for piece in body.chunks(size) {
                passed.extend_from_slice(&meter.feed(piece));
            }
            passed.extend(meter.end());
            assert!(meter.complete(), "{name:?}");
            assert_eq!(meter.reading(), expected, "{name:?}");
            let is_text = body == CHAT.as_bytes();
            assert!(hold && is_text || passed == body, "{name:?}");
        }
    }
    // What breaks off is not read at all.
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.response(200, &[("content-encoding".into(), "br".into())]);
    meter.feed(&brotli[..brotli.len() - 9]);
    meter.end();
    assert_eq!(meter.reading().usage.marks, ["compressed"]);
}

#[test]
fn what_cannot_be_unpacked_is_marked_and_passes_unchanged() {
    let packed = [b"\x1F\x8B\x08\x00data: {}\n\n".as_slice(), b"\x28\xB5\x2F\xFDdata: {}\n\n"];
    for hold in [false, true] {
        for (body, size) in packed.into_iter().flat_map(|body| [(body, 1), (body, 100)]) {
            let (meter, passed) = fed(Format::OpenaiChat, hold, body, size);
            assert_eq!(passed, body);
            let usage = meter.reading().usage;
            assert_eq!((usage.completeness, usage.marks), (Completeness::Missing, vec!["compressed".to_owned()]));
        }
        let mut meter = Meter::new(Format::OpenaiChat, hold);
        meter.response(200, &[("Content-Encoding".into(), "compress".into())]);
        assert_eq!(*meter.feed(b"\x1F\x9D\x90"), *b"\x1F\x9D\x90");
        meter.end();
        assert_eq!(meter.reading().usage.marks, ["compressed"]);
    }
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.response(200, &[("content-encoding".into(), "Identity".into())]);
    meter.feed(CHAT.as_bytes());
    assert_eq!(meter.reading().usage.marks, [""; 0]);
}

#[test]
fn the_content_type_decides_where_the_bytes_do_not() {
    let stream = format!("x: y\n\n{CHAT}");
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.feed(stream.as_bytes());
    assert_eq!(meter.reading(), Measurement::default());
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.response(200, &[("Content-Type".into(), "text/event-stream; charset=utf-8".into())]);
    meter.feed(stream.as_bytes());
    assert_eq!(meter.reading().usage.output, Some(12));
}

#[test]
fn usage_is_read_in_no_known_format_either() {
    let read = |body: &str| read(Format::Unknown, body);
    let chat = read(CHAT);
    assert_eq!(
        (chat.usage.cache_read, chat.usage.output, chat.usage.completeness),
        (Some(1024), Some(12), Completeness::Final)
    );
    let embeddings = read(
        r#"{"object":"list","data":[{"embedding":[0.5]}],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}}"#,
    );
    assert_eq!((embeddings.usage.input_tokens, embeddings.usage.output), (Some(8), Some(0)));
    let image = read(
        r#"{"created":1,"data":[{"b64_json":"aGk="}],"usage":{"input_tokens":20,"output_tokens":272,"total_tokens":292,
            "input_tokens_details":{"image_tokens":0,"text_tokens":20}}}"#,
    );
    assert_eq!((image.usage.image_input, image.usage.image_output), (Some(0), Some(272)));
    let heard = read(r#"{"text":"hi","usage":{"type":"duration","seconds":2.5}}"#);
    assert_eq!(heard.usage.units, [("audio_second".to_owned(), 3)].into());
    let pages =
        read(r#"{"pages":[],"model":"mistral-ocr-latest","usage_info":{"pages_processed":29,"doc_size_bytes":null}}"#);
    assert_eq!(pages.usage.units, [("page".to_owned(), 29)].into());
    let background = read(
        r#"{"id":"resp_1","object":"response","model":"m","usage":{"input_tokens":100,
        "input_tokens_details":{"cached_tokens":40},"output_tokens":20,"total_tokens":120}}"#,
    );
    assert_eq!((background.usage.input_uncached, background.usage.cache_read), (Some(60), Some(40)));
    for nothing in ["", "{}", "[]", "<html>", "{\"usage\":null}"] {
        assert_eq!(read(nothing).usage.completeness, Completeness::Missing, "{nothing}");
    }
}

#[test]
fn the_results_of_a_batch_are_summed() {
    let line = |name: &str, output: u64| {
        format!(
            "{{\"custom_id\":\"{name}\",\"response\":{{\"status_code\":200,\"body\":{{\"model\":\"m\",\"usage\":{{\
             \"prompt_tokens\":10,\"completion_tokens\":{output},\"total_tokens\":{},\
             \"prompt_tokens_details\":{{\"cached_tokens\":4}}}}}}}}}}\n",
            10 + output
        )
    };
    let lines = line("a", 5) + &line("b", 0) + &line("c", 7);
    for size in [1, 7, 1_000] {
        let metered = fed(Format::Unknown, false, lines.as_bytes(), size).0.reading();
        let usage = &metered.usage;
        assert_eq!((usage.input_uncached, usage.cache_read, usage.output), (Some(18), Some(12), Some(12)), "{size}");
        assert_eq!((usage.completeness, metered.service_tier.as_deref()), (Completeness::Final, Some("batch")));
    }
    let claude = "{\"custom_id\":\"a\",\"result\":{\"type\":\"succeeded\",\"message\":{\"model\":\"c\",\"usage\":{\
                  \"input_tokens\":3,\"cache_read_input_tokens\":2,\"output_tokens\":1}}}}\n";
    let metered = read(Format::Unknown, &claude.repeat(2));
    assert_eq!(
        (metered.usage.input_uncached, metered.usage.cache_read, metered.usage.output),
        (Some(6), Some(4), Some(2))
    );
}

#[test]
fn events_that_nothing_frames_are_read() {
    let frames = [
        r#"{"type":"response.created","response":{"id":"r","model":"gpt-5.1","usage":null}}"#,
        r#"{"type":"response.output_text.delta","output_index":0,"delta":"ok"}"#,
        r#"{"type":"response.completed","response":{"id":"r","model":"gpt-5.1","output":[],"usage":{"input_tokens":100,
            "input_tokens_details":{"cached_tokens":40},"output_tokens":20,"total_tokens":120}}}"#,
    ];
    for (size, glue) in [(1, ""), (5, "\n"), (10_000, " ")] {
        let (meter, passed) = fed(Format::OpenaiResponses, false, frames.join(glue).as_bytes(), size);
        let metered = meter.reading();
        assert!(meter.complete());
        assert_eq!((metered.usage.cache_read, metered.usage.output), (Some(40), Some(20)));
        assert_eq!(metered.output.as_deref(), Some("ok"));
        assert_eq!(passed, frames.join(glue).as_bytes());
    }
}

proptest! {
    #[test]
    fn any_bytes_pass_unchanged_and_any_split_reads_the_same(
        noise in proptest::collection::vec(prop_oneof![
            Just("data: "), Just("{\"choices\":["), Just("]"), Just("}"), Just("\"usage\":"), Just("{}"), Just("\n"), Just("\r"),
            Just("\\u"), Just("d83d"), Just("\""), Just("ü"), Just(":"), Just(","), Just("[DONE]"), Just("\u{FEFF}"), Just(" "),
        ], 0..40),
        size in 1usize..9,
        hold: bool,
        format in proptest::sample::select(Format::ALL),
    ) {
        let body = noise.concat();
        let (whole, passed) = fed(format, hold, body.as_bytes(), body.len().max(1));
        let (pieces, bytes) = fed(format, hold, body.as_bytes(), size);
        prop_assert_eq!(whole.reading(), pieces.reading());
        prop_assert_eq!(whole.complete(), pieces.complete());
        prop_assert_eq!(&passed, &bytes);
        if !hold {
            prop_assert_eq!(&passed, body.as_bytes());
        }
    }
}
