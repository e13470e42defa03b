//! The C ABI of codegate. A host reads `include/codegate.h`, which is generated from this crate.
//!
//! Every exported function is one call of `guard::guard` or `guard::guarded`: no panic leaves, outputs are written
//! only on success, and what the host hands over as an object is a checked handle that is never dereferenced.
//!
//! What the host promises, and what `SAFETY: see lib.rs` refers to: a text is `len` readable bytes, and an
//! output pointer is NULL or can be written; both for the time of the call.
#![allow(clippy::missing_safety_doc, reason = "what the host promises stands above, once for all")]
#![allow(non_camel_case_types, reason = "types carry their C names")]

mod bundle;
mod calls;
mod codes;
mod error;
mod exchange;
mod gate;
mod guard;
mod handle;
mod json;
mod library;
mod outcomes;
mod pointer;
mod price;
mod response;
mod text;
mod unwind;
mod version;
mod views;

pub use bundle::*;
pub use calls::*;
pub use codes::*;
pub use error::*;
pub use exchange::*;
pub use gate::*;
pub use json::*;
pub use library::*;
pub use outcomes::*;
pub use price::*;
pub use response::*;
pub use text::*;
pub use version::*;
