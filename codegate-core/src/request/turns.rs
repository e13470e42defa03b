//! The conversation in a body: who said what, where the last turn begins, and where system text stands.

use super::scan::{Kind, Scan, Scanner, Span};
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
    fn parse(word: &str) -> Role {
        match word {
            "system" => Role::System,
            "developer" => Role::Developer,
            "user" => Role::User,
            "assistant" | "model" => Role::Assistant,
            "tool" | "function" => Role::Tool,
            _ => Role::Other,
        }
    }

    /// The role of an item that states none: Responses tells it by the type of the item, Gemini leaves the user's out.
    fn implied(item: &str) -> Role {
        match item {
            "" | "message" => Role::User,
            _ if item.ends_with("_output") => Role::Tool,
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
/// A sign that one format alone has; weighs more than the path.
pub(super) const STRONG: u8 = 4;

/// How Aider's message begins that lists the files it works on; it stands turns before the question.
const STATED: &str = "I have *added these files to the chat*";
/// Claude Code puts such notes beside tool results; nobody typed them.
const REMINDER: &[u8] = b"<system-reminder>";
const FIM_MARKERS: [&str; 4] = ["<COMPLETION>", "</COMPLETION>", "<QUERY>", "</QUERY>"];

/// A list of messages, items or contents, as it was read.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The list with its brackets.
    pub list: Option<Span>,
    pub empty: bool,
    pub anchor: Option<Anchor>,
    /// Text of system and developer messages.
    pub system: Vec<Span>,
    /// Pieces of the last turn, or of the whole conversation.
    pub pieces: Vec<Piece>,
    /// Where in `pieces` the last turn begins.
    pub last: usize,
    /// Text in which the client states its files, if that stands before the last turn.
    pub stated: Vec<Span>,
    /// Whether the first message asks to fill in the middle.
    pub fim: bool,
    pub votes: Votes,
    /// Whether a user or assistant message was seen.
    begun: bool,
    /// Whether the messages just before belong to one run of the user's.
    run: bool,
}

/// One message while it is read.
#[derive(Default)]
struct Message {
    role: Option<Role>,
    item: String,
    content: Option<(Kind, Span)>,
    name: Option<Span>,
    arguments: Option<Span>,
    /// Parts that a person sent, notes of the client, tool results.
    typed: u32,
    notes: u32,
    results: u32,
}

pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
    pub whole: bool,
    pub turns: Turns,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], whole: bool) -> Reader<'a> {
        Reader { bytes, whole, turns: Turns { empty: true, ..Turns::default() } }
    }

    /// Reads the value of `messages`, `input` or `contents`: a list, or one text of the user's.
    pub(super) fn read(mut self, scanner: &mut Scanner<'a>) -> Scan<Turns> {
        match scanner.kind() {
            Kind::Array => {
                let list = scanner.array(|scanner| {
                    let first = std::mem::take(&mut self.turns.empty);
                    self.message(scanner, first)
                })?;
                self.turns.list = Some(list);
            }
            Kind::String => {
                let span = scanner.string()?;
                self.text(span, What::Prompt);
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(self.turns)
    }

    fn message(&mut self, scanner: &mut Scanner<'a>, first: bool) -> Scan {
        if scanner.kind() != Kind::Object {
            scanner.skip()?;
            self.turns.run = false;
            return Ok(());
        }
        let from = self.turns.pieces.len();
        let mut message = Message::default();
        let span = scanner.object(|scanner, key| self.member(scanner, key, from, &mut message))?;
        if let Some(arguments) = message.arguments {
            self.call(message.name, arguments);
        }
        if first {
            self.turns.fim = self.asks_to_fill_in(span, from);
        }
        self.place(message, span, from);
        Ok(())
    }

    fn member(&mut self, scanner: &mut Scanner<'a>, key: Span, from: usize, message: &mut Message) -> Scan {
        match unescape(key.of(self.bytes)).as_ref() {
            "role" => message.role = self.word(scanner)?.map(|word| Role::parse(&word)),
            "type" => message.item = self.word(scanner)?.unwrap_or_default(),
            "content" | "parts" | "output" => {
                if message.content.is_some() {
                    // A duplicate: the last counts.
                    self.turns.pieces.truncate(from);
                    (message.typed, message.notes, message.results) = (0, 0, 0);
                }
                message.content = Some(self.content(scanner, message)?);
            }
            "name" => message.name = string(scanner)?,
            "arguments" | "input" => message.arguments = Some(scanner.skip()?),
            "tool_calls" => {
                self.turns.votes.openai |= STRONG;
                list(scanner, |scanner| self.tool_call(scanner))?;
            }
            "function_call" => self.function(scanner)?,
            "images" => {
                self.turns.votes.ollama |= WEAK;
                scanner.skip()?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn content(&mut self, scanner: &mut Scanner<'a>, message: &mut Message) -> Scan<(Kind, Span)> {
        let kind = scanner.kind();
        let span = match kind {
            Kind::String => {
                let span = scanner.string()?;
                self.part(span, message);
                Span::new(span.start() - 1, span.end() + 1)
            }
            Kind::Array => scanner.array(|scanner| match scanner.kind() {
                Kind::String => {
                    let span = scanner.string()?;
                    self.part(span, message);
                    Ok(())
                }
                Kind::Object => self.block(scanner, message),
                _ => scanner.skip().map(drop),
            })?,
            _ => scanner.skip()?,
        };
        Ok((kind, span))
    }

    /// A part of text in a message.
    fn part(&mut self, span: Span, message: &mut Message) {
        let raw = span.of(self.bytes);
        if raw.is_empty() {
            return;
        }
        if raw.starts_with(REMINDER) {
            message.notes += 1
        } else {
            message.typed += 1
        }
        self.text(span, What::Prompt);
    }

    fn block(&mut self, scanner: &mut Scanner<'a>, message: &mut Message) -> Scan {
        let from = self.turns.pieces.len();
        let (mut kind, mut text, mut name, mut input) = (String::new(), None, None, None);
        scanner.object(|scanner, key| {
            match unescape(key.of(self.bytes)).as_ref() {
                "type" => kind = self.word(scanner)?.unwrap_or_default(),
                "text" => text = string(scanner)?,
                "name" => name = string(scanner)?,
                "input" => input = Some(scanner.skip()?),
                "content" => self.texts(scanner, 1)?,
                "functionCall" | "function_call" => {
                    kind = "tool_use".into();
                    self.function(scanner)?;
                }
                "functionResponse" | "function_response" => {
                    kind = "tool_result".into();
                    self.texts(scanner, 3)?;
                }
                "cache_control" | "source" => {
                    self.turns.votes.anthropic |= WEAK;
                    scanner.skip()?;
                }
                _ => {
                    scanner.skip()?;
                }
            }
            Ok(())
        })?;
        match kind.as_str() {
            "tool_result" | "tool_use" | "thinking" | "redacted_thinking" => self.turns.votes.anthropic |= STRONG,
            "image_url" | "input_audio" | "file" => self.turns.votes.openai |= STRONG,
            _ => {}
        }
        if kind.ends_with("_result") {
            message.results += 1;
            return Ok(());
        }
        if let Some(input) = input {
            self.call(name, input);
        }
        match text {
            Some(text) => self.part(text, message),
            // An image, a document: a person sent it, whatever text it holds.
            None if self.turns.pieces.len() == from || kind == "document" => message.typed += 1,
            None => {}
        }
        Ok(())
    }

    /// Text at any place down to `depth` levels of a value: a tool's result.
    fn texts(&mut self, scanner: &mut Scanner<'a>, depth: usize) -> Scan {
        match scanner.kind() {
            Kind::String => {
                let span = scanner.string()?;
                self.text(span, What::Text);
            }
            Kind::Array => {
                scanner.array(|scanner| match scanner.kind() {
                    Kind::Array => scanner.skip().map(drop),
                    _ => self.texts(scanner, depth),
                })?;
            }
            Kind::Object if depth > 0 => {
                scanner.object(|scanner, _| self.texts(scanner, depth - 1))?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn tool_call(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        if scanner.kind() != Kind::Object {
            return scanner.skip().map(drop);
        }
        scanner.object(|scanner, key| match unescape(key.of(self.bytes)).as_ref() {
            "function" | "custom" => self.function(scanner),
            _ => scanner.skip().map(drop),
        })?;
        Ok(())
    }

    fn function(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        if scanner.kind() != Kind::Object {
            return scanner.skip().map(drop);
        }
        let (mut name, mut arguments) = (None, None);
        scanner.object(|scanner, key| {
            match unescape(key.of(self.bytes)).as_ref() {
                "name" => name = string(scanner)?,
                "arguments" | "args" | "input" => arguments = Some(scanner.skip()?),
                _ => {
                    scanner.skip()?;
                }
            }
            Ok(())
        })?;
        if let Some(arguments) = arguments {
            self.call(name, arguments);
        }
        Ok(())
    }

    fn call(&mut self, name: Option<Span>, arguments: Span) {
        let name = unescape(name.map_or(&[], |name| name.of(self.bytes))).to_ascii_lowercase();
        let listing = name == "ls" || ["list", "glob", "grep", "search", "find"].iter().any(|word| name.contains(word));
        let what = if listing { What::Listing } else { What::Arguments };
        self.turns.pieces.push(Piece { span: arguments, what });
    }

    fn text(&mut self, span: Span, what: What) {
        if span.start() < span.end() {
            self.turns.pieces.push(Piece { span, what });
        }
    }

    /// Files a message that was read whole where it belongs.
    fn place(&mut self, message: Message, span: Span, from: usize) {
        let role = message.role.unwrap_or_else(|| Role::implied(&message.item));
        let turns = &mut self.turns;
        if role != Role::User {
            for piece in turns.pieces.iter_mut().skip(from).filter(|piece| piece.what == What::Prompt) {
                piece.what = What::Text;
            }
        }
        match role {
            Role::System | Role::Developer => {
                turns.system.extend(turns.pieces.drain(from..).filter(|p| p.what == What::Text).map(|p| p.span));
                let developer = role == Role::Developer;
                turns.votes.openai |= if developer { STRONG } else { WEAK };
                if !turns.begun {
                    turns.anchor = Some(Anchor { end: span.end(), developer, content: message.content });
                }
            }
            Role::User => {
                turns.begun = true;
                let typed = message.typed > 0 || (message.notes > 0 && message.results == 0);
                if typed && !turns.run {
                    self.begin_turn(from);
                }
            }
            Role::Assistant => (turns.begun, turns.run) = (true, false),
            Role::Tool => {
                turns.votes.openai |= STRONG;
                turns.run = false;
            }
            Role::Other => turns.run = false,
        }
    }

    /// A message that a person typed: what came before is no longer the last turn.
    fn begin_turn(&mut self, from: usize) {
        let turns = &mut self.turns;
        turns.run = true;
        let (bytes, stated) = (self.bytes, STATED.as_bytes());
        if let Some(piece) = turns.pieces.iter().skip(turns.last).find(|p| p.span.of(bytes).starts_with(stated)) {
            turns.stated = vec![piece.span];
        }
        if self.whole {
            turns.last = from;
        } else {
            turns.pieces.drain(..from);
        }
    }

    fn asks_to_fill_in(&self, message: Span, from: usize) -> bool {
        if memmem::find(message.of(self.bytes), b"COMPLETION").is_none() {
            return false;
        }
        let mut text = String::new();
        for piece in self.turns.pieces.iter().skip(from).filter(|piece| piece.what == What::Prompt) {
            text.push_str(&unescape(piece.span.of(self.bytes)));
        }
        FIM_MARKERS.iter().all(|marker| text.contains(marker))
    }

    fn word(&self, scanner: &mut Scanner<'a>) -> Scan<Option<String>> {
        Ok(string(scanner)?.map(|span| unescape(span.of(self.bytes)).into_owned()))
    }
}

/// A string, or nothing where another value stands.
pub(super) fn string(scanner: &mut Scanner<'_>) -> Scan<Option<Span>> {
    if scanner.kind() == Kind::String {
        return scanner.string().map(Some);
    }
    scanner.skip()?;
    Ok(None)
}

/// Walks a list; passes over anything else.
pub(super) fn list<'a>(scanner: &mut Scanner<'a>, item: impl FnMut(&mut Scanner<'a>) -> Scan) -> Scan {
    if scanner.kind() == Kind::Array {
        scanner.array(item)?
    } else {
        scanner.skip()?
    };
    Ok(())
}
