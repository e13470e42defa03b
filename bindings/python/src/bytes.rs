//! New `bytes` of any length, filled while other threads run.

use crate::call::{Out, wait};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::ptr;

/// Below this, copying takes less time than releasing the GIL.
const SHORT: usize = 16 << 10;

/// `bytes` with a copy of `content`. Making them takes the GIL, filling them does not.
#[allow(unsafe_code, reason = "what makes `bytes` in safe code fills them with the GIL held")]
pub(crate) fn copied<'py>(py: Python<'py>, content: &[u8]) -> Out<Bound<'py, PyBytes>> {
    let length = isize::try_from(content.len()).unwrap_or(isize::MAX);
    if content.len() <= SHORT {
        return Ok(PyBytes::new(py, content));
    }
    // SAFETY: without a source it gives new `bytes` that are not filled yet, or null with an exception set.
    let made = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyBytes_FromStringAndSize(ptr::null(), length))? };
    // SAFETY: `made` is of the type `bytes`; its content stays where it is as long as it lives.
    let room = Room(unsafe { ffi::PyBytes_AsString(made.as_ptr()) }.cast());
    wait(py, || {
        // SAFETY: there is room for as many bytes, and nobody else has seen the object yet, so nobody reads or writes there.
        unsafe { ptr::copy_nonoverlapping(content.as_ptr(), { &room }.0, content.len()) };
        Ok(())
    })?;
    Ok(made.cast_into::<PyBytes>().map_err(PyErr::from)?)
}

/// Where the content of new `bytes` goes.
struct Room(*mut u8);

// SAFETY: the one who holds it is the only one to know the object.
#[allow(unsafe_code, reason = "see above")]
unsafe impl Send for Room {}
// SAFETY: as above; it is used once.
#[allow(unsafe_code, reason = "see above")]
unsafe impl Sync for Room {}
