//! How long a provider asks to wait before the next try: `Retry-After` and its relatives.

use crate::limits::RETRY_AFTER_SECONDS;
use crate::model::Timestamp;
use time::{Date, Month, Time};

/// Bytes of a header that may tell a time.
const VALUE_BYTES: usize = 64;

/// What headers tell of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Waiting {
    /// Seconds from now on.
    pub(crate) seconds: Option<f64>,
    /// Whether a header is there to tell a time and tells none that can be true.
    pub(crate) unreadable: bool,
}

/// How a header tells a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Seconds, or a date of HTTP: RFC 9110, 10.2.3.
    RetryAfter,
    /// Milliseconds.
    Millis,
    /// When a limit is lifted, in whatever form.
    Reset,
}

/// Which header tells a time, and which one what is left of the limit that it is about.
fn form(name: &str) -> Option<(Form, Option<String>)> {
    if name == "retry-after" {
        return Some((Form::RetryAfter, None));
    }
    // https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-get-started#handling-high-utilization
    if matches!(name, "retry-after-ms" | "x-ms-retry-after-ms") {
        return Some((Form::Millis, None));
    }
    // `x-ratelimit-reset-tokens` (https://platform.openai.com/docs/guides/rate-limits, Groq), `x-ratelimit-reset` (OpenRouter,
    // GitHub), `ratelimit-reset` (draft-ietf-httpapi-ratelimit-headers-03)
    for limits in ["x-ratelimit-", "ratelimit-"] {
        let kind = name.strip_prefix(limits).and_then(|rest| rest.strip_prefix("reset"));
        if let Some(kind) = kind.filter(|kind| kind.is_empty() || kind.starts_with('-')) {
            return Some((Form::Reset, Some(format!("{limits}remaining{kind}"))));
        }
    }
    // https://platform.claude.com/docs/en/api/rate-limits#response-headers
    let kind = name.strip_prefix("anthropic-ratelimit-")?.strip_suffix("-reset")?;
    Some((Form::Reset, Some(format!("anthropic-ratelimit-{kind}-remaining"))))
}

/// Whether a header says something of this.
pub(crate) fn is_about(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("retry-after") || name.contains("ratelimit-")
}

/// How long these headers ask to wait. `delay` is what the body says; `limited` tells whether a rate limit was exceeded:
/// the time of its reset is told with every response, and means nothing with others.
pub(crate) fn asked(headers: &[(String, String)], delay: Option<&str>, limited: bool, now: Timestamp) -> Waiting {
    let headers: Vec<(String, &str)> =
        headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    let mut waiting = Waiting::default();
    // The finer form comes first, as in the providers' own packages.
    for wanted in [Form::Millis, Form::RetryAfter] {
        let of_form = headers.iter().filter(|(name, _)| form(name).is_some_and(|(form, _)| form == wanted));
        waiting.longest(of_form.map(|(_, value)| seconds(wanted, value, now)));
    }
    waiting.longest(delay.map(duration).into_iter());
    if !limited {
        return waiting;
    }
    let resets: Vec<(bool, &str)> = headers
        .iter()
        .filter_map(|(name, value)| match form(name)? {
            (Form::Reset, Some(left)) => {
                Some((headers.iter().any(|(name, value)| *name == left && is_zero(value)), *value))
            }
            _ => None,
        })
        .collect();
    // Of several limits those count of which nothing is left; where that is not told, all.
    let any_spent = resets.iter().any(|(spent, _)| *spent);
    let those = resets.iter().filter(|(spent, _)| *spent || !any_spent);
    waiting.longest(those.map(|(_, value)| seconds(Form::Reset, value, now)));
    waiting
}

impl Waiting {
    /// Takes the longest of several times, where none was found before.
    fn longest(&mut self, times: impl Iterator<Item = Option<f64>>) {
        let times: Vec<Option<f64>> = times.collect();
        let plausible = |time: &Option<f64>| time.filter(|time| (0.0..=RETRY_AFTER_SECONDS).contains(time));
        self.unreadable |= times.iter().any(|time| plausible(time).is_none());
        let longest = times.iter().filter_map(plausible).reduce(f64::max);
        self.seconds = self.seconds.or(longest);
    }
}

fn is_zero(value: &str) -> bool {
    value.parse() == Ok(0.0)
}

/// Seconds from now on; negative ones only where the header says so itself.
fn seconds(form: Form, value: &str, now: Timestamp) -> Option<f64> {
    if value.len() > VALUE_BYTES {
        return None;
    }
    let until = |time: Timestamp| (time.as_micros().saturating_sub(now.as_micros()) as f64 / 1e6).max(0.0);
    match form {
        Form::Millis => number(value).map(|millis| millis / 1e3),
        Form::RetryAfter => number(value).or_else(|| http_date(value).map(until)),
        // Some write when it is, in seconds or milliseconds since 1970, others how long it takes.
        Form::Reset => match number(value) {
            Some(millis) if millis > 1e12 => Some(until(since_1970(millis * 1e3))),
            Some(seconds) if seconds > 1e9 => Some(until(since_1970(seconds * 1e6))),
            Some(seconds) => Some(seconds),
            None => duration(value).or_else(|| Timestamp::parse(value).ok().map(until)),
        },
    }
}

fn since_1970(micros: f64) -> Timestamp {
    Timestamp::clamped(micros as i64)
}

/// A decimal number.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if plain { text.parse().ok() } else { None }
}

