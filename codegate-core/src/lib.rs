//! Decides where an LLM request goes, with which instructions and credentials, and records what it cost.
#![forbid(unsafe_code)]

mod bundle;
mod context;
pub mod error;
mod exchange;
mod gate;
pub mod limits;
pub mod model;
mod mux;
mod price;
mod request;
mod response;
mod secret;
mod snapshot;
mod store;

pub use error::{Code, Error, Kind, Result};
pub use exchange::{Exchange, Sending};
pub use gate::*;
