//! The assistant's text and tool calls, as much of them as is kept.

use super::json::text_of;
use crate::limits::HISTORY_TEXT_BYTES;

/// Texts and tool calls that are told apart; what comes after them is cut.
const PARTS: usize = 256;
/// What a tool call takes beside its name and arguments: the parentheses, and a line end on either side.
const CALL_BYTES: usize = 4;

/// Collects an answer. A tool call reads `name(arguments)` on a line of its own.
#[derive(Debug, Default)]
pub(super) struct Output {
    parts: Vec<Part>,
    bytes: usize,
    cut: bool,
}

#[derive(Debug)]
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

impl Output {
    /// Adds a piece of the text at this position.
    pub(super) fn text(&mut self, position: u64, piece: &[u8]) {
        self.add(Kind::Text, position, piece, |part| &mut part.content);
    }

    /// Names the tool call at this position; some servers repeat the name with every piece of the arguments.
    pub(super) fn call(&mut self, position: u64, name: &[u8]) {
        let is_this = |part: &&Part| part.kind == Kind::Call && part.position == position;
        if self.cut || self.parts.iter().rev().find(is_this).is_some_and(|part| !part.name.is_empty()) {
            return;
        }
        self.add(Kind::Call, position, name, |part| &mut part.name);
    }

    /// Adds a piece of the arguments of the tool call at this position.
    pub(super) fn arguments(&mut self, position: u64, piece: &[u8]) {
        self.add(Kind::Call, position, piece, |part| &mut part.content);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// What was kept, and whether there was more.
    pub(super) fn read(&self) -> (Option<String>, bool) {
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

    #[test]
    fn calls_stand_on_lines_of_their_own_even_when_their_pieces_interleave() {
        let mut output = Output::default();
        assert_eq!(output.read(), (None, false));
        output.text(0, b"Let me ");
        output.text(0, b"look.");
        output.call(1, b"Read");
        output.arguments(1, b"{\"a\":");
        output.call(2, b"List");
        output.arguments(1, b"1}");
        output.arguments(2, b"{}");
        output.text(3, b"Done.");
        assert_eq!(output.read(), (Some("Let me look.\nRead({\"a\":1})\nList({})\nDone.".into()), false));
    }

    #[test]
    fn keeps_up_to_the_limit_and_cuts_between_characters() {
        let mut output = Output::default();
        output.text(0, &vec![b'a'; HISTORY_TEXT_BYTES - 1]);
        output.text(0, b"b");
        assert!(!output.read().1);
        output.text(0, b"c");
        assert_eq!(output.read().0.unwrap().len(), HISTORY_TEXT_BYTES);
        assert!(output.read().1);

        let mut output = Output::default();
        output.text(0, &vec![b'a'; HISTORY_TEXT_BYTES - 3]);
        output.text(0, "😀".as_bytes());
        output.text(0, b"b");
        assert_eq!(output.read(), (Some("a".repeat(HISTORY_TEXT_BYTES - 3)), true));
    }

    #[test]
    fn any_number_of_calls_stays_within_the_limit() {
        let mut output = Output::default();
        for position in 0..10_000 {
            output.call(position, b"tool");
            output.arguments(position, &[b'x'; 1000]);
        }
        let (text, cut) = output.read();
        assert!(cut && text.unwrap().len() <= HISTORY_TEXT_BYTES);
    }
}
