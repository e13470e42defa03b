//! Timestamps.

use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time: microseconds since 1970-01-01 UTC, written `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
///
/// Years 1 to 9999. Reading accepts any RFC 3339 time with an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Microseconds of a day.
pub(crate) const DAY_MICROS: i64 = 86_400_000_000;
const MIN: i64 = -62_135_596_800_000_000;
const MAX: i64 = 253_402_300_799_999_999;

impl Timestamp {
    /// From microseconds since 1970-01-01 UTC; `invalid_argument` outside the years 1 to 9999.
    pub fn from_micros(micros: i64) -> Result<Self> {
        if (MIN..=MAX).contains(&micros) {
            Ok(Timestamp(micros))
        } else {
            Err(Error::argument("a time must lie in the years 1 to 9999"))
        }
    }

    /// The nearest time that can be written.
    pub(crate) fn clamped(micros: i64) -> Self {
        Timestamp(micros.clamp(MIN, MAX))
    }

    /// Microseconds since 1970-01-01 UTC.
    pub fn as_micros(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 time such as `2026-11-22T10:00:00Z`; what is finer than a microsecond is cut.
    pub fn parse(text: &str) -> Result<Self> {
        let parsed = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
            Error::argument(format!(
                "`{}` is not a time with an offset, such as `2026-11-22T10:00:00Z`",
                super::shown(text)
            ))
        })?;
        let micros = parsed.unix_timestamp_nanos().div_euclid(1_000);
        i64::try_from(micros)
            .map_err(|_| Error::argument("a time must lie in the years 1 to 9999"))
            .and_then(Self::from_micros)
    }

    /// Its day in UTC, counted from 1970-01-01.
    pub(crate) fn day(self) -> i64 {
        self.0.div_euclid(DAY_MICROS)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time =
            OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000).map_err(|_| std::fmt::Error)?;
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            time.year(),
            u8::from(time.month()),
            time.day(),
            time.hour(),
            time.minute(),
            time.second(),
            time.microsecond()
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Timestamp::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Refuses a period that ends before it begins; one that ends where it begins is empty.
pub(crate) fn check_period(since: Option<Timestamp>, until: Option<Timestamp>) -> Result<()> {
    match (since, until) {
        (Some(since), Some(until)) if until < since => {
            Err(Error::argument(format!("`until` is `{until}`, before `since`, which is `{since}`; swap them")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        for (text, shown) in [
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000Z"),
            ("2026-11-22T12:00:00.1234567+02:00", "2026-11-22T10:00:00.123456Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
        ] {
            assert_eq!(Timestamp::parse(text).unwrap().to_string(), shown);
        }
        assert!(Timestamp::parse("2026-11-22T10:00:00").is_err(), "an offset is required");
        assert!(Timestamp::from_micros(MAX + 1).is_err());
    }
}
