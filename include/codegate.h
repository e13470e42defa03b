// SPDX-License-Identifier: Apache-2.0
// Generated from codegate-ffi. Do not edit.
//
// codegate: decides where an LLM request goes, with which instructions and credentials, and records what it cost.
//
// The host sends the HTTP; the library opens no socket, starts no thread and writes nothing to stdout. A store is one
// SQLite file. One exchange is the heart of it:
//
//     #include <codegate.h>
//     #include <stdio.h>
//     #include <string.h>
//
//     #define TEXT(text) (text), strlen(text)
//
//     static const char BODY[] = "{\"model\": \"gpt-5.1\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";
//     static const char ANSWER[] = "{\"model\": \"qwen3\", \"choices\": [{\"message\": {\"role\": \"assistant\","
//                                  " \"content\": \"hello\"}}],"
//                                  " \"usage\": {\"prompt_tokens\": 8, \"completion_tokens\": 1}}";
//
//     int main(void) {
//         codegate_gate *gate = NULL;
//         codegate_exchange *exchange = NULL;
//         codegate_text *receipt = NULL;
//         codegate_error *error = NULL;
//         codegate_view url, body, out;
//
//         // A store, a provider, and a rule: everything goes to that provider.
//         codegate_status status = codegate_open(TEXT(":memory:"), NULL, 0, &gate, &error);
//         if (status == CODEGATE_OK)
//             status = codegate_provider_add(
//                 gate, TEXT("{\"name\": \"local\", \"type\": \"vllm\", \"endpoint\": \"http://127.0.0.1:8000\"}"),
//                 NULL, &error);
//         if (status == CODEGATE_OK)
//             status = codegate_workspace_set_rules(gate, TEXT("default"), TEXT("[{\"to\": [\"local/qwen3\"]}]"),
//                                                   NULL, &error);
//
//         // A request of a client: where does it go, and what is to be sent?
//         if (status == CODEGATE_OK)
//             status = codegate_gate_begin(gate, TEXT("{\"path\": \"/v1/chat/completions\"}"), TEXT(BODY), &exchange,
//                                     &error);
//         if (status == CODEGATE_OK) status = codegate_exchange_url(exchange, &url, &error);
//         if (status == CODEGATE_OK) status = codegate_exchange_body(exchange, &body, &error);
//         if (status == CODEGATE_OK) printf("POST %s\n%.*s\n", url.data, (int)body.len, body.data);
//
//         // The host sends it and feeds what comes back, chunk by chunk; `out` is what its client gets.
//         if (status == CODEGATE_OK) status = codegate_exchange_feed(exchange, TEXT(ANSWER), &out, &error);
//         if (status == CODEGATE_OK) status = codegate_exchange_end(exchange, &out, &error);
//         if (status == CODEGATE_OK)
//             status = codegate_exchange_finish(exchange, CODEGATE_OUTCOME_COMPLETED, &receipt, &error);
//         if (status == CODEGATE_OK) printf("%s\n", codegate_text_data(receipt));
//
//         if (status != CODEGATE_OK)
//             fprintf(stderr, "%s: %s\n", codegate_error_code(error), codegate_error_message(error));
//         codegate_error_free(error);
//         codegate_text_free(receipt);
//         codegate_exchange_free(exchange);
//         codegate_gate_free(gate);
//         return status == CODEGATE_OK ? 0 : 1;
//     }
//
// CALLS. Every function that can fail returns a `codegate_status`. Inputs come first, then outputs, last the error.
// Outputs are written only on success. A `codegate_text` or a count that is not wanted may be NULL; every other output
// is needed. `err` may be NULL; else `*err` becomes NULL on success, and on failure a new error, which the host frees.
// A failed call has changed nothing. A record is a text in JSON, in and out; what is said of a function names it, such as
// Workspace, and RECORDS below describes it. A flag such as `force` is set if it is not 0.
//
// TEXT in is UTF-8, a pointer and a length in bytes; it is read during the call and may be freed after it. NULL with
// length 0 is absent: no option, no body, the default session, a record without fields. A length over the half of the
// address space, a NULL with a length, and text that is not UTF-8 are `invalid_argument`; a body may hold any bytes.
//
// OWNERSHIP. An object that a function gives belongs to the host, which frees it: `codegate_gate_free`,
// `codegate_exchange_free`, `codegate_plan_free`, `codegate_text_free`, `codegate_error_free`; each takes NULL. A
// `codegate_view` belongs to the object that it was asked of; the function says how long it lives.
//
// HANDLES. Objects are identified by checked values that are not addresses: one that was freed, is of another kind or was
// made up gives `invalid_handle`, and freeing it does nothing. Only views and the texts of errors and texts are
// memory. A handle has 44 bits, so that a Lua light userdata or a double can carry it; 16,777,216 objects may be live at
// once, and a call that would give one more is `limit_exceeded`, even if what it writes is written by then. Leak checkers
// do not see handles: `codegate_live_objects` counts them.
//
// THREADS. Every function may be called from any thread, on the same object too. The chunks of one exchange are fed in
// their order. A view must not be read while another thread frees its object, or feeds the exchange that it came from.
// After a fork the child opens its own gate; one that it inherited is `forked_handle`.
//
// ERRORS that any call may give, in addition to those listed at each function: `invalid_handle`, `invalid_argument`,
// `limit_exceeded` (names and session ids 64 bytes, instructions 64 KiB, 1,000 rules, 256 values a rule, patterns 512
// bytes, records 1 MiB and 32 levels, bundles 32 MiB, SQL 64 KiB, a value in it 256 KiB, a result 32 MiB), `gate_closed`,
// `forked_handle`, `internal`; and those of the store: `busy`, `disk_full`, `io`, `read_only`, `corrupt`, `schema_too_new`,
// `storage_detached`, `interrupted`.
//
// VERSIONS. The library has semantic versions. `CODEGATE_VERSION_NUMBER` is this header's, `codegate_version_number()` the
// one that is linked: 1,000,000 for the major version, 1,000 for the minor one, 1 for the patch. While the major version
// is 0, a minor version may change the ABI; the name of the shared library carries both (`libcodegate.so.0.1`).
// `CODEGATE_ABI_VERSION` increases whenever a compiled host must be compiled again. Within one ABI version functions, numbers
// and fields of records are only added: no function changes its arguments, no number its meaning, no struct its layout.
// What is to be removed is first marked as deprecated, naming its replacement, and stays for at least one minor version.
//
// TOOLS. Every status that must not be overlooked is marked with `CODEGATE_CHECK`; a host that does not want the warnings
// defines it as nothing before it includes this header. For readers of plain declarations, such as `ffi.cdef` of LuaJIT,
// `cc -E -P -DCODEGATE_CDEF codegate.h` leaves neither preprocessor lines nor attributes. `codegate.hpp`, next to this header,
// has the same calls as objects of C++17.
//
// RECORDS are JSON objects with the fields below, each with its type and its meaning. A time is a text such as
// `2026-11-22T10:00:00.000000Z`, an amount of money an exact decimal text in US dollars, a word one of its set. A
// field marked with `?` may be null. Of records that come in, a field marked with `!` is required and any other may be
// absent; a field that there is not is `invalid_argument`. Records that go out may gain fields.
//
// A rule comes in as a Rule, each condition of its `when` being one value or a list and its `to` one target or a list,
// where a target may also be written as `provider/model`; or as a FlatRule. A value of SQL is null, a number or a
// text.
//
// RECORDS THAT GO OUT.
//
//   PlanItem. One workspace of a bundle, compared with this store.
//     name (text): Its name.
//     status (ItemStatus): How it compares.
//     differs (list of texts): What differs: `instructions`, `rules`, `archived`.
//
//   Missing. What a bundle refers to that does not exist here.
//     providers (list of MissingProvider): Providers.
//     models (list of MissingModel): Models that the provider here does not list.
//
//   MissingProvider. A provider that does not exist here; map it to one that does.
//     name (text): Its name in the bundle.
//     type (ProviderType): Its type there.
//
//   MissingModel. A model that a provider here does not list.
//     provider (text): The provider here.
//     model (text): The model.
//
//   PlanView. What an import would do. Nothing is written before it is applied.
//     items (list of PlanItem): Every workspace of the bundle, in the bundle's order.
//     missing (Missing): What does not exist here.
//     digest (text): SHA-256 of the bundle's content, in hexadecimal.
//     warnings (list of Warning): What the user should know before applying it.
//
//   Imported. What an import did.
//     created (list of texts): Names of workspaces that were created.
//     replaced (list of texts): Names of workspaces that were replaced.
//     skipped (list of texts): Names of workspaces of the bundle that were skipped or already the same.
//
//   Decision. Where a request goes, or why there is no route for it.
//     workspace (text): The workspace whose rules and instructions were used.
//     session (text): The session of the request.
//     routed (bool): Whether there is a route that the request can take.
//     rule? (integer): 0-based position of the rule that matched; null also where the request says itself where to
//       go.
//     reason? (text): Why it is not routed: `no_rules`, `no_match`, or `needs_translation` for a route whose
//       provider does not take the request's format. null when routed.
//     route? (Route): Where to send it first.
//     fallbacks (list of Route): Where to send it if that fails, in order.
//     instructions (Instructions): What happened to the workspace's custom instructions.
//     custom_instructions? (text): The custom instructions themselves, for hosts without a body.
//     facts (Facts): What was recognised in the request.
//     warnings (list of Warning): What the host should know.
//
//   Route. A provider and model, and where and how to send the request.
//     provider? (text): Name of the provider; null for the upstream that the request names.
//     provider_type (ProviderType): Its type; that of an upstream is told by its host.
//     model? (text): The model to ask for; null if neither the rule nor the client names one.
//     format (Format): The format that the provider gets.
//     url? (text): Where to send the request; null with `needs_translation`.
//     base_url? (text): The base URL with which the SDK of the format's vendor comes to `url` by itself; null where
//       none does.
//     auth (Auth): Where the credential comes from.
//     credential? (text): The reference to the credential, or `sealed` for one that is kept.
//     locked (bool): Whether its provider's credential is locked: no attempt can be made here until it is given
//       again.
//     needs_translation (bool): Whether the provider has no path for the request's format. It then gets neither the
//       request nor a credential.
//
//   Warning. Something that the host should know, though it is not an error.
//     code (text): A stable word. Of decisions: `no_rules`, `no_match`, `no_model`, `needs_translation`,
//       `usage_unknown`, `body_unreadable`, `format_unknown`, `files_cut`, `unknown_condition`. Of exchanges:
//       `credential_unavailable`, `credential_locked`, `needs_translation`, `usage_unknown`. Of plans:
//       `hidden_characters`, `default_workspace`, `provider_type_differs`, `rule_catches_traffic`.
//     message (text): A sentence that says what to do.
//
//   Explanation. Why a decision is as it is, rule by rule. Prints as text.
//     decision (Decision): The decision that was explained.
//     rules (list of ExplainedRule): Every rule of the workspace in order.
//
//   ExplainedRule. One rule matched against the facts.
//     rule (integer): 0-based position.
//     held (bool): Whether all its conditions hold. The first rule that holds is taken.
//     conditions (list of ExplainedCondition): Its conditions in the order files, request_type, client,
//       requested_model, then unknown ones.
//     to (list of Target): Its targets.
//
//   ExplainedCondition. One condition matched against the facts.
//     condition (text): Its name.
//     values (list of texts): Its values; one match suffices, but for those that exclude.
//     held (bool): Whether it holds.
//     seen (list of texts): What it was compared with: the paths, the type, the client or the model; empty if
//       unknown.
//     excluded (list of texts, or absent): What of that its values with `!` exclude.
//
//   UsagePage. A page of recorded attempts as text. The pages of one export, put together, are one document.
//     text (text): Whole lines, each with its line end. Only the first page of CSV begins with the header line.
//     rows (integer): Attempts on this page.
//     next? (text): Pass it as `cursor` to get the next page; null on the last one.
//
//   UnpricedModel. A model of which recorded exchanges have no price.
//     provider? (text): The provider's name; null where it is not known.
//     model? (text): The model; null where it is not known.
//     exchanges (integer): How many exchanges.
//
//   UnfiredRule. A rule of a live workspace that decided no recorded exchange.
//     workspace (text): The workspace.
//     rule (integer): Its place among the rules of that workspace, from 0 on.
//
//   Health. The state of a store.
//     path? (text): Path of the store; null for one in memory. Bytes that are not UTF-8 are shown as U+FFFD.
//     store? (text): The store's own id, which its copies share; null where it has none.
//     sqlite (text): Version of SQLite.
//     schema (integer): Version of the schema.
//     generation (integer): Increases with every change of the configuration.
//     size? (integer): Bytes of the file; null in memory, and where it is gone.
//     log_size? (integer): Bytes of the write-ahead log, which holds what was written last; null where there is
//       none.
//     writable (bool): Whether this gate can write.
//     locks (Locks): What keeps writers of several processes apart.
//     unwritten (integer): Exchanges that were dropped without a finish while the store could not be written, and
//       that are recorded with this gate's next write.
//     reattached (integer): How often the files were reopened because something else had replaced them.
//     detached (bool): Whether the files at the path are not those that are open. The next call opens them anew, if
//       they are this store.
//     filesystem? (text): The kind of the file system, as far as it is known here: `ext4`, `tmpfs`, `overlay`; of
//       others their number in hexadecimal digits; null in memory and where the system does not tell.
//     peers? (integer): Other processes that have the file open, as far as this one may see them; null in memory,
//       and where the system does not tell (outside of Linux).
//     free? (integer): Bytes of the file that hold nothing; `compact` gives back these and more. null where the
//       store is detached.
//     unpriced (list of UnpricedModel): Models of which recorded exchanges have no price, the most frequent first,
//       100 at most.
//     unfired (list of UnfiredRule): Rules that decided no recorded exchange at the place where they stand now, 100
//       at most. One that was moved is taken for what decided at its new place before.
//     without_usage (integer): Recorded exchanges of which a count of tokens is unknown.
//     warnings (list of Warning): What the host should know: `locks_can_be_dropped`, `storage_detached`.
//
//   HistoryEntry. One exchange in the history.
//     exchange (text): Id of the exchange.
//     workspace (text): Its workspace.
//     session (text): Its session.
//     started_at (time): When it began.
//     finished_at (time): When it ended.
//     request_type? (text): Kind of request.
//     client (text): Client that sent it.
//     provider? (text): Provider of its last attempt.
//     model? (text): Model that its last attempt asked for.
//     outcome (Outcome): How it ended.
//     prompt? (text): The last user turn; null where no text is kept or was found.
//     output? (text): The assistant's text and tool calls; null where no text is kept or was found.
//     cut (bool): Whether the prompt or the output was cut to its limit of 64 KiB.
//     request_body? (text): The raw request body, where `history` is `all`; bytes that are not UTF-8 are shown as
//       U+FFFD.
//     response_body? (text): The raw response body, where `history` is `all`.
//     usage (Usage): Its token usage over all attempts.
//     cost? (money): Its cost.
//     alerts (list of Alert): Its alerts, oldest first.
//
//   Page of T. A page of rows, newest first.
//     items (list of T): The rows.
//     next? (text): The cursor of the next page; null on the last.
//
//   HistorySummary. What a history holds.
//     exchanges (integer): Exchanges.
//     first_at? (time): When the oldest began.
//     last_at? (time): When the newest began.
//     by_request_type (list of Count): Exchanges by kind of request, the most first.
//     by_outcome (list of Count): Exchanges by outcome, the most first.
//     with_alerts (integer): Exchanges with at least one alert.
//
//   Pruned. What was removed from the history, or would be.
//     exchanges (integer): Exchanges that are no longer in the history.
//     alerts (integer): Alerts on them.
//     bytes (integer): Bytes of their prompts, outputs and raw bodies. The file keeps its size; what is recorded
//       next takes the room.
//     damaged (integer): Exchanges that were left as they are, because their rows are damaged; 0 where nothing was
//       to be removed.
//
//   Count. How often a value occurs.
//     key? (text): The value.
//     count (integer): How often.
//
//   Alert. Something that was noticed in an exchange or in a workspace.
//     id (text): Id.
//     exchange? (text): Exchange that it is about.
//     workspace (text): Its workspace.
//     session? (text): Its session.
//     severity (Severity): How much it matters.
//     type (text): A word for what it is, such as `secret`.
//     snippet? (text): The text that it is about.
//     trigger? (text): What raised it.
//     created_at (time): When it was added.
//
//   AlertSummary. How many alerts there are, by severity and type.
//     total (integer): All.
//     critical (integer): Critical ones.
//     info (integer): The others.
//     by_type (list of Count): By type, the most first.
//
//   Persona. A description of a way of working, with an optional vector. Stored and listed; decisions do not use it
//     yet.
//     name (text): Name, case kept.
//     description (text): Free text.
//     dimension? (integer): Length of its vector; null without one.
//     created_at (time): When it was added.
//     updated_at (time): When it was last changed.
//
//   ModelPrice. The price of a model: US dollars for a million tokens. A bucket that is null has the price of its
//     parent: `cache_write_long` of `cache_write_5m`, audio and images in a cache of `cache_read`, every cache and
//     other part of the input of `input`, and every part of the output of `output`.
//     source (text): Where it comes from: `host`, `loaded` or `snapshot`.
//     table? (text): The name of the table; null for a host's own price.
//     as_of? (text): The day for which the table is known to be valid, `YYYY-MM-DD`.
//     list? (text): The price list, such as `openai`.
//     model (text): The model, as the table names it.
//     context_window? (integer): The most tokens that it accepts.
//     variant? (text): The service tier that it applies to; null is the standard tier.
//     over? (integer): The size of the input, in tokens, above which it applies.
//     since? (text): The first day on which the standard price applies, `YYYY-MM-DD`.
//     input? (money): Of uncached input.
//     cache_read? (money): Of input read from a cache.
//     cache_write_5m? (money): Of input written to a cache for five minutes.
//     cache_write_long? (money): Of input written to a cache for longer.
//     output? (money): Of output.
//     reasoning? (money): Of output spent on reasoning.
//     audio_input? (money): Of audio in the input.
//     image_input? (money): Of images in the input.
//     video_input? (money): Of video in the input.
//     audio_cache_read? (money): Of audio read from a cache.
//     image_cache_read? (money): Of images read from a cache.
//     audio_output? (money): Of audio in the output.
//     image_output? (money): Of images in the output.
//     video_output? (money): Of video in the output.
//     request? (money): Of a million requests, whatever their tokens.
//     units (object of moneys): Of a million of each unit that is charged by the piece, such as `web_search`.
//     surcharges (list of texts): Surcharges that the prices of tokens contain, each with its factor: `inference_geo
//       us x1.1`.
//
//   HostPrice. A price of the host's own, in US dollars for a million tokens. It takes precedence over every table,
//     whatever the size of the input and the service tier. A bucket without a price has that of its parent, as in
//     `ModelPrice`. It also comes in.
//     model! (text): The model, case-insensitive: `*` is any text, `#` a digit.
//     provider? (text): For this provider only.
//     input! (money): Of uncached input.
//     cache_read? (money): Of input read from a cache.
//     cache_write_5m? (money): Of input written to a cache for five minutes.
//     cache_write_long? (money): Of input written to a cache for longer.
//     output! (money): Of output.
//     reasoning? (money): Of output spent on reasoning.
//     audio_input? (money): Of audio in the input.
//     image_input? (money): Of images in the input.
//     video_input? (money): Of video in the input.
//     audio_cache_read? (money): Of audio read from a cache.
//     image_cache_read? (money): Of images read from a cache.
//     audio_output? (money): Of audio in the output.
//     image_output? (money): Of images in the output.
//     video_output? (money): Of video in the output.
//     request? (money): Of a million requests, whatever their tokens.
//     units (object of moneys): Of a million of each unit that is charged by the piece, such as `web_search`.
//     keep (bool): Whether the store keeps it, for every gate; of this gate alone by default.
//
//   PriceTable. A table of prices.
//     source (text): Its name as the source of a price: `loaded` or `snapshot`.
//     table (text): Its own name, such as `genai-prices 0.2.3`.
//     format (PriceFormat): Its format; the snapshot has the library's own.
//     as_of? (text): The day for which it is known to be valid, `YYYY-MM-DD`.
//     days? (integer): Whole days since then; null if the day is not known.
//     lists (integer): How many price lists it has.
//     models (integer): How many models it has.
//     skipped (integer): How many models of the file have a price that this library cannot represent, such as by a
//       time zone or for an image; what else is known of them is loaded.
//
//   PriceAge. How old the prices are.
//     days? (integer): Whole days since the day for which the newest table is known to be valid.
//     stale (bool): Whether that is more than 90 days ago.
//     tables (list of PriceTable): The tables in order of precedence.
//     own (integer): How many prices of the host's own there are.
//
//   FormatPaths. Paths of a provider for single formats: each is the path of the URL from its origin, with `{model}`
//     where the model goes (and `{method}` for Gemini's), and perhaps a query. It stands before what type and endpoint
//     say. It also comes in.
//     openai_chat (text, or absent): OpenAI chat completions, as in
//       `/openai/deployments/{model}/chat/completions?api-version=2024-10-21`.
//     openai_responses (text, or absent): OpenAI responses.
//     openai_completions (text, or absent): OpenAI legacy completions.
//     anthropic_messages (text, or absent): Anthropic messages.
//     ollama_chat (text, or absent): Ollama's chat.
//     ollama_generate (text, or absent): Ollama's generate.
//     gemini (text, or absent): Gemini's methods, as in
//       `/v1/projects/p/locations/l/publishers/google/models/{model}:{method}`.
//
//   Provider. An endpoint that accepts requests.
//     name (text): Name, case kept.
//     type (ProviderType): Kind of API.
//     endpoint (text): Base URL, as one gives it to an SDK: a bare origin, or one with a path.
//     description? (text): Free text.
//     auth (Auth): Where the credential comes from.
//     credential? (text): The reference to a credential, or `sealed` for one that is kept; never a secret.
//     credential_hint? (text): The last four characters of a credential that is kept, where it has 20 or more.
//     locked (bool): Whether the credential, or what a client brings, goes nowhere until it is given again: the
//       endpoint is of another origin than when it was given, the store's file was changed by hand, or the key that
//       binds it is not there.
//     models? (list of texts): Models it offers; null is any model, an empty list none.
//     paths? (FormatPaths): Paths for single formats, where type and endpoint do not say them.
//     inject_usage (InjectUsage): Whether streams are asked for their usage where the client did not.
//     prices? (text): The price list by which it charges, such as `dashscope`; null where its endpoint and type say
//       it.
//     passthrough_to (list of texts): Further origins that a client's own credential, meant for this provider, may
//       go to on a fallback.
//     created_at (time): When it was added.
//     updated_at (time): When it was last changed.
//
//   RemovedProvider. What the forced removal of a provider or of its models changed in the rules.
//     name (text): The provider.
//     rules (list of StrippedRule): Rules that lost a route but kept another, and rules that were removed because
//       none was left.
//
//   StrippedRule. A rule that lost routes.
//     workspace (text): The workspace of the rule.
//     rule (integer): Its 0-based position before the removal.
//     removed (bool): Whether the rule itself was removed.
//
//   QueryResult. The rows that a query returned.
//     columns (list of texts): Names of the columns in their order.
//     rows (list of list of value): The rows, each with a value for each column. An infinite number, which JSON
//       cannot express, is null.
//     truncated (bool): Whether there were more rows than `limit`.
//
//   Receipt. The result of an exchange, as recorded.
//     exchange (text): Id of the exchange.
//     workspace (text): Workspace that it was recorded in.
//     session (text): Session of the request.
//     provider? (text): Provider of the last attempt; null if unrouted.
//     model? (text): Model that the last attempt asked for.
//     response_model? (text): Model that answered, where the response reports it.
//     usage (Usage): Token usage over all attempts.
//     cost? (money): Cost over all attempts; null where a part of it is unknown.
//     cost_known (money): The part of the cost that is known.
//     cache_saved? (money): What the cached input tokens would have cost at the price of uncached ones, minus their
//       actual cost. Negative where writing the cache cost more than reading it saved; 0 without cached tokens; null
//       where their number or a price is unknown. The prices are those of `attempts`, also where the provider reports
//       the cost.
//     reported_cost? (money): Cost as the provider reports it.
//     price_source? (text): Where the prices come from: `provider`, `host`, `loaded`, `snapshot`, or null if there
//       are none.
//     outcome (Outcome): How it ended.
//     attempts (list of Attempt): Every attempt in order.
//     duplicate (bool): Whether an exchange with the same key was recorded before and this call has changed nothing:
//       the receipt is that of the other one.
//
//   Attempt. One try at one provider.
//     provider? (text): Provider; null if unrouted.
//     provider_type? (ProviderType): Its type.
//     model? (text): Model that was asked for.
//     response_model? (text): Model that answered, where the response reports it.
//     service_tier? (text): Service tier, in the provider's words (`batch`, `flex`, `priority`), where the response
//       or the host reports it.
//     inference_geo? (text): Where the model ran, in the provider's words, where the response or the host reports
//       it: `us`. It may have a surcharge.
//     status? (integer): Status of the HTTP response, where the host reported it.
//     outcome (Outcome): How it ended.
//     reason? (text): Why it failed, in the host's words.
//     failure_class? (FailureClass): What kind of failure it was; null if it did not fail.
//     retry_after? (number): Seconds that the provider asked to wait before the next try.
//     started_at (time): When it began.
//     finished_at (time): When it ended.
//     usage (Usage): Its token usage.
//     prices? (UnitPrices): Prices it was charged with.
//     cost? (money): Its cost; null where a part of it is unknown.
//     cost_known (money): The part of the cost that is known.
//     cache_saved? (money): What its cached input tokens saved; see `Receipt.cache_saved`.
//     reported_cost? (money): Cost as the provider reports it.
//     reported_by? (text): Where it was reported, and in which unit if not in US dollars: `usage.cost`,
//       `usage.estimated_cost`, `copilot_usage.total_nano_aiu`, the name of a header, or `host`.
//     price_source? (text): Where the prices come from.
//
//   UnitPrices. Prices that an attempt was charged with: pico-USD (10⁻¹² USD) per million tokens of each bucket, and
//     where they come from.
//     input? (integer): Of uncached input.
//     cache_read? (integer): Of input read from a cache; the input's price where there is none.
//     cache_write_5m? (integer): Of input written to a cache for five minutes; the input's price where there is
//       none.
//     cache_write_long? (integer): Of input written for longer; the five-minute price where there is none.
//     output? (integer): Of output.
//     reasoning? (integer): Of output spent on reasoning; the output's price where there is none.
//     audio_input? (integer): Of audio in the input; the input's price where there is none.
//     image_input? (integer): Of images in the input; the input's price where there is none.
//     video_input? (integer): Of video in the input; the input's price where there is none.
//     audio_cache_read? (integer): Of audio read from a cache; the price of a cache read where there is none.
//     image_cache_read? (integer): Of images read from a cache; the price of a cache read where there is none.
//     audio_output? (integer): Of audio in the output; the output's price where there is none.
//     image_output? (integer): Of images in the output; the output's price where there is none.
//     video_output? (integer): Of video in the output; the output's price where there is none.
//     request? (integer): Of a million requests, whatever their tokens.
//     units (object of integers): Of a million of each unit that is charged by the piece, such as `web_search`.
//     surcharges (list of texts): Surcharges that the prices of tokens contain, each with its factor: `inference_geo
//       us x1.1`.
//     list? (text): The price list that contains them, such as `openai`.
//     model? (text): The model, as the list names it.
//     variant? (text): The service tier that they apply to, such as `batch`; null is the standard tier.
//     over? (integer): The size of the input, in tokens, above which they apply, where they depend on it.
//     table? (text): The name of the table, such as `genai-prices 0.2.3`.
//     as_of? (text): The day for which the table is known to be valid, `YYYY-MM-DD`.
//
//   Period. A period of time. It also comes in.
//     since! (time): Its beginning, inclusive.
//     until! (time): Its end, exclusive.
//
//   UsageReport. Token usage and cost, in total and by row. Prints as a table; see also `UsageReport.to_csv`.
//     by? (GroupBy): What the rows are grouped by.
//     series? (GroupBy): What splits the rows into series.
//     zone (text): The time zone whose clock says which hour, day, week and month it is.
//     total (UsageTotals): The sum of all rows.
//     rows (list of UsageRow): Rows, the largest cost first, then the most tokens, then by key; periods in
//       chronological order. Rows of one key are adjacent, their series in the same order.
//     compared? (Period): The period that this one is compared with.
//     before? (UsageTotals): The total of that period.
//     change? (UsageChange): The total minus that of the other period.
//
//   UsageRow. One row of a report.
//     key? (text): The grouping value; null for exchanges that had none, such as unrouted ones by model.
//     series? (text): The value of the series.
//     and the fields of UsageTotals. Its sums.
//     before? (UsageTotals): The same for the period that this one is compared with.
//     change? (UsageChange): Its sums minus those.
//
//   UsageTotals. Sums over exchanges. Unknown counts add nothing; the exchanges that had one are counted in
//     `incomplete`.
//     exchanges (integer): Exchanges; one with several attempts counts once, with its last.
//     attempts (integer): Attempts, each with its own provider and model.
//     failed (integer): Attempts that failed, also where another one of the exchange did not.
//     input_tokens (integer): All input tokens.
//     output_tokens (integer): All output tokens.
//     total_tokens (integer): Input and output tokens.
//     input_uncached (integer): Input tokens neither read from nor written to a cache.
//     cache_read (integer): Input tokens read from a cache.
//     cache_write_5m (integer): Input tokens written to a cache for five minutes, or for an unreported time.
//     cache_write_long (integer): Input tokens written to a cache for longer.
//     output (integer): Output tokens, reasoning included.
//     reasoning (integer): Output tokens spent on reasoning, a part of `output`.
//     cost_known (money): The part of the cost that is known.
//     cache_saved (money): What cached tokens saved, as far as it is known; see `Receipt.cache_saved`.
//     incomplete (integer): Exchanges with an unknown count of tokens. Where every attempt was refused, none is
//       unknown.
//     unpriced (integer): Exchanges without a price, but for those of which every attempt was refused.
//
//   UsageChange. Sums of one period minus those of another.
//     exchanges (integer): Exchanges; one with several attempts counts once, with its last.
//     attempts (integer): Attempts, each with its own provider and model.
//     failed (integer): Attempts that failed, also where another one of the exchange did not.
//     input_tokens (integer): All input tokens.
//     output_tokens (integer): All output tokens.
//     total_tokens (integer): Input and output tokens.
//     input_uncached (integer): Input tokens neither read from nor written to a cache.
//     cache_read (integer): Input tokens read from a cache.
//     cache_write_5m (integer): Input tokens written to a cache for five minutes, or for an unreported time.
//     cache_write_long (integer): Input tokens written to a cache for longer.
//     output (integer): Output tokens, reasoning included.
//     reasoning (integer): Output tokens spent on reasoning, a part of `output`.
//     cost_known (money): The part of the cost that is known.
//     cache_saved (money): What cached tokens saved, as far as it is known; see `Receipt.cache_saved`.
//     incomplete (integer): Exchanges with an unknown count of tokens. Where every attempt was refused, none is
//       unknown.
//     unpriced (integer): Exchanges without a price, but for those of which every attempt was refused.
//
//   UsageCheck. The comparison of the roll-up with the attempts that it sums.
//     attempts (integer): Attempts that were counted.
//     rows (integer): Rows of the roll-up that were compared: sums by hour and by day.
//     differing (integer): Rows that differ, are missing, or should not be there.
//     differences (list of UsageDifference): The first 100 differences, one for each value.
//     rebuilt (bool): Whether the roll-up was rebuilt from the attempts.
//
//   UsageDifference. A value of the roll-up that differs from the attempts.
//     workspace (text): Workspace of the row.
//     start (time): Where its period begins.
//     hours (integer): Its length in hours: 1 or 24.
//     session (text): Session.
//     provider? (text): Provider.
//     model? (text): Model.
//     client (text): Client.
//     rule? (integer): 0-based index of the rule.
//     request_type? (text): Kind of request.
//     outcome (text): How the attempts of the row ended.
//     status? (integer): Status of their responses.
//     field (text): Which value differs: a name of `UsageTotals`, or `checksum` where all values of a workspace are
//       right.
//     recorded (text): What the roll-up holds: a number, or US dollars as a decimal.
//     counted (text): What the attempts sum to.
//
//   RepriceReport. What repricing changes, or has changed.
//     attempts (integer): Attempts that were examined.
//     changed (integer): Those of them whose cost changes.
//     priced (integer): Those that had no price and get one; included in `changed`.
//     reported (integer): Those whose cost the provider reported: they are not changed.
//     unpriced (integer): Those that have no price now: they are not changed.
//     before (money): The known cost of what changes, before.
//     after (money): The known cost of what changes, after.
//     difference (money): `after` minus `before`.
//     rows (list of RepriceRow): What changes by provider and model, the largest difference first.
//     token (text): Identifies exactly these changes: pass it as `apply` to make them.
//     applied (bool): Whether they were made.
//
//   RepriceRow. What changes for one model at one provider.
//     provider? (text): The provider.
//     model? (text): The model that was asked for.
//     changed (integer): Attempts that change.
//     before (money): Their known cost before.
//     after (money): Their known cost after.
//     difference (money): `after` minus `before`.
//
//   SupersededCharge. What an attempt was charged before it was repriced, or replaced by a later record of the same
//     key.
//     attempt (integer): 0-based position of the attempt in its exchange.
//     replaced_at (time): When that was.
//     prices? (UnitPrices): The prices until then.
//     cost? (money): The cost until then.
//     cost_known (money): The known part of it.
//     cache_saved? (money): What cached tokens saved by those prices.
//     price_source? (text): Where those prices came from.
//     usage? (Usage): The token usage until then, where a later record has replaced it.
//
//   Facts. What is known of a request; rules are matched against this.
//     format (Format): Wire format.
//     client (text): Name of the client, `generic` if it is not recognised.
//     client_evidence (list of Evidence): All signs of that client that were seen, the strongest first.
//     request_type? (text): `chat`, `fim`, `count_tokens`; `embeddings`, `images`, `audio`, `moderation`, `batch`,
//       `models`, `files` or `other`, which are no conversation; or the host's word. null if undetermined.
//     requested_model? (text): The model that the client asked for.
//     stream? (bool): Whether the client asked for a stream; null if undetermined.
//     tools (list of texts): Names of the tools that the model may call, each once, at most 128; a provider's
//       built-in tool without a name appears under its type.
//     images (integer): Images in the whole conversation.
//     thinking? (bool): Whether the model is asked to think before it answers; null where the request leaves that to
//       the model.
//     max_output_tokens? (integer): The limit of output tokens that the client asks for.
//     files (list of FileRef): Files that the request is about.
//
//   Evidence. A sign of the client.
//     source (text): `host`, `header`, `user_agent`, `system`, `opening` (how a message begins), `member` (of the
//       body) or `tools`.
//     strength (Strength): How much it proves.
//     seen (text): What was seen: a header's or a member's name and value, the text that was found, or the tools.
//
//   FileRef. A file that a request is about.
//     name (text): Base name.
//     path (text): The path as found, with `/` in place of `\`.
//     where (text): Where it was found: `host`, `tool_call`, `patch`, `tag`, `fence`, `line` or `mention`; `cursor`
//       is the file whose code is to be completed.
//
//   Rule. A muxing rule as it is kept: conditions, and where a request that meets them goes.
//     when (When): Conditions, all of which must hold; none = catch-all.
//     to (list of Target): The first is the route, the rest are its fallbacks.
//     matcher (text, or absent): The `matcher` that it was given with in the form of four fixed matchers, where
//       `when.files` has it written otherwise: there `{` and a leading `!` mean more than in a matcher.
//     unknown (list of texts, or absent): Names of conditions in the store that this version does not know; such a
//       rule never matches.
//
//   When. Conditions of a rule. Each is a list of values, one of which must match; an absent condition always holds.
//     In patterns `*`, `?`, `[abc]` and `[!abc]` are those of `fnmatch`, and no set in brackets spans a `/` of a path.
//     `{a,b}` are alternatives, nested ones too, each a pattern of its own: at most 256 a pattern, in braces at most
//     16 deep. A value that begins with `!` excludes: what is matched must match no such value, and one of the others
//     if there are any. A literal brace is written `[{]`, a literal `!` at the beginning `[!]`.
//     files (list of texts, or absent): File patterns: without `/` against the base name, with `/` against the path.
//       One file must match one of them and none that excludes.
//     request_type (list of texts, or absent): Kinds of request, compared exactly; `chat` is every conversation:
//       everything but `fim` and what is no conversation. Without a value of this or of `requested_model` that does
//       not exclude, a rule takes conversations and code to fill in alone.
//     client (list of texts, or absent): Clients, compared exactly; one that is not recognised is `generic`.
//     requested_model (list of texts, or absent): Patterns over the whole model name that the client asked for; `*`
//       and sets cross `/`. A name that is written like the pattern, without its `!`, matches whatever the pattern
//       means.
//
//   Target. One provider and model of a rule.
//     provider (text): Name of a provider.
//     model? (text): The model; null keeps the one that the client asked for.
//
//   FlatRule. A rule in the form of four fixed matchers.
//     provider_name (text): Name of the provider.
//     provider_type? (text): Its type; null where it is not known here.
//     model? (text): The model.
//     matcher_type (text): `catch_all`, `filename_match`, `fim_filename` or `chat_filename`.
//     matcher? (text): The file pattern, in which braces and a leading `!` are characters; null is no file
//       condition.
//
//   SettingsChange. One thing that settings name, compared with this store.
//     kind (SettingsKind): What it is.
//     name (text): Its name; of a session its id.
//     status (SettingsStatus): How it compares.
//     differs (list of texts): Names of the fields that differ, where it is `changed`.
//
//   SettingsPlan. What settings change.
//     changed (bool): Whether anything differs from this store.
//     applied (bool): Whether that was written: false in a dry run, and where nothing differs.
//     items (list of SettingsChange): Everything that the settings name: providers, workspaces, personas and
//       sessions, each by name.
//
//   Backup. A backup that was made.
//     size (integer): Bytes of its file.
//     exchanges (integer): Exchanges in it, with those that were removed from the history: each was read back.
//     attempts (integer): Their attempts: each was read back.
//
//   Compacted. What compacting gave back.
//     before (integer): Bytes of the file and its log before.
//     after (integer): Bytes of the file and its log now. Where others read what the log holds, it stays until they
//       are done.
//
//   RotatedKey. What was sealed with a new key.
//     sealed (integer): Providers whose credential is sealed, or bound to its origin, with the new key.
//     locked (integer): Providers whose credential was locked, and stays so until it is given again.
//
//   Usage. Token usage in disjoint buckets; null is unknown, which is not zero. Counts are at most 2⁴⁰.
//     input_uncached? (integer): Input tokens neither read from nor written to a cache.
//     cache_read? (integer): Input tokens read from a cache.
//     cache_write_5m? (integer): Input tokens written to a cache for five minutes, or for an unreported time.
//     cache_write_long? (integer): Input tokens written to a cache for longer.
//     output? (integer): Output tokens, reasoning included.
//     reasoning? (integer): Output tokens spent on reasoning, a part of `output`.
//     audio_input? (integer): Tokens of audio among all input tokens, cached ones included; null where that is not
//       reported, as in the parts that follow.
//     image_input? (integer): Tokens of images among all input tokens, cached ones included.
//     video_input? (integer): Tokens of video among all input tokens.
//     audio_cache_read? (integer): Tokens of audio in `cache_read`.
//     image_cache_read? (integer): Tokens of images in `cache_read`.
//     audio_output? (integer): Tokens of audio in `output`.
//     image_output? (integer): Tokens of images in `output`.
//     video_output? (integer): Tokens of video in `output`.
//     units (object of integers): What is charged by the piece, with its number: `web_search`, `file_search`,
//       `code_execution` and the like. Only what was used is there.
//     input_tokens? (integer): All input tokens: the sum of the four input buckets.
//     output_tokens? (integer): All output tokens: `output` under its common name.
//     total_tokens? (integer): Input and output tokens.
//     raw? (text): The provider's own usage object, as JSON text.
//     completeness (Completeness): How much of it was seen.
//     marks (list of texts): Irregularities: `out_of_range`, `not_a_count`, `contradictory`, `compressed`,
//       `cost_out_of_range`, `broken_off` (a response came, but failed before it reported its usage), `other_model` (a
//       part was made by another model, at prices of its own, and is not counted), `tier_unpriced` (its service tier
//       has no prices of its own, so that the standard ones apply), `part_unknown` (a part of a bucket, or something
//       charged by the piece, was reported, but not as a count that can be true), `unit_unpriced` (something of
//       `units` has no price), `elsewhere` (what it has used is counted with another exchange: of a response that was
//       only fetched, with that which made it; of one still to be made in the background, with that which fetches it;
//       of a batch, with its results), `no_model_call` (it lists models, or keeps files or batches, and has used
//       nothing), `summed` (of several requests, as the results of a batch are: each is charged by its own model and
//       size); sorted. With `other_model`, `part_unknown`, `unit_unpriced`, and `tier_unpriced` of a tier that costs
//       more than the standard one, the cost is unknown, and `cost_known` its lower bound; so it is where
//       `completeness` is not `final`.
//
//   Workspace. A workspace: custom instructions, muxing rules, and the history and usage recorded in it.
//     name (text): Lower-case name, unique over live and archived workspaces.
//     custom_instructions? (text): Text put before the conversation of every request; null when there is none.
//     rules (list of Rule): Muxing rules, the first that matches wins.
//     active_in (list of texts): Ids of the sessions that have it active, sorted.
//     created_at (time): When it was created.
//     updated_at (time): When its name, instructions, rules or life-cycle state last changed.
//     archived_at? (time): When it was archived; null while it is live.
//
//   DeletedWorkspace. What was deleted with a workspace.
//     name (text): Its name.
//     exchanges (integer): Exchanges removed with their prompts, outputs and usage.
//     alerts (integer): Alerts removed.
//     rules (integer): Muxing rules removed.
//
//   Session. A session: one context of a user, with its own active workspace.
//     id (text): 1 to 64 bytes; `default` always exists.
//     active_workspace (text): Name of the workspace that its requests use.
//     last_update (time): When a workspace was last activated in it.
//
//   FolderBinding. A folder with a workspace: of everything in it that is in no nearer folder with one.
//     folder (text): The folder, absolute, as text: with `/`, without `.`, `..` and a `/` at its end.
//     workspace (text): Name of its workspace.
//     declared (bool): Whether the folder's own `codegate.toml` says so; false where it was bound here.
//
// RECORDS THAT COME IN.
//
//   ExportOptions. What to export.
//     workspaces? (list of texts): Names; all live workspaces by default. Archived ones only by name.
//     parts? (list of Part): Parts; all by default.
//
//   Choices. The user's choices, by name.
//     choices (object of texts): By workspace of the bundle: `skip`, `replace` or `rename:NEW`.
//     providers (object of texts): By provider of the bundle: the provider here that replaces it.
//
//   ClientTable. A table of clients, in the format of the built-in one.
//     version! (integer): Version of the table's format.
//     clients! (list of ClientSpec): The clients, each name once. Where signs of the same kind match several, the
//       first is taken.
//
//   ClientSpec. How one client is recognised: by any one of its signs, of which it has at least one. Over all
//     clients, headers are tried first, then the user agent, then the body (`system`, `openings`, `members`), then
//     `tools`. Text matches at word boundaries only: `cline/` does not match in `decline/1.0`.
//     name! (text): Its name, at most 64 bytes: what rules compare `client` with.
//     headers (list of ClientSign): Headers that it sends, `user-agent` among them; names and values in any case.
//     system (list of texts): Parts of the system text that it writes, also of developer messages and
//       `instructions`; case-sensitive.
//     openings (list of texts): How a message begins that it writes in the user's name. Text further on is the
//       user's own and is not searched.
//     members (list of ClientSign): Top-level members of the body that only it sends; `contains` and `equals` are
//       case-sensitive.
//     tools (list of list of texts): Sets of tools; a set matches if all its tools are offered.
//     sources (list of texts): Where this is documented; for people.
//
//   ClientSign. A header or a member of the body that identifies a client by its presence or its value.
//     name! (text): Name of the header or the member. Headers for credentials are no signs.
//     equals? (text): The exact value.
//     contains? (text): A part of the value, instead of `equals`.
//
//   UsageExport. Which recorded attempts are written, and how.
//     format? (ExportFormat): How they are written; `csv` by default.
//     workspace? (text): One workspace, live or archived; all by default.
//     since? (time): Exchanges that began at this time or later.
//     until? (time): Exchanges that began before this time.
//     session? (text): One session.
//     provider? (text): One provider.
//     model? (text): One model.
//     client? (text): One client.
//     rule? (integer): Exchanges that the rule at this 0-based index of their workspace routed.
//     request_type? (text): One kind of request, compared exactly.
//     limit? (integer): Attempts on this page, 1 to 1,000; 1,000 by default.
//     cursor? (text): `next` of the page before.
//
//   Finish. How an exchange is finished.
//     outcome? (Outcome): How it ended. By default failed where the status is 400 or more, where the response says
//       that it failed, and after a `fail` that gave no route; else completed.
//     status? (integer): Status of the HTTP response, kept on the last attempt.
//
//   Failure. How an attempt failed.
//     status? (integer): Status of the HTTP response, 100 to 599.
//     headers? (object of texts, or list of pairs of them): Headers of the response, for the time that the provider
//       asks to wait (`Retry-After` and its relatives); those that were given to `begin_response` by default.
//     body? (text): Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON,
//       events, or any other text.
//     retry_after? (number): Seconds that the provider asked to wait, where the host knows them; kept with the
//       attempt.
//     reason? (text): Why, in the host's words; at most 1,024 bytes are kept.
//
//   HistoryQuery. Which exchanges to list, newest first.
//     workspace? (text): One workspace, live or archived; all by default.
//     session? (text): One session.
//     request_type? (text): Kind of request; `chat` is every conversation: everything but `fim` and what is no
//       conversation.
//     severity? (Severity): Exchanges with an alert of this severity.
//     since? (time): Exchanges that began at this time or later.
//     until? (time): Exchanges that began before this time.
//     limit? (integer): Rows of the page, 1 to 1,000; 50 by default.
//     cursor? (text): `next` of the page before.
//
//   PruneQuery. What to remove from the history: what is older than `before`, or all but the newest `keep`; one of
//     the two.
//     before? (time): Exchanges that began before this time.
//     keep? (integer): All exchanges but so many, those recorded last.
//     workspace? (text): Of this workspace, live or archived; of all by default.
//     dry_run (bool): Only report what would be removed.
//
//   NewAlert. An alert to add, on an exchange or on a workspace.
//     exchange? (text): Exchange that it is about, open in this process or recorded.
//     workspace? (text): Workspace, if it is not about an exchange.
//     session? (text): Session, if it is not about an exchange.
//     severity! (Severity): How much it matters.
//     type! (text): A word for what it is, 1 to 64 bytes.
//     snippet? (text): The text that it is about, at most 64 KiB.
//     trigger? (text): What raised it, at most 64 KiB.
//
//   AlertQuery. Which alerts to list, newest first.
//     workspace? (text): One workspace, live or archived; all by default.
//     exchange? (text): One exchange.
//     session? (text): One session.
//     severity? (Severity): One severity.
//     type? (text): One type.
//     since? (time): Alerts added at this time or later.
//     until? (time): Alerts added before this time.
//     limit? (integer): Rows of the page, 1 to 1,000; 50 by default.
//     cursor? (text): `next` of the page before.
//
//   SteppedClock. A clock that starts at a given time and advances by a fixed step at each reading.
//     start! (time): The first reading.
//     step_us (integer): Microseconds from one reading to the next; 0 by default.
//
//   OptionFields. How a store is opened: the options that can be written as JSON.
//     busy_timeout? (number): Seconds to wait for another process, 0 to 3,600; 5 by default.
//     drop_timeout? (number): Seconds that an exchange which is dropped without a finish waits for others to be
//       recorded, 0 to 3,600; 0.05 by default. One that finds no place in that time is recorded with the next write.
//     history? (HistoryMode): What the history keeps; `text` by default.
//     retention? (number): Days that exchanges stay in the history, above 0 and at most 36,500; for ever by default.
//       They are counted back from the exchanges that were recorded last, not from the clock. Usage and cost stay.
//     inject_usage? (bool): Whether streams are asked for their usage where the client did not; true by default,
//       except at endpoints that are known to refuse the option.
//     read_only? (bool): Opens without writing anything, not even a lock file; false by default.
//     set_aside_corrupt? (bool): Moves a damaged file aside and starts a new one; false by default.
//     clients? (list of ClientSpec, or ClientTable): Clients to recognise in addition to the built-in table, or
//       instead of it.
//     clock? (SteppedClock): A clock for tests.
//     env? (list of texts): The variables that `env:NAME` may name; any by default.
//     key? (secret): The key that seals credentials and binds references to their origins: 32 random bytes, in JSON
//       as 64 hexadecimal digits. By default the store has one of its own in a file, made when it is first needed.
//     key_file? (text): The file of the store's key; by default `codegate/keys/<store>.key` in the platform's folder
//       for configuration. It must not be in the store's own folder.
//     id_seed? (integer): Makes ids deterministic, for tests.
//
//   NewPersona. A persona to add.
//     description! (text): Free text, not empty.
//     vector? (list of numbers): An embedding of the description: 1 to 8,192 finite numbers, kept as 32-bit floats.
//
//   PersonaUpdate. An update of a persona: an absent field is kept, a null one cleared.
//     description? (text): New description.
//     vector? (list of numbers): New vector.
//
//   PriceQuery. What to look up. The price list is found as for a request: by `list`, or by the endpoint and the
//     type of `provider`, or by `endpoint` and `type`.
//     model! (text): The model.
//     provider? (text): A provider of this store.
//     type? (ProviderType): A type of provider, where no `provider` is given.
//     endpoint? (text): A base url, where no `provider` is given.
//     list? (text): A price list by its name, such as `openai`.
//     at? (time): The time for which the price is wanted; now by default.
//     input_tokens? (integer): All input tokens of the request, for prices that depend on them; 0 by default.
//     service_tier? (text): Service tier, in the provider's words: `batch`, `flex`, `priority`; the standard tier by
//       default.
//     inference_geo? (text): Where the model runs, in the provider's words, where that has a surcharge: `us`.
//
//   PriceListQuery. Which models to list.
//     list? (text): Of this price list only, such as `openai`.
//     at? (time): The time for which the prices are wanted; now by default.
//
//   PriceLoad. A price table to load.
//     format? (PriceFormat): The format of the table; the library's own by default.
//     as_of? (text): The day for which it is known to be valid, `YYYY-MM-DD`; what the table itself says by default.
//     source? (text): The name of the table; the one in the file by default.
//
//   NewProvider. A provider to add.
//     type! (ProviderType): Kind of API.
//     endpoint? (text): Base URL, as one gives it to an SDK: a bare origin gets the version that the type speaks,
//       one with a path is kept, and a full address (`…/chat/completions`) is cut to its base. The type's own by
//       default, where it has one.
//     description? (text): Free text.
//     auth? (Auth): Where the credential comes from; by default `api_key` where a `credential` is given, else
//       `none`.
//     credential? (text): `env:NAME` or `host:<id>`.
//     api_key? (secret): The credential itself, in the place of a reference. It is kept sealed, for this endpoint's
//       origin alone, which must be https or at this machine.
//     models? (list of texts): Models it offers; any by default.
//     paths? (FormatPaths): Paths for single formats, where type and endpoint do not say them.
//     inject_usage? (InjectUsage): Whether streams are asked for their usage where the client did not; `auto` by
//       default.
//     prices? (text): The price list by which it charges, such as `dashscope`, of the snapshot or of a table that is
//       loaded or yet to be; by default its endpoint and type say it.
//     passthrough_to? (list of texts): Further origins that a client's own credential, meant for this provider, may
//       go to on a fallback, such as `https://gateway.example`: with `auth` of `passthrough` alone; https, or at this
//       machine; none by default.
//
//   ProviderUpdate. An update of a provider: an absent field is kept, a null one cleared.
//     endpoint? (text): New base URL.
//     description? (text): New description.
//     auth? (Auth): New source of the credential.
//     credential? (text): New reference to a credential.
//     api_key? (secret): A new credential to keep, in the place of a reference.
//     models? (list of texts): New list of models.
//     paths? (FormatPaths): New paths for single formats, in place of all before.
//     inject_usage? (InjectUsage): Whether streams are asked for their usage from now on.
//     prices? (text): New price list.
//     passthrough_to? (list of texts): New further origins for a client's own credential, in place of all before.
//       They go with the origin of `endpoint`, and with an `auth` of `passthrough`, unless they are given again.
//     force (bool): Removes routes to models that are no longer listed from the rules, instead of failing with
//       `model_in_use`.
//
//   QueryOptions. Options of a query.
//     params? (list of values, or object of them): Values of the parameters of the statement; none by default.
//     limit? (integer): Rows at most, 1 to 100,000; 1,000 by default.
//     timeout? (number): Seconds that the statement may run, above 0 and at most 3,600; 5 by default.
//
//   Record. A finished call that the host made without this library.
//     session? (text): Session whose active workspace is used; `default` by default.
//     workspace? (text): Workspace for this request alone; changes no state.
//     files? (list of texts): Files that the request is about, as paths; replaces those found in the body.
//     request_type? (text): `fim`, `chat`, or any other word that facts have, or one of the host's own.
//     client? (text): Name of the client.
//     requested_model? (text): The model that the client asked for.
//     format? (Format): The wire format, for hosts without a body.
//     path? (text): Path and query of the URL that the client called.
//     headers? (object of texts, or list of pairs of them): The client's headers in their order; names in any case.
//     root? (text): Root folder of the user's project, an absolute path.
//     key? (text): The host's own key, such as the id of a message; see `on_duplicate`.
//     on_duplicate? (OnDuplicate): What to do where the key was recorded before; `replace` by default.
//     rule? (integer): 0-based index of the rule that routed it, in its workspace.
//     attempts? (list of RecordAttempt): Its attempts in order, at least one, where it took several. What is said of
//       one is then said there and not here: provider, model, status, reason and counts.
//     provider? (text): Provider that answered. One that was not added needs `provider_type`.
//     provider_type? (ProviderType): Type of the provider, whose prices apply where it was not added. Without
//       `provider` it is named by its type.
//     model? (text): Model that was asked for.
//     outcome? (Outcome): How it ended; by default as its last attempt, which is failed where the status is 400 or
//       more, else completed.
//     status? (integer): Status of the HTTP response.
//     reason? (text): Why it failed, in the host's words; at most 1,024 bytes are kept.
//     started_at? (time): When it began; by default when its first attempt did, else now.
//     finished_at? (time): When it ended; by default when its last attempt did, else now.
//     prompt? (text): The user's text, for the history.
//     output? (text): The assistant's text, for the history.
//     input_tokens? (integer): Input tokens; `includes_cache` says whether they include the cached ones.
//     output_tokens? (integer): Output tokens, reasoning included.
//     cache_read? (integer): Input tokens read from a cache; 0 if not given.
//     cache_write_5m? (integer): Input tokens written to a cache for five minutes; 0 if not given.
//     cache_write_long? (integer): Input tokens written to a cache for longer; 0 if not given.
//     reasoning? (integer): Output tokens spent on reasoning.
//     audio_input? (integer): Tokens of audio among all input tokens, cached ones included; 0 if not given, as are
//       the parts that follow.
//     image_input? (integer): Tokens of images among all input tokens, cached ones included.
//     video_input? (integer): Tokens of video among all input tokens.
//     audio_cache_read? (integer): Tokens of audio among those read from a cache.
//     image_cache_read? (integer): Tokens of images among those read from a cache.
//     audio_output? (integer): Tokens of audio in the output.
//     image_output? (integer): Tokens of images in the output.
//     video_output? (integer): Tokens of video in the output.
//     units? (object of integers): What is charged by the piece, with its number, as in `Usage.units`.
//     includes_cache? (bool): Whether `input_tokens` includes the cached ones; true by default.
//     reported_cost? (money): What the provider reports as cost, in US dollars: a decimal.
//     response_model? (text): The model that answered, where it is not the one asked for.
//     service_tier? (text): Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
//       prices.
//     inference_geo? (text): Where the model ran, in the provider's words, where that has a surcharge: `us`.
//
//   RecordAttempt. One try of a recorded call at one provider.
//     provider? (text): Provider that answered. One that was not added needs `provider_type`.
//     provider_type? (ProviderType): Type of the provider, whose prices apply where it was not added. Without
//       `provider` it is named by its type.
//     model? (text): Model that was asked for.
//     outcome? (Outcome): How it ended; by default failed where the status is 400 or more or another attempt
//       follows, else completed.
//     status? (integer): Status of the HTTP response.
//     reason? (text): Why it failed, in the host's words; at most 1,024 bytes are kept.
//     failure_class? (FailureClass): What kind of failure it was; by its status by default.
//     retry_after? (number): Seconds that the provider asked to wait before the next try.
//     started_at? (time): When it began; by default when the one before it ended, or the exchange began.
//     finished_at? (time): When it ended; by default when the exchange did, or the next one began.
//     input_tokens? (integer): Input tokens; `includes_cache` says whether they include the cached ones.
//     output_tokens? (integer): Output tokens, reasoning included.
//     cache_read? (integer): Input tokens read from a cache; 0 if not given.
//     cache_write_5m? (integer): Input tokens written to a cache for five minutes; 0 if not given.
//     cache_write_long? (integer): Input tokens written to a cache for longer; 0 if not given.
//     reasoning? (integer): Output tokens spent on reasoning.
//     audio_input? (integer): Tokens of audio among all input tokens, cached ones included; 0 if not given, as are
//       the parts that follow.
//     image_input? (integer): Tokens of images among all input tokens, cached ones included.
//     video_input? (integer): Tokens of video among all input tokens.
//     audio_cache_read? (integer): Tokens of audio among those read from a cache.
//     image_cache_read? (integer): Tokens of images among those read from a cache.
//     audio_output? (integer): Tokens of audio in the output.
//     image_output? (integer): Tokens of images in the output.
//     video_output? (integer): Tokens of video in the output.
//     units? (object of integers): What is charged by the piece, with its number, as in `Usage.units`.
//     includes_cache? (bool): Whether `input_tokens` includes the cached ones; true by default.
//     reported_cost? (money): What the provider reports as cost, in US dollars: a decimal.
//     response_model? (text): The model that answered, where it is not the one asked for.
//     service_tier? (text): Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
//       prices.
//     inference_geo? (text): Where the model ran, in the provider's words, where that has a surcharge: `us`.
//
//   UsageQuery. Which usage a report covers.
//     workspace? (text): One workspace, live or archived; all by default.
//     by? (GroupBy, or list of GroupBy): Rows; only a total by default. The second splits each row of the first into
//       a series: a day by model, say.
//     since? (time): Exchanges that began at this time or later.
//     until? (time): Exchanges that began before this time.
//     session? (text): One session.
//     provider? (text): One provider.
//     model? (text): One model.
//     client? (text): One client.
//     rule? (integer): Exchanges that the rule at this 0-based index of their workspace routed.
//     request_type? (text): One kind of request, compared exactly.
//     zone? (text): Time zone whose clock says which hour, day, week and month it is: a name of the IANA database,
//       such as `America/New_York`, which the library carries; UTC by default. A day has 23 or 25 hours where the
//       clock is set. `since` and `until` are points in time in any zone.
//     compare? (bool or Period): Another period to compare this one with, which must have `since` and `until`. Where
//       rows are periods, the n-th row of one is compared with the n-th row of the other.
//
//   RepriceQuery. Which recorded attempts to reprice, by the prices that apply now to the times at which they were
//     made.
//     since! (time): Of exchanges that began at this time or later.
//     until? (time): Of exchanges that began before this time.
//     workspace? (text): Of one workspace, live or archived.
//     provider? (text): At this provider.
//     model? (text): With this model as the one that was asked for.
//     apply? (text): The `token` of the report to apply; without it nothing is written.
//
//   RequestFields. The facts of a `Request` as JSON: every field but the body.
//     path? (text): Path and query of the URL that the client called.
//     method? (text): The method with which it called it, such as `POST`.
//     headers? (object of texts, or list of pairs of them): An object, or a list of pairs.
//     files? (list of texts): Files that the request is about, as paths; replaces those found in the body.
//     request_type? (text): `fim`, `chat`, or any other word that facts have, or one of the host's own.
//     client? (text): Name of the client.
//     requested_model? (text): The model that the client asked for.
//     session? (text): Session whose active workspace is used; `default` by default.
//     workspace? (text): Workspace for this request alone; changes no state.
//     root? (text): Root folder of the user's project, an absolute path.
//     files_from? (FilesFrom): Where files are looked for; `last_turn` by default.
//     format? (Format): The wire format, for hosts without a body.
//     key? (text): The host's own key of this exchange; finishing a second one with the same key gives the first
//       receipt.
//     to? (text): A provider, or `provider/model`, that the user chose: it stands before the rules.
//     upstream? (text): Where the request was going, an origin or a base URL: where no rule matches, it goes there
//       with the client's own credential, and is priced by that address.
//
//   ApplyOptions. How settings are applied.
//     dry_run (bool): Only says what would change; false by default.
//     folder? (text): The folder that the paths in the settings are relative to: that of their file. A relative path
//       needs it.
//
//   BackupOptions. How a backup is made.
//     replace (bool): Takes the place of a file that is there already; otherwise that is an error.
//
//   RotateOptions. How the key of a store is changed.
//     key? (secret): The new key: 32 random bytes, written as 64 hexadecimal digits. The host has it from then on,
//       and opens the store with it. Without it, a store whose key is in a file gets a new one there.
//
//   Counts. Counts that a host has read itself: whole numbers, 0 or more.
//     input_tokens? (integer): Input tokens; `includes_cache` says whether they include the cached ones.
//     output_tokens? (integer): Output tokens, reasoning included.
//     cache_read? (integer): Input tokens read from a cache; 0 if not given.
//     cache_write_5m? (integer): Input tokens written to a cache for five minutes; 0 if not given.
//     cache_write_long? (integer): Input tokens written to a cache for longer; 0 if not given.
//     reasoning? (integer): Output tokens spent on reasoning.
//     audio_input? (integer): Tokens of audio among all input tokens, cached ones included; 0 if not given, as are
//       the parts that follow.
//     image_input? (integer): Tokens of images among all input tokens, cached ones included.
//     video_input? (integer): Tokens of video among all input tokens.
//     audio_cache_read? (integer): Tokens of audio among those read from a cache.
//     image_cache_read? (integer): Tokens of images among those read from a cache.
//     audio_output? (integer): Tokens of audio in the output.
//     image_output? (integer): Tokens of images in the output.
//     video_output? (integer): Tokens of video in the output.
//     units? (object of integers): What is charged by the piece, with its number, as in `Usage.units`.
//     includes_cache? (bool): Whether `input_tokens` includes the cached ones; true by default.
//     reported_cost? (money): What the provider reports as cost, in US dollars: a decimal.
//     response_model? (text): The model that answered, where it is not the one asked for.
//     service_tier? (text): Service tier, in the provider's words: `batch`, `flex`, `priority`. It selects among the
//       prices.
//     inference_geo? (text): Where the model ran, in the provider's words, where that has a surcharge: `us`.
//
//   NewWorkspace. What a new workspace starts with.
//     custom_instructions? (text): Custom instructions; none by default.
//     rules (list of rule): Muxing rules in order; none by default.
//
//   WorkspaceUpdate. An update of a workspace: an absent field is kept, a null one cleared.
//     custom_instructions? (text): New custom instructions.
//     rules? (list of rule): New muxing rules, all of them.
//
// WORDS.
//
//   Part. A part of a workspace that an export includes.
//     instructions: Custom instructions.
//     rules: Muxing rules.
//
//   ItemStatus. How a workspace of a bundle compares with this store.
//     new: No workspace of this name exists here.
//     same: The one here has the same content.
//     conflict: The one here differs, or is archived.
//
//   Strength. How much a sign of a client proves.
//     certain: The host says so.
//     strong: A header that the client sends of its own accord.
//     medium: Text or a member that the client writes into the body.
//     weak: A set of tools, which others may offer too.
//
//   Instructions. What happened to the custom instructions.
//     applied: Put into the body.
//     present: The body already had them at that place.
//     not_applied: The request has no place for them, goes on with a conversation that the provider keeps, or there
//       is no readable body.
//     none: The workspace has none.
//
//   ExportFormat. How recorded attempts are written.
//     csv: CSV by RFC 4180 with one header line; text that a spreadsheet would take for a formula gets an apostrophe
//       in front.
//     jsonl: A JSON object on each line, with the same names.
//     otel: A span as JSON on each line, its attributes under the names of OpenTelemetry's conventions for
//       generative AI where they have one, else under `codegate.`.
//
//   FailureClass. What kind of failure it was, by the status of the response and what its body says.
//     client: The request, or its credential, is refused. It will be again, by this provider.
//     rate_limit: Too many requests or tokens for now, or the quota is used up.
//     overloaded: The provider or the model has too much to do.
//     server: The provider failed.
//     network: No response came in time, or it broke off.
//     context_length: The prompt is too long for the model.
//
//   Locks. What keeps writers of several processes apart, in addition to the lock file.
//     held: Locks that the host cannot drop by opening or closing the files itself.
//     process: Locks of the process: they are dropped when anything in it closes the file.
//     none: None; the store is in memory.
//
//   Severity. How much an alert matters.
//     info: Worth knowing.
//     critical: Worth acting on.
//
//   HistoryMode. What the history keeps of an exchange. Usage is kept always.
//     all: The last user turn, the output, and the raw bodies.
//     text: The last user turn and the output, at most 64 KiB each.
//     metadata: No text.
//     none: No entry.
//
//   PriceFormat. The format of a price table.
//     codegate: The library's own: `include/prices.schema.json`.
//     litellm: LiteLLM's `model_prices_and_context_window.json`.
//     models.dev: The `api.json` of models.dev.
//
//   ProviderType. What kind of API a provider offers.
//     openai: OpenAI's own API.
//     anthropic: Anthropic's own API.
//     gemini: Google's Gemini API.
//     ollama: An Ollama server.
//     openrouter: OpenRouter.
//     vllm: A vLLM server.
//     lm_studio: LM Studio's server.
//     llamacpp: A llama.cpp server.
//     openai_compatible: Any other server that speaks OpenAI's API.
//
//   Auth. Where the credential of a request comes from.
//     none: No credential is sent.
//     passthrough: The client's own credential is passed on, to this endpoint's origin only.
//     api_key: A credential that is kept, or referred to by `env:NAME` or `host:<id>`.
//
//   InjectUsage. Whether streams are asked for their usage where the client did not.
//     auto: Yes, except at endpoints that are known to refuse the option.
//     always: Yes, whatever is known of the endpoint.
//     never: No.
//
//   Outcome. How an exchange ended.
//     completed: The response arrived whole.
//     failed: It failed at the provider or on the way.
//     aborted: It was abandoned before its end.
//
//   OnDuplicate. What recording a key again does. The earlier charge stays readable in each case.
//     keep: Nothing: the first receipt is given again.
//     replace: Where it counts more, it takes the place of what was recorded, as the running counts of a message do:
//       its attempts that of as many last ones. Else nothing.
//     attempt: Its attempts are added to those of the exchange.
//
//   GroupBy. What the rows of a report are grouped by.
//     model: Model that was asked for.
//     provider: Provider.
//     session: Session.
//     workspace: Workspace.
//     client: Client that sent the request.
//     rule: Rule that routed it, `workspace/index`; the 0-based index is that of the time of recording.
//     request_type: Kind of request.
//     outcome: How each attempt ended; the last one as its exchange did.
//     status: Status of each attempt's response.
//     hour: Hour of the clock, `YYYY-MM-DDTHH:00Z`; in another zone than UTC with the offset,
//       `YYYY-MM-DDTHH:00-05:00`, so that an hour which the clock shows twice is two.
//     day: Day, `YYYY-MM-DD`.
//     week: ISO week, which begins on Monday: `YYYY-Www`, the year being that of its Thursday.
//     month: Month, `YYYY-MM`.
//
//   Format. The wire format of a request, which is that of its response too.
//     openai_chat: OpenAI chat completions.
//     openai_responses: OpenAI responses.
//     openai_completions: OpenAI legacy completions (fill in the middle).
//     anthropic_messages: Anthropic messages.
//     ollama_chat: Ollama's `/api/chat`.
//     ollama_generate: Ollama's `/api/generate`.
//     gemini: Gemini's `generateContent` and `streamGenerateContent`.
//     unknown: None of these.
//
//   FilesFrom. Which part of a conversation counts for the files of a request.
//     last_turn: From the last message that a person typed to the end, with its tool calls and results.
//     conversation: All of it.
//
//   SettingsKind. What settings are about.
//     provider: A provider endpoint.
//     workspace: A workspace.
//     persona: A persona.
//     session: A session and its active workspace.
//
//   SettingsStatus. How something in settings compares with this store.
//     new: It does not exist here.
//     same: It is here as the settings have it.
//     changed: It is here, and differs.
//
//   Completeness. How much of the token usage is known.
//     final: The last usage of the response was seen.
//     partial: Some of it was seen before the response broke off.
//     missing: None was seen.

