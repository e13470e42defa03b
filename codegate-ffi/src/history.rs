//! What was recorded: prompts, outputs and alerts.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put, put_json, read, text};
use codegate_core::model::{AlertQuery, HistoryQuery, NewAlert};
use std::ffi::c_char;

/// Gives a page of the history, newest first: `{"items": [...], "next": cursor or null}`. `query`: `workspace`, `session`,
/// `request_type`, `severity` (of an alert), `since`, `until`, `limit` (1 to 1,000; 50 if absent), `cursor` (`next` of the
/// page before), each optional.
///
/// Errors: `workspace_not_found`, `session_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_history_list(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: HistoryQuery = read(query, query_len)?;
            put_json(out, &gate.history().list(&query)?)
        })
    }
}

/// Gives one exchange of the history by its id.
///
/// Errors: `exchange_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_history_get(
    gate: *const codegate_gate,
    exchange: *const c_char,
    exchange_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let exchange = text(exchange, exchange_len, "exchange")?;
            put_json(out, &gate.history().get(exchange)?)
        })
    }
}

/// Counts exchanges. `query`: as in `codegate_history_list`; `limit` and `cursor` are ignored.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_history_count(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut u64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: HistoryQuery = read(query, query_len)?;
            put(out, gate.history().count(&query)?);
            Ok(())
        })
    }
}

/// Gives a summary of exchanges. `query`: as in `codegate_history_list`; `limit` and `cursor` are ignored.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_history_summary(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: HistoryQuery = read(query, query_len)?;
            put_json(out, &gate.history().summary(&query)?)
        })
    }
}

/// Adds an alert to an exchange, open in this process or recorded, or to a workspace. `record`: `severity` (`info` or
/// `critical`), `type`, `exchange` or `workspace`, and optionally `session`, `snippet` and `trigger`. Gives the alert.
///
/// Errors: `exchange_not_found`, `workspace_not_found`, `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_add(
    gate: *const codegate_gate,
    record: *const c_char,
    record_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let alert: NewAlert = read(record, record_len)?;
            put_json(out, &gate.alerts().add(&alert)?)
        })
    }
}

/// Gives a page of alerts, newest first: `{"items": [...], "next": cursor or null}`. `query`: `workspace`, `exchange`,
/// `session`, `severity`, `type`, `since`, `until`, `limit` (1 to 1,000; 50 if absent), `cursor`, each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_list(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: AlertQuery = read(query, query_len)?;
            put_json(out, &gate.alerts().list(&query)?)
        })
    }
}

/// Gives one alert by its id.
///
/// Errors: `alert_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_get(
    gate: *const codegate_gate,
    id: *const c_char,
    id_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let id = text(id, id_len, "id")?;
            put_json(out, &gate.alerts().get(id)?)
        })
    }
}

/// Counts alerts. `query`: as in `codegate_alert_list`; `limit` and `cursor` are ignored.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_count(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut u64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: AlertQuery = read(query, query_len)?;
            put(out, gate.alerts().count(&query)?);
            Ok(())
        })
    }
}

/// Gives the numbers of alerts by severity and type. `query`: as in `codegate_alert_list`; `limit` and `cursor` are
/// ignored.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_summary(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: AlertQuery = read(query, query_len)?;
            put_json(out, &gate.alerts().summary(&query)?)
        })
    }
}
