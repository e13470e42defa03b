//! Reports of usage: whole days from the roll-up by day, the hours at the two ends from the roll-up by hour, and the parts
//! of an hour from the attempts.

use super::fault::bad_row;
use super::fault::is_overflow;
use super::rollup::{self, COUNTS, Width};
use super::rows::Filter;
use super::sound::Sound;
use super::workspaces;
use crate::error::{Error, Result};
use crate::model::period::HOUR_MICROS;
use crate::model::{
    DAY_MICROS, GroupBy, Money, Period, Timestamp, UsageQuery, UsageReport, UsageRow, UsageTotals, period,
};
use rusqlite::{Connection, Row, params_from_iter};
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
    let compared = query.compared()?;
    let grouping = Grouping::new(connection, [by, series])?;
    let rows = gather(connection, span, &grouping, query.since, query.until)?;
    let total = sum(&rows);
    let mut report = UsageReport { by, series, total, rows: Vec::new(), compared: None, before: None, change: None };
    let mut found: Vec<UsageRow> = rows.into_iter().map(|(keys, totals)| row(keys, totals)).collect();
    if let Some((this, other)) = compared {
        let shifted = grouping.shifted(&this, &other);
        let before = gather(connection, span, &shifted, Some(other.since), Some(other.until))?;
        let before_total = sum(&before);
        report.change = Some(report.total.less(&before_total));
        (report.compared, report.before) = (Some(other), Some(before_total));
        compare(&mut found, before);
    }
    if by.is_some() {
        report.rows = sorted(found, by, series);
    }
    Ok(report)
}

/// How rows are keyed.
struct Grouping {
    units: [Option<GroupBy>; 2],
    /// What is added to the number of a span of time.
    shift: [i64; 2],
    /// Names of workspaces by their row ids, where a key says one.
    names: HashMap<i64, String>,
}

/// The keys of a row.
type Keys = [Option<String>; 2];

impl Grouping {
    fn new(connection: &Connection, units: [Option<GroupBy>; 2]) -> Result<Grouping> {
        let mut names = HashMap::new();
        if units.iter().flatten().any(|unit| matches!(unit, GroupBy::Workspace | GroupBy::Rule)) {
            let mut statement = connection.prepare_cached("SELECT id, name FROM workspaces")?;
            let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            names = found.collect::<rusqlite::Result<_>>()?;
        }
        Ok(Grouping { units, shift: [0, 0], names })
    }

    /// The same for another period, each span of which is keyed as the one that has its place in this period.
    fn shifted(&self, this: &Period, other: &Period) -> Grouping {
        let shift = self.units.map(|unit| match unit {
            Some(unit) if unit.is_time() => {
                let first = |period: &Period| period::number(unit, period.since.as_micros());
                first(this) - first(other)
            }
            _ => 0,
        });
        Grouping { units: self.units, shift, names: self.names.clone() }
    }

    /// The columns to select and to group by.
    fn columns(&self) -> Vec<&'static str> {
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

    fn keys(&self, row: &Row<'_>, slot_micros: i64) -> Result<Keys> {
        let text = |column: &str| Ok::<_, Error>(Some(row.get::<_, String>(column)?).filter(|text| !text.is_empty()));
        let workspace = || -> Result<Option<&String>> { Ok(self.names.get(&row.get("workspace_id")?)) };
        let key = |(unit, shift): (&Option<GroupBy>, &i64)| -> Result<Option<String>> {
            let Some(unit) = *unit else { return Ok(None) };
            match unit {
                GroupBy::Workspace => Ok(workspace()?.cloned()),
                GroupBy::Rule => {
                    let rule: i64 = row.get("rule")?;
                    Ok(workspace()?.filter(|_| rule >= 0).map(|name| format!("{name}/{rule}")))
                }
                GroupBy::Status => {
                    let status: i64 = row.get("status")?;
                    Ok(Some(status).filter(|status| *status >= 0).map(|status| status.to_string()))
                }
                GroupBy::Hour | GroupBy::Day | GroupBy::Week | GroupBy::Month => {
                    let start = row.get::<_, i64>("slot")?.saturating_mul(slot_micros);
                    Ok(Some(period::written(unit, period::number(unit, start) + shift)))
                }
                other => text(other.as_str()),
            }
        };
        let [first, second] = [0, 1].map(|place| key((&self.units[place], &self.shift[place])));
        Ok([first?, second?])
    }

