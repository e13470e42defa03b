//! Databases as the original's revisions make them, and what becomes of them here.

use super::{MoveOptions, Moved, MovedStatus};
use crate::error::Code;
use crate::gate::Gate;
use crate::model::{AlertQuery, HistoryQuery, UsageQuery};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

const TABLES: &str = "
    CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
    CREATE TABLE workspaces (id TEXT PRIMARY KEY, name TEXT, custom_instructions TEXT, deleted_at DATETIME);
    CREATE TABLE sessions (id TEXT PRIMARY KEY, active_workspace_id TEXT, last_update DATETIME);
    CREATE TABLE prompts (id TEXT PRIMARY KEY, timestamp DATETIME, provider TEXT, request TEXT, type TEXT,
                          workspace_id TEXT);
    CREATE TABLE outputs (id TEXT PRIMARY KEY, prompt_id TEXT, timestamp DATETIME, output TEXT, input_tokens INT,
                          output_tokens INT, input_cost FLOAT, output_cost FLOAT);
    CREATE TABLE alerts (id TEXT PRIMARY KEY, prompt_id TEXT, code_snippet TEXT, trigger_string TEXT,
                         trigger_type TEXT, trigger_category TEXT, timestamp DATETIME);
    CREATE TABLE provider_endpoints (id TEXT PRIMARY KEY, name TEXT, description TEXT, provider_type TEXT,
                                     endpoint TEXT, auth_type TEXT, auth_blob TEXT);
    CREATE TABLE provider_models (provider_endpoint_id TEXT, name TEXT, PRIMARY KEY (provider_endpoint_id, name));
    CREATE TABLE muxes (id TEXT PRIMARY KEY, provider_endpoint_id TEXT, provider_model_name TEXT, workspace_id TEXT,
                        matcher_type TEXT, matcher_blob TEXT, priority INTEGER);
    CREATE TABLE personas (id TEXT PRIMARY KEY, name TEXT, description TEXT, description_embedding BLOB);";

const ROWS: &str = r#"
    INSERT INTO alembic_version VALUES ('736fb0c10480');
    INSERT INTO workspaces VALUES ('1', 'default', 'Be kind.', NULL), ('w2', 'backend', 'Answer in Rust.', NULL),
        ('w3', 'old-one', NULL, '2025-05-01 10:00:00');
    INSERT INTO sessions VALUES ('s', 'w2', '2025-05-01 10:00:00.5+00:00');
    INSERT INTO provider_endpoints VALUES ('e1', 'main', 'd', 'openai', 'https://api.openai.com', 'api_key', 'sk-5ecret'),
        ('e2', 'files', '', 'llamacpp', './models', 'none', '');
    INSERT INTO provider_models VALUES ('e1', 'gpt-4o'), ('e2', 'qwen');
    INSERT INTO muxes VALUES ('m2', 'e1', 'gpt-4o', 'w2', 'catch_all', '', 1), ('m1', 'e2', 'qwen', 'w2', 'fim_filename', '*.py', 0);
    INSERT INTO personas VALUES ('p', 'rust dev', 'writes Rust', x'0000803f00000040');
    INSERT INTO prompts VALUES
        ('q1', '2025-05-01 12:00:00+00:00', 'openai', '{"messages":[{"role":"user","content":"hello"}],"model":"gpt-4o"}', 'chat', 'w2'),
        ('q2', '2025-05-01 12:01:00', 'openai', '{"messages":[{"role":"user","content":"lost"}],"model":"gpt-4o"}', 'chat', 'w2');
    INSERT INTO outputs VALUES ('o1', 'q1', '2025-05-01 12:00:02+00:00',
        '["{\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}"]', 100, 7, 0.00025, 0.00007);
    INSERT INTO alerts VALUES ('a1', 'q1', NULL, 'EMAIL a@b.c', 'codegate-pii', 'critical', '2025-05-01 12:00:01+00:00');"#;

fn database(folder: &Path, sql: &[&str]) -> PathBuf {
    let path = folder.join("original.db");
    let _ = std::fs::remove_file(&path);
    let connection = Connection::open(&path).unwrap();
    sql.iter().for_each(|sql| connection.execute_batch(sql).unwrap());
    path
}

fn taken(report: &Moved) -> Vec<(&str, u64, u64, u64, u64)> {
    report.counts.iter().map(|count| (&*count.kind, count.found, count.taken, count.here, count.skipped)).collect()
}

