//! The rewrite: what goes in where, and that nothing else changes.

use super::*;
use proptest::prelude::*;
use serde_json::json;

const ALL: Edit<'_> = Edit { model: Some("new"), instructions: Some("Be \"brief\"\n"), inject_usage: true };
const INSTRUCT: Edit<'_> = Edit { model: None, instructions: Some("I"), inject_usage: false };
const MODEL: Edit<'_> = Edit { model: Some("n"), instructions: None, inject_usage: false };
const USAGE: Edit<'_> = Edit { model: None, instructions: None, inject_usage: true };

/// The edited body as text (the same where nothing changed), and what became of the instructions.
fn edit(body: &str, path: &str, edit: &Edit<'_>) -> (String, Instructions, bool) {
    let reading = read(Some(body.as_bytes()), &at(path));
    let edited = rewrite(body.as_bytes(), &reading, edit);
    if let Some(new) = &edited.body {
        assert_ne!(new, body.as_bytes(), "an unchanged body is none");
    }
    let text = edited.body.map_or(body.to_owned(), |bytes| String::from_utf8(bytes).unwrap());
    (text, edited.instructions, edited.usage_injected)
}

const CHAT: &str = "/v1/chat/completions";
const MESSAGES: &str = "/v1/messages";

#[test]
fn instructions_in_openai_chat() {
    let cases = [
        (r#"{"messages":[]}"#, r#"{"messages":[{"role":"system","content":"I"}]}"#),
        (
            r#"{"messages":[ {"role":"user","content":"u"}]}"#,
            r#"{"messages":[{"role":"system","content":"I"}, {"role":"user","content":"u"}]}"#,
        ),
        // After the last system message before the first turn, in its role.
        (
            r#"{"messages":[{"role":"system","content":"A"} , {"role":"user"}]}"#,
            r#"{"messages":[{"role":"system","content":"A"},{"role":"system","content":"I"} , {"role":"user"}]}"#,
        ),
        (
            r#"{"messages":[{"role":"system","content":"A"},{"role":"developer","content":"B"},{"role":"user"},{"role":"system","content":"C"}]}"#,
            r#"{"messages":[{"role":"system","content":"A"},{"role":"developer","content":"B"},{"role":"developer","content":"I"},{"role":"user"},{"role":"system","content":"C"}]}"#,
        ),
        (
            r#"{"messages":[{"content":["L"],"role":"system"},{"role":"user"}]}"#,
            r#"{"messages":[{"content":["L"],"role":"system"},{"role":"system","content":"I"},{"role":"user"}]}"#,
        ),
        (
            r#"{"messages":[{"role":"user"},{"role":"system","content":"late"}]}"#,
            r#"{"messages":[{"role":"system","content":"I"},{"role":"user"},{"role":"system","content":"late"}]}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, CHAT, &INSTRUCT), (expected.into(), Instructions::Applied, false));
        assert_eq!(edit(expected, CHAT, &INSTRUCT), (expected.into(), Instructions::Present, false));
    }
    for there in [
        r#"{"messages":[{"role":"system","content":"\u0049"},{"role":"user"}]}"#,
        r#"{"messages":[{"role":"developer","content":[{"type":"text","text":"I"}]},{"role":"user"}]}"#,
        r#"{"messages":[{"role":"system","content":[{"type":"text","text":"x"},{"text":"I","type":"text"}]},{"role":"user"}]}"#,
    ] {
        assert_eq!(edit(there, CHAT, &INSTRUCT), (there.into(), Instructions::Present, false));
    }
}

#[test]
fn instructions_in_anthropic_messages() {
    let cases = [
        (r#"{"messages":[]}"#, r#"{"system":"I","messages":[]}"#),
        (r#" { "messages":[]}"#, r#" {"system":"I", "messages":[]}"#),
        (r#"{"system":"S","messages":[]}"#, r#"{"system":"S\n\nI","messages":[]}"#),
        (r#"{"system":"","messages":[]}"#, r#"{"system":"I","messages":[]}"#),
        (r#"{"system":null,"messages":[]}"#, r#"{"system":"I","messages":[]}"#),
        (r#"{"system":[],"messages":[]}"#, r#"{"system":[{"type":"text","text":"I"}],"messages":[]}"#),
        (
            r#"{"system":[ {"type":"text","text":"S","cache_control":{"type":"ephemeral"}} ],"messages":[]}"#,
            r#"{"system":[ {"type":"text","text":"S","cache_control":{"type":"ephemeral"}},{"type":"text","text":"I"} ],"messages":[]}"#,
        ),
        (r#"{"system":"old","messages":[],"system":"S"}"#, r#"{"system":"old","messages":[],"system":"S\n\nI"}"#),
        (
            r#"{"messages":[{"role":"system","content":"S"},{"role":"user"}]}"#,
            r#"{"messages":[{"role":"system","content":"S"},{"role":"system","content":"I"},{"role":"user"}]}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, MESSAGES, &INSTRUCT), (expected.into(), Instructions::Applied, false));
        assert_eq!(edit(expected, MESSAGES, &INSTRUCT), (expected.into(), Instructions::Present, false));
    }
    for odd in [r#"{"system":7,"messages":[]}"#, r#"{"system":{"a":1},"messages":[]}"#] {
        assert_eq!(edit(odd, MESSAGES, &INSTRUCT), (odd.into(), Instructions::NotApplied, false));
    }
}

#[test]
fn requests_without_a_place_say_so() {
    for body in [
        r#"{"prompt":"x"}"#,
        r#"{"prompt":"x","options":{}}"#,
        r#"{"messages":[],"options":{}}"#,
        r#"{"input":"x"}"#,
        r#"{"contents":[]}"#,
        r#"{"a":1}"#,
        "{}",
        r#"{"messages":"x"}"#,
    ] {
        assert_eq!(edit(body, "/", &INSTRUCT), (body.into(), Instructions::NotApplied, false));
    }
    for none in [None, Some("")] {
        let nothing = Edit { model: None, instructions: none, inject_usage: false };
        let body = r#"{"messages":[]}"#;
        assert_eq!(edit(body, CHAT, &nothing), (body.into(), Instructions::None, false));
    }
}

#[test]
fn the_model_is_replaced_everywhere_at_the_top_and_nowhere_else() {
    let cases = [
        (r#"{"model":"a","messages":[]}"#, r#"{"model":"n","messages":[]}"#),
        (
            r#"{"model" : "a" ,"x":{"model":"a"},"mod\u0065l":7,"messages":[]}"#,
            r#"{"model" : "n" ,"x":{"model":"a"},"mod\u0065l":"n","messages":[]}"#,
        ),
        (r#"{"model":"n","messages":[]}"#, r#"{"model":"n","messages":[]}"#),
        (r#"{"model":"\u006e","messages":[]}"#, r#"{"model":"\u006e","messages":[]}"#),
        (r#"{"messages":[]}"#, r#"{"model":"n","messages":[]}"#),
        (r#"{"prompt":"x","model":{"a":[]}}"#, r#"{"prompt":"x","model":"n"}"#),
        (r#"{"model":"a","contents":[]}"#, r#"{"model":"n","contents":[]}"#),
        (r#"{"contents":[]}"#, r#"{"contents":[]}"#),
        (r#"{"model":"a","other":1.0e400}"#, r#"{"model":"n","other":1.0e400}"#),
        // Equal ones keep their spelling among others that are replaced.
        (
            r#"{"model":"a","prompt":"x","model":"\u006e","model":"b"}"#,
            r#"{"model":"n","prompt":"x","model":"\u006e","model":"n"}"#,
        ),
        ("{}", "{}"),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, "/", &MODEL), (expected.into(), Instructions::None, false));
    }
    let stated = Hints { format: Some(Format::OpenaiChat), ..NOTHING };
    let reading = read(Some(b"{ }"), &stated);
    let two = Edit { model: Some("n"), instructions: None, inject_usage: true };
    assert_eq!(rewrite(b"{ }", &reading, &two).body.as_deref(), Some(br#"{"model":"n" }"#.as_slice()));
}

#[test]
fn stream_usage() {
    let cases = [
        (
            r#"{"messages":[],"stream":true}"#,
            r#"{"stream_options":{"include_usage":true},"messages":[],"stream":true}"#,
        ),
        (
            r#"{"messages":[],"stream":true,"stream_options":null}"#,
            r#"{"messages":[],"stream":true,"stream_options":{"include_usage":true}}"#,
        ),
        (
            r#"{"messages":[],"stream":true,"stream_options":{ }}"#,
            r#"{"messages":[],"stream":true,"stream_options":{"include_usage":true }}"#,
        ),
        (
            r#"{"messages":[],"stream":true,"stream_options":{"a":1}}"#,
            r#"{"messages":[],"stream":true,"stream_options":{"include_usage":true,"a":1}}"#,
        ),
        (
            r#"{"messages":[],"stream":true,"stream_options":{"include_usage":false}}"#,
            r#"{"messages":[],"stream":true,"stream_options":{"include_usage":true}}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, CHAT, &USAGE), (expected.into(), Instructions::None, true));
        assert_eq!(edit(expected, CHAT, &USAGE), (expected.into(), Instructions::None, false));
    }
    for (body, path) in [
        (r#"{"messages":[]}"#, CHAT),
        (r#"{"messages":[],"stream":false}"#, CHAT),
        (r#"{"messages":[],"stream":true,"stream_options":"x"}"#, CHAT),
        (r#"{"messages":[],"stream":true}"#, MESSAGES),
        (r#"{"input":[],"stream":true}"#, CHAT),
    ] {
        assert_eq!(edit(body, path, &USAGE), (body.into(), Instructions::None, false));
    }
}

/// Bodies of both formats, with all that a splice may stumble over, written in odd ways.
fn bodies() -> impl Strategy<Value = (String, &'static str)> {
    let text = prop_oneof![
        Just("Be \"brief\"\n".to_owned()),
        Just(String::new()),
        Just("S\n\nBe \"brief\"\n".to_owned()),
        ".{0,12}"
    ];
    let content = prop_oneof![
        text.clone().prop_map(|text| json!(text)),
        prop::collection::vec(text.clone(), 0..3)
            .prop_map(|texts| texts.iter().map(|text| json!({"type": "text", "text": text})).collect()),
        Just(json!(null)),
    ];
    let role = prop::sample::select(vec!["system", "developer", "user", "assistant", "tool"]);
    let messages = prop::collection::vec((role, content.clone()), 0..5).prop_map(|list| {
        list.iter().map(|(role, content)| json!({"role": role, "content": content})).collect::<serde_json::Value>()
    });
    let member = prop_oneof![
        4 => messages.prop_map(|value| ("messages", value)),
        2 => text.prop_map(|value| ("model", json!(value))),
        1 => Just(("model", json!(null))),
        1 => content.prop_map(|value| ("system", value)),
        2 => any::<bool>().prop_map(|value| ("stream", json!(value))),
        1 => prop::sample::select(vec![json!({}), json!(null), json!({"include_usage": false}), json!({"include_usage": true})])
            .prop_map(|value| ("stream_options", value)),
        1 => Just(("temperature", json!(1e300))),
    ];
    let members = prop::collection::vec((member, any::<bool>()), 0..6);
    (members, prop::sample::select(vec![CHAT, MESSAGES, "/"])).prop_map(|(members, path)| {
        let write = |((name, value), wide): &((&str, serde_json::Value), bool)| {
            let value = if *wide { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
            format!("{}\"{name}\" :{}", if *wide { "\n " } else { "" }, value.unwrap())
        };
        (format!("{{{}}}", members.iter().map(write).collect::<Vec<_>>().join(",")), path)
    })
}

proptest! {
    #[test]
    fn outside_the_splices_every_byte_stays((body, path) in bodies()) {
        let (once, instructions, _) = edit(&body, path, &ALL);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&once).is_ok(), "{}", once);
        // Without the models that were replaced, the old body is what is left of the new one after taking bytes away.
        let (plain, _, _) = edit(&body, path, &Edit { model: None, ..ALL });
        let mut rest = plain.bytes();
        let replaced = body.contains(r#""include_usage": false"#) || body.contains(r#""include_usage":false"#) || body.contains("null");
        prop_assert!(replaced || body.bytes().all(|byte| rest.any(|other| other == byte)), "{} from {}", plain, body);
        let (twice, again, injected) = edit(&once, path, &ALL);
        prop_assert_eq!(&twice, &once);
        prop_assert!(!injected);
        if instructions == Instructions::Applied {
            prop_assert_eq!(again, Instructions::Present);
        }
        let reading = read(Some(once.as_bytes()), &at(path));
        if reading.facts.format != Format::Unknown || body.contains("\"model\"") {
            prop_assert_eq!(reading.facts.requested_model.as_deref(), Some("new"));
        }
    }
}
