-- From version 4: further origins for a client's own credential.
ALTER TABLE providers ADD COLUMN passthrough_to TEXT;
