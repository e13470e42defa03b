//! What the original is configured with.

use super::{MovedStatus, Moving, time};
use crate::error::Result;
use crate::gate::providers::{bound_origin, made};
use crate::gate::workspaces::{check_instructions, insert, set_rules};
use crate::gate::{catalog, personas as gate_personas};
use crate::model::{
    Auth, DEFAULT, NewProvider, Provider, ProviderType, RuleSpec, check_name, new_workspace_name, workspace_name,
};
use crate::mux;
use crate::store::original::{ENDPOINTS, Fields, MODELS, MUXES, PERSONAS, SESSIONS, WORKSPACES};
use crate::store::{config, personas as persona_rows, providers as provider_rows, workspaces as rows};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};

/// The providers by their ids in the original: the name and type here.
pub(super) type Providers = HashMap<String, (String, ProviderType)>;

/// A workspace of the original, as it is here.
pub(super) struct Place {
    pub(super) id: i64,
    name: String,
    /// Whether this import made it.
    new: bool,
}
/// The workspaces by their ids in the original.
pub(super) type Places = HashMap<String, Place>;

pub(super) fn providers(moving: &mut Moving<'_>) -> Result<Providers> {
    let mut models: HashMap<String, Vec<String>> = HashMap::new();
    for row in moving.source.config(MODELS)? {
        if let (Some(endpoint), Some(name)) = (row.text("provider_endpoint_id"), row.text("name")) {
            models.entry(endpoint.to_owned()).or_default().push(name.to_owned());
        }
    }
    let mut found = Providers::new();
    for row in moving.source.config(ENDPOINTS)? {
        moving.count("provider").found += 1;
        let (Some(id), Some(name)) = (row.text("id"), row.text("name")) else {
            moving.skip("provider", row.text("name").unwrap_or_default(), "it has no id or name");
            continue;
        };
        let Some(provider_type) = row.text("provider_type").and_then(|word| ProviderType::parse(word).ok()) else {
            moving.skip("provider", name, "its type is not known here");
            continue;
        };
        if let Some(here) = provider_rows::find(moving.edit.tx, name)? {
            if here.provider.provider_type == provider_type {
                moving.count("provider").here += 1;
                found.insert(id.to_owned(), (name.to_owned(), provider_type));
            } else {
                moving.skip("provider", name, "a provider of this name and another type is here; rename it first");
            }
            continue;
        }
        let Some(provider) = provider(moving, &row, name, provider_type, models.remove(id)) else { continue };
        let origin = bound_origin(&provider);
        provider_rows::insert(moving.edit.tx, &provider, origin.as_deref(), moving.edit.generation()?)?;
        moving.count("provider").taken += 1;
        found.insert(id.to_owned(), (name.to_owned(), provider_type));
    }
    Ok(found)
}

