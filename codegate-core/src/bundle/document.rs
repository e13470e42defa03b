//! The document that a bundle is written as. Its schema is published as `include/bundle.schema.json`.

use super::content::Content;
use crate::model::{self, Part, ProviderType, present};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The version that this library writes, and the newest that it reads.
pub(super) const VERSION: u64 = 2;
/// The version in which patterns were those of plain `fnmatch`.
pub(super) const PLAIN_PATTERNS: u64 = 1;

/// Workspaces on their way to another store.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(title = "codegate bundle"))]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// Marks the document as a bundle.
    pub format: Format,
    /// Version of the format. In version 1 braces and a leading `!` are characters, and `matcher` does not exist.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 2)))]
    pub version: u64,
    /// The parts that every workspace here has; the other fields are absent.
    pub parts: Vec<Part>,
    /// Every provider that a rule names.
    pub providers: Vec<Provider>,
    /// The workspaces, each name once.
    pub workspaces: Vec<Workspace>,
}

/// The one value of `format`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
pub(super) enum Format {
    /// A bundle.
    #[serde(rename = "codegate.bundle")]
    Bundle,
}

/// A provider by name and type; where it is reached and with which credential is the importing side's business.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Provider {
    /// Its name, 1 to 64 bytes without `/` and control characters.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 64)))]
    pub name: String,
    /// Kind of API.
    #[serde(rename = "type")]
    pub provider_type: ProviderType,
}

/// One workspace.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Workspace {
    /// Its name: ASCII letters, digits, `_` and `-`, at most 64.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[A-Za-z0-9_-]{1,64}$")))]
    pub name: String,
    /// Custom instructions, null if it has none, at most 64 KiB.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub custom_instructions: Option<Option<String>>,
    /// Muxing rules, the first that matches wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Rule>", length(max = 1_000)))]
    pub rules: Option<Vec<Rule>>,
}

/// A muxing rule.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// Conditions, all of which must hold; none is a catch-all.
    #[serde(default)]
    pub when: When,
    /// The first is the route, the rest are its fallbacks.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub to: Vec<Target>,
    /// The matcher of the four fixed ones that the rule was given with, where `files` has it written otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 512)))]
    pub matcher: Option<String>,
    /// Conditions that the exporting version did not know. Written so that no reader takes the rule for a wider one.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: Vec<String>,
}

/// Conditions of a rule: lists of values, one of which must match, and none of those that begin with `!`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    /// File patterns: without `/` against the base name, with `/` against the path; those with `!` exclude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1), inner(length(min = 1, max = 1_536))))]
    pub files: Option<Vec<String>>,
    /// Kinds of request; `chat` is every conversation but `fim`; those with `!` exclude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1), inner(length(min = 1, max = 512))))]
    pub request_type: Option<Vec<String>>,
    /// Clients; those with `!` exclude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1), inner(length(min = 1, max = 512))))]
    pub client: Option<Vec<String>>,
    /// Patterns over the model that the client asked for; those with `!` exclude.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1), inner(length(min = 1, max = 1_536))))]
    pub requested_model: Option<Vec<String>>,
}

/// A provider and model of a rule.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    /// Name of a provider in `providers`.
    pub provider: String,
    /// The model; null keeps the one that the client asked for.
    #[serde(default)]
    pub model: Option<String>,
}

impl From<&model::Rule> for Rule {
    fn from(rule: &model::Rule) -> Rule {
        let model::When { files, request_type, client, requested_model } = rule.when.clone();
        let to = rule.to.iter().map(|to| Target { provider: to.provider.clone(), model: to.model.clone() });
        Rule {
            when: When { files, request_type, client, requested_model },
            to: to.collect(),
            matcher: rule.matcher.clone(),
            unknown: rule.unknown.clone(),
        }
    }
}

impl From<&Rule> for model::RuleSpec {
    fn from(rule: &Rule) -> model::RuleSpec {
        let When { files, request_type, client, requested_model } = &rule.when;
        let to = rule.to.iter();
        model::RuleSpec {
            when: model::When {
                files: files.clone(),
                request_type: request_type.clone(),
                client: client.clone(),
                requested_model: requested_model.clone(),
            },
            to: to.map(|to| model::Target { provider: to.provider.clone(), model: to.model.clone() }).collect(),
            matcher: rule.matcher.clone(),
            ..model::RuleSpec::default()
        }
    }
}

impl Document {
    /// The canonical text: sorted, with all lists of conditions and targets in their order. The same content gives the
    /// same bytes.
    pub(super) fn into_text(mut self) -> String {
        self.parts.sort();
        self.parts.dedup();
        self.providers.sort_by(|a, b| a.name.cmp(&b.name));
        self.workspaces.sort_by(|a, b| a.name.cmp(&b.name));
        // Strings, lists and fixed names alone: there is nothing in it that could not be written.
        let mut text = serde_json::to_string_pretty(&self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// Writes workspaces as a bundle. `types` gives the type of a provider.
pub(crate) fn write(workspaces: &[Content], parts: &[Part], types: &dyn Fn(&str) -> Option<ProviderType>) -> String {
    let with_rules = parts.contains(&Part::Rules);
    let rules = workspaces.iter().filter(|_| with_rules).flat_map(|workspace| &workspace.rules);
    let used: BTreeSet<&str> = rules.flat_map(|rule| &rule.to).map(|target| target.provider.as_str()).collect();
    let provider = |name: &str| Some(Provider { name: name.into(), provider_type: types(name)? });
    let workspace = |content: &Content| Workspace {
        name: content.name.clone(),
        custom_instructions: parts.contains(&Part::Instructions).then(|| content.custom_instructions.clone()),
        rules: with_rules.then(|| content.rules.iter().map(Rule::from).collect()),
    };
    let document = Document {
        format: Format::Bundle,
        version: VERSION,
        parts: parts.to_vec(),
        providers: used.into_iter().filter_map(provider).collect(),
        workspaces: workspaces.iter().map(workspace).collect(),
    };
    document.into_text()
}

/// The JSON Schema of the document, as it is published.
#[cfg(feature = "schema")]
#[doc(hidden)]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap_or_default();
    text.push('\n');
    text
}
