//! One SQLite file: how it is opened, and how it is read and written. SQL lives below this module only.
//!
//! A write goes: the turn among our threads → `flock` on the lock file → are the files still ours? → `BEGIN IMMEDIATE`
//! → version check → work → `COMMIT` → are they still? → unlock. Only then is it acknowledged. SQLite's locks are those
//! of open file descriptions that nobody else has (`codegate-locks`), so that nothing in the host drops them; the lock
//! file keeps our own writers apart where there are no such locks. Files that were removed or replaced all the same are
//! reopened (`attach.rs`), and the write is done once more.

pub(crate) mod alerts;
mod attach;
mod attempts;
mod backup;
mod ballast;
pub(crate) mod changes;
pub(crate) mod charges;
mod checksum;
mod compact;
pub(crate) mod config;
mod connection;
mod damage;
pub(crate) mod exchanges;
pub(crate) mod exports;
mod fault;
mod filesystem;
pub(crate) mod folders;
mod guard;
mod health;
pub(crate) mod history;
mod locking;
pub(crate) mod meta;
pub(crate) mod missing;
mod note;
mod open;
pub(crate) mod original;
pub(crate) mod own_prices;
pub(crate) mod personas;
pub(crate) mod providers;
pub(crate) mod prune;
mod query;
pub(crate) mod reports;
pub(crate) mod retention;
pub(crate) mod rollup;
mod rows;
mod schema;
mod sentinel;
mod sound;
mod sums;
pub(crate) mod verify;
mod views;
mod waiting;
pub(crate) mod workspaces;

use crate::error::{Code, Error, Result};
use crate::sync::locked;
use attach::detached;
use guard::FileGuard;
use locking::Held;
pub(crate) use locking::{Turn, TurnGuard};
pub(crate) use open::Opening;
use rusqlite::{Connection, Transaction, TransactionBehavior};
pub(crate) use schema::SEALS;
use sound::Sound;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use waiting::{LONGEST_PAUSE, Stops, Wait};

/// An open store: a writer, a reader for the configuration, a reader for reports and history, so that no report holds up a
/// decision, and one for questions in SQL from the first of them on. A store in memory has the writer alone.
pub(crate) struct Store {
    stops: Stops,
    turn: Turn,
    writer: Mutex<Option<Connection>>,
    config_reader: Mutex<Option<Connection>>,
    report_reader: Mutex<Option<Connection>>,
    query_reader: Mutex<Option<Connection>>,
    file: Option<FileGuard>,
    /// What reports need not look through again.
    pub(crate) sound: Sound,
    /// Why nothing can be written, if so.
    refusal: Option<Code>,
    busy_timeout: Duration,
    /// How often the files were reopened.
    epoch: AtomicU64,
    /// The number of the last write that was acknowledged here.
    acknowledged: AtomicI64,
    /// The version that the file was of when it was opened for writing; `None` for one that is new.
    came_from: Option<i64>,
    pid: u32,
}

/// How often a write is tried whose files are taken away under it.
const TRIES: usize = 3;

impl Store {
    /// The version that the file was of when it was opened for writing, if it was there.
    pub(crate) fn came_from(&self) -> Option<i64> {
        self.came_from
    }

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

