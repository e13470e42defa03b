//! The areas of an open store: workspaces, sessions, providers, personas, history and alerts.

use crate::call::{Answer, Result, guard};
use crate::gate::NativeGate;
use crate::records::*;
use codegate_core::model::{self, from_json};
use napi_derive::napi;

#[napi]
impl NativeGate {
    /// Creates a workspace.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_create(&self, name: String, fields: String, later: bool) -> Result<Answer<Workspace>> {
        let fields: model::NewWorkspace = guard(|| from_json(fields.as_bytes()))?;
        self.timed(later, move |gate| gate.workspaces().create(&name, &fields))
    }

    /// One workspace.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_get(&self, name: String, later: bool) -> Result<Answer<Workspace>> {
        self.untimed(later, move |gate| gate.workspaces().get(&name))
    }

    /// Live workspaces, or archived ones.
    #[napi(ts_return_type = "Array<Workspace> | Promise<Array<Workspace>>")]
    pub fn workspace_list(&self, archived: bool, later: bool) -> Result<Answer<Vec<Workspace>>> {
        self.untimed(
            later,
            move |gate| if archived { gate.workspaces().list_archived() } else { gate.workspaces().list() },
        )
    }

    /// Changes instructions and rules.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_update(&self, name: String, update: String, later: bool) -> Result<Answer<Workspace>> {
        let update: model::WorkspaceUpdate = guard(|| from_json(update.as_bytes()))?;
        self.timed(later, move |gate| gate.workspaces().update(&name, &update))
    }

    /// Gives it another name.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Workspace>> {
        self.timed(later, move |gate| gate.workspaces().rename(&name, &new_name))
    }

    /// Archives it.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_archive(&self, name: String, force: bool, later: bool) -> Result<Answer<Workspace>> {
        self.timed(later, move |gate| gate.workspaces().archive(&name, force))
    }

    /// Brings it back.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn workspace_recover(&self, name: String, later: bool) -> Result<Answer<Workspace>> {
        self.timed(later, move |gate| gate.workspaces().recover(&name))
    }

    /// Deletes it.
    #[napi(ts_return_type = "DeletedWorkspace | Promise<DeletedWorkspace>")]
    pub fn workspace_delete(&self, name: String, later: bool) -> Result<Answer<DeletedWorkspace>> {
        self.timed(later, move |gate| gate.workspaces().delete(&name))
    }

    /// Its muxing rules.
    #[napi(ts_return_type = "Array<Rule> | Promise<Array<Rule>>")]
    pub fn workspace_rules(&self, name: String, later: bool) -> Result<Answer<Vec<Rule>>> {
        self.untimed(later, move |gate| gate.workspaces().rules(&name))
    }

    /// Replaces its muxing rules.
    #[napi(ts_return_type = "Array<Rule> | Promise<Array<Rule>>")]
    pub fn workspace_set_rules(&self, name: String, rules: String, later: bool) -> Result<Answer<Vec<Rule>>> {
        let rules: Vec<model::RuleSpec> = guard(|| from_json(rules.as_bytes()))?;
        self.timed(later, move |gate| gate.workspaces().set_rules(&name, &rules))
    }

    /// Makes a workspace the active one of a session.
    #[napi(ts_return_type = "Session | Promise<Session>")]
    pub fn session_activate(&self, workspace: String, session: Option<String>, later: bool) -> Result<Answer<Session>> {
        self.timed(later, move |gate| gate.sessions().activate(&workspace, session.as_deref()))
    }

    /// The active workspace of a session.
    #[napi(ts_return_type = "Workspace | Promise<Workspace>")]
    pub fn session_active_workspace(&self, session: Option<String>, later: bool) -> Result<Answer<Workspace>> {
        self.untimed(later, move |gate| gate.sessions().active_workspace(session.as_deref()))
    }

    /// All sessions.
    #[napi(ts_return_type = "Array<Session> | Promise<Array<Session>>")]
    pub fn session_list(&self, later: bool) -> Result<Answer<Vec<Session>>> {
        self.untimed(later, |gate| gate.sessions().list())
    }

    /// One session.
    #[napi(ts_return_type = "Session | Promise<Session>")]
    pub fn session_get(&self, session: Option<String>, later: bool) -> Result<Answer<Session>> {
        self.untimed(later, move |gate| gate.sessions().get(session.as_deref()))
    }

    /// Removes a session.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn session_remove(&self, session: String, later: bool) -> Result<Answer<()>> {
        self.timed(later, move |gate| gate.sessions().remove(&session))
    }

    /// Adds a provider.
    #[napi(ts_return_type = "Provider | Promise<Provider>")]
    pub fn provider_add(&self, name: String, fields: String, later: bool) -> Result<Answer<Provider>> {
        let fields: model::NewProvider = guard(|| from_json(fields.as_bytes()))?;
        self.timed(later, move |gate| gate.providers().add(&name, &fields))
    }

    /// One provider.
    #[napi(ts_return_type = "Provider | Promise<Provider>")]
    pub fn provider_get(&self, name: String, later: bool) -> Result<Answer<Provider>> {
        self.untimed(later, move |gate| gate.providers().get(&name))
    }

    /// All providers.
    #[napi(ts_return_type = "Array<Provider> | Promise<Array<Provider>>")]
    pub fn provider_list(&self, later: bool) -> Result<Answer<Vec<Provider>>> {
        self.untimed(later, |gate| gate.providers().list())
    }

    /// Changes a provider.
    #[napi(ts_return_type = "Provider | Promise<Provider>")]
    pub fn provider_update(&self, name: String, update: String, later: bool) -> Result<Answer<Provider>> {
        let update: model::ProviderUpdate = guard(|| from_json(update.as_bytes()))?;
        self.timed(later, move |gate| gate.providers().update(&name, &update))
    }

    /// Gives it another name.
    #[napi(ts_return_type = "Provider | Promise<Provider>")]
    pub fn provider_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Provider>> {
        self.timed(later, move |gate| gate.providers().rename(&name, &new_name))
    }

    /// Removes it.
    #[napi(ts_return_type = "RemovedProvider | Promise<RemovedProvider>")]
    pub fn provider_remove(&self, name: String, force: bool, later: bool) -> Result<Answer<RemovedProvider>> {
        self.timed(later, move |gate| gate.providers().remove(&name, force))
    }

    /// Adds a persona.
    #[napi(ts_return_type = "Persona | Promise<Persona>")]
    pub fn persona_add(&self, name: String, fields: String, later: bool) -> Result<Answer<Persona>> {
        let fields: model::NewPersona = guard(|| from_json(fields.as_bytes()))?;
        self.timed(later, move |gate| gate.personas().add(&name, &fields))
    }

    /// One persona.
    #[napi(ts_return_type = "Persona | Promise<Persona>")]
    pub fn persona_get(&self, name: String, later: bool) -> Result<Answer<Persona>> {
        self.untimed(later, move |gate| gate.personas().get(&name))
    }

    /// All personas.
    #[napi(ts_return_type = "Array<Persona> | Promise<Array<Persona>>")]
    pub fn persona_list(&self, later: bool) -> Result<Answer<Vec<Persona>>> {
        self.untimed(later, |gate| gate.personas().list())
    }

    /// Changes a persona.
    #[napi(ts_return_type = "Persona | Promise<Persona>")]
    pub fn persona_update(&self, name: String, update: String, later: bool) -> Result<Answer<Persona>> {
        let update: model::PersonaUpdate = guard(|| from_json(update.as_bytes()))?;
        self.timed(later, move |gate| gate.personas().update(&name, &update))
    }

    /// Gives it another name.
    #[napi(ts_return_type = "Persona | Promise<Persona>")]
    pub fn persona_rename(&self, name: String, new_name: String, later: bool) -> Result<Answer<Persona>> {
        self.timed(later, move |gate| gate.personas().rename(&name, &new_name))
    }

    /// Removes it.
    #[napi(ts_return_type = "void | Promise<void>")]
    pub fn persona_remove(&self, name: String, later: bool) -> Result<Answer<()>> {
        self.timed(later, move |gate| gate.personas().remove(&name))
    }

    /// Its vector.
    #[napi(ts_return_type = "Array<number> | null | Promise<Array<number> | null>")]
    pub fn persona_vector(&self, name: String, later: bool) -> Result<Answer<Option<Vec<f32>>>> {
        self.untimed(later, move |gate| gate.personas().vector(&name))
    }

    /// A page of exchanges.
    #[napi(ts_return_type = "HistoryPage | Promise<HistoryPage>")]
    pub fn history_list(&self, query: String, later: bool) -> Result<Answer<HistoryPage>> {
        let query: model::HistoryQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.history().list(&query))
    }

    /// One exchange.
    #[napi(ts_return_type = "HistoryEntry | Promise<HistoryEntry>")]
    pub fn history_get(&self, exchange: String, later: bool) -> Result<Answer<HistoryEntry>> {
        self.untimed(later, move |gate| gate.history().get(&exchange))
    }

    /// How many exchanges there are.
    #[napi(ts_return_type = "number | Promise<number>")]
    pub fn history_count(&self, query: String, later: bool) -> Result<Answer<i64>> {
        let query: model::HistoryQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.history().count(&query))
    }

    /// What they come to.
    #[napi(ts_return_type = "HistorySummary | Promise<HistorySummary>")]
    pub fn history_summary(&self, query: String, later: bool) -> Result<Answer<HistorySummary>> {
        let query: model::HistoryQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.history().summary(&query))
    }

    /// Adds an alert.
    #[napi(ts_return_type = "Alert | Promise<Alert>")]
    pub fn alert_add(&self, alert: String, later: bool) -> Result<Answer<Alert>> {
        let alert: model::NewAlert = guard(|| from_json(alert.as_bytes()))?;
        self.timed(later, move |gate| gate.alerts().add(&alert))
    }

    /// A page of alerts.
    #[napi(ts_return_type = "AlertPage | Promise<AlertPage>")]
    pub fn alert_list(&self, query: String, later: bool) -> Result<Answer<AlertPage>> {
        let query: model::AlertQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.alerts().list(&query))
    }

    /// One alert.
    #[napi(ts_return_type = "Alert | Promise<Alert>")]
    pub fn alert_get(&self, id: String, later: bool) -> Result<Answer<Alert>> {
        self.untimed(later, move |gate| gate.alerts().get(&id))
    }

    /// How many alerts there are.
    #[napi(ts_return_type = "number | Promise<number>")]
    pub fn alert_count(&self, query: String, later: bool) -> Result<Answer<i64>> {
        let query: model::AlertQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.alerts().count(&query))
    }

    /// How many there are by severity and type.
    #[napi(ts_return_type = "AlertSummary | Promise<AlertSummary>")]
    pub fn alert_summary(&self, query: String, later: bool) -> Result<Answer<AlertSummary>> {
        let query: model::AlertQuery = guard(|| from_json(query.as_bytes()))?;
        self.untimed(later, move |gate| gate.alerts().summary(&query))
    }
}
