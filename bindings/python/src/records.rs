//! The record classes, one for each record of the core. Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::lazy::{html, record};
use crate::value::{ToPython, words};
use codegate_core::model;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

record! {
    /// Something that was noticed in an exchange or in a workspace.
    Alert(model::Alert) {
        /// Id.
        id,
        /// Exchange that it is about.
        exchange,
        /// Its workspace.
        workspace,
        /// Its session.
        session,
        /// How much it matters.
        severity,
        /// A word for what it is, such as `secret`.
        alert_type as "type",
        /// The text that it is about.
        snippet,
        /// What raised it.
        trigger,
        /// When it was added.
        created_at,
    }
}

type AlertPageOf = model::Page<model::Alert>;

record! {
    /// A page of rows, newest first.
    AlertPage(AlertPageOf) {
        /// The rows.
        items,
        /// The cursor of the next page; `None` on the last.
        next,
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "page")
    }

    fn __len__(&self) -> usize {
        self.0.items.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.items.to_python(py)?.try_iter()
    }
}

record! {
    /// How many alerts there are, by severity and type.
    AlertSummary(model::AlertSummary) {
        /// All.
        total,
        /// Critical ones.
        critical,
        /// The others.
        info,
        /// By type, the most first.
        by_type,
    }
}

record! {
    /// One try at one provider.
    Attempt(model::Attempt) {
        /// Provider; `None` if unrouted.
        provider,
        /// Its type.
        provider_type,
        /// Model that was asked for.
        model,
        /// Model that answered, where the response reports it.
        response_model,
        /// Service tier, in the provider's words (`batch`, `flex`, `priority`), where the response or the host reports
        /// it.
        service_tier,
        /// Where the model ran, in the provider's words, where the response or the host reports it: `us`. It may have a
        /// surcharge.
        inference_geo,
        /// Status of the HTTP response, where the host reported it.
        status,
        /// How it ended.
        outcome,
        /// Why it failed, in the host's words.
        reason,
        /// What kind of failure it was; `None` if it did not fail.
        failure_class,
        /// Seconds that the provider asked to wait before the next try.
        retry_after,
        /// When it began.
        started_at,
        /// When it ended.
        finished_at,
        /// Its token usage.
        usage,
        /// Prices it was charged with.
        prices,
        /// Its cost; `None` where a part of it is unknown.
        cost,
        /// The part of the cost that is known.
        cost_known,
        /// What its cached input tokens saved; see `Receipt.cache_saved`.
        cache_saved,
        /// Cost as the provider reports it.
        reported_cost,
        /// Where it was reported, and in which unit if not in US dollars: `usage.cost`, `usage.estimated_cost`,
        /// `copilot_usage.total_nano_aiu`, the name of a header, or `host`.
        reported_by,
        /// Where the prices come from.
        price_source,
    }
}

record! {
    /// A backup that was made.
    Backup(model::Backup) {
        /// Bytes of its file.
        size,
        /// Exchanges in it, with those that were removed from the history: each was read back.
        exchanges,
        /// Their attempts: each was read back.
        attempts,
    }
}

record! {
    /// What compacting gave back.
    Compacted(model::Compacted) {
        /// Bytes of the file and its log before.
        before,
        /// Bytes of the file and its log now. Where others read what the log holds, it stays until they are done.
        after,
    }
}

record! {
    /// How often a value occurs.
    Count(model::Count) {
        /// The value.
        key,
        /// How often.
        count,
    }
}

record! {
    /// Where a request goes, or why there is no route for it.
    Decision(model::Decision) {
        /// The workspace whose rules and instructions were used.
        workspace,
        /// The session of the request.
        session,
        /// Whether there is a route that the request can take.
        routed,
        /// 0-based position of the rule that matched; `None` also where the request says itself where to go.
        rule,
        /// Why it is not routed: `no_rules`, `no_match`, or `needs_translation` for a route whose provider does not
        /// take the request's format. `None` when routed.
        reason,
        /// Where to send it first.
        route,
        /// Where to send it if that fails, in order.
        fallbacks,
        /// What happened to the workspace's custom instructions.
        instructions,
        /// The custom instructions themselves, for hosts without a body.
        custom_instructions,
        /// What was recognised in the request.
        facts,
        /// What the host should know.
        warnings,
    }
}

record! {
    /// What was deleted with a workspace.
    DeletedWorkspace(model::DeletedWorkspace) {
        /// Its name.
        name,
        /// Exchanges removed with their prompts, outputs and usage.
        exchanges,
        /// Alerts removed.
        alerts,
        /// Muxing rules removed.
        rules,
    }
}

record! {
    /// A sign of the client.
    Evidence(model::Evidence) {
        /// `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the body) or
        /// `tools`.
        source,
        /// How much it proves.
        strength,
        /// What was seen: a header's or a member's name and value, the text that was found, or the tools.
        seen,
    }
}

record! {
    /// One condition matched against the facts.
    ExplainedCondition(model::ExplainedCondition) {
        /// Its name.
        condition,
        /// Its values; one match suffices, but for those that exclude.
        values,
        /// Whether it holds.
        held,
        /// What it was compared with: the paths, the type, the client or the model; empty if unknown.
        seen,
        /// What of that its values with `!` exclude.
        excluded,
    }
}

record! {
    /// One rule matched against the facts.
    ExplainedRule(model::ExplainedRule) {
        /// 0-based position.
        rule,
        /// Whether all its conditions hold. The first rule that holds is taken.
        held,
        /// Its conditions in the order files, request_type, client, requested_model, then unknown ones.
        conditions,
        /// Its targets.
        to,
    }
}

