//! Gemini's `generateContent` and `streamGenerateContent`: one object, events, or an array of chunks.

use crate::formats::counts::{Count, Marks, Tally};
use crate::formats::json::{Json, Object};
use crate::formats::reader::{Handling, Read, Reader};
use crate::model::Completeness;

/// What makes an object a usage object.
const COUNTS: &[&str] = &["promptTokenCount", "candidatesTokenCount", "totalTokenCount"];

/// Reads an answer, whole or in chunks. Every chunk may report the usage so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gemini {
    read: Read,
    calls: u64,
    /// Whether the answer said why it ended; there is no other sign of the end.
    done: bool,
    whole: bool,
}

impl Reader for Gemini {
    fn whole(&mut self, body: &Object<'_>) {
        self.whole = true;
        self.chunk(body);
    }

    fn event(&mut self, data: &str) -> Handling {
        if let Some(chunk) = Object::parse(data) {
            self.chunk(&chunk);
        }
        Handling::Pass
    }

    fn chunks(&self, first: u8) -> bool {
        first == b'['
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
        let mut marks = Marks::default();
        let total = marks.member(usage, "totalTokenCount");
        // What tools add to the prompt is counted separately, and so are thoughts.
        let (prompt, tools) = (marks.member(usage, "promptTokenCount"), marks.member(usage, "toolUsePromptTokenCount"));
        let input = marks.beside(prompt, tools);
        let reasoning = marks.member(usage, "thoughtsTokenCount");
        let output = match (marks.member(usage, "candidatesTokenCount"), input, reasoning, total) {
            // An answer of nothing but thoughts; a count of 0 is left out.
            (Count::Absent, Count::Known(input), Count::Known(thoughts), Count::Known(total))
                if input + thoughts == total =>
            {
                reasoning
            }
            (Count::Absent, ..) => Count::Absent,
            (answer, ..) => marks.beside(answer, reasoning),
        };
        let mut told = Tally {
            input,
            input_includes_cache: true,
            cache_read: marks.member(usage, "cachedContentTokenCount"),
            cache_write_5m: Count::Absent,
            cache_write_long: Count::Absent,
            output,
            reasoning,
            marks,
        };
        told.settle(total);
        told
    }

    fn completeness(&self) -> Completeness {
        if self.done || self.whole { Completeness::Final } else { Completeness::Partial }
    }
}

impl Gemini {
    fn chunk(&mut self, chunk: &Object<'_>) {
        // Behind a login the answer is wrapped once more.
        let inner = chunk.object("response");
        let chunk = inner.as_ref().unwrap_or(chunk);
        self.read.model(chunk, "modelVersion");
        if let Some(usage) = chunk.get("usageMetadata") {
            self.read.usage(usage, COUNTS);
            self.tier(usage);
        }
        self.done |= chunk.object("promptFeedback").is_some_and(|feedback| feedback.get("blockReason").is_some());
        for candidate in chunk.objects("candidates").filter(|candidate| candidate.index("index").unwrap_or(0) == 0) {
            self.done |= candidate.get("finishReason").is_some();
            let Some(content) = candidate.object("content") else { continue };
            for part in content.objects("parts") {
                self.part(&part);
            }
        }
    }

    /// The tier: in words of its own at Vertex, where `ON_DEMAND` is the usual one.
    fn tier(&mut self, usage: Json<'_>) {
        let Some(usage) = usage.object() else { return };
        self.read.tier(&usage, "trafficType");
        self.read.tier(&usage, "serviceTier");
        if let Some(tier) = &mut self.read.tier {
            for own in ["service_tier_", "on_demand_"] {
                *tier = tier.strip_prefix(own).unwrap_or(tier).to_owned();
            }
            if tier == "on_demand" {
                "standard".clone_into(tier);
            }
        }
    }

    fn part(&mut self, part: &Object<'_>) {
        let output = &mut self.read.output;
        let is_thought = part.get("thought").is_some_and(|thought| thought.text() == "true");
        if let Some(text) = part.get("text").filter(|_| !is_thought) {
            output.text(0, text);
        }
        let Some(call) = part.object("functionCall") else { return };
        if let Some(name) = call.get("name") {
            output.call(self.calls, name);
        }
        if let Some(arguments) = call.get("args") {
            output.given(self.calls, arguments);
        }
        self.calls += 1;
    }
}
