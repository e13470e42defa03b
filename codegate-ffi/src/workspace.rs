//! Workspaces: groups of instructions, rules and recorded usage.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, list, named, put_json, read, text};
use codegate_core::model::{NewWorkspace, RuleSpec, WorkspaceUpdate};
use std::ffi::c_char;

/// Creates a workspace. `record`: `name`, and optionally `custom_instructions` and `rules`. Gives the workspace.
///
/// Errors: `invalid_name`, `reserved_name`, `workspace_exists`, `limit_exceeded`; of rules `invalid_rule`,
/// `provider_not_found`, `model_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_create(
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
            let (name, new): (String, NewWorkspace) = named(record, record_len)?;
            put_json(out, &gate.workspaces().create(&name, &new)?)
        })
    }
}

/// Gives a workspace, live or archived.
///
/// Errors: `workspace_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_get(
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
            put_json(out, &gate.workspaces().get(name)?)
        })
    }
}

/// Gives the list of live workspaces, by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.workspaces().list()?)) }
}

/// Gives the list of archived workspaces, by name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_list_archived(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.workspaces().list_archived()?)) }
}

/// Changes a workspace, all or nothing. `record`: `custom_instructions` and `rules`, each optional; what is absent is
/// kept, null clears. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of rules.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_update(
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
            let update: WorkspaceUpdate = read(record, record_len)?;
            put_json(out, &gate.workspaces().update(name, &update)?)
        })
    }
}

/// Renames a workspace; its history, usage and sessions stay with it. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_exists`, `workspace_archived`, `default_workspace`, `reserved_name`,
/// `invalid_name`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_rename(
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
            put_json(out, &gate.workspaces().rename(name, new_name)?)
        })
    }
}

/// Archives a workspace. If `force` is not 0, sessions that have it active move to `default`. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `default_workspace`, and `workspace_active` without `force`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_archive(
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
            put_json(out, &gate.workspaces().archive(name, force != 0)?)
        })
    }
}

/// Recovers an archived workspace whole. Gives the workspace.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_recover(
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
            put_json(out, &gate.workspaces().recover(name)?)
        })
    }
}

/// Deletes an archived workspace with its history and usage. Gives what was deleted.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`, `default_workspace`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_delete(
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
            put_json(out, &gate.workspaces().delete(name)?)
        })
    }
}

/// Gives the muxing rules of a workspace, in order.
///
/// Errors: `workspace_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_rules(
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
            put_json(out, &gate.workspaces().rules(name)?)
        })
    }
}

/// Replaces the muxing rules of a workspace. `rules`: a JSON list of rules; NULL is none. Gives the rules as kept.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`; `invalid_rule`, `provider_not_found` and
/// `model_not_found` name the position of the rule.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_set_rules(
    gate: *const codegate_gate,
    name: *const c_char,
    name_len: usize,
    rules: *const c_char,
    rules_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let name = text(name, name_len, "name")?;
            let rules: Vec<RuleSpec> = list(rules, rules_len)?;
            put_json(out, &gate.workspaces().set_rules(name, &rules)?)
        })
    }
}
