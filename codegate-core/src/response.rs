//! Reads token usage, output text and the answering model out of a response as its bytes pass.
//!
//! Framing (`sse`, `values`) is kept apart from meaning (one reader for each family of formats). Nothing here fails:
//! what cannot be read is passed on unread. Between the two stands `alike`: events that differ from the one before in
//! nothing but their text never reach a parser.

mod alike;
mod anthropic;
mod counts;
mod gemini;
mod json;
mod ollama;
mod openai_chat;
mod openai_responses;
mod output;
mod sse;
mod taking;
#[cfg(test)]
mod tests;
mod values;

pub(crate) use counts::from_counts;

use crate::limits::{NAME_BYTES, PATTERN_BYTES, RECORD_BYTES};
use crate::model::{Completeness, Format, Money, Usage};
use alike::Alike;
use counts::{NO_USAGE, Told, reported_cost};
use json::{Json, Object};
use output::Output;
use sse::Events;
use std::borrow::Cow;
use taking::{Fate, Sink, Taking, Whole};
use values::{Start, Values};

/// Reads the response of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Meter {
    reader: Option<Box<dyn Reader>>,
    alike: Alike,
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
pub(crate) struct Metered {
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

/// The meaning of one family of formats.
trait Reader: Another + Send + std::fmt::Debug {
    /// Reads a whole body.
    fn whole(&mut self, body: &Object<'_>);
    /// Reads an event of a stream. A place in it that it gives is one in `data`.
    fn event(&mut self, data: &str) -> Fate;
    /// Whether JSON that begins with this byte is many chunks, each read as an event, and not one body.
    fn chunks(&self, _first: u8) -> bool {
        false
    }
    /// The stream is at its end.
    fn end(&mut self) {}
    /// Whether the terminal event of the stream was seen.
    fn complete(&self) -> bool;
    /// What was read.
    fn read(&self) -> &Read;
    fn read_mut(&mut self) -> &mut Read;
    /// The provider's own usage object.
    fn raw(&self) -> Option<Cow<'_, str>> {
        self.read().raw.as_deref().map(Cow::Borrowed)
    }
    /// The counts of a usage object.
    fn told(&self, usage: &Object<'_>) -> Told;
    /// How much of the usage was seen, where some was.
    fn completeness(&self) -> Completeness;
}

/// A copy of a reader whose type is not known.
trait Another {
    fn another(&self) -> Box<dyn Reader>;
}

impl<R: Reader + Clone + 'static> Another for R {
    fn another(&self) -> Box<dyn Reader> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Reader> {
    fn clone(&self) -> Self {
        (**self).another()
    }
}

/// What every reader keeps.
#[derive(Debug, Clone, Default)]
struct Read {
    model: Option<String>,
    output: Output,
    /// The provider's own usage object.
    raw: Option<String>,
    /// Whether the last thing that was told as usage is none.
    no_usage: bool,
    /// What the current event has told of usage.
    told: UsageTold,
    tier: Option<String>,
}

/// What an event told of usage.
#[derive(Debug, Clone, Copy, Default)]
enum UsageTold {
    #[default]
    Nothing,
    /// An object of this address and length, which takes the place of any other.
    Kept { address: usize, length: usize },
    /// Something else.
    Other,
}

/// A service tier as it is told: in lower case.
fn tier(told: &str) -> Option<String> {
    (1..=NAME_BYTES).contains(&told.len()).then(|| told.to_ascii_lowercase())
}

impl Read {
    /// Keeps the model that a member names.
    fn model(&mut self, object: &Object<'_>, name: &str) {
        let named = object.string(name).filter(|model| (1..=PATTERN_BYTES).contains(&model.len()));
        self.model = named.or(self.model.take());
    }

    /// Keeps the service tier that a member names.
    fn tier(&mut self, object: &Object<'_>, name: &str) {
        self.tier = object.string(name).as_deref().and_then(tier).or(self.tier.take());
    }

    /// Keeps a usage object in place of an earlier one, if it tells one of these counts; tells whether it is an object.
    fn usage(&mut self, usage: Json<'_>, counts: &[&str]) -> bool {
        let object = usage.object().filter(|_| usage.text().len() <= RECORD_BYTES);
        self.no_usage = object.is_none();
        self.told = UsageTold::Other;
        let Some(object) = object else { return false };
        let counted = counts.iter().any(|count| object.get(count).is_some());
        if counted {
            self.told = UsageTold::Kept { address: usage.text().as_ptr().addr(), length: usage.text().len() };
        }
        if counted || self.raw.is_none() {
            self.raw = Some(usage.text().to_owned());
        }
        true
    }
}

impl Meter {
    /// A meter of a response in this format. With `hold_usage_chunk` the usage chunk that the client did not ask for is
    /// taken out of a stream.
    pub(crate) fn new(format: Format, hold_usage_chunk: bool) -> Meter {
        let reader: Option<Box<dyn Reader>> = match format {
            Format::OpenaiChat | Format::OpenaiCompletions => Some(Box::<openai_chat::OpenaiChat>::default()),
            Format::AnthropicMessages => Some(Box::<anthropic::AnthropicMessages>::default()),
            Format::OpenaiResponses => Some(Box::<openai_responses::OpenaiResponses>::default()),
            Format::OllamaChat | Format::OllamaGenerate => Some(Box::<ollama::Ollama>::default()),
            Format::Gemini => Some(Box::<gemini::Gemini>::default()),
            Format::Unknown => None,
        };
        Meter {
            reader,
            alike: Alike::default(),
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
        self.alike.off = true;
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

    /// Reads a chunk; gives the bytes for the client.
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

    /// The end of the response: gives what is still held back for the client.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        let mut held = Vec::new();
        match std::mem::replace(&mut self.body, Body::Unread) {
            Body::Starting(bytes) => held = bytes,
            Body::Events(mut events) => {
                let Meter { reader, alike, .. } = self;
                events.end(&mut Taking { reader, alike, passed: Some(&mut held) });
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
    pub(crate) fn reading(&self) -> Metered {
        let mut metered = Metered::default();
        if let Some(reader) = &self.reader {
            let read = reader.read();
            metered.response_model = read.model.clone();
            metered.service_tier = read.tier.clone().or_else(|| self.tier_header.clone());
            (metered.output, metered.output_cut) = read.output.read();
            let raw = reader.raw();
            if let Some(usage) = raw.as_deref().and_then(Json::parse).and_then(Json::object) {
                let mut told = reader.told(&usage);
                metered.reported_cost = reported_cost(&usage, &mut told.marks);
                metered.usage = told.usage(reader.completeness());
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
        let Meter { reader, alike, body, whole_seen, .. } = self;
        match body {
            Body::Starting(start) if start.is_empty() => self.begin(bytes, passed),
            Body::Starting(start) => {
                let mut start = std::mem::take(start);
                start.extend_from_slice(bytes);
                self.begin(&start, passed);
            }
            Body::Events(events) => events.push(bytes, &mut Taking { reader, alike, passed }),
            Body::Values(values) if values.many() => values.push(bytes, &mut Taking { reader, alike, passed: None }),
            Body::Values(values) => values.push(bytes, &mut Whole { reader, seen: whole_seen }),
            Body::Unread => {}
        }
    }

    /// Finds out how the body is framed, from all its bytes so far.
    fn begin(&mut self, bytes: &[u8], mut passed: Option<&mut Vec<u8>>) {
        let (blank, bytes) = bytes.split_at(values::blank(bytes));
        if let Some(passed) = &mut passed {
            passed.extend_from_slice(blank);
        }
        let start = if self.compressed { Start::Compressed } else { values::start(bytes, self.says_events) };
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
