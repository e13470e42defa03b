//! The command line as a process of its own, on a store of its own.
#![allow(dead_code, reason = "each program of tests uses a part of it")]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a store, which is not there until a command makes it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What a command has done.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    /// A store with two providers, a workspace with two rules, and two recorded calls.
    pub(crate) fn filled() -> Place {
        let place = Place::new();
        for line in [
            "provider add gpt --type openai --credential env:CODEGATE_TEST_KEY",
            "provider add local --type ollama",
            "workspace create acme --instructions brief --use",
            "rules add acme --files *.rs --to gpt/gpt-5.1 --to local/qwen3",
            "rules add acme --to local/qwen3",
            "record --provider gpt --model gpt-5.1 --input-tokens 1200 --output-tokens 300 --prompt hello --output world",
            "record --provider local --model qwen3 --input-tokens 10 --output-tokens 5 --client aider",
        ] {
            place.ok(line);
        }
        place
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.file("codegate.db")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file with this content; gives its path.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.file(name), content).unwrap();
        self.file(name).display().to_string()
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codegate"));
        command.args(words).env("CODEGATE_STORE", self.store()).env("TZ", "UTC").current_dir(self.folder.path());
        for name in ["NO_COLOR", "VISUAL", "EDITOR", "CODEGATE_TEST_KEY", "HTTPS_PROXY", "https_proxy"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null());
        command
    }

    /// Runs a line of words without spaces in them.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.words(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub(crate) fn words(&self, words: &[&str]) -> Ran {
        Ran::of(&self.command(words).output().unwrap())
    }

    /// The same with this on standard input.
    pub(crate) fn fed(&self, line: &str, input: &str) -> Ran {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut command = self.command(&words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Ran::of(&child.wait_with_output().unwrap())
    }

    /// Runs a line that must succeed; gives what it wrote.
    pub(crate) fn ok(&self, line: &str) -> String {
        let ran = self.run(line);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "`{line}` wrote {}", ran.out);
        ran.out
    }

    /// The same with `--json`, parsed.
    pub(crate) fn json(&self, line: &str) -> Value {
        let out = self.ok(&format!("{line} --json"));
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("`{line}`: {error}: {out}"))
    }

    /// Runs a line that must be refused with this status and code; gives what it says.
    pub(crate) fn refused(&self, line: &str, status: i32, code: &str) -> String {
        let ran = self.run(line);
        assert_eq!(ran.status, status, "`{line}`: {} {}", ran.out, ran.err);
        assert!(ran.err.starts_with(&format!("error[{code}]: ")), "`{line}`: {}", ran.err);
        ran.err
    }
}

impl Ran {
    fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ran { status: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// The bytes of a store and of its log, to see that nothing was changed.
pub(crate) fn bytes(store: &Path) -> Vec<Vec<u8>> {
    ["", "-wal"].map(|end| std::fs::read(format!("{}{end}", store.display())).unwrap_or_default()).to_vec()
}
