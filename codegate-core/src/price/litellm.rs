//! LiteLLM's `model_prices_and_context_window.json`: a flat object of models, each price a number of dollars for one
//! token, in fields whose names are put together: `cache_read_input_token_cost_above_272k_tokens_priority`.

use super::document::{EntryDocument, Hours, ModelDocument, Weekday};
use super::foreign::{self, Bucket, Fields, Rates, objects};
use super::table::{ListHead, Table};
use super::values::{Date, Minute};
use crate::error::Result;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Prices are for one token there, for a million here.
const SHIFT: i32 = 6;
/// An entry that explains the others.
const EXAMPLE: &str = "sample_spec";

/// The table, and how many models with prices were left out because their conditions cannot be represented here.
///
/// Errors: `limit_exceeded`, `prices_invalid`.
pub(super) fn read(text: &[u8], source: &str, as_of: Option<Date>) -> Result<(Table, u64)> {
    let mut lists: BTreeMap<String, Vec<ModelDocument>> = BTreeMap::new();
    let mut skipped = 0;
    for (name, raw) in objects(text)?.into_iter().filter(|(name, _)| name != EXAMPLE) {
        let fields = foreign::fields(raw, &name, "the model")?;
        let Some(provider) = provider(&name, &fields)? else { continue };
        match entries(&name, &fields)? {
            Entries::None => {}
            Entries::Beyond => skipped += 1,
            Entries::Some(entries) => {
                let window = fields.get("max_input_tokens").and_then(|raw| foreign::tokens(raw));
                let found = foreign::model(&name, names(&name, &provider), window, entries);
                skipped += u64::from(found.is_none());
                lists.entry(provider).or_default().extend(found);
            }
        }
    }
    let lists = lists.into_iter().map(|(id, models)| (ListHead { id, ..ListHead::default() }, models));
    Ok((Table::of(source, as_of, lists.collect()), skipped))
}

/// The list of a model: what it says itself, else the prefix of its name.
fn provider(name: &str, fields: &Fields<'_>) -> Result<Option<String>> {
    let told: Option<String> = match fields.get("litellm_provider") {
        Some(raw) => foreign::value(raw, name, "litellm_provider")?,
        None => None,
    };
    Ok(told.or_else(|| name.split_once('/').map(|(prefix, _)| prefix.to_owned())).filter(|told| !told.is_empty()))
}

/// A model is also asked for without its provider's name before it.
fn names(name: &str, provider: &str) -> Vec<String> {
    let plain = name.split_once('/').filter(|(prefix, _)| provider.starts_with(prefix)).map(|(_, rest)| rest);
    std::iter::once(name).chain(plain).map(str::to_owned).collect()
}

/// The prices of a model.
enum Entries {
    /// It has none of tokens.
    None,
    /// They depend on conditions that cannot be represented here.
    Beyond,
    Some(Vec<EntryDocument>),
}

fn entries(name: &str, fields: &Fields<'_>) -> Result<Entries> {
    let mut standard = Rates::default();
    let mut variants: BTreeMap<&str, Rates> = BTreeMap::new();
    for (field, raw) in fields {
        let Some((bucket, over, variant)) = meaning(field, fields) else { continue };
        let Some(price) = foreign::price(raw, SHIFT, name, field)? else { continue };
        let rates = variant.map_or(&mut standard, |variant| variants.entry(variant).or_default());
        rates.set(bucket, over, price);
    }
    if let Some(raw) = fields.get("tiered_pricing") {
        by_range(name, raw, &mut standard)?;
    }
    if !standard.any() {
        return Ok(Entries::None);
    }
    let mut entries = vec![standard.clone().entry(None)];
    if let Some(raw) = fields.get("off_peak_pricing") {
        let Some(windows) = off_peak(name, raw, &standard)? else { return Ok(Entries::Beyond) };
        entries.extend(windows);
    }
    for (variant, rates) in variants.into_iter().filter(|(_, rates)| rates.any()) {
        let word = if variant == "batches" { "batch" } else { variant };
        entries.push(rates.entry(Some(word.to_owned())));
    }
    Ok(Entries::Some(entries))
}

