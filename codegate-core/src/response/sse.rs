//! Server-sent events, cut out of bytes that arrive in any pieces.

use super::dispatch::Sink;
use crate::formats::reader::Handling;
use crate::limits::BODY_BYTES;
use std::borrow::Cow;

const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Cuts a stream into events at blank lines; lines end with LF, CR LF or CR.
///
/// An event that lies whole in one chunk is read where it lies; only what a chunk leaves incomplete is copied.
#[derive(Debug, Clone)]
pub(super) struct Events {
    /// The bytes of the event that is not complete yet.
    event: Vec<u8>,
    /// Whether the current line has no bytes so far.
    line_empty: bool,
    /// Whether the last byte was a CR, whose LF may follow.
    after_cr: bool,
    /// Whether the current event is too long to be read.
    unread: bool,
    /// Whether the client got the end of the last event, and so gets the LF of its last line.
    passed: bool,
    limit: usize,
}

impl Events {
    pub(super) fn new() -> Events {
        Events::with_limit(BODY_BYTES)
    }

    fn with_limit(limit: usize) -> Events {
        Events { event: Vec::new(), line_empty: true, after_cr: false, unread: false, passed: true, limit }
    }

    /// Takes bytes; hands each event that they complete to `sink`, and bytes for the client.
    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                self.line_feed(sink);
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let begins = self.event.is_empty() && self.line_empty && !self.unread;
            let used = if begins { self.whole(rest, sink) } else { 0 };
            rest = rest.get(used..).unwrap_or_default();
            if used > 0 {
                continue;
            }
            let Some(at) = memchr::memchr2(b'\n', b'\r', rest) else {
                self.line_empty = false;
                return self.keep(rest, sink);
            };
            let (line, after) = rest.split_at(at + 1);
            let blank = std::mem::replace(&mut self.line_empty, true) && at == 0;
            self.after_cr = line.ends_with(b"\r");
            self.keep(line, sink);
            if blank {
                self.complete(sink);
            }
            rest = after;
        }
    }

    /// The end of the stream, which completes an event that has no blank line after it.
    pub(super) fn end(&mut self, sink: &mut impl Sink) {
        self.complete(sink);
    }

    /// Reads the event at the start of these bytes where it lies, if it is whole; gives its length, or 0.
    fn whole(&mut self, rest: &[u8], sink: &mut impl Sink) -> usize {
        let length = match sink.take_alike(rest) {
            Some(length) => {
                self.passed = true;
                length
            }
            None => {
                let Some(event) = end_of(rest).filter(|end| *end <= self.limit).and_then(|end| rest.get(..end)) else {
                    return 0;
                };
                self.read(event, sink);
                event.len()
            }
        };
        self.after_cr = length.checked_sub(1).is_some_and(|last| rest.get(last) == Some(&b'\r'));
        length
    }

    /// The LF of a CR LF: it belongs to the line, and so to the event, that the CR ended.
    fn line_feed(&mut self, sink: &mut impl Sink) {
        let of_last_event = self.event.is_empty() && !self.unread;
        if !of_last_event {
            self.keep(b"\n", sink);
        } else if self.passed {
            sink.pass(b"\n");
        }
    }

    /// Keeps bytes of the current event, or hands them on where it is too long to be read.
    fn keep(&mut self, bytes: &[u8], sink: &mut impl Sink) {
        if !self.unread && self.event.len() + bytes.len() > self.limit {
            self.unread = true;
            sink.pass(&std::mem::take(&mut self.event));
        }
        if self.unread {
            sink.pass(bytes);
        } else {
            self.event.extend_from_slice(bytes);
        }
    }

    fn complete(&mut self, sink: &mut impl Sink) {
        self.passed = true;
        if !std::mem::take(&mut self.unread) {
            let mut event = std::mem::take(&mut self.event);
            if sink.take_alike(&event) != Some(event.len()) {
                self.read(&event, sink);
            }
            event.clear();
            self.event = event;
        }
    }

    fn read(&mut self, event: &[u8], sink: &mut impl Sink) {
        let text = String::from_utf8_lossy(event);
        let handling = data_of(&text).map_or(Handling::Pass, |(data, at)| {
            let as_written = matches!(text, Cow::Borrowed(_));
            sink.read(event, &data, at.filter(|_| as_written))
        });
        self.passed = handling != Handling::TakeOut;
        match handling {
            Handling::TakeOut => {}
            Handling::Without(place) => {
                sink.pass(event.get(..place.start).unwrap_or_default());
                sink.pass(event.get(place.end..).unwrap_or_default());
            }
            Handling::Pass => sink.pass(event),
        }
    }
}

