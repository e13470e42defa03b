//! Patterns over paths, and the files that they are matched against.

use super::automaton::{Automaton, Builder};
use super::glob::Glob;
use super::steps::{Spent, Steps};
use super::walk::walk;
use crate::model::exactly;
use std::borrow::Cow;

/// What a path starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Relative,
    /// `/`
    Root,
    /// `C:/`, the letter in upper case: it is the same drive in either.
    Drive(u8),
}

/// Takes the base off a path. `separators` says which characters separate folders.
fn split_base(path: &str, separators: fn(char) -> bool) -> (Base, &str) {
    if let [letter, b':', rest @ ..] = path.as_bytes()
        && letter.is_ascii_alphabetic()
        && rest.first().is_none_or(|&byte| separators(byte as char))
    {
        return (Base::Drive(letter.to_ascii_uppercase()), path.get(2..).unwrap_or_default());
    }
    let base = if path.starts_with(separators) { Base::Root } else { Base::Relative };
    (base, path)
}

fn in_path(c: char) -> bool {
    matches!(c, '/' | '\\')
}

fn in_pattern(c: char) -> bool {
    c == '/'
}

/// A path in segments, `.` and `..` resolved by their text.
#[derive(Debug, Clone)]
pub(super) struct Location<'a> {
    base: Base,
    segments: Vec<&'a str>,
}

impl<'a> Location<'a> {
    pub(super) fn parse(path: &'a str) -> Location<'a> {
        // Most paths have no more, and then the list does not grow.
        const SEGMENTS: usize = 8;
        let (base, rest) = split_base(path, in_path);
        let mut location = Location { base, segments: Vec::with_capacity(SEGMENTS) };
        location.descend(rest);
        location
    }

    fn descend(&mut self, path: &'a str) {
        for segment in path.split(in_path) {
            match (segment, self.segments.last()) {
                ("" | ".", _) => {}
                ("..", Some(&last)) if last != ".." => {
                    self.segments.pop();
                }
                // Above the root is the root; above a relative start is a folder that nothing is known of.
                ("..", _) if self.base != Base::Relative => {}
                _ => self.segments.push(segment),
            }
        }
    }
}

/// What patterns are matched against: a word, or a file by its name and where it lies.
#[derive(Debug)]
pub(super) struct Subject<'a> {
    name: &'a str,
    location: Location<'a>,
    start: Start,
    bytes: usize,
}

/// Where a relative pattern may begin within the segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// At any folder: no root is known.
    Anywhere,
    /// Right behind the root.
    At(usize),
    /// Nowhere: the file lies outside the root.
    Nowhere,
}

impl<'a> Subject<'a> {
    /// A text without folders, such as the name of a model.
    pub(super) fn word(text: &'a str) -> Subject<'a> {
        let location = Location { base: Base::Relative, segments: Vec::new() };
        Subject { name: text, location, start: Start::Nowhere, bytes: text.len() }
    }

    /// A file by its path; `None` if the path names no file.
    pub(super) fn file(path: &'a str, root: Option<&Location<'a>>) -> Option<Subject<'a>> {
        let mut location = Location::parse(path);
        let name = location.segments.last().copied().filter(|&name| name != "..")?;
        let (mut start, mut bytes) = (Start::Anywhere, path.len());
        if let Some(root) = root {
            if location.base == Base::Relative {
                location = root.clone();
                bytes += root.segments.iter().map(|segment| segment.len() + 1).sum::<usize>();
                location.descend(split_base(path, in_path).1);
            }
            let inside = location.base == root.base && location.segments.starts_with(&root.segments);
            start = if inside { Start::At(root.segments.len()) } else { Start::Nowhere };
        }
        Some(Subject { name, location, start, bytes })
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// The segments that a pattern of this base is matched against, and whether it may begin at any of them.
    fn reach(&self, base: Base) -> Option<(&[&'a str], bool)> {
        let segments = self.location.segments.as_slice();
        match self.start {
            _ if base != Base::Relative => (base == self.location.base).then_some((segments, false)),
            Start::Anywhere => Some((segments, true)),
            Start::At(start) => segments.get(start..).map(|inside| (inside, false)),
            Start::Nowhere => None,
        }
    }

    /// The folders above the file, the root's own among them.
    pub(super) fn folders(&self) -> &[&'a str] {
        self.location.segments.split_last().map_or(&[], |(_, folders)| folders)
    }
}

/// A pattern over a name or over a path.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Name(Glob),
    /// A glob for each folder and one for the file, parted at each `**`.
    Path {
        base: Base,
        parts: Vec<Vec<Glob>>,
    },
}

impl Pattern {
    /// A pattern over a whole word, in which `/` is a character like any other.
    pub(super) fn word(text: &str) -> Pattern {
        Pattern { text: text.to_owned(), kind: Kind::Name(Glob::parse(text)) }
    }

