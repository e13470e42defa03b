ALTER TABLE providers DROP COLUMN paths;
ALTER TABLE providers DROP COLUMN inject_usage;
