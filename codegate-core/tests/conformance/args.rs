//! The arguments of a step, taken one by one.

use codegate_core::{Code, Error, model};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Why a step has no result.
pub(crate) enum Stop {
    /// The library refused.
    Refused(Error),
    /// The case itself is wrong.
    Broken(String),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Refused(error)
    }
}

/// A broken case.
pub(crate) fn broken<T>(text: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Broken(text.into()))
}

/// A value that the surfaces refuse before the core sees it; Rust's types would not let it be written.
fn wrong_type(name: &str) -> Stop {
    Error::new(Code::InvalidArgument, format!("`{name}` is missing or of a wrong type")).into()
}

pub(crate) struct Args(pub(crate) Map<String, Value>);

impl Args {
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Stop> {
        self.optional_text(name)?.ok_or_else(|| wrong_type(name))
    }

    pub(crate) fn optional_text(&mut self, name: &str) -> Result<Option<String>, Stop> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong_type(name)),
        }
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, Stop> {
        match self.0.remove(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(_) => Err(wrong_type(name)),
        }
    }

    /// The value of one argument as the record that it is.
    pub(crate) fn record<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Stop> {
        let value = self.0.remove(name).ok_or_else(|| wrong_type(name))?;
        Ok(model::from_json(value.to_string().as_bytes())?)
    }

    /// All arguments that are left, as the fields of a record.
    pub(crate) fn rest<T: DeserializeOwned>(&mut self) -> Result<T, Stop> {
        let fields = Value::Object(std::mem::take(&mut self.0));
        Ok(model::from_json(fields.to_string().as_bytes())?)
    }

    /// Nothing may be left.
    pub(crate) fn end(&self) -> Result<(), Stop> {
        match self.0.keys().next() {
            Some(name) => broken(format!("the call takes no argument `{name}`")),
            None => Ok(()),
        }
    }
}

/// Bytes of a text in base64; white space is not allowed.
pub(crate) fn base64(text: &str) -> Result<Vec<u8>, Stop> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0u32, 0);
    for digit in text.trim_end_matches('=').bytes() {
        let Some(value) = DIGITS.iter().position(|&known| known == digit) else {
            return broken(format!("`{text}` is not base64"));
        };
        buffer = (buffer << 6 | value as u32) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    Ok(bytes)
}
