//! Patterns over files that have to be tried: those that people write, and those made to be slow.
//!
//! What counts is the ratio to a plain search in the path for the one word that tells the patterns apart.

#[path = "support/mod.rs"]
mod support;

use codegate_core::Gate;
use codegate_core::model::{NewProvider, ProviderType, Request, RuleSpec, Target, When};
use std::hint::black_box;
use support::{interleaved, nanos, only, tell};

const PATTERNS: usize = 100;

fn main() {
    let Some(only) = only() else { return };
    ORDINARY.iter().filter(|(what, ..)| what.contains(&only)).for_each(|(what, form)| ordinary(what, form));
    HOSTILE.iter().filter(|shape| shape.what.contains(&only)).for_each(hostile);
}

/// A gate with patterns of this form, each for another `{}`, and none that matches.
fn gate(form: &str) -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    let new = NewProvider::new(ProviderType::Ollama);
    gate.providers().add("local", &new).unwrap();
    let patterns = (0..PATTERNS).map(|number| form.replace("{}", &format!("q{number}")));
    let when = When { files: Some(patterns.collect()), ..When::default() };
    gate.workspaces()
        .set_rules("default", &[RuleSpec { when, to: vec![Target::parse("local/m")], ..RuleSpec::default() }])
        .unwrap();
    gate
}

/// Nanoseconds that each pattern takes on each of the files, over a decision without any.
fn each(gate: &Gate, files: &[String], rounds: usize, times: u32) -> (f64, f64) {
    let request = Request { files: Some(files.to_vec()), ..Request::default() };
    let none = Gate::open(":memory:").unwrap();
    let mut with = || nanos(times, || drop(black_box(gate.decide(&request).unwrap())));
    let mut without = || nanos(times, || drop(black_box(none.decide(&request).unwrap())));
    let mut search = || {
        let words: Vec<String> = (0..PATTERNS).map(|number| format!("q{number}")).collect();
        nanos(times, || {
            let found = words.iter().map(|word| files.iter().filter(|file| file.contains(word.as_str())).count());
            _ = black_box(found.sum::<usize>());
        })
    };
    let found = interleaved(rounds, &mut [&mut with, &mut without, &mut search]);
    let pairs = (PATTERNS * files.len()) as f64;
    ((found[0] - found[1]) / pairs, found[2] / pairs)
}

/// Forms of patterns that no look-up spares.
const ORDINARY: [(&str, &str); 8] = [
    ("ordinary patterns, a word in the name", "*{}*"),
    ("ordinary patterns, two words in the name", "*a*{}*"),
    ("ordinary patterns, wildcards in the name", "*[0-9]?{}*"),
    ("ordinary patterns, a wildcard and no star", "?{}?"),
    ("ordinary patterns, a folder by a word", "src/*{}*/*"),
    ("ordinary patterns, folders at any depth", "**/*{}*/**"),
    ("ordinary patterns, two folders at any depth", "src/*{}/**/*"),
    ("ordinary patterns, an absolute path", "/home/*/app/*{}*/**/*"),
];

fn ordinary(what: &str, form: &str) {
    let folders = ["src", "src/mux", "codegate-core/src/request/tests", "src/components/menu", "docs"];
    let names = ["main.rs", "index.ts", "test_parser_2.py", "2024-report_final.md", "Button.stories.tsx"];
    let files: Vec<String> =
        folders.iter().flat_map(|folder| names.iter().map(move |name| format!("/srv/app/{folder}/{name}"))).collect();
    let (pattern, search) = each(&gate(form), &files, 60, 10);
    tell(&format!("{what}: {pattern:.1} ns a pattern and file, {:.2}x of a search for its word", pattern / search));
}

struct Shape {
    what: &'static str,
    /// A piece of the pattern, and how many of it stand between what begins and what ends it.
    pattern: (&'static str, &'static str, usize, &'static str),
    /// What the path is made of.
    piece: &'static str,
}

const HOSTILE: [Shape; 9] = [
    Shape { what: "hostile patterns, folders", pattern: ("", "?/", 240, "?{}*"), piece: "a/" },
    Shape { what: "hostile patterns, deep folders", pattern: ("", "?/", 240, "*{}*/**/*"), piece: "a/" },
    Shape { what: "hostile patterns, many deep folders", pattern: ("**/", "?/**/?/", 60, "*{}*/**/*"), piece: "a/" },
    Shape { what: "hostile patterns, deep folders of stars", pattern: ("", "*?*b*/", 60, "*{}*/**/*"), piece: "ab/" },
    Shape { what: "hostile patterns, a long word", pattern: ("*", "a", 60, "{}*"), piece: "a" },
    Shape { what: "hostile patterns, many stars", pattern: ("*", "a*", 200, "{}*"), piece: "a" },
    Shape { what: "hostile patterns, wildcards", pattern: ("*", "?", 400, "{}*"), piece: "a" },
    Shape { what: "hostile patterns, classes", pattern: ("*", "[a-c][!z]", 50, "{}*"), piece: "abc" },
    Shape { what: "hostile patterns, not ASCII", pattern: ("*", "é?", 150, "{}*"), piece: "é" },
];

fn hostile(shape: &Shape) {
    let (begin, piece, times, end) = shape.pattern;
    let gate = gate(&format!("{begin}{}{end}", piece.repeat(times)));
    let [short, long] = [4_000, 16_000].map(|bytes| {
        let path = format!("{}a", shape.piece.repeat(bytes / shape.piece.len()));
        each(&gate, &[path], 9, 1)
    });
    tell(&format!(
        "{}: {:.1} us a pattern and path of 4,000 bytes, {:.0}x of a search for its word, {:.2}x for a path of 16,000",
        shape.what,
        short.0 / 1e3,
        short.0 / short.1,
        long.0 / short.0
    ));
}
