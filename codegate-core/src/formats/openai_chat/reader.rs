//! OpenAI chat completions, the legacy completions, and what servers that speak them make of the two.

use crate::formats::counts::{Count, Marks, Parts, Tally};
use crate::formats::json::{Json, Object};
use crate::formats::reader::{Handling, Read, Reader, UsageChange};
use crate::model::Completeness;
use std::borrow::Cow;

/// What makes an object a usage object.
const COUNTS: &[&str] = &["prompt_tokens", "completion_tokens", "total_tokens"];
/// Bytes kept of llama.cpp's timings.
const TIMINGS_BYTES: usize = 4_096;

/// Reads a completion, whole or in chunks.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenaiChat {
    read: Read,
    /// The timings of llama.cpp, which it reports even if not asked for usage.
    timings: Option<String>,
    /// Choices that have begun and not ended, a bit for each of the first 64.
    open: u64,
    /// Choices that have ended.
    closed: u64,
    /// Whether a choice has ended.
    ended: bool,
    /// Whether the answer cites what was searched for it.
    cites: bool,
    /// Whether the usage that was seen is the last.
    usage_settled: bool,
    done: bool,
}

impl Reader for OpenaiChat {
    fn whole(&mut self, body: &Object<'_>) {
        self.object(body);
        self.usage_settled = true;
    }

    fn event(&mut self, data: &str) -> Handling {
        if data.trim() == "[DONE]" {
            self.usage_settled = true;
            self.done = true;
            return Handling::Pass;
        }
        let Some(chunk) = Object::parse(data) else { return Handling::Pass };
        match self.object(&chunk) {
            Handling::Pass => without_null_usage(data, &chunk),
            other => other,
        }
    }

    fn end(&mut self) {
        // Some servers close the stream after the last choice instead of saying `[DONE]`.
        self.done |= self.all_ended();
    }

    fn is_event(&self, first: &Object<'_>) -> bool {
        first.string("object").is_some_and(|kind| kind == "chat.completion.chunk")
    }

    fn is_whole(&self, object: &Object<'_>) -> bool {
        object.string("object").is_some_and(|kind| kind == "chat.completion")
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

    fn raw(&self) -> Option<Cow<'_, str>> {
        self.read.raw.as_deref().or(self.timings.as_deref()).map(Cow::Borrowed)
    }

    fn tally(&self, usage: &Object<'_>) -> Tally {
        let timings = self.timings.as_deref().and_then(Json::parse).and_then(Json::object);
        let mut told = match (&self.read.raw, timings) {
            (Some(_), timings) => tally(usage, timings.as_ref(), self.usage_settled),
            (None, _) => worked(usage),
        };
        // developers.openai.com/api/docs/guides/tools-web-search § Chat Completions: models that always search first, once,
        // and count nothing of it.
        if self.cites && told.units.is_empty() {
            told.units.push(("web_search".into(), Count::Known(1)));
        }
        told
    }

    fn completeness(&self) -> Completeness {
        if self.usage_settled { Completeness::Final } else { Completeness::Partial }
    }
}

impl OpenaiChat {
    /// Reads a body or a chunk. A chunk that reports nothing but usage was sent because usage was asked for.
    fn object(&mut self, object: &Object<'_>) -> Handling {
        self.read.model(object, "model");
        self.read.tier(object, "service_tier");
        self.read.beside(object);
        let choices: Vec<Object<'_>> = object.objects("choices").collect();
        for choice in &choices {
            self.choice(choice);
        }
        let worked = self.timings(object);
        let told = self.usage(object, &choices);
        if worked || told {
            self.usage_settled = choices.is_empty() || self.all_ended();
        }
        let failed = object.get("error").is_some_and(|error| error.text() != "null");
        let asked_for = told && !failed && choices.is_empty() && object.get("choices").is_some();
        if asked_for { Handling::TakeOut } else { Handling::Pass }
    }

    /// Keeps the timings, if there are any.
    fn timings(&mut self, object: &Object<'_>) -> bool {
        let timings = object.get("timings").map(Json::text);
        let timings = timings.filter(|text| text.starts_with('{') && text.len() <= TIMINGS_BYTES);
        if let Some(timings) = timings {
            self.timings = Some(timings.to_owned());
            self.read.usage_change = UsageChange::Other;
        }
        timings.is_some()
    }

