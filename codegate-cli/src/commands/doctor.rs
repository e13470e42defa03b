//! `codegate doctor`.

use super::{rules, shadow};
use crate::app::App;
use crate::errors::Failure;
use crate::output::{count, many};
use clap::Args;
use codegate_core::Gate;
use codegate_core::model::{Auth, Health, Locks, PriceQuery, Provider, Rule, Target, UnpricedModel};
use serde::Serialize;
use std::collections::BTreeSet;
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  codegate doctor\n  codegate doctor --json\n\n\
    Nothing is sent and nothing is changed. Exit status 1 where something does not work, 3 where the store cannot be used.")]
pub(crate) struct Doctor {
    /// Also compare all sums with the attempts, which reads the whole history.
    #[arg(long)]
    verify: bool,
}

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Note,
    Warning,
    Failed,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    state: State,
    about: &'static str,
    says: String,
}

/// All that was found.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, state: State, about: &'static str, says: impl Into<String>) {
        self.0.push(Finding { state, about, says: says.into() });
    }
}

pub(crate) fn run(app: &mut App, options: &Doctor) -> Result<ExitCode, Failure> {
    let mut found = Findings::default();
    found.add(State::Ok, "version", format!("codegate {}", codegate_core::version()));
    let gate = app.read()?;
    let health = gate.health()?;
    store(&health, &mut found);
    use_of(&health, &mut found);
    if options.verify {
        verify(&gate, &mut found)?;
    }
    let providers = gate.providers().list()?;
    for provider in &providers {
        credential(provider, &mut found);
    }
    if providers.is_empty() {
        found.add(State::Note, "providers", "there are none: `codegate provider add` adds one");
    }
    let mut targets = BTreeSet::new();
    for workspace in gate.workspaces().list()? {
        let unfired = health.unfired.iter().filter(|rule| rule.workspace == workspace.name).map(|rule| rule.rule);
        all_rules(&workspace.name, &workspace.rules, &unfired.collect::<Vec<_>>(), &mut found);
        let of = workspace.rules.iter().flat_map(|rule| &rule.to);
        targets.extend(of.filter_map(|target| Some((target.provider.clone(), target.model.clone()?))));
    }
    prices(&gate, &targets, &mut found)?;
    environment(&mut found);
    let failed = found.0.iter().any(|finding| finding.state == State::Failed);
    app.out.record(&found.0, || told(&found.0))?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn told(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let sign = match finding.state {
            State::Ok => "ok     ",
            State::Note => "note   ",
            State::Warning => "warning",
            State::Failed => "FAILED ",
        };
        format!("{sign}  {:<11}  {}\n", finding.about, finding.says)
    };
    findings.iter().map(line).collect()
}

/// The log of a store that is left alone stays at a few mebibytes.
const LONG_LOG: u64 = 64 * 1024 * 1024;
/// What is worth giving back.
const MUCH: u64 = 16 * 1024 * 1024;

fn store(health: &Health, found: &mut Findings) {
    let size = |bytes: Option<u64>| bytes.map_or("none".to_owned(), |bytes| format!("{} bytes", count(bytes)));
    found.add(State::Ok, "store", health.path.clone().unwrap_or_else(|| "in memory".to_owned()));
    found.add(
        State::Ok,
        "schema",
        format!(
            "version {}, SQLite {}, file {}, log {}",
            health.schema,
            health.sqlite,
            size(health.size),
            size(health.log_size)
        ),
    );
    match health.locks {
        Locks::Process => found.add(State::Warning, "locks", "a host that opens the file itself can drop them"),
        locks => found.add(State::Ok, "locks", locks.to_string()),
    }
    for warning in &health.warnings {
        found.add(State::Warning, "store", format!("{}: {}", warning.code, warning.message));
    }
    let system = health.filesystem.as_deref().unwrap_or("of a kind that is not told");
    let peers =
        health.peers.map_or(String::new(), |peers| format!(", open in {} of this user", many(peers, "other process")));
    found.add(State::Ok, "files", format!("file system {system}{peers}"));
    if let Some(log) = health.log_size.filter(|log| *log > LONG_LOG) {
        let says =
            format!("the log has {}: something has read one state of the store for long; end it", many(log, "byte"));
        found.add(State::Warning, "log", says);
    }
    if let Some(free) = health.free.filter(|free| *free > MUCH) {
        found.add(
            State::Note,
            "room",
            format!("{} hold nothing; `codegate compact` gives them back", many(free, "byte")),
        );
    }
}

/// What was recorded and lacks something.
fn use_of(health: &Health, found: &mut Findings) {
    for UnpricedModel { provider, model, exchanges, .. } in health.unpriced.iter().take(SHOWN) {
        let (model, at) = (
            model.as_deref().unwrap_or("-"),
            provider.as_deref().map_or(String::new(), |name| format!(" --provider {name}")),
        );
        let says = format!(
            "{} of `{model}` have no cost; `codegate prices set {model}{at} …` sets a price, `codegate prices reprice` applies it",
            many(*exchanges, "exchange")
        );
        found.add(State::Warning, "cost", says);
    }
    if health.unpriced.len() > SHOWN {
        found.add(
            State::Warning,
            "cost",
            format!(
                "and {} more; `codegate usage --by model` has all",
                many((health.unpriced.len() - SHOWN) as u64, "model")
            ),
        );
    }
    if health.without_usage > 0 {
        let says = format!(
            "of {} some tokens are not known: the provider did not report them, or the stream was cut off; `--json` of `codegate history` tells which",
            many(health.without_usage, "exchange")
        );
        found.add(State::Note, "usage", says);
    }
}

