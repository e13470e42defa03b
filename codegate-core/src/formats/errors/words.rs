//! What providers say of a request that they refused, as data; in lower case. Gateways mix the dialects of those behind
//! them, so these are one table and not one for each format.

use crate::model::FailureClass;

/// Words of `type`, `code`, `status` and the like that say more than the status of the response does. A star at the end
/// stands for any ending.
const WORDS: &[(&str, FailureClass)] = &[
    // https://developers.openai.com/api/docs/guides/error-codes, `ResponseErrorCode` of its OpenAPI document, and what its
    // own client reads beside these: openai/codex, codex-rs/codex-api/src/sse/responses.rs
    ("context_length_exceeded", FailureClass::ContextLength),
    ("rate_limit_exceeded", FailureClass::RateLimit),
    ("insufficient_quota", FailureClass::RateLimit),
    ("usage_limit_reached", FailureClass::RateLimit),
    ("slow_down", FailureClass::Overloaded),
    ("server_is_overloaded", FailureClass::Overloaded),
    ("service_unavailable_error", FailureClass::Overloaded),
    ("server_error", FailureClass::Server),
    ("vector_store_timeout", FailureClass::Server),
    ("invalid_*", FailureClass::Client),
    ("image_too_large", FailureClass::Client),
    ("image_too_small", FailureClass::Client),
    ("image_parse_error", FailureClass::Client),
    ("image_content_policy_violation", FailureClass::Client),
    ("image_file_too_large", FailureClass::Client),
    ("unsupported_image_media_type", FailureClass::Client),
    ("empty_image_file", FailureClass::Client),
    ("failed_to_download_image", FailureClass::Client),
    ("image_file_not_found", FailureClass::Client),
    ("usage_not_included", FailureClass::Client),
    ("cyber_policy", FailureClass::Client),
    ("bio_policy", FailureClass::Client),
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
    // GitHub Models and Copilot: https://github.com/orgs/community/discussions/152486, zed-industries/zed#33010; the third
    // is also Azure's: https://learn.microsoft.com/answers/questions/2156697
    ("tokens_limit_reached", FailureClass::ContextLength),
    ("model_max_prompt_tokens_exceeded", FailureClass::ContextLength),
    ("ratelimitreached", FailureClass::RateLimit),
    // https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
    ("throttlingexception", FailureClass::RateLimit),
    ("servicequotaexceededexception", FailureClass::RateLimit),
    ("serviceunavailableexception", FailureClass::Overloaded),
    ("modelnotreadyexception", FailureClass::Overloaded),
    ("internalserverexception", FailureClass::Server),
    ("modeltimeoutexception", FailureClass::Server),
    ("modelerrorexception", FailureClass::Server),
    ("modelstreamerrorexception", FailureClass::Server),
    ("validationexception", FailureClass::Client),
    ("accessdeniedexception", FailureClass::Client),
    // LiteLLM: https://docs.litellm.ai/docs/routing (`{"type":"throttling_error","code":"429"}`)
    ("throttling_error", FailureClass::RateLimit),
    // Mistral: `{"object":"error","type":"rate_limited","code":"1300"}`, raycast/extensions#31107
    ("rate_limited", FailureClass::RateLimit),
    // Moonshot: https://forum.moonshot.ai/t/the-engine-is-currently-overloaded/569
    ("engine_overloaded_error", FailureClass::Overloaded),
    // https://openrouter.ai/docs/api/reference/errors-and-debugging, `error.metadata.error_type`
    ("provider_overloaded", FailureClass::Overloaded),
];

/// What kind of failure a word is about, if it is known.
pub(super) fn class_of(word: &str) -> Option<FailureClass> {
    let fits = |known: &str| match known.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == known,
    };
    WORDS.iter().find(|(known, _)| fits(known)).map(|(_, class)| *class)
}

