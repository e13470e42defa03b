//! Provider endpoints.

use crate::context::{Context, Edit, is_kept};
use crate::error::{Code, Error, Missing, Result};
use crate::gate::Gate;
use crate::limits::{PATTERN_BYTES, RECORD_BYTES};
use crate::model::{
    Auth, FormatPaths, InjectUsage, NewProvider, Provider, ProviderUpdate, RemovedProvider, Secret, Timestamp,
    check_name, shown,
};
use crate::request::endpoint;
use crate::request::headers::valid_key;
use crate::sealing::SEALED;
use crate::secret::Reference;
use crate::store::config::ProviderRow;
use crate::store::missing::missing;
use crate::store::{config, meta};
use crate::store::{providers as rows, workspaces};
use std::sync::OnceLock;

/// How many further origins a provider may name for a client's own credential.
const ORIGINS: usize = 64;

/// See [`Gate::providers`].
pub struct Providers<'a> {
    pub(crate) gate: &'a Gate,
}

impl Providers<'_> {
    /// Adds a provider.
    ///
    /// Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a `credential`
    /// that is not a reference, and for one to keep where there is no key to seal it with, of which nothing is stored;
    /// else `invalid_argument`.
    pub fn add(&self, name: &str, new: &NewProvider) -> Result<Provider> {
        let now = self.gate.start()?;
        let provider = made(name, new, now)?;
        let secret = new.api_key.as_ref().map(trimmed).transpose()?;
        self.gate.context.configure(|edit| {
            refuse_taken(edit, name)?;
            add(edit, &self.gate.context, provider.clone(), secret.as_ref())
        })
    }

    /// One provider.
    ///
    /// Errors: `provider_not_found`.
    pub fn get(&self, name: &str) -> Result<Provider> {
        let snapshot = self.gate.context.snapshot()?;
        Ok(self.gate.context.told(&snapshot.store_id, snapshot.provider(name)?))
    }

    /// All providers by name.
    pub fn list(&self) -> Result<Vec<Provider>> {
        let snapshot = self.gate.context.snapshot()?;
        Ok(snapshot.providers.values().map(|row| self.gate.context.told(&snapshot.store_id, row)).collect())
    }

    /// Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
    ///
    /// Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
    /// removes those routes; and those of [`Providers::add`].
    pub fn update(&self, name: &str, update: &ProviderUpdate) -> Result<Provider> {
        let now = self.gate.start()?;
        self.gate.context.configure(|edit| {
            let mut row = found(edit, name)?;
            let given = apply(&mut row, update)?;
            row.provider.updated_at = now;
            if update.models.is_some() {
                release_models(edit, &row, update.force)?;
            }
            change(edit, &self.gate.context, &mut row, &given)?;
            Ok(self.gate.context.told(&meta::store_id(edit.tx)?, &row))
        })
    }

    /// Renames a provider; rules keep pointing at it.
    ///
    /// Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<Provider> {
        let now = self.gate.start()?;
        check_name("provider", new_name)?;
        self.gate.context.configure(|edit| {
            let mut row = found(edit, name)?;
            if new_name != name {
                refuse_taken(edit, new_name)?;
                row.provider.name = new_name.to_owned();
                row.provider.updated_at = now;
                rows::update(edit.tx, &row, edit.generation()?)?;
                note_users(edit, row.id)?;
            }
            Ok(self.gate.context.told(&meta::store_id(edit.tx)?, &row))
        })
    }

    /// Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any
    /// are removed.
    ///
    /// Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
    /// `provider_not_found`.
    pub fn remove(&self, name: &str, force: bool) -> Result<RemovedProvider> {
        self.gate.start()?;
        self.gate.context.configure(|edit| {
            let row = found(edit, name)?;
            let users = rows::users(edit.tx, row.id)?;
            if !users.is_empty() && !force {
                let names: Vec<&str> = users.iter().map(|(_, name)| name.as_str()).collect();
                let text = format!(
                    "rules of `{}` use provider `{}`; change them, or remove it with `force`",
                    names.join("`, `"),
                    shown(name)
                );
                return Err(Error::new(Code::ProviderInUse, text));
            }
            note_users(edit, row.id)?;
            let rules = rows::strip(edit.tx, row.id, None)?;
            rows::delete(edit.tx, row.id, edit.generation()?)?;
            Ok(RemovedProvider { name: row.provider.name, rules })
        })
    }
}

