//! What the readers of other projects' price tables share: fields whose numbers are read digit by digit.

use super::bucket::{Bucket, PerBucket};
use super::document::{EntryDocument, Hours, ModelDocument, Rate, Tier, Tiered, Weekday, invalid};
use super::values::{Factor, Price};
use crate::error::Result;
use crate::limits::PATTERN_BYTES;
use crate::model::shown;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// An object whose values are not read yet.
pub(super) type Fields<'a> = BTreeMap<String, &'a RawValue>;

/// The prices of an entry on their way: each with its tiers by the size beyond which they hold.
#[derive(Debug, Default, Clone)]
pub(super) struct Rates {
    buckets: PerBucket<(Option<Price>, BTreeMap<u64, Price>)>,
    /// Of a million of each unit that is charged by the piece.
    pub(super) units: BTreeMap<String, Price>,
}

impl Rates {
    pub(super) fn set(&mut self, bucket: Bucket, over: Option<u64>, price: Price) {
        let (base, tiers) = &mut self.buckets[bucket];
        match over {
            None => *base = Some(price),
            Some(over) => drop(tiers.insert(over, price)),
        }
    }

    /// Whether tokens have a price at all.
    pub(super) fn any(&self) -> bool {
        self.buckets.0.iter().any(|(base, _)| base.is_some())
    }

    /// Every price of tokens, times a factor.
    pub(super) fn times(&self, factor: Factor) -> Rates {
        let mut all = self.clone();
        for (base, tiers) in &mut all.buckets.0 {
            for price in base.iter_mut().chain(tiers.values_mut()) {
                price.0 = factor.times(price.0);
            }
        }
        all
    }

    /// Takes what is missing from other prices.
    pub(super) fn or(&self, other: &Rates) -> Rates {
        let mut all = self.clone();
        for ((base, tiers), (other_base, other_tiers)) in all.buckets.0.iter_mut().zip(&other.buckets.0) {
            if base.is_none() {
                *base = *other_base;
                if tiers.is_empty() {
                    tiers.clone_from(other_tiers);
                }
            }
        }
        all
    }

    /// The entry of a document with these prices.
    pub(super) fn entry(self, variant: Option<String>) -> EntryDocument {
        let rates = self.buckets.0.map(|(base, tiers)| {
            let base = base?;
            if tiers.is_empty() {
                return Some(Rate::Flat(base));
            }
            let tiers = tiers.into_iter().map(|(over, price)| Tier { over, price }).collect();
            Some(Rate::Tiered(Tiered { base, tiers }))
        });
        let [
            input,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            audio_input,
            image_input,
            video_input,
            audio_cache_read,
            image_cache_read,
            audio_output,
            image_output,
            video_output,
            request,
        ] = rates;
        EntryDocument {
            from: None,
            hours: None,
            days: None,
            variant,
            input,
            cache_read,
            cache_write_5m,
            cache_write_long,
            output,
            reasoning,
            audio_input,
            image_input,
            video_input,
            audio_cache_read,
            image_cache_read,
            audio_output,
            image_output,
            video_output,
            request,
            units: self.units,
        }
    }
}

/// An entry that holds at certain hours of certain days.
pub(super) fn timed(entry: EntryDocument, hours: Hours, days: Vec<Weekday>) -> EntryDocument {
    EntryDocument { hours: Some(hours), days: Some(days), ..entry }
}

/// A model with these names; `None` if one of them cannot be a name.
pub(super) fn model(
    id: &str,
    names: Vec<String>,
    context_window: Option<u64>,
    prices: Vec<EntryDocument>,
) -> Option<ModelDocument> {
    let fits = |name: &String| !name.is_empty() && name.len() <= PATTERN_BYTES && !name.contains(['*', '#']);
    let patterns: Vec<String> = names.into_iter().filter(fits).collect();
    let id = id.to_owned();
    (!patterns.is_empty()).then(|| ModelDocument {
        id,
        patterns: Some(patterns),
        except: Vec::new(),
        context_window,
        prices,
    })
}

/// Reads a whole file as an object of objects.
pub(super) fn objects(text: &[u8]) -> Result<BTreeMap<String, &RawValue>> {
    super::document::bounded(text)?;
    serde_json::from_slice(text).map_err(|error| invalid(error.to_string()))
}

/// Reads a value of an entry as what it must be.
pub(super) fn value<T: DeserializeOwned>(raw: &RawValue, whose: &str, what: &str) -> Result<T> {
    serde_json::from_str(raw.get()).map_err(|error| wrong(whose, what, &error.to_string()))
}

/// Reads a value as an object.
pub(super) fn fields<'a>(raw: &'a RawValue, whose: &str, what: &str) -> Result<Fields<'a>> {
    serde_json::from_str(raw.get()).map_err(|error| wrong(whose, what, &error.to_string()))
}

/// Reads a price digit by digit, times ten to `shift`; `None` for null.
pub(super) fn price(raw: &RawValue, shift: i32, whose: &str, what: &str) -> Result<Option<Price>> {
    let text = raw.get();
    if text == "null" {
        return Ok(None);
    }
    match Price::parse(text, shift) {
        Some(price) => Ok(Some(price)),
        None => Err(wrong(whose, what, &format!("`{}` is not a price that is 0 or more and in range", shown(text)))),
    }
}

/// Reads a number of tokens; `None` if it is not one.
pub(super) fn tokens(raw: &RawValue) -> Option<u64> {
    let whole = Price::parse(raw.get(), 0)?.0;
    (whole % 1_000_000_000_000 == 0).then_some(whole / 1_000_000_000_000)
}

pub(super) fn wrong(whose: &str, what: &str, why: &str) -> crate::error::Error {
    invalid(format!("`{}` of `{}`: {why}", shown(what), shown(whose)))
}
