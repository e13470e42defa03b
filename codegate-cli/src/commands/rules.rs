//! `codegate rules`.

use super::{Rows, shadow};
use crate::app::App;
use crate::errors::Failure;
use crate::files;
use crate::output::{Table, many};
use clap::{Args, Subcommand};
use codegate_core::Gate;
use codegate_core::model::{NewProvider, NewWorkspace, Provider, Rule, RuleSpec, Target, When, from_json};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the rules of a workspace in their order; the first that matches wins.
    #[command(after_help = "Examples:\n  codegate rules list\n  codegate rules list acme --json > rules.json")]
    List {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        rows: Rows,
    },
    /// Replace all rules by those of a JSON file, all or nothing.
    #[command(after_help = "Examples:\n  codegate rules set acme rules.json\n  \
        echo '[{\"when\": {\"files\": \"*.rs\"}, \"to\": \"gpt/gpt-5.1\"}]' | codegate rules set acme -")]
    Set {
        /// The workspace.
        workspace: String,
        /// A list of rules; `-` is standard input.
        file: PathBuf,
    },
    /// Add a rule.
    #[command(after_help = "Examples:\n  codegate rules add acme --files '*.rs' --to gpt/gpt-5.1 --to local/qwen3\n  \
        codegate rules add acme --request-type fim --to local/qwen3 --at 0")]
    Add(Add),
    /// Remove a rule.
    #[command(after_help = "Example:\n  codegate rules remove acme 2")]
    Remove {
        /// The workspace.
        workspace: String,
        /// Its place, from 0.
        index: usize,
    },
    /// Move a rule to another place.
    #[command(name = "move", after_help = "Example:\n  codegate rules move acme 3 0")]
    Move {
        /// The workspace.
        workspace: String,
        /// Its place, from 0.
        from: usize,
        /// Its new place, from 0.
        to: usize,
    },
    /// Look for rules that can never match, or check a file of rules without setting them. Exit status 1 if there are any.
    #[command(after_help = "Examples:\n  codegate rules check acme\n  codegate rules check --file rules.json")]
    Check {
        #[command(flatten)]
        of: Of,
        /// A list of rules to check instead of those of the workspace; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The workspace; the active one by default.
    workspace: Option<String>,
}

