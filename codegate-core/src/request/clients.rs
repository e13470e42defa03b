//! Which client sent a request. The table is data; only what a client itself writes counts, never the user's text.

mod brand;
mod table;

pub(crate) use table::Table;

use crate::model::{Evidence, Strength};
use crate::request::body::outline::Outline;
use crate::request::json::span::Span;
use crate::request::json::text::{is, unescape};
use std::borrow::Cow;
use std::cell::OnceCell;
use table::{Kind, Mark, Named, SHIPPED, Sign, Test};

/// Bytes of one system text in which a client is looked for; all of them name themselves early.
const TEXT_BYTES: usize = 2 * 1024;
/// The same for all system texts of a request.
const SYSTEM_BYTES: usize = 8 * 1024;
/// System texts in which a client's own name is looked for.
const FIRST_TEXTS: usize = 4;
/// Bytes of white space that may precede what a client writes first.
const BLANKS: usize = 64;
/// Characters of a header's value that evidence shows.
const SEEN_CHARS: usize = 200;

/// The client and all its signs, the strongest first; nothing if none matches.
///
/// `stated` is the one that the host states, `table` the host's own; without one, the built-in table applies.
pub(super) fn detect(
    body: Option<(&Outline, &[u8])>,
    headers: &[(String, String)],
    stated: Option<&str>,
    table: Option<&Table>,
) -> Option<(Option<String>, Vec<Evidence>)> {
    let table = table.unwrap_or(&SHIPPED);
    let view = View::new(table, body, headers);
    let by_host = |name: &str| Evidence { source: "host".into(), strength: Strength::Certain, seen: name.into() };
    let mut evidence: Vec<Evidence> = stated.map(by_host).into_iter().collect();
    let client = match stated.map(Told::Client).or_else(|| view.told(headers))? {
        Told::Client(client) => client,
        Told::Other(other) => return Some((None, vec![other])),
    };
    for sign in table.signs().iter().filter(|sign| *sign.client == *client) {
        if let Some(seen) = view.seen(&sign.mark, Some(client)) {
            evidence.push(evidence_of(sign, &seen));
        }
    }
    Some((Some(client.to_owned()), evidence))
}

/// Who a request is from.
enum Told<'a> {
    Client(&'a str),
    /// A product that is in no entry of the table, by its name.
    Other(Evidence),
}

fn evidence_of(sign: &Sign, seen: &str) -> Evidence {
    let (source, strength) = match sign.mark {
        Mark::Header(_) => ("header", Strength::Strong),
        Mark::Agent(_) => ("user_agent", Strength::Strong),
        Mark::System(_) => ("system", Strength::Medium),
        Mark::Opening(_) => ("opening", Strength::Medium),
        Mark::Member(_) => ("member", Strength::Medium),
        Mark::Tools(_) => ("tools", Strength::Weak),
    };
    Evidence { source: source.into(), strength, seen: seen.chars().take(SEEN_CHARS).collect() }
}

/// A request as signs are matched against it; what several of them need is computed once, on demand.
struct View<'a> {
    table: &'a Table,
    /// The headers that are signs of any client.
    headers: Vec<(&'a str, &'a str)>,
    body: Option<(&'a Outline, &'a [u8])>,
    /// The user agents as they came and in lower case.
    agents: OnceCell<Vec<(&'a str, String)>>,
    /// Which parts of system text of the table occur in the request.
    system: OnceCell<Vec<bool>>,
    offered: OnceCell<Vec<&'a [u8]>>,
}

