-- The tables of version 2, kept for ever: what a file of that version holds.
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
    updated_at INTEGER NOT NULL
) STRICT;

-- What changed in the configuration, in this order; the newest few thousand entries.
CREATE TABLE config_changes (
    seq INTEGER PRIMARY KEY,
    -- The config_generation that it made.
    generation INTEGER NOT NULL,
    -- 'workspace', 'session' or 'provider', and the primary key of its row, which may be gone.
    kind TEXT NOT NULL,
    key ANY NOT NULL
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
    service_tier TEXT,
    checksum INTEGER,
    PRIMARY KEY (exchange_seq, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE superseded_charges (
    exchange_seq INTEGER NOT NULL REFERENCES exchanges (seq) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    replaced_at INTEGER NOT NULL,
    prices TEXT,
    cost INTEGER,
    cost_known INTEGER NOT NULL,
    cache_saved INTEGER,
    price_source TEXT,
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
    exchanges INTEGER NOT NULL,
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
    checksum INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, hours, slot, session, provider, model, client, rule, request_type)
) STRICT, WITHOUT ROWID;

-- For people who query the file: every name below stays. Times are text in UTC, amounts of money are US dollars as
-- decimal text, and `…_pico` is the same amount in whole pico-USD (10⁻¹² USD), to be summed exactly. NULL is unknown.
CREATE VIEW v_exchanges AS
SELECT
    e.id AS exchange,
    e.host_key,
    w.name AS workspace,
    e.session,
    e.format,
    e.client,
    e.request_type,
    e.requested_model,
    e.rule,
    strftime('%Y-%m-%dT%H:%M:%S', e.started_at / 1000000 - (e.started_at % 1000000 < 0), 'unixepoch')
        || printf('.%06dZ', (e.started_at % 1000000 + 1000000) % 1000000) AS started_at,
    strftime('%Y-%m-%dT%H:%M:%S', e.finished_at / 1000000 - (e.finished_at % 1000000 < 0), 'unixepoch')
        || printf('.%06dZ', (e.finished_at % 1000000 + 1000000) % 1000000) AS finished_at,
    e.outcome,
    e.attempts,
    e.incomplete,
    e.unpriced,
    e.prompt,
    e.output
FROM exchanges e JOIN workspaces w ON w.id = e.workspace_id;

CREATE VIEW v_attempts AS
SELECT
    e.id AS exchange,
    a.position AS attempt,
    w.name AS workspace,
    e.session,
    e.client,
    e.request_type,
    e.rule,
    a.provider,
    a.provider_type,
    a.model,
    a.response_model,
    a.status,
    a.outcome,
    a.reason,
    strftime('%Y-%m-%dT%H:%M:%S', a.started_at / 1000000 - (a.started_at % 1000000 < 0), 'unixepoch')
        || printf('.%06dZ', (a.started_at % 1000000 + 1000000) % 1000000) AS started_at,
    strftime('%Y-%m-%dT%H:%M:%S', a.finished_at / 1000000 - (a.finished_at % 1000000 < 0), 'unixepoch')
        || printf('.%06dZ', (a.finished_at % 1000000 + 1000000) % 1000000) AS finished_at,
    a.input_uncached + a.cache_read + a.cache_write_5m + a.cache_write_long AS input_tokens,
    a.output AS output_tokens,
    a.input_uncached,
    a.cache_read,
    a.cache_write_5m,
    a.cache_write_long,
    a.reasoning,
    a.completeness,
    a.marks,
    CASE WHEN a.cost IS NOT NULL THEN iif(a.cost < 0, '-', '') || rtrim(rtrim(printf('%d.%012d',
        abs(a.cost / 1000000000000), abs(a.cost % 1000000000000)), '0'), '.') END AS cost,
    a.cost AS cost_pico,
    iif(a.cost_known < 0, '-', '') || rtrim(rtrim(printf('%d.%012d',
        abs(a.cost_known / 1000000000000), abs(a.cost_known % 1000000000000)), '0'), '.') AS cost_known,
    a.cost_known AS cost_known_pico,
    CASE WHEN a.cache_saved IS NOT NULL THEN iif(a.cache_saved < 0, '-', '') || rtrim(rtrim(printf('%d.%012d',
        abs(a.cache_saved / 1000000000000), abs(a.cache_saved % 1000000000000)), '0'), '.') END AS cache_saved,
    a.cache_saved AS cache_saved_pico,
    CASE WHEN a.reported_cost IS NOT NULL THEN iif(a.reported_cost < 0, '-', '') || rtrim(rtrim(printf('%d.%012d',
        abs(a.reported_cost / 1000000000000), abs(a.reported_cost % 1000000000000)), '0'), '.') END AS reported_cost,
    a.reported_cost AS reported_cost_pico,
    a.price_source
FROM attempts a JOIN exchanges e ON e.seq = a.exchange_seq JOIN workspaces w ON w.id = e.workspace_id;

CREATE VIEW v_usage_by_day AS
SELECT
    date(u.slot * 86400, 'unixepoch') AS day,
    w.name AS workspace,
    u.session,
    nullif(u.provider, '') AS provider,
    nullif(u.model, '') AS model,
    u.client,
    nullif(u.rule, -1) AS rule,
    nullif(u.request_type, '') AS request_type,
    u.exchanges,
    u.input_uncached + u.cache_read + u.cache_write_5m + u.cache_write_long AS input_tokens,
    u.output AS output_tokens,
    u.input_uncached,
    u.cache_read,
    u.cache_write_5m,
    u.cache_write_long,
    u.reasoning,
    rtrim(rtrim(printf('%d.%012d', u.cost_usd, u.cost_pico), '0'), '.') AS cost_known,
    u.cost_usd * 1000000000000 + u.cost_pico AS cost_known_pico,
    iif(u.saved_usd < 0, '-' || rtrim(rtrim(printf('%d.%012d',
            -u.saved_usd - (u.saved_pico > 0), (1000000000000 - u.saved_pico) % 1000000000000), '0'), '.'),
        rtrim(rtrim(printf('%d.%012d', u.saved_usd, u.saved_pico), '0'), '.')) AS cache_saved,
    u.saved_usd * 1000000000000 + u.saved_pico AS cache_saved_pico,
    u.incomplete,
    u.unpriced
FROM usage_sums u JOIN workspaces w ON w.id = u.workspace_id
WHERE u.hours = 24;

CREATE VIEW v_usage_by_hour AS
SELECT
    strftime('%Y-%m-%dT%H:00Z', u.slot * 3600, 'unixepoch') AS hour,
    w.name AS workspace,
    u.session,
    nullif(u.provider, '') AS provider,
    nullif(u.model, '') AS model,
    u.client,
    nullif(u.rule, -1) AS rule,
    nullif(u.request_type, '') AS request_type,
    u.exchanges,
    u.input_uncached + u.cache_read + u.cache_write_5m + u.cache_write_long AS input_tokens,
    u.output AS output_tokens,
    u.input_uncached,
    u.cache_read,
    u.cache_write_5m,
    u.cache_write_long,
    u.reasoning,
    rtrim(rtrim(printf('%d.%012d', u.cost_usd, u.cost_pico), '0'), '.') AS cost_known,
    u.cost_usd * 1000000000000 + u.cost_pico AS cost_known_pico,
    iif(u.saved_usd < 0, '-' || rtrim(rtrim(printf('%d.%012d',
            -u.saved_usd - (u.saved_pico > 0), (1000000000000 - u.saved_pico) % 1000000000000), '0'), '.'),
        rtrim(rtrim(printf('%d.%012d', u.saved_usd, u.saved_pico), '0'), '.')) AS cache_saved,
    u.saved_usd * 1000000000000 + u.saved_pico AS cache_saved_pico,
    u.incomplete,
    u.unpriced
FROM usage_sums u JOIN workspaces w ON w.id = u.workspace_id
WHERE u.hours = 1;
