//! The store against what happens to files: other programs, other versions, other processes.
//! Their sudden end, and hosts that read their own store: `tests/faults`.

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn code<T>(result: codegate_core::Result<T>) -> Option<Code> {
    result.err().map(|error| error.code())
}

/// A store with one workspace, closed.
fn store(folder: &Path) -> PathBuf {
    let path = folder.join("gate.db");
    let gate = Gate::open(&path).unwrap();
    gate.workspaces().create("acme", &NewWorkspace::default()).unwrap();
    gate.close().unwrap();
    path
}

fn alter(path: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

fn record(gate: &Gate, key: &str) -> codegate_core::Result<Receipt> {
    gate.record(&Record {
        key: Some(key.into()),
        model: Some("m".into()),
        input_tokens: Some(1),
        output_tokens: Some(1),
        ..Record::default()
    })
}

#[test]
fn paths_that_are_no_store_are_told_apart_and_left_alone() {
    let folder = folder();
    assert_eq!(code(Gate::open(folder.path())), Some(Code::NotAStore));
    assert_eq!(code(Gate::open(folder.path().join("none/gate.db"))), Some(Code::Io));

    let text = folder.path().join("text");
    fs::write(&text, "this is a text of some length, and no database at all\n".repeat(50)).unwrap();
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let byte = folder.path().join("byte");
    fs::write(&byte, "\n").unwrap();
    for path in [&text, &other, &byte] {
        let before = fs::read(path).unwrap();
        assert_eq!(code(Gate::open(path)), Some(Code::NotAStore));
        assert_eq!(code(Gate::options().read_only(true).open(path)), Some(Code::NotAStore));
        assert_eq!(fs::read(path).unwrap(), before);
    }
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["byte", "other.db", "text"], "nothing is put beside a stranger's file");

    let empty = folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    assert!(Gate::open(&empty).unwrap().workspaces().get("default").is_ok());
}

#[cfg(unix)]
#[test]
fn a_store_has_one_lock_and_one_log_by_whatever_name_it_is_opened() {
    let folder = folder();
    let path = store(folder.path());
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let gate = Gate::open(&link).unwrap();
    assert!(!folder.path().join("link.db.lock").exists());
    assert!(!folder.path().join("link.db-wal").exists());
    assert!(record(&gate, "k").is_ok());
}

#[test]
fn a_file_that_refuses_older_readers_is_refused_unchanged() {
    let folder = folder();
    let path = store(folder.path());
    alter(&path, "UPDATE meta SET min_reader = 1000, min_writer = 1000");
    let before = fs::read(&path).unwrap();
    assert_eq!(code(Gate::open(&path)), Some(Code::SchemaTooNew));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_refuses_older_writers_is_read_but_not_written() {
    let folder = folder();
    let path = store(folder.path());
    alter(&path, "UPDATE meta SET min_writer = 1000; PRAGMA user_version = 1000");
    let before = fs::read(&path).unwrap();
    let gate = Gate::open(&path).unwrap();
    assert_eq!(gate.workspaces().get("acme").unwrap().name, "acme");
    assert_eq!(code(gate.workspaces().create("new", &NewWorkspace::default())), Some(Code::SchemaTooNew));
    gate.close().unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_version_that_takes_the_file_over_stops_our_writes() {
    let folder = folder();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    alter(&path, "UPDATE meta SET min_writer = 1000");
    assert_eq!(code(gate.workspaces().create("new", &NewWorkspace::default())), Some(Code::SchemaTooNew));
    assert_eq!(code(gate.workspaces().get("new")), Some(Code::WorkspaceNotFound));
}

#[test]
fn reading_only_leaves_no_trace_and_refuses_writes() {
    let folder = folder();
    let path = store(folder.path());
    fs::remove_file(folder.path().join("gate.db.lock")).unwrap();
    let gate = Gate::options().read_only(true).open(&path).unwrap();
    assert_eq!(gate.workspaces().get("acme").unwrap().name, "acme");
    assert!(gate.usage().query(&UsageQuery::default()).is_ok());
    assert_eq!(code(gate.sessions().activate("acme", None)), Some(Code::ReadOnly));
    assert!(!folder.path().join("gate.db.lock").exists());
    assert_eq!(code(Gate::options().read_only(true).open(folder.path().join("none.db"))), Some(Code::Io));
}

/// Run by the test below, as a user who can write neither the store nor its folder.
#[test]
fn reader() {
    let Ok(path) = std::env::var("CODEGATE_TEST_READ") else { return };
    assert_eq!(code(Gate::open(&path)), Some(Code::ReadOnly));
    let gate = Gate::options().read_only(true).open(&path).unwrap();
    assert_eq!(gate.workspaces().get("acme").unwrap().name, "acme");
    gate.close().unwrap();
    // Past the test harness.
    writeln!(std::io::stdout(), "\nack read").unwrap();
}

#[cfg(unix)]
#[test]
fn a_store_is_read_where_no_file_can_be_put_beside_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let folder = folder();
    let closed = store(folder.path());
    let inner = folder.path().join("shared");
    fs::create_dir(&inner).unwrap();
    let (path, program) = (inner.join("gate.db"), inner.join("reader"));
    fs::copy(closed, &path).unwrap();
    // By another process: what this one has open for writing, a child that another test starts would keep open.
    let copied = Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&program).status().unwrap();
    assert!(copied.success());
    for (path, mode) in [(&path, 0o444), (&program, 0o555), (&inner, 0o555), (&folder.path().to_path_buf(), 0o755)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut reader = Command::new(&program);
    reader.args(["reader", "--exact", "--nocapture"]).env("CODEGATE_TEST_READ", &path);
    if fs::metadata(&inner).unwrap().uid() == 0 {
        // Permissions do not hold for root.
        reader.uid(65534).gid(65534);
    }
    let output = reader.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("ack read"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read_dir(&inner).unwrap().count(), 2);
}

/// Overwrites all but the first page; gives what the file holds then.
fn damage(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    bytes[4096..].fill(0xA5);
    fs::write(path, &bytes).unwrap();
    bytes
}

#[test]
fn a_damaged_file_is_told_and_only_moved_when_asked() {
    let folder = folder();
    let path = store(folder.path());
    let bytes = damage(&path);
    assert_eq!(code(Gate::open(&path)), Some(Code::Corrupt));
    assert_eq!(fs::read(&path).unwrap(), bytes);

    let gate = Gate::options().set_aside_corrupt(true).open(&path).unwrap();
    assert_eq!(code(gate.workspaces().get("acme")), Some(Code::WorkspaceNotFound));
    let aside: Vec<PathBuf> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains(".corrupt-") && fs::read(path).unwrap() == bytes)
        .collect();
    assert_eq!(aside.len(), 1);
}

