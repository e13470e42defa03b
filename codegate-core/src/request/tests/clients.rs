//! Clients: what tells each of them, and what tells nothing.

use super::*;
use crate::model::{ClientSign, ClientSpec, ClientTable as Given, Clients, Evidence};
use serde_json::{Value, json};

fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn told(body: &Value, pairs: &[(&str, &str)]) -> Facts {
    let (text, headers) = (body.to_string(), headers(pairs));
    read(Some(text.as_bytes()), &Hints { headers: &headers, ..NOTHING }).facts
}

fn shown(evidence: &[Evidence]) -> Vec<String> {
    evidence.iter().map(|one| format!("{} {}: {}", one.strength, one.source, one.seen)).collect()
}

fn shipped() -> Given {
    serde_json::from_str(include_str!("../clients.json")).unwrap()
}

/// What a sign is told by, and a request with nothing but it: body and headers.
type Signed = (&'static str, Value, Vec<(String, String)>);

fn signs(client: &ClientSpec) -> Vec<Signed> {
    let value = |sign: &ClientSign| sign.equals.clone().or(sign.contains.clone()).unwrap_or_else(|| "1".into());
    let headers = client.headers.iter().map(|sign| {
        let source = if sign.name == "user-agent" { "user_agent" } else { "header" };
        (source, json!({}), vec![(sign.name.to_uppercase(), value(sign).to_uppercase())])
    });
    let system = client.system.iter().map(|text| ("system", json!({"system": text, "messages": []}), vec![]));
    let openings = client.openings.iter().map(|text| {
        let text = format!("{text} and what the user wrote");
        ("opening", json!({"messages": [{"role": "user", "content": text}]}), vec![])
    });
    let members = client.members.iter().map(|sign| ("member", json!({&sign.name: {"a": value(sign)}}), vec![]));
    let tools = client.tools.iter().map(|set| {
        let tools: Vec<_> = set.iter().map(|name| json!({"name": name})).collect();
        ("tools", json!({"tools": tools, "messages": []}), vec![])
    });
    headers.chain(system).chain(openings).chain(members).chain(tools).collect()
}

#[test]
fn every_sign_of_every_entry_tells_its_client_and_no_other() {
    let clients = shipped().clients;
    assert!(clients.len() > 20);
    for client in &clients {
        for (source, body, headers) in signs(client) {
            let text = body.to_string();
            let facts = read(Some(text.as_bytes()), &Hints { headers: &headers, ..NOTHING }).facts;
            assert_eq!(facts.client, client.name, "{source} {text} {headers:?}");
            assert!(facts.client_evidence.iter().all(|one| one.source == source), "{:?}", facts.client_evidence);
        }
    }
}

#[test]
fn told_by_user_agent() {
    let cases = [
        ("claude-cli/2.0.1 (external, cli)", "claude_code"),
        ("codex_cli_rs/0.50.0 (Ubuntu 22.4.0; x86_64) xterm", "codex"),
        ("codex_exec/0.99.0 (Debian 13; x86_64) dumb", "codex"),
        ("GeminiCLI/0.9.0/gemini-3-pro (linux; x64)", "gemini_cli"),
        ("GeminiCLI-tui/0.9.0/gemini-3-pro (linux; x64; none)", "gemini_cli"),
        ("CloudCodeVSCode/2.50.0 (aidev_client; os_type=linux; proxy_client=geminicli)", "gemini_cli"),
        ("QwenCode/0.12.3 (linux; x64)", "qwen_code"),
        ("opencode/1.0.0 ai-sdk/provider-utils/3.0 runtime/bun/1.3", "opencode"),
        ("Kilo-Code/7.8.3 ai-sdk/provider-utils/3.0.0", "kilo_code"),
        ("Charm-Crush/v0.51.2 (https://charm.land/crush)", "crush"),
        ("factory-cli/0.232.0", "droid"),
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
        let facts = told(&json!({}), &[("user-AGENT", agent)]);
        assert_eq!(facts.client, client, "{agent}");
        let expected = if client == "generic" { vec![] } else { vec![format!("strong user_agent: {agent}")] };
        assert_eq!(shown(&facts.client_evidence), expected);
    }
}

#[test]
fn told_by_headers() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            &[("X-Title", "Roo Code"), ("HTTP-Referer", "https://github.com/RooVetGit/Roo-Cline")],
            "roo",
            &["X-Title: Roo Code", "HTTP-Referer: https://github.com/RooVetGit/Roo-Cline"],
        ),
        (
            &[("http-referer", "https://github.com/RooVetGit/Roo-Cline")],
            "roo",
            &["http-referer: https://github.com/RooVetGit/Roo-Cline"],
        ),
        (
            &[("X-Title", "Cline"), ("HTTP-Referer", "https://cline.bot")],
            "cline",
            &["X-Title: Cline", "HTTP-Referer: https://cline.bot"],
        ),
        (&[("X-Title", "Patsy Cline")], "generic", &[]),
        (&[("x-title", "Kodu.ai")], "kodu", &["x-title: Kodu.ai"]),
        (&[("originator", "codex_exec")], "codex", &["originator: codex_exec"]),
        // Others log in to the same service.
        (&[("originator", "opencode")], "opencode", &["originator: opencode"]),
        (&[("originator", "cline")], "cline", &["originator: cline"]),
        (&[("originator", "something")], "generic", &[]),
        (&[("Editor-Plugin-Version", "copilot-chat/0.33")], "copilot", &["Editor-Plugin-Version: copilot-chat/0.33"]),
        // Aider at Copilot's endpoint.
        (
            &[("Copilot-Integration-Id", "vscode-chat"), ("Editor-Version", "aider/0.86.1")],
            "aider",
            &["Editor-Version: aider/0.86.1"],
        ),
        // What a product calls itself outweighs the headers that a fork of it inherits.
        (
            &[("user-agent", "OpenAI/JS 5.1"), ("x-claude-code-session-id", "7")],
            "claude_code",
            &["x-claude-code-session-id: 7"],
        ),
        (
            &[
                ("x-session-affinity", "ses_1"),
                ("user-agent", "opencode/1.2"),
                ("originator", "opencode"),
                ("X-Title", "Kilo Code"),
            ],
            "kilo_code",
            &["X-Title: Kilo Code"],
        ),
    ];
    for (headers, client, seen) in cases {
        let facts = told(&json!({}), headers);
        assert_eq!(facts.client, *client, "{headers:?}");
        let expected: Vec<_> = seen.iter().map(|seen| format!("strong header: {seen}")).collect();
        assert_eq!(shown(&facts.client_evidence), expected);
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
        ("You are Kodu.AI, a highly skilled", "kodu"),
        ("You are an agent in the Continue CLI", "continue_cli"),
        ("Always include the language and file name in the info string when", "continue"),
        ("Act as an expert.\n# *SEARCH/REPLACE block* Rules:\nEvery", "aider"),
        ("You are Open Interpreter, a world-class programmer", "open_interpreter"),
        ("When asked for your name, you must respond with \"GitHub Copilot\".", "copilot"),
        ("Rules:\nYou are Cline\n", "cline"),
        ("You help people who use Cline, Kodu and Roo", "generic"),
        ("You are Roofing Helper", "generic"),
        ("You are Clinebot. See you are cline", "generic"),
        ("BYou are Cline", "generic"),
    ];
    for (text, client) in cases {
        let bodies = [
            json!({"messages": [{"role": "system", "content": text}, {"role": "user", "content": "hi"}]}),
            json!({"messages": [{"role": "developer", "content": [{"type": "text", "text": text}]}]}),
            json!({"system": text, "messages": []}),
            json!({"system": [{"type": "text", "text": "a"}, {"type": "text", "text": text}], "messages": []}),
            json!({"instructions": text, "input": "hi"}),
            json!({"systemInstruction": {"parts": [{"text": text}]}, "contents": []}),
        ];
        for body in bodies {
            let facts = told(&body, &[]);
            assert_eq!(facts.client, client, "{body}");
            let sources: Vec<_> = facts.client_evidence.iter().map(|one| one.source.as_str()).collect();
            assert!(sources.iter().all(|source| *source == "system"), "{sources:?}");
        }
    }
}

