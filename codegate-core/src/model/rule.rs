//! Muxing rules as they are given and as they are returned.

use super::pattern::{Over, from_fnmatch, from_plain};
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A muxing rule as it is kept: conditions, and where a request that meets them goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Rule {
    /// Conditions, all of which must hold; none = catch-all.
    pub when: When,
    /// The first is the route, the rest are its fallbacks.
    pub to: Vec<Target>,
    /// The `matcher` that it was given with in the form of four fixed matchers, where `when.files` has it written otherwise:
    /// there `{` and a leading `!` mean more than in a matcher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matcher: Option<String>,
    /// Names of conditions in the store that this version does not know; such a rule never matches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// Conditions of a rule. Each is a list of values, one of which must match; an absent condition always holds.
///
/// In patterns `*`, `?`, `[abc]` and `[!abc]` are those of `fnmatch`, and no set in brackets spans a `/` of a path. `{a,b}` are
/// alternatives, nested ones too, each a pattern of its own: at most 256 a pattern, in braces at most 16 deep. A value that
/// begins with `!` excludes: what is matched must match no such value, and one of the others if there are any. A literal
/// brace is written `[{]`, a literal `!` at the beginning `[!]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct When {
    /// File patterns: without `/` against the base name, with `/` against the path. One file must match one of them and
    /// none that excludes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Vec<String>>,
    /// Kinds of request, compared exactly; `chat` is every conversation: everything but `fim` and what is no conversation.
    /// Without a value of this or of `requested_model` that does not exclude, a rule takes conversations and code to fill
    /// in alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_type: Option<Vec<String>>,
    /// Clients, compared exactly; one that is not recognised is `generic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Vec<String>>,
    /// Patterns over the whole model name that the client asked for; `*` and sets cross `/`. A name that is written like the
    /// pattern, without its `!`, matches whatever the pattern means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_model: Option<Vec<String>>,
}

/// One provider and model of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Target {
    /// Name of a provider.
    pub provider: String,
    /// The model; `None` keeps the one that the client asked for.
    pub model: Option<String>,
}

impl Target {
    /// Reads `provider/model` (split at the first `/`) or `provider`.
    pub fn parse(text: &str) -> Target {
        match text.split_once('/') {
            Some((provider, model)) => Target { provider: provider.into(), model: Some(model.into()) },
            None => Target { provider: text.into(), model: None },
        }
    }
}

/// As [`Target::parse`] reads it.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.model {
            Some(model) => write!(f, "{}/{model}", self.provider),
            None => f.write_str(&self.provider),
        }
    }
}

/// A rule in the form of four fixed matchers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct FlatRule {
    /// Name of the provider.
    pub provider_name: String,
    /// Its type; `None` where it is not known here.
    pub provider_type: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// `catch_all`, `filename_match`, `fim_filename` or `chat_filename`.
    pub matcher_type: String,
    /// The file pattern, in which braces and a leading `!` are characters; `None` is no file condition.
    pub matcher: Option<String>,
}

impl Rule {
    /// The rule as one of the four fixed matchers, where they can express it: one route, at most one file pattern, no
    /// other condition than a request type of `fim` or `chat`.
    pub fn flat(&self) -> Option<FlatRule> {
        let [target] = self.to.as_slice() else { return None };
        let When { files, request_type, client, requested_model } = &self.when;
        if client.is_some() || requested_model.is_some() || !self.unknown.is_empty() {
            return None;
        }
        let matcher = match files.as_deref() {
            None => None,
            Some([pattern]) => Some(self.matcher_of(pattern)?),
            Some(_) => return None,
        };
        let matcher_type = match request_type.as_deref() {
            None if matcher.is_none() => "catch_all",
            None => "filename_match",
            Some([kind]) if kind == "fim" => "fim_filename",
            Some([kind]) if kind == "chat" => "chat_filename",
            Some(_) => return None,
        };
        Some(FlatRule {
            provider_name: target.provider.clone(),
            provider_type: None,
            model: target.model.clone(),
            matcher_type: matcher_type.into(),
            matcher,
        })
    }

    /// The file pattern as a matcher: as it was given, or so that it means the same.
    fn matcher_of(&self, pattern: &str) -> Option<String> {
        let unbracketed = pattern.strip_prefix("[!]").map(|rest| format!("!{rest}"));
        let forms = [self.matcher.clone(), Some(pattern.to_owned()), unbracketed];
        forms.into_iter().flatten().find(|form| from_fnmatch(form, Over::Files) == pattern)
    }
}

/// A rule as a caller gives it, in either form; not validated yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSpec {
    /// Conditions.
    pub when: When,
    /// Routes.
    pub to: Vec<Target>,
    /// The type that the first route's provider must have (`provider_type` of the flat form).
    pub provider_type: Option<String>,
    /// See [`Rule::matcher`].
    pub matcher: Option<String>,
    /// Conditions that this version does not know, by name; refused when the rule is set.
    pub unknown: BTreeMap<String, Value>,
    /// Why the rule cannot be valid; `invalid_rule` when it is set.
    pub fault: Option<String>,
}

impl From<Rule> for RuleSpec {
    fn from(rule: Rule) -> Self {
        let unknown = rule.unknown.into_iter().map(|name| (name, Value::Null)).collect();
        RuleSpec { when: rule.when, to: rule.to, matcher: rule.matcher, unknown, ..RuleSpec::default() }
    }
}

impl RuleSpec {
    /// Takes the values for plain ones, as they were before braces and a leading `!` meant anything.
    pub(crate) fn take_plain_values(&mut self) {
        let When { files, request_type, client, requested_model } = &mut self.when;
        let matcher = files.take_if(|files| files.len() == 1);
        let conditions = [
            ("files", files),
            ("request_type", request_type),
            ("client", client),
            ("requested_model", requested_model),
        ];
        for (name, values) in conditions {
            *values = values.take().map(|values| from_plain(name, &values));
        }
        matcher.into_iter().flatten().for_each(|matcher| self.set_matcher(matcher));
    }

