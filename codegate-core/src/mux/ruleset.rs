//! The compiled rules of a workspace.

use super::path::{Location, Pattern, Subject};
use super::patterns::{Hits, Interner, Patterns};
use crate::model::{ExplainedCondition, ExplainedRule, Facts, Rule, is_conversation};
use std::cell::Cell;
use std::collections::HashMap;

/// Rules compiled for matching against many requests.
///
/// Equal patterns are kept once. Each rule is indexed by one of its conditions, the most selective first (files, model,
/// client, type), so that a decision looks only at rules for which that condition holds, whatever their number.
#[derive(Debug)]
pub(crate) struct RuleSet {
    rules: Vec<Compiled>,
    unknown: Vec<(usize, String)>,
    files: Patterns,
    models: Patterns,
    clients: HashMap<String, Vec<u32>>,
    types: HashMap<String, Vec<u32>>,
    /// The first rule without conditions; of the rules behind it only those are reached that may hold for what is no
    /// conversation.
    catch_all: Option<u32>,
    /// The first rule with a condition on files.
    first_on_files: Option<u32>,
}

#[derive(Debug)]
struct Compiled {
    rule: Rule,
    /// Ids of its file patterns.
    files: Option<Vec<u32>>,
    /// Ids of its model patterns.
    models: Option<Vec<u32>>,
}

impl Compiled {
    /// A rule with an unknown condition or without targets never holds.
    fn usable(&self) -> bool {
        self.rule.unknown.is_empty() && !self.rule.to.is_empty()
    }

    /// Whether it may hold for what is no conversation: only if it says what it is for, so that no catch-all sends an
    /// embedding to a model that chats.
    fn beyond_conversations(&self) -> bool {
        self.rule.when.request_type.is_some() || self.rule.when.requested_model.is_some()
    }
}

impl RuleSet {
    /// Compiles rules that were read from the store. It never fails: an invalid rule never matches.
    pub(crate) fn compile(rules: &[Rule]) -> RuleSet {
        let (mut files, mut models) = (Interner::new(Pattern::file), Interner::new(Pattern::model));
        let compiled: Vec<Compiled> = rules
            .iter()
            .map(|rule| Compiled {
                files: rule.when.files.as_deref().map(|texts| files.ids(texts)),
                models: rule.when.requested_model.as_deref().map(|texts| models.ids(texts)),
                rule: rule.clone(),
            })
            .collect();
        let unknown = rules.iter().enumerate();
        let unknown = unknown.flat_map(|(at, rule)| rule.unknown.iter().map(move |name| (at, name.clone()))).collect();
        let mut set = RuleSet {
            rules: Vec::new(),
            unknown,
            files: files.finish(),
            models: models.finish(),
            clients: HashMap::new(),
            types: HashMap::new(),
            catch_all: None,
            first_on_files: None,
        };
        for (at, rule) in (0u32..).zip(&compiled) {
            set.hang(at, rule);
        }
        set.rules = compiled;
        set
    }

    fn hang(&mut self, at: u32, rule: &Compiled) {
        if !rule.usable() || self.catch_all.is_some() && !rule.beyond_conversations() {
            return;
        }
        let when = &rule.rule.when;
        let words = |map: &mut HashMap<String, Vec<u32>>, words: &[String]| {
            words.iter().for_each(|word| map.entry(word.clone()).or_default().push(at));
        };
        if let Some(ids) = &rule.files {
            self.files.hang(ids, at);
            self.first_on_files.get_or_insert(at);
        } else if let Some(ids) = &rule.models {
            self.models.hang(ids, at);
        } else if let Some(clients) = &when.client {
            words(&mut self.clients, clients);
        } else if let Some(types) = &when.request_type {
            words(&mut self.types, types);
        } else {
            self.catch_all = Some(at);
        }
    }

    /// The 0-based position of the first rule that holds. `root` is the folder that relative file patterns start at.
    pub(crate) fn decide(&self, facts: &Facts, root: Option<&str>) -> Option<usize> {
        let models = self.models.hits(facts.requested_model.as_deref().map(Subject::word));
        let best = Cell::new(self.catch_all.filter(|_| converses(facts)));
        let mut offer = |rules: &[u32]| {
            let mut better = rules.iter().copied().take_while(|&rule| best.get().is_none_or(|best| rule < best));
            if let Some(rule) = better.find(|&rule| self.rest_holds(rule, facts, &models)) {
                best.set(Some(rule));
            }
        };
        for word in type_words(facts) {
            offer(self.types.get(word).map_or(&[], Vec::as_slice));
        }
        offer(self.clients.get(&facts.client).map_or(&[], Vec::as_slice));
        for id in models.iter() {
            offer(self.models.rules(id));
        }
        if !self.files.is_empty() {
            let root = location(root);
            let mut hits = Hits::new(self.files.len());
            for file in files(facts, root.as_ref()) {
                // No other file can lead to an earlier rule.
                if best.get().is_some() && best.get() <= self.first_on_files {
                    break;
                }
                self.files.visit(&file, &mut hits, &mut offer);
            }
        }
        best.get().map(|rule| rule as usize)
    }

