//! What the views of an exchange point to.

use crate::text::{Terminated, codegate_view, terminated};
use codegate_core::{Exchange, Sending};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An exchange, with what its views point to.
pub(crate) struct OpenExchange {
    pub(crate) inner: Exchange,
    pub(crate) id: Terminated,
    /// Every attempt that was viewed. None is dropped before the exchange, nor does its text move.
    attempts: Mutex<Vec<Arc<Attempt>>>,
    /// What the last feed or end gave.
    output: Mutex<Vec<u8>>,
}

/// What to send for one attempt, each text with a NUL behind it.
pub(crate) struct Attempt {
    pub(crate) sending: Arc<Sending>,
    pub(crate) url: Option<Terminated>,
    pub(crate) headers: Vec<(Terminated, Terminated)>,
}

impl OpenExchange {
    pub(crate) fn new(exchange: Exchange) -> Self {
        let id = terminated(exchange.id());
        OpenExchange { inner: exchange, id, attempts: Mutex::default(), output: Mutex::default() }
    }

    /// The current attempt.
    pub(crate) fn attempt(&self) -> Arc<Attempt> {
        let sending = self.inner.sending();
        let mut attempts = lock(&self.attempts);
        if let Some(known) = attempts.iter().rfind(|attempt| Arc::ptr_eq(&attempt.sending, &sending)) {
            return known.clone();
        }
        let attempt = Arc::new(Attempt::new(sending));
        attempts.push(attempt.clone());
        attempt
    }

    /// Keeps bytes for the client until the next ones, and views them.
    pub(crate) fn keep(&self, bytes: &[u8]) -> codegate_view {
        let mut output = lock(&self.output);
        output.clear();
        output.extend_from_slice(bytes);
        codegate_view::of(&output)
    }
}

impl Attempt {
    fn new(sending: Arc<Sending>) -> Self {
        let url = sending.url.as_deref().map(terminated);
        let headers = sending.headers.iter().map(|(name, value)| (terminated(name), terminated(value))).collect();
        Attempt { sending, url, headers }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
