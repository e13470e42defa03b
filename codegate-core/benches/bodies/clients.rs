//! Requests of four coding agents in the middle of their work, of any size: the shapes are theirs, the text is made up.

use serde_json::{Value, json};

/// A request as it comes to a proxy.
pub(crate) struct Sent {
    pub client: &'static str,
    pub path: &'static str,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Each of them at about `size` bytes.
pub(crate) fn all(size: usize) -> Vec<Sent> {
    vec![claude_code(size), codex(size), cline(size), aider(size)]
}

/// What a file holds: code with quotes, backslashes and indentation, every part another one.
fn code(part: usize) -> String {
    let function = |number: usize| {
        format!(
            "/// Part {part} of the work, step {number}.\nfn step_{number}(input: &str) -> Result<String, Error> {{\n    \
             let parts: Vec<&str> = input.split(\"\\n\").collect();\n    \
             if parts.len() > {number} {{\n        return Err(Error::new(\"too many parts\"));\n    }}\n    \
             Ok(parts.join(\", \"))\n}}\n\n"
        )
    };
    (0..10).map(function).collect()
}

/// Tools on offer with their schemas; an agent sends some tens of kilobytes of them.
fn schemas(names: &[&str], size: usize) -> Vec<(String, String, Value)> {
    let about = "Use this tool with care, and only where the task at hand needs it.\nPaths are absolute.\n";
    let times = (size / 10 / names.len() / about.len()).max(1);
    let schema = json!({"type": "object", "additionalProperties": false, "required": ["file_path"], "properties": {
        "file_path": {"type": "string", "description": "The absolute path to the file"},
        "offset": {"type": "number", "minimum": 0, "description": "The line to start at"},
        "limit": {"type": "number", "description": "How many lines"},
        "mode": {"type": "string", "enum": ["text", "binary", "auto"], "default": "auto"}}});
    names.iter().map(|name| ((*name).to_owned(), about.repeat(times), schema.clone())).collect()
}

/// Adds turns until the body has its size. `fill` gives the `n`th turn.
fn grown(size: usize, turns: &mut Vec<Value>, fill: impl Fn(usize) -> Vec<Value>) {
    let mut len = serde_json::to_vec(turns).unwrap().len();
    for number in 0.. {
        if len >= size {
            break;
        }
        let more = fill(number);
        len += serde_json::to_vec(&more).unwrap().len();
        turns.extend(more);
    }
}

fn sent(client: &'static str, path: &'static str, headers: &[(&str, &str)], body: &Value) -> Sent {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Sent { client, path, headers, body: serde_json::to_vec(body).unwrap() }
}

/// Anthropic messages: one question, then tool calls and their results, all of them the last turn.
fn claude_code(size: usize) -> Sent {
    let tools: Vec<Value> = schemas(&["Read", "Edit", "Write", "Bash", "Glob", "Grep"], size)
        .into_iter()
        .map(|(name, description, schema)| json!({"name": name, "description": description, "input_schema": schema}))
        .collect();
    let mut messages = vec![json!({"role": "user", "content": [
        {"type": "text", "text": "<system-reminder>\nThe date has changed.\n</system-reminder>"},
        {"type": "text", "text": "Why does it not compile?"}]})];
    grown(size * 7 / 8, &mut messages, |number| {
        let id = format!("toolu_{number:024}");
        vec![
            json!({"role": "assistant", "content": [
                {"type": "text", "text": format!("I look at part {number}.")},
                {"type": "tool_use", "id": id, "name": "Read", "input": {"file_path": format!("/home/u/app/src/part{number}.rs")}}]}),
            json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": code(number)}]}),
        ]
    });
    let body = json!({
        "model": "claude-opus-5", "messages": messages, "max_tokens": 32_000, "stream": true,
        "system": [
            {"type": "text", "text": "You are Claude Code, Anthropic's official CLI for Claude.", "cache_control": {"type": "ephemeral"}},
            {"type": "text", "text": "Be careful with files.\n".repeat((size / 500).max(1)), "cache_control": {"type": "ephemeral"}}],
        "tools": tools, "metadata": {"user_id": "{\"session_id\":\"a\"}"}, "thinking": {"type": "enabled", "budget_tokens": 8_000}});
    sent(
        "claude_code",
        "/v1/messages?beta=true",
        &[("user-agent", "claude-cli/2.1.0 (external, cli)"), ("x-app", "cli")],
        &body,
    )
}

/// Responses: items of function calls whose arguments are JSON in a string, and their outputs.
fn codex(size: usize) -> Sent {
    let tools: Vec<Value> = schemas(&["exec_command", "view_image", "update_plan"], size)
        .into_iter()
        .map(|(name, description, schema)| json!({"type": "function", "name": name, "description": description, "strict": false, "parameters": schema}))
        .collect();
    let text = |role: &str, text: &str| json!({"type": "message", "role": role, "content": [{"type": "input_text", "text": text}]});
    let mut input = vec![
        text("developer", "<permissions>You may write in this folder.</permissions>"),
        text("user", "<environment_context>\n  <cwd>/home/u/app</cwd>\n</environment_context>"),
        text("user", "Why does it not compile?"),
    ];
    grown(size * 7 / 8, &mut input, |number| {
        let patch = format!("*** Begin Patch\n*** Update File: src/part{number}.rs\n@@\n-old\n+new\n*** End Patch\n");
        vec![
            json!({"type": "function_call", "name": "apply_patch", "call_id": format!("call_{number}"),
                "arguments": json!({"input": patch}).to_string()}),
            json!({"type": "function_call_output", "call_id": format!("call_{number}"), "output": code(number)}),
        ]
    });
    let body = json!({
        "model": "gpt-5.1-codex", "instructions": "You are a coding agent running in the Codex CLI.\n".repeat((size / 1_000).max(1)),
        "input": input, "tools": tools, "tool_choice": "auto", "parallel_tool_calls": false, "store": false, "stream": true,
        "include": ["reasoning.encrypted_content"], "prompt_cache_key": "a", "reasoning": {"effort": "medium"}});
    sent(
        "codex",
        "/v1/responses",
        &[("originator", "codex_cli_rs"), ("user-agent", "codex_cli_rs/0.60.0 (Linux; x86_64)")],
        &body,
    )
}

/// OpenAI chat: a long conversation, whose last turn is the last message.
fn cline(size: usize) -> Sent {
    let mut messages =
        vec![json!({"role": "system", "content": "You are Cline, a skilled engineer.\n".repeat((size / 300).max(1))})];
    let file = |number: usize| {
        format!(
            "Look at it\n\n<file_content path=\"src/part{number}.rs\">\n{}</file_content>\n<environment_details>\n# VSCode Visible Files\nsrc/part{number}.rs\n</environment_details>",
            code(number)
        )
    };
    grown(size * 15 / 16, &mut messages, |number| {
        vec![
            json!({"role": "user", "content": [{"type": "text", "text": file(number)}]}),
            json!({"role": "assistant", "content": format!("Part {number} is fine.")}),
        ]
    });
    messages.push(json!({"role": "user", "content": [{"type": "text", "text": file(7)}]}));
    let body = json!({"model": "gpt-5.1", "messages": messages, "temperature": 0, "stream": true, "stream_options": {"include_usage": true}});
    sent("cline", "/v1/chat/completions", &[("user-agent", "Cline/4.0.0"), ("x-title", "Cline")], &body)
}

/// OpenAI chat: files in fences under their names, in a message of their own before the question.
fn aider(size: usize) -> Sent {
    let mut files = String::from("I have *added these files to the chat* so you can go ahead and edit them.\n\n");
    for number in 0.. {
        files.push_str(&format!("src/part{number}.rs\n```\n{}```\n\n", code(number)));
        if files.len() * 12 / 10 > size {
            break;
        }
    }
    let body = json!({"model": "gpt-5.1", "stream": true, "temperature": 0, "messages": [
        {"role": "system", "content": "Act as an expert software developer.\nEvery *SEARCH/REPLACE block* must use this format:\n"},
        {"role": "user", "content": files},
        {"role": "assistant", "content": "Ok, any changes I propose will be to those files."},
        {"role": "user", "content": "Why does it not compile?"}]});
    sent("aider", "/v1/chat/completions", &[("user-agent", "OpenAI/Python 2.20.0")], &body)
}

/// How many files [`every_way`] names.
pub(crate) const WAYS: usize = 18;

/// OpenAI chat: one message that names files in every way that counts, and the tool calls after it.
pub(crate) fn every_way() -> Sent {
    let text = [
        "Look at these:\n\nsrc/w1.rs\n```\ncode\n```",
        "**src/w2.rs**\n```rust\ncode\n```",
        "```rust src/w3.rs:10-20\ncode\n```",
        "```src/w4.rs#L1-L2\ncode\n```",
        "```rust\n// filepath: src/w5.rs\ncode\n```",
        "<file_content path=\"src/w6.rs\">\ncode\n</file_content>",
        "<attachment id=\"a\" filePath=\"/home/u/w7.rs\">\ncode\n</attachment>",
        "<read_file>\n<path>src/w8.rs</path>\n</read_file>",
        "*** Begin Patch\n*** Update File: src/w9.rs\n*** Move to: src/w10.rs\n*** End Patch",
        "--- a/src/w11.rs\n+++ b/src/w11.rs\n@@",
        "Called the Read tool with the following input: {\"file_path\":\"/home/u/w12.rs\"}",
        "Content from @src/w13.rs:\ncode",
        "In file `src/w14.rs`:\ncode",
        "File: src/w15.rs\ncode",
        "[read_file for 'src/w16.rs'] Result:\ncode",
        "See file:///home/u/w17.rs please",
    ];
    let call = json!({"id": "a", "type": "function", "function": {"name": "read_file", "arguments": "{\"path\":\"src/w18.rs\"}"}});
    let body = json!({"model": "gpt-5.1", "stream": true, "messages": [
        {"role": "system", "content": "You are a helpful assistant."},
        {"role": "user", "content": text.join("\n\n")},
        {"role": "assistant", "content": null, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": "code"}]});
    sent("opencode", "/v1/chat/completions", &[("user-agent", "opencode/1.2.0")], &body)
}
