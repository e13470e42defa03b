//! Workspaces, sessions, providers and personas.

use crate::args::{self, Arg, Field, field, flag, opt, text};
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records::{DeletedWorkspace, Persona, Provider, RemovedProvider, Rule, Session, Workspace};
use crate::request;
use codegate_core::model::{
    Auth, NewPersona, NewProvider, NewWorkspace, PersonaUpdate, ProviderType, ProviderUpdate, WorkspaceUpdate,
};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

fn each<C, P>(records: Vec<C>, class: fn(C) -> P) -> Vec<P> {
    records.into_iter().map(class).collect()
}

/// Workspaces and their life cycle.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Workspaces(pub(crate) Handle);

#[pymethods]
impl Workspaces {
    /// Creates a workspace.
    #[pyo3(signature = (name, *, custom_instructions=None, rules=None))]
    fn create(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        custom_instructions: Arg<'_>,
        rules: Arg<'_>,
    ) -> Out<Workspace> {
        let name = text(name, "name")?;
        let new = NewWorkspace {
            custom_instructions: opt(&custom_instructions, "custom_instructions", text)?,
            rules: opt(&rules, "rules", request::rules)?.unwrap_or_default(),
        };
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().create(&name, &new)).map(Workspace)
    }

    /// One workspace, live or archived.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Workspace> {
        let name = text(name, "name")?;
        wait(py, || self.0.core.workspaces().get(&name)).map(Workspace)
    }

    /// Live workspaces by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<Workspace>> {
        Ok(each(wait(py, || self.0.core.workspaces().list())?, Workspace))
    }

    /// Archived workspaces by name.
    fn list_archived(&self, py: Python<'_>) -> Out<Vec<Workspace>> {
        Ok(each(wait(py, || self.0.core.workspaces().list_archived())?, Workspace))
    }

    /// Changes instructions and rules, all or nothing: what is left out is kept, `None` clears.
    #[pyo3(signature = (name, *, custom_instructions=Field::Keep, rules=Field::Keep))]
    fn update(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        custom_instructions: Field<'_>,
        rules: Field<'_>,
    ) -> Out<Workspace> {
        let name = text(name, "name")?;
        let update = WorkspaceUpdate {
            custom_instructions: field(&custom_instructions, "custom_instructions", text)?,
            rules: field(&rules, "rules", request::rules)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().update(&name, &update)).map(Workspace)
    }

    /// Gives it another name.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<Workspace> {
        let (name, new_name) = (text(name, "name")?, text(new_name, "new_name")?);
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().rename(&name, &new_name)).map(Workspace)
    }

    /// Archives it; `workspace_active` while sessions have it active, unless `force` moves them to `default`.
    #[pyo3(signature = (name, *, force=None), text_signature = "($self, name, *, force=False)")]
    fn archive(&self, py: Python<'_>, name: &Bound<'_, PyAny>, force: Arg<'_>) -> Out<Workspace> {
        let (name, force) = (text(name, "name")?, opt(&force, "force", flag)?.unwrap_or(false));
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().archive(&name, force)).map(Workspace)
    }

    /// Brings an archived workspace back whole.
    fn recover(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Workspace> {
        let name = text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().recover(&name)).map(Workspace)
    }

    /// Deletes an archived workspace with its history and usage.
    fn delete(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<DeletedWorkspace> {
        let name = text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.workspaces().delete(&name)).map(DeletedWorkspace)
    }

    /// Its muxing rules.
    fn rules(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Vec<Rule>> {
        let name = text(name, "name")?;
        Ok(each(wait(py, || self.0.core.workspaces().rules(&name))?, Rule))
    }

    /// Replaces its muxing rules.
    fn set_rules(&self, py: Python<'_>, name: &Bound<'_, PyAny>, rules: &Bound<'_, PyAny>) -> Out<Vec<Rule>> {
        let (name, rules) = (text(name, "name")?, request::rules(rules, "rules")?);
        let gate = self.0.timed()?;
        Ok(each(wait(py, || gate.workspaces().set_rules(&name, &rules))?, Rule))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}

/// Sessions and their active workspaces.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Sessions(pub(crate) Handle);

#[pymethods]
impl Sessions {
    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be.
    #[pyo3(signature = (workspace, *, session=None))]
    fn activate(&self, py: Python<'_>, workspace: &Bound<'_, PyAny>, session: Arg<'_>) -> Out<Session> {
        let (workspace, session) = (text(workspace, "workspace")?, opt(&session, "session", text)?);
        let gate = self.0.timed()?;
        wait(py, || gate.sessions().activate(&workspace, session.as_deref())).map(Session)
    }

    /// The active workspace of a session.
    #[pyo3(signature = (*, session=None))]
    fn active_workspace(&self, py: Python<'_>, session: Arg<'_>) -> Out<Workspace> {
        let session = opt(&session, "session", text)?;
        wait(py, || self.0.core.sessions().active_workspace(session.as_deref())).map(Workspace)
    }

    /// All sessions by id.
    fn list(&self, py: Python<'_>) -> Out<Vec<Session>> {
        Ok(each(wait(py, || self.0.core.sessions().list())?, Session))
    }

    /// One session.
    #[pyo3(signature = (session=None))]
    fn get(&self, py: Python<'_>, session: Arg<'_>) -> Out<Session> {
        let session = opt(&session, "session", text)?;
        wait(py, || self.0.core.sessions().get(session.as_deref())).map(Session)
    }

    /// Removes a session; not `default`.
    fn remove(&self, py: Python<'_>, session: &Bound<'_, PyAny>) -> Out<()> {
        let session = text(session, "session")?;
        let gate = self.0.timed()?;
        wait(py, || gate.sessions().remove(&session))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}

/// Provider endpoints.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Providers(pub(crate) Handle);

#[pymethods]
impl Providers {
    /// Adds a provider.
    #[pyo3(signature = (name, *, r#type, endpoint=None, description=None, auth=None, credential=None, models=None))]
    fn add(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        r#type: &Bound<'_, PyAny>,
        endpoint: Arg<'_>,
        description: Arg<'_>,
        auth: Arg<'_>,
        credential: Arg<'_>,
        models: Arg<'_>,
    ) -> Out<Provider> {
        let name = text(name, "name")?;
        let new = NewProvider {
            provider_type: Some(ProviderType::parse(&text(r#type, "type")?)?),
            endpoint: opt(&endpoint, "endpoint", text)?,
            description: opt(&description, "description", text)?,
            auth: args::word(&auth, "auth", Auth::parse)?,
            credential: opt(&credential, "credential", text)?,
            models: opt(&models, "models", args::texts)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.providers().add(&name, &new)).map(Provider)
    }

    /// One provider.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Provider> {
        let name = text(name, "name")?;
        wait(py, || self.0.core.providers().get(&name)).map(Provider)
    }

    /// All providers by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<Provider>> {
        Ok(each(wait(py, || self.0.core.providers().list())?, Provider))
    }

    /// Changes a provider: what is left out is kept, `None` clears. `force` strips rules of models that go away.
    #[pyo3(
        signature = (name, *, endpoint=None, description=Field::Keep, auth=None, credential=Field::Keep,
            models=Field::Keep, force=None),
        text_signature = "($self, name, *, endpoint=None, description=..., auth=None, credential=..., models=..., \
            force=False)"
    )]
    fn update(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        endpoint: Arg<'_>,
        description: Field<'_>,
        auth: Arg<'_>,
        credential: Field<'_>,
        models: Field<'_>,
        force: Arg<'_>,
    ) -> Out<Provider> {
        let name = text(name, "name")?;
        let update = ProviderUpdate {
            endpoint: opt(&endpoint, "endpoint", text)?,
            description: field(&description, "description", text)?,
            auth: args::word(&auth, "auth", Auth::parse)?,
            credential: field(&credential, "credential", text)?,
            models: field(&models, "models", args::texts)?,
            force: opt(&force, "force", flag)?.unwrap_or(false),
        };
        let gate = self.0.timed()?;
        wait(py, || gate.providers().update(&name, &update)).map(Provider)
    }

    /// Gives it another name; rules keep pointing at it.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<Provider> {
        let (name, new_name) = (text(name, "name")?, text(new_name, "new_name")?);
        let gate = self.0.timed()?;
        wait(py, || gate.providers().rename(&name, &new_name)).map(Provider)
    }

    /// Removes it; `provider_in_use` while rules use it, unless `force` strips them.
    #[pyo3(signature = (name, *, force=None), text_signature = "($self, name, *, force=False)")]
    fn remove(&self, py: Python<'_>, name: &Bound<'_, PyAny>, force: Arg<'_>) -> Out<RemovedProvider> {
        let (name, force) = (text(name, "name")?, opt(&force, "force", flag)?.unwrap_or(false));
        let gate = self.0.timed()?;
        wait(py, || gate.providers().remove(&name, force)).map(RemovedProvider)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}

/// Personas.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Personas(pub(crate) Handle);

#[pymethods]
impl Personas {
    /// Adds a persona.
    #[pyo3(signature = (name, *, description, vector=None))]
    fn add(
        &self,
        py: Python<'_>,
        name: &Bound<'_, PyAny>,
        description: &Bound<'_, PyAny>,
        vector: Arg<'_>,
    ) -> Out<Persona> {
        let name = text(name, "name")?;
        let new = NewPersona {
            description: Some(text(description, "description")?),
            vector: opt(&vector, "vector", args::vector)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.personas().add(&name, &new)).map(Persona)
    }

    /// One persona.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Persona> {
        let name = text(name, "name")?;
        wait(py, || self.0.core.personas().get(&name)).map(Persona)
    }

    /// All personas by name.
    fn list(&self, py: Python<'_>) -> Out<Vec<Persona>> {
        Ok(each(wait(py, || self.0.core.personas().list())?, Persona))
    }

    /// Changes a persona: what is left out is kept; `vector=None` takes the vector away.
    #[pyo3(signature = (name, *, description=None, vector=Field::Keep))]
    fn update(&self, py: Python<'_>, name: &Bound<'_, PyAny>, description: Arg<'_>, vector: Field<'_>) -> Out<Persona> {
        let name = text(name, "name")?;
        let update = PersonaUpdate {
            description: opt(&description, "description", text)?,
            vector: field(&vector, "vector", args::vector)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.personas().update(&name, &update)).map(Persona)
    }

    /// Gives it another name.
    fn rename(&self, py: Python<'_>, name: &Bound<'_, PyAny>, new_name: &Bound<'_, PyAny>) -> Out<Persona> {
        let (name, new_name) = (text(name, "name")?, text(new_name, "new_name")?);
        let gate = self.0.timed()?;
        wait(py, || gate.personas().rename(&name, &new_name)).map(Persona)
    }

    /// Removes a persona.
    fn remove(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<()> {
        let name = text(name, "name")?;
        let gate = self.0.timed()?;
        wait(py, || gate.personas().remove(&name))
    }

    /// Its vector.
    fn vector(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> Out<Option<Vec<f32>>> {
        let name = text(name, "name")?;
        wait(py, || self.0.core.personas().vector(&name))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}
