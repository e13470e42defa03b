//! The calls on two gates of one file, each answer held against the reference's.

use crate::configure::{configure, expect};
use crate::reference::{Answer, Harm, Reference};
use crate::steps::{Asked, By, Call, Step};
use crate::told::*;
use codegate_core::model::*;
use codegate_core::{Exchange, Gate};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-01-01.
const START: i64 = 1_767_225_600_000_000;
/// From one step to the next: some twenty minutes, so that hours and days pass.
const STEP: i64 = 1_234_567_891;

/// What a step answered, and what it should have.
#[derive(Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) step: usize,
    pub(crate) answered: Answer,
    pub(crate) expected: Answer,
}

/// Plays the steps on a new store; tells the first difference.
pub(crate) fn play(steps: &[Step], harm: Harm) -> Result<(), Difference> {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let mut world = World::new(folder.path().join("gate.db"), harm);
    for (number, step) in steps.iter().enumerate() {
        world.set_time(START + (number as i64 + 1) * STEP);
        let (answered, expected) = world.step(step);
        let same = |answered: Answer, expected: Answer| {
            if answered == expected { Ok(()) } else { Err(Difference { step: number, answered, expected }) }
        };
        same(answered, expected)?;
        if step.look || number + 1 == steps.len() {
            same(world.everything(1 - step.gate), Ok(world.reference.all()))?;
        }
    }
    let last = |answered, expected| {
        if answered == expected { Ok(()) } else { Err(Difference { step: steps.len() - 1, answered, expected }) }
    };
    let gate = &world.gates[0];
    last(code(gate.usage().verify(false)).map(|check| check.differing.to_string()), Ok("0".into()))?;
    last(usage(gate, None, Some(By::Model), None, None), world.reference.usage(None, Some(By::Model), None, None))?;
    last(history(gate, None), world.reference.history(None))
}

struct World {
    path: PathBuf,
    clock: Arc<AtomicI64>,
    gates: [Gate; 2],
    /// The number of each gate's opening.
    openings: [usize; 2],
    /// In the order of the reference's.
    open: Vec<Exchange>,
    bundle: String,
    reference: Reference,
}

fn gate(path: &Path, clock: &Arc<AtomicI64>, opening: usize) -> Gate {
    let clock = clock.clone();
    let now = move || Timestamp::from_micros(clock.load(Ordering::Relaxed));
    Gate::options().clock(now).id_seed(opening as u64).open(path).unwrap()
}

impl World {
    fn new(path: PathBuf, harm: Harm) -> World {
        let clock = Arc::new(AtomicI64::new(START));
        let gates = [0, 1].map(|opening| gate(&path, &clock, opening));
        let price = |dollars| Money::parse(dollars).unwrap();
        gates[0].prices().set(&HostPrice { keep: true, ..HostPrice::new("m", price("1"), price("2")) }).unwrap();
        let bundle = gates[0].export(&ExportOptions::default()).unwrap();
        let reference = Reference::new(START, harm);
        World { path, clock, gates, openings: [0, 1], open: Vec::new(), bundle, reference }
    }

    fn set_time(&mut self, now: i64) {
        self.clock.store(now, Ordering::Relaxed);
        self.reference.now = now;
    }

    /// The number of an exchange among those that were begun.
    fn one(&self, number: usize) -> Option<usize> {
        number.checked_rem(self.open.len())
    }

    /// What a call answers, and what it should.
    fn step(&mut self, Step { gate: at, call, .. }: &Step) -> (Answer, Answer) {
        let nothing = (Ok(String::new()), Ok(String::new()));
        match call {
            Call::Export | Call::Import(_) | Call::Reopen => self.whole(*at, call),
            Call::Begin(asked) => self.begin(*at, asked),
            Call::Report(number, _) | Call::Fail(number) | Call::Finish(number, _) | Call::Drop(number) => {
                self.one(*number).map_or(nothing, |index| self.exchange(index, call))
            }
            Call::Record { .. } | Call::Alert(_) => self.record(*at, call),
            Call::Usage { workspace, by, since, until } => {
                let [since, until] = [since, until].map(|time| time.map(|step| START + step as i64 * STEP));
                let answered = usage(&self.gates[*at], *workspace, *by, since, until);
                (answered, self.reference.usage(*workspace, *by, since, until))
            }
            Call::History(workspace) => (history(&self.gates[*at], *workspace), self.reference.history(*workspace)),
            Call::Entry(number) => {
                let Some(place) = number.checked_rem(self.reference.books.ids.len()) else { return nothing };
                let id = self.reference.books.ids[place].clone();
                let answered = code(self.gates[*at].history().get(&id)).map(|entry| entry_told(&entry));
                (answered, self.reference.entry_of(&id))
            }
            Call::Decide(asked) => {
                let answered = code(self.gates[*at].decide(&request(asked))).map(|decision| decision_told(&decision));
                let expected = self.reference.decided(asked);
                (answered, expected.map(|decided| self.reference.decision_told(&decided)))
            }
            _ => (configure(&self.gates[*at], call), expect(&mut self.reference, call)),
        }
    }

