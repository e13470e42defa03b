//! Responses of calls that are no conversation, or of a conversation whose format is not known: embeddings, images, audio,
//! moderation, results of a batch, a response that was made in the background.
//!
//! Their usage is told by its members: whoever has one of these formats counts in its way.

use super::counts::{Count, Tally};
use super::json::{Json, Object};
use super::reader::{Handling, Read, Reader, UsageChange};
use super::{anthropic_messages, gemini, ollama_chat, openai_chat, openai_responses};
use crate::model::{Completeness, ELSEWHERE};

/// Reads a body, events, or the lines of a batch's results.
#[derive(Debug, Clone, Default)]
pub(crate) struct Other {
    read: Read,
    /// Whether these are the results of a batch, whose usages are summed.
    results: bool,
    /// Whether what was generated is images.
    images: bool,
    /// Whether no tokens were generated, as of embeddings or an order of documents.
    only_input: bool,
    /// Whether pages were not only read.
    annotated: bool,
    whole: bool,
    done: bool,
}

/// What makes an object a usage object.
const COUNTS: &[&str] = &[
    "prompt_tokens",
    "completion_tokens",
    "input_tokens",
    "output_tokens",
    "total_tokens",
    "promptTokenCount",
    "totalTokenCount",
    "seconds",
    "pages_processed",
    "prompt_eval_count",
    "search_units",
    PREDICTED,
];

/// What Vertex counts of each of several predictions.
const PREDICTED: &str = "token_count";

impl Reader for Other {
    fn whole(&mut self, body: &Object<'_>) {
        self.whole = true;
        self.object(body);
    }

    fn event(&mut self, data: &str) -> Handling {
        if data.trim() == "[DONE]" {
            self.done = true;
        }
        if let Some(event) = Object::parse(data) {
            // Every line of a batch's results is whole.
            self.whole |= is_result(&event);
            let kind = event.string("type").unwrap_or_default();
            match event.object("response").filter(|_| kind == "response.done") {
                // One of a conversation, each of which is charged by itself.
                Some(response) => self.answer(&response, None),
                None => self.object(&event),
            }
            // Images and transcripts end with such an event.
            self.done |= kind.ends_with(".completed") || kind.ends_with(".done");
        }
        Handling::Pass
    }

    fn is_event(&self, first: &Object<'_>) -> bool {
        let kind = first.string("type").unwrap_or_default();
        is_result(first) || ["response.", "image_", "transcript."].iter().any(|start| kind.starts_with(start))
    }

    fn is_whole(&self, object: &Object<'_>) -> bool {
        !self.is_event(object) && object.get("type").is_none()
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
        let mut told = self.told(usage);
        if self.only_input {
            // docs.voyageai.com/reference/embeddings-api tells the total alone.
            let total = told.marks.member(usage, "total_tokens");
            told.input = told.input.or(total);
            told.output = told.output.or(Count::Known(0));
        }
        told
    }

    fn completeness(&self) -> Completeness {
        if self.whole || self.done { Completeness::Final } else { Completeness::Partial }
    }
}

impl Other {
    /// The counts of a usage object, whoever's it is.
    fn told(&self, usage: &Object<'_>) -> Tally {
        let ended = self.whole || self.done;
        let has = |name: &str| usage.get(name).is_some();
        if has("promptTokenCount") || has("totalTokenCount") {
            return gemini::reader::tally(usage, ended);
        }
        if has("prompt_eval_count") {
            return ollama_chat::reader::tally(usage);
        }
        if has("prompt_tokens") {
            return openai_chat::reader::tally(usage, None, ended);
        }
        if has("cache_creation_input_tokens") || has("cache_read_input_tokens") {
            return anthropic_messages::reader::tally(usage);
        }
        let mut told = openai_responses::reader::tally(usage, ended);
        told.input = told.input.or(told.marks.member(usage, PREDICTED));
        let searches = told.marks.member(usage, "search_units");
        if searches != Count::Absent {
            // They are billed instead of tokens.
            told.input = told.input.or(Count::Known(0));
            told.units.push(("search_unit".to_owned(), searches));
        }
        // docs.mistral.ai/capabilities/document_ai § OCR
        let pages = told.marks.member(usage, "pages_processed");
        if pages != Count::Absent {
            told.units.push((if self.annotated { "annotated_page" } else { "page" }.to_owned(), pages));
        }
        if self.images && told.parts.image_output == Count::Absent {
            told.parts.image_output = told.output;
        }
        told
    }

