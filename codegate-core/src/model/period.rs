//! Periods by the clock of a time zone: how they are numbered and written.

use super::{DAY_MICROS, GroupBy, Timestamp, Zone};
use time::{Date, Month, OffsetDateTime};

pub(crate) const HOUR_MICROS: i64 = 3_600_000_000;
/// 1970-01-01 was a Thursday, the fourth day of its ISO week.
const DAYS_BEFORE_THURSDAY: i64 = 3;

/// The number of the period that contains a time. That of an hour is the time at which it begins, as an hour that the clock
/// shows twice is two; of any other, the next period has the next number.
pub(crate) fn number(zone: &Zone, unit: GroupBy, micros: i64) -> i64 {
    let micros = Timestamp::clamped(micros).as_micros();
    let local = local(zone, micros);
    match unit {
        GroupBy::Hour => hour(zone, micros),
        GroupBy::Week => (local.div_euclid(DAY_MICROS) + DAYS_BEFORE_THURSDAY).div_euclid(7),
        GroupBy::Month => {
            let day = date(local);
            i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1
        }
        _ => local.div_euclid(DAY_MICROS),
    }
}

/// The number of the period that lies as far behind this one as two periods with these numbers lie apart.
pub(crate) fn moved(zone: &Zone, unit: GroupBy, period: i64, from: i64, to: i64) -> i64 {
    let there = period.saturating_add(to.saturating_sub(from));
    if unit == GroupBy::Hour { number(zone, unit, there) } else { there }
}

/// How the period of this number is written. Hours of a zone other than UTC tell how far its clock is ahead.
pub(crate) fn written(zone: &Zone, unit: GroupBy, number: i64) -> String {
    match unit {
        GroupBy::Hour => {
            let mut text = Timestamp::clamped(local(zone, number)).to_string();
            text.truncate("YYYY-MM-DDTHH".len());
            text + ":00" + &offset(zone, number)
        }
        GroupBy::Week => {
            let monday = at(number.saturating_mul(7) - DAYS_BEFORE_THURSDAY, DAY_MICROS);
            let (year, week, _) = date(monday.as_micros()).to_iso_week_date();
            format!("{year:04}-W{week:02}")
        }
        GroupBy::Month => format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
        _ => {
            let mut text = at(number, DAY_MICROS).to_string();
            text.truncate("YYYY-MM-DD".len());
            text
        }
    }
}

/// What the clock shows, as if it were that of UTC.
fn local(zone: &Zone, micros: i64) -> i64 {
    Timestamp::clamped(micros.saturating_add(zone.offset(micros))).as_micros()
}

/// When the hour of the clock began: where the clock was set within it, then.
fn hour(zone: &Zone, micros: i64) -> i64 {
    let offset = zone.offset(micros);
    let start = (micros + offset).div_euclid(HOUR_MICROS) * HOUR_MICROS - offset;
    if zone.offset(start) == offset { start } else { zone.last_change(micros).map_or(start, |set| set.max(start)) }
}

/// How far the clock is ahead of UTC, as ISO 8601 writes it; before standard time, some were by odd seconds.
fn offset(zone: &Zone, micros: i64) -> String {
    if zone.is_utc() {
        return "Z".to_owned();
    }
    let seconds = zone.offset(micros) / 1_000_000;
    let (sign, ahead) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let odd = if ahead % 60 == 0 { String::new() } else { format!(":{:02}", ahead % 60) };
    format!("{sign}{:02}:{:02}{odd}", ahead / 3600, ahead / 60 % 60)
}

fn at(number: i64, length: i64) -> Timestamp {
    Timestamp::clamped(number.saturating_mul(length))
}

