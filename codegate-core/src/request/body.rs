//! What is where in a body, and which format it has.

pub(crate) mod calls;
mod folds;
pub(crate) mod form;
pub(crate) mod messages;
pub(crate) mod outline;
pub(crate) mod settings;
pub(crate) mod sniff;
pub(crate) mod system;
pub(crate) mod tools;
pub(crate) mod turns;
