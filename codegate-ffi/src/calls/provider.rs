//! Provider endpoints, shared by all workspaces.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, named, put_json, read, text};
use codegate_core::model::{NewProvider, ProviderUpdate};
use std::ffi::c_char;

/// Adds a provider. `record` (NewProvider): `name`, `type`; optionally `endpoint`, `description`, `auth`, `credential`,
/// `models`, `paths`, `inject_usage`, `prices`, `passthrough_to`. Gives: Provider.
///
/// Errors: `provider_exists`, `invalid_name`, `limit_exceeded`; `credential_store_unavailable` for a credential that is
/// not a reference, of which nothing is stored; else `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_add(
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
            let (name, new): (String, NewProvider) = named(record, record_len)?;
            put_json(out, &gate.providers().add(&name, &new)?)
        })
    }
}

/// One provider. Gives: Provider.
///
/// Errors: `provider_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_get(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            put_json(out, &gate.providers().get(name)?)
        })
    }
}

/// All providers by name. Gives: a list of Provider.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.providers().list()?)
        })
    }
}

/// Changes a provider. A new endpoint of another origin locks its credential until the credential is given again.
/// `record` (ProviderUpdate): optionally `endpoint`, `description`, `auth`, `credential`, `models`, `paths`,
/// `inject_usage`, `prices`, `passthrough_to`, `force`. What is absent is kept; null clears `description`,
/// `credential`, `models`, `paths`, `prices`. Gives: Provider.
///
/// Errors: `provider_not_found`; `model_in_use` where rules name a model that is no longer listed, unless `force`
/// removes those routes; and those of `codegate_provider_add`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_update(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    record: *const c_char,
    record_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            let update: ProviderUpdate = read(record, record_len)?;
            put_json(out, &gate.providers().update(name, &update)?)
        })
    }
}

/// Renames a provider; rules keep pointing at it. Gives: Provider.
///
/// Errors: `provider_not_found`, `provider_exists`, `invalid_name`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_rename(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    new_name: *const c_char,
    new_name_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            let new_name = text(new_name, new_name_len, "new_name")?;
            put_json(out, &gate.providers().rename(name, new_name)?)
        })
    }
}

/// Removes a provider. With `force`, its routes are taken out of the rules that use it, and rules left without any are
/// removed. Gives: RemovedProvider.
///
/// Errors: `provider_in_use` where rules use it, those of archived workspaces too, and there is no `force`;
/// `provider_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_remove(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    force: i32,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            put_json(out, &gate.providers().remove(name, force != 0)?)
        })
    }
}
