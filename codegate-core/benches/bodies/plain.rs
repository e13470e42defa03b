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

static FENCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^(\S+\.\w+)\n```").unwrap());
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"<file_content path="([^"]+)">"#).unwrap());
static PATCH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^\*\*\* (?:Add|Update|Delete) File: (.+)$").unwrap());

const CLIENTS: [(&str, &str, &str); 4] = [
    ("claude_code", "claude-cli/", "You are Claude Code"),
    ("codex", "codex_cli_rs/", "running in the Codex CLI"),
    ("cline", "cline/", "You are Cline"),
    ("aider", "aider/", "*SEARCH/REPLACE block"),
];

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
    }
    let bytes = serde_json::to_vec(&body).unwrap();
    let model = models[rule].to_owned();
    (Answer { client, request_type: "chat".into(), requested_model, files, rule, model, body }, bytes)
}

fn client(sent: &Sent, body: &Value) -> String {
    let agent = sent.headers.iter().find(|(name, _)| name == "user-agent").map(|(_, value)| value.to_lowercase());
    let agent = agent.unwrap_or_default();
    let system = body["messages"][0]["content"].as_str().unwrap_or_default();
    let found = CLIENTS.iter().find(|(_, sign, _)| agent.contains(sign));
    let found = found.or_else(|| CLIENTS.iter().find(|(_, _, sign)| system.contains(sign)));
    found.map_or("generic", |(name, ..)| name).to_owned()
}

fn walk(value: &Value, key: &str, files: &mut Vec<String>) {
    let mut add = |path: &str| {
        if !files.iter().any(|file| file == path) {
            files.push(path.to_owned());
        }
    };
    match value {
        Value::String(text) if key == "file_path" => add(text),
        Value::String(text) => {
            for pattern in [&FENCE, &TAG, &PATCH] {
                pattern.captures_iter(text).for_each(|found| add(&found[1]));
            }
            if key == "arguments"
                && let Ok(inner) = serde_json::from_str::<Value>(text)
            {
                walk(&inner, "", files);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, key, files)),
        Value::Object(members) => members.iter().for_each(|(key, value)| walk(value, key, files)),
        _ => {}
    }
}
