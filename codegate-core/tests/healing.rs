//! What happens to the files of an open store all the same: removed, replaced, restored, cut. Nothing that was
//! acknowledged is lost where the files still hold it, and nothing is acknowledged that they do not hold.
#![cfg(target_os = "linux")]

use codegate_core::model::*;
use codegate_core::{Code, Gate, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

struct Files {
    folder: tempfile::TempDir,
    path: PathBuf,
}

impl Files {
    fn new() -> Files {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gate.db");
        Files { folder, path }
    }

    fn open(&self) -> Gate {
        Gate::options().busy_timeout(Duration::from_secs(2)).open(&self.path).unwrap()
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        PathBuf::from(format!("{}{suffix}", self.path.display()))
    }

    fn remove(&self, suffixes: &[&str]) {
        suffixes.iter().for_each(|suffix| fs::remove_file(self.beside(suffix)).unwrap());
    }

    /// The keys that a gate opened now finds.
    fn keys(&self) -> Vec<String> {
        keys(&self.open())
    }
}

fn record(gate: &Gate, key: &str) -> Result<Receipt> {
    gate.record(&Record { key: Some(key.into()), model: Some(key.into()), ..Record::default() })
}

/// What was recorded, by the models that the records name.
fn keys(gate: &Gate) -> Vec<String> {
    let page = gate.history().list(&HistoryQuery::default()).unwrap();
    let mut keys: Vec<String> = page.items.into_iter().filter_map(|entry| entry.model).collect();
    keys.sort();
    keys
}

fn code<T>(result: Result<T>) -> Option<Code> {
    result.err().map(|error| error.code())
}

/// What a program with an SQLite of its own does to a store.
fn stranger(path: &Path, script: &str) -> String {
    let script = format!("import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n{script}\nc.close()");
    let output = Command::new("python3").args(["-c", &script]).arg(path).output().expect("python3 is needed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Moves the log into the file, as a close does.
fn settle(files: &Files) {
    files.open().close().unwrap();
}

const PARTS: [&[&str]; 3] = [&["-wal"], &["-shm"], &["-wal", "-shm"]];

#[test]
fn a_log_or_index_that_was_removed_costs_nothing() {
    for removed in PARTS {
        let files = Files::new();
        let (gate, other) = (files.open(), files.open());
        record(&gate, "a").unwrap();
        record(&other, "b").unwrap();
        files.remove(removed);
        record(&gate, "c").unwrap();
        assert_eq!(keys(&other), ["a", "b", "c"], "{removed:?}");
        record(&other, "d").unwrap();
        files.remove(removed);
        assert_eq!(keys(&gate), ["a", "b", "c", "d"], "{removed:?}");
        assert_eq!(files.keys(), ["a", "b", "c", "d"], "{removed:?}");
    }
}

#[test]
fn a_log_that_was_removed_is_saved_by_closing_too() {
    for removed in PARTS {
        let files = Files::new();
        let gate = files.open();
        record(&gate, "a").unwrap();
        files.remove(removed);
        gate.close().unwrap();
        assert_eq!(files.keys(), ["a"], "{removed:?}");
        let gate = files.open();
        record(&gate, "b").unwrap();
        files.remove(removed);
        drop(gate);
        assert_eq!(files.keys(), ["a", "b"], "{removed:?}");
    }
}

#[test]
fn who_opens_a_store_whose_log_was_removed_waits_for_those_who_still_see_it() {
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    files.remove(&["-wal", "-shm"]);
    let hasty = Gate::options().busy_timeout(Duration::from_millis(30)).open(&files.path);
    assert_eq!(code(hasty), Some(Code::Busy));
    let patient = std::thread::scope(|scope| {
        let patient = scope.spawn(|| files.open());
        std::thread::sleep(Duration::from_millis(50));
        record(&gate, "b").unwrap();
        patient.join().unwrap()
    });
    assert_eq!(keys(&patient), ["a", "b"]);
}

#[test]
fn open_exchanges_finish_and_decisions_go_on() {
    for removed in PARTS {
        let files = Files::new();
        let gate = files.open();
        gate.workspaces().create("acme", &NewWorkspace::default()).unwrap();
        let exchange = gate.begin(Request::default()).unwrap();
        files.remove(removed);
        gate.decide(&Request { workspace: Some("acme".into()), ..Request::default() }).unwrap();
        let receipt = exchange.finish(Outcome::Completed).unwrap();
        assert_eq!(code(exchange.finish(Outcome::Completed)), Some(Code::AlreadyFinished));
        files.remove(removed);
        let again = gate.history().get(&receipt.exchange).unwrap();
        assert_eq!(again.exchange, receipt.exchange);
        assert_eq!(gate.usage().query(&UsageQuery::default()).unwrap().total.exchanges, 1);
    }
}

#[test]
fn a_change_is_seen_through_files_that_were_opened_anew() {
    let files = Files::new();
    let (gate, other) = (files.open(), files.open());
    for (round, removed) in PARTS.iter().enumerate() {
        let name = format!("w{round}");
        files.remove(removed);
        other.workspaces().create(&name, &NewWorkspace::default()).unwrap();
        gate.decide(&Request { workspace: Some(name), ..Request::default() }).unwrap();
    }
}

#[test]
fn a_copy_of_the_file_in_its_place_goes_on_with_its_log() {
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    let copy = files.folder.path().join("copy");
    fs::copy(&files.path, &copy).unwrap();
    fs::rename(&copy, &files.path).unwrap();
    record(&gate, "b").unwrap();
    assert_eq!(keys(&gate), ["a", "b"]);
    gate.close().unwrap();
    assert_eq!(files.keys(), ["a", "b"]);
}

#[test]
fn gates_that_notice_a_copy_later_take_nothing_of_those_before() {
    let files = Files::new();
    let (gate, late) = (files.open(), files.open());
    record(&gate, "a").unwrap();
    record(&late, "b").unwrap();
    let copy = files.folder.path().join("copy");
    fs::copy(&files.path, &copy).unwrap();
    fs::rename(&copy, &files.path).unwrap();
    record(&gate, "c").unwrap();
    stranger(&files.path, "c.execute('pragma wal_checkpoint')");
    record(&gate, "d").unwrap();
    record(&late, "e").unwrap();
    record(&gate, "f").unwrap();
    assert_eq!(keys(&late), ["a", "b", "c", "d", "e", "f"]);
    drop((gate, late));
    assert_eq!(files.keys(), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_store_that_was_restored_is_gone_on_with() {
    for in_place in [false, true] {
        let files = Files::new();
        record(&files.open(), "a").unwrap();
        settle(&files);
        let backup = files.folder.path().join("backup");
        fs::copy(&files.path, &backup).unwrap();
        record(&files.open(), "b").unwrap();
        settle(&files);
        let (gate, other, idle) = (files.open(), files.open(), files.open());
        record(&gate, "c").unwrap();
        record(&other, "d").unwrap();
        if in_place {
            fs::copy(&backup, &files.path).unwrap();
        } else {
            fs::rename(&backup, &files.path).unwrap();
        }
        record(&gate, "e").unwrap();
        record(&other, "f").unwrap();
        assert_eq!(keys(&gate), ["a", "e", "f"], "in place: {in_place}");
        assert_eq!(keys(&other), ["a", "e", "f"], "in place: {in_place}");
        record(&idle, "g").unwrap();
        assert_eq!(keys(&idle), ["a", "e", "f", "g"], "in place: {in_place}");
        drop((gate, other, idle));
        assert_eq!(files.keys(), ["a", "e", "f", "g"], "in place: {in_place}");
        assert_eq!(stranger(&files.path, "print(c.execute('pragma integrity_check').fetchone()[0])"), "ok");
    }
}

#[test]
fn a_gate_that_has_written_nothing_follows_a_restore_too() {
    for (in_place, others_go_on) in [(false, false), (false, true), (true, false), (true, true)] {
        let files = Files::new();
        let backup = files.folder.path().join("backup");
        record(&files.open(), "a").unwrap();
        settle(&files);
        let (idle, gate) = (files.open(), files.open());
        assert_eq!(keys(&idle), ["a"]);
        // The copy is younger than the idle gate, which sees none of this.
        record(&gate, "b").unwrap();
        stranger(&files.path, "c.execute('pragma wal_checkpoint')");
        record(&gate, "c").unwrap();
        fs::copy(&files.path, &backup).unwrap();
        stranger(&files.path, "c.execute('pragma wal_checkpoint')");
        record(&gate, "d").unwrap();
        if in_place {
            fs::copy(&backup, &files.path).unwrap();
        } else {
            fs::rename(&backup, &files.path).unwrap();
        }
        if others_go_on {
            record(&gate, "e").unwrap();
        }
        let case = format!("in place: {in_place}, others go on: {others_go_on}");
        record(&idle, "f").unwrap();
        let wanted: &[&str] = if others_go_on { &["a", "b", "e", "f"] } else { &["a", "b", "f"] };
        assert_eq!(keys(&idle), wanted, "{case}");
        record(&gate, "g").unwrap();
        drop((gate, idle));
        assert_eq!(files.keys(), [wanted, &["g"]].concat(), "{case}");
        assert_eq!(stranger(&files.path, "print(c.execute('pragma integrity_check').fetchone()[0])"), "ok");
    }
}

#[test]
fn an_idle_gate_that_closes_leaves_a_restored_store_as_it_is() {
    let files = Files::new();
    record(&files.open(), "a").unwrap();
    settle(&files);
    let backup = files.folder.path().join("backup");
    fs::copy(&files.path, &backup).unwrap();
    record(&files.open(), "b").unwrap();
    settle(&files);
    let (idle, gate) = (files.open(), files.open());
    record(&gate, "c").unwrap();
    fs::copy(&backup, &files.path).unwrap();
    idle.close().unwrap();
    assert_eq!(keys(&gate), ["a"]);
    drop((gate, idle));
    assert_eq!(files.keys(), ["a"]);
    assert_eq!(stranger(&files.path, "print(c.execute('pragma integrity_check').fetchone()[0])"), "ok");
}

#[test]
fn who_opens_a_restored_store_first_reads_no_log_of_the_one_before() {
    let files = Files::new();
    record(&files.open(), "a").unwrap();
    settle(&files);
    let backup = files.folder.path().join("backup");
    fs::copy(&files.path, &backup).unwrap();
    record(&files.open(), "b").unwrap();
    settle(&files);
    let gate = files.open();
    record(&gate, "c").unwrap();
    fs::rename(&backup, &files.path).unwrap();
    let first = files.open();
    assert_eq!(keys(&first), ["a"]);
    record(&first, "d").unwrap();
    record(&gate, "e").unwrap();
    record(&first, "f").unwrap();
    assert_eq!(keys(&gate), ["a", "d", "e", "f"]);
    drop((gate, first));
    assert_eq!(files.keys(), ["a", "d", "e", "f"]);
}

#[test]
fn restored_configuration_is_decided_on_at_once() {
    let files = Files::new();
    settle(&files);
    let backup = files.folder.path().join("backup");
    fs::copy(&files.path, &backup).unwrap();
    let gate = files.open();
    gate.workspaces().create("acme", &NewWorkspace::default()).unwrap();
    let request = Request { workspace: Some("acme".into()), ..Request::default() };
    gate.decide(&request).unwrap();
    settle(&files);
    fs::rename(&backup, &files.path).unwrap();
    assert_eq!(code(gate.decide(&request)), Some(Code::WorkspaceNotFound));
}

#[test]
fn another_store_in_its_place_is_refused_and_left_alone() {
    let (files, others) = (Files::new(), Files::new());
    record(&others.open(), "theirs").unwrap();
    settle(&others);
    let gate = files.open();
    record(&gate, "ours").unwrap();
    let away = files.folder.path().join("away");
    fs::rename(&files.path, &away).unwrap();
    fs::copy(&others.path, &files.path).unwrap();
    for _ in 0..2 {
        assert_eq!(code(record(&gate, "lost")), Some(Code::StorageDetached));
        assert_eq!(code(gate.decide(&Request::default())), Some(Code::StorageDetached));
    }
    assert_eq!(files.keys(), ["theirs"], "opening it again is opening the other store");
    let theirs = fs::read(&files.path).unwrap();
    fs::write(files.folder.path().join("text"), "no database at all, and rather long\n".repeat(100)).unwrap();
    fs::rename(files.folder.path().join("text"), &files.path).unwrap();
    assert_eq!(code(record(&gate, "lost")), Some(Code::StorageDetached));
    fs::write(&files.path, theirs).unwrap();
    drop(gate);
    fs::rename(&away, &files.path).unwrap();
    assert_eq!(files.keys(), ["ours"], "what was acknowledged went with the file that was taken away");
}

#[test]
fn a_file_that_is_gone_is_told_until_it_comes_back() {
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    let away = files.folder.path().join("away");
    fs::rename(&files.path, &away).unwrap();
    assert_eq!(code(record(&gate, "lost")), Some(Code::StorageDetached));
    assert_eq!(code(gate.decide(&Request::default())), Some(Code::StorageDetached));
    assert_eq!(code(gate.usage().query(&UsageQuery::default())), Some(Code::StorageDetached));
    fs::rename(&away, &files.path).unwrap();
    record(&gate, "b").unwrap();
    assert_eq!(keys(&gate), ["a", "b"]);
}

#[test]
fn a_store_begins_anew_where_another_was_taken_away() {
    for left in [&["-wal", "-shm"][..], &["-wal"], &["-shm"], &[]] {
        let files = Files::new();
        let (gate, other) = (files.open(), files.open());
        record(&gate, "lost").unwrap();
        fs::remove_file(&files.path).unwrap();
        let gone: Vec<&str> = ["-wal", "-shm"].into_iter().filter(|part| !left.contains(part)).collect();
        files.remove(&gone);
        let fresh = files.open();
        record(&fresh, "new").unwrap();
        for old in [&gate, &other] {
            assert_eq!(code(record(old, "lost")), Some(Code::StorageDetached), "{left:?} left");
        }
        record(&fresh, "more").unwrap();
        drop((gate, other, fresh));
        assert_eq!(files.keys(), ["more", "new"], "{left:?} left");
    }
}

#[test]
fn a_log_that_was_cut_is_told_and_never_written_past() {
    for length in [0, 40, 6000] {
        let files = Files::new();
        let gate = files.open();
        record(&gate, "a").unwrap();
        record(&gate, "b").unwrap();
        File::options().write(true).open(files.beside("-wal")).unwrap().set_len(length).unwrap();
        assert_eq!(
            code(record(&gate, "c")),
            Some(Code::StorageDetached),
            "what was recorded is gone, and that is told"
        );
        assert_eq!(code(record(&gate, "d")), Some(Code::StorageDetached));
        drop(gate);
        let gate = files.open();
        assert!(!keys(&gate).contains(&"c".to_owned()));
        record(&gate, "e").unwrap();
        assert!(keys(&gate).contains(&"e".to_owned()));
    }
    // Nothing is lost with a log that had been brought in.
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    stranger(&files.path, "c.execute('pragma wal_checkpoint')");
    File::options().write(true).open(files.beside("-wal")).unwrap().set_len(0).unwrap();
    record(&gate, "b").unwrap();
    assert_eq!(keys(&gate), ["a", "b"]);
}

#[test]
fn an_index_that_was_cut_is_made_anew() {
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    File::options().write(true).open(files.beside("-shm")).unwrap().set_len(3).unwrap();
    gate.decide(&Request::default()).unwrap();
    record(&gate, "b").unwrap();
    assert_eq!(keys(&gate), ["a", "b"]);
    assert_eq!(files.keys(), ["a", "b"]);
}

#[test]
fn a_stranger_who_reads_beside_us_changes_nothing() {
    let files = Files::new();
    let gate = files.open();
    for round in 0..5 {
        record(&gate, &format!("k{round}")).unwrap();
        for suffix in ["", "-wal", "-shm"] {
            drop(File::open(files.beside(suffix)).unwrap());
        }
        let seen = stranger(&files.path, "print(c.execute('select count(*) from v_exchanges').fetchone()[0])");
        assert_eq!(seen, (round + 1).to_string());
    }
    assert_eq!(keys(&gate).len(), 5);
}

#[test]
fn a_reading_gate_follows_too() {
    let files = Files::new();
    let gate = files.open();
    record(&gate, "a").unwrap();
    let reader = Gate::options().read_only(true).open(&files.path).unwrap();
    files.remove(&["-wal", "-shm"]);
    record(&gate, "b").unwrap();
    assert_eq!(keys(&reader), ["a", "b"]);
}
