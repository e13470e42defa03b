//! Prices of the host's own.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put_json, read};
use serde::Deserialize;
use std::ffi::c_char;

/// Which price of the host's own to remove.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Which {
    model: String,
    provider: Option<String>,
}

/// Removes a price of the host's own. `which`: `model`, and `provider` where it was set for one. Gives `true` or
/// `false`: whether there was one.
///
/// Errors: `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_remove(
    gate: *const codegate_gate,
    which: *const c_char,
    which_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let which: Which = read(which, which_len)?;
            put_json(out, &gate.prices().remove(&which.model, which.provider.as_deref())?)
        })
    }
}
