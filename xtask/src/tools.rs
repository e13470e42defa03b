//! What must be on the machine, and how to get it.

use std::process::Command;

struct Tool {
    program: &'static str,
    arguments: &'static [&'static str],
    at_least: (u32, u32),
    get: &'static str,
}

const TOOLS: [Tool; 7] = [
    Tool { program: "cargo", arguments: &["--version"], at_least: (1, 89), get: "install Rust from https://rustup.rs" },
    Tool {
        program: "cc",
        arguments: &["--version"],
        at_least: (0, 0),
        get: "install a C compiler, e.g. `apt install gcc`",
    },
    Tool {
        program: "c++",
        arguments: &["--version"],
        at_least: (0, 0),
        get: "install a C++ compiler, e.g. `apt install g++`",
    },
    Tool { program: "python3", arguments: &["--version"], at_least: (3, 10), get: "install Python 3.10 or newer" },
    Tool {
        program: "python3",
        arguments: &["-c", "import venv, ensurepip, sys; print(sys.version)"],
        at_least: (3, 10),
        get: "install Python's venv, e.g. `apt install python3-venv`",
    },
    Tool {
        program: "node",
        arguments: &["--version"],
        at_least: (20, 0),
        get: "install Node 20 or newer from https://nodejs.org",
    },
    Tool { program: "npm", arguments: &["--version"], at_least: (8, 0), get: "install npm; it comes with Node" },
];

/// An error that lists everything that is missing, or too old.
pub fn require() -> Result<(), String> {
    let missing: Vec<String> = TOOLS.iter().filter_map(|tool| tool.missing()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("this machine is not ready:\n  {}", missing.join("\n  ")))
}

impl Tool {
    fn missing(&self) -> Option<String> {
        let what = [&[self.program], self.arguments].concat().join(" ");
        let output = match Command::new(self.program).args(self.arguments).output() {
            Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
            _ => return Some(format!("`{what}` does not work: {}", self.get)),
        };
        let (major, minor) = self.at_least;
        match version(&output) {
            Some(found) if found < self.at_least => {
                Some(format!("`{}` is {}.{}, {major}.{minor} is needed: {}", self.program, found.0, found.1, self.get))
            }
            _ => None,
        }
    }
}

/// The first `major.minor` in a text.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let (major, rest) = word.split_once('.')?;
        Some((major.parse().ok()?, rest.split('.').next()?.parse().ok()?))
    })
}

/// The triple of this machine, as the compiler names it.
pub fn host_triple() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("`rustc -vV` failed: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` names no host".into())
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn reads_versions_as_tools_print_them() {
        assert_eq!(version("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"), Some((1, 95)));
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("Python 3.11.7"), Some((3, 11)));
        assert_eq!(version("no number here"), None);
    }
}
