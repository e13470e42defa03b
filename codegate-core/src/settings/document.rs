//! The shape of settings. Its schema is published as `include/settings.schema.json`.

use crate::model::{Auth, FormatPaths, InjectUsage, ProviderType, RuleSpec, present};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Settings of codegate, as in a `codegate.toml`. What is not named here stays as it is.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(title = "codegate.toml"))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Document {
    /// The workspace of the folder that the file is in, and of those below it.
    pub workspace: Option<String>,
    /// Provider endpoints by name.
    pub providers: BTreeMap<String, Provider>,
    /// Workspaces by name; `default` is one of them.
    pub workspaces: BTreeMap<String, Workspace>,
    /// Personas by name.
    pub personas: BTreeMap<String, Persona>,
    /// The active workspace of each session, by its id; `default` always exists, others are created.
    pub sessions: BTreeMap<String, String>,
}

/// A provider endpoint. Its credential is named by reference; a secret itself is refused.
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Provider {
    /// Kind of API; a new provider needs it, and none can change it.
    #[serde(rename = "type")]
    pub provider_type: Option<ProviderType>,
    /// Base URL, as one gives it to an SDK; the type's own by default, where it has one.
    pub endpoint: Option<String>,
    /// Free text.
    #[serde(deserialize_with = "present")]
    pub description: Option<Option<String>>,
    /// Where the credential comes from; by default `api_key` where a `credential` is given, else `none`.
    pub auth: Option<Auth>,
    /// `env:NAME` or `host:<id>`, never the secret itself.
    #[serde(deserialize_with = "present")]
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^(env:[A-Za-z_][A-Za-z0-9_]*|host:.+)$")))]
    pub credential: Option<Option<String>>,
    /// Models it offers; any by default.
    #[serde(deserialize_with = "present")]
    pub models: Option<Option<Vec<String>>>,
    /// Paths for single formats, where type and endpoint do not say them.
    #[serde(deserialize_with = "present")]
    pub paths: Option<Option<FormatPaths>>,
    /// Whether streams are asked for their usage where the client did not; `auto` by default.
    pub inject_usage: Option<InjectUsage>,
    /// The price list by which it charges, such as `dashscope`; by default its endpoint and type say it.
    #[serde(deserialize_with = "present")]
    pub prices: Option<Option<String>>,
    /// Further origins that a client's own credential, meant for this provider, may go to on a fallback; with `auth` of
    /// `passthrough`; none by default.
    pub passthrough_to: Option<Vec<String>>,
}

/// A workspace.
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Workspace {
    /// Text put before the conversation of every request, at most 64 KiB; an empty one clears it.
    #[serde(deserialize_with = "present")]
    pub custom_instructions: Option<Option<String>>,
    /// The file that holds them instead, relative to the folder of the settings. A line end at its end is left out.
    pub custom_instructions_file: Option<String>,
    /// Muxing rules, the first that matches wins; all of them.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<written::Rule>>"))]
    #[serde(deserialize_with = "present")]
    pub rules: Option<Option<Vec<RuleSpec>>>,
}

/// A persona.
#[derive(Debug, Default, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Persona {
    /// Free text, not empty; a new persona needs it.
    pub description: Option<String>,
    /// An embedding of the description: 1 to 8,192 finite numbers.
    #[serde(deserialize_with = "present")]
    pub vector: Option<Option<Vec<f32>>>,
}

/// How rules are written; they are read as everywhere else.
#[cfg(feature = "schema")]
mod written {
    /// A muxing rule.
    #[derive(schemars::JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "for the schema alone")]
    pub(super) struct Rule {
        /// Conditions, all of which must hold; none is a catch-all.
        #[schemars(default)]
        when: Option<When>,
        /// The first is the route, the rest are its fallbacks.
        to: OneOrMany<Target>,
    }

    /// Conditions of a rule: one value or a list, of which one must match, and none of those that begin with `!`.
    #[derive(schemars::JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "for the schema alone")]
    pub(super) struct When {
        /// File patterns: without `/` against the base name, with `/` against the path.
        #[schemars(default)]
        files: Option<OneOrMany<String>>,
        /// Kinds of request; `chat` is every conversation but `fim`.
        #[schemars(default)]
        request_type: Option<OneOrMany<String>>,
        /// Clients.
        #[schemars(default)]
        client: Option<OneOrMany<String>>,
        /// Patterns over the model that the client asked for.
        #[schemars(default)]
        requested_model: Option<OneOrMany<String>>,
    }

    /// One value, or a list of them.
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged)]
    #[expect(dead_code, reason = "for the schema alone")]
    pub(super) enum OneOrMany<T> {
        /// One.
        One(T),
        /// Many.
        Many(Vec<T>),
    }

    /// A provider and a model: `provider/model`, `provider`, or both apart.
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged)]
    #[expect(dead_code, reason = "for the schema alone")]
    pub(super) enum Target {
        /// `provider/model`, or `provider` alone, which keeps the model that the client asked for.
        Text(String),
        /// Both apart.
        Parts(TargetParts),
    }

    /// A provider, and perhaps a model.
    #[derive(schemars::JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "for the schema alone")]
    pub(super) struct TargetParts {
        /// Name of a provider, here or in the store.
        provider: String,
        /// The model; without it, the one that the client asked for.
        #[schemars(default)]
        model: Option<String>,
    }
}

/// The JSON Schema of settings, as it is published.
#[cfg(feature = "schema")]
#[doc(hidden)]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap_or_default();
    text.push('\n');
    text
}
