//! Objects of other packages inside of bodies, told by what their types offer: none of the packages is needed for it.

use crate::call::Out;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};

/// Whether a value becomes the fields of a JSON object.
pub(crate) fn is_object(value: &Bound<'_, PyAny>) -> Out<bool> {
    let of = value.get_type();
    Ok(value.cast::<PyMapping>().is_ok() || of.hasattr("model_dump")? || of.hasattr("to_dict")?)
}

/// The fields of an SDK's object: of a model of pydantic as its SDK sends them back, else what its `to_dict` gives.
pub(crate) fn fields<'py>(value: &Bound<'py, PyAny>) -> Out<Option<Bound<'py, PyDict>>> {
    let (py, of) = (value.py(), value.get_type());
    let fields = if of.hasattr("model_dump")? {
        let how = PyDict::new(py);
        how.set_item("mode", "json")?;
        how.set_item("exclude_unset", true)?;
        how.set_item("by_alias", true)?;
        // What the SDKs of OpenAI and Anthropic put in for the program's use, and their servers refuse.
        if let Some(own) = of.getattr_opt("__api_exclude__")? {
            how.set_item("exclude", own)?;
        }
        value.call_method("model_dump", (), Some(&how))?
    } else if of.hasattr("to_dict")? {
        value.call_method0("to_dict")?
    } else {
        return Ok(None);
    };
    Ok(fields.cast_into::<PyDict>().ok())
}

/// Whether a value says that there is none: `NOT_GIVEN` and `omit` of the SDKs of OpenAI, Anthropic and others of that make.
/// Each package has types of its own for it, which have the name and are false in common.
pub(crate) fn is_left_out(value: &Bound<'_, PyAny>) -> Out<bool> {
    Ok(matches!(value.get_type().name()?.to_str()?, "NotGiven" | "Omit") && !value.is_truthy()?)
}
