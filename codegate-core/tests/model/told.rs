//! Records of the library as the texts that the reference gives.

use crate::reference::Answer;
use crate::steps::{Asked, By, Choice};
use codegate_core::model::*;
use codegate_core::{Code, Gate};
use std::collections::BTreeMap;

pub(crate) fn code<T>(answer: codegate_core::Result<T>) -> Result<T, Code> {
    answer.map_err(|error| error.code())
}

pub(crate) fn request(asked: &Asked) -> Request<'static> {
    Request {
        path: Some("/v1/chat/completions".into()),
        format: Some(Format::OpenaiChat),
        session: asked.session.map(str::to_owned),
        workspace: asked.workspace.map(str::to_owned),
        files: Some(asked.files.iter().map(|path| (*path).to_owned()).collect()),
        requested_model: asked.model.map(str::to_owned),
        to: asked.to.map(str::to_owned),
        ..Request::default()
    }
}

/// The one file pattern of a rule, its one model, and its targets.
type RuleTold<'a> = (Option<&'a str>, Option<&'a str>, Vec<(String, Option<&'a str>)>);

fn rule_told(rule: &Rule) -> RuleTold<'_> {
    let When { files, request_type, client, requested_model } = &rule.when;
    assert!(request_type.is_none() && client.is_none());
    let only = |values: &Option<Vec<String>>| values.as_ref().is_none_or(|values| values.len() == 1);
    assert!(only(files) && only(requested_model));
    let to = rule.to.iter().map(|to| (to.provider.clone(), to.model.as_deref()));
    (first(files), first(requested_model), to.collect())
}

fn first(values: &Option<Vec<String>>) -> Option<&str> {
    values.as_ref().and_then(|values| values.first()).map(String::as_str)
}

pub(crate) fn workspace_told(own: &Workspace) -> String {
    let rules: Vec<_> = own.rules.iter().map(rule_told).collect();
    let [created, updated] = [own.created_at, own.updated_at].map(Timestamp::as_micros);
    let archived = own.archived_at.map(Timestamp::as_micros);
    let (name, text, active) = (&own.name, &own.custom_instructions, &own.active_in);
    format!("{name} {text:?} {rules:?} {active:?} {created} {updated} {archived:?}")
}

pub(crate) fn session_told(own: &Session) -> String {
    format!("{} {} {}", own.id, own.active_workspace, own.last_update.as_micros())
}

pub(crate) fn provider_told(own: &Provider) -> String {
    let [created, updated] = [own.created_at, own.updated_at].map(Timestamp::as_micros);
    format!("{} {:?} {created} {updated}", own.name, own.models)
}

pub(crate) fn route_told(route: &Route) -> (String, Option<&str>) {
    (route.provider.clone().unwrap_or_default(), route.model.as_deref())
}

pub(crate) fn decision_told(own: &Decision) -> String {
    assert_eq!(own.routed, own.reason.is_none());
    let routes: Vec<_> = own.route.iter().chain(&own.fallbacks).map(route_told).collect();
    let (workspace, session, rule, reason) = (&own.workspace, &own.session, own.rule, &own.reason);
    format!("{workspace} {session} {rule:?} {reason:?} {routes:?} {:?}", own.custom_instructions)
}

fn place(provider: &Option<String>, model: &Option<String>) -> Option<(String, Option<String>)> {
    provider.clone().map(|provider| (provider, model.clone()))
}

fn tokens(usage: &Usage) -> Option<[u64; 2]> {
    usage.input_tokens.zip(usage.output_tokens).map(|(input, output)| [input, output])
}

fn pico(cost: Option<Money>) -> Option<i128> {
    cost.map(Money::as_pico)
}

