//! JSON by spans: a scanner that gives places instead of values, and strings to text and back.

pub(crate) mod quotes;
pub(crate) mod scan;
pub(crate) mod span;
pub(crate) mod text;
