//! OpenAI's legacy completions, with which editors fill in code.

use super::Setting::MaxTokens;
use super::openai_chat::reader::OpenaiChat;
use super::{AZURE, At, Elsewhere, Place, Placement, Purpose, Spec, Streaming, V1, generate, sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OpenaiCompletions,
    vendor: Openai,
    operation: "text_completion",
    paths: &[generate(TAIL)],
    tail: TAIL,
    served: &[
        // platform.openai.com/docs/api-reference/completions § Create completion (legacy)
        (Openai, V1),
        // docs.ollama.com/api/openai-compatibility § /v1/completions
        (Ollama, V1),
        // openrouter.ai/docs/api-reference/completion § Completion (text-only format)
        (Openrouter, V1),
        // docs.vllm.ai/en/stable/serving/online_serving § OpenAI-Compatible Server: Completions API
        (Vllm, V1),
        // lmstudio.ai/docs/developer/openai-compat § Supported endpoints
        (LmStudio, V1),
        // github.com/ggml-org/llama.cpp tools/server/README.md § POST /v1/completions
        (Llamacpp, V1),
        (OpenaiCompatible, V1),
    ],
    // The log of Copilot in VS Code: https://proxy.individual.githubcopilot.com/v1/engines/MODEL/completions
    hosts: &[("proxy.*.githubcopilot.com", Some(V1))],
    elsewhere: &[
        // docs.mistral.ai/api/endpoint/fim § Fim Completion: POST /v1/fim/completions
        Elsewhere {
            model_behind: "",
            end: "/fim/completions",
            at: At::Types(&[Openai, OpenaiCompatible]),
            stream: None,
        },
        // OpenAI's path of before 2022, which Copilot's completions still have, with the model nowhere else:
        // github.com/betalgo/openai/issues/123
        Elsewhere {
            model_behind: "/engines/",
            end: "/completions",
            at: At::Types(&[Openai, OpenaiCompatible]),
            stream: None,
        },
        // learn.microsoft.com/azure/ai-foundry/openai/reference § Completions
        Elsewhere { model_behind: "/deployments/", end: "/completions", at: At::Hosts(AZURE), stream: None },
        // lmstudio.ai/docs/developer/rest/endpoints § POST /api/v0/completions
        Elsewhere { model_behind: "", end: "/api/v0/completions", at: At::Types(&[LmStudio]), stream: None },
    ],
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

const TAIL: &str = "/completions";
