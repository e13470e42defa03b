//! The tests in Rust.

use crate::shell::{Shell, conformance, run};
use crate::steps::Steps;
use std::process::Command;

/// Runs them, with the examples of the documentation.
pub fn test(shell: &Shell, steps: &mut Steps) {
    steps.run("rust: workspace", || {
        let output = run(&mut tests(shell))?;
        Ok(format!("{}\n{}", counted(&output)?, conformance(&output)?))
    });
}

/// `cargo test` over everything. Whoever runs a part of it adds to this, so that nothing is built for other features.
pub fn tests(shell: &Shell) -> Command {
    shell.cargo("test --workspace --features codegate-core/schema,codegate-core/fuzz --locked --no-fail-fast")
}

/// The sum over cargo's closing lines, one per test program; an error if no test ran.
pub fn counted(output: &str) -> Result<String, String> {
    let closing: Vec<&str> = output.lines().filter(|line| line.starts_with("test result: ")).collect();
    let sum = |word: &str| -> u64 { closing.iter().filter_map(|line| number_before(line, word)).sum() };
    let (passed, failed) = (sum("passed"), sum("failed"));
    if passed == 0 {
        return Err("no test ran".into());
    }
    Ok(format!("{passed} passed; {failed} failed; {} ignored, in {} programs", sum("ignored"), closing.len()))
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
    let place = words.iter().position(|have| *have == word)?;
    words.get(place.checked_sub(1)?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn sums_the_closing_lines() {
        let output = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: ok. 40 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(counted(output).unwrap(), "42 passed; 0 failed; 1 ignored, in 2 programs");
        assert!(counted("test result: ok. 0 passed; 0 failed; 0 ignored;").is_err(), "no test is no pass");
    }
}
