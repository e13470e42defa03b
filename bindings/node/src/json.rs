//! Records as they cross to JavaScript, and the names in them: `cache_write_5m` is `cacheWrite5m` in JavaScript.
//!
//! Each crosses as one JSON text. Those that go out have JavaScript's names, and V8 parses them faster than an object can
//! be built through Node-API.
//!
//! What JSON does not hold stays as it is everywhere: times and money are text. A count is a JSON number, and beyond 2⁵³
//! V8 takes the nearest number that it has.

use crate::fields::FIELDS;
use codegate_core::model::Decision;
use codegate_core::{Code, Error, Result};
use napi::bindgen_prelude::{Either, Latin1String};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::borrow::Cow;
use std::io::{self, Write};

/// A sentence of the core's with the names of fields as JavaScript has them. What is in backticks may also be a name of
/// the user's own, so only what is a field is changed.
pub(crate) fn spelled(sentence: &str) -> String {
    let parts = sentence.split('`').map(|part| if FIELDS.contains(&part) { camel(part) } else { part.into() });
    parts.collect::<Vec<_>>().join("`")
}

/// JSON text; text of ASCII alone crosses as Latin-1, which V8 copies without decoding.
pub type Json = Either<Latin1String, String>;

/// A record as JSON text.
pub(crate) fn text(record: &impl Serialize) -> Result<Json> {
    written(record, CamelCase::default())
}

/// A decision as JSON text of its values alone: it and each record in it are lists, in the order of the fields, and the
/// values of a list of records follow one another. `lib/decision.js`, which is generated, gives them their names: for V8
/// that is less than half the work of reading them.
pub(crate) fn values(decision: &Decision) -> Result<Json> {
    written(decision, Values::default())
}

fn written(record: &impl Serialize, formatter: impl Formatter) -> Result<Json> {
    let mut out = Vec::with_capacity(1024);
    let fault = |error: &dyn std::fmt::Display| Error::new(Code::Internal, format!("a record has no JSON: {error}"));
    record.serialize(&mut Serializer::with_formatter(&mut out, formatter)).map_err(|error| fault(&error))?;
    let out = String::from_utf8(out).map_err(|error| fault(&error))?;
    Ok(crossing(out))
}

/// Text in the form in which it crosses fastest.
pub(crate) fn crossing(text: String) -> Json {
    if text.is_ascii() { Either::A(text.into()) } else { Either::B(text) }
}

/// Writes compact JSON whose keys are in camelCase. All keys are names of fields: no record that goes out has a map,
/// whose keys would be somebody's own.
#[derive(Default)]
struct CamelCase {
    in_key: bool,
}

impl Formatter for CamelCase {
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_key { write_camel(writer, fragment.as_bytes()) } else { writer.write_all(fragment.as_bytes()) }
    }
}

/// Writes objects as lists of their values, those in a list without brackets of their own.
#[derive(Default)]
struct Values {
    in_key: bool,
    /// Whether what comes is a value of a list.
    in_list: bool,
    /// Of the objects that are open, whether each has brackets.
    brackets: Vec<bool>,
}

impl Formatter for Values {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.brackets.push(!self.in_list);
        if self.in_list { Ok(()) } else { writer.write_all(b"[") }
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.brackets.pop() == Some(true) { writer.write_all(b"]") } else { Ok(()) }
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_list = true;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        (self.in_key, self.in_list) = (true, false);
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.in_key = false;
        Ok(())
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        Ok(())
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_key { Ok(()) } else { writer.write_all(b"\"") }
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.in_key { Ok(()) } else { writer.write_all(b"\"") }
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_key { Ok(()) } else { writer.write_all(fragment.as_bytes()) }
    }
}

/// Writes `cache_write_5m` as `cacheWrite5m`.
fn write_camel<W: ?Sized + Write>(writer: &mut W, name: &[u8]) -> io::Result<()> {
    let mut words = name.split(|byte| *byte == b'_');
    writer.write_all(words.next().unwrap_or_default())?;
    for word in words {
        if let [initial, rest @ ..] = word {
            writer.write_all(&[initial.to_ascii_uppercase()])?;
            writer.write_all(rest)?;
        }
    }
    Ok(())
}

/// A name of the core's as JavaScript writes it.
pub(crate) fn camel(name: &str) -> Cow<'_, str> {
    let mut out = Vec::with_capacity(name.len());
    match write_camel(&mut out, name.as_bytes()).map(|()| String::from_utf8(out)) {
        Ok(Ok(spelled)) => spelled.into(),
        _ => name.into(),
    }
}
