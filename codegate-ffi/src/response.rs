//! The response of an exchange, its attempts, and its end.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::exchange::codegate_exchange;
use crate::guard::{guard, guarded};
use crate::handle;
use crate::outcomes::codegate_outcome;
use crate::text::{argument, bytes, codegate_text, codegate_view, needed, put, put_json, read};
use codegate_core::Result;
use codegate_core::model::{Finish, Headers, Outcome, from_json};
use std::ffi::c_char;

/// Gives the library the status and the headers of the response, before the first feed. Optional. `headers`: an object
/// or a list of pairs; NULL is none.
///
/// Errors: `invalid_argument`, `already_finished`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_begin_response(
    exchange: *const codegate_exchange,
    status: i32,
    headers: *const c_char,
    headers_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let status = u16::try_from(status).map_err(|_| argument(format!("`{status}` is not an HTTP status")))?;
            let headers: Option<Headers> = bytes(headers, headers_len, "headers")?.map(from_json).transpose()?;
            exchange.inner.begin_response(status, &headers.map(Headers::into_pairs).unwrap_or_default())
        })
    }
}

/// Reads a chunk of the response as it passes, and views the bytes for the client. The view lives until the next feed or
/// end on this exchange has returned, or until it is freed. Content is never an error. Chunks go in their order, from one
/// thread at a time. After a fail that gave no route they are only passed on, so that the client gets the provider's answer.
///
/// Errors: `already_finished`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_feed(
    exchange: *const codegate_exchange,
    chunk: *const c_char,
    chunk_len: usize,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            let chunk = bytes(chunk, chunk_len, "chunk")?.unwrap_or_default();
            put(out, exchange.keep(&exchange.inner.feed(chunk)?));
            Ok(())
        })
    }
}

/// Ends the response, and views the remaining bytes for the client. The view lives until the next feed or end on this
/// exchange has returned, or until it is freed.
///
/// Errors: `already_finished`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_end(
    exchange: *const codegate_exchange,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            needed(out, "out")?;
            put(out, exchange.keep(&exchange.inner.end()?));
            Ok(())
        })
    }
}

/// Records the exchange durably: when this returns `CODEGATE_OK`, it is on disk. Gives the receipt. If the store fails,
/// the exchange stays open and can be finished again.
///
/// Errors: `already_finished`, `workspace_not_found` if it was deleted meanwhile, and those of the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_finish(
    exchange: *const codegate_exchange,
    outcome: codegate_outcome,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let finish = Finish { outcome: outcome_of(outcome)?, status: None };
            put_json(out, &exchange.inner.finish(finish)?)
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
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            let finish: Finish = read(record, record_len)?;
            put_json(out, &exchange.inner.finish(finish)?)
        })
    }
}

/// Frees an exchange. One that was not ended is recorded, as by `codegate_exchange_close`, but waits for others no longer than
/// the option `drop_timeout`. Where the store cannot be written, its gate keeps it for the next write, and counts it in
/// `unwritten` of `codegate_gate_health`. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_exchange_free(exchange: *mut codegate_exchange) {
    guarded((), || drop(handle::remove(exchange)))
}

fn outcome_of(outcome: codegate_outcome) -> Result<Option<Outcome>> {
    let wrong = || argument(format!("`outcome` is {outcome}; use one of the `CODEGATE_OUTCOME_` numbers"));
    match usize::try_from(outcome).map_err(|_| wrong())? {
        0 => Ok(None),
        number => Outcome::ALL.get(number - 1).copied().map(Some).ok_or_else(wrong),
    }
}
