//! The areas of an open store: workspaces, sessions, providers, personas, history and alerts.

use crate::call::{Answer, Result, run};
use crate::gate::NativeGate;
use crate::json::{self, Json};
use codegate_core::model;
use napi_derive::napi;

#[napi]
impl NativeGate {
    /// Creates a workspace.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_create(&self, name: String, fields: String, later: bool) -> Result<Answer<Json>> {
        let fields: model::NewWorkspace = json::read(&fields)?;
        self.timed(later, move |gate| gate.workspaces().create(&name, &fields))
    }

    /// One workspace.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.workspaces().get(&name))
    }

    /// Live workspaces, or archived ones.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_list(&self, archived: bool, later: bool) -> Result<Answer<Json>> {
        self.untimed(
            later,
            move |gate| if archived { gate.workspaces().list_archived() } else { gate.workspaces().list() },
        )
    }

    /// Changes instructions and rules.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_update(&self, name: String, update: String, later: bool) -> Result<Answer<Json>> {
        let update: model::WorkspaceUpdate = json::read(&update)?;
        self.timed(later, move |gate| gate.workspaces().update(&name, &update))
    }

    /// Renames it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.workspaces().rename(&name, &new_name))
    }

    /// Archives it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_archive(&self, name: String, force: bool, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.workspaces().archive(&name, force))
    }

    /// Brings it back.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_recover(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.workspaces().recover(&name))
    }

    /// Deletes it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_delete(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.workspaces().delete(&name))
    }

    /// Its muxing rules.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_rules(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.workspaces().rules(&name))
    }

    /// Replaces its muxing rules.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspace_set_rules(&self, name: String, rules: String, later: bool) -> Result<Answer<Json>> {
        let rules: Vec<model::RuleSpec> = json::read(&rules)?;
        self.timed(later, move |gate| gate.workspaces().set_rules(&name, &rules))
    }

    /// Makes a workspace the active one of a session.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn session_activate(&self, workspace: String, session: Option<String>, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.sessions().activate(&workspace, session.as_deref()))
    }

    /// The active workspace of a session.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn session_active_workspace(&self, session: Option<String>, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.sessions().active_workspace(session.as_deref()))
    }

    /// All sessions.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn session_list(&self, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, |gate| gate.sessions().list())
    }

    /// One session.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn session_get(&self, session: Option<String>, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.sessions().get(session.as_deref()))
    }

    /// Removes a session.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn session_remove(&self, session: String, later: bool) -> Result<Answer<()>> {
        let gate = self.held(later)?;
        run(later, move || gate.sessions().remove(&session))
    }

    /// Adds a provider.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_add(&self, name: String, fields: String, later: bool) -> Result<Answer<Json>> {
        let fields: model::NewProvider = json::read(&fields)?;
        self.timed(later, move |gate| gate.providers().add(&name, &fields))
    }

    /// One provider.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.providers().get(&name))
    }

    /// All providers.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_list(&self, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, |gate| gate.providers().list())
    }

    /// Changes a provider.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_update(&self, name: String, update: String, later: bool) -> Result<Answer<Json>> {
        let update: model::ProviderUpdate = json::read(&update)?;
        self.timed(later, move |gate| gate.providers().update(&name, &update))
    }

    /// Renames it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.providers().rename(&name, &new_name))
    }

    /// Removes it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn provider_remove(&self, name: String, force: bool, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.providers().remove(&name, force))
    }

    /// Adds a persona.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_add(&self, name: String, fields: String, later: bool) -> Result<Answer<Json>> {
        let fields: model::NewPersona = json::read(&fields)?;
        self.timed(later, move |gate| gate.personas().add(&name, &fields))
    }

    /// One persona.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.personas().get(&name))
    }

    /// All personas.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_list(&self, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, |gate| gate.personas().list())
    }

    /// Changes a persona.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_update(&self, name: String, update: String, later: bool) -> Result<Answer<Json>> {
        let update: model::PersonaUpdate = json::read(&update)?;
        self.timed(later, move |gate| gate.personas().update(&name, &update))
    }

    /// Renames it.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Json>> {
        self.timed(later, move |gate| gate.personas().rename(&name, &new_name))
    }

    /// Removes it.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn persona_remove(&self, name: String, later: bool) -> Result<Answer<()>> {
        let gate = self.held(later)?;
        run(later, move || gate.personas().remove(&name))
    }

    /// Its vector.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn persona_vector(&self, name: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.personas().vector(&name))
    }

    /// A page of exchanges.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.history().list(&query))
    }

    /// One exchange.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_get(&self, exchange: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.history().get(&exchange))
    }

    /// How many exchanges there are.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_count(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.history().count(&query))
    }

    /// What they come to.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_summary(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.history().summary(&query))
    }

    /// Adds an alert.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alert_add(&self, alert: String, later: bool) -> Result<Answer<Json>> {
        let alert: model::NewAlert = json::read(&alert)?;
        self.timed(later, move |gate| gate.alerts().add(&alert))
    }

    /// A page of alerts.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alert_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.alerts().list(&query))
    }

    /// One alert.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alert_get(&self, id: String, later: bool) -> Result<Answer<Json>> {
        self.untimed(later, move |gate| gate.alerts().get(&id))
    }

    /// How many alerts there are.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alert_count(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.alerts().count(&query))
    }

    /// How many there are by severity and type.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alert_summary(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = json::read(&query)?;
        self.untimed(later, move |gate| gate.alerts().summary(&query))
    }
}
