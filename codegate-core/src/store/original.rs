//! Reading a database of the original CodeGate. It is a stranger's file: opened to read alone, nothing in it is run, and
//! what it holds is taken as values of any type.
//!
//! A file with a rollback journal is read under SQLite's shared lock, so a program that has it open can neither tear a page
//! nor be torn; no file appears beside it. One in write-ahead-log mode would need files beside it: it is read as one that
//! nobody changes, and refused while a log lies beside it.

use super::fault::io;
use super::schema::APPLICATION;
use super::with_suffix;
use crate::error::{Code, Error, Result};
use crate::limits::BODY_BYTES;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The revisions of its schema that change a table, oldest first.
const REVISIONS: [&str; 10] = [
    "5c2f3eee5f90",
    "a692c8b52308",
    "4dec3e456c9e",
    "0f9b8edc8e46",
    "0c3539f66339",
    "5e5cd2288147",
    "02b710eda156",
    "3ec2b4ab569c",
    "e4c05d7591a8",
    "736fb0c10480",
];
/// The most bytes of one value that are read.
const VALUE_BYTES: usize = BODY_BYTES;
/// The most rows of a table of the configuration.
const CONFIG_ROWS: usize = 100_000;

/// Tables and the columns that are read of them. A column that a revision lacks is NULL.
pub(crate) const WORKSPACES: Table =
    Table("workspaces", &["id", "name", "custom_instructions", "system_prompt", "deleted_at"]);
const NEEDED_WORKSPACES: Table = Table("workspaces", &["id", "name"]);
pub(crate) const SESSIONS: Table = Table("sessions", &["id", "active_workspace_id"]);
pub(crate) const ENDPOINTS: Table =
    Table("provider_endpoints", &["id", "name", "description", "provider_type", "endpoint", "auth_type", "auth_blob"]);
pub(crate) const MODELS: Table = Table("provider_models", &["provider_endpoint_id", "name"]);
pub(crate) const MUXES: Table = Table(
    "muxes",
    &["id", "provider_endpoint_id", "provider_model_name", "workspace_id", "matcher_type", "matcher_blob", "priority"],
);
pub(crate) const PERSONAS: Table = Table("personas", &["id", "name", "description", "description_embedding"]);
pub(crate) const PROMPTS: Table = Table("prompts", &["id", "timestamp", "provider", "request", "type", "workspace_id"]);
pub(crate) const OUTPUTS: Table = Table(
    "outputs",
    &["id", "prompt_id", "timestamp", "output", "input_tokens", "output_tokens", "input_cost", "output_cost"],
);
pub(crate) const OUTPUT_PLACES: Table = Table("outputs", &["id", "prompt_id"]);
pub(crate) const ALERTS: Table = Table(
    "alerts",
    &["id", "prompt_id", "code_snippet", "trigger_string", "trigger_type", "trigger_category", "timestamp"],
);