record! {
    /// Why a decision is as it is, rule by rule. Prints as text.
    Explanation(model::Explanation) {
        /// The decision that was explained.
        decision,
        /// Every rule of the workspace in order.
        rules,
    }

    fn __str__(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_string())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "text")
    }
}

record! {
    /// What is known of a request; rules are matched against this.
    Facts(model::Facts) {
        /// Wire format.
        format,
        /// Name of the client, `generic` if it is not recognised.
        client,
        /// All signs of that client that were seen, the strongest first.
        client_evidence,
        /// `chat`, `fim`, `count_tokens`; `embeddings`, `images`, `audio`, `moderation`, `batch`, `models`, `files` or
        /// `other`, which are no conversation; or the host's word. `None` if undetermined.
        request_type,
        /// The model that the client asked for.
        requested_model,
        /// Whether the client asked for a stream; `None` if undetermined.
        stream,
        /// Names of the tools that the model may call, each once, at most 128; a provider's built-in tool without a
        /// name appears under its type.
        tools,
        /// Images in the whole conversation.
        images,
        /// Whether the model is asked to think before it answers; `None` where the request leaves that to the model.
        thinking,
        /// The limit of output tokens that the client asks for.
        max_output_tokens,
        /// Files that the request is about.
        files,
    }
}

record! {
    /// A file that a request is about.
    FileRef(model::FileRef) {
        /// Base name.
        name,
        /// The path as found, with `/` in place of `\`.
        path,
        /// Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`; `cursor` is the file
        /// whose code is to be completed.
        found as "where",
    }
}

record! {
    /// A rule in the form of four fixed matchers.
    FlatRule(model::FlatRule) {
        /// Name of the provider.
        provider_name,
        /// Its type; `None` where it is not known here.
        provider_type,
        /// The model.
        model,
        /// `catch_all`, `filename_match`, `fim_filename` or `chat_filename`.
        matcher_type,
        /// The file pattern, in which braces and a leading `!` are characters; `None` is no file condition.
        matcher,
    }
}

record! {
    /// A folder with a workspace: of everything in it that is in no nearer folder with one.
    FolderBinding(model::FolderBinding) {
        /// The folder, absolute, as text: with `/`, without `.`, `..` and a `/` at its end.
        folder,
        /// Name of its workspace.
        workspace,
        /// Whether the folder's own `codegate.toml` says so; false where it was bound here.
        declared,
    }
}

record! {
    /// Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}` where the
    /// model goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint say.
    FormatPaths(model::FormatPaths) {
        /// OpenAI chat completions, as in `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`.
        openai_chat,
        /// OpenAI responses.
        openai_responses,
        /// OpenAI legacy completions.
        openai_completions,
        /// Anthropic messages.
        anthropic_messages,
        /// Ollama's chat.
        ollama_chat,
        /// Ollama's generate.
        ollama_generate,
        /// Gemini's methods, as in `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`.
        gemini,
    }
}

record! {
    /// The state of a store.
    Health(model::Health) {
        /// Path of the store; `None` for one in memory. Bytes that are not UTF-8 are shown as U+FFFD.
        path,
        /// The store's own id, which its copies share; `None` where it has none.
        store,
        /// Version of SQLite.
        sqlite,
        /// Version of the schema.
        schema,
        /// Increases with every change of the configuration.
        generation,
        /// Bytes of the file; `None` in memory, and where it is gone.
        size,
        /// Bytes of the write-ahead log, which holds what was written last; `None` where there is none.
        log_size,
        /// Whether this gate can write.
        writable,
        /// What keeps writers of several processes apart.
        locks,
        /// Exchanges that were dropped without a finish while the store could not be written, and that are recorded
        /// with this gate's next write.
        unwritten,
        /// How often the files were reopened because something else had replaced them.
        reattached,
        /// Whether the files at the path are not those that are open. The next call opens them anew, if they are this
        /// store.
        detached,
        /// The kind of the file system, as far as it is known here: `ext4`, `tmpfs`, `overlay`; of others their number
        /// in hexadecimal digits; `None` in memory and where the system does not tell.
        filesystem,
        /// Other processes that have the file open, as far as this one may see them; `None` in memory, and where the
        /// system does not tell (outside of Linux).
        peers,
        /// Bytes of the file that hold nothing; `compact` gives back these and more. `None` where the store is
        /// detached.
        free,
        /// Models of which recorded exchanges have no price, the most frequent first, 100 at most.
        unpriced,
        /// Rules that decided no recorded exchange at the place where they stand now, 100 at most. One that was moved
        /// is taken for what decided at its new place before.
        unfired,
        /// Recorded exchanges of which a count of tokens is unknown.
        without_usage,
        /// What the host should know: `locks_can_be_dropped`, `storage_detached`.
        warnings,
    }
}

