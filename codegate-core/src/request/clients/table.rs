//! The table of clients, validated and prepared for matching.

use super::brand::SHOWN;
use crate::error::{Error, Result};
use crate::limits::{CLIENTS, NAME_BYTES, PATTERN_BYTES, RECORD_BYTES};
use crate::model::{CLIENTS_VERSION, ClientSign, ClientSpec, ClientTable, Clients, shown};
use crate::request::send::known::is_credential;
use memchr::memmem::Finder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

/// The header whose signs are tried after those of all others.
pub(super) const USER_AGENT: &str = "user-agent";

/// The built-in table.
const TEXT: &str = include_str!("../clients.json");

/// The built-in table, prepared once. A test proves that it parses.
pub(super) static SHIPPED: LazyLock<Table> = LazyLock::new(|| Table::of(&shipped().clients).unwrap_or_default());

pub(super) fn shipped() -> ClientTable {
    serde_json::from_str(TEXT).unwrap_or_default()
}

/// A table of clients that is ready for use.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// In the order in which they decide: by kind, and within a kind by client.
    signs: Vec<Sign>,
    /// Names of all headers that are signs.
    headers: Vec<String>,
    /// The parts of system text, each with its client.
    system: Vec<(Arc<str>, Part)>,
    /// The first bytes of parts, each with the parts that begin so: most begin with "You are ", which is searched for
    /// once.
    beginnings: Vec<(Finder<'static>, Vec<usize>)>,
}

/// Bytes of a part by which it is searched for.
const BEGINNING: usize = 8;

/// One sign of one client.
#[derive(Debug)]
pub(super) struct Sign {
    pub client: Arc<str>,
    pub mark: Mark,
}

#[derive(Debug)]
pub(super) enum Mark {
    Header(Named),
    Agent(Test),
    /// The index of a part of system text.
    System(usize),
    Opening(String),
    Member(Named),
    Tools(Vec<String>),
}

/// The kinds of signs, in the order in which they decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Header,
    Agent,
    System,
    Opening,
    Member,
    Tools,
}

impl Mark {
    fn kind(&self) -> Kind {
        match self {
            Mark::Header(_) => Kind::Header,
            Mark::Agent(_) => Kind::Agent,
            Mark::System(_) => Kind::System,
            Mark::Opening(_) => Kind::Opening,
            Mark::Member(_) => Kind::Member,
            Mark::Tools(_) => Kind::Tools,
        }
    }
}

/// A header or a member with what its value must be.
#[derive(Debug)]
pub(super) struct Named {
    pub name: String,
    pub test: Test,
    /// Whether it is a header with which a product shows who it is.
    pub shown: bool,
}

#[derive(Debug)]
pub(super) enum Test {
    Any,
    Equals(String),
    Contains(Part),
}

impl Test {
    pub(super) fn holds(&self, value: &str) -> bool {
        match self {
            Test::Any => true,
            Test::Equals(text) => value == text,
            Test::Contains(part) => part.stands_in(value),
        }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Test::Any => "",
            Test::Equals(text) => text,
            Test::Contains(part) => part.text(),
        }
    }
}

/// A part of a text, from the start of a word to the end of one.
#[derive(Debug)]
pub(super) struct Part {
    text: String,
    finder: Box<Finder<'static>>,
}

impl Part {
    fn new(text: String) -> Part {
        Part { finder: Finder::new(&text).into_owned().into(), text }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn stands_in(&self, text: &str) -> bool {
        self.finder.find_iter(text.as_bytes()).any(|at| self.stands_at(text, at))
    }

    /// Whether it occurs at this position, with no letter or digit adjacent to its own first or last one; who is spoken to,
    /// where a sentence begins.
    fn stands_at(&self, whole: &str, at: usize) -> bool {
        let (text, part) = (whole.as_bytes(), self.text.as_bytes());
        let goes_on = |inner: Option<&u8>, outer: Option<&u8>| {
            inner.is_some_and(u8::is_ascii_alphanumeric) && outer.is_some_and(u8::is_ascii_alphanumeric)
        };
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        text.get(at..).is_some_and(|rest| rest.starts_with(part))
            && !goes_on(part.first(), before)
            && !goes_on(part.last(), text.get(at + part.len()))
            && (!self.addresses() || begins(whole, at))
    }

    /// Whether it says who is spoken to.
    fn addresses(&self) -> bool {
        self.text.starts_with("You are ")
    }
}

/// Whether a sentence may begin at `at`: how others are spoken to is told in the midst of one, or in quotes.
fn begins(text: &str, at: usize) -> bool {
    const INNER: [char; 10] = [':', ',', '(', '"', '\'', '`', '“', '‘', '„', '«'];
    let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
    before.chars().next_back().is_none_or(|last| !last.is_alphanumeric() && !INNER.contains(&last))
}

impl Table {
    /// The table in force, given the host's.
    ///
    /// Errors: `invalid_argument` or `limit_exceeded`, with the entry and the field.
    pub(crate) fn with(given: &Clients) -> Result<Table> {
        let entries = match given {
            Clients::Table(table) if table.version != CLIENTS_VERSION => {
                let text = format!(
                    "a table of clients of version {} cannot be read; write version {CLIENTS_VERSION}",
                    table.version
                );
                return Err(Error::argument(text));
            }
            Clients::Table(table) => return Table::of(&table.clients),
            Clients::Entries(entries) => entries,
        };
        // Validated by themselves, so that an error names the position in the host's list.
        Table::of(entries)?;
        let mut own: HashMap<&str, &ClientSpec> = entries.iter().map(|entry| (entry.name.as_str(), entry)).collect();
        let shipped = shipped().clients.into_iter();
        let rest: Vec<ClientSpec> =
            shipped.map(|entry| own.remove(entry.name.as_str()).cloned().unwrap_or(entry)).collect();
        let new = entries.iter().filter(|entry| own.contains_key(entry.name.as_str())).cloned();
        Table::of(&new.chain(rest).collect::<Vec<_>>())
    }

