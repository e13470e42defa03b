//! All prices of a gate, in the order in which they count: the host's own of the gate, those in the store, loaded tables, the snapshot.

use super::document::ChargedAt;
use super::own::OwnPrices;
use super::patterns::{self, Endpoint};
use super::select::{self, Selected};
use super::surcharge::{self, Served};
use super::table::{List, Model, Table};
use crate::model::{PriceFormat, ProviderType, Timestamp, UnitPrices};
use std::sync::{Arc, OnceLock};

/// The snapshot as it is committed; it says itself where it comes from.
const SNAPSHOT: &str = include_str!("snapshot.json");

/// The tables and prices of one gate.
#[derive(Debug, Clone, Default)]
pub(crate) struct PriceBook {
    /// The host's own of this gate.
    pub(super) own: OwnPrices,
    /// The host's own in the store, which the next reading of the configuration replaces.
    pub(super) kept: Arc<OwnPrices>,
    /// One of each format, the last that was loaded first.
    pub(super) loaded: Vec<Loaded>,
}

/// A table that the host has loaded.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(super) format: PriceFormat,
    pub(super) table: Arc<Table>,
    /// How many models of the file have prices that have no form here.
    pub(super) skipped: u64,
}

/// What a price is wanted for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The provider's name in the store.
    pub(crate) provider: Option<&'a str>,
    pub(crate) provider_type: Option<ProviderType>,
    /// Its base url.
    pub(crate) endpoint: Option<&'a str>,
    /// The price list by its name, instead of what the endpoint and the type say.
    pub(crate) list: Option<&'a str>,
    pub(crate) model: &'a str,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// How it was served, as the provider says it.
    pub(crate) service_tier: Option<&'a str>,
    /// Where the model ran, as the provider says it.
    pub(crate) inference_geo: Option<&'a str>,
    /// All input tokens; 0 where unknown.
    pub(crate) input_tokens: u64,
}

/// The list that holds for a request, which several tables may have.
struct Place {
    names: Vec<String>,
    charged_at: ChargedAt,
}

/// Prices that were found.
#[derive(Debug)]
pub(crate) struct Quote {
    pub(crate) prices: UnitPrices,
    /// `host`, `loaded` or `snapshot`.
    pub(crate) source: &'static str,
    /// Whether the way it was served has no prices of its own, so that the standard ones hold.
    pub(crate) tier_unpriced: bool,
    /// Whether that way costs more than the standard one.
    pub(crate) tier_dearer: bool,
    pub(crate) context_window: Option<u64>,
    /// The first day of the standard prices in force.
    pub(crate) since: Option<String>,
}

pub(super) fn snapshot() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    // A test holds the committed file to its form, so the empty table never takes its place.
    TABLE.get_or_init(|| Table::read_lazily(SNAPSHOT).unwrap_or_else(|_| Table::of("none", None, Vec::new())))
}

impl PriceBook {
    /// The prices that apply; `None` where there are none.
    pub(crate) fn quote(&self, wanted: &Wanted<'_>) -> Option<Quote> {
        let variant = wanted.service_tier.and_then(select::variant);
        if let Some(own) = self.own.quote(wanted).or_else(|| self.kept.quote(wanted)) {
            return Some(own);
        }
        let place = self.place(wanted)?;
        let tables = self.tables();
        let mut found = tables.iter().filter_map(|(source, table)| Found::of(source, table, &place, wanted));
        let first = found.next()?;
        let (mut selected, mut named) = (first.selected(wanted, variant.as_deref()), first);
        let mut context_window = first.model.context_window;
        // A table adds to what is known of a model: what one leaves out, the next may say.
        for other in found {
            let theirs = other.selected(wanted, variant.as_deref());
            if !selected.has_tier() && theirs.has_tier() {
                named = other;
            }
            selected = selected.or(theirs);
            context_window = context_window.or(other.model.context_window);
        }
        let unpriced = variant.as_deref().filter(|_| !selected.has_tier());
        let mut quote = Quote {
            source: first.source,
            tier_unpriced: unpriced.is_some(),
            tier_dearer: unpriced.is_some_and(|variant| select::is_dearer(variant, &first.owner.id)),
            context_window,
            since: selected.from.map(|day| day.to_string()),
            prices: placed(selected.prices(variant.as_deref()), named.table, named.owner, named.model),
        };
        self.surcharge(&place, wanted, &mut quote.prices);
        Some(quote)
    }

    /// Multiplies the prices of tokens by what the region costs, as the first table says that knows this list.
    fn surcharge(&self, place: &Place, wanted: &Wanted<'_>, prices: &mut UnitPrices) {
        let at = match place.charged_at {
            ChargedAt::Start => wanted.start,
            ChargedAt::End => wanted.end,
        };
        let names: Vec<&str> = place.names.iter().map(String::as_str).collect();
        let mut model = patterns::candidates(wanted.model, &names);
        model.extend(prices.model.iter().map(|model| model.to_lowercase()));
        let endpoint = wanted.endpoint.map(Endpoint::new);
        let served =
            Served { model: &model, endpoint: endpoint.as_ref(), inference_geo: wanted.inference_geo, day: at.day() };
        let tables = self.tables();
        let lists = tables.iter().flat_map(|(_, table)| place.lists(table));
        for list in lists {
            if surcharge::apply(&list.surcharges, &served, prices) {
                return;
            }
        }
    }

