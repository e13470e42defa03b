//! The compiled, immutable view of the configuration that decisions read.
//!
//! A new one shares with the last all that did not change, so that its cost is proportional to the change.

mod shared;
#[cfg(test)]
mod tests;

use crate::error::{Error, Missing, Result};
use crate::model::{Rule, Session, Workspace, workspace_name};
use crate::mux::{ProviderInfo, RuleSet};
use crate::price::OwnPrices;
use crate::store::changes::{self, Changes};
use crate::store::config::{self, ProviderRow, SessionRow, WorkspaceRow};
use crate::store::{meta, own_prices};
use rusqlite::Connection;
use shared::{Named, Row, SharedMap};
use std::sync::{Arc, OnceLock};

/// All of the configuration at one generation.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    generation: i64,
    /// What tells the store from any other.
    pub(crate) store_id: Arc<str>,
    pub(crate) workspaces: Named<WorkspaceView>,
    sessions: SharedMap<String, SessionRow>,
    /// Every session, by the id of its active workspace.
    active: SharedMap<(i64, String), ()>,
    pub(crate) providers: Named<ProviderRow>,
    /// The host's own prices that the store keeps.
    pub(crate) own_prices: Arc<OwnPrices>,
}

/// A workspace with its rules compiled.
pub(crate) struct WorkspaceView {
    pub(crate) row: WorkspaceRow,
    pub(crate) rules: Arc<CompiledRules>,
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

impl Row for WorkspaceView {
    fn id(&self) -> i64 {
        self.row.id
    }

    fn name(&self) -> &str {
        &self.row.name
    }
}

impl Row for ProviderRow {
    fn id(&self) -> i64 {
        self.id
    }

    fn name(&self) -> &str {
        &self.provider.name
    }
}

impl Snapshot {
    /// The current configuration. What has not changed since `held` is shared with it, so that the cost is proportional
    /// to the change; without `held` everything is read. `held` must be a snapshot of this very file.
    pub(crate) fn load(connection: &Connection, held: Option<&Arc<Snapshot>>) -> Result<Arc<Snapshot>> {
        let generation = config::generation(connection)?;
        // One that went back is that of an older copy, or has wrapped: what is held says nothing about it.
        let Some(held) = held.filter(|held| held.generation <= generation) else {
            return Snapshot::whole(connection, generation, None);
        };
        if held.generation == generation {
            return Ok(held.clone());
        }
        match changes::since(connection, held.generation, generation)? {
            Some(changes) => held.followed(connection, generation, changes),
            None => Snapshot::whole(connection, generation, Some(held)),
        }
    }

    fn whole(connection: &Connection, generation: i64, held: Option<&Snapshot>) -> Result<Arc<Snapshot>> {
        let store_id = meta::store_id(connection)?.into();
        let mut found = Snapshot { generation, store_id, ..Snapshot::default() };
        for row in config::workspaces(connection)? {
            found.workspaces.set(row.id, Some(view(connection, row, held)?));
        }
        for row in config::sessions(connection)? {
            found.set_session(row.id.clone(), Some(row));
        }
        for row in config::providers(connection)? {
            found.providers.set(row.id, Some(Arc::new(row)));
        }
        found.own_prices = Arc::new(OwnPrices::new(own_prices::all(connection)?));
        Ok(Arc::new(found))
    }

    /// This snapshot with the changed rows read again.
    fn followed(&self, connection: &Connection, generation: i64, changes: Changes) -> Result<Arc<Snapshot>> {
        let mut found = Snapshot { generation, ..self.clone() };
        for id in changes.workspaces {
            let row = config::workspace(connection, id)?;
            found.workspaces.set(id, row.map(|row| view(connection, row, Some(self))).transpose()?);
        }
        for id in changes.sessions {
            let row = config::session(connection, &id)?;
            found.set_session(id, row);
        }
        for id in changes.providers {
            found.providers.set(id, config::provider(connection, id)?.map(Arc::new));
        }
        if changes.own_prices {
            found.own_prices = Arc::new(OwnPrices::new(own_prices::all(connection)?));
        }
        Ok(Arc::new(found))
    }

