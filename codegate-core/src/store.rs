//! One SQLite file: how it is opened, and how every read and write of it goes. SQL lives below this module only.
//!
//! A write goes: the turn among our threads → `flock` on the lock file → `BEGIN IMMEDIATE` → version check → work →
//! `COMMIT` → sentinel → unlock. Only then is it acknowledged. The lock file keeps our own writers apart even when
//! something else in the host closes a descriptor of the file and so drops SQLite's locks; the sentinel notices a file
//! that was removed or replaced.

pub(crate) mod alerts;
pub(crate) mod charges;
pub(crate) mod check;
mod checksum;
pub(crate) mod config;
mod connection;
pub(crate) mod exchanges;
pub(crate) mod exports;
mod fault;
mod gatekeeper;
pub(crate) mod history;
mod open;
pub(crate) mod personas;
pub(crate) mod providers;
pub(crate) mod reports;
pub(crate) mod rollup;
mod rows;
mod schema;
mod sound;
mod sums;
pub(crate) mod workspaces;

use crate::error::{Code, Error, Result};
pub(crate) use gatekeeper::locked;
use gatekeeper::{LockFile, Sentinel, Turn};
pub(crate) use open::Opening;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use sound::Sound;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// An open store: a writer, a reader for the configuration, and a reader for reports and history, so that no report
/// holds up a decision. A store in memory has the writer alone.
pub(crate) struct Store {
    turn: Turn,
    writer: Mutex<Option<Connection>>,
    config_reader: Mutex<Option<Connection>>,
    report_reader: Mutex<Option<Connection>>,
    file: Option<FileGuard>,
    /// What reports need not look through again.
    pub(crate) sound: Sound,
    /// Why nothing can be written, if so.
    refusal: Option<Code>,
    busy_timeout: Duration,
    detached: AtomicBool,
    pid: u32,
}

/// What guards a store in a file.
struct FileGuard {
    sentinel: Sentinel,
    /// `None` when opened for reading.
    lock: Option<LockFile>,
}

impl Store {
    /// Whether the store lives in memory, where no other process can change it.
    pub(crate) fn in_memory(&self) -> bool {
        self.file.is_none()
    }

    /// Refuses a process that did not open the store: SQLite's connections must not be carried over a fork.
    pub(crate) fn check_process(&self) -> Result<()> {
        if std::process::id() == self.pid {
            Ok(())
        } else {
            Err(Error::new(Code::ForkedHandle, "the gate was opened before a fork; open it again in this process"))
        }
    }

    /// Runs one transaction that writes, whole or not at all.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.check_process()?;
        self.check_writable()?;
        let deadline = Instant::now() + self.busy_timeout;
        let _turn = self.turn.take(deadline)?;
        let mut writer = locked(&self.writer);
        let connection = writer.as_mut().ok_or_else(closed)?;
        self.check_attached()?;
        let _lock = match self.file.as_ref().and_then(|file| file.lock.as_ref()) {
            Some(lock) => Some(lock.lock(deadline)?),
            None => None,
        };
        connection.busy_timeout(deadline.saturating_duration_since(Instant::now()))?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::check_writer(&transaction)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        self.check_attached()?;
        Ok(done)
    }

    /// Runs one transaction that reads reports, history and the like.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.check_process()?;
        let reader = if self.in_memory() { &self.writer } else { &self.report_reader };
        self.read_with(reader, work)
    }

    /// Runs one transaction on the reader of the configuration.
    pub(crate) fn read_config<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let reader = if self.in_memory() { &self.writer } else { &self.config_reader };
        self.read_with(reader, work)
    }

    fn read_with<T>(
        &self,
        reader: &Mutex<Option<Connection>>,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.check_attached()?;
        let mut reader = locked(reader);
        let connection = reader.as_mut().ok_or_else(closed)?;
        let transaction = connection.transaction()?;
        work(&transaction)
    }

    /// A number that changes whenever another connection has written to the file. Callers must have checked the process.
    pub(crate) fn data_version(&self) -> Result<i64> {
        self.check_attached()?;
        let reader = locked(&self.config_reader);
        let connection = reader.as_ref().ok_or_else(closed)?;
        Ok(connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// Checkpoints and closes the readers; the writer too, unless `keep_writer` says that exchanges are still open.
    pub(crate) fn close(&self, keep_writer: bool) -> Result<()> {
        self.check_process()?;
        let deadline = Instant::now() + self.busy_timeout;
        let _turn = self.turn.take(deadline)?;
        locked(&self.config_reader).take();
        locked(&self.report_reader).take();
        let mut writer = locked(&self.writer);
        let Some(connection) = writer.as_ref() else { return Ok(()) };
        let outcome = self.checkpoint(connection, deadline);
        if !keep_writer {
            writer.take();
        }
        outcome
    }

    /// Moves the write-ahead log into the file, as far as other readers let it.
    fn checkpoint(&self, connection: &Connection, deadline: Instant) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let Some(lock) = &file.lock else { return Ok(()) };
        if self.check_attached().is_err() {
            return Ok(());
        }
        // Another process may keep the lock; everything acknowledged is in the log, so nothing is lost by leaving it.
        let Ok(_lock) = lock.lock(deadline) else { return Ok(()) };
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn check_writable(&self) -> Result<()> {
        match self.refusal {
            None => Ok(()),
            Some(Code::SchemaTooNew) => Err(schema::too_new("writes")),
            Some(code) => {
                Err(Error::new(code, "the store was opened for reading; open it without `read_only` to write"))
            }
        }
    }

    fn check_attached(&self) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        if !self.detached.load(Ordering::Relaxed) && file.sentinel.holds() {
            return Ok(());
        }
        self.detached.store(true, Ordering::Relaxed);
        Err(Error::new(
            Code::StorageDetached,
            "the store's file was removed or replaced while it was open; open the gate again",
        ))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if std::process::id() == self.pid {
            return;
        }
        // In a forked child: closing would drop the parent's locks, so the connections are left alone.
        for slot in [&self.writer, &self.config_reader, &self.report_reader] {
            if let Ok(mut slot) = slot.try_lock() {
                std::mem::forget(slot.take());
            }
        }
    }
}

fn closed() -> Error {
    Error::new(Code::GateClosed, "the gate was closed; open it again")
}
