//! The assistant's text and tool calls, as much of them as is kept.

use crate::formats::json::{Json, text_of};
use crate::limits::HISTORY_TEXT_BYTES;
use std::ops::Range;

/// Texts and tool calls that are distinguished; what comes after them is cut.
const PARTS: usize = 256;
/// What a tool call takes in addition to its name and arguments: the parentheses, and a line end on either side.
const CALL_BYTES: usize = 4;

/// Collects an answer. A tool call reads `name(arguments)` on a line of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Output {
    parts: Vec<Part>,
    bytes: usize,
    cut: bool,
    /// What the current event has added, if that is one string.
    added: Option<Addition>,
    /// Whether it has added what another event like it would not add to.
    apart: bool,
}

#[derive(Debug, Clone)]
struct Part {
    kind: Kind,
    /// Position in the answer, as the format counts.
    position: u64,
    /// Name of the tool; empty for text.
    name: Vec<u8>,
    /// UTF-8, lone surrogates in the same manner.
    content: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Call,
}

/// A string that an event has added to a text or to arguments: to which, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Addition {
    kind: Kind,
    position: u64,
    /// Where the string begins in the data of its event, and how long it is.
    at: usize,
    length: usize,
}

impl Addition {
    /// The place of its content in the data of its event: without the quotes.
    pub(crate) fn place(self) -> Range<usize> {
        self.at + 1..self.at + self.length - 1
    }
}

impl Output {
    /// Another event begins.
    pub(crate) fn begin(&mut self) {
        (self.added, self.apart) = (None, false);
    }

    /// What the event has added: nothing or one string, or an error where it was more than that.
    pub(crate) fn added(&self) -> Result<Option<Addition>, ()> {
        if self.apart { Err(()) } else { Ok(self.added) }
    }

    /// Adds a string to the text at this position.
    pub(crate) fn text(&mut self, position: u64, piece: Json<'_>) {
        self.piece(Kind::Text, position, piece);
    }

    /// Adds a string to the arguments of the tool call at this position.
    pub(crate) fn arguments(&mut self, position: u64, piece: Json<'_>) {
        self.piece(Kind::Call, position, piece);
    }

    /// Names the tool call at this position; some servers repeat the name with every piece of the arguments.
    pub(crate) fn call(&mut self, position: u64, name: Json<'_>) {
        let is_this = |part: &&Part| part.kind == Kind::Call && part.position == position;
        if self.cut || self.parts.iter().rev().find(is_this).is_some_and(|part| !part.name.is_empty()) {
            return;
        }
        self.apart = true;
        if let Some(name) = name.bytes() {
            self.add(Kind::Call, position, &name, |part| &mut part.name);
        }
    }

    /// Adds arguments that arrive at once, as any JSON, to the tool call at this position.
    pub(crate) fn given(&mut self, position: u64, arguments: Json<'_>) {
        self.apart = true;
        self.add(Kind::Call, position, arguments.text().as_bytes(), |part| &mut part.content);
    }

    /// Adds another piece to where the last event has added one.
    pub(crate) fn again(&mut self, added: Addition, piece: &[u8]) {
        self.add(added.kind, added.position, piece, |part| &mut part.content);
    }

