//! Questions in SQL beside the cases: what they hold up, and what stops them.

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use std::thread;

const ENDLESS: &str = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

fn patient() -> QueryOptions {
    QueryOptions { timeout: Some(3_600.0), ..QueryOptions::default() }
}

fn ask(gate: &Gate, sql: &str) -> codegate_core::Result<QueryResult> {
    gate.query(sql, &QueryOptions::default())
}

fn refused(gate: &Gate, sql: &str) -> String {
    let error = ask(gate, sql).unwrap_err();
    assert_eq!(error.code(), Code::InvalidArgument, "{sql}");
    error.message().to_owned()
}

/// Asks without end until `gate` is told to stop, and does `meanwhile` beside it.
fn stopped(gate: &Gate, meanwhile: impl FnOnce()) {
    thread::scope(|scope| {
        let asking = scope.spawn(|| gate.query(ENDLESS, &patient()));
        meanwhile();
        assert!(!asking.is_finished(), "it does not end by itself");
        while !asking.is_finished() {
            gate.interrupt().unwrap();
        }
        let error = asking.join().unwrap().unwrap_err();
        assert_eq!(error.code(), Code::Interrupted);
        assert!(error.message().contains("`interrupt`"), "{error}");
    });
    assert_eq!(ask(gate, "SELECT 1").unwrap().rows, [[SqlValue::Integer(1)]]);
}

#[test]
fn a_long_question_holds_up_nobody_and_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::open(folder.path().join("gate.db")).unwrap();
    stopped(&gate, || {
        for _ in 0..20 {
            let exchange = gate.begin(Request::default()).unwrap();
            exchange.finish(Outcome::Completed).unwrap();
            gate.usage().query(&UsageQuery::default()).unwrap();
        }
        gate.workspaces().create("w", &NewWorkspace::default()).unwrap();
    });
    assert_eq!(ask(&gate, "SELECT count(*) FROM v_exchanges").unwrap().rows, [[SqlValue::Integer(20)]]);
}

#[test]
fn a_question_to_memory_is_stopped_with_what_waits_for_it() {
    let gate = Gate::open(":memory:").unwrap();
    let exchange = gate.begin(Request::default()).unwrap();
    stopped(&gate, || drop(gate.decide(&Request::default()).unwrap()));
    exchange.finish(Outcome::Completed).unwrap();
    assert_eq!(ask(&gate, "SELECT count(*) FROM v_exchanges").unwrap().rows, [[SqlValue::Integer(1)]]);
}

#[test]
fn a_question_that_is_over_time_says_what_to_raise() {
    let gate = Gate::open(":memory:").unwrap();
    let options = QueryOptions { timeout: Some(0.01), ..QueryOptions::default() };
    let error = gate.query(ENDLESS, &options).unwrap_err();
    assert_eq!((error.code(), error.message().contains("`timeout`")), (Code::Interrupted, true), "{error}");
}

#[test]
fn a_question_that_keeps_too_much_aside_is_stopped_before_memory_is() {
    let gate = Gate::open(":memory:").unwrap();
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
               SELECT i, hex(zeroblob(100000)) FROM n ORDER BY i DESC";
    let options = QueryOptions { timeout: Some(600.0), ..QueryOptions::default() };
    assert_eq!(gate.query(sql, &options).unwrap_err().code(), Code::LimitExceeded);
    assert_eq!(ask(&gate, "SELECT 1").unwrap().rows, [[SqlValue::Integer(1)]]);
}

#[test]
fn refusals_say_what_sqlite_said_and_which_views_there_are() {
    let gate = Gate::open(":memory:").unwrap();
    for (sql, said) in [
        ("SELECT name FROM workspaces", "access to workspaces.name is prohibited"),
        ("DELETE FROM exchanges", "not authorized"),
        ("SELECT nope FROM v_attempts", "no such column: nope"),
        ("SELEKT 1", "syntax error"),
        ("SELECT json('{')", "malformed JSON"),
    ] {
        let told = refused(&gate, sql);
        assert!(told.contains(said), "{told}");
        assert!(told.contains("`v_attempts`, `v_exchanges`, `v_usage_by_day`, `v_usage_by_hour`"), "{told}");
    }
    assert!(refused(&gate, "SELECT 1; SELECT 2").contains("more than one statement"));
    assert!(refused(&gate, "SELECT x'00' AS raw").contains("column `raw`"));
    assert!(refused(&gate, "SELECT :day").contains("0 values"));
}

/// Whoever gives a part of the statement the name of a view reads what the views read, and nothing else.
#[test]
fn a_borrowed_name_opens_nothing_but_what_the_views_tell() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::open(folder.path().join("gate.db")).unwrap();
    let tables = rusqlite::Connection::open(folder.path().join("gate.db")).unwrap();
    let mut columns = tables
        .prepare("SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'")
        .unwrap();
    let all: Vec<(String, String)> =
        columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap();
    let open: Vec<String> = all
        .iter()
        .filter(|(table, column)| {
            let sql =
                format!("WITH v_exchanges AS (SELECT \"{column}\" AS x FROM \"{table}\") SELECT x FROM v_exchanges");
            ask(&gate, &sql).is_ok()
        })
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    assert!(open.contains(&"exchanges.id".to_owned()), "the control: the name is borrowed");
    for closed in
        ["exchanges.request_body", "exchanges.response_body", "attempts.raw", "attempts.prices", "sessions.id"]
    {
        assert!(!open.contains(&closed.to_owned()), "{closed}");
    }
    let tables: Vec<&str> = open.iter().filter_map(|name| name.split('.').next()).collect();
    for closed in ["providers", "rules", "rule_targets", "personas", "alerts", "meta", "superseded"] {
        assert!(!tables.contains(&closed), "{closed}");
    }
}

#[test]
fn health_tells_of_a_file_that_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.db");
    let gate = Gate::open(&path).unwrap();
    let well = gate.health().unwrap();
    assert_eq!(well.path.as_deref(), path.canonicalize().unwrap().to_str());
    assert_eq!(well.size, Some(std::fs::metadata(&path).unwrap().len()));
    assert!(well.log_size.is_some() && well.writable && !well.sqlite.is_empty());
    for file in ["gate.db", "gate.db-wal"] {
        std::fs::remove_file(folder.path().join(file)).unwrap();
    }
    assert_eq!(ask(&gate, "SELECT 1").unwrap_err().code(), Code::StorageDetached);
    let gone = gate.health().unwrap();
    assert_eq!((gone.size, gone.log_size, gone.writable), (None, None, false));
    assert_eq!((gone.schema, gone.generation), (well.schema, well.generation));
    assert!(gone.warnings.iter().any(|warning| warning.code == "storage_detached"));
}
