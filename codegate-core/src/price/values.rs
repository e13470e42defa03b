//! The values of a price table: prices, days, and times of the day.

use crate::model::{DAY_MICROS, Money, Timestamp, shown};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// Pico-USD (10⁻¹² USD) for a million.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Price(pub(super) u64);

/// A factor on a price, in ten-thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Factor(pub(super) u64);

/// Minutes since midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
pub(super) struct Minute(pub(super) u16);

/// Days since 1970-01-01, written `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Date(pub(crate) i64);

impl Price {
    /// A decimal, times ten to `shift`; `None` if it is no number that is 0 or more and in range.
    pub(super) fn parse(text: &str, shift: i32) -> Option<Price> {
        let pico = Money::parse_shifted(text, shift)?.as_pico();
        u64::try_from(pico).ok().map(Price)
    }

    /// A price of a document.
    pub(super) fn read<E: serde::de::Error>(text: &str) -> Result<Price, E> {
        Price::parse(text, 0).ok_or_else(|| E::custom(format!("`{}` is not a price such as `1.25`", shown(text))))
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Price::read(&Cow::<str>::deserialize(deserializer)?)
    }
}

impl Factor {
    const ONE: u64 = 10_000;

    /// Reads a decimal above 0 and up to 100, with at most four digits behind its point.
    pub(super) fn parse(text: &str) -> Option<Factor> {
        let pico = Price::parse(text, 0)?.0;
        let parts = pico / (1_000_000_000_000 / Self::ONE);
        let whole = pico % (1_000_000_000_000 / Self::ONE) == 0;
        (whole && (1..=100 * Self::ONE).contains(&parts)).then_some(Factor(parts))
    }

    /// A price times this, half to even.
    pub(super) fn times(self, price: u64) -> u64 {
        let product = u128::from(price) * u128::from(self.0);
        let (whole, rest) = (product / u128::from(Self::ONE), product % u128::from(Self::ONE));
        let up = rest * 2 > u128::from(Self::ONE) || rest * 2 == u128::from(Self::ONE) && whole % 2 == 1;
        u64::try_from(whole + u128::from(up)).unwrap_or(u64::MAX)
    }
}

impl std::fmt::Display for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Money::from_pico(i128::from(self.0) * i128::from(1_000_000_000_000 / Self::ONE)).fmt(f)
    }
}

impl<'de> Deserialize<'de> for Factor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Factor::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{}` is not a factor such as `1.1`", shown(&text))))
    }
}

impl<'de> Deserialize<'de> for Minute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Minute::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{}` is not a time such as `16:30`", shown(&text))))
    }
}

impl Minute {
    /// Reads `HH:MM`.
    pub(super) fn parse(text: &str) -> Option<Minute> {
        let (hour, minute) = text.split_once(':')?;
        let number = |text: &str, limit: u16| {
            let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse().ok()).flatten().filter(|&number: &u16| number < limit)
        };
        Some(Minute(number(hour, 24)? * 60 + number(minute, 60)?))
    }
}

impl Date {
    /// Reads `YYYY-MM-DD`.
    pub(crate) fn parse(text: &str) -> Option<Date> {
        let day = Timestamp::parse(&format!("{text}T00:00:00Z")).ok()?.day();
        (text.len() == 10).then_some(Date(day))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let time = Timestamp::clamped(self.0.saturating_mul(DAY_MICROS)).to_string();
        f.write_str(time.get(..10).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Date::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{}` is not a day such as `2026-11-22`", shown(&text))))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use super::{Date, Factor, Minute, Price};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    macro_rules! text {
        ($type:ty, $name:literal, $pattern:literal) => {
            impl JsonSchema for $type {
                fn schema_name() -> Cow<'static, str> {
                    $name.into()
                }
                fn inline_schema() -> bool {
                    true
                }
                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!({ "type": "string", "pattern": $pattern })
                }
            }
        };
    }
    text!(Price, "Price", r"^\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$");
    text!(Factor, "Factor", r"^[0-9]+(\.[0-9]{1,4})?$");
    text!(Minute, "Minute", "^([01][0-9]|2[0-3]):[0-5][0-9]$");
    text!(Date, "Date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
}