    fn whole(&mut self, at: usize, call: &Call) -> (Answer, Answer) {
        match call {
            Call::Export => {
                let text = code(self.gates[at].export(&ExportOptions::default()));
                let answered = text.map(|text| {
                    self.bundle = text;
                    bundle_told(&self.bundle)
                });
                (answered, self.reference.export())
            }
            Call::Import(choice) => {
                let answered = code(import(&self.gates[at], &self.bundle, *choice));
                let told = |done: Imported| format!("{:?} {:?} {:?}", done.created, done.replaced, done.skipped);
                (answered.map(told), self.reference.import(*choice))
            }
            _ => {
                let closed = code(self.gates[at].close()).map(|()| String::new());
                self.openings[at] = self.openings.iter().max().unwrap_or(&0) + 1;
                self.gates[at] = gate(&self.path, &self.clock, self.openings[at]);
                (closed, Ok(String::new()))
            }
        }
    }

    fn begin(&mut self, at: usize, asked: &Asked) -> (Answer, Answer) {
        let begun = code(self.gates[at].begin(request(asked)));
        let expected = self.reference.decided(asked);
        let told = |reference: &Reference| {
            let expected = expected.as_ref().map(|decided| reference.decision_told(decided));
            expected.map_err(|code| *code)
        };
        let expected_told = told(&self.reference);
        let answered = begun.map(|exchange| {
            let told = decision_told(exchange.decision());
            if let Ok(decided) = expected {
                self.reference.begun(decided, exchange.id(), self.openings[at]);
                self.open.push(exchange);
            }
            told
        });
        (answered, expected_told)
    }

    fn exchange(&mut self, index: usize, call: &Call) -> (Answer, Answer) {
        let exchange = &self.open[index];
        match *call {
            Call::Report(_, tokens) => {
                let [input_tokens, output_tokens] = tokens.map(Some);
                let counts = Counts { input_tokens, output_tokens, ..Counts::default() };
                (code(exchange.report_usage(&counts)).map(|()| String::new()), self.reference.report(index, tokens))
            }
            Call::Fail(_) => {
                let failure = Failure { status: Some(503), ..Failure::default() };
                let answered = code(exchange.fail(&failure));
                (answered.map(|route| format!("{:?}", route.as_ref().map(route_told))), self.reference.fail(index))
            }
            Call::Finish(_, completed) => {
                let outcome = completed.map(|whole| if whole { Outcome::Completed } else { Outcome::Aborted });
                let answered = code(exchange.finish(Finish { outcome, status: None }));
                (answered.map(|receipt| receipt_told(&receipt)), self.reference.finish(index, completed))
            }
            _ => {
                drop(self.open.remove(index));
                self.reference.leave(index);
                (Ok(String::new()), Ok(String::new()))
            }
        }
    }

    fn record(&mut self, at: usize, call: &Call) -> (Answer, Answer) {
        let gate = &self.gates[at];
        match call {
            Call::Record { workspace, session, to, tokens, key, status } => {
                let provider = to.map(|to| to.split('/').next().unwrap_or_default().to_owned());
                let model = to.and_then(|to| to.split_once('/')).map(|(_, model)| model.to_owned());
                let [input_tokens, output_tokens] = tokens.map_or([None; 2], |tokens| tokens.map(Some));
                let record = Record {
                    workspace: workspace.map(str::to_owned),
                    session: session.map(str::to_owned),
                    key: key.map(|key| format!("key-{key}")),
                    on_duplicate: Some(OnDuplicate::Keep),
                    status: *status,
                    provider,
                    model,
                    input_tokens,
                    output_tokens,
                    ..Record::default()
                };
                let receipt = code(gate.record(&record));
                let id = receipt.as_ref().map(|receipt| receipt.exchange.clone()).unwrap_or_default();
                let asked = Asked { session: *session, workspace: *workspace, files: Vec::new(), model: None, to: *to };
                let expected = self.reference.record(&asked, *tokens, *key, *status, &id);
                (receipt.map(|receipt| receipt_told(&receipt)), expected)
            }
            Call::Alert(on) => {
                let new = NewAlert::new(Severity::Info, "note");
                let on = on.map(|number| self.one(number));
                let new = match on {
                    Ok(None) => return (Ok(String::new()), Ok(String::new())),
                    Ok(Some(index)) => NewAlert { exchange: Some(self.open[index].id().to_owned()), ..new },
                    Err(name) => NewAlert { workspace: Some(name.to_owned()), ..new },
                };
                let on = on.map(Option::unwrap_or_default);
                let answered = code(gate.alerts().add(&new)).map(|_| String::new());
                (answered, self.reference.alert(on, self.openings[at]))
            }
            _ => unreachable!("not a call that records"),
        }
    }

    /// The whole configuration, as a gate sees it.
    fn everything(&self, at: usize) -> Answer {
        let gate = &self.gates[at];
        let all = || -> codegate_core::Result<String> {
            let workspaces = gate.workspaces().list()?.into_iter().chain(gate.workspaces().list_archived()?);
            let mut lines: Vec<String> = workspaces.map(|own| workspace_told(&own)).collect();
            lines.extend(gate.sessions().list()?.iter().map(session_told));
            lines.extend(gate.providers().list()?.iter().map(provider_told));
            Ok(lines.join("\n"))
        };
        code(all())
    }
}