/// @file codegate.h
/// The C ABI of codegate.

#ifndef CODEGATE_H
#define CODEGATE_H

#ifndef CODEGATE_CDEF
#include <stddef.h>
#include <stdint.h>
#endif

/// The version of this header.
#define CODEGATE_VERSION "0.1.0"
/// Its first part.
#define CODEGATE_VERSION_MAJOR 0
/// Its second part.
#define CODEGATE_VERSION_MINOR 1
/// Its third part.
#define CODEGATE_VERSION_PATCH 0
/// The version as one number, for `#if`.
#define CODEGATE_VERSION_NUMBER 1000
/// The version of the ABI that this header describes.
#define CODEGATE_ABI_VERSION 1

/// Precedes every function. Where the archive is linked on Windows, and not the DLL, define `CODEGATE_STATIC`.
#ifndef CODEGATE_API
#if defined(CODEGATE_CDEF)
#define CODEGATE_API
#elif defined(_WIN32) && !defined(CODEGATE_STATIC)
#define CODEGATE_API __declspec(dllimport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define CODEGATE_API __attribute__((visibility("default")))
#else
#define CODEGATE_API
#endif
#endif

/// Precedes every function whose status must not be overlooked.
#ifndef CODEGATE_CHECK
#if defined(__GNUC__) && !defined(CODEGATE_CDEF)
#define CODEGATE_CHECK __attribute__((warn_unused_result))
#else
#define CODEGATE_CHECK
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------------------------
/// @name The library
/// @{

