//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::exchange::codegate_exchange;
use crate::guard::guard;
use crate::handle;
use crate::text::{codegate_text, put, put_json, put_optional};

/// The decision that the exchange began with. Gives: Decision.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_decision(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            put_json(out, &exchange.inner.decision())
        })
    }
}

/// The route of the current attempt; NULL if there is none. Gives: Route or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_route(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            put_optional(out, exchange.inner.route().as_ref())
        })
    }
}

/// Warnings that came up after the exchange began, such as a fallback that was skipped. Gives: a list of Warning.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_warnings(
    exchange: *const codegate_exchange,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            put_json(out, &exchange.inner.warnings())
        })
    }
}

/// How many routes are left for `fail`. One whose credential is not available is among them until `fail` skips it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_exchange_remaining(
    exchange: *const codegate_exchange,
    out: *mut u64,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let exchange = handle::get(exchange)?;
            put(out, exchange.inner.remaining());
            Ok(())
        })
    }
}
