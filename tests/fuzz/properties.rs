//! What must hold for any input. The fuzz targets look for one that it does not hold for; the tests of the core hold it
//! against the committed corpus.
#![allow(dead_code, unused_imports)]

#[path = "properties/documents.rs"]
mod documents;
#[path = "properties/fnmatch.rs"]
mod fnmatch;
#[path = "properties/paths.rs"]
mod paths;
#[path = "properties/patterns.rs"]
mod patterns;
#[path = "properties/rows.rs"]
mod rows;
#[path = "properties/settings.rs"]
mod settings;

pub(crate) use documents::{bundle, clients, headers, prices};
pub(crate) use patterns::patterns;
pub(crate) use rows::rows;
pub(crate) use settings::settings;

use codegate_core::fuzz::{Metered, address as place, events, meter as read, origin, rewrite, unpack};
use codegate_core::limits::{
    BODY_BYTES, BODY_DEPTH, HISTORY_TEXT_BYTES, PATTERN_BYTES, RECORD_BYTES, TOKENS, UNITS, UNPACKED_FREELY,
    UNPACKED_RATIO,
};
use codegate_core::model::{Format, ProviderType};
use serde_json::value::RawValue;

/// A response: format and holding in the first byte, how it is cut in the second, its bytes after them.
pub(crate) fn meter(data: &[u8]) {
    let [how, cut, body @ ..] = data else { return };
    let format = Format::ALL[usize::from(how & 7) % Format::ALL.len()];
    let hold = how & 8 != 0;
    let whole = read(format, hold, false, [body]);
    let pieces = read(format, hold, false, pieces(body, *cut));
    assert_eq!(whole, pieces, "another cut is read otherwise");
    assert_eq!(whole, read(format, hold, true, [body]), "an event is read otherwise for being like the last");
    if hold {
        assert!(is_part(&whole.passed, body), "the client gets what the server did not send");
    } else {
        assert_eq!(whole.passed, body, "the client does not get what the server sent");
    }
    in_itself_sound(&whole);
}