/// A kind of object that a function gives and the host frees: one of the `CODEGATE_KIND_` numbers.
typedef int32_t codegate_kind;

enum {
  /// All kinds together.
  CODEGATE_KIND_ANY = 0,
  /// `codegate_error`.
  CODEGATE_KIND_ERROR = 1,
  /// `codegate_text`.
  CODEGATE_KIND_TEXT = 2,
  /// `codegate_gate`.
  CODEGATE_KIND_GATE = 3,
  /// `codegate_exchange`.
  CODEGATE_KIND_EXCHANGE = 4,
  /// `codegate_plan`.
  CODEGATE_KIND_PLAN = 5
};

/// The version of the ABI; it increases when a host must be compiled again. Compare it with `CODEGATE_ABI_VERSION`.
CODEGATE_API
uint32_t codegate_abi_version(void);

/// The version of the library, such as `0.1.0`, with a NUL at its end. It lives for ever.
CODEGATE_API
const char *codegate_version(void);

/// The version of the library as a number that can be compared with `CODEGATE_VERSION_NUMBER`.
CODEGATE_API
uint32_t codegate_version_number(void);

/// The number of objects of a kind that this process was given and has not freed. A program that ends with other than
/// 0 has leaked, which leak checkers cannot see, as the library holds on to every object until it is freed. 0 for a kind
/// that there is not. It looks at every object; not for a hot path.
CODEGATE_API
size_t codegate_live_objects(codegate_kind kind);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Statuses
/// @{

