//! `interrupt`: what waits comes back with nothing changed, and only on the gate that was told to stop.

use codegate_core::model::*;
use codegate_core::{Code, Exchange, Gate};
use std::path::Path;
use std::thread;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

fn patient(path: &Path) -> Gate {
    Gate::options().busy_timeout(HOUR).open(path).unwrap()
}

fn code<T>(result: codegate_core::Result<T>) -> Option<Code> {
    result.err().map(|error| error.code())
}

fn recorded(gate: &Gate) -> u64 {
    gate.usage().query(&UsageQuery::default()).unwrap().total.exchanges
}

/// Stops what runs on `gate` until it has come back: an interrupt that comes before its call has begun does nothing.
fn stop<T>(gate: &Gate, waiting: &thread::ScopedJoinHandle<'_, T>) {
    while !waiting.is_finished() {
        gate.interrupt().unwrap();
        thread::yield_now();
    }
}

/// What `let_go` holds back is held until it is called: one call is stopped, another goes on when the way is free.
fn frees_what_waits(path: &Path, gate: &Gate, let_go: impl FnOnce()) {
    let exchange: Exchange = gate.begin(Request::default()).unwrap();
    let impatient = Gate::options().busy_timeout(Duration::from_millis(1)).open(path);
    let refused = impatient.and_then(|gate| gate.workspaces().create("w", &NewWorkspace::default()));
    assert_eq!(code(refused), Some(Code::Busy), "the control: the way is barred");
    thread::scope(|scope| {
        let first = scope.spawn(|| exchange.finish(Outcome::Completed));
        let second = scope.spawn(|| gate.workspaces().create("w", &NewWorkspace::default()));
        assert!(!first.is_finished() && !second.is_finished(), "nothing but `interrupt` ends their wait");
        stop(gate, &first);
        stop(gate, &second);
        assert_eq!(code(first.join().unwrap()), Some(Code::Interrupted));
        assert_eq!(code(second.join().unwrap()), Some(Code::Interrupted));
    });
    assert_eq!(recorded(gate), 0);
    assert_eq!(code(gate.workspaces().get("w")), Some(Code::WorkspaceNotFound));

    let_go();
    let receipt = exchange.finish(Outcome::Completed).unwrap();
    assert!(!receipt.duplicate);
    assert_eq!(recorded(gate), 1);
    assert_eq!(code(exchange.finish(Outcome::Completed)), Some(Code::AlreadyFinished));
    assert_eq!(gate.workspaces().create("w", &NewWorkspace::default()).unwrap().name, "w");
}

#[test]
fn a_finish_that_waits_for_a_strangers_transaction_is_freed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let gate = patient(&path);
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    frees_what_waits(&path, &gate, || stranger.execute_batch("ROLLBACK").unwrap());
}

#[test]
fn a_finish_that_waits_for_the_lock_file_is_freed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let gate = patient(&path);
    let lock = std::fs::File::open(folder.path().join("gate.db.lock")).unwrap();
    lock.lock().unwrap();
    frees_what_waits(&path, &gate, || lock.unlock().unwrap());
}

/// What two calls that finish one exchange come to, if `interrupt` is called once after `so_long`.
fn two_finishes(path: &Path, so_long: Duration) -> [Option<Code>; 2] {
    let gate = patient(path);
    let stranger = rusqlite::Connection::open(path).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    let exchange = gate.begin(Request::default()).unwrap();
    let (told, heard) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..2 {
            let (exchange, told) = (&exchange, told.clone());
            scope.spawn(move || told.send(code(exchange.finish(Outcome::Completed))).unwrap());
        }
        thread::sleep(so_long);
        gate.interrupt().unwrap();
        let first = [(); 2].map(|()| heard.recv_timeout(Duration::from_secs(3)).ok().flatten());
        // Whatever still waits goes on, so that the test ends.
        stranger.execute_batch("ROLLBACK").unwrap();
        first
    })
}

#[test]
fn a_finish_that_waits_for_another_of_its_exchange_is_freed_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    // One that had not begun to wait by then goes on, so a slow machine needs longer.
    let patience = [100, 1_000, 10_000].map(Duration::from_millis);
    assert!(patience.into_iter().any(|so_long| two_finishes(&path, so_long) == [Some(Code::Interrupted); 2]));
}

#[test]
fn another_gate_on_the_file_goes_on_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let (gate, other) = (patient(&path), patient(&path));
    let stranger = rusqlite::Connection::open(&path).unwrap();
    stranger.execute_batch("BEGIN IMMEDIATE").unwrap();
    thread::scope(|scope| {
        let stopped = scope.spawn(|| gate.workspaces().create("v", &NewWorkspace::default()));
        let waiting = scope.spawn(|| other.workspaces().create("w", &NewWorkspace::default()));
        stop(&gate, &stopped);
        assert_eq!(code(stopped.join().unwrap()), Some(Code::Interrupted));
        assert!(!waiting.is_finished());
        stranger.execute_batch("ROLLBACK").unwrap();
        assert_eq!(waiting.join().unwrap().unwrap().name, "w");
    });
}

#[test]
fn a_close_that_waits_is_freed_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let gate = patient(&path);
    gate.workspaces().create("w", &NewWorkspace::default()).unwrap();
    let lock = std::fs::File::open(folder.path().join("gate.db.lock")).unwrap();
    lock.lock().unwrap();
    thread::scope(|scope| {
        let closing = scope.spawn(|| gate.close());
        stop(&gate, &closing);
        assert_eq!(code(closing.join().unwrap()), Some(Code::Interrupted));
    });
    lock.unlock().unwrap();
    assert_eq!(code(gate.workspaces().list()), Some(Code::GateClosed));
    assert_eq!(Gate::open(&path).unwrap().workspaces().get("w").unwrap().name, "w");
}

#[test]
fn calls_that_begin_afterwards_are_not_hit() {
    let gate = Gate::open(":memory:").unwrap();
    gate.interrupt().unwrap();
    gate.record(&Record::default()).unwrap();
    gate.interrupt().unwrap();
    assert_eq!(recorded(&gate), 1);
    gate.close().unwrap();
    gate.interrupt().unwrap();
}
