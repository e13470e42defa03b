//! One request and its response: the one place where all the pure modules meet.

mod access;
mod accessors;
mod attempt;
mod deciding;
mod pricing;
mod reading;
mod record;
mod recording;
mod refusal;
mod routing;
mod sending;
mod state;
mod tries;

pub(crate) use pricing::{BY_PROVIDER, Charged, anew};
pub(crate) use record::record;
pub use sending::Sending;

use crate::context::{Context, HandedOver, Keyed, OpenExchange};
use crate::error::Result;
use crate::model::{Attempt, Decision, Explanation, Finish, Receipt, Request, Timestamp};
use crate::store::Turn;
use crate::sync::locked;
use attempt::{Current, check_status};
use recording::End;
use refusal::Wait;
use sending::Original;
use state::{Inner, Phase, Shown, State};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, Weak};

/// A request and its response, from the decision to the receipt.
///
/// Cheap to clone; clones are the same exchange. Safe to share between threads, though chunks must be fed in order. Its
/// accessors (`url`, `headers`, `body`, `route`, `warnings`, `decision`) never wait for what another thread does with
/// it.
///
/// While a `finish` writes, `feed` and `end` still pass the client's bytes on: what they read counts only if that
/// finish fails and is repeated. Another `finish` or `close` waits for the first, at most for the gate's `busy_timeout`
/// (`busy`) and until somebody calls `interrupt` (`interrupted`). Calls that would change the record (`begin_response`,
/// `report_usage`, `fail`, `retry`) are `already_finished` from then on.
///
/// Once it has ended, it releases the bodies of request and response; its url, headers, route, decision and warnings
/// stay.
///
/// Where the same `key` is begun again while it is open, it goes on with another attempt in the exchange that this
/// `begin` gives: from then on this one is finished, but passes the client's bytes on.
///
/// When the last clone is dropped without [`Exchange::finish`], the exchange is recorded on a best-effort basis: as
/// completed if the response was seen whole, as failed if it is an error, else as aborted. That waits for others no longer
/// than `drop_timeout`; after that the gate records it with its next write.
#[derive(Clone)]
pub struct Exchange {
    inner: Arc<Inner>,
    /// The fixed reading of the clock, if any.
    time: Option<Timestamp>,
}

pub(crate) fn decide(context: &Context, request: &Request<'_>) -> Result<Decision> {
    Ok(deciding::decide(context, request)?.decision)
}

pub(crate) fn explain(context: &Context, request: &Request<'_>) -> Result<Explanation> {
    deciding::explain(context, request)
}

pub(crate) fn begin(context: &Arc<Context>, now: Timestamp, mut request: Request<'_>) -> Result<Exchange> {
    let earlier = request.key.as_deref().and_then(|key| context.with_keys(|keys| keys.get(key)));
    let earlier = earlier.map(|earlier| earlier.place(context, &mut request)).transpose()?.flatten();
    let decided = deciding::decide(context, &request)?;
    let mut decision = decided.decision;
    decision.warnings.extend(decision.route.as_ref().and_then(|route| sending::left_to_host(context, route)));
    if request.to.is_some() {
        decision.warnings.extend(pricing::unpriced(&decision, &decided.snapshot, &context.prices(), now));
    }
    let key = match &decision.route {
        Some(route) => {
            let client = (request.path.as_deref(), request.headers.as_slice());
            sending::credential(context, &decided.snapshot, &decision, route, client)?
        }
        None => None,
    };
    let original = Original {
        path: request.path,
        headers: request.headers,
        body: decided.plain.map(Arc::new).or_else(|| request.body.map(kept)),
        reading: decided.reading,
    };
    let key = key.as_ref().map(|key| key.as_str());
    let prepared = original.prepare(&decided.snapshot, &decision, decision.route.as_ref(), key, &decided.plan);
    let Start { id, started_at, now, past } = Start::new(context, earlier, now)?;
    let open =
        OpenExchange { workspace: decision.workspace.clone(), session: decision.session.clone(), alerts: Vec::new() };
    context.with_open(|all| {
        // One that goes on keeps its alerts.
        all.entry(id.clone()).or_insert(open);
    });
    let route = decision.route.clone();
    let current = Current::new(&decision, &decided.snapshot, route, prepared.streamed, original.fetches(), now);
    let failure_class = past.last().and_then(|last| last.failure_class);
    let retry_after = Wait::Known(past.last().and_then(|last| last.retry_after));
    let remaining = decision.fallbacks.len();
    let state = State {
        original: Some(Arc::new(original)),
        past,
        current: Some(current),
        next: 0,
        response_body: Arc::default(),
        phase: Phase::Open,
    };
    let inner = Inner {
        context: context.clone(),
        snapshot: decided.snapshot,
        id,
        key: request.key,
        workspace: decided.workspace.row.id,
        decision,
        started_at,
        finishing: Turn::default(),
        state: Mutex::new(state),
        shown: Mutex::new(Shown {
            sending: prepared.sending,
            warnings: Vec::new(),
            remaining,
            failure_class,
            retry_after,
        }),
    };
    let inner = Arc::new(inner);
    if let Some(key) = &inner.key {
        let Decision { workspace, session, .. } = &inner.decision;
        let exchange: Weak<Inner> = Arc::downgrade(&inner);
        let (id, workspace, session) = (inner.id.clone(), workspace.clone(), session.clone());
        context.with_keys(|keys| keys.opened(key, Keyed { id, workspace, session, exchange }));
    }
    Ok(Exchange { inner, time: None })
}

