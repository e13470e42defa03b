//! Prices of tokens.

use crate::call::{Answer, Result, guard};
use crate::gate::NativeGate;
use crate::records::*;
use codegate_core::model::{self, from_json};
use napi::bindgen_prelude::Uint8ArraySlice;
use napi_derive::napi;

#[napi]
impl NativeGate {
    /// What a request of a model would be charged by.
    #[napi(ts_return_type = "ModelPrice | null | Promise<ModelPrice | null>")]
    pub fn price_lookup(&self, query: String, later: bool) -> Result<Answer<Option<ModelPrice>>> {
        let query: model::PriceQuery = guard(|| from_json(query.as_bytes()))?;
        self.timed(later, move |gate| gate.prices().lookup(&query))
    }

    /// The standard price of every model.
    #[napi(ts_return_type = "Array<ModelPrice> | Promise<Array<ModelPrice>>")]
    pub fn price_list(&self, query: String, later: bool) -> Result<Answer<Vec<ModelPrice>>> {
        let query: model::PriceListQuery = guard(|| from_json(query.as_bytes()))?;
        self.timed(later, move |gate| gate.prices().list(&query))
    }

    /// The tables and how old they are.
    #[napi(ts_return_type = "PriceAge | Promise<PriceAge>")]
    pub fn price_age(&self, later: bool) -> Result<Answer<PriceAge>> {
        self.timed(later, |gate| gate.prices().age())
    }

    /// Lays a table over the others.
    #[napi(ts_return_type = "PriceTable | Promise<PriceTable>")]
    pub fn price_load(&self, table: Uint8ArraySlice<'_>, options: String, later: bool) -> Result<Answer<PriceTable>> {
        let options: model::PriceLoad = guard(|| from_json(options.as_bytes()))?;
        let table = table.to_vec();
        self.timed(later, move |gate| gate.prices().load(&table, &options))
    }

    /// Takes the loaded table of a format away.
    #[napi(ts_return_type = "boolean | Promise<boolean>")]
    pub fn price_unload(&self, format: String, later: bool) -> Result<Answer<bool>> {
        let format = guard(|| model::PriceFormat::parse(&format))?;
        self.untimed(later, move |gate| gate.prices().unload(format))
    }

    /// Sets a price of the host's own.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn price_set(&self, price: String, later: bool) -> Result<Answer<()>> {
        let price: model::HostPrice = guard(|| from_json(price.as_bytes()))?;
        self.untimed(later, move |gate| gate.prices().set(&price))
    }

    /// Takes a price of the host's own away.
    #[napi(ts_return_type = "boolean | Promise<boolean>")]
    pub fn price_remove(&self, model: String, provider: Option<String>, later: bool) -> Result<Answer<bool>> {
        self.untimed(later, move |gate| gate.prices().remove(&model, provider.as_deref()))
    }

    /// Prices recorded attempts anew.
    #[napi(ts_return_type = "RepriceReport | Promise<RepriceReport>")]
    pub fn reprice(&self, query: String, later: bool) -> Result<Answer<RepriceReport>> {
        let query: model::RepriceQuery = guard(|| from_json(query.as_bytes()))?;
        self.timed(later, move |gate| gate.reprice(&query))
    }

    /// What attempts were charged before they were priced anew.
    #[napi(ts_return_type = "Array<SupersededCharge> | Promise<Array<SupersededCharge>>")]
    pub fn superseded_charges(&self, exchange: String, later: bool) -> Result<Answer<Vec<SupersededCharge>>> {
        self.untimed(later, move |gate| gate.superseded_charges(&exchange))
    }

    /// The prices of the host's own.
    #[napi(ts_return_type = "Array<HostPrice> | Promise<Array<HostPrice>>")]
    pub fn price_own(&self, later: bool) -> Result<Answer<Vec<HostPrice>>> {
        self.untimed(later, |gate| gate.prices().own())
    }
}
