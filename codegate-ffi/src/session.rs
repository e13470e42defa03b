//! Sessions, each with its active workspace.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, optional, put_json, text};
use std::ffi::c_char;

/// Makes a workspace the active one of a session, which is created if need be. `session`: NULL is `default`. Gives the
/// session.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_activate(
    gate: *const codegate_gate,
    workspace: *const c_char,
    workspace_len: usize,
    session: *const c_char,
    session_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let workspace = text(workspace, workspace_len, "workspace")?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().activate(workspace, session)?)
        })
    }
}

/// Gives the active workspace of a session. `session`: NULL is `default`.
///
/// Errors: `session_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_active_workspace(
    gate: *const codegate_gate,
    session: *const c_char,
    session_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().active_workspace(session)?)
        })
    }
}

/// Gives the list of sessions, by id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.sessions().list()?)) }
}

/// Gives a session. `session`: NULL is `default`.
///
/// Errors: `session_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_get(
    gate: *const codegate_gate,
    session: *const c_char,
    session_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().get(session)?)
        })
    }
}

/// Removes a session; not `default`.
///
/// Errors: `session_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_remove(
    gate: *const codegate_gate,
    session: *const c_char,
    session_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: the host keeps the promises named in lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = text(session, session_len, "session")?;
            gate.sessions().remove(session)
        })
    }
}
