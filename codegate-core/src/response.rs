//! Reads token usage, output text and the answering model out of a response as its bytes pass.

use crate::model::{Counts, Format, Money, Usage};
use std::borrow::Cow;

/// Reads the response of one attempt.
pub(crate) struct Meter {
    reading: Metered,
}

/// What was read of a response so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Metered {
    /// Token usage with its totals, the provider's own object, completeness and marks.
    pub usage: Usage,
    /// The model that answered.
    pub response_model: Option<String>,
    /// The assistant's text and tool calls, at most [`crate::limits::HISTORY_TEXT_BYTES`] of it.
    pub output: Option<String>,
    /// Whether there was more of it.
    pub output_cut: bool,
    /// What the provider says that it costs.
    pub reported_cost: Option<Money>,
}

impl Meter {
    /// A meter of a response in this format. With `hold_usage_chunk` the usage chunk that the client did not ask for is
    /// taken out of the stream.
    pub(crate) fn new(_format: Format, _hold_usage_chunk: bool) -> Meter {
        Meter { reading: Metered::default() }
    }

    /// Status and headers of the response, before its first byte.
    pub(crate) fn response(&mut self, _status: u16, _headers: &[(String, String)]) {}

    /// Reads a chunk; gives the bytes for the client.
    pub(crate) fn feed<'c>(&mut self, chunk: &'c [u8]) -> Cow<'c, [u8]> {
        Cow::Borrowed(chunk)
    }

    /// The end of the response: gives what is still held back for the client.
    pub(crate) fn end(&mut self) -> Vec<u8> {
        Vec::new()
    }

    /// Whether the response was seen to its end: its terminal event, or a whole JSON body.
    pub(crate) fn complete(&self) -> bool {
        false
    }

    /// What was read so far.
    pub(crate) fn reading(&self) -> Metered {
        self.reading.clone()
    }
}

/// The usage of counts that a host has read itself.
pub(crate) fn from_counts(_counts: &Counts) -> Usage {
    Usage::default()
}
