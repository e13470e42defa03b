//! Python's plain values as JSON text. (`value` reads it back.)

use crate::call::{Out, invalid};
use crate::records::{Rule, Target};
use crate::sdk;
use codegate_core::{Code, Error, limits};
use pyo3::prelude::*;
use pyo3::types::list::BoundListIterator;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use std::collections::HashSet;

/// Deeper arguments are refused before they are written; the core's own limit is below this. A body may be of any
/// depth: the core passes one on that is too deep to read.
const DEPTH: usize = 2 * limits::RECORD_DEPTH;

/// What the text is for, which determines its limit and the error.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    Body,
    Record,
    Bundle,
}

impl Use {
    fn limit(self) -> (usize, Code) {
        match self {
            Use::Body => (limits::BODY_BYTES, Code::TooLarge),
            Use::Record => (limits::RECORD_BYTES, Code::LimitExceeded),
            Use::Bundle => (limits::BUNDLE_BYTES, Code::LimitExceeded),
        }
    }
}

/// Compact JSON of a dict, list or plain value, and of what an SDK has made of such. `name` is the argument's, for errors.
pub(crate) fn dumps(value: &Bound<'_, PyAny>, name: &str, purpose: Use) -> Out<Vec<u8>> {
    let mut writer = Writer { out: Vec::new(), open: Vec::new(), within: HashSet::new(), name, purpose };
    if !writer.value(value)? {
        return Err(crate::args::wrong(value, name, "made of JSON values"));
    }
    while writer.step()? {}
    Ok(writer.out)
}

/// Writes without recursion: how deep a value is costs memory, never stack.
struct Writer<'a, 'py> {
    out: Vec<u8>,
    /// What was opened and is not closed yet, the innermost last.
    open: Vec<Container<'py>>,
    /// Their addresses: a value that holds itself has no end.
    within: HashSet<usize>,
    name: &'a str,
    purpose: Use,
}

/// A list, or the pairs of a dict, with how far it is written.
struct Container<'py> {
    /// Kept, as what is told by its address must not be freed before.
    owner: Bound<'py, PyAny>,
    items: BoundListIterator<'py>,
    is_dict: bool,
    started: bool,
}

