//! Older files upgraded, and what a fresh one holds.

use super::*;
use crate::store::config;

/// Makes a file of a version one of the version before, as the step to it undone.
fn undo(version: i64) -> &'static str {
    match version {
        2 => include_str!("undo_2.sql"),
        3 => include_str!("undo_3.sql"),
        4 => include_str!("undo_4.sql"),
        5 => include_str!("undo_5.sql"),
        _ => panic!("say how the step to version {version} is undone"),
    }
}

/// An exchange with an attempt, and what it adds to the roll-up.
const RECORDED: &str = include_str!("recorded.sql");

fn now() -> Timestamp {
    Timestamp::clamped(0)
}

/// The definitions of all tables, indexes and views, without comments and white space.
fn shape(connection: &Connection) -> Vec<String> {
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name").unwrap();
    let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let plain = |sql: String| {
        let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default().to_owned());
        lines.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    found.map(|sql| plain(sql.unwrap())).collect()
}

fn fresh() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    let transaction = connection.transaction().unwrap();
    bring_up(&transaction, &State::Fresh, now()).unwrap();
    transaction.commit().unwrap();
    connection
}

/// Each table with an expression of all its columns, but for those that an upgrade sets.
fn columns(connection: &Connection) -> Vec<(String, String)> {
    let sql = "SELECT t.name, group_concat('quote(\"' || c.name || '\")', ' || '' '' || ')
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.name NOT IN ('min_reader', 'min_writer')
         AND NOT (t.name = 'usage_sums' AND c.name = 'checksum')
         GROUP BY t.name";
    let mut statement = connection.prepare(sql).unwrap();
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    found.map(|found| found.unwrap()).collect()
}

/// Every row of these tables, as text.
fn rows(connection: &Connection, columns: &[(String, String)]) -> Vec<String> {
    let of_table = |(table, all): &(String, String)| {
        let mut statement = connection.prepare(&format!("SELECT {all} FROM {table}")).unwrap();
        let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        found.map(|row| format!("{table} {}", row.unwrap())).collect::<Vec<_>>()
    };
    columns.iter().flat_map(of_table).collect()
}

#[test]
fn an_upgraded_file_equals_a_fresh_one_and_keeps_its_rows() {
    for version in 1..VERSION {
        let mut old = fresh();
        old.execute_batch(RECORDED).unwrap();
        (version + 1..=VERSION).rev().for_each(|undone| old.execute_batch(undo(undone)).unwrap());
        old.execute_batch("UPDATE meta SET min_reader = 1, min_writer = 1").unwrap();
        old.pragma_update(None, "user_version", version).unwrap();
        assert_ne!(shape(&old), shape(&fresh()), "version {version}");
        let columns = columns(&old);
        let before = rows(&old, &columns);
        assert!(before.len() > 6, "{before:?}");

        let state = state(&old).unwrap();
        assert_eq!(state, State::Ours { version });
        let transaction = old.transaction().unwrap();
        bring_up(&transaction, &state, now()).unwrap();
        transaction.commit().unwrap();
        assert_eq!(shape(&old), shape(&fresh()), "version {version}");
        assert_eq!(rows(&old, &columns), before, "version {version}");
    }
}

#[test]
fn endpoints_of_version_2_lead_to_the_same_addresses() {
    let mut old = fresh();
    [5, 4, 3].into_iter().for_each(|version| old.execute_batch(undo(version)).unwrap());
    let endpoints = [
        ("openai_compatible", "https://api.example.com", "https://api.example.com"),
        ("openai_compatible", "https://gateway.example/openai", "https://gateway.example/openai/v1"),
        ("openrouter", "https://openrouter.ai/api", "https://openrouter.ai/api/v1"),
        ("vllm", "http://localhost:8000/v4", "http://localhost:8000/v4"),
        ("openai", "https://o/a/v1beta?x=/y", "https://o/a/v1beta?x=/y"),
        ("openai", "https://o/a/xv1?api-version=1", "https://o/a/xv1/v1?api-version=1"),
        ("openai", "https://o?x=/y/z", "https://o?x=/y/z"),
        ("anthropic", "https://gateway.example/anthropic", "https://gateway.example/anthropic"),
        ("ollama", "http://localhost:11434/ollama", "http://localhost:11434/ollama"),
        ("gemini", "https://gateway.example/x", "https://gateway.example/x"),
    ];
    let sql =
        "INSERT INTO providers (name, type, endpoint, auth, created_at, updated_at) VALUES (?1, ?2, ?1, 'none', 0, 0)";
    for (provider_type, endpoint, _) in endpoints {
        old.execute(sql, [endpoint, provider_type]).unwrap();
    }
    let transaction = old.transaction().unwrap();
    bring_up(&transaction, &State::Ours { version: 2 }, now()).unwrap();
    for (_, before, expected) in endpoints {
        let sql = "SELECT endpoint FROM providers WHERE name = ?1";
        let found: String = transaction.query_row(sql, [before], |row| row.get(0)).unwrap();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_fresh_file_holds_the_default_workspace_and_session() {
    let connection = fresh();
    assert_eq!(state(&connection).unwrap(), State::Ours { version: VERSION });
    let sql = "SELECT w.name FROM sessions s JOIN workspaces w ON w.id = s.workspace_id WHERE s.id = 'default'";
    let name: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional().unwrap();
    assert_eq!(name.as_deref(), Some("default"));
}

#[test]
fn rules_of_version_2_keep_what_they_matched() {
    let mut old = fresh();
    [5, 4, 3].into_iter().for_each(|version| old.execute_batch(undo(version)).unwrap());
    let stored = [
        (r#"{"files":["src/{a}.py"],"request_type":["fim"]}"#, &["src/[{]a}.py"][..], Some("src/{a}.py")),
        (r#"{"files":["!x"]}"#, &["[!]x"], Some("!x")),
        (r#"{"files":["[!]a]b","*.rs","[a{b"]}"#, &["{[!]a]}b", "*.rs", "[[]a[{]b"], None),
        (r#"{"files":["*.{"]}"#, &["*.[{]"], Some("*.{")),
        (r#"{"files":["*.py","[{]"]}"#, &["*.py", "[{]"], None),
        (r#"{"client":["!c"],"files":["a"],"requested_model":["{m}","!n"],"weather":["!rain"]}"#, &["a"], None),
    ];
    for (position, (conditions, ..)) in (0_i64..).zip(stored) {
        old.execute("INSERT INTO rules VALUES (1, ?1, ?2)", rusqlite::params![position, conditions]).unwrap();
    }
    let transaction = old.transaction().unwrap();
    bring_up(&transaction, &State::Ours { version: 2 }, now()).unwrap();
    let rules = config::rules(&transaction, 1).unwrap();
    assert_eq!(rules.len(), stored.len());
    for (rule, (conditions, files, matcher)) in rules.iter().zip(stored) {
        assert_eq!(rule.when.files.as_deref().unwrap(), files, "{conditions}");
        assert_eq!(rule.matcher.as_deref(), matcher, "{conditions}");
    }
    assert_eq!(rules[0].when.request_type.as_deref(), Some(&["fim".to_owned()][..]));
    let last = rules.last().unwrap();
    assert_eq!(last.when.client.as_deref(), Some(&["[!]c".to_owned()][..]));
    assert_eq!(last.when.requested_model.as_deref(), Some(&["[{]m}", "[!]n"].map(str::to_owned)[..]));
    assert_eq!(last.unknown, ["weather"]);
}
