//! Decides where an LLM request goes, with which instructions and credentials, and records what it cost.
#![forbid(unsafe_code)]

#[allow(dead_code)]
mod bundle;
pub mod error;
mod exchange;
mod gate;
pub mod limits;
pub mod model;
#[allow(dead_code)]
mod mux;
#[allow(dead_code)]
mod price;
#[allow(dead_code)]
mod request;
#[allow(dead_code)]
mod response;
#[allow(dead_code)]
mod secret;

pub use error::{Code, Error, Kind, Result};
pub use exchange::{Exchange, Sending};
pub use gate::*;
