//! Arguments of a tool call that are JSON in a string: read without the long strings in them.

use super::argument_keys::{Key, classify};
use super::lines::{looked_at, run_before};
use super::patches;
use crate::request::json::quotes::{BLOCK, Block, blocks};
use crate::request::json::text::unescape;
use fearless_simd::{Level, Simd, dispatch};
use std::borrow::Cow;

/// Shorter strings are as quickly unescaped as looked at.
const LONG: usize = 96;
/// So are arguments that are no longer than this.
const SHORT: usize = 512;

/// The JSON text in a string, given the text between its quotes, but for its long strings: a file that is written whole
/// names nothing, and unescaping it takes many times longer than passing over it.
pub(crate) fn condensed(raw: &[u8]) -> Cow<'_, str> {
    if raw.len() <= SHORT {
        return unescape(raw);
    }
    let mut out = String::new();
    let mut taken = 0;
    let mut take = |from: usize, to: usize| out.push_str(&unescape(raw.get(from..to).unwrap_or_default()));
    // The string before, and where the one begins that is open.
    let (mut last, mut open) = ((0, 0), None);
    delimiters(raw, |at| {
        let Some(start) = open.take() else {
            open = Some(at + 1);
            return;
        };
        let end = at.saturating_sub(1).max(start);
        if end - start > LONG && passes_over(raw, last, start, end) {
            take(taken, start);
            taken = end;
        }
        last = (start, end);
    });
    let rest =
        open.filter(|start| raw.len().saturating_sub(*start) > LONG && passes_over(raw, last, *start, raw.len()));
    if taken == 0 && rest.is_none() {
        return unescape(raw);
    }
    take(taken, rest.unwrap_or(raw.len()));
    out.into()
}

/// Gives every quote that begins or ends a string of the JSON text in `raw`. Such a quote has one backslash before it;
/// after `\\` in that text it has four more. One that is escaped in the text has three, or four more.
fn delimiters(raw: &[u8], mut each: impl FnMut(usize)) {
    dispatch!(Level::new(), simd => delimiters_with(simd, raw, &mut each));
}

#[inline(always)]
fn delimiters_with<S: Simd>(simd: S, raw: &[u8], each: &mut dyn FnMut(usize)) {
    let (blocks, last) = blocks(raw);
    let mut before = 0;
    for (number, block) in blocks.iter().chain([&last]).enumerate() {
        let block = Block::new(simd, block);
        let (quotes, slashes) = (block.equal(b'"'), block.equal(b'\\'));
        let behind = |bytes: u32| slashes << bytes | before >> (u64::BITS - bytes);
        let single = quotes & behind(1) & !behind(2);
        let many = quotes & behind(2) & behind(3) & behind(4);
        let mut found = single | many;
        while found != 0 {
            let bit = found & found.wrapping_neg();
            found ^= bit;
            let at = number * BLOCK + bit.trailing_zeros() as usize;
            if at > 0 && (bit & single != 0 || run_before(raw, at) % 4 == 1) {
                each(at);
            }
        }
        before = slashes;
    }
}

/// Whether nothing is looked for in the string from `start` to `end`, given the one before it: its key.
fn passes_over(raw: &[u8], last: (usize, usize), start: usize, end: usize) -> bool {
    looked_at(end - start);
    // `\"key\": \"`: between the two stand a quote, a colon, perhaps a space, and a quote.
    let between = raw.get(last.1..start).unwrap_or_default();
    let is_value = between.len() < 16 && between.contains(&b':');
    match classify(&unescape(raw.get(last.0..last.1).unwrap_or_default())) {
        Key::Text => is_value,
        Key::Other => is_value && !patches::may_stand_in(raw.get(start..end).unwrap_or_default()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn what_is_left_out_is_text_alone(
            pieces in prop::collection::vec(prop::sample::select(vec!["\"", "\\", "\n", "a", "é", ": ", "{", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]), 0..60),
            path in "[a-z\"\\\\]{1,120}",
        ) {
            let text = pieces.concat();
            let value = serde_json::json!({"content": text, "path": path, "z": text, "new_str": text});
            let raw = serde_json::to_string(&value.to_string()).unwrap();
            let left = condensed(&raw.as_bytes()[1..raw.len() - 1]);
            let left: serde_json::Value = serde_json::from_str(&left).unwrap();
            prop_assert_eq!(&left["path"], &value["path"]);
            for key in ["content", "z", "new_str"] {
                prop_assert!(left[key] == value[key] || left[key] == "", "{}", key);
            }
            // Escaping only adds bytes, so what is longer than that here is longer there.
            prop_assert!(text.len() <= LONG || raw.len() <= SHORT + 2 || left["content"] == "");
        }
    }
}
