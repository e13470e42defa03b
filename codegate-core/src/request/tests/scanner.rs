//! The scanner against a parser that is known to be right.

use crate::request::body::outline::Outline;
use crate::request::json::quotes::Quotes;
use crate::request::json::scan::Scanner;
use crate::request::json::text::{escape, unescape, word};
use proptest::prelude::*;
use std::borrow::Cow;

/// Whether the scanner takes these bytes for one value, both by skipping it and by walking it.
fn accepts(bytes: &[u8]) -> bool {
    let skipped = Quotes::find(bytes).is_ok_and(|(quotes, _)| {
        let mut scanner = Scanner::checked(bytes, &quotes);
        scanner.skip().and_then(|_| scanner.end()).is_ok()
    });
    if bytes.trim_ascii_start().first() == Some(&b'{') {
        assert_eq!(skipped, Outline::read(bytes, true).is_ok(), "{:?}", String::from_utf8_lossy(bytes));
    }
    skipped
}

#[test]
fn grammar() {
    let good = [
        "{}",
        "[]",
        " { } ",
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "10.25",
        "1e5",
        "1E+5",
        "1.5e-7",
        r#""""#,
        r#""\"\\\/\b\f\n\r\té""#,
        r#""\ud800""#,
        r#""\ud800\ud800 \udc00""#,
        "[1,2 , 3]",
        r#"{"a":1,"a":[{}]}"#,
        "\t\r\n[\n]\n",
        r#"{"":""}"#,
        "[[[[]]],{}]",
        "\"\u{7f}\u{2028}\"",
    ];
    for text in good {
        assert!(accepts(text.as_bytes()), "{text}");
    }
    let bad = [
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{,}",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{"a" 1}"#,
        r#"{a:1}"#,
        "{1:1}",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "nul",
        "tru",
        "nulll",
        "\"",
        r#""\""#,
        r#""\x""#,
        r#""\u12""#,
        r#""\u12g4""#,
        "\"\n\"",
        "\"\u{1}\"",
        "\"\u{1f}\"",
        "[1]2",
        "{}{}",
        "[1}",
        "{\"a\":1]",
        "'a'",
        "\u{feff}{}",
        "[1]\u{a0}",
        "[\u{c}1]",
        "/*c*/1",
        "[1,\"a]",
    ];
    for text in bad {
        assert!(!accepts(text.as_bytes()), "{text}");
    }
}

#[test]
fn no_escape_is_taken_but_those_of_the_grammar() {
    for byte in 0..=0x7f_u8 {
        for before in ["", "a", "\\\\", "a string that is longer than a block of sixty-four bytes, so that another one"]
        {
            let text = format!("\"{before}\\{}0041 \"", char::from(byte));
            let right = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            assert_eq!(accepts(text.as_bytes()), right, "{text}");
        }
    }
}

#[test]
fn nesting_counts_the_outermost_as_one() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        for depth in [511, 512, 513, 10_000] {
            let levels = if open.len() > 5 { depth / 2 } else { depth };
            let real = levels * if open.len() > 5 { 2 } else { 1 };
            let text = format!("{}1{}", open.repeat(levels), close.repeat(levels));
            assert_eq!(accepts(text.as_bytes()), real <= 512, "{open} {real}");
        }
    }
}

#[test]
fn a_number_of_any_length() {
    let digits = "7".repeat(10_000);
    for text in [digits.clone(), format!("-{digits}.{digits}e{digits}")] {
        assert!(accepts(text.as_bytes()));
    }
}

/// JSON values with every kind of string in them.
fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(".*", inner, 0..8).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn takes_what_a_writer_writes(value in json()) {
        prop_assert!(accepts(serde_json::to_string(&value).unwrap().as_bytes()));
        prop_assert!(accepts(serde_json::to_string_pretty(&value).unwrap().as_bytes()));
    }

    #[test]
    fn agrees_with_the_parser_on_broken_json(value in json(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..4)) {
        let mut bytes = serde_json::to_vec(&value).unwrap();
        for (index, byte, how) in cuts {
            let at = index.index(bytes.len().max(1));
            match how {
                0 if !bytes.is_empty() => { bytes.remove(at); }
                1 if !bytes.is_empty() => bytes[at] = byte & 0x7f,
                _ => bytes.insert(at.min(bytes.len()), b"{}[]\",:\\u0e-. \n"[usize::from(byte) % 15]),
            }
        }
        if std::str::from_utf8(&bytes).is_ok() {
            // `RawValue` and `IgnoredAny` check the grammar alone: no lone surrogate and no large number is refused.
            let right = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
            prop_assert_eq!(accepts(&bytes), right, "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn text_survives_escaping(text in ".*|[\\x00-\\x7f]*") {
        let mut raw = String::new();
        escape(&text, &mut raw);
        prop_assert_eq!(unescape(raw.as_bytes()), text.as_str());
        let parsed: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
        prop_assert_eq!(parsed, text);
    }

    #[test]
    fn unescaping_agrees_with_the_parser(parts in prop::collection::vec(prop_oneof![
        Just("\\n".to_owned()), Just("\\\"".to_owned()), Just("\\\\".to_owned()), Just("\\/".to_owned()),
        (0u32..0xD800).prop_map(|code| format!("\\u{code:04x}")), Just("\\ud83d\\ude00".to_owned()), "[a-zé😀]{0,3}", "[a-zé😀]{12,40}",
    ], 0..12)) {
        let raw = parts.concat();
        let parsed: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
        prop_assert_eq!(unescape(raw.as_bytes()), parsed);
    }
}

#[test]
fn a_word_is_copied_only_where_it_has_an_escape() {
    for (before, after) in (0..20).flat_map(|before| (0..20).map(move |after| (before, after))) {
        let around = |middle: &[u8]| [b"a".repeat(before).as_slice(), middle, &b"a".repeat(after)].concat();
        assert_eq!(word(&around(b"\\/")), around(b"/"), "{before} {after}");
        for byte in (0..=u8::MAX).filter(|byte| *byte != b'\\') {
            let raw = around(&[byte]);
            assert!(matches!(word(&raw), Cow::Borrowed(same) if same == raw), "{before} {byte} {after}");
        }
    }
}

#[test]
fn lone_surrogates_are_replaced() {
    for (raw, text) in [
        (r"\ud800", "\u{fffd}"),
        (r"\udc00a", "\u{fffd}a"),
        (r"\ud800\n", "\u{fffd}\n"),
        (r"\ud800\ud83d\ude00", "\u{fffd}😀"),
    ] {
        assert_eq!(unescape(raw.as_bytes()), text, "{raw}");
    }
}
