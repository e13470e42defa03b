//! The store against damaged bytes: bits that flip, files that end too early, pages that are lost. Every answer must be the
//! right one or an error that says what is wrong; none may be wrong in silence, and no process may die or hang of it. The
//! configuration carries no checksum: what is told of it may have changed, and is counted apart.
//!
//! `CODEGATE_ROUNDS` says how many bits to flip, each in a store and a process of its own; `CODEGATE_SEED` which.

use codegate_core::Gate;
use codegate_core::model::*;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Only ends a process that hangs; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Tokens that nothing else in the file looks like.
const MARKED: u32 = 0x5A3C_7169;
const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// 2026-01-01.
const START: i64 = 1_767_225_600_000_000;

fn at(micros: i64) -> Option<Timestamp> {
    Some(Timestamp::from_micros(START + micros).unwrap())
}

/// A closed store with three workspaces, their rules, and exchanges over twelve days.
fn store(folder: &Path) -> PathBuf {
    let path = folder.join("whole.db");
    let gate = Gate::options().history(HistoryMode::All).open(&path).unwrap();
    for (name, provider_type) in [("an", ProviderType::Anthropic), ("oa", ProviderType::Openai)] {
        let new = NewProvider::new(provider_type);
        gate.providers().add(name, &new).unwrap();
    }
    let rule = |to: &str| RuleSpec { to: vec![Target::parse(to)], ..RuleSpec::default() };
    for (name, to) in [("acme", "an/claude-opus-5"), ("ajax", "oa/gpt-4o")] {
        let instructions = Some(format!("Write as {name} does."));
        let new = NewWorkspace { custom_instructions: instructions, rules: vec![rule(to)] };
        gate.workspaces().create(name, &new).unwrap();
    }
    gate.sessions().activate("acme", Some("nightly")).unwrap();
    for number in 0..240u32 {
        let known = number % 7 != 0;
        gate.record(&Record {
            key: Some(format!("key-{number}")),
            workspace: Some(["default", "acme", "ajax"][number as usize % 3].into()),
            provider: known.then(|| ["an", "oa"][number as usize % 2].into()),
            model: Some(["claude-opus-5", "gpt-4o", "none"][number as usize % 5 / 2].into()),
            client: Some(["aider", "zed"][number as usize / 2 % 2].into()),
            started_at: at(i64::from(number) * (12 * DAY / 240)),
            prompt: Some(format!("The prompt of exchange {number}.")),
            output: Some(format!("What came back for {number}. ").repeat(3)),
            input_tokens: (number % 11 != 0).then(|| u64::from(1_000 + number)),
            cache_read: Some(u64::from(number % 13 * 10)),
            output_tokens: Some(u64::from(if number == 100 { MARKED } else { number * 3 })),
            ..Record::default()
        })
        .unwrap();
    }
    for number in 0..10 {
        let request = Request { workspace: Some("acme".into()), session: Some("nightly".into()), ..Request::default() };
        let exchange = gate.begin(Request { key: Some(format!("sent-{number}")), ..request }).unwrap();
        exchange.fail(&Failure { status: Some(503), ..Failure::default() }).unwrap();
        exchange.finish(Finish::default()).unwrap();
    }
    gate.close().unwrap();
    path
}

/// Questions by name, and their answers, line by line, or an error as its code and text.
type Answers = BTreeMap<String, Result<Vec<String>, (String, String)>>;

fn note<T: Debug>(answers: &mut Answers, name: &str, answer: codegate_core::Result<T>) {
    note_lines(answers, name, answer.map(|answer| vec![format!("{answer:?}")]));
}

fn note_lines(answers: &mut Answers, name: &str, lines: codegate_core::Result<Vec<String>>) {
    let answer = lines.map_err(|error| (error.code().as_str().to_owned(), error.to_string()));
    answers.insert(name.to_owned(), answer);
}

