//! OpenAI responses.

pub(super) mod reader;

use super::Setting::{MaxTokens, Thinking};
use super::{Place, Placement, Purpose, Spec, Streaming, generate, sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OpenaiResponses,
    vendor: Openai,
    operation: "chat",
    paths: &[generate("/responses")],
    served: &[
        // platform.openai.com/docs/api-reference/responses § Create a model response
        (Openai, PATH),
        // docs.ollama.com/api/openai-compatibility § /v1/responses
        (Ollama, PATH),
        // openrouter.ai/docs/api/api-reference/responses/create-responses § Create a response
        (Openrouter, PATH),
        // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Responses API
        (Vllm, PATH),
        // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
        (LmStudio, PATH),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/responses
        (Llamacpp, PATH),
        (OpenaiCompatible, PATH),
    ],
    own_paths: &[],
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

const PATH: &str = "/v1/responses";