#[cfg(unix)]
#[test]
fn files_are_readable_by_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("gate.db");
    let gate = Gate::open(&path).unwrap();
    record(&gate, "k").unwrap();
    let names = ["gate.db", "gate.db-wal", "gate.db-shm", "gate.db.lock"];
    for name in names {
        let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_change_by_another_gate_is_seen_by_the_next_decision() {
    let folder = folder();
    let path = store(folder.path());
    let (a, b) = (Gate::open(&path).unwrap(), Gate::open(&path).unwrap());
    assert_eq!(b.decide(&Request::default()).unwrap().workspace, "default");
    a.sessions().activate("acme", None).unwrap();
    assert_eq!(b.decide(&Request::default()).unwrap().workspace, "acme");
    a.workspaces().rename("acme", "ajax").unwrap();
    assert_eq!(b.decide(&Request::default()).unwrap().workspace, "ajax");
}

#[cfg(unix)]
#[test]
fn a_writer_waits_for_another_until_its_deadline() {
    let folder = folder();
    let path = store(folder.path());
    let gate = Gate::options().busy_timeout(Duration::from_millis(300)).open(&path).unwrap();
    let other = fs::File::options().write(true).open(folder.path().join("gate.db.lock")).unwrap();
    other.lock().unwrap();
    let start = Instant::now();
    assert_eq!(code(record(&gate, "k")), Some(Code::Busy));
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert!(gate.decide(&Request::default()).is_ok(), "decisions do not wait for writers");
    other.unlock().unwrap();
    assert!(record(&gate, "k").is_ok());
}

#[test]
fn closing_lets_open_exchanges_finish() {
    let folder = folder();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    let exchange = gate.begin(Request { workspace: Some("acme".into()), ..Request::default() }).unwrap();
    gate.close().unwrap();
    gate.close().unwrap();
    assert_eq!(code(gate.decide(&Request::default())), Some(Code::GateClosed));
    assert_eq!(exchange.finish(Outcome::Completed).unwrap().workspace, "acme");
    let again = Gate::open(&path).unwrap();
    assert_eq!(again.history().get(exchange.id()).unwrap().workspace, "acme");
}

/// Many openers find a damaged file at once: one of them sets it aside, with its log, and all use the store that follows.
#[test]
fn a_damaged_file_is_set_aside_once() {
    let folder = folder();
    let path = store(folder.path());
    damage(&path);
    fs::write(folder.path().join("gate.db-wal"), "its log").unwrap();
    let open = || Gate::options().set_aside_corrupt(true).open(&path).unwrap();
    let gates = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        openers.into_iter().map(|opener| opener.join().unwrap()).collect::<Vec<_>>()
    });
    for (number, gate) in gates.iter().enumerate() {
        record(gate, &format!("k{number}")).unwrap();
    }
    assert_eq!(gates[0].usage().query(&UsageQuery::default()).unwrap().total.exchanges, 8);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let aside: Vec<String> = names.filter(|name| name.contains(".corrupt-") && !name.ends_with("-shm")).collect();
    assert_eq!(aside.len(), 2, "{aside:?}");
    assert_eq!(aside.iter().filter(|name| name.ends_with("-wal")).count(), 1);
}

