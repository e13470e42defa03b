//! Bodies of any content: an answer, and in time linear in their size.

use super::*;
use proptest::prelude::*;
use std::time::Duration;

#[test]
fn what_cannot_be_read() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(512), "]".repeat(512));
    let cases: &[(&[u8], &str)] = &[
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"hello", "is not an object"),
        (b"[]", "is not an object"),
        (b"null", "is not an object"),
        (b"{} x", "after its end"),
        (b"{}{}", "after its end"),
        (b"{\"a\":1", "ends before"),
        (b"{\"a\":\"\xff\"}", "not UTF-8"),
        (b"{\"a\":\"\xed\xa0\x80\"}", "not UTF-8"),
        (b"{\"a\":'b'}", "lacks a value"),
        (deep.as_bytes(), "deeper than 512"),
    ];
    for (body, why) in cases {
        let reading = read(Some(body), &at("/v1/chat/completions"));
        assert!(reading.outline.is_none());
        assert_eq!(codes(&reading), ["body_unreadable"], "{why}");
        assert!(reading.warnings[0].message.contains(why), "{}", reading.warnings[0].message);
        // The path still tells something.
        assert_eq!(reading.facts.format, Format::OpenaiChat);
        let edit = Edit { model: Some("x"), url: None, instructions: Some("y"), inject_usage: true };
        let edited = rewrite(body, &reading, &reading.facts, &edit);
        assert_eq!((edited.body, edited.instructions), (None, Instructions::NotApplied));
        assert_eq!(prompt(body, &reading), None);
    }
}

#[test]
fn a_body_is_read_and_sent_without_its_packing_and_its_byte_order_mark() {
    const GZIP: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 205, 79, 73, 205, 81, 178, 82, 202, 85, 170, 5, 0, 155, 108,
        186, 170, 13, 0, 0, 0,
    ];
    let plain: &[u8] = br#"{"model":"m"}"#;
    let marked = [b"\xEF\xBB\xBF", plain].concat();
    let headers = |encoding: &str| [("Content-Encoding".to_owned(), encoding.to_owned())];
    for (body, encoding, sent) in [
        (GZIP, "gzip", Some(plain)),
        (GZIP, "identity", Some(plain)),
        (&marked, "identity", Some(plain)),
        (plain, "gzip", None),
    ] {
        let headers = headers(encoding);
        let (reading, found) = read_as_sent(Some(body), &Hints { headers: &headers, ..NOTHING });
        assert_eq!((found.as_deref(), reading.facts.requested_model.as_deref()), (sent, Some("m")));
    }
    let packed_text = |bytes: &[u8]| {
        let (reading, plain) = read_as_sent(Some(bytes), &NOTHING);
        assert!(plain.is_none() && !reading.has_body());
        assert_eq!(codes(&reading), ["body_unreadable"]);
        reading.warnings[0].message.clone()
    };
    assert!(packed_text(&GZIP[..20]).contains("packed as `gzip` and cannot be unpacked"));
    assert!(packed_text(b"\xEF\xBB\xBF[]").contains("is not an object"), "it is passed on as it came");
}

