//! Where the strings of a body begin and end, found for all of it in one pass over blocks of 64 bytes.
//!
//! The quotes are kept as a bitmap, an eighth of the body's size, so that a scanner finds the end of a string of any
//! length without looking at its bytes again. The way of telling escaped quotes from others by arithmetic on bitmaps is
//! that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), section 3.1.1.

use super::span::Unreadable;
use fearless_simd::{Level, dispatch, i8x64, mask8x64, prelude::*, u8x16, u8x64};

pub(crate) const BLOCK: usize = 64;

/// The quotes of a text that no backslash escapes: one bit for each byte, the lowest first.
pub(crate) struct Quotes {
    words: Vec<u64>,
}

impl Quotes {
    /// Finds them. Every escape is checked, wherever it stands, and that no string holds a control character. Also
    /// reports whether all bytes are ASCII.
    pub(crate) fn find(bytes: &[u8]) -> Result<(Quotes, bool), Unreadable> {
        dispatch!(Level::new(), simd => Pass::over(simd, bytes))
    }

    /// The first quote at `from` or after it.
    pub(crate) fn next(&self, from: usize) -> Option<usize> {
        let number = from / BLOCK;
        let rest = self.words.get(number)? >> (from % BLOCK);
        if rest != 0 {
            return Some(from + rest.trailing_zeros() as usize);
        }
        let after = self.words.get(number + 1..)?;
        let skipped = after.iter().position(|word| *word != 0)?;
        let word = after.get(skipped)?;
        Some((number + 1 + skipped) * BLOCK + word.trailing_zeros() as usize)
    }
}

/// What goes on from one block to the next.
struct Pass<'a> {
    bytes: &'a [u8],
    /// 1 if the last byte so far is a backslash that escapes the next one.
    escapes_next: u64,
    /// All words so far, folded: an odd number of bits means that a string is open.
    parity: u64,
    /// The highest bits of all bytes so far, folded.
    high: u64,
}

// Whatever is always inlined here has to be: only so it is compiled for the instructions of `S`.
impl<'a> Pass<'a> {
    #[inline(always)]
    fn over<S: Simd>(simd: S, bytes: &'a [u8]) -> Result<(Quotes, bool), Unreadable> {
        let (blocks, last) = blocks(bytes);
        let mut pass = Pass { bytes, escapes_next: 0, parity: 0, high: 0 };
        let mut words = vec![0; blocks.len() + 1];
        let mut at = 0;
        for (block, word) in blocks.iter().zip(&mut words) {
            *word = pass.block(Block::new(simd, block), at)?;
            at += BLOCK;
        }
        if let Some(word) = words.last_mut() {
            *word = pass.block(Block::new(simd, &last), at)?;
        }
        Ok((Quotes { words }, pass.high == 0))
    }

    /// The quotes of the block that begins at `at`.
    #[inline(always)]
    fn block<S: Simd>(&mut self, block: Block<S>, at: usize) -> Result<u64, Unreadable> {
        let escaped = self.escaped(block.equal(b'\\'));
        let quotes = block.equal(b'"') & !escaped;
        // Asked before the calls below: only so the block is never put by on the stack.
        let rare = escaped & !block.common();
        let printable = block.printable();
        if !printable.all_true() {
            let (odd, high) = (!printable.to_bitmask(), block.high());
            self.high |= high;
            let inside = odd & !high & self.strings(quotes);
            if inside != 0 {
                let at = at + inside.trailing_zeros() as usize;
                return Err(Unreadable { what: "has a control character in a string", at });
            }
        }
        // The most common escapes are recognised at once, the rest one by one.
        if rare != 0 {
            check_escapes(self.bytes, rare, at)?;
        }
        self.parity ^= quotes;
        Ok(quotes)
    }

    /// The bytes that a backslash before them escapes: in each run of backslashes every second one is escaped, and what
    /// follows a run of odd length.
    #[inline(always)]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        const ODD: u64 = 0xaaaa_aaaa_aaaa_aaaa;
        let escaping = backslashes & !self.escapes_next;
        // The borrow runs through each run that starts at an odd place, and turns its bits over.
        let turned = (escaping << 1 | ODD).wrapping_sub(escaping) ^ ODD;
        let escaped = turned ^ (backslashes | self.escapes_next);
        self.escapes_next = (turned & backslashes) >> (u64::BITS - 1);
        escaped
    }

    /// The bytes from each opening quote up to its closing one: every bit is the parity of the quotes up to it.
    #[inline(always)]
    fn strings(&self, quotes: u64) -> u64 {
        let within = [1, 2, 4, 8, 16, 32].into_iter().fold(quotes, |bits, shift| bits ^ bits << shift);
        if self.parity.count_ones() % 2 == 1 { !within } else { within }
    }
}

