//! Which client sent a request. The table is data; only what a client itself writes counts, never the user's text.

use super::Hints;
use super::outline::Outline;
use super::scan::Span;
use crate::model::Evidence;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// How one client is told. Signs are tried by strength over all clients: headers, user agent, system text, tools.
struct Client {
    name: &'static str,
    /// Header and a part of its value, in lower case and at the start of a word; empty: the header is enough.
    headers: &'static [(&'static str, &'static str)],
    /// Parts of the user agent, in lower case and at the start of a word.
    agents: &'static [&'static str],
    /// Parts of the system text, free of characters that JSON may escape.
    system: &'static [&'static str],
    /// Tools that it offers all of.
    tools: &'static [&'static str],
}

/// Every client that is known. Where two could hold, the first counts: Roo's headers name Cline too.
const CLIENTS: &[Client] = &[
    Client {
        name: "claude_code",
        headers: &[("x-claude-code-session-id", ""), ("anthropic-beta", "claude-code-")],
        agents: &["claude-cli/", "claude-code/"],
        system: &["You are Claude Code", "x-anthropic-billing-header: cc_version="],
        tools: &["Read", "Edit", "Write", "Bash", "Glob", "Grep", "TodoWrite"],
    },
    Client {
        name: "codex",
        headers: &[("originator", "codex"), ("x-codex-turn-metadata", "")],
        agents: &["codex_cli_rs/", "codex_exec/", "codex_vscode/", "codex-tui/"],
        system: &["running in the Codex CLI", "You are Codex"],
        tools: &[],
    },
    Client {
        name: "gemini_cli",
        headers: &[],
        agents: &["geminicli", "proxy_client=geminicli"],
        system: &["This is the Gemini CLI", "You are Gemini CLI"],
        tools: &["list_directory", "read_file", "search_file_content", "glob", "replace", "run_shell_command"],
    },
    Client {
        name: "opencode",
        headers: &[("x-title", "opencode"), ("http-referer", "//opencode.ai")],
        agents: &["opencode/"],
        system: &["You are opencode", "You are OpenCode"],
        tools: &[],
    },
    Client {
        name: "roo",
        headers: &[("x-title", "roo code"), ("http-referer", "roovetgit/roo-cline"), ("http-referer", "roocode")],
        agents: &["roocode/"],
        system: &["You are Roo"],
        tools: &[],
    },
    Client {
        name: "kodu",
        headers: &[("x-title", "kodu"), ("http-referer", "//kodu.ai")],
        agents: &["kodu"],
        system: &["You are Kodu"],
        tools: &[],
    },
    Client {
        name: "cline",
        headers: &[("x-title", "cline"), ("http-referer", "//cline.bot")],
        agents: &["cline/"],
        system: &["You are Cline"],
        tools: &["read_files", "search_codebase", "run_commands", "editor"],
    },
    Client {
        name: "continue_cli",
        headers: &[],
        agents: &["continue-cli/"],
        system: &["in the Continue CLI"],
        tools: &["Read", "List", "Bash", "Checklist"],
    },
    Client {
        name: "continue",
        headers: &[("http-referer", "//www.continue.dev"), ("http-referer", "//continue.dev"), ("x-title", "continue")],
        agents: &["continue/"],
        system: &[
            "Always include the language and file name in the info string",
            "You are an AI programming assistant, utilizing the DeepSeek Coder model",
        ],
        tools: &[],
    },
    Client {
        name: "zed",
        headers: &[("x-title", "zed"), ("http-referer", "//zed.dev")],
        agents: &["zed/"],
        system: &[],
        tools: &[],
    },
    Client {
        name: "cursor",
        headers: &[("x-title", "cursor")],
        agents: &["cursor/"],
        system: &["You operate in Cursor", "You operate exclusively in Cursor"],
        tools: &[],
    },
    Client {
        name: "copilot",
        headers: &[("editor-plugin-version", "copilot"), ("copilot-integration-id", "")],
        agents: &["githubcopilot", "copilot"],
        system: &["When asked for your name, you must respond with"],
        tools: &[],
    },
    Client {
        name: "aider",
        headers: &[("x-title", "aider"), ("http-referer", "//aider.chat")],
        agents: &["aider/"],
        system: &["*SEARCH/REPLACE block", "*file listing* format"],
        tools: &[],
    },
    Client {
        name: "open_interpreter",
        headers: &[],
        agents: &["open-interpreter/"],
        system: &["You are Open Interpreter"],
        tools: &[],
    },
];

