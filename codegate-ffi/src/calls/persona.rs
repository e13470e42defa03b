//! Personas, shared by all workspaces.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, named, put_json, put_optional, read, text};
use codegate_core::model::{NewPersona, PersonaUpdate};
use std::ffi::c_char;

/// Adds a persona. `record` (NewPersona): `name`, `description`; optionally `vector`. Gives: Persona.
///
/// Errors: `persona_exists`, `invalid_name`, `limit_exceeded`, `invalid_argument`.
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

/// One persona. Gives: Persona.
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

/// All personas by name. Gives: a list of Persona.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_persona_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.personas().list()?)
        })
    }
}

/// Changes a persona. `record` (PersonaUpdate): optionally `description`, `vector`. What is absent is kept; null clears
/// `vector`. Gives: Persona.
///
/// Errors: `persona_not_found`, `limit_exceeded`, `invalid_argument`.
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

/// Renames a persona. Gives: Persona.
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
            let name = text(name, name_len, "name")?;
            let new_name = text(new_name, new_name_len, "new_name")?;
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

/// The vector of a persona; NULL if it has none. Gives: a list of numbers or NULL.
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