/// What a function came to: `CODEGATE_OK` or the number of an error. Numbers are only ever appended to.
typedef int32_t codegate_status;

enum {
  /// Success.
  CODEGATE_OK = 0,
  /// `invalid_argument`: A value of a wrong type or shape, or one that makes no sense here.
  CODEGATE_INVALID_ARGUMENT = 1,
  /// `invalid_name`: A name with characters that are not allowed.
  CODEGATE_INVALID_NAME = 2,
  /// `reserved_name`: A name that is reserved by the library.
  CODEGATE_RESERVED_NAME = 3,
  /// `invalid_rule`: An invalid muxing rule.
  CODEGATE_INVALID_RULE = 4,
  /// `limit_exceeded`: A value over one of the limits.
  CODEGATE_LIMIT_EXCEEDED = 5,
  /// `too_large`: A request body over its limit.
  CODEGATE_TOO_LARGE = 6,
  /// `workspace_not_found`: No workspace of this name.
  CODEGATE_WORKSPACE_NOT_FOUND = 7,
  /// `workspace_exists`: The name is taken by a live or an archived workspace.
  CODEGATE_WORKSPACE_EXISTS = 8,
  /// `workspace_archived`: The workspace is archived; recover it first.
  CODEGATE_WORKSPACE_ARCHIVED = 9,
  /// `workspace_not_archived`: The workspace is live; archive it first.
  CODEGATE_WORKSPACE_NOT_ARCHIVED = 10,
  /// `workspace_active`: Sessions have the workspace active.
  CODEGATE_WORKSPACE_ACTIVE = 11,
  /// `default_workspace`: The default workspace is never archived, renamed or deleted.
  CODEGATE_DEFAULT_WORKSPACE = 12,
  /// `session_not_found`: No session of this id.
  CODEGATE_SESSION_NOT_FOUND = 13,
  /// `provider_not_found`: No provider of this name.
  CODEGATE_PROVIDER_NOT_FOUND = 14,
  /// `provider_exists`: The provider name is taken.
  CODEGATE_PROVIDER_EXISTS = 15,
  /// `provider_in_use`: Muxing rules use the provider.
  CODEGATE_PROVIDER_IN_USE = 16,
  /// `model_not_found`: The provider does not list the model.
  CODEGATE_MODEL_NOT_FOUND = 17,
  /// `model_in_use`: Muxing rules use the model.
  CODEGATE_MODEL_IN_USE = 18,
  /// `persona_not_found`: No persona of this name.
  CODEGATE_PERSONA_NOT_FOUND = 19,
  /// `persona_exists`: The persona name is taken.
  CODEGATE_PERSONA_EXISTS = 20,
  /// `credential_unavailable`: The credential that is referred to cannot be resolved.
  CODEGATE_CREDENTIAL_UNAVAILABLE = 21,
  /// `credential_locked`: The credential was stored for another origin.
  CODEGATE_CREDENTIAL_LOCKED = 22,
  /// `credential_store_unavailable`: No place to keep a secret; nothing was stored.
  CODEGATE_CREDENTIAL_STORE_UNAVAILABLE = 23,
  /// `already_finished`: The exchange has ended already.
  CODEGATE_ALREADY_FINISHED = 24,
  /// `exchange_not_found`: No exchange of this id.
  CODEGATE_EXCHANGE_NOT_FOUND = 25,
  /// `bundle_invalid`: The document is not a bundle.
  CODEGATE_BUNDLE_INVALID = 26,
  /// `import_conflict`: The import has conflicts without a choice.
  CODEGATE_IMPORT_CONFLICT = 27,
  /// `import_missing`: The import refers to providers or models that do not exist here.
  CODEGATE_IMPORT_MISSING = 28,
  /// `import_stale`: The store changed since the plan was made.
  CODEGATE_IMPORT_STALE = 29,
  /// `schema_too_new`: A newer version of the library wrote the file.
  CODEGATE_SCHEMA_TOO_NEW = 30,
  /// `not_a_store`: The path is not a store.
  CODEGATE_NOT_A_STORE = 31,
  /// `corrupt`: The file is damaged.
  CODEGATE_CORRUPT = 32,
  /// `storage_detached`: The file was removed or replaced while it was open.
  CODEGATE_STORAGE_DETACHED = 33,
  /// `unsupported_filesystem`: The file system cannot share a file safely.
  CODEGATE_UNSUPPORTED_FILESYSTEM = 34,
  /// `busy`: Another process held the store past the deadline.
  CODEGATE_BUSY = 35,
  /// `disk_full`: The disk is full; nothing was written.
  CODEGATE_DISK_FULL = 36,
  /// `read_only`: The store cannot be written.
  CODEGATE_READ_ONLY = 37,
  /// `io`: The operating system refused.
  CODEGATE_IO = 38,
  /// `interrupted`: The call was cancelled.
  CODEGATE_INTERRUPTED = 39,
  /// `forked_handle`: The gate was opened before a fork; open it again in the child.
  CODEGATE_FORKED_HANDLE = 40,
  /// `gate_closed`: The gate was closed.
  CODEGATE_GATE_CLOSED = 41,
  /// `invalid_handle`: Not a live handle of this kind.
  CODEGATE_INVALID_HANDLE = 42,
  /// `internal`: A bug in this library; please report it.
  CODEGATE_INTERNAL = 43,
  /// `prices_invalid`: The document is not a price table, or a price in it cannot be used.
  CODEGATE_PRICES_INVALID = 44,
  /// `reprice_stale`: The changes would differ from those of the report.
  CODEGATE_REPRICE_STALE = 45,
  /// `alert_not_found`: No alert of this id.
  CODEGATE_ALERT_NOT_FOUND = 46
};

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Errors
/// @{

