//! One try at one provider: while it runs, and as it is kept.

use super::pricing::{self, Charged, Circumstances, Destination};
use super::refusal::Refusal;
use crate::error::{Error, Result};
use crate::formats::cost::Reported;
use crate::formats::counts::from_counts;
use crate::formats::errors::{self, Told};
use crate::formats::parts::Part;
use crate::limits::RECORD_BYTES;
use crate::model::{
    Attempt, Completeness, Counts, Decision, Failure, FailureClass, Headers, Money, Outcome, ProviderType, Route,
    Timestamp, Usage, Warning,
};
use crate::price::PriceBook;
use crate::request::{self, Streamed};
use crate::response::waiting;
use crate::response::{Measurement, Meter};
use crate::snapshot::Snapshot;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes kept of the host's reason for a failure.
pub(super) const REASON_BYTES: usize = 1_024;
/// Headers kept that may say why it failed, or how long to wait.
const HEADERS: usize = 48;

/// The current attempt.
pub(super) struct Current {
    pub(super) meter: Meter,
    /// Whether any part of the response was fed.
    pub(super) fed: bool,
    /// Whether `end` was called.
    ended: bool,
    pub(super) status: Option<u16>,
    /// Those of its headers that may say why it failed, or how long to wait.
    headers: Vec<(String, String)>,
    /// What the host counted itself.
    pub(super) counts: Option<(Usage, Counts)>,
    route: Option<Route>,
    /// The base url of the route's provider, or the url of its upstream, which determines whose prices apply.
    endpoint: Option<String>,
    /// The price list that the provider names.
    list: Option<String>,
    pub(super) started_at: Timestamp,
}

impl Current {
    pub(super) fn new(
        decision: &Decision,
        snapshot: &Snapshot,
        route: Option<Route>,
        streamed: Streamed,
        fetches: bool,
        now: Timestamp,
    ) -> Current {
        let provider = route.as_ref().and_then(|route| snapshot.providers.get(route.provider.as_deref()?));
        let upstream = route.as_ref().filter(|route| route.provider.is_none()).and_then(|route| route.url.clone());
        // OpenRouter reports usage whether asked or not, so that nothing is in the stream only because it was asked
        // for: https://openrouter.ai/docs/use-cases/usage-accounting
        let unasked = route.as_ref().is_some_and(|route| route.provider_type == ProviderType::Openrouter);
        let asked = route.as_ref().and_then(|route| route.model.as_deref());
        let idle = decision.facts.request_type.as_deref().is_some_and(request::calls_no_model);
        let meter = Meter::new(decision.facts.format, streamed == Streamed::ByUs && !unasked);
        Current {
            meter: meter.fetching(fetches).asked(asked).idling(idle),
            fed: false,
            ended: false,
            status: None,
            headers: Vec::new(),
            counts: None,
            endpoint: provider.map(|row| row.provider.endpoint.clone()).or(upstream),
            list: provider.and_then(|row| row.provider.prices.clone()),
            route,
            started_at: now,
        }
    }

    /// Takes status and headers of the response.
    pub(super) fn begin_response(&mut self, status: u16, headers: &[(String, String)]) {
        self.status = Some(status);
        let tells = |name: &str| waiting::is_about(name) || name.eq_ignore_ascii_case(errors::KIND_HEADER);
        self.headers = headers.iter().filter(|(name, _)| tells(name)).take(HEADERS).cloned().collect();
        self.meter.response(status, headers);
    }

    /// Why it has failed, as far as its response shows by now.
    pub(super) fn refusal(&self, status: Option<u16>, told: Option<&Told>) -> Option<Refusal> {
        let status = status.or(self.status);
        let failed = told.is_some() || status.is_some_and(|status| status >= 400);
        failed.then(|| Refusal::new(status, told, &self.headers))
    }

    /// The key of what the provider keeps and gives out again, by its id there.
    pub(super) fn key_of(&self, kept: &str) -> String {
        let provider = self.route.as_ref().and_then(|route| route.provider.as_deref()).unwrap_or_default();
        format!("kept:{provider}/{kept}")
    }

    /// Whether anything of a response is there.
    pub(super) fn answered(&self) -> bool {
        self.fed || self.status.is_some()
    }

