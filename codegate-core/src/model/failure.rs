//! How an exchange and its attempts end.

use super::{Headers, Outcome, words};
use serde::Deserialize;

words! {
    /// What kind of failure it was, by the status of the response and what its body says.
    FailureClass {
        /// The request, or its credential, is refused. It will be again, by this provider.
        Client = "client",
        /// Too many requests or tokens for now, or the quota is used up.
        RateLimit = "rate_limit",
        /// The provider or the model has too much to do.
        Overloaded = "overloaded",
        /// The provider failed.
        Server = "server",
        /// No response came in time, or it broke off.
        Network = "network",
        /// The prompt is too long for the model.
        ContextLength = "context_length",
    }
}

/// How an exchange is finished.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Finish {
    /// How it ended. By default failed where the status is 400 or more, where the response says that it failed, and after
    /// a `fail` that gave no route; else completed.
    pub outcome: Option<Outcome>,
    /// Status of the HTTP response, kept on the last attempt.
    pub status: Option<u16>,
}

impl From<Outcome> for Finish {
    fn from(outcome: Outcome) -> Self {
        Finish { outcome: Some(outcome), status: None }
    }
}

/// How an attempt failed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Failure {
    /// Status of the HTTP response, 100 to 599.
    pub status: Option<u16>,
    /// Headers of the response, for the time that the provider asks to wait (`Retry-After` and its relatives); those
    /// that were given to `begin_response` by default.
    pub headers: Option<Headers>,
    /// Body of the response, for the kind of failure and the time to wait, where it was not fed: JSON, events, or any
    /// other text.
    pub body: Option<String>,
    /// Seconds that the provider asked to wait, where the host knows them; kept with the attempt.
    pub retry_after: Option<f64>,
    /// Why, in the host's words; at most 1,024 bytes are kept.
    pub reason: Option<String>,
}
