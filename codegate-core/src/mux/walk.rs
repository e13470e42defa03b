//! Patterns matched against the segments of a path, one position after the other.

use super::glob::Glob;
use super::steps::{Spent, Steps};

/// What [`Glob`] does one level up: segments instead of characters, `**` instead of `*`. `floating` lets the pattern
/// begin at any segment, as if `**` stood before it.
pub(super) fn walk(parts: &[Vec<Glob>], path: &[&str], floating: bool, steps: &mut Steps) -> Result<bool, Spent> {
    let (first, between, last) = match parts {
        [only] if !floating => return Ok(only.len() == path.len() && all_match(only, path, steps)?),
        [between @ .., last] if floating => (&[][..], between, last),
        [first, between @ .., last] => (first.as_slice(), between, last),
        _ => return Ok(false),
    };
    let Some((beginning, rest)) = path.split_at_checked(first.len()) else { return Ok(false) };
    let Some(inner) = rest.len().checked_sub(last.len()) else { return Ok(false) };
    let (mut rest, end) = rest.split_at(inner);
    if !all_match(first, beginning, steps)? || !all_match(last, end, steps)? {
        return Ok(false);
    }
    for part in between {
        let Some(behind) = find(part, rest, steps)? else { return Ok(false) };
        rest = behind;
    }
    Ok(true)
}

/// What follows the first place where these are found.
fn find<'p, 'a>(globs: &[Glob], path: &'p [&'a str], steps: &mut Steps) -> Result<Option<&'p [&'a str]>, Spent> {
    let mut from = path;
    while let Some((here, behind)) = from.split_at_checked(globs.len()) {
        if all_match(globs, here, steps)? {
            return Ok(Some(behind));
        }
        from = from.get(1..).unwrap_or_default();
    }
    Ok(None)
}

fn all_match(globs: &[Glob], path: &[&str], steps: &mut Steps) -> Result<bool, Spent> {
    for (glob, segment) in globs.iter().zip(path) {
        if !glob.matches(segment, steps)? {
            return Ok(false);
        }
    }
    Ok(true)
}