/// Opens a store and asks it everything.
fn ask(path: &Path) -> Answers {
    let mut answers = Answers::new();
    match Gate::open(path) {
        Ok(gate) => {
            ask_usage(&gate, &mut answers);
            ask_history(&gate, &mut answers);
            ask_configuration(&gate, &mut answers);
        }
        Err(error) => note::<()>(&mut answers, "open", Err(error)),
    }
    answers
}

fn ask_usage(gate: &Gate, answers: &mut Answers) {
    let all = UsageQuery::default;
    let mut usage = |name: &str, query: UsageQuery| note(answers, name, gate.usage().query(&query));
    usage("totals", all());
    for by in [
        vec![GroupBy::Model],
        vec![GroupBy::Provider],
        vec![GroupBy::Workspace],
        vec![GroupBy::Day, GroupBy::Client],
        vec![GroupBy::Hour],
        vec![GroupBy::Month, GroupBy::Rule],
        vec![GroupBy::Session, GroupBy::RequestType],
    ] {
        usage(&format!("by {by:?}"), UsageQuery { by, ..all() });
    }
    for name in ["acme", "ajax"] {
        let of = |since, until| UsageQuery { workspace: Some(name.to_owned()), since, until, ..all() };
        usage(name, of(None, None));
        usage(&format!("days of {name}"), of(at(2 * DAY), at(9 * DAY)));
        usage(&format!("parts of hours of {name}"), of(at(2 * DAY + HOUR / 2), at(9 * DAY + HOUR * 2 / 3)));
    }
    let (since, until) = (at(5 * DAY - 1), at(5 * DAY + HOUR + 1));
    usage("an hour", UsageQuery { since, until, ..all() });
    usage("compared", UsageQuery { since, until, compare: Some(Compare::Before(true)), ..all() });
    usage("one model", UsageQuery { model: Some("gpt-4o".into()), ..all() });
    let checked = gate.usage().verify(false);
    match checked {
        Ok(check) if check.differing > 0 => {
            drop(answers.insert("verify".into(), Err(("differs".into(), String::new()))))
        }
        other => note(answers, "verify", other),
    }
    let exported = gate.usage().export(&UsageExport { limit: Some(1_000), ..UsageExport::default() });
    note_lines(answers, "exports", exported.map(|page| page.text.lines().map(str::to_owned).collect()));
}

fn ask_history(gate: &Gate, answers: &mut Answers) {
    let entries = gate.history().list(&HistoryQuery { limit: Some(1_000), ..HistoryQuery::default() });
    let some = |entry: &&HistoryEntry| entry.prompt.as_ref().is_some_and(|prompt| prompt.ends_with("0."));
    for entry in entries.iter().flat_map(|page| &page.items).filter(some) {
        note(answers, &format!("entry {}", entry.exchange), gate.history().get(&entry.exchange));
    }
    let lines = entries.map(|page| page.items.iter().map(|entry| format!("{entry:?}")).collect());
    note_lines(answers, "history", lines);
    for key in ["key-3", "key-100", "key-239", "sent-4"] {
        note(answers, key, gate.record(&Record { key: Some(key.into()), ..Record::default() }));
    }
}

/// What is asked of it.
const CONFIGURATION: [&str; 4] = ["workspaces", "sessions", "providers", "decision"];

fn ask_configuration(gate: &Gate, answers: &mut Answers) {
    note(answers, "workspaces", gate.workspaces().list());
    note(answers, "sessions", gate.sessions().list());
    note(answers, "providers", gate.providers().list());
    note(answers, "decision", gate.decide(&Request { workspace: Some("ajax".into()), ..Request::default() }));
}

/// The tokens of all days by plain SQL, which looks at no checksum.
fn ask_unchecked(path: &Path) -> Answers {
    let sum = rusqlite::Connection::open(path).and_then(|connection| {
        connection.query_row("SELECT sum(output) FROM usage_sums WHERE hours = 24", [], |row| row.get::<_, i64>(0))
    });
    let answer = sum.map(|sum| vec![sum.to_string()]).map_err(|error| ("refused".to_owned(), error.to_string()));
    Answers::from([("totals".to_owned(), answer)])
}

