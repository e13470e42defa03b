
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
    a.failure_class,
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
    u.outcome,
    nullif(u.status, -1) AS status,
    u.exchanges,
    u.attempts,
    u.failed,
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
WHERE u.hours = 24 AND u.attempts > 0;

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
    u.outcome,
    nullif(u.status, -1) AS status,
    u.exchanges,
    u.attempts,
    u.failed,
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
WHERE u.hours = 1 AND u.attempts > 0;
