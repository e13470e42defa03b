//! Whose turn it is to write: among our threads, and among our processes.

use super::waiting::{LONGEST_PAUSE, Wait};
use super::with_suffix;
use crate::error::{Code, Error, Result};
use crate::sync::locked;
use codegate_locks::Unshared;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

/// One at a time among the threads of this gate.
#[derive(Default)]
pub(crate) struct Turn {
    taken: Mutex<bool>,
    freed: Condvar,
}

pub(crate) struct TurnGuard<'a>(&'a Turn);

impl Turn {
    pub(super) fn take(&self, wait: &Wait) -> Result<TurnGuard<'_>> {
        let mut taken = locked(&self.taken);
        while *taken {
            // Not for longer, so that it sees that it was stopped.
            let waited = self.freed.wait_timeout(taken, wait.left()?.min(LONGEST_PAUSE));
            taken = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        *taken = true;
        Ok(TurnGuard(self))
    }
}

impl Drop for TurnGuard<'_> {
    fn drop(&mut self) {
        *locked(&self.0.taken) = false;
        self.0.freed.notify_one();
    }
}

/// The lock file next to the store. It is never removed: a removed one would let two writers in. It holds a `note`.
pub(super) struct LockFile(Unshared);

pub(super) struct LockGuard<'a>(&'a File);

/// The same of an open store, whose lock file may be closed meanwhile.
pub(super) struct Held(Arc<LockFile>);

impl LockFile {
    /// Opens the lock file of `store`, creating it readable by its owner alone.
    pub(super) fn open(store: &Path) -> std::io::Result<LockFile> {
        let path = with_suffix(store, ".lock");
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map(|file| LockFile(Unshared::new(file)))
    }

    pub(super) fn file(&self) -> &File {
        &self.0
    }

    pub(super) fn lock(&self, wait: &mut Wait) -> Result<LockGuard<'_>> {
        self.take(wait)?;
        Ok(LockGuard(&self.0))
    }

    pub(super) fn hold(self: &Arc<Self>, wait: &mut Wait) -> Result<Held> {
        self.take(wait)?;
        Ok(Held(self.clone()))
    }

    fn take(&self, wait: &mut Wait) -> Result<()> {
        loop {
            match self.0.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => wait.pause()?,
                Err(TryLockError::Error(error)) => {
                    return Err(Error::new(Code::Io, "the lock file cannot be locked").with_source(error));
                }
            }
        }
    }
}

impl Drop for LockGuard<'_> {
    fn drop(&mut self) {
        // Explicitly, since the file stays open. A failure leaves the lock to be freed with the file.
        let _ = self.0.unlock();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.0.unlock();
    }
}