    /// All tables with what they are called as a source, in the order in which they count.
    pub(super) fn tables(&self) -> Vec<(&'static str, &Table)> {
        let loaded = self.loaded.iter().map(|loaded| ("loaded", loaded.table.as_ref()));
        loaded.chain([("snapshot", snapshot())]).collect()
    }

    /// The list that holds for a request: said outright, or by its endpoint, or by the type of its provider, or by what
    /// precedes the model's name. What runs on this machine or in a network of one's own has none: nobody charges for it, or
    /// nobody knows what; nor has a model that anybody may serve.
    fn place(&self, wanted: &Wanted<'_>) -> Option<Place> {
        let tables = || self.tables().into_iter().map(|(_, table)| table);
        let place = |list: &List| Place {
            names: list.names().into_iter().map(str::to_owned).collect(),
            charged_at: list.charged_at,
        };
        // The snapshot knows the most names of a list.
        let named =
            |name: &str| snapshot().named(name).or_else(|| tables().find_map(|table| table.named(name))).map(place);
        if let Some(name) = wanted.list {
            let mut place = named(name)?;
            // What it was asked for by comes before its other names.
            place.names.insert(0, name.to_owned());
            return Some(place);
        }
        let endpoint = wanted.endpoint.map(Endpoint::new);
        if let Some(found) = endpoint.as_ref().and_then(|endpoint| tables().find_map(|table| table.at(endpoint))) {
            return Some(place(found));
        }
        let provider_type = wanted.provider_type?;
        if let Some(found) = tables().find_map(|table| table.of_type(provider_type)) {
            return Some(place(found));
        }
        let remote = endpoint.is_some_and(|endpoint| !endpoint.is_local());
        let (vendor, model) = wanted.model.split_once('/')?;
        let by_vendor = provider_type == ProviderType::OpenaiCompatible && remote && !patterns::is_open(vendor, model);
        by_vendor.then(|| named(vendor)).flatten()
    }
}

/// A model that a table has, with its prices.
#[derive(Clone, Copy)]
struct Found<'t> {
    source: &'static str,
    table: &'t Table,
    list: &'t List,
    /// The list that the model is of: this one, or one that it falls back to.
    owner: &'t List,
    model: &'t Model,
    at: Timestamp,
}

impl<'t> Found<'t> {
    /// The model in a table, if that has the list and a price of the model that is in force.
    fn of(source: &'static str, table: &'t Table, place: &Place, wanted: &Wanted<'_>) -> Option<Found<'t>> {
        let (list, (owner, model)) = place.lists(table).find_map(|list| {
            let all_names: Vec<&str> = place.names.iter().map(String::as_str).chain(list.names()).collect();
            Some((list, find(table, list, wanted.model, &all_names)?))
        })?;
        let at = match place.charged_at {
            ChargedAt::Start => wanted.start,
            ChargedAt::End => wanted.end,
        };
        select::select(model, at, None, 0).map(|_| Found { source, table, list, owner, model, at })
    }

    fn selected(&self, wanted: &Wanted<'_>, variant: Option<&str>) -> Selected {
        // Another provider's model is charged as that one charges it, but not its variants.
        let own_variant = variant.filter(|_| std::ptr::eq(self.owner, self.list));
        let selected = select::select(self.model, self.at, own_variant, wanted.input_tokens);
        let mut selected = selected.unwrap_or_default();
        for (unit, price) in &self.list.units {
            selected.unit(unit, *price);
        }
        selected
    }
}

impl Place {
    /// Its lists in a table: of names that are those of one list here, another table may have several.
    fn lists<'t>(&self, table: &'t Table) -> impl Iterator<Item = &'t List> {
        let mut found: Vec<&List> = Vec::new();
        for list in self.names.iter().filter_map(|name| table.named(name)) {
            if !found.iter().any(|known| std::ptr::eq(*known, list)) {
                found.push(list);
            }
        }
        found.into_iter()
    }
}

/// Prices with their origin.
pub(super) fn placed(prices: UnitPrices, table: &Table, list: &List, model: &Model) -> UnitPrices {
    UnitPrices {
        list: Some(list.id.clone()),
        model: Some(model.id.clone()),
        table: Some(table.source.clone()),
        as_of: table.as_of.map(|day| day.to_string()),
        ..prices
    }
}

fn find<'t>(table: &'t Table, list: &'t List, model: &str, names: &[&str]) -> Option<(&'t List, &'t Model)> {
    let fallbacks: Vec<&List> = list.fallbacks.iter().filter_map(|name| table.named(name)).collect();
    patterns::candidates(model, names).iter().find_map(|name| {
        let mut lists = std::iter::once(list).chain(fallbacks.iter().copied());
        lists.find_map(|list| list.model(name).map(|model| (list, model)))
    })
}
