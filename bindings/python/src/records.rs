//! The record classes, one for each record of the core.

use crate::call::Out;
use crate::record::record;
use crate::value::ToPython;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

record! {
    /// A workspace: custom instructions, muxing rules, and the history and usage recorded in it.
    Workspace(model::Workspace) {
        name, custom_instructions, rules, active_in, created_at, updated_at, archived_at,
    }
}

record! {
    /// What went with a deleted workspace.
    DeletedWorkspace(model::DeletedWorkspace) { name, exchanges, alerts, rules }
}

record! {
    /// A session: one context of a user, with its own active workspace.
    Session(model::Session) { id, active_workspace, last_update }
}

record! {
    /// An endpoint that takes requests.
    Provider(model::Provider) {
        name, provider_type as "type", endpoint, description, auth, credential, models, created_at, updated_at,
    }
}

record! {
    /// What the forced removal of a provider took from the rules.
    RemovedProvider(model::RemovedProvider) { name, rules }
}

record! {
    /// A rule that lost routes.
    StrippedRule(model::StrippedRule) { workspace, rule, removed }
}

record! {
    /// A description of a way of working, with an optional vector.
    Persona(model::Persona) { name, description, dimension, created_at, updated_at }
}

record! {
    /// A muxing rule: conditions, and where a request that meets them goes.
    Rule(model::Rule) { when, to, unknown }

    /// The rule as one of the four fixed matchers; `None` where they cannot say it.
    fn flat<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.flat().to_python(py)
    }
}

record! {
    /// Conditions of a rule; an absent one always holds.
    When(model::When) { files, request_type, client, requested_model }
}

record! {
    /// One provider and model of a rule.
    Target(model::Target) { provider, model }
}

record! {
    /// A rule in the form of four fixed matchers.
    FlatRule(model::FlatRule) { provider_name, provider_type, model, matcher_type, matcher }
}

record! {
    /// Where a request goes, or why there is no route for it.
    Decision(model::Decision) {
        workspace, session, routed, rule, reason, route, fallbacks, instructions, custom_instructions, facts, warnings,
    }
}

record! {
    /// A provider and model with where and how to send.
    Route(model::Route) { provider, provider_type, model, url, auth, credential, needs_translation }
}

record! {
    /// Something that the host should know, though it is no error.
    Warning(model::Warning) { code, message }
}

record! {
    /// What is known of a request; rules are held against this.
    Facts(model::Facts) {
        format, client, client_evidence, request_type, requested_model, stream, tools, images, thinking,
        max_output_tokens, files,
    }
}

record! {
    /// One thing that told the client.
    Evidence(model::Evidence) { source, strength, seen }
}

record! {
    /// A file that a request is about.
    FileRef(model::FileRef) { name, path, found as "where" }
}

record! {
    /// Why a decision is as it is, rule by rule. Prints as text.
    Explanation(model::Explanation) { decision, rules }

    fn __str__(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_string())
    }
}

record! {
    /// One rule held against the facts.
    ExplainedRule(model::ExplainedRule) { rule, held, conditions, to }
}

record! {
    /// One condition held against the facts.
    ExplainedCondition(model::ExplainedCondition) { condition, values, held, seen }
}

record! {
    /// Token usage in disjoint buckets; `None` is unknown, which is not zero.
    Usage(model::Usage) {
        input_uncached, cache_read, cache_write_5m, cache_write_long, output, reasoning, input_tokens, output_tokens,
        total_tokens, raw, completeness, marks,
    }
}

record! {
    /// What an exchange came to, as it was recorded.
    Receipt(model::Receipt) {
        exchange, workspace, session, provider, model, response_model, usage, cost, cost_known, cache_saved,
        reported_cost, price_source, outcome, attempts, duplicate,
    }
}

record! {
    /// One try at one provider.
    Attempt(model::Attempt) {
        provider, provider_type, model, response_model, service_tier, status, outcome, reason, retry_after, started_at,
        finished_at, usage, prices, cost, cost_known, cache_saved, reported_cost, price_source,
    }
}

record! {
    /// Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
    /// come from.
    UnitPrices(model::UnitPrices) {
        input, cache_read, cache_write_5m, cache_write_long, output, reasoning, request, list, model, variant, over,
        table, as_of,
    }
}

record! {
    /// The price of a model: US dollars for a million tokens. A bucket that is `None` has the price of its parent.
    ModelPrice(model::ModelPrice) {
        source, table, as_of, list, model, context_window, variant, over, since, input, cache_read, cache_write_5m,
        cache_write_long, output, reasoning, request,
    }
}

record! {
    /// A price of the host's own, in US dollars for a million tokens.
    HostPrice(model::HostPrice) {
        model, provider, input, cache_read, cache_write_5m, cache_write_long, output, reasoning, request,
    }
}

record! {
    /// A table of prices.
    PriceTable(model::PriceTable) { source, table, format, as_of, days, lists, models, skipped }
}

record! {
    /// What pricing anew changes, or has changed.
    RepriceReport(model::RepriceReport) {
        attempts, changed, priced, reported, unpriced, before, after, difference, rows, token, applied,
    }
}

record! {
    /// What changes of one model at one provider.
    RepriceRow(model::RepriceRow) { provider, model, changed, before, after, difference }
}

record! {
    /// What an attempt was charged before it was priced anew.
    SupersededCharge(model::SupersededCharge) {
        attempt, replaced_at, prices, cost, cost_known, cache_saved, price_source,
    }
}

record! {
    /// How old the prices are.
    PriceAge(model::PriceAge) { days, stale, tables, own }
}

