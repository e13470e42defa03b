//! The one entry point for people and CI: `cargo xtask <command>`.

mod abi;
mod agents;
mod bench;
mod c_abi;
mod c_header;
mod check;
mod contract;
mod coverage;
mod cpp;
mod declarations;
mod demo;
mod dist;
mod faults;
mod fuzz;
mod generate;
mod house;
mod lines;
mod node;
mod prices;
mod python;
mod rust;
mod shell;
mod steps;
mod supply;
mod tools;
mod versions;

use shell::Shell;
use std::process::ExitCode;
use steps::Steps;

const HELP: &str = "\
usage: cargo xtask <command>

  demo    one whole exchange from four languages, against a model server on this machine
  test    check, then the tests in all four languages; with --all, what the machine lacks is a failure
  check   format, lints, documentation, generated files, versions, dependencies; with --all as `test`
  gen     write the generated files again: records in every language, header, schemas, type declarations;
          `gen contract` and `check contract` are for what is read from the sources of the core, and build nothing;
          `check abi` compares what the header declares with what is committed; `check supply` holds what is taken from
          others against the rules, and installs cargo-deny
  prices  write the price snapshot again, from the pinned version of genai-prices, and tell what has changed;
          `prices compare` holds 10,000 costs against LiteLLM's calculator, with LiteLLM's own table loaded
  agents  real coding agents through the example proxy, all of them or those that are named
  bench   the benchmarks; a word runs those of the core whose name holds it, `hosts` those of plug-ins, loops and the
          command line
  faults  what hosts, neighbours, disks and systems do to a store: [campaign…] [part…] [--rounds N] [--seed N]
  fuzz    invents input for every parser until some breaks a property: [target…] [--executions N] [--go-on]; `fuzz calls`
          makes random calls and holds their answers against a reference
  dist    the packages of a release in `target/dist`, each tried in an empty folder: [part…] [--target TRIPLE]
          [--no-test] [--all]; with --all, what the machine lacks is a failure
  coverage  how many lines of the core its own tests and the cases in Rust run, per file; `coverage missed` lists the others
  lines   what a field and a call cost by hand, outside the core
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        eprint!("{HELP}");
        return ExitCode::from(2);
    };
    let done = match command.as_str() {
        "test" => test(rest),
        "check" => check_only(rest),
        "demo" => demo::run_all(),
        "gen" => generate(rest),
        "prices" => Shell::new().and_then(|shell| prices::run(&shell, rest)),
        "agents" => agents::run_all(rest),
        "bench" => bench::run_all(rest),
        "faults" => faults::run_all(rest),
        "dist" => dist::run_all(rest),
        "coverage" => Shell::new().and_then(|shell| coverage::run_all(&shell, rest)),
        "lines" => Shell::new().and_then(|shell| lines::print(&shell)),
        "fuzz" => fuzz::run_all(rest),
        "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => {
            eprint!("no command `{other}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

fn test(arguments: &[String]) -> Result<(), String> {
    let all = match arguments {
        [] => false,
        [word] if word == "--all" => true,
        _ => return Err("`test` takes nothing but `--all`".into()),
    };
    let shell = Shell::new()?;
    let mut steps = Steps::new();
    let before = house::uncommitted(&shell);
    check::all(&shell, &mut steps, all);
    rust::test(&shell, &mut steps);
    c_abi::test(&shell, &mut steps, all);
    python::test(&shell, &mut steps);
    node::test(&shell, &mut steps);
    faults::test(&shell, &mut steps, all);
    steps.run("tree", || house::nothing_left_behind(&shell, before));
    steps.finish()
}

fn generate(arguments: &[String]) -> Result<(), String> {
    let shell = Shell::new()?;
    match arguments {
        [] => generate::write(&shell),
        [word] if word == "contract" => contract::write(&shell),
        _ => Err("`gen` takes nothing but `contract`".into()),
    }
}

fn check_only(arguments: &[String]) -> Result<(), String> {
    let shell = Shell::new()?;
    let mut steps = Steps::new();
    match arguments {
        [] => check::all(&shell, &mut steps, false),
        [word] if word == "--all" => check::all(&shell, &mut steps, true),
        [word] if word == "contract" => {
            steps.run("check: contract", || contract::check(&shell));
        }
        [word] if word == "abi" => {
            steps.run("check: abi", || abi::check(&shell, true));
        }
        [word] if word == "supply" => {
            steps.run("check: supply chain", || supply::check(&shell, true));
        }
        _ => return Err("`check` takes nothing but `contract`, `abi`, `supply` or `--all`".into()),
    }
    steps.finish()
}
