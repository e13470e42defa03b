//! How long a provider asks to wait before the next try: `Retry-After` and its relatives.

use crate::formats::errors::Told;
use crate::limits::RETRY_AFTER_SECONDS;
use crate::model::Timestamp;
use time::{Date, Month, Time};

/// Bytes of a header that may tell a time.
const VALUE_BYTES: usize = 64;
/// Limits of one header that are read.
const LIMITS: usize = 16;

/// What a response tells of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Waiting {
    /// Seconds from now on.
    pub(crate) seconds: Option<f64>,
    /// Whether a header is there to tell a time and tells none that can be true.
    pub(crate) unreadable: bool,
}

/// How a header tells a time, or the member of a body.
#[derive(Clone, PartialEq, Eq)]
enum Form {
    /// Seconds, or a date of HTTP: RFC 9110, 10.2.3.
    RetryAfter,
    /// Milliseconds.
    Millis,
    /// A member of a body, in whatever form.
    Member,
    /// When a limit is lifted, in whatever form, and the header that says whether anything of it is left.
    Reset(Left),
    /// Several limits, each with what is left of it and when it is lifted.
    Limits,
}

/// The header that says whether anything is left of a limit.
#[derive(Clone, PartialEq, Eq)]
enum Left {
    /// It counts what is left.
    Remaining(String),
    /// It says `rejected` where nothing is; the limit counts only then.
    Status(String),
}

/// How the header or member of this name tells a time, if it does.
fn form(name: &str) -> Option<Form> {
    match name {
        "retry-after" => return Some(Form::RetryAfter),
        // https://learn.microsoft.com/azure/foundry/openai/how-to/provisioned-get-started#handling-high-utilization
        "retry-after-ms" | "x-ms-retry-after-ms" => return Some(Form::Millis),
        // Google's `RetryInfo`, Codex, OpenRouter: see `formats/errors.rs`.
        "retrydelay" | "resets_in_seconds" | "resets_at" | "retry_after_seconds" => return Some(Form::Member),
        // draft-ietf-httpapi-ratelimit-headers-11
        "ratelimit" => return Some(Form::Limits),
        _ => {}
    }
    // `x-ratelimit-reset-tokens` (https://platform.openai.com/docs/guides/rate-limits, Groq), `x-ratelimit-reset` (OpenRouter,
    // GitHub), `ratelimit-reset` (draft-ietf-httpapi-ratelimit-headers-03)
    for limits in ["x-ratelimit-", "ratelimit-"] {
        let Some(kind) = name.strip_prefix(limits) else { continue };
        // Copilot: `x-ratelimit-user-retry-after`, `x-ratelimit-quota-exceeded-retry-after`
        if kind.ends_with("-retry-after") {
            return Some(Form::RetryAfter);
        }
        if let Some(kind) = kind.strip_prefix("reset").filter(|kind| kind.is_empty() || kind.starts_with('-')) {
            return Some(Form::Reset(Left::Remaining(format!("{limits}remaining{kind}"))));
        }
    }
    // https://platform.claude.com/docs/en/api/rate-limits#response-headers
    let kind = name.strip_prefix("anthropic-ratelimit-")?.strip_suffix("-reset")?;
    Some(Form::Reset(match kind {
        // What may be used beyond the limits of a plan: that there is none does not say when these are lifted.
        "unified-overage" => return None,
        // The limits of a plan: of five hours, of seven days, and of some models in these (manaflow-ai/subrouter#24,
        // router-for-me/CLIProxyAPI#5915). `unified` is the one that decided.
        _ if kind.starts_with("unified-") => Left::Status(format!("anthropic-ratelimit-{kind}-status")),
        _ => Left::Remaining(format!("anthropic-ratelimit-{kind}-remaining")),
    }))
}

/// Whether a header says something of this.
pub(crate) fn is_about(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("retry-after") || name.contains("ratelimit")
}

