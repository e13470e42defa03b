-- From version 3: folders and their workspaces.
CREATE TABLE folders (
    folder TEXT PRIMARY KEY,
    workspace_id INTEGER NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX folders_by_workspace ON folders (workspace_id);
