//! Reports of usage: whole days from the roll-up by day, the hours at the two ends from the roll-up by hour, and the parts
//! of an hour from the attempts.

use super::fault::bad_row;
use super::rollup::{self, COUNTS, HOUR_MICROS, SUMS, Sums};
use super::sums::{self, Key, Numbers};
use super::workspaces;
use crate::error::Result;
use crate::model::{
    DAY_MICROS, GroupBy, Money, Period, Timestamp, UsageQuery, UsageReport, UsageRow, UsageTotals, period,
};
use rusqlite::Connection;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

/// What a report covers, with the workspace by its row id.
pub(crate) struct Span<'a> {
    pub(crate) query: &'a UsageQuery,
    pub(crate) workspace: Option<i64>,
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

impl Part<'_> {
    fn owned(self) -> Part<'static> {
        match self {
            Part::None => Part::None,
            Part::Text(text) => Part::Text(text.into_owned().into()),
            Part::Number(number) => Part::Number(number),
            Part::Rule(workspace, rule) => Part::Rule(workspace, rule),
        }
    }
}

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

    /// What a row is grouped by, before spans of time are put together and anything is named.
    fn raw<'a>(&self, key: &Key<&'a str>) -> Raw<'a> {
        self.units.map(|unit| match unit {
            None => Part::None,
            Some(GroupBy::Model) => Part::Text(key.model.into()),
            Some(GroupBy::Provider) => Part::Text(key.provider.into()),
            Some(GroupBy::Session) => Part::Text(key.session.into()),
            Some(GroupBy::Client) => Part::Text(key.client.into()),
            Some(GroupBy::RequestType) => Part::Text(key.request_type.into()),
            Some(GroupBy::Workspace) => Part::Number(key.workspace),
            Some(GroupBy::Rule) => Part::Rule(key.workspace, key.rule),
            Some(GroupBy::Hour | GroupBy::Day | GroupBy::Week | GroupBy::Month) => Part::Number(key.slot),
        })
    }

    fn keys(&self, raw: &Raw<'_>, hours: i64) -> Keys {
        [0, 1].map(|place| match (&raw[place], self.units[place]) {
            (Part::Text(text), _) => Some(text.to_string()).filter(|text| !text.is_empty()),
            (Part::Rule(workspace, rule), _) => {
                self.names.get(workspace).filter(|_| *rule >= 0).map(|name| format!("{name}/{rule}"))
            }
            (Part::Number(workspace), Some(GroupBy::Workspace)) => self.names.get(workspace).cloned(),
            (Part::Number(slot), Some(unit)) => {
                let start = slot.saturating_mul(hours * HOUR_MICROS);
                Some(period::written(unit, period::number(unit, start) + self.shift[place]))
            }
            _ => None,
        })
    }

    fn by_hour(&self) -> bool {
        self.units.contains(&Some(GroupBy::Hour))
    }
}

/// What rows of the roll-up are grouped by.
type Raw<'a> = [Part<'a>; 2];

