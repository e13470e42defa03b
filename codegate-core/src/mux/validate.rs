//! The checks that rules pass before they are kept.

use super::written::{Fault, Written};
use super::{Catalog, ProviderInfo};
use crate::error::{Code, Error, Result, did_you_mean};
use crate::limits::{
    ALTERNATIVES, BRACE_DEPTH, PATTERN_BYTES, RECORD_BYTES, RULE_VALUES, RULES, WORKSPACE_ALTERNATIVES,
};
use crate::model::{Over, Rule, RuleSpec, Target, When, counted_bytes, from_fnmatch, shown};

/// Checks a workspace's whole list of rules against the providers there are.
///
/// `provider_not_found`, `model_not_found`, `invalid_rule` or `limit_exceeded`, with the 0-based position of the rule.
pub(crate) fn validate(specs: &[RuleSpec], catalog: &impl Catalog) -> Result<Vec<Rule>> {
    if specs.len() > RULES {
        return Err(Error::limit("the list of rules", RULES, "rules"));
    }
    let (mut rules, mut alternatives) = (Vec::with_capacity(specs.len()), 0);
    for (at, spec) in specs.iter().enumerate() {
        let place = Place(at);
        rules.push(check(&place, spec, catalog)?);
        alternatives += alternatives_in(&place, &spec.when)?;
    }
    if alternatives > WORKSPACE_ALTERNATIVES {
        return Err(Error::limit("the list of rules with all braces expanded", WORKSPACE_ALTERNATIVES, "alternatives"));
    }
    let size = serde_json::to_vec(&rules).map_or(usize::MAX, |text| text.len());
    if size > RECORD_BYTES {
        return Err(Error::limit("the list of rules written as JSON", RECORD_BYTES, "bytes"));
    }
    Ok(rules)
}

/// The position of a rule, for errors.
struct Place(usize);

impl Place {
    fn error(&self, code: Code, what: impl std::fmt::Display) -> Error {
        Error::new(code, format!("rule {}: {what}", self.0))
    }

    fn invalid(&self, what: impl std::fmt::Display) -> Error {
        self.error(Code::InvalidRule, what)
    }

    fn limit(&self, what: &str, limit: usize, unit: &str) -> Error {
        Error::limit(&format!("rule {}: {what}", self.0), limit, unit)
    }
}

fn check(place: &Place, spec: &RuleSpec, catalog: &impl Catalog) -> Result<Rule> {
    if let Some(fault) = &spec.fault {
        return Err(place.invalid(fault));
    }
    if let Some(name) = spec.unknown.keys().next() {
        return Err(place.invalid(format_args!(
            "`{}` is not a condition; use `files`, `request_type`, `client` or `requested_model`",
            shown(name)
        )));
    }
    check_conditions(place, &spec.when)?;
    check_targets(place, spec, catalog)?;
    Ok(Rule { when: spec.when.clone(), to: spec.to.clone(), matcher: check_matcher(place, spec)?, unknown: Vec::new() })
}

/// The matcher that the rule was given with, where its file pattern is written otherwise.
fn check_matcher(place: &Place, spec: &RuleSpec) -> Result<Option<String>> {
    let Some(matcher) = &spec.matcher else { return Ok(None) };
    let pattern = from_fnmatch(matcher, Over::Files);
    if !matches!(spec.when.files.as_deref(), Some([only]) if *only == pattern) {
        return Err(place.invalid("its `matcher` is another file pattern than its `files`; leave `matcher` out"));
    }
    Ok((pattern != *matcher).then(|| matcher.clone()))
}

fn check_conditions(place: &Place, when: &When) -> Result<()> {
    let When { files, request_type, client, requested_model } = when;
    let conditions =
        [("files", files), ("request_type", request_type), ("client", client), ("requested_model", requested_model)];
    let mut count = 0;
    for (name, values) in conditions {
        let Some(values) = values else { continue };
        if values.is_empty() {
            return Err(place.invalid(format_args!("`{name}` is an empty list; give it a value or leave it out")));
        }
        count += values.len();
        if count > RULE_VALUES {
            return Err(place.limit("the number of values over all conditions", RULE_VALUES, "values"));
        }
        for value in values {
            check_text(place, &format!("a value of `{name}`"), value, counted_bytes(value))?;
        }
    }
    Ok(())
}

