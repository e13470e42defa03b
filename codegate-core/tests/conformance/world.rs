//! What a case works with: its store, its gates, and what it has opened.

use crate::args::{Args, Stop, broken};
use crate::calls::{self, Answer, Begun};
use crate::case::{Case, Step, expand_fields};
use crate::compare::{Extent, differences};
use codegate_core::model::{Choices, OptionFields, from_json};
use codegate_core::{Error, Gate, ImportPlan, OpenOptions};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the gate that steps use unless they say otherwise.
const FIRST: &str = "";

struct World<'c> {
    case: &'c Case,
    path: PathBuf,
    gates: BTreeMap<String, Gate>,
    exchanges: BTreeMap<String, Begun>,
    plans: BTreeMap<String, ImportPlan>,
    // Last, so that the folder goes when everything in it is closed.
    folder: tempfile::TempDir,
}

/// Plays a case; the error tells what was wrong and at which step.
pub(crate) fn play(case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = if case.given.memory { ":memory:".into() } else { folder.path().join("codegate.db") };
    let mut world =
        World { case, path, gates: BTreeMap::new(), exchanges: BTreeMap::new(), plans: BTreeMap::new(), folder };
    world.open(FIRST, &world.path.clone(), &Map::new()).map_err(|stop| match stop {
        Stop::Refused(error) => format!("  cannot be opened: {} ({})", error.code(), error.message()),
        Stop::Broken(text) => text,
    })?;
    for (index, step) in case.steps.iter().enumerate() {
        world.step(step).map_err(|fault| format!("  step {} `{}`:\n{fault}", index + 1, step.call))?;
    }
    Ok(())
}

/// How often a secret is put into the same place of a call.
const TRIES: usize = 4;

/// Plays a case, and before each step makes its call with a secret in place of each of its texts and numbers in
/// turn. Gives the errors that repeat it. What the calls answer is not looked at: some succeed.
pub(crate) fn repeated(case: &Case, secret: &str, tried: &mut BTreeMap<String, usize>) -> Vec<String> {
    // In memory: no call waits for a disk.
    let (gates, exchanges, plans) = <_>::default();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    let mut world = World { case, path: ":memory:".into(), gates, exchanges, plans, folder };
    let mut found = Vec::new();
    if world.open(FIRST, &world.path.clone(), &Map::new()).is_err() {
        return found;
    }
    for step in &case.steps {
        let mut play = |args: Value| {
            let gate = world.gates.get(step.gate.as_deref().unwrap_or(FIRST)).cloned();
            let Value::Object(args) = args else { return };
            if let Err(Stop::Refused(error)) = world.call(step, gate.as_ref(), &mut Args(args))
                && error.message().contains(secret)
            {
                found.push(format!("{}: {}", step.call, error.message()));
            }
        };
        let args = Value::Object(expand_fields(&step.args, &place));
        for place in leaves(&args, String::new()) {
            // A path of a file would be one: it is made there, and errors name it.
            if ["/path", "/file"].contains(&place.as_str()) && ["gate.open", "backup"].contains(&step.call.as_str()) {
                continue;
            }
            // The same place of the same call is tried in a few cases, not in all.
            let times = tried.entry(format!("{} {place}", step.call)).or_default();
            *times += 1;
            if *times > TRIES {
                continue;
            }
            let mut harmed = args.clone();
            if let Some(leaf) = harmed.pointer_mut(&place) {
                *leaf = secret.into();
            }
            play(harmed);
        }
        play(args);
    }
    found
}

/// The pointers to everything in a value that is neither an object nor a list.
fn leaves(value: &Value, at: String) -> Vec<String> {
    let below =
        |(name, value): (String, &Value)| leaves(value, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")));
    match value {
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), value)).flat_map(below).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(place, item)| (place.to_string(), item)).flat_map(below).collect()
        }
        _ => vec![at],
    }
}

