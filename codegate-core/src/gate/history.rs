//! Prompts, outputs and alerts.

use crate::error::{Code, Error, Missing, Result};
use crate::gate::{Gate, workspace_id};
use crate::limits::{HISTORY_TEXT_BYTES, NAME_BYTES, PAGE};
use crate::model::{
    Alert, AlertQuery, AlertSummary, HistoryEntry, HistoryQuery, HistorySummary, NewAlert, Page, PruneQuery, Pruned,
    Timestamp, check_period, session_id, shown, workspace_name,
};
use crate::store::missing::missing;
use crate::store::{alerts as alert_rows, history as rows, prune, workspaces};
use rusqlite::Transaction;

/// Default number of rows of a page.
const DEFAULT_PAGE: usize = 50;

/// See [`Gate::history`].
pub struct History<'a> {
    pub(crate) gate: &'a Gate,
}

impl History<'_> {
    /// A page of exchanges, newest first.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and where `until` is before `since`.
    pub fn list(&self, query: &HistoryQuery) -> Result<Page<HistoryEntry>> {
        let (limit, cursor) = page(query.limit, query.cursor.as_deref())?;
        self.read(query, |tx, workspace| rows::list(tx, query, workspace, cursor, limit))
    }

    /// One exchange by its id.
    ///
    /// Errors: `exchange_not_found`.
    pub fn get(&self, exchange: &str) -> Result<HistoryEntry> {
        self.gate.context.check()?;
        self.gate.context.store.read(|tx| rows::get(tx, exchange)?.ok_or_else(|| no_exchange(exchange)))
    }

    /// How many exchanges there are; `limit` and `cursor` are ignored.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    pub fn count(&self, query: &HistoryQuery) -> Result<u64> {
        self.read(query, |tx, workspace| rows::count(tx, query, workspace))
    }

    /// A summary of exchanges; `limit` and `cursor` are ignored.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    pub fn summary(&self, query: &HistoryQuery) -> Result<HistorySummary> {
        self.read(query, |tx, workspace| rows::summary(tx, query, workspace))
    }

    /// Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay, in
    /// reports and exports, and so does the key that they were recorded under. Several hundred are removed at a time, each
    /// lot in a transaction of its own, so that others can write in between: after an error, what was removed stays
    /// removed, and the same call removes the rest. It works on a full
    /// disk too, by room that the lock file keeps for it; a text too long for that room is then not wiped from the pages that
    /// it frees, until they are used again or the store is compacted. The file keeps its size until then.
    ///
    /// Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `read_only`,
    /// `busy`, `disk_full`.
    pub fn prune(&self, query: &PruneQuery) -> Result<Pruned> {
        if query.before.is_some() == query.keep.is_some() {
            return Err(Error::argument("pruning needs `before`, a time, or `keep`, a number of exchanges; not both"));
        }
        let context = &self.gate.context;
        context.check()?;
        let scope = context.store.read(|tx| {
            let workspace = workspace_id(tx, query.workspace.as_deref())?;
            prune::Scope::new(tx, workspace, query.before, query.keep.unwrap_or(0))
        })?;
        if query.dry_run {
            return context.store.read(|tx| prune::count(tx, &scope));
        }
        let (mut done, mut after, mut pace) = (Pruned::default(), 0, Pace::Free);
        loop {
            context.check()?;
            let (most, wipe) = pace.step();
            match context.store.write(|tx| prune::step(tx, &scope, after, most, wipe)) {
                Ok((_, None)) => return Ok(done),
                Ok((step, Some(last))) => {
                    after = last;
                    done.exchanges += step.exchanges;
                    done.alerts += step.alerts;
                    done.bytes += step.bytes;
                    done.damaged += step.damaged;
                    if pace != Pace::Free {
                        context.store.make_room()?;
                    }
                }
                Err(error) if error.code() == Code::DiskFull => {
                    pace = pace.slower().ok_or(error)?;
                    context.store.make_room()?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn read<T>(
        &self,
        query: &HistoryQuery,
        mut work: impl FnMut(&Transaction<'_>, Option<i64>) -> Result<T>,
    ) -> Result<T> {
        self.gate.context.check()?;
        check_period(query.since, query.until)?;
        self.gate.context.store.read(|tx| work(tx, workspace_id(tx, query.workspace.as_deref())?))
    }
}

/// How much of the history goes at a time: a full disk has room for little.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    Free,
    Few,
    One,
    /// One, whose bytes are not wiped from the pages that it frees.
    Unwiped,
}

impl Pace {
    /// Exchanges of a step, and whether their bytes are wiped.
    fn step(self) -> (i64, bool) {
        match self {
            Pace::Free => (prune::STEP, true),
            Pace::Few => (8, true),
            Pace::One => (1, true),
            Pace::Unwiped => (1, false),
        }
    }

    fn slower(self) -> Option<Pace> {
        match self {
            Pace::Free => Some(Pace::Few),
            Pace::Few => Some(Pace::One),
            Pace::One => Some(Pace::Unwiped),
            Pace::Unwiped => None,
        }
    }
}

/// See [`Gate::alerts`].
pub struct Alerts<'a> {
    pub(crate) gate: &'a Gate,
}

impl Alerts<'_> {
    /// Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
    /// written by the finish of that exchange.
    ///
    /// Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
    pub fn add(&self, new: &NewAlert) -> Result<Alert> {
        let context = &self.gate.context;
        let now = self.gate.start()?;
        let mut alert = draft(new, now)?;
        alert.id = context.new_id(now)?;
        let Some(exchange) = new.exchange.as_deref() else {
            return self.add_to_workspace(alert);
        };
        let kept = context.with_open(|open| {
            open.get_mut(exchange).map(|open| {
                alert.workspace.clone_from(&open.workspace);
                alert.session = Some(open.session.clone());
                open.alerts.push(alert.clone());
            })
        });
        if kept.is_some() {
            return Ok(alert);
        }
        context.store.write(|tx| {
            let (seq, workspace, name, session) =
                alert_rows::place(tx, exchange)?.ok_or_else(|| no_exchange(exchange))?;
            alert.workspace = name;
            alert.session = Some(session);
            alert_rows::insert(tx, &alert, Some(seq), workspace)
        })?;
        Ok(alert)
    }

    fn add_to_workspace(&self, mut alert: Alert) -> Result<Alert> {
        alert.workspace = workspace_name(&alert.workspace)?;
        self.gate.context.store.write(|tx| {
            let named = workspaces::find(tx, &alert.workspace)?;
            let row = named.ok_or_else(|| missing(tx, Missing::Workspace, &alert.workspace))?;
            alert_rows::insert(tx, &alert, None, row.id)
        })?;
        Ok(alert)
    }

    /// A page of alerts, newest first.
    ///
    /// Errors: those of [`History::list`].
    pub fn list(&self, query: &AlertQuery) -> Result<Page<Alert>> {
        let (limit, cursor) = page(query.limit, query.cursor.as_deref())?;
        self.read(query, |tx, workspace| alert_rows::list(tx, query, workspace, cursor, limit))
    }

    /// One alert by its id.
    ///
    /// Errors: `alert_not_found`.
    pub fn get(&self, id: &str) -> Result<Alert> {
        self.gate.context.check()?;
        let none = || Error::new(Code::AlertNotFound, format!("there is no alert `{}`", shown(id)));
        self.gate.context.store.read(|tx| alert_rows::get(tx, id)?.ok_or_else(none))
    }

    /// How many alerts there are; `limit` and `cursor` are ignored.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    pub fn count(&self, query: &AlertQuery) -> Result<u64> {
        self.read(query, |tx, workspace| alert_rows::count(tx, query, workspace))
    }

    /// How many alerts there are by severity and type; `limit` and `cursor` are ignored.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    pub fn summary(&self, query: &AlertQuery) -> Result<AlertSummary> {
        self.read(query, |tx, workspace| alert_rows::summary(tx, query, workspace))
    }

    fn read<T>(
        &self,
        query: &AlertQuery,
        mut work: impl FnMut(&Transaction<'_>, Option<i64>) -> Result<T>,
    ) -> Result<T> {
        self.gate.context.check()?;
        check_period(query.since, query.until)?;
        self.gate.context.store.read(|tx| work(tx, workspace_id(tx, query.workspace.as_deref())?))
    }
}

