//! JSON as it comes from servers: read where it is sound, never refused for its content.
//!
//! Values stay the text they were written as, so that numbers of any length and the provider's own usage object keep
//! their form. Of duplicate keys the last counts.

use crate::model::Money;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::ops::Range;

/// One JSON value, as text that was checked to be JSON, and where it is in the whole text that was read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Json<'a> {
    /// The one value of a text.
    pub(crate) fn parse(text: &'a str) -> Option<Json<'a>> {
        serde_json::from_str::<&RawValue>(text).ok().map(|raw| Json { text, at: 0 }.part(raw))
    }

    /// A part of this value, which borrows from its text.
    fn part(self, raw: &'a RawValue) -> Json<'a> {
        let text = raw.get();
        // The parser says what a part is but not where; the addresses show that.
        Json { text, at: self.at + (text.as_ptr().addr() - self.text.as_ptr().addr()) }
    }

    /// The value as it was written.
    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// Where it begins in the whole text that was read.
    pub(crate) fn at(self) -> usize {
        self.at
    }

    /// Where it is in the whole text that was read.
    pub(crate) fn place(self) -> Range<usize> {
        self.at..self.at + self.text.len()
    }

    pub(crate) fn is_null(self) -> bool {
        self.text == "null"
    }

    /// The members of an object.
    pub(crate) fn object(self) -> Option<Object<'a>> {
        if !self.text.starts_with('{') {
            return None;
        }
        serde_json::Deserializer::from_str(self.text).deserialize_map(Members(self)).ok()
    }

    /// The items of an array.
    pub(crate) fn array(self) -> Option<Vec<Json<'a>>> {
        let items = serde_json::from_str::<Vec<&RawValue>>(self.text).ok()?;
        Some(items.into_iter().map(|raw| self.part(raw)).collect())
    }

    /// The content of a string in UTF-8, lone surrogates in the same manner (WTF-8): a later piece may complete them.
    pub(crate) fn bytes(self) -> Option<Cow<'a, [u8]>> {
        if !self.text.starts_with('"') {
            return None;
        }
        serde_json::Deserializer::from_str(self.text).deserialize_bytes(Bytes).ok()
    }

    /// The content of a string; lone surrogates are read as U+FFFD.
    pub(crate) fn string(self) -> Option<String> {
        self.bytes().map(|bytes| text_of(&bytes))
    }

    /// Where the member with this value is, with an adjacent comma. `object` is the whole text that was read. `None`
    /// where the name is written in another way.
    pub(crate) fn member_in(self, object: &str, name: &str) -> Option<Range<usize>> {
        let Range { start: value, end } = self.place();
        let blank = [' ', '\t', '\n', '\r'];
        let before = object.get(..value)?.trim_end_matches(blank).strip_suffix(':')?.trim_end_matches(blank);
        let before = before.strip_suffix('"')?.strip_suffix(name)?.strip_suffix('"')?;
        if let Some(before) = before.trim_end_matches(blank).strip_suffix(',') {
            return Some(before.len()..end);
        }
        let after = object.get(end..)?.trim_start_matches(blank).strip_prefix(',')?.trim_start_matches(blank);
        Some(before.len()..object.len() - after.len())
    }

    /// The text of a number.
    pub(crate) fn number(self) -> Option<&'a str> {
        self.text.starts_with(|first: char| first == '-' || first.is_ascii_digit()).then_some(self.text)
    }
}

/// The members of one JSON object.
#[derive(Debug)]
pub(crate) struct Object<'a>(Vec<(Cow<'a, [u8]>, Json<'a>)>);

impl<'a> Object<'a> {
    /// The members of the one object that a text is.
    pub(crate) fn parse(text: &'a str) -> Option<Object<'a>> {
        let mut parser = serde_json::Deserializer::from_str(text);
        let object = parser.deserialize_map(Members(Json { text, at: 0 })).ok()?;
        parser.end().is_ok().then_some(object)
    }

    /// Where the value of the one member of this name is, if it is null.
    pub(crate) fn null(&self, name: &str) -> Option<Json<'a>> {
        let mut members = self.0.iter().filter(|(key, _)| key.as_ref() == name.as_bytes());
        let (_, value) = members.next()?;
        (value.is_null() && members.next().is_none()).then_some(*value)
    }

    /// The member of this name; a null is as good as none.
    pub(crate) fn get(&self, name: &str) -> Option<Json<'a>> {
        let member = self.0.iter().rev().find(|(key, _)| key.as_ref() == name.as_bytes());
        member.map(|(_, value)| *value).filter(|value| !value.is_null())
    }

    pub(crate) fn object(&self, name: &str) -> Option<Object<'a>> {
        self.get(name)?.object()
    }

    /// The objects of an array; none where there is no array.
    pub(crate) fn objects(&self, name: &str) -> impl Iterator<Item = Object<'a>> + use<'a> {
        self.get(name).and_then(Json::array).unwrap_or_default().into_iter().filter_map(Json::object)
    }

    pub(crate) fn string(&self, name: &str) -> Option<String> {
        self.get(name)?.string()
    }

    /// Whether a member says something: it is there, and neither null nor an empty string.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.text() != "\"\"")
    }

    /// A small whole number, such as the position of a choice or a content block.
    pub(crate) fn index(&self, name: &str) -> Option<u64> {
        self.get(name)?.text.parse().ok()
    }

    /// Whether it has no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members in their order, duplicates included.
    pub(crate) fn members(&self) -> impl Iterator<Item = (String, Json<'a>)> {
        self.0.iter().map(|(key, value)| (text_of(key), *value))
    }
}