    fn by_hour(&self) -> bool {
        self.units.contains(&Some(GroupBy::Hour))
    }
}

type Rows = HashMap<Keys, UsageTotals>;

/// The sums of a period by their keys.
fn gather(
    connection: &Connection,
    span: &Span<'_>,
    grouping: &Grouping,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Rows> {
    let mut rows = Rows::new();
    let start = since.map_or(i64::MIN, Timestamp::as_micros);
    let end = until.map_or(i64::MAX, Timestamp::as_micros).max(start);
    let all = start..end;
    let hours = inner(&all, HOUR_MICROS);
    let days = if grouping.by_hour() { hours.end..hours.end } else { inner(&hours, DAY_MICROS) };
    let slots = |span: &Range<i64>, length: i64| span.start.div_euclid(length)..span.end.div_euclid(length);
    let mut sources: Vec<Source> = around(&all, &hours).into_iter().map(Source::Attempts).collect();
    sources.extend(around(&hours, &days).iter().map(|part| Source::Slots(1, slots(part, HOUR_MICROS))));
    if !days.is_empty() {
        sources.push(Source::Slots(24, slots(&days, DAY_MICROS)));
    }
    let workspaces = span.workspace.map_or_else(|| workspaces::ids(connection), |id| Ok(vec![id]))?;
    for source in &sources {
        source.check(connection, span.sound, &workspaces)?;
        add(connection, span, grouping, source, &mut rows)?;
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

/// Where a part of a report comes from.
enum Source {
    /// Slots of the roll-up, and how many hours each spans.
    Slots(i64, Range<i64>),
    /// Attempts of exchanges that began in these microseconds.
    Attempts(Range<i64>),
}

impl Source {
    /// Fails where what is about to be added up is damaged.
    fn check(&self, connection: &Connection, sound: &Sound, workspaces: &[i64]) -> Result<()> {
        match self {
            Source::Slots(hours, slots) => {
                workspaces.iter().try_for_each(|workspace| sound.check_slots(connection, *workspace, *hours, slots))
            }
            Source::Attempts(times) => (times.start.div_euclid(HOUR_MICROS)..=(times.end - 1).div_euclid(HOUR_MICROS))
                .try_for_each(|hour| sound.check_hour(connection, workspaces, hour)),
        }
    }
}

fn add(connection: &Connection, span: &Span<'_>, grouping: &Grouping, source: &Source, rows: &mut Rows) -> Result<()> {
    // The fast sums fail, and are asked for again in halves, only where they would exceed 63 bits.
    match add_sums(connection, span, grouping, source, Width::Narrow) {
        Err(error) if is_overflow(&error) => merge(rows, add_sums(connection, span, grouping, source, Width::Wide)?),
        found => merge(rows, found?),
    }
    Ok(())
}

fn add_sums(
    connection: &Connection,
    span: &Span<'_>,
    grouping: &Grouping,
    source: &Source,
    width: Width,
) -> Result<Vec<(Keys, UsageTotals)>> {
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
        Source::Attempts(times) => {
            let mut filter = Filter::new("true");
            filter.add("started_at >= ?", times.start);
            filter.add("started_at < ?", times.end);
            (format!("({})", rollup::parts(1, "exchanges e")), HOUR_MICROS, filter)
        }
    };
    match source {
        Source::Slots(..) => filter.add_some("workspace_id = ?", span.workspace),
        // The few exchanges of a part of an hour are found by their start; a workspace has far more.
        Source::Attempts(_) => filter.add_some("+workspace_id = ?", span.workspace),
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
    let mut found = statement.query(params_from_iter(filter.values()))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push((grouping.keys(row, slot_micros)?, totals(&rollup::read(row, columns.len())?)?));
    }
    Ok(rows)
}

fn merge(rows: &mut Rows, found: Vec<(Keys, UsageTotals)>) {
    for (keys, totals) in found {
        // The one row of an ungrouped sum is there even where nothing was summed.
        add_to(rows.entry(keys).or_default(), &totals);
    }
}

/// Sums as a report has them; a count beyond what it can say stops there.
fn totals(sums: &rollup::Sums) -> Result<UsageTotals> {
    let mut counts = [0; COUNTS];
    for (count, sum) in counts.iter_mut().zip(sums) {
        *count = u64::try_from((*sum).min(i128::from(u64::MAX))).map_err(|_| bad_row("a negative count"))?;
    }
    let [
        exchanges,
        attempts,
        failed,
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        incomplete,
        unpriced,
    ] = counts;
    Ok(UsageTotals {
        exchanges,
        attempts,
        failed,
        input_uncached,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        cost_known: Money::from_pico(sums[COUNTS]),
        cache_saved: Money::from_pico(sums[COUNTS + 1]),
        incomplete,
        unpriced,
        ..UsageTotals::default()
    })
}

fn add_to(sum: &mut UsageTotals, more: &UsageTotals) {
    for (have, more) in [
        (&mut sum.exchanges, more.exchanges),
        (&mut sum.attempts, more.attempts),
        (&mut sum.failed, more.failed),
        (&mut sum.input_uncached, more.input_uncached),
        (&mut sum.cache_read, more.cache_read),
        (&mut sum.cache_write_5m, more.cache_write_5m),
        (&mut sum.cache_write_long, more.cache_write_long),
        (&mut sum.output, more.output),
        (&mut sum.reasoning, more.reasoning),
        (&mut sum.incomplete, more.incomplete),
        (&mut sum.unpriced, more.unpriced),
    ] {
        *have = have.saturating_add(more);
    }
    sum.cost_known = sum.cost_known.saturating_add(more.cost_known);
    sum.cache_saved = sum.cache_saved.saturating_add(more.cache_saved);
}

/// With the totals that follow from the buckets.
fn derived(mut sum: UsageTotals) -> UsageTotals {
    sum.input_tokens = [sum.input_uncached, sum.cache_read, sum.cache_write_5m, sum.cache_write_long]
        .into_iter()
        .fold(0, u64::saturating_add);
    sum.output_tokens = sum.output;
    sum.total_tokens = sum.input_tokens.saturating_add(sum.output_tokens);
    sum
}

fn sum(rows: &Rows) -> UsageTotals {
    let mut total = UsageTotals::default();
    rows.values().for_each(|row| add_to(&mut total, row));
    derived(total)
}

fn row([key, series]: Keys, totals: UsageTotals) -> UsageRow {
    UsageRow { key, series, totals: derived(totals), before: None, change: None }
}

/// Adds the sums of another period to each row; a row that only the other period has gets zeros here.
fn compare(rows: &mut Vec<UsageRow>, mut before: Rows) {
    for row in rows.iter_mut() {
        row.before = before.remove(&[row.key.clone(), row.series.clone()]).map(derived);
    }
    rows.extend(
        before
            .into_iter()
            .map(|(keys, totals)| UsageRow { before: Some(derived(totals)), ..row(keys, UsageTotals::default()) }),
    );
    for row in rows {
        let before = row.before.get_or_insert_default();
        row.change = Some(row.totals.less(before));
    }
}

/// Rows in their order: those of one key together, spans of time as they come, else the largest first.
fn sorted(mut rows: Vec<UsageRow>, by: Option<GroupBy>, series: Option<GroupBy>) -> Vec<UsageRow> {
    let is_time = |unit: Option<GroupBy>| unit.is_some_and(GroupBy::is_time);
    let rank = |totals: &UsageTotals| std::cmp::Reverse((totals.cost_known, totals.total_tokens));
    let mut groups: BTreeMap<Option<String>, UsageTotals> = BTreeMap::new();
    for row in &rows {
        add_to(groups.entry(row.key.clone()).or_default(), &row.totals);
    }
    let groups: HashMap<_, _> = groups.into_iter().map(|(key, sum)| (key, rank(&derived(sum)))).collect();
    rows.sort_by(|a, b| {
        let by_group = || groups.get(&a.key).cmp(&groups.get(&b.key)).then_with(|| a.key.cmp(&b.key));
        let by_row = || rank(&a.totals).cmp(&rank(&b.totals)).then_with(|| a.series.cmp(&b.series));
        let first = if is_time(by) { a.key.cmp(&b.key) } else { by_group() };
        first.then_with(|| if is_time(series) { a.series.cmp(&b.series) } else { by_row() })
    });
    rows
}
