//! Declared settings, and what applying them changes.

use super::words;
use serde::{Deserialize, Serialize};

/// How settings are applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApplyOptions {
    /// Only says what would change; false by default.
    pub dry_run: bool,
    /// The folder that the paths in the settings are relative to: that of their file. A relative path needs it.
    pub folder: Option<String>,
}

words! {
    /// What settings are about.
    SettingsKind {
        /// A provider endpoint.
        Provider = "provider",
        /// A workspace.
        Workspace = "workspace",
        /// A persona.
        Persona = "persona",
        /// A session and its active workspace.
        Session = "session",
    }
}

words! {
    /// How something in settings compares with this store.
    SettingsStatus {
        /// It does not exist here.
        New = "new",
        /// It is here as the settings have it.
        Same = "same",
        /// It is here, and differs.
        Changed = "changed",
    }
}

/// One thing that settings name, compared with this store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct SettingsChange {
    /// What it is.
    pub kind: SettingsKind,
    /// Its name; of a session its id.
    pub name: String,
    /// How it compares.
    pub status: SettingsStatus,
    /// Names of the fields that differ, where it is `changed`.
    pub differs: Vec<String>,
}

/// What settings change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct SettingsPlan {
    /// Whether anything differs from this store.
    pub changed: bool,
    /// Whether that was written: false in a dry run, and where nothing differs.
    pub applied: bool,
    /// Everything that the settings name: providers, workspaces, personas and sessions, each by name.
    pub items: Vec<SettingsChange>,
}
