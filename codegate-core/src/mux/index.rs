//! Which of many patterns could match: a look-up in the text itself instead of a trial of each.

use super::glob::Glob;
use super::path::{Kind, Pattern, Subject};
use std::collections::{HashMap, HashSet};

/// Something that must occur in a subject for the pattern to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'p> {
    /// The whole name.
    Name(&'p str),
    /// One of the folders.
    Folder(&'p str),
    /// The beginning of the name.
    Head(&'p str),
    /// The end of the name.
    Tail(&'p str),
}

impl<'p> Key<'p> {
    fn of_name(glob: &'p Glob) -> Vec<Key<'p>> {
        if let Some(name) = glob.as_literal() {
            return vec![Key::Name(name)];
        }
        let affixes = [Key::Tail(glob.tail()), Key::Head(glob.head())];
        affixes.into_iter().filter(|key| !key.text().is_empty()).collect()
    }

    fn of(pattern: &'p Pattern) -> Vec<Key<'p>> {
        let parts = match pattern.kind() {
            Kind::Name(glob) => return Key::of_name(glob),
            Kind::Path { parts, .. } => parts,
        };
        let mut globs: Vec<&Glob> = parts.iter().flatten().collect();
        let mut keys = globs.pop().map(Key::of_name).unwrap_or_default();
        keys.extend(globs.into_iter().filter_map(Glob::as_literal).map(Key::Folder));
        keys
    }

    fn text(&self) -> &'p str {
        match self {
            Key::Name(text) | Key::Folder(text) | Key::Head(text) | Key::Tail(text) => text,
        }
    }
}

type Ids = HashMap<String, Vec<u32>>;

/// Patterns by their keys. Each is filed once, under its key that the fewest others share.
#[derive(Debug, Default)]
pub(super) struct Index {
    names: Ids,
    folders: Ids,
    heads: Affixes,
    tails: Affixes,
    /// Patterns without a key; always tried.
    rest: Vec<u32>,
}

/// Beginnings or ends of names, and the lengths that they have.
#[derive(Debug, Default)]
struct Affixes {
    lengths: Vec<usize>,
    ids: Ids,
}

impl Affixes {
    fn file(&mut self, text: &str, id: u32) {
        if !self.lengths.contains(&text.len()) {
            self.lengths.push(text.len());
        }
        self.ids.entry(text.to_owned()).or_default().push(id);
    }
}

impl Index {
    pub(super) fn new(patterns: &[Pattern]) -> Index {
        let keys: Vec<Vec<Key<'_>>> = patterns.iter().map(Key::of).collect();
        let mut shared: HashMap<Key<'_>, usize> = HashMap::new();
        for key in keys.iter().flatten() {
            *shared.entry(*key).or_default() += 1;
        }
        let mut index = Index::default();
        for (id, keys) in (0u32..).zip(&keys) {
            match keys.iter().min_by_key(|key| shared.get(key)) {
                Some(Key::Name(text)) => index.names.entry((*text).to_owned()).or_default().push(id),
                Some(Key::Folder(text)) => index.folders.entry((*text).to_owned()).or_default().push(id),
                Some(Key::Head(text)) => index.heads.file(text, id),
                Some(Key::Tail(text)) => index.tails.file(text, id),
                None => index.rest.push(id),
            }
        }
        index
    }

    /// Calls `visit` with every pattern that could match the subject, and with few others.
    pub(super) fn visit(&self, subject: &Subject<'_>, mut visit: impl FnMut(u32)) {
        let name = subject.name();
        let mut look_up = |ids: &Ids, text: Option<&str>| {
            let found = text.and_then(|text| ids.get(text));
            found.into_iter().flatten().for_each(|&id| visit(id));
        };
        if !self.names.is_empty() {
            look_up(&self.names, Some(name));
        }
        for &length in &self.heads.lengths {
            look_up(&self.heads.ids, name.get(..length));
        }
        for &length in &self.tails.lengths {
            look_up(&self.tails.ids, name.len().checked_sub(length).and_then(|start| name.get(start..)));
        }
        if !self.folders.is_empty() {
            each_once(subject.folders(), |folder| look_up(&self.folders, Some(folder)));
        }
        self.rest.iter().for_each(|&id| visit(id));
    }
}

/// A folder may occur in a path many times.
fn each_once<'a>(folders: &[&'a str], mut visit: impl FnMut(&'a str)) {
    // Up to here, comparing them is faster than hashing them.
    const FEW: usize = 16;
    if folders.len() > FEW {
        return folders.iter().copied().collect::<HashSet<&str>>().into_iter().for_each(visit);
    }
    for (at, folder) in folders.iter().enumerate() {
        if !folders.iter().take(at).any(|before| before == folder) {
            visit(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thousand patterns of one form, each for another `{n}`.
    fn thousand(form: &str) -> Vec<Pattern> {
        (0..1_000).map(|n| Pattern::file(&form.replace("{n}", &format!("{n:03}")))).collect()
    }

    #[test]
    fn few_of_many_patterns_are_tried() {
        for (form, path) in [
            ("*.x{n}", "a/b.x500"),
            ("main{n}.rs", "a/main500.rs"),
            ("test_{n}_*.rs", "a/test_500_b.rs"),
            ("*_{n}.rs", "a/b_500.rs"),
            ("src/m{n}/**", "src/m500/a/b.rs"),
            ("pkg/m{n}/**/*.ts", "pkg/m500/a/b.ts"),
            ("/home/m{n}/*.ts", "/home/m500/b.ts"),
            ("**/m{n}.ts", "a/m500.ts"),
        ] {
            let patterns = thousand(form);
            let subject = Subject::file(path, None).unwrap();
            let mut tried = Vec::new();
            Index::new(&patterns).visit(&subject, |id| tried.push(id));
            assert_eq!(tried, [500], "{form}");
            assert!(patterns[500].matches(&subject), "{form}");
        }
    }

    #[test]
    fn a_pattern_is_tried_once_however_often_its_folder_comes() {
        let patterns = thousand("a/?{n}?");
        let index = Index::new(&patterns);
        for repeated in [1, 2, 16, 17, 2_000] {
            let path = format!("{}b", "a/".repeat(repeated));
            let mut tried = 0;
            index.visit(&Subject::file(&path, None).unwrap(), |_| tried += 1);
            assert_eq!(tried, 1_000, "{repeated}");
        }
    }
}
