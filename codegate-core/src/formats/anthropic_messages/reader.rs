//! Anthropic messages.

use crate::formats::counts::{Count, Marks, Parts, Tally};
use crate::formats::json::{Json, Object, object_text};
use crate::formats::reader::{Handling, Read, Reader, UsageChange, tier};
use crate::limits::{NAME_BYTES, RECORD_BYTES, UNITS};
use crate::model::Completeness;
use std::borrow::Cow;

/// Members that are kept of the usage of a stream, and the bytes of one.
const MEMBERS: usize = 64;
const MEMBER_BYTES: usize = 64 * 1024;

/// Reads a message, whole or as events.
#[derive(Debug, Clone, Default)]
pub(crate) struct AnthropicMessages {
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
        self.read.model(body, "model");
        self.read.beside(body);
        for (position, block) in (0..).zip(body.objects("content")) {
            self.block(position, &block, true);
        }
        if let Some(usage) = self.usage(body) {
            self.tier(&usage);
            self.read.raw = body.get("usage").map(|usage| usage.text().to_owned());
        }
        self.output_told = true;
        self.stopped = true;
    }

    fn event(&mut self, data: &str) -> Handling {
        let Some(event) = Object::parse(data) else { return Handling::Pass };
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
        Handling::Pass
    }

    fn is_event(&self, first: &Object<'_>) -> bool {
        first.string("type").is_some_and(|kind| kind.starts_with("message_") || kind == "ping")
    }

    fn is_whole(&self, object: &Object<'_>) -> bool {
        object.string("type").is_some_and(|kind| kind == "message")
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
        let whole = self.read.raw.as_deref().map(Cow::Borrowed);
        whole.or_else(|| (!self.merged.is_empty()).then(|| Cow::Owned(object_text(&self.merged))))
    }

    fn tally(&self, usage: &Object<'_>) -> Tally {
        count(usage, self.output_told, self.split_is_old)
    }

    fn completeness(&self) -> Completeness {
        if self.output_told && (self.stopped || self.done) { Completeness::Final } else { Completeness::Partial }
    }
}

impl AnthropicMessages {
    fn start(&mut self, event: &Object<'_>) {
        let Some(message) = event.object("message") else { return };
        self.read.model(&message, "model");
        if let Some(usage) = self.usage(&message) {
            self.merge(&usage, false);
        }
    }

    /// The usage of a message or a delta.
    fn usage<'a>(&mut self, of: &Object<'a>) -> Option<Object<'a>> {
        let usage = of.get("usage")?;
        let object = usage.object().filter(|_| usage.text().len() <= RECORD_BYTES);
        self.read.no_usage = object.is_none();
        self.read.usage_change = UsageChange::Other;
        object
    }

    fn message_delta(&mut self, event: &Object<'_>) {
        if event.object("delta").is_some_and(|delta| delta.says("stop_reason")) {
            self.stopped = true;
        }
        self.read.beside(event);
        let Some(usage) = self.usage(event) else { return };
        // The output of the start is a placeholder, which the first count replaces whatever it is.
        let counted = self.output_told;
        self.output_told |= usage.get("output_tokens").is_some();
        if usage.get("cache_creation_input_tokens").is_some() {
            self.split_is_old = usage.get("cache_creation").is_none();
        }
        self.merge(&usage, counted);
    }

    /// The tier, which the fast mode counts as: it has prices of its own.
    fn tier(&mut self, usage: &Object<'_>) {
        self.read.tier(usage, "service_tier");
        if usage.string("speed").is_some_and(|speed| speed == "fast") {
            self.read.tier(usage, "speed");
        }
        // `global` and `not_available` are the usual ones, and have no surcharge.
        let geo = usage.string("inference_geo").filter(|geo| !matches!(geo.as_str(), "global" | "not_available"));
        self.read.geo = geo.as_deref().and_then(tier).or(self.read.geo.take());
    }

    /// Replaces members of the merged usage, and keeps those that are not reported again. `counted` says whether its output
    /// is a count.
    fn merge(&mut self, usage: &Object<'_>, counted: bool) {
        self.tier(usage);
        let kept = |(name, value): &(String, Json<'_>)| name.len() + value.text().len() <= MEMBER_BYTES;
        for (name, value) in usage.members().filter(kept) {
            let room = self.merged.len() < MEMBERS;
            match self.merged.iter_mut().find(|(known, _)| *known == name) {
                // A delta counts the whole message so far, so that no count falls: its 0 fills a place.
                Some((_, known))
                    if value.is_null()
                        || value.text() == "0" && known != "0" && (counted || name != "output_tokens") => {}
                Some((_, known)) => *known = value.text().to_owned(),
                None if room => self.merged.push((name, value.text().to_owned())),
                None => {}
            }
        }
    }

    /// Reads a content block: all of it, or the part in its first event.
    fn block(&mut self, position: u64, block: &Object<'_>, whole: bool) {
        if let Some(text) = block.get("text") {
            self.read.output.text(position, text);
        }
        let Some(name) = block.get("name") else { return };
        self.read.output.call(position, name);
        // A stream begins with an empty input and sends it piece by piece.
        if let Some(input) =
            block.get("input").filter(|input| whole || !input.object().is_some_and(|input| input.is_empty()))
        {
            self.read.output.given(position, input);
        }
    }

    fn delta(&mut self, position: u64, event: &Object<'_>) {
        let Some(delta) = event.object("delta") else { return };
        if let Some(text) = delta.get("text") {
            self.read.output.text(position, text);
        }
        if let Some(piece) = delta.get("partial_json") {
            self.read.output.arguments(position, piece);
        }
    }
}

