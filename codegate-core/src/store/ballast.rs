//! Room on the disk that the lock file keeps behind its note, to be given up when there is no other: nothing can be removed
//! from a database without writing to its log first, and before that what the log holds may have to go into the file.

use std::fs::File;

/// Bytes of it besides those of the log: the log's index, and some fifty pages of it.
const LEAST: u64 = 256 * 1024;
/// Bytes of a log that has its ordinary length.
const LOG: u64 = 4 * 1024 * 1024;
/// After so many writes it is looked at again: the log may have become longer.
pub(super) const EVERY: i64 = 16;
/// What opening a store may take of it: that index, and the head of the log.
pub(super) const TO_OPEN: u64 = 64 * 1024;

/// Takes the room, for a log of this length, unless the disk is full. The lock file must be held.
pub(super) fn keep(lock: &File, log: u64) {
    let Ok(length) = lock.metadata().map(|found| found.len()) else { return };
    let wanted = LEAST + log.min(LOG);
    if length < wanted && allocate(lock, wanted).is_err() {
        // A part of it would only be in the way of others.
        let _ = lock.set_len(length);
    }
}

/// Gives up so much of it; tells whether there was any. The lock file must be held.
pub(super) fn release(lock: &File, bytes: u64) -> bool {
    let Ok(length) = lock.metadata().map(|found| found.len()) else { return false };
    let rest = length.saturating_sub(bytes).max(super::note::BYTES as u64);
    length > rest && lock.set_len(rest).is_ok()
}

/// Gives up all of it.
pub(super) fn release_all(lock: &File) -> bool {
    release(lock, u64::MAX)
}

#[cfg(target_os = "linux")]
fn allocate(lock: &File, bytes: u64) -> std::io::Result<()> {
    Ok(rustix::fs::fallocate(lock, rustix::fs::FallocateFlags::empty(), 0, bytes)?)
}

/// Elsewhere it is written, as a file that is only made longer may take no room.
#[cfg(not(target_os = "linux"))]
fn allocate(mut lock: &File, bytes: u64) -> std::io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    let length = lock.seek(SeekFrom::End(0))?;
    lock.write_all(&vec![0xA5; usize::try_from(bytes.saturating_sub(length)).unwrap_or_default()])
}
