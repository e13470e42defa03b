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
    /// What the host should know: `locks_can_be_dropped`, `storage_detached`.
    pub warnings: Vec<Warning>,
}
