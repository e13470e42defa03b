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

/// What all calls share, in those places: it converts what comes in and goes out, and keeps handles. A call adds nothing.
const SHARED: [&str; 12] = [
    "bindings/node/lib/arguments.js",
    "bindings/node/lib/error.js",
    "bindings/node/lib/handle.js",
    "bindings/node/lib/records.js",
    "bindings/node/src/lib.rs",
    "bindings/node/src/printed.rs",
    "bindings/python/src/handle.rs",
    "bindings/python/src/lazy.rs",
    "codegate-ffi/src/error.rs",
    "codegate-ffi/src/json.rs",
    "codegate-ffi/src/library.rs",
    "codegate-ffi/src/text.rs",
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
    let (shared, own): (Vec<&str>, Vec<&str>) = by_hand.iter().partition(|path| SHARED.contains(path));
    table(shell, &own, &CALLS, calls, "call")?;
    let shared: usize = shared.iter().map(|path| lines(shell, path)).sum::<Result<usize, String>>()?;
    println!("\nfor all calls together, whatever their number: {shared} lines in {}", SHARED.join(" "));
    Ok(())
}

/// The lines of a file that are written by hand.
fn lines(shell: &Shell, path: &str) -> Result<usize, String> {
    let content = text(&shell.root.join(path))?;
    let content = content.split(contract::MARK).next().unwrap_or_default();
    Ok(content.lines().filter(|line| !line.trim().is_empty()).count())
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
        let mut sum_of = 0;
        for path in by_hand.iter().filter(|path| places.iter().any(|place| is_in(path, place))) {
            if text(&shell.root.join(path))?.contains(word) {
                sum_of += lines(shell, path)?;
            }
        }
        sum += sum_of;
        println!("  {name:<28} {sum_of:>6} {:>7.1}   {}", sum_of as f64 / of as f64, places.join(" "));
    }
    println!("  {:<28} {sum:>6} {:>7.1}", "sum", sum as f64 / of as f64);
    Ok(())
}

/// Whether a path is that of a place, begins with it, or, where that ends with `/`, lies in that folder itself.
fn is_in(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| !place.ends_with('/') || !rest.contains('/'))
}
