//! What the values of conditions say beyond `fnmatch`: a leading `!` excludes, braces hold alternatives.
//!
//! First the `!` is taken off, then sets in brackets are found, then braces outside them are expanded as text; each
//! alternative is a pattern of its own.

use crate::limits::{ALTERNATIVES, BRACE_DEPTH};
use crate::model::{Over, set_length};
use std::borrow::Cow;

/// A value without the `!` that excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) excludes: bool,
    /// What it matches; a leading `[!]` stands here as the `!` that it means.
    pub(super) text: Cow<'a, str>,
}

/// Why braces cannot be expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Unclosed,
    TooDeep,
    TooMany,
}

impl<'a> Written<'a> {
    pub(super) fn read(value: &'a str) -> Written<'a> {
        let (excludes, text) = value.strip_prefix('!').map_or((false, value), |text| (true, text));
        let text = text.strip_prefix("[!]").map_or(Cow::Borrowed(text), |rest| Cow::Owned(format!("!{rest}")));
        Written { excludes, text }
    }

    /// How many alternatives it has; found without expanding them.
    pub(super) fn count(&self, over: Over) -> Result<usize, Fault> {
        if !self.text.contains('{') {
            return Ok(1);
        }
        count(&pieces(&self.text, over)?)
    }

    /// Its alternatives but for empty ones, which match nothing.
    pub(super) fn alternatives(self, over: Over) -> Result<Vec<Cow<'a, str>>, Fault> {
        if !self.text.contains('{') {
            return Ok(vec![self.text]);
        }
        let pieces = pieces(&self.text, over)?;
        count(&pieces)?;
        Ok(expand(&pieces).into_iter().filter(|text| !text.is_empty()).map(Cow::Owned).collect())
    }
}

/// What a pattern is made of outside its sets. A comma or `}` outside braces is text.
#[derive(Debug)]
enum Piece<'t> {
    Text(&'t str),
    Open,
    Next,
    Close,
}

fn pieces(text: &str, over: Over) -> Result<Vec<Piece<'_>>, Fault> {
    let (mut pieces, mut depth, mut deepest) = (Vec::new(), 0, 0);
    // Where the text began that is read.
    let (mut start, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let piece = match rest.as_bytes().first() {
            Some(b'{') => Piece::Open,
            Some(b',') if depth > 0 => Piece::Next,
            Some(b'}') if depth > 0 => Piece::Close,
            _ => {
                at += set_length(rest, over).or_else(|| rest.chars().next().map(char::len_utf8)).unwrap_or(1);
                continue;
            }
        };
        match piece {
            Piece::Open => depth += 1,
            Piece::Close => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
        pieces.extend([Piece::Text(text.get(start..at).unwrap_or_default()), piece]);
        at += 1;
        start = at;
    }
    pieces.push(Piece::Text(text.get(start..).unwrap_or_default()));
    match (depth, deepest) {
        (1.., _) => Err(Fault::Unclosed),
        (_, deepest) if deepest > BRACE_DEPTH => Err(Fault::TooDeep),
        _ => Ok(pieces),
    }
}