    /// Replaces the session with its id; `None` removes it.
    fn set_session(&mut self, id: String, row: Option<SessionRow>) {
        if let Some(before) = self.sessions.remove(&id) {
            self.active.remove(&(before.workspace, id.clone()));
        }
        if let Some(row) = row {
            self.active.insert((row.workspace, id.clone()), ());
            self.sessions.insert(id, row);
        }
    }

    /// The workspace of this name in any spelling, live or archived.
    pub(crate) fn workspace(&self, name: &str) -> Result<&Arc<WorkspaceView>> {
        let name = workspace_name(name)?;
        self.workspaces.get(&name).ok_or_else(|| {
            Error::missing(Missing::Workspace, &name, self.workspaces.values().map(|view| &view.row.name))
        })
    }

    /// The workspace that is active in a session.
    pub(crate) fn active(&self, session: &str) -> Result<&Arc<WorkspaceView>> {
        self.active_of(self.session_row(session)?)
    }

    fn active_of(&self, row: &SessionRow) -> Result<&Arc<WorkspaceView>> {
        self.workspaces.with_id(row.workspace).ok_or_else(Error::lost_workspace)
    }

    /// A session as its record.
    pub(crate) fn session(&self, id: &str) -> Result<Session> {
        self.session_record(self.session_row(id)?)
    }

    fn session_row(&self, id: &str) -> Result<&SessionRow> {
        let ids = || self.sessions.iter().map(|(id, _)| id);
        self.sessions.get(id).ok_or_else(|| Error::missing(Missing::Session, id, ids()))
    }

    /// The provider of this name.
    pub(crate) fn provider(&self, name: &str) -> Result<&Arc<ProviderRow>> {
        let names = || self.providers.values().map(|row| &row.provider.name);
        self.providers.get(name).ok_or_else(|| Error::missing(Missing::Provider, name, names()))
    }

    /// All sessions by id.
    pub(crate) fn sessions(&self) -> Result<Vec<Session>> {
        self.sessions.iter().map(|(_, row)| self.session_record(row)).collect()
    }

    fn session_record(&self, row: &SessionRow) -> Result<Session> {
        let active_workspace = self.active_of(row)?.row.name.clone();
        Ok(Session { id: row.id.clone(), active_workspace, last_update: row.last_update })
    }

    /// A workspace as its record.
    pub(crate) fn record(&self, view: &WorkspaceView) -> Workspace {
        let first = (view.row.id, String::new());
        let active = self.active.iter_from(&first).take_while(|((workspace, _), ())| *workspace == view.row.id);
        Workspace {
            name: view.row.name.clone(),
            custom_instructions: view.row.custom_instructions.clone(),
            rules: view.rules.rules.clone(),
            active_in: active.map(|((_, session), ())| session.clone()).collect(),
            created_at: view.row.created_at,
            updated_at: view.row.updated_at,
            archived_at: view.row.archived_at,
        }
    }
}

/// A workspace with its rules; those that `held` has at the same generation are neither read nor compiled again.
fn view(connection: &Connection, row: WorkspaceRow, held: Option<&Snapshot>) -> Result<Arc<WorkspaceView>> {
    let before = held.and_then(|held| held.workspaces.with_id(row.id));
    let rules = match before.filter(|view| view.row.rules_generation == row.rules_generation) {
        Some(view) => view.rules.clone(),
        None => Arc::new(CompiledRules { rules: config::rules(connection, row.id)?, set: OnceLock::new() }),
    };
    Ok(Arc::new(WorkspaceView { row, rules }))
}

/// What rules need to know of a provider.
pub(crate) fn info(row: &ProviderRow) -> ProviderInfo {
    ProviderInfo { provider_type: row.provider.provider_type, models: row.provider.models.clone() }
}