/// Run by the tests below in a process of its own.
#[test]
fn asker() {
    let Ok(path) = std::env::var("CODEGATE_TEST_DAMAGED") else { return };
    let path = Path::new(&path);
    let checked = std::env::var_os("CODEGATE_TEST_UNCHECKED").is_none();
    let answers = if checked { ask(path) } else { ask_unchecked(path) };
    // Whole or not at all, so that a process that dies has said nothing.
    fs::write(path.with_extension("part"), serde_json::to_vec(&answers).unwrap()).unwrap();
    fs::rename(path.with_extension("part"), path.with_extension("answers")).unwrap();
}

/// What became of damaged stores.
#[derive(Default)]
struct Verdict {
    right: usize,
    refused: usize,
    wrong: Vec<String>,
    /// Lists that hold nothing wrong, but not everything.
    short: Vec<String>,
    /// Answers of the configuration, which carries no checksum, that are others than they were.
    changed: Vec<String>,
    internal: Vec<String>,
    crashed: Vec<String>,
    hung: Vec<String>,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Verdict { right, refused, wrong, short, changed, internal, crashed, hung } = self;
        write!(f, "answers right {right}, refused {refused}, wrong in silence {}, ", wrong.len())?;
        write!(f, "lists short of a row {}, configuration changed {}, ", short.len(), changed.len())?;
        write!(f, "internal {}; processes crashed {}, hung {}", internal.len(), crashed.len(), hung.len())
    }
}

impl Verdict {
    /// What must never be.
    fn faults(&self) -> Vec<&String> {
        [&self.wrong, &self.internal, &self.crashed, &self.hung].into_iter().flatten().collect()
    }
}

/// Asks stores with these bytes, and holds the answers against those of the whole one.
struct Judge {
    folder: tempfile::TempDir,
    whole: Vec<u8>,
    right: Answers,
    checked: bool,
}

impl Judge {
    fn new(checked: bool) -> Judge {
        let folder = tempfile::tempdir().unwrap();
        let whole = fs::read(store(folder.path())).unwrap();
        let judge = Judge { folder, whole, right: Answers::new(), checked };
        let right = judge.answers(&judge.whole).unwrap_or_else(|end| panic!("the whole store: {end:?}"));
        assert!(right.values().all(Result::is_ok), "{right:?}");
        assert!(right.len() > 30 || !checked, "{right:?}");
        Judge { right, ..judge }
    }

