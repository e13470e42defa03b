//! What settings change in a store as it is now. Reads alone, so that a dry run needs no more.

use super::{Instructions, Step, providers};
use crate::error::{Code, Error, Missing, Result};
use crate::gate::catalog;
use crate::gate::workspaces::check_instructions;
use crate::gate::{personas, providers as gate_providers};
use crate::model::{
    Rule, RuleSpec, SettingsChange, SettingsKind, SettingsStatus, Timestamp, new_workspace_name, workspace_name,
};
use crate::mux::{self, ProviderInfo};
use crate::settings::Settings;
use crate::store::missing::missing;
use crate::store::{config, personas as persona_rows, workspaces as rows};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done, and how everything compares.
pub(super) struct Planned {
    pub(super) steps: Vec<Step>,
    pub(super) items: Vec<SettingsChange>,
}

/// The same while it is made.
pub(super) struct Planning<'a> {
    pub(super) connection: &'a Connection,
    pub(super) settings: &'a Settings,
    pub(super) now: Timestamp,
    pub(super) steps: Vec<Step>,
    items: Vec<SettingsChange>,
    /// The providers as they will be.
    pub(super) catalog: BTreeMap<String, ProviderInfo>,
    /// Rules that are replaced, by workspace.
    rules: BTreeMap<String, Vec<Rule>>,
    /// Workspaces that will be created.
    created: BTreeSet<String>,
}

impl<'a> Planning<'a> {
    pub(super) fn of(
        connection: &'a Connection,
        settings: &'a Settings,
        instructions: &Instructions,
        now: Timestamp,
    ) -> Result<Planned> {
        let mut planning = Planning {
            connection,
            settings,
            now,
            steps: Vec::new(),
            items: Vec::new(),
            catalog: catalog(connection)?,
            rules: BTreeMap::new(),
            created: BTreeSet::new(),
        };
        providers::plan(&mut planning)?;
        planning.workspaces(instructions)?;
        planning.models()?;
        planning.personas()?;
        planning.sessions()?;
        Ok(Planned { steps: planning.steps, items: planning.items })
    }

    /// Notes how something compares: that it is new, or which of its fields differ.
    pub(super) fn compared(&mut self, kind: SettingsKind, name: &str, differs: Option<Vec<&str>>) {
        let status = match &differs {
            None => SettingsStatus::New,
            Some(differs) if differs.is_empty() => SettingsStatus::Same,
            Some(_) => SettingsStatus::Changed,
        };
        let differs = differs.unwrap_or_default().into_iter().map(str::to_owned).collect();
        self.items.push(SettingsChange { kind, name: name.to_owned(), status, differs });
    }

    fn workspaces(&mut self, instructions: &Instructions) -> Result<()> {
        let settings = self.settings;
        for (given, declared) in &settings.document.workspaces {
            let name = workspace_name(given)?;
            let at = |error| settings.at(&["workspaces", given], error);
            let text = instructions.get(given);
            let place =
                if declared.custom_instructions.is_some() { "custom_instructions" } else { "custom_instructions_file" };
            check_instructions(text.and_then(Option::as_deref))
                .map_err(|error| settings.at(&["workspaces", given, place], error))?;
            let rules =
                declared.rules.as_ref().map(|specs| self.validated(given, specs.as_deref().unwrap_or_default()));
            let rules = rules.transpose()?;
            if let Some(rules) = &rules {
                self.rules.insert(name.clone(), rules.clone());
            }
            let Some(row) = rows::find(self.connection, &name)? else {
                new_workspace_name(&name).map_err(at)?;
                let instructions = text.cloned().flatten();
                self.compared(SettingsKind::Workspace, &name, None);
                self.created.insert(name.clone());
                self.steps.push(Step::CreateWorkspace { name, instructions, rules: rules.unwrap_or_default() });
                continue;
            };
            if row.archived_at.is_some() {
                return Err(at(Error::archived(&name)));
            }
            let instructions = text.filter(|text| **text != row.custom_instructions).cloned();
            let before = config::rules(self.connection, row.id)?;
            let rules = rules.filter(|rules| *rules != before);
            let differs = [("custom_instructions", instructions.is_some()), ("rules", rules.is_some())];
            let differs: Vec<&str> =
                differs.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect();
            if !differs.is_empty() {
                self.steps.push(Step::ChangeWorkspace { id: row.id, instructions, rules });
            }
            self.compared(SettingsKind::Workspace, &name, Some(differs));
        }
        Ok(())
    }

