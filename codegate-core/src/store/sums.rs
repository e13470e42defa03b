//! The rows of the roll-up. Each carries a checksum over its key, its numbers and the key of the row before it in the
//! same workspace and length of slot; the last one precedes the first. So no row is changed, lost, doubled or out of
//! its place in silence, and a report over some slots notices it too.

use super::checksum::Mix;
use super::fault::bad_row;
use super::rollup::{COUNTED, COUNTS, PICO_PER_USD, SUMS, Sums};
use super::rows::integer;
use crate::error::{Code, Error, Result};
use rusqlite::{Connection, Row, ToSql};
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// What a row belongs to, in the order of the table's key at one length of slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key<T> {
    pub(super) workspace: i64,
    pub(super) slot: i64,
    pub(super) session: T,
    pub(super) provider: T,
    pub(super) model: T,
    pub(super) client: T,
    pub(super) rule: i64,
    pub(super) request_type: T,
    pub(super) outcome: T,
    pub(super) status: i64,
}

/// The columns of [`Key`] behind the workspace, in the order of the table's key.
const DIMENSIONS: [&str; 9] =
    ["slot", "session", "provider", "model", "client", "rule", "request_type", "outcome", "status"];
/// How many parameters of a statement the whole key of a row takes, the length of its slot included.
const PLACES: usize = 2 + DIMENSIONS.len();
pub(super) const KEY_COLUMNS: usize = 1 + DIMENSIONS.len();
/// The columns of [`Key`].
pub(super) static KEY: LazyLock<String> = LazyLock::new(|| format!("workspace_id, {}", dimensions("")));

/// The list of [`DIMENSIONS`], with a word behind each.
fn dimensions(word: &str) -> String {
    DIMENSIONS.map(|name| format!("{name}{word}")).join(", ")
}

/// The list of parameters with these numbers.
fn parameters(numbers: RangeInclusive<usize>) -> String {
    numbers.map(|number| format!("?{number}")).collect::<Vec<_>>().join(", ")
}

/// Numbers of a row in the order of [`SUMS`].
pub(super) type Numbers = [i64; SUMS.len()];

/// A row as read.
struct Line<'a> {
    key: Key<&'a str>,
    numbers: Numbers,
    checksum: i64,
}

impl<'a> Key<&'a str> {
    /// From the first columns of a row.
    pub(super) fn read(row: &'a Row<'_>) -> Result<Key<&'a str>> {
        let text = |column| row.get_ref(column)?.as_str().map_err(|_| bad_row("a text"));
        Ok(Key {
            workspace: row.get(0)?,
            slot: row.get(1)?,
            session: text(2)?,
            provider: text(3)?,
            model: text(4)?,
            client: text(5)?,
            rule: row.get(6)?,
            request_type: text(7)?,
            outcome: text(8)?,
            status: row.get(9)?,
        })
    }
}

impl<T: AsRef<str>> Key<T> {
    pub(super) fn owned(&self) -> Key<String> {
        let own = |text: &T| text.as_ref().to_owned();
        Key {
            workspace: self.workspace,
            slot: self.slot,
            session: own(&self.session),
            provider: own(&self.provider),
            model: own(&self.model),
            client: own(&self.client),
            rule: self.rule,
            request_type: own(&self.request_type),
            outcome: own(&self.outcome),
            status: self.status,
        }
    }

    fn borrowed(&self) -> Key<&str> {
        Key {
            workspace: self.workspace,
            slot: self.slot,
            session: self.session.as_ref(),
            provider: self.provider.as_ref(),
            model: self.model.as_ref(),
            client: self.client.as_ref(),
            rule: self.rule,
            request_type: self.request_type.as_ref(),
            outcome: self.outcome.as_ref(),
            status: self.status,
        }
    }

    fn mix(&self, hours: i64) -> Mix {
        let mut mix = Mix::new(1);
        [self.workspace, hours, self.slot, self.rule, self.status].into_iter().for_each(|number| mix.number(number));
        let texts = [&self.session, &self.provider, &self.model, &self.client, &self.request_type, &self.outcome];
        texts.into_iter().for_each(|text| mix.bytes(text.as_ref().as_bytes()));
        mix
    }

    /// What the checksum of the next row holds of this one.
    fn link(&self, hours: i64) -> i64 {
        self.mix(hours).end()
    }

    /// What the checksum of its own row holds of it.
    fn own_part(&self, hours: i64, numbers: &Numbers) -> i64 {
        with_numbers(self.mix(hours), numbers)
    }
}

