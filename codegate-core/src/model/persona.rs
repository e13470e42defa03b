//! Personas.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// A description of a way of working, with an optional vector. Stored and listed; decisions do not use it yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Persona {
    /// Name, case kept.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Length of its vector; `None` without one.
    pub dimension: Option<usize>,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A persona to add.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewPersona {
    /// Free text; required, not empty.
    pub description: Option<String>,
    /// An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats.
    pub vector: Option<Vec<f32>>,
}

/// An update of a persona: an absent field is kept, a null one cleared.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonaUpdate {
    /// New description.
    pub description: Option<String>,
    /// New vector.
    #[serde(deserialize_with = "super::present")]
    pub vector: Option<Option<Vec<f32>>>,
}
