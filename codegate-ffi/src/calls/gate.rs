//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{bytes, codegate_text, put_json, read};
use codegate_core::model::{ApplyOptions, Record};
use std::ffi::c_char;

/// Records a finished call that the host made without this library. `record` (Record). Gives: Receipt.
///
/// Errors: those of `codegate_gate_decide`, `provider_not_found`, and those of the store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_record(
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
            let record: Record = read(record, record_len)?;
            put_json(out, &gate.record(&record)?)
        })
    }
}

/// Checkpoints and closes the store. Later calls are `gate_closed`, exchanges already open can still finish, and
/// closing again succeeds. Exchanges that were dropped and could not be recorded then are recorded first; where they
/// cannot be now either, this fails, and closing again tries again.
///
/// Errors: `busy`, `storage_detached`, `disk_full`, `io`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_close(
    gate: *const codegate_gate,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            gate.close()
        })
    }
}

/// Applies declared settings: the text of a `codegate.toml`, or JSON of the same shape. Providers, workspaces with
/// instructions and rules, personas, and the active workspaces of sessions are created or changed as they stand there,
/// whole or not at all; applied again, nothing changes. What is not named stays as it is, down to single fields; null,
/// in JSON, clears one.
///
/// Each error has the line and the column where the text has them, and shows no value that might be a secret. `options`
/// (ApplyOptions): optionally `dry_run`, `folder`. Gives: SettingsPlan.
///
/// Errors: `invalid_argument` for what is not TOML, an unknown name, a wrong type or a missing value;
/// `credential_store_unavailable` for a credential that is not a reference; `provider_exists` where a provider here is
/// of another type; `io` for a file of instructions that cannot be read; and those of the calls that do each part
/// alone, such as `invalid_rule`, `provider_not_found`, `model_not_found`, `model_in_use`, `workspace_not_found`,
/// `workspace_archived`, `invalid_name`, `reserved_name`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_apply(
    gate: *const codegate_gate,
    config: *const c_char,
    config_len: usize,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let config = bytes(config, config_len, "config")?.unwrap_or_default();
            let options: ApplyOptions = read(options, options_len)?;
            put_json(out, &gate.apply(config, &options)?)
        })
    }
}
