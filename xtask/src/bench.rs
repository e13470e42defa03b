//! The benchmarks: the core against floors, and each language's binding against the core, all in one run.

mod hosts;

use crate::shell::{Shell, need, read, run};
use crate::{node, python};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const NOTE: &str = "\
# Measured

Written by `cargo xtask bench`. Absolute times belong to the machine below, which may be busy; what counts are the
ratios, whose two sides were measured in turns in one process. A border's figure is the median of the same call made
through the language, less the median of the call in Rust.
";

/// Runs them all and writes `BENCHMARKS.md`. With an argument, only those of the core whose name holds it are run; with
/// `hosts`, only those of what hosts see.
pub fn run_all(arguments: &[String]) -> Result<(), String> {
    let shell = Shell::new()?;
    if matches!(arguments, [part] if part == "hosts") {
        python_package(&shell)?;
        node_package(&shell)?;
        print!("{}", hosts::figures(&shell)?);
        return Ok(());
    }
    let mut command = shell.cargo("bench -p codegate-core --benches --locked");
    if !arguments.is_empty() {
        command.arg("--").args(arguments);
    }
    // A body that the core's benchmark decides on, and writes here for those of the other languages.
    let body = shell.built().with_file_name("bench-body.json");
    let core = run(command.env("CODEGATE_BENCH_BODY", &body))?;
    if !arguments.is_empty() {
        return Ok(());
    }
    let mut report = format!("{NOTE}\nMachine: {}\n\n## The core\n\n", machine(&shell));
    let (floors, figures): (Vec<&str>, Vec<&str>) =
        core.lines().filter(|line| line.contains(": ")).partition(|line| line.starts_with("rust "));
    figures.iter().filter(|line| line.contains(" ns") || line.contains(" us") || line.contains(" ms")).for_each(
        |line| {
            let _ = writeln!(report, "- {line}");
        },
    );
    report.push_str("\n## The borders\n\n| call | in Rust | C | Python | Node |\n|---|---|---|---|---|\n");
    let spoken = [c(&shell, &body)?, python(&shell, &body)?, node(&shell, &body)?];
    for floor in &floors {
        let Some((call, nanos)) = figure(floor) else { continue };
        let _ = write!(report, "| {call} | {nanos:.0} ns |");
        for output in &spoken {
            let net = output.lines().filter_map(figure).find(|(name, _)| *name == call).map(|(_, all)| all - nanos);
            let _ = write!(report, " {} |", net.map_or("-".into(), |net| format!("{net:+.0} ns")));
        }
        report.push('\n');
    }
    let memory = spoken.iter().flat_map(|output| output.lines()).filter(|line| line.ends_with(" MB"));
    report.extend(memory.map(|line| format!("\n- {line}\n")));
    report.push_str(&hosts::figures(&shell)?);
    print!("\n{report}");
    std::fs::write(shell.root.join("BENCHMARKS.md"), report).map_err(|error| format!("BENCHMARKS.md: {error}"))
}

/// `<language> <call>: <number> ns`.
fn figure(line: &str) -> Option<(&str, f64)> {
    let (name, value) = line.split_once(": ")?;
    let call = name.split_once(' ')?.1;
    Some((call, value.strip_suffix(" ns")?.parse().ok()?))
}

fn c(shell: &Shell, body: &Path) -> Result<String, String> {
    run(&mut shell.cargo("build -p codegate-ffi --release --locked"))?;
    let folder: PathBuf = shell.built().with_file_name("release");
    let program = folder.join("border");
    let mut cc = shell.command("cc");
    cc.args(["-O2", "-Wall", "-Wextra", "-Werror", "-std=c99", "-I", "include"])
        .arg(need(shell, "tests/bench/border.c")?);
    // The static library: the dynamic one has a name that is not in this folder.
    cc.arg(folder.join("libcodegate.a")).args(["-lpthread", "-lm", "-ldl"]).arg("-o").arg(&program);
    run(&mut cc)?;
    run(shell.command(program).arg(body))
}

/// The package in the virtual environment, as a release.
fn python_package(shell: &Shell) -> Result<(), String> {
    python::build(shell)?;
    let manifest = need(shell, "bindings/python/Cargo.toml")?;
    let mut maturin = python::program(shell, "maturin");
    run(maturin.args(["develop", "--release", "--locked", "--manifest-path"]).arg(manifest)).map(|_| ())
}

fn python(shell: &Shell, body: &Path) -> Result<String, String> {
    python_package(shell)?;
    run(python::program(shell, "python").arg(need(shell, "tests/bench/border.py")?).arg(body))
}

/// The addon next to its package, as a release.
fn node_package(shell: &Shell) -> Result<(), String> {
    node::install(shell, "bindings/node")?;
    let mut npm = shell.command("npm");
    npm.args(["run", "--silent", "build", "--", "--", "--locked"]).current_dir(shell.root.join("bindings/node"));
    run(&mut npm).map(|_| ())
}

fn node(shell: &Shell, body: &Path) -> Result<String, String> {
    node_package(shell)?;
    run(shell.command("node").arg(need(shell, "tests/bench/border.mjs")?).arg(body))
}

fn machine(shell: &Shell) -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let rustc = read(shell.command("rustc").arg("--version")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']);
    format!("{model}, {cores} cores, {}, {}", std::env::consts::OS, rustc.trim())
}
