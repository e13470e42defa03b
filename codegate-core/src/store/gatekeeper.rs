//! Whose turn it is to write: among our threads, and among our processes.

use super::with_suffix;
use crate::error::{Code, Error, Result};
use codegate_locks::Unshared;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Locks a mutex, also one that a panic left behind: what it guards is only changed whole.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

pub(super) fn busy() -> Error {
    Error::new(Code::Busy, "another writer held the store past `busy_timeout`; try again")
}

/// One writer at a time among the threads of this gate, with a deadline.
#[derive(Default)]
pub(super) struct Turn {
    taken: Mutex<bool>,
    freed: Condvar,
}

pub(super) struct TurnGuard<'a>(&'a Turn);

impl Turn {
    pub(super) fn take(&self, deadline: Instant) -> Result<TurnGuard<'_>> {
        let mut taken = locked(&self.taken);
        while *taken {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(busy());
            }
            let waited = self.freed.wait_timeout(taken, left);
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

/// The lock file beside the store. It is never written, and never removed: a removed one would let two writers in.
pub(super) struct LockFile(Unshared);

pub(super) struct LockGuard<'a>(&'a File);

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

    pub(super) fn lock(&self, deadline: Instant) -> Result<LockGuard<'_>> {
        let mut pause = Duration::from_micros(100);
        loop {
            match self.0.try_lock() {
                Ok(()) => return Ok(LockGuard(&self.0)),
                Err(TryLockError::WouldBlock) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(busy());
                    }
                    std::thread::sleep(pause.min(left));
                    pause = (pause * 2).min(Duration::from_millis(5));
                }
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
