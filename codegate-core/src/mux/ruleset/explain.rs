//! Each condition of a rule: whether it holds, what it was compared with, and what of that it excludes.

use super::{Compiled, client_words, converses, type_holds, type_words};
use crate::model::{ExplainedCondition, ExplainedRule, Facts};
use crate::mux::files::{FileCondition, Matched};
use crate::mux::names::{ModelCondition, WordCondition};
use crate::mux::patterns::Hits;

/// What all rules are compared with.
pub(super) struct Compared<'f> {
    pub(super) facts: &'f Facts,
    pub(super) files: Matched<'f>,
    pub(super) models: Hits,
}

/// What came of a condition.
struct Outcome {
    held: bool,
    seen: Vec<String>,
    excluded: Vec<String>,
}

impl Outcome {
    /// Of a condition on what has one value, or none.
    fn of_one(held: bool, seen: Option<&String>, excluded: bool) -> Outcome {
        let list = |value: Option<&String>| value.into_iter().cloned().collect();
        Outcome { held, seen: list(seen), excluded: list(seen.filter(|_| excluded)) }
    }

    fn tell(self, condition: &str, values: &[String]) -> ExplainedCondition {
        let Outcome { held, seen, excluded } = self;
        ExplainedCondition { condition: condition.into(), values: values.to_vec(), held, seen, excluded }
    }
}

impl Compared<'_> {
    pub(super) fn explain(&self, at: usize, compiled: &Compiled) -> ExplainedRule {
        let Compiled { rule, files, models, clients, types } = compiled;
        let when = &rule.when;
        let known = [
            ("files", &when.files, files.as_ref().map(|condition| self.files(condition))),
            ("request_type", &when.request_type, types.as_ref().map(|condition| self.request_type(condition))),
            ("client", &when.client, clients.as_ref().map(|condition| self.client(condition))),
            ("requested_model", &when.requested_model, models.as_ref().map(|condition| self.model(condition))),
        ];
        let told = |(name, values, outcome): (&str, &Option<Vec<String>>, Option<Outcome>)| {
            Some(outcome?.tell(name, values.as_deref().unwrap_or_default()))
        };
        let mut conditions: Vec<_> = known.into_iter().filter_map(told).collect();
        if !converses(self.facts) && !compiled.beyond_conversations() {
            let outcome = Outcome::of_one(false, self.facts.request_type.as_ref(), false);
            conditions.push(outcome.tell("request_type", &["chat", "fim"].map(String::from)));
        }
        let unknown = rule.unknown.iter().map(|name| Outcome::of_one(false, None, false).tell(name, &[]));
        conditions.extend(unknown);
        let held = compiled.usable() && conditions.iter().all(|condition| condition.held);
        ExplainedRule { rule: at, held, conditions, to: rule.to.clone() }
    }

    fn files(&self, condition: &FileCondition) -> Outcome {
        let seen = self.facts.files.iter().map(|file| file.path.clone()).collect();
        Outcome { held: self.files.holds(condition), seen, excluded: self.files.excluded(condition) }
    }

    fn request_type(&self, condition: &WordCondition) -> Outcome {
        let excluded = condition.excludes(type_words(self.facts));
        Outcome::of_one(type_holds(condition, self.facts), self.facts.request_type.as_ref(), excluded)
    }

    fn client(&self, condition: &WordCondition) -> Outcome {
        let words = || client_words(self.facts);
        Outcome::of_one(condition.holds(words()), Some(&self.facts.client), condition.excludes(words()))
    }

    fn model(&self, condition: &ModelCondition) -> Outcome {
        let excluded = condition.excludes(&self.models);
        Outcome::of_one(condition.holds(&self.models), self.facts.requested_model.as_ref(), excluded)
    }
}
