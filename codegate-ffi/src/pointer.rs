//! One value out of a JSON text, by a JSON pointer (RFC 6901). Nothing of the text is copied, and nothing is read by
//! recursion: what a pointer passes over is only checked.

use crate::text::argument;
use codegate_core::{Code, Error, Result};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Names in one pointer. Each is looked for by passing over the value that the one before it led to.
const STEPS: usize = 128;

/// The text of the value that a pointer leads to, without space around it; `None` if it leads nowhere.
pub(crate) fn find<'a>(json: &'a str, pointer: &str) -> Result<Option<&'a str>> {
    let names = names(pointer)?;
    let mut value = serde_json::from_str::<&RawValue>(json).map_err(|error| unreadable(&error))?.get();
    for name in &names {
        match step(value, name)? {
            Some(below) => value = below,
            None => return Ok(None),
        }
    }
    Ok(Some(value))
}

/// A whole number, exactly.
pub(crate) fn integer(json: &str, pointer: &str) -> Result<i64> {
    let text = number_text(json, pointer)?;
    if text.contains(['.', 'e', 'E']) {
        return Err(argument(format!(
            "{} has a fraction or an exponent; read it with `codegate_json_number`",
            shown(pointer)
        )));
    }
    text.parse().map_err(|_| out_of_range(pointer, "a whole number of 64 bits"))
}

/// The number that is nearest to what is written.
pub(crate) fn number(json: &str, pointer: &str) -> Result<f64> {
    let nearest: f64 = number_text(json, pointer)?.parse().map_err(|_| out_of_range(pointer, "a number"))?;
    if nearest.is_finite() { Ok(nearest) } else { Err(out_of_range(pointer, "a `double`")) }
}

/// A string, its escapes decoded.
pub(crate) fn string(json: &str, pointer: &str) -> Result<String> {
    let text = of_kind(json, pointer, "a string", |first| first == b'"')?;
    serde_json::from_str(text).map_err(|_| argument(format!("{} has half a surrogate pair", shown(pointer))))
}

fn number_text<'a>(json: &'a str, pointer: &str) -> Result<&'a str> {
    of_kind(json, pointer, "a number", |first| first == b'-' || first.is_ascii_digit())
}

/// The value, if its first byte is one of those that values of a kind begin with.
fn of_kind<'a>(json: &'a str, pointer: &str, kind: &str, begins: impl Fn(u8) -> bool) -> Result<&'a str> {
    match find(json, pointer)? {
        Some(text) if text.bytes().next().is_some_and(begins) => Ok(text),
        Some(_) => Err(argument(format!("{} is not {kind}; `codegate_json_find` says what it is", shown(pointer)))),
        None => Err(argument(format!("{} is absent; ask `codegate_json_find` first where it may be", shown(pointer)))),
    }
}

/// The names in a pointer, their escapes decoded.
fn names(pointer: &str) -> Result<Vec<String>> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(names) = pointer.strip_prefix('/') else {
        return Err(argument("`pointer` must be empty or begin with `/`, such as `/usage/total_tokens`"));
    };
    if names.split('/').count() > STEPS {
        return Err(Error::new(Code::LimitExceeded, format!("`pointer` has more than {STEPS} names")));
    }
    names.split('/').map(unescaped).collect()
}

fn unescaped(name: &str) -> Result<String> {
    let mut parts = name.split('~');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (letter, rest) = match part.as_bytes().first() {
            Some(b'0') => ('~', &part[1..]),
            Some(b'1') => ('/', &part[1..]),
            _ => return Err(argument("in `pointer` write `~0` for `~` and `~1` for `/` in a name")),
        };
        plain.push(letter);
        plain.push_str(rest);
    }
    Ok(plain)
}

/// One name further; `None` if there is no such member or element.
fn step<'a>(value: &'a str, name: &str) -> Result<Option<&'a str>> {
    let mut reader = serde_json::Deserializer::from_str(value);
    let found = match value.as_bytes().first() {
        Some(b'{') => reader.deserialize_map(Member(name)),
        Some(b'[') => index(name).map_or(Ok(None), |index| reader.deserialize_seq(Element(index))),
        _ => Ok(None),
    };
    found.map_err(|error| unreadable(&error))
}

/// A place in an array: digits, without zeros in front.
fn index(name: &str) -> Option<usize> {
    let plain = name == "0" || !name.starts_with('0');
    (plain && name.bytes().all(|digit| digit.is_ascii_digit())).then(|| name.parse().ok())?
}

/// Finds the member of a name; the last of several, as most readers do.
struct Member<'n>(&'n str);

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(same) = map.next_key_seed(Is(self.0))? {
            let value: &RawValue = map.next_value()?;
            if same {
                found = Some(value.get());
            }
        }
        Ok(found)
    }
}

