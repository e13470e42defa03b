//! Values on their way out: text, numbers, aware datetimes, decimals, lists of them, and JSON as plain values.

use crate::call::{Fail, Out};
use codegate_core::model::{Money, Timestamp};
use codegate_core::{Code, Error};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyRecursionError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDelta, PyDict, PyList, PyType, PyTzInfo};
use std::collections::BTreeMap;

/// A value of the core as Python sees it.
pub(crate) trait ToPython {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl<T: ToPython> ToPython for Option<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.to_python(py),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.iter().map(|item| item.to_python(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, items)?.into_any())
    }
}

impl<T: ToPython> ToPython for BTreeMap<String, T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let dict = PyDict::new(py);
        for (name, value) in self {
            dict.set_item(name, value.to_python(py)?)?;
        }
        Ok(dict.into_any())
    }
}

macro_rules! plain {
    ($($plain:ty)*) => {$(
        impl ToPython for $plain {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.clone().into_bound_py_any(py)
            }
        }
    )*};
}
plain!(String &'static str bool u16 u64 i64 usize f32 f64);

/// Words of closed sets are plain strings in Python.
macro_rules! words {
    ($($word:ident)*) => {
        $(impl $crate::value::ToPython for codegate_core::model::$word {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                pyo3::IntoPyObjectExt::into_bound_py_any(self.as_str(), py)
            }
        }

        impl $crate::field::Field for codegate_core::model::$word {
            fn from_python(value: &pyo3::Bound<'_, pyo3::PyAny>, name: &str) -> $crate::call::Out<Self> {
                $crate::args::word(value, name)
            }

            fn mix(&self, hasher: &mut std::hash::DefaultHasher) {
                std::hash::Hash::hash(self, hasher);
            }
        })*
    };
}
pub(crate) use words;

impl ToPython for Money {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        DECIMAL.import(py, "decimal", "Decimal")?.call1((self.to_string(),))
    }
}

impl ToPython for Timestamp {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        const DAY: i64 = 86_400_000_000;
        let micros = self.as_micros();
        let (days, rest) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
        let part = |value: i64| i32::try_from(value).map_err(PyErr::from);
        let since = PyDelta::new(py, part(days)?, part(rest / 1_000_000)?, part(rest % 1_000_000)?, false)?;
        epoch(py)?.add(since)
    }
}

/// A record as Python sees it.
pub(crate) fn python<'py>(py: Python<'py>, record: &impl ToPython) -> crate::call::Out<Bound<'py, PyAny>> {
    Ok(record.to_python(py)?)
}

/// 1970-01-01 UTC as an aware `datetime`.
pub(crate) fn epoch(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static EPOCH: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let epoch = EPOCH.get_or_try_init(py, || {
        static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let midnight = (1970, 1, 1, 0, 0, 0, 0, PyTzInfo::utc(py)?);
        PyResult::Ok(DATETIME.import(py, "datetime", "datetime")?.call1(midnight)?.unbind())
    })?;
    Ok(epoch.bind(py).clone())
}

/// Microseconds of a `timedelta`; those of any two datetimes fit.
pub(crate) fn micros_of(delta: &Bound<'_, PyDelta>) -> PyResult<i64> {
    let part = |name: &str| delta.getattr(name)?.extract::<i64>();
    let seconds = part("days")?.saturating_mul(86_400).saturating_add(part("seconds")?);
    Ok(seconds.saturating_mul(1_000_000).saturating_add(part("microseconds")?))
}

/// JSON text as Python's plain values, read by Python's own `json`.
pub(crate) fn loads<'py>(py: Python<'py>, text: &[u8]) -> Out<Bound<'py, PyAny>> {
    let read = py.import("json")?.call_method1("loads", (PyBytes::new(py, text),));
    read.map_err(|error| match error.is_instance_of::<PyRecursionError>(py) {
        true => {
            Error::new(Code::LimitExceeded, "the JSON is nested too deep for Python to hold; read its bytes").into()
        }
        false => Fail::Python(error),
    })
}
