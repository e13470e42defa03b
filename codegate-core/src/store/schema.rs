//! The tables, and how older files become them.
//!
//! To change the schema: change [`SCHEMA`] or [`VIEWS`], raise [`VERSION`], add a step to [`step_to`], and raise
//! [`MIN_READER`] or [`MIN_WRITER`] if older versions can no longer read or write the result.

mod plain_patterns;

use super::fault::bad_row;
use super::verify;
use crate::error::{Code, Error, Result};
use crate::model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction};

/// Version of [`SCHEMA`], kept as `user_version`.
pub(super) const VERSION: i64 = 5;
/// The oldest version that can read what this one writes.
const MIN_READER: i64 = 3;
/// The oldest version that can write into it without harm.
const MIN_WRITER: i64 = 3;
/// `CGAT`, kept as `application_id`.
pub(super) const APPLICATION: i64 = 0x4347_4154;

/// What turns a file of the version before into one of this version.
const fn step_to(version: i64) -> &'static str {
    match version {
        2 => include_str!("schema/step_2.sql"),
        3 => include_str!("schema/step_3.sql"),
        4 => include_str!("schema/step_4.sql"),
        5 => include_str!("schema/step_5.sql"),
        _ => "",
    }
}

/// From this version on the roll-up has its present columns; that of an older file is written anew.
const PRESENT_SUMS: i64 = 3;

/// From this version on braces and a leading `!` mean more in a rule's patterns than in those of `fnmatch`.
const RICH_PATTERNS: i64 = 3;

/// Times are microseconds since 1970 in UTC, days are days since 1970. Money is in pico-USD. NULL is unknown, not zero.
pub(super) const SCHEMA: &str = "
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    min_reader INTEGER NOT NULL,
    min_writer INTEGER NOT NULL,
    -- Rises in the same transaction as any change of the configuration.
    config_generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- Tells the store from any other; a copy has the same.
    store_id TEXT NOT NULL DEFAULT '',
    -- Rises with every transaction that writes.
    writes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE workspaces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    custom_instructions TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    archived_at INTEGER,
    -- The config_generation of the last change of its rules or of what they name.
    rules_generation INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id),
    last_update INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_workspace ON sessions (workspace_id);

CREATE TABLE providers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    description TEXT,
    auth TEXT NOT NULL,
    credential TEXT,
    -- The origin that the credential was given for.
    credential_origin TEXT,
    -- A JSON list; NULL is any model.
    models TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    -- A JSON object: format -> path; NULL is none.
    paths TEXT,
    -- 'auto', 'always' or 'never'.
    inject_usage TEXT NOT NULL DEFAULT 'auto',
    -- The name of a price list; NULL where endpoint and type say it.
    prices TEXT,
    -- A JSON list of further origins for a client's own credential; NULL is none.
    passthrough_to TEXT
) STRICT;

-- What changed in the configuration, in this order; the newest few thousand entries.
CREATE TABLE config_changes (
    seq INTEGER PRIMARY KEY,
    -- The config_generation that it made.
    generation INTEGER NOT NULL,
    -- 'workspace', 'session' or 'provider', and the primary key of its row, which may be gone; or 'own_prices' and 0.
    kind TEXT NOT NULL,
    key ANY NOT NULL
) STRICT;

-- The host's own prices that the store keeps, in the order in which they were set.
CREATE TABLE own_prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- A name or a pattern, whatever its case, and the provider's name; NULL is every provider.
    model TEXT NOT NULL,
    provider TEXT,
    -- A JSON object: the whole price.
    price TEXT NOT NULL
) STRICT;

