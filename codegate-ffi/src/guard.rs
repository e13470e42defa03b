//! The one way into the library: no panic leaves it, and every failure becomes a status and an error.

use crate::codes::{CODEGATE_OK, codegate_status};
use crate::error::{self, codegate_error};
use crate::unwind::caught;
use codegate_core::Result;

pub(crate) use crate::unwind::guarded;

/// Runs the body of a function that returns a status. `*err` becomes NULL on success, else a new error.
///
/// # Safety
/// `err` is NULL or can be written.
pub(crate) unsafe fn guard(err: *mut *mut codegate_error, body: impl FnOnce() -> Result<()>) -> codegate_status {
    let result = caught(body);
    if !err.is_null() {
        let told = result.as_ref().err().map_or(std::ptr::null_mut(), error::handle_of);
        // SAFETY: not NULL, so the caller of this function promises that it can be written.
        unsafe { err.write(told) };
    }
    result.map_or_else(|error| error.code().number(), |()| CODEGATE_OK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::codegate_error_free;
    use codegate_core::{Code, Error};
    use std::ffi::CStr;

    #[test]
    fn a_panic_becomes_internal() {
        let mut err = std::ptr::null_mut();
        // SAFETY: `err` can be written.
        let status = unsafe { guard(&mut err, || panic!("on purpose")) };
        assert_eq!(status, Code::Internal.number());
        // SAFETY: the error is alive.
        let message = unsafe { CStr::from_ptr(error::codegate_error_message(err)) };
        assert!(message.to_str().unwrap().ends_with("on purpose"));
        codegate_error_free(err);
        assert_eq!(guarded(7, || panic!("on purpose")), 7);
    }

    #[test]
    fn success_clears_the_error() {
        let mut err = std::ptr::without_provenance_mut(1);
        // SAFETY: `err` can be written.
        assert_eq!(unsafe { guard(&mut err, || Ok(())) }, CODEGATE_OK);
        assert!(err.is_null());
    }

    #[test]
    fn the_status_does_not_need_an_error() {
        // SAFETY: NULL is allowed.
        let status = unsafe { guard(std::ptr::null_mut(), || Err(Error::new(Code::Busy, "later"))) };
        assert_eq!(status, Code::Busy.number());
    }
}
