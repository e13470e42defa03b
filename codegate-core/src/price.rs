//! What tokens cost: the price table and the sum.

mod charge;
mod saved;

pub(crate) use charge::charge;
pub(crate) use saved::cache_saved;

use crate::model::{Money, ProviderType, UnitPrices};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The table as it is committed; it says itself what its members mean.
const SHIPPED: &str = include_str!("price/table.json");

/// Prices by provider type and model. Types that are not in it, such as local servers, have no prices.
#[derive(Debug, Default)]
pub(crate) struct PriceTable {
    prices: HashMap<ProviderType, HashMap<String, UnitPrices>>,
}

#[derive(serde::Deserialize)]
struct Document {
    prices: HashMap<ProviderType, Vec<Entry>>,
}

/// A model with its prices in US dollars per million tokens.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    model: String,
    #[serde(default)]
    aliases: Vec<String>,
    input: Option<Money>,
    cache_read: Option<Money>,
    cache_write_5m: Option<Money>,
    cache_write_long: Option<Money>,
    output: Option<Money>,
}

impl PriceTable {
    /// The table that this version ships with.
    pub(crate) fn shipped() -> &'static PriceTable {
        static TABLE: OnceLock<PriceTable> = OnceLock::new();
        // A test holds the committed file to its form, so the empty table never takes its place.
        TABLE.get_or_init(|| PriceTable::parse(SHIPPED).unwrap_or_default())
    }

    fn parse(text: &str) -> serde_json::Result<PriceTable> {
        let document: Document = serde_json::from_str(text)?;
        let mut table = PriceTable::default();
        for (provider_type, entries) in document.prices {
            let models = table.prices.entry(provider_type).or_default();
            for entry in entries {
                let prices = entry.prices();
                models.extend(entry.aliases.into_iter().chain([entry.model]).map(|name| (name, prices.clone())));
            }
        }
        Ok(table)
    }

    /// The prices of a model at a type of provider: of this very name, else without a date at its end, or without the
    /// vendor or folder that gateways and SDKs put in front.
    pub(crate) fn lookup(&self, provider_type: ProviderType, model: &str) -> Option<UnitPrices> {
        let models = self.prices.get(&provider_type)?;
        let plain = prefixes(provider_type).iter().find_map(|prefix| model.strip_prefix(prefix)).unwrap_or(model);
        let names = [model, undated(model), plain, undated(plain)];
        names.into_iter().find_map(|name| models.get(name)).cloned()
    }
}

impl Entry {
    fn prices(&self) -> UnitPrices {
        let pico = |price: Option<Money>| price.and_then(|price| u64::try_from(price.as_pico()).ok());
        UnitPrices {
            input: pico(self.input),
            cache_read: pico(self.cache_read),
            cache_write_5m: pico(self.cache_write_5m),
            cache_write_long: pico(self.cache_write_long),
            output: pico(self.output),
        }
    }
}

/// What may stand before a model's own name.
fn prefixes(provider_type: ProviderType) -> &'static [&'static str] {
    match provider_type {
        ProviderType::Openai => &["openai/"],
        ProviderType::Anthropic => &["anthropic/"],
        ProviderType::Gemini => &["models/", "google/", "gemini/"],
        ProviderType::Openrouter => &["openrouter/"],
        _ => &[],
    }
}

/// A model's name without `-latest`, a date (`-20260423`, `@20260423`, `-2026-04-23`) or a revision (`-001`) at its end.
fn undated(model: &str) -> &str {
    const ENDS: [&str; 4] = ["-dddd-dd-dd", "-dddddddd", "@dddddddd", "-ddd"];
    if let Some(name) = model.strip_suffix("-latest") {
        return name;
    }
    let fits = |end: &str| {
        let tail = model.len().checked_sub(end.len()).and_then(|at| model.as_bytes().get(at..));
        let is = |(&byte, form): (&u8, u8)| if form == b'd' { byte.is_ascii_digit() } else { byte == form };
        tail.is_some_and(|tail| tail.iter().zip(end.bytes()).all(is))
    };
    let end = ENDS.iter().find(|end| fits(end)).map_or(0, |end| end.len());
    model.get(..model.len() - end).unwrap_or(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(provider_type: ProviderType, model: &str) -> Option<String> {
        let prices = PriceTable::shipped().lookup(provider_type, model)?;
        prices.input.map(|pico| Money::from_pico(i128::from(pico)).to_string())
    }

    #[test]
    fn the_shipped_table_is_sound() {
        let document: Document = serde_json::from_str(SHIPPED).unwrap();
        let mut names = 0;
        for (provider_type, entries) in &document.prices {
            for entry in entries {
                let told = [entry.input, entry.cache_read, entry.cache_write_5m, entry.cache_write_long, entry.output];
                assert!(told.into_iter().flatten().all(|price| price.as_pico() >= 0), "{}", entry.model);
                assert!(entry.input.is_some(), "{}", entry.model);
                assert_eq!(provider_type == &ProviderType::Openrouter, entry.model.contains('/'), "{}", entry.model);
                names += 1 + entry.aliases.len();
            }
        }
        let table = PriceTable::parse(SHIPPED).unwrap();
        assert_eq!(table.prices.values().map(HashMap::len).sum::<usize>(), names, "a name stands there twice");
        assert!(names > 60);
    }

    #[test]
    fn models_are_found_by_name_date_and_prefix() {
        use ProviderType::*;
        for (provider_type, model, expected) in [
            (Anthropic, "claude-opus-5", Some("5")),
            (Anthropic, "claude-opus-5-20260701", Some("5")),
            (Anthropic, "claude-haiku-4-5@20251001", Some("1")),
            (Anthropic, "claude-3-7-sonnet-latest", Some("3")),
            (Anthropic, "anthropic/claude-opus-5", Some("5")),
            (Anthropic, "claude-opus-50", None),
            (Openai, "gpt-4o", Some("2.5")),
            (Openai, "gpt-4o-2024-08-06", Some("2.5")),
            (Openai, "gpt-4o-2024-05-13", Some("5")),
            (Openai, "openai/gpt-4o-mini", Some("0.15")),
            (Openai, "gpt-4o-x", None),
            (Gemini, "models/gemini-2.0-flash-001", Some("0.1")),
            (Openrouter, "openai/gpt-4o", Some("2.5")),
            (Openrouter, "openrouter/openai/gpt-4o", Some("2.5")),
            (Openrouter, "gpt-4o", None),
            (Openrouter, "openai/gpt-4o:free", None),
            (Ollama, "gpt-4o", None),
            (OpenaiCompatible, "gpt-4o", None),
            (Openai, "", None),
            (Openai, "é-2024-05-13", None),
        ] {
            assert_eq!(input(provider_type, model).as_deref(), expected, "{provider_type} {model}");
        }
    }
}