impl World<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        let gate = self.gates.get(step.gate.as_deref().unwrap_or(FIRST)).cloned();
        let must_keep = step.error.is_some() || writes_nothing(&step.call);
        let before = gate.as_ref().filter(|_| must_keep).and_then(state);

        let mut args = Args(expand_fields(&step.args, self.folder.path()));
        let result = self.call(step, gate.as_ref(), &mut args).and_then(|value| args.end().map(|()| value));
        check(step, result)?;

        let changes = match (before, gate.as_ref().and_then(state)) {
            (Some(before), Some(after)) => differences(&before, &after, Extent::Whole),
            _ => Vec::new(),
        };
        if changes.is_empty() { Ok(()) } else { Err(format!("  it changed the store:\n{}", changes.join("\n"))) }
    }

    fn call(&mut self, step: &Step, gate: Option<&Gate>, args: &mut Args) -> Answer {
        let on = step.on.as_deref().unwrap_or_default();
        let name = || step.name.clone().map_or_else(|| broken("the step needs `as`"), Ok);
        let gate_name = step.gate.as_deref().unwrap_or(FIRST);
        let gate = || gate.map_or_else(|| broken(format!("no gate `{gate_name}`")), Ok);
        match step.call.as_str() {
            "gate.open" => {
                let options = args.0.remove("options").unwrap_or_else(|| json!({}));
                let Value::Object(options) = options else { return broken("`options` is not an object") };
                let path = args.optional_text("file")?.map_or_else(|| self.path.clone(), PathBuf::from);
                self.open(&name()?, &path, &options)
            }
            "gate.close" => gate()?.close().map(|()| Value::Null).map_err(Stop::from),
            "gate.reopen" => {
                gate()?.close()?;
                self.open(gate_name, &self.path.clone(), &Map::new())
            }
            "begin" => {
                let (begun, sent) = calls::begin(gate()?, args)?;
                self.exchanges.insert(name()?, begun);
                Ok(sent)
            }
            "plan_import" => {
                let bundle = match args.0.remove("bundle") {
                    Some(bundle) => bundle.to_string(),
                    None => args.text("bundle_text")?,
                };
                let plan = gate()?.plan_import(bundle.as_bytes())?;
                let view = serde_json::to_value(plan.view()).map_err(|error| Stop::Broken(error.to_string()))?;
                self.plans.insert(name()?, plan);
                Ok(view)
            }
            "plan.apply" => {
                let plan = self.plans.get(on).map_or_else(|| broken(format!("no plan `{on}`")), Ok)?;
                serde_json::to_value(plan.apply(&args.rest::<Choices>()?)?)
                    .map_err(|error| Stop::Broken(error.to_string()))
            }
            call => match call.strip_prefix("exchange.") {
                Some(call) => {
                    let begun = self.exchanges.get(on).map_or_else(|| broken(format!("no exchange `{on}`")), Ok)?;
                    calls::on_exchange(begun, call, args)
                }
                None => calls::on_gate(gate()?, call, args),
            },
        }
    }

    /// Opens a gate on a store with the options of the case and these laid over them.
    fn open(&mut self, name: &str, path: &Path, over: &Map<String, Value>) -> Answer {
        let mut fields = json!({"clock": {"start": "2026-01-01T00:00:00Z", "step_us": 1_000_000}, "id_seed": 1});
        for (option, value) in self.case.given.options.iter().chain(over) {
            fields[option] = value.clone();
        }
        let fields: OptionFields = from_json(fields.to_string().as_bytes())?;
        let env = self.case.given.env.clone();
        let options = OpenOptions::from_fields(&fields)?.env(move |name| env.get(name).cloned());
        self.gates.insert(name.to_owned(), options.open(path)?);
        Ok(Value::Null)
    }
}

/// Holds the result of a step against what it expects.
fn check(step: &Step, result: Answer) -> Result<(), String> {
    let result = match result {
        Err(Stop::Broken(text)) => return Err(format!("  the case is wrong: {text}")),
        Err(Stop::Refused(error)) => Err(error),
        Ok(value) => Ok(value),
    };
    match (&step.error, result) {
        (Some(code), Err(error)) if error.code().as_str() == code => match &step.says {
            Some(says) if !error.message().contains(says.as_str()) => {
                Err(format!("  the text of the error does not say `{says}`: {}", error.message()))
            }
            _ => well_worded(&error),
        },
        (Some(code), Err(error)) => {
            Err(format!("  expected the error `{code}`, got `{}` ({})", error.code(), error.message()))
        }
        (Some(code), Ok(value)) => Err(format!("  expected the error `{code}`, got {value}")),
        (None, Err(error)) => Err(format!("  failed: `{}` ({})", error.code(), error.message())),
        (None, Ok(value)) => {
            let whole = step.expect.iter().flat_map(|expected| differences(expected, &value, Extent::Whole));
            let part = step.expect_part.iter().flat_map(|expected| differences(expected, &value, Extent::Part));
            let found: Vec<String> = whole.chain(part).collect();
            if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
        }
    }
}

/// The text of an error is one lower-case sentence without a full stop.
fn well_worded(error: &Error) -> Result<(), String> {
    let text = error.message();
    let ill = text.is_empty() || text.starts_with(char::is_uppercase) || text.ends_with('.') || text.contains('\n');
    if ill { Err(format!("  the text of the error is ill-worded: `{text}`")) } else { Ok(()) }
}

/// Calls after which the store must be as it was.
fn writes_nothing(call: &str) -> bool {
    let last = call.rsplit('.').next().unwrap_or(call);
    matches!(
        last,
        "get"
            | "list"
            | "list_archived"
            | "rules"
            | "active_workspace"
            | "vector"
            | "count"
            | "summary"
            | "usage"
            | "export"
    ) || call.starts_with("prices.")
        || matches!(
            last,
            "decide"
                | "explain"
                | "begin"
                | "plan_import"
                | "begin_response"
                | "feed"
                | "feed_event"
                | "end"
                | "fail"
                | "retry"
                | "discard"
        )
}

/// Everything that the store tells of itself; `None` if it cannot be read.
fn state(gate: &Gate) -> Option<Value> {
    Some(json!({
        "workspaces": gate.workspaces().list().ok()?,
        "archived": gate.workspaces().list_archived().ok()?,
        "sessions": gate.sessions().list().ok()?,
        "providers": gate.providers().list().ok()?,
        "personas": gate.personas().list().ok()?,
        "usage": gate.usage().query(&Default::default()).ok()?,
        "exchanges": gate.history().count(&Default::default()).ok()?,
        "alerts": gate.alerts().count(&Default::default()).ok()?,
    }))
}
