//! The arguments of a report.

use crate::args::{self, wrong};
use crate::call::{Out, invalid};
use codegate_core::model::{Compare, GroupBy, Period};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

/// One word, or a list of words.
pub(crate) fn grouping(value: &Bound<'_, PyAny>, name: &str) -> Out<Vec<GroupBy>> {
    if value.is_instance_of::<PyString>() { Ok(vec![args::word(value, name)?]) } else { args::words(value, name) }
}

/// `True`, or a period as a dict.
pub(crate) fn compare(value: &Bound<'_, PyAny>, name: &str) -> Out<Compare> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Compare::Before(flag.is_true()));
    }
    let period = value.cast::<PyDict>().map_err(|_| wrong(value, name, "`True` or a dict with `since` and `until`"))?;
    let time = |field: &str| match period.get_item(field)? {
        Some(value) => args::time(&value, field),
        None => Err(invalid(format!("`{name}` needs `since` and `until`"))),
    };
    let period_of = Period { since: time("since")?, until: time("until")? };
    if period.len() > 2 {
        return Err(invalid(format!("`{name}` has a field other than `since` and `until`")));
    }
    Ok(Compare::With(period_of))
}
