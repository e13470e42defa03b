//! Personas, shared by all workspaces.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, named, put_json, put_optional, read, text};
use codegate_core::model::{NewPersona, PersonaUpdate};
use std::ffi::c_char;

/// Adds a persona. `record`: `name`, `description`, and optionally `vector`, 1 to 8,192 numbers. Gives the persona.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`, `persona_exists`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_add(
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
            let (name, new): (String, NewPersona) = named(record, record_len)?;
            put_json(out, &gate.personas().add(&name, &new)?)
        })
    }
}

/// Gives a persona.
///
/// Errors: `persona_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_get(
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
            put_json(out, &gate.personas().get(name)?)
        })
    }
}

/// Gives the list of personas, by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.personas().list()?)) }
}

/// Changes a persona. `record`: `description`, `vector`, each optional; what is absent is kept, a null `vector` clears it.
/// Gives the persona.
///
/// Errors: `persona_not_found`, `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_update(
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
            let update: PersonaUpdate = read(record, record_len)?;
            put_json(out, &gate.personas().update(name, &update)?)
        })
    }
}

/// Renames a persona. Gives the persona.
///
/// Errors: `persona_not_found`, `persona_exists`, `invalid_name`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_rename(
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
            let (name, new_name) = (text(name, name_len, "name")?, text(new_name, new_name_len, "new_name")?);
            put_json(out, &gate.personas().rename(name, new_name)?)
        })
    }
}

/// Removes a persona.
///
/// Errors: `persona_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_remove(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            gate.personas().remove(name)
        })
    }
}

/// Gives the vector of a persona, a JSON list of numbers; NULL if it has none.
///
/// Errors: `persona_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_vector(
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
            put_optional(out, gate.personas().vector(name)?.as_ref())
        })
    }
}
