//! Parses records from JSON text. Errors name the field by its path, and say what it must be.

use crate::error::{Error, Result};
use crate::limits::{RECORD_BYTES, RECORD_DEPTH};
use crate::model::described;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::borrow::Cow;

/// Parses a record from JSON text: at most 1 MiB, 32 levels deep, no unknown field.
///
/// Errors: `limit_exceeded`, else `invalid_argument` with the field and what it must be.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T> {
    from_json_as(text, |name| Cow::Borrowed(name))
}

/// The same for a language with its own spelling of field names: errors write them as `spelled` does.
#[doc(hidden)]
pub fn from_json_as<T: DeserializeOwned>(text: &[u8], spelled: fn(&str) -> Cow<'_, str>) -> Result<T> {
    let text = without_mark(text);
    if text.len() > RECORD_BYTES {
        return Err(Error::limit("the record", RECORD_BYTES, "bytes"));
    }
    check_depth(text, RECORD_DEPTH)?;
    serde_json::from_slice(text).map_err(|error| Error::argument(sentence(text, &error, spelled)))
}

/// JSON text without the byte order mark that editors on Windows put before it: RFC 8259 § 8.1 lets a parser ignore it.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text)
}

/// Refuses JSON text nested deeper than `limit` before a recursive parser sees it.
pub(crate) fn check_depth(text: &[u8], limit: usize) -> Result<()> {
    // Most records have fewer brackets than they may have levels.
    if text.iter().filter(|byte| matches!(byte, b'{' | b'[')).count() <= limit {
        return Ok(());
    }
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > limit {
                    return Err(Error::limit("the nesting", limit, "levels"));
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

/// Says what is wrong with a record: for malformed JSON the place, otherwise the field.
fn sentence(text: &[u8], error: &serde_json::Error, spelled: fn(&str) -> Cow<'_, str>) -> String {
    let whole = error.to_string();
    if error.classify() != Category::Data {
        return format!("the record is not JSON: {whole}");
    }
    let place = format!(" at line {} column {}", error.line(), error.column());
    let fault = whole.strip_suffix(place.as_str()).unwrap_or(&whole);
    let unfit = unfit(fault);
    let mut at = end(text, error).min(text.len());
    match at.checked_sub(1).map(|last| (text[last], text.get(at))) {
        // A container that is not wanted was seen, but not read.
        Some((_, Some(b'{' | b'['))) if matches!(unfit, Some(("map" | "sequence", _))) => at += 1,
        // The error of a value that was read whole is reported at the end of its container.
        Some((b'}' | b']', _)) if !fault.starts_with("missing field") => at -= 1,
        _ => {}
    }
    let mut path = path_at(&text[..at]);
    let kind = ["unknown field", "missing field", "duplicate field"].into_iter().find(|kind| fault.starts_with(kind));
    if let Some(kind) = kind {
        // Of a field, the reader is at its key; of one that is missing, past the end of its record.
        path.truncate(path.len() - usize::from(kind != "missing field" && !path.is_empty()));
        let record = if path.is_empty() { String::new() } else { format!("`{}`: ", joined(&path, spelled)) };
        return format!("{record}{}", names(fault, spelled));
    }
    let field = if path.is_empty() { "the record".into() } else { format!("`{}`", joined(&path, spelled)) };
    if let Some((given, wanted)) = unfit {
        return format!("{field} must be {}, not {}", in_words(wanted), shown(given));
    }
    if let Some((given, wanted)) =
        fault.strip_prefix("unknown variant ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("{field} must be {wanted}, not {}", given.trim_matches('`'));
    }
    let fault = of_our_own(fault, spelled);
    if path.is_empty() || fault.starts_with(&field) { fault } else { format!("{field}: {fault}") }
}

/// A sentence of one of our own deserialisers. Field names in it are spelled; the rest may be values.
fn of_our_own(fault: &str, spelled: fn(&str) -> Cow<'_, str>) -> String {
    if let Some((name, rest)) = fault.strip_prefix('`').and_then(|fault| fault.split_once("` must ")) {
        return format!("`{}` must {rest}", spelled(name));
    }
    match fault.split_once("no field ") {
        Some((before, rest)) => format!("{before}no field {}", names(rest, spelled)),
        None => fault.to_owned(),
    }
}

/// What was given and what was expected, where they do not match.
fn unfit(fault: &str) -> Option<(&str, &str)> {
    let rest = fault.strip_prefix("invalid type: ").or_else(|| fault.strip_prefix("invalid value: "))?;
    rest.rsplit_once(", expected ")
}

/// What a deserialiser expects, without terms of Rust.
pub(crate) fn in_words(wanted: &str) -> &str {
    match wanted {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number, 0 or more",
        "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        _ if wanted.starts_with("struct ") => "an object",
        _ => wanted,
    }
}

/// A value as an error shows it, from serde's description of it: `string "a"`, ``integer `5` ``, `map`. A text is not
/// repeated.
fn shown(given: &str) -> Cow<'_, str> {
    let quoted = given.strip_prefix("string \"").and_then(|text| text.strip_suffix('"'));
    match (given, quoted) {
        // How long a text with escapes is cannot be told from its description.
        (_, Some(text)) if text.contains('\\') => "a text".into(),
        (_, Some(text)) => described(text).into(),
        ("map", _) => "an object".into(),
        ("sequence", _) => "a list".into(),
        ("unit value", _) => "null".into(),
        _ => given.find('`').map_or(given, |at| &given[at..]).into(),
    }
}

/// What a parser of JSON says, without the text that stands where it expected something else.
pub(crate) fn unquoted(fault: &str) -> Cow<'_, str> {
    let Some((start, wanted)) = fault.rsplit_once(", expected ") else { return fault.into() };
    match start.split_once(": string \"") {
        Some((before, text)) => format!("{before}: {}, expected {wanted}", shown(&format!("string \"{text}"))).into(),
        None => fault.into(),
    }
}

