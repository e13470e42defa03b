//! The content of bundles, what they are compared with, and the resulting changes.

use crate::model::{ProviderType, Rule};
use crate::mux::ProviderInfo;
use std::collections::BTreeMap;

/// A workspace as bundles see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    pub name: String,
    pub custom_instructions: Option<String>,
    pub rules: Vec<Rule>,
    pub archived: bool,
}

/// What a store holds, against which a bundle is held.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inventory {
    /// Live and archived ones: those that the bundle names, and those whose names a choice might take.
    pub workspaces: Vec<Content>,
    pub providers: BTreeMap<String, ProviderInfo>,
}

/// One step of an import. A part that is `None` in a replacement is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Create { name: String, custom_instructions: Option<String>, rules: Vec<Rule> },
    Replace { name: String, custom_instructions: Option<Option<String>>, rules: Option<Vec<Rule>> },
    Skip { name: String },
}

/// A bundle that was read and checked.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(super) entries: Vec<Entry>,
    /// The type that each provider has where the bundle was made.
    pub(super) providers: BTreeMap<String, ProviderType>,
    pub(super) digest: String,
}

/// A workspace of a bundle. A part that the bundle does not hold is `None`.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub custom_instructions: Option<Option<String>>,
    pub rules: Option<Vec<Rule>>,
}

impl Bundle {
    /// Names of its workspaces, in its order.
    pub(crate) fn workspace_names(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }

    /// Names of the providers that it lists, sorted.
    pub(crate) fn provider_names(&self) -> Vec<String> {
        self.providers.keys().cloned().collect()
    }
}
