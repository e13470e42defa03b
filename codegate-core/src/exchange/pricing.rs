//! What an attempt is charged: when it is recorded, and when it is repriced.

use crate::formats::parts::Part;
use crate::model::{
    Attempt, Completeness, Decision, Money, OTHER_MODEL, PART_UNKNOWN, Provider, ProviderType, SUMMED, Timestamp,
    UnitPrices, Usage, Warning, shown,
};
use crate::price::{self, PriceBook, Quote, Wanted};
use crate::request;
use crate::snapshot::Snapshot;

/// The model that was asked for, and the provider.
pub(super) struct Destination<'a> {
    /// Its name; an upstream has none.
    pub(super) provider: Option<&'a str>,
    pub(super) provider_type: Option<ProviderType>,
    pub(super) endpoint: Option<&'a str>,
    /// The price list that the provider names.
    pub(super) list: Option<&'a str>,
    pub(super) model: Option<&'a str>,
}

/// The charge of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Charged {
    pub(crate) prices: Option<UnitPrices>,
    pub(crate) cost: Option<Money>,
    pub(crate) cost_known: Money,
    pub(crate) cache_saved: Option<Money>,
    pub(crate) price_source: Option<String>,
}

/// What else may determine the price.
pub(super) struct Circumstances<'a> {
    pub(super) response_model: Option<&'a str>,
    pub(super) service_tier: Option<&'a str>,
    pub(super) inference_geo: Option<&'a str>,
    /// Cost that the provider reports: 0 or more.
    pub(super) reported_cost: Option<Money>,
    /// Whether the host stated it.
    pub(super) stated: bool,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

/// A warning where the model that was chosen has no price, so that nobody would know what it costs. OpenRouter tells the cost
/// of every call itself.
pub(super) fn unpriced(
    decision: &Decision,
    snapshot: &Snapshot,
    prices: &PriceBook,
    now: Timestamp,
) -> Option<Warning> {
    let route = decision.route.as_ref().filter(|route| route.provider_type != ProviderType::Openrouter)?;
    let (name, model) = (route.provider.as_deref()?, route.model.as_deref()?);
    let provider = &snapshot.providers.get(name)?.provider;
    let wanted = Wanted {
        provider: Some(name),
        provider_type: Some(route.provider_type),
        endpoint: Some(&provider.endpoint),
        list: provider.prices.as_deref(),
        model,
        start: now,
        end: now,
        service_tier: None,
        inference_geo: None,
        input_tokens: 0,
    };
    if decision.facts.request_type.as_deref().is_some_and(request::calls_no_model) || prices.quote(&wanted).is_some() {
        return None;
    }
    let text = format!(
        "the price of `{}` at provider `{}` is not known, so its cost will not be either; set one by `prices.set`, 0 where it \
         is free, or load a table by `prices.load`",
        shown(model),
        shown(name)
    );
    Some(Warning::new("unpriced", text))
}

/// The charge of an attempt; irregularities are marked in its usage. Where that is the sum of parts, each is charged by
/// itself.
pub(super) fn charge(
    asked: &Destination<'_>,
    told: &Circumstances<'_>,
    usage: &mut Usage,
    parts: &[Part],
    prices: &PriceBook,
) -> Charged {
    if parts.is_empty() {
        let quote = quote(asked, told, usage.known_input(), prices);
        let charged = by_quote(quote.as_ref(), usage, requests(usage));
        return settled(charged, quote.is_some_and(|quote| quote.tier_unpriced), asked, told, usage);
    }
    let mut charges = Vec::new();
    for part in parts {
        let mut own = part.usage.clone();
        let told = Circumstances {
            response_model: part.model.as_deref().or(told.response_model),
            service_tier: part.service_tier.as_deref().or(told.service_tier),
            inference_geo: part.inference_geo.as_deref().or(told.inference_geo),
            reported_cost: part.reported.as_ref().map(|reported| reported.cost),
            ..*told
        };
        charges.push(of_part(asked, &told, part, &mut own, prices));
        own.marks.iter().for_each(|mark| usage.mark(mark));
    }
    let mut sum = summed(charges);
    if usage.is_marked(PART_UNKNOWN) && told.reported_cost.is_none() {
        sum.cost = None;
    }
    sum
}

