//! Statuses, and the error object with their text.

use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_ERROR;
use crate::text::{Terminated, terminated};
use crate::unwind::guarded;
use codegate_core::{Code, Error};
use std::ffi::{CStr, c_char};

/// What a function came to: `CODEGATE_OK` or the number of an error. Numbers are only ever appended to.
pub type codegate_status = i32;

/// Success.
pub const CODEGATE_OK: codegate_status = 0;
/// `invalid_argument`: a value of a wrong type or shape, or one that makes no sense here.
pub const CODEGATE_INVALID_ARGUMENT: codegate_status = 1;
/// `invalid_name`: a name with characters that are not allowed.
pub const CODEGATE_INVALID_NAME: codegate_status = 2;
/// `reserved_name`: a name that the library keeps for itself.
pub const CODEGATE_RESERVED_NAME: codegate_status = 3;
/// `invalid_rule`: a muxing rule that cannot be kept.
pub const CODEGATE_INVALID_RULE: codegate_status = 4;
/// `limit_exceeded`: a value over one of the limits.
pub const CODEGATE_LIMIT_EXCEEDED: codegate_status = 5;
/// `too_large`: a request body over its limit.
pub const CODEGATE_TOO_LARGE: codegate_status = 6;
/// `workspace_not_found`: no workspace of this name.
pub const CODEGATE_WORKSPACE_NOT_FOUND: codegate_status = 7;
/// `workspace_exists`: the name is taken by a live or an archived workspace.
pub const CODEGATE_WORKSPACE_EXISTS: codegate_status = 8;
/// `workspace_archived`: the workspace is archived; recover it first.
pub const CODEGATE_WORKSPACE_ARCHIVED: codegate_status = 9;
/// `workspace_not_archived`: the workspace is live; archive it first.
pub const CODEGATE_WORKSPACE_NOT_ARCHIVED: codegate_status = 10;
/// `workspace_active`: sessions have the workspace active.
pub const CODEGATE_WORKSPACE_ACTIVE: codegate_status = 11;
/// `default_workspace`: the default workspace is never archived, renamed or deleted.
pub const CODEGATE_DEFAULT_WORKSPACE: codegate_status = 12;
/// `session_not_found`: no session of this id.
pub const CODEGATE_SESSION_NOT_FOUND: codegate_status = 13;
/// `provider_not_found`: no provider of this name.
pub const CODEGATE_PROVIDER_NOT_FOUND: codegate_status = 14;
/// `provider_exists`: the provider name is taken.
pub const CODEGATE_PROVIDER_EXISTS: codegate_status = 15;
/// `provider_in_use`: muxing rules use the provider.
pub const CODEGATE_PROVIDER_IN_USE: codegate_status = 16;
/// `model_not_found`: the provider does not list the model.
pub const CODEGATE_MODEL_NOT_FOUND: codegate_status = 17;
/// `model_in_use`: muxing rules use the model.
pub const CODEGATE_MODEL_IN_USE: codegate_status = 18;
/// `persona_not_found`: no persona of this name.
pub const CODEGATE_PERSONA_NOT_FOUND: codegate_status = 19;
/// `persona_exists`: the persona name is taken.
pub const CODEGATE_PERSONA_EXISTS: codegate_status = 20;
/// `credential_unavailable`: the credential that is referred to cannot be resolved.
pub const CODEGATE_CREDENTIAL_UNAVAILABLE: codegate_status = 21;
/// `credential_locked`: the credential was stored for another origin.
pub const CODEGATE_CREDENTIAL_LOCKED: codegate_status = 22;
/// `credential_store_unavailable`: no place to keep a secret; nothing was stored.
pub const CODEGATE_CREDENTIAL_STORE_UNAVAILABLE: codegate_status = 23;
/// `already_finished`: the exchange has ended already.
pub const CODEGATE_ALREADY_FINISHED: codegate_status = 24;
/// `exchange_not_found`: no exchange of this id.
pub const CODEGATE_EXCHANGE_NOT_FOUND: codegate_status = 25;
/// `bundle_invalid`: the document is not a bundle.
pub const CODEGATE_BUNDLE_INVALID: codegate_status = 26;
/// `import_conflict`: the import has conflicts without a choice.
pub const CODEGATE_IMPORT_CONFLICT: codegate_status = 27;
/// `import_missing`: the import names providers or models that are not here.
pub const CODEGATE_IMPORT_MISSING: codegate_status = 28;
/// `import_stale`: the store changed since the plan was made.
pub const CODEGATE_IMPORT_STALE: codegate_status = 29;
/// `schema_too_new`: a newer version of the library wrote the file.
pub const CODEGATE_SCHEMA_TOO_NEW: codegate_status = 30;
/// `not_a_store`: the path is not a store.
pub const CODEGATE_NOT_A_STORE: codegate_status = 31;
/// `corrupt`: the file is damaged.
pub const CODEGATE_CORRUPT: codegate_status = 32;
/// `storage_detached`: the file was removed or replaced while it was open.
pub const CODEGATE_STORAGE_DETACHED: codegate_status = 33;
/// `unsupported_filesystem`: the file system cannot share a file safely.
pub const CODEGATE_UNSUPPORTED_FILESYSTEM: codegate_status = 34;
/// `busy`: another process held the store past the deadline.
pub const CODEGATE_BUSY: codegate_status = 35;
/// `disk_full`: the disk is full; nothing was written.
pub const CODEGATE_DISK_FULL: codegate_status = 36;
/// `read_only`: the store cannot be written.
pub const CODEGATE_READ_ONLY: codegate_status = 37;
/// `io`: the operating system refused.
pub const CODEGATE_IO: codegate_status = 38;
/// `interrupted`: the call was cancelled.
pub const CODEGATE_INTERRUPTED: codegate_status = 39;
/// `forked_handle`: the gate was opened before a fork; open it again in the child.
pub const CODEGATE_FORKED_HANDLE: codegate_status = 40;
/// `gate_closed`: the gate was closed.
pub const CODEGATE_GATE_CLOSED: codegate_status = 41;
/// `invalid_handle`: not a live handle of this kind.
pub const CODEGATE_INVALID_HANDLE: codegate_status = 42;
/// `internal`: a fault of this library; please report it.
pub const CODEGATE_INTERNAL: codegate_status = 43;
/// `prices_invalid`: the document is not a price table, or a price in it cannot be used.
pub const CODEGATE_PRICES_INVALID: codegate_status = 44;
/// `reprice_stale`: what pricing anew would change is not what the report said.
pub const CODEGATE_REPRICE_STALE: codegate_status = 45;
/// `alert_not_found`: no alert of this id.
pub const CODEGATE_ALERT_NOT_FOUND: codegate_status = 46;

