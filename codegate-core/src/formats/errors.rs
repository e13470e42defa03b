//! What providers say of a request that they refused, as data. Gateways mix the dialects of those behind them, so this
//! is one table and not one for each format.

use super::json::{Json, Object};
use crate::model::FailureClass;

/// Bytes of a word that are compared, and of a message.
const WORD_BYTES: usize = 64;
const MESSAGE_BYTES: usize = 2_048;

/// Words of `type`, `code`, `status` and the like that say more than the status of the response does; in lower case.
const WORDS: &[(&str, FailureClass)] = &[
    // https://platform.openai.com/docs/guides/error-codes, and `ResponseErrorCode` of its OpenAPI document
    ("context_length_exceeded", FailureClass::ContextLength),
    ("rate_limit_exceeded", FailureClass::RateLimit),
    ("insufficient_quota", FailureClass::RateLimit),
    ("slow_down", FailureClass::Overloaded),
    ("server_error", FailureClass::Server),
    // https://platform.claude.com/docs/en/api/errors
    ("rate_limit_error", FailureClass::RateLimit),
    ("overloaded_error", FailureClass::Overloaded),
    ("api_error", FailureClass::Server),
    ("timeout_error", FailureClass::Server),
    ("authentication_error", FailureClass::Client),
    ("permission_error", FailureClass::Client),
    ("billing_error", FailureClass::Client),
    ("not_found_error", FailureClass::Client),
    ("request_too_large", FailureClass::Client),
    // https://ai.google.dev/gemini-api/docs/troubleshooting
    ("resource_exhausted", FailureClass::RateLimit),
    ("unavailable", FailureClass::Overloaded),
    ("deadline_exceeded", FailureClass::Server),
    ("internal", FailureClass::Server),
    ("permission_denied", FailureClass::Client),
    ("failed_precondition", FailureClass::Client),
    // https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    ("exceed_context_size_error", FailureClass::ContextLength),
    ("unavailable_error", FailureClass::Overloaded),
    // GitHub Models and Copilot: https://github.com/orgs/community/discussions/152486, zed-industries/zed#33010
    ("tokens_limit_reached", FailureClass::ContextLength),
    ("model_max_prompt_tokens_exceeded", FailureClass::ContextLength),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
    ("throttlingexception", FailureClass::RateLimit),
    ("servicequotaexceededexception", FailureClass::RateLimit),
    ("serviceunavailableexception", FailureClass::Overloaded),
    ("modelnotreadyexception", FailureClass::Overloaded),
    ("internalserverexception", FailureClass::Server),
    ("modeltimeoutexception", FailureClass::Server),
];

/// What the messages of a prompt that is too long have in common; in lower case.
const TOO_LONG: &[&str] = &[
    // OpenAI, DeepSeek, vLLM, OpenRouter: "This model's maximum context length is 8192 tokens"; Mistral: "too large for
    // model with 32768 maximum context length"
    "maximum context length",
    // OpenAI's Responses: "Your input exceeds the context window of this model"
    "exceeds the context window",
    // Anthropic: "prompt is too long: 210000 tokens > 200000 maximum", "input length and `max_tokens` exceed context limit"
    "prompt is too long",
    "exceed context limit",
    // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)"
    "exceeds the maximum number of tokens allowed",
    // vLLM: "is longer than the maximum model length of 4096"
    "longer than the maximum model length",
    // xAI: "This model's maximum prompt length is 131072"
    "maximum prompt length is",
    // llama.cpp: "the request exceeds the available context size"; Ollama: "the input length exceeds the context length"
    "exceeds the available context size",
    "exceeds the context length",
    // LM Studio: "the model is loaded with context length of only 4096 tokens"
    "loaded with context length of only",
    // Bedrock: "Input is too long for requested model"
    "input is too long for requested model",
    // Copilot: "prompt token count of 130000 exceeds the limit of 128000"
    "prompt token count of",
];

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
    /// How long to wait, in the words of Google's `RetryInfo`: `34.074824224s`.
    pub(crate) retry_delay: Option<String>,
}