/// The name of a table, and columns of it.
#[derive(Clone, Copy)]
pub(crate) struct Table(&'static str, &'static [&'static str]);

/// An open database of the original.
pub(crate) struct Source {
    connection: Connection,
    path: PathBuf,
    /// Whether it is read as a file that nobody changes.
    immutable: bool,
    pub(crate) revision: String,
}

/// One value, of whatever type it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// NULL, or larger than what is read.
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// A row of the original.
pub(crate) struct Fields {
    pub(crate) row: i64,
    columns: &'static [&'static str],
    cells: Vec<Cell>,
    /// Whether a text was not UTF-8, so that U+FFFD stands in it.
    pub(crate) replaced: bool,
}

impl Fields {
    fn cell(&self, name: &str) -> &Cell {
        let at = self.columns.iter().position(|column| *column == name);
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Cell::Null)
    }

    /// A text, where it is one.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        if let Cell::Text(text) = self.cell(name) { Some(text) } else { None }
    }

    /// Whether anything stands there.
    pub(crate) fn has(&self, name: &str) -> bool {
        *self.cell(name) != Cell::Null
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        if let Cell::Integer(number) = self.cell(name) { Some(*number) } else { None }
    }

    pub(crate) fn real(&self, name: &str) -> Option<f64> {
        match self.cell(name) {
            Cell::Real(number) => Some(*number),
            Cell::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    pub(crate) fn blob(&self, name: &str) -> Option<&[u8]> {
        if let Cell::Blob(bytes) = self.cell(name) { Some(bytes) } else { None }
    }
}

impl Source {
    /// Opens the database at `path`, and begins to read it.
    pub(crate) fn open(path: &Path) -> Result<Source> {
        let path = path.canonicalize().map_err(|error| io("the original's database cannot be opened", error))?;
        let header = header(&path)?;
        let immutable = header[18] == 2 || header[19] == 2;
        check_log(&path, immutable)?;
        let connection = connect(&path, immutable).map_err(told)?;
        Source::of(connection, path, immutable)
    }

    fn of(connection: Connection, path: PathBuf, immutable: bool) -> Result<Source> {
        // One state of it, from the first look to the last.
        connection.execute_batch("BEGIN").map_err(told)?;
        let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(told)?;
        if application == APPLICATION {
            return Err(own_store());
        }
        let mut source = Source { connection, path, immutable, revision: String::new() };
        source.revision = source.find_revision()?;
        for table in [NEEDED_WORKSPACES, SESSIONS, PROMPTS, OUTPUT_PLACES] {
            if source.columns(table)?.len() < table.1.len() {
                return Err(if source.is_known() { strange() } else { source.unknown() });
            }
        }
        Ok(source)
    }

    /// Whether its revision is known; one that is not is read by its tables, where these are.
    pub(crate) fn is_known(&self) -> bool {
        REVISIONS.contains(&self.revision.as_str())
    }

    fn unknown(&self) -> Error {
        let text = "the original's database has a revision that this version cannot read; update this library";
        Error::new(Code::SchemaTooNew, text)
    }

    fn find_revision(&self) -> Result<String> {
        const VERSION: Table = Table("alembic_version", &["version_num"]);
        if self.columns(VERSION)?.is_empty() {
            return Err(strange());
        }
        let found = self.config(VERSION)?;
        Ok(found.first().and_then(|row| row.text("version_num")).unwrap_or_default().to_owned())
    }

    /// The columns that a table has of those that are wanted; none where there is no such table. What is not a plain table
    /// is refused, as reading it would run what stands in the file.
    fn columns(&self, table: Table) -> Result<Vec<&'static str>> {
        let sql = "SELECT type = 'table' AND NOT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
        let plain: Option<bool> =
            self.connection.query_row(sql, [table.0], |row| row.get(0)).optional().map_err(told)?;
        match plain {
            None => return Ok(Vec::new()),
            Some(true) => {}
            Some(false) => return Err(strange()),
        }
        let sql = "SELECT name, hidden FROM pragma_table_xinfo(?1)";
        let mut statement = self.connection.prepare(sql).map_err(told)?;
        let found = statement.query_map([table.0], |row| Ok((row.get(0)?, row.get(1)?))).map_err(told)?;
        let found: Vec<(String, i64)> = found.collect::<rusqlite::Result<_>>().map_err(told)?;
        if found.iter().any(|(_, hidden)| *hidden != 0) {
            return Err(strange());
        }
        Ok(table.1.iter().copied().filter(|wanted| found.iter().any(|(name, _)| name == wanted)).collect())
    }

    fn sql(&self, table: Table) -> Result<Option<String>> {
        let there = self.columns(table)?;
        if there.is_empty() {
            return Ok(None);
        }
        let read = |name: &&str| match there.contains(name) {
            true => format!("CASE WHEN octet_length(\"{name}\") <= {VALUE_BYTES} THEN \"{name}\" END"),
            false => "NULL".into(),
        };
        let columns: Vec<String> = table.1.iter().map(read).collect();
        Ok(Some(format!("SELECT rowid, {} FROM \"{}\" NOT INDEXED", columns.join(", "), table.0)))
    }

    /// Goes through a table row by row. A revision without it has none.
    pub(crate) fn each(&self, table: Table, mut work: impl FnMut(Fields) -> Result<()>) -> Result<()> {
        let Some(sql) = self.sql(table)? else { return Ok(()) };
        let mut statement = self.connection.prepare(&format!("{sql} ORDER BY rowid")).map_err(told)?;
        let mut rows = statement.query([]).map_err(told)?;
        while let Some(row) = rows.next().map_err(told)? {
            work(fields(row, table)?)?;
        }
        Ok(())
    }

    /// All rows of a table of the configuration.
    pub(crate) fn config(&self, table: Table) -> Result<Vec<Fields>> {
        let mut found = Vec::new();
        self.each(table, |row| {
            found.push(row);
            if found.len() > CONFIG_ROWS {
                return Err(Error::limit("a table of the original's configuration", CONFIG_ROWS, "rows"));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// One row of a table.
    pub(crate) fn row(&self, table: Table, row: i64) -> Result<Option<Fields>> {
        let Some(sql) = self.sql(table)? else { return Ok(None) };
        let mut statement = self.connection.prepare_cached(&format!("{sql} WHERE rowid = ?1")).map_err(told)?;
        let mut rows = statement.query([row]).map_err(told)?;
        rows.next().map_err(told)?.map(|row| fields(row, table)).transpose()
    }

    /// Refuses what was read where somebody may have changed it meanwhile.
    pub(crate) fn check(&self) -> Result<()> {
        check_log(&self.path, self.immutable)
    }
}

fn fields(row: &Row<'_>, table: Table) -> Result<Fields> {
    let mut found =
        Fields { row: row.get(0)?, columns: table.1, cells: Vec::with_capacity(table.1.len()), replaced: false };
    for at in 1..=table.1.len() {
        found.cells.push(match row.get_ref(at)? {
            ValueRef::Null => Cell::Null,
            ValueRef::Integer(number) => Cell::Integer(number),
            ValueRef::Real(number) => Cell::Real(number),
            ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
            ValueRef::Text(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                found.replaced |= matches!(text, std::borrow::Cow::Owned(_));
                Cell::Text(text.into_owned())
            }
        });
    }
    Ok(found)
}

/// The first bytes of the file, which tell how it is written.
fn header(path: &Path) -> Result<[u8; 100]> {
    let refused = |error| io("the original's database cannot be read", error);
    if !path.metadata().map_err(refused)?.is_file() {
        return Err(Error::new(Code::Io, "the original's database is not a file; name the file `codegate.db`"));
    }
    let mut header = [0; 100];
    match File::open(path).map_err(refused)?.read_exact(&mut header) {
        Ok(()) if header[68..72] == (APPLICATION as u32).to_be_bytes() => Err(own_store()),
        Ok(()) if header.starts_with(b"SQLite format 3\0") => Ok(header),
        _ => Err(Error::new(Code::NotAStore, "the file is not a database of the original; choose another file")),
    }
}

/// Refuses a file with a log beside it that is read as one that nobody changes.
fn check_log(path: &Path, immutable: bool) -> Result<()> {
    let log = with_suffix(path, "-wal");
    if immutable && log.metadata().is_ok_and(|log| log.len() > 0) {
        let text = "a log (`-wal`) lies beside the original's database; close what has it open, and try again";
        return Err(Error::new(Code::Busy, text));
    }
    Ok(())
}

fn connect(path: &Path, immutable: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match url::Url::from_file_path(path) {
        Ok(uri) if immutable => {
            Connection::open_with_flags(format!("{uri}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        _ => Connection::open_with_flags(path, flags)?,
    };
    harden(&connection)?;
    Ok(connection)
}

/// Everything that keeps what stands in the file from being run.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.pragma_update(None, "cell_size_check", "ON")?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// What SQLite reports of the original's file, as our codes.
fn told(error: rusqlite::Error) -> Error {
    let (code, text) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::ReadOnly) => {
            (Code::Busy, "the original's database is being written; stop the original, and try again")
        }
        Some(ErrorCode::NotADatabase) => {
            (Code::NotAStore, "the file is not a database of the original; choose another file")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::PermissionDenied) => {
            (Code::Io, "the operating system refused to read the original's database")
        }
        Some(ErrorCode::DatabaseCorrupt) => {
            (Code::Corrupt, "the original's database is damaged; restore it from a copy")
        }
        _ => return strange().with_source(error),
    };
    Error::new(code, text).with_source(error)
}

fn strange() -> Error {
    let text = "the file is no database of the original: its tables are not as the original makes them";
    Error::new(Code::NotAStore, text)
}

fn own_store() -> Error {
    let text = "the file is a store of this library, not a database of the original; open it instead";
    Error::new(Code::NotAStore, text)
}
