//! OpenAI responses.

use crate::formats::counts::{Count, Marks, Parts, Tally};
use crate::formats::json::Object;
use crate::formats::openai_chat;
use crate::formats::reader::{Handling, Read, Reader, UsageChange};
use crate::limits::PATTERN_BYTES;
use crate::model::Completeness;
use std::collections::BTreeMap;

/// What makes an object a usage object.
const COUNTS: &[&str] = &["input_tokens", "output_tokens", "total_tokens"];

/// Reads a response, whole or as events.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenaiResponses {
    read: Read,
    /// The id of the response.
    id: Option<String>,
    done: bool,
    /// Whether it ended as failed.
    failed: bool,
    whole: bool,
    /// What the provider's own tools did, as the output says it.
    items: Tools,
    /// Containers in which code was run.
    containers: Vec<String>,
    /// Searches that are charged, where the response counts them.
    searches: Option<Count>,
    /// Whether another model made images, whose tokens are not in the usage.
    images: bool,
}

impl Reader for OpenaiResponses {
    fn whole(&mut self, body: &Object<'_>) {
        self.whole = true;
        self.response(body);
        self.items(body);
    }

    fn event(&mut self, data: &str) -> Handling {
        let Some(event) = Object::parse(data) else { return Handling::Pass };
        if let Some(response) = event.object("response") {
            self.begin(&response);
        }
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
            (Some("response.output_item.done"), _) => {
                if let Some(item) = event.object("item") {
                    self.tool(position, &item);
                }
            }
            (Some("response.completed" | "response.incomplete" | "response.failed" | "response.done"), _) => {
                self.terminal(&event);
            }
            _ => {}
        }
        if let Some(response) = event.object("response") {
            self.response(&response);
        }
        self.read.beside(&event);
        Handling::Pass
    }

    fn is_event(&self, first: &Object<'_>) -> bool {
        first.string("type").is_some_and(|kind| kind.starts_with("response."))
    }

    fn is_whole(&self, object: &Object<'_>) -> bool {
        object.string("object").is_some_and(|kind| kind == "response")
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
        let mut told = tally(usage, self.done || self.whole);
        let used = self.items.counts().into_iter();
        told.units.extend(used.map(|(unit, count)| (unit.to_owned(), Count::Known(count))));
        if let Some(told_searches) = self.searches {
            told.units.push((WEB_SEARCH.to_owned(), told_searches));
        }
        if self.images {
            told.marks.other_model();
        }
        told
    }

    fn completeness(&self) -> Completeness {
        if self.done || self.whole { Completeness::Final } else { Completeness::Partial }
    }
}

impl OpenaiResponses {
    /// Keeps what a response has used when the next one begins: a connection may carry several.
    ///
    /// developers.openai.com/api/docs/guides/websocket-mode § Connect and create responses
    fn begin(&mut self, response: &Object<'_>) {
        let id = response.string("id").filter(|id| id.len() <= PATTERN_BYTES);
        if self.done && id.is_some() && self.id.is_some() && id != self.id {
            let mut parts = std::mem::take(&mut self.read.parts);
            parts.add(self, self.failed);
            let output = std::mem::take(&mut self.read.output);
            *self = OpenaiResponses { read: Read { parts, output, ..Read::default() }, ..OpenaiResponses::default() };
            self.read.usage_change = UsageChange::Other;
        }
        self.id = id.or(self.id.take());
    }

    /// The event that ends a stream holds the whole response; its items are read where no event has sent them.
    fn terminal(&mut self, event: &Object<'_>) {
        self.done = true;
        self.failed = event.string("type").is_some_and(|kind| kind == "response.failed");
        if let Some(response) = event.object("response").filter(|_| self.read.output.is_empty()) {
            self.items(&response);
        }
    }

    fn response(&mut self, response: &Object<'_>) {
        self.read.model(response, "model");
        self.read.tier(response, "service_tier");
        self.read.beside(response);
        self.read.background(response);
        if let Some(usage) = response.get("usage") {
            self.read.usage(usage, COUNTS);
        }
        for (position, item) in (0..).zip(response.objects("output")) {
            self.tool(position, &item);
        }
        let Some(tools) = response.object("tool_usage") else { return };
        let mut marks = Marks::default();
        let told = marks.detail(&tools, "web_search", "num_requests");
        self.searches = Some(told).filter(|told| *told != Count::Absent).or(self.searches);
        self.images |= tools.object("image_gen").is_some_and(|images| images.index("total_tokens").unwrap_or(0) > 0);
        self.read.marks.extend(marks.said());
    }

