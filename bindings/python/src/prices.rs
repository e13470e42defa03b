//! Prices of tokens.

use crate::args::{self, Arg, opt, text};
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::json::Use;
use crate::records::{HostPrice, ModelPrice, PriceAge, PriceTable};
use crate::request::Body;
use codegate_core::model::{self, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, ProviderType};
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{PyTraverseError, PyVisit};

/// Prices of tokens, for one gate.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Prices(pub(crate) Handle);

#[pymethods]
impl Prices {
    /// What a request of a model would be charged by; `None` where that is not known.
    #[pyo3(signature = (model, *, provider=None, r#type=None, endpoint=None, list=None, at=None, input_tokens=None,
        service_tier=None))]
    fn lookup(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        provider: Arg<'_>,
        r#type: Arg<'_>,
        endpoint: Arg<'_>,
        list: Arg<'_>,
        at: Arg<'_>,
        input_tokens: Arg<'_>,
        service_tier: Arg<'_>,
    ) -> Out<Option<ModelPrice>> {
        let query = PriceQuery {
            model: Some(text(model, "model")?),
            provider: opt(&provider, "provider", text)?,
            provider_type: args::word(&r#type, "type", ProviderType::parse)?,
            endpoint: opt(&endpoint, "endpoint", text)?,
            list: opt(&list, "list", text)?,
            at: opt(&at, "at", args::time)?,
            input_tokens: opt(&input_tokens, "input_tokens", args::whole)?,
            service_tier: opt(&service_tier, "service_tier", text)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.prices().lookup(&query)).map(|price| price.map(ModelPrice))
    }

    /// The standard price of every model, those of loaded tables first.
    #[pyo3(signature = (*, list=None, at=None))]
    fn list(&self, py: Python<'_>, list: Arg<'_>, at: Arg<'_>) -> Out<Vec<ModelPrice>> {
        let query = PriceListQuery { list: opt(&list, "list", text)?, at: opt(&at, "at", args::time)? };
        let gate = self.0.timed()?;
        let found = wait(py, || gate.prices().list(&query))?;
        Ok(found.into_iter().map(ModelPrice).collect())
    }

    /// The tables and how old they are.
    fn age(&self, py: Python<'_>) -> Out<PriceAge> {
        let gate = self.0.timed()?;
        wait(py, || gate.prices().age()).map(PriceAge)
    }

    /// Lays a table over the others, as long as the gate is open.
    #[pyo3(
        signature = (table, *, format=None, as_of=None, source=None),
        text_signature = "($self, table, *, format='codegate', as_of=None, source=None)"
    )]
    fn load(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        format: Arg<'_>,
        as_of: Arg<'_>,
        source: Arg<'_>,
    ) -> Out<PriceTable> {
        let how = PriceLoad {
            format: args::word(&format, "format", PriceFormat::parse)?,
            as_of: opt(&as_of, "as_of", day)?,
            source: opt(&source, "source", text)?,
        };
        let table = if table.hasattr("__fspath__")? {
            &py.import("pathlib")?.call_method1("Path", (table,))?.call_method0("read_bytes")?
        } else {
            table
        };
        let table = Body::document(table, "table", Use::Bundle)?;
        let (bytes, gate) = (table.bytes().unwrap_or_default(), self.0.timed()?);
        wait(py, || gate.prices().load(bytes, &how)).map(PriceTable)
    }

    /// Takes the loaded table of a format away; whether there was one.
    fn unload(&self, py: Python<'_>, format: &Bound<'_, PyAny>) -> Out<bool> {
        let format = PriceFormat::parse(&text(format, "format")?)?;
        wait(py, || self.0.core.prices().unload(format))
    }

    /// Sets a price of the host's own, in US dollars for a million tokens, as long as the gate is open.
    #[pyo3(signature = (model, *, input, output, provider=None, cache_read=None, cache_write_5m=None,
        cache_write_long=None, reasoning=None, request=None))]
    fn set(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        input: &Bound<'_, PyAny>,
        output: &Bound<'_, PyAny>,
        provider: Arg<'_>,
        cache_read: Arg<'_>,
        cache_write_5m: Arg<'_>,
        cache_write_long: Arg<'_>,
        reasoning: Arg<'_>,
        request: Arg<'_>,
    ) -> Out<()> {
        let price = model::HostPrice {
            model: text(model, "model")?,
            provider: opt(&provider, "provider", text)?,
            input: Some(args::money(input, "input")?),
            cache_read: opt(&cache_read, "cache_read", args::money)?,
            cache_write_5m: opt(&cache_write_5m, "cache_write_5m", args::money)?,
            cache_write_long: opt(&cache_write_long, "cache_write_long", args::money)?,
            output: Some(args::money(output, "output")?),
            reasoning: opt(&reasoning, "reasoning", args::money)?,
            request: opt(&request, "request", args::money)?,
        };
        wait(py, || self.0.core.prices().set(&price))
    }

    /// Takes a price of the host's own away; whether there was one.
    #[pyo3(signature = (model, *, provider=None))]
    fn remove(&self, py: Python<'_>, model: &Bound<'_, PyAny>, provider: Arg<'_>) -> Out<bool> {
        let model = text(model, "model")?;
        let provider = opt(&provider, "provider", text)?;
        wait(py, || self.0.core.prices().remove(&model, provider.as_deref()))
    }

    /// The prices of the host's own, in the order in which they were set.
    fn own(&self, py: Python<'_>) -> Out<Vec<HostPrice>> {
        let found = wait(py, || self.0.core.prices().own())?;
        Ok(found.into_iter().map(HostPrice).collect())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.clock)
    }
}

/// A day: a `date`, or text such as `2026-11-22`.
fn day(value: &Bound<'_, PyAny>, name: &str) -> Out<String> {
    if value.is_instance_of::<PyString>() {
        return text(value, name);
    }
    match value.is_instance_of::<pyo3::types::PyDate>() && !value.is_instance_of::<pyo3::types::PyDateTime>() {
        true => text(&value.call_method0("isoformat")?, name),
        false => Err(args::wrong(value, name, "a `date`")),
    }
}
