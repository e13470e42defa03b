//! The fuzz targets of `tests/fuzz`, with libFuzzer: it invents input after input and follows what the code does with
//! each, until one breaks a property. What it finds interesting stays in the target folder and is taken up next time.

use crate::shell::{Shell, need, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A target of `tests/fuzz/targets`, and the longest input that teaches anything of it.
#[derive(Debug, PartialEq)]
struct Target(&'static str, u32);

const TARGETS: [Target; 12] = [
    Target("address", 512),
    Target("bundle", 2048),
    Target("clients", 1024),
    Target("event", 2048),
    Target("headers", 512),
    Target("meter", 2048),
    Target("packed", 2048),
    Target("patterns", 300),
    Target("prices", 2048),
    Target("request", 2048),
    Target("rows", 64),
    Target("settings", 1024),
];
const EXECUTIONS: u64 = 1_000_000;
/// Not a target: random calls, held against the reference of `codegate-core/tests/model`, so many in a sequence.
const CALLS: &str = "calls";
const CALLS_AT_ONCE: u64 = 150;
/// Executions of one process, and seconds. Then what was reached is shown and noted, so that a campaign can be stopped and go on.
const ROUND: u64 = 250_000;
const ROUND_SECONDS: u64 = 60;
/// Megabytes that a process may take, its corpus and all that it knows of the coverage among them.
const MEMORY: u64 = 256;
/// What libFuzzer wants of the compiler; stable Rust passes it on.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// What is asked for.
#[derive(Debug, PartialEq)]
struct Campaign {
    targets: Vec<&'static Target>,
    executions: u64,
    /// Whether what earlier runs of the same program have executed counts.
    go_on: bool,
    /// Whether it is calls that are made.
    calls: bool,
}

/// What a target came to.
#[derive(Debug, Default, Clone, PartialEq)]
struct Tally {
    executions: u64,
    seconds: f64,
    /// Megabytes at the most.
    memory: u64,
    findings: u64,
}

/// Runs the targets whose names are given, or all, each as often as `--executions` says: in rounds, so that all get on alike.
pub fn run_all(arguments: &[String]) -> Result<(), String> {
    let campaign = parse(arguments)?;
    let shell = Shell::new()?;
    if campaign.calls {
        make_calls(&shell, campaign.executions)?;
    }
    if campaign.targets.is_empty() {
        return Ok(());
    }
    let folder = shell.target.join("fuzz");
    // Not `--locked`: the lock file of the targets follows what the core depends on.
    let mut build = shell.cargo("build --release --bins --manifest-path tests/fuzz/Cargo.toml");
    run(build.env("CARGO_TARGET_DIR", &folder).env("RUSTFLAGS", COVERAGE))?;
    run(shell.command("python3").arg(need(&shell, "tests/fuzz/seeds.py")?).arg(folder.join("corpus")))?;
    let mut runs = Vec::new();
    for target in campaign.targets {
        runs.push(Run::new(&shell, &folder, target, campaign.go_on)?);
    }
    while runs.iter().any(|run| run.left(campaign.executions) > 0) {
        for run in runs.iter_mut().filter(|run| run.left(campaign.executions) > 0) {
            run.round(&shell, run.left(campaign.executions).min(ROUND))?;
            println!("{}", run.told());
        }
    }
    println!("\n{}", runs.iter().map(Run::told).collect::<Vec<_>>().join("\n"));
    let found = runs.iter().filter(|run| run.tally.findings > 0).map(|run| run.target.0).collect::<Vec<_>>();
    if found.is_empty() {
        return Ok(());
    }
    Err(format!("what broke {} is in {}", found.join(", "), folder.join("findings").display()))
}

/// Makes random calls on stores; the test tells what differs, with its seed.
fn make_calls(shell: &Shell, calls: u64) -> Result<(), String> {
    let mut tests = shell.cargo("test -p codegate-core --features schema,fuzz --test model --locked -- --nocapture");
    run(tests.env("CODEGATE_ROUNDS", calls.div_ceil(CALLS_AT_ONCE).to_string())).map(drop)
}

/// A target on its way.
struct Run<'a> {
    target: &'a Target,
    folder: &'a Path,
    program: PathBuf,
    tally: Tally,
}

impl<'a> Run<'a> {
    fn new(shell: &Shell, folder: &'a Path, target: &'a Target, go_on: bool) -> Result<Run<'a>, String> {
        let program = folder.join(&shell.host).join("release").join(target.0);
        let mut run = Run { target, folder, program, tally: Tally::default() };
        for made in [run.corpus(), folder.join("findings"), folder.join("logs"), folder.join("tallies")] {
            fs::create_dir_all(&made).map_err(|error| format!("{}: {error}", made.display()))?;
        }
        if go_on {
            run.tally = fs::read_to_string(run.note()).ok().and_then(|note| noted(&note)).unwrap_or_default();
        }
        Ok(run)
    }

    fn corpus(&self) -> PathBuf {
        self.folder.join("corpus").join(self.target.0)
    }

    fn note(&self) -> PathBuf {
        self.folder.join("tallies").join(self.target.0)
    }

    /// Executions that are left to do; none once something broke.
    fn left(&self, executions: u64) -> u64 {
        if self.tally.findings > 0 { 0 } else { executions.saturating_sub(self.tally.executions) }
    }

    /// One process, whose output goes to a log.
    fn round(&mut self, shell: &Shell, executions: u64) -> Result<(), String> {
        let Target(name, longest) = *self.target;
        let log = self.folder.join("logs").join(name);
        let failed = |error: std::io::Error| format!("{name}: {error}");
        let file = fs::File::create(&log).map_err(failed)?;
        let mut fuzz = shell.command(&self.program);
        // What takes the processor for more than a second, the target itself finds; this is for what never ends.
        fuzz.arg(format!("-runs={executions}")).args(["-timeout=60", "-print_final_stats=1"]);
        fuzz.args([format!("-rss_limit_mb={MEMORY}"), format!("-max_total_time={ROUND_SECONDS}")]);
        fuzz.arg(format!("-max_len={longest}"));
        fuzz.arg(format!("-dict={}", need(shell, "tests/fuzz/words.dict")?.display()));
        fuzz.arg(format!("-artifact_prefix={}/{name}-", self.folder.join("findings").display()));
        // New input goes to the first folder; the second is committed.
        fuzz.arg(self.corpus()).arg(need(shell, &format!("tests/fuzz/corpus/{name}"))?);
        let began = Instant::now();
        let status = fuzz.stdout(file.try_clone().map_err(failed)?).stderr(file).status().map_err(failed)?;
        let text = String::from_utf8_lossy(&fs::read(&log).map_err(failed)?).into_owned();
        self.tally.executions += stated(&text, "number_of_executed_units").unwrap_or(0);
        self.tally.memory = self.tally.memory.max(stated(&text, "peak_rss_mb").unwrap_or(0));
        self.tally.seconds += began.elapsed().as_secs_f64();
        if !status.success() {
            self.tally.findings += 1;
            println!(
                "{}",
                text.lines().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
            );
        }
        let Tally { executions, seconds, memory, findings } = &self.tally;
        fs::write(self.note(), format!("{executions} {seconds:.0} {memory} {findings}\n")).map_err(failed)
    }

    fn told(&self) -> String {
        let Tally { executions, seconds, memory, findings } = &self.tally;
        let corpus = fs::read_dir(self.corpus()).map_or(0, Iterator::count);
        let name = self.target.0;
        format!(
            "{name:9} {executions:>10} executions in {seconds:>6.0} s, {corpus:>5} inputs, {memory:>3} MB at the most, {findings} findings"
        )
    }
}