/// The room that a model has, and what a prompt does that is too long for it: a message with one of each. OpenAI's
/// Responses: "Your input exceeds the context window of this model"; Anthropic: "input length and `max_tokens` exceed
/// context limit"; llama.cpp: "the request exceeds the available context size", "Context size has been exceeded."; Ollama:
/// "the input length exceeds the context length", "prompt too long; exceeded max context length by 4 tokens"; SGLang and
/// Together: "The input (5000 tokens) is longer than the model's context length (4096 tokens)"; LM Studio: "The number of
/// tokens to keep from the initial prompt is greater than the context length"; MiniMax: "context window exceeds limit".
const ROOM: [&str; 4] = ["context length", "context window", "context size", "context limit"];
const PASSED: [&str; 3] = ["exceed", "longer than", "greater than"];

/// What other messages of a prompt that is too long have in common. Most of them are also in the list of a client:
/// earendil-works/pi, packages/ai/src/utils/overflow.ts.
const TOO_LONG: &[&str] = &[
    // OpenAI, DeepSeek, vLLM, OpenRouter: "This model's maximum context length is 8192 tokens"; Mistral: "too large for
    // model with 32768 maximum context length"
    "maximum context length",
    // vLLM: "You passed 5000 input tokens and requested 100 output tokens. However, the model's context length is only
    // 4096 tokens"; LM Studio: "the model is loaded with context length of only 4096 tokens"
    "context length is only",
    "context length of only",
    // LM Studio: "Reached context length of 4096 tokens with model ..."
    "reached context length of",
    // ds4: "Prompt has 5000 tokens, but the configured context size is 4096 tokens"
    "but the configured context size is",
    // Anthropic, and Claude at Bedrock: "prompt is too long: 210000 tokens > 200000 maximum"
    "prompt is too long",
    // Gemini: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)"
    "exceeds the maximum number of tokens allowed",
    // Vertex AI: "the input token count is 1100000 but model only supports up to 1048576"
    "input token count is",
    // vLLM: "is longer than the maximum model length of 4096"
    "longer than the maximum model length",
    // xAI: "This model's maximum prompt length is 131072"
    "maximum prompt length is",
    // Groq: "Please reduce the length of the messages or completion."
    "reduce the length of the messages",
    // Bedrock: "Input is too long for requested model"; Nova: "Input Tokens Exceeded: Number of input tokens exceeds
    // maximum length"; Titan: "Too many input tokens. Max input tokens: 8192"
    "input is too long",
    "number of input tokens exceeds maximum length",
    "too many input tokens. max input tokens",
    // Copilot: "prompt token count of 130000 exceeds the limit of 128000"
    "prompt token count of",
    // Moonshot: "Your request exceeded model token limit: 262144", MoonshotAI/kimi-cli#2011
    "exceeded model token limit",
    // Z.AI, code 1261: "Prompt exceeds max length"
    "prompt exceeds max length",
    // Alibaba: "Range of input length should be [1, 983616]", https://www.alibabacloud.com/help/en/model-studio/error-code
    "range of input length should be",
    // Cohere: "too many tokens: total number of tokens in the prompt cannot exceed 4081"; without a colon it is Bedrock's
    // "Too many tokens, please wait before trying again."
    "too many tokens: ",
    // TGI: "`inputs` tokens + `max_new_tokens` must be <= 4096", "`inputs` must have less than 4095 tokens"
    "`inputs` tokens + `max_new_tokens` must be",
    "`inputs` must have less than",
    // Poolside at OpenRouter: "Input length 131393 exceeds the maximum allowed input length of 131040 tokens"
    "maximum allowed input length of",
    // LiteLLM, of any provider: "litellm.ContextWindowExceededError: ..."
    "contextwindowexceedederror",
];

/// What the messages of a limit by time have in common: they may tell it in tokens.
const BY_TIME: [&str; 4] = ["rate limit", "too many requests", "per min", "per day"];

/// Whether a message says that the prompt is too long for the model.
pub(super) fn is_too_long(message: &str) -> bool {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| message.contains(phrase));
    !says(&BY_TIME) && (says(TOO_LONG) || says(&ROOM) && says(&PASSED))
}

/// Members of an error that tell how long to wait: Codex (earendil-works/pi#4172), and OpenRouter's in `error.metadata`.
pub(super) const WAITS: [&str; 3] = ["resets_in_seconds", "resets_at", "retry_after_seconds"];