fn of_part(
    asked: &Destination<'_>,
    told: &Circumstances<'_>,
    part: &Part,
    usage: &mut Usage,
    prices: &PriceBook,
) -> Charged {
    let [small, large] = [part.inputs.start(), part.inputs.end()].map(|input| quote(asked, told, *input, prices));
    let mut charged = by_quote(small.as_ref(), usage, part.requests);
    if small.as_ref().map(|quote| &quote.prices) != large.as_ref().map(|quote| &quote.prices) {
        // Some of its requests have one price and some the other.
        let other = by_quote(large.as_ref(), usage, part.requests);
        let least = charged.cost_known.min(other.cost_known);
        charged = Charged { prices: None, cost: None, cost_known: least, cache_saved: None, ..charged };
    }
    settled(charged, small.is_some_and(|quote| quote.tier_unpriced), asked, told, usage)
}

/// The sum of charges. It has prices if all of them have the same, and a source if all of them have one.
fn summed(charges: Vec<Charged>) -> Charged {
    let mut charges = charges.into_iter();
    let Some(mut sum) = charges.next() else { return by_quote(None, &mut Usage::default(), 0) };
    for charged in charges {
        sum.cost = sum.cost.zip(charged.cost).map(|(sum, cost)| sum.saturating_add(cost));
        sum.cost_known = sum.cost_known.saturating_add(charged.cost_known);
        sum.cache_saved = sum.cache_saved.zip(charged.cache_saved).map(|(sum, saved)| sum.saturating_add(saved));
        let same = sum.prices == charged.prices && sum.price_source == charged.price_source;
        sum.prices = sum.prices.filter(|_| same);
        let by_tables = |source: &String| source != BY_PROVIDER;
        sum.price_source = match (sum.price_source, charged.price_source) {
            (Some(one), Some(other)) => Some(if by_tables(&one) { one } else { other }),
            _ => None,
        };
    }
    sum
}

/// A charge by prices, or in its place what the provider reports.
fn settled(
    mut charged: Charged,
    tier_unpriced: bool,
    asked: &Destination<'_>,
    told: &Circumstances<'_>,
    usage: &mut Usage,
) -> Charged {
    // Gateways fill the place of the cost with a 0 that nobody reported; only OpenRouter, and a host, mean it.
    let means_zero = told.stated || asked.provider_type == Some(ProviderType::Openrouter);
    if told.reported_cost == Some(Money::default()) && charged.cost_known > Money::default() && !means_zero {
        usage.mark("contradictory");
    } else if let Some(reported) = told.reported_cost {
        let running = is_running(usage) && !told.stated;
        (charged.cost, charged.cost_known) = ((!running).then_some(reported), reported);
        usage.marks.retain(|mark| mark != UNIT_UNPRICED);
        charged.price_source = Some(BY_PROVIDER.into());
    } else if tier_unpriced {
        usage.mark(TIER_UNPRICED);
    }
    charged
}

/// Whether what was reported is what had been used when the response broke off. Usage without the tokens of another model
/// is partial too, but a cost that is reported with it includes them.
fn is_running(usage: &Usage) -> bool {
    usage.completeness == Completeness::Partial && !usage.marks.iter().any(|mark| mark == OTHER_MODEL)
}

/// The source of a cost that the provider reported.
pub(crate) const BY_PROVIDER: &str = "provider";
const TIER_UNPRICED: &str = "tier_unpriced";
const UNIT_UNPRICED: &str = "unit_unpriced";

