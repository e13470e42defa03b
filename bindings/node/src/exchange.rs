//! One request and its response.

use crate::call::{Answer, Given, Result, guard, read, run, run_record, within};
use crate::json::{self, Json};
use crate::line::{Line, Said};
use crate::open::Entry;
use codegate_core::Exchange;
use codegate_core::model::{Counts, Failure, Finish, Headers, Route};
use napi::bindgen_prelude::{Buffer, BufferSlice, Either, Env, ObjectFinalize, Uint8ArraySlice};
use napi_derive::napi;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

/// One request and its response. Dropping it records it on a best-effort basis.
#[napi(custom_finalize)]
pub struct NativeExchange {
    exchange: Arc<Exchange>,
    /// Where its `finish` waits with the other writes of its gate.
    line: Arc<Line>,
    /// Bytes that the engine knows of.
    told: Cell<usize>,
    /// Keeps it among what is open.
    _entry: Entry,
}

impl ObjectFinalize for NativeExchange {
    fn finalize(self, env: Env) -> napi::Result<()> {
        tell(&env, self.told.get(), 0)
    }
}

/// Reports to the engine that `before` bytes outside its heap are `now` bytes.
fn tell(env: &Env, before: usize, now: usize) -> napi::Result<()> {
    let change = now as i64 - before as i64;
    if change != 0 { env.adjust_external_memory(change).map(|_| ()) } else { Ok(()) }
}

/// What of a chunk goes to the client; `None` if it goes there unchanged.
fn fed(exchange: &Exchange, chunk: &[u8]) -> codegate_core::Result<Option<Buffer>> {
    Ok(match exchange.feed(chunk)? {
        Cow::Borrowed(out) if out.len() == chunk.len() => None,
        out => Some(Buffer::from(out.into_owned())),
    })
}

impl NativeExchange {
    /// An exchange of the gate with this line.
    pub(crate) fn of(exchange: Exchange, line: Arc<Line>) -> Self {
        let exchange = Arc::new(exchange);
        let entry = Entry::of(&exchange, &line);
        NativeExchange { exchange, line, told: Cell::new(0), _entry: entry }
    }

    /// The exchange, for a call that reads the clock: now if the call runs later.
    fn held(&self, later: bool) -> Result<Exchange> {
        let exchange = &self.exchange;
        if later { guard(|| Ok(exchange.at(exchange.now()?))) } else { Ok(Exchange::clone(exchange)) }
    }

    /// Ends it by `work`, now or in line.
    fn end_by<R, W>(&self, later: bool, work: W) -> Result<Said>
    where
        R: Serialize,
        W: FnOnce(&Exchange) -> codegate_core::Result<R> + Send + 'static,
    {
        let exchange = self.held(later)?;
        self.line.run_record(later, move || work(&exchange))
    }

    /// Ends the attempt by `work`, now or later, with what is known of the environment and of secrets.
    fn next<W>(&self, failure: &str, given: &str, later: bool, work: W) -> Result<Answer<Json>>
    where
        W: FnOnce(&Exchange, &Failure) -> codegate_core::Result<Option<Route>> + Send + 'static,
    {
        let (failure, given): (Failure, _) = (read(failure)?, Given::read(given)?);
        let time = guard(|| given.time(|| self.exchange.now()))?;
        let exchange = self.exchange.at(time);
        run_record(later, move || within(given, time, || work(&exchange, &failure)))
    }
}

#[napi]
impl NativeExchange {
    /// Its id.
    #[napi]
    pub fn id(&self) -> String {
        self.exchange.id().to_owned()
    }

    /// The decision that it began with.
    #[napi(ts_return_type = "string")]
    pub fn decision(&self) -> Result<Json> {
        guard(|| json::values(self.exchange.decision()))
    }

    /// What to send for the current attempt, but for the body: the url, the headers and the route.
    #[napi(ts_return_type = "string")]
    pub fn sending(&self) -> Result<Json> {
        guard(|| {
            let sending = self.exchange.sending();
            json::text(&(&sending.url, &sending.headers, &sending.route))
        })
    }

