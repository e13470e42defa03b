//! Where framing and meaning meet: what a body is cut into goes to its reader, or past it if it fits the template of what
//! went before.

use super::template::{Places, Template};
use crate::formats::errors::Told;
use crate::formats::json::Json;
use crate::formats::reader::{Handling, Reader, UsageChange};
use std::ops::Range;

/// Where the framing hands events and values to.
pub(super) trait Sink {
    /// Reads one: its bytes, and its data, which is at `at` in the bytes unless it had to be joined. A place in the
    /// answer is one in the bytes.
    fn read(&mut self, event: &[u8], data: &str, at: Option<usize>) -> Handling;
    /// Takes the one at the start of these bytes, bytes for the client included, if it fits the template; its length.
    fn take_alike(&mut self, rest: &[u8]) -> Option<usize>;
    /// Hands bytes on to the client.
    fn pass(&mut self, bytes: &[u8]);
    /// Whether a value after the one that was read is read too.
    fn goes_on(&self) -> bool {
        false
    }
}

/// Takes what a stream is cut into.
pub(super) struct Stream<'m> {
    pub(super) reader: &'m mut Box<dyn Reader>,
    pub(super) template: &'m mut Template,
    /// The error that an event tells.
    pub(super) error: &'m mut Option<Told>,
    /// The bytes for the client, where they are not just all.
    pub(super) passed: Option<&'m mut Vec<u8>>,
}

impl Sink for Stream<'_> {
    fn read(&mut self, event: &[u8], data: &str, at: Option<usize>) -> Handling {
        let reader = &mut self.reader;
        let read = reader.read_mut();
        read.output.begin();
        read.usage_change = UsageChange::Nothing;
        let handling = reader.event(data);
        if memchr::memmem::find(data.as_bytes(), b"error").is_some() {
            *self.error = Told::read(data, false).or(self.error.take());
        }
        let Some(at) = at else {
            self.template.forget();
            // What is left out has no place in the bytes.
            return if handling == Handling::TakeOut { handling } else { Handling::Pass };
        };
        let in_event = |place: &Range<usize>| place.start + at..place.end + at;
        let handling = match handling {
            Handling::Without(place) => Handling::Without(in_event(&place)),
            other => other,
        };
        let without = match &handling {
            Handling::Pass => None,
            Handling::Without(place) => Some(place.clone()),
            Handling::TakeOut => {
                self.template.forget();
                return handling;
            }
        };
        let read = reader.read();
        let usage = match &read.usage_change {
            UsageChange::Nothing => Ok(None),
            UsageChange::Replaced(place) => Ok(Some(in_event(place))),
            UsageChange::Other => Err(()),
        };
        match (read.output.added(), usage) {
            (Ok(added), Ok(usage)) => {
                let added = added.map(|added| (added, in_event(&added.place())));
                self.template.keep(event, Places { added, usage, without });
            }
            _ => self.template.forget(),
        }
        handling
    }

    fn take_alike(&mut self, rest: &[u8]) -> Option<usize> {
        let taken = self.template.take(rest, self.reader.read_mut())?;
        let event = rest.get(..taken.length)?;
        self.pass(event.get(..taken.without.start).unwrap_or_default());
        self.pass(event.get(taken.without.end..).unwrap_or_default());
        Some(taken.length)
    }

    fn pass(&mut self, bytes: &[u8]) {
        if let Some(passed) = &mut self.passed {
            passed.extend_from_slice(bytes);
        }
    }
}

/// Takes a body that is one JSON value, or events that nothing frames.
pub(super) struct Whole<'m> {
    pub(super) reader: &'m mut Box<dyn Reader>,
    /// The error that the body tells, and whether it tells nothing else.
    pub(super) error: &'m mut Option<Told>,
    pub(super) refused: bool,
    pub(super) seen: &'m mut bool,
    /// Whether the values are events.
    pub(super) events: &'m mut bool,
}

impl Sink for Whole<'_> {
    fn read(&mut self, _event: &[u8], data: &str, _at: Option<usize>) -> Handling {
        let Some(value) = Json::parse(data) else { return Handling::Pass };
        let body = value.object();
        *self.error = Told::of_value(value, self.refused).or(self.error.take());
        *self.events |= body.as_ref().is_some_and(|body| !*self.seen && self.reader.is_event(body));
        if *self.events {
            self.reader.event(data);
            return Handling::Pass;
        }
        *self.seen = true;
        if let Some(body) = body {
            self.reader.whole(&body);
        }
        Handling::Pass
    }

    fn take_alike(&mut self, _rest: &[u8]) -> Option<usize> {
        None
    }

    fn pass(&mut self, _bytes: &[u8]) {}

    fn goes_on(&self) -> bool {
        *self.events
    }
}
