//! Operation of the store itself: SQL queries, interruption, health, backup and compacting.

use crate::error::Result;
use crate::gate::Gate;
use crate::model::{Backup, BackupOptions, Compacted, Health, QueryOptions, QueryResult};
use std::path::Path;

impl Gate {
    /// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
    /// after the other on a connection of their own, and block no decision and no finish.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::{QueryOptions, QueryParams, Record, SqlValue};
    ///
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// gate.record(&Record { model: Some("m".into()), output_tokens: Some(3), ..Record::default() })?;
    /// let sql = "SELECT model, sum(output_tokens) AS tokens FROM v_attempts WHERE workspace = ? GROUP BY model";
    /// let params = Some(QueryParams::List(vec![SqlValue::Text("default".into())]));
    /// let found = gate.query(sql, &QueryOptions { params, ..QueryOptions::default() })?;
    /// assert_eq!(found.columns, ["model", "tokens"]);
    /// assert_eq!(found.rows, [[SqlValue::Text("m".into()), SqlValue::Integer(3)]]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
    /// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
    /// that are too large; `interrupted` when it runs longer than `timeout`.
    pub fn query(&self, sql: &str, options: &QueryOptions) -> Result<QueryResult> {
        self.context.check()?;
        self.context.store.query(sql, options)
    }

    /// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
    /// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
    /// whose finish was interrupted is still open and can be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    pub fn interrupt(&self) -> Result<()> {
        self.context.store.interrupt()
    }

    /// Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
    /// meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the disk
    /// before it gets its name; only its owner may read it. It is a store like any other, with the same id. After an error
    /// nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a file beside it
    /// that ends with `.part`, which can be deleted.
    ///
    /// Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and where the
    /// log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`, `io`.
    pub fn backup(&self, path: &str, options: &BackupOptions) -> Result<Backup> {
        self.backup_with(path, options, |_, _| {})
    }

    /// The same to any path, with progress: after every mebibyte `progress` gets the bytes that were copied and those of the
    /// whole. Reading the copy back follows.
    ///
    /// Errors: those of [`Gate::backup`].
    pub fn backup_with(
        &self,
        path: impl AsRef<Path>,
        options: &BackupOptions,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Backup> {
        self.context.check()?;
        self.context.store.backup(path.as_ref(), options.replace, &mut progress)
    }

    /// Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and wait to
    /// write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once more in the folder for
    /// temporary files if that is more than 64 MiB. It is done whole, or an error and not at all.
    ///
    /// Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
    pub fn compact(&self) -> Result<Compacted> {
        self.context.check()?;
        self.context.store.compact()
    }

    /// The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host should
    /// know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for every 10,000.
    pub fn health(&self) -> Result<Health> {
        self.context.check()?;
        Ok(Health { unwritten: self.context.unwritten(), ..self.context.store.health()? })
    }
}