#[test]
fn system_text_is_searched_near_its_beginning() {
    let far = format!("{} You are Cline", "a".repeat(5_000));
    assert_eq!(told(&json!({"system": far, "messages": []}), &[]).client, "generic");
    assert_eq!(
        told(&json!({"system": [{"text": far}, {"text": "You are Cline"}], "messages": []}), &[]).client,
        "cline"
    );
    // A character stands where the search ends.
    let cut = format!("You are Cline{}", "é".repeat(5_000));
    assert_eq!(told(&json!({"system": cut, "messages": []}), &[]).client, "cline");
    let texts: Vec<_> = (0..2_000).map(|_| json!({"text": far})).chain([json!({"text": "You are Cline"})]).collect();
    assert_eq!(told(&json!({"system": texts, "messages": []}), &[]).client, "generic");
}

#[test]
fn told_by_how_a_message_begins() {
    let says = |text: &str| {
        let blocks = json!([{"type": "text", "text": text}]);
        [
            json!({"messages": [{"role": "user", "content": text}]}),
            json!({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "a"}, {"role": "user", "content": blocks}]}),
            json!({"contents": [{"role": "user", "parts": [{"text": text}]}]}),
            json!({"input": [{"type": "message", "role": "user", "content": blocks}]}),
        ]
    };
    for (text, client) in [
        ("<session_context>\nThis is the Gemini CLI. We are", "gemini_cli"),
        ("\n  This is the Gemini CLI. We are setting up the context for our chat.\nToday", "gemini_cli"),
        ("\nThis is the Qwen Code. We are setting up the context for our chat.", "qwen_code"),
        ("I have *added these files to the chat* so you can go ahead", "aider"),
        ("<user_input mode=\"act\">fix it</user_input>", "cline"),
        ("Why does `<user_input mode=\"act\">` stand here?", "generic"),
        ("He says: I have *added these files to the chat*", "generic"),
    ] {
        for body in says(text) {
            let facts = told(&body, &[]);
            assert_eq!(facts.client, client, "{body}");
            assert!(facts.client_evidence.iter().all(|one| one.source == "opening"));
            // An encoder may escape any character.
            let escaped = body.to_string().replace('<', "\\u003c");
            assert_eq!(read_text(&escaped).facts.client, client, "{escaped}");
        }
    }
    // What others say begins nothing.
    for role in ["assistant", "tool"] {
        let body = json!({"messages": [{"role": role, "content": "<user_input mode=\"act\">"}]});
        assert_eq!(told(&body, &[]).client, "generic", "{role}");
    }
    // However long the conversation, Aider's list of files stands before the last question.
    let turn = [json!({"role": "user", "content": "q"}), json!({"role": "assistant", "content": "a"})];
    let list = json!({"role": "user", "content": "I have *added these files to the chat* so\n\na.py\n```\n```"});
    let end = [list, json!({"role": "assistant", "content": "Ok."}), json!({"role": "user", "content": "go"})];
    let long: Vec<_> = turn.iter().cycle().take(200).cloned().chain(end).collect();
    assert_eq!(told(&json!({"messages": long}), &[]).client, "aider");
}

