//! Anthropic messages.

use super::counts::{Marks, Told};
use super::json::{Json, Object};
use super::sse::Fate;
use super::{Read, Reader};
use crate::model::Completeness;

/// Members that are kept of the usage of a stream.
const MEMBERS: usize = 64;

/// Reads a message, whole or as events.
#[derive(Debug, Default)]
pub(super) struct AnthropicMessages {
    read: Read,
    /// The usage of a stream, as name and value: that of `message_start`, in which later ones replace members.
    merged: Vec<(String, String)>,
    /// Whether the output count is real; that of `message_start` is a placeholder.
    output_told: bool,
    /// Whether the count of written cache tokens is younger than their split by time.
    split_is_old: bool,
    stopped: bool,
    done: bool,
}

impl Reader for AnthropicMessages {
    fn whole(&mut self, body: &Object<'_>) {
        self.read.model(body);
        for (position, block) in (0..).zip(body.objects("content")) {
            self.block(position, &block, true);
        }
        if let Some(usage) = body.get("usage") {
            self.read.usage(usage);
        }
        self.output_told = true;
        self.stopped = true;
    }

    fn event(&mut self, data: &str) -> Fate {
        let Some(event) = Json::parse(data).and_then(Json::object) else { return Fate::Pass };
        let position = event.index("index").unwrap_or(0);
        match event.string("type").as_deref() {
            Some("message_start") => self.start(&event),
            Some("content_block_start") => {
                if let Some(block) = event.object("content_block") {
                    self.block(position, &block, false);
                }
            }
            Some("content_block_delta") => self.delta(position, &event),
            Some("message_delta") => self.message_delta(&event),
            Some("message_stop") => self.done = true,
            _ => {}
        }
        Fate::Pass
    }

    fn end(&mut self) {}

    fn complete(&self) -> bool {
        self.done
    }

    fn read(&self) -> &Read {
        &self.read
    }

    fn told(&self, usage: &Object<'_>) -> Told {
        let mut marks = Marks::default();
        let input = marks.member(usage, "input_tokens");
        let cache_read = marks.member(usage, "cache_read_input_tokens");
        let written = marks.member(usage, "cache_creation_input_tokens");
        let (short, long) = match usage.object("cache_creation") {
            Some(split) => self.split(written, &split, &mut marks),
            None => (written, None),
        };
        let output = if self.output_told { marks.member(usage, "output_tokens") } else { None };
        let details = usage.object("output_tokens_details").filter(|_| self.output_told);
        let reasoning = details.and_then(|details| marks.member(&details, "thinking_tokens"));
        Told {
            input,
            input_includes_cache: false,
            cache_read,
            cache_write_5m: short,
            cache_write_long: long,
            output,
            reasoning,
            marks,
        }
    }

    fn completeness(&self) -> Completeness {
        if self.output_told && (self.stopped || self.done) { Completeness::Final } else { Completeness::Partial }
    }
}

impl AnthropicMessages {
    fn start(&mut self, event: &Object<'_>) {
        let Some(message) = event.object("message") else { return };
        self.read.model(&message);
        if let Some(usage) = message.object("usage") {
            self.merge(&usage);
        }
    }

    fn message_delta(&mut self, event: &Object<'_>) {
        if event.object("delta").is_some_and(|delta| delta.get("stop_reason").is_some()) {
            self.stopped = true;
        }
        let Some(usage) = event.object("usage") else { return };
        self.output_told |= usage.get("output_tokens").is_some();
        if usage.get("cache_creation_input_tokens").is_some() {
            self.split_is_old = usage.get("cache_creation").is_none();
        }
        self.merge(&usage);
    }

    /// Replaces members of the merged usage, and keeps those that are not told again.
    fn merge(&mut self, usage: &Object<'_>) {
        for (name, value) in usage.members() {
            let room = self.merged.len() < MEMBERS;
            match self.merged.iter_mut().find(|(known, _)| *known == name) {
                Some(_) if value.is_null() => {}
                Some((_, known)) => *known = value.text().to_owned(),
                None if room => self.merged.push((name, value.text().to_owned())),
                None => {}
            }
        }
        let member = |(name, value): &(String, String)| format!("{}:{value}", serde_json::Value::from(name.as_str()));
        let members: Vec<String> = self.merged.iter().map(member).collect();
        if let Some(usage) = Json::parse(&format!("{{{}}}", members.join(","))) {
            self.read.usage(usage);
        }
    }

    /// The tokens written to a cache for five minutes and for longer.
    fn split(&self, written: Option<u64>, split: &Object<'_>, marks: &mut Marks) -> (Option<u64>, Option<u64>) {
        let short = marks.member(split, "ephemeral_5m_input_tokens");
        let long = marks.member(split, "ephemeral_1h_input_tokens");
        let Some(written) = written else { return (short, long) };
        let rest = written.checked_sub(long.unwrap_or(0));
        if !self.split_is_old && short.is_some() && short != rest {
            marks.contradictory();
        }
        match rest {
            Some(rest) => (Some(rest), long),
            // The split cannot be of this count, so there is none.
            None => (Some(written), None),
        }
    }

    /// Reads a content block: all of it, or what stands in its first event.
    fn block(&mut self, position: u64, block: &Object<'_>, whole: bool) {
        if let Some(text) = block.bytes("text") {
            self.read.output.text(position, &text);
        }
        let Some(name) = block.bytes("name") else { return };
        self.read.output.call(position, &name);
        // A stream begins with an empty input and tells it piece by piece.
        if let Some(input) = block.get("input").filter(|input| whole || input.text() != "{}") {
            self.read.output.arguments(position, input.text().as_bytes());
        }
    }

    fn delta(&mut self, position: u64, event: &Object<'_>) {
        let Some(delta) = event.object("delta") else { return };
        if let Some(text) = delta.bytes("text") {
            self.read.output.text(position, &text);
        }
        if let Some(piece) = delta.bytes("partial_json") {
            self.read.output.arguments(position, &piece);
        }
    }
}
