//! The outline of a body: its top-level members that matter, found in one validating pass.

use super::folds;
use super::messages::Reader;
use super::settings::Settings;
use super::system::SystemText;
use super::tools;
use super::turns::{Content, Piece, Turns};
use crate::formats::votes::Votes;
use crate::formats::{self, Place};
use crate::limits::PATTERN_BYTES;
use crate::request::json::quotes::Quotes;
use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::span::{Span, Unreadable};
use crate::request::json::text::{ESCAPE, unescape, word};
use memchr::memmem;

/// Members that are read, and indicate a format whatever they hold.
const SPEAKING: [&[u8]; 6] = [b"stream_options", b"system", b"functions", b"suffix", b"raw", b"images"];
/// Models that a body may name: the last counts, and all are replaced.
pub(crate) const MODELS: usize = 1_000;
/// Other members that are kept to recognise the client.
const MEMBERS: usize = 64;

/// A member's value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Debug, Default)]
pub(crate) struct Outline {
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
    pub system_text: SystemText,
    /// The conversation, and where it is.
    pub conversation: Option<(Place, Turns)>,
    /// Whether the request names a prompt that the provider keeps.
    pub kept_prompt: bool,
    /// Whether it goes on with a conversation that the provider keeps.
    pub goes_on: bool,
    /// Names of the tools on offer.
    pub tools: Vec<Span>,
    pub settings: Settings,
    /// Whether a prompt is to be continued as it is: there is text after the gap, or no template is to be laid over it.
    pub fills_in: bool,
    /// Whether there is something that no editor sends with a gap to fill: system text, or a member for images.
    pub converses: bool,
    /// Images outside the messages, as in Ollama's generate.
    images: u64,
    /// Names and values of all other members.
    pub others: Vec<(Span, Span)>,
    /// Names in another case than the format's, and how it writes them: servers in Go read both, and the last counts.
    pub respelled: Vec<(Span, &'static str)>,
    /// Evidence for the formats outside the conversation.
    votes: Votes,
}

impl Outline {
    /// Reads a body. `whole` keeps the pieces of the whole conversation.
    pub(crate) fn read(bytes: &[u8], whole: bool) -> Result<Outline, Unreadable> {
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
        let name = word(key.of(bytes));
        self.named(bytes, scanner, key, &name, whole)
    }

    fn named<'a>(&mut self, bytes: &'a [u8], scanner: &mut Scanner<'a>, key: Span, name: &[u8], whole: bool) -> Scan {
        match name {
            b"model" => self.model_member(scanner)?,
            b"stream" => self.stream = Some(value(scanner)?),
            b"messages" => self.conversation(bytes, scanner, Place::Messages, whole)?,
            b"input" => self.conversation(bytes, scanner, Place::Input, whole)?,
            b"contents" => self.conversation(bytes, scanner, Place::Contents, whole)?,
            // Responses' prompt that the provider keeps.
            b"prompt" if scanner.kind() == Kind::Object => {
                self.kept_prompt = true;
                scanner.skip()?;
            }
            b"prompt" => self.conversation(bytes, scanner, Place::Prompt, whole)?,
            b"system_instruction" | b"systemInstruction" => {
                self.system_instruction = Some(self.system_member(scanner)?);
            }
            b"instructions" => self.system_text.read(scanner)?,
            b"tools" => {
                self.tools.clear();
                scanner.array_or_other(|scanner| tools::tool(scanner, &mut self.tools, &mut self.votes))?;
            }
            name if SPEAKING.contains(&name) => {
                self.vote(name);
                self.speaking_member(scanner, name)?;
            }
            name => match folds::meant(name) {
                Some(meant) => self.respelled(bytes, scanner, key, meant, whole)?,
                None => self.other_member(scanner, key, name)?,
            },
        }
        Ok(())
    }

