//! Patterns over paths by their definition.

use super::fnmatch::fnmatch;

#[derive(Clone, PartialEq)]
enum Base {
    Relative,
    Root,
    Drive(char),
}

/// A path in its parts, `.` and `..` resolved.
#[derive(Clone)]
struct Place {
    base: Base,
    parts: Vec<String>,
}

fn base(path: &str) -> (Base, &str) {
    let mut chars = path.chars();
    if let (Some(letter), Some(':'), None | Some('/')) = (chars.next(), chars.next(), chars.next())
        && letter.is_ascii_alphabetic()
    {
        return (Base::Drive(letter.to_ascii_uppercase()), &path[2..]);
    }
    (if path.starts_with('/') { Base::Root } else { Base::Relative }, path)
}

impl Place {
    fn of(path: &str) -> Place {
        let (base, rest) = base(path);
        Place { base, parts: Vec::new() }.within(rest)
    }

    fn within(mut self, path: &str) -> Place {
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            let above = part == "..";
            if above && self.parts.last().is_some_and(|last| last != "..") {
                self.parts.pop();
            } else if !above || self.base == Base::Relative {
                self.parts.push(part.to_owned());
            }
        }
        self
    }
}

/// Whether a path names a file.
pub(super) fn is_file(path: &str) -> bool {
    !path.ends_with('/') && Place::of(path).parts.last().is_some_and(|name| name != "..")
}

/// Whether a file matches a pattern without braces.
pub(super) fn matches(pattern: &str, path: &str, root: Option<&str>) -> bool {
    let mut place = Place::of(path);
    let name = place.parts.last().cloned().unwrap_or_default();
    if !pattern.contains('/') {
        return fnmatch(pattern, &name);
    }
    let root = root.map(Place::of);
    if let (Base::Relative, Some(root)) = (&place.base, &root) {
        place = root.clone().within(path);
    }
    let (start, rest) = base(pattern);
    let mut wanted: Vec<&str> = rest.split('/').filter(|part| !part.is_empty()).collect();
    match rest.rsplit('/').next() {
        // The name of a folder is no file's.
        Some("") => return false,
        Some("**") => wanted.push("*"),
        _ => {}
    }
    if start != Base::Relative {
        return start == place.base && all(&wanted, &place.parts);
    }
    match root {
        None => (0..=place.parts.len()).any(|from| all(&wanted, &place.parts[from..])),
        Some(root) => {
            let inside = place.base == root.base && place.parts.starts_with(&root.parts);
            inside && all(&wanted, &place.parts[root.parts.len()..])
        }
    }
}

/// Whether the parts of a path match those of a pattern, in which `**` is any number of them.
fn all(wanted: &[&str], parts: &[String]) -> bool {
    // For each part of the pattern, whether what is behind it matches what is left from each part of the path.
    let mut behind = vec![false; parts.len() + 1];
    behind[parts.len()] = true;
    for part in wanted.iter().rev() {
        let mut here = vec![false; parts.len() + 1];
        for at in (0..=parts.len()).rev() {
            here[at] = match *part {
                "**" => behind[at] || at < parts.len() && here[at + 1],
                part => at < parts.len() && behind[at + 1] && fnmatch(part, &parts[at]),
            };
        }
        behind = here;
    }
    behind[0]
}
