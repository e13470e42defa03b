//! Export, and import of bundles: a plan first, then its application.

use crate::bundle::{self, Bundle, Change, Content, Inventory};
use crate::context::{Context, Edit};
use crate::error::{Code, Error, Result};
use crate::gate::workspaces::{check_instructions, found, insert, set_rules};
use crate::gate::{Gate, catalog};
use crate::model::{Choices, ExportOptions, Imported, Part, PlanView, Provider, RuleSpec, Timestamp};
use crate::snapshot::WorkspaceView;
use crate::store::{config, history, workspaces as rows};
use rusqlite::Connection;
use std::sync::Arc;

/// What a bundle would change here. Nothing is written before [`ImportPlan::apply`].
pub struct ImportPlan {
    gate: Gate,
    planned: Arc<Planned>,
}

struct Planned {
    bundle: Bundle,
    view: PlanView,
    /// What the bundle refers to, as it was when the plan was made.
    named: Named,
}

/// Whole workspaces and providers: a plan is stale when any of their fields has changed.
#[derive(PartialEq)]
struct Named {
    workspaces: Vec<Content>,
    providers: Vec<Provider>,
}

impl std::fmt::Debug for ImportPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportPlan").field("view", self.view()).finish_non_exhaustive()
    }
}

pub(crate) fn export(context: &Context, options: &ExportOptions) -> Result<String> {
    let snapshot = context.snapshot()?;
    let chosen: Vec<&Arc<WorkspaceView>> = match &options.workspaces {
        None => snapshot.workspaces.values().filter(|view| view.row.archived_at.is_none()).collect(),
        Some(names) => {
            let mut views = names.iter().map(|name| snapshot.workspace(name)).collect::<Result<Vec<_>>>()?;
            views.sort_by(|a, b| a.row.name.cmp(&b.row.name));
            views.dedup_by(|a, b| a.row.name == b.row.name);
            views
        }
    };
    let contents: Vec<Content> = chosen
        .into_iter()
        .map(|view| Content {
            name: view.row.name.clone(),
            custom_instructions: view.row.custom_instructions.clone(),
            rules: view.rules.rules.clone(),
            archived: view.row.archived_at.is_some(),
        })
        .collect();
    let parts = options.parts.as_deref().unwrap_or(Part::ALL);
    Ok(bundle::write(&contents, parts, &|name| snapshot.providers.get(name).map(|row| row.provider.provider_type)))
}

pub(crate) fn plan(gate: &Gate, text: &[u8]) -> Result<ImportPlan> {
    gate.context.check()?;
    let bundle = bundle::read(text)?;
    let (view, named) = gate.context.store.read(|tx| {
        let here = here(tx)?;
        let mut view = bundle::plan(&bundle, &here);
        view.warnings.extend(bundle::caught(&bundle, &view.items, |name| match rows::find(tx, name)? {
            Some(row) => history::recent_facts(tx, row.id, bundle::RECENT),
            None => Ok(Vec::new()),
        })?);
        Ok((view, named(tx, &bundle, &here)?))
    })?;
    Ok(ImportPlan { gate: gate.clone(), planned: Arc::new(Planned { bundle, view, named }) })
}

impl ImportPlan {
    /// The plan as a record.
    pub fn view(&self) -> &PlanView {
        &self.planned.view
    }

    /// Applies a plan, all or nothing.
    ///
    /// Errors: `import_conflict` while a conflict has no choice, `import_missing` while a provider or model is missing,
    /// `import_stale` if a workspace or provider that it refers to has changed since, `invalid_argument`.
    pub fn apply(&self, choices: &Choices) -> Result<Imported> {
        let now = self.gate.start()?;
        let Planned { bundle, named: planned, .. } = &*self.planned;
        self.gate.context.configure(|edit| {
            let here = here(edit.tx)?;
            let changes = bundle::resolve(bundle, &here, choices);
            if named(edit.tx, bundle, &here)? != *planned {
                let text = "a workspace or provider of the bundle changed since the plan was made; plan again";
                return Err(Error::new(Code::ImportStale, text));
            }
            apply(edit, changes?, now)
        })
    }

    /// The same plan with the clock fixed at `time`.
    #[doc(hidden)]
    pub fn at(&self, time: Timestamp) -> ImportPlan {
        ImportPlan { gate: self.gate.at(time), planned: self.planned.clone() }
    }

    /// One reading of its gate's clock.
    #[doc(hidden)]
    pub fn now(&self) -> Result<Timestamp> {
        self.gate.now()
    }
}

/// Everything that a bundle can be compared with.
fn here(connection: &Connection) -> Result<Inventory> {
    let mut workspaces = Vec::new();
    for row in config::workspaces(connection)? {
        workspaces.push(Content {
            rules: config::rules(connection, row.id)?,
            name: row.name,
            custom_instructions: row.custom_instructions,
            archived: row.archived_at.is_some(),
        });
    }
    Ok(Inventory { workspaces, providers: catalog(connection)? })
}

/// The workspaces and providers here that the bundle refers to.
fn named(connection: &Connection, bundle: &Bundle, here: &Inventory) -> Result<Named> {
    let (workspaces, providers) = (bundle.workspace_names(), bundle.provider_names());
    let rows = config::providers(connection)?.into_iter().map(|row| row.provider);
    Ok(Named {
        workspaces: here.workspaces.iter().filter(|own| workspaces.contains(&own.name)).cloned().collect(),
        providers: rows.filter(|provider| providers.contains(&provider.name)).collect(),
    })
}

fn apply(edit: &Edit<'_>, changes: Vec<Change>, now: Timestamp) -> Result<Imported> {
    let mut done = Imported::default();
    for change in changes {
        match change {
            Change::Skip { name } => done.skipped.push(name),
            Change::Create { name, custom_instructions, rules } => {
                check_instructions(custom_instructions.as_deref())?;
                let id = insert(edit, &name, custom_instructions.as_deref(), now)?;
                set_rules(edit, id, &specs(rules))?;
                done.created.push(name);
            }
            Change::Replace { name, custom_instructions, rules } => {
                // An archived one is replaced where it lies, and stays archived.
                let row = found(edit, &name)?;
                if let Some(instructions) = custom_instructions {
                    check_instructions(instructions.as_deref())?;
                    rows::set_instructions(edit.tx, row.id, instructions.as_deref(), edit.generation()?)?;
                }
                if let Some(rules) = rules {
                    set_rules(edit, row.id, &specs(rules))?;
                }
                rows::touch(edit.tx, row.id, now, edit.generation()?)?;
                done.replaced.push(name);
            }
        }
    }
    Ok(done)
}

fn specs(rules: Vec<crate::model::Rule>) -> Vec<RuleSpec> {
    rules.into_iter().map(RuleSpec::from).collect()
}
