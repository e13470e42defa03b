//! How a store is opened.

use super::{Clients, Secret, Timestamp, words};
use serde::Deserialize;

words! {
    /// What the history keeps of an exchange. Usage is kept always.
    HistoryMode {
        /// The last user turn, the output, and the raw bodies.
        All = "all",
        /// The last user turn and the output, at most 64 KiB each.
        Text = "text",
        /// No text.
        Metadata = "metadata",
        /// No entry.
        None = "none",
    }
}

/// A clock that starts at a given time and advances by a fixed step at each reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SteppedClock {
    /// The first reading.
    pub start: Timestamp,
    /// Microseconds from one reading to the next; 0 by default.
    #[serde(default)]
    pub step_us: i64,
}

/// How a store is opened: the options that can be written as JSON.
#[doc(hidden)]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OptionFields {
    /// Seconds to wait for another process, 0 to 3,600; 5 by default.
    pub busy_timeout: Option<f64>,
    /// Seconds that an exchange which is dropped without a finish waits for others to be recorded, 0 to 3,600; 0.05 by default.
    /// One that finds no place in that time is recorded with the next write.
    pub drop_timeout: Option<f64>,
    /// What the history keeps; `text` by default.
    pub history: Option<HistoryMode>,
    /// Days that exchanges stay in the history, above 0 and at most 36,500; for ever by default. They are counted back from the
    /// exchanges that were recorded last, not from the clock. Usage and cost stay.
    pub retention: Option<f64>,
    /// Whether streams are asked for their usage where the client did not; true by default, except at endpoints that are
    /// known to refuse the option.
    pub inject_usage: Option<bool>,
    /// Opens without writing anything, not even a lock file; false by default.
    pub read_only: Option<bool>,
    /// Moves a damaged file aside and starts a new one; false by default.
    pub set_aside_corrupt: Option<bool>,
    /// Clients to recognise in addition to the built-in table, or instead of it.
    pub clients: Option<Clients>,
    /// A clock for tests.
    pub clock: Option<SteppedClock>,
    /// The variables that `env:NAME` may name; any by default.
    pub env: Option<Vec<String>>,
    /// The key that seals credentials and binds references to their origins: 32 random bytes, in JSON as 64 hexadecimal digits.
    /// By default the store has one of its own in a file, made when it is first needed.
    pub key: Option<Secret>,
    /// The file of the store's key; by default `codegate/keys/<store>.key` in the platform's folder for configuration. It must
    /// not be in the store's own folder.
    pub key_file: Option<String>,
    /// Makes ids deterministic, for tests.
    pub id_seed: Option<u64>,
}
