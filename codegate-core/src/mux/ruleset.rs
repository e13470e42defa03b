//! The compiled rules of a workspace.

use super::files::{self, FileCondition, FilePatterns, Matched};
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
    files: FilePatterns,
    models: Patterns,
    clients: HashMap<String, Vec<u32>>,
    types: HashMap<String, Vec<u32>>,
    /// The first rule without conditions; of the rules behind it only those are reached that may hold for what is no
    /// conversation.
    catch_all: Option<u32>,
}

#[derive(Debug)]
struct Compiled {
    rule: Rule,
    files: Option<FileCondition>,
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
        let (mut files, mut models) = (files::Reader::new(), Interner::new(Pattern::model));
        let compiled: Vec<Compiled> = rules
            .iter()
            .map(|rule| Compiled {
                files: rule.when.files.as_deref().map(|values| files.read(values)),
                models: rule.when.requested_model.as_deref().map(|texts| models.ids(texts.iter().map(Into::into))),
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
        if let Some(files) = &rule.files {
            self.files.hang(files, at);
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
        let models = self.model_hits(facts);
        let best = Cell::new(self.catch_all.filter(|_| converses(facts)));
        let offer = |rules: &[u32], holds: &dyn Fn(&Compiled) -> bool| {
            let better = rules.iter().copied().take_while(|&rule| best.get().is_none_or(|best| rule < best));
            let of_rule = |rule: &u32| self.rules.get(*rule as usize);
            let held = |rule: &Compiled| rest_holds(rule, facts, &models) && holds(rule);
            if let Some(rule) = { better }.find(|rule| of_rule(rule).is_some_and(held)) {
                best.set(Some(rule));
            }
        };
        for word in type_words(facts) {
            offer(self.types.get(word).map_or(&[], Vec::as_slice), &|_| true);
        }
        offer(self.clients.get(&facts.client).map_or(&[], Vec::as_slice), &|_| true);
        for id in models.iter() {
            offer(self.models.rules(id), &|_| true);
        }
        if self.files.first().is_some() {
            let root = location(root);
            let mut seen = self.files.seen();
            for (_, file) in files(facts, root.as_ref()) {
                // No other file can lead to an earlier rule.
                if best.get().is_some() && best.get() <= self.files.first() {
                    break;
                }
                self.files.visit(&file, &mut seen, |rules, holds| {
                    offer(rules, &|rule| rule.files.as_ref().is_some_and(holds));
                });
            }
        }
        best.get().map(|rule| rule as usize)
    }

    fn model_hits(&self, facts: &Facts) -> Hits {
        self.models.hits(facts.requested_model.as_deref().map(Subject::word).as_ref())
    }

    /// Every rule and condition, whether it holds, and what it was compared with.
    pub(crate) fn explain(&self, facts: &Facts, root: Option<&str>) -> Vec<ExplainedRule> {
        let root = location(root);
        let models = self.model_hits(facts);
        let files = self.files.matched(files(facts, root.as_ref()));
        let explain = |(at, rule)| explain_rule(at, rule, facts, &files, &models);
        self.rules.iter().enumerate().map(explain).collect()
    }

    /// Stored rules with conditions that this version does not know, by position and name.
    pub(crate) fn unknown_conditions(&self) -> &[(usize, String)] {
        &self.unknown
    }
}

/// Whether all conditions but the one on files hold.
fn rest_holds(compiled: &Compiled, facts: &Facts, models: &Hits) -> bool {
    let Compiled { rule, models: ids, .. } = compiled;
    (converses(facts) || compiled.beyond_conversations())
        && ids.as_ref().is_none_or(|ids| models.any(ids))
        && rule.when.client.as_ref().is_none_or(|clients| clients.contains(&facts.client))
        && rule.when.request_type.as_ref().is_none_or(|types| type_holds(types, facts))
}

fn explain_rule(at: usize, compiled: &Compiled, facts: &Facts, files: &Matched<'_>, models: &Hits) -> ExplainedRule {
    let Compiled { rule, files: on_files, models: model_ids } = compiled;
    let when = &rule.when;
    let mut conditions = Vec::new();
    let mut add = |name: &str, values: &Option<Vec<String>>, held: bool, seen: Vec<String>, excluded: Vec<String>| {
        if let Some(values) = values {
            let (condition, values) = (name.into(), values.clone());
            conditions.push(ExplainedCondition { condition, values, held, seen, excluded });
        }
    };
    let paths = facts.files.iter().map(|file| file.path.clone()).collect();
    let held = on_files.as_ref().is_some_and(|condition| files.holds(condition));
    let excluded = on_files.as_ref().map(|condition| files.excluded(condition)).unwrap_or_default();
    add("files", &when.files, held, paths, excluded);
    let holds = when.request_type.as_ref().is_some_and(|types| type_holds(types, facts));
    add("request_type", &when.request_type, holds, facts.request_type.iter().cloned().collect(), Vec::new());
    let holds = when.client.as_ref().is_some_and(|clients| clients.contains(&facts.client));
    add("client", &when.client, holds, vec![facts.client.clone()], Vec::new());
    let model = facts.requested_model.iter().cloned().collect();
    let holds = model_ids.as_ref().is_some_and(|ids| models.any(ids));
    add("requested_model", &when.requested_model, holds, model, Vec::new());
    if !converses(facts) && !compiled.beyond_conversations() {
        let held = vec!["chat".into(), "fim".into()];
        add("request_type", &Some(held), false, facts.request_type.iter().cloned().collect(), Vec::new());
    }
    for name in &rule.unknown {
        add(name, &Some(Vec::new()), false, Vec::new(), Vec::new());
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

/// The files of the request with their paths; those whose path names none are left out.
fn files<'a>(facts: &'a Facts, root: Option<&'a Location<'a>>) -> impl Iterator<Item = (&'a str, Subject<'a>)> {
    facts.files.iter().filter_map(move |file| Some((file.path.as_str(), Subject::file(&file.path, root)?)))
}