/// An error: what went wrong, and a sentence that says what to do. Free it with `codegate_error_free`.
typedef struct codegate_error codegate_error;

/// The word of a status, such as `workspace_not_found`, with a NUL at its end; `ok` for `CODEGATE_OK`, `unknown` for a
/// number that this library does not know. It lives for ever.
CODEGATE_API
const char *codegate_status_name(codegate_status status);

/// The code as a word, such as `workspace_not_found`, with a NUL at its end. It lives as long as the error.
/// For NULL or a handle that is not live it is `invalid_handle`.
CODEGATE_API
const char *codegate_error_code(const codegate_error *error);

/// The sentence, in UTF-8, with a NUL at its end. It lives as long as the error. Do not match on it: it may change.
CODEGATE_API
const char *codegate_error_message(const codegate_error *error);

/// Frees an error. NULL is fine.
CODEGATE_API
void codegate_error_free(codegate_error *error);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Texts
/// @{

/// A text that the host owns: a JSON document, a bundle or a table. Free it with `codegate_text_free`.
typedef struct codegate_text codegate_text;

/// Bytes that belong to another object. `data` is NULL where there is nothing, which an empty text is not.
typedef struct codegate_view {
  /// The first byte.
  const char *data;
  /// The number of bytes.
  size_t len;
} codegate_view;

