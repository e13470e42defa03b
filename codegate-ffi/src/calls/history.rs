//! Prompts and outputs.
//! Alerts.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put, put_json, read, text};
use codegate_core::model::{AlertQuery, HistoryQuery, NewAlert, PruneQuery};
use std::ffi::c_char;

/// A page of exchanges, newest first. `query` (HistoryQuery): optionally `workspace`, `session`, `request_type`,
/// `severity`, `since`, `until`, `limit`, `cursor`. Gives: a Page of HistoryEntry.
///
/// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
/// where `until` is before `since`.
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

/// One exchange by its id. Gives: HistoryEntry.
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

/// How many exchanges there are; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`,
/// `session`, `request_type`, `severity`, `since`, `until`, `limit`, `cursor`.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
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

/// A summary of exchanges; `limit` and `cursor` are ignored. `query` (HistoryQuery): optionally `workspace`, `session`,
/// `request_type`, `severity`, `since`, `until`, `limit`, `cursor`. Gives: HistorySummary.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
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
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_history_prune(
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
            let query: PruneQuery = read(query, query_len)?;
            put_json(out, &gate.history().prune(&query)?)
        })
    }
}

/// Adds an alert to an exchange, open in this process or recorded, or to a workspace. One on an open exchange is
/// written by the finish of that exchange. `record` (NewAlert): `severity`, `type`; optionally `exchange`, `workspace`,
/// `session`, `snippet`, `trigger`. Gives: Alert.
///
/// Errors: `exchange_not_found`, `workspace_not_found`, `limit_exceeded`, `invalid_argument`.
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
            let new: NewAlert = read(record, record_len)?;
            put_json(out, &gate.alerts().add(&new)?)
        })
    }
}

/// A page of alerts, newest first. `query` (AlertQuery): optionally `workspace`, `exchange`, `session`, `severity`,
/// `type`, `since`, `until`, `limit`, `cursor`. Gives: a Page of Alert.
///
/// Errors: those of `codegate_history_list`.
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

/// One alert by its id. Gives: Alert.
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

/// How many alerts there are; `limit` and `cursor` are ignored. `query` (AlertQuery): optionally `workspace`,
/// `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
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

/// How many alerts there are by severity and type; `limit` and `cursor` are ignored. `query` (AlertQuery): optionally
/// `workspace`, `exchange`, `session`, `severity`, `type`, `since`, `until`, `limit`, `cursor`. Gives: AlertSummary.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`.
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
