//! The outline of a body: its top-level members that matter, found in one validating pass.

use super::messages::{Reader, list, string};
use super::quotes::Quotes;
use super::scan::{Kind, Scan, Scanner, Span, Unreadable};
use super::settings::Settings;
use super::text::{ESCAPE, unescape, word};
use super::turns::{MEDIUM, Piece, STRONG, SYSTEM_TEXTS, Turns, Votes, WEAK, What};
use crate::limits::PATTERN_BYTES;

/// Names of tools that are kept to tell the client by.
const TOOL_NAMES: usize = 128;
/// Models that a body may name: the last counts, and all are replaced.
const MODELS: usize = 1_000;
/// Other members that are kept to tell the client by.
const MEMBERS: usize = 64;

/// A member's value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub kind: Kind,
    pub span: Span,
}

/// The member in which a conversation stands. Of several the first of these counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Messages,
    Input,
    Contents,
    Prompt,
}

#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Just after the outermost opening brace.
    pub start: usize,
    /// Whether the outermost object has no members.
    pub empty: bool,
    /// The value of the last top-level `model`.
    pub model: Option<Value>,
    /// How many there are. Not kept one by one: a body may be made of nothing else.
    pub models: usize,
    pub stream: Option<Value>,
    pub stream_options: Option<Value>,
    /// The top-level `system` of Anthropic and Ollama.
    pub system: Option<Value>,
    /// Gemini's `systemInstruction`.
    pub system_instruction: Option<Value>,
    /// System text at the top level: `system`, `instructions`, `system_instruction`.
    pub system_text: Vec<Span>,
    /// The conversation, and where it stands.
    pub conversation: Option<(Place, Turns)>,
    /// Whether the request names a prompt that the provider keeps.
    pub kept_prompt: bool,
    /// Names of the tools on offer.
    pub tools: Vec<Span>,
    pub settings: Settings,
    /// Whether a prompt is to be continued as it is: there is text after the gap, or no template is to be laid over it.
    pub fills_in: bool,
    /// Whether there is what no editor sends that has a gap to fill: system text, or room for images.
    pub converses: bool,
    /// Images beside the messages, as Ollama's generate has them.
    images: u64,
    /// Names and values of all other members.
    pub others: Vec<(Span, Span)>,
    pub votes: Votes,
}

impl Outline {
    /// Reads a body. `whole` keeps the pieces of the whole conversation.
    pub(super) fn read(bytes: &[u8], whole: bool) -> Result<Outline, Unreadable> {
        let (quotes, ascii) = Quotes::find(bytes)?;
        if !ascii && simdutf8::basic::from_utf8(bytes).is_err() {
            let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
            return Err(Unreadable { what: "is not UTF-8", at });
        }
        let mut scanner = Scanner::checked(bytes, &quotes);
        if scanner.kind() != Kind::Object {
            return Err(Unreadable { what: "is not an object", at: scanner.at() });
        }
        let mut outline = Outline { start: scanner.at() + 1, empty: true, ..Outline::default() };
        let members = scanner.object(|scanner, key| {
            outline.empty = false;
            outline.member(bytes, scanner, key, whole)
        });
        match members.and_then(|_| scanner.end()) {
            Ok(()) => Ok(outline),
            Err(_) => Err(scanner.fault()),
        }
    }

