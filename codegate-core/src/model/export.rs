//! Recorded attempts as lines of text: CSV, JSON lines, and OpenTelemetry spans.

use super::csv::{self, Cell};
use super::{Format, Outcome, ProviderType, Timestamp, words};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

words! {
    /// How recorded attempts are written.
    ExportFormat {
        /// CSV by RFC 4180 with one header line; text that a spreadsheet would take for a formula gets an apostrophe in
        /// front.
        Csv = "csv",
        /// A JSON object on each line, with the same names.
        Jsonl = "jsonl",
        /// A span as JSON on each line, its attributes under the names of OpenTelemetry's conventions for generative AI
        /// where they have one, else under `codegate.`.
        Otel = "otel",
    }
}

/// Which recorded attempts are written, and how.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UsageExport {
    /// How they are written; `csv` by default.
    pub format: Option<ExportFormat>,
    /// One workspace, live or archived; all by default.
    pub workspace: Option<String>,
    /// Exchanges that began at this time or later.
    pub since: Option<Timestamp>,
    /// Exchanges that began before this time.
    pub until: Option<Timestamp>,
    /// One session.
    pub session: Option<String>,
    /// One provider.
    pub provider: Option<String>,
    /// One model.
    pub model: Option<String>,
    /// One client.
    pub client: Option<String>,
    /// Exchanges that the rule at this 0-based index of their workspace routed.
    pub rule: Option<u32>,
    /// One kind of request, compared exactly.
    pub request_type: Option<String>,
    /// Attempts on this page, 1 to 1,000; 1,000 by default.
    pub limit: Option<usize>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

/// A page of recorded attempts as text. The pages of one export, put together, are one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(feature = "surface"), non_exhaustive)]
pub struct UsagePage {
    /// Whole lines, each with its line end. Only the first page of CSV begins with the header line.
    pub text: String,
    /// Attempts on this page.
    pub rows: usize,
    /// Pass it as `cursor` to get the next page; `None` on the last one.
    pub next: Option<String>,
}

/// An attempt with what is known of its exchange.
pub(crate) struct UsageEntry {
    pub(crate) exchange: String,
    pub(crate) position: u64,
    pub(crate) workspace: String,
    pub(crate) session: String,
    pub(crate) format: Format,
    pub(crate) client: String,
    pub(crate) request_type: Option<String>,
    pub(crate) rule: Option<u64>,
    pub(crate) attempt: super::Attempt,
}

/// What OpenTelemetry's conventions call a wire format.
pub(crate) struct Dialect {
    /// The name of the operation.
    pub(crate) operation: &'static str,
    /// Whose format it is.
    pub(crate) vendor: ProviderType,
}

/// The text of a page; `first` says whether it begins the document.
pub(crate) fn written(
    format: ExportFormat,
    entries: &[UsageEntry],
    first: bool,
    dialect: impl Fn(Format) -> Option<Dialect>,
) -> String {
    let mut out = String::new();
    if first && format == ExportFormat::Csv {
        let names = COLUMNS.map(|(name, _)| Cell::Text(name.to_owned()));
        csv::record(&mut out, &names);
    }
    for entry in entries {
        match format {
            ExportFormat::Csv => {
                let cells: Vec<Cell> = entry.fields().map(cell).collect();
                csv::record(&mut out, &cells);
            }
            ExportFormat::Jsonl => line(&mut out, &object(entry.fields())),
            ExportFormat::Otel => line(&mut out, &entry.span(dialect(entry.format).as_ref())),
        }
    }
    out
}

fn line(out: &mut String, object: &str) {
    out.push_str(object);
    out.push('\n');
}

/// A JSON object whose members keep their order.
fn object<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> String {
    format!("{{{}}}", members(fields))
}

fn members<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>) -> String {
    fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>().join(",")
}

