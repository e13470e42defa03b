//! Provider endpoints, shared by all workspaces.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, named, put_json, read, text};
use codegate_core::model::{NewProvider, ProviderUpdate};
use std::ffi::c_char;

/// Adds a provider endpoint. `record`: `name`, `type`, and optionally `endpoint` (a base URL without `/v1`),
/// `description`, `auth`, `credential` (`env:NAME` or `host:<id>`) and `models` (a list; absent is any). Gives the provider.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`, `provider_exists`; for a raw key
/// `credential_store_unavailable`, and nothing of it is stored.
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

/// Gives a provider.
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

/// Gives the list of providers, by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_provider_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.providers().list()?)) }
}

/// Changes a provider. `record`: `endpoint`, `description`, `auth`, `credential`, `models`, each optional; what is
/// absent is kept, null clears. With `"force": true`, routes to models that are no longer listed are removed from the
/// rules. Gives the provider.
///
/// Errors: `provider_not_found`, `invalid_argument`, `model_in_use`, `credential_store_unavailable`.
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

/// Renames a provider; rules keep pointing at it. Gives the provider.
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

/// Removes a provider. If `force` is not 0, its routes are taken out of the rules that use it. Gives what the rules lost.
///
/// Errors: `provider_not_found`, and `provider_in_use` without `force`.
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