/// A provider as it is added here; `None` where it cannot be.
fn provider(
    moving: &mut Moving<'_>,
    row: &Fields,
    name: &str,
    provider_type: ProviderType,
    models: Option<Vec<String>>,
) -> Option<Provider> {
    let given = |name| row.text(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let passthrough = row.text("auth_type") == Some("passthrough");
    let new = NewProvider {
        endpoint: given("endpoint"),
        description: given("description"),
        auth: Some(if passthrough { Auth::Passthrough } else { Auth::None }),
        // A passthrough endpoint has no list of models in the original, and takes any.
        models: models.filter(|_| !passthrough),
        ..NewProvider::new(provider_type)
    };
    let kept = made(name, &new, moving.now);
    let mended = match kept {
        Ok(provider) => Ok((provider, None)),
        // What is wrong is not told in the original's words, as there may be a key in it.
        Err(_) => made(name, &NewProvider { endpoint: None, ..new.clone() }, moving.now)
            .map(|provider| (provider, Some("its endpoint cannot be kept; it has the default of its type"))),
    };
    let Ok((provider, reason)) = mended else {
        moving.skip("provider", name, "its name, endpoint, description or models are not accepted here");
        return None;
    };
    if let Some(reason) = reason {
        moving.note("provider", name, MovedStatus::Mended, reason);
    }
    if row.text("auth_type") == Some("api_key") {
        let reason = "its key was not taken; give it a credential with `auth` of `api_key`";
        moving.note("provider", name, MovedStatus::Mended, reason);
    }
    Some(provider)
}

pub(super) fn workspaces(moving: &mut Moving<'_>, providers: &Providers) -> Result<Places> {
    let mut rules = rules_by_workspace(moving)?;
    let mut places = Places::new();
    for row in moving.source.config(WORKSPACES)? {
        moving.count("workspace").found += 1;
        let given = row.text("name").unwrap_or_default();
        let (Some(id), Ok(name)) = (row.text("id"), workspace_name(given)) else {
            moving.skip("workspace", given, "its id or name cannot be used here");
            continue;
        };
        let mut text = row.text("custom_instructions").or(row.text("system_prompt")).filter(|text| !text.is_empty());
        if check_instructions(text).is_err() {
            moving.note(
                "workspace",
                &name,
                MovedStatus::Mended,
                "its custom instructions are too long, and were left out",
            );
            text = None;
        }
        if row.replaced {
            moving.note("workspace", &name, MovedStatus::Mended, "what is not UTF-8 in it was replaced");
        }
        let specs = specs(moving, &name, rules.remove(id).unwrap_or_default(), providers)?;
        if let Some(place) = workspace(moving, &name, text, &specs, row.text("deleted_at"))? {
            places.insert(id.to_owned(), place);
        }
    }
    for (workspace, left) in rules {
        for _ in left {
            moving.count("rule").found += 1;
            moving.skip("rule", &workspace, "its workspace is not there");
        }
    }
    Ok(places)
}

/// A workspace of this name: a new one, or the one that is here. `default` is always here, and gets what it has not.
fn workspace(
    moving: &mut Moving<'_>,
    name: &str,
    text: Option<&str>,
    specs: &[RuleSpec],
    deleted: Option<&str>,
) -> Result<Option<Place>> {
    let (tx, now) = (moving.edit.tx, moving.now);
    let place = |id, new| Some(Place { id, name: name.to_owned(), new });
    let Some(here) = rows::find(tx, name)? else {
        if new_workspace_name(name).is_err() {
            moving.skip("workspace", name, "its name is reserved here; rename it in the original");
            return Ok(None);
        }
        let id = insert(moving.edit, name, text, now)?;
        set_rules(moving.edit, id, specs)?;
        if let Some(deleted) = deleted {
            let at = time(Some(deleted)).unwrap_or(now);
            rows::set_archived(tx, id, Some(at), moving.edit.generation()?)?;
        }
        moving.count("workspace").taken += 1;
        moving.count("rule").taken += specs.len() as u64;
        return Ok(place(id, true));
    };
    let held = config::rules(tx, here.id)?;
    let wanted = mux::validate(specs, &catalog(tx)?)?;
    let same = here.custom_instructions.as_deref() == text && held == wanted;
    if !same && name == DEFAULT && here.custom_instructions.is_none() && held.is_empty() {
        rows::set_instructions(tx, here.id, text, moving.edit.generation()?)?;
        set_rules(moving.edit, here.id, specs)?;
        rows::touch(tx, here.id, now, moving.edit.generation()?)?;
        moving.count("workspace").taken += 1;
        moving.count("rule").taken += specs.len() as u64;
        return Ok(place(here.id, true));
    }
    moving.count("workspace").here += 1;
    moving.count("rule").here += specs.len() as u64;
    if !same {
        let reason =
            "a workspace of this name is here with other instructions or rules, which stay; its history was added";
        moving.note("workspace", name, MovedStatus::Kept, reason);
    }
    Ok(place(here.id, false))
}

/// The rules of the original by workspace, in the order in which it goes through them.
fn rules_by_workspace(moving: &Moving<'_>) -> Result<BTreeMap<String, Vec<Fields>>> {
    let mut found: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for row in moving.source.config(MUXES)? {
        let workspace = row.text("workspace_id").unwrap_or_default().to_owned();
        found.entry(workspace).or_default().push(row);
    }
    for rules in found.values_mut() {
        rules.sort_by_key(|row| (row.integer("priority").unwrap_or(i64::MAX), row.row));
    }
    Ok(found)
}

/// Those of them that can be rules here.
fn specs(moving: &mut Moving<'_>, name: &str, muxes: Vec<Fields>, providers: &Providers) -> Result<Vec<RuleSpec>> {
    let catalog = catalog(moving.edit.tx)?;
    let mut specs = Vec::new();
    for row in muxes {
        moving.count("rule").found += 1;
        let endpoint = row.text("provider_endpoint_id").and_then(|id| providers.get(id));
        let (Some((provider, provider_type)), Some(model)) = (endpoint, row.text("provider_model_name")) else {
            moving.skip("rule", name, "its provider or model is not there");
            continue;
        };
        let (matcher_type, matcher) = matcher(&row, &moving.source.revision);
        let flat = json!({
            "provider_name": provider,
            "provider_type": provider_type.as_str(),
            "model": model,
            "matcher_type": matcher_type,
            "matcher": matcher,
        });
        let Ok(spec) = serde_json::from_value::<RuleSpec>(flat) else {
            moving.skip("rule", name, "its matcher is not known here");
            continue;
        };
        // One at a time, so that one that cannot be kept takes no other with it.
        match mux::validate(std::slice::from_ref(&spec), &catalog) {
            Ok(_) => specs.push(spec),
            Err(error) => moving.skip("rule", name, error.code().as_str()),
        }
    }
    Ok(specs)
}

/// The matcher, as the original's later revisions made it of those of earlier ones.
fn matcher(row: &Fields, revision: &str) -> (String, Option<String>) {
    let kind = row.text("matcher_type").unwrap_or_default();
    let blob = row.text("matcher_blob").filter(|blob| !blob.is_empty());
    if kind == "request_type_match" {
        let kind = if blob == Some("fim") { "fim_filename" } else { "chat_filename" };
        return (kind.to_owned(), None);
    }
    let old = !["3ec2b4ab569c", "e4c05d7591a8", "736fb0c10480"].contains(&revision);
    let blob = blob.map(|blob| if old && blob.starts_with('.') { format!("*{blob}") } else { blob.to_owned() });
    // A catch-all does not look at its pattern.
    (kind.to_owned(), blob.filter(|_| kind != "catch_all"))
}

pub(super) fn personas(moving: &mut Moving<'_>) -> Result<()> {
    for row in moving.source.config(PERSONAS)? {
        moving.count("persona").found += 1;
        let name = row.text("name").unwrap_or_default();
        let description = row.text("description").unwrap_or_default();
        if check_name("persona", name).is_err() || gate_personas::check(Some(description), None).is_err() {
            moving.skip("persona", name, "its name or description is not accepted here");
            continue;
        }
        if let Some(here) = persona_rows::find(moving.edit.tx, name)? {
            moving.count("persona").here += 1;
            if here.description != description {
                moving.note("persona", name, MovedStatus::Kept, "a persona of this name is here, and stays");
            }
            continue;
        }
        let vector = row.blob("description_embedding").and_then(floats);
        let vector = vector.filter(|vector| gate_personas::check(None, Some(vector)).is_ok());
        if vector.is_none() {
            moving.note("persona", name, MovedStatus::Mended, "its embedding cannot be read, and was left out");
        }
        persona_rows::insert(moving.edit.tx, name, description, vector.as_deref(), moving.now)?;
        moving.count("persona").taken += 1;
    }
    Ok(())
}

/// The numbers of an embedding: little-endian 32-bit floats.
fn floats(bytes: &[u8]) -> Option<Vec<f32>> {
    let (chunks, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect())
}

/// The active workspace of the original's one session becomes that of the default session, where this import brought it.
pub(super) fn session(moving: &mut Moving<'_>, places: &Places) -> Result<()> {
    let rows_found = moving.source.config(SESSIONS)?;
    let Some(row) = rows_found.first() else { return Ok(()) };
    moving.count("session").found += 1;
    let Some(place) = row.text("active_workspace_id").and_then(|id| places.get(id)) else {
        moving.skip("session", DEFAULT, "its active workspace is not there");
        return Ok(());
    };
    let (tx, now) = (moving.edit.tx, moving.now);
    let here = config::session(tx, DEFAULT)?;
    let active = here.map(|session| session.workspace);
    if active == Some(place.id) {
        moving.count("session").here += 1;
        return Ok(());
    }
    let untouched = match active {
        None => true,
        Some(id) => config::workspace(tx, id)?.is_some_and(|row| row.name == DEFAULT),
    };
    let archived = config::workspace(tx, place.id)?.is_none_or(|row| row.archived_at.is_some());
    if archived || !untouched || !place.new {
        moving.count("session").here += 1;
        moving.note("session", &place.name, MovedStatus::Kept, "the active workspace here stays");
        return Ok(());
    }
    rows::activate(tx, DEFAULT, place.id, now, moving.edit.generation()?)?;
    moving.count("session").taken += 1;
    Ok(())
}
