//! Points in time as people write them.

use crate::errors::Failure;
use codegate_core::model::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, ZonedDateTime};

/// What `--since` and `--until` take.
pub(crate) const HELP: &str = "`now`, `today`, `yesterday`, `week`, `month`, `year` (when these began), a length such as \
    `90m`, `24h`, `7d` or `2w` ago, a day `2026-11-22`, or a time `2026-11-22T10:00:00Z`";

/// The clock by which days begin.
pub(crate) struct Clock {
    now: ZonedDateTime,
}

impl Clock {
    /// That of the zone of this name, or of the machine.
    pub(crate) fn new(zone: Option<&str>) -> Result<Clock, Failure> {
        let zone = match zone {
            None => TimeZone::system(),
            Some(name) => TimeZone::get(name).map_err(|_| {
                let text = format!("`--zone`: `{name}` is not a name of the IANA time zone database");
                Failure::own("usage", text, "such as `Europe/Berlin`, `America/New_York` or `UTC`")
            })?,
        };
        Ok(Clock { now: jiff::Timestamp::now().to_zoned_datetime(zone) })
    }

    /// The name of the zone, where it has one.
    pub(crate) fn zone(&self) -> Option<String> {
        let name = self.now.time_zone().iana_name()?;
        Some(if name == "Etc/UTC" { "UTC".to_owned() } else { name.to_owned() })
    }

    /// The point in time that a text of the command line means.
    pub(crate) fn read(&self, option: &str, text: &str) -> Result<Timestamp, Failure> {
        let bad = || Failure::own("usage", format!("`{option}`: `{text}` is no time"), format!("it takes {HELP}"));
        let today = self.now.date();
        let day = match text {
            "now" => return micros(self.now.timestamp()),
            "today" => Some(today),
            "yesterday" => today.yesterday().ok(),
            "week" => {
                let back = today.weekday().to_monday_zero_offset();
                today.checked_sub(i64::from(back).days()).ok()
            }
            "month" => Some(today.first_of_month()),
            "year" => Some(today.first_of_year()),
            _ => text.parse::<Date>().ok().filter(|_| text.len() == "YYYY-MM-DD".len()),
        };
        if let Some(day) = day {
            let begins = day.to_zoned_datetime(self.now.time_zone().clone()).map_err(|_| bad())?;
            return micros(begins.timestamp());
        }
        if let Some(span) = length(text) {
            return micros(self.now.checked_sub(span).map_err(|_| bad())?.timestamp());
        }
        Timestamp::parse(text).map_err(|_| bad())
    }

    /// The same of an option that may be absent.
    pub(crate) fn option(&self, option: &str, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
        text.map(|text| self.read(option, text)).transpose()
    }

    /// A time by this clock, to the second.
    pub(crate) fn shown(&self, time: Timestamp) -> String {
        let Ok(instant) = jiff::Timestamp::from_microsecond(time.as_micros()) else { return time.to_string() };
        instant.to_zoned_datetime(self.now.time_zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

fn micros(time: jiff::Timestamp) -> Result<Timestamp, Failure> {
    Ok(Timestamp::from_micros(time.as_microsecond())?)
}

/// A number and a unit: `90m`, `24h`, `7d`, `2w`.
fn length(text: &str) -> Option<Span> {
    let (number, unit) = text.split_at(text.len().checked_sub(1).filter(|at| text.is_char_boundary(*at))?);
    let number: i64 = number.parse().ok().filter(|number| (0..=100_000).contains(number))?;
    match unit {
        "m" => Some(number.minutes()),
        "h" => Some(number.hours()),
        "d" => Some(number.days()),
        "w" => Some(number.weeks()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(now: &str) -> Clock {
        Clock { now: now.parse().unwrap() }
    }

    #[test]
    fn words_lengths_days_and_times_are_read_by_the_clock() {
        // A Tuesday, two days after the clocks went back.
        let clock = clock("2026-11-03T10:30:00-05:00[America/New_York]");
        for (text, means) in [
            ("now", "2026-11-03T15:30:00.000000Z"),
            ("today", "2026-11-03T05:00:00.000000Z"),
            ("yesterday", "2026-11-02T05:00:00.000000Z"),
            ("week", "2026-11-02T05:00:00.000000Z"),
            ("month", "2026-11-01T04:00:00.000000Z"),
            ("year", "2026-01-01T05:00:00.000000Z"),
            ("90m", "2026-11-03T14:00:00.000000Z"),
            ("24h", "2026-11-02T15:30:00.000000Z"),
            ("3d", "2026-10-31T14:30:00.000000Z"),
            ("1w", "2026-10-27T14:30:00.000000Z"),
            ("2026-07-04", "2026-07-04T04:00:00.000000Z"),
            ("2026-07-04T12:00:00+02:00", "2026-07-04T10:00:00.000000Z"),
        ] {
            assert_eq!(clock.read("--since", text).unwrap().to_string(), means, "{text}");
        }
        for bad in ["", "tomorow", "d", "-1d", "7x", "2026-13-01", "2026-07-04T12:00", "é"] {
            assert!(clock.read("--since", bad).is_err(), "{bad:?}");
        }
    }
}
