//! Anthropic messages.

pub(super) mod reader;

use super::Setting::{MaxTokens, Thinking};
use super::votes::{STRONG, Sign, WEAK};
use super::{
    Action, At, Elsewhere, Path, Place, Placement, Purpose, Spec, Streaming, V1, generate, sets, speaks,
    speaks_and_sets,
};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::AnthropicMessages,
    vendor: Anthropic,
    operation: "chat",
    paths: &[
        Path { end: "/messages/count_tokens", action: Action::Count },
        Path { end: VERTEX_COUNTS, action: Action::Count },
        generate(TAIL),
    ],
    tail: TAIL,
    // A server compatible with OpenAI that takes these as well, mostly below a path of their own, is a second provider, of
    // type `anthropic`: api-docs.deepseek.com/guides/anthropic_api § Invoke DeepSeek Model via Anthropic API has
    // https://api.deepseek.com/anthropic as its endpoint.
    served: &[
        // platform.claude.com/docs/en/api/messages § Create a Message
        (Anthropic, V1),
        // docs.ollama.com/api/anthropic-compatibility § Simple /v1/messages example
        (Ollama, V1),
        // openrouter.ai/docs/api/api-reference/anthropic-messages/create-a-message § Create a message
        (Openrouter, V1),
        // docs.vllm.ai/en/stable/serving/online_serving § Anthropic APIs
        (Vllm, V1),
        // lmstudio.ai/docs/developer/anthropic-compat § Supported endpoints
        (LmStudio, V1),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/messages
        (Llamacpp, V1),
    ],
    hosts: &[
        // openrouter.ai/docs/guides/coding-agents/claude-code-integration: ANTHROPIC_BASE_URL is https://openrouter.ai/api
        ("openrouter.ai", Some("/api/v1")),
        (".openrouter.ai", Some("/api/v1")),
        // learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-claude
        (".services.ai.azure.com", Some("/anthropic/v1")),
        // The pages of the entries below: only with the model in the path, and no model in the body.
        (super::hosts::BEDROCK, None),
        ("aiplatform.googleapis.com", None),
        ("-aiplatform.googleapis.com", None),
        ("aiplatform.*.rep.googleapis.com", None),
    ],
    elsewhere: &[
        Elsewhere { model_behind: "", end: VERTEX_COUNTS, at: PLATFORMS, stream: Some(false) },
        // docs.aws.amazon.com/bedrock/latest/APIReference § InvokeModel, § InvokeModelWithResponseStream
        Elsewhere { model_behind: "/model/", end: "/invoke", at: PLATFORMS, stream: Some(false) },
        Elsewhere { model_behind: "/model/", end: "/invoke-with-response-stream", at: PLATFORMS, stream: Some(true) },
        // platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai § Making requests
        Elsewhere {
            model_behind: "/publishers/anthropic/models/",
            end: ":rawPredict",
            at: PLATFORMS,
            stream: Some(false),
        },
        Elsewhere {
            model_behind: "/publishers/anthropic/models/",
            end: ":streamRawPredict",
            at: PLATFORMS,
            stream: Some(true),
        },
    ],
    place: Place::Messages,
    members: &[
        speaks("system", STRONG),
        speaks("anthropic_version", STRONG),
        speaks("anthropic_beta", STRONG),
        speaks("stop_sequences", STRONG),
        speaks("mcp_servers", STRONG),
        speaks("container", WEAK),
        speaks_and_sets("thinking", WEAK, Thinking),
        sets("max_tokens", MaxTokens),
    ],
    signs: &[(Sign::ToolPart, STRONG), (Sign::SchemaTool, STRONG), (Sign::CachedPart, WEAK)],
    models: Some("claude-"),
    borrows_from: None,
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: false },
    purpose: Purpose::Chat,
    instructions: Placement::MessageOrSystem,
    usage_option: None,
    credential: Some("x-api-key"),
    version: Some(("anthropic-version", "2023-06-01")),
    reader: || Box::<reader::AnthropicMessages>::default(),
};

const TAIL: &str = "/messages";
/// Where a model is named in others of Vertex AI's paths; that of this call is in the body:
/// docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens
const VERTEX_COUNTS: &str = "/publishers/anthropic/models/count-tokens:rawPredict";
/// Clouds that offer Claude in their own way: whoever speaks to one says so by its address.
const PLATFORMS: At = At::TypesBut(&[Anthropic], "api.anthropic.com");