    /// Ends the response, once; returns what is still held back for the client.
    pub(super) fn end(&mut self) -> Vec<u8> {
        if std::mem::replace(&mut self.ended, true) { Vec::new() } else { self.meter.end() }
    }

    /// A copy of the meter that has read to its end: a host that does not call `end` has fed everything, and the last
    /// event may lack its blank line. The meter itself is unchanged, in case the finish fails.
    pub(super) fn metered(&self) -> Cow<'_, Meter> {
        if self.ended {
            return Cow::Borrowed(&self.meter);
        }
        let mut meter = self.meter.clone();
        meter.end();
        Cow::Owned(meter)
    }

    /// The attempt as it is kept, and a warning where its headers tell no time to wait that can be true.
    pub(super) fn ended(
        &self,
        metered: Measurement,
        how: &How<'_>,
        prices: &PriceBook,
        now: Timestamp,
    ) -> (Attempt, Option<Warning>) {
        let (answered, told) = (metered.output.is_some(), metered.error);
        let mut seen = Answer {
            usage: metered.usage,
            parts: metered.parts,
            response_model: metered.response_model,
            service_tier: metered.service_tier,
            inference_geo: metered.inference_geo,
            reported: metered.reported,
        };
        if let Some((usage, counts)) = &self.counts {
            seen.usage.clone_from(usage);
            seen.parts.clear();
            seen.response_model = counts.response_model.clone().or(seen.response_model);
            seen.service_tier = counts.service_tier.clone().or(seen.service_tier);
            seen.inference_geo = counts.inference_geo.clone().or(seen.inference_geo);
            seen.reported = counts.reported_cost.map(Reported::by_host).or(seen.reported);
        }
        let route = self.route.as_ref();
        let asked = Destination {
            provider: route.and_then(|route| route.provider.as_deref()),
            provider_type: route.map(|route| route.provider_type),
            endpoint: self.endpoint.as_deref(),
            list: self.list.as_deref(),
            model: route.and_then(|route| route.model.as_deref()),
        };
        let mut attempt = charged(&asked, seen, how.outcome, prices, self.started_at, now);
        attempt.status = how.status.or(self.status);
        let warning =
            if how.outcome == Outcome::Failed { self.fail(&mut attempt, how.failure, told, answered) } else { None };
        (attempt, warning)
    }

    /// Keeps why it failed, and how long to wait.
    fn fail(
        &self,
        attempt: &mut Attempt,
        failure: Option<&Failure>,
        told: Option<Told>,
        answered: bool,
    ) -> Option<Warning> {
        let given = failure.and_then(|failure| failure.headers.clone()).map(Headers::into_pairs);
        let headers = given.as_deref().unwrap_or(&self.headers);
        let told = failure.and_then(|failure| failure.body.as_deref()).map(Told::of_text).or(told);
        let told = Told::with_headers(told, headers);
        let told = told.as_ref();
        // A response that broke off was charged, though the amount is unknown; an error response was not.
        let refused = attempt.status.is_some_and(|status| status >= 400) || (told.is_some() && !answered);
        if self.fed && !refused && attempt.usage.completeness == Completeness::Missing {
            attempt.usage.mark("broken_off");
        }
        let untranslated = self.route.as_ref().is_some_and(|route| route.needs_translation);
        let class = match (attempt.status, told) {
            // It was never sent.
            (None, None) if untranslated => FailureClass::Client,
            (status, told) => errors::class(status, told),
        };
        attempt.failure_class = Some(class);
        let reason = failure.and_then(|failure| failure.reason.as_deref());
        attempt.reason = reason.map(|reason| cut(reason, REASON_BYTES).to_owned());
        attempt.retry_after = failure.and_then(|failure| failure.retry_after);
        if attempt.retry_after.is_some() {
            return None;
        }
        let limited = class == FailureClass::RateLimit;
        let asked = waiting::asked(headers, told, limited, attempt.finished_at);
        attempt.retry_after = asked.seconds;
        let text = "a header of the response is there to say how long to wait, and its value cannot be true";
        asked.unreadable.then(|| Warning::new("retry_after_unreadable", text))
    }

    pub(super) fn failed(
        mut self,
        failure: &Failure,
        prices: &PriceBook,
        now: Timestamp,
    ) -> (Attempt, Option<Warning>) {
        self.end();
        let how = How { outcome: Outcome::Failed, status: failure.status, failure: Some(failure) };
        self.ended(self.meter.reading(), &how, prices, now)
    }
}