/// An alert with all that the caller gives; its place is filled in later.
fn draft(new: &NewAlert, now: Timestamp) -> Result<Alert> {
    let alert_type = &new.alert_type;
    if alert_type.is_empty() || alert_type.chars().any(char::is_control) {
        return Err(Error::argument("`type` must not be empty or hold control characters"));
    }
    if alert_type.len() > NAME_BYTES {
        return Err(Error::limit("the alert's `type`", NAME_BYTES, "bytes"));
    }
    for (name, text) in [("`snippet`", &new.snippet), ("`trigger`", &new.trigger)] {
        if text.as_ref().is_some_and(|text| text.len() > HISTORY_TEXT_BYTES) {
            return Err(Error::limit(&format!("the alert's {name}"), HISTORY_TEXT_BYTES, "bytes"));
        }
    }
    match (&new.exchange, &new.workspace, &new.session) {
        (Some(_), None, None) => {}
        (None, Some(_), session) => {
            session_id(session.as_deref())?;
        }
        _ => return Err(Error::argument("an alert is about an `exchange`, or about a `workspace` and its `session`")),
    }
    Ok(Alert {
        id: String::new(),
        exchange: new.exchange.clone(),
        workspace: new.workspace.clone().unwrap_or_default(),
        session: new.session.clone(),
        severity: new.severity,
        alert_type: alert_type.clone(),
        snippet: new.snippet.clone(),
        trigger: new.trigger.clone(),
        created_at: now,
    })
}

/// Validates size and cursor of a page.
fn page(limit: Option<usize>, cursor: Option<&str>) -> Result<(usize, Option<i64>)> {
    let limit = limit.unwrap_or(DEFAULT_PAGE);
    if limit > PAGE {
        return Err(Error::limit("the page", PAGE, "rows"));
    }
    if limit == 0 {
        return Err(Error::argument("`limit` must be at least 1"));
    }
    let bad = |_| Error::argument("`cursor` is not one that a page gave as `next`");
    Ok((limit, cursor.map(|cursor| cursor.parse::<i64>().map_err(bad)).transpose()?))
}

fn no_exchange(id: &str) -> Error {
    Error::new(Code::ExchangeNotFound, format!("there is no exchange `{}` in the history", shown(id)))
}