/// The names in backticks of a list of fields, spelled.
fn names(list: &str, spelled: fn(&str) -> Cow<'_, str>) -> String {
    let parts = list.split('`').enumerate();
    let parts = parts.map(|(place, part)| if place % 2 == 1 { spelled(part) } else { part.into() });
    parts.collect::<Vec<_>>().join("`")
}

/// A step to a field: its name, or its place in a list.
enum Step {
    Field(String),
    Item(usize),
}

/// `rules[1].to`.
fn joined(path: &[Step], spelled: fn(&str) -> Cow<'_, str>) -> String {
    path.iter().fold(String::new(), |out, step| match step {
        Step::Item(place) => format!("{out}[{place}]"),
        Step::Field(name) if out.is_empty() => spelled(name).into_owned(),
        Step::Field(name) => format!("{out}.{}", spelled(name)),
    })
}

/// Where in the text the reader was: lines and columns count from 1, columns in bytes.
fn end(text: &[u8], error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum::<usize>() + error.column()
}

/// An open container, with the last value in it.
enum Open {
    Object { key: Option<String>, key_comes: bool },
    List { begun: usize },
}

/// The value that a parser was at, or had just read, at the end of this text. What it read is well-formed.
fn path_at(read: &[u8]) -> Vec<Step> {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = read.get(at) {
        let length = if byte == b'"' { quoted(&read[at..]) } else { plain(&read[at..]) };
        match (byte, open.last_mut()) {
            (b'}' | b']', _) => _ = open.pop(),
            (b',', Some(Open::Object { key_comes, .. })) => *key_comes = true,
            (b',' | b':' | b' ' | b'\t' | b'\r' | b'\n', _) => {}
            (b'"', Some(Open::Object { key, key_comes })) if *key_comes => {
                *key = Some(String::from_utf8_lossy(&read[at..at + length]).trim_matches('"').to_owned());
                *key_comes = false;
            }
            (_, container) => {
                if let Some(Open::List { begun }) = container {
                    *begun += 1;
                }
                match byte {
                    b'{' => open.push(Open::Object { key: None, key_comes: true }),
                    b'[' => open.push(Open::List { begun: 0 }),
                    _ => {}
                }
            }
        }
        at += length;
    }
    let step = |container| match container {
        Open::Object { key, .. } => key.map(Step::Field),
        Open::List { begun } => begun.checked_sub(1).map(Step::Item),
    };
    open.into_iter().filter_map(step).collect()
}

/// The length of the punctuation, number or word that the text begins with.
fn plain(text: &[u8]) -> usize {
    let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    text.iter().take_while(inside).count().max(1)
}

