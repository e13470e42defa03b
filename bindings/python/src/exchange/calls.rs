//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Exchange;
use crate::args;
use crate::call::{Out, wait};
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;

#[pymethods]
impl Exchange {
    /// Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks
    /// for: `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to
    /// the origin of its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around
    /// it is left out.
    ///
    /// Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential
    /// that could be the host's, and for a secret that is empty or cannot stand in a header, which the text never
    /// shows.
    fn authorize(&self, py: Python<'_>, secret: &Bound<'_, PyAny>) -> Out<()> {
        let secret = args::text(secret, "secret")?;
        let exchange = self.core()?;
        wait(py, || exchange.authorize(&secret))
    }

    /// Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has
    /// parsed, as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error.
    ///
    /// event: Its bytes, its text, parsed JSON, or an SDK's object.
    ///
    /// Errors: `already_finished`.
    fn feed_event(&self, py: Python<'_>, event: &Bound<'_, PyAny>) -> Out<bool> {
        let event = request::event(event, "event")?;
        let event = event.bytes().unwrap_or_default();
        let exchange = self.core()?;
        wait(py, || exchange.feed_event(event))
    }

    /// Sets counts that the host has read itself; the last call replaces what was read from the response.
    ///
    /// input_tokens: Input tokens; `includes_cache` says whether they include the cached ones.
    /// output_tokens: Output tokens, reasoning included.
    /// cache_read: Input tokens read from a cache; 0 if not given.
    /// cache_write_5m: Input tokens written to a cache for five minutes; 0 if not given.
    /// cache_write_long: Input tokens written to a cache for longer; 0 if not given.
    /// reasoning: Output tokens spent on reasoning.
    /// audio_input: Tokens of audio among all input tokens, cached ones included; 0 if not given, as are the parts
    ///     that follow.
    /// image_input: Tokens of images among all input tokens, cached ones included.
    /// video_input: Tokens of video among all input tokens.
    /// audio_cache_read: Tokens of audio among those read from a cache.
    /// image_cache_read: Tokens of images among those read from a cache.
    /// audio_output: Tokens of audio in the output.
    /// image_output: Tokens of images in the output.
    /// video_output: Tokens of video in the output.
    /// units: What is charged by the piece, with its number, as in `Usage.units`.
    /// includes_cache: Whether `input_tokens` includes the cached ones; true by default.
    /// reported_cost: What the provider reports as cost, in US dollars: a decimal.
    /// response_model: The model that answered, where it is not the one asked for.
    /// service_tier: Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
    ///     prices.
    /// inference_geo: Where the model ran, in the provider's words, where that has a surcharge: `us`.
    ///
    /// Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
    #[pyo3(
        signature = (*, input_tokens=None, output_tokens=None, cache_read=None, cache_write_5m=None,
        cache_write_long=None, reasoning=None, audio_input=None, image_input=None,
        video_input=None, audio_cache_read=None, image_cache_read=None, audio_output=None,
        image_output=None, video_output=None, units=None, includes_cache=None,
        reported_cost=None, response_model=None, service_tier=None, inference_geo=None),
        text_signature = "($self, *, input_tokens=None, output_tokens=None, cache_read=None, cache_write_5m=None, \
        cache_write_long=None, reasoning=None, audio_input=None, image_input=None, \
        video_input=None, audio_cache_read=None, image_cache_read=None, audio_output=None, \
        image_output=None, video_output=None, units=None, includes_cache=True, \
        reported_cost=None, response_model=None, service_tier=None, inference_geo=None)"
    )]
    fn report_usage(
        &self,
        py: Python<'_>,
        input_tokens: args::Arg<'_>,
        output_tokens: args::Arg<'_>,
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
        units: args::Arg<'_>,
        includes_cache: args::Arg<'_>,
        reported_cost: args::Arg<'_>,
        response_model: args::Arg<'_>,
        service_tier: args::Arg<'_>,
        inference_geo: args::Arg<'_>,
    ) -> Out<()> {
        let counts = model::Counts {
            input_tokens: args::opt(&input_tokens, "input_tokens", args::whole)?,
            output_tokens: args::opt(&output_tokens, "output_tokens", args::whole)?,
            cache_read: args::opt(&cache_read, "cache_read", args::whole)?,
            cache_write_5m: args::opt(&cache_write_5m, "cache_write_5m", args::whole)?,
            cache_write_long: args::opt(&cache_write_long, "cache_write_long", args::whole)?,
            reasoning: args::opt(&reasoning, "reasoning", args::whole)?,
            audio_input: args::opt(&audio_input, "audio_input", args::whole)?,
            image_input: args::opt(&image_input, "image_input", args::whole)?,
            video_input: args::opt(&video_input, "video_input", args::whole)?,
            audio_cache_read: args::opt(&audio_cache_read, "audio_cache_read", args::whole)?,
            image_cache_read: args::opt(&image_cache_read, "image_cache_read", args::whole)?,
            audio_output: args::opt(&audio_output, "audio_output", args::whole)?,
            image_output: args::opt(&image_output, "image_output", args::whole)?,
            video_output: args::opt(&video_output, "video_output", args::whole)?,
            units: args::opt(&units, "units", args::counts)?,
            includes_cache: args::opt(&includes_cache, "includes_cache", args::flag)?,
            reported_cost: args::opt(&reported_cost, "reported_cost", args::money)?,
            response_model: args::opt(&response_model, "response_model", args::text)?,
            service_tier: args::opt(&service_tier, "service_tier", args::text)?,
            inference_geo: args::opt(&inference_geo, "inference_geo", args::text)?,
        };
        let exchange = self.core()?;
        wait(py, || exchange.report_usage(&counts))
    }

    /// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; `None`
    /// if there is none left: then url and headers hold no credential any more. A fallback whose credential is not
    /// available, or whose provider does not take the format, is skipped with a warning. What the headers say of the
    /// time to wait is kept with the attempt.
    ///
    /// status: Status of the HTTP response, 100 to 599.
    /// headers: Headers of the response, for the time that the provider asks to wait (`Retry-After` and its
    ///     relatives); those that were given to `begin_response` by default.
    /// body: Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON,
    ///     events, or any other text.
    /// retry_after: Seconds that the provider asked to wait, where the host knows them; kept with the attempt.
    /// reason: Why, in the host's words; at most 1,024 bytes are kept.
    ///
    /// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave
    /// no route, and those of the host's own resolver.
    #[pyo3(signature = (*, status=None, headers=None, body=None, retry_after=None, reason=None))]
    fn fail(
        &self,
        py: Python<'_>,
        status: args::Arg<'_>,
        headers: args::Arg<'_>,
        body: args::Arg<'_>,
        retry_after: args::Arg<'_>,
        reason: args::Arg<'_>,
    ) -> Out<Option<records::Route>> {
        let failure = model::Failure {
            status: args::opt(&status, "status", args::whole)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            body: args::opt(&body, "body", request::answer)?,
            retry_after: args::opt(&retry_after, "retry_after", args::seconds)?,
            reason: args::opt(&reason, "reason", args::text)?,
        };
        let exchange = self.timed()?;
        wait(py, || exchange.fail(&failure)).map(|found| found.map(records::Route))
    }

    /// Ends the current attempt as failed and opens one on the same route, which is returned; `None` if unrouted.
    ///
    /// status: Status of the HTTP response, 100 to 599.
    /// headers: Headers of the response, for the time that the provider asks to wait (`Retry-After` and its
    ///     relatives); those that were given to `begin_response` by default.
    /// body: Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON,
    ///     events, or any other text.
    /// retry_after: Seconds that the provider asked to wait, where the host knows them; kept with the attempt.
    /// reason: Why, in the host's words; at most 1,024 bytes are kept.
    ///
    /// Errors: those of `Exchange.fail`, `credential_unavailable`.
    #[pyo3(signature = (*, status=None, headers=None, body=None, retry_after=None, reason=None))]
    fn retry(
        &self,
        py: Python<'_>,
        status: args::Arg<'_>,
        headers: args::Arg<'_>,
        body: args::Arg<'_>,
        retry_after: args::Arg<'_>,
        reason: args::Arg<'_>,
    ) -> Out<Option<records::Route>> {
        let failure = model::Failure {
            status: args::opt(&status, "status", args::whole)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            body: args::opt(&body, "body", request::answer)?,
            retry_after: args::opt(&retry_after, "retry_after", args::seconds)?,
            reason: args::opt(&reason, "reason", args::text)?,
        };
        let exchange = self.timed()?;
        wait(py, || exchange.retry(&failure)).map(|found| found.map(records::Route))
    }
}