/// A recorded attempt as it would be charged now; `None` where there is no price for it now.
///
/// `now` is its provider as it is now; if that no longer exists, the price list that it was charged by before applies.
pub(crate) fn anew(attempt: &Attempt, now: Option<&Provider>, prices: &PriceBook) -> Option<(Charged, Usage)> {
    let before = || attempt.prices.as_ref().and_then(|prices| prices.list.as_deref());
    let asked = Destination {
        provider: attempt.provider.as_deref(),
        provider_type: attempt.provider_type,
        endpoint: now.map(|provider| provider.endpoint.as_str()),
        list: now.map_or_else(before, |provider| provider.prices.as_deref()),
        model: attempt.model.as_deref(),
    };
    let told = Circumstances {
        response_model: attempt.response_model.as_deref(),
        service_tier: attempt.service_tier.as_deref(),
        inference_geo: attempt.inference_geo.as_deref(),
        reported_cost: None,
        stated: false,
        start: attempt.started_at,
        end: attempt.finished_at,
    };
    let mut usage = attempt.usage.clone();
    let quote = quote(&asked, &told, usage.known_input(), prices)?;
    if usage.is_marked(SUMMED) && !is_repriced_as_one(attempt, &asked, &told, &quote, prices) {
        return None;
    }
    usage.marks.retain(|mark| mark != TIER_UNPRICED && mark != UNIT_UNPRICED);
    let requests = requests(&usage);
    let charged = by_quote(Some(&quote), &mut usage, requests);
    if quote.tier_unpriced {
        usage.mark(TIER_UNPRICED);
    }
    Some((charged, usage))
}

/// Whether the sum of several requests has the price of each: of one model, whose price no size changes. More is not known
/// of them once they are recorded.
fn is_repriced_as_one(
    attempt: &Attempt,
    asked: &Destination<'_>,
    told: &Circumstances<'_>,
    quoted: &Quote,
    prices: &PriceBook,
) -> bool {
    let one_price = attempt.prices.is_some() || attempt.price_source.is_none();
    let smallest = quote(asked, told, 0, prices).map(|quote| quote.prices);
    let any_size = smallest.as_ref() == Some(&quoted.prices) && quoted.prices.request.is_none();
    attempt.response_model.is_some() && one_price && any_size
}

/// How many requests a usage is that of.
fn requests(usage: &Usage) -> u64 {
    u64::from(usage.completeness != Completeness::Missing)
}

fn by_quote(quote: Option<&Quote>, usage: &mut Usage, requests: u64) -> Charged {
    let cache_saved = price::cache_saved(usage, quote.map(|quote| &quote.prices));
    let Some(quote) = quote else {
        return Charged { prices: None, cost: None, cost_known: Money::default(), cache_saved, price_source: None };
    };
    let charge = price::charge(usage, requests, &quote.prices);
    if charge.overflow {
        usage.mark("cost_out_of_range");
    }
    if charge.unit_unpriced {
        usage.mark(UNIT_UNPRICED);
    }
    Charged {
        prices: Some(quote.prices.clone()),
        // A tier that costs more costs at least the standard prices.
        cost: charge.cost.filter(|_| !quote.tier_dearer),
        cost_known: charge.cost_known,
        cache_saved,
        price_source: Some(quote.source.into()),
    }
}

fn quote(asked: &Destination<'_>, told: &Circumstances<'_>, input_tokens: u64, prices: &PriceBook) -> Option<Quote> {
    let is_profile = |told: &&str| asked.model.is_some_and(|asked| price::is_profile_of(asked, told));
    prices.quote(&Wanted {
        provider: asked.provider,
        provider_type: Some(asked.provider_type?),
        endpoint: asked.endpoint,
        list: asked.list,
        model: told.response_model.filter(|told| !is_profile(told)).or(asked.model)?,
        start: told.start,
        end: told.end,
        service_tier: told.service_tier,
        inference_geo: told.inference_geo,
        input_tokens,
    })
}
