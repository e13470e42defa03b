//! OpenAI responses.

use crate::formats::counts::{Count, Marks, Tally};
use crate::formats::json::Object;
use crate::formats::reader::{Handling, Read, Reader};
use crate::model::Completeness;

/// What makes an object a usage object.
const COUNTS: &[&str] = &["input_tokens", "output_tokens", "total_tokens"];

/// Reads a response, whole or as events.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenaiResponses {
    read: Read,
    done: bool,
    whole: bool,
}

impl Reader for OpenaiResponses {
    fn whole(&mut self, body: &Object<'_>) {
        self.whole = true;
        self.response(body);
        self.items(body);
    }

    fn event(&mut self, data: &str) -> Handling {
        let Some(event) = Object::parse(data) else { return Handling::Pass };
        let position = event.index("output_index").unwrap_or(0);
        let delta = event.get("delta");
        let output = &mut self.read.output;
        match (event.string("type").as_deref(), delta) {
            (Some("response.output_text.delta" | "response.refusal.delta"), Some(delta)) => {
                output.text(position, delta);
            }
            (Some("response.function_call_arguments.delta" | "response.custom_tool_call_input.delta"), Some(delta)) => {
                output.arguments(position, delta)
            }
            (Some("response.output_item.added"), _) => {
                if let Some(name) = event.object("item").and_then(|item| item.get("name")) {
                    output.call(position, name);
                }
            }
            (Some("response.completed" | "response.incomplete" | "response.failed"), _) => self.terminal(&event),
            _ => {}
        }
        if let Some(response) = event.object("response") {
            self.response(&response);
        }
        Handling::Pass
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
        let (cache_write_5m, cache_write_long) = written(usage, &mut marks);
        let mut told = Tally {
            input: marks.member(usage, "input_tokens"),
            input_includes_cache: true,
            cache_read: marks.detail(usage, "input_tokens_details", "cached_tokens"),
            cache_write_5m,
            cache_write_long,
            output: marks.member(usage, "output_tokens"),
            reasoning: marks.detail(usage, "output_tokens_details", "reasoning_tokens"),
            marks,
        };
        let total = told.marks.member(usage, "total_tokens");
        told.settle(total);
        told
    }

    fn completeness(&self) -> Completeness {
        if self.done || self.whole { Completeness::Final } else { Completeness::Partial }
    }
}

impl OpenaiResponses {
    /// The event that ends a stream holds the whole response; its items are read where no event has sent them.
    fn terminal(&mut self, event: &Object<'_>) {
        self.done = true;
        if let Some(response) = event.object("response").filter(|_| self.read.output.is_empty()) {
            self.items(&response);
        }
    }

    fn response(&mut self, response: &Object<'_>) {
        self.read.model(response, "model");
        self.read.tier(response, "service_tier");
        if let Some(usage) = response.get("usage") {
            self.read.usage(usage, COUNTS);
        }
    }

    fn items(&mut self, response: &Object<'_>) {
        let output = &mut self.read.output;
        for (position, item) in (0..).zip(response.objects("output")) {
            for part in item.objects("content") {
                if let Some(text) = part.get("text").or_else(|| part.get("refusal")) {
                    output.text(position, text);
                }
            }
            if let Some(name) = item.get("name") {
                output.call(position, name);
            }
            if let Some(arguments) = item.get("arguments").or_else(|| item.get("input")) {
                output.arguments(position, arguments);
            }
        }
    }
}

/// The tokens written to a cache for an unreported time, and for longer than five minutes.
fn written(usage: &Object<'_>, marks: &mut Marks) -> (Count, Count) {
    let all = marks.detail(usage, "input_tokens_details", "cache_write_tokens");
    let details = usage.object("input_tokens_details");
    let Some(split) = details.and_then(|details| details.object("cache_write_tokens_details")) else {
        return (all, Count::Absent);
    };
    let times = ["ttl_30m_tokens", "ttl_12h_tokens"].map(|time| marks.member(&split, time));
    let long = match times {
        [Count::Known(half_hour), Count::Known(half_day)] => marks.sum(half_hour, half_day),
        [half_hour, half_day] => half_hour.or(half_day),
    };
    marks.parted(all, long)
}
