//! Which formats each type of provider takes, and at which path: data, each entry beside the page (§ its heading) that
//! documents it. What has no entry needs a translation.

use crate::model::{Format, ProviderType};

/// The endpoint of a provider type, where there is a usual one.
pub(super) fn default_endpoint(provider_type: ProviderType) -> Option<&'static str> {
    ENDPOINTS.iter().find(|(known, _)| *known == provider_type).map(|(_, endpoint)| *endpoint)
}

/// The path at which a provider type takes a format; `{model}` and `{method}` are filled in.
pub(super) fn path_for(provider_type: ProviderType, format: Format) -> Option<&'static str> {
    PATHS.iter().find(|(known, of, _)| (*known, *of) == (provider_type, format)).map(|(_, _, path)| *path)
}

/// Ends of all paths at which something is generated, whichever format a body there is in.
pub(super) const GENERATING: [&str; 8] = [
    "/chat/completions",
    "/completions",
    "/responses",
    "/messages",
    "/api/chat",
    "/api/generate",
    ":generateContent",
    ":streamGenerateContent",
];

/// Whether a path is one that a server of this type may have beside the common ones, and where the client then means it:
/// docs.mistral.ai/api/endpoint/fim § Fim Completion has `/v1/fim/completions`, for bodies as `/v1/completions` takes them elsewhere.
pub(super) fn is_own(provider_type: ProviderType, path: &str) -> bool {
    provider_type == ProviderType::OpenaiCompatible && path.ends_with("/fim/completions")
}

use Format::{AnthropicMessages, Gemini, OllamaChat, OllamaGenerate, OpenaiChat, OpenaiCompletions, OpenaiResponses};
use ProviderType as P;

const ENDPOINTS: &[(ProviderType, &str)] = &[
    (P::Openai, "https://api.openai.com"),
    (P::Anthropic, "https://api.anthropic.com"),
    (P::Gemini, "https://generativelanguage.googleapis.com"),
    (P::Openrouter, "https://openrouter.ai/api"),
    // The ports that these servers listen on by themselves, by the same pages as below.
    (P::Ollama, "http://localhost:11434"),
    (P::Vllm, "http://localhost:8000"),
    (P::LmStudio, "http://localhost:1234"),
    (P::Llamacpp, "http://localhost:8080"),
];

const CHAT: &str = "/v1/chat/completions";
const COMPLETIONS: &str = "/v1/completions";
const RESPONSES: &str = "/v1/responses";
const MESSAGES: &str = "/v1/messages";

const PATHS: &[(ProviderType, Format, &str)] = &[
    // platform.openai.com/docs/api-reference/chat § Create chat completion
    (P::Openai, OpenaiChat, CHAT),
    // platform.openai.com/docs/api-reference/responses § Create a model response
    (P::Openai, OpenaiResponses, RESPONSES),
    // platform.openai.com/docs/api-reference/completions § Create completion (legacy)
    (P::Openai, OpenaiCompletions, COMPLETIONS),
    // platform.claude.com/docs/en/api/messages § Create a Message
    (P::Anthropic, AnthropicMessages, MESSAGES),
    // platform.claude.com/docs/en/cli-sdks-libraries/libraries/openai-sdk § Quick start example
    (P::Anthropic, OpenaiChat, CHAT),
    // ai.google.dev/api/generate-content § Method: models.generateContent, § Method: models.streamGenerateContent
    (P::Gemini, Gemini, "/v1beta/models/{model}:{method}"),
    // ai.google.dev/gemini-api/docs/openai § OpenAI compatibility (its REST example)
    (P::Gemini, OpenaiChat, "/v1beta/openai/chat/completions"),
    // docs.ollama.com/api/chat § Generate a chat message
    (P::Ollama, OllamaChat, "/api/chat"),
    // docs.ollama.com/api/generate § Generate a response
    (P::Ollama, OllamaGenerate, "/api/generate"),
    // docs.ollama.com/api/openai-compatibility § /v1/chat/completions
    (P::Ollama, OpenaiChat, CHAT),
    // docs.ollama.com/api/openai-compatibility § /v1/completions
    (P::Ollama, OpenaiCompletions, COMPLETIONS),
    // docs.ollama.com/api/openai-compatibility § /v1/responses
    (P::Ollama, OpenaiResponses, RESPONSES),
    // docs.ollama.com/api/anthropic-compatibility § Simple /v1/messages example
    (P::Ollama, AnthropicMessages, MESSAGES),
    // openrouter.ai/docs/api/reference/overview § Completions Request Format
    (P::Openrouter, OpenaiChat, CHAT),
    // openrouter.ai/docs/api-reference/completion § Completion (text-only format)
    (P::Openrouter, OpenaiCompletions, COMPLETIONS),
    // openrouter.ai/docs/api/api-reference/responses/create-responses § Create a response
    (P::Openrouter, OpenaiResponses, RESPONSES),
    // openrouter.ai/docs/api/api-reference/anthropic-messages/create-a-message § Create a message
    (P::Openrouter, AnthropicMessages, MESSAGES),
    // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Chat Completions API
    (P::Vllm, OpenaiChat, CHAT),
    // the same: Completions API
    (P::Vllm, OpenaiCompletions, COMPLETIONS),
    // the same: Responses API
    (P::Vllm, OpenaiResponses, RESPONSES),
    // docs.vllm.ai/en/stable/serving/online_serving § Anthropic APIs
    (P::Vllm, AnthropicMessages, MESSAGES),
    // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
    (P::LmStudio, OpenaiChat, CHAT),
    (P::LmStudio, OpenaiCompletions, COMPLETIONS),
    (P::LmStudio, OpenaiResponses, RESPONSES),
    // lmstudio.ai/docs/developer/anthropic-compat § Supported endpoints
    (P::LmStudio, AnthropicMessages, MESSAGES),
    // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/chat/completions
    (P::Llamacpp, OpenaiChat, CHAT),
    // the same § POST /v1/completions
    (P::Llamacpp, OpenaiCompletions, COMPLETIONS),
    // the same § POST /v1/responses
    (P::Llamacpp, OpenaiResponses, RESPONSES),
    // the same § POST /v1/messages
    (P::Llamacpp, AnthropicMessages, MESSAGES),
    // Compatible with OpenAI is who takes OpenAI's requests at OpenAI's paths; whoever lacks one of them answers that it
    // is not there. A server that takes Anthropic's as well, mostly below a path of their own, is a second provider, of
    // type `anthropic`: api-docs.deepseek.com/guides/anthropic_api § Invoke DeepSeek Model via Anthropic API has
    // https://api.deepseek.com/anthropic as its endpoint.
    (P::OpenaiCompatible, OpenaiChat, CHAT),
    (P::OpenaiCompatible, OpenaiCompletions, COMPLETIONS),
    (P::OpenaiCompatible, OpenaiResponses, RESPONSES),
];
