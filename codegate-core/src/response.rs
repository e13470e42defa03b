//! Reads token usage, output text and the answering model out of a response as its bytes pass.
//!
//! Framing (`sse`, `framing`) is kept apart from meaning (the readers of `formats`), and `dispatch` takes one to the
//! other. Nothing here fails: what cannot be read is passed on unread. Events that differ from the one before in nothing
//! but their text fit its `template` and never reach a parser.

mod dispatch;
mod framing;
mod sse;
mod template;
#[cfg(test)]
mod tests;

use crate::formats;
use crate::formats::counts::{NO_USAGE, reported_cost};
use crate::formats::json::Json;
use crate::formats::reader::{Reader, tier};
use crate::model::{Format, Money, Usage};
use dispatch::{Stream, Whole};
use framing::{Start, Values};
use sse::Events;
use std::borrow::Cow;
use template::Template;

/// Reads the response of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    reader: Option<Box<dyn Reader>>,
    template: Template,
    body: Body,
    /// Whether events are held back until it is known that the client asked for them.
    hold: bool,
    /// Whether the content type says that the body is a stream of events.
    says_events: bool,
    compressed: bool,
    whole_seen: bool,
    /// The service tier that a header names, where the body names none.
    tier_header: Option<String>,
}

/// What was read of a response so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Measurement {
    /// Token usage with its totals, the provider's own object, completeness and marks.
    pub usage: Usage,
    /// The model that answered.
    pub response_model: Option<String>,
    /// The assistant's text and tool calls, at most [`crate::limits::HISTORY_TEXT_BYTES`] of it.
    pub output: Option<String>,
    /// Whether there was more of it.
    pub output_cut: bool,
    /// What the provider says that it costs.
    pub reported_cost: Option<Money>,
    /// The service tier that it was served in, in lower case and the provider's word: `default` or `standard`, `flex`,
    /// `priority`, `batch`, `fast` ...
    pub service_tier: Option<String>,
}

/// How the body is framed, found out from its first bytes.
#[derive(Debug, Clone)]
enum Body {
    /// Not known yet; these bytes can still be the start of several.
    Starting(Vec<u8>),
    Events(Events),
    Values(Values),
    /// Passed on without being read.
    Unread,
}

impl Meter {
    /// A meter of a response in this format. With `hold_usage_chunk` the usage chunk that the client did not ask for is
    /// taken out of a stream.
    pub(crate) fn new(format: Format, hold_usage_chunk: bool) -> Meter {
        Meter {
            reader: formats::of(format).map(|spec| (spec.reader)()),
            template: Template::default(),
            body: Body::Starting(Vec::new()),
            hold: hold_usage_chunk,
            says_events: false,
            compressed: false,
            whole_seen: false,
            tier_header: None,
        }
    }

    /// Parses every event, also one that is like the last.
    #[cfg(any(test, feature = "fuzz"))]
    pub(crate) fn parse_each(&mut self) {
        self.template.off = true;
    }

