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
// A failed call has changed nothing.
//
// TEXT in is UTF-8, a pointer and a length in bytes; it is read during the call and may be freed after it. NULL with
// length 0 is absent: no option, no body, the default session, a record without fields. A length over the half of the
// address space, a NULL with a length, and text that is not UTF-8 are `invalid_argument`; a body may hold any bytes.
//
// OWNERSHIP. What a function gives as an object is the host's until it frees it: `codegate_gate_free`,
// `codegate_exchange_free`, `codegate_plan_free`, `codegate_text_free`, `codegate_error_free`; each takes NULL. A
// `codegate_view` belongs to the object that it was asked of; the function says how long it lives.
//
// HANDLES. Objects are told apart by checked values that are no addresses: one that was freed, is of another kind or
// was made up gives `invalid_handle`, and freeing it does nothing. Only views and the texts of errors and texts are
// memory. A handle has 44 bits, so that a Lua light userdata or a double can carry it; 1,048,576 objects may be live at
// once. Leak checkers do not see handles: `codegate_live_objects` counts them.
//
// THREADS. Every function may be called from any thread, on the same object too. The chunks of one exchange are fed in
// their order. A view must not be read while another thread frees its object, or feeds the exchange that it came from.
// After a fork the child opens its own gate; one that it inherited is `forked_handle`.
//
// ERRORS that any call may give, beside those that stand at each function: `invalid_handle`, `invalid_argument`,
// `limit_exceeded` (names and session ids 64 bytes, instructions 64 KiB, 1,000 rules, 256 values a rule, patterns 512
// bytes, records 1 MiB and 32 levels, bundles 32 MiB, SQL 64 KiB, a value in it 256 KiB, an answer 32 MiB), `gate_closed`, `forked_handle`, `internal`; and those of
// storage: `busy`, `disk_full`, `io`, `read_only`, `corrupt`, `schema_too_new`, `storage_detached`, `interrupted`.
//
// VERSIONS. The library has semantic versions. `CODEGATE_VERSION_NUMBER` is this header's, `codegate_version_number()` the
// one that is linked: 1,000,000 for the major version, 1,000 for the minor one, 1 for the patch. While the major version
// is 0, a minor version may change the ABI; the name of the shared library carries both (`libcodegate.so.0.1`).
// `CODEGATE_ABI_VERSION` rises whenever a compiled host must be compiled again. Within one ABI version functions, numbers
// and fields of records are only added: no function changes its arguments, no number its meaning, no struct its layout.
// What is to go is first marked as deprecated, naming what takes its place, and stays for at least one minor version.
//
// TOOLS. Every status that must not be overlooked is marked with `CODEGATE_CHECK`; a host that does not want the warnings
// defines it as nothing before it includes this header. For readers of plain declarations, such as `ffi.cdef` of LuaJIT,
// `cc -E -P -DCODEGATE_CDEF codegate.h` leaves neither preprocessor lines nor attributes.
//
// RECORDS are JSON objects with these fields. A time is a string such as `2026-11-22T10:00:00.000000Z`, an amount of
// money an exact decimal string in US dollars. A field that may be null is marked with `?`. Records may gain fields.
//
//   workspace   name, custom_instructions?, rules, active_in (session ids), created_at, updated_at, archived_at?
//   session     id, active_workspace, last_update
//   provider    name, type, endpoint, description?, auth, credential? (a reference, never a secret), models? (null:
//               any), created_at, updated_at
//               types: openai, anthropic, gemini, ollama, openrouter, vllm, lm_studio, llamacpp, openai_compatible
//               auth: none, passthrough, api_key
//   persona     name, description, dimension?, created_at, updated_at
//   rule        when: {files, request_type, client, requested_model}, each absent, one value or a list of which one
//               suffices, all of which must hold; none is a catch-all.
//               to: a list of {provider, model?}, or of "provider/model": the route, then its fallbacks.
//               In also: {provider_name, provider_type, model, matcher_type, matcher}, matcher_type being catch_all,
//               filename_match, fim_filename or chat_filename.
//   decision    workspace, session, routed, rule? (0-based), reason? (no_rules, no_match), route?, fallbacks,
//               instructions (applied, present, not_applied, none), custom_instructions?, facts, warnings
//   route       provider, provider_type, model?, url, auth, credential?, needs_translation
//   facts       format, client, client_evidence: [{source, strength (certain, strong, medium, weak), seen}],
//               request_type?, requested_model?, stream?, tools: [name], images (how many), thinking? (asked for or
//               not), max_output_tokens?, files: [{name, path, where}]
//               formats: openai_chat, openai_responses, openai_completions, anthropic_messages, ollama_chat,
//               ollama_generate, gemini, unknown
//   warning     code, message
//   explanation decision, rules: [{rule, held, conditions: [{condition, values, held, seen}], to}]
//   usage       input_uncached?, cache_read?, cache_write_5m?, cache_write_long?, output?, reasoning?, input_tokens?,
//               output_tokens?, total_tokens?, raw? (the provider's own JSON), completeness (final, partial, missing),
//               marks. Unknown is null, which is not zero.
//   receipt     exchange (its id), workspace, session, provider?, model?, response_model?, usage, cost?, cost_known,
//               cache_saved? (what cached tokens cost less than uncached ones would have; may be negative),
//               reported_cost?, price_source?, outcome (completed, failed, aborted), attempts, duplicate
//   attempt     provider?, provider_type?, model?, response_model?, service_tier?, status?, outcome, reason?,
//               retry_after?, started_at, finished_at, usage, prices?, cost?, cost_known, cache_saved?,
//               reported_cost?, price_source?
//   prices      input?, cache_read?, cache_write_5m?, cache_write_long?, output?, reasoning?, request?: pico-USD for a
//               million; list?, model?, variant?, over?, table?, as_of?: where they stand
//   price       source (host, loaded, snapshot), table?, as_of?, list?, model, context_window?, variant?, over?, since?,
//               input?, cache_read?, cache_write_5m?, cache_write_long?, output?, reasoning?, request?: dollars for a
//               million; a missing one is its parent's: cache_write_long cache_write_5m's, reasoning output's, every
//               cache input's
//   own price   model, provider?, input, cache_read?, cache_write_5m?, cache_write_long?, output, reasoning?, request?
//   price table source (loaded, snapshot), table, format (codegate, litellm, models.dev), as_of?, days?, lists, models,
//               skipped
//   repricing   attempts, changed, priced, reported, unpriced (numbers of attempts), before, after, difference (money),
//               rows: [{provider?, model?, changed, before, after, difference}], token, applied
//   superseded  attempt (its place), replaced_at, prices?, cost?, cost_known, cache_saved?, price_source?
//   price age   days?, stale (over 90 days), tables, own (how many own prices)
//   report      by?, series? (the second grouping), total, rows, compared? ({since, until} of the other period), before?
//               (its total), change?
//               sums: exchanges, input_tokens, output_tokens, total_tokens, input_uncached, cache_read, cache_write_5m,
//               cache_write_long, output, reasoning, cost_known, cache_saved, incomplete, unpriced
//               row: the sums, key?, series?, before? (the sums of the other period), change? (the sums less those)
//   check       attempts, rows, differing, differences: [{workspace, start, hours, session, provider?, model?, client,
//               rule?, request_type?, field, recorded, counted}], rebuilt
//   answer      columns (names), rows (lists of null, number or string, one for each column), truncated (whether there
//               were more rows than the limit). A whole number has up to 64 bits.
//   health      path?, store?, sqlite, schema, generation, size? (bytes), log_size?, writable, locks (held: nothing drops
//               them; process: closing the file anywhere in the process does; none), reattached (how often), warnings
//   history     exchange, workspace, session, started_at, finished_at, request_type?, client, provider?, model?,
//               outcome, prompt?, output?, cut, request_body?, response_body?, usage, cost?, alerts
//   alert       id, exchange?, workspace, session?, severity (info, critical), type, snippet?, trigger?, created_at
//   removed     name, rules: [{workspace, rule, removed}]: what the rules lost with a provider
//   deleted     name, exchanges, alerts, rules: what went with a workspace
//   imported    created, replaced, skipped: names of workspaces

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