impl Told {
    /// The error of a body or an event, if it is one. `refused` says whether the status of the response is that of an
    /// error, so that the whole body is about it.
    pub(crate) fn read(body: &Object<'_>, refused: bool) -> Option<Told> {
        // A line of the results of a batch tells of one of its requests, not of this one.
        if body.get("custom_id").is_some() {
            return None;
        }
        let mut told = Told::default();
        let in_response = || body.object("response").and_then(|response| says(response.get("error")));
        // The second is `response.failed` of the Responses API.
        if let Some(error) = says(body.get("error")).or_else(in_response) {
            match (error.object(), error.string()) {
                (Some(error), _) => told.object(&error),
                // Ollama: {"error": "model 'x' not found"}
                (None, message) => told.message = lower(&message.unwrap_or_default(), MESSAGE_BYTES),
            }
        } else if refused || body.get("type").or(body.get("object")).is_some_and(|value| value.text() == "\"error\"") {
            // `type: error` of the Responses API; `object: error` of Mistral and older versions of vLLM; Bedrock; FastAPI.
            told.object(body);
        } else {
            return None;
        }
        told.word(body.string("type"));
        Some(told)
    }

    /// The error of a body in a host's hands: JSON, or text that is the message.
    pub(crate) fn of_text(text: &str) -> Told {
        let read = Json::parse(text).and_then(first_object).and_then(|body| Told::read(&body, true));
        read.unwrap_or_else(|| Told { message: lower(text, MESSAGE_BYTES), ..Told::default() })
    }

    fn object(&mut self, error: &Object<'_>) {
        for name in ["code", "type", "status", "reason", "__type"] {
            let Some(value) = error.get(name) else { continue };
            match value.number() {
                // Gemini and OpenRouter name the status as `code`.
                Some(number) => {
                    self.status = number.parse().ok().filter(|code| (400..=599).contains(code)).or(self.status)
                }
                None => self.word(value.string()),
            }
        }
        let message = ["message", "detail", "Message"].into_iter().find_map(|name| error.string(name));
        self.message = message.map(|message| lower(&message, MESSAGE_BYTES)).unwrap_or_default();
        // https://cloud.google.com/apis/design/errors#retry_info
        let delays = error.objects("details").filter_map(|detail| detail.string("retryDelay"));
        self.retry_delay = delays.filter(|delay| delay.len() <= WORD_BYTES).last();
    }

    fn word(&mut self, word: Option<String>) {
        // Bedrock puts a name space before it: `com.amazon.coral.service#ThrottlingException`.
        let word = word.map(|word| lower(word.rsplit('#').next().unwrap_or(&word), WORD_BYTES));
        self.words.extend(word.filter(|word| !word.is_empty()));
    }

    /// What kind of failure its words are about, if they are known.
    fn class(&self, status: Option<u16>) -> Option<FailureClass> {
        let of_word = |word: &String| WORDS.iter().find(|(known, _)| known == word).map(|(_, class)| *class);
        // A specific word outweighs a general one beside it: `type: server_error, code: rate_limit_exceeded`.
        let general = |class: &FailureClass| matches!(class, FailureClass::Client | FailureClass::Server);
        let classes: Vec<FailureClass> = self.words.iter().filter_map(of_word).collect();
        if let Some(specific) = classes.iter().find(|class| !general(class)) {
            return Some(*specific);
        }
        let may_be = status.is_none_or(|status| !NOT_TOO_LONG.contains(&status));
        if may_be && TOO_LONG.iter().any(|phrase| self.message.contains(phrase)) {
            return Some(FailureClass::ContextLength);
        }
        classes.first().copied()
    }
}