impl Keyed {
    /// Puts a request where the exchange of its key is, which a retry does not leave; `None` if that place is gone.
    fn place(self, context: &Context, request: &mut Request<'_>) -> Result<Option<Keyed>> {
        let snapshot = context.snapshot()?;
        if deciding::place(&snapshot, Some(&self.session), Some(&self.workspace)).is_err() {
            return Ok(None);
        }
        request.session = Some(self.session.clone());
        request.workspace = Some(self.workspace.clone());
        Ok(Some(self))
    }
}

/// Where an exchange starts: anew, or as one that goes on.
struct Start {
    id: String,
    started_at: Timestamp,
    now: Timestamp,
    past: Vec<Attempt>,
}

impl Start {
    fn new(context: &Context, earlier: Option<Keyed>, now: Timestamp) -> Result<Start> {
        let of = |id, started_at, past: Vec<Attempt>| {
            let now = past.last().map_or(now, |last| now.max(last.finished_at));
            Start { id, started_at, now, past }
        };
        if let Some(earlier) = earlier {
            // One that is gone ended before.
            let handed = earlier.exchange.upgrade().map(|exchange| exchange.hand_over(now)).transpose()?;
            match handed.unwrap_or(HandedOver::Recorded) {
                HandedOver::Open(started_at, past) => return Ok(of(earlier.id, started_at, past)),
                HandedOver::Recorded => return Ok(of(earlier.id, now, Vec::new())),
                HandedOver::Taken => {}
            }
        }
        Ok(of(context.new_id(now)?, now, Vec::new()))
    }
}

/// A body as an exchange keeps it: an owned one is moved, a borrowed one copied.
fn kept(body: Cow<'_, [u8]>) -> Arc<Vec<u8>> {
    let mut body = body.into_owned();
    body.shrink_to_fit();
    Arc::new(body)
}

impl Exchange {
    /// Records the exchange durably. If the store fails, the exchange stays open and can be finished again.
    ///
    /// Errors: `already_finished`, `workspace_not_found` if its workspace was deleted meanwhile, `invalid_argument` for
    /// a bad status, and those of the store.
    pub fn finish(&self, finish: impl Into<Finish>) -> Result<Receipt> {
        let now = self.start()?;
        let finish = finish.into();
        check_status(finish.status)?;
        recording::finish(&self.inner, &End::Told(finish), now)?.ok_or_else(|| self.already("has ended already"))
    }

    /// Ends and records the exchange: as completed if the response was seen whole, as failed if it is an error, else as
    /// aborted. `None` if it has ended already.
    ///
    /// Errors: those of the store.
    pub fn close(&self) -> Result<Option<Receipt>> {
        self.inner.context.store.check_process()?;
        let now = self.now()?;
        recording::finish(&self.inner, &End::Left, now)
    }

    /// Ends the exchange without recording anything: nothing of it is kept, not even its alerts. From then on it is
    /// `already_finished`.
    ///
    /// Writes nothing and never waits for the store, so that a finalizer may call it. While another thread finishes
    /// the exchange, and after its end, this does nothing.
    pub fn discard(&self) {
        let Inner { context, id, state, .. } = &*self.inner;
        // In a forked child the lock may have been held at the fork, and nothing is recorded anyway.
        if context.store.check_process().is_err() {
            return;
        }
        {
            let mut state = locked(state);
            if state.phase != Phase::Open {
                return;
            }
            state.end(&self.inner);
        }
        context.forget(id);
        if let Some(key) = &self.inner.key {
            context.with_keys(|keys| keys.ended(key, false));
        }
    }

    /// Whether nothing has ended it yet: it would be recorded when it is dropped. False in a forked child.
    #[doc(hidden)]
    pub fn is_open(&self) -> bool {
        self.inner.context.store.check_process().is_ok() && locked(&self.inner.state).phase == Phase::Open
    }

    /// The same exchange with the clock fixed at `time`.
    #[doc(hidden)]
    pub fn at(&self, time: Timestamp) -> Exchange {
        Exchange { inner: self.inner.clone(), time: Some(time) }
    }

    /// One reading of its gate's clock.
    #[doc(hidden)]
    pub fn now(&self) -> Result<Timestamp> {
        match self.time {
            Some(time) => Ok(time),
            None => self.inner.context.now(),
        }
    }
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange").field("id", &self.inner.id).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Best effort: there is nobody left to report a failure to. A forked child must not touch the store, nor wait
        // for a lock that was held at the fork.
        if self.context.store.check_process().is_ok()
            && !matches!(locked(&self.state).phase, Phase::Finished | Phase::HandedOver)
        {
            recording::leave(self, self.context.now().unwrap_or(self.started_at));
        }
    }
}
