//! How many lines of the core its own tests and the conformance cases in Rust run. Only what is built into the library
//! counts, so that a line of a test raises nothing.

use crate::shell::{Shell, read, run, text};
use std::path::{Path, PathBuf};
use std::process::Command;

const MEASURED: &str = "codegate-core/src/";
/// What lies there and is built for tests alone.
const FOR_TESTS: [&str; 3] = ["/tests.rs", "/tests/", "src/fuzz.rs"];

/// `coverage [missed]`: a line per file, the worst first, and the sum; `missed` also lists the lines that did not run.
pub fn run_all(shell: &Shell, arguments: &[String]) -> Result<(), String> {
    let missed = match arguments {
        [] => false,
        [word] if word == "missed" => true,
        _ => return Err("`coverage` takes nothing but `missed`".into()),
    };
    let llvm = llvm(shell)?;
    let folder = shell.target.join("coverage");
    let profiles = folder.join("profiles");
    // Counts of an earlier build would be added to those of this one.
    let _ = std::fs::remove_dir_all(&profiles);
    run(&mut tests(shell, &folder))?;
    let built = read(tests(shell, &folder).args(["--no-run", "--message-format=json"]))?;
    let merged = folder.join("merged.profdata");
    read(Command::new(llvm.join("llvm-profdata")).args(["merge", "--sparse", "-o"]).arg(&merged).arg(&profiles))?;
    let mut export = Command::new(llvm.join("llvm-cov"));
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
    for program in executables(&built) {
        export.arg("--object").arg(program);
    }
    let files = counted(shell, &read(&mut export)?)?;
    if files.is_empty() {
        return Err(format!("nothing of `{MEASURED}` was run"));
    }
    print(files, missed);
    Ok(())
}

/// A file, its lines that can run, and those of them that did not.
struct Counted {
    path: String,
    lines: usize,
    missed: Vec<usize>,
}

/// The tests of the core, built with counters, in a folder of their own.
fn tests(shell: &Shell, folder: &Path) -> Command {
    let mut cargo = shell.cargo("test -p codegate-core --features schema,fuzz --locked --no-fail-fast --tests");
    // Without a target triple, so that `RUSTFLAGS` alone tells what is built how.
    cargo.env_remove("CARGO_BUILD_TARGET").env("CARGO_TARGET_DIR", folder).env("CARGO_PROFILE_DEV_DEBUG", "0");
    cargo.env("RUSTFLAGS", "-C instrument-coverage");
    cargo.env("LLVM_PROFILE_FILE", folder.join("profiles/%4m.profraw"));
    cargo
}

/// Where the tools are that read what this compiler's programs count: they are of the same version of LLVM.
fn llvm(shell: &Shell) -> Result<PathBuf, String> {
    let sysroot = read(shell.command("rustc").args(["--print", "sysroot"]))?;
    let version = read(shell.command("rustc").arg("-vV"))?;
    let major = version.lines().find_map(|line| line.strip_prefix("LLVM version: ")?.split('.').next()).unwrap_or("?");
    let places = [
        Path::new(sysroot.trim()).join("lib/rustlib").join(&shell.host).join("bin"),
        Path::new("/usr/lib").join(format!("llvm-{major}")).join("bin"),
    ];
    let found =
        places.into_iter().find(|place| place.join("llvm-profdata").exists() && place.join("llvm-cov").exists());
    found.ok_or_else(|| {
        format!("llvm-cov {major} is not here: `rustup component add llvm-tools`, or `apt install llvm-{major}`")
    })
}

/// The programs that cargo names in its messages.
fn executables(messages: &str) -> Vec<&str> {
    messages.lines().filter_map(|line| line.split("\"executable\":\"").nth(1)?.split('"').next()).collect()
}

/// What a report in lcov's format says of the core.
fn counted(shell: &Shell, report: &str) -> Result<Vec<Counted>, String> {
    let mut files = Vec::new();
    for record in report.split("end_of_record") {
        let Some(full) = record.lines().find_map(|line| line.strip_prefix("SF:")) else { continue };
        let Ok(path) = Path::new(full).strip_prefix(&shell.root) else { continue };
        let path = path.to_string_lossy().replace('\\', "/");
        if path.starts_with(MEASURED) && !FOR_TESTS.iter().any(|end| path.contains(end)) {
            let (lines, missed) = lines(record, end_of_code(&text(Path::new(full))?));
            files.push(Counted { path, lines, missed });
        }
    }
    Ok(files)
}

/// The number of lines that can run before this one, and those of them that did not.
fn lines(record: &str, end: usize) -> (usize, Vec<usize>) {
    let counts = record.lines().filter_map(|line| {
        let (number, count) = line.strip_prefix("DA:")?.split_once(',')?;
        Some((number.parse::<usize>().ok()?, count.split(',').next()?.parse::<u64>().ok()?))
    });
    let within: Vec<(usize, u64)> = counts.filter(|(number, _)| *number < end).collect();
    (within.len(), within.iter().filter(|(_, count)| *count == 0).map(|(number, _)| *number).collect())
}

/// The line at which the tests of a file begin, which stand at its end.
fn end_of_code(source: &str) -> usize {
    let lines: Vec<&str> = source.lines().collect();
    let begins = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
    lines.windows(2).position(begins).map_or(usize::MAX, |place| place + 1)
}

fn print(mut files: Vec<Counted>, missed: bool) {
    files.retain(|file| file.lines > 0);
    let share = |lines: usize, missed: usize| 100.0 * (lines - missed) as f64 / lines as f64;
    files.sort_by(|a, b| share(a.lines, a.missed.len()).total_cmp(&share(b.lines, b.missed.len())));
    println!("\n  lines  missed       %  file");
    for file in &files {
        let gone = file.missed.len();
        println!("{:>7} {gone:>7} {:>7.2}  {}", file.lines, share(file.lines, gone), file.path);
        if missed && gone > 0 {
            let numbers: Vec<String> = file.missed.iter().map(usize::to_string).collect();
            println!("{:>25}{}", "", numbers.join(" "));
        }
    }
    let (all, gone) = files.iter().fold((0, 0), |sum, file| (sum.0 + file.lines, sum.1 + file.missed.len()));
    println!("{all:>7} {gone:>7} {:>7.2}  in all", share(all, gone));
}

#[cfg(test)]
mod checks {
    use super::{end_of_code, executables, lines};

    #[test]
    fn counts_lines_before_the_tests() {
        let record = "SF:/a.rs\nDA:1,3\nDA:2,0\nDA:5,0\nLF:3\n";
        assert_eq!(lines(record, usize::MAX), (3, vec![2, 5]));
        assert_eq!(lines(record, 4), (2, vec![2]));
        assert_eq!(end_of_code("fn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n"), 3);
        assert_eq!(end_of_code("fn a() {}\n#[cfg(test)]\nmod tests;\n"), usize::MAX, "the tests are in another file");
    }

    #[test]
    fn finds_what_cargo_built() {
        let messages = "{\"executable\":\"/t/a-1\",\"fresh\":true}\n{\"executable\":null}\n";
        assert_eq!(executables(messages), ["/t/a-1"]);
    }
}
