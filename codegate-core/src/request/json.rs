//! JSON by spans: a scanner that yields positions instead of values, and the unescaping and escaping of strings.

pub(crate) mod quotes;
pub(crate) mod scan;
pub(crate) mod span;
pub(crate) mod text;
