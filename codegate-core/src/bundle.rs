//! Bundles: workspaces as a document, read back as a plan, and the changes that a user's choices make of it.
//!
//! A bundle says nothing of endpoints, origins or credentials: it names providers by name and type, and fields that it
//! does not have are refused.

mod document;
mod hidden;
mod plan;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use document::write;
pub(crate) use plan::{plan, resolve};
pub(crate) use read::read;

#[cfg(feature = "schema")]
pub use document::schema as bundle_schema;

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

/// What a bundle is held against.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Here {
    /// Live and archived ones: those that the bundle names, and those whose names a choice might take.
    pub workspaces: Vec<Content>,
    pub providers: BTreeMap<String, ProviderInfo>,
}

/// One step of an import. A part that is `None` in a replacement stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Create { name: String, custom_instructions: Option<String>, rules: Vec<Rule> },
    Replace { name: String, custom_instructions: Option<Option<String>>, rules: Option<Vec<Rule>> },
    Skip { name: String },
}

/// A bundle that was read and checked.
#[derive(Debug)]
pub(crate) struct Bundle {
    entries: Vec<Entry>,
    /// The type that each provider has where the bundle was made.
    providers: BTreeMap<String, ProviderType>,
    digest: String,
}

/// A workspace of a bundle. A part that the bundle does not hold is `None`.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    custom_instructions: Option<Option<String>>,
    rules: Option<Vec<Rule>>,
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
