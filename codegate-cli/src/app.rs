//! What every command is given: the store, opened when it is first needed, and where to write.

use crate::cli::Global;
use crate::errors::Failure;
use crate::output::Out;
use crate::store;
use codegate_core::{Gate, OpenOptions};
use std::path::PathBuf;
use std::time::Duration;

/// The parts that commands share.
pub(crate) struct App {
    pub(crate) out: Out,
    store: Option<PathBuf>,
    wait: Duration,
    gate: Option<Gate>,
}

impl App {
    pub(crate) fn new(global: &Global) -> App {
        App {
            out: Out::new(global.json, global.color),
            store: global.store.clone().or_else(store::named),
            wait: Duration::from_secs_f64(global.wait),
            gate: None,
        }
    }

    /// The path of the store, whether it exists or not.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        match &self.store {
            Some(path) => Ok(path.clone()),
            None => store::default_path(),
        }
    }

    /// The store to read from: nothing is created, locked or written.
    pub(crate) fn read(&mut self) -> Result<Gate, Failure> {
        self.opened(false, Gate::options())
    }

    /// The store to write to, created if there is none.
    pub(crate) fn write(&mut self) -> Result<Gate, Failure> {
        self.opened(true, Gate::options())
    }

    /// The store that is open, if one is.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.gate.as_ref()
    }

    /// The same with more options.
    pub(crate) fn write_with(&mut self, options: impl FnOnce(OpenOptions) -> OpenOptions) -> Result<Gate, Failure> {
        self.opened(true, options(Gate::options()))
    }

    fn opened(&mut self, writing: bool, options: OpenOptions) -> Result<Gate, Failure> {
        let path = self.path()?;
        let options = options.busy_timeout(self.wait).read_only(!writing);
        if !writing {
            store::must_exist(&path)?;
        } else if self.store.is_none() {
            store::make_folder(&path)?;
        }
        let gate = options.open(&path)?;
        self.gate = Some(gate.clone());
        Ok(gate)
    }
}
