//! The template of an event, which fits those that differ from it in their text and their counts alone; they are taken
//! without being parsed.
//!
//! Most of a stream is such events. One that has been read gives its shape: the bytes around its text, around the
//! numbers of its usage, and around values that nobody reads. Whatever has the same bytes there is the same event with
//! another text and other counts, and reading it would change nothing else. That holds for the very next event only.

use crate::formats::json::Json;
use crate::formats::output::Addition;
use crate::formats::reader::Read;
use std::ops::Range;

/// Members that no reader asks for, with values that change from event to event.
const UNREAD: &[&[u8]] = &[
    b"\"sequence_number\"",
    b"\"obfuscation\"",
    b"\"created_at\"",
    b"\"created\"",
    b"\"thinking\"",
    b"\"signature\"",
    b"\"reasoning_content\"",
    b"\"reasoning\"",
];
/// Holes of one shape, and bytes of an event that has one.
const HOLES: usize = 24;
const EVENT_BYTES: usize = 16 * 1024;
/// Shapes that fit nothing, after which only one event in so many is worth another.
const TRIES: u32 = 16;

/// The template that the last event gives.
#[derive(Debug, Clone, Default)]
pub(super) struct Template {
    shape: Option<Shape>,
    /// Shapes in a row that fitted nothing.
    misses: u32,
    /// What a text says, where it is not what is written.
    said: Vec<u8>,
    /// Whether nothing is taken this way, so that tests can compare.
    #[cfg(any(test, feature = "fuzz"))]
    pub(super) off: bool,
}

/// What of an event is of another kind than its shape.
#[derive(Debug, Default, Clone)]
pub(super) struct Places {
    /// The string that was added to the output, and the place of its content.
    pub(super) added: Option<(Addition, Range<usize>)>,
    /// The usage object that was kept.
    pub(super) usage: Option<Range<usize>>,
    /// What is left out for the client.
    pub(super) without: Option<Range<usize>>,
}

#[derive(Debug, Clone)]
struct Shape {
    /// The bytes before the first hole.
    first: Vec<u8>,
    /// The holes, each with the bytes after it.
    holes: Vec<(Hole, Vec<u8>)>,
    added: Option<Addition>,
    /// Where the usage object, and what is left out for the client, begin and end, if there are such.
    places: [Option<[Spot; 2]>; 2],
    /// Whether it was ever of use.
    fitted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hole {
    /// The content of the string that is the text.
    Text,
    /// The content of another string.
    String,
    /// A whole number; 0, or any other. A count that falls to 0 means something else than one that grows.
    Number { zero: bool },
}

/// A place between holes: how many are before it, and how far it is from the last.
#[derive(Debug, Clone, Copy)]
struct Spot(usize, usize);

/// An event that fits.
pub(super) struct Match {
    pub(super) length: usize,
    /// The bytes that are left out for the client.
    pub(super) without: Range<usize>,
}

impl Template {
    /// Keeps the shape of an event that was read.
    pub(super) fn keep(&mut self, event: &[u8], places: Places) {
        self.forget();
        #[cfg(any(test, feature = "fuzz"))]
        if self.off {
            return;
        }
        if self.misses >= TRIES && !self.misses.is_multiple_of(TRIES) {
            self.misses = self.misses.wrapping_add(1);
            return;
        }
        self.shape = Shape::of(event, &places);
    }

    /// The next event is like no other.
    pub(super) fn forget(&mut self) {
        if let Some(shape) = self.shape.take() {
            self.misses = if shape.fitted { 0 } else { self.misses.wrapping_add(1) };
        }
    }