    fn of(entries: &[ClientSpec]) -> Result<Table> {
        check(entries)?;
        let mut table = Table::default();
        for entry in entries {
            table.add(entry);
        }
        table.signs.sort_by_key(|sign| sign.mark.kind());
        table.beginnings = beginnings(&table.system);
        let headers = entries.iter().flat_map(|entry| &entry.headers).map(|sign| sign.name.to_ascii_lowercase());
        table.headers = headers.collect::<BTreeSet<_>>().into_iter().collect();
        Ok(table)
    }

    fn add(&mut self, entry: &ClientSpec) {
        let client: Arc<str> = entry.name.as_str().into();
        let header = |sign: &ClientSign| match named(sign, str::to_ascii_lowercase) {
            Named { name, test, .. } if name == USER_AGENT => Mark::Agent(test),
            sign => Mark::Header(sign),
        };
        let parts = self.system.len()..self.system.len() + entry.system.len();
        self.system.extend(entry.system.iter().map(|text| (client.clone(), Part::new(text.clone()))));
        let signs = (entry.headers.iter().map(header))
            .chain(parts.map(Mark::System))
            .chain(entry.openings.iter().cloned().map(Mark::Opening))
            .chain(entry.members.iter().map(|sign| Mark::Member(named(sign, str::to_owned))))
            .chain(entry.tools.iter().cloned().map(Mark::Tools));
        self.signs.extend(signs.map(|mark| Sign { client: client.clone(), mark }));
    }

    pub(super) fn signs(&self) -> &[Sign] {
        &self.signs
    }

    /// The signs of a kind.
    pub(super) fn signs_of(&self, kind: Kind) -> &[Sign] {
        let start = self.signs.partition_point(|sign| sign.mark.kind() < kind);
        let end = self.signs.partition_point(|sign| sign.mark.kind() <= kind);
        self.signs.get(start..end).unwrap_or_default()
    }

    /// Whether the header of this name is a sign of some client.
    pub(super) fn is_sign(&self, header: &str) -> bool {
        self.headers.iter().any(|name| name.eq_ignore_ascii_case(header))
    }

    /// Whether the client is known by parts of its system text.
    pub(super) fn has_system(&self, client: &str) -> bool {
        self.system.iter().any(|(owner, _)| **owner == *client)
    }

    /// A part of system text.
    pub(super) fn system(&self, id: usize) -> Option<&Part> {
        self.system.get(id).map(|(_, part)| part)
    }