/// The bytes of a text, in UTF-8 with a NUL at the end. They live as long as the text.
/// For NULL or a handle that is not live it is an empty text.
CODEGATE_API
const char *codegate_text_data(const codegate_text *text);

/// The number of bytes of a text, without the NUL; 0 for NULL or a handle that is not live.
CODEGATE_API
size_t codegate_text_len(const codegate_text *text);

/// Frees a text. NULL is fine.
CODEGATE_API
void codegate_text_free(codegate_text *text);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name JSON
/// @{

/// What a JSON value is: one of the `CODEGATE_JSON_` numbers.
typedef int32_t codegate_json_kind;

enum {
  /// There is no such value.
  CODEGATE_JSON_ABSENT = 0,
  /// `null`.
  CODEGATE_JSON_NULL = 1,
  /// `false`.
  CODEGATE_JSON_FALSE = 2,
  /// `true`.
  CODEGATE_JSON_TRUE = 3,
  /// A number.
  CODEGATE_JSON_NUMBER = 4,
  /// A string.
  CODEGATE_JSON_STRING = 5,
  /// An array.
  CODEGATE_JSON_ARRAY = 6,
  /// An object.
  CODEGATE_JSON_OBJECT = 7
};

/// Finds a value in a JSON text by a JSON pointer (RFC 6901), such as `/usage/total_tokens` or `/rules/0/to`; an empty
/// pointer is the whole text. Gives its kind, and views it as written, a string with its quotes; the view lives as long
/// as `json`. Where there is no such value the kind is `CODEGATE_JSON_ABSENT` and `data` is NULL, which is no error. Of
/// several members of one name the last counts. Either output may be NULL.
///
/// Errors: `invalid_argument` where `json` is not JSON or `pointer` is no pointer, `limit_exceeded` for a pointer of more
/// than 128 names.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_json_find(const char *json,
                                   size_t json_len,
                                   const char *pointer,
                                   size_t pointer_len,
                                   codegate_json_kind *kind,
                                   codegate_view *out,
                                   codegate_error **err);

/// Reads a whole number in a JSON text, exactly. `pointer`: as in `codegate_json_find`.
///
/// Errors: `limit_exceeded` for one that does not fit 64 bits; `invalid_argument` for one with a fraction or an exponent,
/// for another kind of value, and where there is none; and as `codegate_json_find`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_json_integer(const char *json,
                                      size_t json_len,
                                      const char *pointer,
                                      size_t pointer_len,
                                      int64_t *out,
                                      codegate_error **err);

/// Reads a number in a JSON text as the nearest `double`. `pointer`: as in `codegate_json_find`.
///
/// Errors: `limit_exceeded` for one that is beyond every `double`; `invalid_argument` for another kind of value, and where
/// there is none; and as `codegate_json_find`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_json_number(const char *json,
                                     size_t json_len,
                                     const char *pointer,
                                     size_t pointer_len,
                                     double *out,
                                     codegate_error **err);

/// Gives a string in a JSON text with its escapes decoded; it may hold a NUL. `pointer`: as in `codegate_json_find`.
///
/// Errors: `invalid_argument` for half a surrogate pair, for another kind of value, and where there is none; and as
/// `codegate_json_find`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_json_string(const char *json,
                                     size_t json_len,
                                     const char *pointer,
                                     size_t pointer_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Gives a text as a JSON string, with its quotes: ready to be inserted into a record as a value.
///
/// Errors: `invalid_argument` for a text that is not UTF-8.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_json_quote(const char *plain,
                                    size_t plain_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name The gate: open, decide, record, close
/// @{

/// An open store. It may be used from several threads at once. Free it with `codegate_gate_free`.
typedef struct codegate_gate codegate_gate;

/// Opens the store at `path`, creating it if it does not exist; `:memory:` opens a store without a file. NULL is the default
/// store: the path in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the platform's data folder
/// (`$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`), which is
/// made if need be. The folder of any other path must be there, and `~` is a name like any other. `options`:
/// NULL, or a record of `busy_timeout` (seconds), `drop_timeout` (seconds that an exchange which is freed without a finish
/// waits for others; 0.05 by default), `history` (`all`, `text`, `metadata`, `none`), `retention` (days that
/// exchanges stay in the history, counted back from those recorded last), `inject_usage`, `read_only`,
/// `set_aside_corrupt`, `clients`, and for tests `clock` and `id_seed`. `clients` is a list of clients to recognise in
/// addition to the built-in table, replacing those of the same name, or a whole table with `version`, replacing the
/// built-in one; its format: `clients.schema.json`. Gives a gate; free it with `codegate_gate_free`.
///
/// Errors: `invalid_argument`, `not_a_store`, `schema_too_new`, `corrupt`, `read_only`, `unsupported_filesystem`, `busy`,
/// `disk_full`, `io`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_open(const char *path,
                              size_t path_len,
                              const char *options,
                              size_t options_len,
                              codegate_gate **out,
                              codegate_error **err);

/// Frees a gate, closed or not. Exchanges already open can still finish. Without `codegate_gate_close` before it nothing that
/// was acknowledged is lost, but the file is left with what the next one to open it has to checkpoint. Exchanges that were
/// freed without a finish, and that others keep from being recorded for `drop_timeout` now too, are lost;
/// `codegate_gate_close` waits for them and reports it. NULL is fine.
CODEGATE_API
void codegate_gate_free(codegate_gate *gate);

/// What a call is for, as facts say it in `request_type`, by its method, path and body (NULL is none); `data` is NULL where
/// none of them says it. So a host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`,
/// `embeddings`, `images`, `audio`, `moderation` and `batch` are, `models`, `files` and `other` are not. The view lives for
/// ever.
///
/// Errors: `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_request_type(const char *method,
                                      size_t method_len,
                                      const char *path,
                                      size_t path_len,
                                      const char *body,
                                      size_t body_len,
                                      codegate_view *out,
                                      codegate_error **err);

/// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials.
///
/// `fields`: what is known of the request in addition to its body: `path`, `headers` (an object or a list of pairs),
/// `method`, `files`, `request_type`, `client`, `requested_model`, `session`, `workspace`, `root`, `files_from`, `format`,
/// `key`, `to`, `upstream`, each optional. `body`: the bytes that the client sent, NULL if there are none; its content never makes this fail.
/// Gives the decision.
///
/// Errors: `session_not_found`, `workspace_not_found`, `workspace_archived`, `invalid_argument`, `limit_exceeded`,
/// `too_large`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_decide(const codegate_gate *gate,
                                     const char *fields,
                                     size_t fields_len,
                                     const char *body,
                                     size_t body_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Decides, and reports for every rule and condition whether it holds and what it was compared with. Arguments: as
/// `codegate_gate_decide`. Gives the explanation.
///
/// Errors: as `codegate_gate_decide`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_explain(const codegate_gate *gate,
                                      const char *fields,
                                      size_t fields_len,
                                      const char *body,
                                      size_t body_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives the explanation of `codegate_gate_explain` as text for people. Its layout may change.
