//! Care of the store itself: questions in SQL, stopping, and how it stands.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read, text};
use codegate_core::model::QueryOptions;
use std::ffi::c_char;

/// Asks the views of the store in SQL. `sql`: one statement that reads `v_exchanges`, `v_attempts`, `v_usage_by_day` or
/// `v_usage_by_hour`; anything else is refused, and nothing is ever written. `options`: `params` (a list for `?`, or an
/// object for `:name`, of null, true, false, numbers and strings), `limit` (rows, 1 to 100,000; 1,000 if absent),
/// `timeout` (seconds that the statement may run, at most 3,600; 5 if absent), each optional. It runs on a connection of its
/// own and holds up no decision and no finish. Gives the answer.
///
/// Errors: `invalid_argument`, also for a column of bytes, to be wrapped in `hex(…)`; `limit_exceeded`; `interrupted` when it
/// runs longer than `timeout`.
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
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let options: QueryOptions = read(options, options_len)?;
            put_json(out, &gate.query(text(sql, sql_len, "sql")?, &options)?)
        })
    }
}

/// Stops every call on the gate that waits for others or runs a statement, on whatever thread: it comes back with
/// `interrupted` and has changed nothing. The gate is usable at once, calls that begin later are not affected, and an
/// exchange whose finish was stopped is still open, to be finished again. Never waits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_interrupt(
    gate: *const codegate_gate,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || handle::get(gate)?.interrupt()) }
}

/// Tells how the store stands: where it lies, its versions and sizes, and what the host should know. It is told of a store
/// whose file is gone, too. Gives the health.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_health(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.health()?)) }
}
