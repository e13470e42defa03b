-- A file of version 3 as version 2 left it.
DROP VIEW v_exchanges;
DROP VIEW v_attempts;
DROP VIEW v_usage_by_day;
DROP VIEW v_usage_by_hour;
CREATE TABLE old_sums (
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    hours INTEGER NOT NULL,
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
    cost_usd INTEGER NOT NULL,
    cost_pico INTEGER NOT NULL,
    saved_usd INTEGER NOT NULL,
    saved_pico INTEGER NOT NULL,
    incomplete INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    checksum INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace_id, hours, slot, session, provider, model, client, rule, request_type)
) STRICT, WITHOUT ROWID;
INSERT INTO old_sums SELECT workspace_id, hours, slot, session, provider, model, client, rule, request_type, exchanges,
    input_uncached, cache_read, cache_write_5m, cache_write_long, output, reasoning, cost_usd, cost_pico, saved_usd,
    saved_pico, incomplete, unpriced, checksum FROM usage_sums;
DROP TABLE usage_sums;
ALTER TABLE old_sums RENAME TO usage_sums;
ALTER TABLE superseded_charges DROP COLUMN usage;
ALTER TABLE attempts DROP COLUMN failure_class;
ALTER TABLE attempts DROP COLUMN reported_by;
ALTER TABLE attempts DROP COLUMN inference_geo;
ALTER TABLE attempts DROP COLUMN units;
ALTER TABLE attempts DROP COLUMN video_output;
ALTER TABLE attempts DROP COLUMN image_output;
ALTER TABLE attempts DROP COLUMN audio_output;
ALTER TABLE attempts DROP COLUMN image_cache_read;
ALTER TABLE attempts DROP COLUMN audio_cache_read;
ALTER TABLE attempts DROP COLUMN video_input;
ALTER TABLE attempts DROP COLUMN image_input;
ALTER TABLE attempts DROP COLUMN audio_input;
ALTER TABLE providers DROP COLUMN prices;
ALTER TABLE providers DROP COLUMN paths;
ALTER TABLE providers DROP COLUMN inject_usage;
DROP TABLE own_prices;
ALTER TABLE rules DROP COLUMN matcher;
