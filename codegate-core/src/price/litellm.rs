//! LiteLLM's `model_prices_and_context_window.json`: a flat object of models, each price a number of dollars for one
//! token, in fields whose names are put together: `cache_read_input_token_cost_above_272k_tokens_priority`.

use super::bucket::Bucket;
use super::document::{EntryDocument, Hours, ModelDocument, Surcharge, Weekday};
use super::foreign::{self, Fields, Rates, objects};
use super::table::{ListHead, Table};
use super::values::{Date, Factor, Minute, Price};
use crate::error::Result;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Prices are for one token there, for a million here.
const SHIFT: i32 = 6;
/// An entry that explains the others.
const EXAMPLE: &str = "sample_spec";

/// Where providers of that table stand which the snapshot does not know: by LiteLLM's `openai_compatible_endpoints`
/// (litellm/constants.py), and each provider's own page of its API.
const HOSTS: [(&str, &[&str]); 16] = [
    ("chutes", &["llm.chutes.ai"]),
    ("dashscope", &["dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "dashscope-us.aliyuncs.com"]),
    ("deepinfra", &["api.deepinfra.com"]),
    ("featherless_ai", &["api.featherless.ai"]),
    ("friendliai", &["api.friendli.ai"]),
    ("hyperbolic", &["api.hyperbolic.xyz"]),
    ("inception", &["api.inceptionlabs.ai"]),
    ("lambda_ai", &["api.lambda.ai"]),
    ("morph", &["api.morphllm.com"]),
    ("nebius", &["api.studio.nebius.ai", "api.studio.nebius.com", "api.tokenfactory.nebius.com"]),
    ("nscale", &["inference.api.nscale.com"]),
    ("sambanova", &["api.sambanova.ai"]),
    ("scaleway", &["api.scaleway.ai"]),
    ("v0", &["api.v0.dev"]),
    ("vercel_ai_gateway", &["ai-gateway.vercel.sh"]),
    ("wandb", &["api.inference.wandb.ai"]),
];

/// The table, and how many models have a price that cannot be represented here; what else is known of them is in it.
///
/// Errors: `limit_exceeded`, `prices_invalid`.
pub(super) fn read(text: &[u8], source: &str, as_of: Option<Date>) -> Result<(Table, u64)> {
    let mut lists: BTreeMap<String, (Vec<Surcharge>, Vec<ModelDocument>)> = BTreeMap::new();
    let mut skipped = 0;
    let objects = objects(text)?;
    for (name, raw) in objects.iter().filter(|(name, _)| *name != EXAMPLE) {
        let fields = foreign::fields(raw, name, "the model")?;
        let (whose, fields) = meant(&objects, name, fields)?;
        let Some(provider) = provider(&whose, &fields)? else { continue };
        let Entries { entries, all } = entries(name, &fields)?;
        skipped += u64::from(!all);
        if entries.is_empty() {
            continue;
        }
        let window = fields.get("max_input_tokens").and_then(|raw| foreign::tokens(raw));
        let found = foreign::model(name, names(name, &provider), window, entries);
        skipped += u64::from(found.is_none() && all);
        let (surcharges, models) = lists.entry(provider).or_default();
        if let Some(names) = found.as_ref().and_then(|model| model.patterns.as_deref()) {
            surcharges.extend(regional(name, &fields, names)?);
        }
        models.extend(found);
    }
    let lists = lists.into_iter().map(|(id, (surcharges, models))| {
        let surcharges = surcharges.iter().map(super::surcharge::Surcharge::new).collect();
        let hosts = HOSTS.iter().find(|(list, _)| *list == id).map_or(&[][..], |(_, hosts)| hosts);
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        (ListHead { id, surcharges, hosts, ..ListHead::default() }, models)
    });
    Ok((Table::of(source, as_of, lists.collect()), skipped))
}

/// The name and the fields that an entry stands for, which may be those of another (`alias_of`).
fn meant<'f>(
    objects: &BTreeMap<String, &'f RawValue>,
    name: &str,
    mut fields: Fields<'f>,
) -> Result<(String, Fields<'f>)> {
    let mut whose = name.to_owned();
    // More aliases of aliases than anybody writes, so that a circle ends.
    for _ in 0..4 {
        let Some(raw) = fields.get("alias_of") else { break };
        let other: String = foreign::value(raw, &whose, "alias_of")?;
        let Some(raw) = objects.get(&other) else { break };
        fields = foreign::fields(raw, &other, "the model")?;
        whose = other;
    }
    Ok((whose, fields))
}

/// What the prices of tokens are multiplied with by region: in `provider_specific_entry` by where the model ran, else by
/// the endpoint.
fn regional(name: &str, fields: &Fields<'_>, names: &[String]) -> Result<Vec<Surcharge>> {
    const BY_HOST: [(&str, &str, &[&str]); 3] = [
        ("regional_processing_uplift_multiplier_eu", "region eu", &["eu.api.openai.com"]),
        ("regional_processing_uplift_multiplier_us", "region us", &["us.api.openai.com"]),
        (
            "regional_endpoint_uplift_multiplier",
            "regional endpoint",
            &["*-aiplatform.googleapis.com", "aiplatform.*.rep.googleapis.com"],
        ),
    ];
    let of = |name: &str, factor, inference_geo, hosts: &[&str]| Surcharge {
        name: name.to_owned(),
        factor,
        inference_geo,
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        models: Some(names.to_vec()),
        except: Vec::new(),
        from: None,
    };
    let mut found = Vec::new();
    for (field, called, hosts) in BY_HOST {
        if let Some(factor) = fields.get(field).and_then(|raw| Factor::parse(raw.get())) {
            found.push(of(called, factor, None, hosts));
        }
    }
    if let Some(factor) = specific(name, fields)?.get("us").and_then(|raw| Factor::parse(raw.get())) {
        found.push(of("inference_geo us", factor, Some("us".into()), &[]));
    }
    Ok(found)
}

/// The fields that mean something at one provider alone.
fn specific<'f>(name: &str, fields: &Fields<'f>) -> Result<Fields<'f>> {
    const FIELD: &str = "provider_specific_entry";
    fields.get(FIELD).map_or_else(|| Ok(Fields::new()), |raw| foreign::fields(raw, name, FIELD))
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
struct Entries {
    entries: Vec<EntryDocument>,
    /// Whether they are all that the file has.
    all: bool,
}

