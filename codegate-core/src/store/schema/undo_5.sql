-- A file of version 5 as version 4 left it.
ALTER TABLE providers DROP COLUMN passthrough_to;
ALTER TABLE providers DROP COLUMN seal;
ALTER TABLE providers DROP COLUMN credential_hint;
