//! Where a request can go: the routes of a rule, what the user chose, or where it was going anyway.

use crate::error::{Code, Error, Result};
use crate::formats::hosts::{self, Usage};
use crate::limits::{NAME_BYTES, PATTERN_BYTES};
use crate::model::{Auth, Facts, InjectUsage, ProviderType, Request, Route, Target, Warning, shown};
use crate::request::{Edit, Streamed, endpoint, url};
use crate::snapshot::Snapshot;
use crate::store::config::ProviderRow;

/// The routes of these targets, in order.
pub(super) fn of_targets(snapshot: &Snapshot, targets: &[Target], facts: &Facts, path: Option<&str>) -> Vec<Route> {
    // Rules keep to providers by reference, so a provider that is gone has no rules.
    let row = |target: &Target| snapshot.providers.get(&target.provider).cloned();
    targets.iter().filter_map(|target| Some(route(&*row(target)?, target.model.as_deref(), facts, path))).collect()
}

/// The route that the user chose, as `provider` or `provider/model`.
///
/// Errors: `provider_not_found`, `model_not_found`.
pub(super) fn chosen(snapshot: &Snapshot, to: &str, facts: &Facts, path: Option<&str>) -> Result<Route> {
    let (name, model) = to.split_once('/').map_or((to, None), |(name, model)| (name, Some(model)));
    let row = snapshot.provider(name)?;
    let listed = |model: &str| row.provider.models.as_ref().is_none_or(|models| models.iter().any(|one| one == model));
    match model {
        Some(model) if !listed(model) => {
            let text = format!(
                "provider `{}` does not list the model `{}`; add it to the provider's models, or name one of them",
                shown(name),
                shown(model)
            );
            Err(Error::new(Code::ModelNotFound, text))
        }
        _ => Ok(route(row, model, facts, path)),
    }
}

/// The route to where the request was going.
///
/// Errors: `invalid_argument`.
pub(super) fn upstream(given: &str, facts: &Facts, path: Option<&str>) -> Result<Route> {
    let (provider_type, endpoint) = endpoint::upstream(given)?;
    let call = url::Call { format: facts.format, path, model: facts.requested_model.as_deref(), stream: facts.stream };
    let to = url::upstream(provider_type, &endpoint, &call);
    Ok(Route {
        provider: None,
        provider_type,
        model: facts.requested_model.clone(),
        format: facts.format,
        url: to.url,
        base_url: to.base_url,
        auth: Auth::Passthrough,
        credential: None,
        locked: false,
        needs_translation: false,
    })
}

fn route(row: &ProviderRow, model: Option<&str>, facts: &Facts, path: Option<&str>) -> Route {
    let provider = &row.provider;
    let model = model.map(str::to_owned).or_else(|| facts.requested_model.clone());
    let at = url::Provider {
        provider_type: provider.provider_type,
        endpoint: &provider.endpoint,
        paths: provider.paths.as_ref(),
    };
    let to = url::target(&at, &url::Call { format: facts.format, path, model: model.as_deref(), stream: facts.stream });
    let needs_translation = to.url.is_none();
    Route {
        provider: Some(provider.name.clone()),
        provider_type: provider.provider_type,
        model,
        format: facts.format,
        url: to.url,
        base_url: to.base_url,
        auth: provider.auth,
        credential: provider.credential.clone().filter(|_| !needs_translation),
        // Whoever decides with a gate looks at the seal.
        locked: false,
        needs_translation,
    }
}

/// What is changed in a body for a route, or for none.
pub(super) fn edit<'a>(
    inject_usage: bool,
    snapshot: &Snapshot,
    route: Option<&'a Route>,
    instructions: Option<&'a str>,
    streams: bool,
) -> Edit<'a> {
    let route = route.filter(|route| !route.needs_translation);
    let url = route.and_then(|route| route.url.as_deref());
    Edit {
        model: route.and_then(|route| route.model.as_deref()),
        url,
        instructions,
        inject_usage: streams
            && match injection(snapshot, route) {
                InjectUsage::Always => true,
                InjectUsage::Never => false,
                InjectUsage::Auto => inject_usage && refusal(url).is_none(),
            },
    }
}

fn injection(snapshot: &Snapshot, route: Option<&Route>) -> InjectUsage {
    let name = route.and_then(|route| route.provider.as_deref());
    name.and_then(|name| snapshot.providers.get(name)).map_or(InjectUsage::Auto, |row| row.provider.inject_usage)
}

/// How the host of a url reports usage, if it refuses the option that asks for it.
fn refusal(url: Option<&str>) -> Option<Usage> {
    hosts::of(endpoint::host(url?)).and_then(|known| known.usage)
}

/// A warning where the usage of a stream cannot be known, as nobody asks for it.
pub(super) fn usage_unknown(streamed: Streamed, route: Option<&Route>) -> Option<Warning> {
    let route = route.filter(|route| streamed == Streamed::Unasked && !route.needs_translation)?;
    let refusal = refusal(route.url.as_deref());
    if refusal == Some(Usage::Unasked) || route.provider_type == ProviderType::Openrouter {
        return None;
    }
    let why = match refusal {
        Some(_) => "its endpoint refuses the option; state the counts with `report_usage`",
        None => "let `inject_usage` ask for it, or state the counts with `report_usage`",
    };
    let text = format!("the stream is not asked for its usage, so tokens and cost may stay unknown; {why}");
    Some(Warning::new("usage_unknown", text))
}

/// Why a route cannot be taken whose provider does not take the format.
pub(super) fn needs_translation(route: &Route) -> Warning {
    let text = format!(
        "provider `{}` of type `{}` does not take the format `{}`; route the request to one that does, or go on to the next route with `fail`",
        shown(route.provider.as_deref().unwrap_or_default()),
        route.provider_type,
        route.format
    );
    Warning::new("needs_translation", text)
}

/// Validates what a request says of where to go.
pub(super) fn check(request: &Request<'_>) -> Result<()> {
    if let Some(to) = &request.to {
        if to.len() > NAME_BYTES + 1 + PATTERN_BYTES {
            return Err(Error::limit("`to`", NAME_BYTES + 1 + PATTERN_BYTES, "bytes"));
        }
        let (name, model) = to.split_once('/').map_or((to.as_str(), None), |(name, model)| (name, Some(model)));
        if name.is_empty() || model == Some("") || to.contains('\0') {
            return Err(Error::argument("`to` must be `provider` or `provider/model`"));
        }
    }
    Ok(())
}
