//! Prompts, outputs and alerts.

use super::{Money, Outcome, Timestamp, Usage, words};
use serde::{Deserialize, Serialize};

words! {
    /// How much an alert matters.
    Severity {
        /// Worth knowing.
        Info = "info",
        /// Worth acting on.
        Critical = "critical",
    }
}

/// One exchange in the history.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct HistoryEntry {
    /// Id of the exchange.
    pub exchange: String,
    /// Its workspace.
    pub workspace: String,
    /// Its session.
    pub session: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Timestamp,
    /// Kind of request.
    pub request_type: Option<String>,
    /// Client that sent it.
    pub client: String,
    /// Provider of its last attempt.
    pub provider: Option<String>,
    /// Model that its last attempt asked for.
    pub model: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The last user turn; `None` where no text is kept or was found.
    pub prompt: Option<String>,
    /// The assistant's text and tool calls; `None` where no text is kept or was found.
    pub output: Option<String>,
    /// Whether the prompt or the output was cut to its limit of 64 KiB.
    pub cut: bool,
    /// The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as U+FFFD.
    pub request_body: Option<String>,
    /// The raw response body, where `history` is `all`.
    pub response_body: Option<String>,
    /// Its token usage over all attempts.
    pub usage: Usage,
    /// Its cost.
    pub cost: Option<Money>,
    /// Its alerts, oldest first.
    pub alerts: Vec<Alert>,
}

/// Which exchanges to list, newest first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HistoryQuery {
    /// One workspace, live or archived; all by default.
    pub workspace: Option<String>,
    /// One session.
    pub session: Option<String>,
    /// Kind of request; `chat` is every conversation: everything but `fim` and what is no conversation.
    pub request_type: Option<String>,
    /// Exchanges with an alert of this severity.
    pub severity: Option<Severity>,
    /// Exchanges that began at this time or later.
    pub since: Option<Timestamp>,
    /// Exchanges that began before this time.
    pub until: Option<Timestamp>,
    /// Rows of the page, 1 to 1,000; 50 by default.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A page of rows, newest first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last.
    pub next: Option<String>,
}

/// What a history holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct HistorySummary {
    /// Exchanges.
    pub exchanges: u64,
    /// When the oldest began.
    pub first_at: Option<Timestamp>,
    /// When the newest began.
    pub last_at: Option<Timestamp>,
    /// Exchanges by kind of request, the most first.
    pub by_request_type: Vec<Count>,
    /// Exchanges by outcome, the most first.
    pub by_outcome: Vec<Count>,
    /// Exchanges with at least one alert.
    pub with_alerts: u64,
}

/// What to remove from the history: what is older than `before`, or all but the newest `keep`; one of the two.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PruneQuery {
    /// Exchanges that began before this time.
    pub before: Option<Timestamp>,
    /// All exchanges but so many, those recorded last.
    pub keep: Option<u64>,
    /// Of this workspace, live or archived; of all by default.
    pub workspace: Option<String>,
    /// Only report what would be removed.
    pub dry_run: bool,
}

/// What was removed from the history, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Pruned {
    /// Exchanges that are no longer in the history.
    pub exchanges: u64,
    /// Alerts on them.
    pub alerts: u64,
    /// Bytes of their prompts, outputs and raw bodies. The file keeps its size; what is recorded next takes the room.
    pub bytes: u64,
    /// Exchanges that were left as they are, because their rows are damaged; 0 where nothing was to be removed.
    pub damaged: u64,
}

/// How often a value occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Count {
    /// The value.
    pub key: Option<String>,
    /// How often.
    pub count: u64,
}

/// Something that was noticed in an exchange or in a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct Alert {
    /// Id.
    pub id: String,
    /// Exchange that it is about.
    pub exchange: Option<String>,
    /// Its workspace.
    pub workspace: String,
    /// Its session.
    pub session: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// A word for what it is, such as `secret`.
    #[serde(rename = "type")]
    pub alert_type: String,
    /// The text that it is about.
    pub snippet: Option<String>,
    /// What raised it.
    pub trigger: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// An alert to add, on an exchange or on a workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAlert {
    /// Exchange that it is about, open in this process or recorded.
    pub exchange: Option<String>,
    /// Workspace, if it is not about an exchange.
    pub workspace: Option<String>,
    /// Session, if it is not about an exchange.
    pub session: Option<String>,
    /// How much it matters.
    pub severity: Severity,
    /// A word for what it is, 1 to 64 bytes.
    #[serde(rename = "type")]
    pub alert_type: String,
    /// The text that it is about, at most 64 KiB.
    pub snippet: Option<String>,
    /// What raised it, at most 64 KiB.
    pub trigger: Option<String>,
}

impl NewAlert {
    /// Of this severity and type; what it is about is yet to be said.
    pub fn new(severity: Severity, alert_type: impl Into<String>) -> Self {
        NewAlert {
            exchange: None,
            workspace: None,
            session: None,
            severity,
            alert_type: alert_type.into(),
            snippet: None,
            trigger: None,
        }
    }
}

/// Which alerts to list, newest first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlertQuery {
    /// One workspace, live or archived; all by default.
    pub workspace: Option<String>,
    /// One exchange.
    pub exchange: Option<String>,
    /// One session.
    pub session: Option<String>,
    /// One severity.
    pub severity: Option<Severity>,
    /// One type.
    #[serde(rename = "type")]
    pub alert_type: Option<String>,
    /// Alerts added at this time or later.
    pub since: Option<Timestamp>,
    /// Alerts added before this time.
    pub until: Option<Timestamp>,
    /// Rows of the page, 1 to 1,000; 50 by default.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// How many alerts there are, by severity and type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct AlertSummary {
    /// All.
    pub total: u64,
    /// Critical ones.
    pub critical: u64,
    /// The others.
    pub info: u64,
    /// By type, the most first.
    pub by_type: Vec<Count>,
}
