//! The name that may have been meant, where there is none as it was written.

use crate::app::App;
use crate::errors::Failure;
use codegate_core::{Code, Gate};

/// A name of the store that is like the one that an error names.
pub(crate) fn near(app: &App, failure: &Failure) -> Option<String> {
    let Failure::Library(error) = failure else { return None };
    let gate = app.gate()?;
    let (noun, names) = match error.code() {
        Code::WorkspaceNotFound => ("workspace", workspaces(gate)?),
        Code::ProviderNotFound => ("provider", gate.providers().list().ok()?.into_iter().map(|one| one.name).collect()),
        Code::SessionNotFound => ("session", gate.sessions().list().ok()?.into_iter().map(|one| one.id).collect()),
        Code::PersonaNotFound => ("persona", gate.personas().list().ok()?.into_iter().map(|one| one.name).collect()),
        _ => return None,
    };
    let (_, rest) = error.message().split_once(&format!("{noun} `"))?;
    nearest(rest.split('`').next()?, &names).map(str::to_owned)
}

fn workspaces(gate: &Gate) -> Option<Vec<String>> {
    let live = gate.workspaces().list().ok()?;
    let archived = gate.workspaces().list_archived().ok()?;
    Some(live.into_iter().chain(archived).map(|one| one.name).collect())
}

/// The most similar of these, if it is similar at all.
fn nearest<'a>(wanted: &str, names: &'a [String]) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    // Two letters of a short name in the wrong order are as near as it gets.
    let score = |name: &&str| {
        let name = name.to_lowercase();
        let slip = wanted.len() >= 3 && strsim::damerau_levenshtein(&wanted, &name) == 1;
        strsim::jaro_winkler(&wanted, &name).max(if slip { 0.9 } else { 0.0 })
    };
    let best = names.iter().map(String::as_str).max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) > 0.8).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_similar_is_suggested() {
        let names = ["acme".to_owned(), "default".to_owned(), "Claude".to_owned()];
        assert_eq!(nearest("acm", &names), Some("acme"));
        assert_eq!(nearest("amce", &names), Some("acme"));
        assert_eq!(nearest("claud", &names), Some("Claude"));
        assert_eq!(nearest("gtp", &["gpt".to_owned()]), Some("gpt"));
        assert_eq!(nearest("zzz", &names), None);
        assert_eq!(nearest("acm", &[]), None);
    }
}