#[test]
fn told_by_a_member_of_the_body() {
    let codex = json!({"input": [], "client_metadata": {"x-codex-installation-id": "7"}});
    assert_eq!(shown(&told(&codex, &[]).client_evidence), ["medium member: client_metadata: x-codex-"]);
    let user = r#"{"device_id":"d","account_uuid":"","session_id":"s"}"#;
    let claude = json!({"messages": [], "metadata": {"user_id": user}});
    assert_eq!(told(&claude, &[]).client, "claude_code");
    for other in
        [json!({"client_metadata": "x"}), json!({"client_metadata": {"a": 1}}), json!({"metadata": {"device_id": 1}})]
    {
        assert_eq!(told(&other, &[]).client, "generic", "{other}");
    }
    let codex =
        json!({"a": {"client_metadata": {"x-codex-a": 1}}, "messages": [{"role": "user", "content": "x-codex-"}]});
    assert_eq!(told(&codex, &[]).client, "generic", "only at the top level");
}

#[test]
fn told_by_tools() {
    let names = ["read_files", "search_codebase", "run_commands", "apply_patch", "editor"];
    let openai: Vec<_> = names.iter().map(|name| json!({"type": "function", "function": {"name": name}})).collect();
    let anthropic: Vec<_> = names.iter().map(|name| json!({"name": name, "input_schema": {}})).collect();
    for tools in [json!(openai), json!(anthropic)] {
        let facts = told(&json!({"messages": [], "tools": tools}), &[]);
        assert_eq!(facts.client, "cline");
        assert!(shown(&facts.client_evidence)[0].starts_with("weak tools: read_files, search_codebase, run_commands"));
    }
    let some = json!({"messages": [], "tools": [{"name": "Read", "input_schema": {}}, 1, {"name": 2}]});
    assert_eq!(told(&some, &[]).client, "generic");
}

