//! What guards a store in a file: the files that are open, and the lock file that keeps other writers out.

use super::connection::{self, Use};
use super::gatekeeper::LockFile;
use super::sentinel::{Sentinel, Standing};
use crate::error::Result;
use codegate_locks::Household;
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// What guards a store in a file.
pub(super) struct FileGuard {
    pub(super) path: PathBuf,
    /// The store's own id.
    pub(super) id: String,
    /// How a further connection that reads is opened.
    pub(super) reading: Use,
    pub(super) attached: RwLock<Attached>,
    /// `None` when opened for reading.
    pub(super) lock: Option<LockFile>,
}

/// The files that the connections have open.
pub(super) struct Attached {
    pub(super) household: Household,
    pub(super) sentinel: Sentinel,
}

impl FileGuard {
    pub(super) fn attached(&self) -> RwLockReadGuard<'_, Attached> {
        self.attached.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A further connection that reads.
    pub(super) fn open_reader(&self) -> Result<Connection> {
        connection::open(&self.path, self.reading, &self.attached().household)
    }

    /// Whether nothing in this process can drop the locks.
    pub(super) fn holds(&self) -> bool {
        self.attached().household.holds()
    }

    pub(super) fn standing(&self, acknowledged: i64) -> Standing {
        let attached = self.attached();
        attached.sentinel.standing(&self.id, acknowledged, &attached.household)
    }
}