/// Reads the members of the object that this is.
struct Members<'a>(Json<'a>);

impl<'de> Visitor<'de> for Members<'de> {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            members.push((key, self.0.part(map.next_value()?)));
        }
        Ok(Object(members))
    }
}

struct Key<'a>(Cow<'a, [u8]>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Bytes).map(Key)
    }
}

struct Bytes;

impl<'de> Visitor<'de> for Bytes {
    type Value = Cow<'de, [u8]>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(bytes.to_vec()))
    }

    // Keys arrive as text where the parser hands them on so.
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text.as_bytes()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.as_bytes().to_vec()))
    }
}

/// A later object of counts, in which no count that an earlier one has is missing or has fallen back to 0; `None` where
/// the later one is that already.
pub(crate) fn with_earlier(earlier: &Object<'_>, later: &Object<'_>) -> Option<String> {
    merged(earlier, later, 3)
}

fn merged(earlier: &Object<'_>, later: &Object<'_>, depth: u8) -> Option<String> {
    let mut members: Vec<(String, String)> = later.members().map(|(name, value)| (name, value.text().into())).collect();
    let mut differs = false;
    for (name, old) in earlier.members().filter(|(_, value)| !value.is_null()) {
        let kept = match later.get(&name) {
            None => Some(old.text().to_owned()),
            Some(new) if new.text() == "0" && old.number().is_some_and(|old| old != "0") => Some(old.text().to_owned()),
            Some(new) => match (old.object(), new.object()) {
                (Some(old), Some(new)) if depth > 0 => merged(&old, &new, depth - 1),
                _ => None,
            },
        };
        let Some(kept) = kept else { continue };
        differs = true;
        // Nulls give way, and so do all duplicates.
        members.retain(|(other, _)| *other != name);
        members.push((name, kept));
    }
    differs.then(|| object_text(&members))
}

/// The sum of two objects of counts and costs, by member, details in objects and lists too; what is no number is that of
/// the later one.
pub(crate) fn sum_of(one: &Object<'_>, other: &Object<'_>) -> String {
    summed(one, other, 3)
}

fn summed(one: &Object<'_>, other: &Object<'_>, depth: u8) -> String {
    let mut members: Vec<(String, String)> = one.members().map(|(name, value)| (name, value.text().into())).collect();
    for (name, value) in other.members().filter(|(_, value)| !value.is_null()) {
        let sum = one.get(&name).and_then(|old| summed_values(old, value, depth));
        members.retain(|(other, _)| *other != name);
        members.push((name, sum.unwrap_or_else(|| value.text().to_owned())));
    }
    object_text(&members)
}

/// JSON whose names are in snake case, with names in camel case. Arguments of calls keep their names, and so does what is
/// deeper than any API goes.
pub(crate) fn in_camel_case(text: &str) -> String {
    Json::parse(text).map_or_else(String::new, |json| renamed(json, 8))
}

fn renamed(value: Json<'_>, depth: u8) -> String {
    if depth == 0 {
        return value.text().to_owned();
    }
    if let Some(object) = value.object() {
        let member = |(name, value): (String, Json<'_>)| match name.as_str() {
            "args" => (name, value.text().to_owned()),
            _ => (camel_case(&name), renamed(value, depth - 1)),
        };
        return object_text(&object.members().map(member).collect::<Vec<_>>());
    }
    match value.array() {
        Some(items) => {
            let items: Vec<String> = items.into_iter().map(|item| renamed(item, depth - 1)).collect();
            format!("[{}]", items.join(","))
        }
        None => value.text().to_owned(),
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let (start, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        name.push_str(&start.to_uppercase());
        name.push_str(rest);
        name
    })
}

/// The sum of two values, where they have one.
fn summed_values(old: Json<'_>, new: Json<'_>, depth: u8) -> Option<String> {
    if let Some((old, new)) = old.number().zip(new.number()) {
        if let (Ok(old), Ok(new)) = (old.parse::<u64>(), new.parse::<u64>()) {
            return Some(old.saturating_add(new).to_string());
        }
        return Some(Money::parse(old)?.saturating_add(Money::parse(new)?).to_string());
    }
    let depth = depth.checked_sub(1)?;
    if let Some((old, new)) = old.object().zip(new.object()) {
        return Some(summed(&old, &new, depth));
    }
    let (old, new) = old.array().zip(new.array())?;
    let mut items: Vec<String> = old.into_iter().map(|item| item.text().to_owned()).collect();
    for item in new {
        let place = items.iter().position(|have| is_of_one_kind(have, item));
        let sum = place.and_then(|place| Some(summed(&Object::parse(&items[place])?, &item.object()?, depth)));
        match place.zip(sum) {
            Some((place, sum)) => items[place] = sum,
            None => items.push(item.text().to_owned()),
        }
    }
    Some(format!("[{}]", items.join(",")))
}