/// Stands before every function. Where the archive is linked on Windows, and not the DLL, define `CODEGATE_STATIC`.
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

/// Stands before every function whose status must not be overlooked.
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

/// The version of the ABI; it rises when a host must be compiled again. Compare it with `CODEGATE_ABI_VERSION`.
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
/// @name Errors
/// @{

/// An error: what went wrong, and a sentence that says what to do. Free it with `codegate_error_free`.
typedef struct codegate_error codegate_error;

/// What a function came to: `CODEGATE_OK` or the number of an error. Numbers are only ever appended to.
typedef int32_t codegate_status;

enum {
  /// Success.
  CODEGATE_OK = 0,
  /// `invalid_argument`: a value of a wrong type or shape, or one that makes no sense here.
  CODEGATE_INVALID_ARGUMENT = 1,
  /// `invalid_name`: a name with characters that are not allowed.
  CODEGATE_INVALID_NAME = 2,
  /// `reserved_name`: a name that the library keeps for itself.
  CODEGATE_RESERVED_NAME = 3,
  /// `invalid_rule`: a muxing rule that cannot be kept.
  CODEGATE_INVALID_RULE = 4,
  /// `limit_exceeded`: a value over one of the limits.
  CODEGATE_LIMIT_EXCEEDED = 5,
  /// `too_large`: a request body over its limit.
  CODEGATE_TOO_LARGE = 6,
  /// `workspace_not_found`: no workspace of this name.
  CODEGATE_WORKSPACE_NOT_FOUND = 7,
  /// `workspace_exists`: the name is taken by a live or an archived workspace.
  CODEGATE_WORKSPACE_EXISTS = 8,
  /// `workspace_archived`: the workspace is archived; recover it first.
  CODEGATE_WORKSPACE_ARCHIVED = 9,
  /// `workspace_not_archived`: the workspace is live; archive it first.
  CODEGATE_WORKSPACE_NOT_ARCHIVED = 10,
  /// `workspace_active`: sessions have the workspace active.
  CODEGATE_WORKSPACE_ACTIVE = 11,
  /// `default_workspace`: the default workspace is never archived, renamed or deleted.
  CODEGATE_DEFAULT_WORKSPACE = 12,
  /// `session_not_found`: no session of this id.
  CODEGATE_SESSION_NOT_FOUND = 13,
  /// `provider_not_found`: no provider of this name.
  CODEGATE_PROVIDER_NOT_FOUND = 14,
  /// `provider_exists`: the provider name is taken.
  CODEGATE_PROVIDER_EXISTS = 15,
  /// `provider_in_use`: muxing rules use the provider.
  CODEGATE_PROVIDER_IN_USE = 16,
  /// `model_not_found`: the provider does not list the model.
  CODEGATE_MODEL_NOT_FOUND = 17,
  /// `model_in_use`: muxing rules use the model.
  CODEGATE_MODEL_IN_USE = 18,
  /// `persona_not_found`: no persona of this name.
  CODEGATE_PERSONA_NOT_FOUND = 19,
  /// `persona_exists`: the persona name is taken.
  CODEGATE_PERSONA_EXISTS = 20,
  /// `credential_unavailable`: the credential that is referred to cannot be resolved.
  CODEGATE_CREDENTIAL_UNAVAILABLE = 21,
  /// `credential_locked`: the credential was stored for another origin.
  CODEGATE_CREDENTIAL_LOCKED = 22,
  /// `credential_store_unavailable`: no place to keep a secret; nothing was stored.
  CODEGATE_CREDENTIAL_STORE_UNAVAILABLE = 23,
  /// `already_finished`: the exchange has ended already.
  CODEGATE_ALREADY_FINISHED = 24,
  /// `exchange_not_found`: no exchange of this id.
  CODEGATE_EXCHANGE_NOT_FOUND = 25,
  /// `bundle_invalid`: the document is not a bundle.
  CODEGATE_BUNDLE_INVALID = 26,
  /// `import_conflict`: the import has conflicts without a choice.
  CODEGATE_IMPORT_CONFLICT = 27,
  /// `import_missing`: the import names providers or models that are not here.
  CODEGATE_IMPORT_MISSING = 28,
  /// `import_stale`: the store changed since the plan was made.
  CODEGATE_IMPORT_STALE = 29,
  /// `schema_too_new`: a newer version of the library wrote the file.
  CODEGATE_SCHEMA_TOO_NEW = 30,
  /// `not_a_store`: the path is not a store.
  CODEGATE_NOT_A_STORE = 31,
  /// `corrupt`: the file is damaged.
  CODEGATE_CORRUPT = 32,
  /// `storage_detached`: the file was removed or replaced while it was open.
  CODEGATE_STORAGE_DETACHED = 33,
  /// `unsupported_filesystem`: the file system cannot share a file safely.
  CODEGATE_UNSUPPORTED_FILESYSTEM = 34,
  /// `busy`: another process held the store past the deadline.
  CODEGATE_BUSY = 35,
  /// `disk_full`: the disk is full; nothing was written.
  CODEGATE_DISK_FULL = 36,
  /// `read_only`: the store cannot be written.
  CODEGATE_READ_ONLY = 37,
  /// `io`: the operating system refused.
  CODEGATE_IO = 38,
  /// `interrupted`: the call was cancelled.
  CODEGATE_INTERRUPTED = 39,
  /// `forked_handle`: the gate was opened before a fork; open it again in the child.
  CODEGATE_FORKED_HANDLE = 40,
  /// `gate_closed`: the gate was closed.
  CODEGATE_GATE_CLOSED = 41,
  /// `invalid_handle`: not a live handle of this kind.
  CODEGATE_INVALID_HANDLE = 42,
  /// `internal`: a fault of this library; please report it.
  CODEGATE_INTERNAL = 43,
  /// `prices_invalid`: the document is not a price table, or a price in it cannot be used.
  CODEGATE_PRICES_INVALID = 44,
  /// `reprice_stale`: what pricing anew would change is not what the report said.
  CODEGATE_REPRICE_STALE = 45,
  /// `alert_not_found`: no alert of this id.
  CODEGATE_ALERT_NOT_FOUND = 46
};

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
/// pointer is the whole text. Tells its kind, and views it as it is written, a string with its quotes; the view lives as
/// long as `json`. Where there is no such value the kind is `CODEGATE_JSON_ABSENT` and `data` is NULL, which is no
/// error. Of several members of one name the last counts. Either output may be NULL.
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

