//! Provider endpoints.

use super::{Format, Secret, Timestamp, words};
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
        /// A credential that is kept, or referred to by `env:NAME` or `host:<id>`.
        ApiKey = "api_key",
    }
}

words! {
    /// Whether streams are asked for their usage where the client did not.
    InjectUsage {
        /// Yes, except at endpoints that are known to refuse the option.
        Auto = "auto",
        /// Yes, whatever is known of the endpoint.
        Always = "always",
        /// No.
        Never = "never",
    }
}

/// Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}` where the model
/// goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FormatPaths {
    /// OpenAI chat completions, as in `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openai_chat: Option<String>,
    /// OpenAI responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openai_responses: Option<String>,
    /// OpenAI legacy completions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub openai_completions: Option<String>,
    /// Anthropic messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anthropic_messages: Option<String>,
    /// Ollama's chat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ollama_chat: Option<String>,
    /// Ollama's generate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ollama_generate: Option<String>,
    /// Gemini's methods, as in `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gemini: Option<String>,
}

impl FormatPaths {
    /// The paths that are given, each with the word of its format.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let FormatPaths {
            openai_chat,
            openai_responses,
            openai_completions,
            anthropic_messages,
            ollama_chat,
            ollama_generate,
            gemini,
        } = self;
        let all = [
            ("openai_chat", openai_chat),
            ("openai_responses", openai_responses),
            ("openai_completions", openai_completions),
            ("anthropic_messages", anthropic_messages),
            ("ollama_chat", ollama_chat),
            ("ollama_generate", ollama_generate),
            ("gemini", gemini),
        ];
        all.into_iter().filter_map(|(format, path)| Some((format, path.as_deref()?)))
    }

    /// The path for a format.
    pub(crate) fn get(&self, format: Format) -> Option<&str> {
        self.all().find(|(known, _)| *known == format.as_str()).map(|(_, path)| path)
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
    /// Base URL, as one gives it to an SDK: a bare origin, or one with a path.
    pub endpoint: String,
    /// Free text.
    pub description: Option<String>,
    /// Where the credential comes from.
    pub auth: Auth,
    /// The reference to a credential, or `sealed` for one that is kept; never a secret.
    pub credential: Option<String>,
    /// The last four characters of a credential that is kept, where it has 20 or more.
    pub credential_hint: Option<String>,
    /// Whether the credential, or what a client brings, goes nowhere until it is given again: the endpoint is of another
    /// origin than when it was given, the store's file was changed by hand, or the key that binds it is not there.
    pub locked: bool,
    /// Models it offers; `None` is any model, an empty list none.
    pub models: Option<Vec<String>>,
    /// Paths for single formats, where type and endpoint do not say them.
    pub paths: Option<FormatPaths>,
    /// Whether streams are asked for their usage where the client did not.
    pub inject_usage: InjectUsage,
    /// The price list by which it charges, such as `dashscope`; `None` where its endpoint and type say it.
    pub prices: Option<String>,
    /// Further origins that a client's own credential, meant for this provider, may go to on a fallback.
    pub passthrough_to: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A provider to add.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProvider {
    /// Kind of API.
    #[serde(rename = "type")]
    pub provider_type: ProviderType,
    /// Base URL, as one gives it to an SDK: a bare origin gets the version that the type speaks, one with a path is kept,
    /// and a full address (`…/chat/completions`) is cut to its base. The type's own by default, where it has one.
    pub endpoint: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// Where the credential comes from; by default `api_key` where a `credential` is given, else `none`.
    pub auth: Option<Auth>,
    /// `env:NAME` or `host:<id>`.
    pub credential: Option<String>,
    /// The credential itself, in the place of a reference. It is kept sealed, for this endpoint's origin alone, which must be
    /// https or at this machine.
    pub api_key: Option<Secret>,
    /// Models it offers; any by default.
    pub models: Option<Vec<String>>,
    /// Paths for single formats, where type and endpoint do not say them.
    pub paths: Option<FormatPaths>,
    /// Whether streams are asked for their usage where the client did not; `auto` by default.
    pub inject_usage: Option<InjectUsage>,
    /// The price list by which it charges, such as `dashscope`, of the snapshot or of a table that is loaded or yet to be;
    /// by default its endpoint and type say it.
    pub prices: Option<String>,
    /// Further origins that a client's own credential, meant for this provider, may go to on a fallback, such as
    /// `https://gateway.example`: with `auth` of `passthrough` alone; https, or at this machine; none by default.
    pub passthrough_to: Option<Vec<String>>,
}

impl NewProvider {
    /// Of this type, at its default endpoint, with nothing else said.
    pub fn new(provider_type: ProviderType) -> Self {
        NewProvider {
            provider_type,
            endpoint: None,
            description: None,
            auth: None,
            credential: None,
            api_key: None,
            models: None,
            paths: None,
            inject_usage: None,
            prices: None,
            passthrough_to: None,
        }
    }
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
    /// A new credential to keep, in the place of a reference.
    pub api_key: Option<Secret>,
    /// New list of models.
    #[serde(deserialize_with = "super::present")]
    pub models: Option<Option<Vec<String>>>,
    /// New paths for single formats, in place of all before.
    #[serde(deserialize_with = "super::present")]
    pub paths: Option<Option<FormatPaths>>,
    /// Whether streams are asked for their usage from now on.
    pub inject_usage: Option<InjectUsage>,
    /// New price list.
    #[serde(deserialize_with = "super::present")]
    pub prices: Option<Option<String>>,
    /// New further origins for a client's own credential, in place of all before. They go with the origin of `endpoint`, and
    /// with an `auth` of `passthrough`, unless they are given again.
    pub passthrough_to: Option<Vec<String>>,
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
