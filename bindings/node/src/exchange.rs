//! One request and its response.

use crate::call::{Answer, Result, Sendable, environment, guard, run, within};
use crate::records::{Decision, Mirror, Receipt, Route, Warning};
use codegate_core::Exchange;
use codegate_core::model::{self, Counts, Failure, Finish, Headers, from_json};
use napi::bindgen_prelude::{Buffer, Either, Uint8ArraySlice};
use napi_derive::napi;
use std::borrow::Cow;

/// One request and its response. Dropping it records it as best it can be.
#[napi]
pub struct NativeExchange {
    exchange: Exchange,
}

/// What to send for the current attempt, but for the body.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Sending {
    /// Where; null if unrouted.
    pub url: Option<String>,
    /// All headers to send.
    #[napi(ts_type = "Array<[string, string]>")]
    pub headers: Vec<Vec<String>>,
    /// The route; null if unrouted, or after a `fail` that gave none.
    pub route: Option<Route>,
}

/// Bytes on their way to JavaScript.
struct Bytes(Vec<u8>);

impl Mirror for Bytes {
    type Js = Buffer;
    fn mirror(self) -> Buffer {
        Buffer::from(self.0)
    }
}

/// What of a chunk goes to the client; `None` if it goes there unchanged.
fn fed(exchange: &Exchange, chunk: &[u8]) -> codegate_core::Result<Option<Bytes>> {
    Ok(match exchange.feed(chunk)? {
        Cow::Borrowed(out) if out.len() == chunk.len() => None,
        out => Some(Bytes(out.into_owned())),
    })
}

impl Mirror for Exchange {
    type Js = NativeExchange;
    fn mirror(self) -> NativeExchange {
        NativeExchange { exchange: self }
    }
}

impl NativeExchange {
    /// Runs `work` now, or later with the clock read now.
    fn run<M, W>(&self, later: bool, work: W) -> Result<Answer<M::Js>>
    where
        M: Mirror,
        M::Js: Sendable,
        W: FnOnce(&Exchange) -> codegate_core::Result<M> + Send + 'static,
    {
        let exchange =
            if later { guard(|| Ok(self.exchange.at(self.exchange.now()?)))? } else { self.exchange.clone() };
        run(later, move || work(&exchange))
    }

    /// Ends the attempt by `work`, now or later.
    fn next<W>(&self, failure: &str, later: bool, work: W) -> Result<Answer<Option<Route>>>
    where
        W: FnOnce(&Exchange, &Failure) -> codegate_core::Result<Option<model::Route>> + Send + 'static,
    {
        let failure: Failure = guard(|| from_json(failure.as_bytes()))?;
        let variables = later.then(environment);
        self.run(later, move |exchange| match variables {
            Some(variables) => within(variables, || work(exchange, &failure)),
            None => work(exchange, &failure),
        })
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
    #[napi]
    pub fn decision(&self) -> Result<Decision> {
        guard(|| Ok(self.exchange.decision().clone().mirror()))
    }

    /// What to send for the current attempt.
    #[napi]
    pub fn sending(&self) -> Result<Sending> {
        guard(|| {
            let sending = self.exchange.sending();
            let headers = sending.headers.iter().map(|(name, value)| vec![name.clone(), value.clone()]).collect();
            Ok(Sending { url: sending.url.clone(), headers, route: sending.route.clone().mirror() })
        })
    }

    /// The body to send.
    #[napi(ts_return_type = "Buffer | null | Promise<Buffer | null>")]
    pub fn body(&self, later: bool) -> Result<Answer<Option<Buffer>>> {
        let exchange = self.exchange.clone();
        run(later, move || Ok(exchange.body().map(|body| Bytes(body.to_vec()))))
    }

    /// Warnings that came up after it began.
    #[napi]
    pub fn warnings(&self) -> Result<Vec<Warning>> {
        guard(|| Ok(self.exchange.warnings().mirror()))
    }

    /// Tells status and headers of the response.
    #[napi]
    pub fn begin_response(&self, status: u16, headers: String) -> Result<()> {
        guard(|| {
            let headers: Headers = from_json(headers.as_bytes())?;
            self.exchange.begin_response(status, &headers.into_pairs())
        })
    }

    /// Reads a chunk as it passes; null if it goes to the client unchanged.
    #[napi(ts_return_type = "Buffer | null | Promise<Buffer | null>")]
    pub fn feed(&self, chunk: Uint8ArraySlice<'_>, later: bool) -> Result<Answer<Option<Buffer>>> {
        if !later {
            return guard(|| fed(&self.exchange, &chunk)).map(|out| Either::A(out.mirror()));
        }
        // A copy: what JavaScript may write to is not read by another thread.
        let (exchange, chunk) = (self.exchange.clone(), chunk.to_vec());
        run(later, move || fed(&exchange, &chunk))
    }

    /// The end of the response: what is still held back for the client.
    #[napi(ts_return_type = "Buffer | Promise<Buffer>")]
    pub fn end(&self, later: bool) -> Result<Answer<Buffer>> {
        let exchange = self.exchange.clone();
        run(later, move || exchange.end().map(Bytes))
    }

    /// Counts that the host has read itself.
    #[napi]
    pub fn report_usage(&self, counts: String) -> Result<()> {
        guard(|| self.exchange.report_usage(&from_json::<Counts>(counts.as_bytes())?))
    }

    /// Ends the attempt as failed and opens one on the next route.
    #[napi(ts_return_type = "Route | null | Promise<Route | null>")]
    pub fn fail(&self, failure: String, later: bool) -> Result<Answer<Option<Route>>> {
        self.next(&failure, later, Exchange::fail)
    }

    /// Ends the attempt as failed and opens one on the same route.
    #[napi(ts_return_type = "Route | null | Promise<Route | null>")]
    pub fn retry(&self, failure: String, later: bool) -> Result<Answer<Option<Route>>> {
        self.next(&failure, later, Exchange::retry)
    }

    /// Records the exchange durably.
    #[napi(ts_return_type = "Receipt | Promise<Receipt>")]
    pub fn finish(&self, finish: String, later: bool) -> Result<Answer<Receipt>> {
        let finish: Finish = guard(|| from_json(finish.as_bytes()))?;
        self.run(later, move |exchange| exchange.finish(finish))
    }

    /// Ends it the way garbage collection does.
    #[napi(ts_return_type = "Receipt | null | Promise<Receipt | null>")]
    pub fn close(&self, later: bool) -> Result<Answer<Option<Receipt>>> {
        self.run(later, |exchange| exchange.close())
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
