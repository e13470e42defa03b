//! One request and its response: the one place where all the pure modules meet.

mod access;
mod attempt;
mod deciding;
mod pricing;
mod record;
mod recording;
mod routing;
mod sending;
mod state;

pub(crate) use pricing::{BY_PROVIDER, Charged, anew};
pub(crate) use record::record;
pub use sending::Sending;

use crate::context::{Context, HandedOver, Keyed, OpenExchange};
use crate::error::{Error, Kind, Result};
use crate::model::{
    Attempt, Counts, Decision, Explanation, Failure, FailureClass, Finish, Receipt, Request, Route, Timestamp, Warning,
};
use crate::store::Turn;
use crate::sync::locked;
use attempt::{Current, check_status};
use recording::End;
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
    let prepared =
        original.prepare(&decided.snapshot, &decision, decision.route.as_ref(), key.as_deref(), &decided.plan);
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
        shown: Mutex::new(Shown { sending: prepared.sending, warnings: Vec::new(), remaining, failure_class }),
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
        shown.sending = Arc::new(Sending { headers, ..(*shown.sending).clone() });
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

    /// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; `None`
    /// if there is none left: then url and headers hold no credential any more. A fallback whose credential is not
    /// available, or whose provider does not take the format, is skipped with a warning. What the headers say of the time
    /// to wait is kept with the attempt.
    ///
    /// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave no
    /// route, and those of the host's own resolver.
    pub fn fail(&self, failure: &Failure) -> Result<Option<Route>> {
        let now = self.start()?;
        attempt::check_failure(failure)?;
        let under_way = self.under_way()?;
        let mut next = locked(&self.inner.state).next;
        let (mut warnings, mut found) = (Vec::new(), None);
        while let Some(route) = self.inner.decision.fallbacks.get(next) {
            next += 1;
            if route.needs_translation {
                warnings.push(routing::needs_translation(route));
                continue;
            }
            match self.prepare(&under_way.original, Some(route)) {
                Ok(prepared) => {
                    warnings.extend(routing::usage_unknown(prepared.streamed, Some(route)));
                    warnings.extend(sending::left_to_host(&self.inner.context, route));
                    found = Some((route.clone(), prepared));
                    break;
                }
                Err(error) if error.kind() == Kind::Credential => {
                    warnings.push(Warning::new(error.code().as_str(), error.message()));
                }
                Err(error) => return Err(error),
            }
        }
        let mut state = self.same(&under_way)?;
        state.next = next;
        let now = state.fail(&self.inner, failure, &self.inner.context.prices(), now);
        {
            let mut shown = locked(&self.inner.shown);
            shown.warnings.extend(warnings);
            shown.remaining = self.inner.decision.fallbacks.len() - next;
        }
        let Some((route, prepared)) = found else {
            let headers = under_way.original.bare_headers(&self.inner.decision);
            let mut shown = locked(&self.inner.shown);
            shown.sending = Arc::new(Sending { url: None, route: None, headers, ..(*shown.sending).clone() });
            return Ok(None);
        };
        state.open(&self.inner, Some(route.clone()), prepared, now);
        Ok(Some(route))
    }

    /// Ends the current attempt as failed and opens one on the same route, which is returned; `None` if unrouted.
    ///
    /// Errors: those of [`Exchange::fail`], `credential_unavailable`.
    pub fn retry(&self, failure: &Failure) -> Result<Option<Route>> {
        let now = self.start()?;
        attempt::check_failure(failure)?;
        let under_way = self.under_way()?;
        let route = self.route();
        let prepared = self.prepare(&under_way.original, route.as_ref())?;
        let mut state = self.same(&under_way)?;
        let now = state.fail(&self.inner, failure, &self.inner.context.prices(), now);
        state.open(&self.inner, route.clone(), prepared, now);
        Ok(route)
    }

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
