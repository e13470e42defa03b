//! The error object, with the text of a status.

use crate::codes::codegate_status;
use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_ERROR;
use crate::text::{Terminated, terminated};
use crate::unwind::guarded;
use codegate_core::{Code, Error};
use std::ffi::{CStr, c_char};

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

/// The words of all codes, in the order of their numbers, each followed by NULs.
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

/// The texts of an error, each with a NUL at its end.
pub(crate) struct Told {
    code: Terminated,
    message: Terminated,
}

/// A new error object, or NULL if there is no keeping one: the status carries the code all the same.
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
