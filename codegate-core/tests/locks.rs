//! The locks of an open store against a host that opens and closes the same files, and against strangers' SQLite.
#![cfg(target_os = "linux")]

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

fn store() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    (folder, path)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

fn record(gate: &Gate, key: &str) -> codegate_core::Result<Receipt> {
    gate.record(&Record { key: Some(key.into()), model: Some("m".into()), ..Record::default() })
}

/// Kind, mode and first byte of each lock that anybody holds on the file, as the kernel tells them.
fn locks(path: &Path) -> Vec<String> {
    let inode = fs::metadata(path).unwrap().ino().to_string();
    let all = fs::read_to_string("/proc/locks").unwrap();
    let words = all.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let of_file = words.filter(|words| words.get(5).is_some_and(|file| file.rsplit(':').next() == Some(&inode)));
    let mut found: Vec<String> = of_file.map(|words| format!("{} {} {}", words[1], words[3], words[6])).collect();
    found.sort();
    found
}

/// What a program with an SQLite of its own does to a store.
fn stranger(path: &Path, script: &str) -> String {
    let script = format!("import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=0.1)\n{script}\nc.close()");
    let output =
        Command::new("python3").args(["-c", &script]).arg(path).output().expect("python3 with sqlite3 is needed");
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{}{}", said.trim(), failed.lines().last().unwrap_or_default())
}

/// What drops every POSIX lock of the process on the files.
fn open_and_close(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(File::open(beside(path, suffix)).unwrap());
    }
}

/// The shared lock on the database of everyone who has it open, and the one on the index that says that it is in use.
const HELD: &str = "OFDLCK READ 1073741826";
const ALIVE: &str = "OFDLCK READ 128";

#[test]
fn closing_the_files_drops_no_lock() {
    let (_folder, path) = store();
    let (gate, other) = (Gate::open(&path).unwrap(), Gate::open(&path).unwrap());
    open_and_close(&path);
    // Each gate has its own, as if it were another process's.
    assert_eq!(locks(&path), [HELD, HELD]);
    assert_eq!(locks(&beside(&path, "-shm")), [ALIVE, ALIVE]);
    gate.close().unwrap();
    assert_eq!(locks(&path), [HELD], "another gate of the process holds it still");
    other.close().unwrap();
    assert_eq!((locks(&path), locks(&beside(&path, "-shm"))), (vec![], vec![]));
}

#[test]
fn a_stranger_neither_cuts_the_index_nor_closes_the_log() {
    let (_folder, path) = store();
    let gate = Gate::open(&path).unwrap();
    let ids = || ["-wal", "-shm"].map(|suffix| fs::metadata(beside(&path, suffix)).unwrap().ino());
    let before = ids();
    for round in 0..5 {
        record(&gate, &format!("k{round}")).unwrap();
        open_and_close(&path);
        let said = stranger(&path, "print(c.execute('select count(*) from v_exchanges').fetchone()[0])");
        assert_eq!(said, (round + 1).to_string());
        assert_eq!(ids(), before);
        assert!(fs::metadata(beside(&path, "-shm")).unwrap().len() >= 32768);
        gate.decide(&Request::default()).unwrap();
    }
    assert!(stranger(&path, "c.execute('pragma journal_mode = delete')").contains("locked"));
    gate.close().unwrap();
    assert_eq!(stranger(&path, "print(c.execute('pragma journal_mode = delete').fetchone()[0])"), "delete");
}

#[test]
fn strangers_and_we_keep_each_other_out() {
    let (_folder, path) = store();
    let gate = Gate::options().busy_timeout(Duration::from_millis(50)).open(&path).unwrap();
    let host = rusqlite::Connection::open(&path).unwrap();
    host.execute_batch("BEGIN IMMEDIATE").unwrap();
    open_and_close(&path);
    assert!(stranger(&path, "c.execute('begin immediate')").contains("locked"));
    assert_eq!(record(&gate, "k").err().map(|error| error.code()), Some(Code::Busy));
    host.execute_batch("ROLLBACK").unwrap();
    assert_eq!(stranger(&path, "c.execute('begin immediate')"), "");
    assert!(record(&gate, "k").is_ok());
}

#[test]
fn other_files_of_the_same_sqlite_are_left_alone() {
    let (folder, path) = store();
    let _gate = Gate::open(&path).unwrap();
    let other = folder.path().join("other.db");
    let host = rusqlite::Connection::open(&other).unwrap();
    host.execute_batch("CREATE TABLE t (x); BEGIN; SELECT * FROM t").unwrap();
    assert_eq!(locks(&other), ["POSIX READ 1073741826"]);
}
