//! Retention: what is older than the host wants it kept leaves the history, a little at a time.

use super::Context;
use crate::error::Result;
use crate::store::{prune, retention};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// Every so many writes, what is old is looked for.
const EVERY: u64 = 8;
/// So many are removed then: more than were recorded since.
const EACH: i64 = 16;
/// How often old ones are looked for when a store is opened, and how many are removed each time.
const ROUNDS: usize = 4;
const ROUND: i64 = 500;

/// How long the history is kept, and how far it was looked through.
pub(super) struct Retaining {
    micros: i64,
    after: AtomicI64,
    writes: AtomicU64,
}

impl Retaining {
    pub(super) fn new(time: Duration) -> Retaining {
        let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        Retaining { micros, after: AtomicI64::new(0), writes: AtomicU64::new(0) }
    }
}

impl Context {
    /// Removes what is old when the store is opened; what is left goes while others are recorded.
    pub(super) fn retain_at_open(&self) {
        let mut removed = 0;
        for _ in 0..ROUNDS {
            match self.remove_old(removed, ROUND, self.drop_timeout) {
                Ok((more, true)) => removed += more,
                _ => return,
            }
        }
    }

    /// The same after every few writes, if the store is free.
    pub(super) fn retain(&self) {
        let Some(retaining) = &self.retaining else { return };
        if retaining.writes.fetch_add(1, Ordering::Relaxed) % EVERY == EVERY - 1 {
            // It is made up for later.
            let _ = self.remove_old(0, EACH, Duration::ZERO);
        }
    }

    /// Removes the next old ones; gives how many, and whether there may be more.
    fn remove_old(&self, removed: i64, most: i64, at_most: Duration) -> Result<(i64, bool)> {
        let Some(retaining) = &self.retaining else { return Ok((0, false)) };
        let after = retaining.after.load(Ordering::Relaxed);
        // Not on the reader of reports, for which a finish would wait.
        let found = self.store.read_config(|tx| retention::find(tx, retaining.micros, after, removed, most))?;
        if !found.old.is_empty() {
            self.store.write_within(at_most, |tx| prune::remove(tx, &found.old, true))?;
        }
        retaining.after.store(found.after, Ordering::Relaxed);
        Ok((i64::try_from(found.old.len()).unwrap_or(i64::MAX), found.more))
    }
}