/// The first object of a value: Gemini puts its errors in a list where the client asked for one.
fn first_object(value: Json<'_>) -> Option<Object<'_>> {
    value.object().or_else(|| value.array()?.first()?.object())
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

/// What kind of failure an attempt had, by the status of its response, and by what the response says.
///
/// Only a general word (`server_error`, `not_found_error`) gives way to the status: providers use it for much.
pub(crate) fn class(status: Option<u16>, told: Option<&Told>) -> FailureClass {
    let of_body = told.and_then(|told| told.class(status));
    let status = status.filter(|status| *status >= 300).or(told.and_then(|told| told.status));
    let of_status = match status {
        Some(429) => Some(FailureClass::RateLimit),
        // 498: https://console.groq.com/docs/errors; 503: RFC 9110, 15.6.4; 529: Anthropic.
        Some(498 | 503 | 529) => Some(FailureClass::Overloaded),
        // The server gave up waiting for the request.
        Some(408) => Some(FailureClass::Network),
        Some(500..=599) => Some(FailureClass::Server),
        Some(_) => Some(FailureClass::Client),
        None => None,
    };
    let specific = |class: &FailureClass| !matches!(class, FailureClass::Client | FailureClass::Server);
    let nothing = if told.is_some() { FailureClass::Server } else { FailureClass::Network };
    of_body.filter(specific).or(of_status).or(of_body).unwrap_or(nothing)
}

#[cfg(test)]
mod tests {
    use super::FailureClass::{Client, ContextLength, Network, Overloaded, RateLimit, Server};
    use super::*;

    fn of(status: impl Into<Option<u16>>, body: &str) -> FailureClass {
        class(status.into(), Some(&Told::of_text(body)))
    }

    #[test]
    fn a_status_alone_tells_the_class() {
        let classes = [
            (400, Client),
            (401, Client),
            (404, Client),
            (307, Client),
            (408, Network),
            (429, RateLimit),
            (498, Overloaded),
            (500, Server),
            (502, Server),
            (503, Overloaded),
            (529, Overloaded),
        ];
        for (status, expected) in classes {
            assert_eq!(class(Some(status), None), expected, "{status}");
        }
        assert_eq!(class(None, None), Network, "nothing came");
        assert_eq!(class(Some(200), None), Network, "a response broke off");
    }

    #[test]
    fn the_body_tells_what_the_status_does_not() {
        let cases = [
            (
                400,
                r#"{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
                ContextLength,
            ),
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
                ContextLength,
            ),
            (
                400,
                r#"{"error":{"code":400,"message":"The input token count (9) exceeds the maximum number of tokens allowed (8).","status":"INVALID_ARGUMENT"}}"#,
                ContextLength,
            ),
            (500, r#"{"error":"the input length exceeds the context length"}"#, ContextLength),
            (
                413,
                r#"{"error":{"message":"Request too large for model on tokens per minute (TPM)","type":"tokens","code":"rate_limit_exceeded"}}"#,
                RateLimit,
            ),
            (429, r#"{"error":{"message":"Too many tokens: maximum context length","type":"tokens"}}"#, RateLimit),
            (500, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, Overloaded),
            (400, r#"{"error":{"message":"bad","type":"invalid_request_error","code":"server_error"}}"#, Client),
            (
                503,
                r#"[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]"#,
                Overloaded,
            ),
            (
                400,
                r#"{"__type":"com.amazon.coral.service#ThrottlingException","message":"Too many requests"}"#,
                RateLimit,
            ),
            (400, r#"{"message":"Input is too long for requested model."}"#, ContextLength),
            (
                400,
                r#"{"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400}"#,
                ContextLength,
            ),
            (422, r#"{"detail":"no"}"#, Client),
            (502, "<html>Bad Gateway</html>", Server),
            (400, "Prompt is too long", ContextLength),
        ];
        for (status, body, expected) in cases {
            assert_eq!(of(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn an_error_in_a_response_of_status_200_has_a_class_too() {
        assert_eq!(of(200, r#"{"error":{"code":429,"message":"slow"}}"#), RateLimit);
        assert_eq!(of(None, r#"{"error":{"code":"x","message":"y"}}"#), Server);
        assert_eq!(of(200, r#"{"type":"error","error":{"type":"rate_limit_error"}}"#), RateLimit);
        assert_eq!(
            of(200, r#"{"type":"response.failed","response":{"error":{"code":"context_length_exceeded"}}}"#),
            ContextLength
        );
        for fine in [
            r#"{"error":null,"id":"r"}"#,
            r#"{"type":"message","content":[]}"#,
            "{}",
            r#"{"response":{"error":null}}"#,
            r#"{"error":false}"#,
            r#"{"error":{}}"#,
            r#"{"error": { } }"#,
            r#"{"custom_id":"a","error":{"code":"x"}}"#,
        ] {
            let body = Object::parse(fine).unwrap();
            assert_eq!(Told::read(&body, false), None, "{fine}");
        }
    }

    #[test]
    fn hostile_errors_are_bounded_and_read_as_far_as_they_go() {
        let long =
            format!(r#"{{"error":{{"code":"{0}","type":[],"status":1e999,"message":"{0}"}}}}"#, "é".repeat(9_000));
        let told = Told::of_text(&long);
        assert!(told.message.len() <= MESSAGE_BYTES && told.words.iter().all(|word| word.len() <= WORD_BYTES));
        assert_eq!(class(Some(500), Some(&told)), Server);
        for body in [r#"{"error":[]}"#, r#"{"error":true}"#, r#"{"error":{"code":-5,"message":{}}}"#, "{", ""] {
            assert_eq!(of(400, body), Client, "{body}");
        }
    }
}