    fn piece(&mut self, kind: Kind, position: u64, piece: Json<'_>) {
        let Some(bytes) = piece.bytes() else { return };
        let text = piece.text();
        self.apart |= self.added.is_some();
        self.added = Some(Addition { kind, position, at: piece.at(), length: text.len() });
        self.add(kind, position, &bytes, |part| &mut part.content);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// What was kept, and whether there was more.
    pub(crate) fn read(&self) -> (Option<String>, bool) {
        let mut out = Vec::with_capacity(self.bytes);
        let mut before = Kind::Text;
        for part in &self.parts {
            if !out.is_empty() && (part.kind == Kind::Call || before == Kind::Call) {
                out.push(b'\n');
            }
            match part.kind {
                Kind::Text => out.extend_from_slice(&part.content),
                Kind::Call => out.extend([part.name.as_slice(), b"(", &part.content, b")"].concat()),
            }
            before = part.kind;
        }
        ((!out.is_empty()).then(|| text_of(&out)), self.cut)
    }

    fn add(&mut self, kind: Kind, position: u64, piece: &[u8], place: fn(&mut Part) -> &mut Vec<u8>) {
        if piece.is_empty() || self.cut {
            return;
        }
        let known = self.parts.iter().rposition(|part| part.kind == kind && part.position == position);
        let frame = if known.is_none() && kind == Kind::Call { CALL_BYTES } else { 0 };
        let kept = match known {
            None if self.parts.len() == PARTS => &[],
            _ => cut_to(piece, HISTORY_TEXT_BYTES.saturating_sub(self.bytes + frame)),
        };
        self.cut = kept.len() < piece.len();
        if kept.is_empty() {
            return;
        }
        self.bytes += frame + kept.len();
        let at = known.unwrap_or(self.parts.len());
        if known.is_none() {
            self.parts.push(Part { kind, position, name: Vec::new(), content: Vec::new() });
        }
        if let Some(part) = self.parts.get_mut(at) {
            place(part).extend_from_slice(kept);
        }
    }
}

/// The longest start of `piece` that has at most `room` bytes and ends between characters.
fn cut_to(piece: &[u8], room: usize) -> &[u8] {
    if piece.len() <= room {
        return piece;
    }
    let continues = |at: usize| piece.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (0..=room).rev().find(|&at| !continues(at)).unwrap_or(0);
    piece.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JSON string.
    fn json(text: &str) -> Json<'_> {
        Json::parse(text).unwrap()
    }

    #[test]
    fn calls_stand_on_lines_of_their_own_even_when_their_pieces_interleave() {
        let mut output = Output::default();
        assert_eq!(output.read(), (None, false));
        output.text(0, json("\"Let me \""));
        output.text(0, json("\"look.\""));
        output.call(1, json("\"Read\""));
        output.arguments(1, json(r#""{\"a\":""#));
        output.call(2, json("\"List\""));
        output.arguments(1, json("\"1}\""));
        output.given(2, json("{}"));
        output.text(3, json("\"Done.\""));
        assert_eq!(output.read(), (Some("Let me look.\nRead({\"a\":1})\nList({})\nDone.".into()), false));
    }

    #[test]
    fn keeps_up_to_the_limit_and_cuts_between_characters() {
        let mut output = Output::default();
        output.text(0, json(&format!("\"{}\"", "a".repeat(HISTORY_TEXT_BYTES - 1))));
        output.text(0, json("\"b\""));
        assert!(!output.read().1);
        output.text(0, json("\"c\""));
        assert_eq!(output.read().0.unwrap().len(), HISTORY_TEXT_BYTES);
        assert!(output.read().1);

        let mut output = Output::default();
        output.text(0, json(&format!("\"{}\"", "a".repeat(HISTORY_TEXT_BYTES - 3))));
        output.text(0, json("\"😀\""));
        output.text(0, json("\"b\""));
        assert_eq!(output.read(), (Some("a".repeat(HISTORY_TEXT_BYTES - 3)), true));
    }

    #[test]
    fn an_event_that_adds_one_string_says_where_it_stands() {
        let event = r#"{"a":"one","b":"two"}"#;
        let one = json(event).object().unwrap().get("a").unwrap();
        let mut output = Output::default();
        assert!(output.added().unwrap().is_none());
        output.text(0, one);
        assert_eq!(event.get(output.added().unwrap().unwrap().place()), Some("one"));
        output.begin();
        assert!(output.added().unwrap().is_none());
        output.text(0, one);
        output.text(0, one);
        assert!(output.added().is_err());
        output.begin();
        output.given(1, one);
        assert!(output.added().is_err());
    }

    #[test]
    fn any_number_of_calls_stays_within_the_limit() {
        let mut output = Output::default();
        for position in 0..10_000 {
            output.call(position, json("\"tool\""));
            output.arguments(position, json(&format!("\"{}\"", "x".repeat(1000))));
        }
        let (text, cut) = output.read();
        assert!(cut && text.unwrap().len() <= HISTORY_TEXT_BYTES);
    }
}
