//! Reading a bundle: everything is checked before anything of it is believed.

use super::content::{Bundle, Entry};
use super::document::{Document, Format, PLAIN_PATTERNS, Provider, Rule, Target, VERSION, When, Workspace};
use crate::error::{Code, Error, Result};
use crate::limits::{BUNDLE_BYTES, INSTRUCTIONS_BYTES, RECORD_DEPTH};
use crate::model::{
    DEFAULT, Part, ProviderType, RuleSpec, check_depth, check_name, described, excerpt, new_workspace_name, unquoted,
    without_mark, workspace_name,
};
use crate::mux::{self, ProviderInfo};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a bundle, or a workspace as the CodeGate dashboard exports it.
///
/// `bundle_invalid`, or `limit_exceeded` for what is over a limit.
pub(crate) fn read(bytes: &[u8]) -> Result<Bundle> {
    let bytes = without_mark(bytes);
    if bytes.len() > BUNDLE_BYTES {
        return Err(Error::limit("the bundle", BUNDLE_BYTES, "bytes"));
    }
    check_depth(bytes, RECORD_DEPTH)?;
    let head: Head = parse(bytes)?;
    let document = match head {
        Head { format: Some(format), .. } if format != "codegate.bundle" => {
            return Err(invalid(format!("`format` is {}, not `codegate.bundle`", described(&format))));
        }
        Head { format: Some(_), version: Some(version), .. } if version > VERSION => {
            return Err(invalid(format!(
                "the bundle is of version {version}, this library reads up to {VERSION}; update the library"
            )));
        }
        Head { format: Some(_), .. } => parse(bytes)?,
        Head { config: Some(_), .. } => parse::<Exported>(bytes)?.into_document()?,
        _ => return Err(invalid("the document has no `format`; give one that `export` has written")),
    };
    check(document)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(Code::BundleInvalid, message)
}

/// What precedes an error that lies in one workspace. Limits keep their code, all else is the bundle's fault.
fn within(name: &str, error: &Error) -> Error {
    let code = if error.code() == Code::LimitExceeded { Code::LimitExceeded } else { Code::BundleInvalid };
    Error::new(code, format!("workspace `{}`: {}", excerpt(name), error.message()))
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes)
        .map_err(|error| invalid(format!("the bundle cannot be read: {}", excerpt(&unquoted(&error.to_string())))))
}

/// What distinguishes the kinds of document.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u64>,
    #[serde(default, deserialize_with = "crate::model::present")]
    config: Option<Option<IgnoredAny>>,
}

fn check(mut document: Document) -> Result<Bundle> {
    if !(PLAIN_PATTERNS..=VERSION).contains(&document.version) {
        return Err(invalid(format!("there is no version {} of bundles; it is {VERSION}", document.version)));
    }
    let plain = document.version == PLAIN_PATTERNS;
    let providers = check_providers(&document.providers)?;
    let catalog: BTreeMap<String, ProviderInfo> = providers
        .iter()
        .map(|(name, &provider_type)| (name.clone(), ProviderInfo { provider_type, models: None }))
        .collect();
    let parts: BTreeSet<Part> = document.parts.iter().copied().collect();
    let mut names = BTreeSet::new();
    let mut entries = Vec::new();
    for workspace in &mut document.workspaces {
        workspace.name = check_workspace_name(&workspace.name)?;
        if !names.insert(workspace.name.clone()) {
            return Err(invalid(format!("workspace `{}` stands in the bundle twice", workspace.name)));
        }
        entries.push(
            check_workspace(workspace, plain, &parts, &catalog).map_err(|error| within(&workspace.name, &error))?,
        );
    }
    let digest = Sha256::digest(document.into_text()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Bundle { entries, providers, digest })
}

fn check_providers(listed: &[Provider]) -> Result<BTreeMap<String, ProviderType>> {
    let mut providers = BTreeMap::new();
    for Provider { name, provider_type } in listed {
        check_name("provider", name).map_err(|error| match error.code() {
            Code::LimitExceeded => error,
            _ => invalid(error.message()),
        })?;
        if providers.insert(name.clone(), *provider_type).is_some() {
            return Err(invalid(format!("provider `{}` stands in the bundle twice", excerpt(name))));
        }
    }
    Ok(providers)
}

/// The name under its one spelling. The default workspace may come in a bundle, no other reserved name can.
fn check_workspace_name(given: &str) -> Result<String> {
    let name = workspace_name(given).map_err(|error| within(given, &error))?;
    if name != DEFAULT {
        new_workspace_name(&name).map_err(|error| within(&name, &error))?;
    }
    Ok(name)
}

