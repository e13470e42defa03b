//! Why a request was refused, read from what the response says: one reader for all formats, as gateways mix the dialects
//! of those behind them.

#[cfg(test)]
mod tests;
mod words;

use super::json::{Json, Object};
use crate::model::FailureClass;

/// Bytes of a word that are compared, and of a message.
const WORD_BYTES: usize = 64;
const MESSAGE_BYTES: usize = 2_048;
/// How many things that may tell a time to wait are kept of an error.
const WAITS: usize = 32;

/// The header in which AWS names the kind of an error, which may be told nowhere else:
/// <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>.
pub(crate) const KIND_HEADER: &str = "x-amzn-errortype";

/// Statuses that say enough: what the message says beside them is not about the length of the prompt. A limit of tokens
/// per minute may be told in the same words.
const NOT_TOO_LONG: [u16; 6] = [401, 402, 403, 404, 429, 529];

/// An error as a response tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// What its type, code and status say, in lower case.
    words: Vec<String>,
    /// The HTTP status that it names itself.
    status: Option<u16>,
    message: String,
    /// What may tell how long to wait, as headers do: the names of members, and headers that it quotes.
    waits: Vec<(String, String)>,
}

impl Told {
    /// The error of a body or an event, if it is one. `refused` says whether the status of the response is that of an
    /// error, so that the whole body is about it.
    pub(crate) fn read(data: &str, refused: bool) -> Option<Told> {
        Json::parse(data).and_then(|value| Told::of_value(value, refused))
    }

    /// The same of a value that was read.
    pub(crate) fn of_value(value: Json<'_>, refused: bool) -> Option<Told> {
        let body = value.object().or_else(|| only_error(value))?;
        // A line of the results of a batch tells of one of its requests, not of this one.
        if body.get("custom_id").is_some() {
            return None;
        }
        let mut told = Told::default();
        // The second is `response.failed` of the Responses API.
        let in_response = || body.object("response").and_then(|response| says(response.get("error")));
        match says(body.get("error")).or_else(in_response).or_else(|| in_choice(&body)) {
            Some(error) => match error.object() {
                Some(error) => told.object(&error),
                // Ollama: {"error": "model 'x' not found"}
                None => told.say(&error.string().unwrap_or_default()),
            },
            None if refused || is_error(&body) => {}
            None => return None,
        }
        // What is around it: its kind in `type`; the status and headers of a message of a websocket, which Codex reads
        // (openai/codex, codex-rs/codex-api/src/endpoint/responses_websocket.rs); or all of it.
        told.object(&body);
        Some(told)
    }

    /// The error of a body in a host's hands: JSON, events, or text that is the message.
    pub(crate) fn of_text(text: &str) -> Told {
        let text = text.trim_start_matches(|first: char| first == '\u{FEFF}' || first.is_whitespace());
        let data = |line| str::strip_prefix(line, "data:");
        let error_of = |line| Told::read(data(line).unwrap_or(line), false);
        let read = Told::read(text, true)
            .or_else(|| text.lines().filter_map(error_of).next_back())
            .or_else(|| text.lines().filter_map(data).find_map(|data| Told::read(data, true)));
        read.unwrap_or_else(|| {
            let mut told = Told::default();
            told.say(text);
            told
        })
    }

