//! Everything that a release needs, in one folder, and each package tried where there is neither this repository nor a
//! compiler.

mod c;
mod licenses;
mod node;
mod python;
mod rust;
mod tools;
mod trial;

use crate::shell::{Shell, need, run};
use crate::steps::{SKIPPED, Steps};
use std::path::{Path, PathBuf};

/// The packages for one language.
pub struct Part {
    name: &'static str,
    /// Makes them in the folder.
    build: fn(&Shell, &Path) -> Result<(), String>,
    /// Installs them elsewhere and runs the README's first example of the language; gives what is to be told.
    test: fn(&Shell, &Path) -> Result<String, String>,
}

const PARTS: [Part; 4] = [
    Part { name: "python", build: python::build, test: python::test },
    Part { name: "node", build: node::build, test: node::test },
    Part { name: "c", build: c::build, test: c::test },
    Part { name: "rust", build: rust::build, test: rust::test },
];

/// `dist [part…] [--target TRIPLE] [--no-test] [--all]`.
pub fn run_all(arguments: &[String]) -> Result<(), String> {
    let asked = Asked::read(arguments)?;
    let mut shell = Shell::new()?;
    let native = asked.target.as_ref().is_none_or(|target| *target == shell.host);
    shell.host = asked.target.unwrap_or(shell.host);
    let out = shell.target.join("dist");
    let mut steps = Steps::new();
    let mut ready = steps.run("dist: tools", || tools::install(&shell).map(|()| String::new()));
    ready = ready && steps.run("dist: licences", || empty(&out).and_then(|()| licenses::write(&shell, &out)));
    for part in PARTS.iter().filter(|part| ready && (asked.parts.is_empty() || asked.parts.contains(&part.name))) {
        let built = steps.run(&format!("dist: {}", part.name), || {
            (part.build)(&shell, &out)?;
            Ok(String::new())
        });
        if built && asked.test {
            steps.run(&format!("dist: {} installed", part.name), || {
                let said = if native { (part.test)(&shell, &out)? } else { foreign(&shell) };
                if asked.all { whole(said) } else { Ok(said) }
            });
        }
    }
    if ready {
        steps.run("dist: release workflow", || workflow(&shell));
        steps.run("dist: places", || places(&shell, &out));
        steps.run("dist: sums", || sums(&shell, &out));
    }
    steps.finish()
}

struct Asked {
    parts: Vec<&'static str>,
    target: Option<String>,
    test: bool,
    /// What the machine lacks is a failure, not a line.
    all: bool,
}

impl Asked {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut asked = Asked { parts: Vec::new(), target: None, test: true, all: false };
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--no-test" => asked.test = false,
                "--all" => asked.all = true,
                "--target" => asked.target = Some(words.next().ok_or("`--target` needs a triple of Rust's")?.clone()),
                name => match PARTS.iter().find(|part| part.name == name) {
                    Some(part) => asked.parts.push(part.name),
                    None => {
                        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
                        return Err(format!("`dist` has no part `{name}`; its parts are {}", names.join(", ")));
                    }
                },
            }
        }
        Ok(asked)
    }
}

/// What is said of packages that this machine cannot run.
fn foreign(shell: &Shell) -> String {
    format!("the packages{SKIPPED}those for `{}` do not run here", shell.host)
}

/// What a trial said, as an error if it left something out.
fn whole(said: String) -> Result<String, String> {
    if said.contains(SKIPPED) { Err(format!("{said}\n`--all` leaves nothing out")) } else { Ok(said) }
}

/// The file of the command line.
const PROGRAM: &str = if cfg!(windows) { "codegate.exe" } else { "codegate" };

/// The command line, which both Python's and Node's packages carry; nothing where the workspace has none.
fn command_line(shell: &Shell) -> Result<Option<PathBuf>, String> {
    if !shell.root.join("codegate-cli").exists() {
        return Ok(None);
    }
    run(&mut tools::cargo(shell, "build --release --locked -p codegate-cli"))?;
    Ok(Some(tools::built(shell).join(PROGRAM)))
}

/// The folder without what an earlier run left.
fn empty(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)
}

/// The workflow that runs this on every platform is one that GitHub understands, and gives nothing away.
fn workflow(shell: &Shell) -> Result<String, String> {
    let file = need(shell, ".github/workflows/release.yml")?;
    let schema = ["--builtin-schema", "vendor.github-workflows"];
    run(tools::program(shell, "check-jsonschema").args(schema).arg(&file))?;
    run(tools::program(shell, "zizmor").arg("--offline").arg(&file))?;
    let address = run(tools::program(shell, "python").args(["xtask/dist/address.py", "--check"]))?;
    Ok(format!("the schema of workflows and zizmor find nothing\n{}", address.trim_end()))
}

/// No package tells where it was built.
fn places(shell: &Shell, out: &Path) -> Result<String, String> {
    let mut look = tools::program(shell, "python");
    look.arg("xtask/dist/places.py").arg(out).arg(&shell.root);
    run(look.args(tools::cargo_home())).map(|output| output.trim_end().to_owned())
}

/// Every file with its hash, as `sha256sum --check` reads them; gives their sizes.
fn sums(shell: &Shell, out: &Path) -> Result<String, String> {
    run(tools::program(shell, "python").arg("xtask/dist/sums.py").arg(out)).map(|output| output.trim_end().to_owned())
}

/// An empty folder to install a package into, outside of the repository.
fn scratch(name: &str) -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("codegate-dist-{name}-{}", std::process::id()));
    empty(&folder)?;
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::{Asked, whole};

    #[test]
    fn reads_what_is_asked_for() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let asked = Asked::read(&words("node rust --target aarch64-apple-darwin --no-test")).ok().unwrap();
        assert_eq!(asked.parts, ["node", "rust"]);
        assert_eq!(asked.target.as_deref(), Some("aarch64-apple-darwin"));
        assert!(!asked.test && !asked.all);
        assert!(Asked::read(&words("c --all")).ok().unwrap().all);
        assert!(Asked::read(&words("go")).err().unwrap().contains("python, node, c, rust"));
        assert!(Asked::read(&words("node --target")).is_err(), "no triple");
    }

    #[test]
    fn all_leaves_nothing_out() {
        assert_eq!(whole("bun and deno".into()).unwrap(), "bun and deno");
        assert!(whole("npm\ncmake SKIPPED it is not installed".into()).unwrap_err().contains("cmake"));
    }
}
