//! Format, kind, model, stream and the last user turn.

use super::*;
use serde_json::json;

#[test]
fn formats_are_told_by_the_body() {
    use Format::*;
    let hi = json!([{"role": "user", "content": "hi"}]);
    let cases = [
        (json!({"model": "m", "messages": hi}), None, OpenaiChat),
        (json!({"model": "m", "messages": hi, "stream_options": {}}), Some("/v1/messages"), OpenaiChat),
        (
            json!({"model": "m", "messages": hi, "tools": [{"type": "function", "function": {}}]}),
            Some("/v1/messages"),
            OpenaiChat,
        ),
        (json!({"model": "m", "max_tokens": 1, "messages": hi}), Some("/v1/messages?beta=true"), AnthropicMessages),
        (json!({"model": "m", "messages": hi}), Some("/v1/messages/count_tokens"), AnthropicMessages),
        (json!({"model": "m", "system": "s", "messages": hi}), None, AnthropicMessages),
        (json!({"model": "m", "system": "s", "messages": hi}), Some("/v1/chat/completions"), AnthropicMessages),
        (json!({"model": "m", "messages": hi, "tools": [{"name": "a", "input_schema": {}}]}), None, AnthropicMessages),
        (
            json!({"model": "m", "messages": [{"role": "user", "content": [{"type": "tool_result"}]}]}),
            None,
            AnthropicMessages,
        ),
        (json!({"model": "claude-opus-5", "max_tokens": 1, "messages": hi}), None, AnthropicMessages),
        (json!({"model": "claude-opus-5", "messages": hi}), Some("/v1/chat/completions"), OpenaiChat),
        // What others borrow weighs less than the path.
        (json!({"model": "m", "messages": hi, "thinking": {}}), Some("/chat/completions"), OpenaiChat),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "a", "cache_control": {}}]}]}),
            Some("/api/v1/chat/completions"),
            OpenaiChat,
        ),
        (
            json!({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]}),
            Some("/v1/messages"),
            AnthropicMessages,
        ),
        (json!({"model": "m", "messages": hi, "options": {"num_ctx": 1}}), None, OllamaChat),
        (
            json!({"model": "m", "messages": hi, "tools": [{"type": "function", "function": {}}]}),
            Some("/api/chat"),
            OllamaChat,
        ),
        (json!({"model": "m", "input": "hi"}), None, OpenaiResponses),
        (
            json!({"model": "m", "input": [{"type": "message", "role": "user", "content": "hi"}]}),
            Some("/v1/chat/completions"),
            OpenaiResponses,
        ),
        (json!({"model": "m", "input": "hi"}), Some("/v1/embeddings"), Unknown),
        (json!({"model": "m", "prompt": "def"}), None, OpenaiCompletions),
        (json!({"model": "m", "prompt": "def", "suffix": ""}), Some("/v1/completions"), OpenaiCompletions),
        (json!({"model": "m", "prompt": "def"}), Some("/api/generate"), OllamaGenerate),
        (json!({"model": "m", "prompt": "def", "options": {}}), None, OllamaGenerate),
        (json!({"contents": [{"parts": [{"text": "hi"}]}]}), None, Gemini),
        (json!({"a": 1}), Some("/v1/messages"), Unknown),
    ];
    for (body, path, format) in cases {
        let text = body.to_string();
        let reading = read(Some(text.as_bytes()), &Hints { path, ..NOTHING });
        assert_eq!(reading.facts.format, format, "{text} at {path:?}");
        let expected = format == Unknown && path != Some("/v1/embeddings");
        assert_eq!(codes(&reading).contains(&"format_unknown"), expected);
    }
    let headers = [("Anthropic-Version".to_owned(), "2023-06-01".to_owned())];
    let body = json!({"model": "m", "messages": hi}).to_string();
    let reading = read(Some(body.as_bytes()), &Hints { headers: &headers, ..NOTHING });
    assert_eq!(reading.facts.format, AnthropicMessages);
    let stated = Hints { format: Some(OllamaChat), ..NOTHING };
    assert_eq!(read(Some(body.as_bytes()), &stated).facts.format, OllamaChat);
    assert_eq!(read(None, &stated).facts.format, OllamaChat);
}