    /// Reads an object: one of a result's, or the thing itself, which some servers wrap once more.
    fn object(&mut self, object: &Object<'_>) {
        if is_result(object) {
            if !std::mem::replace(&mut self.results, true) {
                self.read.keep(result_id(object));
            }
            return self.result(object);
        }
        if let Some(results) = inlined(object) {
            self.read.keep(object.string("name"));
            let model = object.object("metadata").and_then(|metadata| metadata.string("model"));
            self.read.model = model.map(|model| model.trim_start_matches("models/").to_owned());
            return results.objects("inlinedResponses").for_each(|result| self.result(&result));
        }
        if is_batch(object) {
            // What it sums up is told again by each result.
            if !self.read.marks.contains(&ELSEWHERE) {
                self.read.marks.push(ELSEWHERE);
            }
            return;
        }
        let inner = object.object("response").or_else(|| object.object("result")).or_else(|| object.object("message"));
        if let Some(inner) = inner {
            let body = inner.object("body").or_else(|| inner.object("message"));
            return self.thing(body.as_ref().unwrap_or(&inner));
        }
        self.thing(object);
    }

    /// Reads one result of a batch; one that failed, was cancelled or has expired holds no answer.
    fn result(&mut self, result: &Object<'_>) {
        self.read.usage_change = UsageChange::Other;
        let told = result.object("response");
        let body = || told.as_ref()?.object("body");
        let message = || result.object("result")?.object("message");
        let alone = || result.object("response").filter(|told| told.get("status_code").is_none());
        if let Some(answer) = body().or_else(message).or_else(alone) {
            self.answer(&answer, Some(BATCH));
        }
    }

    /// Reads an answer of several as the whole that it is.
    fn answer(&mut self, answer: &Object<'_>, tier: Option<&str>) {
        let mut reader = reader_of(answer);
        reader.whole(answer);
        let read = reader.read_mut();
        read.model = read.model.take().or_else(|| self.read.model.clone());
        read.tier = tier.map(str::to_owned).or(read.tier.take());
        self.read.parts.add(&*reader, answer.get("error").is_some());
        self.read.usage_change = UsageChange::Other;
    }

    fn thing(&mut self, thing: &Object<'_>) {
        self.read.background(thing);
        if let Some(session) = thing.object("session") {
            self.read.model(&session, "model");
        }
        self.read.model(thing, "model");
        self.read.model(thing, "modelVersion");
        self.read.tier(thing, "service_tier");
        self.read.beside(thing);
        self.images |= thing.objects("data").any(|made| made.get("b64_json").is_some() || made.get("url").is_some());
        self.images |= thing.string("type").is_some_and(|kind| kind.starts_with("image_"));
        self.only_input |= is_only_input(thing);
        self.annotated |= thing.get("document_annotation").is_some();
        // docs.cohere.com/reference/embed, § rerank, § chat: what is billed, which is not all that was read
        let billed = |of: &str| thing.object(of)?.get("billed_units");
        let usage = billed("meta").or_else(|| billed("usage")).or_else(|| thing.get("usage"));
        let usage = usage.or_else(|| thing.get("usageMetadata")).or_else(|| thing.get("usage_info"));
        match usage {
            Some(usage) => drop(self.read.usage(usage, COUNTS)),
            None if thing.get("prompt_eval_count").is_some() => {
                let told = ollama_chat::reader::counts(thing);
                Json::parse(&told).map(|told| self.read.usage(told, COUNTS));
                // It does not occur in the event verbatim.
                self.read.usage_change = UsageChange::Other;
            }
            None => match predicted(thing).map(|tokens| format!("{{\"{PREDICTED}\":{tokens}}}")) {
                Some(told) => {
                    Json::parse(&told).map(|told| self.read.usage(told, COUNTS));
                    self.read.usage_change = UsageChange::Other;
                }
                None => self.heard(thing),
            },
        }
    }