    /// Whether all conditions but the one on files hold.
    fn rest_holds(&self, rule: u32, facts: &Facts, models: &Hits) -> bool {
        let Some(compiled) = self.rules.get(rule as usize) else { return false };
        let Compiled { rule, models: ids, .. } = compiled;
        (converses(facts) || compiled.beyond_conversations())
            && ids.as_ref().is_none_or(|ids| models.any(ids))
            && rule.when.client.as_ref().is_none_or(|clients| clients.contains(&facts.client))
            && rule.when.request_type.as_ref().is_none_or(|types| type_holds(types, facts))
    }

    /// Every rule and condition, whether it holds, and what it was compared with.
    pub(crate) fn explain(&self, facts: &Facts, root: Option<&str>) -> Vec<ExplainedRule> {
        let root = location(root);
        let models = self.models.hits(facts.requested_model.as_deref().map(Subject::word));
        let files = self.files.hits(files(facts, root.as_ref()));
        let explain = |(at, rule)| explain_rule(at, rule, facts, &files, &models);
        self.rules.iter().enumerate().map(explain).collect()
    }

    /// Stored rules with conditions that this version does not know, by position and name.
    pub(crate) fn unknown_conditions(&self) -> &[(usize, String)] {
        &self.unknown
    }
}

fn explain_rule(at: usize, compiled: &Compiled, facts: &Facts, files: &Hits, models: &Hits) -> ExplainedRule {
    let Compiled { rule, files: file_ids, models: model_ids } = compiled;
    let when = &rule.when;
    let mut conditions = Vec::new();
    let mut add = |name: &str, values: &Option<Vec<String>>, held: bool, seen: Vec<String>| {
        if let Some(values) = values {
            conditions.push(ExplainedCondition { condition: name.into(), values: values.clone(), held, seen });
        }
    };
    let any = |hits: &Hits, ids: &Option<Vec<u32>>| ids.as_ref().is_some_and(|ids| hits.any(ids));
    let paths = facts.files.iter().map(|file| file.path.clone()).collect();
    add("files", &when.files, any(files, file_ids), paths);
    let holds = when.request_type.as_ref().is_some_and(|types| type_holds(types, facts));
    add("request_type", &when.request_type, holds, facts.request_type.iter().cloned().collect());
    let holds = when.client.as_ref().is_some_and(|clients| clients.contains(&facts.client));
    add("client", &when.client, holds, vec![facts.client.clone()]);
    let model = facts.requested_model.iter().cloned().collect();
    add("requested_model", &when.requested_model, any(models, model_ids), model);
    if !converses(facts) && !compiled.beyond_conversations() {
        let held = vec!["chat".into(), "fim".into()];
        add("request_type", &Some(held), false, facts.request_type.iter().cloned().collect());
    }
    for name in &rule.unknown {
        add(name, &Some(Vec::new()), false, Vec::new());
    }
    let held = compiled.usable() && conditions.iter().all(|condition| condition.held);
    ExplainedRule { rule: at, held, conditions, to: rule.to.clone() }
}

/// `chat` is every conversation: all types but `fim` and those that are no conversation, one that is not known among them.
/// Any other word is itself.
fn type_holds(types: &[String], facts: &Facts) -> bool {
    type_words(facts).any(|word| types.iter().any(|own| own == word))
}

/// The words that hold for the type of the request.
fn type_words(facts: &Facts) -> impl Iterator<Item = &str> {
    let own = facts.request_type.as_deref();
    let chat = (own != Some("fim") && converses(facts)).then_some("chat");
    chat.into_iter().chain(own.filter(|word| *word != "chat"))
}

/// Whether the request is a conversation, or code to fill in.
fn converses(facts: &Facts) -> bool {
    facts.request_type.as_deref().is_none_or(is_conversation)
}

fn location(root: Option<&str>) -> Option<Location<'_>> {
    root.filter(|root| !root.is_empty()).map(Location::parse)
}

fn files<'a>(facts: &'a Facts, root: Option<&Location<'a>>) -> impl Iterator<Item = Subject<'a>> {
    facts.files.iter().filter_map(move |file| Subject::file(&file.path, root))
}
