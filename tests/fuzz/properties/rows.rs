//! A store in which somebody has written: values of any type in any column, bytes of any page. Whoever opens it gets an
//! answer or an error that says what is wrong.

use codegate_core::model::*;
use codegate_core::{Code, Error, Gate};
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use std::path::Path;
use std::sync::LazyLock;

/// The file that is written into, and where.
struct Template {
    bytes: Vec<u8>,
    /// The same with tables whose columns take any value.
    lax: Vec<u8>,
    /// What the tables are declared as.
    schema: Vec<(String, String)>,
    columns: Vec<Column>,
}

/// A column of a table, with the columns of that table's key, and its rows.
struct Column {
    table: String,
    name: String,
    key: String,
    rows: usize,
}

static TEMPLATE: LazyLock<Template> = LazyLock::new(|| Template::new().expect("a store to write into"));
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    folder.expect("a folder")
});

/// What stands in each changed place.
const TEXTS: [&[u8]; 14] = [
    b"",
    b"default",
    b"acme",
    b"\xFF\xFE",
    b"[]",
    b"{}",
    b"{\"files\":[\"*\"]}",
    b"{\"files\":[\"{\"],\"requested_model\":[\"!\"]}",
    b"{\"input\":18446744073709551615}",
    b"[\"m\",1]",
    b"a\0b",
    b"completed",
    b"env:HOME",
    b"\xE2\x80\xAE\x1b[2J",
];
const NUMBERS: [i64; 12] = [
    0,
    1,
    -1,
    2,
    24,
    i64::MAX,
    i64::MIN,
    1 << 53,
    253_402_300_800_000_000,
    -1_000_000_000_000_000,
    1 << 40,
    1_767_225_600,
];

/// Changes of four bytes each: a column, a row, the kind of value and the value; or of a page.
pub(crate) fn rows(data: &[u8]) {
    let (changes, _) = data.as_chunks::<4>();
    let path = FOLDER.path().join(format!("{}.db", std::process::id()));
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
    if write(&path, &changes[..changes.len().min(16)]).is_none() {
        return;
    }
    match Gate::open(&path) {
        Ok(gate) => ask(&gate),
        Err(error) => sound(&error),
    }
}

/// Writes the changed file; `None` where SQLite itself refuses it.
fn write(path: &Path, changes: &[[u8; 4]]) -> Option<()> {
    let template = &*TEMPLATE;
    let (of_pages, of_rows): (Vec<&[u8; 4]>, Vec<&[u8; 4]>) = changes.iter().partition(|change| change[2] % 8 == 7);
    std::fs::write(path, if of_rows.is_empty() { &template.bytes } else { &template.lax }).ok()?;
    if !of_rows.is_empty() {
        let connection = Connection::open(path).ok()?;
        connection.pragma_update(None, "foreign_keys", "OFF").ok()?;
        connection.pragma_update(None, "synchronous", "OFF").ok()?;
        for change in of_rows {
            // What is there already, as a key may be, stays as it is.
            let _ = change_row(&connection, template, change);
        }
        declare(&connection, &template.schema).ok()?;
    }
    if !of_pages.is_empty() {
        let mut bytes = std::fs::read(path).ok()?;
        for [page, high, low, value] in of_pages {
            let at = usize::from(*page) * 4096 + (usize::from(*high) * 256 + usize::from(*low)) % 4096;
            let end = bytes.len();
            bytes[at % end] ^= value;
        }
        std::fs::write(path, bytes).ok()?;
    }
    Some(())
}

