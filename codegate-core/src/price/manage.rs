//! Changes of a price book, and what it reports about itself.

use super::book::{Loaded, PriceBook, Quote, snapshot};
use super::document::invalid;
use super::own::OwnPrices;
use super::table::{List, Table};
use super::values::Date;
use super::{book, litellm, models_dev, select};
use crate::error::{Code, Error, Result};
use crate::limits::{NAME_BYTES, PATTERN_BYTES};
use crate::model::{
    HostPrice, ModelPrice, Money, PriceAge, PriceFormat, PriceListQuery, PriceLoad, PriceTable, Timestamp, UnitPrices,
    shown, without_mark,
};
use std::sync::Arc;

/// Days after which prices are called stale.
const STALE_DAYS: i64 = 90;

/// Below this a price of a million tokens is taken for one of a single token: the cheapest cost a hundred times as much.
const LEAST: Money = Money::from_pico(100_000_000);
const FOR_ONE: &str = "looks like one for a single token; prices are for a million, so multiply it by 1000000";

fn is_for_one(price: Money) -> bool {
    price > Money::default() && price < LEAST
}

impl PriceBook {
    /// Reads a table. Errors: `limit_exceeded`, `prices_invalid`, `invalid_argument`.
    pub(crate) fn read(text: &[u8], how: &PriceLoad) -> Result<Loaded> {
        let text = without_mark(text);
        let format = how.format.unwrap_or(PriceFormat::Codegate);
        let as_of = how.as_of.as_deref().map(day).transpose()?;
        let source = how.source.as_deref();
        if source.is_some_and(|source| source.is_empty() || source.len() > PATTERN_BYTES) {
            return Err(Error::argument(format!("`source` must be 1 to {PATTERN_BYTES} bytes")));
        }
        let read = match format {
            PriceFormat::Codegate => Table::read(text).map(|table| (table, 0)),
            PriceFormat::Litellm => litellm::read(text, "litellm", as_of),
            PriceFormat::ModelsDev => models_dev::read(text, "models.dev", as_of),
        };
        let (mut table, skipped) = read.map_err(|error| match error.code() {
            Code::PricesInvalid => of_no_format(text).unwrap_or(error),
            _ => error,
        })?;
        if table.size() == 0 {
            let empty =
                || invalid(format!("there is no price of tokens in it; is it a table of the format `{format}`?"));
            return Err(of_no_format(text).unwrap_or_else(empty));
        }
        if format == PriceFormat::Codegate && table.largest_price().is_some_and(is_for_one) {
            return Err(invalid(format!("its highest price {FOR_ONE}")));
        }
        table.as_of = as_of.or(table.as_of);
        table.source = source.map_or(table.source, str::to_owned);
        Ok(Loaded { format, table: Arc::new(table), skipped })
    }

    /// Puts a table before the others; it replaces one of the same format.
    pub(crate) fn lay(&mut self, loaded: Loaded) {
        self.unload(loaded.format);
        self.loaded.insert(0, loaded);
    }

    /// Unloads the table of a format; returns whether there was one.
    pub(crate) fn unload(&mut self, format: PriceFormat) -> bool {
        let before = self.loaded.len();
        self.loaded.retain(|loaded| loaded.format != format);
        self.loaded.len() < before
    }

    /// Sets a price of the host's own for this gate; it replaces one for the same model and provider. Errors:
    /// `limit_exceeded`.
    pub(crate) fn set(&mut self, price: HostPrice) -> Result<()> {
        self.own.set(price)
    }

    /// Removes a price of this gate's; returns whether there was one.
    pub(crate) fn remove(&mut self, model: &str, provider: Option<&str>) -> bool {
        self.own.remove(model, provider)
    }

    /// Follows what the store keeps.
    pub(crate) fn follow(this: &mut Arc<PriceBook>, kept: &Arc<OwnPrices>) {
        if !Arc::ptr_eq(&this.kept, kept) {
            Arc::make_mut(this).kept = kept.clone();
        }
    }

    /// The prices of the host's own: those in the store, then those of this gate, each in the order of their setting.
    pub(crate) fn own_prices(&self) -> Vec<HostPrice> {
        self.kept.iter().chain(self.own.iter()).cloned().collect()
    }

    /// How old the tables are.
    pub(crate) fn age(&self, now: Timestamp) -> PriceAge {
        let loaded = self.loaded.iter().map(|loaded| loaded.told(now));
        let tables: Vec<PriceTable> =
            loaded.chain([told("snapshot", snapshot(), PriceFormat::Codegate, 0, now)]).collect();
        let days = tables.iter().filter_map(|table| table.days).min();
        let own = u64::try_from(self.own.iter().len() + self.kept.iter().len()).unwrap_or(u64::MAX);
        PriceAge { days, stale: days.is_none_or(|days| days > STALE_DAYS), tables, own }
    }

    /// The standard price of every model at a time, without those that a table before it has too. Errors:
    /// `invalid_argument` for a list that there is not.
    pub(crate) fn list(&self, query: &PriceListQuery, at: Timestamp) -> Result<Vec<ModelPrice>> {
        let names = match query.list.as_deref() {
            None => None,
            Some(name) => Some(self.names_of(name).ok_or_else(|| no_list(name))?),
        };
        let mut found = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (source, table) in self.tables() {
            let wanted = |list: &&List| names.as_ref().is_none_or(|names| list.goes_by(names));
            for list in table.lists.iter().filter(wanted) {
                let canonical = self.names_of(&list.id).and_then(|names| names.into_iter().next());
                let canonical = canonical.unwrap_or_else(|| list.id.clone());
                for model in list.all() {
                    if !seen.insert((canonical.clone(), model.id.to_lowercase())) {
                        continue;
                    }
                    let Some(selected) = select::select(model, at, None, 0) else { continue };
                    let since = selected.from.map(|day| day.to_string());
                    let prices = book::placed(selected.prices(None), table, list, model);
                    let context_window = model.context_window;
                    let quote =
                        Quote { prices, source, tier_unpriced: false, tier_dearer: false, context_window, since };
                    found.push(quote.told());
                }
            }
        }
        Ok(found)
    }