pub(crate) fn receipt_told(own: &Receipt) -> String {
    let (workspace, session, last) = (&own.workspace, &own.session, place(&own.provider, &own.model));
    let (used, cost, known, outcome) = (tokens(&own.usage), pico(own.cost), own.cost_known.as_pico(), own.outcome);
    let attempt = |one: &Attempt| (place(&one.provider, &one.model), one.outcome.as_str(), tokens(&one.usage));
    let attempts: Vec<_> = own.attempts.iter().map(attempt).collect();
    format!("{workspace} {session} {last:?} {used:?} {cost:?} {known} {outcome} {attempts:?} {}", own.duplicate)
}

pub(crate) fn entry_told(own: &HistoryEntry) -> String {
    let (last, used, cost) = (place(&own.provider, &own.model), tokens(&own.usage), pico(own.cost));
    let [started, finished] = [own.started_at, own.finished_at].map(Timestamp::as_micros);
    let (id, workspace, session, outcome) = (&own.exchange, &own.workspace, &own.session, own.outcome);
    format!("{id} {workspace} {session} {last:?} {outcome} {used:?} {cost:?} {started} {finished}")
}

/// The names, instructions and numbers of rules in a bundle.
pub(crate) fn bundle_told(text: &str) -> String {
    let bundle: serde_json::Value = serde_json::from_str(text).unwrap();
    let told = |own: &serde_json::Value| {
        let text = own["custom_instructions"].as_str();
        format!("{} {text:?} {}", own["name"].as_str().unwrap(), own["rules"].as_array().unwrap().len())
    };
    bundle["workspaces"].as_array().unwrap().iter().map(told).collect::<Vec<_>>().join("\n")
}

pub(crate) fn import(gate: &Gate, bundle: &str, choice: Choice) -> codegate_core::Result<Imported> {
    let plan = gate.plan_import(bundle.as_bytes())?;
    let word = match choice {
        Choice::None => return plan.apply(&Choices::default()),
        Choice::Skip => "skip",
        Choice::Replace => "replace",
        Choice::Rename => "rename:c",
    };
    let choices = plan.view().items.iter().map(|item| (item.name.clone(), word.to_owned())).collect();
    plan.apply(&Choices { choices, ..Choices::default() })
}

pub(crate) fn usage(
    gate: &Gate,
    workspace: Option<&str>,
    by: Option<By>,
    since: Option<i64>,
    until: Option<i64>,
) -> Answer {
    let time = |micros: Option<i64>| micros.map(|micros| Timestamp::from_micros(micros).unwrap());
    let word = |by| match by {
        By::Model => GroupBy::Model,
        By::Provider => GroupBy::Provider,
        By::Session => GroupBy::Session,
        By::Workspace => GroupBy::Workspace,
        By::Rule => GroupBy::Rule,
    };
    let query = UsageQuery {
        workspace: workspace.map(str::to_owned),
        by: by.into_iter().map(word).collect(),
        since: time(since),
        until: time(until),
        ..UsageQuery::default()
    };
    let report = code(gate.usage().query(&query))?;
    let rows: BTreeMap<Option<String>, [i128; 8]> =
        report.rows.iter().map(|row| (row.key.clone(), sums(&row.totals))).collect();
    assert_eq!(rows.len(), report.rows.len(), "a key comes twice");
    Ok(format!("{:?} {rows:?}", sums(&report.total)))
}

fn sums(own: &UsageTotals) -> [i128; 8] {
    let counts = [own.exchanges, own.attempts, own.failed, own.input_tokens, own.output_tokens].map(i128::from);
    let [exchanges, attempts, failed, input, output] = counts;
    let unknown = [own.incomplete, own.unpriced].map(i128::from);
    [exchanges, attempts, failed, input, output, own.cost_known.as_pico(), unknown[0], unknown[1]]
}

pub(crate) fn history(gate: &Gate, workspace: Option<&str>) -> Answer {
    let query = HistoryQuery { workspace: workspace.map(str::to_owned), limit: Some(1_000), ..HistoryQuery::default() };
    let page = code(gate.history().list(&query))?;
    assert_eq!(code(gate.history().count(&query))?, page.items.len() as u64);
    Ok(page.items.iter().map(entry_told).collect::<Vec<_>>().join("\n"))
}