fn count(pieces: &[Piece<'_>]) -> Result<usize, Fault> {
    // The alternatives that are behind a comma, and those of the one that is read; those of the braces around are put by.
    let (mut outer, mut level) = (Vec::new(), (0_usize, 1_usize));
    for piece in pieces {
        level = match (piece, level) {
            (Piece::Text(_), level) => level,
            (Piece::Open, level) => {
                outer.push(level);
                (0, 1)
            }
            (Piece::Next, (done, here)) => (done + here, 1),
            (Piece::Close, (done, here)) => {
                let (before, around) = outer.pop().unwrap_or((0, 1));
                (before, around * (done + here))
            }
        };
        // No part has more than the whole, so that none is too many without the whole being so.
        if level.0 + level.1 > ALTERNATIVES {
            return Err(Fault::TooMany);
        }
    }
    Ok(level.1)
}

/// The alternatives of one pair of braces, or of the text around all.
struct Level {
    done: Vec<String>,
    /// Those that are still read: as many as the braces in them make.
    open: Vec<String>,
}

impl Level {
    fn new() -> Level {
        Level { done: Vec::new(), open: vec![String::new()] }
    }

    fn next(&mut self) {
        self.done.append(&mut self.open);
        self.open.push(String::new());
    }
}

/// The alternatives, in the order in which they stand; the caller has counted them.
fn expand(pieces: &[Piece<'_>]) -> Vec<String> {
    let (mut outer, mut level) = (Vec::new(), Level::new());
    for piece in pieces {
        match piece {
            Piece::Text(text) => level.open.iter_mut().for_each(|open| open.push_str(text)),
            Piece::Open => outer.push(std::mem::replace(&mut level, Level::new())),
            Piece::Next => level.next(),
            Piece::Close => {
                level.next();
                let group = std::mem::replace(&mut level, outer.pop().unwrap_or_else(Level::new)).done;
                let with_each = |open: &String| group.iter().map(|one| format!("{open}{one}")).collect::<Vec<_>>();
                level.open = level.open.iter().flat_map(with_each).collect();
            }
        }
    }
    level.open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alternatives(text: &str) -> Result<Vec<String>, Fault> {
        let written = Written::read(text);
        let count = written.count(Over::Files);
        let owned = |found: Vec<Cow<'_, str>>| found.into_iter().map(Cow::into_owned).collect::<Vec<_>>();
        let found = written.alternatives(Over::Files).map(owned);
        match &found {
            Ok(found) => assert!(found.len() <= count.unwrap(), "{text}"),
            Err(fault) => assert_eq!(count, Err(*fault), "{text}"),
        }
        found
    }

    #[test]
    fn braces_are_expanded_in_order() {
        for (text, expected) in [
            ("a", &["a"][..]),
            ("*.{ts,tsx}", &["*.ts", "*.tsx"]),
            ("{a,b}/{c,d}", &["a/c", "a/d", "b/c", "b/d"]),
            ("{a,{b,c}d,}e", &["ae", "bde", "cde", "e"]),
            ("{a}", &["a"]),
            ("{1..3}", &["1..3"]),
            ("{}", &[]),
            ("{,}", &[]),
            ("{,a}", &["a"]),
            ("a{}b", &["ab"]),
            ("{,src/}a.py", &["a.py", "src/a.py"]),
            ("a}b,c", &["a}b,c"]),
            ("{a}}", &["a}"]),
            ("[{]a,b}", &["[{]a,b}"]),
            ("[{a,b}]", &["[{a,b}]"]),
            ("[{a,b}", &["[a", "[b"]),
            ("{[,}],b}", &["[,}]", "b"]),
            ("{[a/b],c}", &["[a/b]", "c"]),
            (r"\{a,b\}", &[r"\a", r"\b\"]),
            ("{!a,b}", &["!a", "b"]),
            ("[!]{a,b}", &["!a", "!b"]),
            ("[!]a]b", &["!a]b"]),
            ("{[!]x,y}", &["[!]x", "y"]),
            ("é{ü,}ß", &["éüß", "éß"]),
        ] {
            assert_eq!(alternatives(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_leading_exclamation_mark_excludes() {
        for (text, excludes, rest) in
            [("!a", true, "a"), ("!!a", true, "!a"), ("![!]a", true, "!a"), ("[!]a", false, "!a"), ("a!", false, "a!")]
        {
            assert_eq!(Written::read(text), Written { excludes, text: Cow::Borrowed(rest) }, "{text}");
        }
        assert_eq!(alternatives("!{a,b}").unwrap(), ["a", "b"]);
    }

    #[test]
    fn what_is_too_much_is_seen_before_it_is_expanded() {
        assert_eq!(alternatives(&"{a,b}".repeat(8)).unwrap().len(), 256);
        assert_eq!(alternatives(&"{a,b}".repeat(9)), Err(Fault::TooMany));
        assert_eq!(alternatives(&"{a,b}".repeat(100)), Err(Fault::TooMany));
        assert_eq!(alternatives(&format!("{{{}}}", ",".repeat(255))).unwrap(), [""; 0]);
        assert_eq!(alternatives(&format!("{{{}}}", ",".repeat(256))), Err(Fault::TooMany));
        let nested = |depth: usize| format!("{}a{}", "{".repeat(depth), "}".repeat(depth));
        assert_eq!(alternatives(&nested(16)).unwrap(), ["a"]);
        assert_eq!(alternatives(&nested(17)), Err(Fault::TooDeep));
    }

    #[test]
    fn an_unclosed_brace_is_a_fault_whatever_else_is() {
        for text in ["{", "a{b", "{a,b", "{{a}", &"{".repeat(100), &format!("{}{{", "{a,b}".repeat(90))] {
            assert_eq!(alternatives(text), Err(Fault::Unclosed), "{text}");
        }
    }
}