impl<'a> View<'a> {
    fn new(table: &'a Table, body: Option<(&'a Outline, &'a [u8])>, headers: &'a [(String, String)]) -> View<'a> {
        let headers = headers.iter().filter(|(name, _)| table.is_sign(name));
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (agents, system, offered) = Default::default();
        View { table, headers, body, agents, system, offered }
    }

    /// Who sent the request. What a product calls itself counts most; what forks inherit, and others imitate, names the
    /// client only where nothing names another.
    fn told(&'a self, headers: &[(String, String)]) -> Option<Told<'a>> {
        if let Some(client) = self.first(Kind::Header, |mark| matches!(mark, Mark::Header(sign) if sign.shown)) {
            return Some(Told::Client(client));
        }
        let title = brand::title(headers);
        let own = |mark: &Mark| match mark {
            Mark::Agent(test) => self.agents().iter().any(|(_, agent)| test.holds(agent) && brand::is_own(test, agent)),
            _ => false,
        };
        if let Some(client) = self.first(Kind::Agent, own) {
            // A fork may keep the user agent, but not who it is.
            let fork = title.filter(|_| self.table.has_system(client) && !self.system(Some(client)).contains(&true));
            return Some(fork.map_or(Told::Client(client), Told::Other));
        }
        if let Some(client) = self.first(Kind::System, |_| true) {
            return Some(Told::Client(client));
        }
        // Of the system texts nothing is left to find.
        let rest = [Kind::Header, Kind::Agent, Kind::Opening, Kind::Member, Kind::Tools];
        let client = rest.into_iter().find_map(|kind| self.first(kind, |_| true))?;
        let agent = || self.agents().iter().find_map(|(agent, _)| brand::agent(agent));
        let other = title.or_else(agent).or_else(|| self.identity());
        Some(other.map_or(Told::Client(client), Told::Other))
    }

    /// The client of the first sign of a kind that is there and is wanted.
    fn first(&self, kind: Kind, wanted: impl Fn(&Mark) -> bool) -> Option<&'a str> {
        let may = match kind {
            Kind::Header | Kind::Agent => !self.headers.is_empty(),
            _ => self.body.is_some(),
        };
        if !may {
            return None;
        }
        let mut signs = self.table.signs_of(kind).iter().filter(|sign| wanted(&sign.mark));
        signs.find(|sign| self.seen(&sign.mark, None).is_some()).map(|sign| &*sign.client)
    }

    /// The name in the first of the system texts that says who the client is.
    fn identity(&self) -> Option<Evidence> {
        self.system_texts().find_map(|raw| brand::identity(&unescape(start(raw, TEXT_BYTES))))
    }

    fn system_texts(&self) -> impl Iterator<Item = &'a [u8]> {
        let texts = self.body.into_iter().flat_map(|(outline, bytes)| {
            let turns = outline.turns().map(|turns| turns.system.as_slice()).unwrap_or_default();
            outline.system_text.iter().chain(turns).map(move |span| span.of(bytes))
        });
        texts.take(FIRST_TEXTS)
    }

    /// Mark was seen of a sign, if it is there. `client` is known before this, or is looked for.
    fn seen<'s>(&'s self, mark: &'s Mark, client: Option<&str>) -> Option<Cow<'s, str>> {
        match mark {
            Mark::Header(sign) => self.header(sign).map(Cow::Owned),
            Mark::Agent(test) => {
                let agent = self.agents().iter().find(|(_, lower)| test.holds(lower));
                agent.map(|(agent, _)| Cow::Borrowed(*agent))
            }
            Mark::System(id) => {
                let stands = self.system(client).get(*id) == Some(&true);
                self.table.system(*id).filter(|_| stands).map(|part| part.text().into())
            }
            Mark::Opening(text) => self.opens(text).then(|| text.as_str().into()),
            Mark::Member(sign) => self.member(sign).map(Cow::Owned),
            Mark::Tools(names) => self.offers(names).then(|| names.join(", ").into()),
        }
    }

    fn header(&self, sign: &Named) -> Option<String> {
        let mut named = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(&sign.name));
        let (name, value) = named.find(|(_, value)| sign.test.holds(&value.to_ascii_lowercase()))?;
        Some(format!("{name}: {value}"))
    }

    fn agents(&self) -> &[(&'a str, String)] {
        self.agents.get_or_init(|| {
            let named = self.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(table::USER_AGENT));
            named.map(|(_, value)| (*value, value.to_ascii_lowercase())).collect()
        })
    }

    fn system(&self, client: Option<&str>) -> &[bool] {
        self.system.get_or_init(|| {
            let Some((outline, bytes)) = self.body else { return Vec::new() };
            let turns = outline.turns().map(|turns| turns.system.as_slice()).unwrap_or_default();
            let mut stands = Vec::new();
            let mut left = SYSTEM_BYTES;
            for span in outline.system_text.iter().chain(turns) {
                let raw = start(span.of(bytes), left.min(TEXT_BYTES));
                left -= raw.len();
                self.table.search(&unescape(raw), client, &mut stands);
                if left == 0 {
                    break;
                }
            }
            stands
        })
    }

    /// Whether a message of the user's begins with a text.
    fn opens(&self, text: &str) -> bool {
        let Some((turns, bytes)) = self.body.and_then(|(outline, bytes)| Some((outline.turns()?, bytes))) else {
            return false;
        };
        turns.openings.iter().chain(&turns.stated).any(|span| begins_with(span.of(bytes), text))
    }

    fn member(&self, sign: &Named) -> Option<String> {
        let (outline, bytes) = self.body?;
        outline.others.iter().filter(|(name, _)| is(name.of(bytes), &sign.name)).find_map(|(_, value)| {
            let value = unquoted(start(value.of(bytes), TEXT_BYTES));
            match &sign.test {
                Test::Any => Some(sign.name.clone()),
                test => test.holds(&unescape(value)).then(|| format!("{}: {}", sign.name, test.text())),
            }
        })
    }

    fn offers(&self, names: &[String]) -> bool {
        let offered = self.offered.get_or_init(|| {
            let tools = self.body.map(|(outline, bytes)| outline.tools.iter().map(move |span: &Span| span.of(bytes)));
            tools.into_iter().flatten().collect()
        });
        offered.len() >= names.len() && names.iter().all(|name| offered.contains(&name.as_bytes()))
    }
}

/// The first bytes of a text, no more than `len` and no part of a character.
fn start(raw: &[u8], len: usize) -> &[u8] {
    let is_inside = |at: usize| raw.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    let end = (0..=len.min(raw.len())).rev().find(|&at| !is_inside(at)).unwrap_or_default();
    raw.get(..end).unwrap_or_default()
}

/// Whether a string (given the text between its quotes) begins with `text`, white space aside.
fn begins_with(raw: &[u8], text: &str) -> bool {
    let raw = start(raw, 6 * text.len() + BLANKS).trim_ascii_start();
    // Most differ at their first byte; an escape may encode any character.
    let may = raw.first().is_some_and(|&first| first == b'\\' || Some(&first) == text.as_bytes().first());
    may && unescape(raw).trim_start().starts_with(text)
}

/// A string without its quotes, of which the last may be cut off already.
fn unquoted(raw: &[u8]) -> &[u8] {
    let Some(inside) = raw.strip_prefix(b"\"") else { return raw };
    inside.strip_suffix(b"\"").unwrap_or(inside)
}
