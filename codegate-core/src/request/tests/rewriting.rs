//! The rewrite: what goes in where, and that nothing else changes.

use super::*;
use proptest::prelude::*;
use serde_json::json;

const ALL: Edit<'_> = Edit { model: Some("new"), url: None, instructions: Some("Be \"brief\"\n"), inject_usage: true };
const INSTRUCT: Edit<'_> = Edit { model: None, url: None, instructions: Some("I"), inject_usage: false };
const MODEL: Edit<'_> = Edit { model: Some("n"), url: None, instructions: None, inject_usage: false };
const USAGE: Edit<'_> = Edit { model: None, url: None, instructions: None, inject_usage: true };

/// The edited body as text (the same where nothing changed), and what became of the instructions.
fn edit(body: &str, path: &str, edit: &Edit<'_>) -> (String, Instructions, bool) {
    let reading = read(Some(body.as_bytes()), &at(path));
    let edited = rewrite(body.as_bytes(), &reading, &reading.facts, edit);
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
    applied_once(&cases, CHAT);
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
    applied_once(&cases, MESSAGES);
    for odd in [r#"{"system":7,"messages":[]}"#, r#"{"system":{"a":1},"messages":[]}"#] {
        assert_eq!(edit(odd, MESSAGES, &INSTRUCT), (odd.into(), Instructions::NotApplied, false));
    }
}

