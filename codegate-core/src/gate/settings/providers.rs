//! The providers that settings name, compared with those here.

use super::Step;
use super::planning::Planning;
use crate::error::{Code, Error, Result};
use crate::gate::providers::{apply, bound_origin, made};
use crate::model::{NewProvider, ProviderUpdate, SettingsKind, shown};
use crate::mux::ProviderInfo;
use crate::settings::Provider;
use crate::snapshot;
use crate::store::config::ProviderRow;
use crate::store::providers as rows;

pub(super) fn plan(planning: &mut Planning<'_>) -> Result<()> {
    let settings = planning.settings;
    for (name, declared) in &settings.document.providers {
        let at = |field: &str, error| settings.at(&["providers", name, field], error);
        let Some(before) = rows::find(planning.connection, name)? else {
            let Some(provider_type) = declared.provider_type else {
                return Err(settings.fault(&["providers", name], "a new provider needs `type`"));
            };
            let new = added(declared, NewProvider::new(provider_type));
            let provider = made(name, &new, planning.now).map_err(|error| {
                let row = ProviderRow {
                    id: 0,
                    provider: match made(name, &plain(provider_type, declared), planning.now) {
                        Ok(plain) => plain,
                        // Not even an endpoint can be made of it.
                        Err(_) => return at("endpoint", error),
                    },
                    credential_origin: None,
                };
                at(culprit(&row, declared, &error), error)
            })?;
            let info = ProviderInfo { provider_type, models: provider.models.clone() };
            planning.catalog.insert(name.clone(), info);
            let origin = bound_origin(&provider);
            planning.steps.push(Step::AddProvider(provider, origin));
            planning.compared(SettingsKind::Provider, name, None);
            continue;
        };
        let held = before.provider.provider_type;
        if declared.provider_type.is_some_and(|wanted| wanted != held) {
            let text = format!(
                "there is a provider `{}` of type `{held}` already, and a type stays; choose another name, or remove it first",
                shown(name)
            );
            return Err(at("type", Error::new(Code::ProviderExists, text)));
        }
        let mut after = before.clone();
        apply(&mut after, &update(declared)).map_err(|error| at(culprit(&before, declared, &error), error))?;
        let differs = differs(&before, &after);
        if !differs.is_empty() {
            planning.catalog.insert(name.clone(), snapshot::info(&after));
            after.provider.updated_at = planning.now;
            planning.steps.push(Step::UpdateProvider(after));
        }
        planning.compared(SettingsKind::Provider, name, Some(differs));
    }
    Ok(())
}

/// A provider to add, on top of what `new` says.
fn added(declared: &Provider, new: NewProvider) -> NewProvider {
    let declared = declared.clone();
    NewProvider {
        endpoint: declared.endpoint,
        description: declared.description.flatten(),
        auth: declared.auth,
        credential: declared.credential.flatten(),
        models: declared.models.flatten(),
        paths: declared.paths.flatten(),
        inject_usage: declared.inject_usage,
        prices: declared.prices.flatten(),
        passthrough_to: declared.passthrough_to,
        ..new
    }
}

/// One that says nothing but its type and endpoint.
fn plain(provider_type: crate::model::ProviderType, declared: &Provider) -> NewProvider {
    NewProvider { endpoint: declared.endpoint.clone(), ..NewProvider::new(provider_type) }
}

/// What changes of a provider.
fn update(declared: &Provider) -> ProviderUpdate {
    let declared = declared.clone();
    ProviderUpdate {
        endpoint: declared.endpoint,
        description: declared.description,
        auth: declared.auth,
        credential: declared.credential,
        models: declared.models,
        paths: declared.paths,
        inject_usage: declared.inject_usage,
        prices: declared.prices,
        passthrough_to: declared.passthrough_to,
        force: false,
    }
}

/// The field that an error comes from: the one that gives it alone.
fn culprit(row: &ProviderRow, declared: &Provider, error: &Error) -> &'static str {
    let all = update(declared);
    let alone = [
        ("endpoint", ProviderUpdate { endpoint: all.endpoint, ..ProviderUpdate::default() }),
        ("description", ProviderUpdate { description: all.description, ..ProviderUpdate::default() }),
        ("credential", ProviderUpdate { credential: all.credential, ..ProviderUpdate::default() }),
        ("models", ProviderUpdate { models: all.models, ..ProviderUpdate::default() }),
        ("paths", ProviderUpdate { paths: all.paths, ..ProviderUpdate::default() }),
        ("prices", ProviderUpdate { prices: all.prices, ..ProviderUpdate::default() }),
        // What is wrong with an origin; that it does not go with `auth` may be said at either.
        (
            "passthrough_to",
            ProviderUpdate { passthrough_to: all.passthrough_to, auth: all.auth, ..ProviderUpdate::default() },
        ),
    ];
    let gives = |update: &ProviderUpdate| {
        apply(&mut row.clone(), update).is_err_and(|other| other.message() == error.message())
    };
    alone.iter().find(|(_, update)| gives(update)).map_or("auth", |(field, _)| field)
}

/// Names of the fields that differ. A credential that is named again is bound to the endpoint as it is now.
fn differs(before: &ProviderRow, after: &ProviderRow) -> Vec<&'static str> {
    let (old, new) = (&before.provider, &after.provider);
    let credential = old.credential != new.credential || before.credential_origin != after.credential_origin;
    let fields = [
        ("endpoint", old.endpoint != new.endpoint),
        ("description", old.description != new.description),
        ("auth", old.auth != new.auth),
        ("credential", credential),
        ("models", old.models != new.models),
        ("paths", old.paths != new.paths),
        ("inject_usage", old.inject_usage != new.inject_usage),
        ("prices", old.prices != new.prices),
        ("passthrough_to", old.passthrough_to != new.passthrough_to),
    ];
    fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}
