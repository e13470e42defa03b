//! The snapshot that follows changes, compared with one that is read whole.

use super::*;
use crate::Gate;
use crate::model::{
    Choices, ExportOptions, HostPrice, Money, NewProvider, NewWorkspace, ProviderType, ProviderUpdate, RuleSpec,
    Target, WorkspaceUpdate,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

const WORKSPACES: [&str; 4] = ["default", "a", "b", "c"];
const SESSIONS: [&str; 3] = ["default", "s", "t"];
const PROVIDERS: [&str; 3] = ["p", "q", "r"];
const MODELS: [&str; 2] = ["m", "n"];

/// Everything that a snapshot tells, and everything it finds it by.
fn told(snapshot: &Snapshot) -> String {
    let mut lines = vec![format!("generation {}", snapshot.generation)];
    let workspace = |view: &WorkspaceView| format!("{:?} {:?}", view.row, view.rules.rules);
    lines.extend(snapshot.workspaces.values().map(|view| workspace(view)));
    lines.extend(snapshot.workspaces.by_id().map(|(id, view)| format!("{id}: {}", workspace(view))));
    lines.extend(snapshot.workspaces.values().map(|view| format!("{:?}", snapshot.record(view))));
    lines.extend(snapshot.sessions.iter().map(|entry| format!("{entry:?}")));
    lines.extend(snapshot.active.iter().map(|entry| format!("{entry:?}")));
    lines.push(format!("{:?}", snapshot.sessions()));
    lines.extend(snapshot.providers.values().map(|row| format!("{row:?}")));
    lines.extend(snapshot.providers.by_id().map(|(id, row)| format!("{id}: {row:?}")));
    lines.extend(snapshot.own_prices.iter().map(|price| format!("{price:?}")));
    lines.join("\n")
}

fn read<T>(gate: &Gate, work: impl Fn(&Connection) -> Result<T>) -> T {
    gate.context.store.read_config(|tx| work(tx)).unwrap()
}

fn held(gate: &Gate) -> Arc<Snapshot> {
    gate.context.snapshot().unwrap()
}

fn whole(gate: &Gate) -> Arc<Snapshot> {
    read(gate, |connection| Snapshot::load(connection, None))
}

/// A call by one of the gates; the numbers choose names.
#[derive(Debug, Clone)]
struct Step {
    call: usize,
    gate: usize,
    one: usize,
    other: usize,
    force: bool,
    /// Which gates look afterwards; one that does not falls behind.
    look: [bool; 2],
}

const CALLS: usize = 17;

fn step() -> impl Strategy<Value = Step> {
    let numbers = (0..CALLS, 0..2_usize, 0..12_usize, 0..12_usize);
    (numbers, any::<bool>(), any::<[bool; 2]>()).prop_map(|((call, gate, one, other), force, look)| Step {
        call,
        gate,
        one,
        other,
        force,
        look,
    })
}

fn pick<'a>(names: &[&'a str], number: usize) -> &'a str {
    names[number % names.len()]
}

fn rules(number: usize) -> Vec<RuleSpec> {
    let model = |number| if number % 2 == 0 { "" } else { "/m" };
    let target = |number| Target::parse(&format!("{}{}", pick(&PROVIDERS, number), model(number)));
    let rule = |number| RuleSpec { to: vec![target(number)], ..RuleSpec::default() };
    (0..number % 3).map(|more| rule(number + more)).collect()
}

fn provider(models: Option<Vec<String>>) -> NewProvider {
    NewProvider { models, ..NewProvider::new(ProviderType::Ollama) }
}