record! {
    /// Token usage and cost, in total and by row. Prints as a table.
    UsageReport(model::UsageReport) { by, series, total, rows, compared, before, change }

    fn __str__(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_string())
    }

    /// The rows as CSV (RFC 4180).
    fn to_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_csv())
    }

    /// The rows as JSON, one on a line.
    fn to_jsonl(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_jsonl())
    }
}

record! {
    /// A span of time.
    Period(model::Period) { since, until }
}

record! {
    /// Sums over exchanges.
    UsageTotals(model::UsageTotals) {
        exchanges, input_tokens, output_tokens, total_tokens, input_uncached, cache_read, cache_write_5m,
        cache_write_long, output, reasoning, cost_known, cache_saved, incomplete, unpriced,
    }
}

record! {
    /// Sums of one period less those of another.
    UsageChange(model::UsageChange) {
        exchanges, input_tokens, output_tokens, total_tokens, input_uncached, cache_read, cache_write_5m,
        cache_write_long, output, reasoning, cost_known, cache_saved, incomplete, unpriced,
    }
}

record! {
    /// One row of a report: the grouping value and its sums, which stand in the row itself too.
    UsageRow(model::UsageRow) { key, series, totals, before, change }

    #[getter]
    fn exchanges(&self) -> u64 {
        self.0.totals.exchanges
    }
    #[getter]
    fn input_tokens(&self) -> u64 {
        self.0.totals.input_tokens
    }
    #[getter]
    fn output_tokens(&self) -> u64 {
        self.0.totals.output_tokens
    }
    #[getter]
    fn total_tokens(&self) -> u64 {
        self.0.totals.total_tokens
    }
    #[getter]
    fn input_uncached(&self) -> u64 {
        self.0.totals.input_uncached
    }
    #[getter]
    fn cache_read(&self) -> u64 {
        self.0.totals.cache_read
    }
    #[getter]
    fn cache_write_5m(&self) -> u64 {
        self.0.totals.cache_write_5m
    }
    #[getter]
    fn cache_write_long(&self) -> u64 {
        self.0.totals.cache_write_long
    }
    #[getter]
    fn output(&self) -> u64 {
        self.0.totals.output
    }
    #[getter]
    fn reasoning(&self) -> u64 {
        self.0.totals.reasoning
    }
    #[getter]
    fn cost_known<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cost_known.to_python(py)
    }
    #[getter]
    fn cache_saved<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cache_saved.to_python(py)
    }
    #[getter]
    fn incomplete(&self) -> u64 {
        self.0.totals.incomplete
    }
    #[getter]
    fn unpriced(&self) -> u64 {
        self.0.totals.unpriced
    }
}

record! {
    /// The sums that reports are made of, held against the attempts that they sum.
    UsageCheck(model::UsageCheck) { attempts, rows, differing, differences, rebuilt }
}

record! {
    /// A value of those sums that is not what the attempts come to.
    UsageDifference(model::UsageDifference) {
        workspace, start, hours, session, provider, model, client, rule, request_type, field, recorded, counted,
    }
}

record! {
    /// A page of recorded attempts as text.
    UsagePage(model::UsagePage) { text, rows, next }
}

record! {
    /// One exchange in the history.
    HistoryEntry(model::HistoryEntry) {
        exchange, workspace, session, started_at, finished_at, request_type, client, provider, model, outcome, prompt,
        output, cut, request_body, response_body, usage, cost, alerts,
    }
}

type Entries = model::Page<model::HistoryEntry>;

record! {
    /// A page of exchanges, newest first.
    HistoryPage(Entries) { items, next }

    fn __len__(&self) -> usize {
        self.0.items.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.items.to_python(py)?.try_iter()
    }
}

record! {
    /// What a history holds.
    HistorySummary(model::HistorySummary) { exchanges, first_at, last_at, by_request_type, by_outcome, with_alerts }
}

record! {
    /// How often a value occurs.
    Count(model::Count) { key, count }
}

record! {
    /// Something that was noticed in an exchange or in a workspace.
    Alert(model::Alert) {
        id, exchange, workspace, session, severity, alert_type as "type", snippet, trigger, created_at,
    }
}

type AlertItems = model::Page<model::Alert>;

record! {
    /// A page of alerts, newest first.
    AlertPage(AlertItems) { items, next }

    fn __len__(&self) -> usize {
        self.0.items.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.items.to_python(py)?.try_iter()
    }
}

record! {
    /// How many alerts there are.
    AlertSummary(model::AlertSummary) { total, critical, info, by_type }
}

record! {
    /// One workspace of a bundle, held against this store.
    PlanItem(model::PlanItem) { name, status, differs }
}

record! {
    /// What a bundle names that is not here.
    Missing(model::Missing) { providers, models }
}

record! {
    /// A provider that is not here; map it to one that is.
    MissingProvider(model::MissingProvider) { name, provider_type as "type" }
}

record! {
    /// A model that a provider here does not list.
    MissingModel(model::MissingModel) { provider, model }
}

record! {
    /// What an import did.
    Imported(model::Imported) { created, replaced, skipped }
}

/// A record as Python sees it.
pub(crate) fn python<'py>(py: Python<'py>, record: &impl ToPython) -> Out<Bound<'py, PyAny>> {
    Ok(record.to_python(py)?)
}

record! {
    /// The rows that a question in SQL gave.
    QueryResult(model::QueryResult) { columns, rows, truncated }

    fn __len__(&self) -> usize {
        self.0.rows.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.rows.to_python(py)?.try_iter()
    }
}

record! {
    /// How a store stands.
    Health(model::Health) {
        path, store, sqlite, schema, generation, size, log_size, writable, locks, reattached, warnings,
    }
}
