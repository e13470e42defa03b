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
pub(crate) mod waiting;

use crate::formats;
use crate::formats::cost::{self, Reported};
use crate::formats::counts::Marks;
use crate::formats::errors::Told;
use crate::formats::json::Object;
use crate::formats::parts::{self, Part};
use crate::formats::reader::{Handling, Reader, tier};
use crate::limits::BODY_BYTES;
use crate::model::{Completeness, ELSEWHERE, Format, NO_MODEL_CALL, Usage};
use crate::unpack;
use dispatch::{Stream, Whole};
use framing::{Start, Values};
use sse::Events;
use std::borrow::Cow;
use template::Template;

/// Reads the response of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    reader: Box<dyn Reader>,
    template: Template,
    body: Body,
    /// Whether events are held back until it is known that the client asked for them.
    hold: bool,
    /// Whether the content type says that the body is a stream of events.
    says_events: bool,
    /// What the header says that the body is packed with.
    encoding: Option<String>,
    /// Whether it was packed and could not be read.
    compressed: bool,
    whole_seen: bool,
    /// Whether the body is events that nothing frames.
    bare_events: bool,
    /// The service tier that a header names, where the body names none.
    tier_header: Option<String>,
    /// The cost that a header names, where the body names none.
    cost_header: Option<Reported>,
    /// Irregularities in the headers.
    marks: Vec<&'static str>,
    /// Whether a response is only fetched that the provider keeps.
    fetched: bool,
    /// Whether the call is for no model.
    idle: bool,
    /// Whether its status is that of an error.
    refused: bool,
    /// The error that the body tells, the last if several.
    error: Option<Told>,
}

/// What was read of a response so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Measurement {
    /// Token usage with its totals, the provider's own object, completeness and marks.
    pub usage: Usage,
    /// What that is the sum of, where it is the usage of several requests.
    pub parts: Vec<Part>,
    /// The model that answered.
    pub response_model: Option<String>,
    /// The assistant's text and tool calls, at most [`crate::limits::HISTORY_TEXT_BYTES`] of it.
    pub output: Option<String>,
    /// Whether there was more of it.
    pub output_cut: bool,
    /// What the provider says that it costs.
    pub reported: Option<Reported>,
    /// The service tier that it was served in, in lower case and the provider's word: `default` or `standard`, `flex`,
    /// `priority`, `batch`, `fast` ...
    pub service_tier: Option<String>,
    /// Where the model ran, in lower case and the provider's word, where that may have a surcharge.
    pub inference_geo: Option<String>,
    /// The error that it tells.
    pub error: Option<Told>,
    /// The provider's id of what it keeps and gives out again with the same usage.
    pub kept: Option<String>,
}

/// How the body is framed, found out from its first bytes.
#[derive(Debug, Clone)]
enum Body {
    /// Not known yet; these bytes can still be the start of several.
    Starting(Vec<u8>),
    Events(Events),
    Values(Values),
    /// Packed bytes, which are read at their end; they pass at once.
    Packed(Vec<u8>),
    /// Passed on without being read.
    Unread,
}

impl Meter {
    /// A meter of a response in this format. With `hold_usage_chunk` the usage chunk that the client did not ask for is
    /// taken out of a stream.
    pub(crate) fn new(format: Format, hold_usage_chunk: bool) -> Meter {
        Meter {
            reader: formats::reader(format),
            template: Template::default(),
            body: Body::Starting(Vec::new()),
            hold: hold_usage_chunk,
            says_events: false,
            encoding: None,
            compressed: false,
            whole_seen: false,
            bare_events: false,
            tier_header: None,
            cost_header: None,
            marks: Vec::new(),
            fetched: false,
            idle: false,
            refused: false,
            error: None,
        }
    }

    /// The same for a response that is fetched after it was made.
    pub(crate) fn fetching(self, fetched: bool) -> Meter {
        Meter { fetched, ..self }
    }

    /// The same for a response of a model that was asked for.
    pub(crate) fn asked(mut self, model: Option<&str>) -> Meter {
        self.reader.read_mut().asked = model.map(str::to_owned);
        self
    }

    /// The same for the response of a call that is for no model.
    pub(crate) fn idling(self, idle: bool) -> Meter {
        Meter { idle, ..self }
    }

