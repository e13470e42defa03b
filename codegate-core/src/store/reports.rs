//! Reports of usage. In UTC whole days come from the roll-up by day, the hours at the two ends from the roll-up by hour,
//! and the parts of an hour from the attempts. Where rows are periods of another zone, hours that lie whole in one of them
//! come from the roll-up by hour, and the others from the attempts.

mod grouping;
mod totals;

use self::grouping::{Grouping, Keys};
use self::totals::{add_to, derived, totals};
use super::fault::is_overflow;
use super::rollup::{self, Width};
use super::rows::Filter;
use super::sound::Sound;
use super::workspaces;
use crate::error::Result;
use crate::model::period::HOUR_MICROS;
use crate::model::{DAY_MICROS, Timestamp, UsageQuery, UsageReport, UsageRow, UsageTotals};
use rusqlite::{Connection, params_from_iter};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What a report covers, with the workspace by its row id.
pub(crate) struct Span<'a> {
    pub(crate) query: &'a UsageQuery,
    pub(crate) workspace: Option<i64>,
    pub(crate) sound: &'a Sound,
}

/// The report of a query, compared with another period if it asks for that.
pub(crate) fn report(connection: &Connection, span: &Span<'_>) -> Result<UsageReport> {
    let query = span.query;
    let (by, series) = query.grouping()?;
    let zone = query.clock()?;
    let compared = query.compared(&zone)?;
    let grouping = Grouping::new(connection, [by, series], &zone)?;
    let rows = gather(connection, span, &grouping, query.since, query.until)?;
    let total = sum(&rows);
    let mut report = UsageReport {
        by,
        series,
        zone: zone.name().to_owned(),
        total,
        rows: Vec::new(),
        compared: None,
        before: None,
        change: None,
    };
    let mut lines: Vec<(Keys, UsageRow)> = rows.into_iter().map(|(keys, totals)| (keys, row(totals))).collect();
    if let Some((this, other)) = compared {
        let moved = grouping.moved(other, this);
        let before = gather(connection, span, &moved, Some(other.since), Some(other.until))?;
        let before_total = sum(&before);
        report.change = Some(report.total.less(&before_total));
        (report.compared, report.before) = (Some(other), Some(before_total));
        compare(&mut lines, before);
    }
    if by.is_some() {
        report.rows = grouping.sorted(lines);
    }
    Ok(report)
}

type Rows = HashMap<Keys, UsageTotals>;

/// The sums of a period by their keys.
fn gather(
    connection: &Connection,
    span: &Span<'_>,
    grouping: &Grouping<'_>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Rows> {
    let mut rows = Rows::new();
    let start = since.map_or(i64::MIN, Timestamp::as_micros);
    let end = until.map_or(i64::MAX, Timestamp::as_micros).max(start);
    let all = start..end;
    let hours = inner(&all, HOUR_MICROS);
    let days = if grouping.by_day() { inner(&hours, DAY_MICROS) } else { hours.end..hours.end };
    let slots = |span: &Range<i64>, length: i64| span.start.div_euclid(length)..span.end.div_euclid(length);
    let mut sources: Vec<Source> =
        around(&all, &hours).into_iter().flat_map(|part| each_hour(grouping, &part)).collect();
    sources.extend(around(&hours, &days).iter().map(|part| Source::Slots(1, slots(part, HOUR_MICROS))));
    if !days.is_empty() {
        sources.push(Source::Slots(24, slots(&days, DAY_MICROS)));
    }
    let workspaces = span.workspace.map_or_else(|| workspaces::ids(connection), |id| Ok(vec![id]))?;
    let add = |source: &Source, rows: &mut Rows| -> Result<Vec<Source>> {
        source.check(connection, span.sound, &workspaces)?;
        add(connection, span, grouping, source, rows)
    };
    let mut parted = Vec::new();
    for source in &sources {
        parted.extend(add(source, &mut rows)?);
    }
    for source in &parted {
        add(source, &mut rows)?;
    }
    Ok(rows)
}

/// The part of a span of time in which spans of this length lie whole, empty at its end if there is none; an end at the end
/// of all time stays there.
fn inner(span: &Range<i64>, length: i64) -> Range<i64> {
    let up =
        |at: i64| at.div_euclid(length).saturating_add(i64::from(at.rem_euclid(length) != 0)).saturating_mul(length);
    let start = if span.start == i64::MIN { i64::MIN } else { up(span.start) };
    let end = if span.end == i64::MAX { i64::MAX } else { span.end.div_euclid(length).saturating_mul(length) };
    if start < end { start..end } else { span.end..span.end }
}

/// What is left of a span around a part of it.
fn around(span: &Range<i64>, part: &Range<i64>) -> Vec<Range<i64>> {
    [span.start..part.start, part.end..span.end].into_iter().filter(|rest| !rest.is_empty()).collect()
}

/// A short span, parted by hours.
fn each_hour(grouping: &Grouping<'_>, span: &Range<i64>) -> Vec<Source> {
    let hours = span.start.div_euclid(HOUR_MICROS)..=(span.end - 1).div_euclid(HOUR_MICROS);
    let of_hour = |hour: i64| {
        let start = hour.saturating_mul(HOUR_MICROS);
        let times = start.max(span.start)..start.saturating_add(HOUR_MICROS).min(span.end);
        Source::Attempts(grouping.grain(hour), times)
    };
    hours.map(of_hour).collect()
}

/// Where a part of a report comes from.
enum Source {
    /// Slots of the roll-up, and how many hours each spans.
    Slots(i64, Range<i64>),
    /// Attempts of exchanges that began in these microseconds, in slots of this length.
    Attempts(i64, Range<i64>),
}

