//! One request and its response.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::{codegate_gate, request};
use crate::guard::guard;
use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_EXCHANGE;
use crate::text::{argument, codegate_text, codegate_view, needed, put, put_json};
use crate::views::OpenExchange;
use codegate_core::model::FailureClass;
use std::ffi::c_char;

/// A request and its response. It may be used from several threads; chunks are fed in their order. Its accessors (id,
/// decision, route, url, headers, body, warnings) never wait for another thread. While one thread finishes it, feed and
/// end still give the bytes for the client (what they read counts only if that finish fails and is repeated), another
/// finish or close waits, and begin_response, report_usage, fail and retry are `already_finished`. Free it with
/// `codegate_exchange_free`.
pub struct codegate_exchange {
    _opaque: (),
}

impl Opaque for codegate_exchange {
    const KIND: i32 = CODEGATE_KIND_EXCHANGE;
    const NAME: &'static str = "exchange";
    type Object = OpenExchange;
}

/// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished. Arguments: as
/// `codegate_gate_decide`. Gives an exchange; free it with `codegate_exchange_free`.
///
/// Errors: as `codegate_gate_decide`, and `credential_unavailable`, `credential_locked`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_begin(
    gate: *const codegate_gate,
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut *mut codegate_exchange,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            needed(out, "out")?;
            let request = request(fields, fields_len, body, body_len)?;
            let exchange = gate.begin(request)?;
            let open = handle::insert(OpenExchange::new(exchange.clone()));
            // Without a handle nobody could end it; it has not begun.
            put(out, open.inspect_err(|_| exchange.discard())?);
            Ok(())
        })
    }
}

/// Views the id of the exchange. The view lives as long as the exchange.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_id(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            put(out, codegate_view::of_terminated(&exchange.id));
            Ok(())
        })
    }
}

/// Views the URL to send the current attempt to, with a NUL at its end; `data` is NULL if there is no route. The view
/// lives as long as the exchange.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_url(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            let attempt = exchange.attempt();
            put(out, attempt.url.as_deref().map_or(codegate_view::NOTHING, codegate_view::of_terminated));
            Ok(())
        })
    }
}

/// Views the word for the kind of failure that the response of the current attempt shows by now (`client`, `rate_limit`,
/// `overloaded`, `server`, `network` or `context_length`), with a NUL at its end; `data` is NULL if it shows none. Before
/// that response: that of the attempt before it. The view lives as long as the library is loaded.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_failure_class(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            let class = exchange.inner.failure_class().map(|class| match class {
                FailureClass::Client => c"client",
                FailureClass::RateLimit => c"rate_limit",
                FailureClass::Overloaded => c"overloaded",
                FailureClass::Server => c"server",
                FailureClass::Network => c"network",
                FailureClass::ContextLength => c"context_length",
            });
            let view = class.map(|class| codegate_view::of_terminated(class.to_bytes_with_nul()));
            put(out, view.unwrap_or(codegate_view::NOTHING));
            Ok(())
        })
    }
}

/// Gives the seconds that the provider asks to wait before the next try, as the response of the current attempt tells by
/// now, by its headers and what was fed; -1 if it asks for none, or is no failure. Before that response: as the attempt
/// before it was told, and as its `retry_after`. A date is counted from this call on, and is 0 once it is over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_retry_after(
    exchange: *const codegate_exchange,
    out: *mut f64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            put(out, exchange.inner.retry_after()?.unwrap_or(-1.0));
            Ok(())
        })
    }
}

/// Gives all headers to send with the current attempt: a JSON list of `[name, value]`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_headers(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(exchange)?.inner.headers())) }
}

/// Counts the headers to send with the current attempt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_header_count(
    exchange: *const codegate_exchange,
    out: *mut usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            put(out, exchange.attempt().headers.len());
            Ok(())
        })
    }
}

/// Views one header to send with the current attempt, by its 0-based position, each text with a NUL at its end. The
/// views live as long as the exchange.
///
/// Errors: `invalid_argument` past the last header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_header_at(
    exchange: *const codegate_exchange,
    index: usize,
    name: *mut codegate_view,
    value: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(name, "name")?;
            needed(value, "value")?;
            let attempt = exchange.attempt();
            let header = attempt.headers.get(index);
            let header = header
                .ok_or_else(|| argument(format!("there is no header {index}, only {}", attempt.headers.len())))?;
            put(name, codegate_view::of_terminated(&header.0));
            put(value, codegate_view::of_terminated(&header.1));
            Ok(())
        })
    }
}

/// Views the body to send with the current attempt; `data` is NULL if there is none, and once the exchange has ended. The
/// view lives as long as the exchange, and so do the bytes of a body that was viewed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_body(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            put(out, exchange.body().map_or(codegate_view::NOTHING, |body| codegate_view::of(&body)));
            Ok(())
        })
    }
}
