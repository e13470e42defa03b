//! What the readers of all formats have in common.

use super::cost::{self, Reported};
use super::counts::{Marks, Tally};
use super::json::{Json, Object, with_earlier};
use super::output::Output;
use super::parts::Parts;
use crate::limits::{NAME_BYTES, PATTERN_BYTES, RECORD_BYTES};
use crate::model::Completeness;
use std::borrow::Cow;
use std::ops::Range;

/// What to do with the bytes of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Handling {
    /// They go on to the client.
    Pass,
    /// The client did not ask for them.
    TakeOut,
    /// They go on but for these, which the client did not ask for.
    Without(Range<usize>),
}

/// The meaning of one family of formats.
pub(crate) trait Reader: Another + Send + std::fmt::Debug {
    /// Reads a whole body.
    fn whole(&mut self, body: &Object<'_>);
    /// Reads an event of a stream. Places that it gives are places in `data`.
    fn event(&mut self, data: &str) -> Handling;
    /// Whether JSON that begins with this byte is many chunks, each read as an event, and not one body.
    fn chunks(&self, _first: u8) -> bool {
        false
    }
    /// Whether a first JSON value is an event, as those on a websocket are, so that others follow.
    fn is_event(&self, _first: &Object<'_>) -> bool {
        false
    }
    /// Whether an object that nothing frames is a whole body, and no event.
    fn is_whole(&self, _object: &Object<'_>) -> bool {
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
    fn tally(&self, usage: &Object<'_>) -> Tally;
    /// How much of the usage was seen, where some was.
    fn completeness(&self) -> Completeness;
}

/// A copy of a reader whose type is not known.
pub(crate) trait Another {
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
pub(crate) struct Read {
    pub(crate) model: Option<String>,
    /// The model that was asked for, for answers that name none.
    pub(crate) asked: Option<String>,
    pub(crate) output: Output,
    /// The provider's own usage object.
    pub(crate) raw: Option<String>,
    /// Whether the last thing that was reported as usage is not a usage object.
    pub(crate) no_usage: bool,
    /// What the current event has changed of the usage.
    pub(crate) usage_change: UsageChange,
    pub(crate) tier: Option<String>,
    /// Where the model ran, where that may have a surcharge.
    pub(crate) geo: Option<String>,
    /// The usage of requests that were read before, where a response is that of several.
    pub(crate) parts: Parts,
    /// What a gateway reports as cost beside the usage object.
    pub(crate) beside: Option<Reported>,
    /// Irregularities in what stands beside the usage object.
    pub(crate) marks: Vec<&'static str>,
    /// The provider's id of what it keeps and gives out again with the same usage: a response made in the background, the
    /// results of a batch.
    pub(crate) kept: Option<String>,
    /// Whether a response is still to be made in the background.
    pub(crate) pending: bool,
}

/// What an event changed of the usage.
#[derive(Debug, Clone, Default)]
pub(crate) enum UsageChange {
    #[default]
    Nothing,
    /// The object at this place in the data of the event took the place of any other.
    Replaced(Range<usize>),
    /// Something else.
    Other,
}

/// A service tier as it is kept: in lower case.
pub(crate) fn tier(told: &str) -> Option<String> {
    (1..=NAME_BYTES).contains(&told.len()).then(|| told.to_ascii_lowercase())
}

impl Read {
    /// Keeps the model that a member names.
    pub(crate) fn model(&mut self, object: &Object<'_>, name: &str) {
        let named = object.string(name).filter(|model| (1..=PATTERN_BYTES).contains(&model.len()));
        self.model = named.or(self.model.take());
    }

    /// Keeps the service tier that a member names.
    pub(crate) fn tier(&mut self, object: &Object<'_>, name: &str) {
        self.tier = object.string(name).as_deref().and_then(tier).or(self.tier.take());
    }

    /// Keeps a usage object in place of an earlier one, if it has one of these counts; returns whether it is an object.
    ///
    /// What an earlier one has counted stays where this one leaves it out, or says 0: no count of a response falls back.
    pub(crate) fn usage(&mut self, usage: Json<'_>, counts: &[&str]) -> bool {
        let object = usage.object().filter(|_| usage.text().len() <= RECORD_BYTES);
        self.no_usage = object.is_none();
        self.usage_change = UsageChange::Other;
        let Some(object) = object else { return false };
        let earlier = self.raw.as_deref().and_then(Json::parse).and_then(Json::object);
        let counted = counts.iter().any(|count| object.get(count).is_some());
        match earlier.map(|earlier| with_earlier(&earlier, &object)) {
            Some(Some(merged)) if merged.len() <= RECORD_BYTES => self.raw = Some(merged),
            Some(_) if !counted => {}
            _ => {
                if counted {
                    self.usage_change = UsageChange::Replaced(usage.place());
                }
                self.raw = Some(usage.text().to_owned());
            }
        }
        true
    }

    /// Keeps the id of what the provider gives out again.
    pub(crate) fn keep(&mut self, id: Option<String>) {
        self.kept = id.filter(|id| (1..=PATTERN_BYTES).contains(&id.len())).or(self.kept.take());
    }

    /// Notes what a response says of its being made in the background.
    ///
    /// developers.openai.com/api/docs/guides/background § Polling background responses
    pub(crate) fn background(&mut self, response: &Object<'_>) {
        if response.get("background").is_some_and(|background| background.text() == "true") {
            self.keep(response.string("id"));
            self.pending = matches!(response.string("status").as_deref(), Some("queued" | "in_progress"));
        }
    }

    /// Keeps what a gateway reports as cost beside the usage object.
    pub(crate) fn beside(&mut self, object: &Object<'_>) {
        let mut marks = Marks::default();
        if let Some(told) = object.object("copilot_usage").and_then(|told| cost::of_copilot(&told, &mut marks)) {
            self.beside = Some(told);
            self.usage_change = UsageChange::Other;
        }
        self.marks.extend(marks.said());
    }
}
