//! Whose turn it is to write: among our threads, among our processes; and whether the file is still the one we opened.

use super::waiting::Wait;
use crate::error::{Code, Error, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard};

/// Locks a mutex, also one that a panic left behind: what it guards is only changed whole.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// One writer at a time among the threads of this gate.
#[derive(Default)]
pub(super) struct Turn {
    taken: Mutex<bool>,
    freed: Condvar,
}

pub(super) struct TurnGuard<'a>(&'a Turn);

impl Turn {
    pub(super) fn take(&self, wait: &Wait) -> Result<TurnGuard<'_>> {
        let mut taken = locked(&self.taken);
        while *taken {
            let waited = self.freed.wait_timeout(taken, wait.left()?);
            taken = waited.unwrap_or_else(std::sync::PoisonError::into_inner).0;
        }
        *taken = true;
        Ok(TurnGuard(self))
    }

    /// Lets those who wait see that they were stopped.
    pub(super) fn wake(&self) {
        // Through the mutex: nobody is between looking and waiting then.
        drop(locked(&self.taken));
        self.freed.notify_all();
    }
}

impl Drop for TurnGuard<'_> {
    fn drop(&mut self) {
        *locked(&self.0.taken) = false;
        self.0.freed.notify_one();
    }
}

/// The lock file beside the store. It is never written, and never removed: a removed one would let two writers in.
pub(super) struct LockFile(File);

pub(super) struct LockGuard<'a>(&'a File);

impl LockFile {
    /// Opens the lock file of `store`, creating it readable by its owner alone.
    pub(super) fn open(store: &Path) -> std::io::Result<LockFile> {
        let mut path = store.as_os_str().to_owned();
        path.push(".lock");
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map(LockFile)
    }

    pub(super) fn lock(&self, wait: &mut Wait) -> Result<LockGuard<'_>> {
        loop {
            match self.0.try_lock() {
                Ok(()) => return Ok(LockGuard(&self.0)),
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

/// Device and inode of the store and of its write-ahead log as they were when it was opened.
pub(super) struct Sentinel {
    files: Vec<(PathBuf, Identity)>,
}

type Identity = Option<(u64, u64)>;

impl Sentinel {
    pub(super) fn new(store: &Path) -> Sentinel {
        let mut wal = store.as_os_str().to_owned();
        wal.push("-wal");
        let files = [store.to_owned(), PathBuf::from(wal)];
        Sentinel {
            files: files
                .into_iter()
                .map(|path| {
                    let id = identity(&path);
                    (path, id)
                })
                .collect(),
        }
    }

    pub(super) fn holds(&self) -> bool {
        self.files.iter().all(|(path, seen)| seen.is_none() || identity(path) == *seen)
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Identity {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

/// Elsewhere an open file cannot be removed, so only its presence is looked at.
#[cfg(not(unix))]
fn identity(path: &Path) -> Identity {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}
