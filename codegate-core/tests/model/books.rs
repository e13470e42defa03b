//! The reference's decisions, exchanges and reports.

use crate::reference::{Answer, Harm, Reference, session_id, target};
use crate::steps::{Asked, By};
use codegate_core::Code;
use std::collections::{BTreeMap, VecDeque};

type Route = (String, Option<&'static str>);

/// One try at one provider.
#[derive(Debug, Clone)]
struct Attempt {
    route: Option<Route>,
    outcome: &'static str,
    tokens: Option<[u64; 2]>,
}

impl Attempt {
    fn model(&self) -> Option<&'static str> {
        self.route.as_ref()?.1
    }

    /// Of `m` alone the price is known: a dollar for a million tokens of input, two for as many of output.
    fn is_priced(&self) -> bool {
        self.model() == Some("m")
    }

    fn cost(&self) -> Option<i128> {
        let [input, output] = self.tokens.filter(|_| self.is_priced())?;
        Some((i128::from(input) + 2 * i128::from(output)) * 1_000_000)
    }

    /// One that failed before anything came back is charged nothing.
    fn counts(&self) -> bool {
        self.outcome != "failed" || self.tokens.is_some()
    }
}

#[derive(Debug, Clone)]
struct Exchange {
    id: String,
    workspace: usize,
    session: &'static str,
    rule: Option<usize>,
    started: i64,
    finished: i64,
    outcome: &'static str,
    attempts: Vec<Attempt>,
    key: Option<usize>,
}

/// Several attempts taken together.
struct Total {
    tokens: Option<[u64; 2]>,
    cost: Option<i128>,
    known: i128,
    incomplete: bool,
    unpriced: bool,
}

impl Exchange {
    fn total(&self) -> Total {
        let counted: Vec<&Attempt> = self.attempts.iter().filter(|attempt| attempt.counts()).collect();
        let sum = |one: [u64; 2], other: [u64; 2]| [one[0] + other[0], one[1] + other[1]];
        let all = |nothing| if counted.is_empty() { None } else { Some(nothing) };
        Total {
            tokens: counted.iter().try_fold([0; 2], |total, attempt| Some(sum(total, attempt.tokens?))).and_then(all),
            cost: counted.iter().map(|attempt| attempt.cost()).sum::<Option<i128>>().filter(|_| !counted.is_empty()),
            known: counted.iter().filter_map(|attempt| attempt.cost()).sum(),
            incomplete: counted.iter().any(|attempt| attempt.tokens.is_none()),
            unpriced: counted.iter().any(|attempt| !attempt.is_priced()),
        }
    }

    fn last(&self) -> Option<Route> {
        self.attempts.last().and_then(|last| last.route.clone())
    }
}

/// An exchange that was begun.
#[derive(Debug)]
pub(crate) struct Open {
    /// The opening of the gate that it was begun on.
    pub(crate) opening: usize,
    exchange: Exchange,
    left: VecDeque<Route>,
    current: Option<Attempt>,
    alerts: u64,
    ended: bool,
}

#[derive(Default)]
pub(crate) struct Books {
    recorded: Vec<Exchange>,
    /// The workspace of each alert.
    alerts: Vec<usize>,
    pub(crate) open: Vec<Open>,
    /// Ids of all that were ever begun or recorded.
    pub(crate) ids: Vec<String>,
}

impl Books {
    /// How many exchanges and alerts a workspace has.
    pub(crate) fn of(&self, workspace: usize) -> (usize, usize) {
        let exchanges = self.recorded.iter().filter(|own| own.workspace == workspace).count();
        (exchanges, self.alerts.iter().filter(|own| **own == workspace).count())
    }

    pub(crate) fn forget(&mut self, workspace: usize) {
        self.recorded.retain(|own| own.workspace != workspace);
        self.alerts.retain(|own| *own != workspace);
    }
}

/// Where a request goes.
pub(crate) struct Decided {
    workspace: usize,
    session: &'static str,
    rule: Option<usize>,
    routes: VecDeque<Route>,
}

