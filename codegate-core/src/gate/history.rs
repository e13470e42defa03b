//! Prompts, outputs and alerts.

use crate::error::Result;
use crate::gate::Gate;
#[allow(unused_imports)]
use crate::model::*;

/// See [`Gate::history`].
pub struct History<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl History<'_> {
    /// A page of exchanges, newest first.
    pub fn list(&self, query: &HistoryQuery) -> Result<Page<HistoryEntry>> {
        todo!()
    }
    /// One exchange.
    pub fn get(&self, exchange: &str) -> Result<HistoryEntry> {
        todo!()
    }
    /// How many exchanges there are; `limit` and `cursor` are not looked at.
    pub fn count(&self, query: &HistoryQuery) -> Result<u64> {
        todo!()
    }
    /// What they come to; `limit` and `cursor` are not looked at.
    pub fn summary(&self, query: &HistoryQuery) -> Result<HistorySummary> {
        todo!()
    }
}

/// See [`Gate::alerts`].
pub struct Alerts<'a> {
    pub(crate) gate: &'a Gate,
}

#[allow(unused_variables)]
impl Alerts<'_> {
    /// Adds an alert to an exchange, open or recorded, or to a workspace.
    pub fn add(&self, alert: &NewAlert) -> Result<Alert> {
        todo!()
    }
    /// A page of alerts, newest first.
    pub fn list(&self, query: &AlertQuery) -> Result<Page<Alert>> {
        todo!()
    }
    /// One alert; `invalid_argument` if there is none of this id.
    pub fn get(&self, id: &str) -> Result<Alert> {
        todo!()
    }
    /// How many alerts there are; `limit` and `cursor` are not looked at.
    pub fn count(&self, query: &AlertQuery) -> Result<u64> {
        todo!()
    }
    /// How many there are by severity and type; `limit` and `cursor` are not looked at.
    pub fn summary(&self, query: &AlertQuery) -> Result<AlertSummary> {
        todo!()
    }
}
