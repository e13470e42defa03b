//! The one place where ids are made.

use crate::error::{Code, Error, Result};
use crate::model::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

/// Generates UUIDs of version 7 (RFC 9562): a millisecond, then random bits.
pub(super) struct Ids {
    /// Derives the bits from a seed, for tests.
    seed: Option<u64>,
    made: AtomicU64,
}

impl Ids {
    pub(super) fn new(seed: Option<u64>) -> Ids {
        Ids { seed, made: AtomicU64::new(0) }
    }

    pub(super) fn make(&self, now: Timestamp) -> Result<String> {
        let mut bits = [0u8; 10];
        match self.seed {
            None => getrandom::fill(&mut bits)
                .map_err(|_| Error::new(Code::Io, "the operating system gives no random numbers"))?,
            Some(seed) => {
                let step = self.made.fetch_add(2, Ordering::Relaxed);
                let words = [mix(seed, step), mix(seed, step + 1)];
                for (bit, byte) in bits.iter_mut().zip(words.iter().flat_map(|word| word.to_le_bytes())) {
                    *bit = byte;
                }
            }
        }
        let millis = u64::try_from(now.as_micros().div_euclid(1_000)).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &bits).into_uuid().to_string())
    }
}

/// The splitmix64 generator: well spread bits of a counter.
fn mix(seed: u64, step: u64) -> u64 {
    let mut word = seed.wrapping_add(step.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}