/// Whether a name is this one.
struct Is<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> std::result::Result<bool, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> std::result::Result<bool, E> {
        Ok(name == self.0)
    }
}

/// Finds the element at a place.
struct Element(usize);

impl<'de> Visitor<'de> for Element {
    type Value = Option<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Self::Value, A::Error> {
        let (mut found, mut place) = (None, 0);
        while let Some(value) = list.next_element::<&RawValue>()? {
            if place == self.0 {
                found = Some(value.get());
            }
            place += 1;
        }
        Ok(found)
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    argument(format!("`json` cannot be read: {error}"))
}

fn out_of_range(pointer: &str, of: &str) -> Error {
    Error::new(Code::LimitExceeded, format!("{} is out of the range of {of}", shown(pointer)))
}

/// What a pointer leads to, in a message: no NUL in it ends a text in C.
fn shown(pointer: &str) -> String {
    if pointer.is_empty() {
        return "the value".to_owned();
    }
    let cut = if pointer.chars().nth(100).is_some() { "…" } else { "" };
    let plain: String = pointer.chars().take(100).flat_map(char::escape_debug).collect();
    format!("the value at `{plain}{cut}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The document and the pointers of RFC 6901, section 5.
    #[test]
    fn pointers_lead_where_the_standard_says() {
        let json = r#"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}"#;
        for (pointer, value) in [
            ("", json),
            ("/foo", r#"["bar", "baz"]"#),
            ("/foo/0", "\"bar\""),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
        ] {
            assert_eq!(find(json, pointer).unwrap(), Some(value), "{pointer}");
        }
        for nowhere in ["/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/", "/foo/0/x", "//x"] {
            assert_eq!(find(json, nowhere).unwrap(), None, "{nowhere}");
        }
        assert_eq!(find(json, &format!("/foo/{}", "9".repeat(40))).unwrap(), None);
        assert_eq!(find(" \n{\"a\" : 1 , \"\\u0061\": [ 2 ] } ", "/a").unwrap(), Some("[ 2 ]"), "the last of several");
        assert_eq!(find("{\"~1\": 1}", "/~01").unwrap(), Some("1"));
    }

    #[test]
    fn what_is_no_pointer_or_no_json_is_refused() {
        for pointer in ["a", "a/b", "/~", "/~2", "/a~", "/~~0"] {
            assert_eq!(find("{}", pointer).unwrap_err().code(), Code::InvalidArgument, "{pointer}");
        }
        for json in ["", " ", "{", "{}}", "[1,]", "nul", "'a'", "{\"a\" 1}", "\"\u{1}\"", "[1] 2", "01", "-", "\\"] {
            assert_eq!(find(json, "").unwrap_err().code(), Code::InvalidArgument, "{json}");
        }
        let (deep, long) = ("[".repeat(100_000), "/0".repeat(STEPS));
        let deep = format!("{deep}{}", "]".repeat(100_000));
        assert!(find(&deep, &long).unwrap().is_some_and(|rest| rest.len() == deep.len() - 2 * STEPS));
        assert_eq!(find(&deep, &format!("{long}/0")).unwrap_err().code(), Code::LimitExceeded);
    }

    #[test]
    fn numbers_are_exact_or_refused() {
        for (json, whole) in
            [("0", 0), ("-0", 0), ("9223372036854775807", i64::MAX), ("-9223372036854775808", i64::MIN)]
        {
            assert_eq!(integer(json, "").unwrap(), whole);
        }
        for json in ["1.0", "1e3", "\"1\"", "null", "true", "[1]", "{}"] {
            assert_eq!(integer(json, "").unwrap_err().code(), Code::InvalidArgument, "{json}");
        }
        for json in ["9223372036854775808", "-9223372036854775809", "99999999999999999999999"] {
            assert_eq!(integer(json, "").unwrap_err().code(), Code::LimitExceeded, "{json}");
        }
        assert_eq!(number("[0.1, 1e-400]", "/0").unwrap(), 0.1);
        assert_eq!(number("[0.1, 1e-400]", "/1").unwrap(), 0.0);
        assert_eq!(number("-1e400", "").unwrap_err().code(), Code::LimitExceeded);
        assert_eq!(number("\"1\"", "").unwrap_err().code(), Code::InvalidArgument);
        assert_eq!(number("[]", "/0").unwrap_err().code(), Code::InvalidArgument);
    }

    #[test]
    fn strings_are_decoded() {
        assert_eq!(string(r#"{"a": "\u0000\ud83d\ude00\n"}"#, "/a").unwrap(), "\0\u{1F600}\n");
        for json in [r#""\ud83d""#, r#""\ude00\ud83d""#, "1", "null"] {
            assert_eq!(string(json, "").unwrap_err().code(), Code::InvalidArgument, "{json}");
        }
    }
}
