//! The compiled part of the Python package `codegate`; the package itself re-exports it with types.
#![deny(unsafe_code)]
#![allow(clippy::too_many_arguments, reason = "keyword arguments of Python are arguments here")]

mod areas;
mod args;
mod bundle;
mod bytes;
mod call;
mod exchange;
mod field;
mod gate;
mod handle;
mod json;
mod lazy;
mod open;
mod query;
mod records;
mod request;
mod sdk;
mod shared;
mod usage;
mod value;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::areas::{Alerts, History, Personas, Prices, Providers, Sessions, Workspaces};
    #[pymodule_export]
    use super::bundle::ImportPlan;
    #[pymodule_export]
    use super::exchange::Exchange;
    #[pymodule_export]
    use super::gate::Gate;
    #[pymodule_export]
    use super::open::open;
    #[pymodule_export]
    use super::request::{request_type, rule};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::records::add(module)?;
        module.add("__version__", codegate_core::version())
    }
}