/// How long a response asks to wait, by its headers and what its body tells. `limited` tells whether a rate limit was
/// exceeded: the time of its reset is told with every response, and means nothing with others.
pub(crate) fn asked(headers: &[(String, String)], told: Option<&Told>, limited: bool, now: Timestamp) -> Waiting {
    let in_body = told.map(Told::waits).unwrap_or_default();
    let headers: Vec<(String, &str)> =
        headers.iter().chain(in_body).map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    let mut waiting = Waiting::default();
    // The finer form comes first, as in the providers' own packages.
    for wanted in [Form::Millis, Form::RetryAfter, Form::Member] {
        let of_form = headers.iter().filter(|(name, _)| form(name).as_ref() == Some(&wanted));
        waiting.longest(of_form.map(|(_, value)| seconds(&wanted, value, now)));
    }
    waiting.longest(told.and_then(|told| in_message(told.message())).map(Some).into_iter());
    if !limited {
        return waiting;
    }
    // Of several limits those count of which nothing is left; where that is not told, all.
    let resets = resets(&headers);
    let any_spent = resets.iter().any(|(spent, _)| *spent);
    let those = resets.iter().filter(|(spent, _)| *spent || !any_spent);
    waiting.longest(those.map(|(_, value)| until(value, now)));
    waiting
}

/// When limits are lifted, and whether nothing is left of them.
fn resets<'h>(headers: &[(String, &'h str)]) -> Vec<(bool, &'h str)> {
    let says = |wanted: &str, what: fn(&str) -> bool| headers.iter().any(|(name, value)| name == wanted && what(value));
    let mut resets = Vec::new();
    for (name, value) in headers {
        match form(name) {
            Some(Form::Reset(Left::Remaining(left))) => resets.push((says(&left, is_zero), *value)),
            Some(Form::Reset(Left::Status(status))) if says(&status, |status| status == "rejected") => {
                resets.push((true, *value));
            }
            // RateLimit: "hour";r=0;t=55, "day";r=90;t=5000
            Some(Form::Limits) => resets.extend(value.split(',').take(LIMITS).filter_map(|limit| {
                let of = |wanted| limit.split(';').find_map(|part| part.trim().strip_prefix(wanted));
                Some((of("r=").is_some_and(is_zero), of("t=")?))
            })),
            _ => {}
        }
    }
    resets
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
fn seconds(form: &Form, value: &str, now: Timestamp) -> Option<f64> {
    match form {
        _ if value.len() > VALUE_BYTES => None,
        Form::Millis => number(value).map(|millis| millis / 1e3),
        Form::RetryAfter => number(value).or_else(|| http_date(value).map(|date| left(date, now))),
        _ => until(value, now),
    }
}

/// Seconds from now on to what is told in whatever form: some write when it is, in seconds or milliseconds since 1970,
/// others how long it takes.
fn until(value: &str, now: Timestamp) -> Option<f64> {
    match number(value) {
        _ if value.len() > VALUE_BYTES => None,
        Some(millis) if millis > 1e12 => Some(left(since_1970(millis * 1e3), now)),
        Some(seconds) if seconds > 1e9 => Some(left(since_1970(seconds * 1e6), now)),
        Some(seconds) => Some(seconds),
        None => duration(value).or_else(|| Timestamp::parse(value).ok().map(|time| left(time, now))),
    }
}

fn left(time: Timestamp, now: Timestamp) -> f64 {
    (time.as_micros().saturating_sub(now.as_micros()) as f64 / 1e6).max(0.0)
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
    let (sum, rest) = spans(text)?;
    (rest.is_empty() && text.len() <= VALUE_BYTES && !text.contains(' ')).then_some(sum)
}

/// How long a message asks to wait, where it says so in one of the ways of OpenAI ("Please try again in 11.054s"), Azure
/// ("Please retry after 20 seconds"), Gemini ("Please retry in 54.03s") and GitHub ("Please wait 29 seconds before retrying").
fn in_message(message: &str) -> Option<f64> {
    let asked = ["try again in ", "retry after ", "retry in ", "wait "].into_iter().find_map(|phrase| {
        let mut after = message.match_indices(phrase).filter_map(|(at, _)| message.get(at + phrase.len()..));
        after.find_map(|after| spans(after.get(..VALUE_BYTES).unwrap_or(after)))
    });
    asked.map(|(sum, _)| sum).filter(|sum| (0.0..=RETRY_AFTER_SECONDS).contains(sum))
}

/// The sum of the counts with a unit at the start of a text, and what follows them; `None` if there is none.
fn spans(text: &str) -> Option<(f64, &str)> {
    let (mut rest, mut sum) = (text, None);
    loop {
        let (count, after) = split(rest.trim_start(), |c| c.is_ascii_digit() || c == '.');
        let (name, after) = split(after.trim_start(), char::is_alphabetic);
        let Some(length) = number(count).zip(unit(name)).map(|(count, unit)| count * unit) else { break };
        sum = Some(sum.unwrap_or(0.0) + length);
        rest = after;
    }
    sum.map(|sum| (sum, rest))
}

/// Splits a text after the characters at its start that are wanted.
fn split(text: &str, wanted: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !wanted(c)).unwrap_or(text.len()))
}

