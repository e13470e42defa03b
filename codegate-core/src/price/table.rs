//! A price table, ready to be asked.

use super::bucket::PerBucket;
use super::document::{self, ChargedAt, Document, EntryDocument, Hours, ListDocument, ModelDocument, Rate, Weekday};
use super::patterns::{Endpoint, Host, Pattern};
use super::surcharge::Surcharge;
use super::values::{Date, Price};
use crate::error::Result;
use crate::model::{Money, ProviderType};
use serde_json::value::RawValue;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// Prices of many providers.
#[derive(Debug)]
pub(crate) struct Table {
    pub(super) source: String,
    pub(super) as_of: Option<Date>,
    pub(super) lists: Vec<List>,
}

/// The price list of one provider.
#[derive(Debug)]
pub(super) struct List {
    pub(super) id: String,
    pub(super) aliases: Vec<String>,
    pub(super) types: Vec<ProviderType>,
    pub(super) hosts: Vec<Host>,
    pub(super) fallbacks: Vec<String>,
    pub(super) charged_at: ChargedAt,
    /// Prices of what is charged by the piece, for models that say none.
    pub(super) units: BTreeMap<String, Price>,
    pub(super) surcharges: Vec<Surcharge>,
    /// The models as text, for those that are read at their first use.
    text: Option<&'static RawValue>,
    models: OnceLock<Models>,
}

/// The models of a list, in order.
#[derive(Debug, Default)]
struct Models {
    all: Vec<Model>,
    /// The first model that a name matches.
    exact: HashMap<Box<str>, usize>,
    /// Patterns that are more than a name, with their model, in order.
    patterns: Vec<(Pattern, usize)>,
}

/// A model with its prices.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) id: String,
    pub(super) context_window: Option<u64>,
    except: Vec<Pattern>,
    pub(super) entries: Vec<Entry>,
}

/// Prices, and when they hold.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) from: Option<Date>,
    hours: Option<Hours>,
    days: Option<Vec<Weekday>>,
    pub(super) variant: Option<String>,
    pub(super) rates: PerBucket<Option<Rate>>,
    /// Prices of what is charged by the piece.
    pub(super) units: BTreeMap<String, Price>,
}

impl Table {
    /// Reads a document whole. Errors: `limit_exceeded`, `prices_invalid`.
    pub(super) fn read(text: &[u8]) -> Result<Table> {
        let document = document::read(text)?;
        let mut lists = Vec::with_capacity(document.providers.len());
        for list in &document.providers {
            let models = Models::new(document::models(&list.id, list.models)?);
            lists.push(List::new(list, None, OnceLock::from(models)));
        }
        Ok(Table::new(&document, lists))
    }

    /// Reads a document that ships with the library, the models of each list at their first use.
    pub(super) fn read_lazily(text: &'static str) -> Result<Table> {
        let document = document::read(text.as_bytes())?;
        let lists = document.providers.iter().map(|list| List::new(list, Some(list.models), OnceLock::new())).collect();
        Ok(Table::new(&document, lists))
    }

    /// A table of models that were read from a document of another kind.
    pub(super) fn of(source: &str, as_of: Option<Date>, lists: Vec<(ListHead, Vec<ModelDocument>)>) -> Table {
        let lists = lists
            .into_iter()
            .map(|(head, models)| List {
                id: head.id,
                aliases: head.aliases,
                types: Vec::new(),
                hosts: head.hosts.iter().map(|host| Host::new(host)).collect(),
                fallbacks: Vec::new(),
                charged_at: ChargedAt::Start,
                units: BTreeMap::new(),
                surcharges: head.surcharges,
                text: None,
                models: OnceLock::from(Models::new(models)),
            })
            .collect();
        Table { source: source.to_owned(), as_of, lists }
    }

    fn new(document: &Document<'_>, lists: Vec<List>) -> Table {
        Table { source: document.source.clone(), as_of: document.as_of, lists }
    }

    /// The list with a name.
    pub(super) fn named(&self, name: &str) -> Option<&List> {
        let by_id = self.lists.iter().find(|list| list.id.eq_ignore_ascii_case(name));
        by_id.or_else(|| self.lists.iter().find(|list| list.has_name(name)))
    }

    /// The list of an endpoint.
    pub(super) fn at(&self, endpoint: &Endpoint<'_>) -> Option<&List> {
        self.lists.iter().find(|list| list.hosts.iter().any(|host| host.matches(endpoint)))
    }

    /// The list of a type of provider.
    pub(super) fn of_type(&self, provider_type: ProviderType) -> Option<&List> {
        self.lists.iter().find(|list| list.types.contains(&provider_type))
    }