    /// Runs one transaction that writes, whole or not at all. `work` is run again if what it did was lost with the files
    /// that it was done in.
    pub(crate) fn write<T>(&self, work: impl FnMut(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.write_within(self.busy_timeout, work)
    }

    /// The same, waiting for others no longer than this.
    pub(crate) fn write_within<T>(
        &self,
        at_most: Duration,
        mut work: impl FnMut(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.check_process()?;
        self.check_writable()?;
        let mut wait = self.stops.wait(at_most);
        let _turn = self.turn.take(&wait)?;
        let _lock = self.lock_file(&mut wait)?;
        let mut unsure: Option<(i64, T)> = None;
        for _ in 0..TRIES {
            self.attach(&mut wait)?;
            let mut writer = locked(&self.writer);
            let connection = writer.as_mut().ok_or_else(closed)?;
            if let Some((number, done)) = unsure.take()
                && meta::identity(connection)?.writes >= number
            {
                // It was brought into the file before the log was taken away; nobody of ours has written since.
                self.acknowledged.store(number, Ordering::Release);
                return Ok(done);
            }
            match transact(connection, &mut wait, &mut work) {
                Ok((number, done)) if self.is_whole() => {
                    self.acknowledged.store(number, Ordering::Release);
                    self.tell();
                    if number % ballast::EVERY == 0 {
                        self.keep_ballast();
                    }
                    return Ok(done);
                }
                Ok(done) => unsure = Some(done),
                Err(error) if self.is_whole() => return Err(error),
                Err(_) => {}
            }
        }
        Err(detached("something else takes the store's files away while they are written"))
    }

    /// Runs one transaction that reads reports, history and the like.
    pub(crate) fn read<T>(&self, work: impl FnMut(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.check_process()?;
        self.read_with(if self.in_memory() { &self.writer } else { &self.report_reader }, work)
    }

    /// Runs one transaction on the reader of the configuration.
    pub(crate) fn read_config<T>(&self, work: impl FnMut(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.read_with(if self.in_memory() { &self.writer } else { &self.config_reader }, work)
    }

    fn read_with<T>(
        &self,
        reader: &Mutex<Option<Connection>>,
        mut work: impl FnMut(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.reading(|wait| {
            let mut reader = locked(reader);
            let connection = wait.watch(reader.as_mut().ok_or_else(closed)?)?;
            let transaction = wait.begin(&connection, TransactionBehavior::Deferred)?;
            work(&transaction)
        })
    }

    /// A number that changes whenever another connection has written to the file. Callers must have checked the process.
    pub(crate) fn data_version(&self) -> Result<i64> {
        let version: i64 = self.reading(|wait| {
            let reader = locked(&self.config_reader);
            let connection = reader.as_ref().ok_or_else(closed)?;
            wait.retry(|| connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0)))
        })?;
        // Each connection counts for itself, from where it likes, in 32 bits.
        Ok(version ^ (self.reattached() << 32).cast_signed())
    }

    /// Reads from the files at the path, and once more where they were taken away meanwhile.
    fn reading<T>(&self, mut read: impl FnMut(&mut Wait) -> Result<T>) -> Result<T> {
        let mut wait = self.stops.wait(self.busy_timeout);
        if !self.is_attached() {
            self.attach_for_reading(&mut wait)?;
        }
        match read(&mut wait) {
            Err(error) if matches!(error.code(), Code::Io | Code::Corrupt) && !self.is_whole() => {
                self.attach_for_reading(&mut wait)?;
                read(&mut wait)
            }
            done => done,
        }
    }

    /// Checkpoints and closes the readers; the writer too, unless `keep_writer` says that exchanges are still open.
    pub(crate) fn close(&self, keep_writer: bool) -> Result<()> {
        self.check_process()?;
        let mut wait = self.stops.wait(self.busy_timeout);
        let _turn = self.turn.take(&wait)?;
        let outcome = self.checkpoint(&mut wait);
        for reader in [&self.config_reader, &self.report_reader, &self.query_reader] {
            locked(reader).take();
        }
        if !keep_writer {
            locked(&self.writer).take();
            // Nobody writes any more: the descriptor need not wait for the owner of the gate to go.
            self.file.iter().for_each(FileGuard::close_lock);
        }
        outcome
    }

    /// Stops every call that waits or runs.
    pub(crate) fn interrupt(&self) -> Result<()> {
        self.check_process()?;
        self.stops.stop();
        Ok(())
    }

    /// Takes a turn that threads of this gate have with something else than the store, as they have with that.
    pub(crate) fn take_turn<'t>(&self, turn: &'t Turn) -> Result<TurnGuard<'t>> {
        turn.take(&self.stops.wait(self.busy_timeout))
    }

    /// Moves the write-ahead log into the file, as far as others let it.
    fn checkpoint(&self, wait: &mut Wait) -> Result<()> {
        let moved = self.lock_file(wait).and_then(|lock| {
            let Some(_lock) = lock else { return Ok(()) };
            self.attach(wait)?;
            self.bring_log_in(wait)?;
            // What was brought in changed the file; nobody must take that for something else.
            if self.is_whole() {
                self.tell();
            }
            Ok(())
        });
        // Others may keep the lock, or read what would be moved, for longer than this waits. Everything acknowledged is in
        // the log, so nothing is lost by leaving it.
        moved.or_else(|error| match error.code() {
            Code::Busy | Code::StorageDetached => Ok(()),
            _ => Err(error),
        })
    }

    /// Keeps as much room as the log takes. The lock file must be held.
    fn keep_ballast(&self) {
        let Some(file) = &self.file else { return };
        let log = std::fs::metadata(with_suffix(&file.path, "-wal"));
        if let (Some(lock), Ok(log)) = (file.lock(), log) {
            ballast::keep(lock.file(), log.len());
        }
    }

    /// Lets others write who wait: they look at the lock file every few milliseconds only, and would never find it free
    /// between one write and the next.
    pub(crate) fn step_aside(&self) -> Result<()> {
        self.stops.wait(Duration::from_secs(60)).sleep(LONGEST_PAUSE + Duration::from_millis(1))
    }

    /// Makes room to write on a full disk: the lock file gives up what it keeps for that, and what is in the log is brought
    /// into the file, so that the log begins anew in the place that it has.
    pub(crate) fn make_room(&self) -> Result<()> {
        let mut wait = self.stops.wait(self.busy_timeout);
        let _turn = self.turn.take(&wait)?;
        let lock = self.file.as_ref().and_then(FileGuard::lock);
        let Some(lock) = lock else { return Ok(()) };
        let _held = lock.hold(&mut wait)?;
        self.attach(&mut wait)?;
        ballast::release_all(lock.file());
        if let Some(connection) = locked(&self.writer).as_ref() {
            // As far as others let it; what is left is in the way of the next step, or it is not.
            wait.retry(|| connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())))?;
        }
        if self.is_whole() {
            self.tell();
        }
        Ok(())
    }

    /// Keeps other gates from writing; `None` for a store that has no lock file.
    fn lock_file(&self, wait: &mut Wait) -> Result<Option<Held>> {
        self.file.as_ref().and_then(FileGuard::lock).map(|lock| lock.hold(wait)).transpose()
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
}