/// Whether two objects of a list count the same, such as the tokens of one modality.
fn is_of_one_kind(one: &str, other: Json<'_>) -> bool {
    let modality = |object: &Object<'_>| object.string("modality");
    let other = other.object().as_ref().and_then(modality);
    other.is_some() && other == Object::parse(one).as_ref().and_then(modality)
}

/// An object of these names and values, as JSON text.
pub(crate) fn object_text(members: &[(String, String)]) -> String {
    let member = |(name, value): &(String, String)| format!("{}:{value}", serde_json::Value::from(name.as_str()));
    format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
}

/// WTF-8 as text: a high surrogate directly before a low one is the character they encode, any other is U+FFFD.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let sound = match std::str::from_utf8(rest) {
            Ok(text) => {
                out.push_str(text);
                break;
            }
            Err(error) => error.valid_up_to(),
        };
        let (valid, broken) = rest.split_at(sound);
        out.push_str(&String::from_utf8_lossy(valid));
        let (character, length) = surrogates(broken);
        out.push(character);
        rest = broken.get(length..).unwrap_or_default();
    }
    out
}

/// The character at the start of bytes that are not UTF-8, and its length.
fn surrogates(bytes: &[u8]) -> (char, usize) {
    let unit = |at: usize| match bytes.get(at..at + 3) {
        Some(&[0xED, b @ 0xA0..=0xBF, c]) => Some(0xD000 | (u32::from(b) & 0x3F) << 6 | u32::from(c) & 0x3F),
        _ => None,
    };
    match (unit(0), unit(3)) {
        (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
            let scalar = 0x10000 + ((high & 0x3FF) << 10 | low & 0x3FF);
            (char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER), 6)
        }
        (Some(_), _) => (char::REPLACEMENT_CHARACTER, 3),
        _ => (char::REPLACEMENT_CHARACTER, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_text_and_the_last_duplicate_counts() {
        let object = Json::parse(r#" {"a": 1, "b": [1e999, null], "a": 12345678901234567890123, "n": null} "#)
            .and_then(Json::object)
            .unwrap();
        assert_eq!(object.get("a").unwrap().number(), Some("12345678901234567890123"));
        assert_eq!(object.get("b").and_then(Json::array).unwrap().len(), 2);
        assert!(object.get("n").is_none());
        assert_eq!(object.members().count(), 4);
    }

    #[test]
    fn a_member_of_null_is_found_with_its_comma() {
        for (text, without) in [
            (r#"{"a":1,"usage":null}"#, Some(r#"{"a":1}"#)),
            (r#"{"a": 1, "usage" : null , "b": 2}"#, Some(r#"{"a": 1 , "b": 2}"#)),
            (r#"{"usage":null, "b":2}"#, Some(r#"{"b":2}"#)),
            (r#"{"usage":null}"#, None),
            (r#"{"a":1,"\u0075sage":null}"#, None),
            (r#"{"a":1,"my\"usage":null}"#, None),
            (r#"{"a":1,"usage":null,"usage":null}"#, None),
            (r#"{"a":1,"usage":0}"#, None),
        ] {
            let place = Object::parse(text).unwrap().null("usage").and_then(|null| null.member_in(text, "usage"));
            let found = place.map(|place| [&text[..place.start], &text[place.end..]].concat());
            assert_eq!(found.as_deref(), without, "{text}");
        }
    }

    #[test]
    fn escaped_keys_and_lone_surrogates_are_read() {
        let object = Json::parse(r#"{"\u0061b": "x\ud83dy", "\ud800": 1}"#).and_then(Json::object).unwrap();
        assert_eq!(object.string("ab").unwrap(), "x\u{FFFD}y");
    }

    #[test]
    fn surrogates_that_meet_become_a_character() {
        let [high, low] =
            ["\"\\ud83d\"", "\"\\ude00\""].map(|text| Json::parse(text).unwrap().bytes().unwrap().to_vec());
        assert_eq!(text_of(&[high.clone(), low.clone()].concat()), "😀");
        assert_eq!(text_of(&[low, high].concat()), "\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn deep_and_broken_values_do_no_harm() {
        let deep = format!("{{\"x\":{}{},\"usage\":1}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(Json::parse(&deep).and_then(Json::object).unwrap().get("usage").is_some());
        for text in ["", "{", "{\"a\":1", "{} {}", "nul", "{\"a\" 1}"] {
            assert!(Json::parse(text).is_none(), "{text}");
        }
    }
}