/// Gives a text as a JSON string, with its quotes: what goes into a record where a value stands.
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

/// Opens the store at `path`, creating it if there is none; `:memory:` is a store without a file. `options`: NULL, or
/// a record of `busy_timeout` (seconds), `history` (`all`, `text`, `metadata`, `none`), `inject_usage`, `read_only`,
/// `set_aside_corrupt`, `clients`, and for tests `clock` and `id_seed`. `clients` is a list of clients to be told beside
/// those that the library knows, in place of those of the same name, or a whole table with `version`, in place of the
/// library's own; its form: `clients.schema.json`. Gives a gate; free it with `codegate_gate_free`.
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

/// Checkpoints and closes a store. Later calls on the gate are `gate_closed`; exchanges already open can still finish;
/// closing again succeeds. The gate is still to be freed.
///
/// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
CODEGATE_API
codegate_status codegate_gate_close(const codegate_gate *gate,
                                    codegate_error **err);

/// Frees a gate. Exchanges already open can still finish. Without `codegate_gate_close` before it nothing is lost, but the
/// file is left with what the next one to open it has to checkpoint. NULL is fine.
CODEGATE_API
void codegate_gate_free(codegate_gate *gate);

/// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and looks at no credential.
///
/// `fields`: what is known of the request beside its body: `path`, `headers` (an object or a list of pairs), `files`,
/// `request_type`, `client`, `requested_model`, `session`, `workspace`, `root`, `files_from`, `format`, `key`, each
/// optional. `body`: the bytes that the client sent, NULL if there are none; its content never makes this fail.
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

