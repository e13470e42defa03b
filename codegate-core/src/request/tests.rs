//! What a request is understood to be, and what is sent in its place.

mod bodies;
mod clients;
mod expected;
mod facts;
mod files;
mod prose;
mod rewriting;
mod scanner;

use super::*;
use crate::model::Instructions;

/// No path, no headers, the last turn.
const NOTHING: Hints<'_> = Hints {
    method: None,
    path: None,
    headers: &[],
    format: None,
    files_from: Some(FilesFrom::LastTurn),
    client: None,
    clients: None,
};

fn read_text(body: &str) -> Reading {
    read(Some(body.as_bytes()), &NOTHING)
}

fn at(path: &str) -> Hints<'_> {
    Hints { path: Some(path), ..NOTHING }
}

/// Warnings by their codes.
fn codes(reading: &Reading) -> Vec<&str> {
    reading.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// Paths of the files and where they were found.
fn found(reading: &Reading) -> Vec<(&str, &str)> {
    reading.facts.files.iter().map(|file| (file.path.as_str(), file.found)).collect()
}

/// An OpenAI chat body with these messages.
fn chat(messages: serde_json::Value) -> String {
    serde_json::json!({"model": "m", "messages": messages, "stream_options": {}}).to_string()
}

/// An OpenAI chat body in which the user says this.
fn says(text: &str) -> String {
    chat(serde_json::json!([{"role": "user", "content": text}]))
}

/// A body after its changes.
struct Edited {
    body: Option<Vec<u8>>,
    instructions: Instructions,
    usage_injected: bool,
}

fn rewrite(body: &[u8], reading: &Reading, facts: &Facts, edit: &Edit<'_>) -> Edited {
    let plan = plan(Some(body), reading, facts, edit);
    Edited { body: plan.apply(body), instructions: plan.instructions, usage_injected: plan.streamed == Streamed::ByUs }
}
