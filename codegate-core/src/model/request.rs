//! Requests as a host gives them, and the facts that are known of them.

use super::{Strength, words};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

words! {
    /// The wire format of a request, which is that of its response too.
    Format {
        /// OpenAI chat completions.
        OpenaiChat = "openai_chat",
        /// OpenAI responses.
        OpenaiResponses = "openai_responses",
        /// OpenAI legacy completions (fill in the middle).
        OpenaiCompletions = "openai_completions",
        /// Anthropic messages.
        AnthropicMessages = "anthropic_messages",
        /// Ollama's `/api/chat`.
        OllamaChat = "ollama_chat",
        /// Ollama's `/api/generate`.
        OllamaGenerate = "ollama_generate",
        /// Gemini's `generateContent` and `streamGenerateContent`.
        Gemini = "gemini",
        /// None of these.
        Unknown = "unknown",
    }
}

words! {
    /// Which part of a conversation counts for the files of a request.
    FilesFrom {
        /// From the last message that a person typed to the end, with its tool calls and results.
        LastTurn = "last_turn",
        /// All of it.
        Conversation = "conversation",
    }
}

/// A request as a host holds it: raw bytes, a parsed body written as JSON, or only facts.
///
/// What the host states takes precedence over what is read from the body.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// The body as the client sent it, at most 32 MiB. Its content may be anything.
    pub body: Option<Cow<'a, [u8]>>,
    /// Path and query of the URL that the client called.
    pub path: Option<String>,
    /// The method with which it called it, such as `POST`.
    pub method: Option<String>,
    /// The client's headers in their order; names in any case.
    pub headers: Vec<(String, String)>,
    /// Files that the request is about, as paths; replaces those found in the body.
    pub files: Option<Vec<String>>,
    /// `fim`, `chat`, or any other word that facts have, or one of the host's own.
    pub request_type: Option<String>,
    /// Name of the client.
    pub client: Option<String>,
    /// The model that the client asked for.
    pub requested_model: Option<String>,
    /// Session whose active workspace is used; `default` by default.
    pub session: Option<String>,
    /// Workspace for this request alone; changes no state.
    pub workspace: Option<String>,
    /// Root folder of the user's project, an absolute path.
    pub root: Option<String>,
    /// Where files are looked for; `last_turn` by default.
    pub files_from: Option<FilesFrom>,
    /// The wire format, for hosts without a body.
    pub format: Option<Format>,
    /// The host's own key of this exchange; finishing a second one with the same key gives the first receipt.
    pub key: Option<String>,
    /// A provider, or `provider/model`, that the user chose: it stands before the rules.
    pub to: Option<String>,
    /// Where the request was going, an origin or a base URL: where no rule matches, it goes there with the client's own
    /// credential, and is priced by that address.
    pub upstream: Option<String>,
}

/// The facts of a [`Request`] as JSON: every field but the body.
#[doc(hidden)]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RequestFields {
    /// See [`Request::path`].
    pub path: Option<String>,
    /// See [`Request::method`].
    pub method: Option<String>,
    /// An object, or a list of pairs.
    pub headers: Option<Headers>,
    /// See [`Request::files`].
    pub files: Option<Vec<String>>,
    /// See [`Request::request_type`].
    pub request_type: Option<String>,
    /// See [`Request::client`].
    pub client: Option<String>,
    /// See [`Request::requested_model`].
    pub requested_model: Option<String>,
    /// See [`Request::session`].
    pub session: Option<String>,
    /// See [`Request::workspace`].
    pub workspace: Option<String>,
    /// See [`Request::root`].
    pub root: Option<String>,
    /// See [`Request::files_from`].
    pub files_from: Option<FilesFrom>,
    /// See [`Request::format`].
    pub format: Option<Format>,
    /// See [`Request::key`].
    pub key: Option<String>,
    /// See [`Request::to`].
    pub to: Option<String>,
    /// See [`Request::upstream`].
    pub upstream: Option<String>,
}

/// Headers in JSON: an object or a list of pairs.
#[doc(hidden)]
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "`headers` must be an object or a list of pairs of strings")]
pub enum Headers {
    /// `{"name": "value"}`.
    Map(std::collections::BTreeMap<String, String>),
    /// `[["name", "value"]]`.
    Pairs(Vec<(String, String)>),
}

