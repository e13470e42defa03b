//! The price table as a document: its shape, and what makes one of it sound.

use crate::error::{Code, Error, Result};
use crate::limits::{PATTERN_BYTES, PRICE_FILE_BYTES, RECORD_DEPTH};
use crate::model::{ProviderType, check_depth, shown, unquoted};
use crate::price::bucket::PerBucket;
use crate::price::values::{Date, Factor, Minute, Price};
use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The version of the document that this library reads.
const VERSION: u64 = 1;

/// A table of prices. Prices are US dollars for a million tokens, written as decimals in strings.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriceTable"))]
#[serde(deny_unknown_fields)]
pub(super) struct Document<'a> {
    /// The version of this format: 1.
    pub(super) version: u64,
    /// Where the prices come from, such as a name and a version; kept with what is charged by them.
    pub(super) source: String,
    /// The day for which they are known to hold.
    #[serde(default)]
    pub(super) as_of: Option<Date>,
    /// Remarks on their origin, such as a licence.
    #[serde(default)]
    #[allow(dead_code, reason = "for people; read so that it is allowed")]
    notice: Option<String>,
    /// The price list of each provider; where two serve the same endpoint, the first holds.
    #[serde(borrow)]
    pub(super) providers: Vec<ListDocument<'a>>,
}

/// The price list of one provider.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PriceList"))]
#[serde(deny_unknown_fields)]
pub(super) struct ListDocument<'a> {
    /// Its name here, such as `openai`.
    pub(super) id: String,
    /// Its name for people.
    #[serde(default)]
    #[allow(dead_code, reason = "for people; read so that it is allowed")]
    name: Option<String>,
    /// Other names of it, also as a prefix of a model's name: `gemini/gemini-2.5-pro`.
    #[serde(default)]
    pub(super) aliases: Vec<String>,
    /// Types of provider that it applies to where no list names their endpoint.
    #[serde(default)]
    pub(super) types: Vec<ProviderType>,
    /// Endpoints that it applies to: a host in which `*` is any text without a dot at its ends, and perhaps the
    /// beginning of a path, in which `*` is any one segment.
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    /// Lists whose standard prices hold for models that are not in this one.
    #[serde(default)]
    pub(super) fallbacks: Vec<String>,
    /// Whether the time at which a request began or ended says which price holds.
    #[serde(default)]
    pub(super) charged_at: ChargedAt,
    /// Prices of a million of each unit that is charged by the piece, for models that say none themselves.
    #[serde(default)]
    pub(super) units: BTreeMap<String, Price>,
    /// Factors on the prices of tokens; those that apply are multiplied.
    #[serde(default)]
    pub(super) surcharges: Vec<Surcharge>,
    /// Its models; the first that a name matches holds.
    #[serde(borrow)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ModelDocument>"))]
    pub(super) models: &'a RawValue,
}

/// Which end of a request counts for its price.
#[derive(Deserialize, Clone, Copy, Default, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum ChargedAt {
    /// The time at which it began.
    #[default]
    Start,
    /// The time at which it ended.
    End,
}

/// A model and its prices.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Model"))]
#[serde(deny_unknown_fields)]
pub(super) struct ModelDocument {
    /// Its name.
    pub(super) id: String,
    /// Names that it is asked for by, whatever their case: `*` is any text, `#` a digit. Its `id` alone by default.
    #[serde(default, rename = "match")]
    pub(super) patterns: Option<Vec<String>>,
    /// Names that it is not meant by, though they match.
    #[serde(default)]
    pub(super) except: Vec<String>,
    /// The tokens that it takes at most.
    #[serde(default)]
    pub(super) context_window: Option<u64>,
    /// Its prices. Of those without a `variant` the last that is in force holds alone; those of the variant that was
    /// used are laid over it in their order, price by price.
    pub(super) prices: Vec<EntryDocument>,
}