/// Decides, and tells of every rule and condition whether it held and what was seen. Arguments: as `codegate_gate_decide`.
/// Gives the explanation.
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

/// Records a finished call that the host made by itself. `record`: the `fields` of `codegate_gate_decide` that name its facts,
/// `provider`, `model`, `outcome`, `status`, `started_at`, `key`, `prompt`, `output`, and the counts of
/// `codegate_exchange_report_usage`, each optional. Gives the receipt.
///
/// Errors: `provider_not_found`, `session_not_found`, `workspace_not_found`, `workspace_archived`, `invalid_argument`,
/// `limit_exceeded`, and those of storage.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_record(const codegate_gate *gate,
                                     const char *record,
                                     size_t record_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Exchanges: the request
/// @{

/// A request and its response. It may be used from several threads; chunks are fed in their order. What it shows (id,
/// decision, route, url, headers, body, warnings) never waits for another thread. While one thread finishes it, feed and
/// end still give the bytes for the client (what they bring counts only if that finish fails and is made again), another
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

/// Gives the decision that the exchange began with.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_decision(const codegate_exchange *exchange,
                                           codegate_text **out,
                                           codegate_error **err);

/// Gives the route of the current attempt; NULL if there is none.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_route(const codegate_exchange *exchange,
                                        codegate_text **out,
                                        codegate_error **err);

/// Views the URL to send the current attempt to, with a NUL behind it; `data` is NULL if there is no route. The view
/// lives as long as the exchange.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_url(const codegate_exchange *exchange,
                                      codegate_view *out,
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

/// Views one header to send with the current attempt, by its 0-based position, each text with a NUL behind it. The views
/// live as long as the exchange.
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

/// Gives the list of warnings that came up after the exchange began, such as a fallback that was skipped.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_warnings(const codegate_exchange *exchange,
                                           codegate_text **out,
                                           codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Exchanges: the response, fallbacks, the end
/// @{

/// How an exchange ended: one of the `CODEGATE_OUTCOME_` numbers.
typedef int32_t codegate_outcome;

enum {
  /// Completed, or failed after a fail that left no route.
  CODEGATE_OUTCOME_DEFAULT = 0,
  /// The response came whole.
  CODEGATE_OUTCOME_COMPLETED = 1,
  /// It failed at the provider or on the way.
  CODEGATE_OUTCOME_FAILED = 2,
  /// It was given up before its end.
  CODEGATE_OUTCOME_ABORTED = 3
};

/// Tells the status and the headers of the response, before the first feed. Optional. `headers`: an object or a list of
/// pairs; NULL is none.
///
/// Errors: `invalid_argument`, `already_finished`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_begin_response(const codegate_exchange *exchange,
                                                 int32_t status,
                                                 const char *headers,
                                                 size_t headers_len,
                                                 codegate_error **err);