impl Headers {
    /// The headers as pairs of name and value.
    pub fn into_pairs(self) -> Vec<(String, String)> {
        match self {
            Headers::Map(map) => map.into_iter().collect(),
            Headers::Pairs(pairs) => pairs,
        }
    }
}

impl RequestFields {
    /// The request of these fields and this body.
    pub fn with_body(self, body: Option<Cow<'_, [u8]>>) -> Request<'_> {
        let headers = self.headers.map(Headers::into_pairs).unwrap_or_default();
        Request {
            body,
            path: self.path,
            method: self.method,
            headers,
            files: self.files,
            request_type: self.request_type,
            client: self.client,
            requested_model: self.requested_model,
            session: self.session,
            workspace: self.workspace,
            root: self.root,
            files_from: self.files_from,
            format: self.format,
            key: self.key,
            to: self.to,
            upstream: self.upstream,
        }
    }
}

/// Kinds of requests that are no conversation: rules send them nowhere that do not ask for them.
pub(crate) const NO_CONVERSATION: [&str; 8] =
    ["embeddings", "images", "audio", "moderation", "batch", "models", "files", "other"];

/// Whether a request of this type is a conversation, or code to fill in; a host's own words are.
pub(crate) fn is_conversation(request_type: &str) -> bool {
    !NO_CONVERSATION.contains(&request_type)
}

/// What is known of a request; rules are matched against this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Facts {
    /// Wire format.
    pub format: Format,
    /// Name of the client, `generic` if it is not recognised.
    pub client: String,
    /// All signs of that client that were seen, the strongest first.
    pub client_evidence: Vec<Evidence>,
    /// `chat`, `fim`, `count_tokens`; `embeddings`, `images`, `audio`, `moderation`, `batch`, `models`, `files` or `other`,
    /// which are no conversation; or the host's word. `None` if undetermined.
    pub request_type: Option<String>,
    /// The model that the client asked for.
    pub requested_model: Option<String>,
    /// Whether the client asked for a stream; `None` if undetermined.
    pub stream: Option<bool>,
    /// Names of the tools that the model may call, each once, at most 128; a provider's built-in tool without a name
    /// appears under its type.
    pub tools: Vec<String>,
    /// Images in the whole conversation.
    pub images: u64,
    /// Whether the model is asked to think before it answers; `None` where the request leaves that to the model.
    pub thinking: Option<bool>,
    /// The limit of output tokens that the client asks for.
    pub max_output_tokens: Option<u64>,
    /// Files that the request is about.
    pub files: Vec<FileRef>,
}

impl Default for Facts {
    fn default() -> Self {
        Facts {
            format: Format::Unknown,
            client: "generic".into(),
            client_evidence: Vec::new(),
            request_type: None,
            requested_model: None,
            stream: None,
            tools: Vec::new(),
            images: 0,
            thinking: None,
            max_output_tokens: None,
            files: Vec::new(),
        }
    }
}

/// A sign of the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Evidence {
    /// `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or `tools`.
    pub source: String,
    /// How much it proves.
    pub strength: Strength,
    /// What was seen: a header's or a member's name and value, the text that was found, or the tools.
    pub seen: String,
}

/// A file that a request is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct FileRef {
    /// Base name.
    pub name: String,
    /// The path as found, with `/` in place of `\`.
    pub path: String,
    /// Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`; `cursor` is the file whose
    /// code is to be completed.
    #[serde(rename = "where")]
    pub found: &'static str,
}

impl FileRef {
    /// A file by its path; `None` if the path names no file (it is empty or ends with a separator).
    pub fn new(path: &str, found: &'static str) -> Option<FileRef> {
        FileRef::of(slashed(path), found)
    }

    /// The same, of a path that has no `\`.
    pub(crate) fn of(path: Cow<'_, str>, found: &'static str) -> Option<FileRef> {
        let start = memchr::memrchr(b'/', path.as_bytes()).map_or(0, |at| at + 1);
        let name = path.get(start..).filter(|name| !name.is_empty())?.to_owned();
        Some(FileRef { name, path: path.into_owned(), found })
    }
}

/// A path with `/` in place of `\`.
pub(crate) fn slashed(path: &str) -> Cow<'_, str> {
    let windows = memchr::memchr(b'\\', path.as_bytes()).is_some();
    if windows { Cow::Owned(path.replace('\\', "/")) } else { Cow::Borrowed(path) }
}