/// Prices, and when they hold. A price that is missing is taken from its parent: `cache_write_long` from
/// `cache_write_5m`, parts of what is read from a cache from `cache_read`, other parts of the input and every price of a
/// cache from `input`, and parts of the output from `output`.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Prices"))]
#[serde(deny_unknown_fields)]
pub(super) struct EntryDocument {
    /// The first day on which they hold, in UTC.
    #[serde(default)]
    pub(super) from: Option<Date>,
    /// The time of the day at which they hold, in UTC.
    #[serde(default)]
    pub(super) hours: Option<Hours>,
    /// The days of the week on which they hold, in UTC.
    #[serde(default)]
    pub(super) days: Option<Vec<Weekday>>,
    /// How the request was served, such as `batch`, `flex`, `priority` or `fast`; the standard way by default.
    #[serde(default)]
    pub(super) variant: Option<String>,
    /// Of uncached input.
    #[serde(default)]
    pub(super) input: Option<Rate>,
    /// Of input read from a cache.
    #[serde(default)]
    pub(super) cache_read: Option<Rate>,
    /// Of input written to a cache for five minutes, or for an unreported time.
    #[serde(default)]
    pub(super) cache_write_5m: Option<Rate>,
    /// Of input written to a cache for longer.
    #[serde(default)]
    pub(super) cache_write_long: Option<Rate>,
    /// Of output.
    #[serde(default)]
    pub(super) output: Option<Rate>,
    /// Of output spent on reasoning, where it differs.
    #[serde(default)]
    pub(super) reasoning: Option<Rate>,
    /// Of audio in the input, where it differs.
    #[serde(default)]
    pub(super) audio_input: Option<Rate>,
    /// Of images in the input, where it differs.
    #[serde(default)]
    pub(super) image_input: Option<Rate>,
    /// Of video in the input, where it differs.
    #[serde(default)]
    pub(super) video_input: Option<Rate>,
    /// Of audio read from a cache, where it differs.
    #[serde(default)]
    pub(super) audio_cache_read: Option<Rate>,
    /// Of images read from a cache, where it differs.
    #[serde(default)]
    pub(super) image_cache_read: Option<Rate>,
    /// Of audio in the output, where it differs.
    #[serde(default)]
    pub(super) audio_output: Option<Rate>,
    /// Of images in the output, where it differs.
    #[serde(default)]
    pub(super) image_output: Option<Rate>,
    /// Of video in the output, where it differs.
    #[serde(default)]
    pub(super) video_output: Option<Rate>,
    /// Of a million requests, whatever their tokens.
    #[serde(default)]
    pub(super) request: Option<Rate>,
    /// Of a million of each unit that is charged by the piece, such as `web_search`.
    #[serde(default)]
    pub(super) units: BTreeMap<String, Price>,
}

/// A factor on the prices of tokens.
#[derive(Deserialize, Clone, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Surcharge {
    /// What it is for, such as `inference_geo us`; kept with what is charged by it.
    pub(super) name: String,
    /// The factor, such as `1.1`.
    pub(super) factor: Factor,
    /// Where the model ran, as responses report it, such as `us`; wherever by default.
    #[serde(default)]
    pub(super) inference_geo: Option<String>,
    /// Endpoints at which it applies, as in `hosts` of the list; all of the list by default.
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    /// Models to which it applies, as in `match`; all by default.
    #[serde(default)]
    pub(super) models: Option<Vec<String>>,
    /// Models to which it does not apply, though they match.
    #[serde(default)]
    pub(super) except: Vec<String>,
    /// The first day on which it applies, in UTC.
    #[serde(default)]
    pub(super) from: Option<Date>,
}

/// One price, or one by the size of the input.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub(super) enum Rate {
    /// One price.
    Flat(Price),
    /// Prices by the size of the input.
    Tiered(Tiered),
}

impl Rate {
    /// All its prices.
    pub(super) fn prices(&self) -> Vec<&Price> {
        match self {
            Rate::Flat(price) => vec![price],
            Rate::Tiered(tiered) => {
                std::iter::once(&tiered.base).chain(tiered.tiers.iter().map(|tier| &tier.price)).collect()
            }
        }
    }
}

/// A price by the size of the input: it is that of the highest tier which all input tokens of the request, cached ones
/// included, go beyond, and it holds for every token of the request.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Tiered {
    /// The price below the first tier.
    pub(super) base: Price,
    /// The tiers, ascending.
    pub(super) tiers: Vec<Tier>,
}

/// A price from a size on.
#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Tier {
    /// It holds for more input tokens than this.
    pub(super) over: u64,
    /// The price.
    pub(super) price: Price,
}

/// A time of the day, from one minute until before another; over midnight where the first is the later one, and the
/// whole day where they are the same.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Hours {
    /// The first minute, `HH:MM`.
    pub(super) from: Minute,
    /// The minute before which it ends, `HH:MM`.
    pub(super) to: Minute,
}

/// A day of the week.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// Reads a document without its models.
///
/// Errors: `limit_exceeded` for one that is too large or nested too deep, else `prices_invalid`.
pub(super) fn read(text: &[u8]) -> Result<Document<'_>> {
    bounded(text)?;
    let document: Document<'_> = serde_json::from_slice(text).map_err(|error| invalid(unquoted(&error.to_string())))?;
    if document.version != VERSION {
        let version = document.version;
        return Err(invalid(format!("its version is {version}, this library reads version {VERSION}")));
    }
    for list in &document.providers {
        let names = std::iter::once(&list.id).chain(&list.aliases).chain(&list.fallbacks).chain(&list.hosts);
        let of_surcharges = list.surcharges.iter().flat_map(Surcharge::names);
        let names = names.chain(list.units.keys()).chain(of_surcharges);
        check_names(names).map_err(|error| in_list(&list.id, &error))?;
    }
    Ok(document)
}

