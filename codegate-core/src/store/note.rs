//! What the gates of a store share in its lock file: how far the file itself had come when one of them last looked into
//! it. So a gate that has not written for long knows an earlier state of the file from a later one.

use super::checksum::Mix;
use super::locking::LockFile;
use super::sentinel::Body;
use std::io::{Read, Seek, SeekFrom, Write};

const WORDS: usize = 5;
pub(super) const BYTES: usize = WORDS * 8;
/// In place of a number of writes that nobody knows.
const UNKNOWN: i64 = -1;

/// What was noted last; `None` where nothing was, or what is there is no note. The lock file must be held.
pub(super) fn read(lock: &LockFile) -> Option<Body> {
    let mut bytes = [0; BYTES];
    let mut file = lock.file();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut bytes)).ok()?;
    let (words, _) = bytes.as_chunks::<8>();
    let [writes, length, seconds, nanos, sum] = std::array::from_fn(|place| i64::from_le_bytes(words[place]));
    let body =
        Body { length: length.cast_unsigned(), modified: (seconds, nanos), writes: Some(writes).filter(|w| *w >= 0) };
    (checksum(&body) == sum).then_some(body)
}

/// Notes it. The lock file must be held. A note that cannot be written is left as it was: what it says is true still.
pub(super) fn write(lock: &LockFile, body: &Body) {
    let words =
        [body.writes.unwrap_or(UNKNOWN), body.length.cast_signed(), body.modified.0, body.modified.1, checksum(body)];
    let bytes: Vec<u8> = words.into_iter().flat_map(i64::to_le_bytes).collect();
    let mut file = lock.file();
    let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&bytes));
}

fn checksum(body: &Body) -> i64 {
    let mut mix = Mix::new(1);
    mix.number(body.writes.unwrap_or(UNKNOWN));
    mix.word(body.length);
    mix.number(body.modified.0);
    mix.number(body.modified.1);
    mix.end()
}