#[test]
fn all_signs_of_the_client_are_told_and_none_of_another() {
    let body = json!({
        "system": "You are Cline, an agent. x-anthropic-billing-header: cc_version=1",
        "messages": [{"role": "user", "content": "<user_input mode=\"act\">go</user_input>"}],
        "tools": [{"name": "read_files"}, {"name": "search_codebase"}, {"name": "run_commands"}, {"name": "editor"}],
    });
    let facts = told(&body, &[("User-Agent", "Cline/3"), ("X-Title", "Cline")]);
    let expected = [
        "strong header: X-Title: Cline",
        "strong user_agent: Cline/3",
        "medium system: You are Cline",
        "medium opening: <user_input mode=",
        "weak tools: read_files, search_codebase, run_commands",
    ];
    assert_eq!((facts.client.as_str(), shown(&facts.client_evidence)), ("cline", expected.map(str::to_owned).to_vec()));
    let facts = told(&body, &[("User-Agent", "Zed/1")]);
    assert_eq!((facts.client.as_str(), facts.client_evidence.len()), ("zed", 1));
    // What the host states decides; only signs of that client are told with it.
    let text = body.to_string();
    for (client, count) in [("cline", 4), ("claude_code", 2), ("my-own", 1)] {
        let facts = read(Some(text.as_bytes()), &Hints { client: Some(client), ..NOTHING }).facts;
        assert_eq!((facts.client.as_str(), facts.client_evidence.len()), (client, count));
        assert_eq!(shown(&facts.client_evidence)[0], format!("certain host: {client}"));
    }
}

#[test]
fn words_of_the_user_tell_nothing() {
    let texts =
        ["Patsy Cline songs", "You are Cline", "I use Aider and Kodu, You are Claude Code", "You are Roo, decline"];
    for text in texts {
        let body = chat(json!([
            {"role": "user", "content": text}, {"role": "assistant", "content": text},
            {"role": "tool", "content": text}, {"role": "user", "content": [{"type": "text", "text": text}]}]));
        assert_eq!(read_text(&body).facts.client, "generic");
    }
    // Nor do they hide the files that are fenced.
    assert_eq!(found(&read_text(&says("Patsy Cline\n```py a.py\n```"))), [("a.py", "fence")]);
}

#[test]
fn a_hosts_entries_extend_and_override() {
    let given = |text: Value| serde_json::from_value::<Clients>(text).unwrap();
    let with = |clients: &Clients, agent: &str| {
        let (table, headers) = (ClientTable::with(clients).unwrap(), headers(&[("user-agent", agent)]));
        read(None, &Hints { headers: &headers, clients: Some(&table), ..NOTHING }).facts.client
    };
    let own = json!({"name": "own", "headers": [{"name": "user-agent", "contains": "Own/"}, {"name": "User-Agent", "contains": "zed/9"}]});
    let cline = json!({"name": "cline", "headers": [{"name": "user-agent", "equals": "my-cline"}]});
    let entries = given(json!([own, cline]));
    for (agent, client) in
        [("own/1", "own"), ("Zed/9", "own"), ("Zed/1", "zed"), ("MY-Cline", "cline"), ("Cline/3", "generic")]
    {
        assert_eq!(with(&entries, agent), client, "{agent}");
    }
    let table = given(json!({"version": 1, "clients": [own]}));
    assert_eq!((with(&table, "own/1"), with(&table, "Zed/1")), ("own".into(), "generic".into()));
    assert_eq!(with(&given(json!({"version": 1, "clients": []})), "Zed/1"), "generic");
    assert_eq!(with(&given(json!([])), "Zed/1"), "zed");
}

