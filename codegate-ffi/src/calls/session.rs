//! Sessions, each with its active workspace. The session is `default` where a call names none.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, optional, put_json, text};
use std::ffi::c_char;

/// Makes a workspace the active one of a session (`default` by default), creating the session if need be. If it is
/// active already, nothing changes. `session` may be NULL. Gives: Session.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`, `invalid_argument` or `limit_exceeded` for a
/// bad session id.
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
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let workspace = text(workspace, workspace_len, "workspace")?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().activate(workspace, session)?)
        })
    }
}

/// Creates a session if there is none with this id: with `workspace` active, or else what is active in `default`. One
/// that exists is returned as it is, whatever workspace was named. `workspace` may be NULL. Gives: Session.
///
/// Errors: `workspace_not_found` and `workspace_archived` where it has to be created, `invalid_name`,
/// `invalid_argument` or `limit_exceeded` for a bad id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_ensure(
    gate: *const codegate_gate,
    id: *const c_char,
    id_len: usize,
    workspace: *const c_char,
    workspace_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let id = text(id, id_len, "id")?;
            let workspace = optional(workspace, workspace_len, "workspace")?;
            put_json(out, &gate.sessions().ensure(id, workspace)?)
        })
    }
}

/// The active workspace of a session (`default` by default). `session` may be NULL. Gives: Workspace.
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
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().active_workspace(session)?)
        })
    }
}

/// All sessions by id. Gives: a list of Session.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.sessions().list()?)
        })
    }
}

/// One session (`default` by default). `session` may be NULL. Gives: Session.
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
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = optional(session, session_len, "session")?;
            put_json(out, &gate.sessions().get(session)?)
        })
    }
}

/// Removes a session; its recorded exchanges stay.
///
/// Errors: `session_not_found`, `invalid_argument` for `default`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_session_remove(
    gate: *const codegate_gate,
    session: *const c_char,
    session_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let session = text(session, session_len, "session")?;
            gate.sessions().remove(session)
        })
    }
}