fn change_row(connection: &Connection, template: &Template, change: &[u8; 4]) -> rusqlite::Result<usize> {
    let [column, row, kind, value] = change.map(usize::from);
    // Two bits of the kind reach the columns that a byte does not.
    let column = &template.columns[(column + 256 * (kind >> 6)) % template.columns.len()];
    let Column { table, name, key, rows } = column;
    let place = format!("({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {})", row % rows);
    let set = |to: &str, value: ToSqlOutput<'_>| {
        connection.execute(&format!("UPDATE {table} SET {name} = {to} WHERE {place}"), [value])
    };
    match kind % 8 {
        0 => set("?1", ToSqlOutput::Owned(Value::Null)),
        1 | 2 => set("?1", NUMBERS[value % NUMBERS.len()].into()),
        3 => set("?1", [f64::INFINITY, -0.5, 1e300, f64::MIN_POSITIVE][value % 4].into()),
        4 => set("?1", ToSqlOutput::Borrowed(ValueRef::Blob(TEXTS[value % TEXTS.len()]))),
        // Text that need not be UTF-8.
        5 => set("CAST(?1 AS TEXT)", ToSqlOutput::Borrowed(ValueRef::Blob(TEXTS[value % TEXTS.len()]))),
        _ => connection.execute(&format!("DELETE FROM {table} WHERE {place}"), []),
    }
}

/// Lets tables be declared as these texts say; what stands in them is not looked at.
fn declare(connection: &Connection, schema: &[(String, String)]) -> rusqlite::Result<()> {
    connection.pragma_update(None, "writable_schema", "ON")?;
    for (table, sql) in schema {
        connection.execute("UPDATE sqlite_schema SET sql = ?2 WHERE name = ?1", [table, sql])?;
    }
    Ok(())
}

impl Template {
    fn new() -> Result<Template, Box<dyn std::error::Error>> {
        let path = FOLDER.path().join("template.db");
        fill(&path)?;
        let bytes = std::fs::read(&path)?;
        let connection = Connection::open(&path)?;
        let tables = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'";
        let mut statement = connection.prepare(tables)?;
        let schema: Vec<(String, String)> =
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        let mut columns = Vec::new();
        for (table, _) in &schema {
            columns.extend(columns_of(&connection, table)?);
        }
        let lax = |sql: &str| sql.replace(") STRICT, WITHOUT ROWID", ") WITHOUT ROWID").replace(") STRICT", ")");
        let declared: Vec<(String, String)> = schema.iter().map(|(table, sql)| (table.clone(), lax(sql))).collect();
        declare(&connection, &declared)?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(Template { bytes, lax: std::fs::read(&path)?, schema, columns })
    }
}

fn columns_of(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let rows: usize = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
    let mut statement = connection.prepare(&format!("PRAGMA table_info({table})"))?;
    let told = statement.query_map([], |row| Ok((row.get::<_, String>("name")?, row.get::<_, i64>("pk")? > 0)))?;
    let told: Vec<(String, bool)> = told.collect::<rusqlite::Result<_>>()?;
    let key: Vec<&str> = told.iter().filter(|(_, is_key)| *is_key).map(|(name, _)| name.as_str()).collect();
    let column =
        |name: &String| Column { table: table.into(), name: name.clone(), key: key.join(", "), rows: rows.max(1) };
    Ok(told.iter().map(|(name, _)| column(name)).collect())
}

/// A store with some of everything.
fn fill(path: &Path) -> codegate_core::Result<()> {
    let clock = SteppedClock { start: Timestamp::parse("2026-01-01T10:00:00Z")?, step_us: 1_000_000 };
    let gate = Gate::options().history(HistoryMode::All).stepped_clock(clock).id_seed(1).open(path)?;
    for (name, provider_type) in [("an", ProviderType::Anthropic), ("oa", ProviderType::Openai)] {
        let models = Some(vec!["m".to_owned(), "gpt-4o".to_owned()]);
        gate.providers().add(name, &NewProvider { models, ..NewProvider::new(provider_type) })?;
    }
    for (name, to) in [("acme", "an/m"), ("ajax", "oa/gpt-4o")] {
        let when = When { files: Some(vec!["*.rs".to_owned(), "src/**".to_owned()]), ..When::default() };
        let rule = RuleSpec { when, to: vec![Target::parse(to)], ..RuleSpec::default() };
        let all = RuleSpec { to: vec![Target::parse("oa"), Target::parse("an/m")], ..RuleSpec::default() };
        let new = NewWorkspace { custom_instructions: Some("Be brief.".into()), rules: vec![rule, all] };
        gate.workspaces().create(name, &new)?;
    }
    gate.workspaces().create("old", &NewWorkspace::default())?;
    gate.workspaces().archive("old", false)?;
    gate.sessions().activate("acme", Some("nightly"))?;
    gate.personas().add("reviewer", &NewPersona { description: "Reads.".into(), vector: Some(vec![0.5, 1.0]) })?;
    gate.prices().set(&HostPrice {
        keep: true,
        ..HostPrice::new("m", Money::parse("1").unwrap_or_default(), Money::default())
    })?;
    for number in 0..6u64 {
        let record = Record {
            key: Some(format!("key-{}", number % 5)),
            workspace: Some(["acme", "ajax"][number as usize % 2].into()),
            provider: Some(["oa", "an"][number as usize % 2].into()),
            model: Some(["gpt-4o", "m"][number as usize % 2].into()),
            prompt: Some("Where is it?".into()),
            output: Some("Here.".into()),
            input_tokens: Some(100 + number),
            output_tokens: Some(10),
            units: (number == 1).then(|| [("web_search".to_owned(), 2)].into()),
            ..Record::default()
        };
        let receipt = gate.record(&record)?;
        let exchange = Some(receipt.exchange);
        gate.alerts().add(&NewAlert { exchange, ..NewAlert::new(Severity::Info, "note") })?;
    }
    gate.close()
}

