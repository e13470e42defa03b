//! An exchange that is under way: however its connection ends, it is recorded.

use super::recorder::{End, Ended};
use super::serve::State;
use codegate_core::model::{Finish, Outcome};
use codegate_core::{Error, Exchange};
use std::sync::Arc;

/// Calls that ask for no answer of a model: which there are, how long a request is. They cost nothing.
const ASIDES: [&str; 3] = ["models", "count_tokens", "other"];

/// Ends the exchange when it is dropped, unless it was ended before.
pub(super) struct Open {
    exchange: Exchange,
    /// The method and the path, without the query, which may hold a key.
    what: String,
    state: Arc<State>,
    ended: bool,
}

impl Open {
    pub(super) fn new(state: Arc<State>, exchange: Exchange, what: String) -> Open {
        Open { exchange, what, state, ended: false }
    }

    pub(super) fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    /// Does something with the exchange that may wait for the store.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Exchange) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let exchange = self.exchange.clone();
        blocking(move || work(&exchange)).await
    }

    /// The response came to its end.
    pub(super) fn finish(self, status: Option<u16>) {
        self.end(End::Told(Finish { status, outcome: None }));
    }

    /// The response broke off.
    pub(super) fn broke_off(self, status: u16) {
        self.end(End::Told(Finish { status: Some(status), outcome: Some(Outcome::Failed) }));
    }

    fn end(mut self, end: End) {
        self.ended = true;
        self.record(end);
    }

    fn record(&self, end: End) {
        let facts = &self.exchange.decision().facts;
        let aside = facts.request_type.as_deref().is_some_and(|kind| ASIDES.contains(&kind));
        if aside {
            self.exchange.discard();
            self.state.recorder.passed_on(&self.what);
        } else {
            self.state.recorder.take(Ended { exchange: self.exchange.clone(), end, what: self.what.clone() });
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended {
            self.record(End::Left);
        }
    }
}

/// Runs a call that may wait on a thread that may.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Error::new(codegate_core::Code::Internal, format!("the call did not end: {error}"))),
    }
}