CREATE TABLE rules (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- A JSON object: condition name -> list of values.
    conditions TEXT NOT NULL,
    -- The file pattern as it was given in the form of four fixed matchers; NULL where the conditions have it alike.
    matcher TEXT,
    PRIMARY KEY (workspace_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_targets (
    workspace_id INTEGER NOT NULL,
    rule INTEGER NOT NULL,
    position INTEGER NOT NULL,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    model TEXT,
    PRIMARY KEY (workspace_id, rule, position),
    FOREIGN KEY (workspace_id, rule) REFERENCES rules (workspace_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_targets_by_provider ON rule_targets (provider_id);

CREATE TABLE personas (
    name TEXT PRIMARY KEY,
    description TEXT NOT NULL,
    -- Little-endian 32-bit floats.
    vector BLOB,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Folders, and the workspace of what is in them.
CREATE TABLE folders (
    -- Absolute, as text: with `/`, without `.`, `..` and a `/` at its end.
    folder TEXT PRIMARY KEY,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX folders_by_workspace ON folders (workspace_id);

CREATE TABLE exchanges (
    -- The order of recording, which does not depend on the clock.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    host_key TEXT UNIQUE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    session TEXT NOT NULL,
    format TEXT NOT NULL,
    client TEXT NOT NULL,
    request_type TEXT,
    requested_model TEXT,
    rule INTEGER,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    -- How many attempts it took, and whether over all of them a count of tokens or a price is unknown.
    attempts INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    -- 0 where the history was off: the row then only carries usage.
    in_history INTEGER NOT NULL,
    prompt TEXT,
    output TEXT,
    cut INTEGER NOT NULL,
    request_body BLOB,
    response_body BLOB,
    -- Over all columns before it.
    checksum INTEGER
) STRICT;
CREATE INDEX exchanges_by_workspace ON exchanges (workspace_id, seq);
CREATE INDEX exchanges_by_start ON exchanges (started_at);

CREATE TABLE attempts (
    exchange_seq INTEGER NOT NULL REFERENCES exchanges (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    provider TEXT,
    provider_type TEXT,
    model TEXT,
    response_model TEXT,
    status INTEGER,
    outcome TEXT NOT NULL,
    reason TEXT,
    retry_after REAL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    input_uncached INTEGER,
    cache_read INTEGER,
    cache_write_5m INTEGER,
    cache_write_long INTEGER,
    output INTEGER,
    reasoning INTEGER,
    raw TEXT,
    completeness TEXT NOT NULL,
    -- Words separated by a blank.
    marks TEXT NOT NULL,
    -- A JSON object: the unit prices it was charged with.
    prices TEXT,
    cost INTEGER,
    cost_known INTEGER NOT NULL,
    -- What its cached tokens would have cost uncached, less what they did cost.
    cache_saved INTEGER,
    reported_cost INTEGER,
    price_source TEXT,
    -- How the provider served it, in its own words.
    service_tier TEXT,
    -- Over all columns before it, and what is not NULL of those behind it.
    checksum INTEGER,
    audio_input INTEGER,
    image_input INTEGER,
    video_input INTEGER,
    audio_cache_read INTEGER,
    image_cache_read INTEGER,
    audio_output INTEGER,
    image_output INTEGER,
    video_output INTEGER,
    -- A JSON object: what is charged by the piece, with its number.
    units TEXT,
    inference_geo TEXT,
    -- Where the provider reported its cost.
    reported_by TEXT,
    failure_class TEXT,
    PRIMARY KEY (exchange_seq, position)
) STRICT, WITHOUT ROWID;

-- What attempts were charged before they were priced anew, or replaced.
CREATE TABLE superseded_charges (
    exchange_seq INTEGER NOT NULL REFERENCES exchanges (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- The order in which the charges of an attempt were replaced.
    number INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    prices TEXT,
    cost INTEGER,
    cost_known INTEGER NOT NULL,
    cache_saved INTEGER,
    price_source TEXT,
    -- A JSON object: the token usage, where that was replaced too.
    usage TEXT,
    PRIMARY KEY (exchange_seq, position, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    exchange_seq INTEGER REFERENCES exchanges (seq) ON DELETE CASCADE,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    session TEXT,
    severity TEXT NOT NULL,
    type TEXT NOT NULL,
    snippet TEXT,
    trigger TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX alerts_by_exchange ON alerts (exchange_seq);
CREATE INDEX alerts_by_workspace ON alerts (workspace_id, seq);
";

/// The table of the roll-up.
const SUMS: &str = "
-- What the attempts come to, kept up in the transaction that records them: each counts in a slot of 1 hour and in one
-- of 24. '' stands for no provider, model or request type, -1 for no rule.
CREATE TABLE usage_sums (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    hours INTEGER NOT NULL,
    -- The number of the slot since 1970: at 1 hour the hour, at 24 the day.
    slot INTEGER NOT NULL,
    session TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    client TEXT NOT NULL,
    rule INTEGER NOT NULL,
    request_type TEXT NOT NULL,
    -- Of each attempt, but for the last one: of its exchange.
    outcome TEXT NOT NULL,
    -- -1 where it is not known.
    status INTEGER NOT NULL,
    exchanges INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    input_uncached INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_long INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    -- Money in two parts, so that no sum overflows: whole US dollars, rounded down, and the pico-USD above them.
    cost_usd INTEGER NOT NULL,
    cost_pico INTEGER NOT NULL,
    saved_usd INTEGER NOT NULL,
    saved_pico INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    -- Over its key and numbers, and the key of the row before it.
    checksum INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, hours, slot, session, provider, model, client, rule, request_type, outcome, status)
) STRICT, WITHOUT ROWID;
";

/// What people who query the file may rely on.
pub(super) const VIEWS: &str = include_str!("views.sql");

/// How a file stands to this version.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No table yet.
    Fresh,
    /// Ours, of this version or an older one that can be upgraded.
    Ours { version: i64 },
    /// Ours, of a newer version that lets us read.
    Newer,
}

/// Reads how the file stands to this version. Writes nothing.
pub(super) fn state(connection: &Connection) -> Result<State> {
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if application == 0 && tables == 0 {
        return Ok(State::Fresh);
    }
    if application != APPLICATION {
        return Err(Error::new(Code::NotAStore, "the file is a database of another program; give another path"));
    }
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let (min_reader, min_writer): (i64, i64) = connection
        .query_row("SELECT min_reader, min_writer FROM meta", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or_else(|| bad_row("no `meta`"))?;
    if min_reader > VERSION {
        return Err(too_new("the file"));
    }
    Ok(if min_writer > VERSION { State::Newer } else { State::Ours { version } })
}

/// Creates or upgrades the tables inside the transaction, as `state` tells.
pub(super) fn bring_up(transaction: &Transaction<'_>, state: &State, now: Timestamp) -> Result<()> {
    match state {
        State::Newer => return Ok(()),
        State::Fresh => create(transaction, now)?,
        State::Ours { version } => {
            for next in (*version).max(1) + 1..=VERSION {
                transaction.execute_batch(step_to(next))?;
            }
            if *version < PRESENT_SUMS {
                transaction.execute_batch(SUMS)?;
                transaction.execute_batch(VIEWS)?;
                verify::rebuild(transaction)?;
            }
            if *version < RICH_PATTERNS {
                plain_patterns::rewrite(transaction)?;
            }
            transaction.execute("UPDATE meta SET min_reader = ?1, min_writer = ?2", [MIN_READER, MIN_WRITER])?;
        }
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}

fn create(transaction: &Transaction<'_>, now: Timestamp) -> Result<()> {
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch(SUMS)?;
    transaction.execute_batch(VIEWS)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    let now = now.as_micros();
    let meta = "INSERT INTO meta VALUES (1, ?1, ?2, 1, ?3, lower(hex(randomblob(16))), 1)";
    transaction.execute(meta, [MIN_READER, MIN_WRITER, now])?;
    transaction.execute("INSERT INTO workspaces VALUES (1, 'default', NULL, ?1, ?1, NULL, 1)", [now])?;
    transaction.execute("INSERT INTO sessions VALUES ('default', 1, ?1)", [now])?;
    Ok(())
}

/// Refuses to write into a file that a newer version has taken over since it was opened.
pub(super) fn check_writer(transaction: &Transaction<'_>) -> Result<()> {
    let mut statement = transaction.prepare_cached("SELECT min_writer FROM meta")?;
    let min_writer: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
    let min_writer = min_writer.ok_or_else(|| bad_row("no `meta`"))?;
    if min_writer > VERSION { Err(too_new("writes")) } else { Ok(()) }
}

pub(super) fn too_new(what: &str) -> Error {
    Error::new(
        Code::SchemaTooNew,
        format!("a newer version of codegate wrote the store and refuses {what} of this one; upgrade"),
    )
}

#[cfg(test)]
mod tests;
