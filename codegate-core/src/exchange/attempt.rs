//! One try at one provider: while it runs, and as it is kept.

use super::pricing::{self, Charged, Circumstances, Destination};
use crate::error::{Error, Result};
use crate::formats::cost::Reported;
use crate::formats::counts::from_counts;
use crate::model::{
    Attempt, Completeness, Counts, Decision, Failure, Money, Outcome, ProviderType, Route, Timestamp, Usage,
};
use crate::price::PriceBook;
use crate::request::Streamed;
use crate::response::{Measurement, Meter};
use crate::snapshot::Snapshot;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes kept of the host's reason for a failure.
const REASON_BYTES: usize = 1_024;

/// The current attempt.
pub(super) struct Current {
    pub(super) meter: Meter,
    /// Whether any part of the response was fed.
    pub(super) fed: bool,
    /// Whether `end` was called.
    ended: bool,
    pub(super) status: Option<u16>,
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
        now: Timestamp,
    ) -> Current {
        let provider = route.as_ref().and_then(|route| snapshot.providers.get(route.provider.as_deref()?));
        let upstream = route.as_ref().filter(|route| route.provider.is_none()).and_then(|route| route.url.clone());
        // OpenRouter reports usage whether asked or not, so that nothing is in the stream only because it was asked
        // for: https://openrouter.ai/docs/use-cases/usage-accounting
        let unasked = route.as_ref().is_some_and(|route| route.provider_type == ProviderType::Openrouter);
        Current {
            meter: Meter::new(decision.facts.format, streamed == Streamed::ByUs && !unasked),
            fed: false,
            ended: false,
            status: None,
            counts: None,
            endpoint: provider.map(|row| row.provider.endpoint.clone()).or(upstream),
            list: provider.and_then(|row| row.provider.prices.clone()),
            route,
            started_at: now,
        }
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

    /// The attempt as it is kept.
    pub(super) fn ended(
        &self,
        metered: Measurement,
        outcome: Outcome,
        status: Option<u16>,
        prices: &PriceBook,
        now: Timestamp,
    ) -> Attempt {
        let mut seen = Answer {
            usage: metered.usage,
            response_model: metered.response_model,
            service_tier: metered.service_tier,
            inference_geo: metered.inference_geo,
            reported: metered.reported,
        };
        if let Some((usage, counts)) = &self.counts {
            seen.usage.clone_from(usage);
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
        let mut attempt = charged(&asked, seen, outcome, prices, self.started_at, now);
        attempt.status = status.or(self.status);
        attempt
    }

    pub(super) fn failed(mut self, failure: &Failure, prices: &PriceBook, now: Timestamp) -> Attempt {
        self.end();
        let mut attempt = self.ended(self.meter.reading(), Outcome::Failed, failure.status, prices, now);
        // A response that broke off was charged, though the amount is unknown; an error response was not.
        let refused = attempt.status.is_some_and(|status| status >= 400);
        if self.fed && !refused && attempt.usage.completeness == Completeness::Missing {
            attempt.usage.mark("broken_off");
        }
        attempt.reason = failure.reason.as_deref().map(|reason| cut(reason, REASON_BYTES).to_owned());
        attempt.retry_after = failure.retry_after;
        attempt
    }
}

/// What came back.
pub(super) struct Answer {
    pub(super) usage: Usage,
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
    let Answer { mut usage, response_model, service_tier, inference_geo, reported: told } = seen;
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
        pricing::charge(asked, &told, &mut usage, prices);
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
    match failure.retry_after {
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