/// Reads a chunk of the response as it passes, and views the bytes for the client. The view lives until the next feed or
/// end on this exchange, or until it is freed. Content is never an error. Chunks go in their order, from one thread at a
/// time.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_feed(const codegate_exchange *exchange,
                                       const char *chunk,
                                       size_t chunk_len,
                                       codegate_view *out,
                                       codegate_error **err);

/// Tells the end of the response, and views the bytes for the client that were held back until then. The view lives until
/// the next feed or end on this exchange, or until it is freed.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_end(const codegate_exchange *exchange,
                                      codegate_view *out,
                                      codegate_error **err);

/// Tells counts that the host has read itself; the last call replaces what was read from the response. `counts`:
/// `input_tokens`, `output_tokens`, `cache_read`, `cache_write_5m`, `cache_write_long`, `reasoning`, `includes_cache`
/// (true if absent: `input_tokens` includes the cached ones), `reported_cost` (a decimal string), `response_model`,
/// `service_tier`.
///
/// Errors: `already_finished`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_report_usage(const codegate_exchange *exchange,
                                               const char *counts,
                                               size_t counts_len,
                                               codegate_error **err);

/// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body. `failure`:
/// `status`, `retry_after` (seconds), `reason`, each optional. Gives the route; NULL if there is none left.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_fail(const codegate_exchange *exchange,
                                       const char *failure,
                                       size_t failure_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// Ends the current attempt as failed and opens one on the same route. `failure`: as `codegate_exchange_fail`. Gives the
/// route; NULL if the exchange has none.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route, `credential_unavailable`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_exchange_retry(const codegate_exchange *exchange,
                                        const char *failure,
                                        size_t failure_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Records the exchange durably: when this returns `CODEGATE_OK`, it is on disk. Gives the receipt. A finish that fails in
/// storage leaves the exchange open, to be finished again.
///
/// Errors: `already_finished`, `workspace_not_found` if it was deleted meanwhile, and those of storage.
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

/// Ends the exchange the way freeing it does: recorded as completed if the response was seen whole, else as aborted.
/// Gives the receipt; NULL if it has ended already.
///
/// Errors: those of storage.
CODEGATE_API
codegate_status codegate_exchange_close(const codegate_exchange *exchange,
                                        codegate_text **out,
                                        codegate_error **err);

/// Ends the exchange without recording anything of it; from then on it is `already_finished`. Writes nothing and never waits
/// for the store, so that a finalizer may call it before `codegate_exchange_free`. While another thread finishes the
/// exchange, and after its end, this does nothing.
CODEGATE_API
codegate_status codegate_exchange_discard(const codegate_exchange *exchange,
                                          codegate_error **err);

/// Frees an exchange. One that was not ended is closed, as by `codegate_exchange_close`. NULL is fine.
CODEGATE_API
void codegate_exchange_free(codegate_exchange *exchange);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Workspaces and their rules
/// @{

/// Creates a workspace. `record`: `name`, and optionally `custom_instructions` and `rules`. Gives the workspace.
///
/// Errors: `invalid_name`, `reserved_name`, `workspace_exists`, `limit_exceeded`; of rules `invalid_rule`,
/// `provider_not_found`, `model_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_create(const codegate_gate *gate,
                                          const char *record,
                                          size_t record_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives a workspace, live or archived.
///
/// Errors: `workspace_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_get(const codegate_gate *gate,
                                       const char *name,
                                       size_t name_len,
                                       codegate_text **out,
                                       codegate_error **err);

/// Gives the list of live workspaces, by name.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_list(const codegate_gate *gate,
                                        codegate_text **out,
                                        codegate_error **err);

/// Gives the list of archived workspaces, by name.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_list_archived(const codegate_gate *gate,
                                                 codegate_text **out,
                                                 codegate_error **err);

/// Changes a workspace, all or nothing. `record`: `custom_instructions` and `rules`, each optional; what is absent is
/// kept, null clears. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of rules.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_update(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          const char *record,
                                          size_t record_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives a workspace another name; its history, usage and sessions go with it. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_exists`, `workspace_archived`, `default_workspace`, `reserved_name`,
/// `invalid_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_rename(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          const char *new_name,
                                          size_t new_name_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Archives a workspace. If `force` is not 0, sessions that have it active move to `default`. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `default_workspace`, and `workspace_active` without `force`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_archive(const codegate_gate *gate,
                                           const char *name,
                                           size_t name_len,
                                           int32_t force,
                                           codegate_text **out,
                                           codegate_error **err);

/// Brings an archived workspace back whole. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_recover(const codegate_gate *gate,
                                           const char *name,
                                           size_t name_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// Deletes an archived workspace with its history and usage. Gives what went with it.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`, `default_workspace`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_delete(const codegate_gate *gate,
                                          const char *name,
                                          size_t name_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives the muxing rules of a workspace, in order.
///
/// Errors: `workspace_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_workspace_rules(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Replaces the muxing rules of a workspace. `rules`: a JSON list of rules; NULL is none. Gives the rules as kept.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`; `invalid_rule`, `provider_not_found` and
/// `model_not_found` name the position of the rule.
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

/// Makes a workspace the active one of a session, which is created if need be. `session`: NULL is `default`. Gives the
/// session.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_argument`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_activate(const codegate_gate *gate,
                                          const char *workspace,
                                          size_t workspace_len,
                                          const char *session,
                                          size_t session_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives the active workspace of a session. `session`: NULL is `default`.
///
/// Errors: `session_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_active_workspace(const codegate_gate *gate,
                                                  const char *session,
                                                  size_t session_len,
                                                  codegate_text **out,
                                                  codegate_error **err);