    /// The same with the kind that the headers of the response name.
    pub(crate) fn with_headers(told: Option<Told>, headers: &[(String, String)]) -> Option<Told> {
        let Some((_, kind)) = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(KIND_HEADER)) else {
            return told;
        };
        let mut told = told.unwrap_or_default();
        // `ServiceQuotaExceededException:http://internal.amazon.com/coral/...`
        told.word(kind.split([':', ',']).next().unwrap_or_default().trim());
        Some(told)
    }

    /// What may tell how long to wait, as headers do.
    pub(crate) fn waits(&self) -> &[(String, String)] {
        &self.waits
    }

    /// What it says in words, in lower case.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Takes what an object says of the error. What was taken before is nearer to it, so it stays.
    fn object(&mut self, error: &Object<'_>) {
        for name in ["code", "type", "status", "status_code", "raw_status_code", "reason", "__type", "error_type"] {
            let Some(value) = error.get(name) else { continue };
            let text = value.string();
            // Gemini and OpenRouter name the status as `code`, LiteLLM and Azure in a string.
            let number = value.number().or(text.as_deref()).and_then(|number| number.parse().ok());
            match number.filter(|code| (400..=599).contains(code)) {
                Some(status) => self.status = self.status.or(Some(status)),
                None => self.word(&text.unwrap_or_default()),
            }
        }
        if self.message.is_empty() {
            let message = ["message", "detail", "Message"].into_iter().find_map(|name| error.string(name));
            self.say(&message.unwrap_or_default());
        }
        self.waits_of(error);
        // https://cloud.google.com/apis/design/errors#retry_info
        if let Some(delay) = error.objects("details").filter_map(|detail| detail.string("retryDelay")).last() {
            self.wait("retryDelay", delay);
        }
        if let Some(metadata) = error.object("metadata") {
            self.metadata(&metadata);
        }
    }

    /// OpenRouter's own kind of the error, and what the provider said: its error as text, and its headers, of which those
    /// of a limit are OpenRouter's own (dirge-code/dirge#719).
    ///
    /// <https://openrouter.ai/docs/api/reference/errors-and-debugging>
    fn metadata(&mut self, metadata: &Object<'_>) {
        self.word(&metadata.string("error_type").unwrap_or_default());
        self.waits_of(metadata);
        // Text in text is shorter with each level, so that the work stays linear.
        let Some(raw) = metadata.string("raw") else { return };
        match Told::read(&raw, true) {
            Some(raw) => {
                self.words.extend(raw.words);
                self.status = self.status.or(raw.status);
                self.say(&raw.message);
                raw.waits.into_iter().for_each(|(name, value)| self.wait(&name, value));
            }
            None => self.say(&raw),
        }
    }

    fn waits_of(&mut self, object: &Object<'_>) {
        let text = |value: Json<'_>| value.string().or_else(|| value.number().map(str::to_owned));
        for name in words::WAITS {
            if let Some(value) = object.get(name).and_then(text) {
                self.wait(name, value);
            }
        }
        for (name, value) in object.object("headers").iter().flat_map(Object::members) {
            if let Some(value) = text(value) {
                self.wait(&name, value);
            }
        }
    }

    fn wait(&mut self, name: &str, value: String) {
        if self.waits.len() < WAITS && name.len() <= WORD_BYTES && value.len() <= WORD_BYTES {
            self.waits.push((name.to_owned(), value));
        }
    }

    fn word(&mut self, word: &str) {
        // Bedrock puts a name space before it: `com.amazon.coral.service#ThrottlingException`.
        let word = lower(word.rsplit('#').next().unwrap_or(word), WORD_BYTES);
        if !word.is_empty() && !self.words.contains(&word) {
            self.words.push(word);
        }
    }

    /// Adds to the message.
    fn say(&mut self, text: &str) {
        let room = MESSAGE_BYTES.saturating_sub(self.message.len() + 1);
        if !self.message.is_empty() && room > 0 {
            self.message.push(' ');
        }
        self.message += &lower(text, room);
    }

    /// What kind of failure its words are about, if they are known.
    fn class(&self, status: Option<u16>) -> Option<FailureClass> {
        // A specific word outweighs a general one beside it: `type: server_error, code: rate_limit_exceeded`.
        let classes: Vec<FailureClass> = self.words.iter().filter_map(|word| words::class_of(word)).collect();
        if let Some(specific) = classes.iter().copied().find(is_specific) {
            return Some(specific);
        }
        let may_be = status.is_none_or(|status| !NOT_TOO_LONG.contains(&status));
        if may_be && words::is_too_long(&self.message) {
            return Some(FailureClass::ContextLength);
        }
        classes.first().copied()
    }
}

/// The one object of a list that is nothing but an error: Gemini answers so where the client asked for a list, and at its
/// base for OpenAI's packages (n4ze3m/page-assist#406).
fn only_error(value: Json<'_>) -> Option<Object<'_>> {
    let only = value.array()?.first()?.object()?;
    (only.members().count() == 1 && only.get("error").is_some()).then_some(only)
}

/// Whether a body says that it is an error: `type: error` of the Responses API; `object: error` of Mistral and older
/// versions of vLLM, where `type` is its kind; a choice that ended so without saying why.
fn is_error(body: &Object<'_>) -> bool {
    let names = |object: &Object<'_>, name: &str| object.get(name).is_some_and(|value| value.text() == "\"error\"");
    names(body, "type")
        || names(body, "object")
        || body.objects("choices").any(|choice| names(&choice, "finish_reason"))
}

/// The error in a choice, where OpenRouter puts that of a provider that has begun to answer.
fn in_choice<'a>(body: &Object<'a>) -> Option<Json<'a>> {
    body.objects("choices").find_map(|choice| says(choice.get("error")))
}

/// A member that says what went wrong: not `false`, nor anything that is empty.
fn says(error: Option<Json<'_>>) -> Option<Json<'_>> {
    error.filter(|error| match error.object() {
        Some(error) => !error.is_empty(),
        None => error.text().starts_with('"') && error.text().len() > 2,
    })
}

fn lower(text: &str, limit: usize) -> String {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_ascii_lowercase()
}

fn is_specific(class: &FailureClass) -> bool {
    !matches!(class, FailureClass::Client | FailureClass::Server)
}

/// What kind of failure an attempt had, by the status of its response, and by what the response says.
///
/// Only a general word (`server_error`, `not_found_error`) gives way to the status: providers use it for much.
pub(crate) fn class(status: Option<u16>, told: Option<&Told>) -> FailureClass {
    let status = status.filter(|status| *status >= 300).or(told.and_then(|told| told.status));
    let of_body = told.and_then(|told| told.class(status));
    let of_status = match status {
        Some(429) => Some(FailureClass::RateLimit),
        // 498: https://console.groq.com/docs/errors; 503: RFC 9110, 15.6.4; 529: Anthropic.
        Some(498 | 503 | 529) => Some(FailureClass::Overloaded),
        // The server gave up waiting for the request.
        Some(408) => Some(FailureClass::Network),
        // 424: what the request depends on failed, at Bedrock the model, at TGI the generation, at Groq a remote server of
        // tools.
        Some(424 | 500..=599) => Some(FailureClass::Server),
        Some(_) => Some(FailureClass::Client),
        None => None,
    };
    let nothing = if told.is_some() { FailureClass::Server } else { FailureClass::Network };
    of_body.filter(is_specific).or(of_status).or(of_body).unwrap_or(nothing)
}
