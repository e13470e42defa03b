//! What was recorded: usage, history and alerts.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put, put_json, put_text, read, text};
use codegate_core::model::{AlertQuery, HistoryQuery, NewAlert, UsageExport, UsageQuery};
use std::ffi::c_char;

/// Gives a report of token usage and cost: a total, and rows by `by`. `query`: `workspace`, `by` (`model`, `provider`,
/// `session`, `workspace`, `client`, `rule`, `request_type`, `hour`, `day`, `week` or `month`; or a list of two, the second
/// splitting each row into a series), `since`, `until`, `session`, `provider`, `model`, `client`, `rule` (0-based index),
/// `request_type`, `compare` (true: with the period of the same length before; or `{"since", "until"}`), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_usage(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: UsageQuery = read(query, query_len)?;
            put_json(out, &gate.usage().query(&query)?)
        })
    }
}

/// Gives the report of `codegate_usage` as a table for people. Its layout may change.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_usage_table(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_string())
        })
    }
}

/// Gives the rows of `codegate_usage` as CSV (RFC 4180), under a line with the names of the columns; without `by`, the total
/// as one row. Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_usage_csv(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_csv())
        })
    }
}

/// Gives the rows of `codegate_usage` as JSON, one on a line; without `by`, the total as one line.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_usage_jsonl(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_jsonl())
        })
    }
}

/// Gives recorded attempts as text, oldest first, a page at a time: `{"text", "rows", "next": cursor or null}`. The texts of
/// all pages, put together, are one document. `query`: `format` (`csv`, `jsonl`, or `otel`: spans under OpenTelemetry's names;
/// `csv` if absent), `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `limit`
/// (1 to 1,000; 1,000 if absent), `cursor` (`next` of the page before), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_export_usage(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: UsageExport = read(query, query_len)?;
            put_json(out, &gate.usage().export(&query)?)
        })
    }
}

/// Holds the sums that reports are made of against the attempts that they sum, all of which it reads. With `rebuild` other
/// than 0, where any differs, they are written anew from the attempts, in one transaction. Gives the check.
///
/// Errors, with `rebuild`: those of writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_verify(
    gate: *const codegate_gate,
    rebuild: i32,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.usage().verify(rebuild != 0)?)) }
}

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
    // SAFETY: the host keeps the promises named in lib.rs.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let exchange = text(exchange, exchange_len, "exchange")?;
            put_json(out, &gate.history().get(exchange)?)
        })
    }
}

/// Counts exchanges. `query`: as in `codegate_history_list`; `limit` and `cursor` are not looked at.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: HistoryQuery = read(query, query_len)?;
            put(out, gate.history().count(&query)?);
            Ok(())
        })
    }
}

/// Gives what exchanges come to. `query`: as in `codegate_history_list`; `limit` and `cursor` are not looked at.
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
    // SAFETY: the host keeps the promises named in lib.rs.
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
    // SAFETY: the host keeps the promises named in lib.rs.
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
    // SAFETY: the host keeps the promises named in lib.rs.
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
/// Errors: `invalid_argument` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_alert_get(
    gate: *const codegate_gate,
    id: *const c_char,
    id_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let id = text(id, id_len, "id")?;
            put_json(out, &gate.alerts().get(id)?)
        })
    }
}

/// Counts alerts. `query`: as in `codegate_alert_list`; `limit` and `cursor` are not looked at.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: AlertQuery = read(query, query_len)?;
            put(out, gate.alerts().count(&query)?);
            Ok(())
        })
    }
}

/// Gives the numbers of alerts by severity and type. `query`: as in `codegate_alert_list`; `limit` and `cursor` are not
/// looked at.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: AlertQuery = read(query, query_len)?;
            put_json(out, &gate.alerts().summary(&query)?)
        })
    }
}