/// Makes the call; whether it was carried out.
fn play(gate: &Gate, step: &Step, bundle: &mut String) -> bool {
    let Step { call, one, other, force, .. } = *step;
    let (workspace, name) = (pick(&WORKSPACES, one), pick(&PROVIDERS, one));
    let models = || force.then(|| vec![pick(&MODELS, other).to_owned()]);
    match call {
        0 => {
            let new = NewWorkspace { custom_instructions: force.then(|| "be brief".into()), rules: rules(other) };
            gate.workspaces().create(workspace, &new).is_ok()
        }
        1 => {
            let custom_instructions = Some(force.then(|| format!("of {other}")));
            let update = WorkspaceUpdate { custom_instructions, rules: None };
            gate.workspaces().update(workspace, &update).is_ok()
        }
        2 => gate.workspaces().set_rules(workspace, &rules(other)).is_ok(),
        3 => gate.workspaces().rename(workspace, pick(&WORKSPACES, other)).is_ok(),
        4 => gate.workspaces().archive(workspace, force).is_ok(),
        5 => gate.workspaces().recover(workspace).is_ok(),
        6 => gate.workspaces().delete(workspace).is_ok(),
        7 => gate.sessions().activate(workspace, Some(pick(&SESSIONS, other))).is_ok(),
        8 => gate.sessions().remove(pick(&SESSIONS, one)).is_ok(),
        9 => gate.providers().add(name, &provider(models())).is_ok(),
        10 => {
            let update = ProviderUpdate { models: Some(models()), force: other % 2 == 0, ..ProviderUpdate::default() };
            gate.providers().update(name, &update).is_ok()
        }
        11 => gate.providers().rename(name, pick(&PROVIDERS, other)).is_ok(),
        12 => gate.providers().remove(name, force).is_ok(),
        13 => {
            let price = HostPrice::new(pick(&MODELS, other), Money::default(), Money::default());
            gate.prices().set(&HostPrice { provider: force.then(|| name.to_owned()), keep: true, ..price }).is_ok()
        }
        14 => gate.prices().remove(pick(&MODELS, other), force.then_some(name)).unwrap(),
        15 => {
            *bundle = gate.export(&ExportOptions::default()).unwrap();
            true
        }
        _ => {
            let choice = if force { "replace".to_owned() } else { format!("rename:n{other}") };
            let choices = WORKSPACES.map(|name| (name.to_owned(), choice.clone())).into();
            let apply = |choices| gate.plan_import(bundle.as_bytes()).and_then(|plan| plan.apply(&choices));
            let one_for_all = Choices { choices, providers: BTreeMap::new() };
            apply(one_for_all).or_else(|_| apply(Choices::default())).is_ok()
        }
    }
}

/// Plays the steps on two gates, and holds their snapshots against whole ones.
fn play_all(gates: &[Gate; 2], steps: &[Step], carried_out: &mut [u32; CALLS]) {
    for name in PROVIDERS {
        gates[0].providers().add(name, &provider(None)).unwrap();
    }
    let mut bundle = gates[0].export(&ExportOptions::default()).unwrap();
    let mut seen = gates.each_ref().map(held);
    for step in steps {
        carried_out[step.call] += u32::from(play(&gates[step.gate], step, &mut bundle));
        for (index, gate) in gates.iter().enumerate().filter(|(index, _)| step.look[*index]) {
            let (before, now) = (seen[index].generation, read(gate, config::generation));
            if before != now {
                let changes = read(gate, |connection| changes::since(connection, before, now));
                assert!(changes.is_some(), "read whole, from {before} to {now}");
            }
            seen[index] = held(gate);
            assert_eq!(told(&seen[index]), told(&whole(gate)), "after {step:?}");
        }
    }
}

fn two_on(path: &Path) -> [Gate; 2] {
    [(); 2].map(|()| Gate::open(path).unwrap())
}

#[test]
fn a_snapshot_that_follows_equals_one_that_is_read_whole() {
    let (files, memory) = (RefCell::new([0; CALLS]), RefCell::new([0; CALLS]));
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let played = runner.run(&prop::collection::vec(step(), 60), |steps| {
        let folder = tempfile::tempdir().unwrap();
        play_all(&two_on(&folder.path().join("gate.db")), &steps, &mut files.borrow_mut());
        let gate = Gate::open(":memory:").unwrap();
        play_all(&[gate.clone(), gate], &steps, &mut memory.borrow_mut());
        Ok(())
    });
    played.unwrap();
    for carried_out in [files.into_inner(), memory.into_inner()] {
        assert!(carried_out.iter().all(|count| *count > 0), "a call that never succeeded: {carried_out:?}");
    }
}

