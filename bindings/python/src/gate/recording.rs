//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use super::Gate;
use crate::args;
use crate::call::{Out, wait};
use crate::records;
use crate::request;
use codegate_core::model;
use pyo3::prelude::*;

#[pymethods]
impl Gate {
    /// Records a finished call that the host made without this library.
    ///
    /// session: Session whose active workspace is used; `default` by default.
    /// workspace: Workspace for this request alone; changes no state.
    /// files: Files that the request is about, as paths; replaces those found in the body.
    /// request_type: `fim`, `chat`, or any other word that facts have, or one of the host's own.
    /// client: Name of the client.
    /// requested_model: The model that the client asked for.
    /// format: The wire format, for hosts without a body.
    /// path: Path and query of the URL that the client called.
    /// headers: The client's headers in their order, as a mapping or pairs; names in any case.
    /// root: Root folder of the user's project, an absolute path.
    /// key: The host's own key, such as the id of a message; see `on_duplicate`.
    /// on_duplicate: What to do where the key was recorded before; `replace` by default.
    /// rule: 0-based index of the rule that routed it, in its workspace.
    /// attempts: Its attempts in order, at least one, where it took several. What is said of one is then said there
    ///     and not here: provider, model, status, reason and counts.
    /// provider: Provider that answered. One that was not added needs `provider_type`.
    /// provider_type: Type of the provider, whose prices apply where it was not added. Without `provider` it is
    ///     named by its type.
    /// model: Model that was asked for.
    /// outcome: How it ended; by default as its last attempt, which is failed where the status is 400 or more, else
    ///     completed.
    /// status: Status of the HTTP response.
    /// reason: Why it failed, in the host's words; at most 1,024 bytes are kept.
    /// started_at: When it began; by default when its first attempt did, else now.
    /// finished_at: When it ended; by default when its last attempt did, else now.
    /// prompt: The user's text, for the history.
    /// output: The assistant's text, for the history.
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
    /// Errors: those of `Gate.decide`, `provider_not_found`, and those of the store.
    #[pyo3(signature = (*, session=None, workspace=None, files=None, request_type=None, client=None,
        requested_model=None, format=None, path=None, headers=None, root=None, key=None,
        on_duplicate=None, rule=None, attempts=None, provider=None, provider_type=None,
        model=None, outcome=None, status=None, reason=None, started_at=None, finished_at=None,
        prompt=None, output=None, input_tokens=None, output_tokens=None, cache_read=None,
        cache_write_5m=None, cache_write_long=None, reasoning=None, audio_input=None,
        image_input=None, video_input=None, audio_cache_read=None, image_cache_read=None,
        audio_output=None, image_output=None, video_output=None, units=None,
        includes_cache=None, reported_cost=None, response_model=None, service_tier=None,
        inference_geo=None))]
    fn record(
        &self,
        py: Python<'_>,
        session: args::Arg<'_>,
        workspace: args::Arg<'_>,
        files: args::Arg<'_>,
        request_type: args::Arg<'_>,
        client: args::Arg<'_>,
        requested_model: args::Arg<'_>,
        format: args::Arg<'_>,
        path: args::Arg<'_>,
        headers: args::Arg<'_>,
        root: args::Arg<'_>,
        key: args::Arg<'_>,
        on_duplicate: args::Arg<'_>,
        rule: args::Arg<'_>,
        attempts: args::Arg<'_>,
        provider: args::Arg<'_>,
        provider_type: args::Arg<'_>,
        model: args::Arg<'_>,
        outcome: args::Arg<'_>,
        status: args::Arg<'_>,
        reason: args::Arg<'_>,
        started_at: args::Arg<'_>,
        finished_at: args::Arg<'_>,
        prompt: args::Arg<'_>,
        output: args::Arg<'_>,
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
    ) -> Out<records::Receipt> {
        let record = model::Record {
            session: args::opt(&session, "session", args::text)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            files: args::opt(&files, "files", args::paths)?,
            request_type: args::opt(&request_type, "request_type", args::text)?,
            client: args::opt(&client, "client", args::text)?,
            requested_model: args::opt(&requested_model, "requested_model", args::text)?,
            format: args::opt(&format, "format", args::word)?,
            path: args::opt(&path, "path", args::text)?,
            headers: args::opt(&headers, "headers", request::headers)?,
            root: args::opt(&root, "root", args::path)?,
            key: args::opt(&key, "key", args::text)?,
            on_duplicate: args::opt(&on_duplicate, "on_duplicate", args::word)?,
            rule: args::opt(&rule, "rule", args::whole)?,
            attempts: args::opt(&attempts, "attempts", request::attempts)?,
            provider: args::opt(&provider, "provider", args::text)?,
            provider_type: args::opt(&provider_type, "provider_type", args::word)?,
            model: args::opt(&model, "model", args::text)?,
            outcome: args::opt(&outcome, "outcome", args::word)?,
            status: args::opt(&status, "status", args::whole)?,
            reason: args::opt(&reason, "reason", args::text)?,
            started_at: args::opt(&started_at, "started_at", args::time)?,
            finished_at: args::opt(&finished_at, "finished_at", args::time)?,
            prompt: args::opt(&prompt, "prompt", args::text)?,
            output: args::opt(&output, "output", args::text)?,
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
        let gate = self.handle.timed()?;
        wait(py, || gate.record(&record)).map(records::Receipt)
    }

    /// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
    /// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report
    /// it makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
    /// (`Gate.superseded_charges`).
    ///
    /// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of
    /// the query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`.
    ///
    /// since: Of exchanges that began at this time or later.
    /// until: Of exchanges that began before this time.
    /// workspace: Of one workspace, live or archived.
    /// provider: At this provider.
    /// model: With this model as the one that was asked for.
    /// apply: The `token` of the report to apply; without it nothing is written.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply`
    /// `reprice_stale` where the changes would not be those of the report, and those of the store.
    #[pyo3(signature = (since, *, until=None, workspace=None, provider=None, model=None, apply=None))]
    fn reprice(
        &self,
        py: Python<'_>,
        since: &Bound<'_, PyAny>,
        until: args::Arg<'_>,
        workspace: args::Arg<'_>,
        provider: args::Arg<'_>,
        model: args::Arg<'_>,
        apply: args::Arg<'_>,
    ) -> Out<records::RepriceReport> {
        let query = model::RepriceQuery {
            since: args::time(since, "since")?,
            until: args::opt(&until, "until", args::time)?,
            workspace: args::opt(&workspace, "workspace", args::text)?,
            provider: args::opt(&provider, "provider", args::text)?,
            model: args::opt(&model, "model", args::text)?,
            apply: args::opt(&apply, "apply", args::text)?,
        };
        let gate = self.handle.timed()?;
        wait(py, || gate.reprice(&query)).map(records::RepriceReport)
    }

    /// What the attempts of an exchange were charged before they were repriced, oldest first.
    ///
    /// Errors: `exchange_not_found`.
    fn superseded_charges(&self, py: Python<'_>, exchange: &Bound<'_, PyAny>) -> Out<Vec<records::SupersededCharge>> {
        let exchange = args::text(exchange, "exchange")?;
        wait(py, || self.handle.core.superseded_charges(&exchange))
            .map(|found| found.into_iter().map(records::SupersededCharge).collect())
    }
}
