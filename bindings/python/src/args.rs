//! Arguments: from what a host passes to what the core takes. A wrong type is `invalid_argument`, by name.

use crate::call::{Out, invalid};
use crate::value::{epoch, micros_of};
use codegate_core::Error;
use codegate_core::model::{Money, Timestamp};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDate, PyDateTime, PyDelta, PyDict, PyFloat, PyInt, PyList, PyString,
};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::str::FromStr;

/// A keyword argument; `None` where it was left out, or `None` was passed.
pub(crate) type Arg<'py> = Option<Bound<'py, PyAny>>;

/// A keyword argument that distinguishes being left out (keep) from `None` (clear).
pub(crate) enum Field<'py> {
    Keep,
    Set(Bound<'py, PyAny>),
}

impl<'py> FromPyObject<'_, 'py> for Field<'py> {
    type Error = Infallible;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self, Infallible> {
        Ok(Field::Set(object.to_owned()))
    }
}

/// How a value is read: the value, and the argument's name for the error.
type Read<T> = fn(&Bound<'_, PyAny>, &str) -> Out<T>;

/// An optional argument.
pub(crate) fn opt<T>(arg: &Arg<'_>, name: &str, read: Read<T>) -> Out<Option<T>> {
    arg.as_ref().map(|value| read(value, name)).transpose()
}

/// An argument of an update: `None` to keep, `Some(None)` to clear.
pub(crate) fn field<T>(field: &Field<'_>, name: &str, read: Read<T>) -> Out<Option<Option<T>>> {
    match field {
        Field::Keep => Ok(None),
        Field::Set(value) if value.is_none() => Ok(Some(None)),
        Field::Set(value) => read(value, name).map(|value| Some(Some(value))),
    }
}

/// A word of a closed set.
pub(crate) fn word<T: FromStr<Err = Error>>(value: &Bound<'_, PyAny>, name: &str) -> Out<T> {
    Ok(text(value, name)?.parse()?)
}

/// The error for a value of a wrong type. The value itself is not shown: it may be a secret.
pub(crate) fn wrong(value: &Bound<'_, PyAny>, name: &str, wanted: &str) -> crate::call::Fail {
    let given = value.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
    invalid(format!("`{name}` must be {wanted}, not `{given}`"))
}

/// Text; a lone surrogate has no UTF-8 and is refused.
pub(crate) fn text(value: &Bound<'_, PyAny>, name: &str) -> Out<String> {
    let text = value.cast::<PyString>().map_err(|_| wrong(value, name, "a string"))?;
    utf8(text, name).map(str::to_owned)
}

/// The UTF-8 of a text, where Python keeps it.
pub(crate) fn utf8<'a>(text: &'a Bound<'_, PyString>, name: &str) -> Out<&'a str> {
    text.to_str().map_err(|_| lone_surrogate(name))
}

pub(crate) fn lone_surrogate(name: &str) -> crate::call::Fail {
    invalid(format!("`{name}` holds a lone surrogate; pass text that has UTF-8"))
}

/// Text, or an object with a path.
pub(crate) fn path(value: &Bound<'_, PyAny>, name: &str) -> Out<String> {
    if value.is_instance_of::<PyString>() || !value.hasattr("__fspath__")? {
        return text(value, name);
    }
    text(&value.call_method0("__fspath__")?, name)
}

/// A list, or anything else that gives its items one by one; not text, bytes or a dict.
pub(crate) fn items<T>(value: &Bound<'_, PyAny>, name: &str, wanted: &str, read: Read<T>) -> Out<Vec<T>> {
    let single = value.is_instance_of::<PyString>()
        || value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyDict>();
    match value.try_iter() {
        Ok(iterator) if !single => iterator.map(|item| read(&item?, name)).collect(),
        _ => Err(wrong(value, name, wanted)),
    }
}

/// A list of texts.
pub(crate) fn texts(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<String>> {
    items(value, name, "a list of strings", text)
}

/// A list of words of a closed set.
pub(crate) fn words<T: FromStr<Err = Error>>(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<T>> {
    items(value, name, "a list of strings", word)
}

/// A list of paths.
pub(crate) fn paths(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<String>> {
    items(value, name, "a list of paths", path)
}

/// A list of numbers as 32-bit floats.
pub(crate) fn vector(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<f32>> {
    items(value, name, "a list of numbers", |item, name| number(item, name).map(|number| number as f32))
}

/// Headers: pairs of strings, or of bytes as HTTP has them (`httpx`'s raw headers, ASGI).
pub(crate) fn headers(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<(String, String)>> {
    fn one(value: &Bound<'_, PyAny>, name: &str) -> Out<String> {
        match value.cast::<PyBytes>() {
            // RFC 9110 § 5.5: what is not ASCII was Latin-1.
            Ok(bytes) => Ok(bytes.as_bytes().iter().map(|byte| char::from(*byte)).collect()),
            Err(_) => text(value, name),
        }
    }
    of_pairs(value, name, |pair, name| {
        let (key, item) = two(pair, name)?;
        let key = one(&key, name)?;
        let item = one(&item, &format!("{name}[\"{}\"]", key.escape_debug()))?;
        Ok((key, item))
    })
}

/// Pairs of texts: a mapping or an iterable of pairs.
pub(crate) fn pairs(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<(String, String)>> {
    of_pairs(value, name, |pair, name| {
        let (key, item) = two(pair, name)?;
        Ok((text(&key, name)?, text(&item, name)?))
    })
}

/// A dict of whole numbers.
pub(crate) fn counts(value: &Bound<'_, PyAny>, name: &str) -> Out<BTreeMap<String, u64>> {
    by_name(value, name, "a dict of whole numbers", whole)
}

/// A dict of US dollars.
pub(crate) fn amounts(value: &Bound<'_, PyAny>, name: &str) -> Out<BTreeMap<String, Money>> {
    by_name(value, name, "a dict of decimals", money)
}

pub(crate) fn by_name<T>(
    value: &Bound<'_, PyAny>,
    name: &str,
    wanted: &str,
    read: Read<T>,
) -> Out<BTreeMap<String, T>> {
    if !value.hasattr("items")? {
        return Err(wrong(value, name, wanted));
    }
    let pairs = value.call_method0("items")?;
    let pairs = pairs.try_iter()?.map(|pair| {
        let (key, item): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair?.extract()?;
        Ok((text(&key, name)?, read(&item, name)?))
    });
    pairs.collect()
}

const PAIRS: &str = "a dict or a list of pairs of strings";

fn of_pairs<T>(value: &Bound<'_, PyAny>, name: &str, read: Read<T>) -> Out<Vec<T>> {
    let pairs = if value.hasattr("items")? { value.call_method0("items")? } else { value.clone() };
    items(&pairs, name, PAIRS, read)
}

/// The two of a pair.
fn two<'py>(pair: &Bound<'py, PyAny>, name: &str) -> Out<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    // A pair that came from JSON is a list.
    let pair = pair.cast::<PyList>().map_or_else(|_| pair.clone(), |list| list.to_tuple().into_any());
    pair.extract().map_err(|_| wrong(&pair, name, PAIRS))
}

/// A dict of texts.
pub(crate) fn table(value: &Bound<'_, PyAny>, name: &str) -> Out<BTreeMap<String, String>> {
    if !value.hasattr("items")? {
        return Err(wrong(value, name, "a dict of strings"));
    }
    Ok(pairs(value, name)?.into_iter().collect())
}

/// `True` or `False`.
pub(crate) fn flag(value: &Bound<'_, PyAny>, name: &str) -> Out<bool> {
    Ok(value.cast::<PyBool>().map_err(|_| wrong(value, name, "`True` or `False`"))?.is_true())
}

/// A finite number.
pub(crate) fn number(value: &Bound<'_, PyAny>, name: &str) -> Out<f64> {
    let is_number = value.is_instance_of::<PyFloat>() || value.is_instance_of::<PyInt>();
    if !is_number || value.is_instance_of::<PyBool>() {
        return Err(wrong(value, name, "a number"));
    }
    let number = value.extract::<f64>().unwrap_or(f64::INFINITY);
    if number.is_finite() { Ok(number) } else { Err(invalid(format!("`{name}` must be a finite number"))) }
}

/// A whole number that `T` can hold.
pub(crate) fn whole<T>(value: &Bound<'_, PyAny>, name: &str) -> Out<T>
where
    T: for<'a, 'py> FromPyObject<'a, 'py>,
{
    if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
        return Err(wrong(value, name, "a whole number"));
    }
    value.extract().map_err(|_| invalid(format!("`{name}` is out of range")))
}

/// Seconds: a number or a `timedelta`.
pub(crate) fn seconds(value: &Bound<'_, PyAny>, name: &str) -> Out<f64> {
    if value.is_instance_of::<PyDelta>() {
        return number(&value.call_method0("total_seconds")?, name);
    }
    number(value, name)
}

/// Days: a number or a `timedelta`.
pub(crate) fn days(value: &Bound<'_, PyAny>, name: &str) -> Out<f64> {
    let given = seconds(value, name)?;
    Ok(if value.is_instance_of::<PyDelta>() { given / 86_400.0 } else { given })
}

/// A time: an aware `datetime`, or text such as `2026-11-22T10:00:00Z`; a day, as a `date` or text, is its beginning in UTC.
pub(crate) fn time(value: &Bound<'_, PyAny>, name: &str) -> Out<Timestamp> {
    if value.is_instance_of::<PyString>() {
        let text = text(value, name)?;
        let is_day = text.len() == 10 && !text.contains(':');
        return Ok(if is_day { Timestamp::parse(&format!("{text}T00:00:00Z")) } else { Timestamp::parse(&text) }?);
    }
    if value.is_instance_of::<PyDateTime>() {
        if value.call_method0("utcoffset")?.is_none() {
            return Err(invalid(format!("`{name}` has no time zone; add one, such as by `.astimezone()`")));
        }
    } else if value.is_instance_of::<PyDate>() {
        return Ok(Timestamp::parse(&format!("{}T00:00:00Z", day(value, name)?))?);
    }
    let since = value.sub(epoch(value.py())?).ok();
    match since.as_ref().map(|since| since.cast::<PyDelta>()) {
        Some(Ok(since)) => Ok(Timestamp::from_micros(micros_of(since)?)?),
        _ => Err(wrong(value, name, "an aware `datetime`")),
    }
}

/// A day: a `date`, or text such as `2026-11-22`.
pub(crate) fn day(value: &Bound<'_, PyAny>, name: &str) -> Out<String> {
    if value.is_instance_of::<PyString>() {
        return text(value, name);
    }
    match value.is_instance_of::<PyDate>() && !value.is_instance_of::<PyDateTime>() {
        true => text(&value.call_method0("isoformat")?, name),
        false => Err(wrong(value, name, "a `date`")),
    }
}

/// US dollars: a `Decimal`, an `int`, a `float` or text, read digit by digit.
pub(crate) fn money(value: &Bound<'_, PyAny>, name: &str) -> Out<Money> {
    let digits = match value.get_type().name()?.to_str()? {
        "str" => text(value, name)?,
        "Decimal" | "int" | "float" => value.str()?.to_str()?.to_owned(),
        _ => return Err(wrong(value, name, "a `Decimal`")),
    };
    Money::parse(&digits).ok_or_else(|| invalid(format!("`{name}` must be a decimal in range, such as `0.0125`")))
}

/// Bytes: `bytes` as they lie, a copy of any other buffer.
pub(crate) fn bytes<'py>(value: &Bound<'py, PyAny>, name: &str) -> Out<Bound<'py, PyBytes>> {
    bytes_or(value, name, "bytes")
}

/// The same; an error says what is `wanted`.
pub(crate) fn bytes_or<'py>(value: &Bound<'py, PyAny>, name: &str, wanted: &str) -> Out<Bound<'py, PyBytes>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.clone());
    }
    let view = pyo3::types::PyMemoryView::from(value).map_err(|_| wrong(value, name, wanted))?;
    let copy = view.call_method0("tobytes")?;
    Ok(copy.cast_into::<PyBytes>().map_err(PyErr::from)?)
}
