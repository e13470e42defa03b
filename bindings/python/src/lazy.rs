//! What every record class has: properties, `repr`, `==`, `to_dict` and `__match_args__`.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// `Name(field=value, …)` with the `repr` of each property.
pub(crate) fn repr(record: &Bound<'_, PyAny>, fields: &[&str]) -> PyResult<String> {
    let shown = fields
        .iter()
        .map(|name| Ok(format!("{name}={}", record.getattr(*name)?.repr()?.to_str()?)))
        .collect::<PyResult<Vec<_>>>()?;
    Ok(format!("{}({})", record.get_type().name()?.to_str()?, shown.join(", ")))
}

/// The names of the properties in the order in which a `match` takes them.
pub(crate) fn match_args<'py>(py: Python<'py>, fields: &[&str]) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, fields)
}

/// The record as plain JSON values: the core's own JSON of it.
pub(crate) fn to_dict<'py>(
    py: Python<'py>,
    record: &(impl serde::Serialize + Sync),
) -> crate::call::Out<Bound<'py, PyAny>> {
    let text = py
        .detach(|| serde_json::to_string(record))
        .map_err(|error| codegate_core::Error::new(codegate_core::Code::Internal, error.to_string()))?;
    crate::value::loads(py, text.as_bytes())
}

/// A frozen class over a record of the core. Every field of the record must be listed: a field that the core gains
/// breaks the build here. `field as "name"` is a field whose JSON name is a word that Rust reserves.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident($core:path) {
        $($(#[doc = $doc:literal])* $field:ident $(as $python:literal)?),* $(,)?
    } $($more:tt)*) => {
        $(#[$meta])*
        #[pyclass(frozen, eq, module = "codegate")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name(pub(crate) $core);

        const _: fn(&$core) = |$core { $($field: _),* }| {};

        impl $name {
            const FIELDS: &'static [&'static str] = &[$($crate::lazy::record!(@name $field $($python)?)),*];
        }

        #[pymethods]
        impl $name {
            $(
                $(#[doc = $doc])*
                #[getter]
                $(#[pyo3(name = $python)])?
                fn $field<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                    $crate::value::ToPython::to_python(&self.0.$field, py)
                }
            )*

            #[classattr]
            fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
                $crate::lazy::match_args(py, Self::FIELDS)
            }

            fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
                $crate::lazy::repr(slf, Self::FIELDS)
            }

            /// The record as plain JSON values: snake_case names, times and money as strings.
            fn to_dict<'py>(&self, py: Python<'py>) -> $crate::call::Out<Bound<'py, PyAny>> {
                $crate::lazy::to_dict(py, &self.0)
            }

            $($more)*
        }

        impl $crate::value::ToPython for $core {
            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(Bound::new(py, $name(self.clone()))?.into_any())
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $python:literal) => { $python };
}
pub(crate) use record;
