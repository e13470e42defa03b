//! Questions in SQL: parameters in, rows out.

use crate::args::{text, whole, wrong};
use crate::call::{Out, invalid};
use crate::value::ToPython;
use codegate_core::model::{QueryParams, SqlValue};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyTuple};

/// A list or tuple of values, or a dict of them.
pub(crate) fn params(value: &Bound<'_, PyAny>, name: &str) -> Out<QueryParams> {
    if let Ok(named) = value.cast::<PyDict>() {
        let pairs = named.iter().map(|(key, value)| Ok((text(&key, name)?, one(&value, name)?)));
        return Ok(QueryParams::Named(pairs.collect::<Out<_>>()?));
    }
    if !value.is_instance_of::<PyList>() && !value.is_instance_of::<PyTuple>() {
        return Err(wrong(value, name, "a list, a tuple or a dict"));
    }
    let values = value.try_iter()?.map(|item| one(&item?, name));
    Ok(QueryParams::List(values.collect::<Out<_>>()?))
}

/// One value.
pub(crate) fn one(value: &Bound<'_, PyAny>, name: &str) -> Out<SqlValue> {
    if value.is_none() {
        Ok(SqlValue::Null)
    } else if let Ok(flag) = value.cast::<PyBool>() {
        Ok(SqlValue::Integer(flag.is_true().into()))
    } else if value.is_instance_of::<PyInt>() {
        whole(value, name).map(SqlValue::Integer)
    } else if let Ok(number) = value.cast::<PyFloat>() {
        if !number.value().is_finite() {
            return Err(invalid(format!("`{name}` has a number that is not finite")));
        }
        Ok(SqlValue::Real(number.value()))
    } else if value.is_instance_of::<pyo3::types::PyString>() {
        text(value, name).map(SqlValue::Text)
    } else {
        Err(wrong(value, name, "made of `None`, `True`, `False`, numbers and strings"))
    }
}

/// A row is a tuple.
impl ToPython for Vec<SqlValue> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let values = self.iter().map(|value| match value {
            SqlValue::Null => Ok(py.None().into_bound(py)),
            SqlValue::Integer(number) => number.into_bound_py_any(py),
            SqlValue::Real(number) => number.into_bound_py_any(py),
            SqlValue::Text(text) => text.into_bound_py_any(py),
        });
        Ok(PyTuple::new(py, values.collect::<PyResult<Vec<_>>>()?)?.into_any())
    }
}
