//! Which formats each type of provider takes, and at which path: data, each entry beside the page that documents it.

use crate::model::{Format, ProviderType};

/// The endpoint of a provider type, where there is a usual one.
pub(super) fn default_endpoint(provider_type: ProviderType) -> Option<&'static str> {
    ENDPOINTS.iter().find(|(known, _)| *known == provider_type).map(|(_, endpoint)| *endpoint)
}

/// The path at which a provider type takes a format; `{model}` and `{method}` are filled in.
pub(super) fn path_for(provider_type: ProviderType, format: Format) -> Option<&'static str> {
    PATHS.iter().find(|(known, of, _)| (*known, *of) == (provider_type, format)).map(|(_, _, path)| *path)
}

use Format::{AnthropicMessages, Gemini, OllamaChat, OllamaGenerate, OpenaiChat, OpenaiCompletions, OpenaiResponses};

const ENDPOINTS: &[(ProviderType, &str)] = &[
    (ProviderType::Openai, "https://api.openai.com"),
    (ProviderType::Anthropic, "https://api.anthropic.com"),
    (ProviderType::Gemini, "https://generativelanguage.googleapis.com"),
    (ProviderType::Openrouter, "https://openrouter.ai/api"),
    // The ports that these servers listen on by themselves.
    (ProviderType::Ollama, "http://localhost:11434"),
    (ProviderType::Vllm, "http://localhost:8000"),
    (ProviderType::LmStudio, "http://localhost:1234"),
    (ProviderType::Llamacpp, "http://localhost:8080"),
];

const CHAT: &str = "/v1/chat/completions";
const COMPLETIONS: &str = "/v1/completions";
const RESPONSES: &str = "/v1/responses";
const MESSAGES: &str = "/v1/messages";

const PATHS: &[(ProviderType, Format, &str)] = &[
    // platform.openai.com/docs/api-reference
    (ProviderType::Openai, OpenaiChat, CHAT),
    (ProviderType::Openai, OpenaiResponses, RESPONSES),
    (ProviderType::Openai, OpenaiCompletions, COMPLETIONS),
    // platform.claude.com/docs/en/api/messages and /docs/en/api/openai-sdk
    (ProviderType::Anthropic, AnthropicMessages, MESSAGES),
    (ProviderType::Anthropic, OpenaiChat, CHAT),
    // ai.google.dev/api/generate-content and ai.google.dev/gemini-api/docs/openai
    (ProviderType::Gemini, Gemini, "/v1beta/models/{model}:{method}"),
    (ProviderType::Gemini, OpenaiChat, "/v1beta/openai/chat/completions"),
    // docs.ollama.com/api, /api/openai-compatibility and /api/anthropic-compatibility
    (ProviderType::Ollama, OllamaChat, "/api/chat"),
    (ProviderType::Ollama, OllamaGenerate, "/api/generate"),
    (ProviderType::Ollama, OpenaiChat, CHAT),
    (ProviderType::Ollama, OpenaiCompletions, COMPLETIONS),
    (ProviderType::Ollama, OpenaiResponses, RESPONSES),
    (ProviderType::Ollama, AnthropicMessages, MESSAGES),
    // openrouter.ai/docs/api-reference
    (ProviderType::Openrouter, OpenaiChat, CHAT),
    (ProviderType::Openrouter, OpenaiCompletions, COMPLETIONS),
    (ProviderType::Openrouter, OpenaiResponses, RESPONSES),
    (ProviderType::Openrouter, AnthropicMessages, MESSAGES),
    // docs.vllm.ai/en/stable/serving/online_serving
    (ProviderType::Vllm, OpenaiChat, CHAT),
    (ProviderType::Vllm, OpenaiCompletions, COMPLETIONS),
    (ProviderType::Vllm, OpenaiResponses, RESPONSES),
    (ProviderType::Vllm, AnthropicMessages, MESSAGES),
    // lmstudio.ai/docs/developer/openai-compat and /anthropic-compat
    (ProviderType::LmStudio, OpenaiChat, CHAT),
    (ProviderType::LmStudio, OpenaiCompletions, COMPLETIONS),
    (ProviderType::LmStudio, OpenaiResponses, RESPONSES),
    (ProviderType::LmStudio, AnthropicMessages, MESSAGES),
    // github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    (ProviderType::Llamacpp, OpenaiChat, CHAT),
    (ProviderType::Llamacpp, OpenaiCompletions, COMPLETIONS),
    (ProviderType::Llamacpp, OpenaiResponses, RESPONSES),
    (ProviderType::Llamacpp, AnthropicMessages, MESSAGES),
    // What servers of this kind have in common.
    (ProviderType::OpenaiCompatible, OpenaiChat, CHAT),
    (ProviderType::OpenaiCompatible, OpenaiCompletions, COMPLETIONS),
    (ProviderType::OpenaiCompatible, OpenaiResponses, RESPONSES),
];
