//! Which wire format a body is in. The body decides; path, headers and model only where it leaves a choice.

use super::Hints;
use super::outline::{Outline, Place};
use super::turns::{MEDIUM, STRONG, WEAK};
use crate::model::Format;

/// Ends of a path and the format that is spoken there, the longest first.
const PATHS: [(&str, Format); 10] = [
    ("/chat/completions", Format::OpenaiChat),
    ("/completions", Format::OpenaiCompletions),
    ("/responses", Format::OpenaiResponses),
    ("/messages", Format::AnthropicMessages),
    ("/messages/count_tokens", Format::AnthropicMessages),
    ("/api/chat", Format::OllamaChat),
    ("/api/generate", Format::OllamaGenerate),
    (":generateContent", Format::Gemini),
    (":streamGenerateContent", Format::Gemini),
    (":countTokens", Format::Gemini),
];

/// Ends of paths whose bodies look like a request for text and are none.
const OTHER_PATHS: [&str; 7] =
    ["/embeddings", "/moderations", "/images/generations", "/audio/speech", "/rerank", "/api/embed", "/api/embeddings"];

/// What the path weighs: more than a sign that others borrow or hand on, less than a strong one.
const PATH: u8 = 5;

/// The path without its query.
pub(super) fn bare(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}

/// Whether bodies for a path have a place for instructions: where Gemini counts tokens, they have none
/// (ai.google.dev/api/tokens § Method: models.countTokens).
pub(super) fn takes_instructions(path: Option<&str>) -> bool {
    !path.is_some_and(|path| bare(path).ends_with(":countTokens"))
}

/// The format that is spoken at a path, as far as the path tells.
pub(super) fn of_path(path: Option<&str>) -> Option<Format> {
    let path = format!("/{}", bare(path?).trim_start_matches('/'));
    PATHS.iter().find(|(end, _)| path.ends_with(end)).map(|(_, format)| *format)
}

/// The format of a body that was read.
pub(super) fn of_body(outline: &Outline, bytes: &[u8], hints: &Hints<'_>) -> Format {
    let path = of_path(hints.path);
    let place = outline.conversation.as_ref().map(|(place, _)| *place);
    if place == Some(Place::Messages) {
        return of_messages(outline, bytes, hints, path);
    }
    if hints.path.is_some_and(|path| OTHER_PATHS.iter().any(|end| bare(path).ends_with(end))) {
        return Format::Unknown;
    }
    if place == Some(Place::Contents) {
        return Format::Gemini;
    }
    if place == Some(Place::Input) || outline.kept_prompt {
        return Format::OpenaiResponses;
    }
    if place == Some(Place::Prompt) {
        let generate = match path {
            Some(Format::OllamaGenerate) => true,
            Some(Format::OpenaiCompletions) => false,
            _ => outline.votes.ollama >= WEAK || outline.system.is_some(),
        };
        return if generate { Format::OllamaGenerate } else { Format::OpenaiCompletions };
    }
    Format::Unknown
}

/// OpenAI chat, Anthropic messages and Ollama chat share `messages`; what only one of them has tells them apart.
fn of_messages(outline: &Outline, bytes: &[u8], hints: &Hints<'_>, path: Option<Format>) -> Format {
    let inner = outline.turns().map(|turns| turns.votes).unwrap_or_default();
    let mut anthropic = outline.votes.anthropic | inner.anthropic;
    if outline.system.is_some() {
        anthropic |= STRONG;
    }
    if path == Some(Format::OllamaChat) && anthropic < STRONG {
        // Its messages and tools are OpenAI's, its path nobody else's.
        return Format::OllamaChat;
    }
    let claude = outline.model(bytes).is_some_and(|model| model.starts_with("claude-"));
    if claude {
        anthropic |= WEAK;
    }
    if has_header(hints, "anthropic-version") {
        anthropic |= MEDIUM;
    }
    // Many weak signs are no strong one.
    let weight = |votes: u8| 2 * if votes < STRONG { votes.min(MEDIUM) } else { votes };
    let weigh = |format, votes| weight(votes) + if path == Some(format) { PATH } else { 0 };
    let ollama = weigh(Format::OllamaChat, outline.votes.ollama | inner.ollama);
    let openai = weigh(Format::OpenaiChat, outline.votes.openai | inner.openai);
    let anthropic = weigh(Format::AnthropicMessages, anthropic);
    if ollama > anthropic && ollama > openai {
        Format::OllamaChat
    } else if anthropic > openai {
        Format::AnthropicMessages
    } else {
        Format::OpenaiChat
    }
}

fn has_header(hints: &Hints<'_>, name: &str) -> bool {
    hints.headers.iter().any(|(header, _)| header.eq_ignore_ascii_case(name))
}
