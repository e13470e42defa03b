//! What a thread of JavaScript has open: recorded when it ends, however it ends.
//!
//! A process that ends by `process.exit`, or of an error, destroys no objects. So the package asks for this in the last
//! moment, when no JavaScript runs any more but that of the listeners.

use crate::call::caught;
use crate::line::{Line, locked};
use codegate_core::{Code, Exchange};
use napi_derive::napi;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

thread_local! {
    static HERE: Arc<Open> = Arc::default();
}

/// The gates and exchanges of a thread. Keeps none of them alive.
#[derive(Default)]
pub struct Open {
    lines: Mutex<Vec<Weak<Line>>>,
    exchanges: Mutex<BTreeMap<u64, Entered>>,
    added: AtomicU64,
}

/// An exchange, and the line of its gate.
#[derive(Clone)]
struct Entered {
    exchange: Weak<Exchange>,
    line: Weak<Line>,
}

impl Open {
    /// What this thread has open.
    pub(crate) fn of_this_thread() -> Arc<Open> {
        HERE.with(Arc::clone)
    }

    /// Adds the line of a gate.
    pub(crate) fn add_line(&self, line: &Arc<Line>) {
        let mut lines = locked(&self.lines);
        lines.retain(|line| line.strong_count() > 0);
        lines.push(Arc::downgrade(line));
    }

    /// Makes the calls that wait in line, then ends what is open. Where another process keeps the store for longer than
    /// one wait, the rest of that gate is given up.
    fn leave(&self) {
        let mut given_up: Vec<Weak<Line>> = Vec::new();
        let lines: Vec<Arc<Line>> = locked(&self.lines).iter().filter_map(Weak::upgrade).collect();
        for line in &lines {
            let last = std::iter::from_fn(|| line.next()).last();
            if last.is_some_and(|outcome| is_busy(&outcome)) {
                given_up.push(Arc::downgrade(line));
            }
        }
        let exchanges: Vec<Entered> = locked(&self.exchanges).values().cloned().collect();
        for Entered { exchange, line } in exchanges {
            let Some(exchange) = exchange.upgrade() else { continue };
            if !given_up.iter().any(|other| other.ptr_eq(&line)) && is_busy(&caught(|| exchange.close())) {
                given_up.push(line);
            }
        }
    }
}

fn is_busy<T>(outcome: &codegate_core::Result<T>) -> bool {
    outcome.as_ref().is_err_and(|error| error.code() == Code::Busy)
}

/// The entry of an exchange, as long as JavaScript has it.
pub struct Entry {
    open: Arc<Open>,
    number: u64,
}

impl Entry {
    /// Enters an exchange of the gate with this line.
    pub(crate) fn of(exchange: &Arc<Exchange>, line: &Arc<Line>) -> Entry {
        let open = Arc::clone(line.open());
        let number = open.added.fetch_add(1, Ordering::Relaxed);
        let entered = Entered { exchange: Arc::downgrade(exchange), line: Arc::downgrade(line) };
        locked(&open.exchanges).insert(number, entered);
        Entry { open, number }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        locked(&self.open.exchanges).remove(&self.number);
    }
}

/// Records what this thread has open. For the moment in which the process or the worker ends.
#[napi]
pub fn leave() {
    Open::of_this_thread().leave();
}
