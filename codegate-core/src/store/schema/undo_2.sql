-- A file of version 2 as version 1 left it.
ALTER TABLE usage_sums DROP COLUMN checksum;
ALTER TABLE attempts DROP COLUMN checksum;
ALTER TABLE exchanges DROP COLUMN checksum;
DROP TABLE config_changes;
ALTER TABLE meta DROP COLUMN writes;
ALTER TABLE meta DROP COLUMN store_id;
