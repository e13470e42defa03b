//! The campaigns of `tests/faults`: what a host, its neighbours, the disk and the operating system can do to a store, and
//! what must hold all the same. Whole by `cargo xtask faults`, in short within `cargo xtask test`.

use crate::shell::{Shell, closing, need, read, run};
use crate::steps::{SKIPPED, Steps};
use crate::{c_abi, node, python};
use std::path::PathBuf;

/// A campaign, and how many rounds it goes: of each of its parts, or of all together, as its page says.
struct Campaign {
    name: &'static str,
    short: u32,
    whole: u32,
}

const CAMPAIGNS: [Campaign; 6] = [
    Campaign { name: "borders", short: 1, whole: 300 },
    Campaign { name: "hosts", short: 50, whole: 1_000 },
    Campaign { name: "families", short: 20, whole: 1_000 },
    Campaign { name: "kills", short: 300, whole: 10_000 },
    Campaign { name: "power", short: 1_500, whole: 100_000 },
    Campaign { name: "calls", short: 800, whole: 1_000_000 },
];
/// The one that is a test in Rust: bytes of the file that change by themselves. In short it runs with the others there.
const DAMAGE: &str = "damage";
const DAMAGE_ROUNDS: u32 = 700;

/// In short, each a step of its own. With `all`, a part that is left out for what the machine lacks is a failure.
pub fn test(shell: &Shell, steps: &mut Steps, all: bool) {
    if !cfg!(target_os = "linux") {
        steps
            .run("faults", || Ok("faults SKIPPED all of it: what is preloaded into programs is made for Linux".into()));
        return;
    }
    if steps.run("faults: build", || build(shell)) {
        for campaign in &CAMPAIGNS {
            let short = || match play(shell, campaign, &[], campaign.short, None)? {
                said if all && said.contains(SKIPPED) => Err(said),
                said => Ok(said),
            };
            steps.run(&format!("faults: {}", campaign.name), short);
        }
    }
}

/// `[name…] [part…] [--rounds N] [--seed N]`: the campaigns that are named, or all; of them the parts that are named.
pub fn run_all(arguments: &[String]) -> Result<(), String> {
    let wanted = parse(arguments)?;
    let shell = Shell::new()?;
    let mut steps = Steps::new();
    let built = steps.run("faults: build", || {
        python::build(&shell)?;
        node::build(&shell)?;
        build(&shell)
    });
    for campaign in CAMPAIGNS.iter().filter(|campaign| built && wanted.has(campaign.name)) {
        let rounds = wanted.rounds.unwrap_or(campaign.whole);
        let name = format!("faults: {}", campaign.name);
        steps.run(&name, || play(&shell, campaign, &wanted.parts, rounds, wanted.seed));
    }
    if wanted.has(DAMAGE) {
        steps.run("faults: damage", || damage(&shell, wanted.rounds.unwrap_or(DAMAGE_ROUNDS), wanted.seed));
    }
    steps.finish()
}

/// What the words of the command ask for.
#[derive(Debug, Default, PartialEq)]
struct Wanted {
    campaigns: Vec<String>,
    parts: Vec<String>,
    rounds: Option<u32>,
    seed: Option<u32>,
}

impl Wanted {
    fn has(&self, name: &str) -> bool {
        self.campaigns.is_empty() || self.campaigns.iter().any(|campaign| campaign == name)
    }
}

fn parse(arguments: &[String]) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let mut number = || {
            let number = rest.next().and_then(|number| number.replace('_', "").parse().ok());
            number.ok_or(format!("`{word}` needs a number"))
        };
        match word.as_str() {
            "--rounds" => wanted.rounds = Some(number()?),
            "--seed" => wanted.seed = Some(number()?),
            name if name == DAMAGE || CAMPAIGNS.iter().any(|campaign| campaign.name == name) => {
                wanted.campaigns.push(word.clone());
            }
            _ => wanted.parts.push(word.clone()),
        }
    }
    if wanted.parts.is_empty() || wanted.campaigns.len() == 1 {
        return Ok(wanted);
    }
    let names: Vec<&str> = CAMPAIGNS.iter().map(|campaign| campaign.name).collect();
    let parts = wanted.parts.join("`, `");
    Err(format!("no campaign `{parts}`; there are {} and {DAMAGE}; parts go with one of them", names.join(", ")))
}