record! {
    /// One exchange in the history.
    HistoryEntry(model::HistoryEntry) {
        /// Id of the exchange.
        exchange,
        /// Its workspace.
        workspace,
        /// Its session.
        session,
        /// When it began.
        started_at,
        /// When it ended.
        finished_at,
        /// Kind of request.
        request_type,
        /// Client that sent it.
        client,
        /// Provider of its last attempt.
        provider,
        /// Model that its last attempt asked for.
        model,
        /// How it ended.
        outcome,
        /// The last user turn; `None` where no text is kept or was found.
        prompt,
        /// The assistant's text and tool calls; `None` where no text is kept or was found.
        output,
        /// Whether the prompt or the output was cut to its limit of 64 KiB.
        cut,
        /// The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as U+FFFD.
        request_body,
        /// The raw response body, where `history` is `all`.
        response_body,
        /// Its token usage over all attempts.
        usage,
        /// Its cost.
        cost,
        /// Its alerts, oldest first.
        alerts,
    }
}

type HistoryPageOf = model::Page<model::HistoryEntry>;

record! {
    /// A page of rows, newest first.
    HistoryPage(HistoryPageOf) {
        /// The rows.
        items,
        /// The cursor of the next page; `None` on the last.
        next,
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "page")
    }

    fn __len__(&self) -> usize {
        self.0.items.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.items.to_python(py)?.try_iter()
    }
}

record! {
    /// What a history holds.
    HistorySummary(model::HistorySummary) {
        /// Exchanges.
        exchanges,
        /// When the oldest began.
        first_at,
        /// When the newest began.
        last_at,
        /// Exchanges by kind of request, the most first.
        by_request_type,
        /// Exchanges by outcome, the most first.
        by_outcome,
        /// Exchanges with at least one alert.
        with_alerts,
    }
}

record! {
    /// A price of the host's own, in US dollars for a million tokens. It takes precedence over every table, whatever
    /// the size of the input and the service tier. A bucket without a price has that of its parent, as in `ModelPrice`.
    HostPrice(model::HostPrice) {
        /// The model, case-insensitive: `*` is any text, `#` a digit.
        model,
        /// For this provider only.
        provider,
        /// Of uncached input.
        input,
        /// Of input read from a cache.
        cache_read,
        /// Of input written to a cache for five minutes.
        cache_write_5m,
        /// Of input written to a cache for longer.
        cache_write_long,
        /// Of output.
        output,
        /// Of output spent on reasoning.
        reasoning,
        /// Of audio in the input.
        audio_input,
        /// Of images in the input.
        image_input,
        /// Of video in the input.
        video_input,
        /// Of audio read from a cache.
        audio_cache_read,
        /// Of images read from a cache.
        image_cache_read,
        /// Of audio in the output.
        audio_output,
        /// Of images in the output.
        image_output,
        /// Of video in the output.
        video_output,
        /// Of a million requests, whatever their tokens.
        request,
        /// Of a million of each unit that is charged by the piece, such as `web_search`.
        units,
        /// Whether the store keeps it, for every gate; of this gate alone by default.
        keep,
    }
}

record! {
    /// What an import did.
    Imported(model::Imported) {
        /// Names of workspaces that were created.
        created,
        /// Names of workspaces that were replaced.
        replaced,
        /// Names of workspaces of the bundle that were skipped or already the same.
        skipped,
    }
}

record! {
    /// What a bundle refers to that does not exist here.
    Missing(model::Missing) {
        /// Providers.
        providers,
        /// Models that the provider here does not list.
        models,
    }
}

record! {
    /// A model that a provider here does not list.
    MissingModel(model::MissingModel) {
        /// The provider here.
        provider,
        /// The model.
        model,
    }
}

record! {
    /// A provider that does not exist here; map it to one that does.
    MissingProvider(model::MissingProvider) {
        /// Its name in the bundle.
        name,
        /// Its type there.
        provider_type as "type",
    }
}

record! {
    /// The price of a model: US dollars for a million tokens. A bucket that is `None` has the price of its parent:
    /// `cache_write_long` of `cache_write_5m`, audio and images in a cache of `cache_read`, every cache and other part
    /// of the input of `input`, and every part of the output of `output`.
    ModelPrice(model::ModelPrice) {
        /// Where it comes from: `host`, `loaded` or `snapshot`.
        source,
        /// The name of the table; `None` for a host's own price.
        table,
        /// The day for which the table is known to be valid, `YYYY-MM-DD`.
        as_of,
        /// The price list, such as `openai`.
        list,
        /// The model, as the table names it.
        model,
        /// The most tokens that it accepts.
        context_window,
        /// The service tier that it applies to; `None` is the standard tier.
        variant,
        /// The size of the input, in tokens, above which it applies.
        over,
        /// The first day on which the standard price applies, `YYYY-MM-DD`.
        since,
        /// Of uncached input.
        input,
        /// Of input read from a cache.
        cache_read,
        /// Of input written to a cache for five minutes.
        cache_write_5m,
        /// Of input written to a cache for longer.
        cache_write_long,
        /// Of output.
        output,
        /// Of output spent on reasoning.
        reasoning,
        /// Of audio in the input.
        audio_input,
        /// Of images in the input.
        image_input,
        /// Of video in the input.
        video_input,
        /// Of audio read from a cache.
        audio_cache_read,
        /// Of images read from a cache.
        image_cache_read,
        /// Of audio in the output.
        audio_output,
        /// Of images in the output.
        image_output,
        /// Of video in the output.
        video_output,
        /// Of a million requests, whatever their tokens.
        request,
        /// Of a million of each unit that is charged by the piece, such as `web_search`.
        units,
        /// Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`.
        surcharges,
    }
}

record! {
    /// A period of time.
    Period(model::Period) {
        /// Its beginning, inclusive.
        since,
        /// Its end, exclusive.
        until,
    }
}

