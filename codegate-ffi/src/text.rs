//! Text and records across the ABI: pointer and length in, views and owned texts out.

use crate::handle::{self, Opaque};
use crate::library::CODEGATE_KIND_TEXT;
use crate::unwind::guarded;
use codegate_core::model::from_json;
use codegate_core::{Code, Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::ffi::c_char;

/// Bytes that belong to another object. `data` is NULL where there is nothing, which an empty text is not.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct codegate_view {
    /// The first byte.
    pub data: *const c_char,
    /// The number of bytes.
    pub len: usize,
}

impl codegate_view {
    pub(crate) const NOTHING: codegate_view = codegate_view { data: std::ptr::null(), len: 0 };

    pub(crate) fn of(bytes: &[u8]) -> Self {
        // An empty slice may point anywhere; the host gets an address that it can look at.
        let data = if bytes.is_empty() { c"".as_ptr() } else { bytes.as_ptr().cast() };
        codegate_view { data, len: bytes.len() }
    }

    /// A view of a text made by [`terminated`], without its NUL.
    pub(crate) fn of_terminated(bytes: &[u8]) -> Self {
        codegate_view { data: bytes.as_ptr().cast(), len: bytes.len().saturating_sub(1) }
    }
}

/// A text that the host owns: a JSON document, a bundle or a table. Free it with `codegate_text_free`.
pub struct codegate_text {
    _opaque: (),
}

impl Opaque for codegate_text {
    const KIND: i32 = CODEGATE_KIND_TEXT;
    const NAME: &'static str = "text";
    type Object = Terminated;
}

/// The bytes of a text, in UTF-8 with a NUL at the end. They live as long as the text.
/// For NULL or a handle that is not live it is an empty text.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_text_data(text: *const codegate_text) -> *const c_char {
    guarded(c"".as_ptr(), || handle::get(text).map_or(c"".as_ptr(), |bytes| bytes.as_ptr().cast()))
}

/// The number of bytes of a text, without the NUL; 0 for NULL or a handle that is not live.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_text_len(text: *const codegate_text) -> usize {
    guarded(0, || handle::get(text).map_or(0, |bytes| bytes.len().saturating_sub(1)))
}

/// Frees a text. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_text_free(text: *mut codegate_text) {
    guarded((), || drop(handle::remove(text)))
}

/// A text with a NUL at its end.
pub(crate) type Terminated = Box<[u8]>;

/// A copy of a text with a NUL at its end.
pub(crate) fn terminated(text: &str) -> Terminated {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    bytes.into_boxed_slice()
}

/// Bytes from the host; `None` for NULL.
///
/// # Safety
/// If `data` is not NULL, `len` bytes there can be read for `'a`.
pub(crate) unsafe fn bytes<'a>(data: *const c_char, len: usize, what: &str) -> Result<Option<&'a [u8]>> {
    match (data.is_null(), len) {
        (true, 0) => Ok(None),
        (true, _) => Err(argument(format!("`{what}` is NULL but has a length"))),
        (false, len) if isize::try_from(len).is_err() => {
            Err(argument(format!("the length of `{what}` is larger than any text")))
        }
        // SAFETY: not NULL, no longer than an object can be, and readable by the promise of the caller.
        (false, len) => Ok(Some(unsafe { std::slice::from_raw_parts(data.cast(), len) })),
    }
}

/// Text from the host that may be absent: `None` for NULL.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn optional<'a>(data: *const c_char, len: usize, what: &str) -> Result<Option<&'a str>> {
    // SAFETY: the caller promises what `bytes` asks for.
    let bytes = unsafe { bytes(data, len, what) }?;
    bytes.map(|b| std::str::from_utf8(b).map_err(|_| argument(format!("`{what}` is not UTF-8")))).transpose()
}

/// Text from the host; NULL is an empty one.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize, what: &str) -> Result<&'a str> {
    // SAFETY: the caller promises what `bytes` asks for.
    Ok(unsafe { optional(data, len, what) }?.unwrap_or_default())
}

/// A record from the host, a JSON object; NULL is one without fields.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn read<T: DeserializeOwned>(data: *const c_char, len: usize) -> Result<T> {
    // SAFETY: the caller promises what `bytes` asks for.
    let json = unsafe { bytes(data, len, "record") }?.unwrap_or(b"{}");
    // A derived reader takes a list as the fields in their order.
    if json.trim_ascii_start().first() == Some(&b'[') {
        return Err(argument("a record must be a JSON object"));
    }
    from_json(json)
}

