//! Gemini's `generateContent` and `streamGenerateContent`.

pub(super) mod reader;

use super::Setting::{MaxTokens, Nested, Thinking};
use super::{Action, At, Elsewhere, Path, Place, Placement, Purpose, Spec, Streaming, generate, sets};
use crate::model::{Format, ProviderType};

pub(super) const SPEC: Spec = Spec {
    format: Format::Gemini,
    vendor: ProviderType::Gemini,
    operation: "generate_content",
    paths: &[
        generate(":generateContent"),
        generate(":streamGenerateContent"),
        // ai.google.dev/api/tokens § Method: models.countTokens
        Path { end: ":countTokens", action: Action::CountBare },
    ],
    // ai.google.dev/api/generate-content § Method: models.generateContent, § Method: models.streamGenerateContent
    tail: "/models/{model}:{method}",
    served: &[(ProviderType::Gemini, "/v1beta")],
    hosts: &[],
    // docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference § Example syntax: POST
    // https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/google/models/…
    elsewhere: &[
        Elsewhere {
            model_behind: "/publishers/google/models/",
            end: ":generateContent",
            at: VERTEX,
            stream: Some(false),
        },
        Elsewhere {
            model_behind: "/publishers/google/models/",
            end: ":streamGenerateContent",
            at: VERTEX,
            stream: Some(true),
        },
        // The same § for a tuned model.
        Elsewhere { model_behind: "/endpoints/", end: ":generateContent", at: VERTEX, stream: Some(false) },
        Elsewhere { model_behind: "/endpoints/", end: ":streamGenerateContent", at: VERTEX, stream: Some(true) },
    ],
    place: Place::Contents,
    members: &[sets("generationConfig", CONFIG), sets("generation_config", CONFIG)],
    signs: &[],
    models: None,
    borrows_from: None,
    model_in_body: false,
    streaming: Streaming::ByMethod { whole: "generateContent", stream: "streamGenerateContent" },
    purpose: Purpose::Chat,
    instructions: Placement::SystemInstruction,
    usage_option: None,
    credential: Some("x-goog-api-key"),
    version: None,
    reader: || Box::<reader::Gemini>::default(),
};

/// Vertex AI, or a gateway to it.
const VERTEX: At = At::TypesBut(&[ProviderType::Gemini], "generativelanguage.googleapis.com");

const CONFIG: super::Setting = Nested(&[
    ("maxOutputTokens", MaxTokens),
    ("max_output_tokens", MaxTokens),
    ("thinkingConfig", Thinking),
    ("thinking_config", Thinking),
]);