#[test]
fn instructions_in_ollama_chat() {
    let cases = [
        (r#"{"messages":[],"options":{}}"#, r#"{"messages":[{"role":"system","content":"I"}],"options":{}}"#),
        (
            r#"{"messages":[{"role":"system","content":"A"},{"role":"user","images":["aGk="]}],"keep_alive":0}"#,
            r#"{"messages":[{"role":"system","content":"A"},{"role":"system","content":"I"},{"role":"user","images":["aGk="]}],"keep_alive":0}"#,
        ),
    ];
    applied_once(&cases, "/api/chat");
}

#[test]
fn a_long_system_text_is_continued_once() {
    for before in ["é".repeat(500), "\\\\".repeat(501), "\\u0041".repeat(100), "\\n\\n".repeat(300), "x".repeat(7)] {
        let body = format!(r#"{{"system":"{before}","messages":[]}}"#);
        let expected = format!(r#"{{"system":"{before}\n\nI","messages":[]}}"#);
        applied_once(&[(&body, &expected)], MESSAGES);
    }
}

/// The item that holds the instructions in Responses.
const ITEM: &str = r#"{"type":"message","role":"developer","content":[{"type":"input_text","text":"I"}]}"#;

#[test]
fn instructions_in_openai_responses() {
    let user = r#"{"role":"user","content":"u"}"#;
    let developer = r#"{"type":"message","role":"developer","content":[{"type":"input_text","text":"A"}]}"#;
    let reasoning = r#"{"type":"reasoning","id":"r","summary":[]}"#;
    let cases = [
        (r#"{"input":[]}"#.into(), format!(r#"{{"input":[{ITEM}]}}"#)),
        (format!(r#"{{"input":[ {user}]}}"#), format!(r#"{{"input":[{ITEM}, {user}]}}"#)),
        // After the leading ones; what comes later stays where it is.
        (
            format!(r#"{{"instructions":"S","input":[{developer},{user},{developer}]}}"#),
            format!(r#"{{"instructions":"S","input":[{developer},{ITEM},{user},{developer}]}}"#),
        ),
        (
            format!(r#"{{"input":[{{"role":"system","content":"S"}},{user}]}}"#),
            format!(r#"{{"input":[{{"role":"system","content":"S"}},{ITEM},{user}]}}"#),
        ),
        (
            format!(r#"{{"input":[{reasoning},{developer}]}}"#),
            format!(r#"{{"input":[{ITEM},{reasoning},{developer}]}}"#),
        ),
        // One text in place of a list becomes its first item.
        (
            r#"{"input" : "h\u0069" }"#.into(),
            format!(r#"{{"input" : [{ITEM},{{"type":"message","role":"user","content":"h\u0069"}}] }}"#),
        ),
        (r#"{"input":""}"#.into(), format!(r#"{{"input":[{ITEM},{{"type":"message","role":"user","content":""}}]}}"#)),
    ];
    let cases: Vec<(&str, &str)> =
        cases.iter().map(|(body, new): &(String, String)| (body.as_str(), new.as_str())).collect();
    applied_once(&cases, "/v1/responses");
    let there = r#"{"input":[{"role":"developer","content":"I"},{"role":"user","content":"u"}]}"#;
    assert_eq!(edit(there, "/v1/responses", &INSTRUCT), (there.into(), Instructions::Present, false));
    for odd in [r#"{"input":7}"#, r#"{"input":null,"previous_response_id":"r"}"#] {
        assert_eq!(edit(odd, "/v1/responses", &INSTRUCT), (odd.into(), Instructions::NotApplied, false));
    }
}

#[test]
fn instructions_in_gemini() {
    let cases = [
        (r#"{"contents":[]}"#, r#"{"systemInstruction":{"parts":[{"text":"I"}]},"contents":[]}"#),
        (
            r#"{"contents":[],"systemInstruction":{"role":"user","parts":[{"text":"S"}]}}"#,
            r#"{"contents":[],"systemInstruction":{"role":"user","parts":[{"text":"S"},{"text":"I"}]}}"#,
        ),
        (
            r#"{"contents":[],"system_instruction":{"parts":[ ]}}"#,
            r#"{"contents":[],"system_instruction":{"parts":[{"text":"I"} ]}}"#,
        ),
        (
            r#"{"contents":[],"systemInstruction":{"role":"user"}}"#,
            r#"{"contents":[],"systemInstruction":{"parts":[{"text":"I"}],"role":"user"}}"#,
        ),
        (
            r#"{"contents":[],"systemInstruction":{}}"#,
            r#"{"contents":[],"systemInstruction":{"parts":[{"text":"I"}]}}"#,
        ),
        (
            r#"{"contents":[],"systemInstruction":null}"#,
            r#"{"contents":[],"systemInstruction":{"parts":[{"text":"I"}]}}"#,
        ),
        (r#"{"contents":[],"systemInstruction":"S"}"#, r#"{"contents":[],"systemInstruction":"S\n\nI"}"#),
    ];
    applied_once(&cases, "/v1beta/models/m:generateContent");
    for odd in [
        r#"{"contents":[],"systemInstruction":7}"#,
        r#"{"contents":[],"systemInstruction":{"parts":"S"}}"#,
        r#"{"contents":[],"systemInstruction":[]}"#,
    ] {
        assert_eq!(edit(odd, "/v1beta/models/m:generateContent", &INSTRUCT).1, Instructions::NotApplied);
    }
}

/// Each body becomes the other by the instructions, and that one stays as it is.
fn applied_once(cases: &[(&str, &str)], path: &str) {
    for (body, expected) in cases {
        assert_eq!(edit(body, path, &INSTRUCT), ((*expected).into(), Instructions::Applied, false));
        assert_eq!(edit(expected, path, &INSTRUCT), ((*expected).into(), Instructions::Present, false));
    }
}

#[test]
fn requests_without_a_place_say_so() {
    for body in [
        r#"{"prompt":"x"}"#,
        r#"{"prompt":"x","options":{}}"#,
        r#"{"prompt":"x","system":"S","suffix":"y"}"#,
        r#"{"a":1}"#,
        "{}",
        r#"{"messages":"x"}"#,
        // A chat that asks to fill in the middle.
        r#"{"messages":[{"role":"user","content":"</COMPLETION><COMPLETION></QUERY><QUERY>"}]}"#,
    ] {
        assert_eq!(edit(body, "/", &INSTRUCT), (body.into(), Instructions::NotApplied, false));
    }
    for none in [None, Some("")] {
        let nothing = Edit { model: None, url: None, instructions: none, inject_usage: false };
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
        // A server in Go reads a name in any case.
        (r#"{"model":"a","messages":[],"MODEL":"b"}"#, r#"{"model":"n","messages":[],"model":"n"}"#),
        (r#"{"messages":[],"Mod\u0065l":"n"}"#, r#"{"messages":[],"model":"n"}"#),
        ("{}", "{}"),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, "/", &MODEL), (expected.into(), Instructions::None, false));
    }
    let stated = Hints { format: Some(Format::OpenaiChat), ..NOTHING };
    let reading = read(Some(b"{ }"), &stated);
    let two = Edit { model: Some("n"), url: None, instructions: None, inject_usage: true };
    assert_eq!(rewrite(b"{ }", &reading, &reading.facts, &two).body.as_deref(), Some(br#"{"model":"n" }"#.as_slice()));
}

#[test]
fn names_in_another_case_are_written_as_the_format_does() {
    let cases = [
        (
            r#"{"system":"S","prompt":"x","options":{},"SYSTEM":"T"}"#,
            r#"{"system":"S","prompt":"x","options":{},"system":"T\n\nI"}"#,
        ),
        (
            r#"{"Messages":[{"role":"user","content":"x"}]}"#,
            r#"{"messages":[{"role":"system","content":"I"},{"role":"user","content":"x"}]}"#,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(edit(body, "/", &INSTRUCT), (expected.into(), Instructions::Applied, false));
    }
    let body = r#"{"messages":[],"MODEL":"b"}"#;
    let nothing = Edit { model: None, url: None, instructions: None, inject_usage: false };
    assert_eq!(edit(body, CHAT, &nothing).0, body, "what is not rewritten goes on as it came");
    let many = format!("{{{}\"model\":\"a\"}}", r#""MODEL":1,"#.repeat(1_001));
    assert_eq!(edit(&many, CHAT, &MODEL).0, many, "more than a thousand are unreadable");
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
    let completion = r#"{"prompt":"x","stream":true}"#;
    let asked = r#"{"stream_options":{"include_usage":true},"prompt":"x","stream":true}"#;
    assert_eq!(edit(completion, "/v1/completions", &USAGE), (asked.into(), Instructions::None, true));
    for (body, path) in [
        (r#"{"prompt":"x","stream":true}"#, "/api/generate"),
        (r#"{"messages":[]}"#, CHAT),
        (r#"{"messages":[],"stream":false}"#, CHAT),
        (r#"{"messages":[],"stream":true,"stream_options":"x"}"#, CHAT),
        (r#"{"messages":[],"stream":true}"#, MESSAGES),
        (r#"{"input":[],"stream":true}"#, CHAT),
    ] {
        assert_eq!(edit(body, path, &USAGE), (body.into(), Instructions::None, false));
    }
}

/// Bodies of all formats, with all that a splice may stumble over, written in odd ways.
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
    let role = prop::sample::select(vec!["system", "developer", "user", "assistant", "tool", "model"]);
    let parts = prop::collection::vec(text.clone(), 0..3)
        .prop_map(|texts| json!({"parts": texts.iter().map(|text| json!({"text": text})).collect::<Vec<_>>()}));
    let messages = prop::collection::vec((role, content.clone()), 0..5).prop_map(|list| {
        list.iter().map(|(role, content)| json!({"role": role, "content": content})).collect::<serde_json::Value>()
    });
    let member = prop_oneof![
        4 => messages.clone().prop_map(|value| ("messages", value)),
        1 => messages.clone().prop_map(|value| ("input", value)),
        1 => text.clone().prop_map(|value| ("input", json!(value))),
        1 => messages.prop_map(|value| ("contents", value)),
        1 => parts.prop_map(|value| ("systemInstruction", value)),
        1 => text.clone().prop_map(|value| ("prompt", json!(value))),
        2 => text.prop_map(|value| ("model", json!(value))),
        1 => Just(("model", json!(null))),
        1 => content.prop_map(|value| ("system", value)),
        2 => any::<bool>().prop_map(|value| ("stream", json!(value))),
        1 => prop::sample::select(vec![json!({}), json!(null), json!({"include_usage": false}), json!({"include_usage": true})])
            .prop_map(|value| ("stream_options", value)),
        1 => Just(("temperature", json!(1e300))),
    ];
    let members = prop::collection::vec((member, any::<bool>()), 0..6);
    (members, prop::sample::select(vec![CHAT, MESSAGES, "/api/chat", "/"])).prop_map(|(members, path)| {
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
        let (plain, _, _) = edit(&body, path, &Edit { model: None, url: None, ..ALL });
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
        let has_model = !matches!(reading.facts.format, Format::Unknown | Format::Gemini);
        if has_model || body.contains("\"model\" :") {
            prop_assert_eq!(reading.facts.requested_model.as_deref(), Some("new"));
        }
    }
}
