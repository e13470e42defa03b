//! Conditions of rules, by the index that decisions use and by the pass over all that explains them.

use crate::model::{Facts, FileRef, ProviderType, RuleSpec, Target, When};
use crate::mux::{ProviderInfo, RuleSet, validate};
use std::collections::BTreeMap;

/// Whether a condition holds, as it is decided and as it is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// As it is decided.
    pub decided: bool,
    /// As it is explained.
    pub explained: bool,
}

/// Whether a condition on files holds for these; `None` if its values are refused.
pub fn files_hold(values: Vec<String>, paths: &[&str], root: Option<&str>) -> Option<Held> {
    let files = paths.iter().filter_map(|path| FileRef::new(path, "host")).collect();
    held(When { files: Some(values), ..When::default() }, &Facts { files, ..Facts::default() }, root)
}

/// Whether a condition on the requested model holds for this one; `None` if its values are refused.
pub fn model_holds(values: Vec<String>, model: &str) -> Option<Held> {
    let facts = Facts { requested_model: Some(model.to_owned()), ..Facts::default() };
    held(When { requested_model: Some(values), ..When::default() }, &facts, None)
}

fn held(when: When, facts: &Facts, root: Option<&str>) -> Option<Held> {
    let info = ProviderInfo { provider_type: ProviderType::Openai, models: None };
    let catalog = BTreeMap::from([("any".to_owned(), info)]);
    let spec = RuleSpec { when, to: vec![Target::parse("any/m")], ..RuleSpec::default() };
    let set = RuleSet::compile(&validate(&[spec], &catalog).ok()?);
    let explained = set.explain(facts, root).first().is_some_and(|rule| rule.held);
    Some(Held { decided: set.decide(facts, root) == Some(0), explained })
}
