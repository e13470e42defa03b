//! What the core never does, and which room may see which: read from its own sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Source files of the core with their text up to the first test module.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.contains("/tests/") {
                let text = fs::read_to_string(path).unwrap();
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                found.push((
                    name,
                    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n"),
                ));
            }
        }
    }
    assert!(found.len() > 30, "the sources were not found");
    found
}

fn files_with(needle: &str) -> Vec<String> {
    let mut names: Vec<String> =
        sources().into_iter().filter(|(_, text)| text.contains(needle)).map(|(name, _)| name).collect();
    names.sort();
    names
}

#[test]
fn the_core_opens_no_socket_starts_no_thread_and_writes_no_output() {
    for needle in [
        "std::net",
        "thread::spawn",
        "thread::Builder",
        "println!",
        "print!",
        "stdout()",
        "stderr()",
        "dbg!",
        "set_hook",
        "process::exit",
        "process::abort",
        "set_var",
        "unsafe ",
    ] {
        assert_eq!(files_with(needle), Vec::<String>::new(), "`{needle}`");
    }
}

#[test]
fn clock_environment_and_randomness_are_read_in_one_place_each() {
    assert_eq!(files_with("SystemTime"), ["context/clock.rs"]);
    // Ids may be made by a seed; keys and nonces never.
    assert_eq!(files_with("getrandom"), ["context/ids.rs", "sealing.rs"]);
    assert_eq!(files_with("env::var"), ["gate/open.rs"]);
    // How long to wait for a lock is no time that is ever written.
    assert_eq!(files_with("Instant::now"), ["store/waiting.rs"]);
}

#[test]
fn sql_lives_in_the_store_only() {
    for needle in ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "PRAGMA "] {
        let outside: Vec<String> = files_with(needle).into_iter().filter(|name| !name.starts_with("store")).collect();
        assert_eq!(outside, Vec::<String>::new(), "`{needle}`");
    }
}

/// The rooms that a file names by `crate::room` or in a `use crate::{…}` list.
fn rooms_used(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default(),
        };
        rooms.extend(names.split(',').map(|name| name.trim().split(':').next().unwrap_or_default().to_owned()));
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

#[test]
fn arrows_point_down_only() {
    let base = ["error", "limits", "model", "sync", "Error", "Result", "Code"];
    let rooms: [(&str, &[&str]); 14] = [
        ("formats", &[]),
        ("unpack", &[]),
        ("request", &["formats", "unpack"]),
        ("mux", &[]),
        ("response", &["formats", "unpack"]),
        ("price", &[]),
        ("secret", &[]),
        ("sealing", &[]),
        ("bundle", &["mux"]),
        ("settings", &[]),
        ("store", &[]),
        ("snapshot", &["mux", "store"]),
        ("context", &["snapshot", "store", "request", "price", "sealing"]),
        ("exchange", &["context", "snapshot", "store", "request", "response", "formats", "price", "secret", "mux"]),
    ];
    let sources = sources();
    for (room, neighbours) in rooms {
        let inside = |name: &str| name == format!("{room}.rs") || name.starts_with(&format!("{room}/"));
        let mut seen = 0;
        for (name, text) in sources.iter().filter(|(name, _)| inside(name)) {
            seen += 1;
            for used in rooms_used(text) {
                let allowed = used == room || base.contains(&used.as_str()) || neighbours.contains(&used.as_str());
                assert!(allowed, "`{name}` reaches into `{used}`");
            }
        }
        assert!(seen > 0, "no file of `{room}` was found");
    }
    for (name, text) in sources.iter().filter(|(name, _)| name.starts_with("model")) {
        for used in rooms_used(text) {
            assert!(
                ["model", "error", "limits", "Result", "Error", "Code"].contains(&used.as_str()),
                "`{name}` reaches into `{used}`"
            );
        }
    }
}

#[test]
fn the_wings_of_request_see_only_those_below_them() {
    let wings: [(&str, &[&str]); 5] = [
        ("json", &[]),
        ("body", &["json"]),
        ("files", &["body", "json"]),
        ("send", &["body", "json"]),
        ("clients", &["body", "json", "send"]),
    ];
    let sources = sources();
    for (wing, below) in wings {
        let inside = |name: &str| name == format!("request/{wing}.rs") || name.starts_with(&format!("request/{wing}/"));
        let mut seen = 0;
        for (name, text) in sources.iter().filter(|(name, _)| inside(name)) {
            seen += 1;
            // The façade's own file may say `super`, as may a child of a wing to its neighbours.
            let facade = name.matches('/').count() == 1;
            let paths = text.match_indices("crate::request::").map(|(at, path)| &text[at + path.len()..]);
            let relative = text.match_indices("super::").map(|(at, path)| &text[at + path.len()..]).filter(|_| facade);
            for path in paths.chain(relative) {
                let used = path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                assert!(used == wing || below.contains(&used), "`{name}` reaches into `request::{used}`");
            }
        }
        assert!(seen > 0, "no file of `{wing}` was found");
    }
}

#[test]
fn one_file_knows_what_is_peculiar_to_a_format() {
    // A variant of `Format` stands in its descriptor alone; the unknown one belongs to nobody.
    for variant in [
        "OpenaiChat",
        "OpenaiResponses",
        "OpenaiCompletions",
        "AnthropicMessages",
        "OllamaChat",
        "OllamaGenerate",
        "Gemini",
    ] {
        let outside: Vec<String> = files_with(&format!("Format::{variant}"))
            .into_iter()
            .filter(|name| !name.starts_with("formats/"))
            .collect();
        assert_eq!(outside, Vec::<String>::new(), "`{variant}`");
    }
}

#[test]
fn files_stay_readable_in_one_sitting() {
    for (name, text) in sources() {
        assert!(text.lines().count() <= 450, "`{name}` is too long");
    }
}
