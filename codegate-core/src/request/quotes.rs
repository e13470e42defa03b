//! Where the strings of a body begin and end, found for all of it in one pass over blocks of 64 bytes.
//!
//! The quotes are kept as a bitmap, an eighth of the body's size, so that a scanner finds the end of a string of any
//! length without looking at its bytes again. The way of telling escaped quotes from others by arithmetic on bitmaps is
//! that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), section 3.1.1.

use super::span::Unreadable;
use wide::u8x16;

pub(super) const BLOCK: usize = 64;

/// The quotes of a text that no backslash escapes: one bit for each byte, the lowest first.
pub(super) struct Quotes {
    words: Vec<u64>,
}

impl Quotes {
    /// Finds them. Every escape is checked, wherever it stands, and that no string holds a control character. Also
    /// tells whether all bytes are ASCII.
    pub(super) fn find(bytes: &[u8]) -> Result<(Quotes, bool), Unreadable> {
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut last = [b' '; BLOCK];
        last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let mut pass = Pass { bytes, escapes_next: 0, parity: 0, all: u8x16::ZERO };
        let mut words = Vec::with_capacity(blocks.len() + 1);
        for (number, block) in blocks.iter().chain([&last]).enumerate() {
            words.push(pass.block(block, number * BLOCK)?);
        }
        Ok((Quotes { words }, pass.all.to_bitmask() == 0))
    }

    /// The first quote at `from` or after it.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        let mut number = from / BLOCK;
        let mut word = self.words.get(number)? & (u64::MAX << (from % BLOCK));
        while word == 0 {
            number += 1;
            word = *self.words.get(number)?;
        }
        Some(number * BLOCK + word.trailing_zeros() as usize)
    }
}

/// What goes on from one block to the next.
struct Pass<'a> {
    bytes: &'a [u8],
    /// 1 if the last byte so far is a backslash that escapes the next one.
    escapes_next: u64,
    /// All words so far, folded: an odd number of bits means that a string is open.
    parity: u64,
    /// All bytes so far, folded, for their highest bit.
    all: u8x16,
}

impl Pass<'_> {
    /// The quotes of the block that begins at `at`.
    fn block(&mut self, block: &[u8; BLOCK], at: usize) -> Result<u64, Unreadable> {
        let lanes = lanes(block);
        self.all |= (lanes[0] | lanes[1]) | (lanes[2] | lanes[3]);
        let mut quotes = equal(&lanes, b'"');
        let backslashes = equal(&lanes, b'\\');
        if backslashes | self.escapes_next != 0 {
            let escaped = self.escaped(backslashes);
            // The commonest escapes are told at once, the rest one by one.
            let rare = escaped & !(quotes | backslashes | equal(&lanes, b'n'));
            self.check_escapes(rare, at)?;
            quotes &= !escaped;
        }
        let controls = lanes.map(|lane| lane.min(u8x16::splat(0x1f)).simd_eq(lane));
        if ((controls[0] | controls[1]) | (controls[2] | controls[3])).to_bitmask() != 0 {
            let inside = mask(&controls) & self.strings(quotes);
            if inside != 0 {
                let at = at + inside.trailing_zeros() as usize;
                return Err(Unreadable { what: "has a control character in a string", at });
            }
        }
        self.parity ^= quotes;
        Ok(quotes)
    }

    /// The bytes that a backslash before them escapes: in each run of backslashes every second one is escaped, and what
    /// follows a run of odd length.
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let escaping = backslashes & !self.escapes_next;
        let after = escaping << 1 | self.escapes_next;
        let odd_starts = escaping & !EVEN & !after;
        // The carry of the sum runs through each run that starts at an odd place, and turns its bits over.
        let (sum, carry) = odd_starts.overflowing_add(escaping);
        self.escapes_next = u64::from(carry);
        (EVEN ^ (sum << 1)) & after
    }

    /// Checks escapes of which `rare` has the bytes after the backslash. A lone surrogate is one: the grammar allows it.
    fn check_escapes(&self, mut rare: u64, at: usize) -> Result<(), Unreadable> {
        while rare != 0 {
            let place = at + rare.trailing_zeros() as usize;
            rare &= rare - 1;
            let digits =
                || self.bytes.get(place + 1..place + 5).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
            let sound = match self.bytes.get(place) {
                Some(b'/' | b'b' | b'f' | b'r' | b't') => true,
                Some(b'u') => digits(),
                _ => false,
            };
            if !sound {
                return Err(Unreadable { what: "has a bad escape in a string", at: place - 1 });
            }
        }
        Ok(())
    }

    /// The bytes from each opening quote up to its closing one: every bit is the parity of the quotes up to it.
    fn strings(&self, quotes: u64) -> u64 {
        let within = [1, 2, 4, 8, 16, 32].into_iter().fold(quotes, |bits, shift| bits ^ bits << shift);
        if self.parity.count_ones() % 2 == 1 { !within } else { within }
    }
}

/// A block as it is compared.
pub(super) fn lanes(block: &[u8; BLOCK]) -> [u8x16; 4] {
    let (sixteens, _) = block.as_chunks::<16>();
    std::array::from_fn(|lane| u8x16::new(sixteens.get(lane).copied().unwrap_or_default()))
}

/// The bytes of a block that are this one.
pub(super) fn equal(lanes: &[u8x16; 4], byte: u8) -> u64 {
    mask(&lanes.map(|lane| lane.simd_eq(u8x16::splat(byte))))
}

/// One bit for each lane of a comparison.
fn mask(found: &[u8x16; 4]) -> u64 {
    let bits = found.map(|lane| u64::from(lane.to_bitmask()));
    bits[0] | bits[1] << 16 | bits[2] << 32 | bits[3] << 48
}
