//! Bundles: workspaces exported for another store.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::{guard, guarded};
use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_PLAN;
use crate::text::{bytes, codegate_text, needed, put, put_json};
use codegate_core::ImportPlan;
use std::ffi::c_char;

/// What a bundle would change in a store. Free it with `codegate_plan_free`.
pub struct codegate_plan {
    _opaque: (),
}

impl Opaque for codegate_plan {
    const KIND: i32 = CODEGATE_KIND_PLAN;
    const NAME: &'static str = "plan";
    type Object = ImportPlan;
}

/// Reads a bundle of at most 32 MiB and compares it with this store. Writes nothing. Gives a plan; free it with
/// `codegate_plan_free`.
///
/// Errors: `bundle_invalid`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_plan_import(
    gate: *const codegate_gate,
    bundle: *const c_char,
    bundle_len: usize,
    out: *mut *mut codegate_plan,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            needed(out, "out")?;
            let bundle = bytes(bundle, bundle_len, "bundle")?.unwrap_or_default();
            let plan = gate.plan_import(bundle)?;
            put(out, handle::insert(plan)?);
            Ok(())
        })
    }
}

/// Gives the plan as a record: `items`, each with `name`, `status` (`new`, `same`, `conflict`) and what `differs`;
/// `missing` providers and models; `digest`; `warnings`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_plan_view(
    plan: *const codegate_plan,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, handle::get(plan)?.view())) }
}

/// Frees a plan. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_plan_free(plan: *mut codegate_plan) {
    guarded((), || drop(handle::remove(plan)))
}