/// Gives the list of sessions, by id.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_list(const codegate_gate *gate,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives a session. `session`: NULL is `default`.
///
/// Errors: `session_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_get(const codegate_gate *gate,
                                     const char *session,
                                     size_t session_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Removes a session; not `default`.
///
/// Errors: `session_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_session_remove(const codegate_gate *gate,
                                        const char *session,
                                        size_t session_len,
                                        codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Providers
/// @{

/// Adds a provider endpoint. `record`: `name`, `type`, and optionally `endpoint` (a base URL without `/v1`),
/// `description`, `auth`, `credential` (`env:NAME` or `host:<id>`) and `models` (a list; absent is any). Gives the provider.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`, `provider_exists`; for a raw key
/// `credential_store_unavailable`, and nothing of it is stored.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_add(const codegate_gate *gate,
                                      const char *record,
                                      size_t record_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives a provider.
///
/// Errors: `provider_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_get(const codegate_gate *gate,
                                      const char *name,
                                      size_t name_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives the list of providers, by name.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_list(const codegate_gate *gate,
                                       codegate_text **out,
                                       codegate_error **err);

/// Changes a provider. `record`: `endpoint`, `description`, `auth`, `credential`, `models`, each optional; what is
/// absent is kept, null clears. With `"force": true`, rules lose the models that go away. Gives the provider.
///
/// Errors: `provider_not_found`, `invalid_argument`, `model_in_use`, `credential_store_unavailable`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_provider_update(const codegate_gate *gate,
                                         const char *name,
                                         size_t name_len,
                                         const char *record,
                                         size_t record_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Gives a provider another name; rules keep pointing at it. Gives the provider.
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

/// Removes a provider. If `force` is not 0, its routes are taken out of the rules that use it. Gives what the rules lost.
///
/// Errors: `provider_not_found`, and `provider_in_use` without `force`.
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

/// Adds a persona. `record`: `name`, `description`, and optionally `vector`, 1 to 8,192 numbers. Gives the persona.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`, `persona_exists`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_add(const codegate_gate *gate,
                                     const char *record,
                                     size_t record_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Gives a persona.
///
/// Errors: `persona_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_get(const codegate_gate *gate,
                                     const char *name,
                                     size_t name_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Gives the list of personas, by name.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_list(const codegate_gate *gate,
                                      codegate_text **out,
                                      codegate_error **err);

/// Changes a persona. `record`: `description`, `vector`, each optional; what is absent is kept, a null `vector` clears it.
/// Gives the persona.
///
/// Errors: `persona_not_found`, `invalid_argument`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_persona_update(const codegate_gate *gate,
                                        const char *name,
                                        size_t name_len,
                                        const char *record,
                                        size_t record_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Gives a persona another name. Gives the persona.
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

/// Gives the vector of a persona, a JSON list of numbers; NULL if it has none.
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

/// Gives a report of token usage and cost: a total, and rows by `by`. `query`: `workspace`, `by` (`model`, `provider`,
/// `session`, `workspace`, `client`, `rule`, `request_type`, `hour`, `day`, `week` or `month`; or a list of two, the second
/// splitting each row into a series), `since`, `until`, `session`, `provider`, `model`, `client`, `rule` (0-based index),
/// `request_type`, `compare` (true: with the period of the same length before; or `{"since", "until"}`), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_report(const codegate_gate *gate,
                                           const char *query,
                                           size_t query_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// Gives the report of `codegate_gate_usage_report` as a table for people. Its layout may change.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_table(const codegate_gate *gate,
                                          const char *query,
                                          size_t query_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives the rows of `codegate_gate_usage_report` as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total
/// as one row. Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_csv(const codegate_gate *gate,
                                        const char *query,
                                        size_t query_len,
                                        codegate_text **out,
                                        codegate_error **err);

/// Gives the rows of `codegate_gate_usage_report` as JSON, one on a line; without `by`, the total as one line.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_jsonl(const codegate_gate *gate,
                                          const char *query,
                                          size_t query_len,
                                          codegate_text **out,
                                          codegate_error **err);