    /// Marks the parts of system text that occur in `text`: those of this client, or all.
    pub(super) fn search(&self, text: &str, client: Option<&str>, stands: &mut Vec<bool>) {
        stands.resize(self.system.len(), false);
        if let Some(client) = client {
            let all = self.system.iter().zip(stands);
            for ((_, part), stands) in all.filter(|((owner, _), stands)| client == &**owner && !**stands) {
                *stands = part.stands_in(text);
            }
            return;
        }
        for (beginning, parts) in &self.beginnings {
            for at in beginning.find_iter(text.as_bytes()) {
                for &id in parts {
                    if let (Some((_, part)), Some(stands)) = (self.system.get(id), stands.get_mut(id)) {
                        *stands = *stands || part.stands_at(text, at);
                    }
                }
                if parts.iter().all(|id| stands.get(*id) == Some(&true)) {
                    break;
                }
            }
        }
    }
}

fn beginnings(parts: &[(Arc<str>, Part)]) -> Vec<(Finder<'static>, Vec<usize>)> {
    let mut found: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
    for (id, (_, part)) in parts.iter().enumerate() {
        let bytes = part.text.as_bytes();
        found.entry(bytes.get(..BEGINNING).unwrap_or(bytes)).or_default().push(id);
    }
    found.into_iter().map(|(beginning, parts)| (Finder::new(beginning).into_owned(), parts)).collect()
}

fn named(sign: &ClientSign, fold: fn(&str) -> String) -> Named {
    let test = match (&sign.equals, &sign.contains) {
        (Some(text), _) => Test::Equals(fold(text)),
        (_, Some(text)) => Test::Contains(Part::new(fold(text))),
        _ => Test::Any,
    };
    let name = fold(&sign.name);
    Named { shown: SHOWN.contains(&name.as_str()), name, test }
}

/// Refuses an invalid table, naming the entry and the field.
fn check(entries: &[ClientSpec]) -> Result<()> {
    if entries.len() > CLIENTS {
        return Err(Error::limit("`clients`", CLIENTS, "entries"));
    }
    let mut names = HashMap::new();
    let mut bytes = 0;
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("`clients[{index}]` (`{}`)", shown(&entry.name));
        bytes += entry_bytes(entry);
        check_entry(entry, &place)?;
        if let Some(first) = names.insert(entry.name.as_str(), index) {
            return Err(Error::argument(format!("{place} has the name of `clients[{first}]`; give each client once")));
        }
    }
    if bytes > RECORD_BYTES { Err(Error::limit("`clients`", RECORD_BYTES, "bytes")) } else { Ok(()) }
}

fn entry_bytes(entry: &ClientSpec) -> usize {
    let named = entry.headers.iter().chain(&entry.members);
    let named = named.flat_map(|sign| [Some(&sign.name), sign.equals.as_ref(), sign.contains.as_ref()]).flatten();
    let texts = entry.system.iter().chain(&entry.openings).chain(entry.tools.iter().flatten()).chain(&entry.sources);
    named.chain(texts).map(|text| text.len()).sum::<usize>() + entry.name.len()
}

fn check_entry(entry: &ClientSpec, place: &str) -> Result<()> {
    let ClientSpec { name, headers, system, openings, members, tools, sources: _ } = entry;
    text(name, NAME_BYTES, || format!("{place}, `name`"))?;
    if name == "generic" || name.contains(char::is_control) {
        let why = "is not a client name: `generic` stands for an unknown one, and control characters are not allowed";
        return Err(Error::argument(format!("{place}, `name`: {why}")));
    }
    for (field, signs) in [("headers", headers), ("members", members)] {
        for (index, sign) in signs.iter().enumerate() {
            let place = format!("{place}, `{field}[{index}]`");
            text(&sign.name, NAME_BYTES, || format!("{place}.`name`"))?;
            if field == "headers" && is_credential(&sign.name) {
                return Err(Error::argument(format!(
                    "{place}: `{}` holds a credential, which cannot be a sign",
                    shown(&sign.name)
                )));
            }
            match (&sign.equals, &sign.contains) {
                (Some(_), Some(_)) => {
                    return Err(Error::argument(format!("{place} has `equals` and `contains`; leave one out")));
                }
                (Some(value), None) | (None, Some(value)) => {
                    text(value, PATTERN_BYTES, || format!("{place}, its value"))?
                }
                (None, None) => {}
            }
        }
    }
    for (field, texts) in [("system", system), ("openings", openings)] {
        for (index, part) in texts.iter().enumerate() {
            text(part, PATTERN_BYTES, || format!("{place}, `{field}[{index}]`"))?;
        }
    }
    for (index, set) in tools.iter().enumerate() {
        if set.is_empty() {
            return Err(Error::argument(format!("{place}, `tools[{index}]` names no tool; leave it out")));
        }
        for tool in set {
            text(tool, PATTERN_BYTES, || format!("{place}, `tools[{index}]`"))?;
        }
    }
    if headers.is_empty() && system.is_empty() && openings.is_empty() && members.is_empty() && tools.is_empty() {
        let fields = "`headers`, `system`, `openings`, `members` or `tools`";
        return Err(Error::argument(format!("{place} has no sign by which it could be recognised; give it {fields}")));
    }
    Ok(())
}

fn text(text: &str, limit: usize, place: impl Fn() -> String) -> Result<()> {
    if text.is_empty() {
        return Err(Error::argument(format!("{} is empty", place())));
    }
    if text.len() > limit { Err(Error::limit(&place(), limit, "bytes")) } else { Ok(()) }
}
