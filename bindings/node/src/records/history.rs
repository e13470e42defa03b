//! Prompts, outputs and alerts.

use super::{Mirror, Outcome, Severity, Usage};
use codegate_core::model;
use napi_derive::napi;

/// One exchange in the history.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct HistoryEntry {
    /// Id of the exchange.
    pub exchange: String,
    /// Its workspace.
    pub workspace: String,
    /// Its session.
    pub session: String,
    /// When it began.
    pub started_at: String,
    /// When it ended.
    pub finished_at: String,
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
    /// The last user turn; null where no text is kept or was found.
    pub prompt: Option<String>,
    /// The assistant's text and tool calls; null where no text is kept or was found.
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
    pub cost: Option<String>,
    /// Its alerts, oldest first.
    pub alerts: Vec<Alert>,
}

impl Mirror for model::HistoryEntry {
    type Js = HistoryEntry;
    fn mirror(self) -> HistoryEntry {
        let model::HistoryEntry {
            exchange,
            workspace,
            session,
            started_at,
            finished_at,
            request_type,
            client,
            provider,
            model,
            outcome,
            prompt,
            output,
            cut,
            request_body,
            response_body,
            usage,
            cost,
            alerts,
        } = self;
        HistoryEntry {
            exchange,
            workspace,
            session,
            started_at: started_at.mirror(),
            finished_at: finished_at.mirror(),
            request_type,
            client,
            provider,
            model,
            outcome: outcome.mirror(),
            prompt,
            output,
            cut,
            request_body,
            response_body,
            usage: usage.mirror(),
            cost: cost.mirror(),
            alerts: alerts.mirror(),
        }
    }
}

/// What a history holds.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct HistorySummary {
    /// Exchanges.
    pub exchanges: i64,
    /// When the oldest began.
    pub first_at: Option<String>,
    /// When the newest began.
    pub last_at: Option<String>,
    /// Exchanges by kind of request, the most first.
    pub by_request_type: Vec<Count>,
    /// Exchanges by outcome, the most first.
    pub by_outcome: Vec<Count>,
    /// Exchanges with at least one alert.
    pub with_alerts: i64,
}

impl Mirror for model::HistorySummary {
    type Js = HistorySummary;
    fn mirror(self) -> HistorySummary {
        let model::HistorySummary { exchanges, first_at, last_at, by_request_type, by_outcome, with_alerts } = self;
        HistorySummary {
            exchanges: exchanges.mirror(),
            first_at: first_at.mirror(),
            last_at: last_at.mirror(),
            by_request_type: by_request_type.mirror(),
            by_outcome: by_outcome.mirror(),
            with_alerts: with_alerts.mirror(),
        }
    }
}

/// How often a value occurs.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct Count {
    /// The value.
    pub key: Option<String>,
    /// How often.
    pub count: i64,
}

impl Mirror for model::Count {
    type Js = Count;
    fn mirror(self) -> Count {
        let model::Count { key, count } = self;
        Count { key, count: count.mirror() }
    }
}

/// Something that was noticed in an exchange or in a workspace.
#[napi(object, object_from_js = false, use_nullable = true)]
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
    #[napi(js_name = "type")]
    pub alert_type: String,
    /// The text that it is about.
    pub snippet: Option<String>,
    /// What raised it.
    pub trigger: Option<String>,
    /// When it was added.
    pub created_at: String,
}

impl Mirror for model::Alert {
    type Js = Alert;
    fn mirror(self) -> Alert {
        let model::Alert { id, exchange, workspace, session, severity, alert_type, snippet, trigger, created_at } =
            self;
        Alert {
            id,
            exchange,
            workspace,
            session,
            severity: severity.mirror(),
            alert_type,
            snippet,
            trigger,
            created_at: created_at.mirror(),
        }
    }
}

/// How many alerts there are, by severity and type.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct AlertSummary {
    /// All.
    pub total: i64,
    /// Critical ones.
    pub critical: i64,
    /// The others.
    pub info: i64,
    /// By type, the most first.
    pub by_type: Vec<Count>,
}

impl Mirror for model::AlertSummary {
    type Js = AlertSummary;
    fn mirror(self) -> AlertSummary {
        let model::AlertSummary { total, critical, info, by_type } = self;
        AlertSummary {
            total: total.mirror(),
            critical: critical.mirror(),
            info: info.mirror(),
            by_type: by_type.mirror(),
        }
    }
}

/// A page of exchanges, newest first.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct HistoryPage {
    /// The rows.
    pub items: Vec<HistoryEntry>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

impl Mirror for model::Page<model::HistoryEntry> {
    type Js = HistoryPage;
    fn mirror(self) -> HistoryPage {
        let model::Page { items, next } = self;
        HistoryPage { items: items.mirror(), next }
    }
}

/// A page of alerts, newest first.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct AlertPage {
    /// The rows.
    pub items: Vec<Alert>,
    /// The cursor of the next page; null on the last.
    pub next: Option<String>,
}

impl Mirror for model::Page<model::Alert> {
    type Js = AlertPage;
    fn mirror(self) -> AlertPage {
        let model::Page { items, next } = self;
        AlertPage { items: items.mirror(), next }
    }
}