/// Runs a campaign; its closing lines say what was seen.
fn play(
    shell: &Shell,
    campaign: &Campaign,
    parts: &[String],
    rounds: u32,
    seed: Option<u32>,
) -> Result<String, String> {
    let mut script = python::program(shell, "python");
    script.arg(need(shell, &format!("tests/faults/{}.py", campaign.name))?).args(parts);
    script.arg("--rounds").arg(rounds.to_string()).arg("--built").arg(folder(shell));
    if let Some(seed) = seed {
        script.arg("--seed").arg(seed.to_string());
    }
    let said = closing(&run(&mut script)?, &["faults "]);
    // What a closing line of the campaigns over stores, and of that over functions, counts.
    let counted = ["acknowledged", " functions, "].iter().any(|word| said.contains(word));
    if counted { Ok(said) } else { Err("the campaign came to nothing".into()) }
}

fn damage(shell: &Shell, rounds: u32, seed: Option<u32>) -> Result<String, String> {
    need(shell, "codegate-core/tests/damage.rs")?;
    let mut tests = shell.cargo("test -p codegate-core --features schema,fuzz --test damage --locked -- --nocapture");
    if let Some(seed) = seed {
        tests.env("CODEGATE_SEED", seed.to_string());
    }
    let output = run(tests.env("CODEGATE_ROUNDS", rounds.to_string()))?;
    Ok(closing(&output, &["test result: ", "damage"]))
}

fn folder(shell: &Shell) -> PathBuf {
    shell.built().join("faults")
}

/// The shims and the programs in C, next to the library; and a Node that has SQLite in it.
fn build(shell: &Shell) -> Result<String, String> {
    c_abi::library(shell)?;
    std::fs::create_dir_all(folder(shell)).map_err(|error| format!("`{}`: {error}", folder(shell).display()))?;
    for shim in ["oldkernel", "recorder", "trap"] {
        let source = need(shell, &format!("tests/faults/shims/{shim}.c"))?;
        let mut cc = shell.command("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"]).arg(source);
        run(cc.arg("-o").arg(folder(shell).join(format!("{shim}.so"))).arg("-ldl"))?;
    }
    for program in ["forks", "victim"] {
        compile(shell, program, program, &[], &[])?;
    }
    let mut lacking = Vec::new();
    for (name, link) in [("shared", "-lsqlite3"), ("static", "-l:libsqlite3.a")] {
        if links(shell, link) {
            compile(shell, "host", &format!("host-{name}"), &["-pthread"], &[link, "-lm", "-ldl"])?;
        } else {
            let _ = std::fs::remove_file(folder(shell).join(format!("host-{name}")));
            lacking.push(format!("{name} SQLite"));
        }
    }
    node::install(shell, "tests/faults/node")?;
    Ok(if lacking.is_empty() { String::new() } else { format!("not on this machine: {}", lacking.join(", ")) })
}

fn compile(shell: &Shell, source: &str, name: &str, flags: &[&str], libraries: &[&str]) -> Result<PathBuf, String> {
    // Libraries follow the source that uses them.
    let mut inputs = vec![need(shell, &format!("tests/faults/programs/{source}.c"))?];
    inputs.extend(libraries.iter().map(PathBuf::from));
    c_abi::compile(shell, &inputs, &format!("faults/{name}"), &[&["-std=c11"], flags].concat())
}

/// Whether a program with this SQLite can be built here.
fn links(shell: &Shell, link: &str) -> bool {
    let source = folder(shell).join("probe.c");
    let program = "#include <sqlite3.h>\nint main(void) { return sqlite3_libversion_number() == 0; }\n";
    let mut cc = shell.command("cc");
    cc.arg(&source).args([link, "-lm", "-ldl", "-pthread", "-o"]).arg(folder(shell).join("probe"));
    std::fs::write(&source, program).is_ok() && read(&mut cc).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn campaigns_parts_and_numbers_are_told_apart() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let all = parse(&[]).unwrap();
        assert!(all.has("hosts") && all.has(DAMAGE) && all.rounds.is_none());
        let some = parse(&words("power record create --rounds 10_000 --seed 7")).unwrap();
        assert!(some.has("power") && !some.has("hosts") && !some.has(DAMAGE));
        assert_eq!((some.parts, some.rounds, some.seed), (words("record create"), Some(10_000), Some(7)));
        assert!(parse(&words("hosts power record")).is_err(), "a part of which?");
        assert!(parse(&words("nothing")).is_err());
        assert!(parse(&words("hosts --rounds many")).is_err());
    }
}