///
/// Errors: as `codegate_gate_decide`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_explain_text(const codegate_gate *gate,
                                           const char *fields,
                                           size_t fields_len,
                                           const char *body,
                                           size_t body_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// Records a finished call that the host made without this library. `record` (Record). Gives: Receipt.
///
/// Errors: those of `codegate_gate_decide`, `provider_not_found`, and those of the store.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_record(const codegate_gate *gate,
                                     const char *record,
                                     size_t record_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
/// closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
/// cannot be now either, this fails, and closing again tries again.
///
/// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
CODEGATE_API
codegate_status codegate_gate_close(const codegate_gate *gate,
                                    codegate_error **err);

/// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
/// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand there,
/// whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single fields; null,
/// in JSON, clears one.
///
/// Each error has the line and the column where the text has them, and shows no value that might be a secret. `options`
/// (ApplyOptions): optionally `dry_run`, `folder`. Gives: SettingsPlan.
///
/// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
/// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here is
/// of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each part
/// alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`, `workspace_not_found`,
/// `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_apply(const codegate_gate *gate,
                                    const char *config,
                                    size_t config_len,
                                    const char *options,
                                    size_t options_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Exchanges: the request
/// @{

/// A request and its response. It may be used from several threads; chunks are fed in their order. Its accessors (id,
/// decision, route, url, headers, body, warnings) never wait for another thread. While one thread finishes it, feed and
/// end still give the bytes for the client (what they read counts only if that finish fails and is repeated), another
/// finish or close waits, and begin_response, report_usage, fail and retry are `already_finished`. Free it with
/// `codegate_exchange_free`.
typedef struct codegate_exchange codegate_exchange;

/// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished. Arguments: as
/// `codegate_gate_decide`. Gives an exchange; free it with `codegate_exchange_free`.
///
/// Errors: as `codegate_gate_decide`, and `credential_unavailable`, `credential_locked`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_begin(const codegate_gate *gate,
                                    const char *fields,
                                    size_t fields_len,
                                    const char *body,
                                    size_t body_len,
                                    codegate_exchange **out,
                                    codegate_error **err);

/// Views the id of the exchange. The view lives as long as the exchange.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_id(const codegate_exchange *exchange,
                                     codegate_view *out,
                                     codegate_error **err);

/// Views the URL to send the current attempt to, with a NUL at its end; `data` is NULL if there is no route. The view
/// lives as long as the exchange.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_url(const codegate_exchange *exchange,
                                      codegate_view *out,
                                      codegate_error **err);

/// Views the word for the kind of failure that the response of the current attempt shows by now (`client`, `rate_limit`,
/// `overloaded`, `server`, `network` or `context_length`), with a NUL at its end; `data` is NULL if it shows none. Before
/// that response: that of the attempt before it. The view lives as long as the library is loaded.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_failure_class(const codegate_exchange *exchange,
                                                codegate_view *out,
                                                codegate_error **err);

/// Gives the seconds that the provider asks to wait before the next try, as the response of the current attempt tells by
/// now, by its headers and what was fed; -1 if it asks for none, or is no failure. Before that response: as the attempt
/// before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once it is over.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_retry_after(const codegate_exchange *exchange,
                                              double *out,
                                              codegate_error **err);

/// Gives all headers to send with the current attempt: a JSON list of `[name, value]`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_headers(const codegate_exchange *exchange,
                                          codegate_text **out,
                                          codegate_error **err);

/// Counts the headers to send with the current attempt.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_header_count(const codegate_exchange *exchange,
                                               size_t *out,
                                               codegate_error **err);

/// Views one header to send with the current attempt, by its 0-based position, each text with a NUL at its end. The
/// views live as long as the exchange.
///
/// Errors: `invalid_argument` past the last header.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_header_at(const codegate_exchange *exchange,
                                            size_t index,
                                            codegate_view *name,
                                            codegate_view *value,
                                            codegate_error **err);

/// Views the body to send with the current attempt; `data` is NULL if there is none, and once the exchange has ended. The
/// view lives as long as the exchange, and so do the bytes of a body that was viewed.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_body(const codegate_exchange *exchange,
                                       codegate_view *out,
                                       codegate_error **err);

/// The decision that the exchange began with. Gives: Decision.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_decision(const codegate_exchange *exchange,
                                           codegate_text **out,
                                           codegate_error **err);

/// The route of the current attempt; NULL if there is none. Gives: Route or NULL.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_route(const codegate_exchange *exchange,
                                        codegate_text **out,
                                        codegate_error **err);

/// Warnings that came up after the exchange began, such as a fallback that was skipped. Gives: a list of Warning.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_warnings(const codegate_exchange *exchange,
                                           codegate_text **out,
                                           codegate_error **err);

/// How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_remaining(const codegate_exchange *exchange,
                                            uint64_t *out,
                                            codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Outcomes
/// @{

/// How an exchange ended: one of the `CODEGATE_OUTCOME_` numbers.
typedef int32_t codegate_outcome;

enum {
  /// Completed; failed after a `fail` that gave no route.
  CODEGATE_OUTCOME_DEFAULT = 0,
  /// The response arrived whole.
  CODEGATE_OUTCOME_COMPLETED = 1,
  /// It failed at the provider or on the way.
  CODEGATE_OUTCOME_FAILED = 2,
  /// It was abandoned before its end.
  CODEGATE_OUTCOME_ABORTED = 3
};

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Exchanges: the response, fallbacks, the end
/// @{

/// Gives the library the status and the headers of the response, before the first feed. Optional. `headers`: an object
/// or a list of pairs; NULL is none.
///
/// Errors: `invalid_argument`, `already_finished`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_begin_response(const codegate_exchange *exchange,
                                                 int32_t status,
                                                 const char *headers,
                                                 size_t headers_len,
                                                 codegate_error **err);

/// Reads a chunk of the response as it passes, and views the bytes for the client. The view lives until the next feed or
/// end on this exchange has returned, or until it is freed. Content is never an error. Chunks go in their order, from one
/// thread at a time. After a fail that gave no route they are only passed on, so that the client gets the provider's answer.
///
/// Errors: `already_finished`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_feed(const codegate_exchange *exchange,
                                       const char *chunk,
                                       size_t chunk_len,
                                       codegate_view *out,
                                       codegate_error **err);

/// Ends the response, and views the remaining bytes for the client. The view lives until the next feed or end on this
/// exchange has returned, or until it is freed.
///
/// Errors: `already_finished`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_end(const codegate_exchange *exchange,
                                      codegate_view *out,
                                      codegate_error **err);

/// Records the exchange durably: when this returns `CODEGATE_OK`, it is on disk. Gives the receipt. If the store fails,
/// the exchange stays open and can be finished again.
///
/// Errors: `already_finished`, `workspace_not_found` if it was deleted meanwhile, and those of the store.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_finish(const codegate_exchange *exchange,
                                         codegate_outcome outcome,
                                         codegate_text **out,
                                         codegate_error **err);

/// Records the exchange as `codegate_exchange_finish` does. `record`: `outcome` (`completed`, `failed` or `aborted`) and
/// `status` (of the HTTP response), each optional.
///
/// Errors: as there, and `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_finish_with(const codegate_exchange *exchange,
                                              const char *record,
                                              size_t record_len,
                                              codegate_text **out,
                                              codegate_error **err);

/// Frees an exchange. One that was not ended is recorded, as by `codegate_exchange_close`, but waits for others no longer than
/// the option `drop_timeout`. Where the store cannot be written, its gate keeps it for the next write, and counts it in
/// `unwritten` of `codegate_gate_health`. NULL is fine.
CODEGATE_API
void codegate_exchange_free(codegate_exchange *exchange);

/// Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks for:
/// `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to the origin
/// of its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around it is left
/// out.
///
/// Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential that
/// could be the host's, and for a secret that is empty or cannot stand in a header, which the text never shows.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_authorize(const codegate_exchange *exchange,
                                            const char *secret,
                                            size_t secret_len,
                                            codegate_error **err);

/// Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has
/// parsed, as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error. Gives: true
/// or false.
///
/// Errors: `already_finished`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_feed_event(const codegate_exchange *exchange,
                                             const char *event,
                                             size_t event_len,
                                             codegate_text **out,
                                             codegate_error **err);

/// Sets counts that the host has read itself; the last call replaces what was read from the response. `counts`
/// (Counts).
///
/// Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_report_usage(const codegate_exchange *exchange,
                                               const char *counts,
                                               size_t counts_len,
                                               codegate_error **err);

/// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; NULL if
/// there is none left: then url and headers hold no credential any more. A fallback whose credential is not available,
/// or whose provider does not take the format, is skipped with a warning. What the headers say of the time to wait is
/// kept with the attempt. `failure` (Failure): optionally `status`, `headers`, `body`, `retry_after`, `reason`. Gives:
/// Route or NULL.
///
/// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave no
/// route, and those of the host's own resolver.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_fail(const codegate_exchange *exchange,
                                       const char *failure,
                                       size_t failure_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// Ends the current attempt as failed and opens one on the same route, which is returned; NULL if unrouted. `failure`
/// (Failure): optionally `status`, `headers`, `body`, `retry_after`, `reason`. Gives: Route or NULL.
///
/// Errors: those of `codegate_exchange_fail`, `credential_unavailable`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_retry(const codegate_exchange *exchange,
                                        const char *failure,
                                        size_t failure_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Ends and records the exchange: as completed if the response was seen whole, as failed if it is an error, else as
/// aborted. NULL if it has ended already. Gives: Receipt or NULL.
///
/// Errors: those of the store.
CODEGATE_API
codegate_status codegate_exchange_close(const codegate_exchange *exchange,
                                        codegate_text **out,
                                        codegate_error **err);

/// Ends the exchange without recording anything: nothing of it is kept, not even its alerts. From then on it is
/// `already_finished`.
///
/// Writes nothing and never waits for the store, so that a finalizer may call it. While another thread finishes the
/// exchange, and after its end, this does nothing.
CODEGATE_API
codegate_status codegate_exchange_discard(const codegate_exchange *exchange,
                                          codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Workspaces and their rules
/// @{

/// Binds a folder to a workspace: `codegate_workspace_for_path` then finds it for everything in that folder. The folder
/// is an absolute path, which need not exist; a folder that is bound already is bound anew. Gives: FolderBinding.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
/// absolute, `limit_exceeded` for one over 4,096 bytes.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_bind(const codegate_gate *gate,
                                        const char *folder,
                                        size_t folder_len,
                                        const char *workspace,
                                        size_t workspace_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Removes what binds a folder to a workspace; returns whether anything did. Gives: true or false.
///
/// Errors: `invalid_argument`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_unbind(const codegate_gate *gate,
                                          const char *folder,
                                          size_t folder_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// All folders that are bound to workspaces, those of archived ones too, by folder. Gives: a list of FolderBinding.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_bindings(const codegate_gate *gate,
                                            codegate_text **out,
                                            codegate_error **err);

/// The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
/// whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. NULL where no folder has
/// one: leave the workspace to the session then. The path is absolute, taken as text, and need not exist. Gives:
/// FolderBinding or NULL.
///
/// Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
/// `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that cannot
/// be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_for_path(const codegate_gate *gate,
                                            const char *path,
                                            size_t path_len,
                                            codegate_text **out,
                                            codegate_error **err);

/// Creates a workspace. `record` (NewWorkspace): `name`; optionally `custom_instructions`, `rules`. Gives: Workspace.
///
/// Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
/// live or archived), and those of `codegate_workspace_set_rules`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_create(const codegate_gate *gate,
                                          const char *record,
                                          size_t record_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// One workspace, live or archived. Gives: Workspace.
///
/// Errors: `invalid_name`, `workspace_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_get(const codegate_gate *gate,
                                       const char *name,
                                       size_t name_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// Live workspaces by name. Gives: a list of Workspace.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_list(const codegate_gate *gate,
                                        codegate_text **out,
                                        codegate_error **err);

/// Archived workspaces by name. Gives: a list of Workspace.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_list_archived(const codegate_gate *gate,
                                                 codegate_text **out,
                                                 codegate_error **err);

/// Changes instructions and rules, all or nothing. `record` (WorkspaceUpdate): optionally `custom_instructions`,
/// `rules`. What is absent is kept; null clears `custom_instructions`, `rules`. Gives: Workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `codegate_workspace_set_rules`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_update(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          const char *record,
                                          size_t record_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Renames a workspace; its history, usage, rules and sessions stay with it. Gives: Workspace.
///
/// Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
/// `reserved_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_rename(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          const char *new_name,
                                          size_t new_name_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Archives a workspace. With `force`, sessions that have it active move to `default`. Gives: Workspace.
///
/// Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
/// `workspace_archived`, `workspace_not_found`, `invalid_name`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_archive(const codegate_gate *gate,
                                           const char *name,
                                           size_t name_len,
                                           int32_t force,
                                           codegate_text **out,
                                           codegate_error **err);

/// Recovers an archived workspace whole. Gives: Workspace.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_recover(const codegate_gate *gate,
                                           const char *name,
                                           size_t name_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// Deletes an archived workspace with its history and usage. Gives: DeletedWorkspace.
///
/// Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_delete(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// The muxing rules of a workspace, in order. Gives: a list of Rule.
///
/// Errors: `workspace_not_found`, `invalid_name`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_rules(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Replaces the muxing rules of a workspace, all or nothing; the first that matches wins. `rules`: a JSON list of
/// rules; NULL is none. Gives: a list of Rule.
///
/// Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
/// `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_set_rules(const codegate_gate *gate,
                                             const char *name,
                                             size_t name_len,
                                             const char *rules,
                                             size_t rules_len,
                                             codegate_text **out,
                                             codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Sessions
/// @{

/// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
/// active already, nothing changes. `session` may be NULL. Gives: Session.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for a
/// bad session id.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_activate(const codegate_gate *gate,
                                          const char *workspace,
                                          size_t workspace_len,
                                          const char *session,
                                          size_t session_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`. One
/// that exists is returned as it is, whatever workspace was named. `workspace` may be NULL. Gives: Session.
///
/// Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
/// `invalid_argument` or `limit_exceeded` for a bad id.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_ensure(const codegate_gate *gate,
                                        const char *id,
                                        size_t id_len,
                                        const char *workspace,
                                        size_t workspace_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// The active workspace of a session (`default` by default). `session` may be NULL. Gives: Workspace.
///
/// Errors: `session_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_active_workspace(const codegate_gate *gate,
                                                  const char *session,
                                                  size_t session_len,
                                                  codegate_text **out,
                                                  codegate_error **err);

/// All sessions by id. Gives: a list of Session.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_list(const codegate_gate *gate,
                                      codegate_text **out,
                                      codegate_error **err);

