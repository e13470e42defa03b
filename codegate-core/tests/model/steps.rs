//! Calls by chance, from one number.

/// Numbers by chance that a seed repeats.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn some<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        if self.below(2) == 0 { None } else { Some(self.of(all)) }
    }

    fn yes(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// Names that most calls are about, and some that none can have.
const WORKSPACES: [&str; 9] = ["default", "a", "a", "b", "b", "c", " B ", "active", "no name"];
const SESSIONS: [&str; 5] = ["default", "s", "t", "s", ""];
const PROVIDERS: [&str; 6] = ["p", "p", "q", "q", "r", "no/name"];
const MODELS: [&str; 3] = ["m", "n", "gpt"];
const TARGETS: [&str; 7] = ["p", "p/m", "q/m", "q/n", "r/m", "p/n", "q"];
const PATTERNS: [&str; 3] = ["*.py", "a.*", "!*.py"];
const NAMES: [&str; 3] = ["gpt", "!gpt", "g*"];
const FILES: [&str; 3] = ["src/a.py", "b.rs", "a.rs"];

/// A rule as it is given.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) files: Option<&'static str>,
    pub(crate) model: Option<&'static str>,
    pub(crate) to: Vec<&'static str>,
}

/// What a request says.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) session: Option<&'static str>,
    pub(crate) workspace: Option<&'static str>,
    pub(crate) files: Vec<&'static str>,
    pub(crate) model: Option<&'static str>,
    pub(crate) to: Option<&'static str>,
}

/// What is done with the workspaces of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    None,
    Skip,
    Replace,
    Rename,
}

/// What a report is by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Model,
    Provider,
    Session,
    Workspace,
    Rule,
}

/// One call; the numbers choose among what there is by then.
#[derive(Debug, Clone)]
pub(crate) enum Call {
    Create(&'static str, Option<&'static str>, Vec<Rule>),
    Update(&'static str, Option<Option<&'static str>>, Option<Vec<Rule>>),
    Rename(&'static str, &'static str),
    Archive(&'static str, bool),
    Recover(&'static str),
    Delete(&'static str),
    Activate(&'static str, Option<&'static str>),
    Ensure(&'static str, Option<&'static str>),
    RemoveSession(&'static str),
    AddProvider(&'static str, Option<Vec<&'static str>>),
    SetModels(&'static str, Option<Vec<&'static str>>, bool),
    RenameProvider(&'static str, &'static str),
    RemoveProvider(&'static str, bool),
    Export,
    Import(Choice),
    Decide(Asked),
    Begin(Asked),
    Report(usize, [u64; 2]),
    Fail(usize),
    Finish(usize, Option<bool>),
    Drop(usize),
    Record {
        workspace: Option<&'static str>,
        session: Option<&'static str>,
        to: Option<&'static str>,
        tokens: Option<[u64; 2]>,
        key: Option<usize>,
        status: Option<u16>,
    },
    Alert(Result<usize, &'static str>),
    Usage {
        workspace: Option<&'static str>,
        by: Option<By>,
        since: Option<usize>,
        until: Option<usize>,
    },
    History(Option<&'static str>),
    Entry(usize),
    Reopen,
}

/// A call, the gate that it is made on, and whether the other one looks at everything afterwards.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) gate: usize,
    pub(crate) call: Call,
    pub(crate) look: bool,
}

/// Steps that follow from a seed.
pub(crate) fn steps(seed: u64, count: usize) -> Vec<Step> {
    let mut chance = Chance(seed);
    (0..count).map(|_| Step { gate: chance.below(2), call: call(&mut chance), look: chance.below(4) == 0 }).collect()
}

fn rules(chance: &mut Chance) -> Vec<Rule> {
    let rule = |chance: &mut Chance| Rule {
        files: chance.some(&PATTERNS),
        model: chance.some(&NAMES),
        to: (0..chance.below(8).min(3)).map(|_| chance.of(&TARGETS)).collect(),
    };
    (0..chance.below(4)).map(|_| rule(chance)).collect()
}

fn models(chance: &mut Chance) -> Option<Vec<&'static str>> {
    let all = MODELS.iter().copied().filter(|_| chance.below(3) > 0).collect::<Vec<_>>();
    chance.yes().then_some(all)
}

fn asked(chance: &mut Chance) -> Asked {
    Asked {
        session: chance.some(&SESSIONS),
        workspace: if chance.below(3) == 0 { chance.some(&WORKSPACES) } else { None },
        files: (0..chance.below(3)).map(|_| chance.of(&FILES)).collect(),
        model: chance.some(&MODELS),
        to: if chance.below(4) == 0 { Some(chance.of(&TARGETS)) } else { None },
    }
}

fn tokens(chance: &mut Chance) -> [u64; 2] {
    [chance.below(2_000) as u64, chance.below(500) as u64]
}

fn call(chance: &mut Chance) -> Call {
    let name = chance.of(&WORKSPACES);
    let provider = chance.of(&PROVIDERS);
    let text = chance.some(&["be brief", ""]);
    match chance.below(34) {
        0 | 1 => Call::Create(name, text, rules(chance)),
        2 => Call::Update(name, chance.yes().then_some(text), chance.yes().then(|| rules(chance))),
        3 => Call::Rename(name, chance.of(&WORKSPACES)),
        4 => Call::Archive(name, chance.yes()),
        5 => Call::Recover(name),
        6 => Call::Delete(name),
        7 => Call::Activate(name, chance.some(&SESSIONS)),
        8 => Call::Ensure(chance.of(&SESSIONS), chance.some(&WORKSPACES)),
        9 => Call::RemoveSession(chance.of(&SESSIONS)),
        10 | 11 => Call::AddProvider(provider, models(chance)),
        12 => Call::SetModels(provider, models(chance), chance.yes()),
        13 => Call::RenameProvider(provider, chance.of(&PROVIDERS)),
        14 => Call::RemoveProvider(provider, chance.yes()),
        15 => Call::Export,
        16 => Call::Import(chance.of(&[Choice::None, Choice::Skip, Choice::Replace, Choice::Rename])),
        17 | 18 => Call::Decide(asked(chance)),
        19..=21 => Call::Begin(asked(chance)),
        22 => Call::Report(chance.below(100), tokens(chance)),
        23 => Call::Fail(chance.below(100)),
        24 | 25 => Call::Finish(chance.below(100), chance.some(&[true, false])),
        26 => Call::Drop(chance.below(100)),
        27 | 28 => Call::Record {
            workspace: chance.some(&WORKSPACES),
            session: chance.some(&SESSIONS),
            to: chance.some(&TARGETS),
            tokens: chance.yes().then(|| tokens(chance)),
            key: (chance.below(3) == 0).then(|| chance.below(4)),
            status: chance.some(&[200, 503]),
        },
        29 => Call::Alert(if chance.yes() { Ok(chance.below(100)) } else { Err(name) }),
        30 => Call::Usage {
            workspace: if chance.below(3) == 0 { Some(name) } else { None },
            by: chance.some(&[By::Model, By::Provider, By::Session, By::Workspace, By::Rule]),
            since: if chance.below(3) == 0 { Some(chance.below(100)) } else { None },
            until: if chance.below(3) == 0 { Some(chance.below(100)) } else { None },
        },
        31 => Call::History(chance.some(&WORKSPACES)),
        32 => Call::Entry(chance.below(100)),
        _ => Call::Reopen,
    }
}
