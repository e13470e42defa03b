//! The library itself: its versions, and what it holds for the host.

use crate::handle;
use crate::unwind::guarded;
use crate::version::{CODEGATE_ABI_VERSION, CODEGATE_VERSION_NUMBER, VERSION};
use std::ffi::c_char;

/// A kind of object that a function gives and the host frees: one of the `CODEGATE_KIND_` numbers.
pub type codegate_kind = i32;

/// All kinds together.
pub const CODEGATE_KIND_ANY: codegate_kind = 0;
/// `codegate_error`.
pub const CODEGATE_KIND_ERROR: codegate_kind = 1;
/// `codegate_text`.
pub const CODEGATE_KIND_TEXT: codegate_kind = 2;
/// `codegate_gate`.
pub const CODEGATE_KIND_GATE: codegate_kind = 3;
/// `codegate_exchange`.
pub const CODEGATE_KIND_EXCHANGE: codegate_kind = 4;
/// `codegate_plan`.
pub const CODEGATE_KIND_PLAN: codegate_kind = 5;

/// The version of the ABI; it increases when a host must be compiled again. Compare it with `CODEGATE_ABI_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_abi_version() -> u32 {
    guarded(CODEGATE_ABI_VERSION, || CODEGATE_ABI_VERSION)
}

/// The version of the library, such as `0.1.0`, with a NUL at its end. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_version() -> *const c_char {
    guarded(VERSION.as_ptr().cast(), || VERSION.as_ptr().cast())
}

/// The version of the library as a number that can be compared with `CODEGATE_VERSION_NUMBER`.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_version_number() -> u32 {
    guarded(CODEGATE_VERSION_NUMBER, || CODEGATE_VERSION_NUMBER)
}

/// The number of objects of a kind that this process was given and has not freed. A program that ends with other than
/// 0 has leaked, which leak checkers cannot see, as the library holds on to every object until it is freed. 0 for a kind
/// that there is not. It looks at every object; not for a hot path.
#[unsafe(no_mangle)]
pub extern "C" fn codegate_live_objects(kind: codegate_kind) -> usize {
    guarded(0, || handle::live((kind != CODEGATE_KIND_ANY).then_some(kind)).unwrap_or(0))
}