/// The parts of system text with their clients in order, each search set up once.
static SYSTEM: LazyLock<Vec<(&'static str, Finder<'static>)>> = LazyLock::new(|| {
    let parts = |client: &'static Client| client.system.iter().map(|part| (client.name, Finder::new(*part)));
    CLIENTS.iter().flat_map(parts).collect()
});

/// Bytes of system text in which a client is looked for; all of them name themselves early.
const SYSTEM_BYTES: usize = 64 * 1024;
/// Characters of a header's value that evidence shows.
const SEEN_CHARS: usize = 200;

/// The client and what told it; nothing where nothing tells.
pub(super) fn detect(body: Option<(&Outline, &[u8])>, hints: &Hints<'_>) -> Option<(&'static str, Vec<Evidence>)> {
    by_headers(hints)
        .or_else(|| by_agent(hints))
        .or_else(|| body.and_then(|(outline, bytes)| by_system(outline, bytes)))
        .or_else(|| body.and_then(|(outline, bytes)| by_tools(outline, bytes)))
        .map(|(name, evidence)| (name, vec![evidence]))
}

type Found = Option<(&'static str, Evidence)>;

fn by_headers(hints: &Hints<'_>) -> Found {
    let matches = |(name, part): (&str, &str)| {
        hints
            .headers
            .iter()
            .find(|(header, value)| header.eq_ignore_ascii_case(name) && has_word(&value.to_ascii_lowercase(), part))
    };
    CLIENTS.iter().find_map(|client| {
        let (name, value) = client.headers.iter().copied().find_map(matches)?;
        Some((client.name, evidence("header", &format!("{name}: {value}"))))
    })
}

fn by_agent(hints: &Hints<'_>) -> Found {
    let (_, agent) = hints.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("user-agent"))?;
    let lower = agent.to_ascii_lowercase();
    let client = CLIENTS.iter().find(|client| client.agents.iter().any(|part| has_word(&lower, part)))?;
    Some((client.name, evidence("user_agent", agent)))
}

fn by_system(outline: &Outline, bytes: &[u8]) -> Found {
    let mut left = SYSTEM_BYTES;
    let turns = outline.turns().map(|turns| turns.system.as_slice()).unwrap_or_default();
    let mut texts: Vec<&[u8]> = Vec::new();
    for span in outline.system_text.iter().chain(turns) {
        let raw = span.of(bytes);
        texts.push(raw.get(..left).unwrap_or(raw));
        left = left.saturating_sub(raw.len());
        if left == 0 {
            break;
        }
    }
    let (name, part) = SYSTEM.iter().find(|(_, part)| texts.iter().any(|text| part.find(text).is_some()))?;
    Some((name, evidence("system", &String::from_utf8_lossy(part.needle()))))
}

fn by_tools(outline: &Outline, bytes: &[u8]) -> Found {
    let offered: Vec<&[u8]> = outline.tools.iter().map(|span: &Span| span.of(bytes)).collect();
    let offers = |tool: &&str| offered.contains(&tool.as_bytes());
    let client = CLIENTS.iter().find(|client| !client.tools.is_empty() && client.tools.iter().all(offers))?;
    Some((client.name, evidence("tools", &client.tools.join(", "))))
}

fn evidence(source: &str, seen: &str) -> Evidence {
    Evidence { source: source.into(), seen: seen.chars().take(SEEN_CHARS).collect() }
}

/// Whether `part` stands in `text`, not in the middle of a word: "decline/1.0" is not "cline/".
fn has_word(text: &str, part: &str) -> bool {
    let boundary = |at: usize| !text.as_bytes().get(at.wrapping_sub(1)).is_some_and(u8::is_ascii_alphanumeric);
    part.is_empty() || text.match_indices(part).any(|(at, _)| boundary(at) || !part.starts_with(char::is_alphanumeric))
}
