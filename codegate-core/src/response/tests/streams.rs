//! Whole streams of any content, read with and without the way around the parser, in pieces of every size.

use super::*;
use crate::response::dispatch::Sink;

/// Events of each format, with places for a word (`$w`), a number (`$n`) and a string that nobody reads (`$s`).
const EVENTS: &[(Format, &[&str])] = &[
    (
        Format::OpenaiChat,
        &[
            r#"data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"$w"}}]}"#,
            r#"data: {"model":"m","choices":[{"index":0,"delta":{"content":"$w"}}],"usage":null,"obfuscation":"$s"}"#,
            r#"data: {"usage":null, "choices":[{"index":0,"delta":{"content":"$w"}}]}"#,
            r#"data: {"choices":[{"index":0,"delta":{"reasoning_content":"$s"}}],"created":$n}"#,
            r#"data: {"choices":[{"index":$n,"delta":{"content":"$w"}}]}"#,
            r#"data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"$w"}}]}}]}"#,
            r#"data: {"choices":[{"delta":{"content":"$w","refusal":"$w"}}]}"#,
            r#"data: {"choices":[{"delta":{"content":"$w"}}],"usage":{"prompt_tokens":$n,"completion_tokens":$n}}"#,
            r#"data: {"choices":[{"delta":{}}],"usage":{"total_tokens":$n,"reasoning":"$s"}}"#,
            r#"data: {"choices":[{"delta":{}}],"usage":{}}"#,
            r#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#,
            r#"data: {"choices":[],"usage":{"prompt_tokens":$n,"completion_tokens":$n}}"#,
            r#"data: {"choices":[{"delta":{}}],"timings":{"cache_n":$n,"prompt_n":$n,"predicted_n":$n}}"#,
            r#"data: {"choices":[{"delta":{"content":"$w"}}],"service_tier":"$w"}"#,
            "data: [DONE]",
            ": $w",
            "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"$w\"}}]}",
        ],
    ),
    (
        Format::AnthropicMessages,
        &[
            r#"event: x
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$w"}}"#,
            r#"data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"$s"}}"#,
            r#"data: {"type":"content_block_delta","index":1,"delta":{"partial_json":"$w"}}"#,
            r#"data: {"type":"content_block_delta","index":$n,"delta":{"text":"$w"}}"#,
            r#"data: {"type":"content_block_start","index":1,"content_block":{"name":"$w","input":{}}}"#,
            r#"data: {"type":"message_start","message":{"model":"$w","usage":{"input_tokens":$n,"output_tokens":1}}}"#,
            r#"data: {"type":"message_delta","delta":{"stop_reason":"$w"},"usage":{"output_tokens":$n}}"#,
            r#"data: {"type":"message_delta","usage":{"input_tokens":$n}}"#,
            r#"data: {"type":"message_stop"}"#,
            r#"data: {"type":"ping"}"#,
        ],
    ),
    (
        Format::OpenaiResponses,
        &[
            r#"data: {"type":"response.output_text.delta","sequence_number":$n,"output_index":0,"delta":"$w"}"#,
            r#"data: {"type":"response.function_call_arguments.delta","sequence_number":$n,"output_index":1,"delta":"$w"}"#,
            r#"data: {"type":"response.output_item.added","output_index":1,"item":{"name":"$w"}}"#,
            r#"data: {"type":"response.reasoning_text.delta","delta":"$w"}"#,
            r#"data: {"type":"response.completed","response":{"usage":{"input_tokens":$n,"output_tokens":$n}}}"#,
            r#"data: {"type":"response.in_progress","response":{"model":"m","usage":{"input_tokens":$n,"output_tokens":0}}}"#,
        ],
    ),
    (
        Format::OllamaChat,
        &[
            r#"{"model":"m","created_at":"$s","message":{"content":"$w"},"done":false}"#,
            r#"{"model":"m","message":{"content":"$w","thinking":"$s"},"done":false}"#,
            r#"{"message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":{"a":"$w"}}}]}}"#,
            r#"{"message":{"tool_calls":[{"function":{"arguments":$n}}]}}"#,
            r#"{"response":"$w","done":true,"eval_count":$n}"#,
        ],
    ),
    (
        Format::Gemini,
        &[
            r#"data: {"candidates":[{"content":{"parts":[{"text":"$w"}]}}],"usageMetadata":{"promptTokenCount":$n,"totalTokenCount":$n}}"#,
            r#"data: {"candidates":[{"content":{"parts":[{"text":"$w","thought":true}]}}]}"#,
            r#"data: {"candidates":[{"content":{"parts":[{"functionCall":{"args":{"a":"$w"}}}]}}]}"#,
            r#"data: {"candidates":[{"finishReason":"$w"}],"usageMetadata":{"trafficType":"$w"}}"#,
        ],
    ),
];
const WORDS: &[&[u8]] = &[
    b"a",
    b"word",
    b"",
    b" ",
    b"\\n",
    b"say \\\"",
    b"\\ud83d",
    b"\\ude00",
    b"\xC3\xBC",
    b"\xC3",
    b"\xFF",
    b"\\x",
    b"\\",
    b"\x01",
    b"\"",
    b"}",
    b"\\u00fc\\/\\b\\f\\r\\t",
    b"data: ",
    b"\xEF\xBB\xBF",
];
const NUMBERS: &[&[u8]] =
    &[b"0", b"1", b"7", b"12", b"007", b"-1", b"1.5", b"1e3", b"\"1\"", b"null", b"9999999999999999"];

#[derive(Clone)]
struct Stream {
    format: Format,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.format, self.bytes.escape_ascii())
    }
}

