//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::args;
use crate::call::{Out, wait};
use crate::handle::Handle;
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// Prices of tokens, for this gate.
#[pyclass(frozen, module = "codegate")]
pub(crate) struct Prices(pub(crate) Handle);

#[pymethods]
impl Prices {
    /// The price that a request for a model would be charged; `None` if it is unknown. It is found as for a request:
    /// the host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown,
    /// too, unless the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with
    /// `prices.load`, or name the model and the list as `prices.list` tells them.
    ///
    /// model: The model.
    /// provider: A provider of this store.
    /// type: A type of provider, where no `provider` is given.
    /// endpoint: A base url, where no `provider` is given.
    /// list: A price list by its name, such as `openai`.
    /// at: The time for which the price is wanted; now by default.
    /// input_tokens: All input tokens of the request, for prices that depend on them; 0 by default.
    /// service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`; the standard tier by
    ///     default.
    /// inference_geo: Where the model runs, in the provider's words, where that has a surcharge: `us`.
    ///
    /// Errors: `provider_not_found`, `invalid_argument`.
    #[pyo3(signature = (model, *, provider=None, r#type=None, endpoint=None, list=None, at=None,
        input_tokens=None, service_tier=None, inference_geo=None))]
    fn lookup(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        provider: args::Arg<'_>,
        r#type: args::Arg<'_>,
        endpoint: args::Arg<'_>,
        list: args::Arg<'_>,
        at: args::Arg<'_>,
        input_tokens: args::Arg<'_>,
        service_tier: args::Arg<'_>,
        inference_geo: args::Arg<'_>,
    ) -> Out<Option<records::ModelPrice>> {
        let query = model::PriceQuery {
            model: args::text(model, "model")?,
            provider: args::opt(&provider, "provider", args::text)?,
            provider_type: args::opt(&r#type, "type", args::word)?,
            endpoint: args::opt(&endpoint, "endpoint", args::text)?,
            list: args::opt(&list, "list", args::text)?,
            at: args::opt(&at, "at", args::time)?,
            input_tokens: args::opt(&input_tokens, "input_tokens", args::whole)?,
            service_tier: args::opt(&service_tier, "service_tier", args::text)?,
            inference_geo: args::opt(&inference_geo, "inference_geo", args::text)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.prices().lookup(&query)).map(|found| found.map(records::ModelPrice))
    }

    /// Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of
    /// models.dev. It takes precedence over the tables loaded before and replaces one of the same format. It lasts as
    /// long as the gate: a host loads it again whenever it opens the store. Recorded charges do not change.
    ///
    /// table: Its bytes, its text, parsed JSON, or the path of its file as an object such as `pathlib.Path`.
    /// format: The format of the table; the library's own by default.
    /// as_of: The day for which it is known to be valid, `YYYY-MM-DD`; what the table itself says by default.
    /// source: The name of the table; the one in the file by default.
    ///
    /// Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
    /// `invalid_argument`; nothing changes then.
    #[pyo3(
        signature = (table, *, format=None, as_of=None, source=None),
        text_signature = "($self, table, *, format='codegate', as_of=None, source=None)"
    )]
    fn load(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        format: args::Arg<'_>,
        as_of: args::Arg<'_>,
        source: args::Arg<'_>,
    ) -> Out<records::PriceTable> {
        let table = request::table(table, "table")?;
        let table = table.bytes().unwrap_or_default();
        let how = model::PriceLoad {
            format: args::opt(&format, "format", args::word)?,
            as_of: args::opt(&as_of, "as_of", args::day)?,
            source: args::opt(&source, "source", args::text)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.prices().load(table, &how)).map(records::PriceTable)
    }

    /// Unloads the price table of a format; returns whether there was one.
    fn unload(&self, py: Python<'_>, format: &Bound<'_, PyAny>) -> Out<bool> {
        let format = args::word(format, "format")?;
        wait(py, || self.0.core.prices().unload(format))
    }

    /// Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes
    /// precedence over every table, and the last one set over earlier ones; it replaces one for the same model and
    /// provider. It lasts as long as the gate, or with `keep` as long as the store: every gate on it then has the price
    /// from its next decision on, after those that it has set for itself alone.
    ///
    /// model: The model, case-insensitive: `*` is any text, `#` a digit.
    /// input: Of uncached input.
    /// output: Of output.
    /// provider: For this provider only.
    /// cache_read: Of input read from a cache.
    /// cache_write_5m: Of input written to a cache for five minutes.
    /// cache_write_long: Of input written to a cache for longer.
    /// reasoning: Of output spent on reasoning.
    /// audio_input: Of audio in the input.
    /// image_input: Of images in the input.
    /// video_input: Of video in the input.
    /// audio_cache_read: Of audio read from a cache.
    /// image_cache_read: Of images read from a cache.
    /// audio_output: Of audio in the output.
    /// image_output: Of images in the output.
    /// video_output: Of video in the output.
    /// request: Of a million requests, whatever their tokens.
    /// units: Of a million of each unit that is charged by the piece, such as `web_search`.
    /// keep: Whether the store keeps it, for every gate; of this gate alone by default.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
    #[pyo3(
        signature = (model, *, input, output, provider=None, cache_read=None, cache_write_5m=None,
        cache_write_long=None, reasoning=None, audio_input=None, image_input=None,
        video_input=None, audio_cache_read=None, image_cache_read=None, audio_output=None,
        image_output=None, video_output=None, request=None, units=None, keep=None),
        text_signature = "($self, model, *, input, output, provider=None, cache_read=None, cache_write_5m=None, \
        cache_write_long=None, reasoning=None, audio_input=None, image_input=None, \
        video_input=None, audio_cache_read=None, image_cache_read=None, audio_output=None, \
        image_output=None, video_output=None, request=None, units=None, keep=False)"
    )]
    fn set(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        input: &Bound<'_, PyAny>,
        output: &Bound<'_, PyAny>,
        provider: args::Arg<'_>,
        cache_read: args::Arg<'_>,
        cache_write_5m: args::Arg<'_>,
        cache_write_long: args::Arg<'_>,
        reasoning: args::Arg<'_>,
        audio_input: args::Arg<'_>,
        image_input: args::Arg<'_>,
        video_input: args::Arg<'_>,
        audio_cache_read: args::Arg<'_>,
        image_cache_read: args::Arg<'_>,
        audio_output: args::Arg<'_>,
        image_output: args::Arg<'_>,
        video_output: args::Arg<'_>,
        request: args::Arg<'_>,
        units: args::Arg<'_>,
        keep: args::Arg<'_>,
    ) -> Out<()> {
        let price = model::HostPrice {
            model: args::text(model, "model")?,
            provider: args::opt(&provider, "provider", args::text)?,
            input: args::money(input, "input")?,
            cache_read: args::opt(&cache_read, "cache_read", args::money)?,
            cache_write_5m: args::opt(&cache_write_5m, "cache_write_5m", args::money)?,
            cache_write_long: args::opt(&cache_write_long, "cache_write_long", args::money)?,
            output: args::money(output, "output")?,
            reasoning: args::opt(&reasoning, "reasoning", args::money)?,
            audio_input: args::opt(&audio_input, "audio_input", args::money)?,
            image_input: args::opt(&image_input, "image_input", args::money)?,
            video_input: args::opt(&video_input, "video_input", args::money)?,
            audio_cache_read: args::opt(&audio_cache_read, "audio_cache_read", args::money)?,
            image_cache_read: args::opt(&image_cache_read, "image_cache_read", args::money)?,
            audio_output: args::opt(&audio_output, "audio_output", args::money)?,
            image_output: args::opt(&image_output, "image_output", args::money)?,
            video_output: args::opt(&video_output, "video_output", args::money)?,
            request: args::opt(&request, "request", args::money)?,
            units: args::opt(&units, "units", args::amounts)?.unwrap_or_default(),
            keep: args::opt(&keep, "keep", args::flag)?.unwrap_or_default(),
        };
        wait(py, || self.0.core.prices().set(&price))
    }

    /// Removes a price of the host's own, from this gate and from the store; returns whether there was one.
    ///
    /// Errors: of one that the store keeps `read_only`, `busy`.
    #[pyo3(signature = (model, *, provider=None))]
    fn remove(&self, py: Python<'_>, model: &Bound<'_, PyAny>, provider: args::Arg<'_>) -> Out<bool> {
        let model = args::text(model, "model")?;
        let provider = args::opt(&provider, "provider", args::text)?;
        wait(py, || self.0.core.prices().remove(&model, provider.as_deref()))
    }

    /// The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which
    /// they were set.
    fn own(&self, py: Python<'_>) -> Out<Vec<records::HostPrice>> {
        wait(py, || self.0.core.prices().own()).map(|found| found.into_iter().map(records::HostPrice).collect())
    }

    /// The price tables and their age.
    fn age(&self, py: Python<'_>) -> Out<records::PriceAge> {
        let gate = self.0.timed()?;
        wait(py, || gate.prices().age()).map(records::PriceAge)
    }

    /// The standard price of every model, those of loaded tables first.
    ///
    /// list: Of this price list only, such as `openai`.
    /// at: The time for which the prices are wanted; now by default.
    ///
    /// Errors: `invalid_argument` for an unknown list.
    #[pyo3(signature = (*, list=None, at=None))]
    fn list(&self, py: Python<'_>, list: args::Arg<'_>, at: args::Arg<'_>) -> Out<Vec<records::ModelPrice>> {
        let query = model::PriceListQuery {
            list: args::opt(&list, "list", args::text)?,
            at: args::opt(&at, "at", args::time)?,
        };
        let gate = self.0.timed()?;
        wait(py, || gate.prices().list(&query)).map(|found| found.into_iter().map(records::ModelPrice).collect())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.0.host)
    }
}