    /// Takes a pattern of plain `fnmatch` as the condition on files.
    pub(crate) fn set_matcher(&mut self, matcher: String) {
        let pattern = from_fnmatch(&matcher, Over::Files).into_owned();
        self.matcher = Some(matcher).filter(|matcher| *matcher != pattern);
        self.when.files = Some(vec![pattern]);
    }
}

impl RuleSpec {
    /// Reads a rule from JSON in either form: `{"when": {…}, "to": […]}`, where a condition is one value or a list
    /// and a target is `"provider/model"` or an object, or `{"provider_name", "provider_type", "model",
    /// "matcher_type", "matcher"}`. A rule that was read back with a `matcher` beside `when` may keep it.
    ///
    /// `invalid_argument` for a value of a wrong type, a missing or an unknown field.
    pub fn from_json(value: &Value) -> Result<RuleSpec> {
        let Value::Object(fields) = value else {
            return Err(Error::argument("a rule must be an object with `when` and `to`"));
        };
        if fields.contains_key("matcher_type") || fields.contains_key("provider_name") {
            flat_from_json(fields)
        } else {
            full_from_json(fields)
        }
    }
}

impl<'de> Deserialize<'de> for RuleSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        RuleSpec::from_json(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

type Fields = serde_json::Map<String, Value>;

fn full_from_json(fields: &Fields) -> Result<RuleSpec> {
    let mut spec = RuleSpec::default();
    let mut to = None;
    for (name, value) in fields {
        match name.as_str() {
            "when" => read_conditions(value, &mut spec)?,
            "to" => to = Some(read_targets(value)?),
            "matcher" => spec.matcher = text(fields, "matcher")?,
            // A rule read back from a newer store names what this version could not read.
            "unknown" => {
                for name in strings(value, "unknown")? {
                    spec.unknown.insert(name, Value::Null);
                }
            }
            other => {
                return Err(Error::argument(format!(
                    "a rule has no field `{}`; it has `when` and `to`",
                    super::shown(other)
                )));
            }
        }
    }
    spec.to = to.ok_or_else(|| Error::argument("a rule needs `to`, its provider and model"))?;
    Ok(spec)
}

fn read_conditions(value: &Value, spec: &mut RuleSpec) -> Result<()> {
    let conditions = match value {
        Value::Null => return Ok(()),
        Value::Object(conditions) => conditions,
        _ => return Err(Error::argument("`when` must be an object of conditions")),
    };
    for (name, value) in conditions {
        let slot = match name.as_str() {
            "files" => &mut spec.when.files,
            "request_type" => &mut spec.when.request_type,
            "client" => &mut spec.when.client,
            "requested_model" => &mut spec.when.requested_model,
            _ => {
                spec.unknown.insert(name.clone(), value.clone());
                continue;
            }
        };
        *slot = if value.is_null() { None } else { Some(strings(value, name)?) };
    }
    Ok(())
}

fn strings(value: &Value, name: &str) -> Result<Vec<String>> {
    let wrong = || Error::argument(format!("`{}` must be a string or a list of strings", super::shown(name)));
    match value {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(many) => many.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect(),
        _ => Err(wrong()),
    }
}

fn read_targets(value: &Value) -> Result<Vec<Target>> {
    match value {
        Value::Array(many) => many.iter().map(read_target).collect(),
        one => Ok(vec![read_target(one)?]),
    }
}

fn read_target(value: &Value) -> Result<Target> {
    let fields = match value {
        Value::String(text) => return Ok(Target::parse(text)),
        Value::Object(fields) => fields,
        _ => return Err(Error::argument("a target must be `provider/model` or an object with `provider` and `model`")),
    };
    if let Some(other) = fields.keys().find(|name| !matches!(name.as_str(), "provider" | "model")) {
        return Err(Error::argument(format!("a target has no field `{}`", super::shown(other))));
    }
    let provider = text(fields, "provider")?.ok_or_else(|| Error::argument("a target needs `provider`"))?;
    Ok(Target { provider, model: text(fields, "model")? })
}

fn text(fields: &Fields, name: &str) -> Result<Option<String>> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Error::argument(format!("`{name}` must be a string"))),
    }
}

fn flat_from_json(fields: &Fields) -> Result<RuleSpec> {
    const KNOWN: [&str; 5] = ["provider_name", "provider_type", "model", "matcher_type", "matcher"];
    if let Some(other) = fields.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(Error::argument(format!("a rule has no field `{}`", super::shown(other))));
    }
    let need = |name: &str| text(fields, name)?.ok_or_else(|| Error::argument(format!("a rule needs `{name}`")));
    let mut spec = RuleSpec {
        to: vec![Target { provider: need("provider_name")?, model: text(fields, "model")? }],
        provider_type: text(fields, "provider_type")?,
        ..RuleSpec::default()
    };
    let matcher = text(fields, "matcher")?.filter(|pattern| !pattern.is_empty());
    let request_type = match need("matcher_type")?.as_str() {
        "catch_all" => return Ok(spec),
        "filename_match" => None,
        "fim_filename" => Some("fim"),
        "chat_filename" => Some("chat"),
        other => {
            spec.fault = Some(format!(
                "`{}` is not a matcher; use `catch_all`, `filename_match`, `fim_filename` or `chat_filename`",
                super::shown(other)
            ));
            return Ok(spec);
        }
    };
    spec.when.request_type = request_type.map(|word| vec![word.into()]);
    if let Some(matcher) = matcher {
        spec.set_matcher(matcher);
    }
    Ok(spec)
}
