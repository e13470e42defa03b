//! The `api.json` of models.dev: providers with their models, each price a number of dollars for a million tokens.

use super::bucket::Bucket;
use super::document::{EntryDocument, ModelDocument};
use super::foreign::{self, Fields, Rates, objects};
use super::table::{ListHead, Table};
use super::values::Date;
use crate::error::Result;
use serde_json::value::RawValue;

/// The table, and how many models with prices were left out because their conditions cannot be represented here.
///
/// Errors: `limit_exceeded`, `prices_invalid`.
pub(super) fn read(text: &[u8], source: &str, as_of: Option<Date>) -> Result<(Table, u64)> {
    let (mut lists, mut skipped) = (Vec::new(), 0);
    for (id, raw) in objects(text)? {
        let fields = foreign::fields(raw, &id, "the provider")?;
        let models = match fields.get("models") {
            Some(raw) => foreign::fields(raw, &id, "models")?,
            None => return Err(foreign::wrong(&id, "models", "a provider without them")),
        };
        let mut found: Vec<ModelDocument> = Vec::new();
        for (name, raw) in models {
            let model = foreign::fields(raw, &name, "the model")?;
            let Some(cost) = model.get("cost").filter(|raw| raw.get() != "null") else { continue };
            let Some(entry) = entry(&name, &foreign::fields(cost, &name, "cost")?)? else {
                skipped += 1;
                continue;
            };
            let limit = model.get("limit").map(|raw| foreign::fields(raw, &name, "limit")).transpose()?;
            let window = limit.and_then(|limit| limit.get("context").and_then(|raw| foreign::tokens(raw)));
            let model = foreign::model(&name, vec![name.clone()], window.filter(|&size| size > 0), vec![entry]);
            skipped += u64::from(model.is_none());
            found.extend(model);
        }
        let hosts = fields.get("api").map(|raw| host(raw, &id)).transpose()?.flatten();
        let head = ListHead { id, aliases: Vec::new(), hosts: hosts.into_iter().collect(), ..ListHead::default() };
        lists.push((head, found));
    }
    Ok((Table::of(source, as_of, lists), skipped))
}

/// The host and the path of a provider's base url, without the version at its end.
fn host(raw: &RawValue, id: &str) -> Result<Option<String>> {
    let url: Option<String> = foreign::value(raw, id, "api")?;
    let Some(url) = url else { return Ok(None) };
    let Some((_, rest)) = url.split_once("://") else { return Ok(None) };
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_suffix("/v1").unwrap_or(rest);
    // A place that the user fills in, or a port, says nothing of whose prices hold.
    let plain = !rest.is_empty() && !rest.contains(['$', '{', '*', '#', ':', '?']);
    Ok(plain.then(|| rest.to_owned()))
}

/// The prices of a model; `None` where they depend on what cannot be said here.
fn entry(name: &str, cost: &Fields<'_>) -> Result<Option<EntryDocument>> {
    let mut rates = Rates::default();
    take(name, cost, None, &mut rates)?;
    if let Some(raw) = cost.get("tiers") {
        for raw in foreign::value::<Vec<Box<RawValue>>>(raw, name, "tiers")? {
            let fields = foreign::fields(&raw, name, "tiers")?;
            let Some(tier) = fields.get("tier") else { return Ok(None) };
            let tier = foreign::fields(tier, name, "tier")?;
            let by_context = tier.get("type").is_none_or(|raw| raw.get() == "\"context\"");
            let size = tier.get("size").and_then(|raw| foreign::tokens(raw));
            let (true, Some(size)) = (by_context, size) else { return Ok(None) };
            take(name, &fields, Some(size), &mut rates)?;
        }
    } else if let Some(raw) = cost.get("context_over_200k") {
        take(name, &foreign::fields(raw, name, "context_over_200k")?, Some(200_000), &mut rates)?;
    }
    Ok(rates.any().then(|| rates.entry(None)))
}

fn take(name: &str, fields: &Fields<'_>, over: Option<u64>, rates: &mut Rates) -> Result<()> {
    const NAMES: [(&str, Bucket); 7] = [
        ("input", Bucket::Input),
        ("output", Bucket::Output),
        ("reasoning", Bucket::Reasoning),
        ("cache_read", Bucket::CacheRead),
        ("cache_write", Bucket::CacheWrite5m),
        ("input_audio", Bucket::AudioInput),
        ("output_audio", Bucket::AudioOutput),
    ];
    for (field, bucket) in NAMES {
        if let Some(raw) = fields.get(field)
            && let Some(price) = foreign::price(raw, 0, name, field)?
        {
            rates.set(bucket, over, price);
        }
    }
    Ok(())
}
