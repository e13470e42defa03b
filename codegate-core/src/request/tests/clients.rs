//! Clients: what tells each of them, and what tells nothing.

use super::*;
use serde_json::json;

fn by_headers(headers: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let facts = read(None, &Hints { headers: &headers, ..NOTHING }).facts;
    (facts.client, facts.client_evidence.into_iter().map(|one| (one.source, one.seen)).collect())
}

#[test]
fn told_by_user_agent() {
    let cases = [
        ("claude-cli/2.0.1 (external, cli)", "claude_code"),
        ("codex_cli_rs/0.50.0 (Ubuntu 22.4.0; x86_64) xterm", "codex"),
        ("GeminiCLI/0.9.0/gemini-3-pro (linux; x64)", "gemini_cli"),
        ("GeminiCLI-tui/0.9.0/gemini-3-pro (linux; x64; none)", "gemini_cli"),
        ("opencode/1.0.0 ai-sdk/provider-utils/3.0 runtime/bun/1.3", "opencode"),
        ("Cline/3.40.0", "cline"),
        ("RooCode/3.30.0", "roo"),
        ("GitHubCopilotChat/0.33.0", "copilot"),
        ("Continue/1.2.3", "continue"),
        ("Continue-CLI/1.5.0", "continue_cli"),
        ("Zed/0.210.0 (linux; x86_64)", "zed"),
        ("OpenAI/Python 2.20.0", "generic"),
        ("decline/1.0", "generic"),
        ("recursor/2 normalized/1", "generic"),
        ("", "generic"),
    ];
    for (agent, client) in cases {
        let (told, evidence) = by_headers(&[("user-AGENT", agent)]);
        assert_eq!(told, client, "{agent}");
        let expected = if client == "generic" { vec![] } else { vec![("user_agent".to_owned(), agent.to_owned())] };
        assert_eq!(evidence, expected);
    }
}

#[test]
fn told_by_headers() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
    let cases: &[Case<'_>] = &[
        (
            &[("X-Title", "Roo Code"), ("HTTP-Referer", "https://github.com/RooVetGit/Roo-Cline")],
            "roo",
            "X-Title: Roo Code",
        ),
        (
            &[("http-referer", "https://github.com/RooVetGit/Roo-Cline")],
            "roo",
            "http-referer: https://github.com/RooVetGit/Roo-Cline",
        ),
        (&[("X-Title", "Cline"), ("HTTP-Referer", "https://cline.bot")], "cline", "X-Title: Cline"),
        (&[("x-title", "Kodu.ai")], "kodu", "x-title: Kodu.ai"),
        (&[("X-Title", "Aider")], "aider", "X-Title: Aider"),
        (&[("originator", "codex_exec")], "codex", "originator: codex_exec"),
        (&[("Editor-Plugin-Version", "copilot-chat/0.33")], "copilot", "Editor-Plugin-Version: copilot-chat/0.33"),
        // A header outweighs the user agent.
        (&[("user-agent", "Zed/1"), ("x-claude-code-session-id", "7")], "claude_code", "x-claude-code-session-id: 7"),
    ];
    for (headers, client, seen) in cases {
        let (told, evidence) = by_headers(headers);
        assert_eq!(told, *client, "{headers:?}");
        assert_eq!(evidence, [("header".to_owned(), (*seen).to_owned())]);
    }
}

#[test]
fn told_by_system_text() {
    let cases = [
        ("x-anthropic-billing-header: cc_version=2.0; cc_entrypoint=cli;", "claude_code"),
        ("You are Claude Code, Anthropic's official CLI.", "claude_code"),
        ("You are a coding agent running in the Codex CLI, a tool", "codex"),
        ("You are opencode, an agent", "opencode"),
        ("You are Roo, a strategic leader", "roo"),
        ("You are Cline, a skilled engineer", "cline"),
        ("You are Kodu, an agent", "kodu"),
        ("You are an agent in the Continue CLI", "continue_cli"),
        ("Always include the language and file name in the info string when", "continue"),
        ("Act as an expert.\n# *SEARCH/REPLACE block* Rules:\nEvery", "aider"),
        ("You are Open Interpreter, a world-class programmer", "open_interpreter"),
        ("You help people who use Cline, Kodu and Roo", "generic"),
    ];
    for (text, client) in cases {
        let bodies = [
            chat(json!([{"role": "system", "content": text}, {"role": "user", "content": "hi"}])),
            chat(json!([{"role": "developer", "content": [{"type": "text", "text": text}]}])),
            json!({"system": text, "messages": []}).to_string(),
            json!({"system": [{"type": "text", "text": "a"}, {"type": "text", "text": text}], "messages": []})
                .to_string(),
            json!({"instructions": text, "input": "hi"}).to_string(),
            json!({"systemInstruction": {"parts": [{"text": text}]}, "contents": []}).to_string(),
        ];
        for body in bodies {
            let facts = read_text(&body).facts;
            assert_eq!(facts.client, client, "{body}");
            assert_eq!(
                facts.client_evidence.first().map(|one| one.source.as_str()),
                (client != "generic").then_some("system")
            );
        }
    }
}

#[test]
fn told_by_tools() {
    let names = ["read_files", "search_codebase", "run_commands", "apply_patch", "editor"];
    let openai: Vec<_> = names.iter().map(|name| json!({"type": "function", "function": {"name": name}})).collect();
    let anthropic: Vec<_> = names.iter().map(|name| json!({"name": name, "input_schema": {}})).collect();
    for tools in [json!(openai), json!(anthropic)] {
        let facts = read_text(&json!({"messages": [], "tools": tools}).to_string()).facts;
        assert_eq!((facts.client.as_str(), facts.client_evidence[0].source.as_str()), ("cline", "tools"));
    }
    let some = json!({"messages": [], "tools": [{"name": "Read", "input_schema": {}}, 1, {"name": 2}]}).to_string();
    assert_eq!(read_text(&some).facts.client, "generic");
}

#[test]
fn words_of_the_user_tell_nothing() {
    for text in ["Patsy Cline songs", "You are Cline", "I use Aider and Kodu, You are Claude Code"] {
        let body = chat(json!([
            {"role": "user", "content": text}, {"role": "assistant", "content": text},
            {"role": "tool", "content": text}, {"role": "user", "content": [{"type": "text", "text": text}]}]));
        assert_eq!(read_text(&body).facts.client, "generic");
    }
    // Nor do they hide the files that are fenced.
    assert_eq!(found(&read_text(&says("Patsy Cline\n```py a.py\n```"))), [("a.py", "fence")]);
}
