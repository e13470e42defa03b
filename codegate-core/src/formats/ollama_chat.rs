//! Ollama's `/api/chat`.

pub(super) mod reader;

use super::Setting::{MaxTokens, Nested, Switch};
use super::votes::{MEDIUM, Sign, WEAK};
use super::{Member, Place, Placement, Purpose, Spec, Streaming, generate, speaks, speaks_and_sets};
use crate::model::Format;
use crate::model::ProviderType::*;

pub(super) const SPEC: Spec = Spec {
    format: Format::OllamaChat,
    vendor: Ollama,
    operation: "chat",
    paths: &[generate("/api/chat")],
    tail: "/chat",
    // docs.ollama.com/api/chat § Generate a chat message
    served: &[(Ollama, "/api")],
    hosts: &[],
    elsewhere: &[],
    place: Place::Messages,
    members: MEMBERS,
    signs: &[(Sign::MessageImages, WEAK)],
    models: None,
    borrows_from: Some(Format::OpenaiChat),
    model_in_body: true,
    streaming: Streaming::ByMember { otherwise: true },
    purpose: Purpose::Chat,
    instructions: Placement::Message,
    usage_option: None,
    credential: None,
    version: None,
    reader: || Box::<reader::Ollama>::default(),
};

/// Members that Ollama's formats have in common.
pub(super) const MEMBERS: &[Member] = &[
    speaks_and_sets("options", MEDIUM, Nested(&[("num_predict", MaxTokens)])),
    speaks("keep_alive", MEDIUM),
    speaks_and_sets("think", WEAK, Switch),
    speaks("raw", WEAK),
    speaks("template", WEAK),
    speaks("context", WEAK),
    speaks("images", WEAK),
];
