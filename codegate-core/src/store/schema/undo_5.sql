-- A file of version 5 as version 4 left it.
ALTER TABLE providers DROP COLUMN passthrough_to;
