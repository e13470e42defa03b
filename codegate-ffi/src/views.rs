//! What the views of an exchange point to.

use crate::text::{Terminated, codegate_view, terminated};
use codegate_core::{Exchange, Sending};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// An exchange, with what its views point to.
pub(crate) struct OpenExchange {
    pub(crate) inner: Exchange,
    pub(crate) id: Terminated,
    /// Every attempt that was viewed. None is dropped before the exchange, nor does its text move.
    attempts: Mutex<Vec<Arc<Attempt>>>,
    /// Every body that was viewed, likewise.
    bodies: Mutex<Vec<Arc<Vec<u8>>>>,
    /// What the last feed or end gave, and room for the next: a host may feed a view of the one, which must not be
    /// written over while it is read.
    output: Mutex<(Vec<u8>, Vec<u8>)>,
}

/// What to send for one attempt but its body, each text with a NUL at its end.
pub(crate) struct Attempt {
    /// By which it is known again; it keeps no body.
    sending: Weak<Sending>,
    pub(crate) url: Option<Terminated>,
    pub(crate) headers: Vec<(Terminated, Terminated)>,
}

impl OpenExchange {
    pub(crate) fn new(exchange: Exchange) -> Self {
        let id = terminated(exchange.id());
        OpenExchange {
            inner: exchange,
            id,
            attempts: Mutex::default(),
            bodies: Mutex::default(),
            output: Mutex::default(),
        }
    }

    /// The current attempt.
    pub(crate) fn attempt(&self) -> Arc<Attempt> {
        let sending = self.inner.sending();
        let mut attempts = lock(&self.attempts);
        let is_this = |attempt: &&Arc<Attempt>| std::ptr::eq(attempt.sending.as_ptr(), Arc::as_ptr(&sending));
        if let Some(known) = attempts.iter().rfind(is_this) {
            return known.clone();
        }
        let attempt = Arc::new(Attempt::new(&sending));
        attempts.push(attempt.clone());
        attempt
    }

    /// The body of the current attempt, kept for its views.
    pub(crate) fn body(&self) -> Option<Arc<Vec<u8>>> {
        let body = self.inner.body()?;
        let mut bodies = lock(&self.bodies);
        if !bodies.iter().any(|known| Arc::ptr_eq(known, &body)) {
            bodies.push(body.clone());
        }
        Some(body)
    }

    /// Keeps bytes for the client until the next ones, and views them.
    pub(crate) fn keep(&self, bytes: &[u8]) -> codegate_view {
        let (last, next) = &mut *lock(&self.output);
        next.clear();
        next.extend_from_slice(bytes);
        std::mem::swap(last, next);
        codegate_view::of(last)
    }
}

impl Attempt {
    fn new(sending: &Arc<Sending>) -> Self {
        let url = sending.url.as_deref().map(terminated);
        let headers = sending.headers.iter().map(|(name, value)| (terminated(name), terminated(value))).collect();
        Attempt { sending: Arc::downgrade(sending), url, headers }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
