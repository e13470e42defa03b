//! Prices that the host sets itself.

use super::book::{Quote, Wanted};
use super::patterns::{self, Pattern};
use crate::error::{Error, Result};
use crate::limits::HOST_PRICES;
use crate::model::HostPrice;
use std::sync::Arc;

/// Prices in the order in which they were set; the last that fits counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnPrices(Vec<Arc<Own>>);

#[derive(Debug)]
struct Own {
    price: HostPrice,
    pattern: Pattern,
}

impl OwnPrices {
    pub(crate) fn new(prices: Vec<HostPrice>) -> OwnPrices {
        OwnPrices(prices.into_iter().map(Own::new).collect())
    }

    /// Sets a price; it replaces one for the same model and provider. Errors: `limit_exceeded`.
    pub(crate) fn set(&mut self, price: HostPrice) -> Result<()> {
        self.remove(&price.model, price.provider.as_deref());
        if self.0.len() >= HOST_PRICES {
            return Err(Error::limit("the list of own prices", HOST_PRICES, "prices"));
        }
        self.0.push(Own::new(price));
        Ok(())
    }

    /// Removes a price; returns whether there was one.
    pub(crate) fn remove(&mut self, model: &str, provider: Option<&str>) -> bool {
        let before = self.0.len();
        self.0.retain(|own| !own.price.is_for(model, provider));
        self.0.len() < before
    }

    pub(crate) fn has(&self, model: &str, provider: Option<&str>) -> bool {
        self.0.iter().any(|own| own.price.is_for(model, provider))
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &HostPrice> {
        self.0.iter().map(|own| &own.price)
    }

    pub(super) fn quote(&self, wanted: &Wanted<'_>) -> Option<Quote> {
        let name = patterns::candidates(wanted.model, &[]).into_iter().next()?;
        let provider = |own: &Own| own.price.provider.as_deref().is_none_or(|name| wanted.provider == Some(name));
        self.0.iter().rev().find(|own| provider(own) && own.pattern.matches(&name)).map(|own| own.quote())
    }
}

impl Own {
    fn new(price: HostPrice) -> Arc<Own> {
        Arc::new(Own { pattern: Pattern::new(&price.model), price })
    }

    fn quote(&self) -> Quote {
        Quote {
            prices: self.price.unit_prices(),
            source: "host",
            // It takes precedence in every tier.
            tier_unpriced: false,
            tier_dearer: false,
            context_window: None,
            since: None,
        }
    }
}