record! {
    /// A description of a way of working, with an optional vector. Stored and listed; decisions do not use it yet.
    Persona(model::Persona) {
        /// Name, case kept.
        name,
        /// Free text.
        description,
        /// Length of its vector; `None` without one.
        dimension,
        /// When it was added.
        created_at,
        /// When it was last changed.
        updated_at,
    }
}

record! {
    /// One workspace of a bundle, compared with this store.
    PlanItem(model::PlanItem) {
        /// Its name.
        name,
        /// How it compares.
        status,
        /// What differs: `instructions`, `rules`, `archived`.
        differs,
    }
}

record! {
    /// How old the prices are.
    PriceAge(model::PriceAge) {
        /// Whole days since the day for which the newest table is known to be valid.
        days,
        /// Whether that is more than 90 days ago.
        stale,
        /// The tables in order of precedence.
        tables,
        /// How many prices of the host's own there are.
        own,
    }
}

record! {
    /// A table of prices.
    PriceTable(model::PriceTable) {
        /// Its name as the source of a price: `loaded` or `snapshot`.
        source,
        /// Its own name, such as `genai-prices 0.2.3`.
        table,
        /// Its format; the snapshot has the library's own.
        format,
        /// The day for which it is known to be valid, `YYYY-MM-DD`.
        as_of,
        /// Whole days since then; `None` if the day is not known.
        days,
        /// How many price lists it has.
        lists,
        /// How many models it has.
        models,
        /// How many models of the file have a price that this library cannot represent, such as by a time zone or for
        /// an image; what else is known of them is loaded.
        skipped,
    }
}

record! {
    /// An endpoint that accepts requests.
    Provider(model::Provider) {
        /// Name, case kept.
        name,
        /// Kind of API.
        provider_type as "type",
        /// Base URL, as one gives it to an SDK: a bare origin, or one with a path.
        endpoint,
        /// Free text.
        description,
        /// Where the credential comes from.
        auth,
        /// The reference to a credential, never a secret.
        credential,
        /// Models it offers; `None` is any model, an empty list none.
        models,
        /// Paths for single formats, where type and endpoint do not say them.
        paths,
        /// Whether streams are asked for their usage where the client did not.
        inject_usage,
        /// The price list by which it charges, such as `dashscope`; `None` where its endpoint and type say it.
        prices,
        /// Further origins that a client's own credential, meant for this provider, may go to on a fallback.
        passthrough_to,
        /// When it was added.
        created_at,
        /// When it was last changed.
        updated_at,
    }
}

record! {
    /// What was removed from the history, or would be.
    Pruned(model::Pruned) {
        /// Exchanges that are no longer in the history.
        exchanges,
        /// Alerts on them.
        alerts,
        /// Bytes of their prompts, outputs and raw bodies. The file keeps its size; what is recorded next takes the
        /// room.
        bytes,
        /// Exchanges that were left as they are, because their rows are damaged; 0 where nothing was to be removed.
        damaged,
    }
}

record! {
    /// The rows that a query returned.
    QueryResult(model::QueryResult) {
        /// Names of the columns in their order.
        columns,
        /// The rows, each with a value for each column. An infinite number, which JSON cannot express, is null.
        rows,
        /// Whether there were more rows than `limit`.
        truncated,
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "answer")
    }

    fn __len__(&self) -> usize {
        self.0.rows.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.rows.to_python(py)?.try_iter()
    }
}

record! {
    /// The result of an exchange, as recorded.
    Receipt(model::Receipt) {
        /// Id of the exchange.
        exchange,
        /// Workspace that it was recorded in.
        workspace,
        /// Session of the request.
        session,
        /// Provider of the last attempt; `None` if unrouted.
        provider,
        /// Model that the last attempt asked for.
        model,
        /// Model that answered, where the response reports it.
        response_model,
        /// Token usage over all attempts.
        usage,
        /// Cost over all attempts; `None` where a part of it is unknown.
        cost,
        /// The part of the cost that is known.
        cost_known,
        /// What the cached input tokens would have cost at the price of uncached ones, minus their actual cost.
        /// Negative where writing the cache cost more than reading it saved; 0 without cached tokens; `None` where
        /// their number or a price is unknown. The prices are those of `attempts`, also where the provider reports the
        /// cost.
        cache_saved,
        /// Cost as the provider reports it.
        reported_cost,
        /// Where the prices come from: `provider`, `host`, `loaded`, `snapshot`, or `None` if there are none.
        price_source,
        /// How it ended.
        outcome,
        /// Every attempt in order.
        attempts,
        /// Whether an exchange with the same key was recorded before and this call has changed nothing: the receipt is
        /// that of the other one.
        duplicate,
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "receipt")
    }
}

record! {
    /// What the forced removal of a provider or of its models changed in the rules.
    RemovedProvider(model::RemovedProvider) {
        /// The provider.
        name,
        /// Rules that lost a route but kept another, and rules that were removed because none was left.
        rules,
    }
}

record! {
    /// What repricing changes, or has changed.
    RepriceReport(model::RepriceReport) {
        /// Attempts that were examined.
        attempts,
        /// Those of them whose cost changes.
        changed,
        /// Those that had no price and get one; included in `changed`.
        priced,
        /// Those whose cost the provider reported: they are not changed.
        reported,
        /// Those that have no price now: they are not changed.
        unpriced,
        /// The known cost of what changes, before.
        before,
        /// The known cost of what changes, after.
        after,
        /// `after` minus `before`.
        difference,
        /// What changes by provider and model, the largest difference first.
        rows,
        /// Identifies exactly these changes: pass it as `apply` to make them.
        token,
        /// Whether they were made.
        applied,
    }
}