impl<'py> Writer<'_, 'py> {
    /// Writes the next item of the innermost container, or closes it; `false` when nothing is open.
    fn step(&mut self) -> Out<bool> {
        let Some(container) = self.open.last_mut() else { return Ok(false) };
        let is_dict = container.is_dict;
        let Some(item) = container.items.next() else {
            self.out.push(if is_dict { b'}' } else { b']' });
            self.within.remove(&(container.owner.as_ptr() as usize));
            self.open.pop();
            return Ok(true);
        };
        let (length, started) = (self.out.len(), std::mem::replace(&mut container.started, true));
        if started {
            self.out.push(b',');
        }
        let written = if is_dict {
            let (key, value): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item.extract()?;
            let key =
                key.cast::<PyString>().map_err(|_| crate::args::wrong(&key, self.name, "a dict with text keys"))?;
            self.text(key)?;
            self.out.push(b':');
            self.value(&value)?
        } else {
            self.value(&item)?
        };
        if !written {
            self.out.truncate(length);
            if let Some(container) = self.open.last_mut() {
                container.started = started;
            }
        }
        Ok(true)
    }

    /// Writes a plain value, or opens a container; `false` for what an SDK leaves out.
    fn value(&mut self, value: &Bound<'py, PyAny>) -> Out<bool> {
        if value.is_none() {
            self.out.extend_from_slice(b"null");
        } else if let Ok(flag) = value.cast::<PyBool>() {
            self.out.extend_from_slice(if flag.is_true() { b"true" } else { b"false" });
        } else if let Ok(text) = value.cast::<PyString>() {
            self.text(text)?;
        } else if let Ok(number) = value.cast::<PyInt>() {
            self.int(number)?;
        } else if let Ok(number) = value.cast::<PyFloat>() {
            self.float(number)?;
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.begin(value, dict.items(), true)?;
        } else if let Ok(list) = value.cast::<PyList>() {
            self.begin(value, list.clone(), false)?;
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.begin(value, tuple.to_list(), false)?;
        } else if let Ok(rule) = value.cast::<Rule>() {
            self.record(&rule.get().0)?;
        } else if let Ok(target) = value.cast::<Target>() {
            self.record(&target.get().0)?;
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            self.begin(value, mapping.items()?, true)?;
        } else if let Some(fields) = sdk::fields(value)? {
            self.begin(fields.as_any(), fields.items(), true)?;
        } else if sdk::is_left_out(value)? {
            return Ok(false);
        } else {
            return Err(crate::args::wrong(value, self.name, "made of JSON values"));
        }
        self.check_length()?;
        Ok(true)
    }

    fn begin(&mut self, value: &Bound<'py, PyAny>, items: Bound<'py, PyList>, is_dict: bool) -> Out<()> {
        let address = value.as_ptr() as usize;
        let endless = !self.within.insert(address);
        if endless || (!matches!(self.purpose, Use::Body) && self.open.len() >= DEPTH) {
            let text = format!("`{}` is nested deeper than {DEPTH} levels, or holds itself", self.name);
            return Err(Error::new(Code::LimitExceeded, text).into());
        }
        self.out.push(if is_dict { b'{' } else { b'[' });
        self.open.push(Container { owner: value.clone(), items: items.iter(), is_dict, started: false });
        Ok(())
    }

    /// Values that share parts can be far larger as text than in memory, so the length is looked at as it grows.
    fn check_length(&self) -> Out<()> {
        let (limit, code) = self.purpose.limit();
        if self.out.len() <= limit {
            return Ok(());
        }
        Err(Error::new(code, format!("`{}` is over its limit of {limit} bytes as JSON; shorten it", self.name)).into())
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Out<()> {
        match (text.to_str(), self.purpose) {
            (Ok(text), _) => self.record(text),
            (Err(_), Use::Record) => Err(crate::args::lone_surrogate(self.name)),
            (Err(_), Use::Body | Use::Bundle) => self.broken_text(text),
        }
    }

    /// Text with lone surrogates, as `json.loads` makes it of `"\ud800"`: they are written as they came, escaped.
    fn broken_text(&mut self, text: &Bound<'_, PyString>) -> Out<()> {
        let encoded = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
        let units: Vec<u16> =
            encoded.extract::<Vec<u8>>()?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        self.out.push(b'"');
        for unit in char::decode_utf16(units) {
            match unit {
                Ok(char @ ('"' | '\\' | '\0'..='\x1f')) => self.out.extend(format!("\\u{:04x}", char as u32).bytes()),
                Ok(char) => self.out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(lone) => self.out.extend(format!("\\u{:04x}", lone.unpaired_surrogate()).bytes()),
            }
        }
        self.out.push(b'"');
        Ok(())
    }

    fn int(&mut self, number: &Bound<'_, PyInt>) -> Out<()> {
        // `int.__repr__`, so that an `IntEnum` is its number. Python refuses to write out thousands of digits.
        let digits = number
            .py()
            .get_type::<PyInt>()
            .call_method1("__repr__", (number,))
            .map_err(|_| invalid(format!("a number in `{}` has too many digits", self.name)))?;
        self.out.extend_from_slice(digits.cast::<PyString>().map_err(PyErr::from)?.to_str()?.as_bytes());
        Ok(())
    }

    fn float(&mut self, number: &Bound<'_, PyFloat>) -> Out<()> {
        if !number.value().is_finite() {
            return Err(invalid(format!("a number in `{}` is not finite; JSON has no word for it", self.name)));
        }
        let digits = number.py().get_type::<PyFloat>().call_method1("__repr__", (number,))?;
        self.out.extend_from_slice(digits.cast::<PyString>().map_err(PyErr::from)?.to_str()?.as_bytes());
        Ok(())
    }

    fn record<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Out<()> {
        serde_json::to_writer(&mut self.out, value).map_err(|error| invalid(error.to_string()))
    }
}
