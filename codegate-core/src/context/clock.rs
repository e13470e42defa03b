//! The one place where the time is read.

use crate::error::Result;
use crate::model::{SteppedClock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The source of the time, as configured.
#[derive(Clone)]
pub(crate) enum ClockSource {
    System,
    Stepped(SteppedClock),
    Custom(Arc<dyn Fn() -> Result<Timestamp> + Send + Sync>),
}

/// A running clock.
pub(super) enum Clock {
    System,
    Stepped(SteppedClock, AtomicI64),
    Custom(Arc<dyn Fn() -> Result<Timestamp> + Send + Sync>),
}

impl Clock {
    pub(super) fn new(source: &ClockSource) -> Clock {
        match source {
            ClockSource::System => Clock::System,
            ClockSource::Stepped(clock) => Clock::Stepped(*clock, AtomicI64::new(0)),
            ClockSource::Custom(read) => Clock::Custom(read.clone()),
        }
    }

    pub(super) fn now(&self) -> Result<Timestamp> {
        match self {
            Clock::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                Ok(Timestamp::clamped(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
            }
            Clock::Stepped(clock, readings) => {
                let steps = readings.fetch_add(1, Ordering::Relaxed).saturating_mul(clock.step_us);
                Ok(Timestamp::clamped(clock.start.as_micros().saturating_add(steps)))
            }
            Clock::Custom(read) => read(),
        }
    }
}
