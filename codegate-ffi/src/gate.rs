//! The store: open, decide.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::guard::{guard, guarded};
use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_GATE;
use crate::text::{bytes, codegate_text, codegate_view, needed, put, put_json, put_text, read, text};
use codegate_core::model::{Request, RequestFields};
use codegate_core::{Gate, OpenOptions, Result};
use std::borrow::Cow;
use std::ffi::c_char;
use std::path::PathBuf;

/// An open store. It may be used from several threads at once. Free it with `codegate_gate_free`.
pub struct codegate_gate {
    _opaque: (),
}

impl Opaque for codegate_gate {
    const KIND: i32 = CODEGATE_KIND_GATE;
    const NAME: &'static str = "gate";
    type Object = Gate;
}

/// Opens the store at `path`, creating it if it does not exist; `:memory:` opens a store without a file. NULL is the default
/// store: the path in the environment variable `CODEGATE_STORE`, else `codegate/codegate.db` in the platform's data folder
/// (`$XDG_DATA_HOME` or `~/.local/share`, on macOS `~/Library/Application Support`, on Windows `%LOCALAPPDATA%`), which is
/// made if need be. The folder of any other path must be there, and `~` is a name like any other. `options`:
/// NULL, or a record of `busy_timeout` (seconds), `drop_timeout` (seconds that an exchange which is freed without a finish
/// waits for others; 0.05 by default), `history` (`all`, `text`, `metadata`, `none`), `retention` (days that
/// exchanges stay in the history, counted back from those recorded last), `inject_usage`, `read_only`,
/// `set_aside_corrupt`, `clients`, and for tests `clock` and `id_seed`. `clients` is a list of clients to recognise in
/// addition to the built-in table, replacing those of the same name, or a whole table with `version`, replacing the
/// built-in one; its format: `clients.schema.json`. Gives a gate; free it with `codegate_gate_free`.
///
/// Errors: `invalid_argument`, `not_a_store`, `schema_too_new`, `corrupt`, `read_only`, `unsupported_filesystem`, `busy`,
/// `disk_full`, `io`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_open(
    path: *const c_char,
    path_len: usize,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_gate,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;
            let path = bytes(path, path_len, "path")?.map(path_of).transpose()?;
            let options = OpenOptions::from_fields(&read(options, options_len)?)?;
            let gate = match path {
                Some(path) => options.open(path)?,
                None => options.open_default()?,
            };
            put(out, handle::insert(gate)?);
            Ok(())
        })
    }
}

/// Frees a gate, closed or not. Exchanges already open can still finish. Without `codegate_gate_close` before it nothing that
/// was acknowledged is lost, but the file is left with what the next one to open it has to checkpoint. Exchanges that were
/// freed without a finish, and that others keep from being recorded for `drop_timeout` now too, are lost;
/// `codegate_gate_close` waits for them and reports it. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_gate_free(gate: *mut codegate_gate) {
    guarded((), || drop(handle::remove(gate)))
}

/// What a call is for, as facts say it in `request_type`, by its method, path and body (NULL is none); `data` is NULL where
/// none of them says it. So a host knows without a gate whether a call is one of a model: `chat`, `fim`, `count_tokens`,
/// `embeddings`, `images`, `audio`, `moderation` and `batch` are, `models`, `files` and `other` are not. The view lives for
/// ever.
///
/// Errors: `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_request_type(
    method: *const c_char,
    method_len: usize,
    path: *const c_char,
    path_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;
            let (method, path) = (text(method, method_len, "method")?, text(path, path_len, "path")?);
            let word = codegate_core::request_type(method, path, bytes(body, body_len, "body")?);
            put(out, word.map_or(codegate_view::NOTHING, |word| codegate_view::of(word.as_bytes())));
            Ok(())
        })
    }
}

/// Decides where a request goes: workspace, rule, provider, model, url. Writes nothing and reads no credentials.
///
/// `fields`: what is known of the request in addition to its body: `path`, `headers` (an object or a list of pairs),
/// `method`, `files`, `request_type`, `client`, `requested_model`, `session`, `workspace`, `root`, `files_from`, `format`,
/// `key`, `to`, `upstream`, each optional. `body`: the bytes that the client sent, NULL if there are none; its content never makes this fail.
/// Gives the decision.
///
/// Errors: `session_not_found`, `workspace_not_found`, `workspace_archived`, `invalid_argument`, `limit_exceeded`,
/// `too_large`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_decide(
    gate: *const codegate_gate,
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let request = request(fields, fields_len, body, body_len)?;
            put_json(out, &gate.decide(&request)?)
        })
    }
}

/// Decides, and reports for every rule and condition whether it holds and what it was compared with. Arguments: as
/// `codegate_gate_decide`. Gives the explanation.
///
/// Errors: as `codegate_gate_decide`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_explain(
    gate: *const codegate_gate,
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let request = request(fields, fields_len, body, body_len)?;
            put_json(out, &gate.explain(&request)?)
        })
    }
}

/// Gives the explanation of `codegate_gate_explain` as text for people. Its layout may change.
///
/// Errors: as `codegate_gate_decide`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_explain_text(
    gate: *const codegate_gate,
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let request = request(fields, fields_len, body, body_len)?;
            put_text(out, &gate.explain(&request)?.to_string())
        })
    }
}

/// The request of these arguments.
///
/// # Safety
/// As [`bytes`], for both.
pub(crate) unsafe fn request<'a>(
    fields: *const c_char,
    fields_len: usize,
    body: *const c_char,
    body_len: usize,
) -> Result<Request<'a>> {
    // SAFETY: the caller promises what `bytes` asks for.
    let (fields, body) = unsafe { (read::<RequestFields>(fields, fields_len)?, bytes(body, body_len, "body")?) };
    Ok(fields.with_body(body.map(Cow::Borrowed)))
}

/// A path as the host writes it: any bytes where the system allows them.
fn path_of(path: &[u8]) -> Result<PathBuf> {
    #[cfg(unix)]
    let path = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path);
    #[cfg(not(unix))]
    let path = std::str::from_utf8(path).map_err(|_| crate::text::argument("`path` is not UTF-8"))?;
    Ok(PathBuf::from(path))
}
