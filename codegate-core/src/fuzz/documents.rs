//! Documents of strangers: bundles, tables of prices, tables of clients.

use crate::bundle::{self, Change, Content, Inventory};
use crate::error::{Error, Result};
use crate::model::{
    Choices, Clients, Completeness, Evidence, FilesFrom, ModelPrice, Part, PriceFormat, PriceListQuery, PriceLoad,
    Timestamp, Usage,
};
use crate::mux::ProviderInfo;
use crate::price::{PriceBook, Wanted, charge};
use crate::request::{self, ClientTable, Hints};
use std::collections::BTreeMap;

/// A bundle that was read, written again where nothing else is.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    /// The digest of what was read.
    pub digest: String,
    /// The bundle of all that it holds.
    pub text: String,
}

/// Reads a bundle; `None` if it is refused. An error is one of taking in what was read.
pub fn bundle(bytes: &[u8]) -> Option<Result<Rewritten>> {
    Some(taken_in(&bundle::read(bytes).ok()?))
}

fn taken_in(bundle: &bundle::Bundle) -> Result<Rewritten> {
    let mut here = Inventory { workspaces: Vec::new(), providers: BTreeMap::new() };
    let view = bundle::plan(bundle, &here);
    for missing in view.missing.providers {
        let info = ProviderInfo { provider_type: missing.provider_type, models: None };
        here.providers.insert(missing.name, info);
    }
    let changes = bundle::resolve(bundle, &here, &Choices::default())?;
    let contents: Vec<Content> = changes.into_iter().filter_map(content).collect();
    let types = |name: &str| here.providers.get(name).map(|info| info.provider_type);
    Ok(Rewritten { digest: view.digest, text: bundle::write(&contents, Part::ALL, &types) })
}

fn content(change: Change) -> Option<Content> {
    let Change::Create { name, custom_instructions, rules } = change else { return None };
    Some(Content { name, custom_instructions, rules, archived: false })
}

/// A model of a table that was loaded, as the table lists it and as it is looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Priced {
    /// As it is listed.
    pub listed: ModelPrice,
    /// As it is found by the names of its list and its own; `None` if it is not.
    pub found: Option<ModelPrice>,
    /// What little usage costs, and what more does.
    pub costs: [i128; 2],
}

/// Loads a table and looks up what these lists of it hold; `None` if it is refused.
pub fn prices(bytes: &[u8], format: PriceFormat, lists: &[String]) -> Option<Vec<Priced>> {
    let mut book = PriceBook::default();
    book.lay(PriceBook::read(bytes, &PriceLoad { format: Some(format), ..PriceLoad::default() }).ok()?);
    let at = Timestamp::clamped(1_790_000_000_000_000);
    let listed = lists.iter().flat_map(|list| {
        let query = PriceListQuery { list: Some(list.clone()), at: None };
        book.list(&query, at).unwrap_or_default().into_iter().filter(|price| price.source == "loaded")
    });
    Some(listed.map(|listed| priced(&book, listed, at)).collect())
}

fn priced(book: &PriceBook, listed: ModelPrice, at: Timestamp) -> Priced {
    let wanted = Wanted {
        provider: None,
        provider_type: None,
        endpoint: None,
        list: listed.list.as_deref(),
        model: &listed.model,
        start: at,
        end: at,
        service_tier: None,
        inference_geo: None,
        input_tokens: 0,
    };
    let quote = book.quote(&wanted);
    let costs = [3, u64::MAX / 7].map(|count| match &quote {
        Some(quote) => charge(&used(count), 1, &quote.prices).cost_known.as_pico(),
        None => 0,
    });
    Priced { found: quote.map(|quote| quote.told()), listed, costs }
}

fn used(count: u64) -> Usage {
    let mut usage = Usage {
        input_uncached: Some(count),
        cache_read: Some(count),
        cache_write_5m: Some(count),
        cache_write_long: Some(count),
        output: Some(count),
        completeness: Completeness::Final,
        ..Usage::default()
    };
    usage.derive_totals();
    usage
}

/// Who a request is from by a host's table of clients, which is JSON, and why.
///
/// Errors: those of the table.
pub fn client(table: &[u8], headers: &[(String, String)], body: &[u8]) -> Result<(String, Vec<Evidence>)> {
    let given: Clients = serde_json::from_slice(table).map_err(|error| Error::argument(error.to_string()))?;
    let table = ClientTable::with(&given)?;
    let hints = Hints {
        path: Some("/v1/chat/completions"),
        method: None,
        headers,
        format: None,
        files_from: Some(FilesFrom::LastTurn),
        client: None,
        clients: Some(&table),
    };
    let facts = request::read(Some(body), &hints).facts;
    Ok((facts.client, facts.client_evidence))
}
