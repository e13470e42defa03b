//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::exchange::codegate_exchange;
use crate::guard::guard;
use crate::handle;
use crate::text::{bytes, codegate_text, put_json, put_optional, read, text};
use codegate_core::model::{Counts, Failure};
use std::ffi::c_char;

/// Puts a secret of the host's into the headers of the current attempt, under the header that its provider looks for:
/// `authorization`, `x-api-key`, `x-goog-api-key` or `api-key`. It is for this attempt alone, which goes to the origin
/// of its route: after `fail` and `retry` it is given again. It is kept nowhere else. White space around it is left
/// out.
///
/// Errors: `already_finished`; `invalid_argument` where there is no route, where its provider has no credential that
/// could be the host's, and for a secret that is empty or cannot stand in a header, which the text never shows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_authorize(
    exchange: *const codegate_exchange,
    secret: *const c_char,
    secret_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let secret = text(secret, secret_len, "secret")?;
            exchange.inner.authorize(secret)
        })
    }
}

/// Reads one event of a response that no framing surrounds: a message of a websocket, or a chunk that an SDK has
/// parsed, as JSON. Returns whether the client asked for it, so that it goes on. Content is never an error. Gives: true
/// or false.
///
/// Errors: `already_finished`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_feed_event(
    exchange: *const codegate_exchange,
    event: *const c_char,
    event_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let event = bytes(event, event_len, "event")?.unwrap_or_default();
            put_json(out, &exchange.inner.feed_event(event)?)
        })
    }
}

/// Sets counts that the host has read itself; the last call replaces what was read from the response. `counts`
/// (Counts).
///
/// Errors: `already_finished`, `invalid_argument` after a `fail` that gave no route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_report_usage(
    exchange: *const codegate_exchange,
    counts: *const c_char,
    counts_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let counts: Counts = read(counts, counts_len)?;
            exchange.inner.report_usage(&counts)
        })
    }
}

/// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body; NULL if
/// there is none left: then url and headers hold no credential any more. A fallback whose credential is not available,
/// or whose provider does not take the format, is skipped with a warning. What the headers say of the time to wait is
/// kept with the attempt. `failure` (Failure): optionally `status`, `headers`, `body`, `retry_after`, `reason`. Gives:
/// Route or NULL.
///
/// Errors: `already_finished`, `limit_exceeded`, `invalid_argument` for a bad status and after a `fail` that gave no
/// route, and those of the host's own resolver.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_fail(
    exchange: *const codegate_exchange,
    failure: *const c_char,
    failure_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let failure: Failure = read(failure, failure_len)?;
            put_optional(out, exchange.inner.fail(&failure)?.as_ref())
        })
    }
}

/// Ends the current attempt as failed and opens one on the same route, which is returned; NULL if unrouted. `failure`
/// (Failure): optionally `status`, `headers`, `body`, `retry_after`, `reason`. Gives: Route or NULL.
///
/// Errors: those of `codegate_exchange_fail`, `credential_unavailable`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_retry(
    exchange: *const codegate_exchange,
    failure: *const c_char,
    failure_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let failure: Failure = read(failure, failure_len)?;
            put_optional(out, exchange.inner.retry(&failure)?.as_ref())
        })
    }
}

/// Ends and records the exchange: as completed if the response was seen whole, as failed if it is an error, else as
/// aborted. NULL if it has ended already. Gives: Receipt or NULL.
///
/// Errors: those of the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_close(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            put_optional(out, exchange.inner.close()?.as_ref())
        })
    }
}

/// Ends the exchange without recording anything: nothing of it is kept, not even its alerts. From then on it is
/// `already_finished`.
///
/// Writes nothing and never waits for the store, so that a finalizer may call it. While another thread finishes the
/// exchange, and after its end, this does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_discard(
    exchange: *const codegate_exchange,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            exchange.inner.discard();
            Ok(())
        })
    }
}