/// Checks escapes of which `escaped` has the bytes after the backslash. A lone surrogate is one: the grammar allows it.
#[cold]
#[inline(never)]
fn check_escapes(bytes: &[u8], mut escaped: u64, at: usize) -> Result<(), Unreadable> {
    while escaped != 0 {
        let place = at + escaped.trailing_zeros() as usize;
        escaped &= escaped - 1;
        let digits = || bytes.get(place + 1..place + 5).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let sound = match bytes.get(place) {
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

/// The whole blocks of a text, and what is left filled up with spaces.
pub(crate) fn blocks(bytes: &[u8]) -> (&[[u8; BLOCK]], [u8; BLOCK]) {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [b' '; BLOCK];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    (blocks, last)
}

/// A block as it is compared.
#[derive(Clone, Copy)]
pub(crate) struct Block<S: Simd>(u8x64<S>);

impl<S: Simd> Block<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, bytes: &[u8; BLOCK]) -> Block<S> {
        Block(u8x64::from_slice(simd, bytes))
    }

    /// The bytes that are this one, the first as the lowest bit.
    #[inline(always)]
    pub(crate) fn equal(self, byte: u8) -> u64 {
        self.0.simd_eq(u8x64::splat(self.0.simd, byte)).to_bitmask()
    }

    /// The bytes that are ASCII and no control characters: those above `0x1f`, if all are taken as signed.
    #[inline(always)]
    fn printable(self) -> mask8x64<S> {
        let signed: i8x64<S> = self.0.bitcast();
        signed.simd_gt(i8x64::splat(self.0.simd, 0x1f))
    }

    /// The bytes that most escapes end with: `"`, `\`, `/`, `f`, `n` and `t`. No two of them have the same lower half.
    #[inline(always)]
    fn common(self) -> u64 {
        const BY_LOWER_HALF: [u8; 16] = {
            let mut bytes = [0xff; 16];
            let mut rest: &[u8] = b"\"\\/fnt";
            while let [byte, others @ ..] = rest {
                bytes[(*byte & 0xf) as usize] = *byte;
                rest = others;
            }
            bytes
        };
        let simd = self.0.simd;
        let quarter = u8x16::from_slice(simd, &BY_LOWER_HALF);
        let half = quarter.combine(quarter);
        let expected = half.combine(half).swizzle_dyn_within_blocks(self.0 & u8x64::splat(simd, 0xf));
        expected.simd_eq(self.0).to_bitmask()
    }

    /// The bytes that are not ASCII.
    #[inline(always)]
    fn high(self) -> u64 {
        self.0.simd_ge(u8x64::splat(self.0.simd, 0x80)).to_bitmask()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]
        #[test]
        fn every_machine_finds_the_same(
            pieces in prop::collection::vec(prop::sample::select(vec!["\"", "\\", "\\n", "\\t", "\\u0041", "\n", "a", "é", "xxxxxxxxxxxxxxxx"]), 0..80),
        ) {
            let text = pieces.concat();
            let told = |found: Result<(Quotes, bool), Unreadable>| found.map(|(quotes, ascii)| (quotes.words, ascii));
            let least = dispatch!(Level::baseline(), simd => Pass::over(simd, text.as_bytes()));
            prop_assert_eq!(told(Quotes::find(text.as_bytes())), told(least));
        }

        #[test]
        fn quotes_are_those_that_no_backslash_escapes(
            pieces in prop::collection::vec(prop::sample::select(vec!["\"", "\\\\", "\\\"", "\\t", "\\u0041", "a", "é", "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"]), 0..80),
        ) {
            let text = pieces.concat();
            let mut escapes = false;
            let mut expected = vec![];
            for (at, byte) in text.bytes().enumerate() {
                if byte == b'"' && !escapes {
                    expected.push(at);
                }
                escapes = byte == b'\\' && !escapes;
            }
            let (quotes, _) = Quotes::find(text.as_bytes()).unwrap();
            let found = std::iter::successors(quotes.next(0), |at| quotes.next(at + 1));
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