    /// Counts what a tool of the provider's own did, once.
    ///
    /// Of web searches those that search are charged, not those that open a page:
    /// developers.openai.com/api/docs/guides/tools-web-search § Output and citations.
    fn tool(&mut self, position: u64, item: &Object<'_>) {
        let unit = match item.string("type").as_deref() {
            Some("web_search_call") => {
                let action = item.object("action").and_then(|action| action.string("type"));
                if action.is_some_and(|action| action != "search") {
                    return;
                }
                WEB_SEARCH
            }
            Some("file_search_call") => "file_search",
            Some("code_interpreter_call") => {
                // A container is charged, and not each call in it.
                let container = item.string("container_id").filter(|id| id.len() <= PATTERN_BYTES);
                if let Some(container) = container.filter(|_| self.containers.len() < Tools::MOST) {
                    if self.containers.contains(&container) {
                        return;
                    }
                    self.containers.push(container);
                }
                "code_execution"
            }
            Some("image_generation_call") => {
                self.images = true;
                return;
            }
            _ => return,
        };
        self.items.add(position, unit);
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

/// The counts of a usage object, of a response or of an image, a transcript or the like.
pub(crate) fn tally(usage: &Object<'_>, ended: bool) -> Tally {
    let mut marks = Marks::default();
    // Images, transcripts and what is spoken have the details under a name in the singular.
    let either =
        |names: [&'static str; 2]| names.into_iter().find(|name| usage.get(name).is_some()).unwrap_or(names[0]);
    let input = either(["input_tokens_details", "input_token_details"]);
    let output = either(["output_tokens_details", "output_token_details"]);
    let (cache_write_5m, cache_write_long) = written(usage, &mut marks);
    let cached = usage.object(input).and_then(|details| details.object("cached_tokens_details"));
    let mut in_cache = |name| cached.as_ref().map_or(Count::Absent, |cached| marks.member(cached, name));
    let parts = Parts {
        audio_cache_read: in_cache("audio_tokens"),
        image_cache_read: in_cache("image_tokens"),
        audio_input: marks.detail(usage, input, "audio_tokens"),
        image_input: marks.detail(usage, input, "image_tokens"),
        video_input: marks.detail(usage, input, "video_tokens"),
        audio_output: marks.detail(usage, output, "audio_tokens"),
        image_output: marks.detail(usage, output, "image_tokens"),
        video_output: marks.detail(usage, output, "video_tokens"),
    };
    let mut told = Tally {
        input: marks.member(usage, "input_tokens"),
        input_includes_cache: true,
        cache_read: marks.detail(usage, input, "cached_tokens"),
        cache_write_5m,
        cache_write_long,
        output: marks.member(usage, "output_tokens"),
        reasoning: marks.detail(usage, output, "reasoning_tokens"),
        parts,
        units: units(usage, &mut marks),
        marks,
    };
    let total = told.marks.member(usage, "total_tokens");
    told.settle(total, ended);
    told
}

/// What the usage itself says is charged by the piece.
fn units(usage: &Object<'_>, marks: &mut Marks) -> Vec<(String, Count)> {
    let mut units = Vec::new();
    // docs.perplexity.ai/api-reference/responses-post § usage
    if let Some(search) = usage.object("tool_calls_details").and_then(|tools| tools.object("search_web")) {
        units.push((WEB_SEARCH.to_owned(), marks.member(&search, "invocation")));
    }
    // developers.openai.com/api/docs/api-reference/audio § Transcription, of a model that is charged by time
    units.push(("audio_second".to_owned(), marks.seconds(usage, "seconds")));
    units.extend(openai_chat::reader::tools_of_xai(usage, marks));
    units.retain(|(_, count)| *count != Count::Absent);
    units
}

const WEB_SEARCH: &str = "web_search";

/// What tools did, by their places in the output: an event and the response at its end both report them.
#[derive(Debug, Clone, Default)]
struct Tools(Vec<(u64, &'static str)>);

impl Tools {
    /// More calls than any response has.
    const MOST: usize = 4_096;

    fn add(&mut self, position: u64, unit: &'static str) {
        if self.0.len() < Self::MOST && !self.0.contains(&(position, unit)) {
            self.0.push((position, unit));
        }
    }

    fn counts(&self) -> BTreeMap<&'static str, u64> {
        let mut counts = BTreeMap::new();
        for (_, unit) in &self.0 {
            *counts.entry(*unit).or_default() += 1;
        }
        counts
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
