//! Workspaces and their life cycle.

use crate::context::Edit;
use crate::error::{Code, Error, Missing, Result};
use crate::gate::{Gate, catalog};
use crate::limits::INSTRUCTIONS_BYTES;
use crate::model::{
    DEFAULT, DeletedWorkspace, NewWorkspace, Rule, RuleSpec, Timestamp, Workspace, WorkspaceUpdate, new_workspace_name,
    shown, workspace_name,
};
use crate::mux;
use crate::store::config::{self, WorkspaceRow};
use crate::store::missing::missing;
use crate::store::workspaces as rows;

/// See [`Gate::workspaces`].
pub struct Workspaces<'a> {
    pub(crate) gate: &'a Gate,
}

impl Workspaces<'_> {
    /// Creates a workspace.
    ///
    /// Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
    /// live or archived), and those of [`Workspaces::set_rules`].
    pub fn create(&self, name: &str, new: &NewWorkspace) -> Result<Workspace> {
        let now = self.gate.start()?;
        let name = new_workspace_name(name)?;
        check_instructions(new.custom_instructions.as_deref())?;
        self.gate.context.configure(|edit| {
            let id = insert(edit, &name, new.custom_instructions.as_deref(), now)?;
            set_rules(edit, id, &new.rules)?;
            record(edit, &name)
        })
    }

    /// One workspace, live or archived.
    ///
    /// Errors: `invalid_name`, `workspace_not_found`.
    pub fn get(&self, name: &str) -> Result<Workspace> {
        let snapshot = self.gate.context.snapshot()?;
        Ok(snapshot.record(snapshot.workspace(name)?))
    }

    /// Live workspaces by name.
    pub fn list(&self) -> Result<Vec<Workspace>> {
        self.listed(false)
    }

    /// Archived workspaces by name.
    pub fn list_archived(&self) -> Result<Vec<Workspace>> {
        self.listed(true)
    }

    fn listed(&self, archived: bool) -> Result<Vec<Workspace>> {
        let snapshot = self.gate.context.snapshot()?;
        let wanted = snapshot.workspaces.values().filter(|view| view.row.archived_at.is_some() == archived);
        Ok(wanted.map(|view| snapshot.record(view)).collect())
    }

    /// Changes instructions and rules, all or nothing.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of [`Workspaces::set_rules`].
    pub fn update(&self, name: &str, update: &WorkspaceUpdate) -> Result<Workspace> {
        self.change(name, |edit, row| {
            if let Some(instructions) = &update.custom_instructions {
                check_instructions(instructions.as_deref())?;
                rows::set_instructions(edit.tx, row.id, instructions.as_deref(), edit.generation()?)?;
            }
            match &update.rules {
                None => Ok(()),
                Some(rules) => set_rules(edit, row.id, rules.as_deref().unwrap_or_default()),
            }
        })
    }

    /// Renames a workspace; its history, usage, rules and sessions stay with it.
    ///
    /// Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
    /// `reserved_name`, `limit_exceeded`.
    pub fn rename(&self, name: &str, new_name: &str) -> Result<Workspace> {
        let now = self.gate.start()?;
        let name = workspace_name(name)?;
        self.gate.context.configure(|edit| {
            let row = live(edit, &name)?;
            refuse_default(&row, "renamed")?;
            let new_name = new_workspace_name(new_name)?;
            if new_name != row.name {
                refuse_taken(edit, &new_name)?;
                rows::rename(edit.tx, row.id, &new_name, edit.generation()?)?;
                rows::touch(edit.tx, row.id, now, edit.generation()?)?;
            }
            record(edit, &new_name)
        })
    }

    /// Archives a workspace. With `force`, sessions that have it active move to `default`.
    ///
    /// Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
    /// `workspace_archived`, `workspace_not_found`, `invalid_name`.
    pub fn archive(&self, name: &str, force: bool) -> Result<Workspace> {
        let now = self.gate.start()?;
        let name = workspace_name(name)?;
        self.gate.context.configure(|edit| {
            let row = live(edit, &name)?;
            refuse_default(&row, "archived")?;
            let sessions = rows::active_in(edit.tx, row.id)?;
            if !sessions.is_empty() && !force {
                let ids: Vec<String> = sessions.iter().map(|id| shown(id)).collect();
                let text = format!(
                    "workspace `{name}` is active in `{}`; activate another one there, or archive it with `force`",
                    ids.join("`, `")
                );
                return Err(Error::new(Code::WorkspaceActive, text));
            }
            let default = found(edit, DEFAULT)?;
            for session in &sessions {
                rows::activate(edit.tx, session, default.id, now, edit.generation()?)?;
            }
            rows::set_archived(edit.tx, row.id, Some(now), edit.generation()?)?;
            rows::touch(edit.tx, row.id, now, edit.generation()?)?;
            record(edit, &name)
        })
    }

    /// Recovers an archived workspace whole.
    ///
    /// Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    pub fn recover(&self, name: &str) -> Result<Workspace> {
        let now = self.gate.start()?;
        let name = workspace_name(name)?;
        self.gate.context.configure(|edit| {
            let row = archived(edit, &name)?;
            rows::set_archived(edit.tx, row.id, None, edit.generation()?)?;
            rows::touch(edit.tx, row.id, now, edit.generation()?)?;
            record(edit, &name)
        })
    }

    /// Deletes an archived workspace with its history and usage.
    ///
    /// Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    pub fn delete(&self, name: &str) -> Result<DeletedWorkspace> {
        self.gate.start()?;
        let name = workspace_name(name)?;
        self.gate.context.configure(|edit| {
            refuse_default(&found(edit, &name)?, "deleted")?;
            let row = archived(edit, &name)?;
            let (exchanges, alerts, rules) = rows::contents(edit.tx, row.id)?;
            rows::delete(edit.tx, row.id, edit.generation()?)?;
            Ok(DeletedWorkspace { name: row.name, exchanges, alerts, rules })
        })
    }

    /// The muxing rules of a workspace, in order.
    ///
    /// Errors: `workspace_not_found`, `invalid_name`.
    pub fn rules(&self, name: &str) -> Result<Vec<Rule>> {
        Ok(self.gate.context.snapshot()?.workspace(name)?.rules.rules.clone())
    }

    /// Replaces the muxing rules of a workspace, all or nothing; the first that matches wins.
    ///
    /// Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
    /// `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
    pub fn set_rules(&self, name: &str, rules: &[RuleSpec]) -> Result<Vec<Rule>> {
        Ok(self.change(name, |edit, row| set_rules(edit, row.id, rules))?.rules)
    }

    /// Changes a live workspace in one transaction.
    fn change(&self, name: &str, mut work: impl FnMut(&Edit<'_>, &WorkspaceRow) -> Result<()>) -> Result<Workspace> {
        let now = self.gate.start()?;
        let name = workspace_name(name)?;
        self.gate.context.configure(|edit| {
            let row = live(edit, &name)?;
            work(edit, &row)?;
            rows::touch(edit.tx, row.id, now, edit.generation()?)?;
            record(edit, &name)
        })
    }
}

