//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::bundle::codegate_plan;
use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, put_text, read};
use codegate_core::model::{Choices, ExportOptions};
use std::ffi::c_char;

/// Writes workspaces as a bundle, to be imported elsewhere: JSON text, the same bytes for the same content. `options`
/// (ExportOptions): optionally `workspaces`, `parts`.
///
/// Errors: `workspace_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_export(
    gate: *const codegate_gate,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let options: ExportOptions = read(options, options_len)?;
            put_text(out, &gate.export(&options)?)
        })
    }
}

/// Applies a plan, all or nothing. `choices` (Choices): optionally `choices`, `providers`. Gives: Imported.
///
/// Errors: `import_conflict` while a conflict has no choice, `import_missing` while a provider or model is missing,
/// `import_stale` if a workspace or provider that it refers to has changed since, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_plan_apply(
    plan: *const codegate_plan,
    choices: *const c_char,
    choices_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let plan = handle::get(plan)?;
            let choices: Choices = read(choices, choices_len)?;
            put_json(out, &plan.apply(&choices)?)
        })
    }
}
