//! What an input may take: a second of the processor's time. The clock on the wall would blame an input for what else the
//! machine does; libFuzzer looks at it only for what never ends. Memory is limited by `-rss_limit_mb`.

use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;

const LONGEST: Duration = Duration::from_secs(1);

/// Holds a property for an input, and the input to its time.
pub(crate) fn hold(property: fn(&[u8]), data: &[u8]) {
    let before = spent();
    property(data);
    let took = spent().saturating_sub(before);
    assert!(took < LONGEST, "{} bytes took {took:?}", data.len());
}

/// The processor's time of this thread.
fn spent() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or(0), time.tv_nsec.try_into().unwrap_or(0))
}
