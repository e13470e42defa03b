//! How a store stands.

use super::{Warning, words};
use serde::Serialize;

words! {
    /// What keeps writers of several processes apart, beside the lock file.
    Locks {
        /// Locks that nothing the host does with descriptors of its own can drop.
        Held = "held",
        /// Locks of the process: they are dropped when anything in it closes the file.
        Process = "process",
        /// None; the store is in memory.
        None = "none",
    }
}

/// How a store stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Health {
    /// Where the store lies; `None` for one in memory. What is no text is shown with U+FFFD.
    pub path: Option<String>,
    /// The store's own id, which its copies share; `None` where it has none.
    pub store: Option<String>,
    /// Version of SQLite.
    pub sqlite: String,
    /// Version of the tables.
    pub schema: i64,
    /// Rises with every change of the configuration.
    pub generation: i64,
    /// Bytes of the file; `None` in memory, and where it is gone.
    pub size: Option<u64>,
    /// Bytes of the log beside it, which holds what was written last; `None` where there is none.
    pub log_size: Option<u64>,
    /// Whether this gate can write.
    pub writable: bool,
    /// What keeps writers of several processes apart.
    pub locks: Locks,
    /// How often the files were opened anew because something else had replaced them.
    pub reattached: u64,
    /// What the host should know: `locks_can_be_dropped`, `storage_detached`.
    pub warnings: Vec<Warning>,
}
