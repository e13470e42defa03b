//! OpenAI responses.

pub(super) mod reader;

use super::Setting::{MaxTokens, Thinking};
use super::{AZURE, Action, At, Elsewhere, Path, Place, Placement, Purpose, Spec, Streaming, V1, generate, sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OpenaiResponses,
    vendor: Openai,
    operation: "chat",
    // platform.openai.com/docs/api-reference/responses/input-tokens § Get input token counts
    paths: &[Path { end: "/responses/input_tokens", action: Action::Count }, generate(TAIL)],
    tail: TAIL,
    served: &[
        // platform.openai.com/docs/api-reference/responses § Create a model response
        (Openai, V1),
        // docs.ollama.com/api/openai-compatibility § /v1/responses
        (Ollama, V1),
        // openrouter.ai/docs/api/api-reference/responses/create-responses § Create a response
        (Openrouter, V1),
        // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Responses API
        (Vllm, V1),
        // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
        (LmStudio, V1),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/responses
        (Llamacpp, V1),
        (OpenaiCompatible, V1),
    ],
    // docs.perplexity.ai/docs/agent-api/openai-compatibility: https://api.perplexity.ai/v1/responses
    hosts: &[("api.perplexity.ai", Some(V1))],
    // learn.microsoft.com/azure/ai-foundry/openai/how-to/responses § before the API's v1:
    // POST https://{endpoint}/openai/responses?api-version=2025-03-01-preview
    elsewhere: &[Elsewhere { model_behind: "", end: "/openai/responses", at: At::Hosts(AZURE), stream: None }],
    place: Place::Input,
    members: &[sets("max_output_tokens", MaxTokens), sets("reasoning", Thinking)],
    signs: &[],
    models: None,
    borrows_from: None,
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: false },
    purpose: Purpose::Chat,
    instructions: Placement::Item,
    usage_option: None,
    credential: None,
    version: None,
    reader: || Box::<reader::OpenaiResponses>::default(),
};

const TAIL: &str = "/responses";