/// What an update says of a credential.
#[derive(Clone)]
pub(crate) enum Given {
    /// Nothing that it is bound to.
    Nothing,
    /// Other origins that what a client brings may go to.
    Further,
    /// Where it comes from, once more.
    Again,
    /// The credential itself.
    Secret(Secret),
}

/// Adds a provider whose name is free, bound to its origin.
pub(crate) fn add(edit: &Edit<'_>, context: &Context, provider: Provider, secret: Option<&Secret>) -> Result<Provider> {
    let origin = bound_origin(&provider);
    let id = rows::insert(edit.tx, &provider, origin.as_deref(), edit.generation()?)?;
    let mut row = ProviderRow { id, provider, credential_origin: origin, seal: None, sound: OnceLock::new() };
    row.seal = context.sealed(edit.tx, &row, secret)?;
    rows::set_seal(edit.tx, id, row.seal.as_deref())?;
    Ok(context.told(&meta::store_id(edit.tx)?, &row))
}

/// Writes a changed provider, bound anew where its credential was given again.
pub(crate) fn change(edit: &Edit<'_>, context: &Context, row: &mut ProviderRow, given: &Given) -> Result<()> {
    let was_sound = || {
        let (store, before) = (meta::store_id(edit.tx)?, config::provider(edit.tx, row.id)?);
        Result::Ok(before.is_some_and(|before| !context.is_locked(&store, &before)))
    };
    let seal = match given {
        Given::Nothing => row.seal.take(),
        // Who cannot release it cannot lead it elsewhere either.
        Given::Further if !was_sound()? => row.seal.take(),
        Given::Further | Given::Again => context.sealed(edit.tx, row, None)?,
        Given::Secret(secret) => context.sealed(edit.tx, row, Some(secret))?,
    };
    row.seal = seal;
    row.sound = OnceLock::new();
    rows::update(edit.tx, row, edit.generation()?)
}

/// A provider that is to be added; whether its name is free is not looked at.
pub(crate) fn made(name: &str, new: &NewProvider, now: Timestamp) -> Result<Provider> {
    check_name("provider", name)?;
    let provider_type = new.provider_type;
    let endpoint = endpoint::normalise(provider_type, new.endpoint.as_deref())?;
    let implied = if new.credential.is_some() || new.api_key.is_some() { Auth::ApiKey } else { Auth::None };
    let auth = new.auth.unwrap_or(implied);
    check_credential(auth, new.credential.as_deref(), new.api_key.is_some())?;
    let secret = new.api_key.as_ref().map(|secret| kept(&endpoint, secret)).transpose()?;
    let passthrough_to = further_origins(auth, new.passthrough_to.as_deref().unwrap_or_default())?;
    check_texts(&[new.endpoint.as_deref(), new.description.as_deref()], new.models.as_deref())?;
    Ok(Provider {
        name: name.to_owned(),
        provider_type,
        endpoint,
        description: new.description.clone(),
        auth,
        credential: new.api_key.as_ref().map(|_| SEALED.to_owned()).or_else(|| new.credential.clone()),
        credential_hint: secret.and_then(|secret| secret.hint()),
        locked: false,
        models: new.models.clone().map(distinct),
        paths: new.paths.clone().map(checked).transpose()?.flatten(),
        inject_usage: new.inject_usage.unwrap_or(InjectUsage::Auto),
        prices: new.prices.clone().map(list_name).transpose()?,
        passthrough_to,
        created_at: now,
        updated_at: now,
    })
}

fn found(edit: &Edit<'_>, name: &str) -> Result<ProviderRow> {
    rows::find(edit.tx, name)?.ok_or_else(|| missing(edit.tx, Missing::Provider, name))
}

fn refuse_taken(edit: &Edit<'_>, name: &str) -> Result<()> {
    match rows::find(edit.tx, name)? {
        None => Ok(()),
        Some(_) => {
            let text = format!("there is a provider `{}` already; choose another name", shown(name));
            Err(Error::new(Code::ProviderExists, text))
        }
    }
}