/// The word of a status, such as `workspace_not_found`, with a NUL at its end; `ok` for `CODEGATE_OK`, `unknown` for a
/// number that this library does not know. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_status_name(status: codegate_status) -> *const c_char {
    guarded(UNKNOWN.as_ptr(), || match usize::try_from(status) {
        Ok(0) => c"ok".as_ptr(),
        Ok(number) => NAMES.get(number - 1).map_or(UNKNOWN.as_ptr(), |name| name.as_ptr().cast()),
        Err(_) => UNKNOWN.as_ptr(),
    })
}

const UNKNOWN: &CStr = c"unknown";

/// The words of all codes, in the order of their numbers, each with NULs behind it.
static NAMES: [[u8; 32]; Code::ALL.len()] = {
    let mut names = [[0; 32]; Code::ALL.len()];
    let mut place = 0;
    while place < names.len() {
        let word = Code::ALL[place].as_str().as_bytes();
        assert!(word.len() < names[place].len());
        names[place].split_at_mut(word.len()).0.copy_from_slice(word);
        place += 1;
    }
    names
};

/// An error: what went wrong, and a sentence that says what to do. Free it with `codegate_error_free`.
pub struct codegate_error {
    _opaque: (),
}

impl Opaque for codegate_error {
    const KIND: i32 = CODEGATE_KIND_ERROR;
    const NAME: &'static str = "error";
    type Object = Told;
}

/// The texts of an error, each with a NUL behind it.
pub(crate) struct Told {
    code: Terminated,
    message: Terminated,
}

/// A new error object, or NULL if there is no keeping one: the status tells the code all the same.
pub(crate) fn handle_of(error: &Error) -> *mut codegate_error {
    let told = Told { code: terminated(error.code().as_str()), message: terminated(error.message()) };
    handle::insert(told).unwrap_or(std::ptr::null_mut())
}

const NO_ERROR: &CStr = c"invalid_handle";
const NO_MESSAGE: &CStr = c"not a live error";

/// The code as a word, such as `workspace_not_found`, with a NUL at its end. It lives as long as the error.
/// For NULL or a handle that is not live it is `invalid_handle`.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_error_code(error: *const codegate_error) -> *const c_char {
    guarded(NO_ERROR.as_ptr(), || handle::get(error).map_or(NO_ERROR.as_ptr(), |told| told.code.as_ptr().cast()))
}

/// The sentence, in UTF-8, with a NUL at its end. It lives as long as the error. Do not match on it: it may change.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_error_message(error: *const codegate_error) -> *const c_char {
    guarded(NO_MESSAGE.as_ptr(), || handle::get(error).map_or(NO_MESSAGE.as_ptr(), |told| told.message.as_ptr().cast()))
}

/// Frees an error. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_error_free(error: *mut codegate_error) {
    guarded((), || drop(handle::remove(error)))
}
