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
const SEGMENTS: &[(&str, &str)] = &[
    ("embeddings", "embeddings"),
    ("embed", "embeddings"),
    // github.com/ggml-org/llama.cpp tools/server/README.md § POST /embedding
    ("embedding", "embeddings"),
    ("images", "images"),
    // alibabacloud.com/help/en/model-studio § Text-to-image: POST …/services/aigc/text2image/image-synthesis
    ("text2image", "images"),
    ("image2image", "images"),
    ("image-synthesis", "images"),
    ("audio", "audio"),
    // elevenlabs.io/docs/api-reference/text-to-speech/convert
    ("text-to-speech", "audio"),
    ("speech-to-text", "audio"),
    ("moderations", "moderation"),
    ("batches", "batch"),
    // docs.mistral.ai/api § Batch: /v1/batch/jobs
    ("batch", "batch"),
    // docs.cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.batchPredictionJobs
    ("batchPredictionJobs", "batch"),
    // docs.aws.amazon.com/bedrock/latest/APIReference § CreateModelInvocationJob, § ListModelInvocationJobs
    ("model-invocation-job", "batch"),
    ("model-invocation-jobs", "batch"),
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
    ("skills", "other"),
    // ai.google.dev/gemini-api/docs/interactions
    ("interactions", "other"),
    // docs.aws.amazon.com/bedrock/latest/APIReference § StartAsyncInvoke
    ("async-invoke", "other"),
    // docs.mistral.ai/api § OCR, § Classifiers
    ("ocr", "other"),
    ("classifications", "other"),
    ("rerank", "other"),
    ("reranking", "other"),
    ("pooling", "other"),
    ("score", "other"),
    ("classify", "other"),
    ("tokenize", "other"),
    ("detokenize", "other"),
    ("pull", "other"),
    ("push", "other"),
    // docs.ollama.com/api § Create a model, § Copy a model, § Delete a model, § Push a blob
    ("create", "other"),
    ("copy", "other"),
    ("delete", "other"),
    ("blobs", "other"),
    ("health", "other"),
    ("metrics", "other"),
    ("props", "other"),
    ("version", "other"),
    // github.com/ggml-org/llama.cpp tools/server/README.md § POST /apply-template, § GET /slots, § GET /lora-adapters
    ("apply-template", "other"),
    ("slots", "other"),
    ("lora-adapters", "other"),
];

/// Ends of paths at which code is filled in, in a format of llama.cpp's own: its tools/server/README.md § POST /infill,
/// § POST /completion.
const FILL_IN: [&str; 2] = ["/infill", "/completion"];

/// What is in the name of a model that does not converse, at a path that says no more than that a model is called. The
/// first of these counts.
const MODELS: [(&str, &str); 8] = [
    // docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html; docs.cloud.google.com/vertex-ai/generative-ai/docs/models
    ("embed", "embeddings"),
    ("image", "images"),
    ("stability.", "images"),
    ("nova-canvas", "images"),
    ("virtual-try-on", "images"),
    ("nova-reel", "other"),
    ("luma.ray", "other"),
    ("rerank", "other"),
];

/// Methods of Gemini's API, at the end of a path.
const METHODS: [(&str, &str); 6] = [
    ("embedContent", "embeddings"),
    ("embedText", "embeddings"),
    ("batchEmbedText", "embeddings"),
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
    let is = |methods: &[&str]| method.is_some_and(|method| methods.iter().any(|one| method.eq_ignore_ascii_case(one)));
    let reads = is(&["GET", "HEAD", "DELETE", "OPTIONS"]);
    if path == "/" {
        return reads.then_some("other");
    }
    if counts(&path) {
        return Some("count_tokens");
    }
    if converses(&path) {
        return Some("chat");
    }
    if generates(&path) && !OWNERS.iter().any(|owner| path.split('/').any(|segment| segment == *owner)) {
        // A websocket begins with a GET of this path.
        let listed = reads && !path.ends_with("/responses");
        return if listed { Some("other") } else { invoked(&path) };
    }
    if FILL_IN.iter().any(|end| path.ends_with(end)) {
        return Some("fim");
    }
    // Who cancels one gets it, with what it has used.
    let fetched = method.is_none() || is(&["GET", "HEAD"]);
    if kept_response(&path) && fetched || path.strip_suffix("/cancel").is_some_and(kept_response) {
        return Some("chat");
    }
    if path.ends_with(COMPACT) {
        return None;
    }
    // The rest of what can be done with an answer that the provider keeps.
    if ["/responses/", "/chat/completions/"].iter().any(|owner| path.contains(owner)) {
        return Some("other");
    }
    named(&path, reads).or_else(|| reads.then_some("other"))
}