/// Where the event ends that begins here; a CR ends it, though its LF may follow.
fn end_of(bytes: &[u8]) -> Option<usize> {
    let mut line = 0;
    loop {
        let end = line + memchr::memchr2(b'\n', b'\r', bytes.get(line..)?)?;
        if end == line {
            return Some(end + 1);
        }
        line = end + 1;
        if bytes.get(end..=line) == Some(b"\r\n") {
            line += 1;
        }
    }
}

/// The data of an event, which is its `data` lines joined, and where it is if it is one line; `None` if it has none.
fn data_of(event: &str) -> Option<(Cow<'_, str>, Option<usize>)> {
    let mut data: Option<(Cow<'_, str>, Option<usize>)> = None;
    let mut rest = event.trim_start_matches(BYTE_ORDER_MARK);
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (line, after) = (rest.get(..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default());
        if let Some(value) = line.strip_prefix("data:") {
            let value = value.strip_prefix(' ').unwrap_or(value);
            match &mut data {
                None => {
                    // Some transports leave one before the JSON.
                    let value = value.strip_prefix(BYTE_ORDER_MARK).unwrap_or(value);
                    data = Some((Cow::Borrowed(value), Some(event.len() - rest.len() + end - value.len())));
                }
                Some((data, at)) => {
                    *at = None;
                    let data = data.to_mut();
                    data.push('\n');
                    data.push_str(value);
                }
            }
        }
        rest = after;
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events with `out` in them are taken out.
    #[derive(Default)]
    struct Recorder {
        data: Vec<String>,
        passed: Vec<u8>,
    }

    impl Sink for Recorder {
        fn read(&mut self, event: &[u8], data: &str, at: Option<usize>) -> Handling {
            assert!(at.is_none_or(|at| event[at..].starts_with(data.as_bytes())));
            self.data.push(data.to_owned());
            if data.contains("out") { Handling::TakeOut } else { Handling::Pass }
        }

        fn take_alike(&mut self, _rest: &[u8]) -> Option<usize> {
            None
        }

        fn pass(&mut self, bytes: &[u8]) {
            self.passed.extend_from_slice(bytes);
        }
    }

    /// The data that is read and the bytes that pass.
    fn cut(stream: &[u8], pieces: usize, limit: usize) -> (Vec<String>, String) {
        let (mut events, mut seen) = (Events::with_limit(limit), Recorder::default());
        for piece in stream.chunks(pieces) {
            events.push(piece, &mut seen);
        }
        events.end(&mut seen);
        (seen.data, String::from_utf8(seen.passed).unwrap())
    }

    #[test]
    fn every_line_end_and_every_split_gives_the_same_events() {
        for end in ["\n", "\r\n", "\r"] {
            let stream = ": hello\n\ndata: a\ndata:b\n\nevent: x\nid: 1\n\ndata: out\n\n\ndata:  ü\n\ndata: tail"
                .replace('\n', end);
            let kept = stream.replace(&format!("data: out{end}{end}"), "");
            for pieces in 1..=stream.len() {
                let (data, passed) = cut(stream.as_bytes(), pieces, 100);
                assert_eq!(data, ["a\nb", "out", " ü", "tail"], "{end:?} {pieces}");
                assert_eq!(passed, kept, "{end:?} {pieces}");
            }
        }
    }

    #[test]
    fn an_event_over_the_limit_passes_unread_and_the_next_is_read() {
        let stream = format!("data: out{}\r\n\r\ndata: b\r\n\r\n", "x".repeat(12));
        for pieces in 1..=stream.len() {
            assert_eq!(cut(stream.as_bytes(), pieces, 22), (vec!["b".into()], stream.clone()), "{pieces}");
            assert_eq!(cut(stream.as_bytes(), pieces, 25).1, "data: b\r\n\r\n", "{pieces}");
        }
    }

    #[test]
    fn a_mark_of_byte_order_and_an_end_without_a_blank_line_are_taken_as_they_come() {
        assert_eq!(cut("\u{FEFF}data: a\n".as_bytes(), 1, 100).0, ["a"]);
        assert_eq!(cut("data: \u{FEFF}{}\n\n".as_bytes(), 1, 100).0, ["{}"]);
        assert_eq!(cut(b"data: out", 4, 100), (vec!["out".into()], String::new()));
    }
}
