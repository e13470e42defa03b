//! One try at one provider: under way, and as it is kept.

use crate::error::{Error, Result};
use crate::model::{
    Attempt, Completeness, Counts, Decision, Failure, Money, Outcome, Route, Timestamp, UnitPrices, Usage,
};
use crate::price::{self, PriceTable};
use crate::response::{self, Meter};

/// Bytes kept of the host's reason for a failure.
const REASON_BYTES: usize = 1_024;

/// The attempt that is under way.
pub(super) struct Current {
    pub(super) meter: Meter,
    /// Whether any part of the response was fed.
    pub(super) fed: bool,
    /// Whether the end of the response was told.
    ended: bool,
    pub(super) status: Option<u16>,
    /// What the host counted itself.
    pub(super) counts: Option<(Usage, Counts)>,
    route: Option<Route>,
    started_at: Timestamp,
}

impl Current {
    pub(super) fn new(decision: &Decision, route: Option<Route>, usage_injected: bool, now: Timestamp) -> Current {
        Current {
            meter: Meter::new(decision.facts.format, usage_injected),
            fed: false,
            ended: false,
            status: None,
            counts: None,
            route,
            started_at: now,
        }
    }

    /// The end of the response, told once: gives what is still held back for the client.
    pub(super) fn end(&mut self) -> Vec<u8> {
        if std::mem::replace(&mut self.ended, true) { Vec::new() } else { self.meter.end() }
    }

    /// Whether the response was seen whole, or counted by the host.
    pub(super) fn is_whole(&mut self) -> bool {
        self.end();
        self.counts.is_some() || self.meter.complete()
    }

    /// The attempt as it is kept.
    pub(super) fn ended(&mut self, outcome: Outcome, status: Option<u16>, now: Timestamp) -> Attempt {
        // A host that does not tell the end has fed all there is: the last event may lack its blank line.
        self.end();
        let metered = self.meter.reading();
        let (usage, response_model, reported_cost) = match &self.counts {
            Some((usage, counts)) => {
                let model = counts.response_model.clone().or(metered.response_model);
                (usage.clone(), model, counts.reported_cost.or(metered.reported_cost))
            }
            None => (metered.usage, metered.response_model, metered.reported_cost),
        };
        let seen = Seen { usage, response_model, reported_cost };
        let route = self.route.as_ref();
        let asked = Asked {
            provider: route.map(|route| (route.provider.as_str(), route.provider_type)),
            model: route.and_then(|route| route.model.as_deref()),
        };
        let mut attempt = charged(&asked, seen, outcome, self.started_at, now);
        attempt.status = status.or(self.status);
        attempt
    }

    pub(super) fn failed(&mut self, failure: &Failure, now: Timestamp) -> Attempt {
        let mut attempt = self.ended(Outcome::Failed, failure.status, now);
        // A response that came and broke off was charged, though nobody told how much; an error response was not.
        let refused = attempt.status.is_some_and(|status| status >= 400);
        if self.fed && !refused && attempt.usage.completeness == Completeness::Missing {
            attempt.usage.mark("broken_off");
        }
        attempt.reason = failure.reason.as_deref().map(|reason| cut(reason, REASON_BYTES).to_owned());
        attempt.retry_after = failure.retry_after;
        attempt
    }
}

/// What was asked for, and of whom.
pub(super) struct Asked<'a> {
    pub(super) provider: Option<(&'a str, crate::model::ProviderType)>,
    pub(super) model: Option<&'a str>,
}

/// What came back.
pub(super) struct Seen {
    pub(super) usage: Usage,
    pub(super) response_model: Option<String>,
    pub(super) reported_cost: Option<Money>,
}

/// An attempt with its prices and cost. The model that answered is the one that is charged.
pub(super) fn charged(asked: &Asked<'_>, seen: Seen, outcome: Outcome, start: Timestamp, end: Timestamp) -> Attempt {
    let Seen { mut usage, response_model, reported_cost } = seen;
    let prices = prices(asked, response_model.as_deref());
    let (mut cost, mut cost_known, mut source) = (None, Money::default(), None);
    if let Some(prices) = &prices {
        let charge = price::charge(&usage, prices);
        (cost, cost_known, source) = (charge.cost, charge.cost_known, Some("snapshot"));
        if charge.overflow {
            usage.mark("cost_out_of_range");
        }
    }
    let told = reported_cost;
    let reported_cost = told.filter(|cost| *cost >= Money::default());
    if reported_cost != told {
        usage.mark("cost_out_of_range");
    }
    if let Some(reported) = reported_cost {
        (cost, cost_known, source) = (Some(reported), reported, Some("provider"));
    }
    let cache_saved = price::cache_saved(&usage, prices.as_ref());
    Attempt {
        provider: asked.provider.map(|(name, _)| name.to_owned()),
        provider_type: asked.provider.map(|(_, provider_type)| provider_type),
        model: asked.model.map(str::to_owned),
        response_model,
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
        reported_cost,
        price_source: source.map(str::to_owned),
    }
}

fn prices(asked: &Asked<'_>, answered: Option<&str>) -> Option<UnitPrices> {
    let (_, provider_type) = asked.provider?;
    PriceTable::shipped().lookup(provider_type, answered.or(asked.model)?)
}

/// The usage of what a host counted itself; missing where it told no count at all.
pub(super) fn counted(counts: &Counts) -> Usage {
    let told = [
        counts.input_tokens,
        counts.output_tokens,
        counts.cache_read,
        counts.cache_write_5m,
        counts.cache_write_long,
        counts.reasoning,
    ];
    if told.iter().all(Option::is_none) { Usage::default() } else { response::from_counts(counts) }
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

/// The longest beginning of a text that has at most `limit` bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = limit.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
