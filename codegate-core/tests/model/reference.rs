//! A store as its documentation tells of it, in memory: what each call answers, and what it leaves behind.

use crate::books::Books;
use crate::bundles::Entry;
use crate::steps::Rule as Given;
use codegate_core::Code;
use std::collections::BTreeMap;

/// An answer as text, or the code of an error.
pub(crate) type Answer = Result<String, Code>;

#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) files: Option<&'static str>,
    pub(crate) model: Option<&'static str>,
    /// Providers by their number, so that they may be renamed.
    pub(crate) to: Vec<(usize, Option<&'static str>)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) name: String,
    pub(crate) instructions: Option<String>,
    pub(crate) rules: Vec<Rule>,
    created: i64,
    updated: i64,
    pub(crate) archived: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) models: Option<Vec<&'static str>>,
    created: i64,
    updated: i64,
}

/// A rule with the names of its providers, as bundles have it.
pub(crate) type Named = (Option<&'static str>, Option<&'static str>, Vec<(String, Option<&'static str>)>);

/// What a reference does wrong, to see that it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Harm {
    None,
    /// An archived workspace stays active in its sessions.
    SessionsStay,
    /// A rule without a target stays.
    EmptyRules,
    /// A failed attempt is not counted.
    FailuresLost,
    /// A workspace keeps its history when it is deleted.
    HistoryStays,
}

pub(crate) struct Reference {
    pub(crate) harm: Harm,
    pub(crate) now: i64,
    /// By their numbers.
    pub(crate) workspaces: BTreeMap<usize, Workspace>,
    pub(crate) providers: BTreeMap<usize, Provider>,
    /// The workspace of each session, and when it was activated.
    pub(crate) sessions: BTreeMap<String, (usize, i64)>,
    pub(crate) bundle: Vec<Entry>,
    numbers: usize,
    pub(crate) books: Books,
}

/// A name in its one spelling.
pub(crate) fn normal(name: &str) -> Result<String, Code> {
    let name = name.trim().to_ascii_lowercase();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if name.is_empty() || !name.bytes().all(allowed) { Err(Code::InvalidName) } else { Ok(name) }
}

fn new_name(name: &str) -> Result<String, Code> {
    let name = normal(name)?;
    if matches!(name.as_str(), "default" | "active" | "archived") { Err(Code::ReservedName) } else { Ok(name) }
}

fn provider_name(name: &str) -> Result<(), Code> {
    if name.contains('/') { Err(Code::InvalidName) } else { Ok(()) }
}

pub(crate) fn session_id(id: Option<&'static str>) -> Result<&'static str, Code> {
    let id = id.unwrap_or("default");
    if id.is_empty() { Err(Code::InvalidArgument) } else { Ok(id) }
}

pub(crate) fn target(text: &'static str) -> (&'static str, Option<&'static str>) {
    text.split_once('/').map_or((text, None), |(provider, model)| (provider, Some(model)))
}

impl Reference {
    pub(crate) fn new(now: i64, harm: Harm) -> Reference {
        let default = Workspace {
            name: "default".into(),
            instructions: None,
            rules: Vec::new(),
            created: now,
            updated: now,
            archived: None,
        };
        Reference {
            harm,
            now,
            workspaces: [(0, default)].into(),
            providers: BTreeMap::new(),
            sessions: [("default".to_owned(), (0, now))].into(),
            bundle: vec![("default".into(), None, Vec::new())],
            numbers: 0,
            books: Books::default(),
        }
    }

    fn number(&mut self) -> usize {
        self.numbers += 1;
        self.numbers
    }

    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.workspaces.iter().find(|(_, own)| own.name == name).map(|(number, _)| *number)
    }

    pub(crate) fn found(&self, name: &str) -> Result<usize, Code> {
        self.named(&normal(name)?).ok_or(Code::WorkspaceNotFound)
    }

    pub(crate) fn live(&self, name: &str) -> Result<usize, Code> {
        let number = self.found(name)?;
        if self.workspaces[&number].archived.is_some() { Err(Code::WorkspaceArchived) } else { Ok(number) }
    }

    pub(crate) fn provider(&self, name: &str) -> Result<usize, Code> {
        let found = self.providers.iter().find(|(_, own)| own.name == name);
        found.map(|(number, _)| *number).ok_or(Code::ProviderNotFound)
    }

    fn active_in(&self, number: usize) -> Vec<&String> {
        self.sessions.iter().filter(|(_, (own, _))| *own == number).map(|(id, _)| id).collect()
    }

    pub(crate) fn told(&self, number: usize) -> String {
        let Workspace { name, instructions, rules, created, updated, archived } = &self.workspaces[&number];
        let rules: Vec<Named> = rules.iter().map(|rule| self.with_names(rule)).collect();
        let active = self.active_in(number);
        format!("{name} {instructions:?} {rules:?} {active:?} {created} {updated} {archived:?}")
    }

    pub(crate) fn with_names(&self, rule: &Rule) -> Named {
        let to = rule.to.iter().map(|(provider, model)| (self.providers[provider].name.clone(), *model));
        (rule.files, rule.model, to.collect())
    }

    fn checked(&self, rules: &[Given]) -> Result<Vec<Rule>, Code> {
        let one = |given: &Given| {
            if given.to.is_empty() {
                return Err(Code::InvalidRule);
            }
            let to = given.to.iter().map(|text| {
                let (name, model) = target(text);
                let number = self.provider(name)?;
                self.lists(number, model).then_some((number, model)).ok_or(Code::ModelNotFound)
            });
            Ok(Rule { files: given.files, model: given.model, to: to.collect::<Result<_, Code>>()? })
        };
        rules.iter().map(one).collect()
    }

    /// Whether a provider offers a model.
    pub(crate) fn lists(&self, provider: usize, model: Option<&str>) -> bool {
        let models = &self.providers[&provider].models;
        model.is_none_or(|model| models.as_ref().is_none_or(|all| all.contains(&model)))
    }

    pub(crate) fn insert(&mut self, name: String, instructions: Option<String>, rules: Vec<Rule>) -> usize {
        let (number, now) = (self.number(), self.now);
        let own = Workspace { name, instructions, rules, created: now, updated: now, archived: None };
        self.workspaces.insert(number, own);
        number
    }

    pub(crate) fn at(&mut self, number: usize) -> &mut Workspace {
        let own = self.workspaces.get_mut(&number).expect("it was found");
        own.updated = self.now;
        own
    }

    pub(crate) fn create(&mut self, name: &str, instructions: Option<&str>, rules: &[Given]) -> Answer {
        let name = new_name(name)?;
        if self.named(&name).is_some() {
            return Err(Code::WorkspaceExists);
        }
        let rules = self.checked(rules)?;
        let number = self.insert(name, instructions.map(str::to_owned), rules);
        Ok(self.told(number))
    }

    pub(crate) fn update(&mut self, name: &str, text: Option<Option<&str>>, rules: Option<&[Given]>) -> Answer {
        let number = self.live(name)?;
        let rules = rules.map(|rules| self.checked(rules)).transpose()?;
        let own = self.at(number);
        if let Some(text) = text {
            own.instructions = text.map(str::to_owned);
        }
        own.rules = rules.unwrap_or_else(|| own.rules.clone());
        Ok(self.told(number))
    }

    pub(crate) fn rename(&mut self, name: &str, new: &str) -> Answer {
        let number = self.live(name)?;
        self.not_default(number)?;
        let new = new_name(new)?;
        if self.workspaces[&number].name != new {
            if self.named(&new).is_some() {
                return Err(Code::WorkspaceExists);
            }
            self.at(number).name = new;
        }
        Ok(self.told(number))
    }

    fn not_default(&self, number: usize) -> Result<(), Code> {
        if self.workspaces[&number].name == "default" { Err(Code::DefaultWorkspace) } else { Ok(()) }
    }

    pub(crate) fn archive(&mut self, name: &str, force: bool) -> Answer {
        let number = self.live(name)?;
        self.not_default(number)?;
        let active: Vec<String> = self.active_in(number).into_iter().cloned().collect();
        if !active.is_empty() && !force {
            return Err(Code::WorkspaceActive);
        }
        for session in active.into_iter().filter(|_| self.harm != Harm::SessionsStay) {
            self.sessions.insert(session, (0, self.now));
        }
        let now = self.now;
        self.at(number).archived = Some(now);
        Ok(self.told(number))
    }

    pub(crate) fn recover(&mut self, name: &str) -> Answer {
        let number = self.archived(name)?;
        self.at(number).archived = None;
        Ok(self.told(number))
    }

    fn archived(&self, name: &str) -> Result<usize, Code> {
        let number = self.found(name)?;
        self.workspaces[&number].archived.map(|_| number).ok_or(Code::WorkspaceNotArchived)
    }

    pub(crate) fn delete(&mut self, name: &str) -> Answer {
        self.not_default(self.found(name)?)?;
        let number = self.archived(name)?;
        let (exchanges, alerts) = self.books.of(number);
        let own = self.workspaces.remove(&number).expect("it was found");
        if self.harm != Harm::HistoryStays {
            self.books.forget(number);
        }
        Ok(format!("{} {exchanges} {alerts} {}", own.name, own.rules.len()))
    }

    pub(crate) fn activate(&mut self, workspace: &str, session: Option<&'static str>) -> Answer {
        let session = session_id(session)?;
        let number = self.live(workspace)?;
        let known = self.sessions.get(session).filter(|(own, _)| *own == number);
        let since = known.map_or(self.now, |(_, since)| *since);
        self.sessions.insert(session.to_owned(), (number, since));
        Ok(self.session(session))
    }

    pub(crate) fn session(&self, id: &str) -> String {
        let (workspace, since) = self.sessions[id];
        format!("{id} {} {since}", self.workspaces[&workspace].name)
    }

    pub(crate) fn ensure(&mut self, id: &'static str, workspace: Option<&str>) -> Answer {
        let id = session_id(Some(id))?;
        workspace.map(normal).transpose()?;
        if !self.sessions.contains_key(id) {
            let number = workspace.map_or(Ok(self.sessions["default"].0), |name| self.live(name))?;
            self.sessions.insert(id.to_owned(), (number, self.now));
        }
        Ok(self.session(id))
    }

    pub(crate) fn remove_session(&mut self, id: &'static str) -> Answer {
        match session_id(Some(id))? {
            "default" => Err(Code::InvalidArgument),
            id => self.sessions.remove(id).map(|_| String::new()).ok_or(Code::SessionNotFound),
        }
    }

    pub(crate) fn provider_told(&self, number: usize) -> String {
        let Provider { name, models, created, updated } = &self.providers[&number];
        format!("{name} {models:?} {created} {updated}")
    }

    pub(crate) fn add_provider(&mut self, name: &str, models: Option<Vec<&'static str>>) -> Answer {
        provider_name(name)?;
        if self.provider(name).is_ok() {
            return Err(Code::ProviderExists);
        }
        let (number, now) = (self.number(), self.now);
        self.providers.insert(number, Provider { name: name.into(), models, created: now, updated: now });
        Ok(self.provider_told(number))
    }

    pub(crate) fn set_models(&mut self, name: &str, models: Option<Vec<&'static str>>, force: bool) -> Answer {
        let number = self.provider(name)?;
        if let Some(left) = &models {
            let gone = |(provider, model): &(usize, Option<&'static str>)| {
                *provider == number && model.is_some_and(|model| !left.contains(&model))
            };
            if !force && self.workspaces.values().flat_map(|own| &own.rules).flat_map(|rule| &rule.to).any(&gone) {
                return Err(Code::ModelInUse);
            }
            self.strip(gone);
        }
        let now = self.now;
        let own = self.providers.get_mut(&number).expect("it was found");
        (own.models, own.updated) = (models, now);
        Ok(self.provider_told(number))
    }

    /// Takes targets out of all rules, and rules without any; gives what changed, by workspace, position and removal.
    fn strip(&mut self, gone: impl Fn(&(usize, Option<&'static str>)) -> bool) -> Vec<(String, usize, bool)> {
        let mut stripped = Vec::new();
        let keep_empty = self.harm == Harm::EmptyRules;
        for own in self.workspaces.values_mut() {
            for (position, rule) in own.rules.iter_mut().enumerate().filter(|(_, rule)| rule.to.iter().any(&gone)) {
                rule.to.retain(|to| !gone(to));
                stripped.push((own.name.clone(), position, rule.to.is_empty()));
            }
            own.rules.retain(|rule| keep_empty || !rule.to.is_empty());
        }
        stripped.sort();
        stripped
    }

    pub(crate) fn rename_provider(&mut self, name: &str, new: &str) -> Answer {
        provider_name(new)?;
        let number = self.provider(name)?;
        if name != new {
            if self.provider(new).is_ok() {
                return Err(Code::ProviderExists);
            }
            let now = self.now;
            let own = self.providers.get_mut(&number).expect("it was found");
            (own.name, own.updated) = (new.to_owned(), now);
        }
        Ok(self.provider_told(number))
    }

    pub(crate) fn remove_provider(&mut self, name: &str, force: bool) -> Answer {
        let number = self.provider(name)?;
        let of_it = |(provider, _): &(usize, Option<&'static str>)| *provider == number;
        let used = self.workspaces.values().flat_map(|own| &own.rules).flat_map(|rule| &rule.to).any(of_it);
        if used && !force {
            return Err(Code::ProviderInUse);
        }
        let stripped = self.strip(of_it);
        self.providers.remove(&number);
        Ok(format!("{name} {stripped:?}"))
    }
}
