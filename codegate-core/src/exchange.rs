//! One request and its response.

use crate::error::Result;
use crate::model::*;
use std::borrow::Cow;
use std::sync::Arc;

/// A request and its response, from the decision to the receipt.
///
/// Cheap to clone; clones are the same exchange. Safe to share between threads, though chunks must be fed in order.
/// When the last clone goes without [`Exchange::finish`], the exchange is recorded as best it can be: completed if the
/// response was seen whole, else aborted.
#[derive(Clone)]
pub struct Exchange {}

/// What to send for the current attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Where; `None` if unrouted.
    pub url: Option<String>,
    /// All headers to send.
    pub headers: Vec<(String, String)>,
    /// The body; `None` if there was none.
    pub body: Option<Arc<Vec<u8>>>,
    /// The route; `None` if unrouted, or after a `fail` that gave none.
    pub route: Option<Route>,
}

#[allow(unused_variables, clippy::unused_self)]
impl Exchange {
    /// Its id.
    pub fn id(&self) -> &str {
        todo!()
    }
    /// The decision that it began with.
    pub fn decision(&self) -> &Decision {
        todo!()
    }
    /// What to send for the current attempt.
    pub fn sending(&self) -> Arc<Sending> {
        todo!()
    }
    /// Where to send it; `None` if unrouted.
    pub fn url(&self) -> Option<String> {
        self.sending().url.clone()
    }
    /// All headers to send.
    pub fn headers(&self) -> Vec<(String, String)> {
        self.sending().headers.clone()
    }
    /// The body to send; `None` if there was none.
    pub fn body(&self) -> Option<Arc<Vec<u8>>> {
        self.sending().body.clone()
    }
    /// The route of the current attempt.
    pub fn route(&self) -> Option<Route> {
        self.sending().route.clone()
    }
    /// Tells status and headers of the response, before the first feed. Optional.
    pub fn response(&self, status: u16, headers: &[(String, String)]) -> Result<()> {
        todo!()
    }
    /// Reads a chunk of the response as it passes; gives the bytes for the client. Content is never an error.
    pub fn feed<'c>(&self, chunk: &'c [u8]) -> Result<Cow<'c, [u8]>> {
        todo!()
    }
    /// The end of the response: gives what is still held back for the client.
    pub fn end(&self) -> Result<Vec<u8>> {
        todo!()
    }
    /// Counts that the host has read itself; the last call replaces what was read from the response.
    pub fn usage(&self, counts: &Counts) -> Result<()> {
        todo!()
    }
    /// Ends the attempt as failed and opens one on the next route; `None` if there is none left.
    pub fn fail(&self, failure: &Failure) -> Result<Option<Route>> {
        todo!()
    }
    /// Ends the attempt as failed and opens one on the same route (`None` if the exchange is unrouted).
    pub fn retry(&self, failure: &Failure) -> Result<Option<Route>> {
        todo!()
    }
    /// Records the exchange durably.
    pub fn finish(&self, finish: impl Into<Finish>) -> Result<Receipt> {
        todo!()
    }
    /// Ends it the way a drop does: recorded as completed if the response was seen whole, else as aborted. `None` if
    /// it was finished before.
    pub fn leave(&self) -> Result<Option<Receipt>> {
        todo!()
    }
    /// Warnings that came up after it began, such as a fallback that was skipped.
    pub fn warnings(&self) -> Vec<Warning> {
        todo!()
    }
    /// The same exchange with the clock held at `time`.
    pub fn at(&self, time: Timestamp) -> Exchange {
        todo!()
    }
    /// One reading of its gate's clock.
    pub fn now(&self) -> Result<Timestamp> {
        todo!()
    }
}
