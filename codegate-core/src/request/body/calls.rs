//! What a call is for, as its path and method say it.

use super::sniff::bare;
use crate::formats::{Action, Elsewhere, FORMATS};
use std::ops::Range;

/// Calls of OpenAI's API that are no conversation and whose path stands for itself, wherever a server has its API.
pub(crate) const LEAVES: [(&str, &str); 8] = [
    ("/embeddings", "embeddings"),
    ("/moderations", "moderation"),
    ("/images/generations", "images"),
    ("/images/edits", "images"),
    ("/images/variations", "images"),
    ("/audio/speech", "audio"),
    ("/audio/transcriptions", "audio"),
    ("/audio/translations", "audio"),
];

/// The first of these segments in a path says what the call is for, unless its end says that it generates.
const SEGMENTS: [(&str, &str); 38] = [
    ("embeddings", "embeddings"),
    ("embed", "embeddings"),
    ("images", "images"),
    ("audio", "audio"),
    ("moderations", "moderation"),
    ("batches", "batch"),
    ("models", "models"),
    ("engines", "models"),
    // docs.ollama.com/api § List models, § Show model details, § List running models
    ("tags", "models"),
    ("show", "models"),
    ("ps", "models"),
    ("files", "files"),
    ("uploads", "files"),
    ("upload", "files"),
    // Other parts of the same APIs.
    ("assistants", "other"),
    ("threads", "other"),
    ("vector_stores", "other"),
    ("containers", "other"),
    ("conversations", "other"),
    ("fine_tuning", "other"),
    ("evals", "other"),
    ("videos", "other"),
    ("realtime", "other"),
    ("organization", "other"),
    ("organizations", "other"),
    ("cachedContents", "other"),
    ("tunedModels", "other"),
    ("rerank", "other"),
    ("score", "other"),
    ("classify", "other"),
    ("tokenize", "other"),
    ("detokenize", "other"),
    ("pull", "other"),
    ("push", "other"),
    ("health", "other"),
    ("metrics", "other"),
    ("props", "other"),
    ("version", "other"),
];

/// Methods of Gemini's API, at the end of a path.
const METHODS: [(&str, &str); 4] = [
    ("embedContent", "embeddings"),
    ("batchEmbedContents", "embeddings"),
    ("asyncBatchEmbedContent", "embeddings"),
    ("batchGenerateContent", "batch"),
];

/// What calls are for that call no model: a batch is charged with its results.
pub(crate) const NO_MODEL: [&str; 3] = ["batch", "files", "models"];

/// Segments that say what a call is for, though its end is that of a path that generates: what an assistant's thread holds
/// is called messages, too.
const OWNERS: [&str; 2] = ["threads", "conversations"];

/// What a call is for; `None` where its body must say it, or nothing does.
pub(crate) fn purpose(method: Option<&str>, path: &str) -> Option<&'static str> {
    let path = format!("/{}", bare(path).trim_start_matches('/'));
    if path == "/" {
        return None;
    }
    let mut paths = FORMATS.iter().flat_map(|spec| spec.paths);
    if paths.any(|known| known.action != Action::Generate && path.ends_with(known.end)) {
        return Some("count_tokens");
    }
    let reads = method
        .is_some_and(|method| ["GET", "HEAD", "DELETE", "OPTIONS"].iter().any(|one| method.eq_ignore_ascii_case(one)));
    if generates(&path) && !OWNERS.iter().any(|owner| path.split('/').any(|segment| segment == *owner)) {
        // A websocket begins with a GET of this path.
        return (reads && !path.ends_with("/responses")).then_some("other");
    }
    if kept_response(&path) || converses(&path) {
        return Some("chat");
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    if let Some((model, method)) = last.split_once(':') {
        let known = METHODS.iter().find(|(name, _)| *name == method).map(|(_, word)| *word);
        return match method {
            // The body says what is asked of a model of another vendor.
            "rawPredict" | "streamRawPredict" => None,
            "predict" if model.starts_with("imagen") => Some("images"),
            _ => known.or(Some("other")),
        };
    }
    let found = |segment: &str| SEGMENTS.iter().find(|(known, _)| *known == segment).map(|(_, word)| *word);
    path.split('/').find_map(found).or_else(|| reads.then_some("other"))
}

