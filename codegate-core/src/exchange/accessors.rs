//! What an exchange shows of itself; it never waits for what another thread does with it.

use super::{Exchange, Sending};
use crate::error::Result;
use crate::model::{Decision, FailureClass, Route, Warning};
use crate::sync::locked;
use std::sync::Arc;

impl Exchange {
    /// Its id, a UUID.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// The decision that the exchange began with.
    pub fn decision(&self) -> &Decision {
        &self.inner.decision
    }

    /// What to send for the current attempt.
    pub fn sending(&self) -> Arc<Sending> {
        locked(&self.inner.shown).sending.clone()
    }

    /// Where to send it; `None` if it is not routed.
    pub fn url(&self) -> Option<String> {
        self.sending().url.clone()
    }

    /// All headers to send, the credential among them.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.sending().headers.clone()
    }

    /// The body to send; `None` if there was none, and once the exchange has ended.
    pub fn body(&self) -> Option<Arc<Vec<u8>>> {
        self.sending().body.clone()
    }

    /// The route of the current attempt; `None` if there is none.
    pub fn route(&self) -> Option<Route> {
        self.sending().route.clone()
    }

    /// Warnings that came up after the exchange began, such as a fallback that was skipped.
    pub fn warnings(&self) -> Vec<Warning> {
        locked(&self.inner.shown).warnings.clone()
    }

    /// How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it.
    pub fn remaining(&self) -> u64 {
        locked(&self.inner.shown).remaining as u64
    }

    /// What kind of failure the response of the current attempt shows by now, by the status and what was fed; `None` if
    /// it shows none. Before that response: that of the attempt before it.
    pub fn failure_class(&self) -> Option<FailureClass> {
        locked(&self.inner.shown).failure_class
    }

    /// Seconds that the provider asks to wait before the next try, as the response of the current attempt tells by now, by
    /// its headers and what was fed; `None` if it asks for none, or is no failure. Before that response: as the attempt
    /// before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once it is over; what is
    /// negative or over seven days is no time to wait.
    ///
    /// Errors: those of the host's clock.
    pub fn retry_after(&self) -> Result<Option<f64>> {
        let wait = locked(&self.inner.shown).retry_after.clone();
        wait.seconds(|| self.now())
    }
}
