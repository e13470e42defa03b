//! What every command is given: the store, opened when it is first needed, and where to write.

use crate::cli::Global;
use crate::errors::Failure;
use crate::output::Out;
use codegate_core::{Gate, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

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

    fn opened(&self, writing: bool, options: OpenOptions) -> Result<Gate, Failure> {
        if !writing {
            must_exist(&self.path()?)?;
        }
        let options = options.busy_timeout(self.wait).read_only(!writing);
        Ok(match &self.store {
            Some(path) => options.open(path)?,
            None => options.open_default()?,
        })
    }
}

/// A store without a file.
const MEMORY: &str = ":memory:";

fn is_there(path: &Path) -> bool {
    path == Path::new(MEMORY) || path.exists()
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
