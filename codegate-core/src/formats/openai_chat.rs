//! OpenAI chat completions.

pub(super) mod reader;

use super::Setting::{MaxTokens, Switch, Thinking};
use super::votes::{STRONG, Sign, WEAK};
use super::{
    AZURE, At, Elsewhere, Member, Place, Placement, Purpose, Spec, Streaming, V1, generate, sets, speaks,
    speaks_and_sets,
};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OpenaiChat,
    vendor: Openai,
    operation: "chat",
    paths: &[generate(TAIL)],
    tail: TAIL,
    served: &[
        // platform.openai.com/docs/api-reference/chat § Create chat completion
        (Openai, V1),
        // platform.claude.com/docs/en/cli-sdks-libraries/libraries/openai-sdk § Quick start example
        (Anthropic, V1),
        // ai.google.dev/gemini-api/docs/openai § OpenAI compatibility (its REST example)
        (Gemini, "/v1beta/openai"),
        // docs.ollama.com/api/openai-compatibility § /v1/chat/completions
        (Ollama, V1),
        // openrouter.ai/docs/api/reference/overview § Completions Request Format
        (Openrouter, V1),
        // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Chat Completions API
        (Vllm, V1),
        // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
        (LmStudio, V1),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/chat/completions
        (Llamacpp, V1),
        // Compatible with OpenAI is who takes OpenAI's requests at OpenAI's paths; whoever lacks one of them answers that
        // it is not there.
        (OpenaiCompatible, V1),
    ],
    hosts: &[],
    elsewhere: &[
        // learn.microsoft.com/azure/ai-foundry/openai/reference § Chat completions: POST
        // https://{endpoint}/openai/deployments/{deployment-id}/chat/completions?api-version=2024-10-21
        Elsewhere { model_behind: "/deployments/", end: "/chat/completions", at: At::Hosts(AZURE), stream: None },
        // lmstudio.ai/docs/developer/rest/endpoints § POST /api/v0/chat/completions
        Elsewhere { model_behind: "", end: "/api/v0/chat/completions", at: At::Types(&[LmStudio]), stream: None },
    ],
    place: Place::Messages,
    members: MEMBERS,
    signs: &[
        (Sign::SystemRole, WEAK),
        (Sign::DeveloperRole, STRONG),
        (Sign::ToolRole, STRONG),
        (Sign::ToolCalls, STRONG),
        (Sign::MediaPart, STRONG),
        (Sign::WrappedTool, STRONG),
    ],
    models: None,
    borrows_from: None,
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: false },
    purpose: Purpose::Chat,
    instructions: Placement::Message,
    usage_option: Some("stream_options"),
    credential: None,
    version: None,
    reader: || Box::<reader::OpenaiChat>::default(),
};

const TAIL: &str = "/chat/completions";

const MEMBERS: &[Member] = &[
    speaks("stream_options", STRONG),
    // As tools were called before there were others.
    speaks("functions", STRONG),
    speaks("function_call", STRONG),
    speaks("parallel_tool_calls", STRONG),
    speaks("response_format", STRONG),
    speaks("frequency_penalty", STRONG),
    speaks("presence_penalty", STRONG),
    speaks("logit_bias", STRONG),
    speaks("n", WEAK),
    speaks("logprobs", WEAK),
    speaks("top_logprobs", WEAK),
    speaks("stop", WEAK),
    speaks("seed", WEAK),
    speaks("user", WEAK),
    speaks("store", WEAK),
    sets("max_tokens", MaxTokens),
    // Since o1.
    speaks_and_sets("max_completion_tokens", STRONG, MaxTokens),
    speaks_and_sets("reasoning_effort", WEAK, Switch),
    // Those of servers that speak it: llama.cpp's, Qwen's, OpenRouter's.
    sets("n_predict", MaxTokens),
    sets("enable_thinking", Switch),
    sets("reasoning", Thinking),
];
