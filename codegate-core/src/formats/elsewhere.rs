//! Paths at which a product takes a format in its own way.

use super::hosts;
use crate::model::ProviderType;
use std::ops::Range;

/// A path that a product has for a format, as its clients call it. Where a provider is that product the path is kept;
/// everywhere else the request goes to the path of the format.
pub(crate) struct Elsewhere {
    /// What stands before the segment that names the model; empty if none does.
    pub model_behind: &'static str,
    /// The end of the path, behind the model.
    pub end: &'static str,
    pub at: At,
    /// Whether it streams, where the path says that.
    pub stream: Option<bool>,
}

/// Who has a path.
pub(crate) enum At {
    /// Servers of these types.
    Types(&'static [ProviderType]),
    /// The same, except for the host of the vendor.
    TypesBut(&'static [ProviderType], &'static str),
    /// These hosts; the path then begins at their origin.
    Hosts(&'static [&'static str]),
}

/// Paths that servers of a type have at their root alone, while their base for OpenAI's SDK ends in `/v1`.
const AT_ROOT: &[(ProviderType, &[&str])] = &[
    // github.com/ggml-org/llama.cpp tools/server/README.md § API Endpoints
    (
        ProviderType::Llamacpp,
        &[
            "/infill",
            "/completion",
            "/embedding",
            "/tokenize",
            "/detokenize",
            "/apply-template",
            "/props",
            "/slots",
            "/lora-adapters",
            "/health",
            "/metrics",
        ],
    ),
    // docs.vllm.ai/en/stable/serving/online_serving § Tokenizer API, § Pooling API, § Classification API;
    // docs.vllm.ai/en/stable/api/vllm/entrypoints/sagemaker for what Amazon SageMaker calls
    (
        ProviderType::Vllm,
        &[
            "/pooling",
            "/invocations",
            "/classify",
            "/tokenize",
            "/detokenize",
            "/ping",
            "/version",
            "/load",
            "/health",
            "/metrics",
        ],
    ),
];

/// Whether a server of this type has the path at its root alone.
pub(crate) fn is_at_root(provider_type: ProviderType, path: &str) -> bool {
    let mut paths = AT_ROOT.iter().filter(|(known, _)| *known == provider_type).flat_map(|(_, paths)| *paths);
    paths.any(|known| path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

impl Elsewhere {
    /// Whether a provider of this type at this host has the path.
    pub(crate) fn is_at(&self, provider_type: ProviderType, host: &str) -> bool {
        match &self.at {
            At::Types(types) => types.contains(&provider_type),
            At::TypesBut(types, but) => types.contains(&provider_type) && !hosts::is(host, but),
            At::Hosts(names) => names.iter().any(|name| hosts::is(host, name)),
        }
    }

    /// Whether this is the path (without a query), and where in it the model is; an empty range where it names none.
    pub(crate) fn matches(&self, path: &str) -> Option<Range<usize>> {
        // Nearly every path is another: the last byte tells most apart.
        if path.as_bytes().last() != self.end.as_bytes().last() {
            return None;
        }
        let head = path.strip_suffix(self.end)?;
        if self.model_behind.is_empty() {
            return Some(0..0);
        }
        let start = head.rfind('/')? + 1;
        (start < head.len() && head.get(..start)?.ends_with(self.model_behind)).then_some(start..head.len())
    }
}
