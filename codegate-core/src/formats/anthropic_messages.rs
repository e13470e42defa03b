//! Anthropic messages.

pub(super) mod reader;

use super::Setting::{MaxTokens, Thinking};
use super::votes::{STRONG, Sign, WEAK};
use super::{Action, Path, Place, Placement, Purpose, Spec, Streaming, generate, sets, speaks, speaks_and_sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::AnthropicMessages,
    vendor: Anthropic,
    operation: "chat",
    paths: &[Path { end: "/messages/count_tokens", action: Action::Count }, generate("/messages")],
    // A server compatible with OpenAI that takes these as well, mostly below a path of their own, is a second provider, of
    // type `anthropic`: api-docs.deepseek.com/guides/anthropic_api § Invoke DeepSeek Model via Anthropic API has
    // https://api.deepseek.com/anthropic as its endpoint.
    served: &[
        // platform.claude.com/docs/en/api/messages § Create a Message
        (Anthropic, PATH),
        // docs.ollama.com/api/anthropic-compatibility § Simple /v1/messages example
        (Ollama, PATH),
        // openrouter.ai/docs/api/api-reference/anthropic-messages/create-a-message § Create a message
        (Openrouter, PATH),
        // docs.vllm.ai/en/stable/serving/online_serving § Anthropic APIs
        (Vllm, PATH),
        // lmstudio.ai/docs/developer/anthropic-compat § Supported endpoints
        (LmStudio, PATH),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/messages
        (Llamacpp, PATH),
    ],
    own_paths: &[],
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

const PATH: &str = "/v1/messages";