    fn member<'a>(&mut self, bytes: &'a [u8], scanner: &mut Scanner<'a>, key: Span, whole: bool) -> Scan {
        match word(key.of(bytes)).as_ref() {
            b"model" => {
                self.models += 1;
                if self.models > MODELS {
                    // Each would be replaced, by a name of any length.
                    return scanner.fail("names its model more than a thousand times");
                }
                self.model = Some(value(scanner)?);
            }
            b"stream" => self.stream = Some(value(scanner)?),
            b"stream_options" => {
                self.votes.openai |= STRONG;
                self.stream_options = Some(value(scanner)?);
            }
            b"messages" => self.conversation(bytes, scanner, Place::Messages, whole)?,
            b"input" => self.conversation(bytes, scanner, Place::Input, whole)?,
            b"contents" => self.conversation(bytes, scanner, Place::Contents, whole)?,
            // Responses' prompt that the provider keeps.
            b"prompt" if scanner.kind() == Kind::Object => {
                self.kept_prompt = true;
                scanner.skip()?;
            }
            b"prompt" => self.conversation(bytes, scanner, Place::Prompt, whole)?,
            b"system" => {
                self.system_text.clear();
                self.converses = true;
                self.system = Some(self.system_member(scanner)?);
            }
            b"system_instruction" | b"systemInstruction" => {
                self.system_instruction = Some(self.system_member(scanner)?)
            }
            b"instructions" => self.texts(scanner)?,
            b"tools" => {
                self.tools.clear();
                list(scanner, |scanner| self.tool(bytes, scanner))?;
            }
            // As tools were called before there were others.
            b"functions" => {
                self.votes.openai |= STRONG;
                list(scanner, |scanner| self.tool(bytes, scanner))?;
            }
            b"suffix" => {
                let suffix = string(scanner)?;
                self.fills_in |= suffix.is_some_and(|suffix| suffix.start() < suffix.end());
            }
            b"raw" => {
                self.vote(b"raw");
                let raw = value(scanner)?;
                self.fills_in |= raw.span.of(bytes) == b"true";
            }
            b"images" => {
                self.vote(b"images");
                self.converses = true;
                list(scanner, |scanner| {
                    self.images += 1;
                    scanner.skip().map(drop)
                })?;
            }
            name => {
                let (_, at) = (scanner.kind(), scanner.at());
                if !self.settings.member(scanner, name)? {
                    scanner.skip()?;
                }
                // Some clients send all that they know of, most of it empty.
                if bytes.get(at..scanner.at()) != Some(b"null") {
                    self.vote(name);
                }
                if self.others.len() < MEMBERS {
                    self.others.push((key, Span::new(at, scanner.at())));
                }
            }
        }
        Ok(())
    }

    /// Reads a conversation, unless one is known that counts more. Of duplicates the last counts.
    fn conversation<'a>(&mut self, bytes: &'a [u8], scanner: &mut Scanner<'a>, place: Place, whole: bool) -> Scan {
        if self.conversation.as_ref().is_some_and(|(known, _)| *known < place) {
            return scanner.skip().map(drop);
        }
        // The one before goes first, and what it took of memory.
        self.conversation = None;
        self.conversation = Some((place, Reader::new(bytes, whole).read(scanner)?));
        Ok(())
    }

    /// A member that holds system text, kept whole beside its texts.
    fn system_member(&mut self, scanner: &mut Scanner<'_>) -> Scan<Value> {
        let (kind, at) = (scanner.kind(), scanner.at());
        self.texts(scanner)?;
        Ok(Value { kind, span: Span::new(at, scanner.at()) })
    }

    fn vote(&mut self, name: &[u8]) {
        let votes = &mut self.votes;
        match name {
            b"anthropic_version" | b"anthropic_beta" | b"stop_sequences" | b"mcp_servers" => votes.anthropic |= STRONG,
            b"thinking" | b"container" => votes.anthropic |= WEAK,
            b"max_completion_tokens"
            | b"response_format"
            | b"frequency_penalty"
            | b"presence_penalty"
            | b"logit_bias"
            | b"parallel_tool_calls"
            | b"function_call" => votes.openai |= STRONG,
            b"n" | b"logprobs" | b"top_logprobs" | b"reasoning_effort" | b"stop" | b"seed" | b"user" | b"store" => {
                votes.openai |= WEAK;
            }
            b"options" | b"keep_alive" => votes.ollama |= MEDIUM,
            b"raw" | b"template" | b"context" | b"think" | b"images" => votes.ollama |= WEAK,
            _ => {}
        }
    }

    /// System text: a string, a list of blocks, or an object with parts.
    fn texts(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        match scanner.kind() {
            Kind::String => {
                let span = scanner.string()?;
                self.system_text(span);
            }
            Kind::Array => {
                scanner.array(|scanner| match scanner.kind() {
                    Kind::Object => self.block(scanner),
                    _ => scanner.skip().map(drop),
                })?;
            }
            Kind::Object => self.block(scanner)?,
            Kind::Scalar => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn block(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        scanner.object(|scanner, _| match scanner.kind() {
            Kind::String => {
                // The type of a block is read with its text; no client is told by it.
                let span = scanner.string()?;
                self.system_text(span);
                Ok(())
            }
            Kind::Array => {
                scanner.array(|scanner| match scanner.kind() {
                    Kind::Object => scanner
                        .object(|scanner, _| {
                            if let Some(span) = string(scanner)? {
                                self.system_text(span);
                            }
                            Ok(())
                        })
                        .map(drop),
                    _ => scanner.skip().map(drop),
                })?;
                Ok(())
            }
            _ => scanner.skip().map(drop),
        })?;
        Ok(())
    }

    fn system_text(&mut self, span: Span) {
        if self.system_text.len() < SYSTEM_TEXTS {
            self.system_text.push(span);
        }
    }

    fn tool(&mut self, bytes: &[u8], scanner: &mut Scanner<'_>) -> Scan {
        if scanner.kind() != Kind::Object {
            return scanner.skip().map(drop);
        }
        let (mut named, mut kind) = (false, None);
        scanner.object(|scanner, key| {
            match word(key.of(bytes)).as_ref() {
                b"name" => {
                    named = true;
                    self.tool_name(scanner)?;
                }
                b"type" => kind = string(scanner)?,
                // Gemini's: one tool declares many functions.
                b"functionDeclarations" | b"function_declarations" => {
                    named = true;
                    list(scanner, |scanner| self.tool(bytes, scanner))?;
                }
                b"function" | b"custom" if scanner.kind() == Kind::Object => {
                    self.votes.openai |= STRONG;
                    named = true;
                    scanner.object(|scanner, key| match key.of(bytes) {
                        b"name" => self.tool_name(scanner),
                        _ => scanner.skip().map(drop),
                    })?;
                }
                b"input_schema" => {
                    self.votes.anthropic |= STRONG;
                    scanner.skip()?;
                }
                _ => {
                    scanner.skip()?;
                }
            }
            Ok(())
        })?;
        if !named {
            // One that the provider has built in, such as `web_search`.
            self.tools.extend(kind.filter(|_| self.tools.len() < TOOL_NAMES));
        }
        Ok(())
    }

    fn tool_name(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        let name = string(scanner)?;
        self.tools.extend(name.filter(|_| self.tools.len() < TOOL_NAMES));
        Ok(())
    }

    /// How many images the request holds.
    pub(super) fn images(&self) -> u64 {
        self.images + self.turns().map_or(0, |turns| turns.images)
    }

    /// The conversation of this body, whatever its member is called.
    pub(super) fn turns(&self) -> Option<&Turns> {
        self.conversation.as_ref().map(|(_, turns)| turns)
    }

    /// Pieces of the last turn.
    pub(super) fn prompt_spans(&self) -> impl Iterator<Item = Span> + '_ {
        let turns = self.turns();
        let pieces: &[Piece] = turns.and_then(|turns| turns.pieces.get(turns.last..)).unwrap_or_default();
        pieces.iter().filter(|piece| piece.what == What::Prompt).map(|piece| piece.span)
    }

    /// The last `model`.
    pub(super) fn model(&self, bytes: &[u8]) -> Option<String> {
        let model = self.model.filter(|model| model.kind == Kind::String)?.span.inside().of(bytes);
        // As long as one that the host states may be.
        let model = Some(model).filter(|model| model.len() <= ESCAPE * PATTERN_BYTES).map(unescape)?;
        (1..=PATTERN_BYTES).contains(&model.len()).then(|| model.into_owned())
    }
}

/// A member's value, whatever it is.
fn value(scanner: &mut Scanner<'_>) -> Scan<Value> {
    let kind = scanner.kind();
    Ok(Value { kind, span: scanner.skip()? })
}
