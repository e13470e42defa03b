//! What the benchmarks share: timing in turns, and how a figure is told.

#![allow(dead_code, reason = "no benchmark needs all of it")]

use std::io::Write;
use std::time::Instant;

/// A word on the command line runs only what has it in its name; `None` where nothing is to be measured.
pub(crate) fn only() -> Option<String> {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|argument| argument == "--test") {
        return None;
    }
    Some(std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default())
}

pub(crate) fn tell(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
}

/// Nanoseconds of one run of `work`, over `times` runs.
pub(crate) fn nanos(times: u32, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    start.elapsed().as_nanos() as f64 / f64::from(times)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Medians of several ways, measured in turns.
pub(crate) fn interleaved(rounds: usize, ways: &mut [&mut dyn FnMut() -> f64]) -> Vec<f64> {
    let mut values = vec![Vec::with_capacity(rounds); ways.len()];
    for _ in 0..rounds {
        for (way, values) in ways.iter_mut().zip(&mut values) {
            values.push(way());
        }
    }
    values.into_iter().map(median).collect()
}
