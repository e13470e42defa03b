//! Reports of token usage and cost.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, put_text, read};
use codegate_core::model::{UsageExport, UsageQuery};
use std::ffi::c_char;

/// Token usage and cost, in total and by row. An exchange counts at the time it began. `query` (UsageQuery): optionally
/// `workspace`, `by`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `zone`,
/// `compare`. Gives: UsageReport.
///
/// Errors: `workspace_not_found`; `invalid_argument` for a grouping by more than two or the same twice, for a `zone`
/// that the IANA database does not name, for `compare` without `since` and `until`, and where `until` is before
/// `since`.
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

/// The report of `codegate_gate_usage_report` as a table for people. Its layout may change.
///
/// Errors: those of `codegate_gate_usage_report`.
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

/// The rows of `codegate_gate_usage_report` as CSV (RFC 4180), with a header line; without `by`, the total as one row.
/// Text that a spreadsheet would take for a formula gets an apostrophe in front.
///
/// Errors: those of `codegate_gate_usage_report`.
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

/// The rows of `codegate_gate_usage_report` as JSON, one on a line; without `by`, the total as one line.
///
/// Errors: those of `codegate_gate_usage_report`.
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

/// Compares the sums that reports are made of with the attempts, all of which it reads. With `rebuild`, if any differs,
/// all of them are rebuilt from the attempts, in one transaction; the differences found are reported all the same.
/// Gives: UsageCheck.
///
/// Errors: with `rebuild`, those of the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_verify(
    gate: *const codegate_gate,
    rebuild: i32,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.usage().verify(rebuild != 0)?)
        })
    }
}

/// Recorded attempts as text, oldest first by the time their exchange began, a page at a time: pass `next` of a page as
/// `cursor` of the next one. The concatenated pages are one document of the format. `query` (UsageExport): optionally
/// `format`, `workspace`, `since`, `until`, `session`, `provider`, `model`, `client`, `rule`, `request_type`, `limit`,
/// `cursor`. Gives: UsagePage.
///
/// Errors: `workspace_not_found`, `limit_exceeded` for a page of over 1,000, `invalid_argument` for a bad cursor, and
/// where `until` is before `since`.
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