    /// The answers of a process of its own; how it ended if it gave none.
    fn answers(&self, bytes: &[u8]) -> Result<Answers, End> {
        let path = self.folder.path().join("store/gate.db");
        let _ = fs::remove_dir_all(path.parent().unwrap());
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        let mut asker = Command::new(std::env::current_exe().unwrap());
        asker.args(["asker", "--exact", "--nocapture"]).env("CODEGATE_TEST_DAMAGED", &path);
        if !self.checked {
            asker.env("CODEGATE_TEST_UNCHECKED", "1");
        }
        let mut asker = asker.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let start = Instant::now();
        while asker.try_wait().unwrap().is_none() {
            if start.elapsed() > PATIENCE {
                asker.kill().unwrap();
                asker.wait().unwrap();
                return Err(End::Hung);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let answers = fs::read(path.with_extension("answers")).map_err(|_| End::Crashed)?;
        Ok(serde_json::from_slice(&answers).unwrap())
    }

    fn judge(&self, harm: &str, bytes: &[u8], verdict: &mut Verdict) {
        let answers = match self.answers(bytes) {
            Ok(answers) => answers,
            Err(End::Crashed) => return verdict.crashed.push(harm.to_owned()),
            Err(End::Hung) => return verdict.hung.push(harm.to_owned()),
        };
        for (name, answer) in answers {
            match answer {
                Err((code, text)) if code == "internal" => verdict.internal.push(format!("{harm}: {name}: {text}")),
                Err(_) => verdict.refused += 1,
                Ok(lines) => {
                    let right = self.right.get(&name).and_then(|right| right.as_deref().ok()).unwrap_or_default();
                    match lines.iter().find(|line| !right.contains(line)) {
                        Some(_) if CONFIGURATION.contains(&name.as_str()) => {
                            verdict.changed.push(format!("{harm}: {name}"));
                        }
                        Some(line) => verdict.wrong.push(format!("{harm}: {name}: {line}")),
                        None if lines.len() == right.len() => verdict.right += 1,
                        None => verdict.short.push(format!("{harm}: {name}")),
                    }
                }
            }
        }
    }
}

#[derive(Debug)]
enum End {
    Crashed,
    Hung,
}

/// Numbers by chance that a seed repeats.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

#[test]
fn damage_is_told_and_never_believed() {
    let rounds = setting("CODEGATE_ROUNDS", 100) as usize;
    let seed = setting("CODEGATE_SEED", 1);
    let judge = Judge::new(true);
    let (mut chance, size) = (Chance(seed), judge.whole.len());
    let mut flips = Verdict::default();
    for _ in 0..rounds {
        let bit = chance.below(size * 8);
        judge.judge(&format!("bit {bit}"), &flipped(&judge.whole, bit), &mut flips);
    }
    let mut cuts = Verdict::default();
    for _ in 0..rounds.div_ceil(7) {
        let length = chance.below(size);
        judge.judge(&format!("cut to {length}"), &judge.whole[..length], &mut cuts);
    }
    let mut pages = Verdict::default();
    for _ in 0..rounds.div_ceil(7) {
        let page = chance.below(size / 4096);
        let mut bytes = judge.whole.clone();
        bytes[page * 4096..][..4096].fill(0);
        judge.judge(&format!("page {page}"), &bytes, &mut pages);
    }
    let fewer = rounds.div_ceil(7);
    for (name, count, verdict) in
        [("flipped bits", rounds, &flips), ("cut files", fewer, &cuts), ("lost pages", fewer, &pages)]
    {
        tell(&format!("{count} {name}, seed {seed}: {verdict}"));
        assert!(verdict.right + verdict.refused > 0, "nothing was answered");
        assert_eq!(verdict.faults(), Vec::<&String>::new(), "{name}, seed {seed}");
    }
}

/// Where a number stands in the file, a bit of it each time.
fn aimed(whole: &[u8]) -> Vec<usize> {
    let marked = MARKED.to_be_bytes();
    let places = whole.windows(marked.len()).enumerate().filter(|(_, bytes)| *bytes == marked);
    places.map(|(place, _)| place * 8 + 3).collect()
}

/// The control: whoever adds up the rows without their checksums is caught, by the flips that a gate refuses.
#[test]
fn a_wrong_total_in_silence_is_found() {
    let (checked, unchecked) = (Judge::new(true), Judge::new(false));
    let places = aimed(&unchecked.whole);
    assert!(places.len() >= 2, "the number stands in an attempt, an hour and a day");
    let (mut caught, mut refused) = (Verdict::default(), Verdict::default());
    for bit in places {
        unchecked.judge(&format!("bit {bit}"), &flipped(&unchecked.whole, bit), &mut caught);
    }
    assert_eq!(caught.wrong.len(), 1, "only the sum of the day is looked at: {caught}");
    for bit in aimed(&checked.whole) {
        checked.judge(&format!("bit {bit}"), &flipped(&checked.whole, bit), &mut refused);
    }
    assert!(refused.refused > 0, "{refused}");
    assert_eq!(refused.faults(), Vec::<&String>::new());
}

/// Past the test harness, as other tests do.
fn tell(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
}
