//! One version number everywhere.

use crate::shell::{Shell, text};
use std::path::Path;

/// An error that lists every file whose version is not the workspace's.
pub fn equal(shell: &Shell) -> Result<String, String> {
    let version = workspace(&shell.root)?;
    let mut wrong = Vec::new();
    let mut seen = vec!["Cargo.toml"];
    for (path, find) in [
        ("bindings/node/package.json", json_version as fn(&str) -> Option<String>),
        ("bindings/node/package-lock.json", json_version),
        ("bindings/python/pyproject.toml", pyproject_version),
        ("include/codegate.h", header_version),
        ("CHANGELOG.md", changelog_version),
    ] {
        let file = shell.root.join(path);
        if !file.exists() {
            wrong.push(format!("{path} is missing"));
            continue;
        }
        match find(&text(&file)?) {
            // The wheel takes its version from Cargo.toml.
            Some(found) if found == version || found == "dynamic" => seen.push(path),
            Some(found) => wrong.push(format!("{path} says {found}")),
            None => wrong.push(format!("{path} names no version")),
        }
    }
    if wrong.is_empty() {
        Ok(format!("{version} in {}", seen.join(", ")))
    } else {
        Err(format!("Cargo.toml says {version}, but {}", wrong.join(", ")))
    }
}

/// The version of the workspace.
pub fn workspace(root: &Path) -> Result<String, String> {
    let manifest = text(&root.join("Cargo.toml"))?;
    let package = manifest.split_once("[workspace.package]").map(|(_, rest)| rest);
    package.and_then(|rest| quoted_after(rest, "version")).ok_or_else(|| "Cargo.toml names no version".into())
}

fn json_version(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("\"version\"")?;
    rest.split('"').nth(1).map(str::to_owned)
}

fn pyproject_version(text: &str) -> Option<String> {
    if text.lines().any(|line| line.starts_with("dynamic") && line.contains("\"version\"")) {
        return Some("dynamic".into());
    }
    quoted_after(text, "version")
}

fn header_version(text: &str) -> Option<String> {
    let part = |name: &str| -> Option<String> {
        let line = text.lines().find(|line| line.starts_with(&format!("#define {name} ")))?;
        line.split_whitespace().nth(2).map(str::to_owned)
    };
    match part("CODEGATE_VERSION") {
        Some(quoted) => Some(quoted.trim_matches('"').to_owned()),
        None => Some(format!(
            "{}.{}.{}",
            part("CODEGATE_VERSION_MAJOR")?,
            part("CODEGATE_VERSION_MINOR")?,
            part("CODEGATE_VERSION_PATCH")?
        )),
    }
}

fn changelog_version(text: &str) -> Option<String> {
    let heading = text.lines().find_map(|line| line.strip_prefix("## "))?;
    heading.split_whitespace().next().map(|word| word.trim_matches(['[', ']']).to_owned())
}

fn quoted_after(text: &str, key: &str) -> Option<String> {
    let line = text.lines().find(|line| line.split('=').next().is_some_and(|word| word.trim() == key))?;
    line.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_in_every_kind_of_file() {
        assert_eq!(json_version("{ \"name\": \"x\", \"version\": \"1.2.3\" }").as_deref(), Some("1.2.3"));
        assert_eq!(pyproject_version("dynamic = [\"version\"]").as_deref(), Some("dynamic"));
        assert_eq!(pyproject_version("version = \"1.2.3\"").as_deref(), Some("1.2.3"));
        let parts =
            "#define CODEGATE_VERSION_MAJOR 1\n#define CODEGATE_VERSION_MINOR 2\n#define CODEGATE_VERSION_PATCH 3\n";
        assert_eq!(header_version(parts).as_deref(), Some("1.2.3"));
        assert_eq!(header_version("#define CODEGATE_VERSION \"1.2.3\"\n").as_deref(), Some("1.2.3"));
        assert_eq!(changelog_version("# Changelog\n\n## 1.2.3 (unreleased)\n").as_deref(), Some("1.2.3"));
    }
}
