//! Declared settings: a `codegate.toml`, or a record of the same shape, read and checked as far as that takes no store.
//!
//! Every error names the line and the column that it comes from, and shows no value: what is in the wrong place may be a
//! secret.

mod document;
mod read;
mod tree;

#[cfg(test)]
mod tests;

pub(crate) use document::Provider;
pub(crate) use read::{Settings, read, workspace_of};

#[cfg(feature = "schema")]
pub use document::schema as settings_schema;
