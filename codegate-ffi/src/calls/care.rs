//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read, text};
use codegate_core::model::{BackupOptions, QueryOptions};
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

/// Copies the store into one file, while it is in use: no writer of any process waits for it, and what is written
/// meanwhile is not in it. The copy is read back, with the checksums of every exchange and attempt, and is on the disk
/// before it gets its name; only its owner may read it. It is a store like any other, with the same id. After an error
/// nothing is left at the path, and a file that was there is as it was; a process that is killed leaves a file beside
/// it that ends with `.part`, which can be deleted. `options` (BackupOptions): optionally `replace`. Gives: Backup.
///
/// Errors: `invalid_argument` where there is a file and not `replace`, for a folder, for a file of this store, and
/// where the log of another store lies beside it; `corrupt` where the store is damaged, `disk_full`, `interrupted`,
/// `io`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_backup(
    gate: *const codegate_gate,
    path: *const c_char,
    path_len: usize,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let path = text(path, path_len, "path")?;
            let options: BackupOptions = read(options, options_len)?;
            put_json(out, &gate.backup(path, &options)?)
        })
    }
}

/// Gives back the room of what was removed: rebuilds the file without what it no longer holds. Others read on, and wait
/// to write, up to their `busy_timeout`. Beside the store there must be room for what it holds, and once more in the
/// folder for temporary files if that is more than 64 MiB. It is done whole, or an error and not at all. Gives:
/// Compacted.
///
/// Errors: `read_only`, `busy`, `disk_full`, `interrupted`, `storage_detached`, `io`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_compact(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.compact()?)
        })
    }
}

/// The state of the store: its path, versions and sizes, what was recorded that lacks something, and what the host
/// should know. It also reports on a store whose file is gone. It reads the sums by days, some milliseconds for every
/// 10,000. Gives: Health.
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