record! {
    /// What changes for one model at one provider.
    RepriceRow(model::RepriceRow) {
        /// The provider.
        provider,
        /// The model that was asked for.
        model,
        /// Attempts that change.
        changed,
        /// Their known cost before.
        before,
        /// Their known cost after.
        after,
        /// `after` minus `before`.
        difference,
    }
}

record! {
    /// A provider and model, and where and how to send the request.
    Route(model::Route) {
        /// Name of the provider; `None` for the upstream that the request names.
        provider,
        /// Its type; that of an upstream is told by its host.
        provider_type,
        /// The model to ask for; `None` if neither the rule nor the client names one.
        model,
        /// The format that the provider gets.
        format,
        /// Where to send the request; `None` with `needs_translation`.
        url,
        /// The base URL with which the SDK of the format's vendor comes to `url` by itself; `None` where none does.
        base_url,
        /// Where the credential comes from.
        auth,
        /// The reference to the credential.
        credential,
        /// Whether the provider has no path for the request's format. It then gets neither the request nor a
        /// credential.
        needs_translation,
    }
}

record! {
    /// A muxing rule as it is kept: conditions, and where a request that meets them goes.
    Rule(model::Rule) {
        /// Conditions, all of which must hold; none = catch-all.
        when,
        /// The first is the route, the rest are its fallbacks.
        to,
        /// The `matcher` that it was given with in the form of four fixed matchers, where `when.files` has it written
        /// otherwise: there `{` and a leading `!` mean more than in a matcher.
        matcher,
        /// Names of conditions in the store that this version does not know; such a rule never matches.
        unknown,
    }

    /// The rule as one of the four fixed matchers; `None` where they cannot say it.
    fn flat<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.flat().to_python(py)
    }
}

record! {
    /// A session: one context of a user, with its own active workspace.
    Session(model::Session) {
        /// 1 to 64 bytes; `default` always exists.
        id,
        /// Name of the workspace that its requests use.
        active_workspace,
        /// When a workspace was last activated in it.
        last_update,
    }
}

record! {
    /// One thing that settings name, compared with this store.
    SettingsChange(model::SettingsChange) {
        /// What it is.
        kind,
        /// Its name; of a session its id.
        name,
        /// How it compares.
        status,
        /// Names of the fields that differ, where it is `changed`.
        differs,
    }
}

record! {
    /// What settings change.
    SettingsPlan(model::SettingsPlan) {
        /// Whether anything differs from this store.
        changed,
        /// Whether that was written: false in a dry run, and where nothing differs.
        applied,
        /// Everything that the settings name: providers, workspaces, personas and sessions, each by name.
        items,
    }
}

record! {
    /// A rule that lost routes.
    StrippedRule(model::StrippedRule) {
        /// The workspace of the rule.
        workspace,
        /// Its 0-based position before the removal.
        rule,
        /// Whether the rule itself was removed.
        removed,
    }
}

record! {
    /// What an attempt was charged before it was repriced, or replaced by a later record of the same key.
    SupersededCharge(model::SupersededCharge) {
        /// 0-based position of the attempt in its exchange.
        attempt,
        /// When that was.
        replaced_at,
        /// The prices until then.
        prices,
        /// The cost until then.
        cost,
        /// The known part of it.
        cost_known,
        /// What cached tokens saved by those prices.
        cache_saved,
        /// Where those prices came from.
        price_source,
        /// The token usage until then, where a later record has replaced it.
        usage,
    }
}

record! {
    /// One provider and model of a rule.
    Target(model::Target) {
        /// Name of a provider.
        provider,
        /// The model; `None` keeps the one that the client asked for.
        model,
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }
}

record! {
    /// A rule of a live workspace that decided no recorded exchange.
    UnfiredRule(model::UnfiredRule) {
        /// The workspace.
        workspace,
        /// Its place among the rules of that workspace, from 0 on.
        rule,
    }
}

record! {
    /// Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and where they
    /// come from.
    UnitPrices(model::UnitPrices) {
        /// Of uncached input.
        input,
        /// Of input read from a cache; the input's price where there is none.
        cache_read,
        /// Of input written to a cache for five minutes; the input's price where there is none.
        cache_write_5m,
        /// Of input written for longer; the five-minute price where there is none.
        cache_write_long,
        /// Of output.
        output,
        /// Of output spent on reasoning; the output's price where there is none.
        reasoning,
        /// Of audio in the input; the input's price where there is none.
        audio_input,
        /// Of images in the input; the input's price where there is none.
        image_input,
        /// Of video in the input; the input's price where there is none.
        video_input,
        /// Of audio read from a cache; the price of a cache read where there is none.
        audio_cache_read,
        /// Of images read from a cache; the price of a cache read where there is none.
        image_cache_read,
        /// Of audio in the output; the output's price where there is none.
        audio_output,
        /// Of images in the output; the output's price where there is none.
        image_output,
        /// Of video in the output; the output's price where there is none.
        video_output,
        /// Of a million requests, whatever their tokens.
        request,
        /// Of a million of each unit that is charged by the piece, such as `web_search`.
        units,
        /// Surcharges that the prices of tokens contain, each with its factor: `inference_geo us x1.1`.
        surcharges,
        /// The price list that contains them, such as `openai`.
        list,
        /// The model, as the list names it.
        model,
        /// The service tier that they apply to, such as `batch`; `None` is the standard tier.
        variant,
        /// The size of the input, in tokens, above which they apply, where they depend on it.
        over,
        /// The name of the table, such as `genai-prices 0.2.3`.
        table,
        /// The day for which the table is known to be valid, `YYYY-MM-DD`.
        as_of,
    }
}

