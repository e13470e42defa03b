//! The data of an exchange: what is immutable from its beginning, and its mutable state.

use super::attempt::Current;
use super::refusal::Wait;
use super::sending::{Original, Preparation, Sending};
use crate::context::{Context, Continued, HandedOver};
use crate::error::{Error, Result};
use crate::model::{Attempt, Decision, Failure, FailureClass, Route, Timestamp, Warning};
use crate::price::PriceBook;
use crate::snapshot::Snapshot;
use crate::store::Turn;
use crate::sync::locked;
use std::sync::{Arc, Mutex};

/// Why an attempt ended whose exchange was begun again while it was open.
const BEGUN_AGAIN: &str = "begun again with the same key";

/// Immutable data of the exchange, and its mutable state.
pub(super) struct Inner {
    pub(super) context: Arc<Context>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) id: String,
    pub(super) key: Option<String>,
    pub(super) workspace: i64,
    pub(super) decision: Decision,
    pub(super) started_at: Timestamp,
    /// Held over a whole finish, the write included, by finishing calls only. Locked before `state`.
    pub(super) finishing: Turn,
    /// Held while a chunk is read, never over a write. Locked before `shown`.
    pub(super) state: Mutex<State>,
    /// Held for a moment only.
    pub(super) shown: Mutex<Shown>,
}

/// Mutable state: finished attempts, and at most one in progress.
pub(super) struct State {
    /// The request as it came; `None` once the exchange has ended.
    pub(super) original: Option<Arc<Original>>,
    pub(super) past: Vec<Attempt>,
    pub(super) current: Option<Current>,
    /// Position in `decision.fallbacks` of the next route to take.
    pub(super) next: usize,
    /// The raw response, where the history keeps it. Shared with a finish that writes it.
    pub(super) response_body: Arc<Vec<u8>>,
    pub(super) phase: Phase,
}

/// What accessors show.
pub(super) struct Shown {
    pub(super) sending: Arc<Sending>,
    pub(super) warnings: Vec<Warning>,
    pub(super) remaining: usize,
    pub(super) failure_class: Option<FailureClass>,
    pub(super) retry_after: Wait,
}

impl Shown {
    /// Shows the failure of an attempt that has ended, if it is one.
    pub(super) fn failed(&mut self, attempt: &Attempt) {
        self.failure_class = attempt.failure_class;
        self.retry_after = Wait::Known(attempt.retry_after);
    }
}

/// The phase of an exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// Being written. It is open again if that fails.
    Finishing,
    Finished,
    /// Another `begin` with its key goes on with it.
    HandedOver,
}

impl State {
    pub(super) fn current(&mut self) -> Result<&mut Current> {
        let none = || Error::argument("the last `fail` gave no route, so there is no attempt; finish the exchange");
        self.current.as_mut().ok_or_else(none)
    }

    /// Shows what the response of the current attempt tells of its failure.
    pub(super) fn show_failure(&self, inner: &Inner) {
        if let Some(current) = self.current.as_ref().filter(|current| current.answered()) {
            let refusal = current.refusal(None, current.meter.error());
            let mut shown = locked(&inner.shown);
            shown.failure_class = refusal.as_ref().map(|refusal| refusal.class);
            shown.retry_after = Wait::of(refusal);
        }
    }

    /// `now`, but never before the last recorded time: a clock may be set back while an exchange is open.
    pub(super) fn not_before(&self, now: Timestamp) -> Timestamp {
        let current = self.current.as_ref().map(|current| current.started_at);
        current.or(self.past.last().map(|last| last.finished_at)).map_or(now, |last| now.max(last))
    }

    /// Ends the current attempt as failed; returns its end.
    pub(super) fn fail(&mut self, inner: &Inner, failure: &Failure, prices: &PriceBook, now: Timestamp) -> Timestamp {
        let now = self.not_before(now);
        if let Some(current) = self.current.take() {
            let (attempt, warning) = current.failed(failure, prices, now);
            let mut shown = locked(&inner.shown);
            shown.warnings.extend(warning);
            shown.failed(&attempt);
            self.past.push(attempt);
        }
        self.response_body = Arc::default();
        now
    }

    /// The exchange has ended: releases what it held for its record, above all the bodies.
    pub(super) fn end(&mut self, inner: &Inner) {
        self.release(inner, Phase::Finished);
    }

    fn release(&mut self, inner: &Inner, phase: Phase) {
        self.phase = phase;
        (self.original, self.current, self.past) = (None, None, Vec::new());
        self.response_body = Arc::default();
        let mut shown = locked(&inner.shown);
        shown.sending = shown.sending.with(|sending| sending.body = None);
        shown.remaining = 0;
    }

    pub(super) fn open(&mut self, inner: &Inner, route: Option<Route>, prepared: Preparation, now: Timestamp) {
        let fetches = self.original.as_ref().is_some_and(|original| original.fetches());
        self.current = Some(Current::new(&inner.decision, &inner.snapshot, route, prepared.streamed, fetches, now));
        locked(&inner.shown).sending = prepared.sending;
    }
}

impl Continued for Inner {
    fn hand_over(&self, now: Timestamp) -> Result<HandedOver> {
        self.context.store.check_process()?;
        let mut state = locked(&self.state);
        match state.phase {
            Phase::Open => {}
            Phase::Finished => return Ok(HandedOver::Recorded),
            Phase::Finishing | Phase::HandedOver => return Ok(HandedOver::Taken),
        }
        let failure = Failure { reason: Some(BEGUN_AGAIN.to_owned()), ..Failure::default() };
        state.fail(self, &failure, &self.context.prices(), now);
        let past = std::mem::take(&mut state.past);
        state.release(self, Phase::HandedOver);
        Ok(HandedOver::Open(self.started_at, past))
    }
}