fn date(micros: i64) -> Date {
    let seconds = Timestamp::clamped(micros).as_micros().div_euclid(1_000_000);
    let first = || Date::from_calendar_date(1970, Month::January, 1).unwrap_or(Date::MIN);
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| first(), OffsetDateTime::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(time: &str) -> i64 {
        Timestamp::parse(time).unwrap().as_micros()
    }

    fn shown_in(zone: &Zone, unit: GroupBy, time: &str) -> String {
        written(zone, unit, number(zone, unit, micros(time)))
    }

    fn shown(unit: GroupBy, time: &str) -> String {
        shown_in(&Zone::default(), unit, time)
    }

    #[test]
    fn spans_are_written_as_calendars_have_them() {
        for (time, hour, day, week, month) in [
            ("2026-11-25T14:59:59.999999Z", "2026-11-25T14:00Z", "2026-11-25", "2026-W48", "2026-11"),
            // ISO 8601: the week of a day belongs to the year of its Thursday.
            ("2027-01-03T23:00:00Z", "2027-01-03T23:00Z", "2027-01-03", "2026-W53", "2027-01"),
            ("2027-01-04T00:00:00Z", "2027-01-04T00:00Z", "2027-01-04", "2027-W01", "2027-01"),
            ("2024-12-30T00:00:00Z", "2024-12-30T00:00Z", "2024-12-30", "2025-W01", "2024-12"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:00Z", "1969-12-31", "1970-W01", "1969-12"),
            ("1969-12-28T23:59:59Z", "1969-12-28T23:00Z", "1969-12-28", "1969-W52", "1969-12"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00Z", "0001-01-01", "0001-W01", "0001-01"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:00Z", "9999-12-31", "9999-W52", "9999-12"),
        ] {
            assert_eq!(shown(GroupBy::Hour, time), hour);
            assert_eq!(shown(GroupBy::Day, time), day);
            assert_eq!(shown(GroupBy::Week, time), week);
            assert_eq!(shown(GroupBy::Month, time), month);
        }
    }

    #[test]
    fn periods_follow_each_other() {
        let zone = &Zone::default();
        let next = |unit, a: &str, b: &str| number(zone, unit, micros(b)) - number(zone, unit, micros(a));
        assert_eq!(next(GroupBy::Month, "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"), 1);
        assert_eq!(next(GroupBy::Week, "2026-11-29T23:59:59Z", "2026-11-30T00:00:00Z"), 1, "Sunday to Monday");
        assert_eq!(next(GroupBy::Hour, "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z"), -HOUR_MICROS);
    }

    #[test]
    fn hours_are_those_of_the_clock() {
        for (name, time, hour) in [
            ("America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T01:00-04:00"),
            ("America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T01:00-05:00"),
            ("America/New_York", "2026-03-08T06:59:59Z", "2026-03-08T01:00-05:00"),
            ("America/New_York", "2026-03-08T07:00:00Z", "2026-03-08T03:00-04:00"),
            ("Asia/Kolkata", "2026-03-08T18:29:59Z", "2026-03-08T23:00+05:30"),
            ("Asia/Kolkata", "2026-03-08T18:30:00Z", "2026-03-09T00:00+05:30"),
            // The clock goes back from 02:00 to 01:30.
            ("Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05T01:00+11:00"),
            ("Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05T01:00+10:30"),
            ("Australia/Lord_Howe", "2026-04-04T15:30:00Z", "2026-04-05T02:00+10:30"),
            // From 00:01 to 23:01 of the day before.
            ("America/St_Johns", "2010-11-07T02:30:59Z", "2010-11-07T00:00-02:30"),
            ("America/St_Johns", "2010-11-07T02:31:00Z", "2010-11-06T23:00-03:30"),
            ("America/New_York", "1883-11-17T17:00:00Z", "1883-11-17T12:00-04:56:02"),
            ("Europe/London", "2026-01-01T00:00:00Z", "2026-01-01T00:00+00:00"),
            ("Etc/UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00Z"),
        ] {
            let zone = Zone::named(name).unwrap();
            assert_eq!(shown_in(&zone, GroupBy::Hour, time), hour, "{name} {time}");
        }
    }

    #[test]
    fn the_hours_of_a_day_are_told_apart_and_come_in_their_order() {
        for (name, from, hours) in [
            ("America/New_York", "2026-11-01T04:00:00Z", 25),
            ("America/New_York", "2026-03-08T05:00:00Z", 23),
            // With a second row for the half of 01:00 that comes again.
            ("Australia/Lord_Howe", "2026-04-04T13:00:00Z", 25),
            ("Asia/Kolkata", "2026-11-01T18:30:00Z", 24),
        ] {
            let zone = &Zone::named(name).unwrap();
            let (day, start) = (shown_in(zone, GroupBy::Day, from), micros(from));
            let quarters = (0..).map(|quarter| start + quarter * HOUR_MICROS / 4);
            let of_day = quarters.take_while(|at| written(zone, GroupBy::Day, number(zone, GroupBy::Day, *at)) == day);
            let mut numbers: Vec<i64> = of_day.map(|at| number(zone, GroupBy::Hour, at)).collect();
            numbers.dedup();
            assert!(numbers.is_sorted(), "{name}");
            let texts: std::collections::HashSet<_> =
                numbers.iter().map(|number| written(zone, GroupBy::Hour, *number)).collect();
            assert_eq!((numbers.len(), texts.len()), (hours, hours), "{name}");
        }
    }
}
