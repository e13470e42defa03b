//! Prices of tokens.

use crate::call::{Answer, Result, guard, run};
use crate::gate::{Content, NativeGate, owned};
use crate::json::{self, Json};
use codegate_core::model;
use napi_derive::napi;

#[napi]
impl NativeGate {
    /// What a request of a model would be charged by.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_lookup(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::PriceQuery = json::read(&query)?;
        self.timed(later, move |gate| gate.prices().lookup(&query))
    }

    /// The standard price of every model.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::PriceListQuery = json::read(&query)?;
        self.timed(later, move |gate| gate.prices().list(&query))
    }

    /// The tables and their age.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_age(&self, later: bool) -> Result<Answer<Json>> {
        self.timed(later, |gate| gate.prices().age())
    }

    /// Loads a price table.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_load(&self, table: Content<'_>, options: String, later: bool) -> Result<Answer<Json>> {
        let options: model::PriceLoad = json::read(&options)?;
        let table = owned(table);
        self.timed(later, move |gate| gate.prices().load(&table, &options))
    }

    /// Takes the loaded table of a format away.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_unload(&self, format: String, later: bool) -> Result<Answer<Json>> {
        let format = guard(|| model::PriceFormat::parse(&format))?;
        self.untimed(later, move |gate| gate.prices().unload(format))
    }

    /// Sets a price of the host's own.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn price_set(&self, price: String, later: bool) -> Result<Answer<()>> {
        let price: model::HostPrice = json::read(&price)?;
        let gate = self.gate();
        run(later, move || gate.prices().set(&price))
    }

    /// Removes a price of the host's own.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_remove(&self, model: String, provider: Option<String>, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.prices().remove(&model, provider.as_deref()))
    }

    /// Reprices recorded attempts.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn reprice(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::RepriceQuery = json::read(&query)?;
        self.timed(later, move |gate| gate.reprice(&query))
    }

    /// What attempts were charged before they were repriced.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn superseded_charges(&self, exchange: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.superseded_charges(&exchange))
    }

    /// The prices of the host's own.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn price_own(&self, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, |gate| gate.prices().own())
    }
}
