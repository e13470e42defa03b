//! Bundles: workspaces on their way to another store.

use super::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// What an export takes of a workspace.
    Part {
        /// Custom instructions.
        Instructions = "instructions",
        /// Muxing rules.
        Rules = "rules",
    }
}

/// What to export.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExportOptions {
    /// Names; all live workspaces by default. Archived ones only by name.
    pub workspaces: Option<Vec<String>>,
    /// Parts; all by default.
    pub parts: Option<Vec<Part>>,
}

words! {
    /// How a workspace of a bundle stands to this store.
    ItemStatus {
        /// No workspace of this name is here.
        New = "new",
        /// The one that is here holds the same.
        Same = "same",
        /// The one that is here differs, or is archived.
        Conflict = "conflict",
    }
}

/// One workspace of a bundle, held against this store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct PlanItem {
    /// Its name.
    pub name: String,
    /// How it stands.
    pub status: ItemStatus,
    /// What differs: `instructions`, `rules`, `archived`.
    pub differs: Vec<String>,
}

/// What a bundle names that is not here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Missing {
    /// Providers.
    pub providers: Vec<MissingProvider>,
    /// Models that the provider here does not list.
    pub models: Vec<MissingModel>,
}

/// A provider that is not here; map it to one that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct MissingProvider {
    /// Its name in the bundle.
    pub name: String,
    /// Its type there.
    #[serde(rename = "type")]
    pub provider_type: super::ProviderType,
}

/// A model that a provider here does not list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct MissingModel {
    /// The provider here.
    pub provider: String,
    /// The model.
    pub model: String,
}

/// What an import would do. Nothing is written before it is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct PlanView {
    /// Every workspace of the bundle in its order.
    pub items: Vec<PlanItem>,
    /// What is not here.
    pub missing: Missing,
    /// SHA-256 of the bundle's content, in hexadecimal.
    pub digest: String,
    /// What the user should know before applying it.
    pub warnings: Vec<super::Warning>,
}

/// The user's choices, by name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Choices {
    /// By workspace of the bundle: `skip`, `replace` or `rename:NEW`.
    pub choices: BTreeMap<String, String>,
    /// By provider of the bundle: the provider here that takes its place.
    pub providers: BTreeMap<String, String>,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Imported {
    /// Names of workspaces that were created.
    pub created: Vec<String>,
    /// Names of workspaces that were replaced.
    pub replaced: Vec<String>,
    /// Names of workspaces of the bundle that were skipped or the same.
    pub skipped: Vec<String>,
}
