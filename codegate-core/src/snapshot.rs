//! The compiled, immutable view of the configuration that decisions read.

use crate::error::{Code, Error, Result};
use crate::model::{Rule, Session, Workspace, shown, workspace_name};
use crate::mux::{ProviderInfo, RuleSet};
use crate::store::config::{self, ProviderRow, WorkspaceRow};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// All of the configuration at one generation.
pub(crate) struct Snapshot {
    pub(crate) generation: i64,
    pub(crate) workspaces: BTreeMap<String, Arc<WorkspaceView>>,
    pub(crate) sessions: BTreeMap<String, Session>,
    pub(crate) providers: BTreeMap<String, Arc<ProviderRow>>,
}

/// A workspace with its rules compiled.
pub(crate) struct WorkspaceView {
    pub(crate) row: WorkspaceRow,
    pub(crate) rules: Arc<CompiledRules>,
    active_in: Vec<String>,
}

/// Rules as they are kept, and as they are matched: compiled at the first decision, since most workspaces see none.
pub(crate) struct CompiledRules {
    pub(crate) rules: Vec<Rule>,
    set: OnceLock<RuleSet>,
}

impl CompiledRules {
    pub(crate) fn set(&self) -> &RuleSet {
        self.set.get_or_init(|| RuleSet::compile(&self.rules))
    }
}

impl Snapshot {
    /// Reads the configuration. Rules that `held` has compiled at the same generation are not compiled again.
    pub(crate) fn load(connection: &Connection, held: Option<&Snapshot>) -> Result<Snapshot> {
        let sessions = config::sessions(connection)?;
        let mut workspaces = BTreeMap::new();
        for row in config::workspaces(connection)? {
            let before = held.and_then(|held| held.workspaces.get(&row.name));
            let rules = match before
                .filter(|view| view.row.id == row.id && view.row.rules_generation == row.rules_generation)
            {
                Some(view) => view.rules.clone(),
                None => Arc::new(CompiledRules { rules: config::rules(connection, row.id)?, set: OnceLock::new() }),
            };
            let active = sessions.iter().filter(|session| session.active_workspace == row.name);
            let active_in = active.map(|session| session.id.clone()).collect();
            workspaces.insert(row.name.clone(), Arc::new(WorkspaceView { row, rules, active_in }));
        }
        let providers = config::providers(connection)?;
        Ok(Snapshot {
            generation: config::generation(connection)?,
            workspaces,
            sessions: sessions.into_iter().map(|session| (session.id.clone(), session)).collect(),
            providers: providers.into_iter().map(|row| (row.provider.name.clone(), Arc::new(row))).collect(),
        })
    }

    /// The workspace of this name in any spelling, live or archived.
    pub(crate) fn workspace(&self, name: &str) -> Result<&Arc<WorkspaceView>> {
        let name = workspace_name(name)?;
        self.workspaces.get(&name).ok_or_else(|| no_workspace(&name))
    }

    pub(crate) fn session(&self, id: &str) -> Result<&Session> {
        self.sessions.get(id).ok_or_else(|| no_session(id))
    }

    /// The workspace that is active in a session.
    pub(crate) fn active(&self, session: &str) -> Result<&Arc<WorkspaceView>> {
        let session = self.session(session)?;
        self.workspaces.get(&session.active_workspace).ok_or_else(|| no_workspace(&session.active_workspace))
    }
}

impl WorkspaceView {
    /// The workspace as its record.
    pub(crate) fn record(&self) -> Workspace {
        Workspace {
            name: self.row.name.clone(),
            custom_instructions: self.row.custom_instructions.clone(),
            rules: self.rules.rules.clone(),
            active_in: self.active_in.clone(),
            created_at: self.row.created_at,
            updated_at: self.row.updated_at,
            archived_at: self.row.archived_at,
        }
    }
}

/// What rules need to know of a provider.
pub(crate) fn info(row: &ProviderRow) -> ProviderInfo {
    ProviderInfo { provider_type: row.provider.provider_type, models: row.provider.models.clone() }
}

pub(crate) fn no_workspace(name: &str) -> Error {
    Error::new(Code::WorkspaceNotFound, format!("there is no workspace `{}`; create it first", shown(name)))
}

pub(crate) fn is_archived(name: &str) -> Error {
    Error::new(Code::WorkspaceArchived, format!("workspace `{name}` is archived; recover it first"))
}

pub(crate) fn no_session(id: &str) -> Error {
    Error::new(Code::SessionNotFound, format!("there is no session `{}`; activate a workspace in it first", shown(id)))
}

pub(crate) fn no_provider(name: &str) -> Error {
    Error::new(Code::ProviderNotFound, format!("there is no provider `{}`; add it first", shown(name)))
}
