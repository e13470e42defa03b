//! The conversation in a body: who said what, where the last turn begins, and where system text stands.

use super::scan::{Kind, Span};
use super::text::unescape;
use memchr::memmem;

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    System,
    Developer,
    User,
    Assistant,
    Tool,
    /// A word that is not known here.
    Other,
}

impl Role {
    pub(super) fn parse(word: &[u8]) -> Role {
        match word {
            b"system" => Role::System,
            b"developer" => Role::Developer,
            b"user" => Role::User,
            b"assistant" | b"model" => Role::Assistant,
            b"tool" | b"function" => Role::Tool,
            _ => Role::Other,
        }
    }

    /// The role of an item that states none: Responses tells it by the type of the item, Gemini leaves the user's out.
    pub(super) fn implied(item: &[u8]) -> Role {
        match item {
            b"" | b"message" => Role::User,
            _ if item.ends_with(b"_output") => Role::Tool,
            _ => Role::Assistant,
        }
    }
}

/// A stretch of a body in which files may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Text: what stands between the quotes. Arguments: the whole value.
    pub span: Span,
    pub what: What,
}

/// What a piece holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// Text that the user sent.
    Prompt,
    /// Any other text: the assistant's, a tool's result.
    Text,
    /// The name of a file that was attached.
    Name,
    /// Arguments of a tool call, as JSON or as JSON in a string.
    Arguments,
    /// Arguments of a tool that lists or searches, whose `path` mostly names a folder.
    Listing,
}

/// A system message that stands before the first turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// Just after the message.
    pub end: usize,
    pub developer: bool,
    pub content: Option<(Kind, Span)>,
}

/// What tells wire formats with the same members apart: for each the signs that were seen, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Votes {
    pub openai: u8,
    pub anthropic: u8,
    pub ollama: u8,
}

/// A sign that others borrow; weighs less than the path.
pub(super) const WEAK: u8 = 1;
/// A sign that one format has, and clients of another hand on; weighs less than the path too.
pub(super) const MEDIUM: u8 = 2;
/// A sign that one format alone has; weighs more than the path.
pub(super) const STRONG: u8 = 4;

/// How Aider's message begins that lists the files it works on; it stands turns before the question.
pub(super) const STATED: &str = "I have *added these files to the chat*";
/// Texts of system messages that are kept, to tell the client by.
pub(super) const SYSTEM_TEXTS: usize = 1_024;
/// Messages of the user whose beginnings are kept, to tell the client by.
const OPENINGS: usize = 64;
const FIM_MARKERS: [&str; 4] = ["<COMPLETION>", "</COMPLETION>", "<QUERY>", "</QUERY>"];

/// A list of messages, items or contents, as it was read.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The list with its brackets.
    pub list: Option<Span>,
    /// The value with its quotes, where one text stands in place of a list.
    pub lone: Option<Span>,
    pub empty: bool,
    pub anchor: Option<Anchor>,
    /// Text of system and developer messages.
    pub system: Vec<Span>,
    /// The first text of each of the first user messages.
    pub openings: Vec<Span>,
    /// Pieces of the last turn, or of the whole conversation.
    pub pieces: Vec<Piece>,
    /// Where in `pieces` the last turn begins.
    pub last: usize,
    /// Text in which the client states its files, if that stands before the last turn.
    pub stated: Option<Span>,
    /// Whether the first message asks to fill in the middle.
    pub fim: bool,
    /// Images in all of the conversation.
    pub images: u64,
    pub votes: Votes,
    /// Whether the whole conversation is kept, not the last turn alone.
    whole: bool,
    /// Whether a user or assistant message was seen.
    begun: bool,
    /// Whether the messages just before belong to one run of the user's.
    run: bool,
    /// Whether what came last is a tool's answer.
    called: bool,
}

/// What is known of one message when it was read.
#[derive(Debug, Default)]
pub(super) struct Message {
    pub role: Option<Role>,
    /// The role that the type of a Responses item implies.
    pub implied: Option<Role>,
    pub content: Option<(Kind, Span)>,
    /// Parts that a person sent.
    pub typed: u32,
    /// Parts that the client added of its own accord.
    pub notes: u32,
    /// Results of tools.
    pub results: u32,
    /// Whether a text began as the head of a tool's result.
    pub headed: bool,
}

impl Turns {
    pub(super) fn new(whole: bool) -> Turns {
        Turns { whole, empty: true, ..Turns::default() }
    }

    /// Something that is no message stands in the list.
    pub(super) fn interrupt(&mut self) {
        self.run = false;
    }

    /// Files a message that was read whole where it belongs. Its pieces begin at `from`.
    pub(super) fn place(&mut self, bytes: &[u8], message: &Message, span: Span, from: usize) {
        let role = message.role.or(message.implied).unwrap_or(Role::User);
        if role != Role::User {
            for piece in self.pieces.iter_mut().skip(from).filter(|piece| piece.what == What::Prompt) {
                piece.what = What::Text;
            }
        }
        match role {
            Role::System | Role::Developer => {
                let texts = self.pieces.iter().skip(from).filter(|piece| piece.what == What::Text);
                let room = SYSTEM_TEXTS.saturating_sub(self.system.len());
                self.system.extend(texts.map(|piece| piece.span).take(room));
                // A client's notes belong to the turn in which they stand, whoever it lets say them.
                if !(self.begun && message.notes > 0) {
                    self.pieces.truncate(from);
                }
                let developer = role == Role::Developer;
                self.votes.openai |= if developer { STRONG } else { WEAK };
                if !self.begun {
                    self.anchor = Some(Anchor { end: span.end(), developer, content: message.content });
                }
            }
            Role::User => {
                self.begun = true;
                if self.openings.len() < OPENINGS {
                    let first = self.pieces.iter().skip(from).find(|piece| piece.what == What::Prompt);
                    self.openings.extend(first.map(|piece| piece.span));
                }
                // Notes alone begin a turn, but not where a tool was just called.
                let typed = message.typed > 0 || (message.notes > 0 && message.results == 0 && !self.called);
                if typed && !self.run {
                    self.begin_turn(bytes, from);
                }
                self.called |= message.results > 0;
            }
            Role::Assistant => (self.begun, self.run, self.called) = (true, false, false),
            Role::Tool => {
                self.votes.openai |= STRONG;
                self.run = false;
                self.called = true;
            }
            Role::Other => self.run = false,
        }
    }

    /// A message that a person typed: what came before is no longer the last turn.
    fn begin_turn(&mut self, bytes: &[u8], from: usize) {
        (self.run, self.called) = (true, false);
        let stated = |piece: &&Piece| piece.span.of(bytes).starts_with(STATED.as_bytes());
        if let Some(piece) = self.pieces.iter().skip(self.last).find(stated) {
            self.stated = Some(piece.span);
        }
        if self.whole {
            self.last = from;
        } else {
            self.pieces.drain(..from);
        }
    }

    /// Whether the message with the pieces from `from` on asks to fill in the middle.
    pub(super) fn asks_to_fill_in(&self, bytes: &[u8], message: Span, from: usize) -> bool {
        if memmem::find(message.of(bytes), b"COMPLETION").is_none() {
            return false;
        }
        let prompts = self.pieces.iter().skip(from).filter(|piece| piece.what == What::Prompt);
        let texts: Vec<_> = prompts.map(|piece| unescape(piece.span.of(bytes))).collect();
        FIM_MARKERS.iter().all(|marker| texts.iter().any(|text| text.contains(marker)))
    }
}
