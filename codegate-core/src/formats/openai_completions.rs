//! OpenAI's legacy completions, with which editors fill in code.

use super::Setting::MaxTokens;
use super::openai_chat::reader::OpenaiChat;
use super::{Place, Placement, Purpose, Spec, Streaming, generate, sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OpenaiCompletions,
    vendor: Openai,
    operation: "text_completion",
    paths: &[generate("/completions")],
    served: &[
        // platform.openai.com/docs/api-reference/completions § Create completion (legacy)
        (Openai, PATH),
        // docs.ollama.com/api/openai-compatibility § /v1/completions
        (Ollama, PATH),
        // openrouter.ai/docs/api-reference/completion § Completion (text-only format)
        (Openrouter, PATH),
        // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Completions API
        (Vllm, PATH),
        // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
        (LmStudio, PATH),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/completions
        (Llamacpp, PATH),
        (OpenaiCompatible, PATH),
    ],
    // docs.mistral.ai/api/endpoint/fim § Fim Completion has `/v1/fim/completions`.
    own_paths: &[(OpenaiCompatible, "/fim/completions")],
    place: Place::Prompt,
    members: &[sets("max_tokens", MaxTokens)],
    signs: &[],
    models: None,
    borrows_from: None,
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: false },
    purpose: Purpose::FillIn,
    instructions: Placement::Nowhere,
    usage_option: Some("stream_options"),
    credential: None,
    version: None,
    // Its responses are those of chat, except for the place of a choice's text.
    reader: || Box::<OpenaiChat>::default(),
};

const PATH: &str = "/v1/completions";
