//! Factors on the prices of tokens: by the region that an endpoint or a response names.

use super::document;
use super::patterns::{Endpoint, Host, Pattern};
use super::values::{Date, Factor};
use crate::model::UnitPrices;

/// A factor, and what it applies to.
#[derive(Debug)]
pub(super) struct Surcharge {
    name: String,
    factor: Factor,
    inference_geo: Option<String>,
    hosts: Vec<Host>,
    /// `None` is every model.
    models: Option<Vec<Pattern>>,
    except: Vec<Pattern>,
    from: Option<Date>,
}

/// What may have a surcharge.
pub(super) struct Served<'a> {
    /// Names of the model in lower case.
    pub(super) model: &'a [String],
    pub(super) endpoint: Option<&'a Endpoint<'a>>,
    pub(super) inference_geo: Option<&'a str>,
    pub(super) day: i64,
}

impl Surcharge {
    pub(super) fn new(document: &document::Surcharge) -> Surcharge {
        let patterns = |names: &Vec<String>| names.iter().map(|name| Pattern::new(name)).collect();
        Surcharge {
            name: document.name.clone(),
            factor: document.factor,
            inference_geo: document.inference_geo.clone(),
            hosts: document.hosts.iter().map(|host| Host::new(host)).collect(),
            models: document.models.as_ref().map(patterns),
            except: patterns(&document.except),
            from: document.from,
        }
    }

    /// Whether it says something of this model where it was served, if only that it does not apply.
    fn is_about(&self, served: &Served<'_>) -> bool {
        let told = |geo: &str| served.inference_geo.is_some_and(|told| told.eq_ignore_ascii_case(geo));
        let at = |hosts: &[Host]| served.endpoint.is_some_and(|place| hosts.iter().any(|host| host.matches(place)));
        self.inference_geo.as_deref().is_none_or(told)
            && (self.hosts.is_empty() || at(&self.hosts))
            && (self.models.as_deref().is_none_or(|models| served.is_in(models)) || served.is_in(&self.except))
    }

    fn applies(&self, served: &Served<'_>) -> bool {
        self.is_about(served)
            && self.from.is_none_or(|from| served.day >= from.0)
            && self.models.as_deref().is_none_or(|models| served.is_in(models))
            && !served.is_in(&self.except)
    }
}

impl Served<'_> {
    fn is_in(&self, patterns: &[Pattern]) -> bool {
        patterns.iter().any(|pattern| self.model.iter().any(|name| pattern.matches(name)))
    }
}

/// Multiplies the prices of tokens with all factors that apply, and names these; returns whether any is about the model
/// there.
pub(super) fn apply(surcharges: &[Surcharge], served: &Served<'_>, prices: &mut UnitPrices) -> bool {
    for surcharge in surcharges.iter().filter(|surcharge| surcharge.applies(served)) {
        for price in of_tokens(prices).into_iter().flatten() {
            *price = surcharge.factor.times(*price);
        }
        prices.surcharges.push(format!("{} x{}", surcharge.name, surcharge.factor));
    }
    surcharges.iter().any(|surcharge| surcharge.is_about(served))
}

/// The prices of tokens: all but those of requests and of what is charged by the piece.
fn of_tokens(prices: &mut UnitPrices) -> [Option<&mut u64>; 14] {
    [
        &mut prices.input,
        &mut prices.cache_read,
        &mut prices.cache_write_5m,
        &mut prices.cache_write_long,
        &mut prices.output,
        &mut prices.reasoning,
        &mut prices.audio_input,
        &mut prices.image_input,
        &mut prices.video_input,
        &mut prices.audio_cache_read,
        &mut prices.image_cache_read,
        &mut prices.audio_output,
        &mut prices.image_output,
        &mut prices.video_output,
    ]
    .map(Option::as_mut)
}