    /// Status and headers of the response, before its first byte.
    pub(crate) fn response(&mut self, _status: u16, headers: &[(String, String)]) {
        for (name, value) in headers {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-encoding") {
                let identity = |coding: &str| coding.is_empty() || coding.trim().eq_ignore_ascii_case("identity");
                self.compressed |= !value.split(',').all(identity);
            } else if name.eq_ignore_ascii_case("content-type") {
                self.says_events = value.to_ascii_lowercase().starts_with("text/event-stream");
            } else if name.eq_ignore_ascii_case("x-gemini-service-tier") {
                // https://ai.google.dev/gemini-api/docs/priority-inference
                self.tier_header = tier(value);
            }
        }
    }

    /// Reads a chunk; returns the bytes for the client.
    pub(crate) fn feed<'c>(&mut self, chunk: &'c [u8]) -> Cow<'c, [u8]> {
        let at_once = !self.hold || matches!(self.body, Body::Values(_) | Body::Unread);
        if at_once {
            self.take(chunk, None);
            return Cow::Borrowed(chunk);
        }
        let mut passed = Vec::with_capacity(chunk.len());
        self.take(chunk, Some(&mut passed));
        Cow::Owned(passed)
    }

    /// Ends the response; returns the remaining bytes for the client.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        let mut held = Vec::new();
        match std::mem::replace(&mut self.body, Body::Unread) {
            Body::Starting(bytes) => held = bytes,
            Body::Events(mut events) => {
                let Meter { reader, template, .. } = self;
                events.end(&mut Stream { reader, template, passed: Some(&mut held) });
            }
            Body::Values(_) | Body::Unread => {}
        }
        if let Some(reader) = &mut self.reader {
            reader.end();
        }
        if self.hold { held } else { Vec::new() }
    }

    /// Whether the response was seen to its end: its terminal event, or a whole JSON body.
    pub(crate) fn complete(&self) -> bool {
        self.whole_seen || self.reader.as_ref().is_some_and(|reader| reader.complete())
    }

    /// What was read so far.
    pub(crate) fn reading(&self) -> Measurement {
        let mut metered = Measurement::default();
        if let Some(reader) = &self.reader {
            let read = reader.read();
            metered.response_model = read.model.clone();
            metered.service_tier = read.tier.clone().or_else(|| self.tier_header.clone());
            (metered.output, metered.output_cut) = read.output.read();
            let raw = reader.raw();
            if let Some(usage) = raw.as_deref().and_then(Json::parse).and_then(Json::object) {
                let mut tally = reader.tally(&usage);
                metered.reported_cost = reported_cost(&usage, &mut tally.marks);
                metered.usage = tally.usage(reader.completeness());
                metered.usage.raw = raw.as_deref().map(str::to_owned);
            }
            if read.no_usage {
                metered.usage.mark(NO_USAGE);
            }
        }
        if self.compressed {
            metered.usage.mark("compressed");
        }
        metered
    }

    fn take(&mut self, bytes: &[u8], passed: Option<&mut Vec<u8>>) {
        let Meter { reader, template, body, whole_seen, .. } = self;
        match body {
            Body::Starting(start) if start.is_empty() => self.begin(bytes, passed),
            Body::Starting(start) => {
                let mut start = std::mem::take(start);
                start.extend_from_slice(bytes);
                self.begin(&start, passed);
            }
            Body::Events(events) => events.push(bytes, &mut Stream { reader, template, passed }),
            Body::Values(values) if values.many() => values.push(bytes, &mut Stream { reader, template, passed: None }),
            Body::Values(values) => values.push(bytes, &mut Whole { reader, seen: whole_seen }),
            Body::Unread => {}
        }
    }

    /// Finds out how the body is framed, from all its bytes so far.
    fn begin(&mut self, bytes: &[u8], mut passed: Option<&mut Vec<u8>>) {
        let (blank, bytes) = bytes.split_at(framing::blank(bytes));
        if let Some(passed) = &mut passed {
            passed.extend_from_slice(blank);
        }
        let start = if self.compressed { Start::Compressed } else { framing::start(bytes, self.says_events) };
        self.body = match start {
            Start::Unclear => {
                self.body = Body::Starting(bytes.to_vec());
                return;
            }
            Start::Events => Body::Events(Events::new()),
            Start::Json => {
                let first = bytes.first().copied().unwrap_or_default();
                Body::Values(Values::new(self.reader.as_ref().is_some_and(|reader| reader.chunks(first))))
            }
            Start::Compressed | Start::Other => Body::Unread,
        };
        self.compressed = start == Start::Compressed;
        if !matches!(self.body, Body::Events(_))
            && let Some(passed) = &mut passed
        {
            passed.extend_from_slice(bytes);
        }
        self.take(bytes, passed);
    }
}