/// A duration such as `6m0s`, `1h2m3.5s`, `120ms` or `2d`.
fn duration(text: &str) -> Option<f64> {
    let (mut rest, mut sum) = (text, 0.0);
    if rest.is_empty() || rest.len() > VALUE_BYTES {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (count, after) = rest.split_at(digits);
        let letters = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let length = match unit {
            "d" => 86_400.0,
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" | "μs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        sum += number(count)? * length;
        rest = after;
    }
    Some(sum)
}

/// A date in one of the three forms of RFC 9110, 5.6.7. The day of the week is not held against it.
fn http_date(text: &str) -> Option<Timestamp> {
    let parts: Vec<&str> = text.split([' ', ',', '-']).filter(|part| !part.is_empty()).collect();
    let (day, month, year, clock) = match *parts.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT · Sunday, 06-Nov-94 08:49:37 GMT
        [_, day, month, year, clock, "GMT" | "UTC"] => (day, month, year, clock),
        // Sun Nov  6 08:49:37 1994
        [_, month, day, clock, year] => (day, month, year, clock),
        _ => return None,
    };
    let year = match (year.len(), year.parse::<i32>().ok()?) {
        (4, year) => year,
        (2, year) if year < 70 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|name| *name == month)?;
    let month = Month::try_from(u8::try_from(month + 1).ok()?).ok()?;
    let mut clock = clock.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let date = Date::from_calendar_date(year, month, day.parse().ok()?).ok()?;
    // A leap second is as good as the one before it.
    let time = Time::from_hms(hour, minute, second.min(59)).ok()?;
    let seconds = date.with_time(time).assume_utc().unix_timestamp();
    Timestamp::from_micros(seconds.checked_mul(1_000_000)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-30T12:00:00Z").unwrap()
    }

    fn wait(headers: &[(&str, &str)]) -> Waiting {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        asked(&headers, None, true, now())
    }

    #[test]
    fn every_form_is_read() {
        for (name, value, expected) in [
            ("Retry-After", "120", 120.0),
            ("retry-after", " 1.5 ", 1.5),
            ("retry-after", "Mon, 30 Nov 2026 12:00:30 GMT", 30.0),
            ("retry-after", "Monday, 30-Nov-26 12:01:00 GMT", 60.0),
            ("retry-after", "Mon Nov 30 12:00:07 2026", 7.0),
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
            ("retry-after-ms", "1250", 1.25),
            ("x-ratelimit-reset-requests", "6m0s", 360.0),
            ("x-ratelimit-reset-tokens", "1h2m3.5s", 3_723.5),
            ("x-ratelimit-reset-tokens", "120ms", 0.12),
            ("x-ratelimit-reset-tokens", "7.66s", 7.66),
            ("x-ratelimit-reset-tokens", "17", 17.0),
            ("X-RateLimit-Reset", "1796040060000", 60.0),
            ("x-ratelimit-reset", "1796040045", 45.0),
            ("ratelimit-reset", "9", 9.0),
            ("anthropic-ratelimit-tokens-reset", "2026-11-30T12:00:20Z", 20.0),
            ("anthropic-ratelimit-input-tokens-reset", "2026-11-30T13:00:20+01:00", 20.0),
        ] {
            let found = wait(&[(name, value)]);
            assert!(!found.unreadable, "{name}: {value}");
            let seconds = found.seconds.unwrap_or(f64::NAN);
            assert!((seconds - expected).abs() < 1e-9, "{name}: {value} gives {seconds}");
        }
    }

    #[test]
    fn what_is_spent_counts_and_the_finest_form_first() {
        let both = [("x-ratelimit-reset-requests", "8s"), ("x-ratelimit-reset-tokens", "6m0s")];
        assert_eq!(wait(&both).seconds, Some(360.0), "which of them is spent is not told");
        let left = [("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-remaining-tokens", "17")];
        assert_eq!(wait(&[&both[..], &left].concat()).seconds, Some(8.0));
        assert_eq!(wait(&[&both[..], &[("retry-after", "2")]].concat()).seconds, Some(2.0));
        assert_eq!(wait(&[("retry-after", "2"), ("retry-after-ms", "1900")]).seconds, Some(1.9));
        assert_eq!(wait(&[("retry-after", "2"), ("retry-after", "9")]).seconds, Some(9.0));
        let body = asked(&[], Some("34.5s"), false, now());
        assert_eq!(body.seconds, Some(34.5));
    }

    #[test]
    fn a_reset_means_nothing_where_no_limit_was_exceeded() {
        let headers = [("x-ratelimit-reset-tokens".to_owned(), "6m0s".to_owned())];
        assert_eq!(asked(&headers, None, false, now()), Waiting::default());
    }

    #[test]
    fn hostile_values_tell_nothing() {
        let long = "9".repeat(400);
        for value in [
            "",
            "-1",
            "soon",
            "NaN",
            "inf",
            "1e9",
            "0x10",
            "99999999999",
            long.as_str(),
            "1 2",
            "１２",
            "Mon, 99 Foo 2026 12:00:30 GMT",
            "Mon, 30 Nov 2026 12:00:30",
            "Mon, 30 Nov 9999999999 12:00:30 GMT",
            "::::",
        ] {
            assert_eq!(wait(&[("retry-after", value)]), Waiting { seconds: None, unreadable: true }, "{value}");
        }
        for value in ["s", "5", "1x", "m5s", "..s", "1.2.3s", "-5s", "99999999d"] {
            assert!(duration(value).is_none_or(|seconds| seconds > RETRY_AFTER_SECONDS), "{value}");
        }
        assert_eq!(
            wait(&[("retry-after", "-1"), ("retry-after", "3")]),
            Waiting { seconds: Some(3.0), unreadable: true }
        );
        assert_eq!(wait(&[("x-ratelimit-reset", "1e300"), ("ratelimit-policy", "x")]).seconds, None);
    }
}
