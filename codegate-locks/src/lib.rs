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

// The shim speaks to SQLite; naming the crate here makes the linker bring it.
#[cfg(shim)]
use libsqlite3_sys as _;
use std::path::Path;

#[cfg(shim)]
unsafe extern "C" {
    safe fn codegate_locks_install() -> std::ffi::c_int;
    safe fn codegate_locks_renew();
    safe fn codegate_locks_shed(fd: std::ffi::c_int, sheds: std::ffi::c_int);
    fn codegate_locks_keep(path: *const std::ffi::c_char) -> std::ffi::c_int;
    fn codegate_locks_carries(path: *const std::ffi::c_char) -> std::ffi::c_int;
}

/// To whom the locks of a store belong, and so who can drop them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// An open file description, or a handle, that nobody else has.
    Description,
    /// The process: any `close` of the file within it drops them.
    Process,
}

/// Keeps the locks of the store at `path`, which must be there, for every connection that is opened to it from now on.
/// Other files of the linked SQLite are left as they are.
pub fn keep(path: &Path) {
    #[cfg(shim)]
    {
        static INSTALLED: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
        if *INSTALLED.get_or_init(|| codegate_locks_install() == 1) {
            // SAFETY: it reads the path, which ends with a NUL, and keeps nothing of it.
            with_path(path, |path| unsafe { codegate_locks_keep(path) });
        }
    }
    #[cfg(not(shim))]
    let _ = path;
}

/// To whom the locks of the store at `path`, which a connection has open, belong.
pub fn owner(path: &Path) -> Owner {
    #[cfg(shim)]
    // SAFETY: as above.
    let carried = with_path(path, |path| unsafe { codegate_locks_carries(path) });
    #[cfg(not(shim))]
    let (carried, _) = (cfg!(windows), path);
    if carried { Owner::Description } else { Owner::Process }
}

/// Makes connections that are opened from now on strangers to those that are open, as if they were another process's.
///
/// SQLite keeps one account of locks and one map of the log's index for each file and process. A store whose log or
/// index was taken away must be opened past that account, while other connections may still hold the old files.
pub fn renew() {
    #[cfg(shim)]
    codegate_locks_renew();
}

/// A file whose lock (`flock`) no child of a fork inherits: such a lock lasts as long as anybody has the file open, so
/// that an idle child would keep it after the end of a parent that was killed.
#[derive(Debug)]
pub struct Unshared(std::fs::File);

impl Unshared {
    /// Takes the file. A child finds `/dev/null` in its place.
    pub fn new(file: std::fs::File) -> Unshared {
        #[cfg(shim)]
        codegate_locks_shed(std::os::fd::AsRawFd::as_raw_fd(&file), 1);
        Unshared(file)
    }
}

impl std::ops::Deref for Unshared {
    type Target = std::fs::File;

    fn deref(&self) -> &std::fs::File {
        &self.0
    }
}

impl Drop for Unshared {
    fn drop(&mut self) {
        #[cfg(shim)]
        codegate_locks_shed(std::os::fd::AsRawFd::as_raw_fd(&self.0), 0);
    }
}

#[cfg(shim)]
fn with_path(path: &Path, call: impl FnOnce(*const std::ffi::c_char) -> std::ffi::c_int) -> bool {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::CString::new(path.as_os_str().as_bytes()).is_ok_and(|path| call(path.as_ptr()) == 1)
}
