//! JSON, for hosts that have no library for it: values out of a text, and texts into one.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::guard::guard;
use crate::pointer;
use crate::text::{codegate_text, codegate_view, needed, put, put_json, put_text, text};
use std::ffi::c_char;

/// What a JSON value is: one of the `CODEGATE_JSON_` numbers.
pub type codegate_json_kind = i32;

/// There is no such value.
pub const CODEGATE_JSON_ABSENT: codegate_json_kind = 0;
/// `null`.
pub const CODEGATE_JSON_NULL: codegate_json_kind = 1;
/// `false`.
pub const CODEGATE_JSON_FALSE: codegate_json_kind = 2;
/// `true`.
pub const CODEGATE_JSON_TRUE: codegate_json_kind = 3;
/// A number.
pub const CODEGATE_JSON_NUMBER: codegate_json_kind = 4;
/// A string.
pub const CODEGATE_JSON_STRING: codegate_json_kind = 5;
/// An array.
pub const CODEGATE_JSON_ARRAY: codegate_json_kind = 6;
/// An object.
pub const CODEGATE_JSON_OBJECT: codegate_json_kind = 7;

/// Finds a value in a JSON text by a JSON pointer (RFC 6901), such as `/usage/total_tokens` or `/rules/0/to`; an empty
/// pointer is the whole text. Gives its kind, and views it as written, a string with its quotes; the view lives as long
/// as `json`. Where there is no such value the kind is `CODEGATE_JSON_ABSENT` and `data` is NULL, which is no error. Of
/// several members of one name the last counts. Either output may be NULL.
///
/// Errors: `invalid_argument` where `json` is not JSON or `pointer` is no pointer, `limit_exceeded` for a pointer of more
/// than 128 names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_json_find(
    json: *const c_char,
    json_len: usize,
    pointer: *const c_char,
    pointer_len: usize,
    kind: *mut codegate_json_kind,
    out: *mut codegate_view,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let found = pointer::find(text(json, json_len, "json")?, text(pointer, pointer_len, "pointer")?)?;
            put(kind, kind_of(found));
            put(out, found.map_or(codegate_view::NOTHING, |value| codegate_view::of(value.as_bytes())));
            Ok(())
        })
    }
}

/// Reads a whole number in a JSON text, exactly. `pointer`: as in `codegate_json_find`.
///
/// Errors: `limit_exceeded` for one that does not fit 64 bits; `invalid_argument` for one with a fraction or an exponent,
/// for another kind of value, and where there is none; and as `codegate_json_find`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_json_integer(
    json: *const c_char,
    json_len: usize,
    pointer: *const c_char,
    pointer_len: usize,
    out: *mut i64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;
            put(out, pointer::integer(text(json, json_len, "json")?, text(pointer, pointer_len, "pointer")?)?);
            Ok(())
        })
    }
}

/// Reads a number in a JSON text as the nearest `double`. `pointer`: as in `codegate_json_find`.
///
/// Errors: `limit_exceeded` for one that is beyond every `double`; `invalid_argument` for another kind of value, and where
/// there is none; and as `codegate_json_find`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_json_number(
    json: *const c_char,
    json_len: usize,
    pointer: *const c_char,
    pointer_len: usize,
    out: *mut f64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            needed(out, "out")?;
            put(out, pointer::number(text(json, json_len, "json")?, text(pointer, pointer_len, "pointer")?)?);
            Ok(())
        })
    }
}

/// Gives a string in a JSON text with its escapes decoded; it may hold a NUL. `pointer`: as in `codegate_json_find`.
///
/// Errors: `invalid_argument` for half a surrogate pair, for another kind of value, and where there is none; and as
/// `codegate_json_find`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_json_string(
    json: *const c_char,
    json_len: usize,
    pointer: *const c_char,
    pointer_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let value = pointer::string(text(json, json_len, "json")?, text(pointer, pointer_len, "pointer")?)?;
            put_text(out, &value)
        })
    }
}

/// Gives a text as a JSON string, with its quotes: ready to be inserted into a record as a value.
///
/// Errors: `invalid_argument` for a text that is not UTF-8.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_json_quote(
    plain: *const c_char,
    plain_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, text(plain, plain_len, "plain")?)) }
}

fn kind_of(value: Option<&str>) -> codegate_json_kind {
    match value.and_then(|text| text.bytes().next()) {
        None => CODEGATE_JSON_ABSENT,
        Some(b'n') => CODEGATE_JSON_NULL,
        Some(b'f') => CODEGATE_JSON_FALSE,
        Some(b't') => CODEGATE_JSON_TRUE,
        Some(b'"') => CODEGATE_JSON_STRING,
        Some(b'[') => CODEGATE_JSON_ARRAY,
        Some(b'{') => CODEGATE_JSON_OBJECT,
        Some(_) => CODEGATE_JSON_NUMBER,
    }
}
