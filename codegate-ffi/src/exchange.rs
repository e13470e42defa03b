//! One request and its response.

use crate::error::{codegate_error, codegate_status};
use crate::gate::{codegate_gate, request};
use crate::guard::{guard, guarded};
use crate::handle::{self, Opaque};
use crate::text::{argument, bytes, codegate_text, codegate_view, needed, put, put_json, put_optional, read};
use crate::views::OpenExchange;
use codegate_core::Result;
use codegate_core::model::{Counts, Failure, Finish, Headers, Outcome, from_json};
use std::ffi::c_char;

/// A request and its response. It may be used from several threads; chunks are fed in their order. Free it with
/// `codegate_exchange_free`.
pub struct codegate_exchange {
    _opaque: (),
}

impl Opaque for codegate_exchange {
    const KIND: u64 = 4;
    const NAME: &'static str = "exchange";
    type Object = OpenExchange;
}

/// How an exchange ended: one of the `CODEGATE_OUTCOME_` numbers.
pub type codegate_outcome = i32;

/// Completed, or failed after a fail that left no route.
pub const CODEGATE_OUTCOME_DEFAULT: codegate_outcome = 0;
/// The response came whole.
pub const CODEGATE_OUTCOME_COMPLETED: codegate_outcome = 1;
/// It failed at the provider or on the way.
pub const CODEGATE_OUTCOME_FAILED: codegate_outcome = 2;
/// It was given up before its end.
pub const CODEGATE_OUTCOME_ABORTED: codegate_outcome = 3;

/// Decides and opens an exchange: what to send, and where. Writes nothing until the exchange is finished. Arguments: as
/// `codegate_decide`. Gives an exchange; free it with `codegate_exchange_free`.
///
/// Errors: as `codegate_decide`, and `credential_unavailable`, `credential_locked`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_begin(
    gate: *const codegate_gate,
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut *mut codegate_exchange,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;
            let request = request(fields, fields_len, body, body_len)?;
            let exchange = handle::get(gate)?.begin(request)?;
            put(out, handle::insert(OpenExchange::new(exchange))?);
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            put(out, codegate_view::of_terminated(&handle::get(exchange)?.id));
            Ok(())
        })
    }
}

/// Gives the decision that the exchange began with.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_decision(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, handle::get(exchange)?.exchange.decision())) }
}

/// Gives the route of the current attempt; NULL if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_route(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_optional(out, handle::get(exchange)?.exchange.route().as_ref())) }
}

/// Views the URL to send the current attempt to, with a NUL behind it; `data` is NULL if there is no route. The view
/// lives as long as the exchange.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_url(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            let attempt = handle::get(exchange)?.attempt();
            put(out, attempt.url.as_deref().map_or(codegate_view::NOTHING, codegate_view::of_terminated));
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(exchange)?.exchange.headers())) }
}

/// Counts the headers to send with the current attempt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_header_count(
    exchange: *const codegate_exchange,
    out: *mut usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            put(out, handle::get(exchange)?.attempt().headers.len());
            Ok(())
        })
    }
}

/// Views one header to send with the current attempt, by its 0-based position, each text with a NUL behind it. The views
/// live as long as the exchange.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(name, "name")?;
            needed(value, "value")?;
            let attempt = handle::get(exchange)?.attempt();
            let header = attempt.headers.get(index);
            let header = header
                .ok_or_else(|| argument(format!("there is no header {index}, only {}", attempt.headers.len())))?;
            put(name, codegate_view::of_terminated(&header.0));
            put(value, codegate_view::of_terminated(&header.1));
            Ok(())
        })
    }
}

/// Views the body to send with the current attempt; `data` is NULL if there is none. The view lives as long as the
/// exchange.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_body(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            let attempt = handle::get(exchange)?.attempt();
            put(out, attempt.sending.body.as_ref().map_or(codegate_view::NOTHING, |body| codegate_view::of(body)));
            Ok(())
        })
    }
}

/// Tells the status and the headers of the response, before the first feed. Optional. `headers`: an object or a list of
/// pairs; NULL is none.
///
/// Errors: `invalid_argument`, `already_finished`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_response(
    exchange: *const codegate_exchange,
    status: i32,
    headers: *const c_char,
    headers_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let status = u16::try_from(status).map_err(|_| argument(format!("`{status}` is no HTTP status")))?;
            let headers = bytes(headers, headers_len, "headers")?.map(from_json).transpose()?;
            handle::get(exchange)?.exchange.response(status, &pairs(headers))
        })
    }
}

