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
@plan@};

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
@exchange@};

/// An open store.
class gate : public owned<codegate_gate> {
  public:
    using owned::owned;
@gate@};

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
@functions@
} // namespace with_exceptions or without_exceptions
} // namespace codegate

#endif