/// One session (`default` by default). `session` may be NULL. Gives: Session.
///
/// Errors: `session_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_get(const codegate_gate *gate,
                                     const char *session,
                                     size_t session_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Removes a session; its recorded exchanges stay.
///
/// Errors: `session_not_found`, `invalid_argument` for `default`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_remove(const codegate_gate *gate,
                                        const char *session,
                                        size_t session_len,
                                        codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Providers
/// @{

/// Adds a provider. `record` (NewProvider): `name`, `type`; optionally `endpoint`, `description`, `auth`, `credential`,
/// `api_key`, `models`, `paths`, `inject_usage`, `prices`, `passthrough_to`. Gives: Provider.
///
/// Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a `credential` that
/// is not a reference, and for one to keep where there is no key to seal it with, of which nothing is stored; else
/// `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_add(const codegate_gate *gate,
                                      const char *record,
                                      size_t record_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// One provider. Gives: Provider.
///
/// Errors: `provider_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_get(const codegate_gate *gate,
                                      const char *name,
                                      size_t name_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// All providers by name. Gives: a list of Provider.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_list(const codegate_gate *gate,
                                       codegate_text **out,
                                       codegate_error **err);

/// Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
/// `record` (ProviderUpdate): optionally `endpoint`, `description`, `auth`, `credential`, `api_key`, `models`, `paths`,
/// `inject_usage`, `prices`, `passthrough_to`, `force`. What is absent is kept; null clears `description`,
/// `credential`, `models`, `paths`, `prices`. Gives: Provider.
///
/// Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
/// removes those routes; and those of `codegate_provider_add`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_update(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         const char *record,
                                         size_t record_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Renames a provider; rules keep pointing at it. Gives: Provider.
///
/// Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_rename(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         const char *new_name,
                                         size_t new_name_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any are
/// removed. Gives: RemovedProvider.
///
/// Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
/// `provider_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_remove(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         int32_t force,
                                         codegate_text **out,
                                         codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Personas
/// @{

/// Adds a persona. `record` (NewPersona): `name`, `description`; optionally `vector`. Gives: Persona.
///
/// Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_add(const codegate_gate *gate,
                                     const char *record,
                                     size_t record_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// One persona. Gives: Persona.
///
/// Errors: `persona_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_get(const codegate_gate *gate,
                                     const char *name,
                                     size_t name_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// All personas by name. Gives: a list of Persona.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_list(const codegate_gate *gate,
                                      codegate_text **out,
                                      codegate_error **err);

/// Changes a persona. `record` (PersonaUpdate): optionally `description`, `vector`. What is absent is kept; null clears
/// `vector`. Gives: Persona.
///
/// Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_update(const codegate_gate *gate,
                                        const char *name,
                                        size_t name_len,
                                        const char *record,
                                        size_t record_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Renames a persona. Gives: Persona.
///
/// Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_rename(const codegate_gate *gate,
                                        const char *name,
                                        size_t name_len,
                                        const char *new_name,
                                        size_t new_name_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Removes a persona.
///
/// Errors: `persona_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_remove(const codegate_gate *gate,
                                        const char *name,
                                        size_t name_len,
                                        codegate_error **err);

/// The vector of a persona; NULL if it has none. Gives: a list of numbers or NULL.
///
/// Errors: `persona_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_vector(const codegate_gate *gate,
                                        const char *name,
                                        size_t name_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Usage reports
/// @{

/// Token usage and cost, in total and by row. An exchange counts at the time it began. `query` (UsageQuery): optionally
/// `workspace`, `by`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `zone`,
/// `compare`. Gives: UsageReport.
///
/// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a `zone`
/// that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is before
/// `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_report(const codegate_gate *gate,
                                           const char *query,
                                           size_t query_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// The report of `codegate_gate_usage_report` as a table for people. Its layout may change.
///
/// Errors: those of `codegate_gate_usage_report`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_table(const codegate_gate *gate,
                                          const char *query,
                                          size_t query_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// The rows of `codegate_gate_usage_report` as CSV (RFC 4180), with a header line; without `by`, the total as one row.
/// Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// Errors: those of `codegate_gate_usage_report`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_csv(const codegate_gate *gate,
                                        const char *query,
                                        size_t query_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// The rows of `codegate_gate_usage_report` as JSON, one on a line; without `by`, the total as one line.
///
/// Errors: those of `codegate_gate_usage_report`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_jsonl(const codegate_gate *gate,
                                          const char *query,
                                          size_t query_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any differs,
/// all of them are rebuilt from the attempts, in one transaction; the differences found are reported all the same.
/// Gives: UsageCheck.
///
/// Errors: with `rebuild`, those of the store.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_verify(const codegate_gate *gate,
                                     int32_t rebuild,
                                     codegate_text **out,
                                     codegate_error **err);

/// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a page as
/// `cursor` of the next one. The concatenated pages are one document of the format. `query` (UsageExport): optionally
/// `format`, `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `limit`,
/// `cursor`. Gives: UsagePage.
///
/// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
/// where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_export(const codegate_gate *gate,
                                           const char *query,
                                           size_t query_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name History and alerts
/// @{

/// A page of exchanges, newest first. `query` (HistoryQuery): optionally `workspace`, `session`, `request_type`,
/// `severity`, `since`, `until`, `limit`, `cursor`. Gives: a Page of HistoryEntry.
///
/// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
/// where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_list(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// One exchange by its id. Gives: HistoryEntry.
///
/// Errors: `exchange_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_get(const codegate_gate *gate,
                                     const char *exchange,
                                     size_t exchange_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// How many exchanges there are; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`,
/// `session`, `request_type`, `severity`, `since`, `until`, `limit`, `cursor`.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_count(const codegate_gate *gate,
                                       const char *query,
                                       size_t query_len,
                                       uint64_t *out,
                                       codegate_error **err);

/// A summary of exchanges; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`, `session`,
/// `request_type`, `severity`, `since`, `until`, `limit`, `cursor`. Gives: HistorySummary.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_summary(const codegate_gate *gate,
                                         const char *query,
                                         size_t query_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay, in
/// reports and exports, and so does the key that they were recorded under. Several hundred are removed at a time, each
/// lot in a transaction of its own, so that others can write in between: after an error, what was removed stays
/// removed, and the same call removes the rest. It works on a full disk too, by room that the lock file keeps for it; a
/// text too long for that room is then not wiped from the pages that it frees, until they are used again or the store
/// is compacted. The file keeps its size until then. `query` (PruneQuery): optionally `before`, `keep`, `workspace`,
/// `dry_run`. Gives: Pruned.
///
/// Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `read_only`, `busy`,
/// `disk_full`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_prune(const codegate_gate *gate,
                                       const char *query,
                                       size_t query_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
/// written by the finish of that exchange. `record` (NewAlert): `severity`, `type`; optionally `exchange`, `workspace`,
/// `session`, `snippet`, `trigger`. Gives: Alert.
///
/// Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_add(const codegate_gate *gate,
                                   const char *record,
                                   size_t record_len,
                                   codegate_text **out,
                                   codegate_error **err);

/// A page of alerts, newest first. `query` (AlertQuery): optionally `workspace`, `exchange`, `session`, `severity`,
/// `type`, `since`, `until`, `limit`, `cursor`. Gives: a Page of Alert.
///
/// Errors: those of `codegate_history_list`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_list(const codegate_gate *gate,
                                    const char *query,
                                    size_t query_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// One alert by its id. Gives: Alert.
///
/// Errors: `alert_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_get(const codegate_gate *gate,
                                   const char *id,
                                   size_t id_len,
                                   codegate_text **out,
                                   codegate_error **err);

/// How many alerts there are; `limit` and `cursor` are ignored. `query` (AlertQuery): optionally `workspace`,
/// `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_count(const codegate_gate *gate,
                                     const char *query,
                                     size_t query_len,
                                     uint64_t *out,
                                     codegate_error **err);

/// How many alerts there are by severity and type; `limit` and `cursor` are ignored. `query` (AlertQuery): optionally
/// `workspace`, `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`. Gives: AlertSummary.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_summary(const codegate_gate *gate,
                                       const char *query,
                                       size_t query_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Prices
/// @{

/// The price that a request for a model would be charged; null if it is unknown. It is found as for a request: the
/// host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown, too, unless
/// the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with `prices.load`,
/// or name the model and the list as `prices.list` tells them. `query` (PriceQuery): `model`; optionally `provider`,
/// `type`, `endpoint`, `list`, `at`, `input_tokens`, `service_tier`, `inference_geo`. Gives: ModelPrice or null.
///
/// Errors: `provider_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_lookup(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of models.dev.
/// It takes precedence over the tables loaded before and replaces one of the same format. It lasts as long as the gate:
/// a host loads it again whenever it opens the store. Recorded charges do not change. `options` (PriceLoad): optionally
/// `format`, `as_of`, `source`. Gives: PriceTable.
///
/// Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
/// `invalid_argument`; nothing changes then.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_load(const codegate_gate *gate,
                                    const char *table,
                                    size_t table_len,
                                    const char *options,
                                    size_t options_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Unloads the price table of a format; returns whether there was one. `format`: one of PriceFormat. Gives: true or
/// false.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_unload(const codegate_gate *gate,
                                      const char *format,
                                      size_t format_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes precedence
/// over every table, and the last one set over earlier ones; it replaces one for the same model and provider. It lasts
/// as long as the gate, or with `keep` as long as the store: every gate on it then has the price from its next decision
/// on, after those that it has set for itself alone. `price` (HostPrice): `model`, `input`, `output`; other fields are
/// optional.
///
/// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_set(const codegate_gate *gate,
                                   const char *price,
                                   size_t price_len,
                                   codegate_error **err);

/// The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which they
/// were set. Gives: a list of HostPrice.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_own(const codegate_gate *gate,
                                   codegate_text **out,
                                   codegate_error **err);

/// The price tables and their age. Gives: PriceAge.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_age(const codegate_gate *gate,
                                   codegate_text **out,
                                   codegate_error **err);

/// The standard price of every model, those of loaded tables first. `query` (PriceListQuery): optionally `list`, `at`.
/// Gives: a list of ModelPrice.
///
/// Errors: `invalid_argument` for an unknown list.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_list(const codegate_gate *gate,
                                    const char *query,
                                    size_t query_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
/// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report it
/// makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
/// (`codegate_gate_superseded_charges`).
///
/// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of the
/// query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`. `query` (RepriceQuery):
/// `since`; optionally `until`, `workspace`, `provider`, `model`, `apply`. Gives: RepriceReport.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply` `reprice_stale`
/// where the changes would not be those of the report, and those of the store.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_reprice(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// What the attempts of an exchange were charged before they were repriced, oldest first. Gives: a list of
/// SupersededCharge.
///
/// Errors: `exchange_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_superseded_charges(const codegate_gate *gate,
                                                 const char *exchange,
                                                 size_t exchange_len,
                                                 codegate_text **out,
                                                 codegate_error **err);

/// Removes a price of the host's own. `which`: `model`, and `provider` where it was set for one. Gives `true` or
/// `false`: whether there was one.
///
/// Errors: `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_remove(const codegate_gate *gate,
                                      const char *which,
                                      size_t which_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Bundles: export and import
/// @{

/// What a bundle would change in a store. Free it with `codegate_plan_free`.
typedef struct codegate_plan codegate_plan;

/// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing. Gives a plan; free it with
/// `codegate_plan_free`.
///
/// Errors: `bundle_invalid`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_plan_import(const codegate_gate *gate,
                                          const char *bundle,
                                          size_t bundle_len,
                                          codegate_plan **out,
                                          codegate_error **err);

/// Gives the plan as a record: `items`, each with `name`, `status` (`new`, `same`, `conflict`) and what `differs`;
/// `missing` providers and models; `digest`; `warnings`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_plan_view(const codegate_plan *plan,
                                   codegate_text **out,
                                   codegate_error **err);

/// Frees a plan. NULL is fine.
CODEGATE_API
void codegate_plan_free(codegate_plan *plan);

/// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content. `options`
/// (ExportOptions): optionally `workspaces`, `parts`.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_export(const codegate_gate *gate,
                                     const char *options,
                                     size_t options_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Applies a plan, all or nothing. `choices` (Choices): optionally `choices`, `providers`. Gives: Imported.
///
/// Errors: `import_conflict` while a conflict has no choice, `import_missing` while a provider or model is missing,
/// `import_stale` if a workspace or provider that it refers to has changed since, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_plan_apply(const codegate_plan *plan,
                                    const char *choices,
                                    size_t choices_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Care of the store
/// @{

/// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
/// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one after
/// the other on a connection of their own, and block no decision and no finish. `options` (QueryOptions): optionally
/// `params`, `limit`, `timeout`. Gives: QueryResult.
///
/// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
/// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result that
/// are too large; `interrupted` when it runs longer than `timeout`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_query(const codegate_gate *gate,
                                    const char *sql,
                                    size_t sql_len,
                                    const char *options,
                                    size_t options_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
/// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
/// whose finish was interrupted is still open and can be finished again. Never waits.
///
/// Errors: `forked_handle`.
CODEGATE_API
codegate_status codegate_gate_interrupt(const codegate_gate *gate,
                                        codegate_error **err);

/// Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
/// meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the disk
/// before it gets its name; only its owner may read it. It is a store like any other, with the same id. After an error
/// nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a file beside
/// it that ends with `.part`, which can be deleted. `options` (BackupOptions): optionally `replace`. Gives: Backup.
///
/// Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
/// where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
/// `io`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_backup(const codegate_gate *gate,
                                     const char *path,
                                     size_t path_len,
                                     const char *options,
                                     size_t options_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and wait
/// to write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once more in the
/// folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at all. Gives:
/// Compacted.
///
/// Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_compact(const codegate_gate *gate,
                                      codegate_text **out,
                                      codegate_error **err);

/// Seals what the store keeps of credentials with a new key, and binds references with it, in one transaction: a
/// process that is killed leaves all sealed with the old one or with the new one, and both are there until it is done.
/// Gates that are open elsewhere find a new key in the file; one that the host has itself they must be opened with
/// again. `options` (RotateOptions): optionally `key`. Gives: RotatedKey.
///
/// Errors: `invalid_argument` where the key is the host's and no new one is given, and for one that is none;
/// `credential_store_unavailable` where no key can be kept, and those of a change of providers.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_rotate_key(const codegate_gate *gate,
                                         const char *options,
                                         size_t options_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host
/// should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for every
/// 10,000. Gives: Health.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_health(const codegate_gate *gate,
                                     codegate_text **out,
                                     codegate_error **err);

/// @}

#ifdef __cplusplus
}
#endif

#endif