#[derive(Clone, PartialEq, Eq, Hash)]
enum Part<'a> {
    None,
    Text(Cow<'a, str>),
    Number(i64),
    Rule(i64, i64),
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
    let start = since.map_or(i64::MIN, Timestamp::as_micros);
    let end = until.map_or(i64::MAX, Timestamp::as_micros).max(start);
    let all = start..end;
    let hours = inner(&all, HOUR_MICROS);
    let days = if grouping.by_hour() { hours.end..hours.end } else { inner(&hours, DAY_MICROS) };
    let slots = |span: &Range<i64>, length: i64| span.start.div_euclid(length)..span.end.div_euclid(length);
    let workspaces = span.workspace.map_or_else(|| workspaces::ids(connection), |id| Ok(vec![id]))?;
    let (mut by_hour, mut by_day) = (Groups::new(span.query, grouping), Groups::new(span.query, grouping));
    for part in around(&all, &hours) {
        for hour in part.start.div_euclid(HOUR_MICROS)..=(part.end - 1).div_euclid(HOUR_MICROS) {
            parts_of_hour(connection, &workspaces, hour, |part_of, numbers, started_at| {
                if part.contains(&started_at) { by_hour.add(part_of, numbers) } else { Ok(()) }
            })?;
        }
    }
    for workspace in workspaces {
        for part in around(&hours, &days) {
            sums::scan(connection, workspace, 1, &slots(&part, HOUR_MICROS), |key, numbers| by_hour.add(key, numbers))?;
        }
        if !days.is_empty() {
            sums::scan(connection, workspace, 24, &slots(&days, DAY_MICROS), |key, numbers| by_day.add(key, numbers))?;
        }
    }
    let mut rows = Rows::new();
    by_hour.merge_into(&mut rows, 1)?;
    by_day.merge_into(&mut rows, 24)?;
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

/// Gives what every attempt of an hour adds, and fails where they do not come to what the sums of that hour say.
fn parts_of_hour(
    connection: &Connection,
    workspaces: &[i64],
    hour: i64,
    mut each: impl FnMut(&Key<&str>, &Numbers, i64) -> Result<()>,
) -> Result<()> {
    // The few exchanges of an hour are found by their start; a workspace has far more. The start is read from the row and
    // from the index: a part of an hour must not depend on either alone.
    static OF_HOUR: LazyLock<String> = LazyLock::new(|| {
        let parts = rollup::parts(1, "exchanges i CROSS JOIN exchanges e ON e.seq = i.seq");
        format!("{parts} WHERE i.started_at >= ?1 AND i.started_at < ?2 AND i.started_at = e.started_at")
    });
    let mut recorded: HashMap<Key<String>, Sums> = HashMap::new();
    for workspace in workspaces {
        sums::scan(connection, *workspace, 1, &(hour..hour + 1), |key, numbers| {
            recorded.insert(key.owned(), sums::joined(&numbers.map(i128::from)));
            Ok(())
        })?;
    }
    let mut counted: HashMap<Key<String>, Sums> = HashMap::new();
    let mut statement = connection.prepare_cached(&OF_HOUR)?;
    let start = hour.saturating_mul(HOUR_MICROS);
    let mut rows = statement.query([start, start.saturating_add(HOUR_MICROS)])?;
    while let Some(row) = rows.next()? {
        let part = rollup::Part::read(row)?;
        if workspaces.binary_search(&part.key.workspace).is_err() {
            continue;
        }
        let sums = counted.entry(part.key.owned()).or_insert([0; COUNTS + 2]);
        sums.iter_mut().zip(sums::joined(&part.numbers.map(i128::from))).for_each(|(sum, more)| *sum += more);
        each(&part.key, &part.numbers, part.started_at)?;
    }
    for sums in counted.values_mut() {
        sums[..COUNTS].iter_mut().for_each(|sum| *sum = (*sum).min(i128::from(i64::MAX)));
    }
    let differs = |(key, sums): (&Key<String>, &Sums)| *sums != *counted.get(key).unwrap_or(&[0; COUNTS + 2]);
    if counted.keys().any(|key| !recorded.contains_key(key)) || recorded.iter().any(differs) {
        return Err(sums::damaged());
    }
    Ok(())
}

/// Sums of the rows that a query is about, by what they are grouped by.
struct Groups<'a> {
    query: &'a UsageQuery,
    grouping: &'a Grouping,
    places: HashMap<Raw<'static>, usize>,
    sums: Vec<[i128; SUMS.len()]>,
}

impl<'a> Groups<'a> {
    fn new(query: &'a UsageQuery, grouping: &'a Grouping) -> Groups<'a> {
        Groups { query, grouping, places: HashMap::new(), sums: Vec::new() }
    }

    fn add(&mut self, key: &Key<&str>, numbers: &Numbers) -> Result<()> {
        if !wanted(self.query, key) {
            return Ok(());
        }
        let raw = self.grouping.raw(key);
        let place = match find(&self.places, &raw) {
            Some(place) => place,
            None => {
                self.places.insert(raw.map(Part::owned), self.sums.len());
                self.sums.push([0; SUMS.len()]);
                self.sums.len() - 1
            }
        };
        self.sums[place].iter_mut().zip(numbers).for_each(|(sum, number)| *sum += i128::from(*number));
        Ok(())
    }

    fn merge_into(self, rows: &mut Rows, hours: i64) -> Result<()> {
        for (raw, place) in &self.places {
            let totals = totals(&sums::joined(&self.sums[*place]))?;
            add_to(rows.entry(self.grouping.keys(raw, hours)).or_default(), &totals);
        }
        Ok(())
    }
}

/// Looks up what is only borrowed in a map of what is owned.
fn find<'a>(places: &HashMap<Raw<'a>, usize>, raw: &Raw<'a>) -> Option<usize> {
    places.get(raw).copied()
}

/// Whether a query is about a row.
fn wanted(query: &UsageQuery, key: &Key<&str>) -> bool {
    let held = |wanted: &Option<String>, text: &str| wanted.as_deref().is_none_or(|wanted| wanted == text);
    held(&query.session, key.session)
        && held(&query.provider, key.provider)
        && held(&query.model, key.model)
        && held(&query.client, key.client)
        && held(&query.request_type, key.request_type)
        && query.rule.is_none_or(|rule| i64::from(rule) == key.rule)
}

/// Sums as a report has them; a count beyond what it can say stops there.
fn totals(sums: &rollup::Sums) -> Result<UsageTotals> {
    let mut counts = [0; COUNTS];
    for (count, sum) in counts.iter_mut().zip(sums) {
        *count = u64::try_from((*sum).min(i128::from(u64::MAX))).map_err(|_| bad_row("a negative count"))?;
    }
    let [
        exchanges,
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

/// Puts the sums of another period beside each row; a row that only the other period has gets zeros here.
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
