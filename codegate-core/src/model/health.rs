//! The state of a store.

use super::{Warning, words};
use serde::Serialize;

words! {
    /// What keeps writers of several processes apart, in addition to the lock file.
    Locks {
        /// Locks that the host cannot drop by opening or closing the files itself.
        Held = "held",
        /// Locks of the process: they are dropped when anything in it closes the file.
        Process = "process",
        /// None; the store is in memory.
        None = "none",
    }
}

/// A model of which recorded exchanges have no price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UnpricedModel {
    /// The provider's name; `None` where it is not known.
    pub provider: Option<String>,
    /// The model; `None` where it is not known.
    pub model: Option<String>,
    /// How many exchanges.
    pub exchanges: u64,
}

/// A rule of a live workspace that decided no recorded exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UnfiredRule {
    /// The workspace.
    pub workspace: String,
    /// Its place among the rules of that workspace, from 0 on.
    pub rule: usize,
}

/// The state of a store.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Health {
    /// Path of the store; `None` for one in memory. Bytes that are not UTF-8 are shown as U+FFFD.
    pub path: Option<String>,
    /// The store's own id, which its copies share; `None` where it has none.
    pub store: Option<String>,
    /// Version of SQLite.
    pub sqlite: String,
    /// Version of the schema.
    pub schema: i64,
    /// Increases with every change of the configuration.
    pub generation: i64,
    /// Bytes of the file; `None` in memory, and where it is gone.
    pub size: Option<u64>,
    /// Bytes of the write-ahead log, which holds what was written last; `None` where there is none.
    pub log_size: Option<u64>,
    /// Whether this gate can write.
    pub writable: bool,
    /// What keeps writers of several processes apart.
    pub locks: Locks,
    /// Exchanges that were dropped without a finish while the store could not be written, and that are recorded with this
    /// gate's next write.
    pub unwritten: u64,
    /// How often the files were reopened because something else had replaced them.
    pub reattached: u64,
    /// Whether the files at the path are not those that are open. The next call opens them anew, if they are this store.
    pub detached: bool,
    /// The kind of the file system, as far as it is known here: `ext4`, `tmpfs`, `overlay`; of others their number in
    /// hexadecimal digits; `None` in memory and where the system does not tell.
    pub filesystem: Option<String>,
    /// Other processes that have the file open, as far as this one may see them; `None` in memory, and where the system does
    /// not tell (outside of Linux).
    pub peers: Option<u64>,
    /// Bytes of the file that hold nothing; `compact` gives back these and more. `None` where the store is detached.
    pub free: Option<u64>,
    /// Models of which recorded exchanges have no price, the most frequent first, 100 at most.
    pub unpriced: Vec<UnpricedModel>,
    /// Rules that decided no recorded exchange at the place where they stand now, 100 at most. One that was moved is taken
    /// for what decided at its new place before.
    pub unfired: Vec<UnfiredRule>,
    /// Recorded exchanges of which a count of tokens is unknown.
    pub without_usage: u64,
    /// What the host should know: `locks_can_be_dropped`, `storage_detached`.
    pub warnings: Vec<Warning>,
}
