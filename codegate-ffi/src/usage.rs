//! Reports of token usage and cost.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, put_text, read};
use codegate_core::model::{UsageExport, UsageQuery};
use std::ffi::c_char;

/// Gives a report of token usage and cost: a total, and rows by `by`. `query`: `workspace`, `by` (`model`, `provider`,
/// `session`, `workspace`, `client`, `rule`, `request_type`, `hour`, `day`, `week` or `month`; or a list of two, the second
/// splitting each row into a series), `since`, `until`, `session`, `provider`, `model`, `client`, `rule` (0-based index),
/// `request_type`, `compare` (true: with the period of the same length before; or `{"since", "until"}`), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_usage_report(
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
            let query: UsageQuery = read(query, query_len)?;
            put_json(out, &gate.usage().query(&query)?)
        })
    }
}

/// Gives the report of `codegate_gate_usage_report` as a table for people. Its layout may change.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_usage_table(
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
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_string())
        })
    }
}

/// Gives the rows of `codegate_gate_usage_report` as CSV (RFC 4180), with a header line; without `by`, the total as one
/// row. Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_usage_csv(
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
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_csv())
        })
    }
}

/// Gives the rows of `codegate_gate_usage_report` as JSON, one on a line; without `by`, the total as one line.
///
/// Errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_usage_jsonl(
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
            let query: UsageQuery = read(query, query_len)?;
            put_text(out, &gate.usage().query(&query)?.to_jsonl())
        })
    }
}

/// Gives recorded attempts as text, oldest first, a page at a time: `{"text", "rows", "next": cursor or null}`. The
/// concatenated texts of all pages are one document. `query`: `format` (`csv`, `jsonl`, or `otel`: spans under
/// OpenTelemetry's names; `csv` if absent), `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`,
/// `rule`, `request_type`, `limit` (1 to 1,000; 1,000 if absent), `cursor` (`next` of the page before), each optional.
///
/// Errors: `workspace_not_found`, `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_usage_export(
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
            let query: UsageExport = read(query, query_len)?;
            put_json(out, &gate.usage().export(&query)?)
        })
    }
}

/// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild` other than 0, if
/// any differs, all of them are rebuilt from the attempts, in one transaction. Gives the check.
///
/// Errors, with `rebuild`: those of writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_verify(
    gate: *const codegate_gate,
    rebuild: i32,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.usage().verify(rebuild != 0)?)) }
}
