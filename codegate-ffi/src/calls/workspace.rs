//! Workspaces: groups of instructions, rules and recorded usage. Their names are found under any spelling that trims and lower-cases to them.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, list, named, put_json, put_optional, read, text};
use codegate_core::model::{NewWorkspace, RuleSpec, WorkspaceUpdate};
use std::ffi::c_char;

/// Binds a folder to a workspace: `codegate_workspace_for_path` then finds it for everything in that folder. The folder
/// is an absolute path, which need not exist; a folder that is bound already is bound anew. Gives: FolderBinding.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `invalid_name`; `invalid_argument` for a path that is not
/// absolute, `limit_exceeded` for one over 4,096 bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_bind(
    gate: *const codegate_gate,
    folder: *const c_char,
    folder_len: usize,
    workspace: *const c_char,
    workspace_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let folder = text(folder, folder_len, "folder")?;
            let workspace = text(workspace, workspace_len, "workspace")?;
            put_json(out, &gate.workspaces().bind(folder, workspace)?)
        })
    }
}

/// Removes what binds a folder to a workspace; returns whether anything did. Gives: true or false.
///
/// Errors: `invalid_argument`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_unbind(
    gate: *const codegate_gate,
    folder: *const c_char,
    folder_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let folder = text(folder, folder_len, "folder")?;
            put_json(out, &gate.workspaces().unbind(folder)?)
        })
    }
}

/// All folders that are bound to workspaces, those of archived ones too, by folder. Gives: a list of FolderBinding.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_bindings(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.workspaces().bindings()?)
        })
    }
}

/// The workspace of the nearest folder around a path that has one, or of the path itself: one that is bound, or one
/// whose `codegate.toml` has `workspace = "…"`; where a folder has both, what is bound counts. NULL where no folder has
/// one: leave the workspace to the session then. The path is absolute, taken as text, and need not exist. Gives:
/// FolderBinding or NULL.
///
/// Errors: `workspace_archived` for a workspace that is archived; `workspace_not_found`, `invalid_name` and
/// `invalid_argument` for a `codegate.toml` that names none of here or cannot be read as TOML, `io` for one that cannot
/// be read at all; `invalid_argument` for a path that is not absolute, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_for_path(
    gate: *const codegate_gate,
    path: *const c_char,
    path_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let path = text(path, path_len, "path")?;
            put_optional(out, gate.workspaces().for_path(path)?.as_ref())
        })
    }
}

/// Creates a workspace. `record` (NewWorkspace): `name`; optionally `custom_instructions`, `rules`. Gives: Workspace.
///
/// Errors: `invalid_name`, `reserved_name`, `limit_exceeded`, `workspace_exists` (the text says whether the name is
/// live or archived), and those of `codegate_workspace_set_rules`.
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

/// One workspace, live or archived. Gives: Workspace.
///
/// Errors: `invalid_name`, `workspace_not_found`.
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

/// Live workspaces by name. Gives: a list of Workspace.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_list(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.workspaces().list()?)
        })
    }
}

/// Archived workspaces by name. Gives: a list of Workspace.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_workspace_list_archived(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.workspaces().list_archived()?)
        })
    }
}

/// Changes instructions and rules, all or nothing. `record` (WorkspaceUpdate): optionally `custom_instructions`,
/// `rules`. What is absent is kept; null clears `custom_instructions`, `rules`. Gives: Workspace.
///
/// Errors: `workspace_not_found`, `workspace_archived`, `limit_exceeded`, and those of `codegate_workspace_set_rules`.
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

/// Renames a workspace; its history, usage, rules and sessions stay with it. Gives: Workspace.
///
/// Errors: `default_workspace`, `workspace_archived`, `workspace_not_found`, `workspace_exists`, `invalid_name`,
/// `reserved_name`, `limit_exceeded`.
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

/// Archives a workspace. With `force`, sessions that have it active move to `default`. Gives: Workspace.
///
/// Errors: `workspace_active` where sessions have it active and there is no `force`, `default_workspace`,
/// `workspace_archived`, `workspace_not_found`, `invalid_name`.
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

/// Recovers an archived workspace whole. Gives: Workspace.
///
/// Errors: `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
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

/// Deletes an archived workspace with its history and usage. Gives: DeletedWorkspace.
///
/// Errors: `default_workspace`, `workspace_not_found`, `workspace_not_archived`, `invalid_name`.
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

/// The muxing rules of a workspace, in order. Gives: a list of Rule.
///
/// Errors: `workspace_not_found`, `invalid_name`.
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

/// Replaces the muxing rules of a workspace, all or nothing; the first that matches wins. `rules`: a JSON list of
/// rules; NULL is none. Gives: a list of Rule.
///
/// Errors: `invalid_rule`, `provider_not_found` and `model_not_found`, which name the 0-based position of the rule;
/// `limit_exceeded`, `workspace_not_found`, `workspace_archived`, `invalid_name`.
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
