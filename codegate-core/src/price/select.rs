//! Which of a model's prices hold for a request.

use super::bucket::{self, Bucket, PerBucket};
use super::document::Rate;
use super::table::{Entry, Model};
use super::values::{Date, Price};
use crate::model::{DAY_MICROS, Timestamp, UnitPrices};
use std::collections::BTreeMap;

/// The prices that hold: the standard ones, and those of the way it was served.
#[derive(Debug, Default)]
pub(super) struct Selected {
    standard: Layer,
    /// `None` where that has no prices of its own.
    tier: Option<Layer>,
    /// The first day of the standard prices in force.
    pub(super) from: Option<Date>,
}

/// Prices that hold together.
#[derive(Debug, Default)]
struct Layer {
    /// Each with the size of the input beyond which it holds.
    rates: PerBucket<Option<(u64, Option<u64>)>>,
    units: BTreeMap<String, Price>,
}

/// Picks the prices of a model for a time, a way of serving and a size of the input; `None` where none is in force.
/// An unknown size counts as none.
pub(super) fn select(model: &Model, at: Timestamp, variant: Option<&str>, input_tokens: u64) -> Option<Selected> {
    let (day, minute) = (at.day(), minute(at));
    let in_force = |entry: &&Entry| entry.in_force(day, minute);
    let layer = |entry: &Entry| Layer {
        rates: PerBucket(entry.rates.0.each_ref().map(|rate| rate.as_ref().map(|rate| rate.at(input_tokens)))),
        units: entry.units.clone(),
    };
    let standard = model.entries.iter().rev().filter(|entry| entry.variant.is_none()).find(in_force)?;
    // Of several the last counts.
    let own = model.entries.iter().rev().filter(|entry| variant.is_some() && entry.variant.as_deref() == variant);
    let tier = own.filter(in_force).map(layer).reduce(Layer::or);
    Some(Selected { standard: layer(standard), tier, from: standard.from })
}

impl Selected {
    pub(super) fn has_tier(&self) -> bool {
        self.tier.is_some()
    }

    /// Adds the price of something that is charged by the piece, where there is none.
    pub(super) fn unit(&mut self, unit: &str, price: Price) {
        self.standard.units.entry(unit.to_owned()).or_insert(price);
    }

    /// These prices, and what another table adds to them. What that says of the tier comes before what this one says of
    /// the standard.
    pub(super) fn or(self, other: Selected) -> Selected {
        let tier = match (self.tier, other.tier) {
            (Some(own), Some(theirs)) => Some(own.or(theirs)),
            (own, theirs) => own.or(theirs),
        };
        Selected { standard: self.standard.or(other.standard), tier, from: self.from }
    }

    /// The prices of the tier over the standard ones.
    pub(super) fn prices(self, variant: Option<&str>) -> UnitPrices {
        let Selected { standard, tier, .. } = self;
        let variant = variant.filter(|_| tier.is_some()).map(str::to_owned);
        let laid = tier.map_or_else(Layer::default, |tier| tier.with_parts(&standard)).or(standard);
        let over = laid.rates.0.iter().flatten().filter_map(|(_, over)| *over).max();
        UnitPrices {
            units: laid.units.into_iter().map(|(unit, price)| (unit, price.0)).collect(),
            variant,
            over,
            ..bucket::unit_prices(PerBucket(laid.rates.0.map(|rate| rate.map(|(price, _)| price))))
        }
    }
}

impl Layer {
    fn or(mut self, other: Layer) -> Layer {
        for (rate, theirs) in self.rates.0.iter_mut().zip(other.rates.0) {
            *rate = rate.or(theirs);
        }
        for (unit, price) in other.units {
            self.units.entry(unit).or_insert(price);
        }
        self
    }

    /// A part that in the standard prices only repeats the price of its bucket goes with it.
    fn with_parts(mut self, standard: &Layer) -> Layer {
        for (part, bucket) in PARTS {
            if standard.rates[part].is_some() && standard.rates[part] == standard.rates[bucket] {
                self.rates[part] = self.rates[part].or(self.rates[bucket]);
            }
        }
        self
    }
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

/// Whether a way of serving costs more than the standard one: priority processing and the fast mode. Anthropic's priority
/// tier is capacity that was paid for in advance: platform.claude.com/docs/en/api/service-tiers.
pub(super) fn is_dearer(variant: &str, list: &str) -> bool {
    variant == "fast" || variant == "priority" && list != "anthropic"
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