/// A column: its name, and what stands there.
type Column = (&'static str, fn(&UsageEntry) -> Value);

/// The columns of CSV and JSON lines. Money is in US dollars.
const COLUMNS: [Column; 30] = [
    ("exchange", |entry| json!(entry.exchange)),
    ("attempt", |entry| json!(entry.position)),
    ("started_at", |entry| json!(entry.attempt.started_at)),
    ("finished_at", |entry| json!(entry.attempt.finished_at)),
    ("workspace", |entry| json!(entry.workspace)),
    ("session", |entry| json!(entry.session)),
    ("format", |entry| json!(entry.format)),
    ("client", |entry| json!(entry.client)),
    ("request_type", |entry| json!(entry.request_type)),
    ("rule", |entry| json!(entry.rule)),
    ("provider", |entry| json!(entry.attempt.provider)),
    ("provider_type", |entry| json!(entry.attempt.provider_type)),
    ("model", |entry| json!(entry.attempt.model)),
    ("response_model", |entry| json!(entry.attempt.response_model)),
    ("status", |entry| json!(entry.attempt.status)),
    ("outcome", |entry| json!(entry.attempt.outcome)),
    ("input_tokens", |entry| json!(entry.attempt.usage.input_tokens)),
    ("output_tokens", |entry| json!(entry.attempt.usage.output_tokens)),
    ("input_uncached", |entry| json!(entry.attempt.usage.input_uncached)),
    ("cache_read", |entry| json!(entry.attempt.usage.cache_read)),
    ("cache_write_5m", |entry| json!(entry.attempt.usage.cache_write_5m)),
    ("cache_write_long", |entry| json!(entry.attempt.usage.cache_write_long)),
    ("reasoning", |entry| json!(entry.attempt.usage.reasoning)),
    ("completeness", |entry| json!(entry.attempt.usage.completeness)),
    ("cost", |entry| json!(entry.attempt.cost)),
    ("cost_known", |entry| json!(entry.attempt.cost_known)),
    ("cache_saved", |entry| json!(entry.attempt.cache_saved)),
    ("reported_cost", |entry| json!(entry.attempt.reported_cost)),
    ("price_source", |entry| json!(entry.attempt.price_source)),
    ("failure_class", |entry| json!(entry.attempt.failure_class)),
];

/// Amounts of money are numbers, written as text only so that they stay exact.
const MONEY: [&str; 4] = ["cost", "cost_known", "cache_saved", "reported_cost"];

fn cell((name, value): (&str, Value)) -> Cell {
    match value {
        Value::Null => Cell::Empty,
        Value::String(amount) if MONEY.contains(&name) => Cell::Number(amount),
        Value::String(text) => Cell::Text(text),
        other => Cell::Number(other.to_string()),
    }
}

impl UsageEntry {
    /// Its values by the names of [`COLUMNS`].
    fn fields(&self) -> impl Iterator<Item = (&'static str, Value)> {
        COLUMNS.iter().map(|(name, value)| (*name, value(self)))
    }

    /// The attempt as a client span, by the semantic conventions for generative AI as of gen-ai 1.42 (in development):
    /// <https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/gen-ai-spans.md>,
    /// "Inference". Input tokens include cached ones, as they require. What is unknown has no attribute.
    fn span(&self, dialect: Option<&Dialect>) -> String {
        let (a, u) = (&self.attempt, &self.attempt.usage);
        let operation = operation(dialect, self.request_type.as_deref());
        let failed = a.outcome == Outcome::Failed;
        let error = failed.then(|| a.status.map_or("_OTHER".to_owned(), |status| status.to_string()));
        let written = u.cache_write_5m.zip(u.cache_write_long).map(|(short, long)| short.saturating_add(long));
        let attributes = [
            ("gen_ai.operation.name", json!(operation)),
            ("gen_ai.provider.name", json!(provider(a.provider_type, dialect))),
            ("gen_ai.request.model", json!(a.model)),
            ("gen_ai.response.model", json!(a.response_model)),
            ("gen_ai.usage.input_tokens", json!(u.input_tokens)),
            ("gen_ai.usage.cache_read.input_tokens", json!(u.cache_read)),
            ("gen_ai.usage.cache_creation.input_tokens", json!(written)),
            ("gen_ai.usage.output_tokens", json!(u.output_tokens)),
            ("gen_ai.usage.reasoning.output_tokens", json!(u.reasoning)),
            ("http.response.status_code", json!(a.status)),
            ("error.type", json!(error)),
            ("codegate.exchange", json!(self.exchange)),
            ("codegate.attempt", json!(self.position)),
            ("codegate.workspace", json!(self.workspace)),
            ("codegate.session", json!(self.session)),
            ("codegate.client", json!(self.client)),
            ("codegate.request_type", json!(self.request_type)),
            ("codegate.rule", json!(self.rule)),
            ("codegate.provider", json!(a.provider)),
            ("codegate.outcome", json!(a.outcome)),
            ("codegate.completeness", json!(u.completeness)),
            ("codegate.cost_usd", json!(a.cost)),
            ("codegate.cost_known_usd", json!(a.cost_known)),
            ("codegate.cache_saved_usd", json!(a.cache_saved)),
            ("codegate.price_source", json!(a.price_source)),
            ("codegate.failure_class", json!(a.failure_class)),
        ];
        let known = attributes.into_iter().filter(|(_, value)| !value.is_null());
        let name = [Some(operation), a.model.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let head = members([
            ("name", json!(name)),
            ("kind", json!("CLIENT")),
            ("start_time", json!(a.started_at)),
            ("end_time", json!(a.finished_at)),
            ("status", json!({ "status_code": if failed { "ERROR" } else { "UNSET" } })),
        ]);
        format!("{{{head},\"attributes\":{}}}", object(known))
    }
}

/// The conventions' name of the operation.
fn operation(dialect: Option<&Dialect>, request_type: Option<&str>) -> &'static str {
    match dialect {
        Some(dialect) => dialect.operation,
        None if request_type == Some("fim") => "text_completion",
        None => "chat",
    }
}

/// The conventions' name of the provider, or our own where they have none. Where no provider is known, the one that
/// defines the wire format.
fn provider(provider_type: Option<ProviderType>, dialect: Option<&Dialect>) -> &'static str {
    match provider_type.or(dialect.map(|dialect| dialect.vendor)) {
        Some(ProviderType::Gemini) => "gcp.gemini",
        Some(provider_type) => provider_type.as_str(),
        None => "unknown",
    }
}
