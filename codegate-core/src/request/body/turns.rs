//! The conversation in a body: who said what, where the last turn begins, and where system text stands.

use super::system::SYSTEM_TEXTS;
use crate::formats::votes::{Sign, Votes};
use crate::request::json::scan::Kind;
use crate::request::json::span::Span;
use crate::request::json::text::unescape;
use memchr::memmem;

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    System,
    Developer,
    User,
    Assistant,
    Tool,
    /// A word that is not known here.
    Other,
}

impl Role {
    pub(crate) fn parse(word: &[u8]) -> Role {
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
    pub(crate) fn implied(item: &[u8]) -> Role {
        match item {
            b"" | b"message" => Role::User,
            _ if item.ends_with(b"_output") => Role::Tool,
            _ => Role::Assistant,
        }
    }
}

/// A stretch of a body in which files may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Text: what is between the quotes. Arguments: the whole value.
    pub span: Span,
    pub content: Content,
}

/// What a piece holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
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
pub(crate) struct Anchor {
    /// Just after the message.
    pub end: usize,
    pub developer: bool,
    pub content: Option<(Kind, Span)>,
}

/// How Aider's message begins that lists the files it works on; it stands turns before the question.
pub(crate) const STATED: &str = "I have *added these files to the chat*";
/// Messages of the user whose beginnings are kept, to tell the client by.
const OPENINGS: usize = 64;
const FIM_MARKERS: [&str; 4] = ["<COMPLETION>", "</COMPLETION>", "<QUERY>", "</QUERY>"];

/// A list of messages, items or contents, as it was read.
#[derive(Debug, Default)]
pub(crate) struct Turns {
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
    phase: Phase,
}

/// How far a conversation has come, by its last message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    /// Nobody has spoken but the system.
    #[default]
    Opening,
    /// A person is typing: what else they type belongs to the same turn.
    Typing,
    /// The same, with a tool's answer since.
    TypingWithResults,
    /// A tool has answered.
    Results,
    /// The assistant has spoken, or what a person typed was broken off.
    Between,
}

impl Phase {
    fn is_typing(self) -> bool {
        matches!(self, Phase::Typing | Phase::TypingWithResults)
    }

    fn has_results(self) -> bool {
        matches!(self, Phase::Results | Phase::TypingWithResults)
    }

    /// Whatever a person types next is a turn of its own.
    fn broken_off(self) -> Phase {
        match self {
            Phase::Typing => Phase::Between,
            Phase::TypingWithResults => Phase::Results,
            other => other,
        }
    }

    /// A tool's answer came in a message of the user's.
    fn with_results(self) -> Phase {
        if self.is_typing() { Phase::TypingWithResults } else { Phase::Results }
    }
}

/// What is known of one message when it was read.
#[derive(Debug, Default)]
pub(crate) struct Message {
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
    pub(crate) fn new(whole: bool) -> Turns {
        Turns { whole, empty: true, ..Turns::default() }
    }

    /// Something that is no message stands in the list.
    pub(crate) fn interrupt(&mut self) {
        self.phase = self.phase.broken_off();
    }

    /// Files a message that was read whole where it belongs. Its pieces begin at `from`.
    pub(crate) fn place(&mut self, bytes: &[u8], message: &Message, span: Span, from: usize) {
        let role = message.role.or(message.implied).unwrap_or(Role::User);
        if role != Role::User {
            for piece in self.pieces.iter_mut().skip(from).filter(|piece| piece.content == Content::Prompt) {
                piece.content = Content::Text;
            }
        }
        match role {
            Role::System | Role::Developer => {
                let texts = self.pieces.iter().skip(from).filter(|piece| piece.content == Content::Text);
                let room = SYSTEM_TEXTS.saturating_sub(self.system.len());
                self.system.extend(texts.map(|piece| piece.span).take(room));
                // A client's notes belong to the turn in which they stand, whoever it lets say them.
                if self.phase == Phase::Opening || message.notes == 0 {
                    self.pieces.truncate(from);
                }
                let developer = role == Role::Developer;
                self.votes.sign(if developer { Sign::DeveloperRole } else { Sign::SystemRole });
                if self.phase == Phase::Opening {
                    self.anchor = Some(Anchor { end: span.end(), developer, content: message.content });
                }
            }
            Role::User => {
                if self.openings.len() < OPENINGS {
                    let first = self.pieces.iter().skip(from).find(|piece| piece.content == Content::Prompt);
                    self.openings.extend(first.map(|piece| piece.span));
                }
                // Notes alone begin a turn, but not where a tool was just called.
                let noted = message.notes > 0 && message.results == 0 && !self.phase.has_results();
                if (message.typed > 0 || noted) && !self.phase.is_typing() {
                    self.begin_turn(bytes, from);
                } else if self.phase == Phase::Opening {
                    self.phase = Phase::Between;
                }
                if message.results > 0 {
                    self.phase = self.phase.with_results();
                }
            }
            Role::Assistant => self.phase = Phase::Between,
            Role::Tool => {
                self.votes.sign(Sign::ToolRole);
                self.phase = Phase::Results;
            }
            Role::Other => self.phase = self.phase.broken_off(),
        }
    }

    /// A message that a person typed: what came before is no longer the last turn.
    fn begin_turn(&mut self, bytes: &[u8], from: usize) {
        self.phase = Phase::Typing;
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
    pub(crate) fn asks_to_fill_in(&self, bytes: &[u8], message: Span, from: usize) -> bool {
        if memmem::find(message.of(bytes), b"COMPLETION").is_none() {
            return false;
        }
        let prompts = self.pieces.iter().skip(from).filter(|piece| piece.content == Content::Prompt);
        let texts: Vec<_> = prompts.map(|piece| unescape(piece.span.of(bytes))).collect();
        FIM_MARKERS.iter().all(|marker| texts.iter().any(|text| text.contains(marker)))
    }
}
