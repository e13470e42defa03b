//! The pure modules, opened to the fuzz targets of `tests/fuzz`. Not for hosts, and not stable.

pub mod documents;
pub mod rules;

use crate::model::{FilesFrom, Format, Money, ProviderType, Usage};
use crate::request::{self, Edit, Hints, endpoint, url};
use crate::response::Meter;
use crate::unpack;

/// What the meter read from a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Metered {
    /// Its usage.
    pub usage: Usage,
    /// The model that answered.
    pub response_model: Option<String>,
    /// The text, and whether there was more.
    pub output: (Option<String>, bool),
    /// The cost as the provider reports it.
    pub reported_cost: Option<Money>,
    /// The service tier.
    pub service_tier: Option<String>,
    /// The provider's id of what it gives out again.
    pub kept: Option<String>,
    /// Whether it tells an error.
    pub failed: bool,
    /// Whether it was seen to its end.
    pub complete: bool,
    /// The bytes for the client.
    pub passed: Vec<u8>,
}

/// Reads a response that arrives in these pieces. With `parse_each` no event takes the fast path for one like the last.
pub fn meter<'a>(format: Format, hold: bool, parse_each: bool, pieces: impl IntoIterator<Item = &'a [u8]>) -> Metered {
    let mut meter = Meter::new(format, hold);
    if parse_each {
        meter.parse_each();
    }
    let mut passed = Vec::new();
    for piece in pieces {
        passed.extend_from_slice(&meter.feed(piece));
    }
    passed.extend(meter.end());
    metered(&meter, passed)
}

/// Reads events that nothing frames, as an exchange is fed with them. Gives what was read, which of them go on to the client,
/// and whether one was a whole response, which is read otherwise than an event in a stream.
pub fn events<'a>(format: Format, hold: bool, events: impl IntoIterator<Item = &'a str>) -> (Metered, Vec<bool>, bool) {
    let mut meter = Meter::new(format, hold);
    let go_on: Vec<bool> = events.into_iter().map(|event| meter.event(event)).collect();
    let whole = meter.saw_whole();
    meter.end();
    (metered(&meter, Vec::new()), go_on, whole)
}

fn metered(meter: &Meter, passed: Vec<u8>) -> Metered {
    let read = meter.reading();
    Metered {
        usage: read.usage,
        response_model: read.response_model,
        output: (read.output, read.output_cut),
        reported_cost: read.reported.map(|reported| reported.cost),
        service_tier: read.service_tier,
        kept: read.kept,
        failed: meter.error().is_some(),
        complete: meter.complete(),
        passed,
    }
}

/// What is in packed bytes that came with this `content-encoding`; `None` if they are not packed, or cannot be unpacked.
pub fn unpack(bytes: &[u8], encoding: Option<&str>) -> Option<Vec<u8>> {
    unpack::unpacked(bytes, encoding).ok().flatten()
}

/// The endpoint as it is kept, and where a request with this path goes there; `None` if it is refused.
pub fn address(
    provider_type: ProviderType,
    endpoint: &str,
    format: Format,
    path: &str,
    model: &str,
) -> Option<(String, [Option<String>; 2])> {
    let kept = endpoint::normalise(provider_type, Some(endpoint)).ok()?;
    let call = url::Call { format, path: Some(path), model: Some(model), stream: None };
    let there = url::target(&url::Provider { provider_type, endpoint: &kept, paths: None }, &call).url;
    let upstream = url::upstream(provider_type, &kept, &call).url;
    Some((kept, [there, upstream]))
}

/// Scheme, host and port of a URL.
pub fn origin(url: &str) -> Option<String> {
    endpoint::origin(url)
}

/// What a request was read as, and what is sent in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewritten {
    /// Whether the body could be read.
    pub readable: bool,
    /// What it was taken for.
    pub format: Format,
    /// The new body; `None` if nothing changed.
    pub body: Option<Vec<u8>>,
}

/// Reads a request, of this format if it is stated, and rewrites it.
pub fn rewrite(
    body: &[u8],
    path: Option<&str>,
    format: Option<Format>,
    model: Option<&str>,
    instructions: Option<&str>,
    inject_usage: bool,
) -> Rewritten {
    let hints = Hints {
        path,
        method: None,
        headers: &[],
        format,
        files_from: Some(FilesFrom::Conversation),
        client: None,
        clients: None,
    };
    let reading = request::read(Some(body), &hints);
    let edit = Edit { model, url: None, instructions, inject_usage };
    let plan = request::plan(Some(body), &reading, &reading.facts, &edit);
    Rewritten {
        readable: !reading.warnings.iter().any(|warning| warning.code == "body_unreadable"),
        format: reading.facts.format,
        body: plan.apply(body),
    }
}

/// The headers that go on to a provider without a client's credential, with this key.
pub fn headers(
    client: &[(String, String)],
    provider_type: ProviderType,
    format: Format,
    key: &str,
) -> Vec<(String, String)> {
    request::headers::headers(client, false, (provider_type, format, None), Some(key), true)
}