/// The counts of a message's usage.
pub(crate) fn tally(usage: &Object<'_>) -> Tally {
    count(usage, true, false)
}

/// The counts of a usage, whose output may be a placeholder, and whose split of written cache tokens may be older than
/// their number.
fn count(usage: &Object<'_>, output_told: bool, split_is_old: bool) -> Tally {
    let mut marks = Marks::default();
    let (cache_write_5m, cache_write_long) = written(usage, split_is_old, &mut marks);
    let (mut output, mut reasoning) = (Count::Absent, Count::Absent);
    if output_told {
        output = marks.member(usage, "output_tokens");
        reasoning = marks.detail(usage, "output_tokens_details", "thinking_tokens");
    }
    let told = Tally {
        input: marks.member(usage, "input_tokens"),
        input_includes_cache: false,
        cache_read: marks.member(usage, "cache_read_input_tokens"),
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        units: tools(usage, &mut marks),
        parts: Parts::default(),
        marks,
    };
    usage.objects("iterations").fold(told, |told, iteration| with_iteration(told, &iteration))
}

/// The tokens written to a cache for five minutes and for longer. Those that the split leaves out are of the first.
fn written(usage: &Object<'_>, split_is_old: bool, marks: &mut Marks) -> (Count, Count) {
    let all = marks.member(usage, "cache_creation_input_tokens");
    let short = marks.detail(usage, "cache_creation", "ephemeral_5m_input_tokens");
    let long = marks.detail(usage, "cache_creation", "ephemeral_1h_input_tokens");
    let Count::Known(total) = all else { return (short.or(all), long) };
    if long == Count::Wrong {
        return (short.or(long), long);
    }
    let rest = total.checked_sub(long.known().unwrap_or(0));
    if !split_is_old && short.known().is_some_and(|short| Some(short) != rest) {
        marks.contradictory();
    }
    match rest {
        Some(rest) => (Count::Known(rest), long),
        // The split cannot belong to this count, so it is ignored.
        None => (all, Count::Absent),
    }
}

/// What the provider's own tools did: `web_search_requests` and the like.
fn tools(usage: &Object<'_>, marks: &mut Marks) -> Vec<(String, Count)> {
    let Some(used) = usage.object("server_tool_use") else { return Vec::new() };
    let requests = used.members().filter_map(|(name, _)| name.strip_suffix("_requests").map(str::to_owned));
    let mut units = Vec::new();
    for unit in requests.filter(|unit| unit.len() <= NAME_BYTES).take(UNITS) {
        let count = marks.member(&used, &format!("{unit}_requests"));
        units.push((unit, count));
    }
    units
}

/// Counts with those of an iteration that the message's own do not include: the summing up of a conversation. What an
/// advisor made, another model, has prices of its own, and is not among them either.
fn with_iteration(told: Tally, iteration: &Object<'_>) -> Tally {
    let Tally { input, cache_read, cache_write_5m, cache_write_long, output, mut marks, .. } = told;
    match iteration.string("type").as_deref() {
        Some("compaction") => {
            let all = marks.member(iteration, "cache_creation_input_tokens");
            let long = marks.detail(iteration, "cache_creation", "ephemeral_1h_input_tokens");
            let (short, long) = marks.parted(all, long);
            let (fresh, read) =
                (marks.member(iteration, "input_tokens"), marks.member(iteration, "cache_read_input_tokens"));
            let written = marks.member(iteration, "output_tokens");
            // A cache that was not reported has no tokens.
            let none = input.known().map_or(Count::Absent, |_| Count::Known(0));
            Tally {
                input: marks.beside(input, fresh),
                cache_read: marks.beside(cache_read.or(none), read),
                cache_write_5m: marks.beside(cache_write_5m.or(none), short),
                cache_write_long: marks.beside(cache_write_long.or(none), long),
                output: marks.beside(output, written),
                marks,
                ..told
            }
        }
        Some("advisor_message") => {
            marks.other_model();
            Tally { marks, ..told }
        }
        _ => Tally { marks, ..told },
    }
}