/// The seconds of a unit of time.
fn unit(name: &str) -> Option<f64> {
    Some(match name {
        "d" | "day" | "days" => 86_400.0,
        "h" | "hour" | "hours" => 3_600.0,
        "m" | "min" | "minute" | "minutes" => 60.0,
        "s" | "sec" | "second" | "seconds" => 1.0,
        "ms" | "millisecond" | "milliseconds" => 1e-3,
        "us" | "µs" | "μs" => 1e-6,
        "ns" => 1e-9,
        _ => return None,
    })
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
            ("RateLimit", "\"api\";r=0;t=55", 55.0),
            ("ratelimit", "\"hour\";r=0;t=55, \"day\"; r=90; t=5000", 55.0),
            ("x-ratelimit-user-retry-after", "465", 465.0),
            ("anthropic-ratelimit-unified-reset", "1796040045", 45.0),
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
        let body = |text| asked(&[], Some(&Told::of_text(text)), false, now()).seconds;
        assert_eq!(body(r#"{"error":{"details":[{"retryDelay":"34.5s"}]}}"#), Some(34.5));
    }

    #[test]
    fn of_the_limits_of_a_plan_that_counts_which_was_exceeded() {
        let of = |status: &'static str, kind: &'static str, reset: &'static str| {
            let name = |what: &str| format!("anthropic-ratelimit-unified-{kind}-{what}");
            [(name("status"), status.to_owned()), (name("reset"), reset.to_owned())]
        };
        let five_hours = of("rejected", "5h", "1796043600");
        let week = of("allowed", "7d", "1796500000");
        let overage = of("rejected", "overage", "1796500000");
        let all = [five_hours, week.clone(), overage].concat();
        assert_eq!(asked(&all, None, true, now()).seconds, Some(3_600.0));
        let unified = [("anthropic-ratelimit-unified-reset".to_owned(), "1796040060".to_owned())];
        assert_eq!(asked(&[&unified[..], &week].concat(), None, true, now()).seconds, Some(60.0));
        assert_eq!(asked(&week, None, true, now()), Waiting::default());
    }

    #[test]
    fn a_body_tells_it_in_members_quoted_headers_and_words() {
        let of = |text| asked(&[], Some(&Told::of_text(text)), true, now());
        for (text, expected) in [
            (r#"{"error":{"type":"usage_limit_reached","resets_at":1796040060,"resets_in_seconds":60}}"#, Some(60.0)),
            (r#"{"error":{"metadata":{"retry_after_seconds":17,"headers":{"Retry-After":"17"}}}}"#, Some(17.0)),
            (
                r#"{"error":{"metadata":{"headers":{"X-RateLimit-Remaining":"0","X-RateLimit-Reset":"1796040030000"}}}}"#,
                Some(30.0),
            ),
            (r#"{"type":"error","status_code":429,"error":{},"headers":{"Retry-After":9}}"#, Some(9.0)),
            (
                "Rate limit reached (TPM): Limit 30000, Used 22999. Please try again in 11.054s. Visit https://x",
                Some(11.054),
            ),
            ("Please try again in 28ms.", Some(0.028)),
            ("try again in 6m0s", Some(360.0)),
            ("Please try again in 15 hours 23 minutes.", Some(55_380.0)),
            ("have exceeded token rate limit. Please retry after 20 seconds. Please go here", Some(20.0)),
            ("Please retry in 54.037995075s.", Some(54.037995075)),
            ("Please wait 29 seconds before retrying.", Some(29.0)),
            ("Too many tokens, please wait before trying again.", None),
            ("try again in 2", None),
            ("try again in 1 fortnight", None),
            ("try again in -1s, or wait é seconds", None),
            ("try again in 99999999999s", None),
        ] {
            assert_eq!(of(text), Waiting { seconds: expected, unreadable: false }, "{text}");
        }
        assert!(of(r#"{"error":{"resets_in_seconds":-5}}"#).unreadable);
        assert!(of(r#"{"error":{"details":[{"retryDelay":"soon"}]}}"#).unreadable);
        let explicit =
            asked(&[("retry-after".into(), "3".into())], Some(&Told::of_text("try again in 9s")), true, now());
        assert_eq!(explicit.seconds, Some(3.0));
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
