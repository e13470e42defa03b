//! An exchange that is under way: however its connection ends, it is recorded, on a thread that may wait.

use super::serve::State;
use crate::visible;
use codegate_core::model::{Finish, Outcome, Receipt};
use codegate_core::{Error, Exchange};
use std::io::Write;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Calls that ask for no answer of a model: which there are, how long a request is. They cost nothing.
const ASIDES: [&str; 3] = ["models", "count_tokens", "other"];

/// How it is to end.
enum End {
    /// As the response said.
    Told(Finish),
    /// As far as it came.
    Left,
    /// Without a trace.
    Discarded,
}

/// Ends the exchange when it is dropped, unless it was ended before.
pub(super) struct Open {
    exchange: Exchange,
    /// The method and the path, without the query, which may hold a key.
    what: String,
    state: Arc<State>,
    runtime: Handle,
    /// As long as it lives, the proxy's end waits.
    waited_for: mpsc::Sender<()>,
    ended: bool,
}

impl Open {
    pub(super) fn new(state: Arc<State>, exchange: Exchange, what: String) -> Open {
        let waited_for = state.open.clone();
        Open { exchange, what, state, runtime: Handle::current(), waited_for, ended: false }
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
        let end = if aside { End::Discarded } else { end };
        let (exchange, what, waited_for) = (self.exchange.clone(), self.what.clone(), self.waited_for.clone());
        let quiet = self.state.quiet;
        self.runtime.spawn_blocking(move || {
            let recorded = match end {
                End::Told(finish) => exchange.finish(finish).map(Some),
                End::Left => exchange.close(),
                End::Discarded => {
                    exchange.discard();
                    Ok(None)
                }
            };
            tell(&what, recorded, quiet);
            drop(waited_for);
        });
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

/// A line on stderr: what was asked and what it cost, no header and no text.
fn tell(what: &str, recorded: Result<Option<Receipt>, Error>, quiet: bool) {
    let line = match recorded {
        Ok(_) if quiet => return,
        Ok(None) => format!("{what}: passed on"),
        Ok(Some(receipt)) => {
            let tokens =
                receipt.usage.total_tokens.map_or("tokens unknown".into(), |tokens| format!("{tokens} tokens"));
            let cost = receipt.cost.map_or("cost unknown".into(), |cost| format!("{cost} USD"));
            let provider = receipt.provider.as_deref().unwrap_or("where it was going");
            let model = receipt.model.as_deref().unwrap_or("-");
            let tries = match receipt.attempts.len() {
                0 | 1 => String::new(),
                attempts => format!(", {attempts} attempts"),
            };
            format!("{what}: {provider}, {model}, {}{tries}, {tokens}, {cost}", receipt.outcome)
        }
        Err(error) => format!("error[{}]: {what} was not recorded: {}", error.code(), error.message()),
    };
    // Nobody is left to tell of a closed stderr.
    let _ = writeln!(std::io::stderr(), "{}", visible::line(&line));
}
