//! Bundles: workspaces exported for another store.

use super::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// A part of a workspace that an export includes.
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
    /// How a workspace of a bundle compares with this store.
    ItemStatus {
        /// No workspace of this name exists here.
        New = "new",
        /// The one here has the same content.
        Same = "same",
        /// The one here differs, or is archived.
        Conflict = "conflict",
    }
}

/// One workspace of a bundle, compared with this store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct PlanItem {
    /// Its name.
    pub name: String,
    /// How it compares.
    pub status: ItemStatus,
    /// What differs: `instructions`, `rules`, `archived`.
    pub differs: Vec<String>,
}

/// What a bundle refers to that does not exist here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Missing {
    /// Providers.
    pub providers: Vec<MissingProvider>,
    /// Models that the provider here does not list.
    pub models: Vec<MissingModel>,
}

/// A provider that does not exist here; map it to one that does.
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
    /// Every workspace of the bundle, in the bundle's order.
    pub items: Vec<PlanItem>,
    /// What does not exist here.
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
    /// By provider of the bundle: the provider here that replaces it.
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
    /// Names of workspaces of the bundle that were skipped or already the same.
    pub skipped: Vec<String>,
}