fn noted(note: &str) -> Option<Tally> {
    let mut words = note.split_whitespace();
    Some(Tally {
        executions: words.next()?.parse().ok()?,
        seconds: words.next()?.parse().ok()?,
        memory: words.next()?.parse().ok()?,
        findings: 0,
    })
}

/// A figure that libFuzzer states at its end.
fn stated(text: &str, figure: &str) -> Option<u64> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("stat::")?.split_once(':'));
    lines.filter(|(name, _)| *name == figure).find_map(|(_, number)| number.trim().parse().ok())
}

fn parse(arguments: &[String]) -> Result<Campaign, String> {
    let mut campaign = Campaign { targets: Vec::new(), executions: EXECUTIONS, go_on: false, calls: false };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match (argument.as_str(), TARGETS.iter().find(|target| target.0 == argument)) {
            ("--executions", _) => {
                let number = rest.next().and_then(|number| number.replace('_', "").parse().ok());
                campaign.executions = number.ok_or("`--executions` needs a number")?;
            }
            ("--go-on", _) => campaign.go_on = true,
            (CALLS, _) => campaign.calls = true,
            (_, Some(target)) => campaign.targets.push(target),
            _ => {
                let names: Vec<&str> = TARGETS.iter().map(|target| target.0).collect();
                return Err(format!("no fuzz target `{argument}`; there are {}, {CALLS}", names.join(", ")));
            }
        }
    }
    if campaign.targets.is_empty() && !campaign.calls {
        campaign.targets = TARGETS.iter().collect();
    }
    Ok(campaign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_executions_are_told_apart() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let all = parse(&[]).unwrap();
        assert_eq!((all.targets.len(), all.executions, all.go_on), (TARGETS.len(), EXECUTIONS, false));
        let some = parse(&words("meter --executions 10_000 --go-on")).unwrap();
        assert_eq!((some.targets[0].0, some.targets.len(), some.executions, some.go_on), ("meter", 1, 10_000, true));
        let calls = parse(&words("calls")).unwrap();
        assert!(calls.calls && calls.targets.is_empty());
        assert!(parse(&words("--executions many")).is_err());
        assert!(parse(&words("nothing")).is_err());
    }

    #[test]
    fn every_target_is_run() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/targets");
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        assert_eq!(names, TARGETS.map(|target| target.0));
    }

    #[test]
    fn what_was_reached_is_read_from_a_log_and_noted() {
        let log = "#5\tNEW    cov: 3\nstat::number_of_executed_units: 20000\nstat::peak_rss_mb:              33\n";
        assert_eq!((stated(log, "number_of_executed_units"), stated(log, "peak_rss_mb")), (Some(20_000), Some(33)));
        assert_eq!(stated(log, "new_units_added"), None);
        let tally = Tally { executions: 7, seconds: 3.0, memory: 40, findings: 0 };
        assert_eq!(noted("7 3 40 1\n"), Some(tally), "a finding is looked at anew");
        assert_eq!(noted("7 x"), None);
    }
}
