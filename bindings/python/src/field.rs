//! The fields of records on their way in and into a hash: what constructors, `replace`, pickles and sets need.

use crate::args;
use crate::call::{Fail, Out, invalid};
use codegate_core::model::{Money, SqlValue, Timestamp};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat};
use std::collections::BTreeMap;

use std::hash::{DefaultHasher, Hash, Hasher};

/// A field of a record: read as it is written by `ToPython`, and hashed so that equal ones hash alike.
pub(crate) trait Field: Sized {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self>;

    /// What it is where it is left out; `None` if it must be given.
    fn absent() -> Option<Self> {
        None
    }

    fn mix(&self, hasher: &mut DefaultHasher);
}

/// The field of this name among those given, which it is taken from.
pub(crate) fn taken<T: Field>(given: &Bound<'_, PyDict>, name: &str) -> Out<T> {
    match given.get_item(name)? {
        Some(value) => {
            given.del_item(name)?;
            T::from_python(&value, name)
        }
        None => T::absent().ok_or_else(|| type_error(format!("missing a required keyword argument: '{name}'"))),
    }
}

/// A copy of the keywords, to take fields from.
pub(crate) fn given<'py>(py: Python<'py>, fields: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyDict>> {
    fields.map_or_else(|| Ok(PyDict::new(py)), |fields| fields.copy())
}

/// Refuses what no field was made of.
pub(crate) fn nothing_left(given: &Bound<'_, PyDict>) -> Out<()> {
    match given.keys().iter().next() {
        None => Ok(()),
        Some(name) => Err(type_error(format!("got an unexpected keyword argument {}", name.repr()?))),
    }
}

/// As the interpreter refuses a keyword.
fn type_error(text: String) -> Fail {
    Fail::Python(PyTypeError::new_err(text))
}

/// The hash of a record, by its fields.
pub(crate) fn hashed(mix: impl FnOnce(&mut DefaultHasher)) -> u64 {
    let mut hasher = DefaultHasher::new();
    mix(&mut hasher);
    hasher.finish()
}

/// A number that may be 0 in two ways, which are equal.
fn mix_number(number: f64, hasher: &mut DefaultHasher) {
    (number + 0.0).to_bits().hash(hasher);
}

macro_rules! plain {
    ($($of:ty, $read:path;)*) => {$(
        impl Field for $of {
            fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
                $read(value, name)
            }

            fn mix(&self, hasher: &mut DefaultHasher) {
                self.hash(hasher);
            }
        }
    )*};
}
plain! {
    String, args::text;
    bool, args::flag;
    u16, args::whole;
    u64, args::whole;
    i64, args::whole;
    usize, args::whole;
    Timestamp, args::time;
    Money, money;
    &'static str, found;
}

impl Field for f64 {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
        args::number(value, name)
    }

    fn mix(&self, hasher: &mut DefaultHasher) {
        mix_number(*self, hasher);
    }
}

/// An amount; sums may be larger than what a caller may give.
fn money(value: &Bound<'_, PyAny>, name: &str) -> Out<Money> {
    args::money(value, name).or_else(|refused| {
        let text = value.str()?.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = format!("{whole}{fraction:0<12}");
        match digits.parse() {
            Ok(pico) if fraction.len() <= 12 => Ok(Money::from_pico(pico)),
            _ => Err(refused),
        }
    })
}

/// Where a file was found.
fn found(value: &Bound<'_, PyAny>, name: &str) -> Out<&'static str> {
    const WORDS: [&str; 8] = ["host", "tool_call", "patch", "tag", "fence", "line", "mention", "cursor"];
    let word = args::text(value, name)?;
    let known = WORDS.into_iter().find(|known| *known == word);
    known.ok_or_else(|| invalid(format!("`{name}` must be one of `{}`", WORDS.join("`, `"))))
}

impl<T: Field> Field for Option<T> {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
        if value.is_none() { Ok(None) } else { T::from_python(value, name).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn mix(&self, hasher: &mut DefaultHasher) {
        self.is_some().hash(hasher);
        if let Some(value) = self {
            value.mix(hasher);
        }
    }
}

impl<T: Field> Field for Vec<T> {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
        args::items(value, name, "a list", T::from_python)
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn mix(&self, hasher: &mut DefaultHasher) {
        self.len().hash(hasher);
        self.iter().for_each(|value| value.mix(hasher));
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
        args::by_name(value, name, "a dict", T::from_python)
    }

    fn absent() -> Option<Self> {
        Some(BTreeMap::new())
    }

    fn mix(&self, hasher: &mut DefaultHasher) {
        self.len().hash(hasher);
        for (name, value) in self {
            name.hash(hasher);
            value.mix(hasher);
        }
    }
}

/// A value of SQL, in a row of an answer.
impl Field for SqlValue {
    fn from_python(value: &Bound<'_, PyAny>, name: &str) -> Out<Self> {
        match value.cast::<PyFloat>() {
            // A question may not ask with these, but an answer may hold them.
            Ok(number) => Ok(SqlValue::Real(number.value())),
            Err(_) => crate::query::one(value, name),
        }
    }

    fn mix(&self, hasher: &mut DefaultHasher) {
        match self {
            SqlValue::Null => 0.hash(hasher),
            SqlValue::Integer(number) => number.hash(hasher),
            SqlValue::Real(number) => mix_number(*number, hasher),
            SqlValue::Text(text) => text.hash(hasher),
        }
    }
}

/// What a record is made of again: its class is called with these keywords.
pub(crate) fn keywords<'py>(record: &Bound<'py, PyAny>, fields: &[&str]) -> PyResult<Bound<'py, PyDict>> {
    let keywords = PyDict::new(record.py());
    for name in fields {
        keywords.set_item(name, record.getattr(*name)?)?;
    }
    Ok(keywords)
}

/// A record with some of its fields changed.
pub(crate) fn replaced<'py>(
    record: &Bound<'py, PyAny>,
    fields: &[&str],
    changes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let keywords = keywords(record, fields)?;
    if let Some(changes) = changes {
        keywords.update(changes.as_mapping())?;
    }
    record.get_type().call((), Some(&keywords))
}
