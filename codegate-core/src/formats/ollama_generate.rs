//! Ollama's `/api/generate`: a prompt to go on with, or code to fill in.

use super::ollama_chat::reader::Ollama as Reader;
use super::votes::{MEDIUM, WEAK};
use super::{Member, Place, Placement, Purpose, Spec, Streaming, generate, speaks};
use crate::model::Format;
use crate::model::ProviderType::Ollama;

pub(super) const SPEC: Spec = Spec {
    format: Format::OllamaGenerate,
    vendor: Ollama,
    operation: "text_completion",
    paths: &[generate("/api/generate")],
    tail: "/generate",
    // docs.ollama.com/api/generate § Generate a response
    served: &[(Ollama, "/api")],
    hosts: &[],
    elsewhere: &[],
    place: Place::Prompt,
    members: MEMBERS,
    signs: &[],
    models: None,
    borrows_from: None,
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: true },
    purpose: Purpose::FillInOrChat,
    instructions: Placement::System,
    usage_option: None,
    credential: None,
    version: None,
    reader: || Box::<Reader>::default(),
};

/// The settings are those of chat.
const MEMBERS: &[Member] = &[
    speaks("system", WEAK),
    speaks("options", MEDIUM),
    speaks("keep_alive", MEDIUM),
    speaks("think", WEAK),
    speaks("raw", WEAK),
    speaks("template", WEAK),
    speaks("context", WEAK),
    speaks("images", WEAK),
];
