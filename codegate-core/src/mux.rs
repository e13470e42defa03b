//! Muxing rules: validate them when they are set, compile them once, hold them against the facts of many requests.

use crate::error::Result;
use crate::model::{ExplainedRule, Facts, ProviderType, Rule, RuleSpec};
use std::collections::BTreeMap;

/// What validation needs to know of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProviderInfo {
    pub provider_type: ProviderType,
    /// Models it offers; `None` is any.
    pub models: Option<Vec<String>>,
}

/// The providers that rules may name.
pub(crate) trait Catalog {
    fn provider(&self, name: &str) -> Option<&ProviderInfo>;
}

impl Catalog for BTreeMap<String, ProviderInfo> {
    fn provider(&self, name: &str) -> Option<&ProviderInfo> {
        self.get(name)
    }
}

pub(crate) fn validate(_specs: &[RuleSpec], _catalog: &impl Catalog) -> Result<Vec<Rule>> {
    todo!()
}

/// The compiled rules of one workspace.
#[derive(Debug)]
pub(crate) struct RuleSet {}

impl RuleSet {
    pub(crate) fn compile(_rules: &[Rule]) -> RuleSet {
        todo!()
    }
    pub(crate) fn decide(&self, _facts: &Facts, _root: Option<&str>) -> Option<usize> {
        todo!()
    }
    pub(crate) fn explain(&self, _facts: &Facts, _root: Option<&str>) -> Vec<ExplainedRule> {
        todo!()
    }
    pub(crate) fn unknown_conditions(&self) -> &[(usize, String)] {
        todo!()
    }
}
