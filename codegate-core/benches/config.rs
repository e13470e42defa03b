//! One change of the configuration: what it costs its writer, and the next decision of every other gate, as the number
//! of workspaces and sessions grows; and what that decision would cost if it had to read everything.

mod support;

use codegate_core::Gate;
use codegate_core::model::*;
use rusqlite::Connection;
use std::hint::black_box;
use std::path::Path;
use support::{interleaved, nanos, only, tell};

const COUNTS: [usize; 3] = [100, 10_000, 100_000];

fn main() {
    let Some(only) = only() else { return };
    if !"change of the configuration".contains(&only) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let stores = COUNTS.map(|count| Store::with(folder.path(), count));
    let mut waits = stores.each_ref().map(|store| {
        let mut turn = 0;
        move || {
            turn += 1;
            store.change(turn);
            store.decide()
        }
    });
    let [few, many, most] = &mut waits;
    let mut untouched = || stores[1].decide();
    let found = interleaved(201, &mut [few, many, most, &mut untouched]);
    for (count, nanos) in COUNTS.iter().zip(&found) {
        tell(&format!(
            "decide after a change by another gate, {count} workspaces and sessions: {:.0} us, {:.2}x of {}",
            nanos / 1e3,
            nanos / found[0],
            COUNTS[0]
        ));
    }
    tell(&format!("decide after no change, {} workspaces and sessions: {:.0} us", COUNTS[1], found[3] / 1e3));
    let mut turn = 0;
    let mut followed = || {
        turn += 1;
        stores[1].change(turn);
        stores[1].decide()
    };
    let mut whole = || {
        stores[1].raise_generation();
        let nanos = stores[1].decide();
        // Nobody told of that change, so the next one is read whole as well.
        stores[1].change(0);
        stores[1].decide();
        nanos
    };
    let found = interleaved(21, &mut [&mut followed, &mut whole]);
    tell(&format!(
        "decide that reads the configuration whole, {} workspaces and sessions: {:.1} ms, {:.0}x of one that reads a change",
        COUNTS[1],
        found[1] / 1e6,
        found[1] / found[0]
    ));
    let mut writes = stores.each_ref().map(|store| {
        let mut turn = 0;
        move || {
            turn += 1;
            nanos(1, || store.change(turn))
        }
    });
    let [few, many, most] = &mut writes;
    let found = interleaved(101, &mut [few, many, most]);
    for (count, nanos) in COUNTS.iter().zip(&found) {
        tell(&format!(
            "activate a workspace, {count} workspaces and sessions: {:.0} us, {:.2}x of {}",
            nanos / 1e3,
            nanos / found[0],
            COUNTS[0]
        ));
    }
}

/// A store in a file, with a gate that changes it, one that decides, and its file for statements by hand.
struct Store {
    writer: Gate,
    decider: Gate,
    by_hand: Connection,
    count: usize,
}

impl Store {
    fn with(folder: &Path, count: usize) -> Store {
        let path = folder.join(format!("{count}.db"));
        Gate::open(&path).unwrap().close().unwrap();
        let by_hand = Connection::open(&path).unwrap();
        let rows = format!(
            "BEGIN;
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
             INSERT INTO workspaces (name, created_at, updated_at, rules_generation) SELECT 'w' || i, 0, 0, 1 FROM n;
             INSERT INTO sessions SELECT 'session of ' || name, id, 0 FROM workspaces WHERE id > 1;
             COMMIT"
        );
        by_hand.execute_batch(&rows).unwrap();
        let store = Store { writer: Gate::open(&path).unwrap(), decider: Gate::open(&path).unwrap(), by_hand, count };
        // The first change of a new store is read whole.
        store.change(0);
        store.decide();
        store
    }

    /// Moves one session to another workspace.
    fn change(&self, turn: usize) {
        let workspace = format!("w{}", turn * 7 % self.count + 1);
        self.writer.sessions().activate(&workspace, Some("session of w50")).unwrap();
    }

    fn raise_generation(&self) {
        self.by_hand.execute("UPDATE meta SET config_generation = config_generation + 1", []).unwrap();
    }

    /// Nanoseconds of one decision.
    fn decide(&self) -> f64 {
        let request = Request { requested_model: Some("gpt-5".into()), ..Request::default() };
        nanos(1, || drop(black_box(self.decider.decide(&request).unwrap())))
    }
}