#[test]
fn paths_tell_where_there_is_no_body() {
    use Format::*;
    for (path, format, kind) in [
        ("/v1/chat/completions", OpenaiChat, Some("chat")),
        ("chat/completions", OpenaiChat, Some("chat")),
        ("/v1/completions", OpenaiCompletions, Some("fim")),
        ("/v1/responses/", OpenaiResponses, Some("chat")),
        ("/api/chat", OllamaChat, Some("chat")),
        ("/api/generate", OllamaGenerate, Some("fim")),
        ("/v1beta/models/g:generateContent", Gemini, Some("chat")),
        ("/v1beta/models/g:streamGenerateContent?alt=sse", Gemini, Some("chat")),
        ("/v1/models", Unknown, Some("models")),
        ("/v1/embeddings", Unknown, Some("embeddings")),
        ("/v1/responses/resp_1", OpenaiResponses, Some("chat")),
        ("/v1/responses/input_tokens", OpenaiResponses, Some("count_tokens")),
        ("/v1/messages/count_tokens", AnthropicMessages, Some("count_tokens")),
        ("/anything", Unknown, None),
    ] {
        let facts = read(None, &at(path)).facts;
        assert_eq!((facts.format, facts.request_type.as_deref()), (format, kind), "{path}");
    }
}

