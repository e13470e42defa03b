//! Every limit, in one table. The limit itself is accepted; one more is `limit_exceeded` (a body: `too_large`).

/// Bytes of a workspace, provider or persona name, and of a session id.
pub const NAME_BYTES: usize = 64;
/// Bytes of a workspace's custom instructions.
pub const INSTRUCTIONS_BYTES: usize = 64 * 1024;
/// Muxing rules of one workspace.
pub const RULES: usize = 1_000;
/// Values of one rule, counted over all its conditions.
pub const RULE_VALUES: usize = 256;
/// Bytes of the path of a folder that is bound to a workspace, and of a path that is asked for.
pub const FOLDER_BYTES: usize = 4_096;
/// Bytes of one pattern or other condition value; a character that stands in brackets alone, `[{]`, counts as itself.
pub const PATTERN_BYTES: usize = 512;
/// Alternatives of one pattern, all its braces expanded.
pub const ALTERNATIVES: usize = 256;
/// Alternatives of all patterns with braces of one workspace.
pub const WORKSPACE_ALTERNATIVES: usize = 100_000;
/// Nesting of braces in a pattern.
pub const BRACE_DEPTH: usize = 16;
/// Bytes of a request body.
pub const BODY_BYTES: usize = 32 * 1024 * 1024;
/// Bytes that any packed body may come to when it is unpacked; a larger one may be `UNPACKED_RATIO` times what came.
pub const UNPACKED_FREELY: usize = 1024 * 1024;
/// How many times its own size a packed body may come to, up to `BODY_BYTES`.
pub const UNPACKED_RATIO: usize = 200;
/// Nesting of a request body, the outermost object being 1.
pub const BODY_DEPTH: usize = 512;
/// Bytes of a record given as JSON; a workspace's whole rule list is one record.
pub const RECORD_BYTES: usize = 1024 * 1024;
/// Bytes of a bundle.
pub const BUNDLE_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of a loaded price table.
pub const PRICE_FILE_BYTES: usize = 32 * 1024 * 1024;
/// Prices of the host's own.
pub const HOST_PRICES: usize = 10_000;
/// Nesting of records, bundles and price tables.
pub const RECORD_DEPTH: usize = 32;
/// Bytes of a prompt or an output kept in the history; what is longer is cut and marked.
pub const HISTORY_TEXT_BYTES: usize = 64 * 1024;
/// Entries of a host's table of clients; all their text together is limited as one record.
pub const CLIENTS: usize = 1_000;
/// Files reported per request.
pub const FILES: usize = 1_000;
/// Kinds of what is charged by the piece in one response, and what is counted of one.
pub const UNITS: usize = 256;
/// Attempts in one record.
pub const ATTEMPTS: usize = 1_000;
/// Keys of exchanges that failed, whose next `begin` continues them; the oldest is forgotten.
pub const FAILED_KEYS: usize = 1_000;
/// Exchanges that were dropped while the store could not be written, and are yet to be recorded; the oldest gives way.
pub const UNWRITTEN: usize = 1_000;
/// Of those, how many the drop of another one records, which found its own place.
pub const CAUGHT_UP: usize = 10;
/// Seconds that a provider may ask to wait; what asks for more is not believed.
pub const RETRY_AFTER_SECONDS: f64 = 7.0 * 86_400.0;
/// A count of tokens above this is unknown, not a number.
pub const TOKENS: u64 = 1 << 40;
/// Rows of one page.
pub const PAGE: usize = 1_000;
/// Rows in the result of an SQL query.
pub const QUERY_ROWS: usize = 100_000;
/// Bytes of such a result: those of its text, and 16 for each value.
pub const QUERY_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of memory that SQLite may use for such a query, to sort and to materialise rows.
pub const QUERY_MEMORY_BYTES: usize = 256 * 1024 * 1024;
/// Bytes of the text of an SQL query.
pub const SQL_BYTES: usize = 64 * 1024;
/// Bytes of one value that it handles, and of a row that it sorts or materialises.
pub const SQL_VALUE_BYTES: usize = 256 * 1024;