/// What somebody else did to the tables is no fault of ours, and none that a caller could mend by trying again.
#[test]
fn tables_that_were_tampered_with_are_told() {
    for (sql, expected) in [
        ("DELETE FROM meta", Some(Code::Corrupt)),
        ("DROP TABLE usage_sums", Some(Code::Corrupt)),
        ("UPDATE meta SET config_generation = 9223372036854775807, writes = 9223372036854775807", None),
        ("CREATE TRIGGER t AFTER INSERT ON workspaces BEGIN DELETE FROM sessions; END", None),
        ("CREATE TRIGGER t BEFORE INSERT ON exchanges BEGIN SELECT RAISE(ABORT, 'no'); END", None),
    ] {
        let folder = folder();
        let path = store(folder.path());
        alter(&path, sql);
        let done = Gate::open(&path).and_then(|gate| {
            gate.workspaces().create("new", &NewWorkspace::default())?;
            gate.sessions().activate("new", None)?;
            gate.sessions().activate("acme", None)?;
            record(&gate, "k")
        });
        assert_eq!(code(done), expected, "{sql}");
    }
}

#[test]
fn pruning_takes_many_lots_and_leaves_what_is_damaged() {
    let folder = folder();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    for number in 0..1_203 {
        record(&gate, &number.to_string()).unwrap();
    }
    gate.close().unwrap();
    alter(
        &path,
        "UPDATE attempts SET output = 7 WHERE exchange_seq = 600; UPDATE exchanges SET prompt = 'x' WHERE seq = 601",
    );
    let gate = Gate::open(&path).unwrap();
    let all = PruneQuery { keep: Some(2), ..PruneQuery::default() };
    let done = gate.history().prune(&all).unwrap();
    assert_eq!((done.exchanges, done.damaged), (1_199, 2));
    assert_eq!(gate.history().count(&HistoryQuery::default()).unwrap(), 4, "two kept, two damaged");
    let again = gate.history().prune(&all).unwrap();
    assert_eq!((again.exchanges, again.damaged), (0, 2));
    assert_eq!(code(gate.usage().query(&UsageQuery::default()).map(drop)), None);
    assert_eq!(record(&gate, "7").unwrap().usage.output, Some(1), "its usage is still there");
    assert_eq!(code(record(&gate, "599")), Some(Code::Corrupt), "what was damaged still says so");
}

#[test]
fn rules_of_an_older_file_match_what_they_matched() {
    let folder = folder();
    let path = store(folder.path());
    let gate = Gate::open(&path).unwrap();
    gate.providers().add("p", &NewProvider::new(ProviderType::Openai)).unwrap();
    let rules: Vec<RuleSpec> =
        from_json(br#"[{"when": {"files": "1"}, "to": "p/m"}, {"when": {"files": "2"}, "to": "p/m"}]"#).unwrap();
    gate.workspaces().set_rules("default", &rules).unwrap();
    gate.close().unwrap();
    alter(&path, include_str!("../src/store/schema/undo_5.sql"));
    alter(&path, include_str!("../src/store/schema/undo_4.sql"));
    alter(&path, include_str!("../src/store/schema/undo_3.sql"));
    alter(
        &path,
        r#"UPDATE rules SET conditions = '{"files":["src/{a}.py"]}' WHERE position = 0;
           UPDATE rules SET conditions = '{"files":["!x","[!]b]c"]}' WHERE position = 1;
           UPDATE meta SET min_reader = 1, min_writer = 1; PRAGMA user_version = 2"#,
    );
    let gate = Gate::open(&path).unwrap();
    for (file, rule) in [
        ("src/{a}.py", Some(0)),
        ("src/a.py", None),
        ("!x", Some(1)),
        ("x", None),
        ("ac", Some(1)),
        ("bc", None),
        ("!b]c", None),
    ] {
        let request = Request { files: Some(vec![file.into()]), ..Request::default() };
        assert_eq!(gate.decide(&request).unwrap().rule, rule, "{file}");
    }
    let kept = gate.workspaces().rules("default").unwrap();
    assert_eq!(kept[0].flat().unwrap().matcher.as_deref(), Some("src/{a}.py"));
    assert_eq!(kept[1].matcher, None);
}
