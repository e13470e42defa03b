//! What must hold for any input. The fuzz targets look for one that it does not hold for; the tests of the core hold it
//! against the committed corpus.
#![allow(dead_code)]

use codegate_core::fuzz::{Metered, address as place, meter as read, origin, rewrite, unpack};
use codegate_core::limits::{BODY_BYTES, BODY_DEPTH, HISTORY_TEXT_BYTES, TOKENS, UNPACKED_FREELY, UNPACKED_RATIO};
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

fn in_itself_sound(read: &Metered) {
    let usage = &read.usage;
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
