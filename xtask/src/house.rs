//! The tree: no stray files, no overlong files, no dead paths in the documents.

use crate::shell::{Shell, read, text};
use std::path::Path;

/// Source files should stay readable in one sitting.
const LINES: usize = 500;
/// Files that a tool writes.
const GENERATED: &[&str] = &[
    "Cargo.lock",
    "package-lock.json",
    "include/codegate.h",
    "include/bundle.schema.json",
    "include/clients.schema.json",
    "include/prices.schema.json",
    "include/settings.schema.json",
    "native.d.ts",
    "bindings/python/src/records.rs",
];
const DOCUMENTS: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "docs/overview.md",
    "docs/rules.md",
    "docs/settings.md",
    "docs/usage.md",
    "docs/prices.md",
    "docs/sql.md",
    "docs/c.md",
    "docs/cli.md",
    "docs/releasing.md",
    "docs/python.md",
];

/// An error that lists every file that breaks a convention.
pub fn in_order(shell: &Shell) -> Result<String, String> {
    let listed = read(shell.command("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in listed.lines().filter(|path| shell.root.join(path).is_file()) {
        let Ok(content) = std::fs::read(shell.root.join(path)) else { continue };
        let Ok(content) = String::from_utf8(content) else { continue };
        seen += 1;
        wrong.extend(faults(path, &content).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    for document in DOCUMENTS {
        let path = shell.root.join(document);
        let dead = dead_paths(&shell.root, path.parent().unwrap_or(&shell.root), &text(&path)?);
        wrong.extend(dead.into_iter().map(|dead| format!("{document}: no `{dead}` here")));
    }
    if wrong.is_empty() { Ok(format!("{seen} files in order")) } else { Err(wrong.join("\n")) }
}

/// Folders of input as it comes, which no rule is for.
const AS_IT_COMES: [&str; 2] = ["tests/fuzz/corpus/", "tests/streams/"];

fn faults(path: &str, content: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if AS_IT_COMES.iter().any(|folder| path.starts_with(folder)) {
        return faults;
    }
    let generated = GENERATED.iter().any(|name| path.ends_with(name)) || path.starts_with("tests/cases/");
    let source = [".rs", ".py", ".mjs", ".cjs", ".js", ".c", ".h"].iter().any(|end| path.ends_with(end));
    let by_hand = content.split(crate::contract::MARK).next().unwrap_or_default();
    let lines = by_hand.lines().count();
    if source && !generated && lines > LINES {
        faults.push(format!("{lines} lines, at most {LINES}: split it"));
    }
    if content.contains('\r') {
        faults.push("has carriage returns".into());
    }
    if !content.is_empty() && !content.ends_with('\n') && !generated {
        faults.push("does not end with a newline".into());
    }
    let conflict = "<".repeat(7);
    if content.lines().any(|line| line.starts_with(&conflict)) {
        faults.push("has a merge conflict".into());
    }
    faults
}

/// Paths that do not exist: those in backticks that begin with a folder of this repository, and links, which begin at
/// the folder of their document. What is built is not there before.
fn dead_paths(root: &Path, folder: &Path, document: &str) -> Vec<String> {
    let is_path = |word: &&str| {
        !word.is_empty() && !word.contains(char::is_whitespace) && !word.contains(['*', '<', '{', ':', '#'])
    };
    let ticked = document.split('`').skip(1).step_by(2).filter(is_path);
    let of_ours = |first: &str| !first.is_empty() && first != "target" && root.join(first).is_dir();
    let ticked = ticked
        .filter(|word| word.split_once('/').is_some_and(|(first, _)| of_ours(first)))
        .filter(|word| !root.join(word).exists());
    let linked = document.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(is_path);
    ticked.chain(linked.filter(|word| !folder.join(word).exists())).map(str::to_owned).collect()
}

/// What is not committed now, to be compared with the same after the tests.
pub fn uncommitted(shell: &Shell) -> Option<String> {
    read(shell.command("git").args(["status", "--porcelain"])).ok()
}

/// An error if the tree is not as it was before the tests.
pub fn nothing_left_behind(shell: &Shell, before: Option<String>) -> Result<String, String> {
    match (before, uncommitted(shell)) {
        (Some(before), Some(after)) if before == after => Ok("as it was before the tests".into()),
        (Some(before), Some(after)) => {
            let new: Vec<&str> = after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
            Err(format!("the tests changed the tree:\n{}", new.join("\n")))
        }
        _ => Ok("not under git: not compared".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_is_out_of_order() {
        assert!(faults("a.rs", "fn a() {}\n").is_empty());
        assert_eq!(faults("a.rs", &"x\n".repeat(LINES + 1)).len(), 1);
        assert!(faults("include/codegate.h", &"x\n".repeat(LINES + 1)).is_empty(), "generated");
        assert_eq!(faults("a.py", "x = 1\r\ny = 2").len(), 2);
        assert!(faults("tests/fuzz/corpus/meter/0a", "data: \r").is_empty(), "input as it comes");
    }

    #[test]
    fn finds_paths_that_lead_nowhere() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let document = "see `src/main.rs`, `src/gone.rs`, [this](src/lost.rs), [that](https://a.test/b) and \
                        `other/thing.rs` or `src/*.rs`";
        assert_eq!(dead_paths(root, root, document), ["src/gone.rs", "src/lost.rs"]);
        let below = "[up](../Cargo.toml), [here](main.rs), [not](src/main.rs), `src/main.rs`";
        assert_eq!(dead_paths(root, &root.join("src"), below), ["src/main.rs"]);
    }
}
