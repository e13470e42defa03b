//! The compiled rules of a workspace.

mod explain;

use super::files::{self, FileCondition, FilePatterns};
use super::names::{ModelCondition, WordCondition};
use super::path::{Location, Subject};
use super::patterns::{Hits, Interner, Patterns};
use crate::model::{ExplainedRule, Facts, Rule, is_conversation};
use explain::Compared;
use std::cell::Cell;
use std::collections::HashMap;

/// Rules compiled for matching against many requests.
///
/// Equal patterns are kept once. Each rule is indexed by what one of its conditions wants, the most selective first (files,
/// model, client, type), so that a decision looks only at rules for which that holds, whatever their number.
#[derive(Debug)]
pub(crate) struct RuleSet {
    rules: Vec<Compiled>,
    unknown: Vec<(usize, String)>,
    files: FilePatterns,
    models: Patterns,
    clients: HashMap<String, Vec<u32>>,
    types: HashMap<String, Vec<u32>>,
    /// Rules that only exclude words, and so cannot be found by one.
    others: Vec<u32>,
    /// The first rule without conditions; of the rules behind it only those are reached that may hold for what is no
    /// conversation.
    catch_all: Option<u32>,
}

#[derive(Debug)]
struct Compiled {
    rule: Rule,
    files: Option<FileCondition>,
    models: Option<ModelCondition>,
    clients: Option<WordCondition>,
    types: Option<WordCondition>,
}

impl Compiled {
    /// A rule with an unknown condition or without targets never holds.
    fn usable(&self) -> bool {
        self.rule.unknown.is_empty() && !self.rule.to.is_empty()
    }

    /// Whether it may hold for what is no conversation: only if it says what it is for, so that no catch-all sends an
    /// embedding to a model that chats, and neither does a rule that says what it is not for.
    fn beyond_conversations(&self) -> bool {
        self.types.as_ref().is_some_and(WordCondition::says) || self.models.as_ref().is_some_and(|models| models.says)
    }
}

impl RuleSet {
    /// Compiles rules that were read from the store. It never fails: an invalid rule never matches.
    pub(crate) fn compile(rules: &[Rule]) -> RuleSet {
        let (mut files, mut models) = (files::Reader::default(), Interner::default());
        let compiled: Vec<Compiled> = rules
            .iter()
            .map(|rule| Compiled {
                files: rule.when.files.as_deref().map(|values| files.read(values)),
                models: rule.when.requested_model.as_deref().map(|values| ModelCondition::read(values, &mut models)),
                clients: rule.when.client.as_deref().map(WordCondition::read),
                types: rule.when.request_type.as_deref().map(WordCondition::read),
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
            others: Vec::new(),
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
        let words = |map: &mut HashMap<String, Vec<u32>>, condition: &WordCondition| {
            condition.wanted.iter().for_each(|word| map.entry(word.clone()).or_default().push(at));
        };
        let found_by = |condition: &Option<WordCondition>| condition.as_ref().is_some_and(WordCondition::says);
        match rule {
            Compiled { files: Some(files), .. } => self.files.hang(files, at),
            Compiled { models: Some(models), .. } => self.models.hang(&models.wanted, at),
            Compiled { clients: Some(clients), .. } if found_by(&rule.clients) => words(&mut self.clients, clients),
            Compiled { types: Some(types), .. } if found_by(&rule.types) => words(&mut self.types, types),
            Compiled { clients: None, types: None, .. } => self.catch_all = Some(at),
            _ => self.others.push(at),
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
        offer(&self.others, &|_| true);
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
        let files = self.files.matched(files(facts, root.as_ref()));
        let compared = Compared { facts, files, models: self.model_hits(facts) };
        self.rules.iter().enumerate().map(|(at, rule)| compared.explain(at, rule)).collect()
    }

    /// Stored rules with conditions that this version does not know, by position and name.
    pub(crate) fn unknown_conditions(&self) -> &[(usize, String)] {
        &self.unknown
    }
}

/// Whether all conditions but the one on files hold.
fn rest_holds(rule: &Compiled, facts: &Facts, models: &Hits) -> bool {
    (converses(facts) || rule.beyond_conversations())
        && rule.models.as_ref().is_none_or(|condition| condition.holds(models))
        && rule.clients.as_ref().is_none_or(|condition| condition.holds(client_words(facts)))
        && rule.types.as_ref().is_none_or(|condition| type_holds(condition, facts))
}

/// `chat` is every conversation: all types but `fim` and those that are no conversation, one that is not known among them.
/// Any other word is itself. Exclusions alone leave the conversations, and code to fill in, that are known.
fn type_holds(types: &WordCondition, facts: &Facts) -> bool {
    (types.says() || facts.request_type.is_some() && converses(facts)) && types.holds(type_words(facts))
}

fn client_words(facts: &Facts) -> impl Iterator<Item = &str> + Clone {
    std::iter::once(facts.client.as_str())
}

/// The words that hold for the type of the request.
fn type_words(facts: &Facts) -> impl Iterator<Item = &str> + Clone {
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