    /// Keeps how long a transcript's audio was, where the transcript tells no more.
    ///
    /// developers.openai.com/api/docs/api-reference/audio § TranscriptionVerbose, whose `duration` is a number or text
    fn heard(&mut self, thing: &Object<'_>) {
        let Some(duration) = thing.get("duration").filter(|_| thing.get("text").is_some()) else { return };
        let seconds = duration.string().unwrap_or_else(|| duration.text().to_owned());
        if seconds.parse::<f64>().is_ok_and(|seconds| seconds >= 0.0) {
            self.read.raw = Some(format!("{{\"seconds\":{seconds}}}"));
            self.read.usage_change = UsageChange::Other;
        }
    }
}

/// The service tier of a batch, whatever its results say: batches have prices of their own.
const BATCH: &str = "batch";

/// A reader of an answer whose format only its members tell.
fn reader_of(answer: &Object<'_>) -> Box<dyn Reader> {
    let is = |member: &str, word: &str| answer.string(member).is_some_and(|told| told == word);
    let has = |name: &str| answer.get(name).is_some();
    if has("choices") {
        Box::<openai_chat::reader::OpenaiChat>::default()
    } else if is("object", "response") {
        Box::<openai_responses::reader::OpenaiResponses>::default()
    } else if is("type", "message") {
        Box::<anthropic_messages::reader::AnthropicMessages>::default()
    } else if has("candidates") || has("promptFeedback") {
        Box::<gemini::reader::Gemini>::default()
    } else {
        Box::<Other>::default()
    }
}

/// Whether this is a line of a batch's results.
///
/// developers.openai.com/api/docs/guides/batch § Retrieve the results, platform.claude.com/docs/en/build-with-claude/
/// batch-processing § Retrieving batch results, ai.google.dev/gemini-api/docs/batch-api § Retrieving results.
fn is_result(line: &Object<'_>) -> bool {
    let has = |name: &str| line.get(name).is_some();
    has("custom_id") && (has("response") || has("result")) || has("key") && has("response")
}

/// The results that Gemini gives in the batch itself.
///
/// ai.google.dev/gemini-api/docs/batch-api § Retrieving results
fn inlined<'a>(operation: &Object<'a>) -> Option<Object<'a>> {
    operation.object("response")?.object("inlinedResponses")
}

/// The provider's own id of a result.
fn result_id(line: &Object<'_>) -> Option<String> {
    let message = || line.object("result")?.object("message")?.string("id");
    line.string("id").or_else(message).or_else(|| line.object("response")?.string("responseId"))
}

/// Whether nothing is generated: embeddings are made, or documents put in an order.
fn is_only_input(thing: &Object<'_>) -> bool {
    let has = |object: &Object<'_>, name: &str| object.get(name).is_some();
    let is_list = thing.string("object").is_some_and(|kind| kind == "list") && has(thing, "data");
    let mut ranked = thing.objects("results");
    is_list
        || has(thing, "embedding")
        || has(thing, "embeddings")
        || ranked.any(|document| has(&document, "relevance_score"))
        || predicted(thing).is_some()
}

/// The tokens of texts whose embeddings were predicted.
///
/// docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api § Response body
fn predicted(thing: &Object<'_>) -> Option<u64> {
    let tokens = |prediction: Object<'_>| {
        let count =
            prediction.object("embeddings")?.object("statistics")?.get(PREDICTED)?.number()?.parse::<f64>().ok()?;
        (count >= 0.0 && count.fract() == 0.0).then_some(count as u64)
    };
    let counts: Option<Vec<u64>> = thing.objects("predictions").map(tokens).collect();
    let counts = counts.filter(|counts| !counts.is_empty())?;
    Some(counts.into_iter().fold(0, u64::saturating_add))
}

/// Whether this is a batch itself, and not its results.
///
/// developers.openai.com/api/docs/api-reference/batch § The batch object,
/// platform.claude.com/docs/en/api/messages/batches § Message Batch, ai.google.dev/api/batch-api § Operation
fn is_batch(thing: &Object<'_>) -> bool {
    let is = |member: &str, word: &str| thing.string(member).is_some_and(|told| told == word);
    let is_named = |start: &str| thing.string("name").is_some_and(|name| name.starts_with(start));
    is("object", "batch") || is("type", "message_batch") || is_named("batches/")
}