/// `plain` says that patterns are those of plain `fnmatch`.
fn check_workspace(
    workspace: &Workspace,
    plain: bool,
    parts: &BTreeSet<Part>,
    catalog: &BTreeMap<String, ProviderInfo>,
) -> Result<Entry> {
    let held = [
        (Part::Instructions, "custom_instructions", workspace.custom_instructions.is_some()),
        (Part::Rules, "rules", workspace.rules.is_some()),
    ];
    for (part, field, present) in held {
        if parts.contains(&part) != present {
            let word = if present { "stands here but" } else { "is missing though" };
            let verb = if present { "does not name" } else { "names" };
            return Err(invalid(format!("`{field}` {word} `parts` {verb} `{part}`")));
        }
    }
    if workspace.custom_instructions.iter().flatten().any(|text| text.len() > INSTRUCTIONS_BYTES) {
        return Err(Error::limit("`custom_instructions`", INSTRUCTIONS_BYTES, "bytes"));
    }
    let rules = workspace.rules.as_ref().map(|rules| {
        let specs: Vec<RuleSpec> = if plain {
            rules.iter().map(plain_rule).collect::<Result<_>>()?
        } else {
            rules.iter().map(RuleSpec::from).collect()
        };
        mux::validate(&specs, catalog)
    });
    Ok(Entry {
        name: workspace.name.clone(),
        custom_instructions: workspace.custom_instructions.clone(),
        rules: rules.transpose()?,
    })
}

/// A rule whose patterns are those of plain `fnmatch`, written so that it goes on meaning the same.
fn plain_rule(rule: &Rule) -> Result<RuleSpec> {
    if rule.matcher.is_some() {
        return Err(invalid("the bundle cannot be read: unknown field `matcher` in version 1"));
    }
    let mut spec = RuleSpec::from(rule);
    spec.take_plain_values();
    Ok(spec)
}

/// A workspace as the CodeGate dashboard exports it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exported {
    name: String,
    config: Option<ExportedConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExportedConfig {
    custom_instructions: Option<String>,
    muxing_rules: Vec<RuleSpec>,
}

impl Exported {
    fn into_document(self) -> Result<Document> {
        let Exported { name, config } = self;
        let mut providers: BTreeMap<String, ProviderType> = BTreeMap::new();
        let mut workspace = Workspace { name, custom_instructions: None, rules: None };
        let mut parts = Vec::new();
        if let Some(config) = config {
            let rule = |(at, spec)| exported_rule(spec, &mut providers).map_err(|error| within_rule(at, &error));
            let rules = config.muxing_rules.into_iter().enumerate().map(rule).collect::<Result<_>>();
            workspace.rules = Some(rules.map_err(|error| within(&workspace.name, &error))?);
            workspace.custom_instructions = Some(config.custom_instructions.filter(|text| !text.is_empty()));
            parts.extend([Part::Instructions, Part::Rules]);
        }
        let providers = providers.into_iter().map(|(name, provider_type)| Provider { name, provider_type });
        Ok(Document {
            format: Format::Bundle,
            version: PLAIN_PATTERNS,
            parts,
            providers: providers.collect(),
            workspaces: vec![workspace],
        })
    }
}

fn within_rule(at: usize, error: &Error) -> Error {
    invalid(format!("rule {at}: {}", error.message()))
}

/// A rule of the flat form; the type that it states is noted for its provider.
fn exported_rule(spec: RuleSpec, providers: &mut BTreeMap<String, ProviderType>) -> Result<Rule> {
    let RuleSpec { when, to, provider_type, matcher, unknown, fault } = spec;
    if let Some(fault) = fault {
        return Err(invalid(fault));
    }
    let stated = provider_type.filter(|_| unknown.is_empty());
    let stated =
        stated.ok_or_else(|| invalid("it must have the fields of an exported rule, `provider_type` among them"))?;
    let provider_type = ProviderType::parse(&stated)?;
    for target in &to {
        if providers.insert(target.provider.clone(), provider_type).is_some_and(|other| other != provider_type) {
            return Err(invalid(format!("provider `{}` has two types in this file", excerpt(&target.provider))));
        }
    }
    let to = to.into_iter().map(|to| Target { provider: to.provider, model: to.model }).collect();
    let crate::model::When { files, request_type, client, requested_model } = when;
    let files = matcher.map(|matcher| vec![matcher]).or(files);
    Ok(Rule { when: When { files, request_type, client, requested_model }, to, matcher: None, unknown: Vec::new() })
}
