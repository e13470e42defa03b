//! What is sent: the body with its splices, headers, and the URL.

mod base;
pub(crate) mod endpoint;
pub(crate) mod headers;
pub(crate) mod known;
pub(crate) mod rewrite;
pub(crate) mod splices;
pub(crate) mod url;