/// Gives recorded attempts as text, oldest first, a page at a time: `{"text", "rows", "next": cursor or null}`. The texts of
/// all pages, put together, are one document. `query`: `format` (`csv`, `jsonl`, or `otel`: spans under OpenTelemetry's names;
/// `csv` if absent), `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `limit`
/// (1 to 1,000; 1,000 if absent), `cursor` (`next` of the page before), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_usage_export(const codegate_gate *gate,
                                           const char *query,
                                           size_t query_len,
                                           codegate_text **out,
                                           codegate_error **err);

/// Holds the sums that reports are made of against the attempts that they sum, all of which it reads. With `rebuild` other
/// than 0, where any differs, they are written anew from the attempts, in one transaction. Gives the check.
///
/// Errors, with `rebuild`: those of writing.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_verify(const codegate_gate *gate,
                                     int32_t rebuild,
                                     codegate_text **out,
                                     codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name History and alerts
/// @{

/// Gives a page of the history, newest first: `{"items": [...], "next": cursor or null}`. `query`: `workspace`, `session`,
/// `request_type`, `severity` (of an alert), `since`, `until`, `limit` (1 to 1,000; 50 if absent), `cursor` (`next` of the
/// page before), each optional.
///
/// Errors: `workspace_not_found`, `session_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_list(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives one exchange of the history by its id.
///
/// Errors: `exchange_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_get(const codegate_gate *gate,
                                     const char *exchange,
                                     size_t exchange_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Counts exchanges. `query`: as in `codegate_history_list`; `limit` and `cursor` are not looked at.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_count(const codegate_gate *gate,
                                       const char *query,
                                       size_t query_len,
                                       uint64_t *out,
                                       codegate_error **err);

/// Gives what exchanges come to. `query`: as in `codegate_history_list`; `limit` and `cursor` are not looked at.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_history_summary(const codegate_gate *gate,
                                         const char *query,
                                         size_t query_len,
                                         codegate_text **out,
                                         codegate_error **err);

/// Adds an alert to an exchange, open in this process or recorded, or to a workspace. `record`: `severity` (`info` or
/// `critical`), `type`, `exchange` or `workspace`, and optionally `session`, `snippet` and `trigger`. Gives the alert.
///
/// Errors: `exchange_not_found`, `workspace_not_found`, `invalid_argument`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_add(const codegate_gate *gate,
                                   const char *record,
                                   size_t record_len,
                                   codegate_text **out,
                                   codegate_error **err);

/// Gives a page of alerts, newest first: `{"items": [...], "next": cursor or null}`. `query`: `workspace`, `exchange`,
/// `session`, `severity`, `type`, `since`, `until`, `limit` (1 to 1,000; 50 if absent), `cursor`, each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_list(const codegate_gate *gate,
                                    const char *query,
                                    size_t query_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Gives one alert by its id.
///
/// Errors: `alert_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_get(const codegate_gate *gate,
                                   const char *id,
                                   size_t id_len,
                                   codegate_text **out,
                                   codegate_error **err);

/// Counts alerts. `query`: as in `codegate_alert_list`; `limit` and `cursor` are not looked at.
///
/// Errors: as there.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_alert_count(const codegate_gate *gate,
                                     const char *query,
                                     size_t query_len,
                                     uint64_t *out,
                                     codegate_error **err);

/// Gives the numbers of alerts by severity and type. `query`: as in `codegate_alert_list`; `limit` and `cursor` are not
/// looked at.
///
/// Errors: as there.
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

/// Gives what a request of a model would be charged by, or null where that is not known: the host's own price, that of
/// a loaded table, that of the snapshot. `query`: `model`, and optionally `provider` (one that is known here), else
/// `type`, `endpoint` or `list` (a price list such as `openai`); `at` (now if absent), `input_tokens`, `service_tier`.
///
/// Errors: `provider_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_lookup(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives the standard price of every model, those of loaded tables first. `query`: `list` (one price list, such as
/// `openai`), `at` (now if absent), each optional.
///
/// Errors: `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_list(const codegate_gate *gate,
                                    const char *query,
                                    size_t query_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Gives the price tables and how old they are.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_age(const codegate_gate *gate,
                                   codegate_text **out,
                                   codegate_error **err);

/// Lays a price table of at most 32 MiB over the others, as long as the gate is open. `options`: `format` (`codegate`,
/// the library's own, if absent; `litellm`, `models.dev`), `as_of` (a day such as `2026-11-22`), `source` (what to call
/// it). A table of the same format that was loaded before goes. Gives what was loaded.
///
/// Errors: `prices_invalid`, `limit_exceeded`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_load(const codegate_gate *gate,
                                    const char *table,
                                    size_t table_len,
                                    const char *options,
                                    size_t options_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Takes the loaded price table of a format away. Gives `true` or `false`: whether there was one.