    /// The rules of a workspace, checked; an error is at the rule that has it.
    fn validated(&self, workspace: &str, specs: &[RuleSpec]) -> Result<Vec<Rule>> {
        mux::validate(specs, &self.catalog).map_err(|error| {
            let at = specs.iter().position(|spec| mux::validate(std::slice::from_ref(spec), &self.catalog).is_err());
            let Some(at) = at.map(|at| at.to_string()) else {
                return self.settings.at(&["workspaces", workspace, "rules"], error);
            };
            let part = match error.code() {
                Code::ProviderNotFound | Code::ModelNotFound => "to",
                _ => "when",
            };
            self.settings.at(&["workspaces", workspace, "rules", &at, part], error)
        })
    }

    /// Refuses lists of models that leave out what rules name, as these will be.
    fn models(&self) -> Result<()> {
        let declared = &self.settings.document.providers;
        let listed = |name: &str| match declared.get(name) {
            Some(provider) if provider.models.is_some() => self.catalog.get(name)?.models.as_deref(),
            _ => None,
        };
        let mut gone: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in config::workspaces(self.connection)? {
            if self.rules.contains_key(&row.name) {
                // They were checked against the models as they will be.
                continue;
            }
            for target in config::rules(self.connection, row.id)?.into_iter().flat_map(|rule| rule.to) {
                if let (Some(models), Some(model)) = (listed(&target.provider), target.model)
                    && !models.contains(&model)
                {
                    gone.entry(target.provider).or_default().insert(model);
                }
            }
        }
        match gone.first_key_value() {
            None => Ok(()),
            Some((name, models)) => {
                let error = gate_providers::models_in_use(name, models.iter().map(String::as_str));
                Err(self.settings.at(&["providers", name, "models"], error))
            }
        }
    }

    fn personas(&mut self) -> Result<()> {
        let settings = self.settings;
        for (name, declared) in &settings.document.personas {
            let vector = declared.vector.as_ref().map(Option::as_deref);
            personas::check(declared.description.as_deref(), vector.flatten())
                .map_err(|error| settings.at(&["personas", name], error))?;
            let Some(mut persona) = persona_rows::find(self.connection, name)? else {
                let Some(description) = declared.description.clone() else {
                    return Err(settings.fault(&["personas", name], "a new persona needs `description`"));
                };
                let vector = declared.vector.clone().flatten();
                self.steps.push(Step::AddPersona { name: name.clone(), description, vector });
                self.compared(SettingsKind::Persona, name, None);
                continue;
            };
            let described = declared.description.clone().filter(|text| *text != persona.description);
            let held = persona_rows::vector(self.connection, name)?.flatten();
            let vector = declared.vector.clone().filter(|vector| *vector != held);
            let differs = [("description", described.is_some()), ("vector", vector.is_some())];
            let differs: Vec<&str> =
                differs.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect();
            persona.description = described.unwrap_or(persona.description);
            if !differs.is_empty() {
                self.steps.push(Step::ChangePersona { persona, vector });
            }
            self.compared(SettingsKind::Persona, name, Some(differs));
        }
        Ok(())
    }

    fn sessions(&mut self) -> Result<()> {
        let settings = self.settings;
        if let Some(name) = &settings.document.workspace {
            self.live(&workspace_name(name)?).map_err(|error| settings.at(&["workspace"], error))?;
        }
        for (id, workspace) in &settings.document.sessions {
            let name = workspace_name(workspace)?;
            let row = self.live(&name).map_err(|error| settings.at(&["sessions", id], error))?;
            let session = config::session(self.connection, id)?;
            let same = session.as_ref().is_some_and(|session| Some(session.workspace) == row);
            if !same {
                self.steps.push(Step::Activate { session: id.clone(), workspace: name });
            }
            let differs = session.map(|_| if same { Vec::new() } else { vec!["active_workspace"] });
            self.compared(SettingsKind::Session, id, differs);
        }
        Ok(())
    }

    /// The row id of a live workspace; `None` for one that will be created.
    fn live(&self, name: &str) -> Result<Option<i64>> {
        if self.created.contains(name) {
            return Ok(None);
        }
        match rows::find(self.connection, name)? {
            None => Err(missing(self.connection, Missing::Workspace, name)),
            Some(row) if row.archived_at.is_some() => Err(Error::archived(name)),
            Some(row) => Ok(Some(row.id)),
        }
    }
}
