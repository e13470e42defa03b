//! Functions that forward one call. Generated from codegate-core by `cargo xtask gen`. Do not edit.

mod bundle;
mod care;
mod exchange;
mod gate;
mod history;
mod persona;
mod price;
mod provider;
mod response;
mod session;
mod usage;
mod workspace;

pub use bundle::*;
pub use care::*;
pub use exchange::*;
pub use gate::*;
pub use history::*;
pub use persona::*;
pub use price::*;
pub use provider::*;
pub use response::*;
pub use session::*;
pub use usage::*;
pub use workspace::*;