    /// A pattern over the name of a model.
    pub(super) fn model(text: &str) -> Pattern {
        Pattern::word(&with_window(text))
    }

    /// A pattern that this text alone matches.
    pub(super) fn exact(text: &str) -> Pattern {
        Pattern::word(&exactly(text))
    }

    /// A pattern over files: with `/` over the path, without over the base name.
    pub(super) fn file(text: &str) -> Pattern {
        if !text.contains('/') {
            return Pattern::word(text);
        }
        let (base, rest) = split_base(text, in_pattern);
        let segments: Vec<&str> = segments(rest).collect();
        let parts = segments.split(|segment| *segment == DEEP);
        let parts = parts.map(|globs| globs.iter().map(|glob| Glob::parse(glob)).collect()).collect();
        Pattern { text: text.to_owned(), kind: Kind::Path { base, parts } }
    }

    pub(super) fn kind(&self) -> &Kind {
        &self.kind
    }

    pub(super) fn matches(&self, subject: &Subject<'_>) -> bool {
        self.holds(subject, &mut Steps::within(self.text.len(), subject.bytes))
    }

    /// Walks, which is enough for most patterns; what is undecided after so many steps is left to the automaton.
    pub(super) fn holds(&self, subject: &Subject<'_>, steps: &mut Steps) -> bool {
        let (walked, path, floating) = match &self.kind {
            Kind::Name(glob) => (glob.matches(subject.name, steps), std::slice::from_ref(&subject.name), false),
            Kind::Path { base, parts } => {
                let Some((path, floating)) = subject.reach(*base) else { return false };
                (walk(parts, path, floating, steps), path, floating)
            }
        };
        walked.unwrap_or_else(|Spent| self.automaton(floating).matches(path, steps))
    }