/// Reads a chunk of the response as it passes, and views the bytes for the client. The view lives until the next feed or
/// end on this exchange, or until it is freed. Content is never an error. Chunks go in their order, from one thread at a
/// time.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_feed(
    exchange: *const codegate_exchange,
    chunk: *const c_char,
    chunk_len: usize,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            let chunk = bytes(chunk, chunk_len, "chunk")?.unwrap_or_default();
            let exchange = handle::get(exchange)?;
            put(out, exchange.keep(&exchange.exchange.feed(chunk)?));
            Ok(())
        })
    }
}

/// Tells the end of the response, and views the bytes for the client that were held back until then. The view lives until
/// the next feed or end on this exchange, or until it is freed.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_end(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;

            let exchange = handle::get(exchange)?;
            put(out, exchange.keep(&exchange.exchange.end()?));
            Ok(())
        })
    }
}

/// Tells counts that the host has read itself; the last call replaces what was read from the response. `counts`:
/// `input_tokens`, `output_tokens`, `cache_read`, `cache_write_5m`, `cache_write_long`, `reasoning`, `includes_cache`
/// (true if absent: `input_tokens` includes the cached ones), `reported_cost` (a decimal string), `response_model`.
///
/// Errors: `already_finished`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_usage(
    exchange: *const codegate_exchange,
    counts: *const c_char,
    counts_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let counts: Counts = read(counts, counts_len)?;
            handle::get(exchange)?.exchange.usage(&counts)
        })
    }
}

/// Ends the current attempt as failed and opens one on the next route, with its own url, headers and body. `failure`:
/// `status`, `retry_after` (seconds), `reason`, each optional. Gives the route; NULL if there is none left.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_fail(
    exchange: *const codegate_exchange,
    failure: *const c_char,
    failure_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let failure: Failure = read(failure, failure_len)?;
            put_optional(out, handle::get(exchange)?.exchange.fail(&failure)?.as_ref())
        })
    }
}

/// Ends the current attempt as failed and opens one on the same route. `failure`: as `codegate_exchange_fail`. Gives the
/// route; NULL if the exchange has none.
///
/// Errors: `already_finished`, `invalid_argument` after a fail that left no route, `credential_unavailable`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_retry(
    exchange: *const codegate_exchange,
    failure: *const c_char,
    failure_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let failure: Failure = read(failure, failure_len)?;
            put_optional(out, handle::get(exchange)?.exchange.retry(&failure)?.as_ref())
        })
    }
}

/// Records the exchange durably: when this returns `CODEGATE_OK`, it is on disk. Gives the receipt. A finish that fails in
/// storage leaves the exchange open, to be finished again.
///
/// Errors: `already_finished`, `workspace_not_found` if it was deleted meanwhile, and those of storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_finish(
    exchange: *const codegate_exchange,
    outcome: codegate_outcome,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let finish = Finish { outcome: outcome_of(outcome)?, status: None };
            put_json(out, &handle::get(exchange)?.exchange.finish(finish)?)
        })
    }
}

/// Records the exchange as `codegate_exchange_finish` does. `record`: `outcome` (`completed`, `failed` or `aborted`) and
/// `status` (of the HTTP response), each optional.
///
/// Errors: as there, and `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_finish_with(
    exchange: *const codegate_exchange,
    record: *const c_char,
    record_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let finish: Finish = read(record, record_len)?;
            put_json(out, &handle::get(exchange)?.exchange.finish(finish)?)
        })
    }
}

/// Ends the exchange the way freeing it does: recorded as completed if the response was seen whole, else as aborted.
/// Gives the receipt; NULL if it was finished before.
///
/// Errors: those of storage.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_leave(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_optional(out, handle::get(exchange)?.exchange.leave()?.as_ref())) }
}

/// Gives the list of warnings that came up after the exchange began, such as a fallback that was skipped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_warnings(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(exchange)?.exchange.warnings())) }
}

/// Frees an exchange. One that was not finished is left, as `codegate_exchange_leave` does. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_exchange_free(exchange: *mut codegate_exchange) {
    guarded((), || drop(handle::remove(exchange)))
}

fn outcome_of(outcome: codegate_outcome) -> Result<Option<Outcome>> {
    match outcome {
        CODEGATE_OUTCOME_DEFAULT => Ok(None),
        CODEGATE_OUTCOME_COMPLETED => Ok(Some(Outcome::Completed)),
        CODEGATE_OUTCOME_FAILED => Ok(Some(Outcome::Failed)),
        CODEGATE_OUTCOME_ABORTED => Ok(Some(Outcome::Aborted)),
        other => Err(argument(format!("`outcome` is {other}; use one of the `CODEGATE_OUTCOME_` numbers"))),
    }
}

fn pairs(headers: Option<Headers>) -> Vec<(String, String)> {
    match headers {
        None => Vec::new(),
        Some(Headers::Map(map)) => map.into_iter().collect(),
        Some(Headers::Pairs(pairs)) => pairs,
    }
}