/// Inserts a live workspace whose name is not taken; returns its row id.
pub(crate) fn insert(edit: &Edit<'_>, name: &str, instructions: Option<&str>, now: Timestamp) -> Result<i64> {
    refuse_taken(edit, name)?;
    rows::insert(edit.tx, name, instructions, now, edit.generation()?)
}

/// Validates rules and replaces the existing ones with them.
pub(crate) fn set_rules(edit: &Edit<'_>, workspace: i64, specs: &[RuleSpec]) -> Result<()> {
    let rules = mux::validate(specs, &catalog(edit.tx)?)?;
    rows::replace_rules(edit.tx, workspace, &rules, edit.generation()?)
}

pub(crate) fn check_instructions(text: Option<&str>) -> Result<()> {
    match text {
        Some(text) if text.len() > INSTRUCTIONS_BYTES => {
            Err(Error::limit("the custom instructions", INSTRUCTIONS_BYTES, "bytes"))
        }
        _ => Ok(()),
    }
}

/// The workspace of a normalised name.
pub(crate) fn found(edit: &Edit<'_>, name: &str) -> Result<WorkspaceRow> {
    rows::find(edit.tx, name)?.ok_or_else(|| missing(edit.tx, Missing::Workspace, name))
}

/// The live workspace of a normalised name.
pub(crate) fn live(edit: &Edit<'_>, name: &str) -> Result<WorkspaceRow> {
    let row = found(edit, name)?;
    if row.archived_at.is_some() { Err(Error::archived(name)) } else { Ok(row) }
}

fn archived(edit: &Edit<'_>, name: &str) -> Result<WorkspaceRow> {
    let row = found(edit, name)?;
    if row.archived_at.is_none() {
        return Err(Error::new(Code::WorkspaceNotArchived, format!("workspace `{name}` is live; archive it first")));
    }
    Ok(row)
}

fn refuse_default(row: &WorkspaceRow, done: &str) -> Result<()> {
    if row.name == DEFAULT {
        return Err(Error::new(Code::DefaultWorkspace, format!("the workspace `{DEFAULT}` cannot be {done}")));
    }
    Ok(())
}

fn refuse_taken(edit: &Edit<'_>, name: &str) -> Result<()> {
    let text = match rows::find(edit.tx, name)? {
        None => return Ok(()),
        Some(row) if row.archived_at.is_some() => {
            format!("an archived workspace has the name `{name}`; recover or delete it, or choose another name")
        }
        Some(_) => format!("a live workspace has the name `{name}`; choose another name"),
    };
    Err(Error::new(Code::WorkspaceExists, text))
}

/// The workspace as this transaction leaves it.
fn record(edit: &Edit<'_>, name: &str) -> Result<Workspace> {
    let row = found(edit, name)?;
    Ok(Workspace {
        rules: config::rules(edit.tx, row.id)?,
        active_in: rows::active_in(edit.tx, row.id)?,
        name: row.name,
        custom_instructions: row.custom_instructions,
        created_at: row.created_at,
        updated_at: row.updated_at,
        archived_at: row.archived_at,
    })
}
