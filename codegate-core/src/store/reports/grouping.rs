//! How the rows of a report are keyed, and which of them come first.

use super::totals::{add_to, derived};
use crate::error::{Error, Result};
use crate::model::{GroupBy, Period, UsageRow, UsageTotals, Zone, period};
use rusqlite::{Connection, Row};
use std::cmp::Reverse;
use std::collections::HashMap;

/// A value that rows are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// The number of a period.
    Period(i64),
    Text(String),
}

/// The keys of a row, and of its series.
pub(super) type Keys = [Option<Key>; 2];

/// How rows are keyed.
pub(super) struct Grouping<'a> {
    units: [Option<GroupBy>; 2],
    zone: &'a Zone,
    /// The first periods of another time span and of this one, where the rows of that one are keyed as those which have
    /// their place in this one.
    moved: Option<(Period, Period)>,
    /// Names of workspaces by their row ids, where a key says one.
    names: HashMap<i64, String>,
}

impl<'a> Grouping<'a> {
    pub(super) fn new(connection: &Connection, units: [Option<GroupBy>; 2], zone: &'a Zone) -> Result<Grouping<'a>> {
        let mut names = HashMap::new();
        if units.iter().flatten().any(|unit| matches!(unit, GroupBy::Workspace | GroupBy::Rule)) {
            let mut statement = connection.prepare_cached("SELECT id, name FROM workspaces")?;
            let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            names = found.collect::<rusqlite::Result<_>>()?;
        }
        Ok(Grouping { units, zone, moved: None, names })
    }

    /// The same for another time span, each period of which is keyed as the one that has its place in this one.
    pub(super) fn moved(&self, other: Period, this: Period) -> Grouping<'a> {
        Grouping { moved: Some((other, this)), names: self.names.clone(), ..*self }
    }

    /// The columns to select and to group by.
    pub(super) fn columns(&self) -> Vec<&'static str> {
        let mut columns = Vec::new();
        for unit in self.units.into_iter().flatten() {
            columns.extend(match unit {
                GroupBy::Model => &["model"][..],
                GroupBy::Provider => &["provider"],
                GroupBy::Session => &["session"],
                GroupBy::Workspace => &["workspace_id"],
                GroupBy::Client => &["client"],
                GroupBy::Rule => &["workspace_id", "rule"],
                GroupBy::RequestType => &["request_type"],
                GroupBy::Outcome => &["outcome"],
                GroupBy::Status => &["status"],
                GroupBy::Hour | GroupBy::Day | GroupBy::Week | GroupBy::Month => &["slot"],
            });
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The keys of a row whose slot has this length.
    pub(super) fn keys(&self, row: &Row<'_>, slot_micros: i64) -> Result<Keys> {
        let text = |column: &str| Ok::<_, Error>(Some(row.get::<_, String>(column)?).filter(|text| !text.is_empty()));
        let workspace = || -> Result<Option<&String>> { Ok(self.names.get(&row.get("workspace_id")?)) };
        let key = |unit: Option<GroupBy>| -> Result<Option<Key>> {
            let Some(unit) = unit else { return Ok(None) };
            let text = match unit {
                GroupBy::Workspace => workspace()?.cloned(),
                GroupBy::Rule => {
                    let rule: i64 = row.get("rule")?;
                    workspace()?.filter(|_| rule >= 0).map(|name| format!("{name}/{rule}"))
                }
                GroupBy::Status => {
                    let status: i64 = row.get("status")?;
                    Some(status).filter(|status| *status >= 0).map(|status| status.to_string())
                }
                GroupBy::Hour | GroupBy::Day | GroupBy::Week | GroupBy::Month => {
                    let start = row.get::<_, i64>("slot")?.saturating_mul(slot_micros);
                    return Ok(Some(Key::Period(self.period(unit, start))));
                }
                other => text(other.as_str())?,
            };
            Ok(text.map(Key::Text))
        };
        let [first, second] = self.units.map(key);
        Ok([first?, second?])
    }

    fn period(&self, unit: GroupBy, micros: i64) -> i64 {
        let number = |micros| period::number(self.zone, unit, micros);
        match &self.moved {
            None => number(micros),
            Some((other, this)) => {
                let [from, to] = [other, this].map(|span| number(span.since.as_micros()));
                period::moved(self.zone, unit, number(micros), from, to)
            }
        }
    }

    /// The units of time among them.
    pub(super) fn times(&self) -> Vec<GroupBy> {
        self.units.into_iter().flatten().filter(|unit| unit.is_time()).collect()
    }

    /// Whether sums by day of UTC serve: no row is part of such a day.
    pub(super) fn by_day(&self) -> bool {
        let times = self.times();
        times.is_empty() || self.zone.is_utc() && !times.contains(&GroupBy::Hour)
    }

    /// See [`Zone::grain`].
    pub(super) fn grain(&self, hour: i64) -> i64 {
        self.zone.grain(&self.times(), hour)
    }

    /// Rows in their order: those of one key together, periods as they come, else the largest first.
    pub(super) fn sorted(&self, mut lines: Vec<(Keys, UsageRow)>) -> Vec<UsageRow> {
        let [by, series] = self.units;
        let is_time = |unit: Option<GroupBy>| unit.is_some_and(GroupBy::is_time);
        let rank = |totals: &UsageTotals| Reverse((totals.cost_known, totals.total_tokens));
        let mut groups: HashMap<Option<Key>, UsageTotals> = HashMap::new();
        for ([key, _], row) in &lines {
            add_to(groups.entry(key.clone()).or_default(), &row.totals);
        }
        let groups: HashMap<_, _> = groups.into_iter().map(|(key, sum)| (key, rank(&derived(sum)))).collect();
        lines.sort_by(|([a, a_series], a_row), ([b, b_series], b_row)| {
            let by_group = || groups.get(a).cmp(&groups.get(b)).then_with(|| a.cmp(b));
            let by_row = || rank(&a_row.totals).cmp(&rank(&b_row.totals)).then_with(|| a_series.cmp(b_series));
            let first = if is_time(by) { a.cmp(b) } else { by_group() };
            first.then_with(|| if is_time(series) { a_series.cmp(b_series) } else { by_row() })
        });
        let written = |(keys, row): (Keys, UsageRow)| {
            let [key, series] = [0, 1].map(|place| self.written(place, keys[place].as_ref()));
            UsageRow { key, series, ..row }
        };
        lines.into_iter().map(written).collect()
    }

    fn written(&self, place: usize, key: Option<&Key>) -> Option<String> {
        match key? {
            Key::Text(text) => Some(text.clone()),
            Key::Period(number) => self.units[place].map(|unit| period::written(self.zone, unit, *number)),
        }
    }
}
