//! What guards a store in a file: the files that are open, and the lock file that keeps other writers out.

use super::connection::{self, Use};
use super::locking::LockFile;
use super::note;
use super::sentinel::{Body, Sentinel, Standing};
use crate::error::Result;
use crate::sync::locked;
use codegate_locks::Household;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

/// What guards a store in a file.
pub(super) struct FileGuard {
    pub(super) path: PathBuf,
    /// The store's own id.
    pub(super) id: String,
    /// How a further connection that reads is opened.
    pub(super) reading: Use,
    pub(super) attached: RwLock<Attached>,
    /// `None` when opened for reading, and once the store is closed.
    lock: Mutex<Option<Arc<LockFile>>>,
    /// What the lock file says, as far as it is known here.
    noted: Mutex<Option<Body>>,
}

/// The files that the connections have open.
pub(super) struct Attached {
    pub(super) household: Household,
    pub(super) sentinel: Sentinel,
}

impl FileGuard {
    pub(super) fn new(path: &Path, id: String, reading: Use, attached: Attached, lock: Option<LockFile>) -> FileGuard {
        let (attached, lock) = (RwLock::new(attached), Mutex::new(lock.map(Arc::new)));
        FileGuard { path: path.to_owned(), id, reading, attached, lock, noted: Mutex::default() }
    }

    /// The lock file, as long as it is open.
    pub(super) fn lock(&self) -> Option<Arc<LockFile>> {
        locked(&self.lock).clone()
    }

    /// Closes the lock file, once nobody holds it any more.
    pub(super) fn close_lock(&self) {
        locked(&self.lock).take();
    }

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

    /// Learns how far other gates saw the file come. The lock file must be held.
    pub(super) fn learn(&self) {
        let Some(lock) = self.lock() else { return };
        let found = note::read(&lock);
        if let Some(found) = found {
            self.attached().sentinel.learn(found);
        }
        *locked(&self.noted) = found;
    }

    /// Publishes the progress that this gate has seen to other gates. The lock file must be held.
    pub(super) fn tell(&self) {
        let Some(lock) = self.lock() else { return };
        let seen = self.attached().sentinel.last_look();
        let mut noted = locked(&self.noted);
        if *noted != Some(seen) {
            note::write(&lock, &seen);
            *noted = Some(seen);
        }
    }

    pub(super) fn standing(&self, acknowledged: i64) -> Standing {
        let attached = self.attached();
        attached.sentinel.standing(&self.id, acknowledged, &attached.household)
    }
}
