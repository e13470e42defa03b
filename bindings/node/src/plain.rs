//! The plain calls. Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::call::{Answer, Result, guard, read, run, run_record};
use crate::gate::{Content, NativeGate, owned};
use crate::json::Json;
use crate::line::Said;
use crate::printed::NativeUsageReport;
use codegate_core::model;
use napi_derive::napi;

#[napi]
impl NativeGate {
    /// Forwards `workspaces.bind`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_bind(&self, folder: String, workspace: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().bind(&folder, &workspace))
    }

    /// Forwards `workspaces.unbind`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_unbind(&self, folder: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().unbind(&folder))
    }

    /// Forwards `workspaces.bindings`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_bindings(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().bindings())
    }

    /// Forwards `workspaces.for_path`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_for_path(&self, path: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().for_path(&path))
    }

    /// Forwards `workspaces.create`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_create(&self, name: String, workspace: String, later: bool) -> Result<Said> {
        let workspace: model::NewWorkspace = read(&workspace)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().create(&name, &workspace))
    }

    /// Forwards `workspaces.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().get(&name))
    }

    /// Forwards `workspaces.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_list(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().list())
    }

    /// Forwards `workspaces.list_archived`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_list_archived(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().list_archived())
    }

    /// Forwards `workspaces.update`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_update(&self, name: String, update: String, later: bool) -> Result<Said> {
        let update: model::WorkspaceUpdate = read(&update)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().update(&name, &update))
    }

    /// Forwards `workspaces.rename`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_rename(&self, name: String, new_name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().rename(&name, &new_name))
    }

    /// Forwards `workspaces.archive`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_archive(&self, name: String, force: bool, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().archive(&name, force))
    }

    /// Forwards `workspaces.recover`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_recover(&self, name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().recover(&name))
    }

    /// Forwards `workspaces.delete`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_delete(&self, name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().delete(&name))
    }

    /// Forwards `workspaces.rules`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn workspaces_rules(&self, name: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.workspaces().rules(&name))
    }

    /// Forwards `workspaces.set_rules`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn workspaces_set_rules(&self, name: String, rules: String, later: bool) -> Result<Said> {
        let rules: Vec<model::RuleSpec> = read(&rules)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.workspaces().set_rules(&name, &rules))
    }

    /// Forwards `sessions.activate`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn sessions_activate(&self, workspace: String, session: Option<String>, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.sessions().activate(&workspace, session.as_deref()))
    }

    /// Forwards `sessions.ensure`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn sessions_ensure(&self, id: String, workspace: Option<String>, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.sessions().ensure(&id, workspace.as_deref()))
    }

    /// Forwards `sessions.active_workspace`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn sessions_active_workspace(&self, session: Option<String>, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.sessions().active_workspace(session.as_deref()))
    }

    /// Forwards `sessions.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn sessions_list(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.sessions().list())
    }

    /// Forwards `sessions.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn sessions_get(&self, session: Option<String>, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.sessions().get(session.as_deref()))
    }

    /// Forwards `sessions.remove`.
    #[napi(ts_return_type = "void")]
    pub fn sessions_remove(&self, session: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_nothing(later, move || gate.sessions().remove(&session))
    }

    /// Forwards `providers.add`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn providers_add(&self, name: String, provider: String, later: bool) -> Result<Said> {
        let provider: model::NewProvider = read(&provider)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.providers().add(&name, &provider))
    }

    /// Forwards `providers.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn providers_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.providers().get(&name))
    }

    /// Forwards `providers.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn providers_list(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.providers().list())
    }

    /// Forwards `providers.update`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn providers_update(&self, name: String, update: String, later: bool) -> Result<Said> {
        let update: model::ProviderUpdate = read(&update)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.providers().update(&name, &update))
    }

    /// Forwards `providers.rename`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn providers_rename(&self, name: String, new_name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.providers().rename(&name, &new_name))
    }

    /// Forwards `providers.remove`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn providers_remove(&self, name: String, force: bool, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.providers().remove(&name, force))
    }

    /// Forwards `personas.add`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn personas_add(&self, name: String, persona: String, later: bool) -> Result<Said> {
        let persona: model::NewPersona = read(&persona)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.personas().add(&name, &persona))
    }

    /// Forwards `personas.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn personas_get(&self, name: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.personas().get(&name))
    }

    /// Forwards `personas.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn personas_list(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.personas().list())
    }

    /// Forwards `personas.update`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn personas_update(&self, name: String, update: String, later: bool) -> Result<Said> {
        let update: model::PersonaUpdate = read(&update)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.personas().update(&name, &update))
    }

    /// Forwards `personas.rename`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn personas_rename(&self, name: String, new_name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.personas().rename(&name, &new_name))
    }

    /// Forwards `personas.remove`.
    #[napi(ts_return_type = "void")]
    pub fn personas_remove(&self, name: String, later: bool) -> Result<Said> {
        let gate = self.held(later)?;
        self.line().run_nothing(later, move || gate.personas().remove(&name))
    }

    /// Forwards `personas.vector`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn personas_vector(&self, name: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.personas().vector(&name))
    }

    /// Forwards `prices.lookup`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_lookup(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::PriceQuery = read(&query)?;
        let gate = self.held(later)?;
        run_record(later, move || gate.prices().lookup(&query))
    }

    /// Forwards `prices.load`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_load(&self, table: Content<'_>, how: String, later: bool) -> Result<Answer<Json>> {
        let table = owned(table);
        let how: model::PriceLoad = read(&how)?;
        let gate = self.held(later)?;
        run_record(later, move || gate.prices().load(&table, &how))
    }

    /// Forwards `prices.unload`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_unload(&self, format: String, later: bool) -> Result<Answer<Json>> {
        let format = guard(|| model::PriceFormat::parse(&format))?;
        let gate = self.gate();
        run_record(later, move || gate.prices().unload(format))
    }

    /// Forwards `prices.set`.
    #[napi(ts_return_type = "void")]
    pub fn prices_set(&self, price: String, later: bool) -> Result<Said> {
        let price: model::HostPrice = read(&price)?;
        let gate = self.gate();
        self.line().run_nothing(later, move || gate.prices().set(&price))
    }

    /// Forwards `prices.remove`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn prices_remove(&self, model: String, provider: Option<String>, later: bool) -> Result<Said> {
        let gate = self.gate();
        self.line().run_record(later, move || gate.prices().remove(&model, provider.as_deref()))
    }

    /// Forwards `prices.own`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_own(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.prices().own())
    }

    /// Forwards `prices.age`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_age(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.held(later)?;
        run_record(later, move || gate.prices().age())
    }

    /// Forwards `prices.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn prices_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::PriceListQuery = read(&query)?;
        let gate = self.held(later)?;
        run_record(later, move || gate.prices().list(&query))
    }

    /// Forwards `history.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.history().list(&query))
    }

    /// Forwards `history.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_get(&self, exchange: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.history().get(&exchange))
    }

    /// Forwards `history.count`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_count(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.history().count(&query))
    }

    /// Forwards `history.summary`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_summary(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::HistoryQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.history().summary(&query))
    }

    /// Forwards `history.prune`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn history_prune(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::PruneQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.history().prune(&query))
    }

    /// Forwards `alerts.add`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn alerts_add(&self, alert: String, later: bool) -> Result<Said> {
        let alert: model::NewAlert = read(&alert)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.alerts().add(&alert))
    }

    /// Forwards `alerts.list`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alerts_list(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.alerts().list(&query))
    }

    /// Forwards `alerts.get`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alerts_get(&self, id: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.alerts().get(&id))
    }

    /// Forwards `alerts.count`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alerts_count(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.alerts().count(&query))
    }

    /// Forwards `alerts.summary`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn alerts_summary(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::AlertQuery = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.alerts().summary(&query))
    }

    /// Forwards `usage.query`.
    #[napi(ts_return_type = "NativeUsageReport | Promise<NativeUsageReport>")]
    pub fn usage(&self, query: String, later: bool) -> Result<Answer<NativeUsageReport>> {
        let query: model::UsageQuery = read(&query)?;
        let gate = self.gate();
        run(later, move || Ok(gate.usage().query(&query)?.into()))
    }

    /// Forwards `usage.verify`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn verify(&self, rebuild: bool, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.usage().verify(rebuild))
    }

    /// Forwards `usage.export`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn export_usage(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::UsageExport = read(&query)?;
        let gate = self.gate();
        run_record(later, move || gate.usage().export(&query))
    }

    /// Forwards `record`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn record(&self, record: String, later: bool) -> Result<Said> {
        let record: model::Record = read(&record)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.record(&record))
    }

    /// Forwards `export`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn export(&self, options: String, later: bool) -> Result<Answer<String>> {
        let options: model::ExportOptions = read(&options)?;
        let gate = self.gate();
        run(later, move || gate.export(&options))
    }

    /// Forwards `close`.
    #[napi(ts_return_type = "void")]
    pub fn close(&self, later: bool) -> Result<Said> {
        let gate = self.gate();
        self.line().run_nothing(later, move || gate.close())
    }

    /// Forwards `backup`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn backup(&self, path: String, options: String, later: bool) -> Result<Answer<Json>> {
        let options: model::BackupOptions = read(&options)?;
        let gate = self.gate();
        run_record(later, move || gate.backup(&path, &options))
    }

    /// Forwards `compact`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn compact(&self, later: bool) -> Result<Said> {
        let gate = self.gate();
        self.line().run_record(later, move || gate.compact())
    }

    /// Forwards `health`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn health(&self, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.health())
    }

    /// Forwards `reprice`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn reprice(&self, query: String, later: bool) -> Result<Answer<Json>> {
        let query: model::RepriceQuery = read(&query)?;
        let gate = self.held(later)?;
        run_record(later, move || gate.reprice(&query))
    }

    /// Forwards `superseded_charges`.
    #[napi(ts_return_type = "string | Promise<string>")]
    pub fn superseded_charges(&self, exchange: String, later: bool) -> Result<Answer<Json>> {
        let gate = self.gate();
        run_record(later, move || gate.superseded_charges(&exchange))
    }

    /// Forwards `apply`.
    #[napi(ts_return_type = "string | undefined")]
    pub fn apply(&self, config: Content<'_>, options: String, later: bool) -> Result<Said> {
        let config = owned(config);
        let options: model::ApplyOptions = read(&options)?;
        let gate = self.held(later)?;
        self.line().run_record(later, move || gate.apply(&config, &options))
    }
}