impl Drop for Store {
    fn drop(&mut self) {
        if std::process::id() == self.pid {
            // What only these connections still see would go with them.
            if self.refusal.is_none() && !self.is_attached() {
                let _ = self.attach_for_reading(&mut self.stops.wait(self.busy_timeout));
            }
            return;
        }
        // In a forked child: closing would drop the parent's locks, so the connections are left alone.
        for slot in [&self.writer, &self.config_reader, &self.report_reader, &self.query_reader] {
            if let Ok(mut slot) = slot.try_lock() {
                std::mem::forget(slot.take());
            }
        }
    }
}

/// One transaction that writes; gives its number.
fn transact<T>(
    connection: &mut Connection,
    wait: &mut Wait,
    work: &mut impl FnMut(&Transaction<'_>) -> Result<T>,
) -> Result<(i64, T)> {
    let connection = wait.watch(connection)?;
    let transaction = wait.begin(&connection, TransactionBehavior::Immediate)?;
    schema::check_writer(&transaction)?;
    let number = meta::count_write(&transaction)?;
    let done = work(&transaction)?;
    // What was stopped between two statements is not kept either.
    wait.check()?;
    transaction.commit()?;
    Ok((number, done))
}

/// The path of a file next to the store.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn closed() -> Error {
    Error::new(Code::GateClosed, "the gate was closed; open it again")
}