#[test]
fn what_can_be_read() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(511), "]".repeat(511));
    let number = format!("{{\"temperature\":{}}}", "1".repeat(10_000));
    for body in
        ["{}", " {} ", r#"{"model":"\ud800"}"#, &deep, &number, r#"{"messages":null}"#, r#"{"messages":[1,[],null]}"#]
    {
        let reading = read_text(body);
        assert!(reading.outline.is_some(), "{body}");
        assert!(!codes(&reading).contains(&"body_unreadable"));
    }
    assert_eq!(read_text(r#"{"model":"\ud800x"}"#).facts.requested_model.as_deref(), Some("\u{fffd}x"));
}

#[test]
fn no_body_is_no_warning() {
    let reading = read(None, &at("/v1/messages?beta=true"));
    assert!(reading.outline.is_none() && reading.warnings.is_empty());
    assert_eq!(reading.facts.format, Format::AnthropicMessages);
    assert_eq!(reading.facts.request_type.as_deref(), Some("chat"));
    assert_eq!((reading.facts.stream, reading.facts.requested_model), (None, None));
    let nothing = read(None, &NOTHING);
    assert_eq!(nothing.facts, Facts::default());
}

/// The time that this thread has worked; waiting for a busy machine does not count.
fn busy() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The fastest of some runs of the whole work on a body.
fn cost(body: &str) -> Duration {
    let run = || {
        let start = busy();
        let hints = Hints { files_from: Some(FilesFrom::Conversation), ..NOTHING };
        let reading = read(Some(body.as_bytes()), &hints);
        let edit = Edit { model: Some("x"), url: None, instructions: Some("y"), inject_usage: true };
        std::hint::black_box(rewrite(body.as_bytes(), &reading, &reading.facts, &edit));
        std::hint::black_box(prompt(body.as_bytes(), &reading));
        busy() - start
    };
    (0..3).map(|_| run()).min().unwrap_or_default()
}

#[test]
fn hostile_bodies_cost_what_their_size_costs() {
    let units = [
        "```\n",
        "````\n",
        "~~~\n```\n",
        "```py a.py",
        "\n```py",
        "`",
        "~",
        "\"",
        "\\",
        "\\\"",
        "<file ",
        "<file path=\"",
        "<document x",
        "<file path='a",
        "*** Add File: ",
        "*** ",
        "\n*** Add File:",
        "Called the ",
        "Called the R tool with the following input: {\"path\":\"",
        "Called the R tool with the following input: {\"a\":[",
        "Called the R tool with the following input: { ",
        "Content of ",
        "Content from @",
        "\n",
        " ",
        "a.py\n```\n",
        "[",
        "{",
        "=",
        ":1",
        "#L1",
        "(1)",
        "title=",
        "COMPLETION",
        "\n> ```",
    ];
    let sized = |unit: &str, bytes: usize| says(&unit.repeat(bytes / unit.len()));
    for unit in units {
        let (small, large) = (sized(unit, 16 << 10), sized(unit, 256 << 10));
        let (few, many) = (cost(&small), cost(&large));
        // Sixteen times the bytes: linear work stays far below this, quadratic work is 256 times as slow.
        assert!(many < few * 64 + Duration::from_millis(400), "{unit:?}: {few:?} then {many:?}");
    }
    for unit in [
        "{},",
        "[],",
        "\"\",",
        "{\"role\":\"user\",\"content\":\"a\"},",
        "{\"role\":\"system\"},",
        "{\"a\":[{\"a\":[0]}]},",
    ] {
        let body = |bytes: usize| format!("{{\"messages\":[{}0]}}", unit.repeat(bytes / unit.len()));
        let (few, many) = (cost(&body(16 << 10)), cost(&body(256 << 10)));
        assert!(many < few * 64 + Duration::from_millis(400), "{unit:?}: {few:?} then {many:?}");
    }
}

/// Words that mean something to one of the searches, in any order.
fn words() -> impl Strategy<Value = String> {
    let words = vec![
        "```",
        "````",
        "~~~",
        "`",
        "\n",
        "\r\n",
        " ",
        ":",
        "#L",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "1",
        "-",
        "=",
        ".",
        "/",
        "\\",
        "\"",
        "'",
        "py",
        "a.py",
        "é",
        "😀",
        "title=",
        "<file ",
        "path=",
        "<path>",
        ">",
        "*** Add File: ",
        "Called the ",
        " tool with the following input: ",
        "Content of ",
        "[read for '",
        "// filepath:",
        "C:",
        "file://",
        "Makefile",
    ];
    prop::collection::vec(prop::sample::select(words), 0..24).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn text_of_any_kind_is_answered(text in words(), arguments in words()) {
        let messages = serde_json::json!([{"role": "user", "content": text}, {"role": "assistant", "tool_calls": [
            {"function": {"name": arguments, "arguments": format!("{{\"path\":\"{arguments}")}}]}, {"role": "tool", "content": text}]);
        let reading = read_text(&chat(messages));
        for file in &reading.facts.files {
            prop_assert!(!file.name.is_empty() && file.path.ends_with(&file.name), "{:?}", file);
            prop_assert!(!file.path.contains(['\n', '<', '>']), "{:?}", file);
        }
    }

    #[test]
    fn bytes_of_any_kind_are_answered(parts in prop::collection::vec(prop_oneof![
        prop::sample::select(vec!["{", "}", "[", "]", ",", ":", "\"", "\"model\":", "\"messages\":", "\"role\":\"user\"", "\"content\":",
            "\"system\":", "null", "1", "\\", "\\u12", " "]).prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..3),
    ], 0..24)) {
        let body = parts.concat();
        let reading = read(Some(&body), &NOTHING);
        let edited = rewrite(&body, &reading, &reading.facts, &Edit { model: Some("x"), url: None, instructions: Some("y"), inject_usage: true });
        let right = std::str::from_utf8(&body).is_ok_and(|text| {
            text.trim_start_matches([' ', '\n', '\t', '\r']).starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        });
        prop_assert_eq!(reading.outline.is_some(), right);
        prop_assert!(right || edited.body.is_none());
    }
}
