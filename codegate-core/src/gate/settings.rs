//! Declared settings: compared with the store, and written in one transaction.

mod planning;
mod providers;

use crate::context::{Context, Edit};
use crate::error::{Error, Result};
use crate::gate::Gate;
use crate::gate::providers::{Given, add, change};
use crate::gate::workspaces::{self, insert};
use crate::limits::INSTRUCTIONS_BYTES;
use crate::model::{
    ApplyOptions, Persona, Provider, Rule, SettingsPlan, SettingsStatus, Timestamp, shown, without_mark,
};
use crate::settings::{self, Settings};
use crate::store::config::ProviderRow;
use crate::store::{personas, workspaces as rows};
use planning::Planning;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Custom instructions by workspace, as the settings write its name; those of files are read.
type Instructions = BTreeMap<String, Option<String>>;

impl Gate {
    /// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
    /// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand there,
    /// whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single fields; null,
    /// in JSON, clears one.
    ///
    /// ```
    /// use codegate_core::Gate;
    /// use codegate_core::model::ApplyOptions;
    ///
    /// let config = r#"
    ///     [providers.local]
    ///     type = "ollama"
    ///     [workspaces.acme]
    ///     custom_instructions = "Be brief."
    ///     rules = [{ when = { files = "*.rs" }, to = "local/qwen3" }]
    ///     [sessions]
    ///     default = "acme"
    /// "#;
    /// let gate = Gate::open(":memory:")?;
    /// let plan = gate.apply(config.as_bytes(), &ApplyOptions { dry_run: true, ..ApplyOptions::default() })?;
    /// assert!(plan.changed && !plan.applied);
    /// assert!(gate.apply(config.as_bytes(), &ApplyOptions::default())?.applied);
    /// assert_eq!(gate.sessions().active_workspace(None)?.name, "acme");
    /// assert!(!gate.apply(config.as_bytes(), &ApplyOptions::default())?.changed);
    /// # Ok::<(), codegate_core::Error>(())
    /// ```
    ///
    /// Each error has the line and the column where the text has them, and shows no value that might be a secret.
    ///
    /// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
    /// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here is
    /// of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each part alone,
    /// such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`, `workspace_not_found`,
    /// `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
    pub fn apply(&self, config: &[u8], options: &ApplyOptions) -> Result<SettingsPlan> {
        let now = self.start()?;
        let settings = settings::read(config)?;
        let instructions = instructions(&settings, options.folder.as_deref().map(Path::new))?;
        let planned = self.context.store.read(|tx| Planning::of(tx, &settings, &instructions, now))?;
        let changed = !planned.steps.is_empty();
        if options.dry_run || !changed {
            return Ok(SettingsPlan { changed, applied: false, items: planned.items });
        }
        let items = self.context.configure(|edit| {
            // Others may have changed something since.
            let planned = Planning::of(edit.tx, &settings, &instructions, now)?;
            planned.steps.iter().try_for_each(|step| step.write(edit, &self.context, now))?;
            Ok(planned.items)
        })?;
        let changed = items.iter().any(|item| item.status != SettingsStatus::Same);
        Ok(SettingsPlan { changed, applied: changed, items })
    }
}

/// The custom instructions that the settings name, those of files read.
fn instructions(settings: &Settings, folder: Option<&Path>) -> Result<Instructions> {
    let mut found = Instructions::new();
    for (given, workspace) in &settings.document.workspaces {
        if let Some(text) = &workspace.custom_instructions {
            found.insert(given.clone(), text.clone().filter(|text| !text.is_empty()));
        }
        if let Some(path) = &workspace.custom_instructions_file {
            let read = from_file(Path::new(path), folder)
                .map_err(|error| settings.at(&["workspaces", given, "custom_instructions_file"], error))?;
            found.insert(given.clone(), Some(read).filter(|text| !text.is_empty()));
        }
    }
    Ok(found)
}

/// The text of a file of instructions, without a line end at its end.
fn from_file(path: &Path, folder: Option<&Path>) -> Result<String> {
    let path = match folder {
        Some(folder) => folder.join(path),
        None if path.is_absolute() => path.to_owned(),
        None => return Err(Error::argument("a relative path needs `folder`, the folder of the settings")),
    };
    let refused = |what: String| {
        let text = format!("`{}` cannot be read: {what}", shown(&path.to_string_lossy()));
        Error::new(crate::Code::Io, text)
    };
    let kind = std::fs::metadata(&path).map_err(|error| refused(error.to_string()))?;
    // A pipe that nobody writes to would be waited for without end.
    if !kind.is_file() {
        return Err(refused("it is not a file".into()));
    }
    let mut bytes = Vec::new();
    // A byte order mark before the text and a line end behind it do not count.
    let limit = INSTRUCTIONS_BYTES as u64 + 5;
    let read = File::open(&path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes));
    read.map_err(|error| refused(error.to_string()))?;
    let text = std::str::from_utf8(without_mark(&bytes));
    if bytes.len() as u64 > limit {
        return Err(Error::limit("the file of instructions", INSTRUCTIONS_BYTES, "bytes"));
    }
    let text = text.map_err(|_| refused("it is not UTF-8".into()))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

/// One change, in the order in which it is written.
enum Step {
    AddProvider(Provider),
    UpdateProvider(ProviderRow, Given),
    CreateWorkspace { name: String, instructions: Option<String>, rules: Vec<Rule> },
    ChangeWorkspace { id: i64, instructions: Option<Option<String>>, rules: Option<Vec<Rule>> },
    AddPersona { name: String, description: String, vector: Option<Vec<f32>> },
    ChangePersona { persona: Persona, vector: Option<Option<Vec<f32>>> },
    Activate { session: String, workspace: String },
}

impl Step {
    fn write(&self, edit: &Edit<'_>, context: &Context, now: Timestamp) -> Result<()> {
        match self {
            Step::AddProvider(provider) => add(edit, context, provider.clone(), None).map(|_| ()),
            Step::UpdateProvider(row, given) => change(edit, context, &mut row.clone(), given),
            Step::CreateWorkspace { name, instructions, rules } => {
                let id = insert(edit, name, instructions.as_deref(), now)?;
                rows::replace_rules(edit.tx, id, rules, edit.generation()?)
            }
            Step::ChangeWorkspace { id, instructions, rules } => {
                if let Some(text) = instructions {
                    rows::set_instructions(edit.tx, *id, text.as_deref(), edit.generation()?)?;
                }
                if let Some(rules) = rules {
                    rows::replace_rules(edit.tx, *id, rules, edit.generation()?)?;
                }
                rows::touch(edit.tx, *id, now, edit.generation()?)
            }
            Step::AddPersona { name, description, vector } => {
                personas::insert(edit.tx, name, description, vector.as_deref(), now)
            }
            Step::ChangePersona { persona, vector } => {
                let vector = vector.as_ref().map(Option::as_deref);
                personas::update(edit.tx, &persona.name, &persona.description, vector, now)
            }
            Step::Activate { session, workspace } => {
                let row = workspaces::found(edit, workspace)?;
                rows::activate(edit.tx, session, row.id, now, edit.generation()?)
            }
        }
    }
}