    /// The highest of all its prices; `None` where it has none, or they are all 0.
    pub(super) fn largest_price(&self) -> Option<Money> {
        let entries = self.lists.iter().flat_map(|list| &list.models().all).flat_map(|model| &model.entries);
        let prices = entries.flat_map(|entry| {
            entry.rates.0.iter().flatten().flat_map(Rate::prices).chain(entry.units.values()).map(|price| price.0)
        });
        prices.max().filter(|price| *price > 0).map(|price| Money::from_pico(i128::from(price)))
    }

    /// How many models it has.
    pub(super) fn size(&self) -> usize {
        self.lists.iter().map(|list| list.models().all.len()).sum()
    }
}

/// What is known of a list in addition to its models.
#[derive(Debug, Default)]
pub(super) struct ListHead {
    pub(super) id: String,
    pub(super) aliases: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) surcharges: Vec<Surcharge>,
}

impl List {
    fn new(list: &ListDocument<'_>, text: Option<&'static RawValue>, models: OnceLock<Models>) -> List {
        List {
            id: list.id.clone(),
            aliases: list.aliases.clone(),
            types: list.types.clone(),
            hosts: list.hosts.iter().map(|host| Host::new(host)).collect(),
            fallbacks: list.fallbacks.clone(),
            charged_at: list.charged_at,
            units: list.units.clone(),
            surcharges: list.surcharges.iter().map(Surcharge::new).collect(),
            text,
            models,
        }
    }

    fn models(&self) -> &Models {
        self.models.get_or_init(|| {
            // What ships is held to its form by a test, so the empty list never takes its place.
            let read = self.text.and_then(|text| document::models(&self.id, text).ok());
            Models::new(read.unwrap_or_default())
        })
    }

    fn has_name(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
    }

    /// Its id and its other names.
    pub(super) fn names(&self) -> Vec<&str> {
        std::iter::once(self.id.as_str()).chain(self.aliases.iter().map(String::as_str)).collect()
    }

    /// Whether it has one of these names.
    pub(super) fn goes_by(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.has_name(name))
    }

    /// All of its models, in order.
    pub(super) fn all(&self) -> &[Model] {
        &self.models().all
    }

    /// The first model that a name in lower case matches.
    pub(super) fn model(&self, name: &str) -> Option<&Model> {
        let models = self.models();
        let exact = models.exact.get(name).copied();
        let matched = models.patterns.iter().find(|(pattern, index)| {
            pattern.matches(name) && !models.all[*index].except.iter().any(|except| except.matches(name))
        });
        let first = exact.into_iter().chain(matched.map(|(_, index)| *index)).min()?;
        models.all.get(first)
    }
}

impl Models {
    fn new(documents: Vec<ModelDocument>) -> Models {
        let mut models = Models::default();
        for document in documents {
            let index = models.all.len();
            let except: Vec<Pattern> = document.except.iter().map(|pattern| Pattern::new(pattern)).collect();
            let names = document.patterns.unwrap_or_else(|| vec![document.id.clone()]);
            for pattern in names.iter().map(|pattern| Pattern::new(pattern)) {
                match pattern.exact() {
                    Some(name) if !except.iter().any(|except| except.matches(name)) => {
                        models.exact.entry(name.into()).or_insert(index);
                    }
                    Some(_) => {}
                    None => models.patterns.push((pattern, index)),
                }
            }
            models.all.push(Model {
                id: document.id,
                context_window: document.context_window,
                except,
                entries: document.prices.into_iter().map(Entry::new).collect(),
            });
        }
        models
    }
}

impl Entry {
    fn new(document: EntryDocument) -> Entry {
        let rates = PerBucket(document.rates().0.map(Option::<&Rate>::cloned));
        let EntryDocument { from, hours, days, variant, units, .. } = document;
        Entry { from, hours, days, variant: variant.map(|variant| variant.to_lowercase()), rates, units }
    }

    /// Whether it holds at a minute of a day.
    pub(super) fn in_force(&self, day: i64, minute: u16) -> bool {
        self.from.is_none_or(|from| day >= from.0)
            && self.hours.is_none_or(|hours| hours.hold(minute))
            && self.days.as_ref().is_none_or(|days| days.contains(&Weekday::of(day)))
    }
}

impl Hours {
    fn hold(self, minute: u16) -> bool {
        let (from, to) = (self.from.0, self.to.0);
        if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
    }
}

impl Weekday {
    const WEEK: [Weekday; 7] =
        [Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed];

    /// The day of the week of a day since 1970-01-01, a Thursday.
    fn of(day: i64) -> Weekday {
        Weekday::WEEK[usize::try_from(day.rem_euclid(7)).unwrap_or(0)]
    }
}
