//! Calls by chance on two gates of one file, held against a reference in memory that does what is documented: after each
//! call its answer or the code of its error, and of everything that is left behind. What differs is told with the seed and
//! the fewest calls that still show it.
//!
//! `CODEGATE_ROUNDS` says how many sequences to play, `CODEGATE_SEED` which comes first.

mod books;
mod bundles;
mod configure;
mod play;
mod reference;
mod steps;
mod told;

use play::{Difference, play};
use reference::Harm;
use std::io::Write;
use steps::{Step, steps};

/// Calls of a sequence.
const CALLS: usize = 150;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// The fewest of these steps that still differ: what comes after the difference goes at once, then ever smaller parts.
fn shrunk(mut steps: Vec<Step>, found: Difference, harm: Harm) -> (Vec<Step>, Difference) {
    steps.truncate(found.step + 1);
    let (mut difference, mut size) = (found, steps.len() / 2);
    while size > 0 {
        let mut at = 0;
        while at < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(at..(at + size).min(steps.len()));
            match play(&fewer, harm) {
                Err(still) => {
                    fewer.truncate(still.step + 1);
                    (steps, difference) = (fewer, still);
                }
                Ok(()) => at += size,
            }
        }
        size /= 2;
    }
    (steps, difference)
}

/// The calls that show a difference, and the difference.
fn found(seed: u64, harm: Harm) -> Option<(Vec<Step>, Difference)> {
    let all = steps(seed, CALLS);
    let difference = play(&all, harm).err()?;
    Some(shrunk(all, difference, harm))
}

#[test]
fn random_calls_are_answered_as_the_reference_answers_them() {
    let (rounds, first) = (setting("CODEGATE_ROUNDS", 20), setting("CODEGATE_SEED", 1));
    for seed in first..first + rounds {
        if let Some((steps, difference)) = found(seed, Harm::None) {
            let steps: Vec<String> = steps.iter().map(|step| format!("{step:?}")).collect();
            panic!("seed {seed}:\n{}\n{difference:#?}", steps.join("\n"));
        }
    }
    let line = format!("model: {} calls from seed {first} on, answered as by the reference", rounds * CALLS as u64);
    writeln!(std::io::stdout(), "{line}").unwrap();
}

/// The control: whatever the reference does otherwise is found, and shown by a few calls.
#[test]
fn a_reference_that_does_otherwise_is_found() {
    for harm in [Harm::SessionsStay, Harm::EmptyRules, Harm::FailuresLost, Harm::HistoryStays] {
        let (steps, difference) = (1..50).find_map(|seed| found(seed, harm)).unwrap_or_else(|| panic!("{harm:?}"));
        assert!(steps.len() <= 12, "{harm:?}: {steps:#?}");
        assert_ne!(difference.answered, difference.expected, "{harm:?}");
    }
}
