-- The tables of version 1, kept for ever: what a file of that version holds.
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    min_reader INTEGER NOT NULL,
    min_writer INTEGER NOT NULL,
    -- Rises in the same transaction as any change of the configuration.
    config_generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL
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
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rules (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- A JSON object: condition name -> list of values.
    conditions TEXT NOT NULL,
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
    -- 0 where the history was off: the row then only carries usage.
    in_history INTEGER NOT NULL,
    prompt TEXT,
    output TEXT,
    cut INTEGER NOT NULL,
    request_body BLOB,
    response_body BLOB
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
    reported_cost INTEGER,
    price_source TEXT,
    PRIMARY KEY (exchange_seq, position)
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

-- What the attempts come to, kept up in the transaction that records them. '' stands for no provider and no model.
CREATE TABLE usage_by_day (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    day INTEGER NOT NULL,
    session TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    exchanges INTEGER NOT NULL,
    input_uncached INTEGER NOT NULL,
    cache_read INTEGER NOT NULL,
    cache_write_5m INTEGER NOT NULL,
    cache_write_long INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    -- The known cost in two parts, so that no sum overflows: whole US dollars, and pico-USD.
    cost_usd INTEGER NOT NULL,
    cost_pico INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, day, session, provider, model)
) STRICT, WITHOUT ROWID;