/// Lets every workspace that uses a provider be compiled again.
fn note_users(edit: &Edit<'_>, provider: i64) -> Result<()> {
    let generation = edit.generation()?;
    for (workspace, _) in rows::users(edit.tx, provider)? {
        workspaces::rules_changed(edit.tx, workspace, generation)?;
    }
    Ok(())
}

/// Applies an update to a provider, and validates the result.
pub(crate) fn apply(row: &mut ProviderRow, update: &ProviderUpdate) -> Result<Given> {
    let provider = &mut row.provider;
    let further = provider.passthrough_to.clone();
    let origin = endpoint::origin(&provider.endpoint);
    if let Some(endpoint) = &update.endpoint {
        provider.endpoint = endpoint::normalise(provider.provider_type, Some(endpoint))?;
    }
    if let Some(description) = &update.description {
        provider.description.clone_from(description);
    }
    if let Some(credential) = &update.credential {
        provider.credential.clone_from(credential);
        provider.credential_hint = None;
        if credential.is_some() && update.auth.is_none() {
            provider.auth = Auth::ApiKey;
        }
    }
    let secret = update.api_key.as_ref().map(|secret| kept(&provider.endpoint, secret)).transpose()?;
    if let Some(secret) = &secret {
        provider.credential = Some(SEALED.to_owned());
        provider.credential_hint = secret.hint();
        provider.auth = Auth::ApiKey;
    }
    if let Some(auth) = update.auth {
        provider.auth = auth;
        if auth != Auth::ApiKey && update.credential.is_none() && secret.is_none() {
            provider.credential = None;
            provider.credential_hint = None;
        }
    }
    if let Some(models) = &update.models {
        provider.models = models.clone().map(distinct);
    }
    if let Some(paths) = &update.paths {
        provider.paths = paths.clone().map(checked).transpose()?.flatten();
    }
    provider.inject_usage = update.inject_usage.unwrap_or(provider.inject_usage);
    if let Some(prices) = &update.prices {
        provider.prices = prices.clone().map(list_name).transpose()?;
    }
    let reference = update.credential.as_ref().map_or_else(
        || provider.credential.as_deref().filter(|_| secret.is_none() && !is_kept(provider)),
        |credential| credential.as_deref(),
    );
    check_credential(provider.auth, reference, is_kept(provider))?;
    if let Some(given) = &update.passthrough_to {
        provider.passthrough_to = further_origins(provider.auth, given)?;
    } else if provider.auth != Auth::Passthrough || endpoint::origin(&provider.endpoint) != origin {
        // They were named for the credentials of another provider, as it were.
        provider.passthrough_to.clear();
    }
    check_texts(&[Some(&provider.endpoint), provider.description.as_deref()], provider.models.as_deref())?;
    // Only a credential that is given again is meant for the endpoint as it is now.
    let named = matches!(update.credential, Some(Some(_))) || update.auth == Some(Auth::Passthrough);
    let moved = provider.passthrough_to != further;
    if named || secret.is_some() || provider.auth == Auth::None {
        row.credential_origin = bound_origin(provider);
    }
    Ok(match secret {
        Some(secret) => Given::Secret(secret),
        None if named || provider.auth == Auth::None => Given::Again,
        None if moved => Given::Further,
        None => Given::Nothing,
    })
}

/// Refuses to remove models that rules name, or removes the routes to them.
fn release_models(edit: &Edit<'_>, row: &ProviderRow, force: bool) -> Result<()> {
    let Some(models) = &row.provider.models else { return Ok(()) };
    let mut gone = rows::used_models(edit.tx, row.id)?;
    gone.retain(|model| !models.contains(model));
    if gone.is_empty() {
        return Ok(());
    }
    if !force {
        return Err(models_in_use(&row.provider.name, gone.iter().map(String::as_str)));
    }
    note_users(edit, row.id)?;
    rows::strip(edit.tx, row.id, Some(&gone))?;
    Ok(())
}

pub(crate) fn models_in_use<'m>(provider: &str, gone: impl Iterator<Item = &'m str>) -> Error {
    let gone: Vec<String> = gone.map(shown).collect();
    let text = format!(
        "rules use `{}` of provider `{}`; change them, or update it with `force`",
        gone.join("`, `"),
        shown(provider)
    );
    Error::new(Code::ModelInUse, text)
}