/// Reads the models of a list.
pub(super) fn models(list: &str, models: &RawValue) -> Result<Vec<ModelDocument>> {
    let models: Vec<ModelDocument> =
        serde_json::from_str(models.get()).map_err(|error| in_list(list, &unquoted(&error.to_string())))?;
    for model in &models {
        model.check().map_err(|error| in_list(list, &format!("model `{}`: {error}", shown(&model.id))))?;
    }
    Ok(models)
}

/// Refuses a file that is too large or nested too deep before a parser sees it.
pub(super) fn bounded(text: &[u8]) -> Result<()> {
    if text.len() > PRICE_FILE_BYTES {
        return Err(Error::limit("the price table", PRICE_FILE_BYTES, "bytes"));
    }
    check_depth(text, RECORD_DEPTH)
}

/// An error about a price table.
pub(super) fn invalid(what: impl std::fmt::Display) -> Error {
    Error::new(Code::PricesInvalid, format!("the price table cannot be used: {}", without_types(&what.to_string())))
}

/// A fault as serde tells it, without names of ours.
fn without_types(fault: &str) -> String {
    match fault.split_once("expected struct ") {
        Some((before, rest)) => {
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            format!("{before}expected an object{}", &rest[end..])
        }
        None => fault.to_owned(),
    }
}

fn in_list(list: &str, what: &str) -> Error {
    invalid(format!("list `{}`: {what}", shown(list)))
}

fn check_names<'n>(names: impl Iterator<Item = &'n String>) -> std::result::Result<(), String> {
    for name in names {
        if name.is_empty() || name.len() > PATTERN_BYTES || name.chars().any(char::is_control) {
            return Err(format!("`{}` must be 1 to {PATTERN_BYTES} bytes without control characters", shown(name)));
        }
    }
    Ok(())
}

impl ModelDocument {
    fn check(&self) -> std::result::Result<(), String> {
        check_names(std::iter::once(&self.id).chain(self.patterns.iter().flatten()).chain(&self.except))?;
        if self.patterns.as_ref().is_some_and(Vec::is_empty) {
            return Err("an empty `match` means no name at all; leave it out for its `id`".into());
        }
        if self.prices.iter().all(|entry| entry.variant.is_some()) {
            return Err("`prices` needs an entry without `variant`".into());
        }
        self.prices.iter().try_for_each(EntryDocument::check)
    }
}

impl Surcharge {
    fn names(&self) -> impl Iterator<Item = &String> {
        let models = self.models.iter().flatten().chain(&self.except);
        std::iter::once(&self.name).chain(&self.inference_geo).chain(&self.hosts).chain(models)
    }
}

impl EntryDocument {
    fn check(&self) -> std::result::Result<(), String> {
        check_names(self.variant.iter())?;
        if self.days.as_ref().is_some_and(Vec::is_empty) {
            return Err("an empty `days` means never; leave it out for every day".into());
        }
        let tiered = self.rates().0.into_iter().flatten().filter_map(|rate| match rate {
            Rate::Tiered(tiered) => Some(tiered),
            Rate::Flat(_) => None,
        });
        for tiered in tiered {
            if tiered.tiers.is_empty() || !tiered.tiers.is_sorted_by(|a, b| a.over < b.over) {
                return Err("`tiers` must be ascending by `over`, and at least one".into());
            }
        }
        check_names(self.units.keys())?;
        if self.rates().0.iter().all(Option::is_none) && self.units.is_empty() {
            return Err("an entry without any price".into());
        }
        Ok(())
    }

    /// Its prices by bucket.
    pub(super) fn rates(&self) -> PerBucket<Option<&Rate>> {
        PerBucket([
            self.input.as_ref(),
            self.cache_read.as_ref(),
            self.cache_write_5m.as_ref(),
            self.cache_write_long.as_ref(),
            self.output.as_ref(),
            self.reasoning.as_ref(),
            self.audio_input.as_ref(),
            self.image_input.as_ref(),
            self.video_input.as_ref(),
            self.audio_cache_read.as_ref(),
            self.image_cache_read.as_ref(),
            self.audio_output.as_ref(),
            self.image_output.as_ref(),
            self.video_output.as_ref(),
            self.request.as_ref(),
        ])
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Rate;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a price as a decimal in a string, or an object of `base` and `tiers`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> std::result::Result<Rate, E> {
                Price::read(text).map(Rate::Flat)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Rate, A::Error> {
                Tiered::deserialize(MapAccessDeserializer::new(map)).map(Rate::Tiered)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// The JSON Schema of the document.
#[cfg(feature = "schema")]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Document<'_>)).unwrap_or_default();
    text.push('\n');
    text
}
