//! Operation of the store itself: SQL queries, interruption, and health.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read, text};
use codegate_core::model::QueryOptions;
use std::ffi::c_char;

/// Queries the views of the store in SQL. `sql`: one read-only statement over `v_exchanges`, `v_attempts`,
/// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. `options`: `params` (a
/// list for `?`, or an object for `:name`, of null, true, false, numbers and strings), `limit` (rows, 1 to 100,000;
/// 1,000 if absent), `timeout` (seconds that the statement may run, at most 3,600; 5 if absent), each optional. It runs
/// on a connection of its own and blocks no decision and no finish. Gives the result.
///
/// Errors: `invalid_argument`, also for a blob in the result, which needs `hex(…)`; `limit_exceeded`; `interrupted`
/// when it runs longer than `timeout`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_query(
    gate: *const codegate_gate,
    sql: *const c_char,
    sql_len: usize,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let options: QueryOptions = read(options, options_len)?;
            put_json(out, &gate.query(text(sql, sql_len, "sql")?, &options)?)
        })
    }
}

/// Interrupts every call on the gate that waits for others or runs a statement, on any thread: it fails with
/// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
/// whose finish was interrupted is still open and can be finished again. Never waits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_interrupt(
    gate: *const codegate_gate,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || handle::get(gate)?.interrupt()) }
}

/// Gives the state of the store: its path, versions and sizes, and what the host should know; also for a store whose
/// file is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_health(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.health()?)) }
}
