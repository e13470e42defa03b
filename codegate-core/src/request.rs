//! From bytes to facts: what a request is, and what is sent in its place.

pub(crate) mod headers;
pub(crate) mod url;