record! {
    /// A model of which recorded exchanges have no price.
    UnpricedModel(model::UnpricedModel) {
        /// The provider's name; `None` where it is not known.
        provider,
        /// The model; `None` where it is not known.
        model,
        /// How many exchanges.
        exchanges,
    }
}

record! {
    /// Token usage in disjoint buckets; `None` is unknown, which is not zero. Counts are at most 2⁴⁰.
    Usage(model::Usage) {
        /// Input tokens neither read from nor written to a cache.
        input_uncached,
        /// Input tokens read from a cache.
        cache_read,
        /// Input tokens written to a cache for five minutes, or for an unreported time.
        cache_write_5m,
        /// Input tokens written to a cache for longer.
        cache_write_long,
        /// Output tokens, reasoning included.
        output,
        /// Output tokens spent on reasoning, a part of `output`.
        reasoning,
        /// Tokens of audio among all input tokens, cached ones included; `None` where that is not reported, as in the
        /// parts that follow.
        audio_input,
        /// Tokens of images among all input tokens, cached ones included.
        image_input,
        /// Tokens of video among all input tokens.
        video_input,
        /// Tokens of audio in `cache_read`.
        audio_cache_read,
        /// Tokens of images in `cache_read`.
        image_cache_read,
        /// Tokens of audio in `output`.
        audio_output,
        /// Tokens of images in `output`.
        image_output,
        /// Tokens of video in `output`.
        video_output,
        /// What is charged by the piece, with its number: `web_search`, `file_search`, `code_execution` and the like.
        /// Only what was used is there.
        units,
        /// All input tokens: the sum of the four input buckets.
        input_tokens,
        /// All output tokens: `output` under its common name.
        output_tokens,
        /// Input and output tokens.
        total_tokens,
        /// The provider's own usage object, as JSON text.
        raw,
        /// How much of it was seen.
        completeness,
        /// Irregularities: `out_of_range`, `not_a_count`, `contradictory`, `compressed`, `cost_out_of_range`,
        /// `broken_off` (a response came, but failed before it reported its usage), `other_model` (a part was made by
        /// another model, at prices of its own, and is not counted), `tier_unpriced` (its service tier has no prices of
        /// its own, so that the standard ones apply), `part_unknown` (a part of a bucket, or something charged by the
        /// piece, was reported, but not as a count that can be true), `unit_unpriced` (something of `units` has no
        /// price), `elsewhere` (what it has used is counted with another exchange: of a response that was only fetched,
        /// with that which made it; of one still to be made in the background, with that which fetches it; of a batch,
        /// with its results), `no_model_call` (it lists models, or keeps files or batches, and has used nothing),
        /// `summed` (of several requests, as the results of a batch are: each is charged by its own model and size);
        /// sorted. With `other_model`, `part_unknown`, `unit_unpriced`, and `tier_unpriced` of a tier that costs more
        /// than the standard one, the cost is unknown, and `cost_known` its lower bound; so it is where `completeness`
        /// is not `final`.
        marks,
    }
}

record! {
    /// Sums of one period minus those of another.
    UsageChange(model::UsageChange) {
        /// Exchanges; one with several attempts counts once, with its last.
        exchanges,
        /// Attempts, each with its own provider and model.
        attempts,
        /// Attempts that failed, also where another one of the exchange did not.
        failed,
        /// All input tokens.
        input_tokens,
        /// All output tokens.
        output_tokens,
        /// Input and output tokens.
        total_tokens,
        /// Input tokens neither read from nor written to a cache.
        input_uncached,
        /// Input tokens read from a cache.
        cache_read,
        /// Input tokens written to a cache for five minutes, or for an unreported time.
        cache_write_5m,
        /// Input tokens written to a cache for longer.
        cache_write_long,
        /// Output tokens, reasoning included.
        output,
        /// Output tokens spent on reasoning, a part of `output`.
        reasoning,
        /// The part of the cost that is known.
        cost_known,
        /// What cached tokens saved, as far as it is known; see `Receipt.cache_saved`.
        cache_saved,
        /// Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown.
        incomplete,
        /// Exchanges without a price, but for those of which every attempt was refused.
        unpriced,
    }
}

record! {
    /// The comparison of the roll-up with the attempts that it sums.
    UsageCheck(model::UsageCheck) {
        /// Attempts that were counted.
        attempts,
        /// Rows of the roll-up that were compared: sums by hour and by day.
        rows,
        /// Rows that differ, are missing, or should not be there.
        differing,
        /// The first 100 differences, one for each value.
        differences,
        /// Whether the roll-up was rebuilt from the attempts.
        rebuilt,
    }
}

record! {
    /// A value of the roll-up that differs from the attempts.
    UsageDifference(model::UsageDifference) {
        /// Workspace of the row.
        workspace,
        /// Where its period begins.
        start,
        /// Its length in hours: 1 or 24.
        hours,
        /// Session.
        session,
        /// Provider.
        provider,
        /// Model.
        model,
        /// Client.
        client,
        /// 0-based index of the rule.
        rule,
        /// Kind of request.
        request_type,
        /// How the attempts of the row ended.
        outcome,
        /// Status of their responses.
        status,
        /// Which value differs: a name of `UsageTotals`, or `checksum` where all values of a workspace are right.
        field,
        /// What the roll-up holds: a number, or US dollars as a decimal.
        recorded,
        /// What the attempts sum to.
        counted,
    }
}

