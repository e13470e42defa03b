//! Keeping the store in order.

use super::Secret;
use serde::{Deserialize, Serialize};

/// How a backup is made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BackupOptions {
    /// Takes the place of a file that is there already; otherwise that is an error.
    pub replace: bool,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Backup {
    /// Bytes of its file.
    pub size: u64,
    /// Exchanges in it, with those that were removed from the history: each was read back.
    pub exchanges: u64,
    /// Their attempts: each was read back.
    pub attempts: u64,
}

/// What compacting gave back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Compacted {
    /// Bytes of the file and its log before.
    pub before: u64,
    /// Bytes of the file and its log now. Where others read what the log holds, it stays until they are done.
    pub after: u64,
}

/// How the key of a store is changed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RotateOptions {
    /// The new key: 32 random bytes, written as 64 hexadecimal digits. The host has it from then on, and opens the store with
    /// it. Without it, a store whose key is in a file gets a new one there.
    pub key: Option<Secret>,
}

/// What was sealed with a new key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct RotatedKey {
    /// Providers whose credential is sealed, or bound to its origin, with the new key.
    pub sealed: u64,
    /// Providers whose credential was locked, and stays so until it is given again.
    pub locked: u64,
}
