//! Import of bundles.

use crate::args::{self, Arg, opt};
use crate::call::{Out, wait};
use crate::handle::HostCode;
use crate::lazy::{repr, to_dict};
use crate::records::Imported;
use crate::value::python;
use codegate_core::model::{Choices, PlanView};
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// What a bundle would change here. Nothing is written before it is applied.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct ImportPlan {
    core: codegate_core::ImportPlan,
    host: Option<Py<HostCode>>,
}

// Every field of the core's view is a property; a new one breaks the build here.
const _: fn(&PlanView) = |PlanView { items: _, missing: _, digest: _, warnings: _ }| {};

impl ImportPlan {
    pub(crate) fn new(core: codegate_core::ImportPlan, host: Option<Py<HostCode>>) -> Self {
        ImportPlan { core, host }
    }
}

#[pymethods]
impl ImportPlan {
    /// Every workspace of the bundle, in the bundle's order.
    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> Out<Bound<'py, PyAny>> {
        python(py, &self.core.view().items)
    }

    /// What the bundle refers to that does not exist here.
    #[getter]
    fn missing<'py>(&self, py: Python<'py>) -> Out<Bound<'py, PyAny>> {
        python(py, &self.core.view().missing)
    }

    /// SHA-256 of the bundle's content, in hexadecimal.
    #[getter]
    fn digest(&self) -> &str {
        &self.core.view().digest
    }

    /// What the user should know before applying it.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> Out<Bound<'py, PyAny>> {
        python(py, &self.core.view().warnings)
    }

    /// Applies it, all or nothing.
    ///
    /// choices: `skip`, `replace` or `rename:NEW` by workspace of the bundle.
    /// providers: The provider here that takes the place of one of the bundle.
    #[pyo3(signature = (choices=None, *, providers=None))]
    fn apply(&self, py: Python<'_>, choices: Arg<'_>, providers: Arg<'_>) -> Out<Imported> {
        let choices = Choices {
            choices: opt(&choices, "choices", args::table)?.unwrap_or_default(),
            providers: opt(&providers, "providers", args::table)?.unwrap_or_default(),
        };
        if self.host.is_some() {
            let plan = crate::call::quick(|| self.core.now().map(|time| self.core.at(time)))?;
            return wait(py, || plan.apply(&choices)).map(Imported);
        }
        wait(py, || self.core.apply(&choices)).map(Imported)
    }

    /// The plan as plain JSON values.
    fn to_dict<'py>(&self, py: Python<'py>) -> Out<Bound<'py, PyAny>> {
        to_dict(py, self.core.view())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.host)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf, &["items", "missing", "digest", "warnings"])
    }
}
