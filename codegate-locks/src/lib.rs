//! Keeps the file locks of codegate's stores when something else in the process closes the same files.
//!
//! SQLite locks with `fcntl(F_SETLK)`. Such locks belong to the process: whoever closes any descriptor of the file drops
//! them all, be it another copy of SQLite or a plain `open` and `close`, and within a process they never conflict. Other
//! programs then take the store for abandoned: they cut off the shared memory that this process reads (it dies of
//! SIGBUS), or close the log while it writes there (what it acknowledged is lost). Here the locks are those of an open
//! file description (`F_OFD_SETLK`) that nobody else has, so that nobody else can drop them, and everybody sees them.
//!
//! This crate is the one place with C and `unsafe` below the core: SQLite lets its system calls be replaced
//! (`sqlite3_vfs.xSetSystemCall`), one of them is variadic, and its structures must be laid out as SQLite's C compiler
//! laid them out. `carriers.c` holds the account of descriptors, `calls.c` what SQLite calls, `fork.c` what a fork needs.

use std::ffi::c_int;
use std::fs::File;
#[cfg(shim)]
use std::os::fd::{AsRawFd, FromRawFd, IntoRawFd};
use std::path::Path;

#[cfg(shim)]
unsafe extern "C" {
    safe fn codegate_locks_install() -> c_int;
    safe fn codegate_locks_household(fd: c_int) -> c_int;
    safe fn codegate_locks_enter(household: c_int) -> c_int;
    safe fn codegate_locks_in_use(fd: c_int, index: c_int) -> c_int;
    safe fn codegate_locks_shed(fd: c_int, sheds: c_int);
    fn codegate_locks_open(path: *const std::ffi::c_char) -> c_int;
    safe fn codegate_locks_close(fd: c_int);
    fn codegate_locks_keep(path: *const std::ffi::c_char) -> c_int;
}

/// Connections that share SQLite's account of locks, and its map of a log's index: those of one gate. To all others they
/// are as another process's.
#[derive(Debug)]
pub struct Household {
    /// 0 where the locks are the process's, which knows one household alone.
    number: c_int,
}

impl Household {
    /// A new one, for a store next to `neighbour`: an open file of the same file system whose closing drops no lock
    /// that anybody needs.
    pub fn beside(neighbour: &File) -> Household {
        #[cfg(shim)]
        {
            Household { number: if installed() { codegate_locks_household(neighbour.as_raw_fd()) } else { 0 } }
        }
        #[cfg(not(shim))]
        {
            let _ = neighbour;
            Household { number: 0 }
        }
    }

    /// Whether the locks belong to open file descriptions that nobody else has. If not, any `close` of the files within
    /// the process drops them. (Windows' belong to handles.)
    pub fn holds(&self) -> bool {
        self.number != 0 || cfg!(windows)
    }

    /// Runs what opens a connection to the store at `path`, which must be there. It then belongs to this household.
    pub fn open<T>(&self, path: &Path, open: impl FnOnce() -> T) -> T {
        #[cfg(shim)]
        {
            if self.number != 0 {
                keep(path);
            }
            let _entered = Entered(codegate_locks_enter(self.number));
            open()
        }
        #[cfg(not(shim))]
        {
            let _ = path;
            open()
        }
    }
}

/// A store, its log or its index, opened for inspection alongside SQLite. Dropping it drops no lock of an SQLite that
/// the host has in this process, as `File` would: such locks fall when anything in the process closes the file.
#[derive(Debug)]
pub struct Look(std::mem::ManuallyDrop<File>);

impl Look {
    /// Opens the file at `path`, which is the store at `store` or lies next to it, for reading.
    pub fn open(store: &Path, path: &Path) -> std::io::Result<Look> {
        #[cfg(shim)]
        if installed() {
            keep(store);
            let path = c_path(path).ok_or(std::io::ErrorKind::InvalidInput)?;
            // SAFETY: it reads the path, which ends with a NUL, and keeps nothing of it.
            let fd = unsafe { codegate_locks_open(path.as_ptr()) };
            if fd < 0 {
                return Err(std::io::Error::last_os_error());
            }
            // SAFETY: it was opened just now, and nobody else owns it.
            return Ok(Look(std::mem::ManuallyDrop::new(unsafe { File::from_raw_fd(fd) })));
        }
        let _ = store;
        File::open(path).map(|file| Look(std::mem::ManuallyDrop::new(file)))
    }
}

impl std::ops::Deref for Look {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        // SAFETY: it is taken once, here.
        let file = unsafe { std::mem::ManuallyDrop::take(&mut self.0) };
        #[cfg(shim)]
        if installed() {
            codegate_locks_close(file.into_raw_fd());
            return;
        }
        drop(file);
    }
}

/// Whether SQLite's system calls go through the shim; they do from the first question on.
#[cfg(shim)]
fn installed() -> bool {
    static INSTALLED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *INSTALLED.get_or_init(|| codegate_locks_install() == 1)
}

/// The household that the thread was in before.
#[cfg(shim)]
struct Entered(c_int);

#[cfg(shim)]
impl Drop for Entered {
    fn drop(&mut self) {
        codegate_locks_enter(self.0);
    }
}

/// Keeps the locks of the store for whoever opens it from now on. Without memory they are left to the process.
#[cfg(shim)]
fn keep(path: &Path) {
    if let Some(path) = c_path(path) {
        // SAFETY: it reads the path, which ends with a NUL, and keeps nothing of it.
        unsafe { codegate_locks_keep(path.as_ptr()) };
    }
}

#[cfg(shim)]
fn c_path(path: &Path) -> Option<std::ffi::CString> {
    std::ffi::CString::new(std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str())).ok()
}

/// Whether anybody, this process included, has the database open. Always `false` where that cannot be asked.
pub fn database_in_use(database: &File) -> bool {
    in_use(database, 0)
}

/// Whether anybody, this process included, has the index of a log open. Always `false` where that cannot be asked.
pub fn index_in_use(index: &File) -> bool {
    in_use(index, 1)
}

fn in_use(file: &File, index: c_int) -> bool {
    #[cfg(shim)]
    return codegate_locks_in_use(file.as_raw_fd(), index) == 1;
    #[cfg(not(shim))]
    {
        let _ = (file, index);
        false
    }
}

/// Bytes that the linked SQLite has allocated in this process. rusqlite has no call for it.
pub fn sqlite_memory() -> u64 {
    // SAFETY: it takes nothing, and may be called at any time from any thread.
    let bytes = unsafe { libsqlite3_sys::sqlite3_memory_used() };
    u64::try_from(bytes).unwrap_or(0)
}

/// A file whose lock (`flock`) no child of a fork inherits: such a lock lasts as long as anybody has the file open, so
/// that an idle child would keep it after the end of a parent that was killed.
#[derive(Debug)]
pub struct Unshared(File);

impl Unshared {
    /// Takes the file. A child finds `/dev/null` instead.
    pub fn new(file: File) -> Unshared {
        #[cfg(shim)]
        codegate_locks_shed(file.as_raw_fd(), 1);
        Unshared(file)
    }
}

impl std::ops::Deref for Unshared {
    type Target = File;

    fn deref(&self) -> &File {
        &self.0
    }
}

impl Drop for Unshared {
    fn drop(&mut self) {
        #[cfg(shim)]
        codegate_locks_shed(self.0.as_raw_fd(), 0);
    }
}
