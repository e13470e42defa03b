//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read};
use codegate_core::model::Record;
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
/// closing again succeeds.
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
