//! The messages of every format, read into [`Turns`].

use super::tools;
use super::turns::{Content, Message, Piece, Role, Turns};
use crate::formats::votes::Sign;
use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::span::Span;
use crate::request::json::text::{unescape, word};
use std::borrow::Cow;

/// How notes begin that Claude Code, Cline's forks and opencode add to what the user or a tool says; nobody typed them.
const NOTES: [&[u8]; 3] = [b"<system-reminder>", b"<environment_details>", b"Attached image(s) from tool result:"];
/// What Cline's kin answer a model with that called no tool.
const NO_TOOL: &[u8] = b"[ERROR] You did not use a tool";
/// Tools of theirs whose result is what the user typed.
const ASKING: [&[u8]; 4] = [b"ask_followup_question", b"attempt_completion", b"plan_mode_respond", b"new_task"];

/// A tool call: the tool's name, and its arguments as a whole value.
#[derive(Default)]
struct Call {
    name: Option<Span>,
    arguments: Option<Span>,
}

impl Call {
    /// Takes a member that belongs to a call, whatever the format names it; `false` if it is another one.
    fn member(&mut self, scanner: &mut Scanner<'_>, key: &[u8]) -> Scan<bool> {
        match key {
            b"name" => self.name = scanner.string_or_other()?,
            b"arguments" | b"args" | b"input" | b"action" | b"operation" => self.arguments = Some(scanner.skip()?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    turns: Turns,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], whole: bool) -> Reader<'a> {
        Reader { bytes, turns: Turns::new(whole) }
    }