/// How many alternatives there are in patterns with braces.
fn alternatives_in(place: &Place, when: &When) -> Result<usize> {
    let When { files, request_type, client, requested_model } = when;
    let patterns = [("files", files, Over::Files), ("requested_model", requested_model, Over::Names)];
    let mut alternatives = 0;
    for (name, values, over) in patterns {
        for value in values.iter().flatten() {
            let found = count(place, name, &read(place, name, value)?, over)?;
            alternatives += if found > 1 { found } else { 0 };
        }
    }
    for (name, words) in [("request_type", request_type), ("client", client)] {
        words.iter().flatten().try_for_each(|word| read(place, name, word).map(|_| ()))?;
    }
    Ok(alternatives)
}

fn read<'v>(place: &Place, name: &str, value: &'v str) -> Result<Written<'v>> {
    let written = Written::read(value);
    if written.text.is_empty() {
        return Err(place.invalid(format_args!("`!` in `{name}` excludes nothing; write what it excludes behind it")));
    }
    Ok(written)
}

fn count(place: &Place, name: &str, written: &Written<'_>, over: Over) -> Result<usize> {
    let what = || format!("a value of `{name}`, `{}`,", shown(&written.text));
    written.count(over).map_err(|fault| match fault {
        Fault::Unclosed => {
            place.invalid(format_args!("{} has a `{{` that is not closed; close it, or write `[{{]`", what()))
        }
        Fault::TooDeep => place.limit(&format!("{} nested in braces", what()), BRACE_DEPTH, "levels"),
        Fault::TooMany => place.limit(&format!("{} with its braces expanded", what()), ALTERNATIVES, "alternatives"),
    })
}

fn check_text(place: &Place, what: &str, value: &str, bytes: usize) -> Result<()> {
    if value.is_empty() {
        return Err(place.invalid(format_args!("{what} is empty; write it out or leave it out")));
    }
    if value.contains('\0') {
        return Err(place.invalid(format_args!("{what}, `{}`, has a NUL character; take it out", shown(value))));
    }
    if bytes > PATTERN_BYTES {
        return Err(place.limit(what, PATTERN_BYTES, "bytes"));
    }
    Ok(())
}

fn check_targets(place: &Place, spec: &RuleSpec, catalog: &impl Catalog) -> Result<()> {
    let Some(first) = spec.to.first() else {
        return Err(place.invalid("`to` is empty; name at least one provider"));
    };
    for target in &spec.to {
        check_target(place, target, catalog)?;
    }
    let Some(stated) = &spec.provider_type else { return Ok(()) };
    let own = catalog.provider(&first.provider).map(|info| info.provider_type.as_str());
    if own.is_some_and(|own| own != stated) {
        return Err(place.invalid(format_args!(
            "provider `{}` is of type `{}`, not `{}`; correct `provider_type` or leave it out",
            shown(&first.provider),
            own.unwrap_or_default(),
            shown(stated)
        )));
    }
    Ok(())
}

fn check_target(place: &Place, target: &Target, catalog: &impl Catalog) -> Result<()> {
    let Target { provider, model } = target;
    let Some(ProviderInfo { models, .. }) = catalog.provider(provider) else {
        let advice = did_you_mean(provider, catalog.names());
        let advice = advice.unwrap_or_else(|| "add it, or name one that is there".to_owned());
        let text = format_args!("there is no provider `{}`; {advice}", shown(provider));
        return Err(place.error(Code::ProviderNotFound, text));
    };
    let Some(model) = model else { return Ok(()) };
    check_text(place, "the model of a target", model, model.len())?;
    if models.as_ref().is_some_and(|models| !models.contains(model)) {
        return Err(place.error(
            Code::ModelNotFound,
            format_args!(
                "provider `{}` does not list the model `{}`; add it to the provider's models, or name one of them",
                shown(provider),
                shown(model)
            ),
        ));
    }
    Ok(())
}
