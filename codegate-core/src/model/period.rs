//! Periods in UTC: how they are numbered and written.

use super::{DAY_MICROS, GroupBy, Timestamp};
use time::{Date, Month, OffsetDateTime};

pub(crate) const HOUR_MICROS: i64 = 3_600_000_000;
/// 1970-01-01 was a Thursday, the fourth day of its ISO week.
const DAYS_BEFORE_THURSDAY: i64 = 3;

/// The number of the period that contains a time; the next period has the next number.
pub(crate) fn number(unit: GroupBy, micros: i64) -> i64 {
    match unit {
        GroupBy::Hour => micros.div_euclid(HOUR_MICROS),
        GroupBy::Week => (micros.div_euclid(DAY_MICROS) + DAYS_BEFORE_THURSDAY).div_euclid(7),
        GroupBy::Month => {
            let day = date(micros);
            i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1
        }
        _ => micros.div_euclid(DAY_MICROS),
    }
}

/// How the period of this number is written; the order as text is the order in time.
pub(crate) fn written(unit: GroupBy, number: i64) -> String {
    match unit {
        GroupBy::Hour => {
            let mut text = at(number, HOUR_MICROS).to_string();
            text.truncate("YYYY-MM-DDTHH".len());
            text + ":00Z"
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

    fn shown(unit: GroupBy, time: &str) -> String {
        written(unit, number(unit, Timestamp::parse(time).unwrap().as_micros()))
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
    fn numbers_rise_by_one_from_span_to_span() {
        let next = |unit, a: &str, b: &str| {
            let number = |time| number(unit, Timestamp::parse(time).unwrap().as_micros());
            number(b) - number(a)
        };
        assert_eq!(next(GroupBy::Month, "2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"), 1);
        assert_eq!(next(GroupBy::Week, "2026-11-29T23:59:59Z", "2026-11-30T00:00:00Z"), 1, "Sunday to Monday");
        assert_eq!(next(GroupBy::Hour, "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z"), -1);
    }
}
