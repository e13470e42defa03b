//! The rewrite of a body: splices into the raw bytes, everything else unchanged.

use super::splices::{Models, Splices, names};
use super::url;
use crate::formats::{self, Placement, Spec};
use crate::model::{Facts, Instructions};
use crate::request::body::form::Form;
use crate::request::body::outline::{MODELS, Outline, Value};
use crate::request::body::turns::Turns;
use crate::request::json::scan::{Kind, Scan, Scanner};
use crate::request::json::span::Span;
use crate::request::json::text::{continued_by, escape, is, quoted, word};

/// What is to be changed in a body.
pub(crate) struct Edit<'a> {
    /// The model to ask for.
    pub model: Option<&'a str>,
    /// Where it goes. If the path names a model, a body that names none is left so.
    pub url: Option<&'a str>,
    /// The workspace's custom instructions.
    pub instructions: Option<&'a str>,
    /// Whether to ask for token usage in a stream that does not ask for it.
    pub inject_usage: bool,
}

/// What becomes of a body, planned and not applied yet: nothing of the body is copied.
pub(crate) struct Plan {
    splices: Splices,
    /// What becomes of the instructions.
    pub instructions: Instructions,
    /// Who asks for the usage of the stream.
    pub streamed: Streamed,
}

/// Who asks for the usage of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Streamed {
    /// It needs no asking, or is no stream.
    Unneeded,
    /// The client.
    ByClient,
    /// The library, by an option that it puts in.
    ByUs,
    /// Nobody.
    Unasked,
}

impl Plan {
    /// An unreadable or missing body is passed on unchanged.
    pub(crate) fn unread(edit: &Edit<'_>) -> Plan {
        let none = edit.instructions.is_none_or(str::is_empty);
        let instructions = if none { Instructions::None } else { Instructions::NotApplied };
        Plan { splices: Splices::default(), instructions, streamed: Streamed::Unneeded }
    }

    /// The new body; `None` if nothing changes. `body` must be the one that it was planned for.
    pub(crate) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        self.splices.apply(body)
    }
}

/// Plans the edit of a body. `instructible`: it is for a path whose bodies have a place for instructions.
pub(crate) fn plan(body: &[u8], outline: &Outline, facts: &Facts, edit: &Edit<'_>, instructible: bool) -> Plan {
    let mut planner = Planner { body, outline, splices: Splices::default() };
    let spec = formats::of(facts.format);
    if edit.model.is_some() || edit.instructions.is_some() || edit.inject_usage {
        planner.respelled();
    }
    if let Some(model) = edit.model {
        let in_path = || edit.url.is_some_and(url::names_model);
        let is_resource = |value: &Value| value.span.of(body).starts_with(b"\"models/");
        let named = match &outline.model {
            Some(value) if is_resource(value) && in_path() => resource(model),
            _ => model.into(),
        };
        planner.model(&named, || spec.is_some_and(|spec| spec.model_in_body) && !in_path());
        if facts.request_type.as_deref() == Some("embeddings") && in_path() {
            planner.model_of_each(model);
        }
    }
    let instructions = match edit.instructions {
        None | Some("") => Instructions::None,
        // Code to fill in is not a conversation.
        Some(_) if facts.request_type.as_deref() == Some("fim") || !instructible => Instructions::NotApplied,
        Some(text) => spec.map_or(Instructions::NotApplied, |spec| planner.instructions(text, spec)),
    };
    let option = spec.and_then(|spec| spec.usage_option).filter(|_| facts.stream == Some(true));
    let streamed = option.map_or(Streamed::Unneeded, |option| planner.usage(option, edit.inject_usage));
    Plan { splices: planner.end(), instructions, streamed }
}

/// Plans the edit of a form: another model, unless its name would break the form.
pub(crate) fn of_form(body: &[u8], form: &Form, edit: &Edit<'_>) -> Plan {
    let mut plan = Plan::unread(edit);
    if let Some(model) = edit.model.filter(|model| !model.contains(char::is_control)) {
        let others = form.models.iter().filter(|span| span.of(body) != model.as_bytes());
        plan.splices.list = others.map(|span| (*span, model.to_owned())).collect();
    }
    plan
}