impl Of {
    fn name(&self, gate: &Gate) -> Result<String, Failure> {
        match &self.workspace {
            Some(name) => Ok(name.clone()),
            None => Ok(gate.sessions().active_workspace(None)?.name),
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The workspace.
    workspace: String,
    /// A route, `provider/model` or `provider`; again for its fallbacks, in order.
    #[arg(long, required = true, value_name = "TARGET")]
    to: Vec<String>,
    /// A pattern of files, such as `*.rs` or `!*.md`.
    #[arg(long, value_name = "PATTERN", allow_hyphen_values = true)]
    files: Vec<String>,
    /// A kind of request, such as `chat`, `fim` or `embeddings`.
    #[arg(long, value_name = "WORD")]
    request_type: Vec<String>,
    /// A client, such as `claude_code` or `aider`.
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// A pattern of the model that the client asks for.
    #[arg(long, value_name = "PATTERN")]
    requested_model: Vec<String>,
    /// Its place, from 0; the last by default.
    #[arg(long, value_name = "INDEX")]
    at: Option<usize>,
}

pub(crate) fn run(app: &mut App, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::List { of, rows } => {
            let gate = app.read()?;
            let rules = gate.workspaces().rules(&of.name(&gate)?)?;
            list(app, &rules, rows)?;
        }
        Command::Set { workspace, file } => {
            let specs = read(&file)?;
            let rules = app.write()?.workspaces().set_rules(&workspace, &specs)?;
            changed(app, &workspace, &rules)?;
        }
        Command::Add(add) => {
            let (workspace, at, spec) = (add.workspace.clone(), add.at, add.spec());
            change(app, &workspace, move |rules| {
                let at = at.unwrap_or(rules.len());
                within(at, rules.len() + 1)?;
                rules.insert(at, spec);
                Ok(())
            })?;
        }
        Command::Remove { workspace, index } => change(app, &workspace, |rules| {
            within(index, rules.len())?;
            rules.remove(index);
            Ok(())
        })?,
        Command::Move { workspace, from, to } => change(app, &workspace, |rules| {
            within(from, rules.len())?;
            within(to, rules.len())?;
            let rule = rules.remove(from);
            rules.insert(to, rule);
            Ok(())
        })?,
        Command::Check { of, file } => return check(app, &of, file.as_deref()),
    }
    Ok(ExitCode::SUCCESS)
}

impl Add {
    fn spec(self) -> RuleSpec {
        let some = |values: Vec<String>| Some(values).filter(|values| !values.is_empty());
        RuleSpec {
            when: When {
                files: some(self.files),
                request_type: some(self.request_type),
                client: some(self.client),
                requested_model: some(self.requested_model),
            },
            to: self.to.iter().map(|target| Target::parse(target)).collect(),
            ..RuleSpec::default()
        }
    }
}

/// The rules of a JSON file: a list, or one.
fn read(file: &Path) -> Result<Vec<RuleSpec>, Failure> {
    let text = files::bytes(file)?;
    let one = text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if one { Ok(vec![from_json(&text)?]) } else { Ok(from_json(&text)?) }
}

/// Reads, changes and writes the rules. Other commands that do so wait for this one; a program that sets them all in between
/// is overruled.
fn change(
    app: &mut App,
    workspace: &str,
    work: impl FnOnce(&mut Vec<RuleSpec>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let gate = app.write()?;
    let _alone = app.alone("rules")?;
    let mut specs: Vec<RuleSpec> = gate.workspaces().rules(workspace)?.into_iter().map(RuleSpec::from).collect();
    work(&mut specs)?;
    let rules = gate.workspaces().set_rules(workspace, &specs)?;
    changed(app, workspace, &rules)
}

fn within(index: usize, length: usize) -> Result<(), Failure> {
    if index < length {
        return Ok(());
    }
    let text = match length {
        0 => "there are no rules".to_owned(),
        _ => format!("there is no place {index}; places are 0 to {}", length - 1),
    };
    Err(Failure::usage(text))
}

fn list(app: &mut App, rules: &[Rule], rows: Rows) -> Result<(), Failure> {
    app.out.rows(rules, rows.columns(&["when", "to", "matcher", "unknown"]), || table(rules))
}

fn changed(app: &mut App, workspace: &str, rules: &[Rule]) -> Result<(), Failure> {
    if app.out.is_json() {
        return app.out.json(rules);
    }
    app.out.text(&format!("`{workspace}` has {}", many(rules.len() as u64, "rule")))?;
    app.out.table(&table(rules))
}

fn table(rules: &[Rule]) -> Table {
    let mut table = Table::new(&[">rule", "when", "to"]);
    for (index, rule) in rules.iter().enumerate() {
        table.row(vec![index.to_string(), conditions(rule), targets(&rule.to)]);
    }
    table
}

/// A rule in one line.
pub(crate) fn told(rule: &Rule) -> String {
    format!("{} -> {}", conditions(rule), targets(&rule.to))
}

fn conditions(rule: &Rule) -> String {
    let When { files, request_type, client, requested_model } = &rule.when;
    let named =
        [("files", files), ("request_type", request_type), ("client", client), ("requested_model", requested_model)];
    let mut all: Vec<String> = named
        .into_iter()
        .filter_map(|(name, values)| values.as_ref().map(|values| format!("{name}={}", values.join("|"))))
        .collect();
    all.extend(rule.unknown.iter().map(|name| format!("{name}=?")));
    if all.is_empty() { "(every conversation)".to_owned() } else { all.join(" ") }
}

/// Targets in one line, the fallbacks after `, `.
pub(crate) fn targets(to: &[Target]) -> String {
    let told = |target: &Target| match &target.model {
        Some(model) => format!("{}/{model}", target.provider),
        None => target.provider.clone(),
    };
    to.iter().map(told).collect::<Vec<_>>().join(", ")
}

/// A rule that can never match.
#[derive(Serialize)]
struct Dead {
    rule: usize,
    reason: String,
}

fn check(app: &mut App, of: &Of, file: Option<&Path>) -> Result<ExitCode, Failure> {
    let gate = app.read()?;
    let rules = match file {
        Some(file) => rehearse(&gate, &read(file)?)?,
        None => gate.workspaces().rules(&of.name(&gate)?)?,
    };
    let dead: Vec<Dead> = shadow::never(&rules).into_iter().map(|(rule, reason)| Dead { rule, reason }).collect();
    app.out.record(&dead, || match dead.as_slice() {
        [] => format!("{}, each can match", many(rules.len() as u64, "rule")),
        dead => dead.iter().map(|one| format!("rule {}: {}\n", one.rule, one.reason)).collect(),
    })?;
    Ok(if dead.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Sets rules in a store in memory that has the same providers, so that the library judges them.
fn rehearse(gate: &Gate, specs: &[RuleSpec]) -> Result<Vec<Rule>, Failure> {
    let scratch = Gate::open(":memory:")?;
    for provider in gate.providers().list()? {
        scratch.providers().add(&provider.name, &as_new(&provider))?;
    }
    let new = NewWorkspace { rules: specs.to_vec(), ..NewWorkspace::default() };
    Ok(scratch.workspaces().create("check", &new)?.rules)
}

fn as_new(provider: &Provider) -> NewProvider {
    NewProvider {
        endpoint: Some(provider.endpoint.clone()),
        auth: Some(provider.auth),
        credential: provider.credential.clone(),
        models: provider.models.clone(),
        ..NewProvider::new(provider.provider_type)
    }
}