/// The body in pieces whose sizes follow from `cut`; 0 is a byte at a time.
fn pieces(body: &[u8], cut: u8) -> Vec<&[u8]> {
    let mut state = u32::from(cut);
    let (mut rest, mut pieces) = (body, Vec::new());
    while !rest.is_empty() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let size = if cut == 0 { 1 } else { 1 + (state >> 24) as usize % usize::from(cut) };
        let (piece, after) = rest.split_at(size.min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// Whether `part` is what is left of `all` when some of its bytes are taken out.
fn is_part(part: &[u8], all: &[u8]) -> bool {
    let mut all = all.iter();
    part.iter().all(|byte| all.any(|other| other == byte))
}

/// Events that nothing frames: format and holding in the first byte, behind it an event on each line.
pub(crate) fn event(data: &[u8]) {
    let [how, text @ ..] = data else { return };
    let format = Format::ALL[usize::from(how & 7) % Format::ALL.len()];
    let hold = how & 8 != 0;
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(|line| !line.is_empty()).collect();
    let (one_by_one, go_on, whole) = events(format, hold, lines.iter().copied());
    in_itself_sound(&one_by_one);
    if lines.iter().all(|line| line.len() <= REWRITTEN_BYTES) {
        let others: Vec<String> = lines.iter().map(|line| spaced_and_escaped(line)).collect();
        let (other, other_go_on, _) = events(format, hold, others.iter().map(String::as_str));
        // Where arguments of a call are JSON itself, they are kept as they were written.
        let args_are_json =
            matches!(format, Format::AnthropicMessages | Format::Gemini | Format::OllamaChat | Format::OllamaGenerate);
        let [one, other] = [&one_by_one, &other].map(|read| as_told(read, !args_are_json));
        assert_eq!(one, other, "an event is read otherwise for how it is written");
        assert_eq!(go_on, other_go_on, "another way to write an event has it held back");
    }
    if whole {
        return;
    }
    let stream: String = lines.iter().map(|line| format!("data: {line}\n\n")).collect();
    let framed = read(format, hold, false, [stream.as_bytes()]);
    let passed = std::str::from_utf8(&framed.passed).map_or(0, |passed| passed.matches("\n\n").count());
    assert_eq!(passed, go_on.iter().filter(|goes| **goes).count(), "a stream holds back other events");
    assert_eq!(Metered { passed: Vec::new(), ..framed }, one_by_one, "a stream is counted otherwise than its events");
}

/// Bytes of an event that is written in another way, too: so few that no limit on a text comes into it.
const REWRITTEN_BYTES: usize = 600;

/// The same JSON with white space around everything, and no character but those of ASCII; any other text stays as it is.
fn spaced_and_escaped(text: &str) -> String {
    if serde_json::from_str::<&RawValue>(text).is_err() {
        return text.to_owned();
    }
    let (mut out, mut in_string, mut escaped) = (String::new(), false, false);
    for character in text.chars() {
        match character {
            '{' | '}' | '[' | ']' | ',' | ':' if !in_string => out.extend([' ', character, ' ']),
            _ if character.is_ascii() => out.push(character),
            _ => {
                let mut units = [0; 2];
                character.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
        }
        in_string ^= character == '"' && !escaped;
        escaped = in_string && character == '\\' && !escaped;
    }
    out
}

/// What was read, but for the provider's own text, and on demand that of the answer.
fn as_told(read: &Metered, with_output: bool) -> Metered {
    let mut read = read.clone();
    read.usage.raw = None;
    if !with_output {
        read.output = (read.output.0.map(|_| String::new()), false);
    }
    read
}

fn in_itself_sound(read: &Metered) {
    let usage = &read.usage;
    assert!(usage.raw.as_ref().is_none_or(|raw| raw.len() <= RECORD_BYTES));
    assert!(usage.units.len() <= UNITS);
    assert!(read.kept.as_ref().is_none_or(|kept| (1..=PATTERN_BYTES).contains(&kept.len())));
    let parts = [usage.input_uncached, usage.cache_read, usage.cache_write_5m, usage.cache_write_long];
    let input = parts.into_iter().sum::<Option<u64>>();
    assert_eq!(usage.input_tokens, input);
    assert_eq!(usage.output_tokens, usage.output);
    assert_eq!(usage.total_tokens, input.zip(usage.output).map(|(input, output)| input + output));
    assert!(parts.into_iter().chain([usage.output]).flatten().all(|count| count <= TOKENS));
    assert!(usage.reasoning.is_none_or(|part| usage.output.is_none_or(|all| part <= all)));
    assert!(usage.marks.is_sorted());
    assert!(read.output.0.as_ref().is_none_or(|text| !text.is_empty() && text.len() <= HISTORY_TEXT_BYTES));
    assert!(read.reported_cost.is_none_or(|cost| cost.as_pico() >= 0));
}

/// Names that no input has, so that what was put in can be told from what was there.
const MODEL: &str = "zq-model-zq";
const INSTRUCTIONS: &str = "zq \"instructions\" zq";
const PATHS: [Option<&str>; 6] = [
    None,
    Some("/v1/chat/completions"),
    Some("/v1/responses"),
    Some("/v1/messages"),
    Some("/api/chat"),
    Some("/v1beta/models/m:streamGenerateContent?alt=sse"),
];

/// A request: its path in the first byte, its body after it.
pub(crate) fn request(data: &[u8]) {
    let [path, body @ ..] = data else { return };
    let path = PATHS[usize::from(*path) % PATHS.len()];
    let once = rewrite(body, path, None, Some(MODEL), Some(INSTRUCTIONS), true);
    let format = Some(once.format);
    assert_eq!(once.readable, is_readable(body), "read otherwise than by serde_json");
    if !once.readable {
        assert_eq!(once.body, None, "a body that cannot be read was changed");
        return;
    }
    if let Some(new) = &once.body {
        assert!(is_readable(new), "a body was broken");
        // The format is that of the request; a body that nobody could tell may look like another one now.
        let twice = rewrite(new, path, format, Some(MODEL), Some(INSTRUCTIONS), true);
        assert_eq!(twice.body, None, "a second time changed more");
    }
    if contains(body, b"zq") {
        return;
    }
    if let Some(new) = rewrite(body, path, format, None, Some(INSTRUCTIONS), false).body {
        let (old, new) = differing(body, &new);
        assert!(old.is_empty() || b"null".starts_with(old) || contains(new, old), "more was changed than put in");
        assert!(contains(new, b"instructions"));
    }
    if let Some(new) = rewrite(body, path, format, Some(MODEL), None, false).body
        && body.windows(7).filter(|part| *part == b"\"model\"").count() <= 1
        && !contains(body, b"\\u")
    {
        let (_, new) = differing(body, &new);
        assert!(new.len() <= "\"model\":\"\",".len() + MODEL.len(), "more was changed than the model");
    }
    if let Some(new) = rewrite(body, path, format, None, None, true).body {
        let (_, new) = differing(body, &new);
        assert!(new.len() <= "\"stream_options\":{\"include_usage\":true},".len(), "more was changed than the option");
    }
}

/// A packed body: what its header says in the first byte, its bytes after it.
pub(crate) fn packed(data: &[u8]) {
    let [how, bytes @ ..] = data else { return };
    const ENCODINGS: [Option<&str>; 6] =
        [None, Some("gzip"), Some("deflate"), Some("br"), Some("zstd"), Some("br, zstd, gzip")];
    let encoding = ENCODINGS[usize::from(*how) % ENCODINGS.len()];
    let Some(inner) = unpack(bytes, encoding) else { return };
    assert!(inner.len() <= BODY_BYTES && inner.len() <= UNPACKED_FREELY.max(bytes.len() * UNPACKED_RATIO));
    let read = |bytes: &[u8]| rewrite(bytes, PATHS[1], None, Some(MODEL), None, false).readable;
    assert_eq!(read(&inner), is_readable(&inner), "what was in it is read otherwise than by serde_json");
}

/// An address: type and format in the first two bytes; endpoint, path and model behind them, a line each.
pub(crate) fn address(data: &[u8]) {
    let [kind, format, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    let mut lines = text.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (endpoint, path, model) = (line(), line(), line());
    let kind = ProviderType::ALL[usize::from(*kind) % ProviderType::ALL.len()];
    let format = Format::ALL[usize::from(*format) % Format::ALL.len()];
    let Some((kept, urls)) = place(kind, endpoint, format, path, model) else { return };
    let again = place(kind, &kept, format, path, model);
    assert_eq!(again, Some((kept.clone(), urls.clone())), "an endpoint that was kept is taken for another one");
    for url in urls.into_iter().flatten() {
        assert_eq!(origin(&url), origin(&kept), "{url}");
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains('#'), "{url}");
    }
}

/// Whether a body is one JSON object of a depth that is read, by the grammar alone.
fn is_readable(body: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<&RawValue>(body) else { return false };
    value.get().starts_with('{') && depth(value.get().as_bytes()) <= BODY_DEPTH
}

/// The nesting of sound JSON.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
    }
    deepest
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    part.is_empty() || all.windows(part.len()).any(|window| window == part)
}

/// What is between the longest beginning and the longest end that two texts share.
fn differing<'a>(old: &'a [u8], new: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    (&old[..old.len() - end], &new[..new.len() - end])
}