/// How an attempt ends.
pub(super) struct How<'a> {
    pub(super) outcome: Outcome,
    pub(super) status: Option<u16>,
    /// What the host says of its failure.
    pub(super) failure: Option<&'a Failure>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) usage: Usage,
    /// What that is the sum of, where it is the usage of several requests.
    pub(super) parts: Vec<Part>,
    pub(super) response_model: Option<String>,
    pub(super) service_tier: Option<String>,
    pub(super) inference_geo: Option<String>,
    pub(super) reported: Option<Reported>,
}

/// An attempt with its prices and cost. It is charged by the model that answered.
pub(super) fn charged(
    asked: &Destination<'_>,
    seen: Answer,
    outcome: Outcome,
    prices: &PriceBook,
    start: Timestamp,
    end: Timestamp,
) -> Attempt {
    let Answer { mut usage, parts, response_model, service_tier, inference_geo, reported: told } = seen;
    let reported = told.clone().filter(|told| told.cost >= Money::default());
    if reported != told {
        usage.mark("cost_out_of_range");
    }
    let told = Circumstances {
        response_model: response_model.as_deref(),
        service_tier: service_tier.as_deref(),
        inference_geo: inference_geo.as_deref(),
        reported_cost: reported.as_ref().map(|reported| reported.cost),
        stated: reported.as_ref().is_some_and(Reported::is_by_host),
        start,
        end,
    };
    let Charged { prices, cost, cost_known, cache_saved, price_source } =
        pricing::charge(asked, &told, &mut usage, &parts, prices);
    Attempt {
        provider: asked.provider.map(str::to_owned),
        provider_type: asked.provider_type,
        model: asked.model.map(str::to_owned),
        response_model,
        service_tier,
        inference_geo,
        status: None,
        outcome,
        reason: None,
        failure_class: None,
        retry_after: None,
        started_at: start,
        finished_at: end,
        usage,
        prices,
        cost,
        cost_known,
        cache_saved,
        reported_cost: reported.as_ref().map(|reported| reported.cost),
        reported_by: reported.map(|reported| reported.by.into_owned()),
        price_source,
    }
}

/// The usage from counts of the host; missing if it gave no count at all.
pub(super) fn counted(counts: &Counts) -> Usage {
    let told = [
        counts.input_tokens,
        counts.output_tokens,
        counts.cache_read,
        counts.cache_write_5m,
        counts.cache_write_long,
        counts.reasoning,
        counts.audio_input,
        counts.image_input,
        counts.video_input,
        counts.audio_cache_read,
        counts.image_cache_read,
        counts.audio_output,
        counts.image_output,
        counts.video_output,
    ];
    let nothing = told.iter().all(Option::is_none) && counts.units.as_ref().is_none_or(BTreeMap::is_empty);
    if nothing { Usage::default() } else { from_counts(counts) }
}

pub(super) fn check_status(status: Option<u16>) -> Result<()> {
    match status {
        Some(status) if !(100..=599).contains(&status) => Err(Error::argument("`status` must be 100 to 599")),
        _ => Ok(()),
    }
}

pub(super) fn check_failure(failure: &Failure) -> Result<()> {
    check_status(failure.status)?;
    if failure.body.as_ref().is_some_and(|body| body.len() > RECORD_BYTES) {
        return Err(Error::limit("`body`", RECORD_BYTES, "bytes"));
    }
    check_retry_after(failure.retry_after)
}

pub(super) fn check_retry_after(retry_after: Option<f64>) -> Result<()> {
    match retry_after {
        Some(seconds) if !seconds.is_finite() || seconds < 0.0 => {
            Err(Error::argument("`retry_after` must be seconds, 0 or more"))
        }
        _ => Ok(()),
    }
}

/// The longest prefix of a text that has at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