#[test]
fn a_database_is_taken_whole_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path(), &[TABLES, ROWS]);
    let before = std::fs::read(&path).unwrap();
    let gate = Gate::open(":memory:").unwrap();
    let plan = gate.import_original(&path, &MoveOptions { dry_run: true }).unwrap();
    assert!(plan.changed && !plan.applied);
    assert_eq!(gate.workspaces().list().unwrap().len(), 1);
    let report = gate.import_original(&path, &MoveOptions::default()).unwrap();
    assert!(report.applied);
    assert_eq!(taken(&report), taken(&plan));
    assert_eq!(
        taken(&report),
        [
            ("provider", 2, 2, 0, 0),
            ("workspace", 3, 3, 0, 0),
            ("rule", 2, 2, 0, 0),
            ("persona", 1, 1, 0, 0),
            ("session", 1, 1, 0, 0),
            ("exchange", 2, 2, 0, 0),
            ("alert", 1, 1, 0, 0)
        ]
    );
    let backend = gate.workspaces().get("backend").unwrap();
    assert_eq!(backend.custom_instructions.as_deref(), Some("Answer in Rust."));
    let flat: Vec<_> = backend.rules.iter().map(|rule| rule.flat().unwrap()).collect();
    assert_eq!((&*flat[0].matcher_type, flat[0].matcher.as_deref()), ("fim_filename", Some("*.py")));
    assert_eq!((&*flat[1].matcher_type, &*flat[1].provider_name), ("catch_all", "main"));
    assert_eq!(gate.sessions().active_workspace(None).unwrap().name, "backend");
    assert_eq!(gate.workspaces().list_archived().unwrap()[0].name, "old-one");
    assert_eq!(gate.personas().vector("rust dev").unwrap(), Some(vec![1.0, 2.0]));
    let entries = gate.history().list(&HistoryQuery::default()).unwrap().items;
    let one = entries.iter().find(|entry| entry.exchange == "q1").unwrap();
    assert_eq!((one.prompt.as_deref(), one.output.as_deref()), (Some("hello"), Some("hi")));
    assert_eq!((one.usage.input_tokens, one.usage.output_tokens), (Some(100), Some(7)));
    assert_eq!(one.cost.map(|cost| cost.as_pico()), Some(320_000_000));
    assert_eq!(gate.alerts().count(&AlertQuery::default()).unwrap(), 1);
    gate.usage().query(&UsageQuery::default()).unwrap();
    assert!(!format!("{report:?}").contains("5ecret"), "{report:?}");
    let again = gate.import_original(&path, &MoveOptions::default()).unwrap();
    assert!(!again.changed && !again.applied, "{again:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn broken_rows_are_told_and_the_rest_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let broken = "
        INSERT INTO muxes VALUES ('m3', 'gone', 'x', 'w2', 'catch_all', '', 2);
        INSERT INTO outputs VALUES ('o9', 'nowhere', NULL, 'x', 1, 1, 0, 0);
        INSERT INTO prompts VALUES ('q3', 'never', 'nobody at all', x'ff', 'chat', 'gone');
        INSERT INTO outputs VALUES ('o3', 'q3', 7, 'no list', -1, 9223372036854775807, 'a', NULL);
        INSERT INTO alerts VALUES ('a2', 'nowhere', NULL, NULL, 'x', NULL, NULL);
        UPDATE workspaces SET name = 'a b' WHERE id = 'w3';";
    let path = database(folder.path(), &[TABLES, ROWS, broken]);
    let gate = Gate::open(":memory:").unwrap();
    let report = gate.import_original(&path, &MoveOptions::default()).unwrap();
    let skipped: Vec<&str> =
        report.notes.iter().filter(|note| note.status == MovedStatus::Skipped).map(|note| &*note.kind).collect();
    assert_eq!(skipped, ["rule", "workspace", "exchange", "alert"], "{:?}", report.notes);
    assert_eq!(gate.history().list(&HistoryQuery::default()).unwrap().items.len(), 3);
}

#[test]
fn what_is_no_database_of_the_original_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::open(":memory:").unwrap();
    let refused = |path: &Path| gate.import_original(path, &MoveOptions::default()).unwrap_err().code();
    assert_eq!(refused(&folder.path().join("none")), Code::Io);
    let text = folder.path().join("text");
    std::fs::write(&text, "no database").unwrap();
    assert_eq!(refused(&text), Code::NotAStore);
    let own = folder.path().join("own.db");
    Gate::open(&own).unwrap().close().unwrap();
    assert_eq!(refused(&own), Code::NotAStore);
    let view = "DROP TABLE prompts; CREATE VIEW prompts AS SELECT 1 AS id";
    assert_eq!(refused(&database(folder.path(), &[TABLES, ROWS, view])), Code::NotAStore);
    let newer = "UPDATE alembic_version SET version_num = 'x'; ALTER TABLE prompts RENAME COLUMN request TO r";
    assert_eq!(refused(&database(folder.path(), &[TABLES, ROWS, newer])), Code::SchemaTooNew);
    assert_eq!(gate.workspaces().list().unwrap().len(), 1);
}

#[test]
fn an_early_revision_is_read_without_what_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let early = "
        DROP TABLE provider_endpoints; DROP TABLE provider_models; DROP TABLE muxes; DROP TABLE personas;
        ALTER TABLE workspaces DROP COLUMN deleted_at;
        ALTER TABLE workspaces RENAME COLUMN custom_instructions TO system_prompt;
        ALTER TABLE outputs DROP COLUMN input_tokens; ALTER TABLE outputs DROP COLUMN output_tokens;
        ALTER TABLE outputs DROP COLUMN input_cost; ALTER TABLE outputs DROP COLUMN output_cost;
        UPDATE alembic_version SET version_num = 'a692c8b52308';";
    let path = database(folder.path(), &[TABLES, ROWS, early]);
    let gate = Gate::open(":memory:").unwrap();
    assert!(gate.import_original(&path, &MoveOptions::default()).unwrap().applied);
    assert_eq!(gate.workspaces().get("backend").unwrap().custom_instructions.as_deref(), Some("Answer in Rust."));
    assert_eq!(gate.history().list(&HistoryQuery::default()).unwrap().items.len(), 2);
}