fn with_numbers(mut mix: Mix, numbers: &Numbers) -> i64 {
    numbers.iter().for_each(|number| mix.number(*number));
    mix.end()
}

impl<'a> Line<'a> {
    /// From a row that begins with [`KEY`], [`SUMS`] and the checksum.
    fn read(row: &'a Row<'_>) -> Result<Line<'a>> {
        Ok(Line {
            key: Key::read(row)?,
            numbers: numbers(row, KEY_COLUMNS)?,
            checksum: row.get(KEY_COLUMNS + SUMS.len())?,
        })
    }
}

/// Numbers that begin at a column.
pub(super) fn numbers(row: &Row<'_>, first: usize) -> Result<Numbers> {
    let mut numbers = [0; SUMS.len()];
    for (place, number) in numbers.iter_mut().enumerate() {
        *number = row.get(first + place)?;
    }
    Ok(numbers)
}

/// With each sum of money in its two parts.
fn split(sums: &Sums) -> Numbers {
    let mut numbers = [0; SUMS.len()];
    (0..COUNTS).for_each(|place| numbers[place] = integer(sums[place]));
    for (place, pico) in [(COUNTS, sums[COUNTS]), (COUNTS + 2, sums[COUNTS + 1])] {
        numbers[place] = integer(pico.div_euclid(PICO_PER_USD));
        numbers[place + 1] = integer(pico.rem_euclid(PICO_PER_USD));
    }
    numbers
}

/// Follows the rows of one workspace and length of slot from one to the next.
struct Chain {
    hours: i64,
    /// What the first row says of the one before it.
    first: Option<i64>,
    last: Option<i64>,
}

impl Chain {
    /// Begins with the first row, or behind the one whose link is given.
    fn new(hours: i64, behind: Option<i64>) -> Chain {
        Chain { hours, first: None, last: behind }
    }

    /// Takes the next row; returns whether it matches its checksum, as far as that is known of the first one.
    fn follow(&mut self, line: &Line<'_>) -> bool {
        let mix = line.key.mix(self.hours);
        let told = line.checksum.wrapping_sub(with_numbers(mix, &line.numbers));
        match self.last.replace(mix.end()) {
            Some(last) => last == told,
            None => {
                self.first = Some(told);
                true
            }
        }
    }

    /// Whether the first row follows the last one.
    fn closed(&self) -> bool {
        self.first.is_none() || self.first == self.last
    }
}

fn damaged() -> Error {
    Error::new(
        Code::Corrupt,
        "the sums of usage are damaged; `verify` with `rebuild` writes them anew from the recorded attempts",
    )
}

/// An error where something does not hold.
pub(super) fn sound(holds: bool) -> Result<()> {
    if holds { Ok(()) } else { Err(damaged()) }
}

/// The rows of a workspace and a length of slot.
const HERE: &str = "workspace_id = ?1 AND hours = ?2";

/// Some of those rows, whole.
fn select(rest: &str) -> String {
    format!("SELECT {}, {}, checksum FROM usage_sums WHERE {HERE} {rest}", *KEY, SUMS.join(", "))
}

/// The order of the key among those rows, upwards and downwards.
static UP: LazyLock<String> = LazyLock::new(|| format!("ORDER BY {}", dimensions("")));
static DOWN: LazyLock<String> = LazyLock::new(|| format!("ORDER BY {}", dimensions(" DESC")));

/// How the place of a key among them compares with the one that is given from the third parameter on.
fn beside(sign: &str) -> String {
    format!("({}) {sign} ({})", dimensions(""), parameters(3..=PLACES))
}

/// The row of the key that is given.
static THERE: LazyLock<String> = LazyLock::new(|| format!("{HERE} AND {}", beside("=")));