    fn automaton(&self, floating: bool) -> Automaton {
        let mut builder = Builder::default();
        if floating {
            builder.deep();
        }
        match &self.kind {
            Kind::Name(_) => builder.glob(&self.text),
            Kind::Path { .. } => {
                let mut slash = false;
                for segment in segments(split_base(&self.text, in_pattern).1) {
                    if std::mem::replace(&mut slash, segment != DEEP) {
                        builder.slash();
                    }
                    match segment {
                        DEEP => builder.deep(),
                        glob => builder.glob(glob),
                    }
                }
            }
        }
        builder.build()
    }
}

/// A pattern whose `[1m]` at the end is that text: so Claude Code marks a model's context window, and nobody lists a
/// digit and a letter as alternatives.
fn with_window(text: &str) -> Cow<'_, str> {
    let window = text.strip_suffix(']').and_then(|text| text.rsplit_once('['));
    let marks = |window: &str| {
        let digits = window.trim_end_matches(['k', 'm', 'K', 'M']);
        digits.len() + 1 == window.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    match window.filter(|(_, window)| marks(window)) {
        Some((name, window)) => Cow::Owned(format!("{name}[[]{window}]")),
        None => Cow::Borrowed(text),
    }
}

/// Matches any number of folders.
const DEEP: &str = "**";

/// The segments of a pattern, its base taken off.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    let last = match text.rsplit('/').next() {
        // What ends with `/` names a folder; its empty last segment keeps it from matching a file.
        Some("") => Some(""),
        // At the end it matches the folders above a file, and the file.
        Some(DEEP) => Some("*"),
        _ => None,
    };
    text.split('/').filter(|segment| !segment.is_empty()).chain(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(pattern: &str, path: &str, root: Option<&str>) -> bool {
        let root = root.map(Location::parse);
        Subject::file(path, root.as_ref()).is_some_and(|file| {
            let pattern = Pattern::file(pattern);
            let held = pattern.matches(&file);
            assert_eq!(pattern.holds(&file, &mut Steps::none()), held, "the automaton, {pattern:?} on {path}");
            held
        })
    }

    #[test]
    fn without_a_slash_the_base_name_counts() {
        for (pattern, path, expected) in [
            ("*.py", "src/app/main.py", true),
            ("*.py", r"C:\src\main.py", true),
            ("main.*", "/abs/main.rs", true),
            ("*.py", "main.PY", false),
            ("*.py ", "main.py", false),
            ("src", "src/main.py", false),
            ("**", "a/b", true),
            ("*", "a/b", true),
            ("b", "a/./x/../b", true),
            ("*", "..", false),
            ("*", "", false),
            ("*", "a/..", false),
        ] {
            assert_eq!(holds(pattern, path, None), expected, "{pattern} on {path}");
            assert_eq!(holds(pattern, path, Some("/elsewhere")), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn an_exact_pattern_matches_its_text_alone() {
        for text in ["a", "m[1]", "[!]a", "{a,b}", "*?[", "a/b", "é"] {
            assert!(Pattern::exact(text).matches(&Subject::word(text)), "{text}");
            assert!(!Pattern::exact(text).matches(&Subject::word(&format!("{text}x"))), "{text}");
        }
        assert!(!Pattern::exact("m[1]").matches(&Subject::word("m1")));
        assert!(!Pattern::exact("*").matches(&Subject::word("a")));
    }

    #[test]
    fn without_a_root_every_suffix_that_starts_at_a_folder_counts() {
        for (pattern, path, expected) in [
            ("src/*.py", "src/a.py", true),
            ("src/*.py", "/home/me/src/a.py", true),
            ("src/*.py", r"C:\me\src\a.py", true),
            ("src/*.py", "resrc/a.py", false),
            ("src/*.py", "src/b/a.py", false),
            ("src/?.py", "src//a.py", true),
            ("src/[!b].py", "src/a.py", true),
            ("s?c/a.py", "x/src/a.py", true),
            ("*/a.py", "a.py", false),
            ("*/a.py", "/a.py", false),
            ("*/a.py", "C:/a.py", false),
            ("**/a.py", "a.py", true),
            ("**/a.py", "x/y/a.py", true),
            ("src/**", "src/a.py", true),
            ("src/**", "x/src/b/c/a.py", true),
            ("src/**", "src", false),
            ("src/**/a.py", "src/a.py", true),
            ("src/**/a.py", "src/b/c/a.py", true),
            ("src/**/b/**/a.py", "src/b/b/x/a.py", true),
            ("src/**/b/**/a.py", "src/x/a.py", false),
            ("src/**.py", "src/a.py", true),
            ("src/**.py", "src/b/a.py", false),
            ("a**/x", "ab/x", true),
            ("src/", "src/a.py", false),
            ("src/", "x/src", false),
            ("[a/b]", "a", false),
            ("[a/b]", "[a/b]", true),
            (r"a\b/*.py", "a/b/c.py", false),
            ("src/*.py", "./src/x/../a.py", true),
        ] {
            assert_eq!(holds(pattern, path, None), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn with_a_root_the_relative_path_counts() {
        for (pattern, path, root, expected) in [
            ("src/*.py", "/p/src/a.py", "/p", true),
            ("src/*.py", "/p/src/a.py", "/p/", true),
            ("src/*.py", "/p/x/src/a.py", "/p", false),
            ("**/*.py", "/p/x/src/a.py", "/p", true),
            ("**/*.py", "/p/a.py", "/p", true),
            ("src/*.py", "src/a.py", "/p", true),
            ("src/*.py", "../q/src/a.py", "/p", false),
            ("src/*.py", "../p/src/a.py", "/p", true),
            ("src/*.py", "/q/src/a.py", "/p", false),
            ("**/*.py", "/pp/a.py", "/p", false),
            ("src/*.py", r"c:\Work\src\a.py", "C:/Work", true),
            ("src/*.py", r"C:\work\src\a.py", "C:/Work", false),
            ("src/*.py", "D:/Work/src/a.py", "C:/Work", false),
            ("p/src/*.py", "/p/src/a.py", "/", true),
        ] {
            assert_eq!(holds(pattern, path, Some(root)), expected, "{pattern} on {path} in {root}");
        }
    }

    #[test]
    fn a_leading_slash_or_drive_holds_the_absolute_path() {
        for (pattern, path, root, expected) in [
            ("/p/*.py", "/p/a.py", None, true),
            ("/p/*.py", "/x/p/a.py", None, false),
            ("/p/**", "/p/x/y/a.py", Some("/q"), true),
            ("/**/a.py", "/a.py", None, true),
            ("/p/*.py", "p/a.py", None, false),
            ("/p/*.py", "a.py", Some("/p"), true),
            ("/p/*.py", "../p/a.py", Some("/q"), true),
            ("/p/*.py", "/../p/a.py", None, true),
            ("C:/p/*.py", r"C:\p\a.py", None, true),
            ("c:/p/*.py", "C:/p/a.py", None, true),
            ("C:/p/*.py", "D:/p/a.py", None, false),
            ("/p/*.py", "C:/p/a.py", None, false),
            ("C:/p/*.py", "a.py", Some(r"C:\p"), true),
            ("//host/share/*.py", r"\\host\share\a.py", None, true),
        ] {
            assert_eq!(holds(pattern, path, root), expected, "{pattern} on {path} in {root:?}");
        }
    }

    /// The definition by recursion over whole segments, the last of which is the file.
    fn naive(pattern: &[&str], path: &[&str]) -> bool {
        match (pattern, path) {
            ([], []) => true,
            (["**"], path) => !path.is_empty(),
            (["**", rest @ ..], _) => naive(rest, path) || (!path.is_empty() && naive(pattern, &path[1..])),
            ([one, rest @ ..], [segment, after @ ..]) => {
                Pattern::word(one).matches(&Subject::word(segment)) && naive(rest, after)
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(
            pattern in prop::collection::vec(
                prop::sample::select(vec!["a", "b", "*", "**", "**", "a*", "?", "[!a]", "*é", "?*[a-é]"]), 2..8),
            path in prop::collection::vec(prop::sample::select(vec!["a", "b", "ab", "é", "bé"]), 1..9),
        ) {
            let (text, file) = (pattern.join("/"), path.join("/"));
            let anywhere = (0..path.len()).any(|start| naive(&pattern, &path[start..]));
            prop_assert_eq!(holds(&text, &file, None), anywhere);
            prop_assert_eq!(holds(&text, &file, Some("/r")), naive(&pattern, &path));
            prop_assert_eq!(holds(&format!("/{text}"), &format!("/{file}"), None), naive(&pattern, &path));
        }

        #[test]
        fn any_text_is_a_path_and_a_pattern(pattern in r"[ab/\\.*:C\[]{0,12}", path in r"[ab/\\.:C]{0,12}", root in any::<String>()) {
            holds(&pattern, &path, None);
            holds(&pattern, &path, Some(&root));
        }
    }
}
