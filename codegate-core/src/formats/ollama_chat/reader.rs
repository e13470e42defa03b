//! Ollama's chat and generate: JSON objects on lines, one of them where nothing is streamed.

use crate::formats::counts::{Marks, Tally};
use crate::formats::json::{Json, Object, object_text};
use crate::formats::reader::{Handling, Read, Reader, UsageChange};
use crate::model::Completeness;

/// Reads the objects of an answer; the last has `done` and the counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ollama {
    read: Read,
    calls: u64,
    done: bool,
}

impl Reader for Ollama {
    fn whole(&mut self, body: &Object<'_>) {
        self.read.model(body, "model");
        if let Some(text) = body.get("response") {
            self.read.output.text(0, text);
        }
        if let Some(message) = body.object("message") {
            self.message(&message);
        }
        if body.get("done").is_some_and(|done| done.text() == "true") {
            self.done = true;
            self.usage(body);
        }
    }

    fn event(&mut self, data: &str) -> Handling {
        if let Some(object) = Object::parse(data) {
            self.whole(&object);
        }
        Handling::Pass
    }

    fn chunks(&self, _first: u8) -> bool {
        true
    }

    fn complete(&self) -> bool {
        self.done
    }

    fn read(&self) -> &Read {
        &self.read
    }

    fn read_mut(&mut self) -> &mut Read {
        &mut self.read
    }

    fn tally(&self, usage: &Object<'_>) -> Tally {
        tally(usage)
    }

    fn completeness(&self) -> Completeness {
        Completeness::Final
    }
}

impl Ollama {
    fn message(&mut self, message: &Object<'_>) {
        let output = &mut self.read.output;
        if let Some(text) = message.get("content") {
            output.text(0, text);
        }
        for function in message.objects("tool_calls").filter_map(|call| call.object("function")) {
            if let Some(name) = function.get("name") {
                output.call(self.calls, name);
            }
            if let Some(arguments) = function.get("arguments") {
                output.given(self.calls, arguments);
            }
            self.calls += 1;
        }
    }

    fn usage(&mut self, object: &Object<'_>) {
        let counts = counts(object);
        if let Some(usage) = Json::parse(&counts).filter(|_| counts != "{}") {
            self.read.usage(usage, &["prompt_eval_count", "eval_count"]);
            // It does not occur in the event verbatim.
            self.read.usage_change = UsageChange::Other;
        }
    }
}

/// The counts and durations are among the other members of an answer; they form the usage object.
pub(crate) fn counts(object: &Object<'_>) -> String {
    let is_usage = |name: &str| name.ends_with("_count") || name.ends_with("_duration");
    let members: Vec<(String, String)> =
        object.members().filter(|(name, _)| is_usage(name)).map(|(name, value)| (name, value.text().into())).collect();
    object_text(&members)
}

/// The counts of an answer, of text or of embeddings.
pub(crate) fn tally(usage: &Object<'_>) -> Tally {
    let mut marks = Marks::default();
    Tally {
        input: marks.member(usage, "prompt_eval_count"),
        input_includes_cache: true,
        cache_read: marks.member(usage, "prompt_eval_cached_count"),
        output: marks.member(usage, "eval_count"),
        marks,
        ..Tally::default()
    }
}