/// The origin that a credential is bound to; none where no credential is sent.
pub(crate) fn bound_origin(provider: &Provider) -> Option<String> {
    if provider.auth == Auth::None { None } else { endpoint::origin(&provider.endpoint) }
}

fn check_credential(auth: Auth, reference: Option<&str>, kept: bool) -> Result<()> {
    match (auth, reference, kept) {
        (_, Some(_), true) => Err(Error::argument("give `credential` or `api_key`, not both")),
        (Auth::ApiKey, None, false) => {
            Err(Error::argument("this `auth` needs `api_key`, or a `credential` of `env:NAME` or `host:<id>`"))
        }
        (Auth::ApiKey, None, true) | (_, None, false) => Ok(()),
        (_, None, true) => Err(Error::argument(format!("`auth` of `{auth}` takes no `api_key`; leave `auth` out"))),
        (_, Some(reference), false) => {
            Reference::parse(reference)?;
            if auth == Auth::ApiKey {
                Ok(())
            } else {
                Err(Error::argument(format!("`auth` of `{auth}` takes no `credential`; leave `auth` out")))
            }
        }
    }
}

/// A credential that may be kept for an endpoint; the error never shows it.
fn kept(endpoint: &str, given: &Secret) -> Result<Secret> {
    if !endpoint::is_private(endpoint) {
        return Err(Error::argument(
            "`api_key` needs an `endpoint` of https, or at this machine: what is sent there can be read on the way",
        ));
    }
    trimmed(given)
}

/// A credential without the white space around it, if it can stand in a header.
fn trimmed(given: &Secret) -> Result<Secret> {
    let text = given.expose().trim();
    if text.len() > PATTERN_BYTES * 16 {
        return Err(Error::limit("`api_key`", PATTERN_BYTES * 16, "bytes"));
    }
    if text.is_empty() || !valid_key(text) {
        return Err(Error::argument(
            "`api_key` is no usable key: it is empty, or holds white space, a control character or no ASCII",
        ));
    }
    Ok(Secret::new(text))
}

/// Further origins for a client's own credential that may be kept.
fn further_origins(auth: Auth, given: &[String]) -> Result<Vec<String>> {
    if given.len() > ORIGINS {
        return Err(Error::limit("`passthrough_to`", ORIGINS, "origins"));
    }
    if !given.is_empty() && auth != Auth::Passthrough {
        return Err(Error::argument(format!("`auth` of `{auth}` takes no `passthrough_to`; use `passthrough`")));
    }
    endpoint::origins("passthrough_to", given)
}

fn check_texts(texts: &[Option<&str>], models: Option<&[String]>) -> Result<()> {
    let models = models.unwrap_or_default();
    for model in models {
        if model.len() > PATTERN_BYTES {
            return Err(Error::limit("the model name", PATTERN_BYTES, "bytes"));
        }
        if model.is_empty() || model.chars().any(char::is_control) {
            let text =
                format!("`{}` is not a model name; it must not be empty or hold control characters", shown(model));
            return Err(Error::argument(text));
        }
    }
    let lengths = texts.iter().flatten().map(|text| text.len());
    let size = lengths.chain(models.iter().map(|model| model.len() + 4)).sum::<usize>();
    if size > RECORD_BYTES { Err(Error::limit("the provider", RECORD_BYTES, "bytes")) } else { Ok(()) }
}

/// Paths that may be kept; `None` where none is given.
fn checked(paths: FormatPaths) -> Result<Option<FormatPaths>> {
    endpoint::check_paths(&paths)?;
    Ok(Some(paths).filter(|paths| *paths != FormatPaths::default()))
}

/// The name of a price list. It need not be known yet: tables are loaded later.
fn list_name(name: String) -> Result<String> {
    if name.is_empty() || name.len() > PATTERN_BYTES || name.chars().any(char::is_control) {
        let text =
            format!("`prices` must be the name of a price list, 1 to {PATTERN_BYTES} bytes; `prices.list` names them");
        return Err(Error::argument(text));
    }
    Ok(name)
}

/// Every model once, in the order of its first mention.
fn distinct(models: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    models.into_iter().filter(|model| seen.insert(model.clone())).collect()
}
