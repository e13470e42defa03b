//! Prices of tokens.

use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::model::{
    HostPrice, ModelPrice, PriceAge, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, PriceTable, check_name,
};
use crate::price::{OwnPrices, PriceBook, Wanted, check_own};
use crate::store::own_prices;

/// See [`Gate::prices`].
pub struct Prices<'a> {
    pub(crate) gate: &'a Gate,
}

impl Prices<'_> {
    /// The price that a request for a model would be charged; `None` if it is unknown. It is found as for a request:
    /// the host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown, too,
    /// unless the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with
    /// `prices.load`, or name the model and the list as `prices.list` tells them.
    ///
    /// ```
    /// # use codegate_core::{Gate, model::*};
    /// # fn main() -> codegate_core::Result<()> {
    /// let gate = Gate::open(":memory:")?;
    /// let query = PriceQuery {
    ///     provider_type: Some(ProviderType::Openai),
    ///     ..PriceQuery::new("gpt-4o")
    /// };
    /// let price = gate.prices().lookup(&query)?.expect("a price");
    /// assert_eq!(price.input, Money::parse("2.5"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Errors: `provider_not_found`, `invalid_argument`.
    pub fn lookup(&self, query: &PriceQuery) -> Result<Option<ModelPrice>> {
        let context = &self.gate.context;
        let snapshot = context.snapshot()?;
        if query.model.is_empty() {
            return Err(Error::argument("a lookup needs `model`"));
        }
        let provider = match query.provider.as_deref() {
            Some(name) => {
                check_name("provider", name)?;
                Some(&snapshot.provider(name)?.provider)
            }
            None => None,
        };
        let prices = context.prices();
        if let Some(list) = query.list.as_deref() {
            prices.check_list(list)?;
        }
        let at = self.at(query.at)?;
        let wanted = Wanted {
            provider: query.provider.as_deref(),
            provider_type: provider.map(|provider| provider.provider_type).or(query.provider_type),
            endpoint: provider.map(|provider| provider.endpoint.as_str()).or(query.endpoint.as_deref()),
            list: query.list.as_deref().or(provider.and_then(|provider| provider.prices.as_deref())),
            model: &query.model,
            start: at,
            end: at,
            service_tier: query.service_tier.as_deref(),
            inference_geo: query.inference_geo.as_deref(),
            input_tokens: query.input_tokens.unwrap_or(0),
        };
        Ok(prices.quote(&wanted).map(|quote| quote.told()))
    }

    /// Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of
    /// models.dev. It takes precedence over the tables loaded before and replaces one of the same format. It lasts as
    /// long as the gate: a host loads it again whenever it opens the store. Recorded charges do not change.
    ///
    /// Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
    /// `invalid_argument`; nothing changes then.
    pub fn load(&self, table: &[u8], how: &PriceLoad) -> Result<PriceTable> {
        let now = self.gate.start()?;
        let loaded = PriceBook::read(table, how)?;
        let told = loaded.told(now);
        self.gate.context.change_prices(|book| {
            book.lay(loaded);
            Ok(told)
        })
    }

    /// Unloads the price table of a format; returns whether there was one.
    pub fn unload(&self, format: PriceFormat) -> Result<bool> {
        self.gate.context.check()?;
        self.gate.context.change_prices(|book| Ok(book.unload(format)))
    }

    /// Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes
    /// precedence over every table, and the last one set over earlier ones; it replaces one for the same model and
    /// provider. It lasts as long as the gate, or with `keep` as long as the store: every gate on it then has the price
    /// from its next decision on, after those that it has set for itself alone.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
    pub fn set(&self, price: &HostPrice) -> Result<()> {
        let context = &self.gate.context;
        context.check()?;
        check_own(price)?;
        let (model, provider) = (price.model.as_str(), price.provider.as_deref());
        if let Some(name) = provider {
            check_name("provider", name)?;
        }
        if !price.keep {
            return context.change_prices(|book| book.set(price.clone()));
        }
        context.configure(|edit| {
            let all = own_prices::all(edit.tx)?;
            if all.last() == Some(price) {
                return Ok(());
            }
            OwnPrices::new(all).set(price.clone())?;
            own_prices::replace(edit.tx, price, edit.generation()?)
        })?;
        context.change_prices(|book| {
            book.remove(model, provider);
            Ok(())
        })
    }

    /// Removes a price of the host's own, from this gate and from the store; returns whether there was one.
    ///
    /// Errors: of one that the store keeps `read_only`, `busy`.
    pub fn remove(&self, model: &str, provider: Option<&str>) -> Result<bool> {
        let context = &self.gate.context;
        let is_kept = context.snapshot()?.own_prices.has(model, provider);
        if is_kept {
            context.configure(|edit| own_prices::delete(edit.tx, model, provider, edit.generation()?))?;
        }
        let is_here = context.change_prices(|book| Ok(book.remove(model, provider)))?;
        Ok(is_kept || is_here)
    }

    /// The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which
    /// they were set.
    pub fn own(&self) -> Result<Vec<HostPrice>> {
        self.gate.context.snapshot()?;
        Ok(self.gate.context.prices().own_prices())
    }

    /// The price tables and their age.
    pub fn age(&self) -> Result<PriceAge> {
        self.gate.context.snapshot()?;
        Ok(self.gate.context.prices().age(self.gate.now()?))
    }

    /// The standard price of every model, those of loaded tables first.
    ///
    /// Errors: `invalid_argument` for an unknown list.
    pub fn list(&self, query: &PriceListQuery) -> Result<Vec<ModelPrice>> {
        self.gate.context.check()?;
        self.gate.context.prices().list(query, self.at(query.at)?)
    }

    fn at(&self, told: Option<crate::model::Timestamp>) -> Result<crate::model::Timestamp> {
        told.map_or_else(|| self.gate.now(), Ok)
    }
}