/// The length of the string that the text begins with, quotes included.
fn quoted(text: &[u8]) -> usize {
    let mut escaped = false;
    let ends = |byte: &u8| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    };
    text[1..].iter().position(ends).map_or(text.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Finish, HistoryQuery, HostPrice, NewAlert, NewProvider, NewWorkspace, OptionFields, PriceQuery,
    };
    use crate::model::{RequestFields, UsageQuery};

    fn fault<T: DeserializeOwned>(text: &str) -> String {
        from_json::<T>(text.as_bytes()).err().map(|error| error.message().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_wrong_value_is_named_by_its_path_and_told_what_it_must_be() {
        for (found, says) in [
            (
                fault::<RequestFields>(r#"{"path":"/v1","files":"a.rs"}"#),
                "`files` must be a list, not a text of 4 characters",
            ),
            (
                fault::<RequestFields>(r#"{"files":["a","b",{"c":[1,2]}],"path":"/"}"#),
                "`files[2]` must be a string, not an object",
            ),
            (
                fault::<RequestFields>("{\n  \"files\": [\"a\", 5],\n  \"path\": \"/\"}"),
                "`files[1]` must be a string, not `5`",
            ),
            (
                fault::<Finish>(r#"{"status":"200"}"#),
                "`status` must be a whole number from 0 to 65535, not a text of 3 characters",
            ),
            (fault::<Finish>(r#"{"status":70000}"#), "`status` must be a whole number from 0 to 65535, not `70000`"),
            (fault::<Finish>(r#"{"status":1.5}"#), "`status` must be a whole number from 0 to 65535, not `1.5`"),
            (
                fault::<OptionFields>(r#"{"busy_timeout":[5,["x\"]"]],"read_only":1}"#),
                "`busy_timeout` must be a number, not a list",
            ),
            (
                fault::<OptionFields>(r#"{"busy_timeout":5,"read_only":1}"#),
                "`read_only` must be true or false, not `1`",
            ),
            (fault::<HistoryQuery>(r#"{"limit":-1}"#), "`limit` must be a whole number, 0 or more, not `-1`"),
            (fault::<NewProvider>(r#"{"type":"smtp"}"#), "`type` must be one of `openai`, `anthropic`,"),
            (
                fault::<NewWorkspace>(r#"{"rules":[{"to":"a"},{"to":{"provider":5}},{}]}"#),
                "`rules[1]`: `provider` must be a string",
            ),
            (fault::<PriceQuery>("5"), "the record must be an object, not `5`"),
            (fault::<UsageQuery>(r#"{"by":["day","x"]}"#), "`by`: a text of 1 character is not one of `model`,"),
            (fault::<RequestFields>(r#"{"format":5}"#), "`format` must be a string, not `5`"),
            (fault::<OptionFields>(r#"{"clock":{"step_us":1,"start":"x"},"id_seed":1}"#), "`clock.start`: "),
            (fault::<NewProvider>(r#"{"endpoint":"x"}"#), "missing field `type`"),
            (fault::<NewProvider>(r#"{"type":null}"#), "`type` must be a string, not null"),
            (fault::<HostPrice>(r#"{"model":"m","input":"1"}"#), "missing field `output`"),
            (fault::<OptionFields>(r#"{"clock":{"step_us":1}}"#), "`clock`: missing field `start`"),
            (fault::<UsageQuery>(r#"{"by":{}}"#), "`by` must be one word or a list of two"),
            (
                fault::<RequestFields>(r#"{"headers":{"accept":5}}"#),
                "`headers` must be an object or a list of pairs of strings",
            ),
        ] {
            assert!(found.starts_with(says), "{found:?} is not {says:?}");
        }
    }

    #[test]
    fn fields_are_named_as_the_language_spells_them() {
        let fault = |text: &str| from_json_as::<NewAlert>(text.as_bytes(), |name| name.to_uppercase().into());
        let fault = |text: &str| fault(text).err().map(|error| error.message().to_owned()).unwrap_or_default();
        let unknown = fault(r#"{"severity":"info","sort":1}"#);
        assert!(unknown.starts_with("unknown field `SORT`, expected one of `EXCHANGE`,"), "{unknown}");
        assert!(
            fault(r#"{"severity":"loud"}"#)
                .starts_with("`SEVERITY` must be `info` or `critical`, not a text of 4 characters")
        );
        assert!(fault(r#"{"severity":"info","severity":"info"}"#).starts_with("duplicate field `SEVERITY`"));
    }

    #[test]
    fn malformed_text_is_told_by_its_place() {
        assert!(
            fault::<Finish>("{\n\"status\": }")
                .starts_with("the record is not JSON: expected value at line 2 column 11")
        );
        assert!(fault::<Finish>("").contains("at line 1 column 0"));
        assert!(fault::<Finish>(r#"{"status":200"#).contains("EOF"));
    }
}