/// A model as Google names it in bodies.
fn resource(model: &str) -> String {
    format!("models/{}", model.strip_prefix("models/").unwrap_or(model))
}

/// A body with the splices that are planned for it so far.
struct Planner<'a> {
    body: &'a [u8],
    outline: &'a Outline,
    splices: Splices,
}

impl Planner<'_> {
    /// Writes names as the format does, so that all servers read of each the last member, and what is done to it.
    fn respelled(&mut self) {
        for (key, name) in &self.outline.respelled {
            self.replace(*key, (*name).to_owned());
        }
    }

    /// Replaces every `model`; puts one in where it is wanted in the body.
    fn model(&mut self, model: &str, wanted: impl Fn() -> bool) {
        match self.outline.model {
            Some(_) if self.outline.models > 1 => {
                self.splices.models = Some(Models { model: model.into(), count: self.outline.models });
            }
            Some(value) if names(self.body, value, model) => {}
            Some(value) => self.replace(value.span, quoted(model)),
            None if wanted() => self.member("model", &quoted(model)),
            None => {}
        }
    }

    /// Google's bodies may name the model that their path names, as a resource, once for each of several requests; it must
    /// be the same: ai.google.dev/api/embeddings § Method: models.batchEmbedContents
    fn model_of_each(&mut self, model: &str) {
        let mut found = Vec::new();
        let whole = Span::new(0, self.body.len());
        // What cannot be walked was not read either.
        let _ = self.scan(whole, |scanner, bytes| {
            scanner.object(|scanner, key| match word(key.of(bytes)).as_ref() {
                b"requests" => scanner.array_or_other(|scanner| {
                    scanner.object_or_other(|scanner, key| {
                        match word(key.of(bytes)).as_ref() {
                            b"model" => found.extend(scanner.string_or_other()?),
                            _ => drop(scanner.skip()?),
                        }
                        Ok(())
                    })
                }),
                _ => scanner.skip().map(drop),
            })
        });
        if found.len() > MODELS {
            return;
        }
        let named = resource(model);
        for span in found.into_iter().filter(|span: &Span| !is(span.of(self.body), &named)) {
            let mut text = String::new();
            escape(&named, &mut text);
            self.replace(span, text);
        }
    }

    fn instructions(&mut self, text: &str, spec: &Spec) -> Instructions {
        let conversation = self.outline.conversation.as_ref().filter(|(place, _)| *place == spec.place);
        match (&spec.instructions, conversation.map(|(_, turns)| turns)) {
            (Placement::Message, Some(turns)) => self.message(turns, text),
            (Placement::MessageOrSystem, Some(turns)) if turns.anchor.is_some() => self.message(turns, text),
            (Placement::MessageOrSystem, Some(_)) | (Placement::System, _) => self.system(text),
            // What went in at the first turn is still there; now it would be there twice.
            (Placement::Item, _) if self.outline.goes_on => Instructions::NotApplied,
            (Placement::Item, Some(turns)) => self.item(turns, text),
            (Placement::SystemInstruction, Some(_)) => self.system_instruction(text),
            _ => Instructions::NotApplied,
        }
    }

    /// A new message after the last system message before the first turn, or as the first one.
    fn message(&mut self, turns: &Turns, text: &str) -> Instructions {
        let developer = turns.anchor.is_some_and(|anchor| anchor.developer);
        let role = if developer { "developer" } else { "system" };
        self.after_anchor(turns, text, &format!(r#"{{"role":"{role}","content":{}}}"#, quoted(text)))
    }

    /// A developer item of Responses, at the place of a message. One text in place of a list becomes its first item.
    fn item(&mut self, turns: &Turns, text: &str) -> Instructions {
        const USER: &str = r#"{"type":"message","role":"user","content":"#;
        let text_part = format!(r#"{{"type":"input_text","text":{}}}"#, quoted(text));
        let item = format!(r#"{{"type":"message","role":"developer","content":[{text_part}]}}"#);
        let Some(lone) = turns.lone else { return self.after_anchor(turns, text, &item) };
        self.insert(lone.start(), format!("[{item},{USER}"));
        self.insert(lone.end(), "}]".into());
        Instructions::Applied
    }

    fn after_anchor(&mut self, turns: &Turns, text: &str, new: &str) -> Instructions {
        let Some(list) = turns.list else { return Instructions::NotApplied };
        let Some(anchor) = turns.anchor else {
            let comma = if turns.empty { "" } else { "," };
            self.insert(list.start() + 1, format!("{new}{comma}"));
            return Instructions::Applied;
        };
        let present = match anchor.content {
            Some((Kind::String, span)) => is(span.inside().of(self.body), text),
            Some((Kind::Array, span)) => self.last_block_is(span, text),
            _ => false,
        };
        if present {
            return Instructions::Present;
        }
        self.insert(anchor.end, format!(",{new}"));
        Instructions::Applied
    }

    /// `system` of Anthropic and of Ollama's generate: a string is continued, a list of blocks gets one more, a missing one is put in.
    fn system(&mut self, text: &str) -> Instructions {
        match self.outline.system {
            None => self.member("system", &quoted(text)),
            Some(Value { kind: Kind::String, span }) => return self.continued(span, text),
            Some(Value { kind: Kind::Array, span }) => {
                return self.one_more(span, text, &format!(r#"{{"type":"text","text":{}}}"#, quoted(text)));
            }
            Some(Value { kind: Kind::Scalar, span }) if span.of(self.body) == b"null" => {
                self.replace(span, quoted(text));
            }
            Some(_) => return Instructions::NotApplied,
        }
        Instructions::Applied
    }

    /// Gemini's `systemInstruction`: its parts get one more; a missing one is put in.
    fn system_instruction(&mut self, text: &str) -> Instructions {
        let part = format!(r#"{{"text":{}}}"#, quoted(text));
        let parts = format!(r#""parts":[{part}]"#);
        match self.outline.system_instruction {
            None => self.member("systemInstruction", &format!("{{{parts}}}")),
            Some(Value { kind: Kind::String, span }) => return self.continued(span, text),
            Some(Value { kind: Kind::Object, span }) => match self.find(span, "parts") {
                Ok((Some(Value { kind: Kind::Array, span }), _)) => return self.one_more(span, text, &part),
                Ok((Some(Value { kind: Kind::Object, span }), _)) => return self.beside(span, text, &part),
                Ok((None, empty)) => {
                    let comma = if empty { "" } else { "," };
                    self.insert(span.start() + 1, format!("{parts}{comma}"));
                }
                _ => return Instructions::NotApplied,
            },
            Some(Value { kind: Kind::Scalar, span }) if span.of(self.body) == b"null" => {
                self.replace(span, format!("{{{parts}}}"));
            }
            Some(_) => return Instructions::NotApplied,
        }
        Instructions::Applied
    }

    /// Text at the end of a string of system text, after a blank line.
    fn continued(&mut self, string: Span, text: &str) -> Instructions {
        let old = string.inside();
        if continued_by(old.of(self.body), text) {
            return Instructions::Present;
        }
        let mut more = String::from(if old.start() == old.end() { "" } else { "\\n\\n" });
        escape(text, &mut more);
        self.insert(old.end(), more);
        Instructions::Applied
    }

    /// One more block at the end of a list of blocks.
    fn one_more(&mut self, list: Span, text: &str, block: &str) -> Instructions {
        if self.last_block_is(list, text) {
            return Instructions::Present;
        }
        let blocks = list.inside().of(self.body).trim_ascii_end();
        let comma = if blocks.is_empty() { "" } else { "," };
        self.insert(list.start() + 1 + blocks.len(), format!("{comma}{block}"));
        Instructions::Applied
    }

    /// A list of the single part that replaces a list, and another part.
    fn beside(&mut self, one: Span, text: &str, part: &str) -> Instructions {
        let own = self.find(one, "text").ok().and_then(|(own, _)| own).filter(|own| own.kind == Kind::String);
        if own.is_some_and(|own| is(own.span.inside().of(self.body), text)) {
            return Instructions::Present;
        }
        self.insert(one.start(), "[".into());
        self.insert(one.end(), format!(",{part}]"));
        Instructions::Applied
    }

    /// The last member of an object with this name, and whether the object is empty.
    fn find(&self, object: Span, name: &str) -> Scan<(Option<Value>, bool)> {
        let (mut found, mut empty) = (None, true);
        self.scan(object, |scanner, bytes| {
            scanner.object(|scanner, key| {
                empty = false;
                let kind = scanner.kind();
                let value = scanner.skip()?;
                if *word(key.of(bytes)) == *name.as_bytes() {
                    let span = Span::new(object.start() + value.start(), object.start() + value.end());
                    found = Some(Value { kind, span });
                }
                Ok(())
            })
        })?;
        Ok((found, empty))
    }

    /// Asks for token usage in the stream, if `inject` and if the client does not already, or asks in an unknown way.
    fn usage(&mut self, option: &str, inject: bool) -> Streamed {
        const ASK: &str = r#"{"include_usage":true}"#;
        let options = self.outline.stream_options;
        let object = options.filter(|options| options.kind == Kind::Object);
        let asked = object.map(|Value { span, .. }| (span, self.find(span, "include_usage")));
        match (asked, options) {
            (Some((_, Ok((Some(asked), _)))), _) if asked.span.of(self.body) == b"true" => return Streamed::ByClient,
            _ if !inject => return Streamed::Unasked,
            (Some((_, Ok((Some(asked), _)))), _) => self.replace(asked.span, "true".into()),
            (Some((span, Ok((None, empty)))), _) => {
                let comma = if empty { "" } else { "," };
                self.insert(span.start() + 1, format!(r#""include_usage":true{comma}"#));
            }
            (None, None) => self.member(option, ASK),
            (None, Some(Value { kind: Kind::Scalar, span })) if span.of(self.body) == b"null" => {
                self.replace(span, ASK.into());
            }
            _ => return Streamed::Unasked,
        }
        Streamed::ByUs
    }

    /// Whether the last block of a list is this very text.
    fn last_block_is(&self, list: Span, text: &str) -> bool {
        let mut last = None;
        let found = self.scan(list, |scanner, bytes| {
            scanner.array(|scanner| {
                last = None;
                if scanner.kind() != Kind::Object {
                    return scanner.skip().map(drop);
                }
                scanner.object(|scanner, key| {
                    match word(key.of(bytes)).as_ref() {
                        b"text" => last = scanner.string_or_other()?,
                        _ => drop(scanner.skip()?),
                    }
                    Ok(())
                })?;
                Ok(())
            })
        });
        found.is_ok() && last.is_some_and(|last: Span| is(last.of(list.of(self.body)), text))
    }

    /// Walks a value of the body again; spans count from its start.
    fn scan<T>(&self, value: Span, walk: impl FnOnce(&mut Scanner<'_>, &[u8]) -> Scan<T>) -> Scan<T> {
        let bytes = value.of(self.body);
        walk(&mut Scanner::again(bytes), bytes)
    }

    /// Puts a member in at the start of the body.
    fn member(&mut self, name: &str, value: &str) {
        self.insert(self.outline.start, format!(r#""{name}":{value},"#));
    }

    fn insert(&mut self, at: usize, text: String) {
        self.replace(Span::new(at, at), text);
    }

    fn replace(&mut self, span: Span, text: String) {
        self.splices.list.push((span, text));
    }

    /// The splices in the order of their places.
    fn end(mut self) -> Splices {
        let list = &mut self.splices.list;
        if self.outline.empty
            && let Some((_, text)) = list.last_mut()
        {
            // All of them are members put into an empty object: nothing follows the last one.
            text.pop();
        }
        list.sort_by_key(|(span, _)| span.start());
        self.splices
    }
}