/// Gives the rows of some slots of a workspace, in order, and fails where they are not those that were written.
pub(super) fn scan(
    connection: &Connection,
    workspace: i64,
    hours: i64,
    slots: &Range<i64>,
    mut each: impl FnMut(&Key<&str>, &Numbers) -> Result<()>,
) -> Result<()> {
    static BEFORE: LazyLock<String> = LazyLock::new(|| select(&format!("AND slot < ?3 {} LIMIT 1", *DOWN)));
    static ROWS: LazyLock<String> = LazyLock::new(|| select(&format!("AND slot >= ?3 {}", *UP)));
    static LAST: LazyLock<String> = LazyLock::new(|| select(&format!("{} LIMIT 1", *DOWN)));
    let link = |row: &Row<'_>| Key::read(row).map(|key| key.link(hours));
    let mut before = None;
    if slots.start != i64::MIN {
        let mut statement = connection.prepare_cached(&BEFORE)?;
        let mut rows = statement.query([workspace, hours, slots.start])?;
        before = rows.next()?.map(link).transpose()?;
    }
    let mut chain = Chain::new(hours, before);
    let mut statement = connection.prepare_cached(&ROWS)?;
    let mut rows = statement.query([workspace, hours, slots.start])?;
    let mut behind = false;
    while let Some(row) = rows.next()? {
        let line = Line::read(row)?;
        sound(chain.follow(&line))?;
        // The row after the slots is read too: it names the one before it.
        behind = line.key.slot >= slots.end;
        if behind {
            break;
        }
        each(&line.key, &line.numbers)?;
    }
    match (before, behind) {
        (Some(_), true) => Ok(()),
        // From here to the last row, which the first one names.
        (Some(_), false) => {
            let mut statement = connection.prepare_cached(&ROWS)?;
            let mut rows = statement.query([workspace, hours, i64::MIN])?;
            let row = rows.next()?.ok_or_else(damaged)?;
            sound(chain.follow(&Line::read(row)?))
        }
        (None, true) => {
            let mut statement = connection.prepare_cached(&LAST)?;
            let mut rows = statement.query([workspace, hours])?;
            chain.last = rows.next()?.map(link).transpose()?;
            sound(chain.closed())
        }
        (None, false) if chain.first.is_some() => sound(chain.closed()),
        (None, false) => sound(!has_exchanges(connection, workspace, 1)?),
    }
}

/// Whether a workspace has this many exchanges, so that it should have sums.
fn has_exchanges(connection: &Connection, workspace: i64, at_least: i64) -> Result<bool> {
    static COUNT: LazyLock<String> = LazyLock::new(|| {
        format!(
            "SELECT count(*) = ?2 FROM
             (SELECT 1 FROM exchanges e WHERE workspace_id = ?1 AND attempts > 0 AND {COUNTED} LIMIT ?2)"
        )
    });
    Ok(connection.prepare_cached(&COUNT)?.query_row([workspace, at_least], |row| row.get(0))?)
}

/// Adds numbers to the row of a key, which is made if there is none.
///
/// Checksums are updated by the difference and not recomputed: what was damaged before is still damaged after.
pub(super) fn add(connection: &Connection, hours: i64, key: &Key<&str>, more: &Numbers) -> Result<()> {
    static FIND: LazyLock<String> = LazyLock::new(|| select(&format!("AND {}", beside("="))));
    static SET: LazyLock<String> = LazyLock::new(|| {
        let sums: String = SUMS.iter().zip(PLACES + 2..).map(|(sum, place)| format!(", {sum} = ?{place}")).collect();
        format!("UPDATE usage_sums SET checksum = ?{}{sums} WHERE {}", PLACES + 1, *THERE)
    });
    let place = place(&hours, key);
    let found = {
        let mut statement = connection.prepare_cached(&FIND)?;
        let mut rows = statement.query(&place[..])?;
        let line = rows.next()?.map(Line::read).transpose()?;
        line.map(|line| (line.numbers, line.checksum))
    };
    let Some((old, checksum)) = found else {
        let (before, after) = neighbours(connection, hours, key)?;
        let link = key.link(hours);
        if let Some(after) = &after {
            move_checksum(connection, hours, after, link.wrapping_sub(before.unwrap_or_default()))?;
        }
        // The very first row follows itself; where it cannot be the first, the others were lost.
        let lost = before.is_none() && has_exchanges(connection, key.workspace, 2)?;
        let checksum = key.own_part(hours, more).wrapping_add(before.unwrap_or(link)).wrapping_add(lost.into());
        return insert(connection, hours, key, more, checksum);
    };
    let new = sum(&old, more);
    let moved = key.own_part(hours, &new).wrapping_sub(key.own_part(hours, &old));
    let checksum = checksum.wrapping_add(moved);
    let numbers = new.each_ref().map(|number| number as &dyn ToSql);
    connection.prepare_cached(&SET)?.execute(&*[&place[..], &[&checksum], &numbers].concat())?;
    Ok(())
}

