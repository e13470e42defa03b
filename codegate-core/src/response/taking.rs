//! Where framing and meaning meet: what a body is cut into goes to its reader, or past it if it is like what went before.

use super::alike::{Alike, Places};
use super::json::Json;
use super::{Reader, UsageTold};
use std::ops::Range;

/// What to do with the bytes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// They go on to the client.
    Pass,
    /// The client did not ask for them.
    TakeOut,
    /// They go on but for these, which the client did not ask for.
    Without { start: usize, end: usize },
}

/// Where the framing hands events and values to.
pub(super) trait Sink {
    /// Reads one: its bytes, and its data.
    fn read(&mut self, event: &[u8], data: &str) -> Fate;
    /// Takes the one at the start of these bytes, bytes for the client included, if it is like the last; its length.
    fn alike(&mut self, rest: &[u8]) -> Option<usize>;
    /// Hands bytes on to the client.
    fn pass(&mut self, bytes: &[u8]);
}

/// Takes what a stream is cut into.
pub(super) struct Taking<'m> {
    pub(super) reader: &'m mut Option<Box<dyn Reader>>,
    pub(super) alike: &'m mut Alike,
    /// The bytes for the client, where they are not just all.
    pub(super) passed: Option<&'m mut Vec<u8>>,
}

impl Sink for Taking<'_> {
    fn read(&mut self, event: &[u8], data: &str) -> Fate {
        let Some(reader) = self.reader else { return Fate::Pass };
        let read = reader.read_mut();
        read.output.begin();
        read.told = UsageTold::Nothing;
        let fate = reader.event(data);
        let read = reader.read();
        // The data lies in the event unless it had to be put together.
        let within = |address: usize, length: usize| -> Option<Range<usize>> {
            let start = address.checked_sub(event.as_ptr().addr())?;
            let end = start.checked_add(length).filter(|end| *end <= event.len())?;
            Some(start..end)
        };
        let place = within(data.as_ptr().addr(), data.len());
        let without = match (fate, &place) {
            (Fate::Without { start, end }, Some(place)) => Some(start + place.start..end + place.start),
            _ => None,
        };
        let usage = match read.told {
            UsageTold::Nothing => Some(None),
            UsageTold::Kept { address, length } => within(address, length).map(Some),
            UsageTold::Other => None,
        };
        match (read.output.added(), usage) {
            (Ok(added), Some(usage)) if place.is_some() && fate != Fate::TakeOut => {
                self.alike.keep(event, &Places { added, usage, without: without.clone() });
            }
            _ => self.alike.forget(),
        }
        match (fate, without) {
            (Fate::TakeOut, _) => Fate::TakeOut,
            (_, Some(without)) => Fate::Without { start: without.start, end: without.end },
            _ => Fate::Pass,
        }
    }

    fn alike(&mut self, rest: &[u8]) -> Option<usize> {
        let taken = self.alike.take(rest, self.reader.as_mut()?.read_mut())?;
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

/// Takes a body that is one JSON value.
pub(super) struct Whole<'m> {
    pub(super) reader: &'m mut Option<Box<dyn Reader>>,
    pub(super) seen: &'m mut bool,
}

impl Sink for Whole<'_> {
    fn read(&mut self, _event: &[u8], data: &str) -> Fate {
        if let Some(value) = Json::parse(data) {
            *self.seen = true;
            if let (Some(reader), Some(body)) = (self.reader.as_mut(), value.object()) {
                reader.whole(&body);
            }
        }
        Fate::Pass
    }

    fn alike(&mut self, _rest: &[u8]) -> Option<usize> {
        None
    }

    fn pass(&mut self, _bytes: &[u8]) {}
}
