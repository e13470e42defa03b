//! How long a call waits, and what stops it before: every wait of the store looks here, and so does a running statement.

use super::fault;
use crate::error::{Code, Error, Result};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Instructions of SQLite between two looks at whether to go on: some tens of microseconds.
const INSTRUCTIONS: i32 = 1_000;
/// How long nothing looks whether it was stopped.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(5);

/// Counts the interruptions of everything that waits or runs. A call compares the count with that of its beginning, so
/// a call that begins later is never hit.
#[derive(Default)]
pub(super) struct Stops(Arc<AtomicU64>);

impl Stops {
    /// Stops the calls that have begun.
    pub(super) fn stop(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }

    /// The beginning of a call that waits at most so long.
    pub(super) fn wait(&self, at_most: Duration) -> Wait {
        let seen = self.0.load(Ordering::Acquire);
        Wait { stops: self.0.clone(), seen, deadline: Instant::now() + at_most, pause: Duration::from_micros(100) }
    }
}

/// One call: until when it waits for others, and whether it was stopped.
pub(super) struct Wait {
    stops: Arc<AtomicU64>,
    seen: u64,
    deadline: Instant,
    pause: Duration,
}

impl Wait {
    fn is_stopped(&self) -> bool {
        self.stops.load(Ordering::Acquire) != self.seen
    }

    /// Refuses to go on where the call was stopped.
    pub(super) fn check(&self) -> Result<()> {
        if self.is_stopped() { Err(stopped()) } else { Ok(()) }
    }

    /// What is left of the wait; `busy` at its end.
    pub(super) fn left(&self) -> Result<Duration> {
        self.check()?;
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(busy()) } else { Ok(left) }
    }

    /// Sleeps a little, longer each time, where nothing signals the end of the wait.
    pub(super) fn pause(&mut self) -> Result<()> {
        std::thread::sleep(self.pause.min(self.left()?));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }

    /// Sleeps for so long, if there is as much left.
    pub(super) fn sleep(&self, time: Duration) -> Result<()> {
        std::thread::sleep(time.min(self.left()?));
        Ok(())
    }

    /// Tries again as long as others hold the store. SQLite's own wait cannot be stopped, so it is switched off for this.
    pub(super) fn retry<T>(&mut self, mut attempt: impl FnMut() -> rusqlite::Result<T>) -> Result<T> {
        loop {
            match attempt() {
                Err(error) if fault::is_busy(&error) => self.pause()?,
                done => return Ok(done?),
            }
        }
    }

    /// Begins a transaction, waiting for others. One that reads has taken its place in the log when this returns.
    pub(super) fn begin<'c>(
        &mut self,
        connection: &'c Connection,
        behavior: TransactionBehavior,
    ) -> Result<Transaction<'c>> {
        connection.busy_timeout(Duration::ZERO)?;
        self.retry(|| {
            let transaction = Transaction::new_unchecked(connection, behavior)?;
            if matches!(behavior, TransactionBehavior::Deferred) {
                transaction.prepare_cached("PRAGMA data_version")?.query_row([], |_| Ok(()))?;
            }
            Ok(transaction)
        })
    }

    /// Moves the write-ahead log into the file; `busy` where others still read or write it at the end of the wait.
    pub(super) fn checkpoint(&mut self, connection: &Connection) -> Result<()> {
        connection.busy_timeout(Duration::ZERO)?;
        while connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))? {
            self.pause()?;
        }
        Ok(())
    }

    /// The connection, whose statements end with `interrupted` when the call is stopped.
    pub(super) fn watch<'c>(&self, connection: &'c mut Connection) -> Result<Watched<'c>> {
        self.check()?;
        let (stops, seen) = (self.stops.clone(), self.seen);
        connection.progress_handler(INSTRUCTIONS, Some(move || stops.load(Ordering::Acquire) != seen))?;
        Ok(Watched(connection))
    }

    /// The same, and they end when `over` says so, too.
    pub(super) fn watch_until<'c>(
        &self,
        connection: &'c mut Connection,
        mut over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<Watched<'c>> {
        let watched = self.watch(connection)?;
        let (stops, seen) = (self.stops.clone(), self.seen);
        watched.0.progress_handler(INSTRUCTIONS, Some(move || stops.load(Ordering::Acquire) != seen || over()))?;
        Ok(watched)
    }
}

/// Signals when this much time has passed.
pub(super) fn timer(time: Duration) -> impl Fn() -> bool {
    let end = Instant::now() + time;
    move || Instant::now() >= end
}

/// A connection that a call runs on; nobody watches it afterwards.
pub(super) struct Watched<'c>(&'c mut Connection);

impl Deref for Watched<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.0
    }
}

impl DerefMut for Watched<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.0
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        // It fails on a connection that does not own its handle alone; ours all do.
        let _ = self.0.progress_handler(0, None::<fn() -> bool>);
    }
}

fn stopped() -> Error {
    Error::new(Code::Interrupted, "the call was stopped by `interrupt` and has changed nothing; make it again")
}

fn busy() -> Error {
    Error::new(Code::Busy, "another writer held the store past `busy_timeout`; try again")
}
