//! What every command is given: the store, opened when it is first needed, and where to write.

use crate::cli::Global;
use crate::errors::Failure;
use crate::output::Out;
use codegate_core::{Code, Error, Gate, OpenOptions};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a lock is tried.
const PAUSE: Duration = Duration::from_millis(5);

/// The parts that commands share.
pub(crate) struct App {
    pub(crate) out: Out,
    store: Option<PathBuf>,
    wait: Duration,
}

impl App {
    pub(crate) fn new(global: &Global) -> App {
        App {
            out: Out::new(global.json, global.color),
            store: global.store.clone(),
            wait: Duration::from_secs_f64(global.wait),
        }
    }

    /// The path of the store, whether it exists or not.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        match &self.store {
            Some(path) => Ok(path.clone()),
            None => Ok(Gate::options().default_path()?),
        }
    }

    /// The store to read from: nothing is created, locked or written.
    pub(crate) fn read(&self) -> Result<Gate, Failure> {
        self.opened(false, Gate::options())
    }

    /// The same, or one with nothing in it where there is none.
    pub(crate) fn read_or_none(&self) -> Result<Gate, Failure> {
        if is_there(&self.path()?) { self.read() } else { Ok(Gate::open(MEMORY)?) }
    }

    /// The store to write to, created if there is none.
    pub(crate) fn write(&self) -> Result<Gate, Failure> {
        self.opened(true, Gate::options())
    }

    /// The same with more options.
    pub(crate) fn write_with(&self, options: impl FnOnce(OpenOptions) -> OpenOptions) -> Result<Gate, Failure> {
        self.opened(true, options(Gate::options()))
    }

    /// Keeps other commands from what the library does in two calls, until the file is dropped. It stays, empty, beside the
    /// store: where it were removed, two could hold two of them.
    pub(crate) fn alone(&self, what: &str) -> Result<Option<File>, Failure> {
        let store = self.path()?;
        if store == Path::new(MEMORY) {
            return Ok(None);
        }
        let mut name = store.into_os_string();
        name.push(format!(".{what}-lock"));
        let failed = |error: &std::io::Error| {
            let text = format!("`{}` cannot be locked: {error}", Path::new(&name).display());
            Failure::Library(Error::new(Code::Io, text))
        };
        let file = File::options().create(true).append(true).open(&name).map_err(|error| failed(&error))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Some(file)),
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
                Err(TryLockError::WouldBlock) if begun.elapsed() < self.wait => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(Code::Busy, format!("another command holds the {what}; try again")).into());
                }
            }
        }
    }

    fn opened(&self, writing: bool, options: OpenOptions) -> Result<Gate, Failure> {
        if !writing {
            must_exist(&self.path()?)?;
        }
        let options = options.busy_timeout(self.wait).read_only(!writing);
        let opened = match &self.store {
            Some(path) => options.open(path),
            None => options.open_default(),
        };
        opened.map_err(|error| if writing { error.into() } else { to_be_written_first(error) })
    }
}

/// A store without a file.
const MEMORY: &str = ":memory:";

fn is_there(path: &Path) -> bool {
    // What cannot be looked at is the library's to refuse.
    path == Path::new(MEMORY) || path.try_exists().unwrap_or(true)
}

/// An empty file, and a store of an older version, are read only after they were opened for writing.
fn to_be_written_first(error: Error) -> Failure {
    if error.code() != Code::ReadOnly {
        return error.into();
    }
    let why = error.message().split(';').next().unwrap_or_default();
    let hint = "each command that writes does so first; `codegate usage verify --rebuild` changes nothing else";
    Failure::own("read_only", format!("{why}, and must be brought up to this version before it can be read"), hint)
}

/// Refuses a store that is not there, for a command that reads.
fn must_exist(path: &Path) -> Result<(), Failure> {
    if is_there(path) {
        return Ok(());
    }
    Err(Failure::own(
        "store_missing",
        format!("there is no store at `{}` yet", path.display()),
        "`codegate provider add` or `codegate workspace create` makes one; `--store` or `CODEGATE_STORE` names another",
    ))
}
