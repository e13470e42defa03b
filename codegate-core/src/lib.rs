//! Decides where an LLM request goes, with which instructions and credentials, and records what it cost.
#![forbid(unsafe_code)]

pub mod error;
mod exchange;
mod gate;
pub mod limits;
pub mod model;

pub use error::{Code, Error, Kind, Result};
pub use exchange::{Exchange, Sending};
pub use gate::*;