record! {
    /// A page of recorded attempts as text. The pages of one export, put together, are one document.
    UsagePage(model::UsagePage) {
        /// Whole lines, each with its line end. Only the first page of CSV begins with the header line.
        text,
        /// Attempts on this page.
        rows,
        /// Pass it as `cursor` to get the next page; `None` on the last one.
        next,
    }
}

record! {
    /// Token usage and cost, in total and by row. Prints as a table; see also `UsageReport.to_csv`.
    UsageReport(model::UsageReport) {
        /// What the rows are grouped by.
        by,
        /// What splits the rows into series.
        series,
        /// The time zone whose clock says which hour, day, week and month it is.
        zone,
        /// The sum of all rows.
        total,
        /// Rows, the largest cost first, then the most tokens, then by key; periods in chronological order. Rows of one
        /// key are adjacent, their series in the same order.
        rows,
        /// The period that this one is compared with.
        compared,
        /// The total of that period.
        before,
        /// The total minus that of the other period.
        change,
    }

    fn __str__(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_string())
    }

    /// The rows as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total as one row. Text
    /// that a spreadsheet would take for a formula gets an apostrophe in front.
    fn to_csv(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_csv())
    }

    /// The rows as JSON, one on a line; without `by`, the total as one line.
    fn to_jsonl(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.to_jsonl())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        html(slf, "report")
    }

    fn __len__(&self) -> usize {
        self.0.rows.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.0.rows.to_python(py)?.try_iter()
    }
}

record! {
    /// One row of a report.
    UsageRow(model::UsageRow) {
        /// The grouping value; `None` for exchanges that had none, such as unrouted ones by model.
        key,
        /// The value of the series.
        series,
        /// Its sums.
        totals,
        /// The same for the period that this one is compared with.
        before,
        /// Its sums minus those.
        change,
    }

    /// Exchanges; one with several attempts counts once, with its last.
    #[getter]
    fn exchanges<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.exchanges.to_python(py)
    }

    /// Attempts, each with its own provider and model.
    #[getter]
    fn attempts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.attempts.to_python(py)
    }

    /// Attempts that failed, also where another one of the exchange did not.
    #[getter]
    fn failed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.failed.to_python(py)
    }

    /// All input tokens.
    #[getter]
    fn input_tokens<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.input_tokens.to_python(py)
    }

    /// All output tokens.
    #[getter]
    fn output_tokens<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.output_tokens.to_python(py)
    }

    /// Input and output tokens.
    #[getter]
    fn total_tokens<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.total_tokens.to_python(py)
    }

    /// Input tokens neither read from nor written to a cache.
    #[getter]
    fn input_uncached<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.input_uncached.to_python(py)
    }

    /// Input tokens read from a cache.
    #[getter]
    fn cache_read<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cache_read.to_python(py)
    }

    /// Input tokens written to a cache for five minutes, or for an unreported time.
    #[getter]
    fn cache_write_5m<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cache_write_5m.to_python(py)
    }

    /// Input tokens written to a cache for longer.
    #[getter]
    fn cache_write_long<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cache_write_long.to_python(py)
    }

    /// Output tokens, reasoning included.
    #[getter]
    fn output<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.output.to_python(py)
    }

    /// Output tokens spent on reasoning, a part of `output`.
    #[getter]
    fn reasoning<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.reasoning.to_python(py)
    }

    /// The part of the cost that is known.
    #[getter]
    fn cost_known<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cost_known.to_python(py)
    }

    /// What cached tokens saved, as far as it is known; see `Receipt.cache_saved`.
    #[getter]
    fn cache_saved<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.cache_saved.to_python(py)
    }

    /// Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown.
    #[getter]
    fn incomplete<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.incomplete.to_python(py)
    }

    /// Exchanges without a price, but for those of which every attempt was refused.
    #[getter]
    fn unpriced<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.totals.unpriced.to_python(py)
    }
}

record! {
    /// Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in `incomplete`.
    UsageTotals(model::UsageTotals) {
        /// Exchanges; one with several attempts counts once, with its last.
        exchanges,
        /// Attempts, each with its own provider and model.
        attempts,
        /// Attempts that failed, also where another one of the exchange did not.
        failed,
        /// All input tokens.
        input_tokens,
        /// All output tokens.
        output_tokens,
        /// Input and output tokens.
        total_tokens,
        /// Input tokens neither read from nor written to a cache.
        input_uncached,
        /// Input tokens read from a cache.
        cache_read,
        /// Input tokens written to a cache for five minutes, or for an unreported time.
        cache_write_5m,
        /// Input tokens written to a cache for longer.
        cache_write_long,
        /// Output tokens, reasoning included.
        output,
        /// Output tokens spent on reasoning, a part of `output`.
        reasoning,
        /// The part of the cost that is known.
        cost_known,
        /// What cached tokens saved, as far as it is known; see `Receipt.cache_saved`.
        cache_saved,
        /// Exchanges with an unknown count of tokens. Where every attempt was refused, none is unknown.
        incomplete,
        /// Exchanges without a price, but for those of which every attempt was refused.
        unpriced,
    }
}

