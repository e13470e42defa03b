//! Sends to route after route until one answers, by the library's own classes of failures.

use super::open::Open;
use super::passing::fed;
use crate::errors::Failure as Ended;
use bytes::{Bytes, BytesMut};
use codegate_core::model::{Failure, FailureClass};
use hyper::body::Incoming;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response};
use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

/// So much of a failure is read before it is known what to do; more would be no error message.
const MESSAGE: usize = 256 * 1024;

/// How often, and how long, the last route is waited for.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) retries: u32,
    pub(super) longest: Duration,
}

/// Connections to providers.
pub(super) struct Clients {
    /// By the proxies of the environment, where there are any.
    ordinary: Client,
    /// To this machine: no proxy reaches it.
    direct: Client,
}

/// The client's body: kept, so that it can be sent again, or passed on as it comes.
pub(super) enum Payload {
    Kept,
    Streamed(Option<Incoming>),
}

/// What a provider answered, or why none did.
pub(super) enum Sent {
    Answered { status: u16, headers: HeaderMap, first: Bytes, rest: reqwest::Body },
    Refused { unreachable: bool, message: String },
}

impl Clients {
    pub(super) fn new() -> Result<Clients, Ended> {
        // It fails where one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(Duration::from_secs(10))
        };
        let failed = |error: reqwest::Error| Ended::own("listen", format!("connections cannot be made: {error}"), "");
        Ok(Clients {
            ordinary: builder().build().map_err(failed)?,
            direct: builder().no_proxy().build().map_err(failed)?,
        })
    }

    fn to(&self, url: &str) -> &Client {
        let host = reqwest::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let here = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        if here { &self.direct } else { &self.ordinary }
    }
}

/// One request under way.
pub(super) struct Attempts<'a> {
    pub(super) open: &'a Open,
    pub(super) clients: &'a Clients,
    pub(super) method: Method,
    pub(super) payload: Payload,
    pub(super) patience: Patience,
    /// How often the last route was tried again.
    pub(super) retried: u32,
}

impl Attempts<'_> {
    pub(super) async fn send(&mut self) -> Sent {
        loop {
            let sending = self.open.exchange().sending();
            let Some(url) = sending.url.clone() else {
                // It translates nothing: what the client speaks must be what the provider speaks.
                let untranslated = sending.route.is_some();
                let failure = Failure {
                    reason: Some("the provider does not speak the client's format".into()),
                    ..Failure::default()
                };
                if untranslated && self.next_route(failure).await {
                    continue;
                }
                return Sent::Refused { unreachable: false, message: self.unrouted() };
            };
            match self.request(&url, &sending.headers).send().await {
                Err(error) => {
                    let message = chain(&error.without_url());
                    let failure = Failure { reason: Some(message.clone()), ..Failure::default() };
                    if !self.go_on(failure, None).await {
                        return Sent::Refused {
                            unreachable: true,
                            message: format!("no provider can be reached: {message}"),
                        };
                    }
                }
                Ok(response) => {
                    if let Some(answered) = self.looked_at(response).await {
                        return answered;
                    }
                }
            }
        }
    }

    fn unrouted(&self) -> String {
        let decision = self.open.exchange().decision();
        let warnings = decision
            .warnings
            .iter()
            .map(|warning| warning.message.clone())
            .chain(self.open.exchange().warnings().into_iter().map(|warning| warning.message));
        let told = warnings.collect::<Vec<_>>().join("; ");
        if told.is_empty() { "there is no route for this request".to_owned() } else { told }
    }

    fn request(&mut self, url: &str, headers: &[(String, String)]) -> reqwest::RequestBuilder {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::try_from(name.as_str());
            // A header that HTTP cannot carry never came by HTTP.
            if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value.as_str())) {
                map.append(name, value);
            }
        }
        let request = self.clients.to(url).request(self.method.clone(), url).headers(map);
        match &mut self.payload {
            Payload::Streamed(body) => match body.take() {
                Some(body) => request.body(reqwest::Body::wrap(body)),
                None => request,
            },
            Payload::Kept => match self.open.exchange().body() {
                Some(body) => request.body(Bytes::from_owner(Shared(body))),
                None => request,
            },
        }
    }

    /// The answer, if it is one to pass on.
    async fn looked_at(&mut self, mut response: Response) -> Option<Sent> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let exchange = self.open.exchange();
        let _ = exchange.begin_response(status, &pairs(&headers));
        let mut first = BytesMut::new();
        if status >= 400 {
            let mut read = 0;
            // What a failure is, its text tells better than its status.
            while read < MESSAGE
                && let Ok(Some(chunk)) = response.chunk().await
            {
                read += chunk.len();
                first.extend_from_slice(&fed(self.open, &chunk));
            }
        }
        let elsewhere = matches!(
            exchange.failure_class(),
            Some(FailureClass::RateLimit | FailureClass::Overloaded | FailureClass::Server | FailureClass::Network)
        );
        if elsewhere {
            let failure = Failure { status: Some(status), ..Failure::default() };
            let asked = exchange.retry_after().ok().flatten();
            if self.go_on(failure, asked.and_then(|asked| Duration::try_from_secs_f64(asked).ok())).await {
                return None;
            }
        }
        let response: hyper::Response<reqwest::Body> = response.into();
        Some(Sent::Answered { status, headers, first: first.freeze(), rest: response.into_body() })
    }

    /// Goes to the next route, or, where there is none, to the last one again after a pause. Where neither is possible, the
    /// failure stays the answer.
    async fn go_on(&mut self, failure: Failure, asked: Option<Duration>) -> bool {
        if matches!(self.payload, Payload::Streamed(_)) {
            return false;
        }
        if self.open.exchange().remaining() > 0 {
            return self.next_route(failure).await;
        }
        let pause = asked.unwrap_or_else(|| Duration::from_millis(500) * 2u32.saturating_pow(self.retried.min(8)));
        let worth_it = self.retried < self.patience.retries && pause <= self.patience.longest;
        if !worth_it {
            // One that cannot be reached leaves no answer of its own to be recorded by.
            if failure.status.is_none() {
                let _ = self.open.work(move |exchange| exchange.fail(&failure)).await;
            }
            return false;
        }
        tokio::time::sleep(pause).await;
        self.retried += 1;
        matches!(self.open.work(move |exchange| exchange.retry(&failure)).await, Ok(Some(_)))
    }

    async fn next_route(&self, failure: Failure) -> bool {
        matches!(self.open.work(move |exchange| exchange.fail(&failure)).await, Ok(Some(_)))
    }
}

/// The body that the exchange keeps, sent without a copy.
struct Shared(std::sync::Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Headers as the library takes them; what is no text, it has no use for.
pub(super) fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
    headers.iter().filter_map(text).collect()
}

/// An error with what caused it.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text += &format!(": {inner}");
        cause = inner.source();
    }
    text
}
