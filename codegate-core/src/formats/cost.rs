//! What a provider or a gateway reports as the cost of a response, wherever it does.

use super::counts::Marks;
use super::json::{Json, Object};
use crate::model::Money;
use std::borrow::Cow;

/// A cost that was reported.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reported {
    /// In US dollars.
    pub(crate) cost: Money,
    /// The member or the header that says it.
    pub(crate) by: Cow<'static, str>,
}

/// What a host reports itself.
const HOST: &str = "host";

impl Reported {
    pub(crate) fn by_host(cost: Money) -> Reported {
        Reported { cost, by: HOST.into() }
    }

    pub(crate) fn is_by_host(&self) -> bool {
        self.by == HOST
    }
}

/// A member of a usage object that holds a cost, and the power of ten of its unit.
struct Place {
    name: &'static str,
    by: &'static str,
    exponent: i32,
}

/// Members of the usage object, the first that is there counting: `cost` (OpenRouter, Vercel) and its `total_cost`
/// (Perplexity) are read apart.
const IN_USAGE: [Place; 3] = [
    // https://docs.x.ai/docs/models#cost
    Place { name: "cost_in_usd_ticks", by: "usage.cost_in_usd_ticks", exponent: -10 },
    // https://deepinfra.com/docs/openai_api
    Place { name: "estimated_cost", by: "usage.estimated_cost", exponent: 0 },
    // https://docs.llmgateway.io/features/cost-breakdown
    Place { name: "cost_usd_total", by: "usage.cost_usd_total", exponent: 0 },
];

/// Headers that hold a cost in US dollars. A stream has none of it yet when its headers are sent, so that a gateway that
/// knows nothing sends none or a 0.
pub(crate) const HEADERS: [&str; 2] = [
    // https://docs.litellm.ai/docs/proxy/response_headers
    "x-litellm-response-cost",
    // https://docs.rs/nrouter: absent where the model has no price
    "x-nr-request-cost",
];

/// What the usage object of a response says that it costs.
///
/// Where OpenRouter used a key of the caller's own (`is_byok`), its `cost` is the fee alone, and what the key was charged
/// stands beside it.
pub(crate) fn in_usage(usage: &Object<'_>, marks: &mut Marks) -> Option<Reported> {
    let Some(cost) = usage.get("cost").filter(|cost| !cost.is_null()) else {
        let found = IN_USAGE.iter().find_map(|place| Some((place, usage.get(place.name)?)));
        let (place, value) = found.filter(|(_, value)| !value.is_null())?;
        return money(value, place.exponent, marks).map(|cost| Reported { cost, by: place.by.into() });
    };
    let parts = cost.object();
    let by = if parts.is_some() { "usage.cost.total_cost" } else { "usage.cost" };
    let told = parts.map_or(Some(cost), |parts| parts.get("total_cost"));
    let cost = sound(told.and_then(Json::number).and_then(Money::parse), marks)?;
    let mut told = Reported { cost, by: by.into() };
    if usage.get("is_byok").is_some_and(|own_key| own_key.text() == "true") {
        let upstream = usage.object("cost_details")?.get("upstream_inference_cost")?;
        told.cost = told.cost.saturating_add(money(upstream, 0, marks)?);
    }
    Some(told)
}

/// What GitHub Copilot says beside the usage of a response or of the event that ends a stream: billionths of an AI
/// credit, of which 100 are a dollar (https://docs.github.com/copilot/concepts/billing).
pub(crate) fn of_copilot(told: &Object<'_>, marks: &mut Marks) -> Option<Reported> {
    let units = told.get("total_nano_aiu").filter(|units| !units.is_null())?;
    money(units, -11, marks).map(|cost| Reported { cost, by: "copilot_usage.total_nano_aiu".into() })
}

/// What a header says.
pub(crate) fn in_header(name: &str, value: &str, marks: &mut Marks) -> Option<Reported> {
    let by = *HEADERS.iter().find(|known| name.eq_ignore_ascii_case(known))?;
    // LiteLLM writes Python's word where it knows no cost.
    if matches!(value.trim(), "" | "None") {
        return None;
    }
    let cost = sound(Money::parse(value.trim()), marks)?;
    // A stream's headers are older than its cost.
    (cost != Money::default()).then(|| Reported { cost, by: by.into() })
}

fn money(value: Json<'_>, exponent: i32, marks: &mut Marks) -> Option<Money> {
    sound(value.number().and_then(|number| Money::parse_shifted(number, exponent)), marks)
}

fn sound(cost: Option<Money>, marks: &mut Marks) -> Option<Money> {
    let cost = cost.filter(|cost| cost.as_pico() >= 0);
    if cost.is_none() {
        marks.cost_out_of_range();
    }
    cost
}
