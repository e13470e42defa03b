//! The calls that change the configuration, on a gate and on the reference.

use crate::reference::{Answer, Reference};
use crate::steps::{Call, Rule as Given};
use crate::told::{code, provider_told, session_told, workspace_told};
use codegate_core::Gate;
use codegate_core::model::*;

fn specs(rules: &[Given]) -> Vec<RuleSpec> {
    let list = |value: Option<&str>| value.map(|value| vec![value.to_owned()]);
    let spec = |rule: &Given| RuleSpec {
        when: When { files: list(rule.files), requested_model: list(rule.model), ..When::default() },
        to: rule.to.iter().map(|to| Target::parse(to)).collect(),
        ..RuleSpec::default()
    };
    rules.iter().map(spec).collect()
}

fn owned(models: &Option<Vec<&'static str>>) -> Option<Vec<String>> {
    models.as_ref().map(|models| models.iter().map(|model| (*model).to_owned()).collect())
}

/// What the library answers.
pub(crate) fn configure(gate: &Gate, call: &Call) -> Answer {
    let (workspaces, sessions, providers) = (gate.workspaces(), gate.sessions(), gate.providers());
    let own = |answer: codegate_core::Result<Workspace>| answer.map(|own| workspace_told(&own));
    code(match call {
        Call::Create(name, text, rules) => {
            let new = NewWorkspace { custom_instructions: text.map(str::to_owned), rules: specs(rules) };
            own(workspaces.create(name, &new))
        }
        Call::Update(name, text, rules) => {
            let custom_instructions = text.map(|text| text.map(str::to_owned));
            let rules = rules.as_ref().map(|rules| Some(specs(rules)));
            own(workspaces.update(name, &WorkspaceUpdate { custom_instructions, rules }))
        }
        Call::Rename(name, new) => own(workspaces.rename(name, new)),
        Call::Archive(name, force) => own(workspaces.archive(name, *force)),
        Call::Recover(name) => own(workspaces.recover(name)),
        Call::Delete(name) => workspaces.delete(name).map(|done| {
            let DeletedWorkspace { name, exchanges, alerts, rules, .. } = done;
            format!("{name} {exchanges} {alerts} {rules}")
        }),
        Call::Activate(name, session) => sessions.activate(name, *session).map(|own| session_told(&own)),
        Call::Ensure(id, name) => sessions.ensure(id, *name).map(|own| session_told(&own)),
        Call::RemoveSession(id) => sessions.remove(id).map(|()| String::new()),
        Call::AddProvider(name, models) => {
            let new = NewProvider { models: owned(models), ..NewProvider::new(ProviderType::Ollama) };
            providers.add(name, &new).map(|own| provider_told(&own))
        }
        Call::SetModels(name, models, force) => {
            let update = ProviderUpdate { models: Some(owned(models)), force: *force, ..ProviderUpdate::default() };
            providers.update(name, &update).map(|own| provider_told(&own))
        }
        Call::RenameProvider(name, new) => providers.rename(name, new).map(|own| provider_told(&own)),
        Call::RemoveProvider(name, force) => providers.remove(name, *force).map(|done| {
            let rule = |rule: &StrippedRule| (rule.workspace.clone(), rule.rule, rule.removed);
            format!("{} {:?}", done.name, done.rules.iter().map(rule).collect::<Vec<_>>())
        }),
        _ => unreachable!("not a call that configures"),
    })
}

/// What it should answer.
pub(crate) fn expect(reference: &mut Reference, call: &Call) -> Answer {
    match call {
        Call::Create(name, text, rules) => reference.create(name, *text, rules),
        Call::Update(name, text, rules) => reference.update(name, *text, rules.as_deref()),
        Call::Rename(name, new) => reference.rename(name, new),
        Call::Archive(name, force) => reference.archive(name, *force),
        Call::Recover(name) => reference.recover(name),
        Call::Delete(name) => reference.delete(name),
        Call::Activate(name, session) => reference.activate(name, *session),
        Call::Ensure(id, name) => reference.ensure(id, *name),
        Call::RemoveSession(id) => reference.remove_session(id),
        Call::AddProvider(name, models) => reference.add_provider(name, models.clone()),
        Call::SetModels(name, models, force) => reference.set_models(name, models.clone(), *force),
        Call::RenameProvider(name, new) => reference.rename_provider(name, new),
        Call::RemoveProvider(name, force) => reference.remove_provider(name, *force),
        _ => unreachable!("not a call that configures"),
    }
}
