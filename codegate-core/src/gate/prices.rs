//! Prices of tokens.

use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::model::{
    HostPrice, ModelPrice, PriceAge, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, PriceTable, check_name,
};
use crate::price::{PriceBook, Wanted};

/// See [`Gate::prices`].
pub struct Prices<'a> {
    pub(crate) gate: &'a Gate,
}

impl Prices<'_> {
    /// What a request of a model would be charged by; `None` where that is not known. It is found as for a request: the
    /// host's own price, a loaded table, the snapshot.
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
                Some(&snapshot.providers.get(name).ok_or_else(|| Error::no_provider(name))?.provider)
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
            list: query.list.as_deref(),
            model: &query.model,
            start: at,
            end: at,
            service_tier: query.service_tier.as_deref(),
            input_tokens: query.input_tokens.unwrap_or(0),
        };
        Ok(prices.quote(&wanted).map(|quote| quote.told()))
    }

    /// Lays a table over the others for this gate: of the library's own form, of LiteLLM, or of models.dev. One of the
    /// same form that was loaded before goes. It lasts as long as the gate, and no longer: a host loads it again when it
    /// opens the store again. Nothing that was recorded changes.
    ///
    /// Errors: `prices_invalid` for what is no such table or has a price that cannot be used, and then nothing changes;
    /// `limit_exceeded`, `invalid_argument`.
    pub fn load(&self, table: &[u8], how: &PriceLoad) -> Result<PriceTable> {
        let now = self.gate.start()?;
        let loaded = PriceBook::read(table, how)?;
        let told = loaded.told(now);
        self.gate.context.change_prices(|book| {
            book.lay(loaded);
            Ok(told)
        })
    }

    /// Takes the loaded table of a form away; whether there was one.
    pub fn unload(&self, format: PriceFormat) -> Result<bool> {
        self.gate.context.check()?;
        self.gate.context.change_prices(|book| Ok(book.unload(format)))
    }

    /// Sets a price of the host's own for this gate: such as 0 for a model on its own machine, or what a contract says.
    /// It counts before every table, and the last that fits before the others; one for the same model and provider
    /// goes. It lasts as long as a loaded table does.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`.
    pub fn set(&self, price: &HostPrice) -> Result<()> {
        self.gate.context.check()?;
        if let Some(name) = price.provider.as_deref() {
            check_name("provider", name)?;
        }
        self.gate.context.change_prices(|book| book.set(price.clone()))
    }

    /// Takes a price of the host's own away; whether there was one.
    pub fn remove(&self, model: &str, provider: Option<&str>) -> Result<bool> {
        self.gate.context.check()?;
        self.gate.context.change_prices(|book| Ok(book.remove(model, provider)))
    }

    /// The prices of the host's own, in the order in which they were set.
    pub fn own(&self) -> Result<Vec<HostPrice>> {
        self.gate.context.check()?;
        Ok(self.gate.context.prices().own_prices())
    }

    /// The tables and how old they are.
    pub fn age(&self) -> Result<PriceAge> {
        self.gate.context.check()?;
        Ok(self.gate.context.prices().age(self.gate.now()?))
    }

    /// The standard price of every model, those of loaded tables first. Errors: `invalid_argument` for a list that there
    /// is not.
    pub fn list(&self, query: &PriceListQuery) -> Result<Vec<ModelPrice>> {
        self.gate.context.check()?;
        self.gate.context.prices().list(query, self.at(query.at)?)
    }

    fn at(&self, told: Option<crate::model::Timestamp>) -> Result<crate::model::Timestamp> {
        told.map_or_else(|| self.gate.now(), Ok)
    }
}