    /// Keeps the usage object, if there is one: next to the choices, in one (Moonshot), or in `x_groq` (Groq).
    fn usage(&mut self, object: &Object<'_>, choices: &[Object<'_>]) -> bool {
        let groq = || object.object("x_groq").and_then(|groq| groq.get("usage"));
        let in_choice = || choices.iter().find_map(|choice| choice.get("usage"));
        let usage = object.get("usage").or_else(groq).or_else(in_choice);
        usage.is_some_and(|usage| self.read.usage(usage, COUNTS))
    }

    fn choice(&mut self, choice: &Object<'_>) {
        let position = choice.index("index").unwrap_or(0);
        let bit = 1u64.checked_shl(u32::try_from(position).unwrap_or(u32::MAX)).unwrap_or(0);
        if choice.says("finish_reason") {
            self.closed |= bit;
            self.ended = true;
        }
        // OpenRouter names a choice once more beside the usage, after it has ended.
        self.open = (self.open | bit) & !self.closed;
        // The history keeps one answer, and that is the first choice.
        if position != 0 {
            return;
        }
        if let Some(text) = choice.get("text") {
            self.read.output.text(0, text);
        }
        if let Some(message) = choice.object("message").or_else(|| choice.object("delta")) {
            self.message(&message);
        }
    }

    fn message(&mut self, message: &Object<'_>) {
        self.cites |= message.objects("annotations").any(|note| note.object("url_citation").is_some());
        let output = &mut self.read.output;
        if let Some(text) = message.get("content") {
            output.text(0, text);
        }
        for text in message.objects("content").filter_map(|part| part.get("text")) {
            output.text(0, text);
        }
        if let Some(text) = message.get("refusal") {
            output.text(0, text);
        }
        if let Some(function) = message.object("function_call") {
            self.function(0, &function);
        }
        for (nth, call) in message.objects("tool_calls").enumerate() {
            let position = call.index("index").unwrap_or(nth as u64);
            if let Some(function) = call.object("function").or_else(|| call.object("custom")) {
                self.function(position, &function);
            }
        }
    }

    fn function(&mut self, position: u64, function: &Object<'_>) {
        let output = &mut self.read.output;
        if let Some(name) = function.get("name") {
            output.call(position, name);
        }
        if let Some(arguments) = function.get("arguments").or_else(|| function.get("input")) {
            output.arguments(position, arguments);
        }
    }

    fn all_ended(&self) -> bool {
        self.ended && self.open == 0
    }
}

/// Where usage was asked for, every chunk but the last has a `usage` of null; the client did not ask for that either.
fn without_null_usage(data: &str, chunk: &Object<'_>) -> Handling {
    let Some(null) = chunk.null("usage") else { return Handling::Pass };
    null.member_in(data, "usage").map_or(Handling::Pass, Handling::Without)
}

/// The counts of a usage object; the cached tokens may be in the timings alone.
pub(crate) fn tally(usage: &Object<'_>, timings: Option<&Object<'_>>, ended: bool) -> Tally {
    let mut marks = Marks::default();
    let cached = cached(usage, timings, &mut marks);
    let (cache_write_5m, cache_write_long) = written(usage, &mut marks);
    let mut told = Tally {
        input: input(usage, &mut marks),
        input_includes_cache: true,
        cache_read: cached,
        cache_write_5m,
        cache_write_long,
        output: marks.member(usage, "completion_tokens"),
        reasoning: marks.detail(usage, OUTPUT_DETAILS, "reasoning_tokens"),
        parts: parts(usage, &mut marks),
        units: units(usage, &mut marks),
        marks,
    };
    let total = told.marks.member(usage, "total_tokens");
    told.settle(total, ended);
    told
}

const INPUT_DETAILS: &str = "prompt_tokens_details";
const OUTPUT_DETAILS: &str = "completion_tokens_details";

/// The prompt. DeepSeek reports cache hits and misses in addition to it.
fn input(usage: &Object<'_>, marks: &mut Marks) -> Count {
    let all = marks.member(usage, "prompt_tokens");
    let (hit, miss) = (marks.member(usage, "prompt_cache_hit_tokens"), marks.member(usage, "prompt_cache_miss_tokens"));
    let sum = match (hit, miss) {
        (Count::Known(hit), Count::Known(miss)) => marks.sum(hit, miss),
        _ => Count::Absent,
    };
    if matches!((all, sum), (Count::Known(all), Count::Known(sum)) if all != sum) {
        marks.contradictory();
    }
    all.or(sum)
}