/// Asks for everything; whatever the answer, it is one.
fn ask(gate: &Gate) {
    let by = |by| UsageQuery { by, ..UsageQuery::default() };
    let day = |of: &str| Timestamp::parse(of).ok();
    let (since, until) = (day("2026-01-01T09:30:00Z"), day("2026-01-01T10:00:04Z"));
    told(gate.usage().query(&UsageQuery::default()));
    told(gate.usage().query(&by(vec![GroupBy::Day, GroupBy::Model])));
    told(gate.usage().query(&UsageQuery { since, until, ..by(vec![GroupBy::Workspace, GroupBy::Rule]) }));
    told(gate.usage().export(&UsageExport { format: Some(ExportFormat::Jsonl), ..UsageExport::default() }));
    told(gate.history().list(&HistoryQuery::default()));
    told(gate.history().summary(&HistoryQuery::default()));
    told(gate.alerts().list(&AlertQuery::default()));
    for listed in [gate.workspaces().list(), gate.workspaces().list_archived()] {
        told(listed);
    }
    told(gate.sessions().list());
    told(gate.providers().list());
    told(gate.personas().list());
    told(gate.prices().own());
    told(gate.export(&ExportOptions::default()));
    for workspace in ["default", "acme", "ajax"] {
        let files = Some(vec!["src/a.rs".to_owned()]);
        let model = Some("gpt-4o".to_owned());
        let request =
            Request { files, requested_model: model, workspace: Some(workspace.into()), ..Request::default() };
        told(gate.explain(&request));
        if let Some(exchange) = told(gate.begin(Request { key: Some("key-1".into()), ..request })) {
            told(exchange.fail(&Failure { status: Some(503), ..Failure::default() }));
            told(exchange.finish(Outcome::Completed));
        }
    }
    told(gate.record(&Record { key: Some("key-2".into()), input_tokens: Some(9_000), ..Record::default() }));
    told(gate.health());
    if told(gate.usage().verify(true)).is_some_and(|check| check.rebuilt)
        && let Some(check) = told(gate.usage().verify(false))
    {
        // That attempts are gone which their exchange counts stays told.
        let other = check.differences.iter().find(|found| found.field != "checksum");
        assert!(other.is_none(), "sums differ that were just rebuilt: {other:?}");
    }
    told(gate.history().prune(&PruneQuery { keep: Some(1), ..PruneQuery::default() }));
    told(gate.workspaces().delete("old"));
    told(gate.close());
}

fn told<T>(answer: codegate_core::Result<T>) -> Option<T> {
    answer.inspect_err(sound).ok()
}

/// What is wrong with a file is never a fault of the library, and its text does nothing to a terminal.
fn sound(error: &Error) {
    assert_ne!(error.code(), Code::Internal, "{error}");
    assert!(!error.message().contains(|c: char| c.is_control() && c != '\n'), "{error:?}");
}
