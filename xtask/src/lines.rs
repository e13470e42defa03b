//! What a field and a call cost by hand, outside the core: lines that are not blank, in files that nobody generates.

use crate::contract;
use crate::shell::{Shell, read, text};

/// What repeats records: each with the folders or files of it, and a word that its files have in them.
const FIELDS: [(&str, &[&str], &str); 4] = [
    (
        "C: guide, codes, outcomes",
        &["codegate-ffi/records.txt", "codegate-ffi/src/codes.rs", "codegate-ffi/src/outcomes.rs"],
        "",
    ),
    (
        "Python: classes, values",
        &["bindings/python/src/lazy.rs", "bindings/python/src/records.rs", "bindings/python/src/value.rs"],
        "",
    ),
    (
        "Python: stubs, words",
        &[
            "bindings/python/python/codegate/_records",
            "bindings/python/python/codegate/_words",
            "bindings/python/python/codegate/types.py",
        ],
        "",
    ),
    (
        "Node: structures, types",
        &[
            "bindings/node/lib/records.js",
            "bindings/node/records.d.ts",
            "bindings/node/inputs.d.ts",
            "bindings/node/shapes.d.ts",
        ],
        "",
    ),
];

/// What forwards calls, and what plays them.
const CALLS: [(&str, &[&str], &str); 7] = [
    ("C: exports", &["codegate-ffi/src/"], "#[unsafe(no_mangle)]"),
    ("Python: methods", &["bindings/python/src/"], "#[pymethods]"),
    ("Python: stub", &["bindings/python/python/codegate/_native.pyi"], ""),
    ("Node: methods", &["bindings/node/src/"], "#[napi"),
    ("Node: classes", &["bindings/node/lib/"], ""),
    ("Node: types", &["bindings/node/calls.d.ts", "bindings/node/index.d.ts"], ""),
    (
        "runners",
        &[
            "codegate-core/tests/conformance/calls.rs",
            "tests/c/support/gate_calls.c",
            "tests/c/support/exchange_calls.c",
            "tests/node/every_call.mts",
            "tests/node/conformance.test.mjs",
            "tests/python/test_conformance.py",
        ],
        "",
    ),
];

/// Prints the count, and how it is made.
pub fn print(shell: &Shell) -> Result<(), String> {
    let listed = read(shell.command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let generated = contract::generated(shell)?;
    let by_hand: Vec<&str> = listed.lines().filter(|path| !generated.iter().any(|one| one == path)).collect();
    let (fields, calls) = contract::size(shell)?;
    println!(
        "lines that are not blank, of files that are written by hand; where the end of a file is generated, of the rest"
    );
    table(shell, &by_hand, &FIELDS, fields, "output field")?;
    table(shell, &by_hand, &CALLS, calls, "call")
}

fn table(
    shell: &Shell,
    by_hand: &[&str],
    groups: &[(&str, &[&str], &str)],
    of: usize,
    what: &str,
) -> Result<(), String> {
    println!("\nper {what}, of which there are {of}");
    let mut sum = 0;
    for (name, places, word) in groups {
        let mut lines = 0;
        for path in by_hand.iter().filter(|path| places.iter().any(|place| is_in(path, place))) {
            let content = text(&shell.root.join(path))?;
            if content.contains(word) {
                let content = content.split(contract::MARK).next().unwrap_or_default();
                lines += content.lines().filter(|line| !line.trim().is_empty()).count();
            }
        }
        sum += lines;
        println!("  {name:<28} {lines:>6} {:>7.1}   {}", lines as f64 / of as f64, places.join(" "));
    }
    println!("  {:<28} {sum:>6} {:>7.1}", "sum", sum as f64 / of as f64);
    Ok(())
}

/// Whether a path is that of a place, begins with it, or, where that ends with `/`, lies in that folder itself.
fn is_in(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| !place.ends_with('/') || !rest.contains('/'))
}
