//! Records on their way to JavaScript: each is one JSON text under JavaScript's names, which V8 parses faster than an
//! object can be built through Node-API.
//!
//! What JSON does not hold stays as it is everywhere: times and money are text. A count is a JSON number, and beyond 2⁵³
//! V8 takes the nearest number that it has.

use codegate_core::{Code, Error, Result};
use napi::bindgen_prelude::{Either, Latin1String};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// JSON text; text of ASCII alone crosses as Latin-1, which V8 copies without decoding.
pub type Json = Either<Latin1String, String>;

/// A record as JSON text.
pub(crate) fn text(record: &impl Serialize) -> Result<Json> {
    let mut out = Vec::with_capacity(1024);
    let fault = |error: &dyn std::fmt::Display| Error::new(Code::Internal, format!("a record has no JSON: {error}"));
    record.serialize(&mut Serializer::with_formatter(&mut out, CamelCase::default())).map_err(|error| fault(&error))?;
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

/// `cache_write_5m` as `cacheWrite5m`.
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
