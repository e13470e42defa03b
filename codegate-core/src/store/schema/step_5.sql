-- From version 4: further origins for a client's own credential, and seals.
ALTER TABLE providers ADD COLUMN passthrough_to TEXT;
ALTER TABLE providers ADD COLUMN seal BLOB;
ALTER TABLE providers ADD COLUMN credential_hint TEXT;