/// Models that are told one by one.
const SHOWN: usize = 5;

fn verify(gate: &Gate, found: &mut Findings) -> Result<(), Failure> {
    let progress = crate::progress::Progress::new("comparing sums with attempts");
    let check = gate.usage().verify(false)?;
    drop(progress);
    match check.differing {
        0 => found.add(State::Ok, "sums", format!("those of {} attempts are right", count(check.attempts))),
        differing => {
            let says = format!(
                "{} differ from the attempts; `codegate usage verify --rebuild` rebuilds them",
                count(differing)
            );
            found.add(State::Failed, "sums", says);
        }
    }
    Ok(())
}

/// Whether a credential is there; never what it is.
fn credential(provider: &Provider, found: &mut Findings) {
    let name = &provider.name;
    match (provider.auth, provider.credential.as_deref()) {
        (Auth::None, _) => found.add(State::Ok, "credential", format!("`{name}` needs none")),
        (Auth::Passthrough, _) => found.add(State::Ok, "credential", format!("`{name}` gets the client's own")),
        (Auth::ApiKey, Some(reference)) => match reference.strip_prefix("env:") {
            Some(variable) if std::env::var_os(variable).is_none_or(|value| value.is_empty()) => {
                found.add(State::Failed, "credential", format!("`{name}`: `{variable}` is not set here"));
            }
            Some(variable) => found.add(State::Ok, "credential", format!("`{name}`: `{variable}` is set")),
            None => {
                let says = format!("`{name}`: `{reference}` comes from the host, which the proxy is not");
                found.add(State::Note, "credential", says);
            }
        },
        (Auth::ApiKey, None) => found.add(State::Failed, "credential", format!("`{name}` has no reference to one")),
    }
}

fn all_rules(workspace: &str, rules: &[Rule], unfired: &[usize], found: &mut Findings) {
    let dead = shadow::never(rules);
    for place in unfired.iter().filter(|place| **place < rules.len() && !dead.iter().any(|(other, _)| other == *place))
    {
        let rule = rules::told(&rules[*place]);
        found.add(
            State::Note,
            "rules",
            format!("`{workspace}` rule {place} ({rule}) has decided nothing that is recorded"),
        );
    }
    for (place, reason) in &dead {
        let rule = rules::told(&rules[*place]);
        found.add(State::Warning, "rules", format!("`{workspace}` rule {place} ({rule}) can never match: {reason}"));
    }
    if dead.is_empty() && !rules.is_empty() {
        found.add(State::Ok, "rules", format!("`{workspace}`: each of {} can match", rules.len()));
    } else if rules.is_empty() {
        found.add(State::Note, "rules", format!("`{workspace}` has none: its requests go where they were going"));
    }
}

fn prices(gate: &Gate, targets: &BTreeSet<(String, String)>, found: &mut Findings) -> Result<(), Failure> {
    for (provider, model) in targets {
        let query = PriceQuery { provider: Some(provider.clone()), ..PriceQuery::new(model) };
        let shown = rules::targets(&[Target { provider: provider.clone(), model: Some(model.clone()) }]);
        match gate.prices().lookup(&query)? {
            Some(_) => found.add(State::Ok, "price", format!("`{shown}` is known")),
            None => {
                let says =
                    format!("`{shown}` is not known; `codegate prices set {model} --provider {provider} …` sets one");
                found.add(State::Warning, "price", says);
            }
        }
    }
    let age = gate.prices().age()?;
    if age.stale {
        let days = age.days.map_or("an unknown number of".to_owned(), |days| days.to_string());
        found.add(State::Warning, "prices", format!("the tables are {days} days old; load a newer one with `--table`"));
    }
    Ok(())
}

/// Variables by which connections go elsewhere, without what their values may hold of passwords.
fn environment(found: &mut Findings) {
    const PROXIES: [&str; 4] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];
    const BASES: [&str; 4] = ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "OLLAMA_HOST"];
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let lower = |name: &str| std::env::var_os(name.to_lowercase()).is_some_and(|value| !value.is_empty());
    let proxies: Vec<&str> = PROXIES.into_iter().filter(|name| is_set(name) || lower(name)).collect();
    if proxies.is_empty() {
        found.add(State::Ok, "network", "no proxy is set");
    } else {
        found.add(
            State::Note,
            "network",
            format!("`{}` set: `codegate proxy` connects by these", proxies.join("`, `")),
        );
    }
    for name in BASES.into_iter().filter(is_set) {
        found.add(State::Note, "network", format!("`{name}` is set: agents started here go there"));
    }
}