fn entries(name: &str, fields: &Fields<'_>) -> Result<Entries> {
    let mut standard = Rates::default();
    let mut variants: BTreeMap<&str, Rates> = BTreeMap::new();
    let mut all = true;
    for (field, raw) in fields {
        let Some((bucket, over, variant)) = meaning(field, fields) else {
            all &= !is_price(field) || unit(name, field, raw, fields, &mut standard.units)?;
            continue;
        };
        let Some(price) = foreign::price(raw, SHIFT, name, field)? else { continue };
        let rates = variant.map_or(&mut standard, |variant| variants.entry(variant).or_default());
        rates.set(bucket, over, price);
    }
    if let Some(raw) = fields.get("tiered_pricing") {
        by_range(name, raw, &mut standard)?;
    }
    if !standard.any() && standard.units.is_empty() {
        return Ok(Entries { entries: Vec::new(), all });
    }
    let mut entries = vec![standard.clone().entry(None)];
    if let Some(raw) = fields.get("off_peak_pricing") {
        let Some(windows) = off_peak(name, raw, &standard)? else {
            // A price that is lower at times is not known at any.
            return Ok(Entries { entries: Vec::new(), all: false });
        };
        entries.extend(windows);
    }
    if let Some(factor) = specific(name, fields)?.get("fast").and_then(|raw| Factor::parse(raw.get())) {
        entries.push(standard.times(factor).entry(Some("fast".into())));
    }
    for (variant, rates) in variants.into_iter().filter(|(_, rates)| rates.any()) {
        let word = if variant == "batches" { "batch" } else { variant };
        entries.push(rates.entry(Some(word.to_owned())));
    }
    Ok(Entries { entries, all })
}

/// Whether a field is a price, of which a response tells how much was used. Those in Databricks' own currency stand beside
/// the same in dollars, and some are of what is kept and not of what is asked.
fn is_price(field: &str) -> bool {
    let apart = ["dbu_cost", "per_gb_per_day", "_cache_hit", "explicit_cache"];
    (field.contains("_cost") || field.contains("cost_")) && !apart.iter().any(|word| field.contains(word))
}

/// Reads the price of something that is charged by the piece; whether the field is one.
fn unit(
    name: &str,
    field: &str,
    raw: &RawValue,
    all: &Fields<'_>,
    units: &mut BTreeMap<String, Price>,
) -> Result<bool> {
    const UNITS: [(&str, &str, i32); 8] = [
        ("annotation_cost_per_page", "annotated_page", 6),
        ("citation_cost_per_token", "citation_token", 6),
        ("code_interpreter_cost_per_session", "code_execution", 6),
        ("file_search_cost_per_1k_calls", "file_search", 3),
        ("google_maps_grounding_cost_per_query", "maps_search", 6),
        ("input_cost_per_character", "character", 6),
        ("input_cost_per_text_message", "text_message", 6),
        ("ocr_cost_per_page", "page", 6),
    ];
    if field == "search_context_cost_per_query" {
        // What a search costs by the size of its context; nobody tells the size, and most have one price.
        let sizes = foreign::fields(raw, name, field)?;
        if let Some(raw) = sizes.get("search_context_size_medium")
            && let Some(price) = foreign::price(raw, 6, name, field)?
        {
            units.insert("web_search".into(), price);
        }
        return Ok(true);
    }
    // What is heard costs by the second, of which some files repeat it as what is written.
    let heard = all.get("mode").is_some_and(|mode| mode.get() == "\"audio_transcription\"");
    let known = match field {
        "input_cost_per_second" if heard => Some(("audio_second", 6)),
        "output_cost_per_second" if heard => return Ok(true),
        _ => UNITS.iter().find(|(known, ..)| *known == field).map(|(_, unit, shift)| (*unit, *shift)),
    };
    let Some((unit, shift)) = known else { return Ok(false) };
    if let Some(price) = foreign::price(raw, shift, name, field)? {
        units.insert(unit.into(), price);
    }
    Ok(true)
}

/// What a field is the price of, above which size of the input, and for which service tier.
fn meaning<'f>(field: &'f str, all: &Fields<'_>) -> Option<(Bucket, Option<u64>, Option<&'f str>)> {
    const NAMES: [(&str, Bucket); 14] = [
        ("input_cost_per_audio_token", Bucket::AudioInput),
        ("input_cost_per_image_token", Bucket::ImageInput),
        ("input_cost_per_video_token", Bucket::VideoInput),
        ("cache_read_input_audio_token_cost", Bucket::AudioCacheRead),
        ("cache_read_input_image_token_cost", Bucket::ImageCacheRead),
        ("output_cost_per_audio_token", Bucket::AudioOutput),
        ("output_cost_per_image_token", Bucket::ImageOutput),
        ("output_cost_per_video_token", Bucket::VideoOutput),
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
