//! Gemini's `generateContent` and `streamGenerateContent`.

pub(super) mod reader;

use super::Setting::{MaxTokens, Nested, Thinking};
use super::{Action, Path, Place, Placement, Purpose, Spec, Streaming, generate, sets};
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
    served: &[(ProviderType::Gemini, "/v1beta/models/{model}:{method}")],
    own_paths: &[],
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

const CONFIG: super::Setting = Nested(&[
    ("maxOutputTokens", MaxTokens),
    ("max_output_tokens", MaxTokens),
    ("thinkingConfig", Thinking),
    ("thinking_config", Thinking),
]);
