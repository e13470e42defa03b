//! OpenAI chat completions, the legacy completions, and what servers that speak them make of the two.

use super::counts::{Count, Marks, Told};
use super::json::{Json, Object};
use super::sse::Fate;
use super::{Read, Reader};
use crate::model::Completeness;

/// Reads a completion, whole or in chunks.
#[derive(Debug, Default)]
pub(super) struct OpenaiChat {
    read: Read,
    /// Choices that have begun and not ended, a bit for each of the first 64.
    open: u64,
    /// Whether a choice has ended.
    ended: bool,
    /// Whether the usage that was seen is the last.
    usage_settled: bool,
    done: bool,
}

impl Reader for OpenaiChat {
    fn whole(&mut self, body: &Object<'_>) {
        self.object(body);
        self.usage_settled = true;
    }

    fn event(&mut self, data: &str) -> Fate {
        if data.trim() == "[DONE]" {
            self.usage_settled = true;
            self.done = true;
            return Fate::Pass;
        }
        match Json::parse(data).and_then(Json::object) {
            Some(chunk) => self.object(&chunk),
            None => Fate::Pass,
        }
    }

    fn end(&mut self) {
        // Some servers close the stream after the last choice instead of saying `[DONE]`.
        self.done |= self.all_ended();
    }

    fn complete(&self) -> bool {
        self.done
    }

    fn read(&self) -> &Read {
        &self.read
    }

    fn told(&self, usage: &Object<'_>) -> Told {
        told(usage)
    }

    fn completeness(&self) -> Completeness {
        if self.usage_settled { Completeness::Final } else { Completeness::Partial }
    }
}

impl OpenaiChat {
    /// Reads a body or a chunk. A chunk that tells usage and nothing else is there because it was asked for.
    fn object(&mut self, object: &Object<'_>) -> Fate {
        self.read.model(object, "model");
        self.read.tier(object, "service_tier");
        let choices: Vec<Object<'_>> = object.objects("choices").collect();
        for choice in &choices {
            self.choice(choice);
        }
        if !self.usage(object, &choices) {
            return Fate::Pass;
        }
        self.usage_settled = choices.is_empty() || self.all_ended();
        if choices.is_empty() && object.get("choices").is_some() { Fate::TakeOut } else { Fate::Pass }
    }

    /// Keeps the usage object, if there is one: beside the choices, in one (Moonshot), or in `x_groq` (Groq).
    fn usage(&mut self, object: &Object<'_>, choices: &[Object<'_>]) -> bool {
        let groq = || object.object("x_groq").and_then(|groq| groq.get("usage"));
        let in_choice = || choices.iter().find_map(|choice| choice.get("usage"));
        let usage = object.get("usage").or_else(groq).or_else(in_choice);
        usage.is_some_and(|usage| self.read.usage(usage))
    }

    fn choice(&mut self, choice: &Object<'_>) {
        let position = choice.index("index").unwrap_or(0);
        let bit = 1u64.checked_shl(u32::try_from(position).unwrap_or(u32::MAX)).unwrap_or(0);
        self.open |= bit;
        if choice.get("finish_reason").is_some() {
            self.open &= !bit;
            self.ended = true;
        }
        // The history keeps one answer, and that is the first choice.
        if position != 0 {
            return;
        }
        if let Some(text) = choice.bytes("text") {
            self.read.output.text(0, &text);
        }
        if let Some(message) = choice.object("message").or_else(|| choice.object("delta")) {
            self.message(&message);
        }
    }

    fn message(&mut self, message: &Object<'_>) {
        let output = &mut self.read.output;
        if let Some(text) = message.bytes("content") {
            output.text(0, &text);
        }
        for part in message.objects("content") {
            if let Some(text) = part.bytes("text") {
                output.text(0, &text);
            }
        }
        if let Some(text) = message.bytes("refusal") {
            output.text(0, &text);
        }
        for (nth, call) in message.objects("tool_calls").enumerate() {
            let position = call.index("index").unwrap_or(nth as u64);
            let Some(function) = call.object("function").or_else(|| call.object("custom")) else { continue };
            if let Some(name) = function.bytes("name") {
                output.call(position, &name);
            }
            if let Some(arguments) = function.bytes("arguments").or_else(|| function.bytes("input")) {
                output.arguments(position, &arguments);
            }
        }
    }

    fn all_ended(&self) -> bool {
        self.ended && self.open == 0
    }
}

/// The counts of a usage object.
fn told(usage: &Object<'_>) -> Told {
    let mut marks = Marks::default();
    let reasoning = marks.detail(usage, "completion_tokens_details", "reasoning_tokens");
    // DeepSeek tells cache hits and misses, Moonshot and Anthropic the cached tokens, beside the totals.
    let hit = marks.member(usage, "prompt_cache_hit_tokens");
    let miss = marks.member(usage, "prompt_cache_miss_tokens");
    let cached = marks.detail(usage, "prompt_tokens_details", "cached_tokens").or(hit);
    let cached = cached.or(marks.member(usage, "cached_tokens"));
    let hits_and_misses = match (hit, miss) {
        (Count::Told(hit), Count::Told(miss)) => marks.sum(hit, miss),
        _ => Count::Untold,
    };
    let mut told = Told {
        input: marks.member(usage, "prompt_tokens").or(hits_and_misses),
        input_includes_cache: true,
        cache_read: cached,
        cache_write_5m: marks.detail(usage, "prompt_tokens_details", "cache_write_tokens"),
        cache_write_long: Count::Untold,
        output: marks.member(usage, "completion_tokens"),
        reasoning,
        marks,
    };
    let total = told.marks.member(usage, "total_tokens");
    told.settle(total);
    told
}