/// A list of records from the host, as JSON; NULL is an empty one.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn list<T: DeserializeOwned>(data: *const c_char, len: usize) -> Result<Vec<T>> {
    // SAFETY: the caller promises what `bytes` asks for.
    unsafe { bytes(data, len, "list") }?.map_or_else(|| Ok(Vec::new()), from_json)
}

/// A record of something new: its `name`, and the fields of `T`.
///
/// # Safety
/// As [`bytes`].
pub(crate) unsafe fn named<T: DeserializeOwned>(data: *const c_char, len: usize) -> Result<(String, T)> {
    // SAFETY: the caller promises what `bytes` asks for.
    let mut fields: Map<String, Value> = unsafe { read(data, len) }?;
    let Some(Value::String(name)) = fields.remove("name") else {
        return Err(argument("the record needs a `name`, a string"));
    };
    Ok((name, from_json(Value::Object(fields).to_string().as_bytes())?))
}

/// Refuses a NULL where an output is needed, before anything is done.
pub(crate) fn needed<T>(out: *mut T, what: &str) -> Result<()> {
    if out.is_null() { Err(argument(format!("`{what}` is NULL; give a place for the result"))) } else { Ok(()) }
}

/// Writes an output, unless the host does not want it.
///
/// # Safety
/// `out` is NULL or can be written.
pub(crate) unsafe fn put<T>(out: *mut T, value: T) {
    if !out.is_null() {
        // SAFETY: not NULL, so it can be written by the promise of the caller.
        unsafe { out.write(value) };
    }
}

/// Gives a record as an owned JSON text, unless the host does not want it.
///
/// # Safety
/// `out` is NULL or can be written.
pub(crate) unsafe fn put_json(out: *mut *mut codegate_text, value: &(impl Serialize + ?Sized)) -> Result<()> {
    if out.is_null() {
        return Ok(());
    }
    let text = serde_json::to_string(value)
        .map_err(|error| Error::new(Code::Internal, format!("a record cannot be written: {error}")))?;
    // SAFETY: the caller promises that `out` can be written.
    unsafe { put_text(out, &text) }
}

/// Gives a record as an owned JSON text, or NULL where there is none.
///
/// # Safety
/// `out` is NULL or can be written.
pub(crate) unsafe fn put_optional(out: *mut *mut codegate_text, value: Option<&impl Serialize>) -> Result<()> {
    // SAFETY: the caller promises that `out` can be written.
    unsafe {
        match value {
            Some(value) => put_json(out, value),
            None => {
                put(out, std::ptr::null_mut());
                Ok(())
            }
        }
    }
}

/// Gives an owned text, unless the host does not want it.
///
/// # Safety
/// `out` is NULL or can be written.
pub(crate) unsafe fn put_text(out: *mut *mut codegate_text, text: &str) -> Result<()> {
    if !out.is_null() {
        let handle = handle::insert(terminated(text))?;
        // SAFETY: not NULL, so it can be written by the promise of the caller.
        unsafe { out.write(handle) };
    }
    Ok(())
}

pub(crate) fn argument(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_absent_and_a_length_without_bytes_is_refused() {
        // SAFETY: nothing is read through NULL, nor behind a length that no object has.
        unsafe {
            assert_eq!(bytes(std::ptr::null(), 0, "x").unwrap(), None);
            assert_eq!(bytes(c"".as_ptr(), 0, "x").unwrap(), Some(&b""[..]));
            assert_eq!(bytes(std::ptr::null(), 1, "x").unwrap_err().code(), Code::InvalidArgument);
            assert_eq!(bytes(c"".as_ptr(), usize::MAX, "x").unwrap_err().code(), Code::InvalidArgument);
        }
    }

    #[test]
    fn texts_are_utf_8_and_records_name_what_is_new() {
        let read = |json: &str| {
            // SAFETY: the bytes live through the call.
            unsafe { named::<codegate_core::model::NewPersona>(json.as_ptr().cast(), json.len()) }
        };
        let (name, persona) = read(r#"{"name": "critic", "description": "reads twice", "vector": [0.5]}"#).unwrap();
        assert_eq!((name.as_str(), persona.vector), ("critic", Some(vec![0.5])));
        for bad in ["{}", r#"{"name": 1}"#, "[]", r#"{"name": "a", "colour": "red"}"#, "{", ""] {
            assert_eq!(read(bad).unwrap_err().code(), Code::InvalidArgument, "{bad}");
        }
        // SAFETY: the byte lives through the call.
        let bad = unsafe { text([0xFFu8].as_ptr().cast(), 1, "x") };
        assert_eq!(bad.unwrap_err().code(), Code::InvalidArgument);
    }
}
