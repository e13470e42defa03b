//! Bundles: workspaces as a document, read back as a plan, and the changes that a user's choices make of it.
//!
//! A bundle says nothing of endpoints, origins or credentials: it names providers by name and type, and fields that it
//! does not have are refused.

mod caught;
mod content;
mod document;
mod plan;
mod read;

#[cfg(test)]
mod tests;

pub(crate) use caught::{RECENT, caught};
pub(crate) use content::{Bundle, Change, Content, Inventory};
pub(crate) use document::write;
pub(crate) use plan::{plan, resolve};
pub(crate) use read::read;

#[cfg(feature = "schema")]
pub use document::schema as bundle_schema;