/// What the words of a path say that a call is for.
fn named(path: &str, reads: bool) -> Option<&'static str> {
    let (before, last) = path.rsplit_once('/')?;
    let word = |segment: &str| SEGMENTS.iter().find(|(known, _)| *known == segment).map(|(_, word)| *word);
    // What is read has no method behind its name, but the names of tuned models have colons.
    if let Some((model, method)) = last.split_once(':').filter(|(name, _)| !reads && *name != "ft") {
        let known = METHODS.iter().find(|(name, _)| *name == method).map(|(_, word)| *word);
        return match method {
            // The body says what is asked of a model of another vendor.
            "rawPredict" | "streamRawPredict" => None,
            "predict" => of_model(model).or(Some("other")),
            _ => known.or_else(|| before.split('/').find_map(word).filter(|word| *word != "models")).or(Some("other")),
        };
    }
    let leaf = LEAVES.iter().find(|(end, _)| path.ends_with(end)).map(|(_, word)| *word);
    leaf.or_else(|| path.split('/').find_map(word))
}

/// What Bedrock's call of a model is for, where the model says it.
fn invoked(path: &str) -> Option<&'static str> {
    let (known, model) = elsewhere(path)?;
    of_model(path.get(model)?).filter(|_| known.model_behind == "/model/")
}

/// What a model is for that does not converse.
fn of_model(name: &str) -> Option<&'static str> {
    MODELS.iter().find(|(part, _)| name.contains(part)).map(|(_, word)| *word)
}

/// Whether tokens are counted at a path, without its query.
pub(crate) fn counts(path: &str) -> bool {
    let mut paths = FORMATS.iter().flat_map(|spec| spec.paths);
    path.ends_with(BEDROCK_COUNTS) || paths.any(|known| known.action != Action::Generate && path.ends_with(known.end))
}

/// The end of Bedrock's path: docs.aws.amazon.com/bedrock/latest/APIReference § CountTokens
const BEDROCK_COUNTS: &str = "/count-tokens";
/// Where a long conversation is made shorter, which is a conversation, too:
/// platform.openai.com/docs/api-reference/responses/compact
const COMPACT: &str = "/responses/compact";

/// Whether a body at a path may be a conversation though only a word that many APIs have, such as `input` or `prompt`, says
/// so. Where nothing is known of a path, that is not enough.
pub(crate) fn may_converse(path: &str) -> bool {
    let path = format!("/{}", bare(path).trim_start_matches('/'));
    path == "/"
        || generates(&path)
        || counts(&path)
        || converses(&path)
        || kept_response(&path)
        || path.ends_with(COMPACT)
        || FILL_IN.iter().any(|end| path.ends_with(end))
        // docs.cohere.com/v1/reference/chat has a format of its own.
        || path.ends_with("/chat")
}

/// Whether something is generated at a client's path. A body may be in another format than its path is for: some clients
/// post what is for `/responses` to `/chat/completions`.
pub(crate) fn generates(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let mut generating = FORMATS.iter().flat_map(|spec| spec.paths).filter(|known| known.action == Action::Generate);
    generating.any(|known| path.ends_with(known.end)) || elsewhere(path).is_some() && !counts(path)
}