    /// Takes the event at the start of `rest`, if it is like the last one.
    // Called for each event, from one place.
    #[inline(always)]
    pub(super) fn take(&mut self, rest: &[u8], read: &mut Read) -> Option<Match> {
        let shape = self.shape.as_mut()?;
        let Fit { length, text, usage, without } = shape.fits(rest)?;
        let usage = match usage {
            Some(place) => Some(std::str::from_utf8(rest.get(place)?).ok()?),
            None => None,
        };
        if let (Some(added), Some(text)) = (shape.added, text) {
            let written = rest.get(text.place.clone())?;
            if text.escaped {
                said(written, &mut self.said)?;
                read.output.again(added, &self.said);
            } else {
                read.output.again(added, written);
            }
        }
        if let Some(usage) = usage {
            let raw = read.raw.get_or_insert_default();
            raw.clear();
            raw.push_str(usage);
        }
        shape.fitted = true;
        Some(Match { length, without: without.unwrap_or_default() })
    }
}

/// How an event lies in the bytes that it begins.
struct Fit {
    length: usize,
    text: Option<StringContent>,
    usage: Option<Range<usize>>,
    without: Option<Range<usize>>,
}

impl Shape {
    fn of(event: &[u8], places: &Places) -> Option<Shape> {
        if event.len() > EVENT_BYTES {
            return None;
        }
        let text = places.added.as_ref().map(|(_, place)| place.clone());
        let mut holes = holes(event, places.usage.as_ref());
        holes.extend(text.map(|place| (place, Hole::Text)));
        holes.sort_by_key(|(place, _)| place.start);
        if holes.len() > HOLES {
            return None;
        }
        let mut ends = holes.iter().map(|(place, _)| place.start).chain([event.len()]);
        let first = event.get(..ends.next()?)?.to_vec();
        let after =
            holes.iter().zip(ends).map(|((place, hole), end)| Some((*hole, event.get(place.end..end)?.to_vec())));
        let spot = |at: usize| {
            let before = holes.iter().take_while(|(place, _)| place.end <= at).count();
            let start = before.checked_sub(1).and_then(|last| holes.get(last)).map_or(0, |(place, _)| place.end);
            let free = holes.get(before).is_none_or(|(place, _)| at <= place.start);
            free.then_some(Spot(before, at - start))
        };
        let spots = |place: &Option<Range<usize>>| match place {
            Some(place) => Some(Some([spot(place.start)?, spot(place.end)?])),
            None => Some(None),
        };
        Some(Shape {
            first,
            holes: after.collect::<Option<_>>()?,
            added: places.added.as_ref().map(|(added, _)| *added),
            places: [spots(&places.usage)?, spots(&places.without)?],
            fitted: false,
        })
    }

    /// How the event of this shape lies at the start of `rest`.
    #[inline(always)]
    fn fits(&self, rest: &[u8]) -> Option<Fit> {
        if !rest.starts_with(&self.first) {
            return None;
        }
        let mut fit = Fit { length: self.first.len(), text: None, usage: None, without: None };
        let mut found = [[0; 2]; 2];
        self.note(0, 0, &mut found);
        for (nth, (hole, literal)) in self.holes.iter().enumerate() {
            let at = fit.length;
            let end = match hole {
                Hole::Number { zero } => {
                    let digits = rest.get(at..)?;
                    if *zero != is_zero(digits) {
                        return None;
                    }
                    at + number(digits)?
                }
                Hole::String | Hole::Text => {
                    let string = string(rest, at)?;
                    let end = string.place.end;
                    if *hole == Hole::Text {
                        fit.text = Some(string);
                    } else if string.escaped {
                        quoted(rest.get(string.place)?)?;
                    }
                    end
                }
            };
            if !rest.get(end..)?.starts_with(literal) {
                return None;
            }
            self.note(nth + 1, end, &mut found);
            fit.length = end + literal.len();
        }
        let ([usage, without], [in_usage, left_out]) = (self.places, found);
        fit.usage = usage.map(|_| in_usage[0]..in_usage[1]);
        fit.without = without.map(|_| left_out[0]..left_out[1]);
        Some(fit)
    }

