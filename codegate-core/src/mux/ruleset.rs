//! The compiled rules of a workspace.

use super::index::Index;
use super::path::{Location, Pattern, Subject};
use crate::model::{ExplainedCondition, ExplainedRule, Facts, Rule};
use std::collections::HashMap;

/// Rules made ready to be held against many requests.
///
/// Equal patterns are kept once. Each rule hangs on one of its conditions, the most telling first (files, model,
/// client, type), so that a decision looks only at rules for which that condition holds, whatever their number.
#[derive(Debug)]
pub(crate) struct RuleSet {
    rules: Vec<Compiled>,
    unknown: Vec<(usize, String)>,
    files: Patterns,
    models: Patterns,
    clients: HashMap<String, Vec<u32>>,
    types: HashMap<String, Vec<u32>>,
    /// The first rule without conditions; rules behind it are never reached.
    catch_all: Option<u32>,
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
    /// A rule with a condition that is not understood, or that leads nowhere, never holds.
    fn usable(&self) -> bool {
        self.rule.unknown.is_empty() && !self.rule.to.is_empty()
    }
}

impl RuleSet {
    /// Compiles rules that were read from the store. It never fails: what cannot be understood never matches.
    pub(crate) fn compile(rules: &[Rule]) -> RuleSet {
        let (mut files, mut models) = (Interner::new(Pattern::file), Interner::new(Pattern::word));
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
        };
        for (at, rule) in (0u32..).zip(&compiled) {
            set.hang(at, rule);
        }
        set.rules = compiled;
        set
    }

    fn hang(&mut self, at: u32, rule: &Compiled) {
        if !rule.usable() || self.catch_all.is_some() {
            return;
        }
        let when = &rule.rule.when;
        let words = |map: &mut HashMap<String, Vec<u32>>, words: &[String]| {
            words.iter().for_each(|word| map.entry(word.clone()).or_default().push(at));
        };
        if let Some(ids) = &rule.files {
            self.files.hang(ids, at);
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
        let mut best = self.catch_all;
        let mut offer = |rules: &[u32]| {
            let mut better = rules.iter().copied().take_while(|&rule| best.is_none_or(|best| rule < best));
            if let Some(rule) = better.find(|&rule| self.rest_holds(rule, facts, &models)) {
                best = Some(rule);
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
                self.files.visit(&file, &mut hits, &mut offer);
            }
        }
        best.map(|rule| rule as usize)
    }

    /// Whether all conditions but the one on files hold.
    fn rest_holds(&self, rule: u32, facts: &Facts, models: &Hits) -> bool {
        let Some(Compiled { rule, models: ids, .. }) = self.rules.get(rule as usize) else { return false };
        ids.as_ref().is_none_or(|ids| models.any(ids))
            && rule.when.client.as_ref().is_none_or(|clients| clients.contains(&facts.client))
            && rule.when.request_type.as_ref().is_none_or(|types| type_holds(types, facts))
    }

    /// Every rule and condition with whether it holds and what was seen.
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
    for name in &rule.unknown {
        add(name, &Some(Vec::new()), false, Vec::new());
    }
    let held = compiled.usable() && conditions.iter().all(|condition| condition.held);
    ExplainedRule { rule: at, held, conditions, to: rule.to.clone() }
}

/// `chat` is every type but `fim`, one that is not known among them; any other word is itself.
fn type_holds(types: &[String], facts: &Facts) -> bool {
    type_words(facts).any(|word| types.iter().any(|own| own == word))
}

/// The words that hold for the type of the request.
fn type_words(facts: &Facts) -> impl Iterator<Item = &str> {
    let own = facts.request_type.as_deref();
    let chat = (own != Some("fim")).then_some("chat");
    chat.into_iter().chain(own.filter(|word| *word != "chat"))
}

fn location(root: Option<&str>) -> Option<Location<'_>> {
    root.filter(|root| !root.is_empty()).map(Location::parse)
}

fn files<'a>(facts: &'a Facts, root: Option<&Location<'a>>) -> impl Iterator<Item = Subject<'a>> {
    facts.files.iter().filter_map(move |file| Subject::file(&file.path, root))
}

/// Distinct patterns with their index, and the rules that hang on each, in order.
#[derive(Debug)]
struct Patterns {
    list: Vec<Pattern>,
    rules: Vec<Vec<u32>>,
    index: Index,
}

impl Patterns {
    fn len(&self) -> usize {
        self.list.len()
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn hang(&mut self, ids: &[u32], rule: u32) {
        for &id in ids {
            if let Some(rules) = self.rules.get_mut(id as usize) {
                rules.push(rule);
            }
        }
    }

    fn rules(&self, id: u32) -> &[u32] {
        self.rules.get(id as usize).map_or(&[], Vec::as_slice)
    }

    /// Calls `found` with the rules of every pattern that matches the subject and is not among the hits yet.
    fn visit(&self, subject: &Subject<'_>, hits: &mut Hits, mut found: impl FnMut(&[u32])) {
        self.index.visit(subject, |id| {
            let matches = |pattern: &Pattern| !hits.contains(id) && pattern.matches(subject);
            if self.list.get(id as usize).is_some_and(matches) {
                hits.insert(id);
                found(self.rules(id));
            }
        });
    }

    fn hits<'a>(&self, subjects: impl IntoIterator<Item = Subject<'a>>) -> Hits {
        let mut hits = Hits::new(self.len());
        if !self.is_empty() {
            subjects.into_iter().for_each(|subject| self.visit(&subject, &mut hits, |_| {}));
        }
        hits
    }
}

/// Gives equal texts one id.
struct Interner<'a> {
    parse: fn(&str) -> Pattern,
    ids: HashMap<&'a str, u32>,
    list: Vec<Pattern>,
}

impl<'a> Interner<'a> {
    fn new(parse: fn(&str) -> Pattern) -> Self {
        Interner { parse, ids: HashMap::new(), list: Vec::new() }
    }

    fn ids(&mut self, texts: &'a [String]) -> Vec<u32> {
        let Interner { parse, ids, list } = self;
        let id = |text: &'a String| {
            *ids.entry(text).or_insert_with(|| {
                list.push(parse(text));
                (list.len() - 1) as u32
            })
        };
        texts.iter().map(id).collect()
    }

    fn finish(self) -> Patterns {
        let rules = self.list.iter().map(|_| Vec::new()).collect();
        Patterns { index: Index::new(&self.list), list: self.list, rules }
    }
}

/// The patterns that matched, as a set of bits.
#[derive(Debug)]
struct Hits(Vec<u64>);

impl Hits {
    fn new(patterns: usize) -> Hits {
        Hits(vec![0; patterns.div_ceil(64)])
    }

    fn insert(&mut self, id: u32) {
        if let Some(word) = self.0.get_mut(id as usize / 64) {
            *word |= 1 << (id % 64);
        }
    }

    fn contains(&self, id: u32) -> bool {
        self.0.get(id as usize / 64).is_some_and(|word| word & (1 << (id % 64)) != 0)
    }

    fn any(&self, ids: &[u32]) -> bool {
        ids.iter().any(|&id| self.contains(id))
    }

    /// The ids of the set, in order.
    fn iter(&self) -> impl Iterator<Item = u32> {
        (0u32..)
            .step_by(64)
            .zip(&self.0)
            .flat_map(|(first, &word)| (0..64u32).filter(move |bit| word & (1 << bit) != 0).map(move |bit| first + bit))
    }
}