/// A stream in which runs of the same event are frequent.
fn streams() -> impl Strategy<Value = Stream> {
    let filled = (0..usize::MAX, 1..6usize, proptest::collection::vec(0..usize::MAX, 8));
    let events = proptest::collection::vec(filled, 0..12);
    (proptest::sample::select(EVENTS), events, proptest::sample::select(vec!["\n", "\r\n", "\r"])).prop_map(
        |((format, events), picks, line)| {
            let mut bytes = Vec::new();
            for (event, times, fill) in picks {
                let event = events[event % events.len()].replace('\n', line);
                for nth in 0..times {
                    // Odd fillings are rare, so that runs are runs.
                    let pick = |all: &[&[u8]], at: usize| match fill[at % fill.len()].wrapping_add(nth * at) {
                        odd if odd % 5 == 0 => all[odd / 5 % all.len()].to_vec(),
                        usual => all[usual % 4 % all.len()].to_vec(),
                    };
                    let mut rest = event.as_str();
                    let mut at = 1;
                    while let Some(place) = rest.find('$') {
                        bytes.extend_from_slice(&rest.as_bytes()[..place]);
                        bytes.extend(pick(if rest[place..].starts_with("$n") { NUMBERS } else { WORDS }, at));
                        rest = &rest[place + 2..];
                        at += 1;
                    }
                    bytes.extend_from_slice(rest.as_bytes());
                    bytes.extend_from_slice(line.as_bytes());
                    bytes.extend_from_slice(line.as_bytes());
                }
            }
            Stream { format, bytes }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 8, ..ProptestConfig::default() })]

    #[test]
    fn no_event_is_read_otherwise_because_it_was_like_the_last_or_was_cut(
        stream in streams(),
        hold: bool,
        sizes in proptest::collection::vec(1usize..60, 1..8),
    ) {
        let mut plain = Meter::new(stream.format, hold);
        plain.parse_each();
        let mut passed = plain.feed(&stream.bytes).into_owned();
        passed.extend(plain.end());
        for sizes in [sizes, vec![stream.bytes.len().max(1)], vec![1]] {
            let mut meter = Meter::new(stream.format, hold);
            let (mut rest, mut bytes) = (stream.bytes.as_slice(), Vec::new());
            for size in sizes.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                bytes.extend_from_slice(&meter.feed(piece));
                rest = after;
            }
            bytes.extend(meter.end());
            prop_assert_eq!(meter.reading(), plain.reading());
            prop_assert_eq!(meter.complete(), plain.complete());
            prop_assert_eq!(&bytes, &passed);
            if !hold {
                prop_assert_eq!(&bytes, &stream.bytes);
            }
        }
    }
}

#[test]
fn runs_of_alike_events_do_not_reach_the_parser() {
    let event = |word: &str| format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{word}\"}}}}]}}\n\n");
    let mut meter = Meter::new(Format::OpenaiChat, false);
    meter.feed(event("a").as_bytes());
    let Body::Events(_) = &meter.body else { panic!("not a stream") };
    let Meter { reader, template, error, .. } = &mut meter;
    let mut stream = dispatch::Stream { reader, template, error, passed: None };
    for word in ["b", "", "\\n\\\"", "\\ud83d\\ude00", "ü"] {
        assert_eq!(stream.take_alike(event(word).as_bytes()), Some(event(word).len()), "{word}");
    }
    for word in ["\\x", "\u{1}", "\\ud8"] {
        assert_eq!(stream.take_alike(event(word).as_bytes()), None, "{word}");
    }
    assert_eq!(meter.reading().output.as_deref(), Some("ab\n\"😀ü"));
}

#[test]
fn what_was_not_read_is_no_shape_for_what_can_be() {
    // Its time is no JSON string, so that the line was not read; the next can be.
    let lines = "{\"created_at\":\"\\x\",\"message\":{\"content\":\"a\"}}\n{\"created_at\":\" \",\"message\":{\"content\":\"a\"}}\n";
    assert_eq!(read(Format::OllamaChat, lines).output.as_deref(), Some("a"));
    // Usage of another format counts nothing here; the first is kept as it came, and the second takes no place.
    let foreign = |count: u32| format!("data: {{\"usage\":{{\"output_tokens\":{count}}}}}\n\n");
    let usage = read(Format::OpenaiChat, &(foreign(30) + &foreign(15))).usage;
    assert_eq!((usage.raw.as_deref(), usage.output), (Some("{\"output_tokens\":30}"), None));
}

/// A chat stream as a server tells it that was asked for usage, or was not.
fn chat(asked: bool, words: &[String], blank: &str) -> Vec<u8> {
    let usage = |null: bool| if asked && null { format!(",{blank}\"usage\":{blank}null") } else { String::new() };
    let mut stream = String::new();
    for word in words {
        stream += &format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{word}\"}}}}]{}}}\n\n", usage(true));
    }
    if asked {
        stream += "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\n";
    }
    (stream + "data: [DONE]\n\n").into_bytes()
}

proptest! {
    #[test]
    fn the_client_gets_the_bytes_that_it_would_have_got_without_asking(
        words in proptest::collection::vec("[a-z ü\u{1F600}]{0,5}(\\\\n)?", 0..20),
        blank in "[ ]?",
        size in 1usize..100,
    ) {
        let (meter, passed) = fed(Format::OpenaiChat, true, &chat(true, &words, &blank), size);
        prop_assert_eq!(String::from_utf8(passed).unwrap(), String::from_utf8(chat(false, &words, &blank)).unwrap());
        prop_assert_eq!(meter.reading().usage.total_tokens, Some(5));
    }
}
