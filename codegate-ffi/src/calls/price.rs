//! Prices of tokens, for this gate.
//! Generated from codegate-core by `cargo xtask gen`. Do not edit.

use crate::codes::codegate_status;
use crate::error::codegate_error;
use crate::gate::codegate_gate;
use crate::guard::guard;
use crate::handle;
use crate::text::{bytes, codegate_text, put_json, read, text};
use codegate_core::model::{HostPrice, PriceFormat, PriceListQuery, PriceLoad, PriceQuery, RepriceQuery};
use std::ffi::c_char;

/// The price that a request for a model would be charged; null if it is unknown. It is found as for a request: the
/// host's own price, a loaded table, the snapshot. Where it is unknown, what the model costs stays unknown, too, unless
/// the provider reports it: set a price with `prices.set`, 0 where it is free, load a newer table with `prices.load`,
/// or name the model and the list as `prices.list` tells them. `query` (PriceQuery): `model`; optionally `provider`,
/// `type`, `endpoint`, `list`, `at`, `input_tokens`, `service_tier`, `inference_geo`. Gives: ModelPrice or null.
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

/// Loads a price table of at most 32 MiB for this gate, in the library's own format, LiteLLM's or that of models.dev.
/// It takes precedence over the tables loaded before and replaces one of the same format. It lasts as long as the gate:
/// a host loads it again whenever it opens the store. Recorded charges do not change. `options` (PriceLoad): optionally
/// `format`, `as_of`, `source`. Gives: PriceTable.
///
/// Errors: `prices_invalid` for a text that is not such a table or has an unusable price, `limit_exceeded`,
/// `invalid_argument`; nothing changes then.
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
            let how: PriceLoad = read(options, options_len)?;
            put_json(out, &gate.prices().load(table, &how)?)
        })
    }
}

/// Unloads the price table of a format; returns whether there was one. `format`: one of PriceFormat. Gives: true or
/// false.
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

/// Sets a price of the host's own, such as 0 for a model on its own machine, or a negotiated price. It takes precedence
/// over every table, and the last one set over earlier ones; it replaces one for the same model and provider. It lasts
/// as long as the gate, or with `keep` as long as the store: every gate on it then has the price from its next decision
/// on, after those that it has set for itself alone. `price` (HostPrice): `model`, `input`, `output`; other fields are
/// optional.
///
/// Errors: `invalid_argument`, `limit_exceeded`, `invalid_name`; with `keep` also `read_only`, `busy`.
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

/// The prices of the host's own: those that the store keeps, then those of this gate, each in the order in which they
/// were set. Gives: a list of HostPrice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_own(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.prices().own()?)
        })
    }
}

/// The price tables and their age. Gives: PriceAge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn codegate_price_age(
    gate: *const codegate_gate,
    out: *mut *mut codegate_text,
    err: *mut *mut codegate_error,
) -> codegate_status {
    // SAFETY: see lib.rs.
    unsafe {
        guard(err, || {
            let gate = handle::get(gate)?;
            put_json(out, &gate.prices().age()?)
        })
    }
}

/// The standard price of every model, those of loaded tables first. `query` (PriceListQuery): optionally `list`, `at`.
/// Gives: a list of ModelPrice.
///
/// Errors: `invalid_argument` for an unknown list.
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

/// Reprices recorded attempts, by the prices that apply now to the times at which they were made: after a table was
/// loaded, or a price was set. Without `apply` it only reports what would change; with the `token` of that report it
/// makes exactly these changes in one transaction, updates the sums of reports, and keeps the earlier charges
/// (`codegate_gate_superseded_charges`).
///
/// A cost that the provider reported does not change, nor does an attempt that has no price now. Every attempt of the
/// query is read twice for it; meanwhile others wait to write, up to their `busy_timeout`. `query` (RepriceQuery):
/// `since`; optionally `until`, `workspace`, `provider`, `model`, `apply`. Gives: RepriceReport.
///
/// Errors: `workspace_not_found`, `invalid_argument` where `until` is before `since`, and with `apply` `reprice_stale`
/// where the changes would not be those of the report, and those of the store.
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

/// What the attempts of an exchange were charged before they were repriced, oldest first. Gives: a list of
/// SupersededCharge.
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