/// The product whose own path this is, and where in it the model is named.
pub(crate) fn elsewhere(path: &str) -> Option<(&'static Elsewhere, Range<usize>)> {
    let mut known = FORMATS.into_iter().flat_map(|spec| spec.elsewhere);
    known.find_map(|known| Some((known, known.matches(path)?)))
}

/// Where a path names the model: Google's `/models/MODEL:METHOD`, Bedrock's `/model/MODEL/…`, Azure's `/deployments/MODEL/…`
/// and OpenAI's `/engines/MODEL/…` of old.
pub(crate) fn model_in_path(path: &str) -> Option<Range<usize>> {
    let behind = |owner: &str, end: char| {
        let start = path.rfind(owner)? + owner.len();
        let length = path.get(start..)?.find(end)?;
        let name = path.get(start..start + length)?;
        // What Vertex AI calls so counts tokens for the model in the body.
        (!name.is_empty() && !name.contains('/') && name != "count-tokens").then_some(start..start + length)
    };
    let others = || ["/model/", "/deployments/", "/engines/"].into_iter().find_map(|owner| behind(owner, '/'));
    behind("/models/", ':').or_else(others)
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

/// Whether it is a conversation in a format that is not known here: Bedrock's Converse, whose bodies look like another
/// format's, and what Gemini's CLI calls with a Google login, where a request of Gemini's is wrapped
/// (github.com/google-gemini/gemini-cli packages/core/src/code_assist/converter.ts).
pub(crate) fn converses(path: &str) -> bool {
    let ends = ["/converse", "/converse-stream", "/v1internal:generateContent", "/v1internal:streamGenerateContent"];
    ends.iter().any(|end| path.ends_with(end))
}

/// Whether bodies for a path are in no known format, whatever they look like.
pub(crate) fn is_foreign(path: &str) -> bool {
    let path = bare(path);
    converses(path) || path.ends_with(BEDROCK_COUNTS) || path.ends_with("/v1internal:countTokens")
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
            (Some("DELETE"), "/v1/responses/resp_1", Some("other")),
            (None, "/v1/responses/resp_1/cancel", Some("chat")),
            (Some("POST"), "/v1/responses/resp_1/input_items", Some("other")),
            (None, "/v1/responses/compact", None),
            (Some("POST"), "/v1/chat/completions/c", Some("other")),
            (None, "/v1/projects/p/publishers/anthropic/models/count-tokens:rawPredict", Some("count_tokens")),
            (None, "/model/anthropic.claude-opus-5/count-tokens", Some("count_tokens")),
            (Some("POST"), "/api/create", Some("other")),
            (None, "/v1/batch/jobs/1", Some("batch")),
            (None, "/v1beta/batches/1:cancel", Some("batch")),
            (None, "/v1/projects/p/locations/l/batchPredictionJobs/1", Some("batch")),
            (None, "/v1/publishers/google/models/text-embedding-005:predict", Some("embeddings")),
            (None, "/v1/publishers/google/models/multimodalembedding@001:predict", Some("embeddings")),
            (None, "/v1/publishers/google/models/imagegeneration@006:predict", Some("images")),
            (None, "/v1/publishers/google/models/other:predict", Some("other")),
            (None, "/v1beta/models/m:anything", Some("other")),
            (None, "/v1/engines/davinci/embeddings", Some("embeddings")),
            (None, "/v1/models/ft:gpt-4.1:acme::a1", Some("models")),
            (Some("GET"), "/v1/models/llama3.2:latest", Some("models")),
            (None, "/model/stability.sd3-5-large-v1:0/invoke", Some("images")),
            (None, "/model/amazon.titan-embed-text-v2%3A0/invoke", Some("embeddings")),
            (None, "/model/anthropic.claude-opus-5/invoke", None),
            (None, "/v1/ocr", Some("other")),
            (None, "/v1/chat/classifications", Some("other")),
            (None, "/infill", Some("fim")),
            (None, "/v1internal:streamGenerateContent?alt=sse", Some("chat")),
            (None, "/v1internal:countTokens", Some("count_tokens")),
            (Some("HEAD"), "/", Some("other")),
            (Some("POST"), "/", None),
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