/// The tokens read from a cache: in the details, or by the names of DeepSeek, of Moonshot, and of Anthropic, which gateways
/// pass on though their `prompt_tokens` include the caches.
fn cached(usage: &Object<'_>, timings: Option<&Object<'_>>, marks: &mut Marks) -> Count {
    let mut cached = marks.detail(usage, INPUT_DETAILS, "cached_tokens");
    for name in ["prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"] {
        if cached == Count::Absent {
            cached = marks.member(usage, name);
        }
    }
    cached.or(timings.map_or(Count::Absent, |timings| marks.member(timings, "cache_n")))
}

/// The tokens written to a cache for a short or unreported time, and for an hour.
///
/// Alibaba names them as Anthropic does, in the details:
/// <https://www.alibabacloud.com/help/en/model-studio/context-cache>.
fn written(usage: &Object<'_>, marks: &mut Marks) -> (Count, Count) {
    let mut all = Count::Absent;
    for name in ["cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"] {
        all = all.or(marks.detail(usage, INPUT_DETAILS, name));
    }
    let all = all.or(marks.member(usage, "cache_creation_input_tokens"));
    let details = usage.object(INPUT_DETAILS);
    let split = details.and_then(|details| {
        details.object("cache_creation_token_details").or_else(|| details.object("cache_creation"))
    });
    let Some(split) = split.or_else(|| usage.object("cache_creation")) else { return (all, Count::Absent) };
    let long = marks.member(&split, "ephemeral_1h_input_tokens");
    if all == Count::Absent {
        return (marks.member(&split, "ephemeral_5m_input_tokens"), long);
    }
    marks.parted(all, long)
}

/// What was no text. Servers of several vendors tell it in the same details.
fn parts(usage: &Object<'_>, marks: &mut Marks) -> Parts {
    let mut part = |details, name| marks.detail(usage, details, name);
    Parts {
        audio_input: part(INPUT_DETAILS, "audio_tokens"),
        image_input: part(INPUT_DETAILS, "image_tokens"),
        video_input: part(INPUT_DETAILS, "video_tokens"),
        audio_output: part(OUTPUT_DETAILS, "audio_tokens"),
        image_output: part(OUTPUT_DETAILS, "image_tokens"),
        video_output: part(OUTPUT_DETAILS, "video_tokens"),
        ..Parts::default()
    }
}

/// What is charged by the piece.
fn units(usage: &Object<'_>, marks: &mut Marks) -> Vec<(String, Count)> {
    // docs.perplexity.ai/api-reference/chat-completions-post § usage
    let mut units = vec![("web_search".into(), marks.member(usage, "num_search_queries"))];
    // openrouter.ai/docs/features/server-tools § web search
    units.push(("web_search".into(), marks.detail(usage, "server_tool_use", "web_search_requests")));
    // docs.perplexity.ai § Sonar Deep Research: charged beside the output.
    units.push(("citation_token".into(), marks.member(usage, "citation_tokens")));
    // docs.x.ai/docs/guides/live-search § Pricing
    units.push(("search_source".into(), marks.member(usage, "num_sources_used")));
    units.extend(tools_of_xai(usage, marks));
    // docs.mistral.ai/capabilities/audio § Usage
    units.push(("audio_second".into(), marks.seconds(usage, "prompt_audio_seconds")));
    units.retain(|(_, count)| *count != Count::Absent);
    units
}

/// docs.x.ai/docs/guides/tools § Tool usage in the response
pub(crate) fn tools_of_xai(usage: &Object<'_>, marks: &mut Marks) -> Vec<(String, Count)> {
    const TOOLS: [(&str, &str); 4] = [
        ("web_search_calls", "web_search"),
        ("x_search_calls", "social_search"),
        ("code_interpreter_calls", "code_execution"),
        ("file_search_calls", "file_search"),
    ];
    TOOLS.map(|(name, unit)| (unit.into(), marks.detail(usage, "server_side_tool_usage_details", name))).into()
}

/// The counts of llama.cpp's timings: evaluated prompt tokens are separate from those taken from the cache.
fn worked(timings: &Object<'_>) -> Tally {
    let mut marks = Marks::default();
    let cached = marks.member(timings, "cache_n");
    let evaluated = marks.member(timings, "prompt_n");
    Tally {
        // Older servers do not report what came from the cache; then the prompt is unknown.
        input: if cached == Count::Absent { Count::Absent } else { evaluated },
        input_includes_cache: false,
        cache_read: cached,
        output: marks.member(timings, "predicted_n"),
        marks,
        ..Tally::default()
    }
}
