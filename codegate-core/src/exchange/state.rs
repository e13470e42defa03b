//! What moves while an exchange is open.

use super::Inner;
use super::attempt::Current;
use super::sending::{Prepared, Sending};
use crate::error::{Error, Result};
use crate::model::{Attempt, Failure, Route, Timestamp, Warning};
use crate::price::PriceBook;
use crate::sync::locked;
use std::sync::Arc;

/// Attempts lie behind, or one is under way.
pub(super) struct State {
    pub(super) past: Vec<Attempt>,
    pub(super) current: Option<Current>,
    /// Position in `decision.fallbacks` of the next route to take.
    pub(super) next: usize,
    /// The raw response, where the history keeps it. Shared with a finish that writes it.
    pub(super) response_body: Arc<Vec<u8>>,
    pub(super) phase: Phase,
}

/// What a host looks at.
pub(super) struct Shown {
    pub(super) sending: Arc<Sending>,
    pub(super) warnings: Vec<Warning>,
}

/// How far an exchange has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Being written. It is open again if that fails.
    Finishing,
    Finished,
}

impl State {
    pub(super) fn current(&mut self) -> Result<&mut Current> {
        let none = || Error::argument("the last `fail` gave no route, so there is no attempt; finish the exchange");
        self.current.as_mut().ok_or_else(none)
    }

    /// `now`, but never before what was recorded last: a clock may be set back while an exchange is open.
    pub(super) fn not_before(&self, now: Timestamp) -> Timestamp {
        let current = self.current.as_ref().map(|current| current.started_at);
        current.or(self.past.last().map(|last| last.finished_at)).map_or(now, |last| now.max(last))
    }

    /// Ends the current attempt as failed; gives its end.
    pub(super) fn fail(&mut self, failure: &Failure, prices: &PriceBook, now: Timestamp) -> Timestamp {
        let now = self.not_before(now);
        if let Some(current) = self.current.take() {
            self.past.push(current.failed(failure, prices, now));
        }
        self.response_body = Arc::default();
        now
    }

    pub(super) fn open(&mut self, inner: &Inner, route: Option<Route>, prepared: Prepared, now: Timestamp) {
        self.current = Some(Current::new(&inner.decision, &inner.snapshot, route, prepared.usage_injected, now));
        locked(&inner.shown).sending = prepared.sending;
    }
}
