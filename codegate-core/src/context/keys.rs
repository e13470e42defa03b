//! Exchanges by the host's own keys: those that are open, and those that failed, which a `begin` with the key continues.

use crate::error::Result;
use crate::limits::FAILED_KEYS;
use crate::model::{Attempt, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::Weak;

/// An exchange as its key finds it.
#[derive(Clone)]
pub(crate) struct Keyed {
    pub(crate) id: String,
    pub(crate) workspace: String,
    pub(crate) session: String,
    pub(crate) exchange: Weak<dyn Continued>,
}

/// An exchange that may be continued by another `begin`.
pub(crate) trait Continued: Send + Sync {
    /// Ends it for those who have it, so that its attempts go on elsewhere.
    ///
    /// Errors: those of a clock.
    fn hand_over(&self, now: Timestamp) -> Result<HandedOver>;
}

/// What becomes of an exchange that is begun again.
pub(crate) enum HandedOver {
    /// It was open: when it began, and its attempts, of which none was recorded.
    Open(Timestamp, Vec<Attempt>),
    /// It has been recorded.
    Recorded,
    /// It is being recorded, or was begun again by somebody else.
    Taken,
}

#[derive(Default)]
pub(crate) struct Keys {
    all: HashMap<String, Keyed>,
    /// Keys of those that failed, the oldest first.
    failed: VecDeque<String>,
}

impl Keys {
    pub(crate) fn get(&self, key: &str) -> Option<Keyed> {
        self.all.get(key).cloned()
    }

    pub(crate) fn opened(&mut self, key: &str, exchange: Keyed) {
        self.all.insert(key.to_owned(), exchange);
    }

    /// The exchange has ended; it is remembered where it did not succeed.
    pub(crate) fn ended(&mut self, key: &str, failed: bool) {
        if !failed {
            self.all.remove(key);
            return;
        }
        if self.all.contains_key(key) {
            self.failed.push_back(key.to_owned());
        }
        if self.failed.len() > FAILED_KEYS
            && let Some(oldest) = self.failed.pop_front()
        {
            self.all.remove(&oldest);
        }
    }
}
