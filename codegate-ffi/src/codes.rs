//! Statuses. Generated from codegate-core by `cargo xtask gen`. Do not edit.

/// What a function came to: `CODEGATE_OK` or the number of an error. Numbers are only ever appended to.
pub type codegate_status = i32;

/// Success.
pub const CODEGATE_OK: codegate_status = 0;
/// `invalid_argument`: A value of a wrong type or shape, or one that makes no sense here.
pub const CODEGATE_INVALID_ARGUMENT: codegate_status = 1;
/// `invalid_name`: A name with characters that are not allowed.
pub const CODEGATE_INVALID_NAME: codegate_status = 2;
/// `reserved_name`: A name that is reserved by the library.
pub const CODEGATE_RESERVED_NAME: codegate_status = 3;
/// `invalid_rule`: An invalid muxing rule.
pub const CODEGATE_INVALID_RULE: codegate_status = 4;
/// `limit_exceeded`: A value over one of the limits.
pub const CODEGATE_LIMIT_EXCEEDED: codegate_status = 5;
/// `too_large`: A request body over its limit.
pub const CODEGATE_TOO_LARGE: codegate_status = 6;
/// `workspace_not_found`: No workspace of this name.
pub const CODEGATE_WORKSPACE_NOT_FOUND: codegate_status = 7;
/// `workspace_exists`: The name is taken by a live or an archived workspace.
pub const CODEGATE_WORKSPACE_EXISTS: codegate_status = 8;
/// `workspace_archived`: The workspace is archived; recover it first.
pub const CODEGATE_WORKSPACE_ARCHIVED: codegate_status = 9;
/// `workspace_not_archived`: The workspace is live; archive it first.
pub const CODEGATE_WORKSPACE_NOT_ARCHIVED: codegate_status = 10;
/// `workspace_active`: Sessions have the workspace active.
pub const CODEGATE_WORKSPACE_ACTIVE: codegate_status = 11;
/// `default_workspace`: The default workspace is never archived, renamed or deleted.
pub const CODEGATE_DEFAULT_WORKSPACE: codegate_status = 12;
/// `session_not_found`: No session of this id.
pub const CODEGATE_SESSION_NOT_FOUND: codegate_status = 13;
/// `provider_not_found`: No provider of this name.
pub const CODEGATE_PROVIDER_NOT_FOUND: codegate_status = 14;
/// `provider_exists`: The provider name is taken.
pub const CODEGATE_PROVIDER_EXISTS: codegate_status = 15;
/// `provider_in_use`: Muxing rules use the provider.
pub const CODEGATE_PROVIDER_IN_USE: codegate_status = 16;
/// `model_not_found`: The provider does not list the model.
pub const CODEGATE_MODEL_NOT_FOUND: codegate_status = 17;
/// `model_in_use`: Muxing rules use the model.
pub const CODEGATE_MODEL_IN_USE: codegate_status = 18;
/// `persona_not_found`: No persona of this name.
pub const CODEGATE_PERSONA_NOT_FOUND: codegate_status = 19;
/// `persona_exists`: The persona name is taken.
pub const CODEGATE_PERSONA_EXISTS: codegate_status = 20;
/// `credential_unavailable`: The credential that is referred to cannot be resolved.
pub const CODEGATE_CREDENTIAL_UNAVAILABLE: codegate_status = 21;
/// `credential_locked`: The credential was stored for another origin.
pub const CODEGATE_CREDENTIAL_LOCKED: codegate_status = 22;
/// `credential_store_unavailable`: No place to keep a secret; nothing was stored.
pub const CODEGATE_CREDENTIAL_STORE_UNAVAILABLE: codegate_status = 23;
/// `already_finished`: The exchange has ended already.
pub const CODEGATE_ALREADY_FINISHED: codegate_status = 24;
/// `exchange_not_found`: No exchange of this id.
pub const CODEGATE_EXCHANGE_NOT_FOUND: codegate_status = 25;
/// `bundle_invalid`: The document is not a bundle.
pub const CODEGATE_BUNDLE_INVALID: codegate_status = 26;
/// `import_conflict`: The import has conflicts without a choice.
pub const CODEGATE_IMPORT_CONFLICT: codegate_status = 27;
/// `import_missing`: The import refers to providers or models that do not exist here.
pub const CODEGATE_IMPORT_MISSING: codegate_status = 28;
/// `import_stale`: The store changed since the plan was made.
pub const CODEGATE_IMPORT_STALE: codegate_status = 29;
/// `schema_too_new`: A newer version of the library wrote the file.
pub const CODEGATE_SCHEMA_TOO_NEW: codegate_status = 30;
/// `not_a_store`: The path is not a store.
pub const CODEGATE_NOT_A_STORE: codegate_status = 31;
/// `corrupt`: The file is damaged.
pub const CODEGATE_CORRUPT: codegate_status = 32;
/// `storage_detached`: The file was removed or replaced while it was open.
pub const CODEGATE_STORAGE_DETACHED: codegate_status = 33;
/// `unsupported_filesystem`: The file system cannot share a file safely.
pub const CODEGATE_UNSUPPORTED_FILESYSTEM: codegate_status = 34;
/// `busy`: Another process held the store past the deadline.
pub const CODEGATE_BUSY: codegate_status = 35;
/// `disk_full`: The disk is full; nothing was written.
pub const CODEGATE_DISK_FULL: codegate_status = 36;
/// `read_only`: The store cannot be written.
pub const CODEGATE_READ_ONLY: codegate_status = 37;
/// `io`: The operating system refused.
pub const CODEGATE_IO: codegate_status = 38;
/// `interrupted`: The call was cancelled.
pub const CODEGATE_INTERRUPTED: codegate_status = 39;
/// `forked_handle`: The gate was opened before a fork; open it again in the child.
pub const CODEGATE_FORKED_HANDLE: codegate_status = 40;
/// `gate_closed`: The gate was closed.
pub const CODEGATE_GATE_CLOSED: codegate_status = 41;
/// `invalid_handle`: Not a live handle of this kind.
pub const CODEGATE_INVALID_HANDLE: codegate_status = 42;
/// `internal`: A bug in this library; please report it.
pub const CODEGATE_INTERNAL: codegate_status = 43;
/// `prices_invalid`: The document is not a price table, or a price in it cannot be used.
pub const CODEGATE_PRICES_INVALID: codegate_status = 44;
/// `reprice_stale`: The changes would differ from those of the report.
pub const CODEGATE_REPRICE_STALE: codegate_status = 45;
/// `alert_not_found`: No alert of this id.
pub const CODEGATE_ALERT_NOT_FOUND: codegate_status = 46;