/// The link of the row before a key that has none yet, and the key of the row after it, as in a ring.
fn neighbours(connection: &Connection, hours: i64, key: &Key<&str>) -> Result<(Option<i64>, Option<Key<String>>)> {
    static BELOW: LazyLock<String> = LazyLock::new(|| select(&format!("AND {} {} LIMIT 1", beside("<"), *DOWN)));
    static ABOVE: LazyLock<String> = LazyLock::new(|| select(&format!("AND {} {} LIMIT 1", beside(">"), *UP)));
    static LAST: LazyLock<String> = LazyLock::new(|| select(&format!("{} LIMIT 1", *DOWN)));
    static FIRST: LazyLock<String> = LazyLock::new(|| select(&format!("{} LIMIT 1", *UP)));
    let place = place(&hours, key);
    let one = |sql: &str, values: &[&dyn ToSql]| -> Result<Option<Key<String>>> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        rows.next()?.map(|row| Ok(Key::read(row)?.owned())).transpose()
    };
    let or_else = |near: &str, far: &str| match one(near, &place)? {
        None => one(far, &place[..2]),
        found => Ok(found),
    };
    let before = or_else(&BELOW, &LAST)?;
    Ok((before.map(|before| before.link(hours)), or_else(&ABOVE, &FIRST)?))
}

fn move_checksum(connection: &Connection, hours: i64, key: &Key<String>, by: i64) -> Result<()> {
    static GET: LazyLock<String> = LazyLock::new(|| format!("SELECT checksum FROM usage_sums WHERE {}", *THERE));
    static SET: LazyLock<String> =
        LazyLock::new(|| format!("UPDATE usage_sums SET checksum = ?{} WHERE {}", PLACES + 1, *THERE));
    let key = key.borrowed();
    let place = place(&hours, &key);
    let now: i64 = connection.prepare_cached(&GET)?.query_row(&place[..], |row| row.get(0))?;
    let then = now.wrapping_add(by);
    connection.prepare_cached(&SET)?.execute(&*[&place[..], &[&then]].concat())?;
    Ok(())
}

fn insert(connection: &Connection, hours: i64, key: &Key<&str>, numbers: &Numbers, checksum: i64) -> Result<()> {
    static INSERT: LazyLock<String> = LazyLock::new(|| {
        let sums: String = SUMS.iter().map(|sum| format!(", {sum}")).collect();
        let (names, values) = (dimensions(""), parameters(1..=PLACES + 1 + SUMS.len()));
        format!("INSERT INTO usage_sums (workspace_id, hours, {names}, checksum{sums}) VALUES ({values})")
    });
    let numbers = numbers.each_ref().map(|number| number as &dyn ToSql);
    connection.prepare_cached(&INSERT)?.execute(&*[&place(&hours, key)[..], &[&checksum], &numbers].concat())?;
    Ok(())
}

/// Writes rows into an empty table, in the order of their keys.
pub(super) struct Writer<'c> {
    connection: &'c Connection,
    hours: i64,
    /// The first row of the ring that is being written, and the link of the last.
    first: Option<Key<String>>,
    last: i64,
}

impl<'c> Writer<'c> {
    pub(super) fn new(connection: &'c Connection, hours: i64) -> Writer<'c> {
        Writer { connection, hours, first: None, last: 0 }
    }

    pub(super) fn push(&mut self, key: &Key<String>, sums: &Sums) -> Result<()> {
        if self.first.as_ref().is_none_or(|first| first.workspace != key.workspace) {
            self.close()?;
            self.first = Some(key.owned());
        }
        let numbers = split(sums);
        let checksum = key.own_part(self.hours, &numbers).wrapping_add(self.last);
        insert(self.connection, self.hours, &key.borrowed(), &numbers, checksum)?;
        self.last = key.link(self.hours);
        Ok(())
    }

    /// The first row follows the last.
    pub(super) fn close(&mut self) -> Result<()> {
        let last = std::mem::take(&mut self.last);
        self.first.take().map_or(Ok(()), |first| move_checksum(self.connection, self.hours, &first, last))
    }
}

/// The whole key of a row, for the first parameters.
fn place<'a>(hours: &'a i64, key: &'a Key<&'a str>) -> [&'a dyn ToSql; PLACES] {
    let Key { workspace, slot, session, provider, model, client, rule, request_type, outcome, status } = key;
    [workspace, hours, slot, session, provider, model, client, rule, request_type, outcome, status]
}

/// Numbers added up: a count stops at the largest, and what is above a whole dollar is carried.
pub(super) fn sum(have: &Numbers, more: &Numbers) -> Numbers {
    let mut sum = [0; SUMS.len()];
    (0..SUMS.len()).for_each(|place| sum[place] = have[place].saturating_add(more[place]));
    for pico in [COUNTS + 1, COUNTS + 3] {
        sum[pico - 1] = sum[pico - 1].saturating_add(sum[pico].div_euclid(PICO_PER_USD as i64));
        sum[pico] = sum[pico].rem_euclid(PICO_PER_USD as i64);
    }
    sum
}
