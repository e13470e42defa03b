//! The state of the store.

use super::{Store, closed, config, with_suffix};
use crate::error::{Code, Result};
use crate::model::{Health, Locks, Warning};
use crate::sync::locked;

impl Store {
    /// Reports on a best-effort basis, also on a store whose file is gone.
    pub(crate) fn health(&self) -> Result<Health> {
        self.check_process()?;
        let attached = self.is_attached();
        let (schema, generation) = self.versions()?;
        let size = |suffix: &str| {
            let path = with_suffix(&self.file.as_ref()?.path, suffix);
            std::fs::metadata(path).ok().map(|found| found.len())
        };
        let locks = match &self.file {
            None => Locks::None,
            Some(file) if file.holds() => Locks::Held,
            Some(_) => Locks::Process,
        };
        let mut warnings = Vec::new();
        if locks == Locks::Process {
            warnings.push(Warning::new(
                "locks_can_be_dropped",
                "a file of the store that is closed by anything else in this process takes the locks with it; leave them to \
                 this library",
            ));
        }
        if !attached {
            let why =
                "the files at the path are not those that are open; the next call opens them anew, if it is this store";
            warnings.push(Warning::new(Code::StorageDetached.as_str(), why));
        }
        Ok(Health {
            path: self.file.as_ref().map(|file| file.path.to_string_lossy().into_owned()),
            store: self.file.as_ref().map(|file| file.id.clone()),
            sqlite: rusqlite::version().to_owned(),
            schema,
            generation,
            size: size(""),
            log_size: size("-wal"),
            writable: self.refusal.is_none() && attached,
            locks,
            unwritten: 0,
            reattached: self.reattached(),
            warnings,
        })
    }

    /// The version of the tables and the generation of the configuration, of the file that is open.
    fn versions(&self) -> Result<(i64, i64)> {
        let mut wait = self.stops.wait(self.busy_timeout);
        let mut slot = locked(if self.in_memory() { &self.writer } else { &self.config_reader });
        let connection = wait.watch(slot.as_mut().ok_or_else(closed)?)?;
        let transaction = wait.begin(&connection, rusqlite::TransactionBehavior::Deferred)?;
        let schema = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        Ok((schema, config::generation(&transaction)?))
    }
}