#[test]
fn what_is_no_conversation_is_told_by_its_path_though_its_body_looks_like_one() {
    let hi = json!([{"role": "user", "content": "hi"}]);
    for (body, path, kind) in [
        (json!({"model": "m", "input": "x"}), "/v1/embeddings", "embeddings"),
        (json!({"model": "m", "messages": hi}), "/v1/embeddings", "embeddings"),
        (json!({"model": "m", "prompt": "a cat"}), "/v1/images/generations", "images"),
        (json!({"model": "m", "input": "x"}), "/v1/audio/speech", "audio"),
        (json!({"model": "m", "input": "x"}), "/v1/moderations", "moderation"),
        (
            json!({"messages": [{"role": "user", "content": [{"text": "x"}]}], "system": []}),
            "/model/m/converse",
            "chat",
        ),
    ] {
        let reading = read(Some(body.to_string().as_bytes()), &at(path));
        assert_eq!(
            (reading.facts.format, reading.facts.request_type.as_deref()),
            (Format::Unknown, Some(kind)),
            "{path}"
        );
        assert!(reading.warnings.is_empty(), "{path}");
    }
    let edit = Edit { model: Some("n"), url: None, instructions: Some("I"), inject_usage: true };
    let body = br#"{"model":"m","messages":[]}"#;
    let reading = read(Some(body), &at("/v1/embeddings"));
    let edited = rewrite(body, &reading, &reading.facts, &edit);
    assert_eq!(edited.body.unwrap(), br#"{"model":"n","messages":[]}"#);
    assert_eq!(edited.instructions, Instructions::NotApplied);
}

#[test]
fn the_model_may_be_in_the_path_alone() {
    for (path, model) in [
        ("/v1/engines/gpt-41-copilot/completions", "gpt-41-copilot"),
        ("/openai/deployments/dep-1/chat/completions?api-version=1", "dep-1"),
        ("/v1/projects/p/locations/l/publishers/google/models/gemini-3-pro:streamGenerateContent", "gemini-3-pro"),
        ("/model/us.anthropic.claude-opus-5-v1%3A0/invoke", "us.anthropic.claude-opus-5-v1:0"),
        ("/v1beta/models/gemini-embedding-001:embedContent", "gemini-embedding-001"),
    ] {
        assert_eq!(read(None, &at(path)).facts.requested_model.as_deref(), Some(model), "{path}");
    }
    // A path that names it is left to do so.
    let edit = Edit {
        model: Some("n"),
        url: Some("https://b/v1/engines/m/completions"),
        instructions: None,
        inject_usage: false,
    };
    let reading = read(Some(br#"{"prompt":"x"}"#), &at("/v1/engines/m/completions"));
    assert_eq!(rewrite(br#"{"prompt":"x"}"#, &reading, &reading.facts, &edit).body, None);
    let claude = br#"{"anthropic_version":"bedrock-2023-05-31","messages":[]}"#;
    let reading = read(Some(claude), &at("/model/m/invoke-with-response-stream"));
    assert_eq!((reading.facts.format, reading.facts.stream), (Format::AnthropicMessages, Some(true)));
}

#[test]
fn a_response_that_is_created_over_a_websocket_is_streamed() {
    let facts = read_text(r#"{"type": "response.create", "model": "m", "input": []}"#).facts;
    assert_eq!((facts.format, facts.stream), (Format::OpenaiResponses, Some(true)));
}

#[test]
fn fill_in_the_middle() {
    let markers = "<QUERY>x</QUERY> <COMPLETION>y</COMPLETION>";
    let parts =
        json!([{"type": "text", "text": "<QUERY>x</QUERY>"}, {"type": "text", "text": "<COMPLETION></COMPLETION>"}]);
    let cases = [
        (json!({"prompt": "def decline_order(", "suffix": ")"}), "fim"),
        (json!({"prompt": "Cline, Kodu, open interpreter"}), "fim"),
        (json!({"prompt": ["a", "b"]}), "fim"),
        (json!({"messages": [{"role": "user", "content": markers}]}), "fim"),
        (json!({"messages": [{"role": "user", "content": parts}]}), "fim"),
        (json!({"messages": [{"role": "user", "content": "<QUERY></QUERY> <COMPLETION>"}]}), "chat"),
        (json!({"messages": [{"role": "user", "content": "hi"}, {"role": "user", "content": markers}]}), "chat"),
        (json!({"messages": [{"role": "user", "content": []}]}), "chat"),
        (json!({"messages": [{"role": "assistant", "content": null}]}), "chat"),
        (
            json!({"messages": [{"role": "user", "content": [{"type": "image_url"}, {"type": "text", "text": markers}]}]}),
            "fim",
        ),
    ];
    for (body, kind) in cases {
        assert_eq!(read_text(&body.to_string()).facts.request_type.as_deref(), Some(kind), "{body}");
    }
    let escaped = r#"{"messages":[{"role":"user","content":"\u003cQUERY\u003e\u003c\/QUERY\u003e\u003cCOMPLETION\u003e\u003c/COMPLETION\u003e"}]}"#;
    assert_eq!(read_text(escaped).facts.request_type.as_deref(), Some("fim"));
    assert_eq!(read_text("{}").facts.request_type, None);
}

#[test]
fn model_and_stream() {
    let cases = [
        (r#"{"model":"a","messages":[]}"#, Some("a"), Some(false)),
        (r#"{"model":"a","messages":[],"stream":true,"model":"b"}"#, Some("b"), Some(true)),
        (r#"{"mod\u0065l":"\u0061/b","messages":[],"stream":null}"#, Some("a/b"), Some(false)),
        (r#"{"model":null,"messages":[],"stream":"true"}"#, None, Some(false)),
        (r#"{"model":"","messages":[],"stream":true,"stream":false}"#, None, Some(false)),
        (r#"{"model":["a"],"input":"x"}"#, None, Some(false)),
        (r#"{"messages":[],"options":{}}"#, None, Some(true)),
        (r#"{"messages":[],"options":{},"stream":false}"#, None, Some(false)),
        (r#"{"a":{"model":"x","stream":true}}"#, None, None),
    ];
    for (body, model, stream) in cases {
        let facts = read_text(body).facts;
        assert_eq!((facts.requested_model.as_deref(), facts.stream), (model, stream), "{body}");
    }
    for (path, stream) in
        [("/v1beta/models/gem:generateContent?key=x", false), ("/v1beta/models/gem:streamGenerateContent", true)]
    {
        let facts = read(Some(br#"{"contents":[]}"#), &at(path)).facts;
        assert_eq!((facts.requested_model.as_deref(), facts.stream), (Some("gem"), Some(stream)));
    }
}

#[test]
fn duplicate_messages_the_last_counts() {
    let body = r#"{"messages":[{"role":"user","content":"<file path='a.py'>"}],"messages":[{"role":"user","content":"<file path='b.py'>"}]}"#;
    assert_eq!(found(&read_text(body)), [("b.py", "tag")]);
    let body = r#"{"messages":[{"role":"user","content":"<file path='a.py'>","content":"<file path='b.py'>"}]}"#;
    assert_eq!(found(&read_text(body)), [("b.py", "tag")]);
}

#[test]
fn the_last_user_turn_is_the_prompt() {
    let cases = [
        (says("hi\n\"you\" é"), Some("hi\n\"you\" é")),
        (
            chat(
                json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]),
            ),
            Some("c"),
        ),
        (
            chat(
                json!([{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}, {"type": "text", "text": "b"}]}]),
            ),
            Some("a\nb"),
        ),
        (
            chat(
                json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "tool", "content": "c"}]),
            ),
            Some("a"),
        ),
        (
            json!({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},
            {"role": "user", "content": [{"type": "tool_result", "content": "c"}]}]})
            .to_string(),
            Some("a"),
        ),
        (chat(json!([{"role": "system", "content": "s"}])), None),
        (json!({"prompt": "def f("}).to_string(), Some("def f(")),
        (json!({"input": "ask"}).to_string(), Some("ask")),
        (
            json!({"input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "ask"}]}]})
                .to_string(),
            Some("ask"),
        ),
        (json!({"contents": [{"role": "user", "parts": [{"text": "ask"}]}]}).to_string(), Some("ask")),
    ];
    for (body, text) in cases {
        assert_eq!(prompt(body.as_bytes(), &read_text(&body)).as_deref(), text, "{body}");
    }
}

#[test]
fn tools_images_thinking_and_the_longest_answer() {
    let cases = [
        (
            json!({"model": "m", "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "data:"}}]}],
                "tools": [{"type": "function", "function": {"name": "read"}}, {"type": "function", "function": {"name": "edit"}}, {"type": "function", "function": {"name": "read"}}],
                "reasoning_effort": "high", "max_completion_tokens": 100}),
            (vec!["read", "edit"], 1, Some(true), Some(100)),
        ),
        (
            json!({"model": "m", "system": "s", "max_tokens": 200, "thinking": {"type": "enabled", "budget_tokens": 8}, "tools": [{"name": "Read", "input_schema": {}}],
                "messages": [
                    {"role": "user", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": ""}}]},
                    {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "Read", "input": {}}]},
                    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": [{"type": "text", "text": "a"}, {"type": "image", "source": {}}]}]}]}),
            (vec!["Read"], 2, Some(true), Some(200)),
        ),
        (
            json!({"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "data:"}, {"type": "input_text", "text": "a"}]}],
                "tools": [{"type": "function", "name": "f"}, {"type": "web_search"}, {"type": "custom", "name": "apply_patch"}],
                "reasoning": {"effort": "none", "summary": "auto"}, "max_output_tokens": 300}),
            (vec!["f", "web_search", "apply_patch"], 1, Some(false), Some(300)),
        ),
        (
            json!({"contents": [{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": ""}}, {"file_data": {"mime_type": "image/jpeg", "file_uri": "u"}}, {"inlineData": {"mimeType": "audio/wav", "data": ""}}]}],
                "tools": [{"functionDeclarations": [{"name": "read_file"}, {"name": "glob"}]}],
                "generationConfig": {"maxOutputTokens": 400, "thinkingConfig": {"includeThoughts": true, "thinkingBudget": 0}}}),
            (vec!["read_file", "glob"], 2, Some(false), Some(400)),
        ),
        (
            json!({"model": "m", "messages": [{"role": "user", "content": "a", "images": ["aGk=", "aGk="]}], "think": false, "options": {"num_predict": 500}}),
            (vec![], 2, Some(false), Some(500)),
        ),
        (
            json!({"model": "m", "prompt": "a", "images": ["aGk="], "think": "low", "options": {"num_predict": -1}}),
            (vec![], 1, Some(true), None),
        ),
        (
            json!({"model": "m", "messages": [], "max_tokens": 1.5, "reasoning": {"summary": "auto"}, "thinking": null, "tools": null}),
            (vec![], 0, None, None),
        ),
        (
            json!({"model": "m", "messages": [], "max_tokens": "7", "tools": [7, {}, {"function": {}}], "reasoning_effort": null}),
            (vec![], 0, None, None),
        ),
        (
            json!({"contents": [], "generationConfig": {"thinkingConfig": {"includeThoughts": false}}}),
            (vec![], 0, None, None),
        ),
    ];
    for (body, (tools, images, thinking, most)) in cases {
        let facts = read_text(&body.to_string()).facts;
        assert_eq!((facts.tools, facts.images), (tools.into_iter().map(String::from).collect(), images), "{body}");
        assert_eq!((facts.thinking, facts.max_output_tokens), (thinking, most), "{body}");
    }
}

#[test]
fn a_body_names_its_model_a_thousand_times_at_most() {
    let read = |times: usize| read_text(&format!("{{\"messages\":[],{}}}", vec![r#""model":"a""#; times].join(",")));
    assert!(read(1_000).warnings.is_empty());
    assert_eq!(read(1_000).facts.requested_model.as_deref(), Some("a"));
    assert_eq!(read(1_001).warnings.first().map(|warning| warning.code.as_str()), Some("body_unreadable"));
}

#[test]
fn a_model_is_as_long_as_a_host_may_state_it() {
    let model =
        |len: usize| read_text(&format!("{{\"messages\":[],\"model\":\"{}\"}}", "m".repeat(len))).facts.requested_model;
    assert_eq!(model(512).map(|model| model.len()), Some(512));
    assert_eq!(model(513), None);
}
