//! Bundles: workspaces as a document, read back as a plan, and the changes that a user's choices make of it.

use crate::error::Result;
use crate::model::{Choices, Part, PlanView, ProviderType, Rule};
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
    /// Live and archived ones, those that the bundle names at least.
    pub workspaces: Vec<Content>,
    pub providers: BTreeMap<String, ProviderInfo>,
}

/// One step of an import. A part that is `None` stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Create { name: String, custom_instructions: Option<String>, rules: Vec<Rule> },
    Replace { name: String, custom_instructions: Option<Option<String>>, rules: Option<Vec<Rule>> },
    Skip { name: String },
}

/// A bundle that was read and checked.
#[derive(Debug)]
pub(crate) struct Bundle {}

impl Bundle {
    pub(crate) fn workspace_names(&self) -> Vec<String> {
        todo!()
    }
    pub(crate) fn provider_names(&self) -> Vec<String> {
        todo!()
    }
}

pub(crate) fn write(_workspaces: &[Content], _parts: &[Part], _types: &dyn Fn(&str) -> Option<ProviderType>) -> String {
    todo!()
}

pub(crate) fn read(_bytes: &[u8]) -> Result<Bundle> {
    todo!()
}

pub(crate) fn plan(_bundle: &Bundle, _here: &Here) -> PlanView {
    todo!()
}

pub(crate) fn resolve(_bundle: &Bundle, _here: &Here, _choices: &Choices) -> Result<Vec<Change>> {
    todo!()
}