/// Two gates on one file with a rule, a session and a provider of each fate, and the file for statements by hand.
fn prepared(folder: &Path) -> ([Gate; 2], Connection) {
    let path = folder.join("gate.db");
    let gates = two_on(&path);
    for name in PROVIDERS {
        gates[0].providers().add(name, &provider(None)).unwrap();
    }
    for name in ["a", "b", "c"] {
        gates[0].workspaces().create(name, &NewWorkspace::default()).unwrap();
    }
    gates[0].workspaces().set_rules("a", &rules(1)).unwrap();
    gates[0].workspaces().archive("c", false).unwrap();
    gates[0].sessions().activate("b", Some("s")).unwrap();
    held(&gates[1]);
    (gates, Connection::open(path).unwrap())
}

#[test]
fn a_change_that_is_not_told_is_found_by_the_comparison() {
    type Change = fn(&Gate);
    let removals: [(&str, Change); 4] = [
        ("session", |gate| gate.sessions().remove("s").unwrap()),
        ("workspace", |gate| drop(gate.workspaces().delete("c").unwrap())),
        ("provider", |gate| drop(gate.providers().remove("r", false).unwrap())),
        ("workspace", |gate| drop(gate.providers().rename("q", "z").unwrap())),
    ];
    for (kind, change) in removals {
        for hidden in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let ([writer, follower], by_hand) = prepared(folder.path());
            change(&writer);
            if hidden {
                let sql = "UPDATE config_changes SET kind = 'unknown' WHERE kind = ?1
                           AND generation = (SELECT config_generation FROM meta)";
                assert!(by_hand.execute(sql, [kind]).unwrap() > 0, "{kind}");
            }
            assert_eq!(told(&held(&follower)) == told(&whole(&follower)), !hidden, "{kind}");
        }
    }
}

#[test]
fn one_change_leaves_all_the_rest_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let ([writer, follower], _) = prepared(folder.path());
    let before = held(&follower);
    writer.workspaces().rename("b", "z").unwrap();
    writer.sessions().activate("a", Some("t")).unwrap();
    writer.providers().update("p", &ProviderUpdate::default()).unwrap();
    for gate in [&writer, &follower] {
        let after = held(gate);
        assert_eq!(told(&after), told(&whole(gate)));
        assert_ne!(told(&after), told(&before));
    }
    let after = held(&follower);
    let same = |name| Arc::ptr_eq(before.workspaces.get(name).unwrap(), after.workspaces.get(name).unwrap());
    assert!(["default", "a", "c"].into_iter().all(same));
    let same = |name| Arc::ptr_eq(before.providers.get(name).unwrap(), after.providers.get(name).unwrap());
    assert_eq!(PROVIDERS.map(same), [false, true, true]);
    assert_eq!(after.session("s").unwrap().active_workspace, "z");
    // Its rules are the same, so they are not read again.
    let rules = |snapshot: &Snapshot, name| snapshot.workspaces.get(name).unwrap().rules.clone();
    assert!(Arc::ptr_eq(&rules(&before, "b"), &rules(&after, "z")));
}

#[test]
fn what_the_log_does_not_tell_is_read_whole() {
    // A copy of an older state, one whose generations came round, and a change by hand that raised the generation alone.
    for generation in ["1", "-9223372036854775808", "config_generation + 1"] {
        let folder = tempfile::tempdir().unwrap();
        let ([_, follower], by_hand) = prepared(folder.path());
        let sql = format!(
            "UPDATE workspaces SET custom_instructions = 'by hand' WHERE name = 'b';
             UPDATE rules SET conditions = '{{\"files\": [\"*.rs\"]}}';
             UPDATE meta SET config_generation = {generation}"
        );
        by_hand.execute_batch(&sql).unwrap();
        let after = held(&follower);
        assert_eq!(after.workspaces.get("b").unwrap().row.custom_instructions.as_deref(), Some("by hand"));
        if generation != "config_generation + 1" {
            assert_eq!(told(&after), told(&whole(&follower)), "rules of another past are not taken over");
        }
    }
}