/// Whether something is generated at a client's path. A body may be in another format than its path is for: some clients
/// post what is for `/responses` to `/chat/completions`.
pub(crate) fn generates(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let mut generating = FORMATS.iter().flat_map(|spec| spec.paths).filter(|known| known.action == Action::Generate);
    generating.any(|known| path.ends_with(known.end)) || elsewhere(path).is_some()
}

/// The product whose own path this is, and where in it the model is named.
pub(crate) fn elsewhere(path: &str) -> Option<(&'static Elsewhere, Range<usize>)> {
    let mut known = FORMATS.into_iter().flat_map(|spec| spec.elsewhere);
    known.find_map(|known| Some((known, known.matches(path)?)))
}

/// Where Google's paths name the model: `/models/MODEL:METHOD`.
pub(crate) fn model_in_path(path: &str) -> Option<Range<usize>> {
    let start = path.rfind("/models/")? + "/models/".len();
    let end = start + path.get(start..)?.find(':')?;
    (start < end && !path.get(start..end)?.contains('/')).then_some(start..end)
}

/// Whether a response that the provider keeps is fetched: `/responses/ID`.
pub(crate) fn kept_response(path: &str) -> bool {
    let mut segments = path.rsplit('/');
    let id = segments.next().unwrap_or_default();
    segments.next() == Some("responses") && !id.is_empty() && id != "compact"
}

/// Whether what the provider keeps is fetched, and nothing generated: a response, or a completion of chat.
pub(crate) fn fetches(path: &str) -> bool {
    let path = bare(path);
    kept_response(path) || path.rsplit_once('/').is_some_and(|(before, _)| before.ends_with("/chat/completions"))
}

/// Whether it is a call of Bedrock's Converse, whose bodies look like another format's.
pub(crate) fn converses(path: &str) -> bool {
    ["/converse", "/converse-stream"].iter().any(|end| path.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_a_call_is_for() {
        for (method, path, expected) in [
            (None, "/v1/embeddings", Some("embeddings")),
            (None, "/openai/deployments/d/embeddings?api-version=1", Some("embeddings")),
            (None, "/api/embed", Some("embeddings")),
            (None, "/v1beta/models/gemini-embedding-001:embedContent", Some("embeddings")),
            (None, "/v1/images/generations", Some("images")),
            (None, "/v1beta/models/imagen-4:predict", Some("images")),
            (None, "/v1/audio/transcriptions", Some("audio")),
            (None, "/v1/moderations", Some("moderation")),
            (None, "/v1/batches", Some("batch")),
            (None, "/v1/messages/batches/msgbatch_1/results", Some("batch")),
            (None, "/v1beta/models/gemini-3-pro:batchGenerateContent", Some("batch")),
            (None, "/v1/models", Some("models")),
            (None, "/v1/models/gpt-5.1", Some("models")),
            (None, "/api/tags", Some("models")),
            (None, "/v1/files/file-1/content", Some("files")),
            (None, "/upload/v1beta/files", Some("files")),
            (None, "/v1/vector_stores/vs_1/files", Some("other")),
            (Some("POST"), "/v1/threads/t/messages", Some("other")),
            (None, "/v1/messages/count_tokens?beta=true", Some("count_tokens")),
            (None, "/v1/responses/input_tokens", Some("count_tokens")),
            (None, "/v1beta/models/m:countTokens", Some("count_tokens")),
            (Some("GET"), "/v1/responses/resp_1", Some("chat")),
            (None, "/v1/responses/resp_1/cancel", None),
            (Some("GET"), "/v1/responses", None),
            (Some("GET"), "/v1/chat/completions", Some("other")),
            (Some("get"), "/anything", Some("other")),
            (Some("POST"), "/anything", None),
            (None, "/model/m/converse", Some("chat")),
            (None, "/v1/chat/completions", None),
            (None, "/v1/engines/m/completions", None),
            (None, "/v1/engines", Some("models")),
            (None, "/v1/projects/p/locations/l/publishers/google/models/m:streamGenerateContent", None),
            (None, "/", None),
            (None, "", None),
        ] {
            assert_eq!(purpose(method, path), expected, "{method:?} {path}");
        }
    }
}
