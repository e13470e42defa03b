//! What an attempt is charged: when it is recorded, and when it is repriced.

use crate::model::{Attempt, Completeness, Money, OTHER_MODEL, Provider, ProviderType, Timestamp, UnitPrices, Usage};
use crate::price::{self, PriceBook, Quote, Wanted};

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

/// The charge of an attempt; irregularities are marked in its usage.
pub(super) fn charge(
    asked: &Destination<'_>,
    told: &Circumstances<'_>,
    usage: &mut Usage,
    prices: &PriceBook,
) -> Charged {
    let quote = quote(asked, told, usage, prices);
    let mut charged = by_quote(quote.as_ref(), usage);
    // Gateways fill the place of the cost with a 0 that nobody reported; only OpenRouter, and a host, mean it.
    let means_zero = told.stated || asked.provider_type == Some(ProviderType::Openrouter);
    if told.reported_cost == Some(Money::default()) && charged.cost_known > Money::default() && !means_zero {
        usage.mark("contradictory");
    } else if let Some(reported) = told.reported_cost {
        let running = is_running(usage) && !told.stated;
        (charged.cost, charged.cost_known) = ((!running).then_some(reported), reported);
        usage.marks.retain(|mark| mark != UNIT_UNPRICED);
        charged.price_source = Some(BY_PROVIDER.into());
    } else if quote.is_some_and(|quote| quote.tier_unpriced) {
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
    let quote = quote(&asked, &told, &usage, prices)?;
    usage.marks.retain(|mark| mark != TIER_UNPRICED && mark != UNIT_UNPRICED);
    let charged = by_quote(Some(&quote), &mut usage);
    if quote.tier_unpriced {
        usage.mark(TIER_UNPRICED);
    }
    Some((charged, usage))
}

fn by_quote(quote: Option<&Quote>, usage: &mut Usage) -> Charged {
    let cache_saved = price::cache_saved(usage, quote.map(|quote| &quote.prices));
    let Some(quote) = quote else {
        return Charged { prices: None, cost: None, cost_known: Money::default(), cache_saved, price_source: None };
    };
    let charge = price::charge(usage, &quote.prices);
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

fn quote(asked: &Destination<'_>, told: &Circumstances<'_>, usage: &Usage, prices: &PriceBook) -> Option<Quote> {
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
        input_tokens: usage.known_input(),
    })
}
