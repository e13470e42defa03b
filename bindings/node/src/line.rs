//! The line of a gate: its calls that write are made one after the other, by one thread of the pool at a time.
//!
//! Each of them may wait for other processes, as long as `busy_timeout`. Side by side they would hold every thread of the
//! pool, of which Node has four for everything: files, names, and calls that only read.

use crate::call::{Result, caught, guard};
use crate::json::{self, Json};
use crate::open::Open;
use codegate_core::{Code, Error};
use napi::Env;
use napi::bindgen_prelude::{AsyncTask, Either, Task};
use napi_derive::napi;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// How many calls are made before their promises are settled: a host hears of the first ones while others are made, and
/// a busy loop that turns seldom does not slow the line down.
const BATCH: usize = 16;

/// What a call gives: a record as text, or nothing; nothing, too, where it waits in line.
pub type Said = Either<Json, ()>;

type Outcome = codegate_core::Result<Said>;

/// A call that waits in line.
struct Waiting {
    work: Box<dyn FnOnce() -> Outcome + Send>,
    since: Instant,
    /// How often the line was stopped before.
    stops: u64,
}

/// Another process kept the store for the whole of a call's wait.
struct Refusal {
    /// When that wait began.
    since: Instant,
    message: String,
}

/// See the module.
pub struct Line {
    waiting: Mutex<VecDeque<Waiting>>,
    /// Held by whoever makes a call of the line, so that they are made in their order.
    turn: Mutex<Option<Refusal>>,
    stops: AtomicU64,
    open: Arc<Open>,
}

impl Line {
    /// The line of a gate that this thread of JavaScript opens.
    pub(crate) fn of_this_thread() -> Arc<Line> {
        let open = Open::of_this_thread();
        let line = Arc::new(Line {
            waiting: Mutex::default(),
            turn: Mutex::default(),
            stops: AtomicU64::new(0),
            open: Arc::clone(&open),
        });
        open.add_line(&line);
        line
    }

    /// What the thread of the gate has open.
    pub(crate) fn open(&self) -> &Arc<Open> {
        &self.open
    }

    /// Runs work that gives a record on this thread, or puts it in line if `later`.
    pub(crate) fn run_record<R, W>(&self, later: bool, work: W) -> Result<Said>
    where
        R: Serialize,
        W: FnOnce() -> codegate_core::Result<R> + Send + 'static,
    {
        self.run(later, move || json::text(&work()?).map(Either::A))
    }

    /// The same for work that gives nothing.
    pub(crate) fn run_nothing<W>(&self, later: bool, work: W) -> Result<Said>
    where
        W: FnOnce() -> codegate_core::Result<()> + Send + 'static,
    {
        self.run(later, move || work().map(Either::B))
    }

    fn run(&self, later: bool, work: impl FnOnce() -> Outcome + Send + 'static) -> Result<Said> {
        if !later {
            return guard(work);
        }
        let stops = self.stops.load(Ordering::Acquire);
        locked(&self.waiting).push_back(Waiting { work: Box::new(work), since: Instant::now(), stops });
        Ok(Either::B(()))
    }

    /// Makes the next call; gives what came of it, `None` if none waits.
    pub(crate) fn next(&self) -> Option<Outcome> {
        let mut refusal = locked(&self.turn);
        let Waiting { work, since, stops } = locked(&self.waiting).pop_front()?;
        if stops != self.stops.load(Ordering::Acquire) {
            return Some(Err(stopped()));
        }
        // It has waited at least as long as the one that was refused. Of many in line, each would wait after the other.
        if let Some(refusal) = refusal.as_ref().filter(|refusal| since <= refusal.since) {
            return Some(Err(Error::new(Code::Busy, refusal.message.as_str())));
        }
        let began = Instant::now();
        let outcome = caught(work);
        if let Err(error) = &outcome
            && error.code() == Code::Busy
        {
            *refusal = Some(Refusal { since: began, message: error.message().to_owned() });
        }
        Some(outcome)
    }

    /// Stops the calls that wait; that which runs is the core's to stop.
    pub(crate) fn stop(&self) {
        self.stops.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for Line {
    /// A worker that is ended leaves calls that were asked for. They are made, though nobody hears of them.
    fn drop(&mut self) {
        while self.next().is_some() {}
    }
}

/// What came of a call of the line: what it gives, or why it failed.
#[napi(object, object_from_js = false)]
pub struct Done {
    /// What it gives.
    #[napi(ts_type = "string | undefined")]
    pub said: Said,
    /// The code of its error; absent if there is none.
    pub code: Option<&'static str>,
    /// The text of its error.
    pub message: Option<String>,
}

/// Makes the calls at the head of a line.
pub struct Head(Arc<Line>);

impl Head {
    pub(crate) fn of(line: &Arc<Line>) -> AsyncTask<Head> {
        AsyncTask::new(Head(Arc::clone(line)))
    }
}

impl Task for Head {
    type Output = Vec<Outcome>;
    type JsValue = Vec<Done>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        Ok(std::iter::from_fn(|| self.0.next()).take(BATCH).collect())
    }

    fn resolve(&mut self, _: Env, outcomes: Self::Output) -> napi::Result<Vec<Done>> {
        let done = outcomes.into_iter().map(|outcome| match outcome {
            Ok(said) => Done { said, code: None, message: None },
            Err(error) => Done {
                said: Either::B(()),
                code: Some(error.code().as_str()),
                message: Some(json::spelled(error.message())),
            },
        });
        Ok(done.collect())
    }
}

fn stopped() -> Error {
    Error::new(Code::Interrupted, "the call was stopped by `interrupt` and has changed nothing; make it again")
}

/// Locks a mutex, also a poisoned one: what it guards is only changed whole.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