record! {
    /// Something that the host should know, though it is not an error.
    Warning(model::Warning) {
        /// A stable word. Of decisions: `no_rules`, `no_match`, `no_model`, `needs_translation`, `usage_unknown`,
        /// `body_unreadable`, `format_unknown`, `files_cut`, `unknown_condition`. Of exchanges:
        /// `credential_unavailable`, `credential_locked`, `needs_translation`, `usage_unknown`. Of plans:
        /// `hidden_characters`, `default_workspace`, `provider_type_differs`.
        code,
        /// A sentence that says what to do.
        message,
    }
}

record! {
    /// Conditions of a rule. Each is a list of values, one of which must match; an absent condition always holds. In
    /// patterns `*`, `?`, `[abc]` and `[!abc]` are those of `fnmatch`, and no set in brackets spans a `/` of a path.
    /// `{a,b}` are alternatives, nested ones too, each a pattern of its own: at most 256 a pattern, in braces at most
    /// 16 deep. A value that begins with `!` excludes: what is matched must match no such value, and one of the others
    /// if there are any. A literal brace is written `[{]`, a literal `!` at the beginning `[!]`.
    When(model::When) {
        /// File patterns: without `/` against the base name, with `/` against the path. One file must match one of them
        /// and none that excludes.
        files,
        /// Kinds of request, compared exactly; `chat` is every conversation: everything but `fim` and what is no
        /// conversation. Without a value of this or of `requested_model` that does not exclude, a rule takes
        /// conversations and code to fill in alone.
        request_type,
        /// Clients, compared exactly; one that is not recognised is `generic`.
        client,
        /// Patterns over the whole model name that the client asked for; `*` and sets cross `/`. A name that is written
        /// like the pattern, without its `!`, matches whatever the pattern means.
        requested_model,
    }
}

record! {
    /// A workspace: custom instructions, muxing rules, and the history and usage recorded in it.
    Workspace(model::Workspace) {
        /// Lower-case name, unique over live and archived workspaces.
        name,
        /// Text put before the conversation of every request; `None` when there is none.
        custom_instructions,
        /// Muxing rules, the first that matches wins.
        rules,
        /// Ids of the sessions that have it active, sorted.
        active_in,
        /// When it was created.
        created_at,
        /// When its name, instructions, rules or life-cycle state last changed.
        updated_at,
        /// When it was archived; `None` while it is live.
        archived_at,
    }
}

words! {
    Part ItemStatus Strength Instructions ExportFormat FailureClass Locks Severity HistoryMode PriceFormat ProviderType
    Auth InjectUsage Outcome OnDuplicate GroupBy Format FilesFrom SettingsKind SettingsStatus Completeness
}

/// Adds every class to the module.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Alert>()?;
    module.add_class::<AlertPage>()?;
    module.add_class::<AlertSummary>()?;
    module.add_class::<Attempt>()?;
    module.add_class::<Backup>()?;
    module.add_class::<Compacted>()?;
    module.add_class::<Count>()?;
    module.add_class::<Decision>()?;
    module.add_class::<DeletedWorkspace>()?;
    module.add_class::<Evidence>()?;
    module.add_class::<ExplainedCondition>()?;
    module.add_class::<ExplainedRule>()?;
    module.add_class::<Explanation>()?;
    module.add_class::<Facts>()?;
    module.add_class::<FileRef>()?;
    module.add_class::<FlatRule>()?;
    module.add_class::<FolderBinding>()?;
    module.add_class::<FormatPaths>()?;
    module.add_class::<Health>()?;
    module.add_class::<HistoryEntry>()?;
    module.add_class::<HistoryPage>()?;
    module.add_class::<HistorySummary>()?;
    module.add_class::<HostPrice>()?;
    module.add_class::<Imported>()?;
    module.add_class::<Missing>()?;
    module.add_class::<MissingModel>()?;
    module.add_class::<MissingProvider>()?;
    module.add_class::<ModelPrice>()?;
    module.add_class::<Period>()?;
    module.add_class::<Persona>()?;
    module.add_class::<PlanItem>()?;
    module.add_class::<PriceAge>()?;
    module.add_class::<PriceTable>()?;
    module.add_class::<Provider>()?;
    module.add_class::<Pruned>()?;
    module.add_class::<QueryResult>()?;
    module.add_class::<Receipt>()?;
    module.add_class::<RemovedProvider>()?;
    module.add_class::<RepriceReport>()?;
    module.add_class::<RepriceRow>()?;
    module.add_class::<Route>()?;
    module.add_class::<Rule>()?;
    module.add_class::<Session>()?;
    module.add_class::<SettingsChange>()?;
    module.add_class::<SettingsPlan>()?;
    module.add_class::<StrippedRule>()?;
    module.add_class::<SupersededCharge>()?;
    module.add_class::<Target>()?;
    module.add_class::<UnfiredRule>()?;
    module.add_class::<UnitPrices>()?;
    module.add_class::<UnpricedModel>()?;
    module.add_class::<Usage>()?;
    module.add_class::<UsageChange>()?;
    module.add_class::<UsageCheck>()?;
    module.add_class::<UsageDifference>()?;
    module.add_class::<UsagePage>()?;
    module.add_class::<UsageReport>()?;
    module.add_class::<UsageRow>()?;
    module.add_class::<UsageTotals>()?;
    module.add_class::<Warning>()?;
    module.add_class::<When>()?;
    module.add_class::<Workspace>()?;
    Ok(())
}
