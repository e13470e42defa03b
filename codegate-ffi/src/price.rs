//! Prices of tokens.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{bytes, codegate_text, put_json, read, text};
use codegate_core::model::{HostPrice, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, RepriceQuery};
use serde::Deserialize;
use std::ffi::c_char;

/// Gives the price that a request for a model would be charged, or null if it is unknown: the host's own price, that of
/// a loaded table, that of the snapshot. `query`: `model`, and optionally `provider` (one that is known here), else
/// `type`, `endpoint` or `list` (a price list such as `openai`); `at` (now if absent), `input_tokens`, `service_tier`.
///
/// Errors: `provider_not_found`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_lookup(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: PriceQuery = read(query, query_len)?;
            put_json(out, &gate.prices().lookup(&query)?)
        })
    }
}

/// Gives the standard price of every model, those of loaded tables first. `query`: `list` (one price list, such as
/// `openai`), `at` (now if absent), each optional.
///
/// Errors: `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_list(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: PriceListQuery = read(query, query_len)?;
            put_json(out, &gate.prices().list(&query)?)
        })
    }
}

/// Gives the price tables and their age.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_age(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.prices().age()?)) }
}

/// Loads a price table of at most 32 MiB, for as long as the gate is open; it takes precedence over those loaded
/// before. `options`: `format` (`codegate`, the library's own, if absent; `litellm`, `models.dev`), `as_of` (a day such
/// as `2026-11-22`), `source` (what to call it). It replaces a loaded table of the same format. Gives what was loaded.
///
/// Errors: `prices_invalid`, `limit_exceeded`, `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_load(
    gate: *const codegate_gate,
    table: *const c_char,
    table_len: usize,
    options: *const c_char,
    options_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let table = bytes(table, table_len, "table")?.unwrap_or_default();
            let options: PriceLoad = read(options, options_len)?;
            put_json(out, &gate.prices().load(table, &options)?)
        })
    }
}

/// Unloads the price table of a format. Gives `true` or `false`: whether there was one.
///
/// Errors: `invalid_argument`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_unload(
    gate: *const codegate_gate,
    format: *const c_char,
    format_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let format = PriceFormat::parse(text(format, format_len, "format")?)?;
            put_json(out, &gate.prices().unload(format)?)
        })
    }
}

/// Sets a price of the host's own, for as long as the gate is open; it takes precedence over every table. `price`:
/// `model` (a name, or a pattern: `*` is any text, `#` a digit), `input` and `output`, and optionally `provider`,
/// `cache_read`, `cache_write_5m`, `cache_write_long`, `reasoning`, `request`: decimal strings, US dollars for a
/// million.
///
/// Errors: `invalid_argument`, `invalid_name`, `limit_exceeded`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_set(
    gate: *const codegate_gate,
    price: *const c_char,
    price_len: usize,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let price: HostPrice = read(price, price_len)?;
            gate.prices().set(&price)
        })
    }
}

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

/// Gives the prices of the host's own, in the order in which they were set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_own(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe { guard(err, || put_json(out, &handle::get(gate)?.prices().own()?)) }
}

/// Reprices recorded attempts, by the prices that apply now to the times at which they were made. Without `apply` it
/// only reports what would change; with the `token` of that report as `apply` it makes exactly these changes in one
/// transaction, and keeps the earlier charges. `query`: `since`, and optionally `until`, `workspace`, `provider`,
/// `model`, `apply`. Gives the report.
///
/// Errors: `invalid_argument`, `workspace_not_found`, `reprice_stale` where the changes would not be those of the report.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_reprice(
    gate: *const codegate_gate,
    query: *const c_char,
    query_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let query: RepriceQuery = read(query, query_len)?;
            put_json(out, &gate.reprice(&query)?)
        })
    }
}

/// Gives what the attempts of an exchange were charged before they were repriced, oldest first.
///
/// Errors: `exchange_not_found`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_gate_superseded_charges(
    gate: *const codegate_gate,
    exchange: *const c_char,
    exchange_len: usize,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            let exchange = text(exchange, exchange_len, "exchange")?;
            put_json(out, &gate.superseded_charges(exchange)?)
        })
    }
}
