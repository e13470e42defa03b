//! Steps: each runs, is timed, and is listed in the summary with its runner's closing line.

use std::time::{Duration, Instant};

/// What a line of a runner says of a part that it left out, as the machine lacks something for it.
pub const SKIPPED: &str = " SKIPPED ";

/// A step of a chain: its name, and what it does.
pub type Link<'a> = (&'a str, &'a dyn Fn() -> Result<String, String>);

/// The steps of one command, in order.
#[derive(Default)]
pub struct Steps {
    done: Vec<Step>,
    not_run: Vec<String>,
}

struct Step {
    name: String,
    took: Duration,
    outcome: Outcome,
}

enum Outcome {
    /// What the runner said at its end.
    Passed(Vec<String>),
    Failed(String),
}

impl Steps {
    pub fn new() -> Self {
        Steps::default()
    }

    /// Runs one step; says whether it passed. Its text is the closing line of the runner, or empty.
    pub fn run(&mut self, name: &str, step: impl FnOnce() -> Result<String, String>) -> bool {
        println!("\n=== {name}");
        let start = Instant::now();
        let outcome = match step() {
            Ok(closing) => Outcome::Passed(closing.lines().map(str::to_owned).collect()),
            Err(message) => {
                println!("{message}");
                Outcome::Failed(message)
            }
        };
        let passed = matches!(outcome, Outcome::Passed(_));
        self.done.push(Step { name: name.into(), took: start.elapsed(), outcome });
        passed
    }

    /// Runs steps that build on one another; the first that fails ends them, and the rest is named as not run.
    pub fn chain(&mut self, steps: &[Link<'_>]) {
        for (place, (name, step)) in steps.iter().enumerate() {
            if !self.run(name, step) {
                let rest = steps[place + 1..].iter().map(|(name, _)| (*name).to_owned());
                self.not_run.extend(rest);
                return;
            }
        }
    }

    /// Prints the summary; an error if any step failed or did not run.
    pub fn finish(self) -> Result<(), String> {
        println!("\n=== summary");
        let (mut bad, mut skipped) = (0, 0);
        for step in &self.done {
            let (word, lines) = match &step.outcome {
                Outcome::Passed(lines) => ("passed", lines.clone()),
                Outcome::Failed(message) => ("FAILED", message.lines().take(20).map(str::to_owned).collect()),
            };
            bad += usize::from(word != "passed");
            println!("{word:<8} {:<28} {:>6.1} s", step.name, step.took.as_secs_f64());
            skipped += lines.iter().filter(|line| line.contains(SKIPPED)).count();
            for line in lines {
                println!("           {line}");
            }
        }
        for name in &self.not_run {
            println!("NOT RUN  {name}");
        }
        bad += self.not_run.len();
        let took: Duration = self.done.iter().map(|step| step.took).sum();
        let total = self.done.len() + self.not_run.len();
        println!("{} of {total} steps passed in {:.0} s, {skipped} parts skipped", total - bad, took.as_secs_f64());
        if bad == 0 { Ok(()) } else { Err(format!("{bad} of {total} steps did not pass")) }
    }
}