fn holds(files: Option<&str>, model: Option<&str>, asked: &Asked) -> bool {
    let name = |path: &&'static str| path.rsplit('/').next().unwrap_or_default();
    let mut names = asked.files.iter().map(name);
    let files = match files {
        None => true,
        Some("*.py") => names.any(|name| name.ends_with(".py")),
        Some("a.*") => names.any(|name| name.starts_with("a.")),
        Some(_) => names.any(|name| !name.ends_with(".py")),
    };
    let model = match model {
        None => true,
        Some("gpt") | Some("g*") => asked.model == Some("gpt"),
        Some(_) => asked.model.is_some_and(|model| model != "gpt"),
    };
    files && model
}

impl Reference {
    pub(crate) fn decided(&self, asked: &Asked) -> Result<Decided, Code> {
        let session = session_id(asked.session)?;
        let active = self.sessions.get(session).ok_or(Code::SessionNotFound)?.0;
        let workspace = asked.workspace.map_or(Ok(active), |name| self.live(name))?;
        let own = &self.workspaces[&workspace];
        if own.archived.is_some() {
            return Err(Code::WorkspaceArchived);
        }
        let route = |provider: usize, model: Option<&'static str>| {
            (self.providers[&provider].name.clone(), model.or(asked.model))
        };
        if let Some(to) = asked.to {
            let (name, model) = target(to);
            let provider = self.provider(name)?;
            let listed = self.lists(provider, model);
            let routes = listed.then(|| [route(provider, model)].into()).ok_or(Code::ModelNotFound)?;
            return Ok(Decided { workspace, session, rule: None, routes });
        }
        let rule = own.rules.iter().position(|rule| holds(rule.files, rule.model, asked));
        let routes = rule.map(|rule| own.rules[rule].to.iter().map(|(provider, model)| route(*provider, *model)));
        Ok(Decided { workspace, session, rule, routes: routes.into_iter().flatten().collect() })
    }

    pub(crate) fn decision_told(&self, decided: &Decided) -> String {
        let Decided { workspace, session, rule, routes } = decided;
        let own = &self.workspaces[workspace];
        let reason = match routes.front() {
            Some(_) => None,
            None if own.rules.is_empty() => Some("no_rules"),
            None => Some("no_match"),
        };
        let text = own.instructions.as_ref().filter(|text| !text.is_empty());
        format!("{} {session} {rule:?} {reason:?} {routes:?} {text:?}", own.name)
    }

    /// Begins an exchange, of this id, on the gate's present opening.
    pub(crate) fn begun(&mut self, decided: Decided, id: &str, opening: usize) {
        let Decided { workspace, session, rule, routes: mut left } = decided;
        let current = Some(Attempt { route: left.pop_front(), outcome: "", tokens: None });
        let exchange = Exchange {
            id: id.to_owned(),
            workspace,
            session,
            rule,
            started: self.now,
            finished: 0,
            outcome: "",
            attempts: Vec::new(),
            key: None,
        };
        self.books.ids.push(id.to_owned());
        self.books.open.push(Open { opening, exchange, left, current, alerts: 0, ended: false });
    }

    fn open(&mut self, index: usize) -> Result<&mut Open, Code> {
        let open = &mut self.books.open[index];
        if open.ended { Err(Code::AlreadyFinished) } else { Ok(open) }
    }

    pub(crate) fn report(&mut self, index: usize, tokens: [u64; 2]) -> Answer {
        let current = self.open(index)?.current.as_mut().ok_or(Code::InvalidArgument)?;
        current.tokens = Some(tokens);
        Ok(String::new())
    }

    pub(crate) fn fail(&mut self, index: usize) -> Answer {
        let open = self.open(index)?;
        let mut attempt = open.current.take().ok_or(Code::InvalidArgument)?;
        attempt.outcome = "failed";
        open.exchange.attempts.push(attempt);
        let next = open.left.pop_front();
        open.current = next.clone().map(|route| Attempt { route: Some(route), outcome: "", tokens: None });
        Ok(format!("{next:?}"))
    }

    pub(crate) fn finish(&mut self, index: usize, completed: Option<bool>) -> Answer {
        let open = self.open(index)?;
        let implied = if open.current.is_some() { "completed" } else { "failed" };
        let outcome = completed.map_or(implied, |completed| if completed { "completed" } else { "aborted" });
        let exchange = self.ended(index, outcome)?;
        Ok(self.receipt(&exchange, false))
    }

    /// Leaves an exchange; it is recorded as far as that can be.
    pub(crate) fn leave(&mut self, index: usize) {
        if let Ok(open) = self.open(index) {
            let outcome = match &open.current {
                None => "failed",
                Some(current) if current.tokens.is_some() => "completed",
                Some(_) => "aborted",
            };
            let _ = self.ended(index, outcome);
        }
        self.books.open.remove(index);
    }

    fn ended(&mut self, index: usize, outcome: &'static str) -> Result<Exchange, Code> {
        let now = self.now;
        if !self.workspaces.contains_key(&self.books.open[index].exchange.workspace) {
            return Err(Code::WorkspaceNotFound);
        }
        let open = &mut self.books.open[index];
        open.ended = true;
        let mut exchange = open.exchange.clone();
        exchange.attempts.extend(open.current.take().map(|attempt| Attempt { outcome, ..attempt }));
        (exchange.outcome, exchange.finished) = (outcome, now);
        let alerts = (0..open.alerts).map(|_| exchange.workspace);
        self.books.alerts.extend(alerts);
        self.books.recorded.push(exchange.clone());
        Ok(exchange)
    }

    fn receipt(&self, exchange: &Exchange, duplicate: bool) -> String {
        let name = &self.workspaces[&exchange.workspace].name;
        let Total { tokens, cost, known, .. } = exchange.total();
        let (session, outcome, last) = (exchange.session, exchange.outcome, exchange.last());
        let attempts: Vec<_> =
            exchange.attempts.iter().map(|attempt| (&attempt.route, attempt.outcome, attempt.tokens)).collect();
        format!("{name} {session} {last:?} {tokens:?} {cost:?} {known} {outcome} {attempts:?} {duplicate}")
    }

    /// What recording says before the id is known; an id where the key was recorded before.
    pub(crate) fn record(
        &mut self,
        asked: &Asked,
        tokens: Option<[u64; 2]>,
        key: Option<usize>,
        status: Option<u16>,
        id: &str,
    ) -> Answer {
        let place = self.decided(&Asked { to: None, ..asked.clone() })?;
        let route = asked.to.map(target);
        let route = route.map(|(name, model)| self.provider(name).map(|_| (name.to_owned(), model))).transpose()?;
        if let Some(earlier) = key.and_then(|key| self.books.recorded.iter().find(|own| own.key == Some(key))) {
            return Ok(self.receipt(earlier, true));
        }
        let outcome = if status == Some(503) { "failed" } else { "completed" };
        let exchange = Exchange {
            id: id.to_owned(),
            workspace: place.workspace,
            session: place.session,
            rule: None,
            started: self.now,
            finished: self.now,
            outcome,
            attempts: vec![Attempt { route, outcome, tokens }],
            key,
        };
        self.books.ids.push(id.to_owned());
        self.books.recorded.push(exchange.clone());
        Ok(self.receipt(&exchange, false))
    }

    /// An alert on an exchange that was begun, on this opening of a gate, or on a workspace.
    pub(crate) fn alert(&mut self, on: Result<usize, &str>, opening: usize) -> Answer {
        let workspace = match on {
            Err(name) => self.found(name)?,
            Ok(index) => {
                let open = &mut self.books.open[index];
                if !open.ended && open.opening == opening {
                    open.alerts += 1;
                    return Ok(String::new());
                }
                let id = open.exchange.id.clone();
                self.recorded(&id)?.workspace
            }
        };
        self.books.alerts.push(workspace);
        Ok(String::new())
    }

    fn recorded(&self, id: &str) -> Result<&Exchange, Code> {
        self.books.recorded.iter().find(|own| own.id == id).ok_or(Code::ExchangeNotFound)
    }

    pub(crate) fn usage(
        &self,
        workspace: Option<&str>,
        by: Option<By>,
        since: Option<i64>,
        until: Option<i64>,
    ) -> Answer {
        if since.zip(until).is_some_and(|(since, until)| until < since) {
            return Err(Code::InvalidArgument);
        }
        let workspace = workspace.map(|name| self.found(name)).transpose()?;
        let mut rows: BTreeMap<Option<String>, [i128; 8]> = BTreeMap::new();
        let mut total = [0; 8];
        let within = |own: &&Exchange| {
            workspace.is_none_or(|number| number == own.workspace)
                && since.is_none_or(|since| own.started >= since)
                && until.is_none_or(|until| own.started < until)
        };
        for own in self.books.recorded.iter().filter(within) {
            let Total { incomplete, unpriced, .. } = own.total();
            for (place, attempt) in own.attempts.iter().enumerate() {
                let last = i128::from(place + 1 == own.attempts.len());
                let [input, output] = attempt.tokens.unwrap_or_default();
                let failed = attempt.outcome == "failed" && self.harm != Harm::FailuresLost;
                let adds = [
                    last,
                    1,
                    failed.into(),
                    input.into(),
                    output.into(),
                    attempt.cost().unwrap_or(0),
                    last * i128::from(incomplete),
                    last * i128::from(unpriced),
                ];
                let row = by.map(|by| rows.entry(self.key(own, attempt, by)).or_default());
                for sums in row.into_iter().chain([&mut total]) {
                    sums.iter_mut().zip(adds).for_each(|(sum, add)| *sum += add);
                }
            }
        }
        Ok(format!("{total:?} {rows:?}"))
    }

    fn key(&self, own: &Exchange, attempt: &Attempt, by: By) -> Option<String> {
        let name = &self.workspaces.get(&own.workspace)?.name;
        match by {
            By::Model => attempt.model().map(str::to_owned),
            By::Provider => attempt.route.as_ref().map(|(provider, _)| provider.clone()),
            By::Session => Some(own.session.to_owned()),
            By::Workspace => Some(name.clone()),
            By::Rule => own.rule.map(|rule| format!("{name}/{rule}")),
        }
    }

    pub(crate) fn history(&self, workspace: Option<&str>) -> Answer {
        let workspace = workspace.map(|name| self.found(name)).transpose()?;
        let of_it = |own: &&Exchange| workspace.is_none_or(|number| number == own.workspace);
        let all = self.books.recorded.iter().rev().filter(of_it).map(|own| self.entry_told(own));
        Ok(all.collect::<Vec<_>>().join("\n"))
    }

    pub(crate) fn entry_of(&self, id: &str) -> Answer {
        self.recorded(id).map(|own| self.entry_told(own))
    }

    fn entry_told(&self, own: &Exchange) -> String {
        let Exchange { id, session, started, finished, outcome, .. } = own;
        let name = self.workspaces.get(&own.workspace).map(|own| own.name.as_str()).unwrap_or_default();
        let Total { tokens, cost, .. } = own.total();
        format!("{id} {name} {session} {:?} {outcome} {tokens:?} {cost:?} {started} {finished}", own.last())
    }

    /// Everything of the configuration.
    pub(crate) fn all(&self) -> String {
        let by_name = |archived: bool| {
            let some = self.workspaces.iter().filter(move |(_, own)| own.archived.is_some() == archived);
            let mut told: Vec<String> = some.map(|(number, _)| self.told(*number)).collect();
            told.sort();
            told
        };
        let sessions = self.sessions.keys().map(|id| self.session(id));
        let mut providers: Vec<String> = self.providers.keys().map(|number| self.provider_told(*number)).collect();
        providers.sort();
        let lines = by_name(false).into_iter().chain(by_name(true)).chain(sessions).chain(providers);
        lines.collect::<Vec<_>>().join("\n")
    }
}
