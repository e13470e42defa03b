//! Which wire format a body is in. The body decides; path, headers and model only where it leaves a choice.

use super::calls;
use super::outline::Outline;
use crate::formats::votes::{MEDIUM, STRONG, WEAK, Weight};
use crate::formats::{Action, FORMATS, Place, Spec};

/// The weight of the path: more than a sign that others share, less than a strong one.
const PATH: u8 = 5;

/// The path without its query.
pub(crate) fn bare(path: &str) -> &str {
    let end = memchr::memchr2(b'?', b'#', path.as_bytes()).unwrap_or(path.len());
    path[..end].trim_end_matches('/')
}

/// Whether bodies for a path have a place for instructions.
pub(crate) fn takes_instructions(path: Option<&str>) -> bool {
    let mut without = FORMATS.iter().flat_map(|spec| spec.paths).filter(|path| path.action == Action::CountBare);
    !path.is_some_and(|path| without.any(|other| bare(path).ends_with(other.end)))
}

/// The format that a path indicates, if any.
pub(crate) fn of_path(path: Option<&str>) -> Option<&'static Spec> {
    let path = format!("/{}", bare(path?).trim_start_matches('/'));
    let spoken = |path: &str| FORMATS.into_iter().find(|spec| spec.paths.iter().any(|known| path.ends_with(known.end)));
    // A response that is fetched is one of those that are made there.
    if calls::kept_response(&path) { spoken(path.rsplit_once('/')?.0) } else { spoken(&path) }
}

/// The format of a body that was read, given the path and the headers that came with it.
pub(crate) fn of_body(
    outline: &Outline,
    bytes: &[u8],
    path: Option<&str>,
    headers: &[(String, String)],
) -> Option<&'static Spec> {
    let place = place(outline, path.is_none_or(calls::may_converse))?;
    let spoken = of_path(path);
    let votes = outline.votes();
    let mut candidates = FORMATS.into_iter().filter(|spec| spec.place == place);
    if let Some(spoken) = spoken.filter(|spec| spec.place == place && spec.borrows_from.is_some()) {
        // Its path is nobody else's, and what speaks for the lender speaks as much for it.
        let is_rival = |spec: &&Spec| spec.format != spoken.format && Some(spec.format) != spoken.borrows_from;
        if candidates.clone().filter(is_rival).all(|spec| votes.weight(spec) < STRONG) {
            return Some(spoken);
        }
    }
    let model = outline.model(bytes);
    let weigh = |spec: &Spec| {
        let mut weight = votes.weight(spec);
        if spec.models.is_some_and(|start| model.as_ref().is_some_and(|model| model.starts_with(start))) {
            weight |= WEAK;
        }
        if spec.version.is_some_and(|(name, _)| has_header(headers, name)) {
            weight |= MEDIUM;
        }
        let at_its_path = spoken.is_some_and(|spoken| spoken.format == spec.format);
        in_all(weight) + if at_its_path { PATH } else { 0 }
    };
    // Of those that weigh the same, the first.
    let first = candidates.next()?;
    let heavier = |(best, most), spec| {
        let weight = weigh(spec);
        if weight > most { (spec, weight) } else { (best, most) }
    };
    Some(candidates.fold((first, weigh(first)), heavier).0)
}

/// Where the conversation is. For Responses, a prompt that the provider keeps counts as one. What is called `input` or
/// `prompt` is one only if the path may be that of a conversation: many other APIs have such members.
fn place(outline: &Outline, likely: bool) -> Option<Place> {
    let place = outline.conversation.as_ref().map(|(place, _)| *place);
    match place {
        Some(Place::Messages | Place::Contents) => place,
        _ if outline.kept_prompt => Some(Place::Input),
        _ => place.filter(|_| likely),
    }
}

/// Many weak signs are no strong one.
fn in_all(weight: Weight) -> u8 {
    2 * if weight < STRONG { weight.min(MEDIUM) } else { weight }
}

fn has_header(headers: &[(String, String)], name: &str) -> bool {
    headers.iter().any(|(header, _)| header.eq_ignore_ascii_case(name))
}