///
/// Errors: `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_unload(const codegate_gate *gate,
                                      const char *format,
                                      size_t format_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Sets a price of the host's own, as long as the gate is open; it counts before every table. `price`: `model` (a name,
/// or a pattern: `*` is any text, `#` a digit), `input` and `output`, and optionally `provider`, `cache_read`,
/// `cache_write_5m`, `cache_write_long`, `reasoning`, `request`: decimal strings, US dollars for a million.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_set(const codegate_gate *gate,
                                   const char *price,
                                   size_t price_len,
                                   codegate_error **err);

/// Takes a price of the host's own away. `which`: `model`, and `provider` where it was set for one. Gives `true` or
/// `false`: whether there was one.
///
/// Errors: `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_remove(const codegate_gate *gate,
                                      const char *which,
                                      size_t which_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives the prices of the host's own, in the order in which they were set.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_price_own(const codegate_gate *gate,
                                   codegate_text **out,
                                   codegate_error **err);

/// Prices recorded attempts anew, by the prices that hold now for the times at which they were made. Without `apply` it
/// only reports what would change; with the `token` of that report as `apply` it makes exactly these changes in one
/// transaction, and keeps what was charged before. `query`: `since`, and optionally `until`, `workspace`, `provider`,
/// `model`, `apply`. Gives the report.
///
/// Errors: `invalid_argument`, `workspace_not_found`, `reprice_stale` where the changes would not be those of the report.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_reprice(const codegate_gate *gate,
                                      const char *query,
                                      size_t query_len,
                                      codegate_text **out,
                                      codegate_error **err);

/// Gives what the attempts of an exchange were charged before they were priced anew, oldest first.
///
/// Errors: `exchange_not_found`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_superseded_charges(const codegate_gate *gate,
                                                 const char *exchange,
                                                 size_t exchange_len,
                                                 codegate_text **out,
                                                 codegate_error **err);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Bundles: export and import
/// @{

/// What a bundle would change in a store. Free it with `codegate_plan_free`.
typedef struct codegate_plan codegate_plan;

/// Gives workspaces as a bundle, to be imported elsewhere. `options`: `workspaces` (a list of names; absent is all live
/// ones) and `parts` (of `instructions` and `rules`; absent is both). The same content gives the same bytes.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_export(const codegate_gate *gate,
                                     const char *options,
                                     size_t options_len,
                                     codegate_text **out,
                                     codegate_error **err);

/// Reads a bundle of at most 32 MiB and holds it against this store. Writes nothing. Gives a plan; free it with
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

/// Applies a plan, whole or not at all. `choices`: `choices`, by workspace of the bundle `skip`, `replace` or
/// `rename:NEW`, and `providers`, by missing provider the one that takes its place. Gives what was done.
///
/// Errors: `import_conflict`, `import_missing`, `import_stale`, `invalid_argument`, `gate_closed`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_plan_apply(const codegate_plan *plan,
                                    const char *choices,
                                    size_t choices_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Frees a plan. NULL is fine.
CODEGATE_API
void codegate_plan_free(codegate_plan *plan);

/// @}

// ---------------------------------------------------------------------------------------------------------------------
/// @name Care of the store
/// @{

/// Asks the views of the store in SQL. `sql`: one statement that reads `v_exchanges`, `v_attempts`, `v_usage_by_day` or
/// `v_usage_by_hour`; anything else is refused, and nothing is ever written. `options`: `params` (a list for `?`, or an
/// object for `:name`, of null, true, false, numbers and strings), `limit` (rows, 1 to 100,000; 1,000 if absent),
/// `timeout` (seconds that the statement may run, at most 3,600; 5 if absent), each optional. It runs on a connection of its
/// own and holds up no decision and no finish. Gives the answer.
///
/// Errors: `invalid_argument`, also for a column of bytes, to be wrapped in `hex(…)`; `limit_exceeded`; `interrupted` when it
/// runs longer than `timeout`.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_query(const codegate_gate *gate,
                                    const char *sql,
                                    size_t sql_len,
                                    const char *options,
                                    size_t options_len,
                                    codegate_text **out,
                                    codegate_error **err);

/// Stops every call on the gate that waits for others or runs a statement, on whatever thread: it comes back with
/// `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not affected, and an
/// exchange whose finish was stopped is still open, to be finished again. Never waits.
CODEGATE_API
codegate_status codegate_gate_interrupt(const codegate_gate *gate,
                                        codegate_error **err);

/// Tells how the store stands: where it lies, its versions and sizes, and what the host should know. It is told of a store
/// whose file is gone, too. Gives the health.
CODEGATE_API CODEGATE_CHECK
codegate_status codegate_gate_health(const codegate_gate *gate,
                                     codegate_text **out,
                                     codegate_error **err);

/// @}

#ifdef __cplusplus
}
#endif

#endif
