//! The response to the current attempt, as it passes; and the secret that goes out with its request.

use super::Exchange;
use super::attempt::{self, check_status};
use super::sending;
use crate::error::{Error, Result};
use crate::model::Counts;
use crate::sync::locked;
use std::borrow::Cow;

impl Exchange {
    /// Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks for:
    /// `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to the origin of
    /// its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around it is left out.
    ///
    /// ```
    /// use codegate_core::{Gate, model::{NewProvider, ProviderType, Request}};
    ///
    /// let gate = Gate::open(":memory:")?;
    /// let credential = Some("host:work".to_owned());
    /// gate.providers().add("p", &NewProvider { credential, ..NewProvider::new(ProviderType::Openai) })?;
    /// let exchange = gate.begin(Request { to: Some("p/gpt-4o".into()), ..Request::default() })?;
    /// exchange.authorize("sk-1")?;
    /// assert!(exchange.headers().contains(&("authorization".into(), "Bearer sk-1".into())));
    /// # Ok::<(), codegate_core::Error>(())
    /// ```
    ///
    /// Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential that could
    /// be the host's, and for a secret that is empty or cannot stand in a header, which the text never shows.
    pub fn authorize(&self, secret: &str) -> Result<()> {
        let mut state = self.changing()?;
        state.current()?;
        let mut shown = locked(&self.inner.shown);
        let headers = sending::authorized(&shown.sending, secret)?;
        shown.sending = shown.sending.with(|sending| sending.take(headers));
        Ok(())
    }

    /// Gives status (100 to 599) and headers of the response. Optional; before the first feed of an attempt.
    ///
    /// Errors: `already_finished`, `invalid_argument`.
    pub fn begin_response(&self, status: u16, headers: &[(String, String)]) -> Result<()> {
        check_status(Some(status))?;
        let mut state = self.changing()?;
        let Some(current) = &mut state.current else { return Ok(()) };
        if current.fed {
            return Err(Error::argument("`begin_response` comes before the first `feed` of an attempt"));
        }
        current.begin_response(status, headers);
        state.show_failure(&self.inner);
        Ok(())
    }

    /// Reads a chunk of the response as it passes; returns the bytes for the client. Content is never an error. After a
    /// `fail` that gave no route it only passes them on, so that the client gets the provider's answer.
    ///
    /// Errors: `already_finished`.
    pub fn feed<'c>(&self, chunk: &'c [u8]) -> Result<Cow<'c, [u8]>> {
        let mut state = self.running()?;
        if state.current.is_none() {
            return Ok(Cow::Borrowed(chunk));
        }
        self.keep(&mut state, chunk);
        let current = state.current()?;
        let (begun, known) = (std::mem::replace(&mut current.fed, true), current.meter.error().is_some());
        let passed = current.meter.feed(chunk);
        if !begun || known != current.meter.error().is_some() {
            state.show_failure(&self.inner);
        }
        Ok(passed)
    }

    /// Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has parsed,
    /// as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error.
    ///
    /// Errors: `already_finished`.
    pub fn feed_event(&self, event: &[u8]) -> Result<bool> {
        let mut state = self.running()?;
        if state.current.is_none() {
            return Ok(true);
        }
        self.keep(&mut state, event);
        let current = state.current()?;
        current.fed = true;
        let goes_on = current.meter.event(&String::from_utf8_lossy(event));
        state.show_failure(&self.inner);
        Ok(goes_on)
    }

    /// Ends the response and returns the remaining bytes for the client.
    ///
    /// Errors: those of [`Exchange::feed`].
    pub fn end(&self) -> Result<Vec<u8>> {
        let mut state = self.running()?;
        let Some(current) = &mut state.current else { return Ok(Vec::new()) };
        let held = current.end();
        state.show_failure(&self.inner);
        Ok(held)
    }

    /// Sets counts that the host has read itself; the last call replaces what was read from the response.
    ///
    /// Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
    pub fn report_usage(&self, counts: &Counts) -> Result<()> {
        let mut state = self.changing()?;
        state.current()?.counts = Some((attempt::counted(counts), counts.clone()));
        Ok(())
    }
}
