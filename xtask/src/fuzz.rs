//! The fuzz targets of `tests/fuzz`, with libFuzzer: it invents input after input and follows what the code does with
//! each, until one breaks a property. What it finds interesting stays in the target folder and is taken up next time.

use crate::shell::{Shell, need, run};
use std::path::PathBuf;

const TARGETS: [&str; 5] = ["meter", "event", "request", "packed", "address"];
const EXECUTIONS: u64 = 1_000_000;
/// What libFuzzer wants of the compiler; stable Rust passes it on.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

/// Runs the targets whose names are given, or all, each as often as `--executions` says.
pub fn run_all(arguments: &[String]) -> Result<(), String> {
    let (targets, executions) = parse(arguments)?;
    let shell = Shell::new()?;
    let folder = shell.target.join("fuzz");
    // Not `--locked`: the lock file of the targets follows what the core depends on.
    let mut build = shell.cargo("build --release --bins --manifest-path tests/fuzz/Cargo.toml");
    run(build.env("CARGO_TARGET_DIR", &folder).env("RUSTFLAGS", COVERAGE))?;
    run(shell.command("python3").arg(need(&shell, "tests/fuzz/seeds.py")?).arg(folder.join("corpus")))?;
    let mut found = Vec::new();
    for target in targets {
        let corpus = made(folder.join("corpus").join(target))?;
        let findings = made(folder.join("findings"))?;
        let program = folder.join(&shell.host).join("release").join(target);
        let mut fuzz = shell.command(program);
        fuzz.arg(format!("-runs={executions}")).args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]);
        fuzz.arg(format!("-dict={}", need(&shell, "tests/fuzz/words.dict")?.display()));
        fuzz.arg(format!("-artifact_prefix={}/{target}-", findings.display()));
        // New input goes to the first folder; the second is committed.
        fuzz.arg(corpus).arg(need(&shell, &format!("tests/fuzz/corpus/{target}"))?);
        match run(&mut fuzz) {
            Ok(_) => println!("{target}: {executions} executions without a finding"),
            Err(error) => found.push(format!("{target}: {error}\n  what broke it is in {}", findings.display())),
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

fn parse(arguments: &[String]) -> Result<(Vec<&'static str>, u64), String> {
    let (mut targets, mut executions) = (Vec::new(), EXECUTIONS);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--executions" {
            let number = rest.next().and_then(|number| number.replace('_', "").parse().ok());
            executions = number.ok_or("`--executions` needs a number")?;
        } else if let Some(target) = TARGETS.iter().find(|target| *target == argument) {
            targets.push(*target);
        } else {
            return Err(format!("no fuzz target `{argument}`; there are {}", TARGETS.join(", ")));
        }
    }
    Ok((if targets.is_empty() { TARGETS.to_vec() } else { targets }, executions))
}

fn made(folder: PathBuf) -> Result<PathBuf, String> {
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_and_executions_are_told_apart() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(parse(&[]), Ok((TARGETS.to_vec(), EXECUTIONS)));
        assert_eq!(parse(&words("meter --executions 10_000")), Ok((vec!["meter"], 10_000)));
        assert!(parse(&words("--executions many")).is_err());
        assert!(parse(&words("nothing")).is_err());
    }
}
