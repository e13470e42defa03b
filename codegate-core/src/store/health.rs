//! The state of the store.

use super::{Store, closed, compact, config, filesystem, with_suffix};
use crate::error::{Code, Result};
use crate::model::{Health, Locks, UnfiredRule, UnpricedModel, Warning};
use crate::sync::locked;
use rusqlite::Connection;

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
        let found = if attached { self.read(|tx| Usage::read(tx))? } else { Usage::default() };
        let path = self.file.as_ref().map(|file| &file.path);
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
            detached: !attached,
            filesystem: path.and_then(|path| filesystem::name(path)),
            peers: path.and_then(|path| filesystem::peers(path)),
            free: found.free,
            unpriced: found.unpriced,
            unfired: found.unfired,
            without_usage: found.without_usage,
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

/// What the content of a store tells of its use.
#[derive(Default)]
struct Usage {
    free: Option<u64>,
    unpriced: Vec<UnpricedModel>,
    unfired: Vec<UnfiredRule>,
    without_usage: u64,
}

impl Usage {
    /// From the sums by days, at a cost that does not grow with the number of exchanges on a day.
    fn read(connection: &Connection) -> Result<Usage> {
        let unpriced = "SELECT nullif(provider, ''), nullif(model, ''), CAST(total(unpriced) AS INTEGER) AS count
            FROM usage_sums WHERE hours = 24 GROUP BY provider, model HAVING count > 0
            ORDER BY count DESC, provider, model LIMIT 100";
        let unfired = "SELECT name, position FROM
            (SELECT workspace_id, position FROM rules EXCEPT SELECT workspace_id, rule FROM usage_sums WHERE hours = 24)
            JOIN workspaces ON id = workspace_id WHERE archived_at IS NULL ORDER BY name, position LIMIT 100";
        let without = "SELECT CAST(total(incomplete) AS INTEGER) FROM usage_sums WHERE hours = 24";
        let (mut unpriced, mut unfired) = (connection.prepare_cached(unpriced)?, connection.prepare_cached(unfired)?);
        let unpriced = unpriced.query_map([], |row| {
            Ok(UnpricedModel { provider: row.get(0)?, model: row.get(1)?, exchanges: row.get(2)? })
        })?;
        let unfired = unfired.query_map([], |row| Ok(UnfiredRule { workspace: row.get(0)?, rule: row.get(1)? }))?;
        Ok(Usage {
            free: Some(compact::pages(connection, "freelist_count")?.unsigned_abs()),
            unpriced: unpriced.collect::<rusqlite::Result<_>>()?,
            unfired: unfired.collect::<rusqlite::Result<_>>()?,
            without_usage: connection.prepare_cached(without)?.query_row([], |row| row.get(0))?,
        })
    }
}
