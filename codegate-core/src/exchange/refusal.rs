//! What the response of an open attempt shows of its failure, before anybody ends the attempt.

use crate::error::Result;
use crate::formats::errors::{self, Told};
use crate::model::{FailureClass, Timestamp};
use crate::response::waiting;
use std::sync::Arc;

/// A response that is a failure.
pub(super) struct Refusal {
    pub(super) class: FailureClass,
    /// Its headers that may say how long to wait.
    headers: Vec<(String, String)>,
    told: Option<Told>,
}

impl Refusal {
    pub(super) fn new(status: Option<u16>, told: Option<&Told>, headers: &[(String, String)]) -> Refusal {
        let told = Told::with_headers(told.cloned(), headers);
        Refusal { class: errors::class(status, told.as_ref()), headers: headers.to_vec(), told }
    }
}

/// How long the provider asks to wait before the next try.
#[derive(Clone)]
pub(super) enum Wait {
    /// Seconds, as they stand with an attempt that has ended; `None` if it asks for nothing.
    Known(Option<f64>),
    /// What a response says, which may be a date: how long that is depends on when it is asked.
    Told(Arc<Refusal>),
}

impl Wait {
    /// What a response says, if it is a failure.
    pub(super) fn of(refusal: Option<Refusal>) -> Wait {
        refusal.map_or(Wait::Known(None), |refusal| Wait::Told(Arc::new(refusal)))
    }

    /// Seconds from `now` on. The clock is only read where a response has failed.
    pub(super) fn seconds(&self, now: impl FnOnce() -> Result<Timestamp>) -> Result<Option<f64>> {
        match self {
            Wait::Known(seconds) => Ok(*seconds),
            Wait::Told(refusal) => {
                let limited = refusal.class == FailureClass::RateLimit;
                Ok(waiting::asked(&refusal.headers, refusal.told.as_ref(), limited, now()?).seconds)
            }
        }
    }
}