#[test]
fn what_is_no_table_is_refused_by_entry_and_field() {
    let cases = [
        (json!(7), "a list of entries"),
        (json!({"clients": []}), "`version`"),
        (json!({"version": 1}), "`clients`"),
        (json!({"version": 2, "clients": []}), "version 2"),
        (json!({"version": 1, "clients": [], "more": 1}), "`more`"),
        (json!([7]), "`clients[0]`"),
        (json!([{"name": "a", "system": ["b"]}, {"system": ["b"]}]), "`clients[1]`: missing field `name`"),
        (json!([{"name": 7, "system": ["b"]}]), "`clients[0]`, `name`"),
        (json!([{"name": "a", "system": "b"}]), "`clients[0]` (`a`), `system`: invalid type"),
        (json!([{"name": "a", "system": [7]}]), "`clients[0]` (`a`), `system`: invalid type"),
        (json!([{"name": "a", "sistem": ["b"]}]), "`clients[0]` (`a`), `sistem`: unknown field"),
        (json!([{"name": "a", "headers": [{"contains": "x"}]}]), "`headers`: missing field `name`"),
        (json!([{"name": "a", "headers": [{"name": "x", "is": "x"}]}]), "`headers`: unknown field `is`"),
        (json!([{"name": "", "system": ["b"]}]), "`clients[0]` (``), `name` is empty"),
        (json!([{"name": "a\nb", "system": ["b"]}]), "`clients[0]` (`a\\nb`), `name`"),
        (json!([{"name": "generic", "system": ["b"]}]), "`generic`"),
        (json!([{"name": "a"}]), "`clients[0]` (`a`) has no sign"),
        (json!([{"name": "a", "sources": ["b"], "system": []}]), "has no sign"),
        (
            json!([{"name": "a", "system": ["b"]}, {"name": "a", "tools": [["b"]]}]),
            "`clients[1]` (`a`) has the name of `clients[0]`",
        ),
        (json!([{"name": "a", "system": ["b", ""]}]), "`system[1]` is empty"),
        (json!([{"name": "a", "openings": [""]}]), "`openings[0]` is empty"),
        (json!([{"name": "a", "tools": [["b"], []]}]), "`tools[1]` names no tool"),
        (json!([{"name": "a", "tools": [["b", ""]]}]), "`tools[0]` is empty"),
        (json!([{"name": "a", "headers": [{"name": "x"}, {"name": ""}]}]), "`headers[1]`.`name` is empty"),
        (json!([{"name": "a", "members": [{"name": "x", "equals": ""}]}]), "`members[0]`, its value is empty"),
        (
            json!([{"name": "a", "headers": [{"name": "x", "equals": "a", "contains": "a"}]}]),
            "`headers[0]` has `equals` and `contains`",
        ),
        (
            json!([{"name": "a", "headers": [{"name": "Authorization", "contains": "sk-"}]}]),
            "`headers[0]`: `Authorization` holds a credential",
        ),
    ];
    for (given, named) in cases {
        let refused = match serde_json::from_value::<Clients>(given.clone()) {
            Err(error) => error.to_string(),
            Ok(clients) => ClientTable::with(&clients).unwrap_err().message().to_owned(),
        };
        assert!(refused.contains(named), "{given}: {refused}");
    }
    for (given, limit) in [
        (json!([{"name": "a".repeat(65), "system": ["b"]}]), "64 bytes"),
        (json!([{"name": "a", "system": ["b".repeat(513)]}]), "512 bytes"),
        (
            json!((0..1_001).map(|at| json!({"name": at.to_string(), "system": ["b"]})).collect::<Vec<_>>()),
            "1000 entries",
        ),
        (json!([{"name": "a", "system": vec!["b".repeat(512); 2_048]}]), "1048576 bytes"),
    ] {
        let error = ClientTable::with(&serde_json::from_value(given).unwrap()).unwrap_err();
        assert_eq!(error.code(), crate::Code::LimitExceeded);
        assert!(error.message().contains(limit), "{error}");
    }
}
