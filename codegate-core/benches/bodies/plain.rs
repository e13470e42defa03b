//! The straightforward way to do the same job: parse the body into a tree, search its text with regular expressions,
//! change the tree, write it out.

use super::clients::Sent;
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// What both ways must agree on.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub client: String,
    pub request_type: String,
    pub requested_model: String,
    pub files: Vec<String>,
    pub rule: usize,
    pub model: String,
    pub body: Value,
}

/// Every way in which a text names a file, one expression each.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let tags = "file|file_content|file_contents|attachment|document|code_selection";
    [
        r"(?m)^[#*` ]*([^\s*`:]+\.\w+)[*`: ]*\n(?:```|~~~)",
        r"(?m)^(?:```|~~~)(?:\w+[ :])?([^\s`:#(]+\.\w+)(?::\d+(?:-\d+)?|#L\d+(?:-L?\d+)?| ?\(\d+-\d+\))?$",
        r"(?m)^(?:```|~~~).*\n(?://|#|--) ?(?i:filepath|path|file|filename): *(\S+)",
        &format!(r#"<(?:{tags})\s[^<>]*?(?:path|filePath|filepath|file_path)=["']([^"']+)["']"#),
        r"<path>([^<]+\.\w+)</path>",
        r"(?m)^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+)$",
        r"(?m)^\+\+\+ b/(.+)$",
        r"(?m)^Content (?:from|of) @?(\S+):$",
        r"(?m)^In file `([^`]+)`:$",
        r"(?m)^File: `?([^\s`]+\.\w+)`?",
        r"(?m)^\[\w+_file for '([^']+)'",
        r"file://(/[^\s<>]+\.\w+)",
    ]
    .iter()
    .map(|pattern| Regex::new(pattern).unwrap())
    .collect()
});

static CALLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"Called the \w+ tool with the following input: (\{[^\n]*\})").unwrap());

/// Keys under which tools take a path.
const PATHS: [&str; 9] = [
    "path",
    "file",
    "file_path",
    "filePath",
    "filename",
    "absolute_path",
    "notebook_path",
    "target_file",
    "relative_workspace_path",
];

/// The same table of clients that the library ships.
static CLIENTS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let table: Value = serde_json::from_str(include_str!("../../src/request/clients.json")).unwrap();
    table["clients"].as_array().unwrap().clone()
});

/// Decides on a request with two rules, `*.rs` and a catch-all, and gives the body as it is sent.
pub(crate) fn decide(sent: &Sent, models: [&str; 2], instructions: &str) -> (Answer, Vec<u8>) {
    let mut body: Value = serde_json::from_slice(&sent.body).unwrap();
    let client = client(sent, &body);
    let requested_model = body["model"].as_str().unwrap_or_default().to_owned();
    let mut files = Vec::new();
    let turns = if body["input"].is_array() { &body["input"] } else { &body["messages"] };
    let turns = turns.as_array().unwrap();
    let typed = |turn: &Value| turn["role"] == "user" && turn["content"][0]["type"] != "tool_result";
    let mut last = turns.iter().rposition(typed).unwrap_or(0);
    while last > 0 && typed(&turns[last - 1]) {
        last -= 1;
    }
    let stated =
        |turn: &&Value| turn["content"].as_str().is_some_and(|text| text.starts_with("I have *added these files"));
    for turn in turns[..last].iter().filter(stated).chain(&turns[last..]) {
        walk(turn, "", &mut files);
    }
    let rule = usize::from(!files.iter().any(|file| file.ends_with(".rs")));
    body["model"] = models[rule].into();
    if let Some(input) = body.get_mut("input").and_then(Value::as_array_mut) {
        let leading = input.iter().take_while(|item| item["role"] == "developer").count();
        input.insert(
            leading,
            json!({"type": "message", "role": "developer", "content": [{"type": "input_text", "text": instructions}]}),
        );
    } else if let Some(system) = body.get_mut("system").and_then(Value::as_array_mut) {
        system.push(json!({"type": "text", "text": instructions}));
    } else if let Some(messages) = body.get_mut("messages").and_then(Value::as_array_mut) {
        messages.insert(1, json!({"role": "system", "content": instructions}));
        if body["stream"] == true && body.get("stream_options").is_none() {
            body["stream_options"] = json!({"include_usage": true});
        }
    }
    let bytes = serde_json::to_vec(&body).unwrap();
    let model = models[rule].to_owned();
    (Answer { client, request_type: "chat".into(), requested_model, files, rule, model, body }, bytes)
}

fn texts<'v>(value: &'v Value, all: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => all.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
        Value::Object(members) => members.values().for_each(|value| texts(value, all)),
        _ => {}
    }
}

fn client(sent: &Sent, body: &Value) -> String {
    let header = |sign: &Value| {
        let mut named =
            sent.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(sign["name"].as_str().unwrap()));
        named.any(|(_, value)| match (sign["equals"].as_str(), sign["contains"].as_str()) {
            (Some(text), _) => value.eq_ignore_ascii_case(text),
            (_, Some(text)) => value.to_lowercase().contains(&text.to_lowercase()),
            _ => true,
        })
    };
    let mut system = Vec::new();
    texts(&body["system"], &mut system);
    texts(&body["instructions"], &mut system);
    let turns = body["messages"].as_array().into_iter().chain(body["input"].as_array()).flatten();
    turns
        .filter(|turn| turn["role"] == "system" || turn["role"] == "developer")
        .for_each(|turn| texts(turn, &mut system));
    let some = |entry: &Value, signs: &str, holds: &dyn Fn(&Value) -> bool| {
        entry[signs].as_array().is_some_and(|signs| signs.iter().any(holds))
    };
    let found = CLIENTS.iter().find(|entry| some(entry, "headers", &header));
    let says = |sign: &Value| system.iter().any(|text| text.contains(sign.as_str().unwrap()));
    let found = found.or_else(|| CLIENTS.iter().find(|entry| some(entry, "system", &says)));
    found.map_or("generic", |entry| entry["name"].as_str().unwrap()).to_owned()
}

fn add(path: &str, files: &mut Vec<String>) {
    if !files.iter().any(|file| file == path) {
        files.push(path.to_owned());
    }
}

fn walk(value: &Value, key: &str, files: &mut Vec<String>) {
    match value {
        Value::String(text) if PATHS.contains(&key) => add(text, files),
        Value::String(text) => {
            for pattern in PATTERNS.iter() {
                pattern.captures_iter(text).for_each(|found| add(&found[1], files));
            }
            let called = CALLED.captures_iter(text).map(|found| found[1].to_owned());
            let arguments = (key == "arguments").then(|| text.clone());
            for inner in called.chain(arguments).filter_map(|text| serde_json::from_str::<Value>(&text).ok()) {
                walk(&inner, "", files);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, key, files)),
        Value::Object(members) => members.iter().for_each(|(key, value)| walk(value, key, files)),
        _ => {}
    }
}
