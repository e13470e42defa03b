// SPDX-License-Identifier: Apache-2.0
// Generated from codegate-ffi and codegate.h. Do not edit.
//
// codegate for C++17 and later: objects that free themselves, over the C ABI. There is nothing to link but the library.
//
//     #include <codegate.hpp>
//     #include <iostream>
//
//     int main() {
//         try {
//             const codegate::gate gate = codegate::open(":memory:");
//             gate.workspace_create(R"({"name": "acme"})");
//             gate.session_activate("acme");
//             std::cout << gate.session_active_workspace().view() << '\n';
//         } catch (const codegate::error &error) {
//             std::cerr << error.code() << ": " << error.what() << '\n';
//             return 1;
//         }
//     }
//
// NAMES. Functions of codegate.h on a gate, an exchange or a plan are its members, without `codegate_` and without its
// own name: `codegate_exchange_feed` is `exchange::feed`, `codegate_workspace_create` is `gate::workspace_create`. What
// is on no object is a function of the namespace: `codegate::open`, `codegate::json_integer`.
//
// TEXT in is a `std::string_view`, to which a record is JSON, a body any bytes. An empty one is NULL to C: a record without
// fields, no body, the default session. Text out is a `codegate::text`, which owns it; an empty `text` is the NULL of C,
// and false. A `std::string_view` that a call gives belongs to the object that it was asked of: the call says how long.
//
// FAILURES are thrown, as `codegate::error`. Where exceptions are off (`-fno-exceptions`), and where
// `CODEGATE_NO_EXCEPTIONS` is defined before this header, every call that may fail gives a `codegate::result` instead:
//
//     codegate::result<codegate::gate> gate = codegate::open(":memory:");
//     if (!gate) return report(gate.error().code(), gate.error().what());
//     codegate::result<codegate::text> health = gate->health();
//
// Both may be linked into one program.
//
// OBJECTS are moved, not copied, and may be used from any thread; so their members are const. One that was moved from, or
// made from nothing, is false, and its calls fail with `invalid_handle`. A destructor throws nothing and tells nothing.
// That of an exchange which has not ended records it, and waits for others no longer than the option `drop_timeout`; what
// they keep it from writing is written with the gate's next write, or by its `close()`. `discard()` before it records
// nothing and never waits; `finish()` and `close()` report a failure.
#ifndef CODEGATE_HPP
#define CODEGATE_HPP

#if __cplusplus < 201703L && (!defined(_MSVC_LANG) || _MSVC_LANG < 201703L)
#error "codegate.hpp needs C++17 or later (-std=c++17, or /std:c++17); codegate.h is for C and for older C++"
#endif

#include "codegate.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#if !defined(CODEGATE_NO_EXCEPTIONS) && !defined(__cpp_exceptions) && !defined(_CPPUNWIND)
#define CODEGATE_NO_EXCEPTIONS
#endif

/// @file codegate.hpp
/// The calls of codegate.h for C++.

