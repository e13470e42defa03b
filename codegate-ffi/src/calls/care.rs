//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read, text};
use codegate_core::model::QueryOptions;
use std::ffi::c_char;

/// Queries the views of the store in SQL. `sql` is one read-only statement over `v_exchanges`, `v_attempts`,
/// `v_usage_by_day` or `v_usage_by_hour`; anything else is refused, and nothing is ever written. Queries run one after
/// the other on a connection of their own, and block no decision and no finish. `options` (QueryOptions): optionally
/// `params`, `limit`, `timeout`. Gives: QueryResult.
///
/// Errors: `invalid_argument` for a statement that cannot be run, with SQLite's message, for parameters that do not
/// match, and for a blob in the result; `limit_exceeded` for a limit above 100,000 rows and for values or a result that
/// are too large; `interrupted` when it runs longer than `timeout`.
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
            let sql = text(sql, sql_len, "sql")?;
            let options: QueryOptions = read(options, options_len)?;
            put_json(out, &gate.query(sql, &options)?)
        })
    }
}

/// Interrupts every call on this gate that waits for others or runs a statement, on any thread: it fails with
/// `interrupted` and has changed nothing. The gate is usable at once, later calls are not affected, and an exchange
/// whose finish was interrupted is still open and can be finished again. Never waits.
///
/// Errors: `forked_handle`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_interrupt(
    gate: *const codegate_gate,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            gate.interrupt()
        })
    }
}

/// The state of the store: its path, versions and sizes, and what the host should know. It also reports on a store
/// whose file is gone. Gives: Health.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_health(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.health()?)
        })
    }
}