    /// Notes the places between the holes, where the bytes after so many of them begin at `start`.
    fn note(&self, holes: usize, start: usize, found: &mut [[usize; 2]; 2]) {
        for (spots, found) in self.places.iter().zip(found) {
            for (Spot(before, offset), found) in spots.iter().flatten().zip(found) {
                if *before == holes {
                    *found = start + offset;
                }
            }
        }
    }
}

/// The values that nobody reads, and the numbers of a usage object.
fn holes(event: &[u8], usage: Option<&Range<usize>>) -> Vec<(Range<usize>, Hole)> {
    let mut holes = Vec::new();
    let mut from = 0;
    for colon in memchr::memchr_iter(b':', event) {
        if colon < from {
            continue;
        }
        let counted = usage.is_some_and(|usage| usage.contains(&colon));
        let unread = event.get(..colon).is_some_and(|before| UNREAD.iter().any(|name| before.ends_with(name)));
        if !counted && !unread {
            continue;
        }
        let blank = event.iter().skip(colon + 1).take_while(|byte| **byte == b' ').count();
        let start = colon + 1 + blank;
        let hole = match event.get(start) {
            Some(b'"') if unread => string(event, start + 1)
                .filter(|string| !string.escaped || event.get(string.place.clone()).and_then(quoted).is_some())
                .map(|string| (string.place, Hole::String)),
            _ => event.get(start..).and_then(|digits| {
                let length = number(digits)?;
                Some((start..start + length, Hole::Number { zero: is_zero(digits) }))
            }),
        };
        if let Some((place, hole)) = hole {
            from = place.end;
            holes.push((place, hole));
        }
    }
    holes
}

/// The length of a whole number at the start of these bytes.
fn number(bytes: &[u8]) -> Option<usize> {
    let length = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let leading_zero = length > 1 && bytes.first() == Some(&b'0');
    let goes_on = bytes.get(length).is_some_and(|byte| matches!(byte, b'.' | b'e' | b'E'));
    (length > 0 && !leading_zero && !goes_on).then_some(length)
}

/// Whether the whole number that these bytes begin with is 0: no other begins with that digit.
fn is_zero(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'0')
}

/// The content of a string, as it is written.
struct StringContent {
    place: Range<usize>,
    escaped: bool,
}

/// The content of a string from here to its closing quote. Whether its escapes are sound is left open.
fn string(bytes: &[u8], start: usize) -> Option<StringContent> {
    let rest = bytes.get(start..)?;
    let (mut length, mut escaped, mut all) = (0, false, 0);
    loop {
        match *rest.get(length)? {
            b'"' => break,
            b'\\' => {
                escaped = true;
                all |= rest.get(length + 1)?;
                length += 2;
            }
            byte if byte < b' ' => return None,
            byte => {
                all |= byte;
                length += 1;
            }
        }
    }
    let sound = all.is_ascii() || std::str::from_utf8(rest.get(..length)?).is_ok();
    sound.then_some(StringContent { place: start..start + length, escaped })
}

/// What the content of a string says that has escapes, in WTF-8; `None` if it is not sound.
fn said(written: &[u8], out: &mut Vec<u8>) -> Option<()> {
    out.clear();
    let mut rest = written;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        out.extend_from_slice(rest.get(..at)?);
        out.push(match rest.get(at + 1)? {
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 8,
            b'f' => 12,
            same @ (b'"' | b'\\' | b'/') => *same,
            _ => {
                out.clear();
                out.extend_from_slice(&quoted(written)?);
                return Some(());
            }
        });
        rest = rest.get(at + 2..)?;
    }
    out.extend_from_slice(rest);
    Some(())
}

/// The same by the parser.
fn quoted(written: &[u8]) -> Option<Vec<u8>> {
    let text = format!("\"{}\"", std::str::from_utf8(written).ok()?);
    Some(Json::parse(&text)?.bytes()?.into_owned())
}
