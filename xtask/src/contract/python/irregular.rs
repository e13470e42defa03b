//! What is irregular about the calls in Python, and cannot be read from the core.

/// The areas whose calls are the gate's own in Python.
pub const NO_AREAS: [&str; 1] = ["usage"];
/// Objects whose file is written by hand as far as they are irregular. The rest of their calls is generated, in the files of
/// the folder of that name: the object, the file, and the calls in it.
pub const PARTS: [(&str, &str, &[&str]); 5] = [
    (
        "Exchange",
        "calls",
        &["exchange.authorize", "exchange.feed_event", "exchange.report_usage", "exchange.fail", "exchange.retry"],
    ),
    ("Gate", "requests", &["decide", "explain", "begin"]),
    ("Gate", "recording", &["record", "reprice", "superseded_charges"]),
    ("Gate", "reports", &["usage.query", "usage.verify", "usage.export", "query"]),
    ("Gate", "upkeep", &["export", "plan_import", "interrupt", "health", "backup", "compact", "apply"]),
];
/// Objects that have such files.
pub const HALVES: [&str; 2] = ["Exchange", "Gate"];
/// The file of the accessors of areas, in the folder of the gate.
pub const ACCESSORS: &str = "accessors";
/// Where calls stand that are written by hand.
pub const BY_HAND: [(&str, &str); 4] = [
    ("Gate", "bindings/python/src/open.rs"),
    ("Gate", "bindings/python/src/gate.rs"),
    ("Exchange", "bindings/python/src/exchange.rs"),
    ("ImportPlan", "bindings/python/src/bundle.rs"),
];

/// The reader of rules, and what they are in the stub.
pub const RULES: (&str, &str) = ("request::rules", "Iterable[RuleLike]");

/// Calls that have another name here, where they belong to the gate itself.
pub const NAMES: [(&str, &str); 3] =
    [("usage.query", "usage"), ("usage.verify", "verify"), ("usage.export", "export_usage")];
/// Arguments besides required ones that may be given by position.
pub const POSITIONAL: [(&str, &str); 6] = [
    ("prices.lookup", "model"),
    ("prices.set", "model"),
    ("query", "params"),
    ("reprice", "since"),
    ("sessions.ensure", "workspace"),
    ("sessions.get", "session"),
];
/// Arguments that are paths of files.
pub const FILES: [(&str, &str); 1] = [("backup", "path")];
/// Fields that the call makes nothing of.
pub const LEFT_OUT: [(&str, &[&str]); 6] = [
    ("history.count", &["limit", "cursor"]),
    ("history.summary", &["limit", "cursor"]),
    ("alerts.count", &["limit", "cursor"]),
    ("alerts.summary", &["limit", "cursor"]),
    ("decide", &["key"]),
    ("explain", &["key"]),
];
/// What the core says of them, which is not said here.
pub const LEFT_OUT_SAID: &str = "; `limit` and `cursor` are ignored";
/// Defaults that a signature shows instead of `None`, which gives the same.
pub const DEFAULTS: [(&str, &str, &str); 2] =
    [("exchange.report_usage", "includes_cache", "True"), ("prices.load", "format", "'codegate'")];
/// What only Python's user needs to know of a call.
pub const SAID: [(&str, &str); 2] = [("explain", "Prints as text."), ("usage.query", "Prints as a table.")];
/// Arguments of bytes: the call, the argument, its reader, its type and what it is.
pub const DOCUMENTS: [(&str, &str, &str, &str, &str); 4] = [
    (
        "apply",
        "config",
        "request::bundle",
        "Buffer | str | JsonObject",
        "The text of a `codegate.toml`, or a dict of the same shape.",
    ),
    (
        "exchange.feed_event",
        "event",
        "request::event",
        "Buffer | str | JsonObject",
        "Its bytes, its text, parsed JSON, or an SDK's object.",
    ),
    ("plan_import", "bundle", "request::bundle", "Buffer | str | JsonObject", "Its bytes, its text, or parsed JSON."),
    (
        "prices.load",
        "table",
        "request::table",
        "Buffer | str | JsonObject | PathLike[str]",
        "Its bytes, its text, parsed JSON, or the path of its file as an object such as `pathlib.Path`.",
    ),
];
/// What is said of the body of a request, which is an argument of its own.
pub const BODY: &str = "The body as the client sent it, at most 32 MiB, or parsed. Its content may be anything; what the other \
                    arguments state takes precedence over it.";
/// What is said of headers, of which the core says how JSON has them.
pub const HEADERS: &str = "The client's headers in their order, as a mapping or pairs; names in any case.";
/// The record that the other arguments of a request are.
pub const REQUEST: &str = "RequestFields";
/// Readers of fields that accept more than their type says: the record, the field, the reader and the type of the stub.
pub const FIELDS: [(&str, &str, &str, &str); 11] = [
    ("ApplyOptions", "folder", "args::path", "str | PathLike[str]"),
    ("Failure", "body", "request::answer", "Body"),
    ("Failure", "retry_after", "args::seconds", "float | timedelta"),
    ("PriceLoad", "as_of", "args::day", "date | str"),
    ("QueryOptions", "timeout", "args::seconds", "float | timedelta"),
    ("Record", "attempts", "request::attempts", "Iterable[RecordAttempt]"),
    ("Record", "files", "args::paths", PATHS),
    ("Record", "root", "args::path", "str | PathLike[str]"),
    (REQUEST, "files", "args::paths", PATHS),
    (REQUEST, "root", "args::path", "str | PathLike[str]"),
    ("UsageQuery", "by", "usage::grouping", "GroupBy | Iterable[GroupBy]"),
];
pub const PATHS: &str = "Iterable[str | PathLike[str]]";
/// Areas that are asked by `in` whether they hold a name: the call that finds it, and what must be true of what is found.
pub const MEMBERS: [(&str, &str, &str); 4] = [
    ("workspaces", "get(name)", "found.archived_at.is_none()"),
    ("sessions", "get(Some(name))", "found.id == name"),
    ("providers", "get(name)", "found.name == name"),
    ("personas", "get(name)", "found.name == name"),
];
/// Calls of the gate that have a form that is awaited, which is written by hand.
pub const AWAITED: [(&str, &str, &str); 1] = [(
    "record",
    "arecord",
    "`record` on a thread of the gate's own, after what is in line to be recorded. It begins at once, the clock is read now, \
     and it goes on if the task that waits for it is cancelled.",
)];
/// Types that only the core can read, with their reader and their type in the stub.
pub const TYPES: [(&str, &str, &str); 4] = [
    ("Compare", "usage::compare", "bool | _Period"),
    ("FormatPaths", "request::format_paths", "dict[str, str]"),
    ("Headers", "request::headers", "HeaderItems"),
    ("QueryParams", "query::params", "list[SqlValue] | tuple[SqlValue, ...] | dict[str, SqlValue]"),
];
/// Objects that calls give, and how they are made from the core's.
pub const OBJECTS: [(&str, &str); 2] = [
    ("Exchange", "|found| Exchange::new(found, &body, self.handle.clone_ref(py))"),
    ("ImportPlan", "|found| ImportPlan::new(found, self.handle.clone_ref(py).host)"),
];