    /// A member whose name is the format's in another case: read as that one, and written as that one when it is sent.
    #[cold]
    fn respelled<'a>(
        &mut self,
        bytes: &'a [u8],
        scanner: &mut Scanner<'a>,
        key: Span,
        meant: &'static str,
        whole: bool,
    ) -> Scan {
        if self.respelled.len() == MODELS {
            return scanner.fail("has more than a thousand names in another case than the format's");
        }
        self.respelled.push((key, meant));
        self.named(bytes, scanner, key, meant.as_bytes(), whole)
    }

    fn model_member(&mut self, scanner: &mut Scanner<'_>) -> Scan {
        self.models += 1;
        if self.models > MODELS {
            // Each would be replaced, by a name of any length.
            return scanner.fail("names its model more than a thousand times");
        }
        self.model = Some(value(scanner)?);
        Ok(())
    }

    /// One of [`SPEAKING`].
    fn speaking_member(&mut self, scanner: &mut Scanner<'_>, name: &[u8]) -> Scan {
        match name {
            b"stream_options" => self.stream_options = Some(value(scanner)?),
            b"system" => {
                self.system_text.clear();
                self.converses = true;
                self.system = Some(self.system_member(scanner)?);
            }
            b"functions" => scanner.array_or_other(|scanner| tools::tool(scanner, &mut self.tools, &mut self.votes))?,
            b"suffix" => {
                let suffix = scanner.string_or_other()?;
                self.fills_in |= suffix.is_some_and(|suffix| suffix.start() < suffix.end());
            }
            b"raw" => self.fills_in |= value(scanner)?.span.of(scanner.bytes()) == b"true",
            b"images" => {
                self.converses = true;
                scanner.array_or_other(|scanner| {
                    self.images += 1;
                    scanner.skip().map(drop)
                })?;
            }
            _ => drop(scanner.skip()?),
        }
        Ok(())
    }

    /// Any other member: it may set something, indicate a format, or identify the client.
    fn other_member(&mut self, scanner: &mut Scanner<'_>, key: Span, name: &[u8]) -> Scan {
        scanner.space();
        let at = scanner.at();
        let known = formats::member(name);
        match known.and_then(|known| known.setting) {
            Some(setting) => self.settings.read(scanner, setting)?,
            None => drop(scanner.skip()?),
        }
        let span = Span::new(at, scanner.at());
        // Some clients send all that they know of, most of it empty.
        if let Some(known) = known.filter(|_| span.of(scanner.bytes()) != b"null") {
            self.votes.member(&known.ballot);
        }
        if name == b"previous_response_id" {
            self.goes_on = span.of(scanner.bytes()).starts_with(b"\"") && span.of(scanner.bytes()) != b"\"\"";
        }
        if self.others.len() < MEMBERS {
            self.others.push((key, span));
        }
        Ok(())
    }

    fn vote(&mut self, name: &[u8]) {
        if let Some(known) = formats::member(name) {
            self.votes.member(&known.ballot);
        }
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

    /// A member that holds system text, kept whole in addition to its texts.
    fn system_member(&mut self, scanner: &mut Scanner<'_>) -> Scan<Value> {
        let (kind, at) = (scanner.kind(), scanner.at());
        self.system_text.read(scanner)?;
        Ok(Value { kind, span: Span::new(at, scanner.at()) })
    }

    /// How many images the request holds.
    pub(crate) fn images(&self) -> u64 {
        self.images + self.turns().map_or(0, |turns| turns.images)
    }

    /// The conversation of this body, whatever its member is called.
    pub(crate) fn turns(&self) -> Option<&Turns> {
        self.conversation.as_ref().map(|(_, turns)| turns)
    }

    /// Evidence for the formats.
    pub(crate) fn votes(&self) -> Votes {
        self.votes.and(self.turns().map(|turns| turns.votes).unwrap_or_default())
    }

    /// Whether the code around a gap has members of its own, in place of a prompt: llama.cpp's infill, and Tabby's
    /// completions.
    pub(crate) fn has_gap(&self, bytes: &[u8]) -> bool {
        self.others.iter().any(|(key, value)| match key.of(bytes) {
            b"input_prefix" | b"input_suffix" => value.of(bytes).starts_with(b"\""),
            b"segments" => value.of(bytes).starts_with(b"{") && memmem::find(value.of(bytes), b"\"prefix\"").is_some(),
            _ => false,
        })
    }

    /// Pieces of the last turn.
    pub(crate) fn prompt_spans(&self) -> impl Iterator<Item = Span> + '_ {
        let turns = self.turns();
        let pieces: &[Piece] = turns.and_then(|turns| turns.pieces.get(turns.last..)).unwrap_or_default();
        pieces.iter().filter(|piece| piece.content == Content::Prompt).map(|piece| piece.span)
    }

    /// Whether this is the event with which a response is asked for over a websocket; it is always streamed.
    /// developers.openai.com/api/docs/guides/websocket-mode
    pub(crate) fn creates_response(&self, bytes: &[u8]) -> bool {
        let is = |(key, value): &(Span, Span)| key.of(bytes) == b"type" && value.of(bytes) == br#""response.create""#;
        self.others.iter().any(is)
    }

    /// The last `model`.
    pub(crate) fn model(&self, bytes: &[u8]) -> Option<String> {
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
