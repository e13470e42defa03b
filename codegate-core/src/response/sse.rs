//! Server-sent events, cut out of bytes that arrive in any pieces.

use crate::limits::BODY_BYTES;
use std::borrow::Cow;

/// What to do with the bytes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// They go on to the client.
    Pass,
    /// The client did not ask for them.
    TakeOut,
}

/// Cuts a stream into events at blank lines; lines end with LF, CR LF or CR.
#[derive(Debug)]
pub(super) struct Events {
    /// The bytes of the event that is not complete yet.
    event: Vec<u8>,
    /// Whether the current line has no bytes so far.
    line_empty: bool,
    /// Whether the last byte was a CR, whose LF may follow.
    after_cr: bool,
    /// Whether the current event is too long to be read.
    unread: bool,
    /// What became of the last event, for the LF of its last line.
    last: Fate,
    limit: usize,
}

impl Events {
    pub(super) fn new() -> Events {
        Events::with_limit(BODY_BYTES)
    }

    fn with_limit(limit: usize) -> Events {
        let event = Vec::new();
        Events { event, line_empty: true, after_cr: false, unread: false, last: Fate::Pass, limit }
    }

    /// Takes bytes; calls `read` with the data of each event that they complete, and `pass` with bytes for the client.
    pub(super) fn push(&mut self, bytes: &[u8], read: &mut dyn FnMut(&str) -> Fate, pass: &mut dyn FnMut(&[u8])) {
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                self.line_feed(pass);
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let Some(at) = memchr::memchr2(b'\n', b'\r', rest) else {
                self.line_empty = false;
                return self.keep(rest, pass);
            };
            let (line, after) = rest.split_at(at + 1);
            let blank = std::mem::replace(&mut self.line_empty, true) && at == 0;
            self.after_cr = line.ends_with(b"\r");
            self.keep(line, pass);
            if blank {
                self.complete(read, pass);
            }
            rest = after;
        }
    }

    /// The end of the stream, which completes an event that has no blank line after it.
    pub(super) fn end(&mut self, read: &mut dyn FnMut(&str) -> Fate, pass: &mut dyn FnMut(&[u8])) {
        self.complete(read, pass);
    }

    /// The LF of a CR LF: it belongs to the line, and so to the event, that the CR ended.
    fn line_feed(&mut self, pass: &mut dyn FnMut(&[u8])) {
        let of_last_event = self.event.is_empty() && !self.unread;
        match (of_last_event, self.last) {
            (true, Fate::Pass) => pass(b"\n"),
            (true, Fate::TakeOut) => {}
            (false, _) => self.keep(b"\n", pass),
        }
    }

    /// Keeps bytes of the current event, or hands them on where it is too long to be read.
    fn keep(&mut self, bytes: &[u8], pass: &mut dyn FnMut(&[u8])) {
        if !self.unread && self.event.len() + bytes.len() > self.limit {
            self.unread = true;
            pass(&std::mem::take(&mut self.event));
        }
        if self.unread {
            pass(bytes);
        } else {
            self.event.extend_from_slice(bytes);
        }
    }

    fn complete(&mut self, read: &mut dyn FnMut(&str) -> Fate, pass: &mut dyn FnMut(&[u8])) {
        self.last = Fate::Pass;
        if !std::mem::take(&mut self.unread) {
            let event = std::mem::take(&mut self.event);
            if let Some(data) = data_of(&String::from_utf8_lossy(&event)) {
                self.last = read(&data);
            }
            if self.last == Fate::Pass {
                pass(&event);
            }
        }
    }
}

/// The data of an event: its `data` lines, joined; `None` if it has none.
fn data_of(event: &str) -> Option<Cow<'_, str>> {
    let lines = event.trim_start_matches('\u{FEFF}').split(['\n', '\r']);
    let mut data = lines.filter_map(|line| match line.split_once(':') {
        Some(("data", value)) => Some(value.strip_prefix(' ').unwrap_or(value)),
        _ => None,
    });
    let first = data.next()?;
    match data.next() {
        None => Some(Cow::Borrowed(first)),
        Some(second) => Some(Cow::Owned([first, second].into_iter().chain(data).collect::<Vec<_>>().join("\n"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data that is read and the bytes that pass, where events with `out` in them are taken out.
    fn cut(stream: &[u8], pieces: usize, limit: usize) -> (Vec<String>, String) {
        let (mut events, mut data, mut passed) = (Events::with_limit(limit), Vec::new(), Vec::new());
        let mut read = |text: &str| {
            data.push(text.to_owned());
            if text.contains("out") { Fate::TakeOut } else { Fate::Pass }
        };
        for piece in stream.chunks(pieces) {
            events.push(piece, &mut read, &mut |bytes| passed.extend_from_slice(bytes));
        }
        events.end(&mut read, &mut |bytes| passed.extend_from_slice(bytes));
        (data, String::from_utf8(passed).unwrap())
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
        assert_eq!(cut(b"data: out", 4, 100), (vec!["out".into()], String::new()));
    }
}