    /// The body to send, in memory of the engine's own: that of anybody else is freed a turn of the loop after it is
    /// garbage, which a loop without turns never comes to.
    #[napi(ts_return_type = "Buffer | null")]
    pub fn body(&self, env: &Env) -> napi::Result<Option<BufferSlice<'_>>> {
        self.exchange.body().map(|body| BufferSlice::copy_from(env, body.as_slice())).transpose()
    }

    /// The body to send, copied on a thread of the pool.
    #[napi(ts_return_type = "Promise<Buffer | null>")]
    pub fn body_later(&self) -> Result<Answer<Option<Buffer>>> {
        let exchange = Arc::clone(&self.exchange);
        run(true, move || Ok(exchange.body().map(|body| Buffer::from(body.to_vec()))))
    }

    /// The body to send, one of UTF-8, as text.
    #[napi(ts_return_type = "string | null")]
    pub fn body_text(&self) -> Result<Option<Json>> {
        guard(|| Ok(self.exchange.body().map(|body| json::crossing(String::from_utf8_lossy(&body).into_owned()))))
    }

    /// Reports to the engine how much memory its body takes now: the garbage collector cannot see it, and would not
    /// collect its owner.
    #[napi]
    pub fn weigh(&self, env: &Env) -> napi::Result<()> {
        let now = self.exchange.body().map_or(0, |body| body.len());
        tell(env, self.told.replace(now), now)
    }

    /// Warnings that came up after it began.
    #[napi(ts_return_type = "string")]
    pub fn warnings(&self) -> Result<Json> {
        guard(|| json::text(&self.exchange.warnings()))
    }

    /// How many routes are left for `fail`.
    #[napi]
    pub fn remaining(&self) -> Result<u32> {
        guard(|| Ok(u32::try_from(self.exchange.remaining()).unwrap_or(u32::MAX)))
    }

    /// What kind of failure its response shows by now.
    #[napi(ts_return_type = "string")]
    pub fn failure_class(&self) -> Result<Json> {
        guard(|| json::text(&self.exchange.failure_class()))
    }

    /// How long the provider asks to wait, in seconds.
    #[napi]
    pub fn retry_after(&self) -> Result<Option<f64>> {
        guard(|| self.exchange.retry_after())
    }

    /// Puts a secret of the host's into the headers.
    #[napi]
    pub fn authorize(&self, secret: String) -> Result<()> {
        guard(|| self.exchange.authorize(&secret))
    }

    /// Gives status and headers of the response.
    #[napi]
    pub fn begin_response(&self, status: u16, headers: String) -> Result<()> {
        let headers: Headers = read(&headers)?;
        guard(|| self.exchange.begin_response(status, &headers.into_pairs()))
    }

    /// Reads a chunk as it passes; null if it goes to the client unchanged.
    #[napi(ts_return_type = "Buffer | null | Promise<Buffer | null>")]
    pub fn feed(&self, chunk: Uint8ArraySlice<'_>, later: bool) -> Result<Answer<Option<Buffer>>> {
        if !later {
            return guard(|| fed(&self.exchange, &chunk)).map(Either::A);
        }
        // A copy: what JavaScript may write to is not read by another thread.
        let (exchange, chunk) = (Arc::clone(&self.exchange), chunk.to_vec());
        run(later, move || fed(&exchange, &chunk))
    }

    /// Reads one event that no framing surrounds; whether it goes to the client.
    #[napi]
    pub fn feed_event(&self, event: Either<String, Uint8ArraySlice<'_>>) -> Result<bool> {
        guard(|| match &event {
            Either::A(text) => self.exchange.feed_event(text.as_bytes()),
            Either::B(bytes) => self.exchange.feed_event(bytes),
        })
    }

    /// The end of the response: what is still held back for the client.
    #[napi(ts_return_type = "Buffer | Promise<Buffer>")]
    pub fn end(&self, later: bool) -> Result<Answer<Buffer>> {
        let exchange = Arc::clone(&self.exchange);
        run(later, move || exchange.end().map(Buffer::from))
    }

    /// Counts that the host has read itself.
    #[napi]
    pub fn report_usage(&self, counts: String) -> Result<()> {
        let counts: Counts = read(&counts)?;
        guard(|| self.exchange.report_usage(&counts))
    }

    /// Ends the attempt as failed and opens one on the next route.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn fail(&self, failure: String, given: String, later: bool) -> Result<Answer<Json>> {
        self.next(&failure, &given, later, Exchange::fail)
    }

    /// Ends the attempt as failed and opens one on the same route.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn retry(&self, failure: String, given: String, later: bool) -> Result<Answer<Json>> {
        self.next(&failure, &given, later, Exchange::retry)
    }

    /// Records the exchange durably.
    #[napi(ts_return_type = "string | undefined")]
    pub fn finish(&self, finish: String, later: bool) -> Result<Said> {
        let finish: Finish = read(&finish)?;
        self.end_by(later, move |exchange| exchange.finish(finish))
    }

    /// Ends it the way garbage collection does.
    #[napi(ts_return_type = "string | undefined")]
    pub fn close(&self, later: bool) -> Result<Said> {
        self.end_by(later, |exchange| exchange.close())
    }

    /// Ends it without recording anything.
    #[napi]
    pub fn discard(&self) -> Result<()> {
        guard(|| {
            self.exchange.discard();
            Ok(())
        })
    }
}
