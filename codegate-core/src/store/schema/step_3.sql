-- From version 2: parts of the tokens, and what is charged by the piece.
ALTER TABLE attempts ADD COLUMN audio_input INTEGER;
ALTER TABLE attempts ADD COLUMN image_input INTEGER;
ALTER TABLE attempts ADD COLUMN video_input INTEGER;
ALTER TABLE attempts ADD COLUMN audio_cache_read INTEGER;
ALTER TABLE attempts ADD COLUMN image_cache_read INTEGER;
ALTER TABLE attempts ADD COLUMN audio_output INTEGER;
ALTER TABLE attempts ADD COLUMN image_output INTEGER;
ALTER TABLE attempts ADD COLUMN video_output INTEGER;
ALTER TABLE attempts ADD COLUMN units TEXT;
ALTER TABLE attempts ADD COLUMN inference_geo TEXT;
ALTER TABLE attempts ADD COLUMN reported_by TEXT;
-- An endpoint was kept without the `/v1` at its end, and `/v1` was put behind every path but those of vendors that have
-- their own; now a path is a base that is taken as it is.
ALTER TABLE providers ADD COLUMN paths TEXT;
ALTER TABLE providers ADD COLUMN inject_usage TEXT NOT NULL DEFAULT 'auto';
WITH parts AS (
    SELECT id, iif(instr(endpoint, '?'), substr(endpoint, 1, instr(endpoint, '?') - 1), endpoint) AS base,
           iif(instr(endpoint, '?'), substr(endpoint, instr(endpoint, '?')), '') AS query
    FROM providers WHERE type NOT IN ('anthropic', 'gemini', 'ollama')
)
UPDATE providers SET endpoint = (SELECT base || '/v1' || query FROM parts WHERE parts.id = providers.id)
WHERE id IN (
    SELECT id FROM parts
    WHERE base GLOB '*://*/*' AND substr(base, length(rtrim(base, replace(base, '/', ''))) + 1) NOT GLOB 'v[0-9]*'
);
ALTER TABLE providers ADD COLUMN prices TEXT;
CREATE TABLE own_prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL,
    provider TEXT,
    price TEXT NOT NULL
) STRICT;
-- How attempts failed, and sums by that; the sums and the views are written anew.
ALTER TABLE attempts ADD COLUMN failure_class TEXT;
ALTER TABLE superseded_charges ADD COLUMN usage TEXT;
DROP VIEW IF EXISTS v_exchanges;
DROP VIEW IF EXISTS v_attempts;
DROP VIEW IF EXISTS v_usage_by_day;
DROP VIEW IF EXISTS v_usage_by_hour;
DROP TABLE usage_sums;
-- Rules are then rewritten, where their patterns would mean more than they did.
ALTER TABLE rules ADD COLUMN matcher TEXT;