    /// Refuses a list that there is not: `invalid_argument`.
    pub(crate) fn check_list(&self, name: &str) -> Result<()> {
        self.names_of(name).map(drop).ok_or_else(|| no_list(name))
    }

    /// The names of the list that goes by a name, the snapshot's own first.
    fn names_of(&self, name: &str) -> Option<Vec<String>> {
        let known =
            snapshot().named(name).or_else(|| self.tables().into_iter().find_map(|(_, table)| table.named(name)));
        known.map(|list| list.names().into_iter().map(str::to_owned).collect())
    }
}

impl Quote {
    /// As a record, in dollars.
    pub(crate) fn told(self) -> ModelPrice {
        let dollars = |pico: Option<u64>| pico.map(|pico| Money::from_pico(i128::from(pico)));
        let UnitPrices { list, model, variant, over, table, as_of, .. } = &self.prices;
        ModelPrice {
            source: self.source.to_owned(),
            table: table.clone(),
            as_of: as_of.clone(),
            list: list.clone(),
            model: model.clone().unwrap_or_default(),
            context_window: self.context_window,
            variant: variant.clone(),
            over: *over,
            since: self.since,
            input: dollars(self.prices.input),
            cache_read: dollars(self.prices.cache_read),
            cache_write_5m: dollars(self.prices.cache_write_5m),
            cache_write_long: dollars(self.prices.cache_write_long),
            output: dollars(self.prices.output),
            reasoning: dollars(self.prices.reasoning),
            audio_input: dollars(self.prices.audio_input),
            image_input: dollars(self.prices.image_input),
            video_input: dollars(self.prices.video_input),
            audio_cache_read: dollars(self.prices.audio_cache_read),
            image_cache_read: dollars(self.prices.image_cache_read),
            audio_output: dollars(self.prices.audio_output),
            image_output: dollars(self.prices.image_output),
            video_output: dollars(self.prices.video_output),
            request: dollars(self.prices.request),
            units: self
                .prices
                .units
                .iter()
                .map(|(unit, pico)| (unit.clone(), Money::from_pico(i128::from(*pico))))
                .collect(),
            surcharges: self.prices.surcharges.clone(),
        }
    }
}

impl Loaded {
    /// The table as a record.
    pub(crate) fn told(&self, now: Timestamp) -> PriceTable {
        told("loaded", &self.table, self.format, self.skipped, now)
    }
}

/// Refuses a price that cannot be one of the host's own. Errors: `invalid_argument`, `limit_exceeded`.
pub(crate) fn check_own(price: &HostPrice) -> Result<()> {
    if price.model.is_empty() || price.model.chars().any(char::is_control) {
        return Err(Error::argument("a price needs `model`: a name or a pattern such as `qwen3*`"));
    }
    if price.model.len() > PATTERN_BYTES {
        return Err(Error::limit("the model name", PATTERN_BYTES, "bytes"));
    }
    if let Some(negative) = price.told().find(|price| *price < Money::default()) {
        return Err(Error::argument(format!("a price of `{negative}` must be 0 or more")));
    }
    if let Some(tiny) = price.told().find(|price| is_for_one(*price)) {
        return Err(Error::argument(format!("a price of `{tiny}` {FOR_ONE}")));
    }
    Ok(())
}

/// The error for a table that is well known, but of no format that is read.
fn of_no_format(text: &[u8]) -> Option<Error> {
    #[derive(serde::Deserialize)]
    struct Listed {
        data: Vec<serde::de::IgnoredAny>,
    }
    let whose = if serde_json::from_slice::<Listed>(text).is_ok_and(|listed| !listed.data.is_empty()) {
        "a list of models as OpenRouter's API gives it"
    } else if serde_json::from_slice::<Vec<serde::de::IgnoredAny>>(text).is_ok() {
        "a list, as the data of genai-prices is"
    } else {
        return None;
    };
    let formats = "the formats that are read are `codegate`, `litellm` and `models.dev`";
    Some(invalid(format!("it is {whose}, and {formats}")))
}

fn told(source: &str, table: &Table, format: PriceFormat, skipped: u64, now: Timestamp) -> PriceTable {
    PriceTable {
        source: source.to_owned(),
        table: table.source.clone(),
        format,
        as_of: table.as_of.map(|day| day.to_string()),
        days: table.as_of.map(|day| now.day().saturating_sub(day.0)),
        lists: u64::try_from(table.lists.len()).unwrap_or(u64::MAX),
        models: u64::try_from(table.size()).unwrap_or(u64::MAX),
        skipped,
    }
}

fn day(text: &str) -> Result<Date> {
    Date::parse(text).ok_or_else(|| Error::argument(format!("`{}` is not a day such as `2026-11-22`", shown(text))))
}

fn no_list(name: &str) -> Error {
    let name: String = name.chars().take(NAME_BYTES).collect();
    Error::argument(format!("there is no price list `{}`; `prices.list` names them all", shown(&name)))
}