/// What a field is the price of, above which size of the input, and for which service tier.
fn meaning<'f>(field: &'f str, all: &Fields<'_>) -> Option<(Bucket, Option<u64>, Option<&'f str>)> {
    const NAMES: [(&str, Bucket); 6] = [
        ("output_cost_per_reasoning_token", Bucket::Reasoning),
        ("input_cost_per_token", Bucket::Input),
        ("output_cost_per_token", Bucket::Output),
        ("cache_read_input_token_cost", Bucket::CacheRead),
        ("cache_creation_input_token_cost", Bucket::CacheWrite5m),
        ("input_cost_per_request", Bucket::Request),
    ];
    let (mut bucket, mut rest) =
        NAMES.iter().find_map(|(name, bucket)| field.strip_prefix(name).map(|rest| (*bucket, rest)))?;
    if bucket == Bucket::CacheWrite5m {
        // Where both are given, an hour is how long most longer writes are kept.
        for time in ["_above_1hr", "_above_12hr"] {
            if let Some(after) = rest.strip_prefix(time) {
                let hour = field.replacen("_above_12hr", "_above_1hr", 1);
                if time == "_above_12hr" && all.contains_key(&hour) {
                    return None;
                }
                (bucket, rest) = (Bucket::CacheWriteLong, after);
                break;
            }
        }
    }
    let over = match rest.strip_prefix("_above_") {
        Some(after) => {
            let (thousands, after) = after.split_once("k_tokens")?;
            rest = after;
            Some(thousands.parse::<u64>().ok()?.checked_mul(1_000)?)
        }
        None => None,
    };
    match rest.strip_prefix('_') {
        None => rest.is_empty().then_some((bucket, over, None)),
        // Another name of the price of a cache read.
        Some("cache_hit") => None,
        Some(word) => word.bytes().all(|byte| byte.is_ascii_lowercase()).then_some((bucket, over, Some(word))),
    }
}

/// Prices by ranges of the size of the input.
fn by_range(name: &str, raw: &RawValue, rates: &mut Rates) -> Result<()> {
    const FIELD: &str = "tiered_pricing";
    for raw in foreign::value::<Vec<Box<RawValue>>>(raw, name, FIELD)? {
        let fields = foreign::fields(&raw, name, FIELD)?;
        // Ranges of anything else, such as the number of results, price no tokens.
        let Some(range) = fields.get("range") else { continue };
        let range: Vec<Box<RawValue>> = foreign::value(range, name, FIELD)?;
        let start = range.first().and_then(|start| foreign::tokens(start));
        let start = start.ok_or_else(|| foreign::wrong(name, FIELD, "a `range` starts at a number of tokens"))?;
        for (field, raw) in &fields {
            let Some((bucket, None, None)) = meaning(field, &fields) else { continue };
            if let Some(price) = foreign::price(raw, SHIFT, name, field)? {
                rates.set(bucket, (start > 0).then_some(start), price);
            }
        }
    }
    Ok(())
}

/// Hours that have prices of their own.
#[derive(Deserialize)]
struct Window {
    hours_utc: OneOrMore,
    #[serde(default)]
    weekdays: Option<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// The entries of hours that have prices of their own; `None` where they cannot be represented here.
fn off_peak(name: &str, raw: &RawValue, standard: &Rates) -> Result<Option<Vec<EntryDocument>>> {
    const FIELD: &str = "off_peak_pricing";
    const WEEK: [Weekday; 7] =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let fields = foreign::fields(raw, name, FIELD)?;
    let mut rates = Rates::default();
    for (field, raw) in &fields {
        let Some((bucket, None, None)) = meaning(field, &fields) else { continue };
        if let Some(price) = foreign::price(raw, SHIFT, name, field)? {
            rates.set(bucket, None, price);
        }
    }
    if let Some(zone) = fields.get("weekday_timezone") {
        let zone: Option<String> = foreign::value(zone, name, FIELD)?;
        if zone.is_some_and(|zone| zone != "UTC") {
            return Ok(None);
        }
    }
    let Some(windows) = fields.get("windows") else { return Ok(None) };
    let rates = rates.or(standard);
    let mut entries = Vec::new();
    for window in foreign::value::<Vec<Window>>(windows, name, FIELD)? {
        let days = window.weekdays.unwrap_or_else(|| (1..=7).collect());
        let days: Option<Vec<Weekday>> =
            days.into_iter().map(|day| WEEK.get(usize::from(day).checked_sub(1)?).copied()).collect();
        let hours = match window.hours_utc {
            OneOrMore::One(hours) => vec![hours],
            OneOrMore::More(hours) => hours,
        };
        let hours: Option<Vec<Hours>> = hours
            .iter()
            .map(|text| {
                let (from, to) = text.split_once('-')?;
                Some(Hours { from: Minute::parse(from)?, to: Minute::parse(to)? })
            })
            .collect();
        let (Some(days), Some(hours)) = (days.filter(|days| !days.is_empty()), hours) else { return Ok(None) };
        entries.extend(hours.into_iter().map(|hours| foreign::timed(rates.clone().entry(None), hours, days.clone())));
    }
    Ok(Some(entries))
}