/// The calls of codegate.h for C++.
namespace codegate {
// The two forms of one function have different names, so that both can be linked into one program.
#ifdef CODEGATE_NO_EXCEPTIONS
/// Calls that give results.
inline namespace without_exceptions {
#else
/// Calls that throw.
inline namespace with_exceptions {
#endif

/// What went wrong, and in `what()` a sentence that says what to do.
class error : public std::runtime_error {
  public:
    /// Of a status that is not `CODEGATE_OK`.
    error(codegate_status status, const char *message) : std::runtime_error(message), status_(status) {}

    /// The code as a word, such as `workspace_not_found`.
    const char *code() const noexcept { return codegate_status_name(status_); }

    /// The code as a number, such as `CODEGATE_WORKSPACE_NOT_FOUND`.
    codegate_status status() const noexcept { return status_; }

  private:
    codegate_status status_;
};

#ifdef CODEGATE_NO_EXCEPTIONS
/// What a call gives, or why it failed. To ask for the one where there is the other ends the program.
template <class T> class [[nodiscard]] result {
  public:
    result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    result(codegate::error failure) : held_(std::in_place_index<1>, std::move(failure)) {}

    bool has_value() const noexcept { return held_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    T &value() & { return *asked(std::get_if<0>(&held_)); }
    const T &value() const & { return *asked(std::get_if<0>(&held_)); }
    T &&value() && { return std::move(*asked(std::get_if<0>(&held_))); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    const codegate::error &error() const { return *asked(std::get_if<1>(&held_)); }

  private:
    template <class Held> static Held *asked(Held *held) {
        if (held == nullptr) std::abort();
        return held;
    }

    std::variant<T, codegate::error> held_;
};

/// Of a call that gives nothing.
template <> class [[nodiscard]] result<void> {
  public:
    result() = default;
    result(codegate::error failure) : failure_(std::move(failure)) {}

    bool has_value() const noexcept { return !failure_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }

    const codegate::error &error() const {
        if (!failure_) std::abort();
        return *failure_;
    }

  private:
    std::optional<codegate::error> failure_;
};

/// What a call that may fail gives.
template <class T> using returned = result<T>;
#else
/// What a call that may fail gives, or it throws an `error`.
template <class T> using returned = T;
#endif

namespace detail {

struct freed {
    void operator()(codegate_error *handle) const noexcept { codegate_error_free(handle); }
    void operator()(codegate_text *handle) const noexcept { codegate_text_free(handle); }
    void operator()(codegate_plan *handle) const noexcept { codegate_plan_free(handle); }
    void operator()(codegate_exchange *handle) const noexcept { codegate_exchange_free(handle); }
    void operator()(codegate_gate *handle) const noexcept { codegate_gate_free(handle); }
};

} // namespace detail

/// An object of C that is freed by its owner.
template <class Handle> class owned {
  public:
    /// What C calls the object.
    using handle = Handle;

    /// No object.
    owned() noexcept = default;

    /// Takes over one that a call in C gave.
    explicit owned(Handle *taken) noexcept : held_(taken) {}

    /// For calls in C; the object stays with its owner.
    Handle *get() const noexcept { return held_.get(); }

    /// Hands it over to C, which then has to free it.
    Handle *release() noexcept { return held_.release(); }

    /// Whether there is one.
    explicit operator bool() const noexcept { return held_ != nullptr; }

  private:
    std::unique_ptr<Handle, detail::freed> held_;
};

namespace detail {

/// How C gives a `T`: by its handle, as a number, or as a view.
template <class T, bool = std::is_arithmetic_v<T>> struct output {
    using type = typename T::handle *;
    static T made(type given) { return T(given); }
};
template <class T> struct output<T, true> {
    using type = T;
    static T made(T given) { return given; }
};
template <> struct output<std::string_view, false> {
    using type = codegate_view;
    static std::string_view made(codegate_view given) { return std::string_view(given.data, given.len); }
};

inline const char *data(std::string_view text) noexcept { return text.empty() ? nullptr : text.data(); }

template <class T> returned<T> failed(codegate_status status, codegate_error *told) {
    const std::unique_ptr<codegate_error, freed> owner(told);
    error failure(status, told == nullptr ? codegate_status_name(status) : codegate_error_message(told));
#ifdef CODEGATE_NO_EXCEPTIONS
    return failure;
#else
    throw failure;
#endif
}

/// One call of C: these arguments, then where what it gives is written, if it gives anything, then the error.
template <class T, class Function, class... In> returned<T> call(Function function, In... in) {
    codegate_error *told = nullptr;
    if constexpr (std::is_void_v<T>) {
        const codegate_status status = function(in..., &told);
        if (status != CODEGATE_OK) return failed<T>(status, told);
        return returned<T>();
    } else {
        typename output<T>::type given{};
        const codegate_status status = function(in..., &given, &told);
        if (status != CODEGATE_OK) return failed<T>(status, told);
        return output<T>::made(given);
    }
}

} // namespace detail

/// A text that a call gave: a JSON document, a bundle or a table.
class text : public owned<codegate_text> {
  public:
    using owned::owned;

    /// Its bytes, which live as long as this object.
    std::string_view view() const noexcept {
        if (!*this) return {};
        return std::string_view(codegate_text_data(get()), codegate_text_len(get()));
    }

    /// The same, where a call takes a text.
    operator std::string_view() const noexcept { return view(); }

    /// A copy of it.
    std::string str() const { return std::string(view()); }
};

namespace detail {
/// C gives one of two words.
template <> struct output<bool, true> {
    using type = codegate_text *;
    static bool made(type given) { return text(given).view() == "true"; }
};
} // namespace detail

/// A value in a JSON text, as it is written there.
struct json_value {
    /// What it is: one of the `CODEGATE_JSON_` numbers.
    codegate_json_kind kind;
    /// Its bytes, a string with its quotes.
    std::string_view json;
};

/// A header to send.
struct header {
    /// Such as `content-type`.
    std::string_view name;
    /// What is to be sent under it.
    std::string_view value;
};

/// What a bundle would change in a store.
class plan : public owned<codegate_plan> {
  public:
    using owned::owned;

    // Bundles: export and import.

    /// Gives the plan as a record: `items`, each with `name`, `status` (`new`, `same`, `conflict`) and what `differs`;
    /// `missing` providers and models; `digest`; `warnings`.
    returned<text> view() const {
        return detail::call<text>(codegate_plan_view, get());
    }

    /// Applies a plan, all or nothing. `choices` (Choices): optionally `choices`, `providers`. Gives: Imported.
    ///
    /// Errors: `import_conflict` while a conflict has no choice, `import_missing` while a provider or model is missing,
    /// `import_stale` if a workspace or provider that it refers to has changed since, `invalid_argument`.
    returned<text> apply(std::string_view choices = {}) const {
        return detail::call<text>(codegate_plan_apply, get(), detail::data(choices), choices.size());
    }
};

/// A request and its response.
class exchange : public owned<codegate_exchange> {
  public:
    using owned::owned;

    /// One header to send with the current attempt, by its position below `header_count()`. Its texts live as long as
    /// the exchange.
    ///
    /// Errors: `invalid_argument` past the last header.
    returned<header> header_at(std::size_t index) const {
        codegate_view name{}, value{};
        codegate_error *told = nullptr;
        const codegate_status status = codegate_exchange_header_at(get(), index, &name, &value, &told);
        if (status != CODEGATE_OK) return detail::failed<header>(status, told);
        return header{{name.data, name.len}, {value.data, value.len}};
    }

    // Exchanges: the request.

    /// Views the id of the exchange. The view lives as long as the exchange.
    returned<std::string_view> id() const {
        return detail::call<std::string_view>(codegate_exchange_id, get());
    }

    /// Views the URL to send the current attempt to; `data` is an empty text if there is no route. The view lives as
    /// long as the exchange.
    returned<std::string_view> url() const {
        return detail::call<std::string_view>(codegate_exchange_url, get());
    }

    /// Views the word for the kind of failure that the response of the current attempt shows by now (`client`,
    /// `rate_limit`, `overloaded`, `server`, `network` or `context_length`); `data` is an empty text if it shows none.
    /// Before that response: that of the attempt before it. The view lives as long as the library is loaded.
    returned<std::string_view> failure_class() const {
        return detail::call<std::string_view>(codegate_exchange_failure_class, get());
    }

    /// Gives the seconds that the provider asks to wait before the next try, as the response of the current attempt
    /// tells by now, by its headers and what was fed; -1 if it asks for none, or is no failure. Before that response:
    /// as the attempt before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once
    /// it is over.
    returned<double> retry_after() const {
        return detail::call<double>(codegate_exchange_retry_after, get());
    }

    /// Gives all headers to send with the current attempt: a JSON list of `[name, value]`.
    returned<text> headers() const {
        return detail::call<text>(codegate_exchange_headers, get());
    }

    /// Counts the headers to send with the current attempt.
    returned<std::size_t> header_count() const {
        return detail::call<std::size_t>(codegate_exchange_header_count, get());
    }

    /// Views the body to send with the current attempt; `data` is an empty text if there is none, and once the exchange
    /// has ended. The view lives as long as the exchange, and so do the bytes of a body that was viewed.
    returned<std::string_view> body() const {
        return detail::call<std::string_view>(codegate_exchange_body, get());
    }

    /// The decision that the exchange began with. Gives: Decision.
    returned<text> decision() const {
        return detail::call<text>(codegate_exchange_decision, get());
    }

    /// The route of the current attempt; an empty text if there is none. Gives: Route or an empty text.
    returned<text> route() const {
        return detail::call<text>(codegate_exchange_route, get());
    }

    /// Warnings that came up after the exchange began, such as a fallback that was skipped. Gives: a list of Warning.
    returned<text> warnings() const {
        return detail::call<text>(codegate_exchange_warnings, get());
    }

    /// How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it.
    returned<std::uint64_t> remaining() const {
        return detail::call<std::uint64_t>(codegate_exchange_remaining, get());
    }

    // Exchanges: the response, fallbacks, the end.

    /// Gives the library the status and the headers of the response, before the first feed. Optional. `headers`: an
    /// object or a list of pairs; empty is none.
    ///
    /// Errors: `invalid_argument`, `already_finished`.
    returned<void> begin_response(std::int32_t status, std::string_view headers = {}) const {
        return detail::call<void>(codegate_exchange_begin_response, get(), status, detail::data(headers), headers.size());
    }

    /// Reads a chunk of the response as it passes, and views the bytes for the client. The view lives until the next
    /// feed or end on this exchange has returned, or until it is freed. Content is never an error. Chunks go in their
    /// order, from one thread at a time. After a fail that gave no route they are only passed on, so that the client
    /// gets the provider's answer.
    ///
    /// Errors: `already_finished`.
    returned<std::string_view> feed(std::string_view chunk) const {
        return detail::call<std::string_view>(codegate_exchange_feed, get(), detail::data(chunk), chunk.size());
    }

    /// Ends the response, and views the remaining bytes for the client. The view lives until the next feed or end on
    /// this exchange has returned, or until it is freed.
    ///
    /// Errors: `already_finished`.
    returned<std::string_view> end() const {
        return detail::call<std::string_view>(codegate_exchange_end, get());
    }

    /// Records the exchange durably: when this succeeds, it is on disk. Gives the receipt. If the store fails, the
    /// exchange stays open and can be finished again.
    ///
    /// Errors: `already_finished`, `workspace_not_found` if it was deleted meanwhile, and those of the store.
    returned<text> finish(codegate_outcome outcome = CODEGATE_OUTCOME_DEFAULT) const {
        return detail::call<text>(codegate_exchange_finish, get(), outcome);
    }

    /// Records the exchange as `exchange::finish` does. `record`: `outcome` (`completed`, `failed` or `aborted`) and
    /// `status` (of the HTTP response), each optional.
    ///
    /// Errors: as there, and `invalid_argument`.
    returned<text> finish_with(std::string_view record) const {
        return detail::call<text>(codegate_exchange_finish_with, get(), detail::data(record), record.size());
    }

    /// Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks
    /// for: `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to
    /// the origin of its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around
    /// it is left out.
    ///
    /// Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential
    /// that could be the host's, and for a secret that is empty or cannot stand in a header, which the text never
    /// shows.
    returned<void> authorize(std::string_view secret) const {
        return detail::call<void>(codegate_exchange_authorize, get(), detail::data(secret), secret.size());
    }

    /// Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has
    /// parsed, as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error. Gives:
    /// true or false.
    ///
    /// Errors: `already_finished`.
    returned<bool> feed_event(std::string_view event) const {
        return detail::call<bool>(codegate_exchange_feed_event, get(), detail::data(event), event.size());
    }

    /// Sets counts that the host has read itself; the last call replaces what was read from the response. `counts`
    /// (Counts).
    ///
    /// Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
    returned<void> report_usage(std::string_view counts = {}) const {
        return detail::call<void>(codegate_exchange_report_usage, get(), detail::data(counts), counts.size());
    }

    /// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; an empty
    /// text if there is none left: then url and headers hold no credential any more. A fallback whose credential is not
    /// available, or whose provider does not take the format, is skipped with a warning. What the headers say of the
    /// time to wait is kept with the attempt. `failure` (Failure): optionally `status`, `headers`, `body`,
    /// `retry_after`, `reason`. Gives: Route or an empty text.
    ///
    /// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave
    /// no route, and those of the host's own resolver.
    returned<text> fail(std::string_view failure = {}) const {
        return detail::call<text>(codegate_exchange_fail, get(), detail::data(failure), failure.size());
    }

    /// Ends the current attempt as failed and opens one on the same route, which is returned; an empty text if
    /// unrouted. `failure` (Failure): optionally `status`, `headers`, `body`, `retry_after`, `reason`. Gives: Route or
    /// an empty text.
    ///
    /// Errors: those of `exchange::fail`, `credential_unavailable`.
    returned<text> retry(std::string_view failure = {}) const {
        return detail::call<text>(codegate_exchange_retry, get(), detail::data(failure), failure.size());
    }

    /// Ends and records the exchange: as completed if the response was seen whole, as failed if it is an error, else as
    /// aborted. An empty text if it has ended already. Gives: Receipt or an empty text.
    ///
    /// Errors: those of the store.
    returned<text> close() const {
        return detail::call<text>(codegate_exchange_close, get());
    }

    /// Ends the exchange without recording anything: nothing of it is kept, not even its alerts. From then on it is
    /// `already_finished`.
    ///
    /// Writes nothing and never waits for the store, so that a finalizer may call it. While another thread finishes the
    /// exchange, and after its end, this does nothing.
    returned<void> discard() const {
        return detail::call<void>(codegate_exchange_discard, get());
    }
};

/// An open store.
class gate : public owned<codegate_gate> {
  public:
    using owned::owned;

    // The gate: open, decide, record, close.

    /// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials.
    ///
    /// `fields`: what is known of the request in addition to its body: `path`, `headers` (an object or a list of
    /// pairs), `method`, `files`, `request_type`, `client`, `requested_model`, `session`, `workspace`, `root`,
    /// `files_from`, `format`, `key`, `to`, `upstream`, each optional. `body`: the bytes that the client sent, empty if
    /// there are none; its content never makes this fail. Gives the decision.
    ///
    /// Errors: `session_not_found`, `workspace_not_found`, `workspace_archived`, `invalid_argument`, `limit_exceeded`,
    /// `too_large`.
    returned<text> decide(std::string_view fields = {}, std::string_view body = {}) const {
        return detail::call<text>(codegate_gate_decide, get(), detail::data(fields), fields.size(), detail::data(body), body.size());
    }

    /// Decides, and reports for every rule and condition whether it holds and what it was compared with. Arguments: as
    /// `gate::decide`. Gives the explanation.
    ///
    /// Errors: as `gate::decide`.
    returned<text> explain(std::string_view fields = {}, std::string_view body = {}) const {
        return detail::call<text>(codegate_gate_explain, get(), detail::data(fields), fields.size(), detail::data(body), body.size());
    }

    /// Gives the explanation of `gate::explain` as text for people. Its layout may change.
    ///
    /// Errors: as `gate::decide`.
    returned<text> explain_text(std::string_view fields = {}, std::string_view body = {}) const {
        return detail::call<text>(codegate_gate_explain_text, get(), detail::data(fields), fields.size(), detail::data(body), body.size());
    }

    /// Records a finished call that the host made without this library. `record` (Record). Gives: Receipt.
    ///
    /// Errors: those of `gate::decide`, `provider_not_found`, and those of the store.
    returned<text> record(std::string_view record = {}) const {
        return detail::call<text>(codegate_gate_record, get(), detail::data(record), record.size());
    }

    /// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
    /// closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where
    /// they cannot be now either, this fails, and closing again tries again.
    ///
    /// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
    returned<void> close() const {
        return detail::call<void>(codegate_gate_close, get());
    }

    /// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
    /// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand
    /// there, whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single
    /// fields; null, in JSON, clears one.
    ///
    /// Each error has the line and the column where the text has them, and shows no value that might be a secret.
    /// `options` (ApplyOptions): optionally `dry_run`, `folder`. Gives: SettingsPlan.
    ///
    /// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
    /// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here
    /// is of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each
    /// part alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`,
    /// `workspace_not_found`, `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
    returned<text> apply(std::string_view config, std::string_view options = {}) const {
        return detail::call<text>(codegate_gate_apply, get(), detail::data(config), config.size(), detail::data(options), options.size());
    }

    // Exchanges: the request.

    /// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished.
    /// Arguments: as `gate::decide`. Gives an exchange.
    ///
    /// Errors: as `gate::decide`, and `credential_unavailable`, `credential_locked`.
    returned<exchange> begin(std::string_view fields = {}, std::string_view body = {}) const {
        return detail::call<exchange>(codegate_gate_begin, get(), detail::data(fields), fields.size(), detail::data(body), body.size());
    }

    // Workspaces and their rules.

    /// Binds a folder to a workspace: `gate::workspace_for_path` then finds it for everything in that folder. The
    /// folder is an absolute path, which need not exist; a folder that is bound already is bound anew. Gives:
    /// FolderBinding.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
    /// absolute, `limit_exceeded` for one over 4,096 bytes.
    returned<text> workspace_bind(std::string_view folder, std::string_view workspace) const {
        return detail::call<text>(codegate_workspace_bind, get(), detail::data(folder), folder.size(), detail::data(workspace), workspace.size());
    }

    /// Removes what binds a folder to a workspace; returns whether anything did. Gives: true or false.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`.
    returned<bool> workspace_unbind(std::string_view folder) const {
        return detail::call<bool>(codegate_workspace_unbind, get(), detail::data(folder), folder.size());
    }

    /// All folders that are bound to workspaces, those of archived ones too, by folder. Gives: a list of FolderBinding.
    returned<text> workspace_bindings() const {
        return detail::call<text>(codegate_workspace_bindings, get());
    }

    /// The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
    /// whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. An empty text where
    /// no folder has one: leave the workspace to the session then. The path is absolute, taken as text, and need not
    /// exist. Gives: FolderBinding or an empty text.
    ///
    /// Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
    /// `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that
    /// cannot be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
    returned<text> workspace_for_path(std::string_view path) const {
        return detail::call<text>(codegate_workspace_for_path, get(), detail::data(path), path.size());
    }

    /// Creates a workspace. `record` (NewWorkspace): `name`; optionally `custom_instructions`, `rules`. Gives:
    /// Workspace.
    ///
    /// Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
    /// live or archived), and those of `gate::workspace_set_rules`.
    returned<text> workspace_create(std::string_view record) const {
        return detail::call<text>(codegate_workspace_create, get(), detail::data(record), record.size());
    }

    /// One workspace, live or archived. Gives: Workspace.
    ///
    /// Errors: `invalid_name`, `workspace_not_found`.
    returned<text> workspace_get(std::string_view name) const {
        return detail::call<text>(codegate_workspace_get, get(), detail::data(name), name.size());
    }

    /// Live workspaces by name. Gives: a list of Workspace.
    returned<text> workspace_list() const {
        return detail::call<text>(codegate_workspace_list, get());
    }

    /// Archived workspaces by name. Gives: a list of Workspace.
    returned<text> workspace_list_archived() const {
        return detail::call<text>(codegate_workspace_list_archived, get());
    }

    /// Changes instructions and rules, all or nothing. `record` (WorkspaceUpdate): optionally `custom_instructions`,
    /// `rules`. What is absent is kept; null clears `custom_instructions`, `rules`. Gives: Workspace.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `gate::workspace_set_rules`.
    returned<text> workspace_update(std::string_view name, std::string_view record = {}) const {
        return detail::call<text>(codegate_workspace_update, get(), detail::data(name), name.size(), detail::data(record), record.size());
    }

    /// Renames a workspace; its history, usage, rules and sessions stay with it. Gives: Workspace.
    ///
    /// Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
    /// `reserved_name`, `limit_exceeded`.
    returned<text> workspace_rename(std::string_view name, std::string_view new_name) const {
        return detail::call<text>(codegate_workspace_rename, get(), detail::data(name), name.size(), detail::data(new_name), new_name.size());
    }

    /// Archives a workspace. With `force`, sessions that have it active move to `default`. Gives: Workspace.
    ///
    /// Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
    /// `workspace_archived`, `workspace_not_found`, `invalid_name`.
    returned<text> workspace_archive(std::string_view name, bool force = false) const {
        return detail::call<text>(codegate_workspace_archive, get(), detail::data(name), name.size(), force ? 1 : 0);
    }

    /// Recovers an archived workspace whole. Gives: Workspace.
    ///
    /// Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    returned<text> workspace_recover(std::string_view name) const {
        return detail::call<text>(codegate_workspace_recover, get(), detail::data(name), name.size());
    }

    /// Deletes an archived workspace with its history and usage. Gives: DeletedWorkspace.
    ///
    /// Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
    returned<text> workspace_delete(std::string_view name) const {
        return detail::call<text>(codegate_workspace_delete, get(), detail::data(name), name.size());
    }

    /// The muxing rules of a workspace, in order. Gives: a list of Rule.
    ///
    /// Errors: `workspace_not_found`, `invalid_name`.
    returned<text> workspace_rules(std::string_view name) const {
        return detail::call<text>(codegate_workspace_rules, get(), detail::data(name), name.size());
    }

    /// Replaces the muxing rules of a workspace, all or nothing; the first that matches wins. `rules`: a JSON list of
    /// rules; empty is none. Gives: a list of Rule.
    ///
    /// Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
    /// `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
    returned<text> workspace_set_rules(std::string_view name, std::string_view rules) const {
        return detail::call<text>(codegate_workspace_set_rules, get(), detail::data(name), name.size(), detail::data(rules), rules.size());
    }

    // Sessions.

    /// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
    /// active already, nothing changes. `session` may be empty. Gives: Session.
    ///
    /// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for
    /// a bad session id.
    returned<text> session_activate(std::string_view workspace, std::string_view session = {}) const {
        return detail::call<text>(codegate_session_activate, get(), detail::data(workspace), workspace.size(), detail::data(session), session.size());
    }

    /// Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`.
    /// One that exists is returned as it is, whatever workspace was named. `workspace` may be empty. Gives: Session.
    ///
    /// Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
    /// `invalid_argument` or `limit_exceeded` for a bad id.
    returned<text> session_ensure(std::string_view id, std::string_view workspace = {}) const {
        return detail::call<text>(codegate_session_ensure, get(), detail::data(id), id.size(), detail::data(workspace), workspace.size());
    }

    /// The active workspace of a session (`default` by default). `session` may be empty. Gives: Workspace.
    ///
    /// Errors: `session_not_found`.
    returned<text> session_active_workspace(std::string_view session = {}) const {
        return detail::call<text>(codegate_session_active_workspace, get(), detail::data(session), session.size());
    }

    /// All sessions by id. Gives: a list of Session.
    returned<text> session_list() const {
        return detail::call<text>(codegate_session_list, get());
    }

    /// One session (`default` by default). `session` may be empty. Gives: Session.
    ///
    /// Errors: `session_not_found`.
    returned<text> session_get(std::string_view session = {}) const {
        return detail::call<text>(codegate_session_get, get(), detail::data(session), session.size());
    }

    /// Removes a session; its recorded exchanges stay.
    ///
    /// Errors: `session_not_found`, `invalid_argument` for `default`.
    returned<void> session_remove(std::string_view session) const {
        return detail::call<void>(codegate_session_remove, get(), detail::data(session), session.size());
    }

    // Providers.

    /// Adds a provider. `record` (NewProvider): `name`, `type`; optionally `endpoint`, `description`, `auth`,
    /// `credential`, `api_key`, `models`, `paths`, `inject_usage`, `prices`, `passthrough_to`. Gives: Provider.
    ///
    /// Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a `credential`
    /// that is not a reference, and for one to keep where there is no key to seal it with, of which nothing is stored;
    /// else `invalid_argument`.
    returned<text> provider_add(std::string_view record) const {
        return detail::call<text>(codegate_provider_add, get(), detail::data(record), record.size());
    }

    /// One provider. Gives: Provider.
    ///
    /// Errors: `provider_not_found`.
    returned<text> provider_get(std::string_view name) const {
        return detail::call<text>(codegate_provider_get, get(), detail::data(name), name.size());
    }

    /// All providers by name. Gives: a list of Provider.
    returned<text> provider_list() const {
        return detail::call<text>(codegate_provider_list, get());
    }

    /// Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
    /// `record` (ProviderUpdate): optionally `endpoint`, `description`, `auth`, `credential`, `api_key`, `models`,
    /// `paths`, `inject_usage`, `prices`, `passthrough_to`, `force`. What is absent is kept; null clears `description`,
    /// `credential`, `models`, `paths`, `prices`. Gives: Provider.
    ///
    /// Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
    /// removes those routes; and those of `gate::provider_add`.
    returned<text> provider_update(std::string_view name, std::string_view record = {}) const {
        return detail::call<text>(codegate_provider_update, get(), detail::data(name), name.size(), detail::data(record), record.size());
    }

    /// Renames a provider; rules keep pointing at it. Gives: Provider.
    ///
    /// Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
    returned<text> provider_rename(std::string_view name, std::string_view new_name) const {
        return detail::call<text>(codegate_provider_rename, get(), detail::data(name), name.size(), detail::data(new_name), new_name.size());
    }

    /// Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any
    /// are removed. Gives: RemovedProvider.
    ///
    /// Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
    /// `provider_not_found`.
    returned<text> provider_remove(std::string_view name, bool force = false) const {
        return detail::call<text>(codegate_provider_remove, get(), detail::data(name), name.size(), force ? 1 : 0);
    }

    // Personas.

    /// Adds a persona. `record` (NewPersona): `name`, `description`; optionally `vector`. Gives: Persona.
    ///
    /// Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
    returned<text> persona_add(std::string_view record) const {
        return detail::call<text>(codegate_persona_add, get(), detail::data(record), record.size());
    }

    /// One persona. Gives: Persona.
    ///
    /// Errors: `persona_not_found`.
    returned<text> persona_get(std::string_view name) const {
        return detail::call<text>(codegate_persona_get, get(), detail::data(name), name.size());
    }

    /// All personas by name. Gives: a list of Persona.
    returned<text> persona_list() const {
        return detail::call<text>(codegate_persona_list, get());
    }

    /// Changes a persona. `record` (PersonaUpdate): optionally `description`, `vector`. What is absent is kept; null
    /// clears `vector`. Gives: Persona.
    ///
    /// Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
    returned<text> persona_update(std::string_view name, std::string_view record = {}) const {
        return detail::call<text>(codegate_persona_update, get(), detail::data(name), name.size(), detail::data(record), record.size());
    }

    /// Renames a persona. Gives: Persona.
    ///
    /// Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
    returned<text> persona_rename(std::string_view name, std::string_view new_name) const {
        return detail::call<text>(codegate_persona_rename, get(), detail::data(name), name.size(), detail::data(new_name), new_name.size());
    }

    /// Removes a persona.
    ///
    /// Errors: `persona_not_found`.
    returned<void> persona_remove(std::string_view name) const {
        return detail::call<void>(codegate_persona_remove, get(), detail::data(name), name.size());
    }

    /// The vector of a persona; an empty text if it has none. Gives: a list of numbers or an empty text.
    ///
    /// Errors: `persona_not_found`.
    returned<text> persona_vector(std::string_view name) const {
        return detail::call<text>(codegate_persona_vector, get(), detail::data(name), name.size());
    }

    // Usage reports.

    /// Token usage and cost, in total and by row. An exchange counts at the time it began. `query` (UsageQuery):
    /// optionally `workspace`, `by`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`,
    /// `request_type`, `zone`, `compare`. Gives: UsageReport.
    ///
    /// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a
    /// `zone` that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is
    /// before `since`.
    returned<text> usage_report(std::string_view query = {}) const {
        return detail::call<text>(codegate_gate_usage_report, get(), detail::data(query), query.size());
    }

    /// The report of `gate::usage_report` as a table for people. Its layout may change.
    ///
    /// Errors: those of `gate::usage_report`.
    returned<text> usage_table(std::string_view query) const {
        return detail::call<text>(codegate_gate_usage_table, get(), detail::data(query), query.size());
    }

    /// The rows of `gate::usage_report` as CSV (RFC 4180), with a header line; without `by`, the total as one row. Text
    /// that a spreadsheet would take for a formula gets an apostrophe in front.
    ///
    /// Errors: those of `gate::usage_report`.
    returned<text> usage_csv(std::string_view query) const {
        return detail::call<text>(codegate_gate_usage_csv, get(), detail::data(query), query.size());
    }

    /// The rows of `gate::usage_report` as JSON, one on a line; without `by`, the total as one line.
    ///
    /// Errors: those of `gate::usage_report`.
    returned<text> usage_jsonl(std::string_view query) const {
        return detail::call<text>(codegate_gate_usage_jsonl, get(), detail::data(query), query.size());
    }

    /// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any
    /// differs, all of them are rebuilt from the attempts, in one transaction; the differences found are reported all
    /// the same. Gives: UsageCheck.
    ///
    /// Errors: with `rebuild`, those of the store.
    returned<text> verify(bool rebuild = false) const {
        return detail::call<text>(codegate_gate_verify, get(), rebuild ? 1 : 0);
    }

    /// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a
    /// page as `cursor` of the next one. The concatenated pages are one document of the format. `query` (UsageExport):
    /// optionally `format`, `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`,
    /// `request_type`, `limit`, `cursor`. Gives: UsagePage.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
    /// and where `until` is before `since`.
    returned<text> usage_export(std::string_view query = {}) const {
        return detail::call<text>(codegate_gate_usage_export, get(), detail::data(query), query.size());
    }

    // History and alerts.

    /// A page of exchanges, newest first. `query` (HistoryQuery): optionally `workspace`, `session`, `request_type`,
    /// `severity`, `since`, `until`, `limit`, `cursor`. Gives: a Page of HistoryEntry.
    ///
    /// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor,
    /// and where `until` is before `since`.
    returned<text> history_list(std::string_view query = {}) const {
        return detail::call<text>(codegate_history_list, get(), detail::data(query), query.size());
    }

    /// One exchange by its id. Gives: HistoryEntry.
    ///
    /// Errors: `exchange_not_found`.
    returned<text> history_get(std::string_view exchange) const {
        return detail::call<text>(codegate_history_get, get(), detail::data(exchange), exchange.size());
    }

    /// How many exchanges there are; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`,
    /// `session`, `request_type`, `severity`, `since`, `until`, `limit`, `cursor`.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    returned<std::uint64_t> history_count(std::string_view query = {}) const {
        return detail::call<std::uint64_t>(codegate_history_count, get(), detail::data(query), query.size());
    }

    /// A summary of exchanges; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`,
    /// `session`, `request_type`, `severity`, `since`, `until`, `limit`, `cursor`. Gives: HistorySummary.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    returned<text> history_summary(std::string_view query = {}) const {
        return detail::call<text>(codegate_history_summary, get(), detail::data(query), query.size());
    }

    /// Removes exchanges from the history: their prompts, outputs, raw bodies and alerts. Their usage and cost stay, in
    /// reports and exports, and so does the key that they were recorded under. Several hundred are removed at a time,
    /// each lot in a transaction of its own, so that others can write in between: after an error, what was removed
    /// stays removed, and the same call removes the rest. It works on a full disk too, by room that the lock file keeps
    /// for it; a text too long for that room is then not wiped from the pages that it frees, until they are used again
    /// or the store is compacted. The file keeps its size until then. `query` (PruneQuery): optionally `before`,
    /// `keep`, `workspace`, `dry_run`. Gives: Pruned.
    ///
    /// Errors: `invalid_argument` without `before` and `keep`, or with both; `workspace_not_found`, `read_only`,
    /// `busy`, `disk_full`.
    returned<text> history_prune(std::string_view query = {}) const {
        return detail::call<text>(codegate_history_prune, get(), detail::data(query), query.size());
    }

    /// Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
    /// written by the finish of that exchange. `record` (NewAlert): `severity`, `type`; optionally `exchange`,
    /// `workspace`, `session`, `snippet`, `trigger`. Gives: Alert.
    ///
    /// Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
    returned<text> alert_add(std::string_view record) const {
        return detail::call<text>(codegate_alert_add, get(), detail::data(record), record.size());
    }

    /// A page of alerts, newest first. `query` (AlertQuery): optionally `workspace`, `exchange`, `session`, `severity`,
    /// `type`, `since`, `until`, `limit`, `cursor`. Gives: a Page of Alert.
    ///
    /// Errors: those of `gate::history_list`.
    returned<text> alert_list(std::string_view query = {}) const {
        return detail::call<text>(codegate_alert_list, get(), detail::data(query), query.size());
    }

    /// One alert by its id. Gives: Alert.
    ///
    /// Errors: `alert_not_found`.
    returned<text> alert_get(std::string_view id) const {
        return detail::call<text>(codegate_alert_get, get(), detail::data(id), id.size());
    }

    /// How many alerts there are; `limit` and `cursor` are ignored. `query` (AlertQuery): optionally `workspace`,
    /// `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    returned<std::uint64_t> alert_count(std::string_view query = {}) const {
        return detail::call<std::uint64_t>(codegate_alert_count, get(), detail::data(query), query.size());
    }

    /// How many alerts there are by severity and type; `limit` and `cursor` are ignored. `query` (AlertQuery):
    /// optionally `workspace`, `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`. Gives:
    /// AlertSummary.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
    returned<text> alert_summary(std::string_view query = {}) const {
        return detail::call<text>(codegate_alert_summary, get(), detail::data(query), query.size());
    }

    // Prices.

    /// The price that a request for a model would be charged; null if it is unknown. It is found as for a request: the
    /// host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown, too,
    /// unless the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with
    /// `prices.load`, or name the model and the list as `prices.list` tells them. `query` (PriceQuery): `model`;
    /// optionally `provider`, `type`, `endpoint`, `list`, `at`, `input_tokens`, `service_tier`, `inference_geo`. Gives:
    /// ModelPrice or null.
    ///
    /// Errors: `provider_not_found`, `invalid_argument`.
    returned<text> price_lookup(std::string_view query) const {
        return detail::call<text>(codegate_price_lookup, get(), detail::data(query), query.size());
    }

    /// Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of
    /// models.dev. It takes precedence over the tables loaded before and replaces one of the same format. It lasts as
    /// long as the gate: a host loads it again whenever it opens the store. Recorded charges do not change. `options`
    /// (PriceLoad): optionally `format`, `as_of`, `source`. Gives: PriceTable.
    ///
    /// Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
    /// `invalid_argument`; nothing changes then.
    returned<text> price_load(std::string_view table, std::string_view options = {}) const {
        return detail::call<text>(codegate_price_load, get(), detail::data(table), table.size(), detail::data(options), options.size());
    }

    /// Unloads the price table of a format; returns whether there was one. `format`: one of PriceFormat. Gives: true or
    /// false.
    returned<bool> price_unload(std::string_view format) const {
        return detail::call<bool>(codegate_price_unload, get(), detail::data(format), format.size());
    }

    /// Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes
    /// precedence over every table, and the last one set over earlier ones; it replaces one for the same model and
    /// provider. It lasts as long as the gate, or with `keep` as long as the store: every gate on it then has the price
    /// from its next decision on, after those that it has set for itself alone. `price` (HostPrice): `model`, `input`,
    /// `output`; other fields are optional.
    ///
    /// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
    returned<void> price_set(std::string_view price) const {
        return detail::call<void>(codegate_price_set, get(), detail::data(price), price.size());
    }

    /// The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which
    /// they were set. Gives: a list of HostPrice.
    returned<text> price_own() const {
        return detail::call<text>(codegate_price_own, get());
    }

    /// The price tables and their age. Gives: PriceAge.
    returned<text> price_age() const {
        return detail::call<text>(codegate_price_age, get());
    }

    /// The standard price of every model, those of loaded tables first. `query` (PriceListQuery): optionally `list`,
    /// `at`. Gives: a list of ModelPrice.
    ///
    /// Errors: `invalid_argument` for an unknown list.
    returned<text> price_list(std::string_view query = {}) const {
        return detail::call<text>(codegate_price_list, get(), detail::data(query), query.size());
    }

    /// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
    /// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report
    /// it makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
    /// (`gate::superseded_charges`).
    ///
    /// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of
    /// the query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`. `query`
    /// (RepriceQuery): `since`; optionally `until`, `workspace`, `provider`, `model`, `apply`. Gives: RepriceReport.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply`
    /// `reprice_stale` where the changes would not be those of the report, and those of the store.
    returned<text> reprice(std::string_view query) const {
        return detail::call<text>(codegate_gate_reprice, get(), detail::data(query), query.size());
    }

    /// What the attempts of an exchange were charged before they were repriced, oldest first. Gives: a list of
    /// SupersededCharge.
    ///
    /// Errors: `exchange_not_found`.
    returned<text> superseded_charges(std::string_view exchange) const {
        return detail::call<text>(codegate_gate_superseded_charges, get(), detail::data(exchange), exchange.size());
    }

    /// Removes a price of the host's own. `which`: `model`, and `provider` where it was set for one. Gives `true` or
    /// `false`: whether there was one.
    ///
    /// Errors: `invalid_argument`.
    returned<bool> price_remove(std::string_view which) const {
        return detail::call<bool>(codegate_price_remove, get(), detail::data(which), which.size());
    }

    // Bundles: export and import.

    /// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing. Gives a plan.
    ///
    /// Errors: `bundle_invalid`, `limit_exceeded`.
    returned<plan> plan_import(std::string_view bundle) const {
        return detail::call<plan>(codegate_gate_plan_import, get(), detail::data(bundle), bundle.size());
    }

    /// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content.
    /// `options` (ExportOptions): optionally `workspaces`, `parts`.
    ///
    /// Errors: `workspace_not_found`, `invalid_argument`.
    returned<text> export_bundle(std::string_view options = {}) const {
        return detail::call<text>(codegate_gate_export, get(), detail::data(options), options.size());
    }

    // Care of the store.

    /// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
    /// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one
    /// after the other on a connection of their own, and block no decision and no finish. `options` (QueryOptions):
    /// optionally `params`, `limit`, `timeout`. Gives: QueryResult.
    ///
    /// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
    /// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result
    /// that are too large; `interrupted` when it runs longer than `timeout`.
    returned<text> query(std::string_view sql, std::string_view options = {}) const {
        return detail::call<text>(codegate_gate_query, get(), detail::data(sql), sql.size(), detail::data(options), options.size());
    }

    /// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
    /// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
    /// whose finish was interrupted is still open and can be finished again. Never waits.
    ///
    /// Errors: `forked_handle`.
    returned<void> interrupt() const {
        return detail::call<void>(codegate_gate_interrupt, get());
    }

    /// Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
    /// meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the
    /// disk before it gets its name; only its owner may read it. It is a store like any other, with the same id. After
    /// an error nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a
    /// file beside it that ends with `.part`, which can be deleted. `options` (BackupOptions): optionally `replace`.
    /// Gives: Backup.
    ///
    /// Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
    /// where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
    /// `io`.
    returned<text> backup(std::string_view path, std::string_view options = {}) const {
        return detail::call<text>(codegate_gate_backup, get(), detail::data(path), path.size(), detail::data(options), options.size());
    }

    /// Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and
    /// wait to write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once more
    /// in the folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at all.
    /// Gives: Compacted.
    ///
    /// Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
    returned<text> compact() const {
        return detail::call<text>(codegate_gate_compact, get());
    }

    /// Seals what the store keeps of credentials with a new key, and binds references with it, in one transaction: a
    /// process that is killed leaves all sealed with the old one or with the new one, and both are there until it is
    /// done. Gates that are open elsewhere find a new key in the file; one that the host has itself they must be opened
    /// with again. `options` (RotateOptions): optionally `key`. Gives: RotatedKey.
    ///
    /// Errors: `invalid_argument` where the key is the host's and no new one is given, and for one that is none;
    /// `credential_store_unavailable` where no key can be kept, and those of a change of providers.
    returned<text> rotate_key(std::string_view options = {}) const {
        return detail::call<text>(codegate_gate_rotate_key, get(), detail::data(options), options.size());
    }

    /// The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host
    /// should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for
    /// every 10,000. Gives: Health.
    returned<text> health() const {
        return detail::call<text>(codegate_gate_health, get());
    }
};

/// Finds a value in a JSON text by a JSON pointer (RFC 6901), such as `/usage/total_tokens`; an empty pointer is the whole
/// text. The value lives as long as `json`; where there is none, its kind is `CODEGATE_JSON_ABSENT`, which is no error.
///
/// Errors: `invalid_argument` where `json` is not JSON or `pointer` is no pointer, `limit_exceeded` for a pointer of more
/// than 128 names.
inline returned<json_value> json_find(std::string_view json, std::string_view pointer) {
    codegate_json_kind kind = CODEGATE_JSON_ABSENT;
    codegate_view found{};
    codegate_error *told = nullptr;
    const codegate_status status = codegate_json_find(detail::data(json), json.size(), detail::data(pointer),
                                                      pointer.size(), &kind, &found, &told);
    if (status != CODEGATE_OK) return detail::failed<json_value>(status, told);
    return json_value{kind, {found.data, found.len}};
}

// JSON.

/// Reads a whole number in a JSON text, exactly. `pointer`: as in `json_find`.
///
/// Errors: `limit_exceeded` for one that does not fit 64 bits; `invalid_argument` for one with a fraction or an
/// exponent, for another kind of value, and where there is none; and as `json_find`.
inline returned<std::int64_t> json_integer(std::string_view json, std::string_view pointer) {
    return detail::call<std::int64_t>(codegate_json_integer, detail::data(json), json.size(), detail::data(pointer), pointer.size());
}

/// Reads a number in a JSON text as the nearest `double`. `pointer`: as in `json_find`.
///
/// Errors: `limit_exceeded` for one that is beyond every `double`; `invalid_argument` for another kind of value, and
/// where there is none; and as `json_find`.
inline returned<double> json_number(std::string_view json, std::string_view pointer) {
    return detail::call<double>(codegate_json_number, detail::data(json), json.size(), detail::data(pointer), pointer.size());
}

/// Gives a string in a JSON text with its escapes decoded; it may hold a NUL. `pointer`: as in `json_find`.
///
/// Errors: `invalid_argument` for half a surrogate pair, for another kind of value, and where there is none; and as
/// `json_find`.
inline returned<text> json_string(std::string_view json, std::string_view pointer) {
    return detail::call<text>(codegate_json_string, detail::data(json), json.size(), detail::data(pointer), pointer.size());
}

/// Gives a text as a JSON string, with its quotes: ready to be inserted into a record as a value.
///
/// Errors: `invalid_argument` for a text that is not UTF-8.
inline returned<text> json_quote(std::string_view plain) {
    return detail::call<text>(codegate_json_quote, detail::data(plain), plain.size());
}

// The gate: open, decide, record, close.

/// Opens the store at `path`, creating it if it does not exist; `:memory:` opens a store without a file. Empty is the
/// default store: the path in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the platform's
/// data folder (`$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows
/// `%LOCALAPPDATA%`), which is made if need be. The folder of any other path must be there, and `~` is a name like any
/// other. `options`: empty, or a record of `busy_timeout` (seconds), `drop_timeout` (seconds that an exchange which is
/// freed without a finish waits for others; 0.05 by default), `history` (`all`, `text`, `metadata`, `none`),
/// `retention` (days that exchanges stay in the history, counted back from those recorded last), `inject_usage`,
/// `read_only`, `set_aside_corrupt`, `clients`, and for tests `clock` and `id_seed`. `clients` is a list of clients to
/// recognise in addition to the built-in table, replacing those of the same name, or a whole table with `version`,
/// replacing the built-in one; its format: `clients.schema.json`. Gives a gate.
///
/// Errors: `invalid_argument`, `not_a_store`, `schema_too_new`, `corrupt`, `read_only`, `unsupported_filesystem`,
/// `busy`, `disk_full`, `io`.
inline returned<gate> open(std::string_view path = {}, std::string_view options = {}) {
    return detail::call<gate>(codegate_open, detail::data(path), path.size(), detail::data(options), options.size());
}

/// What a call is for, as facts say it in `request_type`, by its method, path and body (empty is none); it is empty
/// where none of them says it. So a host knows without a gate whether a call is one of a model: `chat`, `fim`,
/// `count_tokens`, `embeddings`, `images`, `audio`, `moderation` and `batch` are, `models`, `files` and `other` are
/// not. The view lives for ever.
///
/// Errors: `invalid_argument`.
inline returned<std::string_view> request_type(std::string_view method, std::string_view path, std::string_view body = {}) {
    return detail::call<std::string_view>(codegate_request_type, detail::data(method), method.size(), detail::data(path), path.size(), detail::data(body), body.size());
}

} // namespace with_exceptions or without_exceptions
} // namespace codegate

#endif