impl Source {
    /// Fails where what is about to be added up is damaged.
    fn check(&self, connection: &Connection, sound: &Sound, workspaces: &[i64]) -> Result<()> {
        match self {
            Source::Slots(hours, slots) => {
                workspaces.iter().try_for_each(|workspace| sound.check_slots(connection, *workspace, *hours, slots))
            }
            Source::Attempts(_, times) => (times.start.div_euclid(HOUR_MICROS)
                ..=(times.end - 1).div_euclid(HOUR_MICROS))
                .try_for_each(|hour| sound.check_hour(connection, workspaces, hour)),
        }
    }
}

/// Adds up a source; gives what is to be added from the attempts instead.
fn add(
    connection: &Connection,
    span: &Span<'_>,
    grouping: &Grouping<'_>,
    source: &Source,
    rows: &mut Rows,
) -> Result<Vec<Source>> {
    // The fast sums fail, and are asked for again in halves, only where they would exceed 63 bits.
    let found = match add_sums(connection, span, grouping, source, Width::Narrow) {
        Err(error) if is_overflow(&error) => add_sums(connection, span, grouping, source, Width::Wide)?,
        found => found?,
    };
    for (keys, totals) in found.rows {
        // The one row of an ungrouped sum is there even where nothing was summed.
        add_to(rows.entry(keys).or_default(), &totals);
    }
    Ok(runs(found.parted))
}

/// What a source comes to.
#[derive(Default)]
struct Found {
    rows: Vec<(Keys, UsageTotals)>,
    /// Hours in which more than one period lies, and see [`Grouping::grain`].
    parted: BTreeMap<i64, i64>,
}

/// Hours that follow each other, together.
fn runs(hours: BTreeMap<i64, i64>) -> Vec<Source> {
    let mut runs: Vec<Source> = Vec::new();
    for (hour, grain) in hours {
        let start = hour.saturating_mul(HOUR_MICROS);
        let end = start.saturating_add(HOUR_MICROS);
        match runs.last_mut() {
            Some(Source::Attempts(same, times)) if *same == grain && times.end == start => times.end = end,
            _ => runs.push(Source::Attempts(grain, start..end)),
        }
    }
    runs
}

fn add_sums(
    connection: &Connection,
    span: &Span<'_>,
    grouping: &Grouping<'_>,
    source: &Source,
    width: Width,
) -> Result<Found> {
    let query = span.query;
    let (from, slot_micros, mut filter) = match source {
        Source::Slots(hours, slots) => {
            let mut filter = Filter::new(match span.workspace {
                Some(_) => "true",
                // The key of the table begins with the workspace.
                None => "workspace_id IN (SELECT id FROM workspaces)",
            });
            filter.add("hours = ?", *hours);
            filter.add("slot >= ?", slots.start);
            filter.add("slot < ?", slots.end);
            // A row whose exchanges have come to count elsewhere is left with zeros.
            filter.add("attempts > ?", 0);
            ("usage_sums".to_owned(), hours * HOUR_MICROS, filter)
        }
        Source::Attempts(grain, times) => {
            let mut filter = Filter::new("true");
            filter.add("started_at >= ?", times.start);
            filter.add("started_at < ?", times.end);
            (format!("({})", rollup::parts(*grain, "exchanges e")), *grain, filter)
        }
    };
    match source {
        Source::Slots(..) => filter.add_some("workspace_id = ?", span.workspace),
        // The few exchanges of a part of an hour are found by their start; a workspace has far more.
        Source::Attempts(..) => filter.add_some("+workspace_id = ?", span.workspace),
    }
    filter.add_some("session = ?", query.session.clone());
    filter.add_some("provider = ?", query.provider.clone());
    filter.add_some("model = ?", query.model.clone());
    filter.add_some("client = ?", query.client.clone());
    filter.add_some("rule = ?", query.rule.map(i64::from));
    filter.add_some("request_type = ?", query.request_type.clone());
    let columns = grouping.columns();
    let keys: String = columns.iter().map(|column| format!("{column}, ")).collect();
    let group = if columns.is_empty() { String::new() } else { format!("GROUP BY {}", columns.join(", ")) };
    let sql = format!("SELECT {keys}{} FROM {from} {filter} {group}", rollup::columns(width));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.values()))?;
    let by_hour = !grouping.times().is_empty() && matches!(source, Source::Slots(1, _));
    let (mut found, mut grains) = (Found::default(), HashMap::new());
    while let Some(row) = rows.next()? {
        if by_hour {
            let hour: i64 = row.get("slot")?;
            let grain = *grains.entry(hour).or_insert_with(|| grouping.grain(hour));
            if grain != HOUR_MICROS {
                found.parted.insert(hour, grain);
                continue;
            }
        }
        found.rows.push((grouping.keys(row, slot_micros)?, totals(&rollup::read(row, columns.len())?)?));
    }
    Ok(found)
}

fn sum(rows: &Rows) -> UsageTotals {
    let mut total = UsageTotals::default();
    rows.values().for_each(|row| add_to(&mut total, row));
    derived(total)
}

/// Without its keys, which are written when rows are in their order.
fn row(totals: UsageTotals) -> UsageRow {
    UsageRow { key: None, series: None, totals: derived(totals), before: None, change: None }
}

/// Adds the sums of another period to each row; a row that only the other period has gets zeros here.
fn compare(lines: &mut Vec<(Keys, UsageRow)>, mut before: Rows) {
    for (keys, row) in lines.iter_mut() {
        row.before = before.remove(keys).map(derived);
    }
    let added = |(keys, totals)| (keys, UsageRow { before: Some(derived(totals)), ..row(UsageTotals::default()) });
    lines.extend(before.into_iter().map(added));
    for (_, row) in lines {
        let before = row.before.get_or_insert_default();
        row.change = Some(row.totals.less(before));
    }
}
