//! Provider endpoints.

use super::{Timestamp, words};
use serde::{Deserialize, Serialize};

words! {
    /// What kind of API a provider offers.
    ProviderType {
        /// OpenAI's own API.
        Openai = "openai",
        /// Anthropic's own API.
        Anthropic = "anthropic",
        /// Google's Gemini API.
        Gemini = "gemini",
        /// An Ollama server.
        Ollama = "ollama",
        /// OpenRouter.
        Openrouter = "openrouter",
        /// A vLLM server.
        Vllm = "vllm",
        /// LM Studio's server.
        LmStudio = "lm_studio",
        /// A llama.cpp server.
        Llamacpp = "llamacpp",
        /// Any other server that speaks OpenAI's API.
        OpenaiCompatible = "openai_compatible",
    }
}

words! {
    /// Where the credential of a request comes from.
    Auth {
        /// No credential is sent.
        None = "none",
        /// The client's own credential is passed on, to this endpoint's origin only.
        Passthrough = "passthrough",
        /// A credential referred to by `env:NAME` or `host:<id>`.
        ApiKey = "api_key",
    }
}

/// An endpoint that accepts requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Provider {
    /// Name, case kept.
    pub name: String,
    /// Kind of API.
    #[serde(rename = "type")]
    pub provider_type: ProviderType,
    /// Base URL without `/v1`.
    pub endpoint: String,
    /// Free text.
    pub description: Option<String>,
    /// Where the credential comes from.
    pub auth: Auth,
    /// The reference to a credential, never a secret.
    pub credential: Option<String>,
    /// Models it offers; `None` is any model, an empty list none.
    pub models: Option<Vec<String>>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A provider to add.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewProvider {
    /// Kind of API; required.
    #[serde(rename = "type")]
    pub provider_type: Option<ProviderType>,
    /// Base URL; the type's own by default, where it has one.
    pub endpoint: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// Where the credential comes from; by default `api_key` where a `credential` is given, else `none`.
    pub auth: Option<Auth>,
    /// `env:NAME` or `host:<id>`.
    pub credential: Option<String>,
    /// Models it offers; any by default.
    pub models: Option<Vec<String>>,
}

/// An update of a provider: an absent field is kept, a null one cleared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProviderUpdate {
    /// New base URL.
    pub endpoint: Option<String>,
    /// New description.
    #[serde(deserialize_with = "super::present")]
    pub description: Option<Option<String>>,
    /// New source of the credential.
    pub auth: Option<Auth>,
    /// New reference to a credential.
    #[serde(deserialize_with = "super::present")]
    pub credential: Option<Option<String>>,
    /// New list of models.
    #[serde(deserialize_with = "super::present")]
    pub models: Option<Option<Vec<String>>>,
    /// Removes routes to models that are no longer listed from the rules, instead of failing with `model_in_use`.
    pub force: bool,
}

/// What the forced removal of a provider or of its models changed in the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct RemovedProvider {
    /// The provider.
    pub name: String,
    /// Rules that lost a route but kept another, and rules that were removed because none was left.
    pub rules: Vec<StrippedRule>,
}

/// A rule that lost routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct StrippedRule {
    /// The workspace of the rule.
    pub workspace: String,
    /// Its 0-based position before the removal.
    pub rule: usize,
    /// Whether the rule itself was removed.
    pub removed: bool,
}
