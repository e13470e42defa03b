//! Rules that can never match, as one before them matches whatever they would. Errs on the side of silence.

use codegate_core::model::{Rule, When};

/// Kinds of requests that a rule without a condition on them takes.
const CONVERSATIONS: [&str; 3] = ["chat", "fim", "count_tokens"];

/// The places of rules that can never match, with the reason.
pub(crate) fn never(rules: &[Rule]) -> Vec<(usize, String)> {
    let mut dead = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        if let Some(name) = rule.unknown.first() {
            dead.push((place, format!("its condition `{name}` is not known to this version")));
        } else if let Some(before) = rules[..place].iter().position(|before| covers(before, rule)) {
            dead.push((place, format!("rule {before} matches whatever it would")));
        }
    }
    dead
}

/// Whether every request that the second rule matches is one that the first does.
fn covers(first: &Rule, second: &Rule) -> bool {
    if !first.unknown.is_empty() {
        return false;
    }
    let (a, b) = (&first.when, &second.when);
    includes(&a.files, &b.files, true)
        && includes(&a.client, &b.client, false)
        && includes(&a.requested_model, &b.requested_model, true)
        && includes(&a.request_type, &b.request_type, false)
        && (!conversations_only(a) || conversations_only(b) || asks_for_conversations(b))
}

/// Whether the values of one condition match whatever those of another match.
fn includes(a: &Option<Vec<String>>, b: &Option<Vec<String>>, patterns: bool) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() };
    let exclude = |values: &[String]| values.iter().any(|value| value.starts_with('!'));
    // With a value that excludes, only what is written alike is known to be the same.
    if exclude(a) {
        return a == b;
    }
    let mut wanted = b.iter().filter(|value| !value.starts_with('!')).peekable();
    wanted.peek().is_some() && wanted.all(|value| a.contains(value) || patterns && a.iter().any(|one| one == "*"))
}

/// Whether a rule is for conversations and code to fill in alone, as it asks for no kind and no model.
fn conversations_only(when: &When) -> bool {
    let asks = |values: &Option<Vec<String>>| values.iter().flatten().any(|value| !value.starts_with('!'));
    !asks(&when.request_type) && !asks(&when.requested_model)
}

fn asks_for_conversations(when: &When) -> bool {
    when.request_type.as_ref().is_some_and(|kinds| kinds.iter().all(|kind| CONVERSATIONS.contains(&kind.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use codegate_core::Gate;
    use codegate_core::model::{NewProvider, ProviderType, RuleSpec, from_json};

    /// The places of those that are said never to match.
    fn dead(rules: &str) -> Vec<usize> {
        let gate = Gate::open(":memory:").unwrap();
        gate.providers().add("p", &NewProvider::new(ProviderType::Ollama)).unwrap();
        let specs: Vec<RuleSpec> = from_json(rules.as_bytes()).unwrap();
        let rules = gate.workspaces().set_rules("default", &specs).unwrap();
        never(&rules).into_iter().map(|(place, _)| place).collect()
    }

    #[test]
    fn what_an_earlier_rule_takes_is_found() {
        for (rules, found) in [
            (r#"[{"to":"p"},{"when":{"files":"*.rs"},"to":"p"}]"#, vec![1]),
            (
                r#"[{"when":{"files":["*.rs","*.py"]},"to":"p"},{"when":{"files":"*.py","client":"aider"},"to":"p"}]"#,
                vec![1],
            ),
            (r#"[{"when":{"files":"*"},"to":"p"},{"when":{"files":"src/*"},"to":"p"},{"to":"p"}]"#, vec![1]),
            (r#"[{"to":"p"},{"when":{"request_type":"fim"},"to":"p"}]"#, vec![1]),
            (r#"[{"when":{"client":"!aider"},"to":"p"},{"when":{"client":"!aider"},"to":"p"}]"#, vec![1]),
        ] {
            assert_eq!(dead(rules), found, "{rules}");
        }
    }

    #[test]
    fn what_may_match_is_left_alone() {
        for rules in [
            r#"[{"when":{"files":"*.rs"},"to":"p"},{"to":"p"}]"#,
            r#"[{"to":"p"},{"when":{"request_type":"embeddings"},"to":"p"}]"#,
            r#"[{"to":"p"},{"when":{"requested_model":"text-*"},"to":"p"}]"#,
            r#"[{"when":{"files":["*.rs","!a.rs"]},"to":"p"},{"when":{"files":"*.rs"},"to":"p"}]"#,
            r#"[{"when":{"files":"*"},"to":"p"},{"when":{"files":"!*.rs"},"to":"p"}]"#,
            r#"[{"when":{"client":["aider"]},"to":"p"},{"when":{"client":["aider","codex"]},"to":"p"}]"#,
        ] {
            assert_eq!(dead(rules), Vec::<usize>::new(), "{rules}");
        }
    }
}
