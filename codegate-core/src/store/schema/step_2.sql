-- From version 1: older writers neither count their writes nor keep the log of changes and the checksums. Rows of exchanges
-- and attempts that were there before keep none.
ALTER TABLE meta ADD COLUMN store_id TEXT NOT NULL DEFAULT '';
ALTER TABLE meta ADD COLUMN writes INTEGER NOT NULL DEFAULT 0;
UPDATE meta SET store_id = lower(hex(randomblob(16)));
CREATE TABLE config_changes (
    seq INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key ANY NOT NULL
) STRICT;
ALTER TABLE exchanges ADD COLUMN checksum INTEGER;
ALTER TABLE attempts ADD COLUMN checksum INTEGER;
ALTER TABLE usage_sums ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