    /// Parses every event, also one that is like the last.
    #[cfg(any(test, feature = "fuzz"))]
    pub(crate) fn parse_each(&mut self) {
        self.template.off = true;
    }

    /// Status and headers of the response, before its first byte.
    pub(crate) fn response(&mut self, status: u16, headers: &[(String, String)]) {
        self.refused = status >= 400;
        for (name, value) in headers {
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-encoding") {
                let identity = |coding: &str| coding.is_empty() || coding.trim().eq_ignore_ascii_case("identity");
                self.encoding = (!value.split(',').all(identity)).then(|| value.to_owned()).or(self.encoding.take());
            } else if name.eq_ignore_ascii_case("content-type") {
                self.says_events = value.to_ascii_lowercase().starts_with("text/event-stream");
            } else if name.eq_ignore_ascii_case("x-gemini-service-tier") {
                // https://ai.google.dev/gemini-api/docs/priority-inference
                self.tier_header = tier(value);
            } else {
                let mut marks = Marks::default();
                self.cost_header = cost::in_header(name, value, &mut marks).or(self.cost_header.take());
                self.marks.extend(marks.said());
            }
        }
    }

    /// Reads a chunk; returns the bytes for the client.
    #[inline]
    pub(crate) fn feed<'c>(&mut self, chunk: &'c [u8]) -> Cow<'c, [u8]> {
        let at_once = !self.hold || matches!(self.body, Body::Values(_) | Body::Packed(_) | Body::Unread);
        if at_once {
            self.take(chunk, None);
            return Cow::Borrowed(chunk);
        }
        let mut passed = Vec::with_capacity(chunk.len());
        self.take(chunk, Some(&mut passed));
        Cow::Owned(passed)
    }

    /// Reads one event, or a whole body, that nothing frames; whether the client asked for it.
    pub(crate) fn event(&mut self, data: &str) -> bool {
        self.template.forget();
        // Some transports leave a byte order mark before the JSON.
        let data = data.strip_prefix('\u{feff}').unwrap_or(data);
        if memchr::memmem::find(data.as_bytes(), b"error").is_some() || self.refused {
            self.error = Told::read(data, self.refused).or(self.error.take());
        }
        if let Some(body) = Object::parse(data).filter(|body| self.reader.is_whole(body)) {
            self.whole_seen = true;
            self.reader.whole(&body);
            return true;
        }
        self.reader.event(data) != Handling::TakeOut || !self.hold
    }

    /// Ends the response; returns the remaining bytes for the client.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        if let Body::Packed(bytes) = &mut self.body {
            let bytes = std::mem::take(bytes);
            self.unpack(&bytes);
        }
        let mut held = Vec::new();
        match std::mem::replace(&mut self.body, Body::Unread) {
            Body::Starting(bytes) => held = bytes,
            Body::Events(mut events) => {
                let Meter { reader, template, error, .. } = self;
                events.end(&mut Stream { reader, template, error, passed: Some(&mut held) });
            }
            Body::Values(_) | Body::Packed(_) | Body::Unread => {}
        }
        self.reader.end();
        if self.hold { held } else { Vec::new() }
    }

    /// Whether the response was seen to its end: its terminal event, or a whole JSON body.
    pub(crate) fn complete(&self) -> bool {
        self.whole_seen || self.reader.complete()
    }

    /// Whether a whole body was read.
    #[cfg(feature = "fuzz")]
    pub(crate) fn saw_whole(&self) -> bool {
        self.whole_seen
    }

    /// The error that the response tells, if it does.
    pub(crate) fn error(&self) -> Option<&Told> {
        self.error.as_ref()
    }

    /// What was read so far.
    pub(crate) fn reading(&self) -> Measurement {
        let mut metered = Measurement { error: self.error.clone(), ..Measurement::default() };
        let read = self.reader.read();
        metered.response_model.clone_from(&read.model);
        metered.inference_geo.clone_from(&read.geo);
        metered.service_tier = read.tier.clone().or_else(|| self.tier_header.clone());
        (metered.output, metered.output_cut) = read.output.read();
        (metered.usage, metered.reported) = parts::measured(&*self.reader);
        if !read.parts.is_empty() {
            self.sum(&mut metered);
        }
        metered.reported = metered.reported.or_else(|| self.cost_header.clone());
        if read.pending || self.fetched && read.kept.is_none() {
            (metered.usage, metered.reported, metered.parts) = (Usage::default(), None, Vec::new());
            metered.usage.mark(ELSEWHERE);
        }
        metered.kept.clone_from(&read.kept);
        read.marks.iter().chain(&self.marks).for_each(|mark| metered.usage.mark(mark));
        if self.compressed {
            metered.usage.mark("compressed");
        }
        if self.idle && metered.usage.completeness == Completeness::Missing && metered.usage.marks.is_empty() {
            metered.usage.mark(NO_MODEL_CALL);
        }
        metered
    }

    /// Adds what was read last to what was read of other requests before.
    fn sum(&self, metered: &mut Measurement) {
        let mut parts = self.reader.read().parts.clone();
        let over = self.reader.completeness() == Completeness::Final;
        if metered.usage.completeness != Completeness::Missing || metered.reported.is_some() || !over {
            parts.add(&*self.reader, false);
        }
        (metered.usage, metered.reported) = (parts.usage(), parts.reported());
        metered.response_model = parts.common(|part| &part.model);
        metered.service_tier = parts.common(|part| &part.service_tier);
        metered.inference_geo = parts.common(|part| &part.inference_geo);
        metered.parts = parts.list();
    }

    fn take(&mut self, bytes: &[u8], passed: Option<&mut Vec<u8>>) {
        let Meter { reader, template, body, whole_seen, bare_events: events, refused, error, .. } = self;
        match body {
            Body::Starting(start) if start.is_empty() => self.begin(bytes, passed),
            Body::Starting(start) => {
                let mut start = std::mem::take(start);
                start.extend_from_slice(bytes);
                self.begin(&start, passed);
            }
            Body::Events(framed) => framed.push(bytes, &mut Stream { reader, template, error, passed }),
            Body::Values(values) if values.many() => {
                values.push(bytes, &mut Stream { reader, template, error, passed: None });
            }
            Body::Values(values) => {
                values.push(bytes, &mut Whole { reader, error, refused: *refused, seen: whole_seen, events });
            }
            Body::Packed(packed) if packed.len() + bytes.len() <= BODY_BYTES => packed.extend_from_slice(bytes),
            Body::Packed(_) => {
                self.body = Body::Unread;
                self.compressed = true;
            }
            Body::Unread => {}
        }
    }

    /// Reads a body that was packed. Its bytes have passed, so that nothing of it is held back.
    fn unpack(&mut self, bytes: &[u8]) {
        self.hold = false;
        self.body = Body::Unread;
        match unpack::unpacked(bytes, self.encoding.take().as_deref()) {
            Ok(Some(plain)) => self.begin(&plain, None),
            // It was not packed after all.
            Ok(None) => self.begin(bytes, None),
            Err(_) => {}
        }
        self.compressed = matches!(self.body, Body::Unread | Body::Packed(_));
    }

    /// Finds out how the body is framed, from all its bytes so far.
    fn begin(&mut self, bytes: &[u8], mut passed: Option<&mut Vec<u8>>) {
        let (blank, bytes) = bytes.split_at(framing::blank(bytes));
        if let Some(passed) = &mut passed {
            passed.extend_from_slice(blank);
        }
        // Its first bytes are believed before the header is: many a client unpacks a body and leaves the header.
        let packed = self.encoding.is_some();
        let start = match framing::start(bytes, self.says_events && !packed) {
            Start::Other if packed => Start::Compressed,
            Start::Json | Start::Events if packed => framing::confirmed(bytes),
            start => start,
        };
        self.body = match start {
            Start::Unclear => {
                self.body = Body::Starting(bytes.to_vec());
                return;
            }
            Start::Events => Body::Events(Events::new()),
            Start::Json => {
                let first = bytes.first().copied().unwrap_or_default();
                Body::Values(Values::new(self.reader.chunks(first)))
            }
            Start::Compressed => Body::Packed(Vec::new()),
            Start::Other => Body::Unread,
        };
        if !matches!(self.body, Body::Events(_))
            && let Some(passed) = &mut passed
        {
            passed.extend_from_slice(bytes);
        }
        self.take(bytes, passed);
    }
}
