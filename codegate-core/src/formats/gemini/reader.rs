//! Gemini's `generateContent` and `streamGenerateContent`: one object, events, or an array of chunks.

use crate::formats::counts::{Count, Marks, Parts, Tally};
use crate::formats::json::{Json, Object, in_camel_case};
use crate::formats::reader::{Handling, Read, Reader, UsageChange};
use crate::limits::{PATTERN_BYTES, UNITS};
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
    /// Queries to the web.
    searches: Vec<String>,
    /// Queries for images.
    image_searches: Vec<String>,
    /// Whether there are images in the answer.
    images: bool,
    /// Whether the answer is grounded in maps.
    maps: bool,
}

impl Reader for Gemini {
    fn whole(&mut self, body: &Object<'_>) {
        self.whole = true;
        self.chunk(body);
    }

    fn event(&mut self, data: &str) -> Handling {
        let Some(chunk) = Object::parse(data) else { return Handling::Pass };
        // What Google's own SDK for Python makes of a chunk (`model_dump`).
        let has = |name: &&str| chunk.get(name).or_else(|| chunk.null(name)).is_some();
        if ["usage_metadata", "model_version"].iter().any(has) {
            let text = in_camel_case(data);
            Object::parse(&text).iter().for_each(|chunk| self.chunk(chunk));
            // It does not occur in the event verbatim.
            self.read.usage_change = UsageChange::Other;
        } else {
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
        let mut told = tally(usage, self.done || self.whole);
        let searches = u64::try_from(self.searches.len() + self.image_searches.len()).unwrap_or(u64::MAX);
        // Images are dearer than text, and where no list tells their tokens, nobody can charge them.
        if self.images && told.parts.image_output == Count::Absent {
            told.parts.image_output = Count::Wrong;
        }
        // ai.google.dev/gemini-api/docs/google-search § Pricing: up to Gemini 2.5 a prompt is charged, however many
        // queries the model makes of it, later models each query.
        let model = self.read.model.as_deref().or(self.read.asked.as_deref());
        let by_prompt = model.is_some_and(|model| {
            ["gemini-1", "gemini-2"].iter().any(|old| model.trim_start_matches("models/").starts_with(old))
        });
        if searches > 0 {
            told.units.push(("web_search".into(), Count::Known(if by_prompt { 1 } else { searches })));
        }
        if self.maps {
            told.units.push(("maps_search".into(), Count::Known(1)));
        }
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
            self.done |= candidate.says("finishReason");
            if let Some(grounding) = candidate.object("groundingMetadata") {
                self.grounding(&grounding);
            }
            let Some(content) = candidate.object("content") else { continue };
            for part in content.objects("parts") {
                self.part(&part);
            }
        }
    }

    /// What the answer was looked up with. An empty query is not charged, nor is one of an earlier chunk once more.
    fn grounding(&mut self, grounding: &Object<'_>) {
        let lists = [("webSearchQueries", &mut self.searches), ("imageSearchQueries", &mut self.image_searches)];
        for (name, known) in lists {
            for query in grounding.get(name).and_then(Json::array).unwrap_or_default() {
                let query = query.string().filter(|query| !query.is_empty() && query.len() <= PATTERN_BYTES);
                if let Some(query) = query.filter(|query| known.len() < UNITS && !known.contains(query)) {
                    known.push(query);
                }
            }
        }
        self.maps |= grounding.objects("groundingChunks").any(|chunk| chunk.get("maps").is_some());
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
        let kind = part.object("inlineData").and_then(|data| data.string("mimeType"));
        self.images |= !is_thought && kind.is_some_and(|kind| kind.starts_with("image/"));
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

/// The counts of a usage object.
pub(crate) fn tally(usage: &Object<'_>, ended: bool) -> Tally {
    let mut marks = Marks::default();
    let total = marks.member(usage, "totalTokenCount");
    // What tools add to the prompt is counted separately, and so are thoughts.
    let (prompt, tools) = (marks.member(usage, "promptTokenCount"), marks.member(usage, "toolUsePromptTokenCount"));
    let input = marks.beside(prompt, tools);
    let reasoning = marks.member(usage, "thoughtsTokenCount");
    let answer = marks.member(usage, "candidatesTokenCount").or(marks.member(usage, "responseTokenCount"));
    let output = match (answer, input, reasoning, total) {
        // An answer of nothing but thoughts; a count of 0 is left out.
        (Count::Absent, Count::Known(input), Count::Known(thoughts), Count::Known(total))
            if ended && input + thoughts == total =>
        {
            reasoning
        }
        (Count::Absent, ..) => Count::Absent,
        (answer, ..) => marks.beside(answer, reasoning),
    };
    let mut of = |lists: &[&str], modalities: &[&str]| modality(usage, lists, modalities, &mut marks);
    // The second is that of embeddings: ai.google.dev/api/embeddings § EmbeddingUsageMetadata
    const PROMPT: &[&str] = &["promptTokensDetails", "promptTokenDetails", "toolUsePromptTokensDetails"];
    const CACHE: &[&str] = &["cacheTokensDetails"];
    const ANSWER: &[&str] = &["candidatesTokensDetails", "responseTokensDetails"];
    // The pages of a document are images.
    const IMAGES: &[&str] = &["IMAGE", "DOCUMENT"];
    let parts = Parts {
        audio_input: of(PROMPT, &["AUDIO"]),
        image_input: of(PROMPT, IMAGES),
        video_input: of(PROMPT, &["VIDEO"]),
        audio_cache_read: of(CACHE, &["AUDIO"]),
        image_cache_read: of(CACHE, IMAGES),
        audio_output: of(ANSWER, &["AUDIO"]),
        image_output: of(ANSWER, IMAGES),
        video_output: of(ANSWER, &["VIDEO"]),
    };
    let mut told = Tally {
        input,
        input_includes_cache: true,
        cache_read: marks.member(usage, "cachedContentTokenCount"),
        output,
        reasoning,
        parts,
        marks,
        ..Tally::default()
    };
    told.settle(total, ended);
    told
}

/// The tokens of these modalities in lists of counts; absent where there is no list.
fn modality(usage: &Object<'_>, lists: &[&str], modalities: &[&str], marks: &mut Marks) -> Count {
    let mut sum = Count::Absent;
    for counts in lists.iter().filter_map(|list| usage.get(list)).filter_map(Json::array) {
        sum = sum.or(Count::Known(0));
        for of in counts.into_iter().filter_map(Json::object) {
            if of.string("modality").is_some_and(|told| modalities.contains(&told.as_str())) {
                let count = marks.member(&of, "tokenCount");
                sum = match (sum, count) {
                    (Count::Known(sum), Count::Known(count)) => marks.sum(sum, count),
                    (sum, Count::Absent) => sum,
                    _ => Count::Wrong,
                };
            }
        }
    }
    sum
}
