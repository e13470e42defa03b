//! Which of a model's prices hold for a request.

use super::bucket::{self, BUCKETS, Bucket, PerBucket};
use super::document::Rate;
use super::table::{Entry, Model};
use super::values::Date;
use crate::model::{DAY_MICROS, Timestamp, UnitPrices};

/// The prices that hold, and how they were found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    pub(super) prices: UnitPrices,
    /// The first day of the standard prices in force.
    pub(super) from: Option<Date>,
    /// Whether the variant has prices of its own.
    pub(super) has_variant: bool,
}

/// Picks the prices of a model for a time, a way of serving and a size of the input; `None` where none is in force.
/// An unknown size counts as none.
pub(super) fn select(model: &Model, at: Timestamp, variant: Option<&str>, input_tokens: u64) -> Option<Selected> {
    let (day, minute) = (at.day(), minute(at));
    let in_force = |entry: &&Entry| entry.in_force(day, minute);
    let standard = model.entries.iter().rev().filter(|entry| entry.variant.is_none()).find(in_force)?;
    let mut rates: [Option<&Rate>; BUCKETS] = standard.rates.0.each_ref().map(Option::as_ref);
    let mut units = standard.units.clone();
    let mut has_variant = false;
    if variant.is_some() {
        let own = model.entries.iter().filter(|entry| entry.variant.as_deref() == variant).filter(in_force);
        for entry in own {
            has_variant = true;
            for (rate, own) in rates.iter_mut().zip(&entry.rates.0) {
                *rate = own.as_ref().or(*rate);
            }
            // A part that only repeats the price of its bucket goes with it.
            for (part, bucket) in PARTS {
                if entry.rates[part].is_none() && standard.rates[part] == standard.rates[bucket] {
                    rates[part as usize] = rates[part as usize].and(rates[bucket as usize]);
                }
            }
            units.extend(entry.units.iter().map(|(unit, price)| (unit.clone(), *price)));
        }
    }
    let mut over = None;
    let prices = PerBucket(rates.map(|rate| {
        let (price, beyond) = rate?.at(input_tokens);
        over = over.max(beyond);
        Some(price)
    }));
    let prices = UnitPrices {
        units: units.into_iter().map(|(unit, price)| (unit, price.0)).collect(),
        variant: variant.filter(|_| has_variant).map(str::to_owned),
        over,
        ..bucket::unit_prices(prices)
    };
    Some(Selected { prices, from: standard.from, has_variant })
}

/// Parts of a bucket that have prices of their own, or repeat that of the bucket.
const PARTS: [(Bucket, Bucket); 7] = [
    (Bucket::Reasoning, Bucket::Output),
    (Bucket::AudioOutput, Bucket::Output),
    (Bucket::ImageOutput, Bucket::Output),
    (Bucket::VideoOutput, Bucket::Output),
    (Bucket::AudioInput, Bucket::Input),
    (Bucket::ImageInput, Bucket::Input),
    (Bucket::VideoInput, Bucket::Input),
];

impl Rate {
    /// The price at a size of the input, and the size beyond which it holds.
    fn at(&self, input_tokens: u64) -> (u64, Option<u64>) {
        match self {
            Rate::Flat(price) => (price.0, None),
            Rate::Tiered(tiered) => match tiered.tiers.iter().rev().find(|tier| input_tokens > tier.over) {
                Some(tier) => (tier.price.0, Some(tier.over)),
                None => (tiered.base.0, None),
            },
        }
    }
}

/// The minute of the day, in UTC.
fn minute(at: Timestamp) -> u16 {
    u16::try_from(at.as_micros().rem_euclid(DAY_MICROS) / 60_000_000).unwrap_or(0)
}

/// How a request was served, as prices know it: `None` is the standard way. The words are those of OpenAI
/// (`service_tier`: `default`, `flex`, `priority`), Anthropic (`service_tier`: `standard`, `batch`, `priority`) and
/// Google (`trafficType`: `ON_DEMAND`, `ON_DEMAND_PRIORITY`).
pub(crate) fn variant(tier: &str) -> Option<String> {
    const STANDARD: [&str; 5] = ["default", "standard", "auto", "on_demand", ""];
    let word = tier.trim().to_lowercase();
    let word = word.strip_prefix("on_demand_").unwrap_or(&word);
    (!STANDARD.contains(&word)).then(|| word.to_owned())
}
