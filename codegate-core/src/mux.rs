//! Muxing rules: validated when they are set, compiled once, and matched against the facts of many requests.

mod automaton;
mod files;
mod glob;
mod index;
mod names;
mod path;
mod patterns;
mod ruleset;
mod steps;
mod token;
mod validate;
mod walk;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use ruleset::RuleSet;
pub(crate) use validate::validate;

use crate::model::ProviderType;
use std::collections::BTreeMap;

/// What rules need to know of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProviderInfo {
    pub provider_type: ProviderType,
    /// Models it offers; `None` is any.
    pub models: Option<Vec<String>>,
}

/// The providers that rules may name.
pub(crate) trait Catalog {
    fn provider(&self, name: &str) -> Option<&ProviderInfo>;

    /// The names of all.
    fn names(&self) -> impl Iterator<Item = &str>;
}

impl Catalog for BTreeMap<String, ProviderInfo> {
    fn provider(&self, name: &str) -> Option<&ProviderInfo> {
        self.get(name)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.keys().map(String::as_str)
    }
}