    /// Reads the value of `messages`, `input` or `contents`: a list, or one text of the user's.
    pub(crate) fn read(mut self, scanner: &mut Scanner<'a>) -> Scan<Turns> {
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
                self.turns.lone = Some(Span::new(span.start() - 1, span.end() + 1));
                self.push(span, Content::Prompt);
            }
            // One message in place of a list, as Gemini takes it.
            Kind::Object => self.message(scanner, true)?,
            Kind::Scalar => {
                scanner.skip()?;
            }
        }
        Ok(self.turns)
    }

    fn message(&mut self, scanner: &mut Scanner<'a>, first: bool) -> Scan {
        if scanner.kind() != Kind::Object {
            // Several prompts in a list.
            if let Some(span) = scanner.string_or_other()? {
                self.push(span, Content::Prompt);
            }
            self.turns.interrupt();
            return Ok(());
        }
        let from = self.turns.pieces.len();
        let (mut message, mut call) = (Message::default(), Call::default());
        let span = scanner.object(|scanner, key| {
            let key = word(key.of(self.bytes));
            if call.member(scanner, &key)? { Ok(()) } else { self.member(scanner, &key, from, &mut message) }
        })?;
        self.call(call);
        if first {
            self.turns.fim = self.turns.asks_to_fill_in(self.bytes, span, from);
        }
        self.turns.place(self.bytes, &message, span, from);
        Ok(())
    }

    fn member(&mut self, scanner: &mut Scanner<'a>, key: &[u8], from: usize, message: &mut Message) -> Scan {
        match key {
            b"role" => message.role = self.word(scanner)?.map(|word| Role::parse(&word)),
            b"type" => message.implied = self.word(scanner)?.map(|word| Role::implied(&word)),
            b"content" | b"parts" | b"output" => {
                if message.content.is_some() {
                    // A duplicate: the last counts.
                    self.turns.pieces.truncate(from);
                    (message.typed, message.notes, message.results, message.headed) = (0, 0, 0, false);
                }
                message.content = Some(self.content(scanner, message)?);
            }
            b"tool_calls" => {
                self.turns.votes.sign(Sign::ToolCalls);
                scanner.array_or_other(|scanner| self.tool_call(scanner))?;
            }
            b"function_call" => self.function(scanner)?,
            b"images" => {
                self.turns.votes.sign(Sign::MessageImages);
                scanner.array_or_other(|scanner| {
                    self.turns.images += 1;
                    scanner.skip().map(drop)
                })?;
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
            // One part in place of a list.
            Kind::Object => {
                let start = scanner.at();
                self.block(scanner, message)?;
                Span::new(start, scanner.at())
            }
            Kind::Scalar => scanner.skip()?,
        };
        Ok((kind, span))
    }

    /// A part of text in a message.
    fn part(&mut self, span: Span, message: &mut Message) {
        let raw = span.of(self.bytes);
        if raw.is_empty() {
            return;
        }
        if is_aside(raw) {
            self.push(span, Content::Prompt);
            return;
        }
        message.headed |= is_result(raw);
        let (count, what) = match (is_note(raw), message.headed) {
            (true, _) => (&mut message.notes, Content::Prompt),
            // What follows the head of a result belongs to it.
            (_, true) => (&mut message.results, Content::Text),
            _ => (&mut message.typed, Content::Prompt),
        };
        *count += 1;
        self.push(span, what);
    }

    fn block(&mut self, scanner: &mut Scanner<'a>, message: &mut Message) -> Scan {
        let (mut kind, mut text, mut call) = (Cow::Borrowed(b"".as_slice()), None, Call::default());
        scanner.object(|scanner, key| {
            let key = word(key.of(self.bytes));
            if call.member(scanner, &key)? {
                return Ok(());
            }
            match key.as_ref() {
                b"type" => kind = self.word(scanner)?.unwrap_or_default(),
                b"text" => text = scanner.string_or_other()?,
                b"filename" | b"title" | b"uri" => self.name(scanner)?,
                b"file" | b"resource" if scanner.kind() == Kind::Object => {
                    scanner.object(|scanner, key| match key.of(self.bytes) {
                        b"filename" | b"uri" => self.name(scanner),
                        _ => scanner.skip().map(drop),
                    })?;
                }
                b"content" => self.texts(scanner, 1)?,
                b"inlineData" | b"inline_data" | b"fileData" | b"file_data" => self.media(scanner)?,
                b"functionCall" | b"function_call" => {
                    kind = Cow::Borrowed(b"tool_use");
                    self.function(scanner)?;
                }
                b"functionResponse" | b"function_response" => {
                    kind = Cow::Borrowed(b"tool_result");
                    self.texts(scanner, 3)?;
                }
                b"cache_control" | b"source" => {
                    self.turns.votes.sign(Sign::CachedPart);
                    scanner.skip()?;
                }
                _ => {
                    scanner.skip()?;
                }
            }
            Ok(())
        })?;
        match kind.as_ref() {
            b"tool_result" | b"tool_use" | b"thinking" | b"redacted_thinking" => self.turns.votes.sign(Sign::ToolPart),
            b"image_url" | b"input_audio" | b"file" => self.turns.votes.sign(Sign::MediaPart),
            _ => {}
        }
        self.turns.images += u64::from(is_image(&kind));
        if kind.ends_with(b"_result") {
            message.results += 1;
            return Ok(());
        }
        self.call(call);
        match text {
            Some(text) => self.part(text, message),
            // An image, a document: a person sent it, or a tool that was just called.
            None => message.notes += 1,
        }
        Ok(())
    }

    /// Gemini's data of any type.
    fn media(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        scanner.object_or_other(|scanner, key| {
            match key.of(self.bytes) {
                b"mimeType" | b"mime_type" => {
                    let mime = self.word(scanner)?.unwrap_or_default();
                    self.turns.images += u64::from(mime.starts_with(b"image/"));
                }
                _ => drop(scanner.skip()?),
            }
            Ok(())
        })
    }

    /// Text at any place down to `depth` levels of a value: a tool's result.
    fn texts(&mut self, scanner: &mut Scanner<'a>, depth: usize) -> Scan {
        match scanner.kind() {
            Kind::String => {
                let span = scanner.string()?;
                self.push(span, Content::Text);
            }
            Kind::Array => {
                scanner.array(|scanner| match scanner.kind() {
                    Kind::Array => scanner.skip().map(drop),
                    _ => self.texts(scanner, depth),
                })?;
            }
            Kind::Object if depth > 0 => {
                scanner.object(|scanner, key| match key.of(self.bytes) {
                    b"type" if scanner.kind() == Kind::String => {
                        let kind = scanner.string()?;
                        self.turns.images += u64::from(is_image(kind.of(self.bytes)));
                        Ok(())
                    }
                    b"inlineData" | b"inline_data" | b"fileData" | b"file_data" => self.media(scanner),
                    _ => self.texts(scanner, depth - 1),
                })?;
            }
            _ => {
                scanner.skip()?;
            }
        }
        Ok(())
    }

    fn tool_call(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        scanner.object_or_other(|scanner, key| match word(key.of(self.bytes)).as_ref() {
            b"function" | b"custom" => self.function(scanner),
            _ => scanner.skip().map(drop),
        })
    }

    fn function(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        if scanner.kind() != Kind::Object {
            return scanner.skip().map(drop);
        }
        let mut call = Call::default();
        scanner.object(|scanner, key| {
            if !call.member(scanner, &word(key.of(self.bytes)))? {
                scanner.skip()?;
            }
            Ok(())
        })?;
        self.call(call);
        Ok(())
    }

    fn call(&mut self, call: Call) {
        let Some(span) = call.arguments else { return };
        let name = call.name.map_or(b"".as_slice(), |name| name.of(self.bytes));
        // What a tool lists are folders.
        let Some(listing) = tools::listing(name) else { return };
        self.push(span, if listing { Content::Listing } else { Content::Arguments });
    }

    /// The name of a file that is attached.
    fn name(&mut self, scanner: &mut Scanner<'a>) -> Scan {
        if let Some(span) = scanner.string_or_other()? {
            self.push(span, Content::Name);
        }
        Ok(())
    }

    fn push(&mut self, span: Span, content: Content) {
        // No conversation comes near this; a body made of empty texts shall not take many times its size.
        let room = self.bytes.len() / 24 + 1_024;
        if span.start() < span.end() && self.turns.pieces.len() < room {
            self.turns.pieces.push(Piece { span, content });
        }
    }

    fn word(&self, scanner: &mut Scanner<'a>) -> Scan<Option<Cow<'a, [u8]>>> {
        Ok(scanner.string_or_other()?.map(|span| word(span.of(self.bytes))))
    }
}

/// Whether a text begins as one of the client's notes. Some encoders write `<` as an escape.
fn is_note(raw: &[u8]) -> bool {
    const START: usize = 64;
    match raw.first() {
        Some(b'<' | b'A') => NOTES.iter().any(|note| raw.starts_with(note)),
        Some(b'\\') => {
            let start = unescape(raw.get(..START).unwrap_or(raw));
            NOTES.iter().any(|note| start.as_bytes().starts_with(note))
        }
        _ => false,
    }
}

/// Whether a text is the system's, told in a message of the user's for models without a role for it, as gptme does that.
/// It begins no turn, and ends none.
fn is_aside(raw: &[u8]) -> bool {
    const ASIDE: [&str; 2] = ["<system>", "</system>"];
    let [open, close] = ASIDE.map(str::as_bytes);
    raw.starts_with(open) && raw.trim_ascii_end().ends_with(close)
}

/// Whether a text begins as the result of a tool that was called in text, as Cline's kin have models do that:
/// `[execute_command for 'npm test'] Result:`.
fn is_result(raw: &[u8]) -> bool {
    const HEAD: usize = 1_024;
    let Some(rest) = raw.strip_prefix(b"[") else { return false };
    let word = rest.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'_').count();
    let (tool, rest) = rest.split_at_checked(word).unwrap_or_default();
    let head = rest.get(..HEAD).unwrap_or(rest);
    let line = memchr::memmem::find(head, b"\\n").and_then(|end| head.get(..end)).unwrap_or(head);
    let result = word > 0 && memchr::memmem::find(line, b"] Result:").is_some();
    result && !ASKING.contains(&tool) || raw.starts_with(NO_TOOL)
}

/// Whether a part of this type is an image: Anthropic's, OpenAI chat's, Responses' as sent and as a tool took it.
fn is_image(kind: &[u8]) -> bool {
    matches!(kind, b"image" | b"image_url" | b"input_image" | b"computer_screenshot")
}
