//! What every record class has: properties, a constructor, `repr`, `==`, a hash, copies, pickles, `to_dict` and `__match_args__`.

use pyo3::PyClass;
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
    crate::value::loads(py, to_json(py, record)?.as_bytes())
}

/// The same as JSON text.
pub(crate) fn to_json(py: Python<'_>, record: &(impl serde::Serialize + Sync)) -> crate::call::Out<String> {
    let text = py.detach(|| serde_json::to_string(record));
    Ok(text.map_err(|error| codegate_core::Error::new(codegate_core::Code::Internal, error.to_string()))?)
}

/// The record as a notebook shows it.
pub(crate) fn html<'py>(record: &Bound<'py, impl PyClass>, function: &str) -> PyResult<Bound<'py, PyAny>> {
    record.py().import("codegate._html")?.call_method1(function, (record,))
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
            #[new]
            #[pyo3(signature = (**fields))]
            fn new(py: Python<'_>, fields: Option<&Bound<'_, pyo3::types::PyDict>>) -> $crate::call::Out<Self> {
                let given = $crate::field::given(py, fields)?;
                type Core = $core;
                let record = Core {
                    $($field: $crate::field::taken(&given, $crate::lazy::record!(@name $field $($python)?))?),*
                };
                $crate::field::nothing_left(&given)?;
                Ok($name(record))
            }

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

            /// The record as JSON text.
            fn to_json(&self, py: Python<'_>) -> $crate::call::Out<String> {
                $crate::lazy::to_json(py, &self.0)
            }

            /// The same record with these fields changed.
            #[pyo3(signature = (**changes))]
            fn replace<'py>(
                slf: &Bound<'py, Self>,
                changes: Option<&Bound<'py, pyo3::types::PyDict>>,
            ) -> PyResult<Bound<'py, PyAny>> {
                $crate::field::replaced(slf, Self::FIELDS, changes)
            }

            /// What `copy.replace` asks for.
            #[pyo3(signature = (**changes))]
            fn __replace__<'py>(
                slf: &Bound<'py, Self>,
                changes: Option<&Bound<'py, pyo3::types::PyDict>>,
            ) -> PyResult<Bound<'py, PyAny>> {
                $crate::field::replaced(slf, Self::FIELDS, changes)
            }

            /// What pickles and copies are made of.
            fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<((), Bound<'py, pyo3::types::PyDict>)> {
                Ok(((), $crate::field::keywords(slf, Self::FIELDS)?))
            }

            fn __hash__(&self) -> u64 {
                $crate::field::hashed(|hasher| $crate::field::Field::mix(&self.0, hasher))
            }

            $($more)*
        }

        impl $crate::field::Field for $core {
            fn from_python(value: &Bound<'_, PyAny>, name: &str) -> $crate::call::Out<Self> {
                let wanted = concat!("a `", stringify!($name), "`");
                let record = value.cast::<$name>().map_err(|_| $crate::args::wrong(value, name, wanted))?;
                Ok(record.get().0.clone())
            }

            fn mix(&self, hasher: &mut std::hash::DefaultHasher) {
                $($crate::field::Field::mix(&self.$field, hasher);)*
            }
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
