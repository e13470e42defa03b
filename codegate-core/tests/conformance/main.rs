//! Plays the cases of `tests/cases`, whose README describes their format, against the core.

mod args;
mod calls;
mod case;
mod compare;
mod coverage;
mod plain;
mod world;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is wrong with a case's result, or `None`.
fn play(case: &case::Case) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| world::play(case))) {
        Ok(result) => result.err(),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            Some(format!("panicked: {}", text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no text")))
        }
    }
}

#[test]
fn every_case_passes() {
    let only = std::env::var("CODEGATE_CASES").unwrap_or_default();
    let files = case::load();
    let cases: Vec<_> = files
        .iter()
        .flat_map(|file| file.cases.iter().map(move |case| (file.area.as_str(), case)))
        .filter(|(_, case)| case.name.contains(&only))
        .collect();
    assert!(!cases.is_empty(), "no case was found");

    // Written past the test harness, which would swallow it when all is well.
    let mut out = std::io::stdout();
    let mut failed = 0;
    for (area, case) in &cases {
        if let Some(fault) = play(case) {
            failed += 1;
            writeln!(out, "FAILED {area}: {}\n{fault}", case.name).unwrap();
        }
    }
    writeln!(out, "conformance (rust): {} cases passed, {failed} failed", cases.len() - failed).unwrap();
    assert_eq!(failed, 0, "cases failed");
}

#[test]
fn no_error_repeats_a_secret_whatever_argument_it_stands_in() {
    const SECRET: &str = "sk-proj-T3nFoldQz81LmWx7cVb20RkYp5HsDa94";
    let files = case::load();
    let mut tried = std::collections::BTreeMap::new();
    let cases = files.iter().flat_map(|file| &file.cases);
    let mut found: Vec<String> = cases.flat_map(|case| world::repeated(case, SECRET, &mut tried)).collect();
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "{} errors repeat it:\n{}", found.len(), found.join("\n"));
}
