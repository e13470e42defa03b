//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Provider endpoints, shared by all workspaces.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Providers(pub(crate) Handle);

#[pymethods]
impl Providers {
    /// Adds a provider.
    ///
    /// type: Kind of API.
    /// endpoint: Base URL, as one gives it to an SDK: a bare origin gets the version that the type speaks, one with
    ///     a path is kept, and a full address (`…/chat/completions`) is cut to its base. The type's own by default,
    ///     where it has one.
    /// description: Free text.
    /// auth: Where the credential comes from; by default `api_key` where a `credential` is given, else `none`.
    /// credential: `env:NAME` or `host:<id>`.
    /// models: Models it offers; any by default.
    /// paths: Paths for single formats, where type and endpoint do not say them.
    /// inject_usage: Whether streams are asked for their usage where the client did not; `auto` by default.
    /// prices: The price list by which it charges, such as `dashscope`, of the snapshot or of a table that is
    ///     loaded or yet to be; by default its endpoint and type say it.
    /// passthrough_to: Further origins that a client's own credential, meant for this provider, may go to on a
    ///     fallback, such as `https://gateway.example`: with `auth` of `passthrough` alone; https, or at this machine;
    ///     none by default.
    ///
    /// Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a credential
    /// that is not a reference, of which nothing is stored; else `invalid_argument`.
    #[pyo3(signature = (name, *, r#type, endpoint=None, description=None, auth=None, credential=None,
        models=None, paths=None, inject_usage=None, prices=None, passthrough_to=None))]
    fn add(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        r#type: &Bound<'_, PyAny>,
        endpoint: args::Arg<'_>,
        description: args::Arg<'_>,
        auth: args::Arg<'_>,
        credential: args::Arg<'_>,
        models: args::Arg<'_>,
        paths: args::Arg<'_>,
        inject_usage: args::Arg<'_>,
        prices: args::Arg<'_>,
        passthrough_to: args::Arg<'_>,
    ) -> Out<records::Provider> {
        let name = args::text(name, "name")?;
        let new = model::NewProvider {
            provider_type: args::word(r#type, "type")?,
            endpoint: args::opt(&endpoint, "endpoint", args::text)?,
            description: args::opt(&description, "description", args::text)?,
            auth: args::opt(&auth, "auth", args::word)?,
            credential: args::opt(&credential, "credential", args::text)?,
            models: args::opt(&models, "models", args::texts)?,
            paths: args::opt(&paths, "paths", request::format_paths)?,
            inject_usage: args::opt(&inject_usage, "inject_usage", args::word)?,
            prices: args::opt(&prices, "prices", args::text)?,
            passthrough_to: args::opt(&passthrough_to, "passthrough_to", args::texts)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.providers().add(&name, &new)).map(records::Provider)
    }

    /// One provider.
    ///
    /// Errors: `provider_not_found`.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<records::Provider> {
        let name = args::text(name, "name")?;
        wait(py, || self.0.core.providers().get(&name)).map(records::Provider)
    }

    /// All providers by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<records::Provider>> {
        wait(py, || self.0.core.providers().list()).map(|found| found.into_iter().map(records::Provider).collect())
    }

    /// Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
    ///
    /// What is left out is kept; `None` clears `description`, `credential`, `models`, `paths` and `prices`.
    ///
    /// endpoint: New base URL.
    /// description: New description.
    /// auth: New source of the credential.
    /// credential: New reference to a credential.
    /// models: New list of models.
    /// paths: New paths for single formats, in place of all before.
    /// inject_usage: Whether streams are asked for their usage from now on.
    /// prices: New price list.
    /// passthrough_to: New further origins for a client's own credential, in place of all before. They go with the
    ///     origin of `endpoint`, and with an `auth` of `passthrough`, unless they are given again.
    /// force: Removes routes to models that are no longer listed from the rules, instead of failing with
    ///     `model_in_use`.
    ///
    /// Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
    /// removes those routes; and those of `Providers.add`.
    #[pyo3(
        signature = (name, *, endpoint=None, description=args::Field::Keep, auth=None,
        credential=args::Field::Keep, models=args::Field::Keep, paths=args::Field::Keep,
        inject_usage=None, prices=args::Field::Keep, passthrough_to=None, force=None),
        text_signature = "($self, name, *, endpoint=None, description=..., auth=None, credential=..., models=..., \
        paths=..., inject_usage=None, prices=..., passthrough_to=None, force=False)"
    )]
    fn update(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        endpoint: args::Arg<'_>,
        description: args::Field<'_>,
        auth: args::Arg<'_>,
        credential: args::Field<'_>,
        models: args::Field<'_>,
        paths: args::Field<'_>,
        inject_usage: args::Arg<'_>,
        prices: args::Field<'_>,
        passthrough_to: args::Arg<'_>,
        force: args::Arg<'_>,
    ) -> Out<records::Provider> {
        let name = args::text(name, "name")?;
        let update = model::ProviderUpdate {
            endpoint: args::opt(&endpoint, "endpoint", args::text)?,
            description: args::field(&description, "description", args::text)?,
            auth: args::opt(&auth, "auth", args::word)?,
            credential: args::field(&credential, "credential", args::text)?,
            models: args::field(&models, "models", args::texts)?,
            paths: args::field(&paths, "paths", request::format_paths)?,
            inject_usage: args::opt(&inject_usage, "inject_usage", args::word)?,
            prices: args::field(&prices, "prices", args::text)?,
            passthrough_to: args::opt(&passthrough_to, "passthrough_to", args::texts)?,
            force: args::opt(&force, "force", args::flag)?.unwrap_or_default(),
        };
        let gate = self.0.timed()?;
        wait(py, || gate.providers().update(&name, &update)).map(records::Provider)
    }

    /// Renames a provider; rules keep pointing at it.
    ///
    /// Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<records::Provider> {
        let name = args::text(name, "name")?;
        let new_name = args::text(new_name, "new_name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.providers().rename(&name, &new_name)).map(records::Provider)
    }

    /// Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any
    /// are removed.
    ///
    /// Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
    /// `provider_not_found`.
    #[pyo3(
        signature = (name, *, force=None),
        text_signature = "($self, name, *, force=False)"
    )]
    fn remove(&self, py: Python<'_>, name: &Bound<'_, PyAny>, force: args::Arg<'_>) -> Out<records::RemovedProvider> {
        let name = args::text(name, "name")?;
        let force = args::opt(&force, "force", args::flag)?.unwrap_or_default();
        let gate = self.0.timed()?;
        wait(py, || gate.providers().remove(&name, force)).map(records::RemovedProvider)
    }

    fn __contains__(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<bool> {
        super::holds(py, name, |name| self.0.core.providers().get(name).map(|found| found.name == name))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
