//! Amounts of money.

use serde::{Serialize, Serializer};

/// An amount of US dollars, exact to 10⁻¹² (a pico-USD). Written as a plain decimal: no exponent, no trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i128);

const UNIT: u128 = 1_000_000_000_000;

impl Money {
    /// From pico-USD (10⁻¹² USD).
    pub const fn from_pico(pico: i128) -> Self {
        Money(pico)
    }

    /// In pico-USD (10⁻¹² USD).
    pub const fn as_pico(self) -> i128 {
        self.0
    }

    /// Reads a decimal, with an exponent or without; `None` if it is not a finite number. What is finer than a
    /// pico-USD is rounded half to even; what is beyond `i64` pico-USD is `None` too.
    pub fn parse(text: &str) -> Option<Self> {
        Money::parse_shifted(text, 0)
    }

    /// The same, times ten to `shift`.
    pub(crate) fn parse_shifted(text: &str, shift: i32) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
        {
            return None;
        }
        let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
        let first = all.iter().position(|&d| d != 0).unwrap_or(all.len());
        let significant = &all[first..];
        if significant.is_empty() {
            return Some(Money(0));
        }
        // The number is `significant` × 10^scale pico-USD.
        let scale = i64::from(exponent) + i64::from(shift) + 12 - i64::try_from(fraction.len()).ok()?;
        let length = i64::try_from(significant.len()).ok()?;
        if length + scale > 20 {
            return None;
        }
        let kept = usize::try_from((length + scale.min(0)).max(0)).ok()?;
        let mut value =
            significant[..kept.min(significant.len())].iter().fold(0i128, |sum, &d| sum * 10 + i128::from(d));
        if scale > 0 {
            value *= 10i128.pow(u32::try_from(scale).ok()?);
        } else if length + scale >= 0 {
            value += round_up(value, &significant[kept..]);
        }
        let value = if negative { -value } else { value };
        i64::try_from(value).ok().map(|v| Money(i128::from(v)))
    }

    /// The saturating sum.
    pub fn saturating_add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

/// 1 if the digits that were cut off round `value` up, half to even.
fn round_up(value: i128, cut: &[u8]) -> i128 {
    match cut.split_first() {
        None => 0,
        Some((&first, rest)) => {
            let tie = first == 5 && rest.iter().all(|&d| d == 0);
            i128::from(if tie { value % 2 == 1 } else { first >= 5 })
        }
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let (whole, fraction) = (magnitude / UNIT, magnitude % UNIT);
        let sign = if self.0 < 0 { "-" } else { "" };
        if fraction == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        let digits = format!("{fraction:012}");
        f.pad(&format!("{sign}{whole}.{}", digits.trim_end_matches('0')))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Money::parse(&text).ok_or_else(|| serde::de::Error::custom("an amount is a decimal such as `0.0125`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_plain_decimals() {
        for (pico, text) in [
            (0, "0"),
            (1, "0.000000000001"),
            (-1_500_000_000_000, "-1.5"),
            (10_000_000_000_000, "10"),
            (12_345_678_900_000, "12.3456789"),
        ] {
            assert_eq!(Money::from_pico(pico).to_string(), text);
            assert_eq!(Money::parse(text), Some(Money::from_pico(pico)));
        }
    }

    #[test]
    fn reads_exponents_and_rounds_half_to_even() {
        for (text, pico) in [
            ("1e-7", 100_000),
            ("0.0000000000005", 0),
            ("0.0000000000015", 2),
            ("0.00000000000251", 3),
            ("1.5E+1", 15_000_000_000_000),
            ("0e999999", 0),
            ("9223372.036854775807", i128::from(i64::MAX)),
        ] {
            assert_eq!(Money::parse(text), Some(Money::from_pico(pico)), "{text}");
        }
        // The prices of one token as LiteLLM writes them, for a million.
        for (text, shown) in [("1.25e-06", "1.25"), ("0.000003", "3"), ("7.5e-8", "0.075"), ("3", "3000000")] {
            assert_eq!(Money::parse_shifted(text, 6).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", ".", "1e", "nan", "inf", "1 ", "0x1", "9223372.036854775808", "1e99"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }
}
